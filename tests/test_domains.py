"""Who leads across domains: what counts, what stands apart, and that the sentence says on what it rests."""

from dataclasses import replace

import pandas as pd
import pytest

import leaderboard
from leaderboard.analytics.standing import Best, Kind, Standing
from leaderboard.questions.domains import DOMAIN_DTYPES, Domains, foremost, of_a_day, opening, told
from leaderboard.questions.why import why
from tests.test_history import SEED

DAY = pd.Timestamp("2026-08-20")
BESTS = Best("CHN", "a", 2.0, 0.97), Best("USA", "b", 1.0, 0.03)


def said(kind: Kind, nations: tuple[str, ...] = (), day: str = "2026-08-10", **more: object) -> Standing:
    standing = Standing(pd.Timestamp(day), kind, nations, BESTS, DAY, 45, models=12)
    return replace(standing, **more)


def test_the_sentence_says_in_how_many_contested_domains_who_leads_and_on_what_that_rests() -> None:
    built = Best("USA", "tuned", 3.0, 0.99, "Kimi", "CHN")
    standings = {
        "text": said("leads", ("CHN",)),
        "code": said("leads", ("USA",), bests=(built, BESTS[0])),
        "vision": said("tied", ("CHN", "USA")),
        "agents": said("leads", ("CHN",)),
        "search": said("uncontested", bests=BESTS[:1], models=1),
        "video": said("leads", ("CHN",), "2026-07-05"),
        "index": said("leads", ("CHN",)),
    }
    assert told(Domains(DAY, standings)) == (
        "By 20 August 2026, a nation leads with certainty in 3 of 4 contested domains: "
        "China in 2 (agents, text), the United States in 1 (code).",
        "China: agents on 10 August 2026, 12 models of 2 nations; text on 10 August 2026, 12 models of 2 nations.",
        "The United States: code on 10 August 2026, 12 models of 2 nations, with tuned, built on Kimi of China.",
        "Not decided: vision (tied) on 10 August 2026, 12 models of 2 nations.",
        "Apart, as too old to speak of that day: China led video on 5 July 2026, 12 models of 2 nations.",
        "Apart, as no two nations compete: search on 10 August 2026, 1 model of 1 nation.",
        "Apart, as made of other boards: China led index on 10 August 2026, 12 models of 2 nations.",
    )


@pytest.mark.parametrize(
    ("standings", "sentence"),
    [
        ({}, "No complete snapshot of any headline board that was published by 20 August 2026 is stored here."),
        (
            {"text": said("undetermined")},
            "By 20 August 2026, a nation leads with certainty in 0 of 1 contested domain.",
        ),
        (
            {"text": said("none", bests=(), models=0)},
            "By 20 August 2026, a nation leads with certainty in 0 of 0 contested domains: "
            "on no headline board that was seen lately do two nations compete.",
        ),
    ],
)
def test_where_nobody_leads(standings: dict[str, Standing], sentence: str) -> None:
    assert told(Domains(DAY, standings))[0] == sentence


def test_foremost_is_who_leads_in_most_domains_and_nobody_where_two_lead_in_as_many() -> None:
    two = {"text": said("leads", ("USA",), bests=BESTS[::-1]), "code": said("leads", ("CHN",))}
    assert foremost(Domains(DAY, two)) is None
    assert foremost(Domains(DAY, {**two, "vision": said("leads", ("CHN",))})) == ("CHN", DAY)
    assert foremost(Domains(DAY, {"text": said("tied", ("CHN", "USA"))})) is None


#: Days on which four domains were seen, and which nation led on each; all may be 45 days old.
SEEN = {
    "text": {"2026-01-10": "USA", "2026-08-10": "USA"},
    "code": {"2026-04-01": "CHN"},
    "image": {"2026-05-02": "USA"},
    "video": {"2026-05-03": "USA"},
}


def on(day: pd.Timestamp) -> dict[str, Standing]:
    by_then = {domain: [seen for seen in days if seen <= f"{day:%Y-%m-%d}"] for domain, days in SEEN.items()}
    return {
        domain: said("leads", (SEEN[domain][days[-1]],), days[-1], as_of=day)
        for domain, days in by_then.items()
        if days
    }


def test_where_most_boards_are_old_the_answer_is_of_the_newest_day_on_which_half_spoke_and_it_says_why() -> None:
    led = of_a_day(DAY, on)
    # On 10 August only text speaks; on 3 May all but text do.
    assert opening(led) == (
        "On 3 May 2026, a nation led with certainty in 3 of 3 contested domains: "
        "the United States in 2 (image, video), China in 1 (code).",
        "By 20 August 2026, only 1 of 4 domains (text) had been seen lately enough to say who leads: "
        "the other 3 were last seen whole on 3 May 2026 or before.",
    )
    assert told(led) == (
        *opening(led),
        "The United States: image on 2 May 2026, 12 models of 2 nations; video on 3 May 2026, 12 models of 2 nations.",
        "China: code on 1 April 2026, 12 models of 2 nations.",
        "Apart, as too old to speak of that day: "
        "the United States led text on 10 January 2026, 12 models of 2 nations.",
        "The United States: text on 10 August 2026, 12 models of 2 nations.",
    )
    assert led.answering == {"text", "code", "image", "video"}
    assert of_a_day(pd.Timestamp("2026-05-20"), on).then is None, "enough of them speak of that day"


def test_where_no_domain_speaks_none_is_counted() -> None:
    old = {"text": said("leads", ("CHN",), "2026-01-10"), "code": said("tied", ("CHN", "USA"), "2026-02-10")}
    led = of_a_day(DAY, lambda day: old)  # noqa: ARG005 (nothing else was ever seen)
    assert led.then is None
    assert opening(led) == (
        "By 20 August 2026, none of 2 domains had been seen lately enough to say who leads: "
        "they were last seen whole on 10 February 2026 or before.",
    )


def test_the_seed_by_the_end_of_the_summer_of_2025() -> None:
    table = leaderboard.domains(as_of="2025-08-05", data_dir=SEED)
    assert table.dtypes.astype(str).to_dict() == DOMAIN_DTYPES
    assert table["domain"].is_monotonic_increasing
    text = table.set_index("domain").loc["text"]
    assert (text["verdict"], text["country"], text["model_name"]) == ("leads:CHN", "CHN", "glm-4.5")
    (line,) = table.attrs["notes"]
    assert line.startswith("By 5 August 2025, a nation leads with certainty in ")
    assert "\n" not in line


def test_a_row_leads_to_what_it_rests_on() -> None:
    found = why("domains --as-of 2025-08-05 # domain=text", SEED)
    observed = found[found["step"] == "observation"]
    assert observed["subject"].iloc[0] == "2025-08-04 glm-4.5 on arena/text overall"
    assert observed["says"].iloc[0].startswith("best: ")


def test_nothing_is_stored(tmp_path: object) -> None:
    table = leaderboard.domains(data_dir=tmp_path, as_of="2025-08-05")
    assert table.empty
    assert list(table.columns) == list(DOMAIN_DTYPES)


def test_under_the_lens_of_bases_the_answer_says_what_a_nation_has_to_do_with_its_models() -> None:
    led = Domains(DAY, {"text": said("leads", ("CHN",))}, lens="base")
    assert opening(led) == (
        "By 20 August 2026, a nation leads with certainty in 1 of 1 contested domain: China in 1 (text). "
        "A model counts here for the nation of its base, whoever developed it.",
    )
    assert "base" not in opening(replace(led, lens="developer"))[0]
