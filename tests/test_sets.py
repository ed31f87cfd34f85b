"""What is asked of many sets at once is what each of them says alone, worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.analytics.sets import Sets
from tests.boards_by_hand import AT_ANY_SPEED

SETS = Sets([2, 1, 3])
VALUES = np.array([3.0, 1.0, 5.0, 9.0, 7.0, 8.0])


def test_each_set_has_its_own_rows() -> None:
    assert SETS.of.tolist() == [0, 0, 1, 2, 2, 2]
    assert SETS.place.tolist() == [0, 1, 0, 0, 1, 2]
    assert SETS.rows(slice(1, 3)) == slice(2, 6)


def test_each_set_has_its_own_sum_ends_and_middle() -> None:
    assert SETS.sum(VALUES).tolist() == [4, 5, 24]
    assert SETS.max(VALUES).tolist() == [3, 5, 9]
    assert SETS.min(VALUES).tolist() == [1, 5, 7]
    assert SETS.sort(VALUES).tolist() == [1, 3, 5, 7, 8, 9]
    assert SETS.median(VALUES).tolist() == [2, 5, 8]
    assert SETS.sum(np.stack([VALUES, -VALUES], axis=1)).tolist() == [[4, -4], [5, -5], [24, -24]]


@AT_ANY_SPEED
@given(st.lists(st.integers(1, 40), min_size=1, max_size=6), st.integers(0, 2**32 - 1))
def test_a_set_among_others_says_what_it_says_alone(sizes: list[int], seed: int) -> None:
    """To the last digit, whatever its size; an order and a middle are numpy's."""
    together, values = Sets(sizes), np.random.default_rng(seed).normal(size=sum(sizes))
    for number, own in enumerate(np.split(values, together.stops[:-1])):
        alone = Sets([len(own)])
        for name in ("sum", "max", "min", "median"):
            assert getattr(together, name)(values)[number] == getattr(alone, name)(own)[0]
        assert together.sort(values)[together.of == number].tolist() == np.sort(own).tolist()
        assert together.median(values)[number] == np.median(own)
        assert together.sum(values)[number] == pytest.approx(own.sum())


def test_flagged_rows_are_counted_and_make_sets_of_their_own() -> None:
    flags = np.array([True, True, False, False, True, False])
    assert SETS.counts(flags).tolist() == [2, 0, 1]
    assert SETS.part(flags).sizes.tolist() == [2, 1]
    assert SETS.any(flags).tolist() == [True, False, True]


def test_some_of_the_sets_keep_all_of_their_rows() -> None:
    rows, some = SETS.only(np.array([True, False, True]))
    assert rows.tolist() == [True, True, False, True, True, True]
    assert some.sizes.tolist() == [2, 3]


def test_values_stand_beside_each_other() -> None:
    assert SETS.beside(VALUES, 0.0).tolist() == [[3, 1, 0], [5, 0, 0], [9, 7, 8]]


def test_values_are_multiplied_set_by_set() -> None:
    assert SETS.product(VALUES).tolist() == [3, 5, 504]


@pytest.mark.parametrize(
    ("most", "expected"),
    [(100, [(0, 4)]), (7, [(0, 2), (2, 3), (3, 4)]), (1, [(0, 1), (1, 2), (2, 3), (3, 4)])],
)
def test_sets_are_taken_together_as_long_as_they_cost_little(most: int, expected: list[tuple[int, int]]) -> None:
    runs = Sets([1, 1, 1, 1]).at_once(np.array([3, 4, 9, 2]), most)
    assert [(run.start, run.stop) for run in runs] == expected


def test_of_no_sets_nothing_is_said() -> None:
    nothing, values = Sets([]), np.empty(0)
    assert len(nothing) == 0
    assert nothing.beside(values, 0.0).shape == (0, 0)
    assert list(nothing.at_once(np.empty(0, np.int64), 5)) == []
    for answer in (nothing.sum, nothing.max, nothing.min, nothing.sort, nothing.median):
        assert answer(values).tolist() == []
