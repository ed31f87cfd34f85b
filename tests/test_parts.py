"""Lists that hold only a part of their board: how they are told, and what they still tell."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import leaderboard
from leaderboard.analytics.behind import BEHIND_DTYPES, behind
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.frontier import frontier
from leaderboard.analytics.parts import LOWER_BOUND, lower_bounds, newest_part
from leaderboard.questions.why import why
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from tests.boards_by_hand import board

SEED = Path(__file__).parents[1] / "data"

WHOLE = """
    2025-02-01 USA llama   1200±4 open
    "          CHN qwen    1180±4 open
    "          FRA mixtral 1100±4 open
    "          USA small   1000±4 open
"""
#: The best three open ones of some days later, and a closed one before them, without intervals.
TOP = """
    2025-02-20 CHN qwen-2  1260 open
    "          CHN small-2 1230 open
    "          USA llama   1205 open
    "          FRA gpt     1300 closed
"""


def in_part(**more: object) -> BoardHistory:
    return replace(board(WHOLE), partial=board(TOP).rows, passed_over=(date(2025, 2, 20),), **more)  # type: ignore[arg-type]


def test_a_part_bounds_the_nations_that_it_names_and_no_other() -> None:
    part = newest_part(in_part(), {"qwen-2": "Qwen 2"})
    assert part is not None
    assert (part.date, part.models, part.of) == (date(2025, 2, 20), 4, 4)
    assert part.without == ("intervals",)  # numbers of votes the board never had
    assert part.bounds == (("CHN", "Qwen 2", 1260.0), ("USA", "llama", 1205.0))


def test_where_lower_is_better_the_best_is_the_lowest() -> None:
    part = newest_part(in_part(higher_is_better=False))
    assert part is not None
    assert [bound[:2] for bound in part.bounds] == [("USA", "llama"), ("CHN", "small-2")]


def test_a_board_without_a_newer_part_has_no_bounds() -> None:
    assert newest_part(board(WHOLE)) is None
    assert newest_part(replace(in_part(), passed_over=())) is None  # an older part
    assert lower_bounds(board(WHOLE)).empty


def test_a_lower_bound_is_marked_and_leads_nowhere() -> None:
    told = lower_bounds(in_part())
    assert told[["country", "model_name", "score"]].values.tolist() == [["CHN", "qwen-2", 1260], ["USA", "llama", 1205]]
    assert set(told["verdict"]) == set(told["verdict_borrowed"]) == {LOWER_BOUND}
    assert not told["is_leader"].any()
    assert told["p_leader"].isna().all()


@pytest.mark.parametrize(
    ("board_id", "day", "listed", "of", "last"),
    [
        ("arena/text_style_control", "2026-10-02", 126, 394, "2026-08-21"),
        ("arena/webdev", "2026-10-06", 77, 117, "2026-08-21"),  # 118 rows, of which one model has two
    ],
)
def test_both_of_arenas_site_lists_are_parts(board_id: str, day: str, listed: int, of: int, last: str) -> None:
    """The same kind of list on both boards: shorter, and without the intervals and votes that every row before had."""
    rows = store.scan(DataDir(SEED), [board_id])
    rows = rows[(rows["published_on"] == pd.Timestamp(day)) & (rows["category"] == "overall")]
    assert (len(rows), rows["complete"].any()) == (listed, False)
    view = {"board_id": board_id, "as_of": "2026-10-31", "data_dir": SEED}
    top = leaderboard.top(**view)
    assert set(top["published_on"]) == {pd.Timestamp(last)}
    (told,) = (note for note in top.attrs["notes"] if "lower bounds" in note)
    assert f"has {listed} models where the one before had {of}, and none of its intervals and numbers of votes" in told
    shown = leaderboard.frontier(partial=True, **view)
    bounds = shown[shown["date"] == pd.Timestamp(day)]
    assert set(bounds["verdict"]) == {LOWER_BOUND}
    assert bounds.set_index("country").at["CHN", "model_name"] == "kimi-k3-max"
    usual = shown[shown["verdict"] != LOWER_BOUND].reset_index(drop=True)
    assert usual.equals(leaderboard.frontier(**view))


def test_a_lower_bound_is_not_held_against_the_best_of_another_day() -> None:
    """China's 1260 of the part lies above all that the board showed before, so it is not 60 behind that."""
    bests = pd.concat([frontier(in_part()), lower_bounds(in_part())], ignore_index=True)
    told = behind(bests.sort_values(["date", "country"], ignore_index=True), in_part()).set_index(["date", "country"])
    assert told.loc[pd.Timestamp("2025-02-01"), "to_best"].to_dict() == {"CHN": -20, "FRA": -100, "USA": 0}
    assert told.loc[pd.Timestamp("2025-02-20"), list(BEHIND_DTYPES)].isna().all(axis=None)


def test_a_model_that_only_a_part_lists_was_listed_on_its_day() -> None:
    told = leaderboard.history("arena/text_style_control", as_of="2026-10-31", openness="all", data_dir=SEED)
    listed = told.listings
    new = listed[listed["model_name"] == "gemini-4-argon-high"]
    assert new["published_on"].tolist() == [pd.Timestamp("2026-10-02")]


def test_every_spelling_of_both_lists_is_settled() -> None:
    assert leaderboard.unresolved("arena", data_dir=SEED).empty


def test_a_lower_bound_is_followed_to_its_row() -> None:
    asked = "frontier --board arena/webdev --partial --as-of 2026-10-31 --known-at 2026-11-28T00:00:00Z"
    chain = why(f"{asked} # date=2026-10-06 country=CHN", SEED)
    observed = chain[chain["step"] == "observation"]
    assert observed["subject"].tolist() == ["2026-10-06 kimi-k3-max on arena/webdev overall"]
    assert observed["says"].str.startswith("lower bound: 1655.02").all()
