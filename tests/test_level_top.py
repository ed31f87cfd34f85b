"""The chance to be the best where the best are level: by hand where it can be, and what it may never do."""

import numpy as np
import pytest

from leaderboard.analytics import level_top
from leaderboard.analytics.arrays import Flags, Floats
from leaderboard.analytics.certainty import believed_chances
from leaderboard.analytics.sets import Sets


def level(score: Floats, sd: Floats, known: Flags) -> Floats:
    return level_top.level(Sets([len(score)]), score, sd, known)


def chances(score: list[float], sd: list[float], known: list[bool] | None = None) -> list[float]:
    flags = np.ones(len(score), dtype=bool) if known is None else np.array(known)
    found = level(np.array(score, "float64"), np.array(sd, "float64"), flags)
    return found.tolist()


def test_equals_have_equal_chances_and_who_is_far_below_has_none() -> None:
    assert chances([100, 100, 100, 100, 0], [5] * 5) == pytest.approx([0.25] * 4 + [0])


def test_a_lucky_score_above_a_crowd_is_one_of_it_and_one_far_off_is_the_best() -> None:
    crowd = [100.0 + place / 10 for place in range(10)]
    lucky, far = (chances([score, *crowd, 60, 40], [3.0] * 13) for score in (106.0, 125.0))
    assert 1 / 11 < lucky[0] < 0.25
    assert far[0] > 0.999


def test_two_heights_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two heights, the lowest score and the highest: errors of 2 (no less than the step), half in the crowd."""
    monkeypatch.setattr("leaderboard.analytics.level_top._PLACES", 2)
    monkeypatch.setattr("leaderboard.analytics.level_top._ABOVE", 0.0)
    at = []
    for height, room in ((0.0, 2.0), (2.0, 4.0)):
        z = (height - np.array([2.0, 1.0, 0.0])) / 2.0
        inside = 0.5 * np.exp(-0.5 * z**2) / (np.sqrt(2 * np.pi) * 2.0)
        below = 0.5 * np.array([{-1.0: 0.158655, -0.5: 0.308538, 0.0: 0.5, 0.5: 0.691462, 1.0: 0.841345}[x] for x in z])
        member = inside / (inside + below / room)
        at.append(((inside + below / room).prod(), member / member.sum()))
    weights = np.array([likelihood for likelihood, _ in at])
    by_hand = sum(weight * chance for weight, (_, chance) in zip(weights / weights.sum(), at, strict=True))
    assert chances([2, 1, 0], [2, 2, 2]) == pytest.approx(by_hand, abs=1e-5)


def test_rows_that_are_not_known_teach_nothing_and_take_from_everyone() -> None:
    score, sd = [10.0, 9.0, 8.0, 7.0], [1.0] * 4
    alone = chances(score, sd)
    for stranger in (9.5, 12.0, 60.0):
        beside = chances([*score, stranger], [*sd, 1.0], [True] * 4 + [False])
        assert all(now <= before for now, before in zip(beside, alone, strict=False))
        assert beside[4] > 0.1
        assert sum(beside) == pytest.approx(1)


def test_of_many_sets_each_has_the_chances_that_it_has_alone() -> None:
    """Of two sizes, one with a row that is not known, and one of which nothing tells where the top is."""
    first = np.array([10.0, 9, 8, 7]), np.array([1.0, 2, 1, 1]), np.array([True, True, True, False])
    second = np.array([10.0, 9.5, 8, 3]), np.ones(4), np.ones(4, dtype=bool)
    third = np.array([5.0, 4, 3]), np.ones(3), np.ones(3, dtype=bool)
    nothing = np.array([1.0, 2.0]), np.ones(2), np.ones(2, dtype=bool)
    asked = (first, nothing, second, third)
    sets = Sets([len(score) for score, _, _ in asked])
    together = level_top.level(sets, *(np.concatenate(column) for column in zip(*asked, strict=True)))
    for one, found in zip(asked, np.split(together, sets.stops[:-1]), strict=True):
        np.testing.assert_array_equal(found, level(*one))
    assert np.isnan(together).sum() == 2


def test_without_three_known_scores_or_any_distance_nothing_is_supposed() -> None:
    only_one_can_be_the_best = np.array([13.0, 9.0, 8.0])
    for score, sd in (([1.0, 2.0], 1.0), ([5.0, 5.0, 5.0], 0.0), (only_one_can_be_the_best, 0.0)):
        some = len(score)
        assert np.isnan(level(np.array(score), np.full(some, sd), np.ones(some, dtype=bool))).all()


def test_a_quarter_of_the_weight_is_on_it() -> None:
    """Two exact equals share the chance; of two that lie three points apart the level top alone doubts the first."""
    rest = [60.0, 40.0, 20.0, 0.0]
    assert believed_chances(np.array([100.0, 100.0, *rest]), np.ones(6))[:2] == pytest.approx([0.5, 0.5], abs=1e-6)
    score, sd = np.array([103.0, 100.0, *rest]), np.ones(6)
    crowd = level(score, sd, np.ones(6, dtype=bool))
    both = believed_chances(score, sd)
    assert both[0] > 0.75 * 0.95 + 0.25 * crowd[0]  # 3 points are 2.1 errors of the difference: a chance of 0.98
    assert both[0] < 0.75 + 0.25 * crowd[0]
