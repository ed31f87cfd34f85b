"""What a published interval says of the error, by the level that its board states."""

from dataclasses import replace

import pandas as pd
import pytest

from leaderboard.analytics.leads import leads
from leaderboard.records import compact
from leaderboard.registry import boards
from tests.boards_by_hand import board

ONE_ROW = "2025-01-01 USA a 50±3 open"


def test_the_deviation_is_the_width_over_two_quantiles_of_the_level() -> None:
    """±3 at 95 % is 3 / 1.959964 = 1.530640; at 90 % 3 / 1.644854 = 1.823870 (Abramowitz and Stegun, table 26.5)."""
    assert board(ONE_ROW).entries.sd.tolist() == pytest.approx([1.530640], abs=1e-5)
    assert replace(board(ONE_ROW), level=0.9).entries.sd.tolist() == pytest.approx([1.823870], abs=1e-5)


def test_two_boards_publish_90_percent() -> None:
    levels = {name: curated.board.level for name, curated in boards.catalogue().items()}
    assert {name for name, level in levels.items() if level != 0.95} == {"eci/index", "arena_hard/v2"}
    assert {levels["eci/index"], levels["arena_hard/v2"]} == {0.9}


def test_a_past_that_is_kept_answers_the_same_and_holds_its_rows_once() -> None:
    past = board("2025-01-02 USA a 50±3 open\n2025-01-01 CHN b 60±2 open\n2025-01-02 CHN b 70 open")
    held = past.worked_out()
    assert held.rows is held.table
    assert {"table", "entries", "lent", "snapshots"} <= vars(held).keys()  # not to be worked out by each reader
    pd.testing.assert_frame_equal(leads(held), leads(past))
    lent, asked = (compact.spelled(replace(one, intervals="borrowed").table) for one in (held, past))
    pd.testing.assert_frame_equal(lent, asked)
