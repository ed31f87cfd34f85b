"""How far apart true scores lie: by hand where it can be, else against plain integration and planted boards."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from leaderboard.analytics.spread import estimated


def test_a_true_score_lies_between_its_published_one_and_the_center() -> None:
    # Spread 3 about 100, error 4: 9 / (9 + 16) = 0.36 of the way from the center; sd 4 * 0.6.
    board = estimated(np.array([100.0, 110.0, 90.0]), np.ones(3))
    ((mean, sd), *_) = type(board)(np.array([100.0]), np.array([3.0])).beliefs(np.array([110.0]), np.array([4.0]))
    assert mean == pytest.approx([103.6])
    assert sd == pytest.approx([2.4])


def test_the_values_of_the_spread_are_equally_likely() -> None:
    """Against the posterior integrated by brute force over center and spread."""
    score, sd = np.array([1.0, 4.0, 2.0, 9.0, 5.0, 5.5]), np.array([1.0, 2.0, 1.5, 1.0, 3.0, 0.5])

    def density(spread: float) -> float:
        def likelihood(center: float) -> float:
            return float(norm.pdf(score, center, np.hypot(sd, spread)).prod())

        return float(quad(likelihood, -60, 60, points=[4.5], limit=200)[0])

    total = quad(density, 0, 400, points=[1, 3, 10, 40], limit=200)[0]
    below = [quad(density, 0, spread, limit=200)[0] / total for spread in estimated(score, sd).sd]
    assert below == pytest.approx([1 / 6, 1 / 2, 5 / 6], abs=0.01)


@pytest.mark.parametrize("planted", [0.5, 2.0, 40.0])
def test_a_planted_spread_is_found(planted: float) -> None:
    random = np.random.default_rng(5)
    sd = random.uniform(0.5, 2, 400)
    found = estimated(300 + planted * random.standard_normal(400) + sd * random.standard_normal(400), sd)
    # A standard deviation of 400 is known within 3.5 %; one half as wide as the errors within some 15 %.
    assert found.sd[1] == pytest.approx(planted, rel=0.3 if planted < 1 else 0.1)
    assert found.center == pytest.approx([300] * 3, abs=3.5 * np.hypot(planted, 1.3) / 20)
    assert (np.diff(found.sd) > 0).all()


@pytest.mark.parametrize(
    ("score", "sd"),
    [([1, 5], [1, 1]), ([1, 5, 9], [1, 1, np.nan]), ([5, 5, 5], [0, 0, 0])],
)
def test_where_nothing_tells_the_spread_intervals_stand_as_published(score: list[float], sd: list[float]) -> None:
    scores, errors = np.array(score, "float64"), np.array(sd, "float64")
    (belief,) = estimated(scores, errors).beliefs(scores, errors)
    assert belief[0] is scores
    assert belief[1] is errors


def test_three_scores_tell_a_spread() -> None:
    scores, errors = np.array([1.0, 5.0, 9.0]), np.ones(3)
    assert len(list(estimated(scores, errors).beliefs(scores, errors))) == 3


def test_exact_scores_stay_where_they_are() -> None:
    scores = np.array([1.0, 5.0, 9.0, 13.0])
    errors = np.array([0.0, 1.0, 1.0, 1.0])
    for mean, sd in estimated(scores, errors).beliefs(scores, errors):
        assert (mean[0], sd[0]) == (1.0, 0.0)
        assert mean[3] < 13
