"""Who leads across domains: what counts, what stands apart, and that the sentence says on what it rests."""

from dataclasses import replace

import pandas as pd
import pytest

import leaderboard
from leaderboard.analytics.standing import Best, Kind, Standing
from leaderboard.questions.domains import DOMAIN_DTYPES, told
from leaderboard.questions.why import why
from tests.test_history import SEED

DAY = pd.Timestamp("2026-08-20")
BESTS = Best("CHN", "a", 2.0, 0.97), Best("USA", "b", 1.0, 0.03)


def said(kind: Kind, nations: tuple[str, ...] = (), day: str = "2026-08-10", **more: object) -> Standing:
    standing = Standing(pd.Timestamp(day), kind, nations, BESTS, DAY, 45, models=12)
    return replace(standing, **more)


def test_the_sentence_says_in_how_many_contested_domains_who_leads_and_on_what_that_rests() -> None:
    built = Best("USA", "tuned", 3.0, 0.99, "Kimi", "CHN")
    sentences = told(
        {
            "text": said("leads", ("CHN",)),
            "code": said("leads", ("USA",), bests=(built, BESTS[0])),
            "vision": said("tied", ("CHN", "USA")),
            "agents": said("leads", ("CHN",)),
            "search": said("uncontested", bests=BESTS[:1], models=1),
            "video": said("leads", ("CHN",), "2026-07-05"),
            "index": said("leads", ("CHN",)),
        },
        DAY,
    )
    assert sentences == (
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
        ({}, "in 0 of 0 contested domains: no headline board is both contested and recent enough"),
        ({"text": said("undetermined")}, "in 0 of 1 contested domains."),
        ({"text": said("none", bests=(), models=0)}, "in 0 of 0 contested domains: no headline board is both"),
    ],
)
def test_where_nobody_leads(standings: dict[str, Standing], sentence: str) -> None:
    assert sentence in told(standings, DAY)[0]


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
