"""The normal distribution function beside scipy's."""

import numpy as np
from scipy.special import ndtr as scipys

from leaderboard.analytics.normal import ndtr


def test_it_is_scipys_to_the_last_digits() -> None:
    z = np.linspace(-10.9, 10.9, 100_001)
    np.testing.assert_allclose(ndtr(z), scipys(z), rtol=1e-15, atol=0)


def test_far_out_it_is_nothing_or_certain() -> None:
    assert ndtr(np.array([40.0, 11.0, -40.0])).tolist() == [1.0, 1.0, ndtr(np.array([-11.0]))[0]]
    assert ndtr(np.array([-40.0]))[0] < 1e-27


def test_a_table_keeps_its_shape() -> None:
    assert ndtr(np.zeros((2, 3))).tolist() == [[0.5] * 3] * 2
