"""What is believed of true scores: by hand where it can be, else against the mixture on a grid and planted boards."""

from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from leaderboard.analytics import beliefs
from leaderboard.analytics.beliefs import believed, readings
from leaderboard.analytics.sets import Sets
from tests.boards_by_hand import AT_ANY_SPEED

#: Score, standard deviation of its error, whether it is known, and whose it is: few of each, so that many are equal.
published = st.tuples(
    st.integers(0, 12).map(float), st.sampled_from([0.0, 0.7, 1.9, 6.1]), st.booleans(), st.integers(0, 5)
)
many_sets = st.lists(st.lists(published, min_size=1, max_size=12), min_size=1, max_size=5)
Published = list[tuple[float, float, bool, int]]


def columns(rows: Published) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    score, sd, known, model = zip(*rows, strict=True)
    return np.array(score), np.array(sd), np.array(known), np.array(model)


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


@AT_ANY_SPEED
@given(many_sets)
def test_of_many_sets_each_is_believed_what_it_is_alone(sets: list[Published]) -> None:
    """To the last digit: sets of which nothing can be learned among them, and some without any known score."""
    together = Sets([len(rows) for rows in sets])
    score, sd, known, model = columns([*chain.from_iterable(sets)])
    mean, spread = believed(together, score, sd, known)
    best, read, certain = readings(together, score, sd, model)
    for number, rows in enumerate(sets):
        here, alone = together.rows(slice(number, number + 1)), Sets([len(rows)])
        own_score, own_sd, own_known, own_model = columns(rows)
        found = believed(alone, own_score, own_sd, own_known)
        assert (mean[here].tolist(), spread[here].tolist()) == (found[0].tolist(), found[1].tolist())
        of_set = together.of[best] == number
        own_best, own_read, own_certain = readings(alone, own_score, own_sd, own_model)
        assert (best[of_set] - here.start).tolist() == own_best.tolist()
        assert (read[of_set].tolist(), certain[of_set].tolist()) == (own_read.tolist(), own_certain.tolist())


@AT_ANY_SPEED
@given(st.lists(published, min_size=1, max_size=12))
def test_readings_are_those_of_each_model_by_itself(rows: Published) -> None:
    score, sd, _, model = columns(rows)
    best, mean, certain = readings(Sets([len(rows)]), score, sd, model)
    assert model[best].tolist() == sorted(set(model.tolist()), key=model[best].tolist().index)
    assert (np.diff(best) > 0).all()
    exact = 1e-9 * max(1.0, score.max())
    for row, its_mean, its_sd in zip(best.tolist(), mean, certain, strict=True):
        own = np.flatnonzero(model == model[row])
        assert row == own[score[own].argmax()]
        alike = own[score[row] - score[own] <= 1.96 * np.hypot(sd[own], sd[row])]
        weight = 1 / np.maximum(sd[alike], exact) ** 2
        assert its_mean == pytest.approx((weight * score[alike]).sum() / weight.sum(), abs=1e-6)
        assert its_sd == pytest.approx(min(1 / np.sqrt(weight.sum()), sd[row]), abs=1e-6)


@AT_ANY_SPEED
@given(st.lists(st.lists(st.tuples(st.integers(0, 15).map(float), st.booleans()), min_size=3, max_size=9), max_size=4))
def test_the_third_nearest_other_score_is_that_of_a_search(sets: list[list[tuple[float, bool]]]) -> None:
    """Of some of a set's scores, or of none; of three scores it is the second."""
    ordered = [sorted(rows) for rows in sets]
    at = np.array([score for rows in ordered for score, _ in rows])
    asks = np.array([asked for rows in ordered for _, asked in rows], dtype=bool)
    whole = Sets([len(rows) for rows in ordered])
    found = beliefs._to_neighbor(whole, at, Sets(whole.counts(asks)), at[asks])
    by_hand = [
        np.sort(np.abs(np.array([other for other, _ in rows]) - score))[min(3, len(rows) - 1)]
        for rows in ordered
        for score, asked in rows
        if asked
    ]
    assert found.tolist() == by_hand


def test_of_equal_scores_at_the_top_the_surest_says_who_is_in_reach() -> None:
    """An exact 50 is there, so 40 +- 1 cannot be the best, whatever else 50 +- 20 might be: both beliefs ask this."""
    score, known = np.array([50.0, 50.0, 40.0, 60.0]), np.array([True, True, True, False])
    for of_equals in ([20.0, 0.0], [0.0, 20.0]):
        found = beliefs.can_be_best(Sets([4]), score, np.array([*of_equals, 1.0, 1.0]), known)
        assert found.tolist() == [True, True, False, True]
