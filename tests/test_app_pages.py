"""The pages beside the answer, on boards that can be checked by hand."""

import html
import io
import math
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from leaderboard.analytics.gap_intervals import GAP_INTERVAL_DTYPES
from leaderboard.analytics.standing import Best, Standing
from leaderboard.app import pieces
from leaderboard.publish import address, frames
from leaderboard.publish.address import usual
from leaderboard.publish.gap_words import GapSpeaker
from leaderboard.publish.speaker import Speaker
from leaderboard.questions import across_boards, one_board
from leaderboard.questions.why import chain
from leaderboard.records import clock, store
from leaderboard.records.paths import DataDir
from leaderboard.registry import boards, tables
from leaderboard.serve import collection, remembering
from tests import app_by_hand, registry_by_hand
from tests.app_by_hand import bodies, headline, notices, opened, page_of, text

SEED = Path(__file__).parents[1] / "data"


def rows(page: str, label: str) -> list[list[str]]:
    """The cells of a table, as a reader reads them."""
    table = re.search(rf'aria-label="{label}">(.*?)</table>', page, re.DOTALL)[1]  # type: ignore[index]
    lines = [re.findall(r"<td[^>]*>(.*?)</td>", line) for line in re.findall(r'<tr role="row">(.*?)</tr>', table)]
    return [[" ".join(html.unescape(re.sub(r"<[^>]*>", " ", cell)).split()) for cell in line] for line in lines if line]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        (
            "2025-02-20",
            "By 20 February 2025, a nation leads with certainty in 1 of 2 contested domains: China in 1 (vision).",
        ),
        # Vision is 69 days old by then.
        (
            "2025-03-20",
            "By 20 March 2025, a nation leads with certainty in 1 of 1 contested domain: China in 1 (text).",
        ),
        (
            "2025-01-31",
            "By 31 January 2025, a nation leads with certainty in 2 of 2 contested domains: China in 1 (vision), "
            "the United States in 1 (text).",
        ),
        (
            "2024-12-31",
            "No complete snapshot of any headline board that was published by 31 December 2024 is stored here.",
        ),
    ],
)
def test_boards_say_who_leads_in_each_domain(as_of: str, said: str) -> None:
    assert headline(page_of("now", as_of=as_of)) == said
    assert said in text(opened(as_of=as_of))  # one line of the answer, whatever board it is of
    assert said in text(opened(as_of=as_of, board="arena/vision"))


@pytest.mark.usefixtures("data")
def test_where_every_board_is_old_the_page_opens_with_the_last_answer_and_says_that_it_is_old(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEADERBOARD_NOW", "2025-08-01T00:00:00+00:00")
    page = page_of("now")
    assert headline(page) == (
        "On 10 March 2025, a nation led with certainty in 1 of 1 contested domain: China in 1 (text)."
    )
    (said,) = notices(page)
    assert (
        "By 1 August 2025, none of 2 domains had been seen lately enough to say who leads: "
        "they were last seen whole on 10 March 2025 or before."
    ) in said
    cards = "".join(bodies(page))
    assert cards.index(">Domain by domain<") < cards.index("<h3>Text</h3>") < cards.index(">Apart<")


@pytest.mark.usefixtures("data")
def test_what_does_not_count_among_the_domains_stands_apart() -> None:
    page = page_of("now", as_of="2025-03-20")
    old = "Apart, as too old to speak of that day: China led vision on 10 January 2025, 2 models of 2 nations."
    assert old in text(page)
    before = "Where the newest snapshot is older (10 January 2025), a nation led in 1 of 1: China in 1 (vision)."
    assert before in text(page)
    assert "board=" not in page.code[0].value  # the link
    assert before in page.code[1].value  # the quotation
    assert old not in page.code[1].value
    cards = "".join(bodies(page))
    assert cards.index("<h3>Text</h3>") < cards.index(">Apart<") < cards.index("<h3>Vision</h3>")


@pytest.mark.usefixtures("data")
def test_every_board_is_listed_with_verdict_day_and_way_to_its_answer() -> None:
    page = "".join(bodies(page_of("boards")))
    text_board, vision = rows(page, "Boards")
    assert text_board[:4] == ["Text", "Arena: Text", "China", "leads, certainty above 99 %"]
    assert text_board[5] == "2025-03-10"
    assert [vision[1], *vision[5].split(maxsplit=1)] == ["Arena: Vision", "2025-01-10", "no newer complete snapshot"]
    assert vision[3] == "led, certainty above 99 %"  # too old to say that it still does
    assert page.count('href="board?board=arena%2Fvision"') == 1


def test_the_list_of_boards_to_download_has_every_board_with_its_verdict() -> None:
    best = Best("CHN", "a", 12.5, 0.99), Best("USA", "b", 11.0, 0.01)
    day = pd.Timestamp("2025-03-10")
    leaders = {
        "x/led": Standing(day, "leads", ("CHN",), best, day, 45),
        "x/none": Standing(day, "none", (), (), day, 45),
    }
    told = frames.verdicts(pd.DataFrame({"board_id": ["x/none", "x/unread", "x/led"]}), leaders)
    assert told["board_id"].tolist() == ["x/none", "x/unread", "x/led"]
    assert told["verdict"].fillna("").tolist() == ["none", "", "leads"]
    assert told.iloc[2][["nations", "best_country", "best_model", "best_score"]].tolist() == ["CHN", "CHN", "a", 12.5]


@pytest.mark.usefixtures("data")
def test_the_boards_of_one_domain_stand_at_their_address() -> None:
    page = page_of("boards")
    page.selectbox(key="domain").select("vision").run()
    assert dict(page.query_params) == {"domain": "vision"}
    assert [row[1] for row in rows("".join(bodies(page)), "Boards")] == ["Arena: Vision"]
    (said,) = notices(page_of("boards", domain="visoin"))
    assert "did you mean vision?" in said
    assert 'href="?domain=vision"' in said


@pytest.mark.usefixtures("data")
def test_the_link_of_the_list_of_boards_pins_its_day_and_domain() -> None:
    page = page_of("boards", domain="vision", as_of="2025-03-11")
    link = {name: values[0] for name, values in parse_qs(urlsplit(page.code[0].value).query).items()}
    assert {**link, "openness": "open", "lens": "developer"} == {
        "as_of": "2025-03-11",
        "openness": "open",
        "lens": "developer",
        "known_at": "2025-03-20T12:00:00Z",
        "domain": "vision",
    }
    assert urlsplit(page.code[0].value).path.endswith("/boards")
    assert page.code[1].value.endswith("Source: Arena (LMArena), leaderboard-dataset, CC BY 4.0.")
    assert notices(page_of("boards", **link)) == []


@pytest.mark.usefixtures("data")
def test_a_board_that_had_not_begun_is_not_listed() -> None:
    assert 'aria-label="Boards"' not in "".join(bodies(page_of("boards", as_of="2024-12-31")))


@pytest.mark.usefixtures("data")
def test_the_board_of_a_past_day_leads_to_the_answer_of_that_day() -> None:
    links = re.findall(r'href="board\?([^"]*)"', "".join(bodies(page_of("boards", as_of="2025-01-31", openness="all"))))
    assert {"as_of": ["2025-01-31"], "openness": ["all"]} in [parse_qs(html.unescape(link)) for link in links]


GAPS = [
    (
        {},
        "On 10 March 2025, the best open-weight model from the United States was 60 points behind the best from "
        "China on Arena: Text: Llama (1200) against Deep-2 (1260).",
        # Deep-1 stands a point above Llama, was there in the first snapshot as Llama was, and is behind in some draws.
        "The first open-weight model from China that scores as much as Llama was listed the same day as it or earlier "
        "(95 % interval: 59 days after to the same day as it). It stood there in the board's first snapshot and may be "
        "older. One that scores more has been there for 59 days (95 % interval: 0 to 59 days).",
    ),
    (
        {"as_of": "2025-02-15"},
        "On 10 February 2025, the best open-weight model from the United States was 1 point behind the best from "
        "China on Arena: Text: Llama (1200) against Deep-1 (1201).",
        "so who is ahead cannot be told.",
    ),
    (
        {"as_of": "2025-01-31"},
        "On 10 January 2025, the best open-weight model from the United States was 50 points ahead of the best from "
        "China on Arena: Text: Llama (1200) against Deep-1 (1150).",
        "95 % interval: +37 to +64 points.",  # 1.96 * sqrt(2) * 10 / 3.92 = 7.07
    ),
    (
        {"a": "closed", "b": "open"},
        "On 10 March 2025, the best closed model was 140 points ahead of the best open-weight model on Arena: Text: "
        "Shut (1400) against Deep-2 (1260).",
        "",
    ),
    (
        {"category": "coding"},
        "On 10 March 2025, the best open-weight model from the United States was 9 points behind the best from "
        "China on Arena: Text (Coding): Llama (1241) against Deep-2 (1250).",
        "Certainty: unknown. The scores were published without intervals.",
    ),
    (
        {"a": "FRA"},
        "No complete snapshot of Arena: Text that was published by 20 March 2025 and is stored here holds both the "
        "best open-weight model from France and the best open-weight model from China.",
        "",
    ),
]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(("parameters", "sentence", "more"), GAPS)
def test_a_gap_is_told_of_the_side_that_the_reader_named_first(
    parameters: dict[str, str], sentence: str, more: str
) -> None:
    page = page_of("gaps", **parameters)
    assert headline(page) == sentence
    assert more in text(page)


@pytest.mark.usefixtures("data")
def test_every_choice_of_a_gap_stands_in_the_address_and_no_usual_one() -> None:
    page = page_of("gaps")
    page.selectbox(key="a").select("closed").run()
    page.selectbox(key="category").select("coding").run()
    assert not page.exception
    assert dict(page.query_params) == {"a": "closed", "category": "coding"}
    page.selectbox(key="a").select("USA").run()
    assert dict(page.query_params) == {"category": "coding"}


@pytest.mark.usefixtures("data")
def test_the_link_of_a_gap_pins_both_sides_and_leads_to_the_same_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of("gaps", category="coding")
    link = {name: values[0] for name, values in parse_qs(urlsplit(page.code[0].value).query).items()}
    assert link == {
        "board": "arena/text",
        "category": "coding",
        "as_of": "2025-03-20",
        "openness": "open",
        "lens": "developer",
        "known_at": "2025-03-20T12:00:00Z",
        "a": "USA",
        "b": "CHN",
    }
    assert page.code[1].value.startswith(headline(page))
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-03-20T12:00:00Z")
    later = page_of("gaps", **link)
    assert headline(later) == headline(page)
    assert "As known at 12:00 UTC on 20 March 2025." in text(later)


@pytest.mark.usefixtures("data")
def test_a_gap_on_a_board_that_stands_still_is_never_called_today() -> None:
    assert "stored by 20 March 2025 is of 10 January 2025" in notices(page_of("gaps", board="arena/vision"))[0]
    assert notices(page_of("gaps")) == []


@pytest.mark.usefixtures("data")
def test_a_side_that_means_nothing_is_said_and_passed_over() -> None:
    page = page_of("gaps", a="<img src=x>")
    assert "expected CHN, CHN:open, CHN:closed, open or closed, found '<img src=x>'" in notices(page)[0]
    assert headline(page) == GAPS[0][1]
    assert "<img" not in "".join(bodies(page))


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"a": "CHN", "b": "CHN"}, "expected two, found the same models on both: CHN and CHN"),
        ({"a": "CHN:open", "b": "CHN"}, "expected two, found the same models on both: CHN:open and CHN"),
        ({"a": "CHN"}, "expected two, found the same models on both: CHN and CHN"),
        ({"a": "open", "b": "CHN", "category": "korean"}, "found the same models on both: open and CHN"),
        ({"a": "XXX", "b": "CHN"}, "unknown country 'XXX': expected a code of ISO 3166-1 alpha-3"),
    ],
)
def test_sides_that_are_none_are_said_and_passed_over_on_the_page_and_refused_elsewhere(
    asked: dict[str, str], said: str
) -> None:
    page = page_of("gaps", **asked)
    assert said in notices(page)[0]
    assert (page.selectbox(key="a").value, page.selectbox(key="b").value) == ("USA", "CHN")
    sides = {"a": "USA", "b": "CHN"} | {name: asked[name] for name in ("a", "b") if name in asked}
    with pytest.raises(ValueError, match=re.escape(said)):
        one_board.gap("arena/text", **sides, category=asked.get("category"))


@pytest.mark.usefixtures("data")
def test_two_sides_that_mean_nothing_are_said_in_their_order() -> None:
    one, other = notices(page_of("gaps", b="YYY", a="XXX"))
    assert "'XXX'" in one
    assert "'YYY'" in other


@pytest.mark.usefixtures("data")
def test_a_side_chosen_twice_exchanges_both() -> None:
    page = page_of("gaps")
    page.selectbox(key="a").select("CHN").run()
    assert dict(page.query_params) == {"a": "CHN", "b": "USA"}
    assert notices(page) == []


def test_a_gap_of_an_older_day_than_the_newest_says_why(tmp_path: Path, small: pytest.MonkeyPatch) -> None:
    small.setenv("LEADERBOARD_DATA_DIR", str(tmp_path))
    scores = app_by_hand.observations()
    of_one_side = (scores["published_on"] == "2025-03-10") & (scores["organization_name"] == "meta")
    store.append(DataDir(tmp_path), "arena", [scores[~of_one_side]])
    page = page_of("gaps")
    assert headline(page).startswith("On 10 February 2025, ")
    why = (
        "The newest snapshot, of 10 March 2025, has no such model ({}): compared is the newest that has both sides, of "
    )
    assert f"{why.format('United States')}10 February 2025." in text(page)
    table = one_board.gap("arena/text", "USA", "CHN")
    assert table["date"].tolist() == [pd.Timestamp("2025-02-10")]
    assert f"{why.format('USA')}10 February 2025." in table.attrs["notes"]
    (none,) = one_board.gap("arena/text", "FRA", "CHN").attrs["notes"]
    assert none == (
        "The newest snapshot, of 10 March 2025, has no such model (FRA), and none before it has both sides."
    )


@pytest.mark.usefixtures("data")
def test_a_gap_has_one_direction_on_its_page() -> None:
    page = page_of("gaps")
    said = text(page)
    assert "the United States was 60 points behind" in headline(page)
    assert re.search(r"Gap\s+−60 points\s+−74 to −46 points", said)
    assert "United States against China: 50 points ahead on 10 January 2025; 60 points behind on 10 March 2025." in said
    assert "−60" in said[said.index("Snapshot by snapshot") :]
    # Whoever came later is named; here both stood in the first snapshot.
    assert re.search(r"Came later to the level of the one behind\s+both on the same day", said)
    assert re.search(r"Has been behind\s+United States, 59 days", said)
    turned = page_of("gaps", a="CHN", b="USA")
    assert "China was 60 points ahead of the best from the United States" in headline(turned)
    assert re.search(r"Gap\s+\+60 points\s+\+46 to \+74 points", text(turned))
    assert re.search(r"Has been behind\s+United States, 59 days", text(turned))


@pytest.mark.parametrize(
    ("row", "lag", "sentence"),
    [
        # The United States is behind, and China, which is ahead, came later.
        ({}, "China, 30 days", "from China that scores as much as Athene was listed 30 days after it."),
        # China is behind and came later: told of the first American model before it.
        (
            {"points": 86.5, "behind": "CHN"},
            "China, 30 days",
            "from the United States that scores as much as R1 was listed 30 days before it.",
        ),
        (
            {"lag_days": -1, "lag_of": "USA"},
            "United States, 1 day",
            "from China that scores as much as Athene was listed 1 day before it.",
        ),
        (
            {"lag_days": 0},
            "both on the same day",
            "from China that scores as much as Athene was listed the same day as it.",
        ),
        ({"lag_days": pd.NA}, "", ""),
    ],
)
def test_a_lag_names_who_came_later(row: dict[str, object], lag: str, sentence: str) -> None:
    asked = address.usual("arena/text", pd.Timestamp("2025-02-21"))
    speaker = Speaker(
        asked, boards.board("arena/text"), {"USA": "United States", "CHN": "China"}, pd.Timestamp("2025-02-21")
    )
    told = dict.fromkeys(GAP_INTERVAL_DTYPES, pd.NA)
    told |= {"best_a": "Athene", "best_b": "R1", "points": -86.5, "behind": "USA", "behind_days": pd.NA}
    told |= {"lag_days": 30, "lag_of": "CHN", "lag_censored": False} | row
    gaps = GapSpeaker(speaker, "USA", "CHN")
    assert gaps.lag(told) == lag
    assert gaps.in_time(told, {}).removeprefix("The first open-weight model ") == sentence


@pytest.mark.parametrize(
    ("row", "kind", "nations", "said"),
    [
        ({}, "tied", ("CHN", "USA"), True),
        ({"points_low": -22.0, "points_high": -1.0}, "tied", ("CHN", "FRA", "USA"), True),
        ({"points_low": -1.0}, "tied", ("CHN", "USA"), False),  # neither tells
        ({"points_low": math.nan, "points_high": math.nan}, "tied", ("CHN", "USA"), False),
        ({}, "tied", ("CHN", "FRA"), False),  # the other is not among those that may lead
        ({}, "leads", ("USA",), False),
        ({"date": pd.Timestamp("2025-02-13")}, "tied", ("CHN", "USA"), False),  # the board speaks of another day
    ],
)
def test_a_gap_that_is_sure_beside_a_verdict_that_is_not_says_why(
    row: dict[str, object], kind: Literal["leads", "tied"], nations: tuple[str, ...], said: bool
) -> None:
    day = pd.Timestamp("2025-02-20")
    speaker = Speaker(address.usual("arena/text", day), boards.board("arena/text"), {}, day)
    told = {"date": day, "points_low": 1.0, "points_high": 22.0} | row
    standing = Standing(date=day, kind=kind, nations=nations, bests=(), as_of=day, max_age_days=30)
    words = GapSpeaker(speaker, "USA", "CHN").beside_verdict(told, standing)
    assert words.startswith("Who leads the board cannot be told all the same:") == said
    assert bool(words) == said


@pytest.mark.parametrize(
    ("openness", "heading"),
    [
        ("open_source,unrestricted_weights", "open-weight models without restrictions"),
        ("open_source,unrestricted_weights,restricted_weights", "open-weight models for commercial use"),
        ("closed", "closed models"),
        ("unrestricted_weights", "models (open weights, no restrictions)"),
    ],
)
def test_many_models_have_one_ending(openness: str, heading: str) -> None:
    asked = replace(address.usual("arena/text", clock.today()), openness=openness)
    assert Speaker(asked, boards.board("arena/text"), {}, clock.today()).nouns == heading


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("page", "name", "meant"),
    [
        ("gaps", "asof", "as_of"),
        ("gaps", "Board", "board"),
        ("robustness", "catgory", "category"),
        ("model", "modle", "model"),
        ("why", "i", "id"),
    ],
)
def test_a_mistyped_name_in_the_address_is_said_with_the_right_one(page: str, name: str, meant: str) -> None:
    (said,) = notices(page_of(page, **{name: "2025-01-31"}))
    assert f"unknown name '{name}': did you mean {meant}?" in said
    assert notices(page_of(page)) == []


@pytest.mark.usefixtures("data")
def test_a_page_that_takes_nothing_says_so_of_any_name() -> None:
    assert "unknown name '<i>'" in notices(page_of("methods", **{"<i>": "x"}))[0]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("page", ["now", "board", "methods", "claims"])
def test_what_counters_of_visits_hang_on_a_link_is_passed_over_without_a_word(page: str) -> None:
    counted = {"utm_source": "x", "utm_campaign": "x", "fbclid": "y", "gclid": "z"}
    assert notices(page_of(page, **counted)) == notices(page_of(page))
    assert notices(page_of(page, zzz="1"))[0].count("did you mean") == 0  # of no name is it known that it was meant


@pytest.mark.usefixtures("data")
def test_hostile_names_stay_text_in_gaps() -> None:
    page = page_of("gaps", category="french")
    assert f"{app_by_hand.HOSTILE[1]} (1280) against {app_by_hand.HOSTILE[0]} (1300)" in headline(page)
    assert "<img" not in "".join(bodies(page))


@pytest.mark.usefixtures("data")
def test_the_ways_to_ask_are_worked_out_once_for_all_categories(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    ways = across_boards.ways

    def counted(board: str, day: pd.Timestamp, **view: Any) -> pd.DataFrame:
        asked.append(board)
        return ways(board, day, **view)

    monkeypatch.setattr(across_boards, "ways", counted)
    remembering.forget()
    for category in ("overall", "coding"):
        question = replace(usual("arena/text", pd.Timestamp("2025-03-20")), category=category)
        kept = collection.robustness(question, "edition")
        alone = across_boards.robustness("arena/text", category=category, as_of="2025-03-20")
        pd.testing.assert_frame_equal(kept.cells, alone.cells)
    remembering.forget()
    assert asked == ["arena/text"] * 3  # one for both pages, and each by itself


@pytest.mark.usefixtures("data")
def test_robustness_shows_the_sentence_and_counts_every_way_to_ask() -> None:
    cells, by_choice, by_question, _, left_out = across_boards.robustness("arena/text", as_of="2025-03-20")
    page = page_of("robustness")
    agreeing = round(100 * (cells["answer"] == "CHN").mean())
    weighed = round(100 * cells.loc[cells["answer"] == "CHN", "weight"].sum())
    assert headline(page) == (
        "On 10 March 2025, China had the best open-weight model on Arena: Text, "
        f"and {weighed} % of the defensible ways to ask give that answer."
    )
    assert f"where each of the {len(cells):,} ways counts once, it is {agreeing} %." in text(page)
    # Arena's vision board is of 10 January, more than 45 days before the text board's 10 March; others have no rows.
    assert "arena/vision" in left_out
    assert "arena/text" not in left_out
    bars = by_question.set_index("question")
    assert f"Another category, or style control: {bars.at['category', 'agreeing']:.0%} of" in text(page)
    assert text(page).index("What each choice does") < text(page).index("Every way to ask")
    # Math is Llama's alone and so nobody's; nobody knows what Deep-2 is built on.
    flips = "nation by: “Origin of base” (an unknown nation)."
    assert f"Changed alone, these give another answer, by {flips}" in text(page)
    assert page.code[1].value.startswith(f"{headline(page)} Each domain")
    assert "arena/text" not in text(page)
    assert len(rows("".join(bodies(page)), "Choice by choice")) == by_choice["flips"].sum()
    listed = rows("".join(bodies(page_of("robustness", choice="every"))), "Choice by choice")
    assert len(listed) == len(by_choice)
    assert sum(int(row[-1].replace(",", "")) for row in listed[: (by_choice["choice"] == "board").sum()]) == len(cells)


@pytest.mark.usefixtures("data")
def test_what_a_long_list_shows_stands_in_the_address() -> None:
    def listed(label: str, page: str, **asked: str) -> list[list[str]]:
        return rows("".join(bodies(page_of(page, **asked))), label)

    retired = listed("Sources", "sources", state="frozen")
    assert {row[1] for row in retired} == {"Retired upstream"}
    assert len(retired) < len(listed("Sources", "sources"))
    assert [row[0] for row in listed("Tables", "downloads", search="Ledger ")] == ["leads"]
    (said,) = notices(page_of("sources", state="lte"))
    assert 'href="?state=late"' in said


@pytest.mark.usefixtures("data")
def test_robustness_of_nothing_says_so() -> None:
    (said,) = notices(page_of("robustness", as_of="2024-12-31"))
    assert "There is nothing to ask about: by 31 December 2024, no open models of two nations were listed on" in said
    assert "arena/text" not in said


@pytest.mark.usefixtures("data")
def test_robustness_of_a_category_that_is_none_is_that_of_the_headline() -> None:
    page = page_of("robustness", category="codng")
    assert any("unknown category 'codng' of arena/text: did you mean coding" in said for said in notices(page))
    assert "the best open-weight model on" in "".join(bodies(page))
    _, nothing = notices(page_of("robustness", category="codng", as_of="2024-12-31"))
    assert "There is nothing to ask about" in nothing
    assert "codng" not in nothing.lower()


@pytest.mark.usefixtures("data")
def test_words_of_a_page_name_no_command() -> None:
    for page in ("board", "robustness"):
        assert "unknown board 'qqq'" in notices(page_of(page, board="qqq"))[0]
        assert "`" not in notices(page_of(page, board="qqq"))[0]


CLAIMS = """
    claim_id,date,statement,source,url,definition,formula,published,tolerance,note,rule,input,period,would_change
    first,2025-03-12,China <b>leads</b>.,A paper,https://example.org/paper,B,top -n 1 | distinct country | =,CHN,,,,,,
    then,2025-01-12,The USA leads.,A speech,,The leader,frontier | country where is_leader=True | =,USA,,A note,,,,
    wide,2025-03-12,It is ahead by a tenth.,A talk,,Relative,gap CHN USA | relative | =,0.1,0.001,,,,,Another scale.
    other,2025-03-12,Most are downloaded.,A report,javascript:x,Downloads,,3,,,,,,
    fits,2025-03-12,It is 60 ahead.,A talk,,Points,gap CHN USA | points | =,60,0,,fitted,,,
    instead,2025-03-12,It has more users.,A talk,,Points,gap CHN USA | points | >,0,,,ours,substitute,,
    quarter,2025-03-12,It was ahead in 2025.,A talk,,Points,gap CHN USA --history | points | >,0,,,stated,,2025,
    month,2025-03-12,It was behind in January.,A talk,,Points,gap CHN USA --history | points | <,0,,,stated,,2025-01,
"""


def claim(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the registry hold CLAIMS, and no page remember what it held before."""
    held = tables.Registry(**vars(app_by_hand.small_registry()) | {"claims": registry_by_hand.table("claims", CLAIMS)})
    monkeypatch.setattr(tables, "load", lambda: held)
    remembering.forget()


def test_claims_are_entries_by_verdict_with_numbers_and_sources(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert data.exists()
    claim(monkeypatch)
    page = page_of("claims")
    said = " ".join(text(page).split()).replace(" ,", ",")
    assert (
        "2 hold, 1 hold by a rule that was chosen because it fits, 1 hold in part, 1 held for a time, "
        "1 do not reproduce, 2 cannot be checked."
    ) in said
    assert "In its stead: 60 in the snapshot of 10 March 2025." in said
    # 1 on 10 February and 60 on 10 March, not -50 on 10 January.
    assert "Found: 1 in the snapshot of 10 February 2025. It holds in 2 of 3 snapshots of 2025." in said
    assert "It holds in 1 of 1 snapshot of January 2025." in said
    assert "What would change the verdict: Another scale." in said
    assert "China <b>leads</b>. A paper, 12 March 2025 Published: China. Found: China in the snapshot of" in said
    # Led on 10 January and not on 10 February, when China was first by a point.
    assert "Found: United States in the snapshot of 10 January 2025. Held until 10 January 2025. Computed:" in said
    assert "Published: 10 %, give or take 0.1 %. Found: 5 % in the snapshot of 10 March 2025." in said  # 60 / 1200
    assert "Published: 3. Found: nothing that tells." in said
    titles = (
        "Holds",
        "Holds by this rule",
        "Holds in part",
        "Held for a time",
        "Does not reproduce",
        "Cannot be checked",
    )
    order = [said.index(f"{name} ") for name in titles]
    assert order == sorted(order)
    raw = "".join(bodies(page))
    assert 'href="https://example.org/paper"' in raw
    assert "javascript" not in raw
    assert "China &lt;b&gt;leads" in raw
    chosen = "".join(bodies(page_of("claims", verdict="held_until")))
    assert "Held for a time</h2>" in chosen
    assert "Holds</h2>" not in chosen


@pytest.mark.usefixtures("data")
def test_an_index_of_too_few_boards_says_so() -> None:
    assert "Too few boards are stored that share models" in text(page_of("index"))


def test_the_index_lists_its_models_and_names_its_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(SEED))
    best = across_boards.index(as_of="2026-08-10").iloc[0]
    shown = tables.load().models.set_index("model_id").at[best["model_id"], "model_name"]
    page = page_of("index", as_of="2026-08-10")
    assert shown in headline(page)
    assert "at least three boards in at least two domains" in text(page)
    first = rows("".join(bodies(page)), "Index")[0]
    assert first[:2] == ["1", shown]
    assert first[3].startswith(f"{best['ability']:.2f} ")
    assert rows("".join(bodies(page)), "Without some of the boards")[0][0] == "nothing"


@pytest.mark.parametrize(("lens", "leads"), [("developer", r"China leads"), ("base", r"Bases from China lead")])
def test_who_leads_the_index_without_some_boards_is_told_by_the_lens(
    lens: str, leads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(SEED))
    fits = across_boards.index(as_of="2026-08-10", lens=lens, sensitivity=True)
    without = fits[(fits["left_out"] != "") & fits["leader"].notna()]
    same = int((without["leader"] == "CHN").sum())
    assert f"{leads} in {same} of the {len(without)} that can be fitted." in text(
        page_of("index", lens=lens, as_of="2026-08-10")
    )


@pytest.mark.parametrize("lens", ["developer", "base"])
def test_an_index_of_no_model_that_counts_says_so(lens: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(SEED))
    asked = {"as_of": "2024-10-31", "openness": "unknown"}
    page = page_of("index", lens=lens, **asked)
    assert headline(page) == "By 31 October 2024, no model of unknown openness stands on enough boards."
    assert 'aria-label="Index"' not in "".join(bodies(page))
    said = "No model that counts here stands on enough boards: there is nothing to rank."
    for chosen in ({}, {"every_date": True}, {"sensitivity": True}):
        table = across_boards.index(**asked, lens=lens, **chosen)  # type: ignore[arg-type]
        assert table.attrs["notes"][0] == said
    assert table["leader_model"].isna().all()  # of the models that do not count, none is named


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("page", "tables"),
    [("", 4), ("gaps", 1), ("robustness", 2), ("claims", 1)],
)
def test_every_download_of_an_answer_names_its_rows(page: str, tables: int, monkeypatch: pytest.MonkeyPatch) -> None:
    claim(monkeypatch)
    made = downloads(monkeypatch, page)
    assert len(made) == tables
    for table in made:
        assert table.columns[-2:].tolist() == ["id", "attribution"]
        assert table["attribution"].str.contains("CC BY 4.0").all()
        for row_id in table["id"].head(3):
            chain(row_id)


def test_every_download_of_the_index_names_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(SEED))
    listed, records, sensitivity = downloads(monkeypatch, "index", as_of="2024-10-31")
    for table, value in ((listed, "ability"), (records, "ability_low"), (sensitivity, "rank_correlation")):
        assert chain(table["id"].iloc[1]).row[value] == table[value].iloc[1]


def downloads(monkeypatch: pytest.MonkeyPatch, page: str, **asked: str) -> list[pd.DataFrame]:
    """The tables that a page offers to download, but for whole ones of observations."""
    made: list[pd.DataFrame] = []

    def button(label: str, *, data: Callable[[], bytes], **_: object) -> None:
        if label not in ("Whole table (CSV)", "SVG", "PNG"):
            made.append(pd.read_csv(io.StringIO(data().decode())))

    monkeypatch.setattr(pieces.st, "download_button", button)
    assert not (page_of(page, **asked) if page else opened(**asked)).exception
    return made


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("label", ["Models", "Changes of lead"])
def test_a_row_of_the_answer_leads_to_what_it_rests_on(label: str) -> None:
    page = "".join(bodies(opened(category="french" if label == "Models" else "overall")))
    table = re.search(rf'aria-label="{label}">(.*?)</table>', page, re.DOTALL)[1]  # type: ignore[index]
    link = html.unescape(re.findall(r'href="(why\?[^"]*)"', table)[0])
    followed = page_of("why", id=parse_qs(urlsplit(link).query)["id"][0])
    raw = "".join(bodies(followed))
    assert notices(followed) == []
    assert "<img" not in raw
    steps = [raw.index(step) for step in ("1. The figure", "2. The scores", "3. What the registry", "4. The bytes")]
    assert steps == sorted(steps)
    (*_, observation) = rows(raw, "The scores")
    assert observation[1:4] == (
        [app_by_hand.HOSTILE[0], "1300 1295 to 1305", "China"]
        if label == "Models"
        else ["Llama", "1200 1195 to 1205", "United States"]
    )
    assert rows(raw, "Responses") == [
        [
            "0" * 64,
            "not kept on this machine: what the address serves are the same bytes if this is their SHA-256",
            "unknown here; published at https://lmarena.ai/leaderboard",
            "—",
        ]
    ]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("row_id", "said"),
    [
        ("<img src=x>", "expected the id of a row"),
        ("top # model_name=nobody setting=", "expected one row"),
    ],
)
def test_an_id_that_leads_nowhere_is_said(row_id: str, said: str) -> None:
    page = page_of("why", id=row_id)
    assert said in notices(page)[0]
    assert pieces.plain(row_id.split(" ", maxsplit=1)[0]) in "".join(bodies(page))
    assert "<img" not in "".join(bodies(page))
