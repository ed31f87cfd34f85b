"""Ranks as the board's own page shows them, and the range that intervals leave open."""

import pandas as pd
import pytest

from leaderboard.analytics.frontier import TOP_COLUMNS, top
from leaderboard.analytics.ranks import RANK_DTYPES, ranks
from tests.boards_by_hand import board

#: Intervals: gpt 1290 to 1310, qwen 1240 to 1260, llama 1235 to 1245, old 1000 to 1200; bare has none.
BOARD = board("""
    2025-01-01 USA gpt   1300±10  closed rank=1
    "          CHN qwen  1250±10  open   rank=2
    "          USA llama 1240±5   open   rank=3
    "          FRA bare  1230     open   rank=4
    "          FRA old   1100±100 open   rank=5
""")


def test_a_range_counts_every_listed_row_and_only_what_is_sure() -> None:
    found = ranks(BOARD, BOARD.snapshots[-1].rows)
    assert found.dtypes.astype(str).to_dict() == RANK_DTYPES
    assert found.astype("object").where(found.notna(), None).to_numpy().tolist() == [
        [1, 1, 2],  # bare could be above it
        [2, 2, 4],  # below gpt; llama and bare could be above; old is not
        [3, 2, 4],
        [4, None, None],
        [5, 4, 5],  # three are surely above
    ]


def test_intervals_that_touch_do_not_tell_apart() -> None:
    touching = board("2025-01-01 USA a 10±1 open\n2025-01-01 CHN b 8±1 open\n2025-01-01 CHN c 5±1 open")
    found = ranks(touching, touching.snapshots[-1].rows)
    assert found[["rank_from", "rank_to"]].to_numpy().tolist() == [[1, 2], [1, 2], [3, 3]]


def test_where_less_is_better_the_lower_interval_is_above() -> None:
    rates = board("2025-01-01 USA a 5±1 open\n2025-01-01 CHN b 9±1 open", higher_is_better=False)
    found = ranks(rates, rates.snapshots[-1].rows)
    assert found[["rank_from", "rank_to"]].to_numpy().tolist() == [[1, 1], [2, 2]]


@pytest.mark.parametrize(("country", "expected"), [(None, [2, 3, 4, 5]), ("FRA", [4, 5])])
def test_top_shows_them_after_its_own_columns(country: str | None, expected: list[int]) -> None:
    listed = top(BOARD, country=country, board_ranks=True)
    assert tuple(listed.columns) == (*TOP_COLUMNS, *RANK_DTYPES)
    assert listed["rank_published"].tolist() == expected
    assert listed["rank"].tolist() == list(range(1, len(expected) + 1))
    pd.testing.assert_frame_equal(listed[list(TOP_COLUMNS)], top(BOARD, country=country))


def test_an_empty_board_has_them_too() -> None:
    assert top(board(""), board_ranks=True).columns.tolist() == [*TOP_COLUMNS, *RANK_DTYPES]
