"""How far apart the true scores of a snapshot lie, as far as its published ones tell.

The best of many noisy scores is, on average, a lucky one. How lucky depends on how far apart the
true scores lie: where they are much wider apart than the errors, hardly at all; where they are as
close as the errors, so much that published intervals taken at face value are overconfident.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from leaderboard.analytics.board_history import Floats

#: Of two scores nothing tells the spread from the errors: fewer than this are taken at face value.
_FEWEST = 3
#: The spread is not known but estimated: chances are averaged over so many equally likely values of it.
_VALUES = 3
#: Where the posterior is computed, as parts of the way from no spread to an endless one.
_WAY = (np.arange(80) + 0.5) / 80


@dataclass(frozen=True)
class Spread:
    """Equally likely pairs: what the true scores center on, and their standard deviation. None: nothing is known."""

    center: Floats
    sd: Floats

    def beliefs(self, score: Floats, sd: Floats) -> Iterator[tuple[Floats, Floats]]:
        """For each pair, mean and standard deviation of the true score behind each published one.

        The normal posterior of a true score drawn from N(center, spread): pulled towards the center by
        sd^2 / (sd^2 + spread^2) of its distance, and narrower by the square root of the rest.
        """
        if not len(self.sd):
            yield score, sd
        for center, spread in zip(self.center, self.sd, strict=True):
            kept = spread**2 / (spread**2 + sd**2)
            yield center + kept * (score - center), sd * np.sqrt(kept)


def estimated(score: Floats, sd: Floats) -> Spread:
    """The spread of the true scores behind published ones with these standard deviations of error (NaN: left out).

    The hierarchical normal model, true ~ N(center, spread^2) and published ~ N(true, sd^2), with flat
    priors on center and spread (Gelman 2006, Bayesian Analysis 1:515, recommends it from three groups on).
    """
    score, variance = score[~np.isnan(sd)], sd[~np.isnan(sd)] ** 2
    if len(score) < _FEWEST:
        return _UNKNOWN
    scale = np.sqrt(score.var() + np.median(variance))
    if scale == 0:
        return _UNKNOWN
    spreads = scale * _WAY / (1 - _WAY)
    weight = 1 / (spreads[:, None] ** 2 + variance)
    total = weight.sum(axis=1)
    center = weight @ score / total
    misfit = (weight * (score - center[:, None]) ** 2).sum(axis=1)
    log_density = (np.log(weight).sum(axis=1) - np.log(total) - misfit) / 2 - 2 * np.log1p(-_WAY)
    mass = np.exp(log_density - log_density.max()).cumsum()
    likely = np.interp((np.arange(_VALUES) + 0.5) / _VALUES, (mass - np.diff(mass, prepend=0) / 2) / mass[-1], spreads)
    return Spread(np.interp(likely, spreads, center), likely)


_UNKNOWN = Spread(np.empty(0), np.empty(0))
