"""The experiment of `make calibration`, small: is what is said of planted truth right as often as it says?

A share of 500 trials has a standard error of at most 2.2 points.
"""

import numpy as np
import pytest

from benchmarks.calibration import Condition, Shape, Trials, crowd, normal, run
from leaderboard.analytics import certainty
from leaderboard.analytics.board_history import Entries

TRIALS = 500
BOARD = Entries(
    strength=np.zeros(30),
    sd=np.random.default_rng(1).uniform(2, 6, 30),
    model=np.arange(30),
    origin=np.arange(30) % 3,
    parts=np.eye(3),
    counted=np.ones(30, dtype=bool),
    undecided=np.zeros(30, dtype=bool),
    unread=np.zeros(30, dtype=bool),
    nations=("CHN", "FRA", "USA"),
)


def done(board: Entries, planted: Condition) -> Trials:
    shape = Shape(board, spread=20.0, error=float(np.median(board.sd)))
    return run([shape], planted, np.random.default_rng(20_261_124))


@pytest.mark.parametrize("correlation", [0.0, 0.5])
@pytest.mark.parametrize("errors", [1.0, 3.0])
def test_chances_are_never_too_bold(errors: float, correlation: float) -> None:
    found = done(BOARD, Condition("", normal(errors), TRIALS, correlation=correlation))
    too_bold = (found.stated - found.right).mean()
    assert too_bold < 0.03 + 2 * 0.022
    if not correlation:
        assert too_bold > -0.08 - 2 * 0.022
    led = found.leads > 0
    if errors == 3.0:  # closer together nobody leads often enough to tell
        assert led.sum() > 15
        assert found.right[led].mean() >= 0.95


def test_clear_leads_are_called() -> None:
    """True scores spread over ten errors: whoever truly leads by four errors of the difference is said to."""
    found = done(BOARD, Condition("", normal(10.0), TRIALS))
    clear = found.clear > 0
    assert clear.sum() > 50
    assert found.leads[clear].mean() > 0.85


def test_leads_in_crowds_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three nations have a third of the crowd each: no `leads` can be right but by luck, so it is hardly ever said."""
    crowded = Condition("", crowd(0.5), 3 * TRIALS)
    ours = done(BOARD, crowded).leads.mean()
    monkeypatch.setattr(certainty, "level", lambda _, score, *__: np.full(len(score), np.nan))
    assert ours < 0.25 * done(BOARD, crowded).leads.mean()


@pytest.mark.parametrize("within", [0.5, 1.0])
def test_a_crowd_at_the_top_of_a_wide_board_is_seen(monkeypatch: pytest.MonkeyPatch, within: float) -> None:
    """At face value chances of such a board are too bold by some 20 points."""
    crowded = Condition("", crowd(within), TRIALS)
    ours = done(BOARD, crowded)
    monkeypatch.setattr(certainty, "believed", lambda _, *scores: scores[:2])
    monkeypatch.setattr(certainty, "level", lambda _, score, *__: np.full(len(score), np.nan))
    face_value = done(BOARD, crowded)
    assert (face_value.stated - face_value.right).mean() > 0.15
    assert (ours.stated - ours.right).mean() < 0.05 + 0.022
    assert ours.brier.mean(axis=0)[0] < 0.95 * face_value.brier.mean(axis=0)[0]


def test_settings_of_one_truth_give_nobody_more_chances() -> None:
    """Every model of one nation has three settings, those of the others one: at face value that one is favored."""
    settings = np.where(np.arange(30) % 3 == 0, 3, 1)
    several = BOARD.at(np.repeat(np.arange(30), settings))
    found = done(several, Condition("", normal(1), TRIALS))
    assert (found.stated - found.right).mean() < 0.03 + 2 * 0.022
