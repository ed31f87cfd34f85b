"""What is believed of true scores: by hand where it can be, else against the mixture on a grid and planted boards."""

import numpy as np
import pytest
from scipy.stats import norm

from leaderboard.analytics import beliefs
from leaderboard.analytics.beliefs import believed, readings
from leaderboard.analytics.sets import Sets


def all_known(score: list[float], sd: list[float]) -> tuple[np.ndarray, np.ndarray]:
    scores, sds = np.array(score, "float64"), np.array(sd, "float64")
    return believed(Sets([len(score)]), scores, sds, np.ones(len(score), dtype=bool))


def test_one_round_is_bayes_rule_on_a_grid(monkeypatch: pytest.MonkeyPatch) -> None:
    """The prior of a true score: the others as normals, and flat; the posterior's mean and sd by brute force."""
    monkeypatch.setattr(beliefs, "_ROUNDS", 1)
    score, sd = [100.0, 98.0, 97.0, 92.0, 91.0], [3.0, 1.0, 2.0, 2.0, 1.0]
    mean, certain = all_known(score, sd)
    # Half of the way to the third nearest other score: of 100 that is 92; of 98, 92; of 97, 92; of 92, 98; of 91, 98.
    wide = np.hypot(sd, np.array([8.0, 6.0, 5.0, 6.0, 7.0]) / 2)
    anywhere = 9 + 4 * 2.0  # the range and four median errors
    grid = np.linspace(40, 160, 60_001)
    for row in range(5):
        others = [other for other in range(5) if other != row]
        prior = sum(norm.pdf(grid, score[other], wide[other]) for other in others) + 0.5 / anywhere
        posterior = prior * norm.pdf(score[row], grid, sd[row])
        posterior /= posterior.sum()
        by_hand = (grid * posterior).sum()
        assert mean[row] == pytest.approx(by_hand, abs=1e-6)
        assert certain[row] == pytest.approx(np.sqrt(((grid - by_hand) ** 2 * posterior).sum()), abs=1e-6)


def test_a_lucky_score_above_a_crowd_is_pulled_into_it_and_one_far_off_stays() -> None:
    crowd = [100.0 + place / 10 for place in range(10)]
    far_below = [40.0, 20.0, 0.0]
    mean, sd = all_known([105.0, *crowd, *far_below], [3.0] * 14)
    assert mean[0] < 102
    assert sd[0] < 2
    mean, sd = all_known([125.0, *crowd, *far_below], [3.0] * 14)
    assert mean[0] == pytest.approx(125, abs=1.5)
    assert sd[0] > 2.5


def test_the_wider_an_interval_the_less_it_is_believed() -> None:
    crowd = [100.0, 99.5, 99.0, 98.5, 98.0, 97.5, 97.0]
    narrow, wide = (all_known([110.0, *crowd], [sd, *[2.0] * 7])[0][0] for sd in (2.0, 8.0))
    assert narrow > 109
    assert wide < 103


@pytest.mark.parametrize(("score", "sd"), [([1, 5], [1, 1]), ([5, 5, 5], [0, 0, 0])])
def test_where_nothing_tells_the_places_intervals_stand_as_published(score: list[float], sd: list[float]) -> None:
    mean, certain = all_known(score, sd)
    assert mean.tolist() == score
    assert certain.tolist() == sd


def test_exact_scores_stay_where_they_are() -> None:
    mean, sd = all_known([13.0, 9.0, 8.0, 7.0], [0.0, 1.0, 1.0, 1.0])
    assert mean[0] == pytest.approx(13)
    assert sd[0] == pytest.approx(0, abs=1e-6)
    assert all_known([5.0, 5.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0])[0][:2] == pytest.approx([5, 5])


def test_rows_that_are_not_known_teach_nothing() -> None:
    score, sd = np.array([10.0, 8.0, 7.0, 6.0, 9.9]), np.ones(5)
    known = np.array([True, True, True, True, False])
    both = [np.concatenate([values[:4], values]) for values in (score, sd, known)]
    mean, certain = believed(Sets([4, 5]), *both)
    assert mean[4:8].tolist() == mean[:4].tolist()
    assert certain[4:8].tolist() == certain[:4].tolist()
    assert mean[8] < 9.9  # but the known teach about it


def test_settings_that_errors_do_not_tell_apart_are_one_reading() -> None:
    score, sd = np.array([100.0, 97.0, 80.0, 95.0]), np.array([1.0, 2.0, 1.0, 3.0])
    best, mean, certain = readings(Sets([4]), score, sd, np.array([0, 0, 0, 1]))
    assert best.tolist() == [0, 3]
    # 3 apart, and 1.96 * hypot(1, 2) = 4.4: (100 / 1 + 97 / 4) / (1 + 1 / 4) = 99.4; 80 is another setting's.
    assert mean == pytest.approx([99.4, 95])
    assert certain == pytest.approx([np.sqrt(0.8), 3])
