"""How much too narrow published intervals are: pairs by hand, planted errors, and the factors in the registry."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.calibration import by_rule, factors, later_by_board
from leaderboard.analytics.undercoverage import factor, later_scores
from leaderboard.registry import boards
from tests.boards_by_hand import history, row

METHODS = Path(__file__).parents[1] / "docs" / "methods.md"


def others(day: str, moved: float) -> list[dict[str, object]]:
    return [row(day, "USA", f"other-{n}", 50.0 + n + moved, 1.96) for n in range(5)]


def test_a_later_score_counts_once_its_interval_is_half_as_wide_and_the_board_s_own_move_is_taken_out() -> None:
    rows = [
        *others("2025-01-01", 0),
        row("2025-01-01", "CHN", "qwen", 100, 7.84),  # sd 4
        *others("2025-02-01", 3),
        row("2025-02-01", "CHN", "qwen", 90, 4.0),  # not narrow enough
        *others("2025-03-01", 3),
        row("2025-03-01", "CHN", "qwen", 109, 3.92),  # 9 more, of which 3 are the board's: 6 / 4
    ]
    found = later_scores(history(rows))
    assert found[["model_name", "setting", "z"]].values.tolist() == [["qwen", "", pytest.approx(1.5, abs=1e-4)]]
    assert [f"{day:%m-%d}" for day in found[["earlier", "later"]].iloc[0]] == ["01-01", "03-01"]
    broken = history(rows, method_changes=(date(2025, 2, 15),))
    assert later_scores(broken).empty


def test_the_factor_is_what_was_planted_and_never_less_than_1() -> None:
    z = pd.Series(np.random.default_rng(3).standard_normal(20_000))
    assert factor(1.7 * z) == pytest.approx(1.7, rel=0.02)
    assert factor(0.5 * z) == 1


def test_the_registry_and_the_page_keep_what_the_seed_tells_by_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    later = later_by_board()
    assert {board_id: board.interval_factor for board_id, board in boards.catalogue().items()} == by_rule(later)
    factors(later)
    assert capsys.readouterr().out in METHODS.read_text()


def test_the_factor_widens_published_intervals_and_no_others() -> None:
    rows = [
        row("2025-01-01", "CHN", "qwen", 90, 1.96, sample_size=100),
        row("2025-01-01", "USA", "llama", 80, sample_size=100),
    ]
    plain = history(rows, unit="percent")
    widened = replace(plain, interval_factor=2.0)
    assert widened.entries.sd[0] == pytest.approx(2 * plain.entries.sd[0])
    assert widened.entries.sd[1] == plain.entries.sd[1]
