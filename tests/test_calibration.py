"""The experiment of `make calibration`, small: is what is said of planted truth right as often as it says?

A share of 500 trials has a standard error of at most 2.2 points.
"""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from benchmarks.calibration import Shape, Trials, trial
from leaderboard.analytics import certainty
from leaderboard.analytics.board_history import Entries
from leaderboard.analytics.spread import Spread

TRIALS = 500
BOARD = Entries(
    strength=np.zeros(30),
    sd=np.random.default_rng(1).uniform(2, 6, 30),
    model=np.arange(30),
    shares=np.eye(3)[np.arange(30) % 3],
    counted=np.ones(30, dtype=bool),
    undecided=np.zeros(30, dtype=bool),
    unread=np.zeros(30, dtype=bool),
    nations=("CHN", "FRA", "USA"),
)


def run(times_error: float, correlation: float) -> Trials:
    random = np.random.default_rng(20_261_124)
    shape = Shape(replace(BOARD), spread=20.0, error=float(np.median(BOARD.sd)))
    table = np.array([trial(shape, times_error, correlation, random) for _ in range(TRIALS)])
    return Trials(table[:, 0], table[:, 1], table[:, 2], table[:, 3:])


@pytest.mark.parametrize(("times_error", "correlation"), [*product([1.0, 3.0], [0.0, 0.5])])
def test_chances_are_never_too_bold(times_error: float, correlation: float) -> None:
    done = run(times_error, correlation)
    too_bold = (done.stated - done.right).mean()
    assert too_bold < 0.03 + 2 * 0.022
    if not correlation:
        assert too_bold > -0.03 - 2 * 0.022
    led = done.leads > 0
    if times_error == 3.0:  # closer together nobody leads often enough to tell
        assert led.sum() > 50
        assert done.right[led].mean() >= 0.95
    ours, face_value, top_score_leads = done.brier.mean(axis=0)
    assert ours < face_value < top_score_leads


def test_the_experiment_would_see_intervals_at_face_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certainty, "estimated", lambda *_: Spread(np.empty(0), np.empty(0)))
    done = run(1.0, 0.0)
    assert (done.stated - done.right).mean() > 0.1
