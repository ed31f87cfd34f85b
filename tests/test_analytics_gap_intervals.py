"""Intervals of gap, lag and waiting: by hand where the draws can only say one thing, else against their distribution.

±1.96 is a standard deviation of 1; a thousand draws place a 2.5 % end within some 0.15 of it.
"""

import pandas as pd
import pytest

from leaderboard.analytics.gap_intervals import GAP_INTERVAL_DTYPES, gap_with_intervals
from leaderboard.analytics.gaps import GAP_DTYPES, gap
from tests.boards_by_hand import board


def ends(text: str, a: str = "USA", b: str = "CHN", **how: object) -> dict[str, object]:
    """The newest row's intervals."""
    found = gap_with_intervals(board(text), a, b, **how)
    assert found.dtypes.astype(str).to_dict() == GAP_DTYPES | GAP_INTERVAL_DTYPES
    newest = found.iloc[-1][list(GAP_INTERVAL_DTYPES)]
    return newest.astype("object").where(newest.notna(), None).to_dict()


LEVEL = """
    2025-01-01 USA llama 100±1.96 open
    2025-01-11 USA llama 100±1.96 open
    "          CHN qwen  100±1.96 open
    2025-01-21 USA llama 100±1.96 open
    "          CHN qwen  100±1.96 open
"""


def test_points_have_the_error_of_a_difference() -> None:
    # Two standard deviations of 1: the difference has sqrt 2, and 1.96 of it are 2.77.
    found = ends(LEVEL)
    assert (found["points_low"], found["points_high"]) == pytest.approx((-2.77, 2.77), abs=0.25)


def test_the_lag_of_equals_is_known_and_the_waiting_is_not() -> None:
    # llama came ten days before qwen whoever scores more: the lag of CHN, or its mirror image.
    # Where llama scores more, CHN has waited since llama's first day; else it has not waited.
    found = ends(LEVEL)
    assert (found["lag_low"], found["lag_high"]) == (10, 10)
    assert (found["waiting_low"], found["waiting_high"]) == (0, 20)


@pytest.mark.parametrize("old", [100, 98])
def test_a_lag_is_as_uncertain_as_the_model_that_it_counts_from(old: int) -> None:
    # Level with qwen or 2 below it, the old llama has reached it in half or 8 % (Phi(-2 / sqrt 2)) of the draws.
    found = ends(f"""
        2025-01-01 USA old   {old}±1.96 open
        2025-02-01 USA old   {old}±1.96 open
        "          USA llama 200±1.96 open
        2025-02-11 USA old   {old}±1.96 open
        "          USA llama 200±1.96 open
        "          CHN qwen  100±1.96 open
    """)
    assert (found["lag_low"], found["lag_high"]) == (10, 41)
    assert (found["waiting_low"], found["waiting_high"]) == (10, 41)


def test_exact_scores_leave_no_doubt() -> None:
    text = LEVEL.replace("±1.96", "±0").replace("qwen  100", "qwen  99")
    assert ends(text) == {
        "points_low": 1.0,
        "points_high": 1.0,
        "lag_low": 10,
        "lag_high": 10,
        "waiting_low": 20,
        "waiting_high": 20,
        "behind_low": 20,
        "behind_high": 20,
    }


def test_the_waiting_of_the_side_behind_is_the_same_from_both_sides() -> None:
    text = LEVEL.replace("qwen  100", "qwen  99")
    one, other = ends(text), ends(text, "CHN", "USA")
    # A difference of 1 with sd 1.41 changes its sign in 24 % of the draws: from no waiting to that since llama's day.
    assert (one["behind_low"], one["behind_high"]) == (one["waiting_low"], one["waiting_high"]) == (0, 20)
    assert (other["behind_low"], other["behind_high"]) == (0, 20)
    # The USA is behind in those 24 %, from qwen's day on.
    assert (other["waiting_low"], other["waiting_high"]) == (0, 10)
    assert (ends(LEVEL)["behind_low"], ends(LEVEL)["behind_high"]) == (None, None)  # nobody is


def test_who_scores_exactly_as_much_has_reached_it() -> None:
    exactly_level = ends(LEVEL.replace("±1.96", "±0"))
    assert (exactly_level["lag_low"], exactly_level["lag_high"], exactly_level["waiting_high"]) == (10, 10, 0)


def test_without_any_interval_nothing_is_drawn() -> None:
    assert ends(LEVEL.replace("±1.96", "")) == dict.fromkeys(GAP_INTERVAL_DTYPES)


def test_a_score_without_an_interval_is_as_uncertain_as_the_widest() -> None:
    found = ends(LEVEL.replace("USA llama 100±1.96", "USA llama 100"))
    assert (found["points_low"], found["points_high"]) == pytest.approx((-2.77, 2.77), abs=0.25)


def test_a_model_without_a_release_date_dates_nothing() -> None:
    found = ends(LEVEL, dates="released")
    assert (found["lag_low"], found["waiting_high"]) == (None, 0)


def test_every_date_has_its_own_and_the_gap_stays_as_it_is() -> None:
    history = board(
        "2025-01-01 USA llama 100 open\n" + '" CHN qwen 90 open' + LEVEL.replace("2025-01-01", "2025-01-02")
    )
    found = gap_with_intervals(history, "USA", "CHN", every_date=True)
    pd.testing.assert_frame_equal(found[list(GAP_DTYPES)], gap(history, "USA", "CHN", every_date=True))
    assert found["points_low"].isna().tolist() == [True, False, False]


def test_both_directions_draw_the_same_scores() -> None:
    one, other = ends(LEVEL), ends(LEVEL, "CHN", "USA")
    assert (one["points_low"], one["points_high"]) == pytest.approx((-other["points_high"], -other["points_low"]))


def test_a_row_on_both_sides_is_drawn_once() -> None:
    joint = "2025-01-01 CHN;USA merger 100±1.96 open"
    assert (ends(joint)["points_low"], ends(joint)["points_high"]) == (0, 0)
