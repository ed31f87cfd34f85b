"""The same question gets the same leader wherever it is asked: answer, boards, domains, ledger, feed, list, robustness.

Over boards of every kind (intervals, order only, one snapshot, uncontested, ties, stale), days and choices.
"""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import leaderboard
from leaderboard.analytics.leads import changes
from leaderboard.analytics.robustness import headline_day
from leaderboard.analytics.standing import Standing
from leaderboard.publish import address, charts, feeds, words
from leaderboard.publish.speaker import Speaker
from leaderboard.questions import across_boards, domains, histories, one_board
from leaderboard.registry import boards, tables
from leaderboard.registry.countries import country_names
from tests.test_history import SEED

#: Every headline board, and two that order alone decides or that were undetermined.
BOARDS = sorted({*domains.headlines().values(), "bfcl/overall", "livebench/global"})
DAYS = ("2025-08-05", "2025-12-30", "2026-06-05", "2026-08-20")
CHOICES: tuple[dict[str, str], ...] = (
    {},
    {"lens": "base"},
    {"openness": "all"},
    {"openness": "open_source"},
    {"lens": "base", "openness": "open_source,unrestricted_weights"},
)
#: Of every board every choice, and every day; of every day every choice. All of them together take four times as long.
ASKED = [
    (board, DAYS[(of_boards - of_choices) % len(DAYS)], choice)
    for of_boards, board in enumerate(BOARDS)
    for of_choices, choice in enumerate(CHOICES)
]


def same(one: Standing | None, other: Standing | None) -> bool:
    """Whether two standings say the same of everything; chances are integrals, each within a millionth."""
    assert one is not None
    assert other is not None
    without = [replace(said, bests=tuple(replace(best, chance=0.0) for best in said.bests)) for said in (one, other)]
    chances = [[best.chance for best in said.bests] for said in (one, other)]
    return repr(without[0]) == repr(without[1]) and chances[0] == pytest.approx(chances[1], abs=2e-6, nan_ok=True)


@pytest.mark.parametrize(("board", "day", "choice"), ASKED)
def test_every_answer_names_the_same_leader(board: str, day: str, choice: dict[str, str]) -> None:
    view: Any = {"as_of": day, "data_dir": SEED, **choice}
    past = histories.history(board, **view)
    said = one_board.standing_of(past, day)
    if said is None:
        assert not past.snapshots
        return
    assert same(said, one_board.standing(board, **view))  # boards are read many at once, the answer's alone
    frontier = leaderboard.frontier(board, **view)
    newest = frontier[frontier["date"] == said.date]
    assert set(newest["verdict"]) == ({str(said)} if said.bests else set())
    if not said.bests:
        return
    assert set(newest.loc[newest["is_leader"], "country"]) <= {best.country for best in said.bests}
    (first,) = leaderboard.top(board, 1, **view)["country"]
    assert pd.isna(first) or set(first.split(";")) & {
        best.country for best in said.bests if best.score == said.bests[0].score
    }
    ledger = leaderboard.leads(board, **view)
    if said.leader:
        assert changes(ledger)["to_country"].iloc[-1] == said.leader.country
        assert said.leader.country in feeds.atom(ledger).split("<entry>")[1].split("</title>")[0]
    _caption_and_sentence(board, day, choice, frontier, ledger, said)


def _caption_and_sentence(
    board: str, day: str, choice: dict[str, str], frontier: pd.DataFrame, ledger: pd.DataFrame, said: Any
) -> None:
    """The caption of the chart denies no change that the sentence tells of."""
    today = pd.Timestamp(day)
    question, notes = address.read({"board": board, "as_of": day, **choice}, today)
    assert not notes
    names = country_names(tables.load())
    speaker = Speaker(question, boards.board(board), names, today)
    about = charts.About("", "", "", True, names)
    caption = charts.frontier_caption(frontier, ledger, about)
    if "took the lead" in speaker.since(said, ledger, {}):
        assert "No change of lead" not in caption or "besides" in caption


@pytest.mark.parametrize("day", DAYS[1::2])
def test_domains_and_boards_agree(day: str) -> None:
    table = leaderboard.domains(as_of=day, data_dir=SEED).set_index("board_id")
    asked = {board_id: boards.board(board_id).headline_category for board_id in table.index}
    standings = one_board.standings(asked, as_of=day, data_dir=SEED)
    assert {board_id: str(said) for board_id, said in standings.items()} == table["verdict"].to_dict()
    assert {board_id: said.stale for board_id, said in standings.items()} == table["stale"].to_dict()


@pytest.mark.parametrize(
    ("board", "day"),
    [("arena/vision", DAYS[0]), ("livebench/global", DAYS[-1]), ("open_asr/english", DAYS[-1])],
)
def test_the_headline_whose_robustness_is_asked_is_that_of_its_board_on_its_day(board: str, day: str) -> None:
    view: Any = {"as_of": day, "data_dir": SEED}
    said = one_board.standing(board, **view)
    found = across_boards.robustness(board, **view)
    assert said is not None
    assert headline_day(found.cells, board, boards.board(board).headline_category) == said.date
    assert f"On {words.day(said.date)}, " in found.sentence
    headline = found.cells.loc[found.cells["agrees"], "answer"].iloc[0]
    assert set(headline.split(";")) == {best.country for best in said.bests if best.score == said.bests[0].score}


@pytest.mark.parametrize("day", DAYS[1::2])
def test_the_index_rests_on_what_its_boards_say(day: str) -> None:
    """Its page tells another statistic, made of the very snapshots that the pages of its boards show."""
    for past in across_boards.comparable(as_of=day, data_dir=SEED)[::6]:
        said = one_board.standing(past.board_id, as_of=day, data_dir=SEED)
        assert same(one_board.standing_of(past, pd.Timestamp(day)), said)
