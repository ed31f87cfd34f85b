"""What a published interval says of the error, by the level that its board states."""

from dataclasses import replace

import pytest

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
