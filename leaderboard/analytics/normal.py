"""The normal distribution function, without scipy: loading that takes as long as a whole answer from the store.

The rational approximations of erf and erfc are those of the Cephes library (S. L. Moshier, 1984-2000), which scipy
uses too, evaluated in the same order: the same digits come out.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leaderboard.analytics.arrays import Floats

_ROOT_HALF = np.sqrt(0.5)
#: Beyond so many standard deviations the chance is 0 or 1 to the last digit that is ever looked at.
_FAR = 11.0
#: erf(x) = x T(x^2) / U(x^2) up to 1, erfc(x) = exp(-x^2) P(x) / Q(x) from there to 8. Highest power first.
_T = (
    0.0,
    9.60497373987051638749,
    90.0260197203842689217,
    2232.00534594684319226,
    7003.32514112805075473,
    55592.3013010394962768,
)
_U = (
    1.0,
    33.5617141647503099647,
    521.357949780152679795,
    4594.32382970980127987,
    22629.0000613890934246,
    49267.3942608635921086,
)
_P = (
    2.46196981473530512524e-10,
    0.564189564831068821977,
    7.46321056442269912687,
    48.6371970985681366614,
    196.520832956077098242,
    526.445194995477358631,
    934.528527171957607540,
    1027.55188689515710272,
    557.535335369399327526,
)
_Q = (
    1.0,
    13.2281951154744992508,
    86.7072140885989742329,
    354.937778887819891062,
    975.708501743205489753,
    1823.90916687909736289,
    2246.33760818710981792,
    1656.66309194161350182,
    557.535340817727675546,
)
_TU, _PQ = (np.array(pair).T[:, :, None] for pair in ((_T, _U), (_P, _Q)))


def ndtr(z: Floats) -> Floats:
    """The chance that a standard normal is at most z, by element; z is cut at _FAR on either side."""
    x = np.clip(z, -_FAR, _FAR) * _ROOT_HALF
    far = np.abs(x) >= 1
    below = np.empty_like(x)
    near = x[~far]
    t, u = _polynomials(_TU, near * near)
    below[~far] = 0.5 + 0.5 * (near * t / u)
    away = np.abs(x[far])
    # Arrow's exp is that of the C library, alike on every processor; numpy's has other last digits on some.
    p, q = _polynomials(_PQ, away)
    tail = 0.5 * (pc.exp(pa.array(-away * away)).to_numpy() * p / q)
    below[far] = np.where(x[far] > 0, 1 - tail, tail)
    return below


def _polynomials(coefficients: Floats, x: Floats) -> Floats:
    """Two at once by Horner's rule, a row each. coefficients: from the highest power, a column each."""
    value = np.empty((2, len(x)))
    value[:] = coefficients[0]
    for both in coefficients[1:]:
        value *= x
        value += both
    return value
