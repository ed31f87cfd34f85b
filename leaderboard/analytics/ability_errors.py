"""How well abilities are known: the errors of scores and of domains, carried through the fit of `item_response`.

What the fit leaves of a score is taken for the sum of two errors: one of the score alone, and the
bent of its model for the domain of its board, which all of the model's scores in that domain share.
How large both are the residuals tell; what they do to an ability the linearized fit tells (the delta
method). Redrawing the boards, as one might, leaves out what a model's scores have in common. Where the
scores agree too little for a linearized fit to tell, nothing is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leaderboard.analytics.item_response import RIDGE, Fit, Floats, expit

#: What the linearized fit does not see (scores near their ends, the tails of errors): found with planted boards.
WIDER = 1.09
#: Where the error of one score is more than this part of the spread of all scores, errors of abilities are not known:
#: on planted boards that agree less, intervals hold too little (88 of 100 at half the spread).
MOST = 0.375


@dataclass(frozen=True, eq=False)
class AbilityErrors:
    """of_ability: by model, the standard deviation of the error of its ability; NaN where the scores agree too little.
    of_score: the variance of the error of one score, in fractions of it. of_bent: the variance of models' bents for
    domains, in the unit of abilities.
    """

    of_ability: "pd.Series[float]"
    of_score: float
    of_bent: float


def ability_errors(scores: pd.DataFrame, found: Fit, anchor: str, domains: Mapping[str, str]) -> AbilityErrors:
    """How large both errors are, and what they do to each ability.

    scores: model, benchmark, performance, as fitted; domains: of each benchmark. Only what moves models against each
    other counts: the straight line nearest to all errors is taken out, as origin and unit are conventions.
    The sizes of both errors are those that make the expected sums of squared residuals, over all scores and over all
    pairs of a model's scores in a domain, what they are (method of moments); neither is below 0. Where the error of one
    score is more than MOST of the standard deviation of all scores, of_ability is not known.
    """
    model = found.capability.index.get_indexer(pd.Index(scores["model"]))
    board = found.slope.index.get_indexer(pd.Index(scores["benchmark"]))
    models, boards, number = len(found.capability), len(found.slope), len(scores)
    ability, slope = found.capability.to_numpy(), found.slope.to_numpy()
    apart = ability[model] - found.difficulty.to_numpy()[board]
    expected = expit(slope[board] * apart)
    rate = expected * (1 - expected)
    by_ability = rate * slope[board]

    effect = np.zeros((number, models + 2 * boards))
    every = np.arange(number)
    effect[every, model] = by_ability
    effect[every, models + board] = -by_ability
    effect[every, models + boards + board] = rate * slope[board] * apart
    held = models + boards + int(np.flatnonzero(found.slope.index == anchor)[0])
    effect = np.delete(effect, held, axis=1)
    ridge = np.delete(np.concatenate([np.ones(models + boards), slope**2]), held) * RIDGE / (models + 2 * boards - 1)
    response = np.linalg.solve(effect.T @ effect + np.diag(ridge), effect.T)
    left = np.eye(number) - effect @ response

    shared = pd.factorize(scores["model"] + "\n" + scores["benchmark"].map(dict(domains)))[0]
    kinds = (_Kind(every, np.ones(number)), _Kind(shared, by_ability))
    sizes = _sizes(kinds, left, (scores["performance"] - expected).to_numpy("float64"))
    to_ability = response[:models]
    line = np.column_stack([np.ones(models), ability])
    to_ability = to_ability - line @ (np.linalg.pinv(line) @ to_ability)
    variance = sum(size * (kind.summed(to_ability) ** 2).sum(axis=1) for size, kind in zip(sizes, kinds, strict=True))
    agree = np.sqrt(sizes[0]) <= MOST * scores["performance"].std(ddof=0)
    of_ability = pd.Series(WIDER * np.sqrt(variance) if agree else np.nan, found.capability.index)
    return AbilityErrors(of_ability, float(sizes[0]), float(sizes[1]))


@dataclass(frozen=True, eq=False)
class _Kind:
    """Errors of one kind, one of each group of scores, each score with its weight.

    group: by score its number; none is left out.
    """

    group: NDArray[np.intp]
    weight: Floats

    def summed(self, over_scores: Floats) -> Floats:
        """Sums over scores, a row each, as sums over these errors."""
        order = np.argsort(self.group, kind="stable")
        starts = np.flatnonzero(np.diff(self.group[order], prepend=-1))
        return np.add.reduceat((over_scores * self.weight)[:, order], starts, axis=1)

    def spread(self, over_errors: Floats) -> Floats:
        """The way back: what each score has of them."""
        return over_errors[:, self.group] * self.weight


def _sizes(kinds: Sequence[_Kind], left: Floats, residual: Floats) -> Floats:
    """The variance of each kind of error; residuals are `left` times errors whose covariance is their sum."""
    through = [kind.spread(kind.summed(left)) for kind in kinds]
    moments = np.array([[np.sum(one * other.T) for other in through] for one in through])
    seen = np.array([np.sum(kind.summed(residual[None]) ** 2) for kind in kinds])
    both = np.linalg.solve(moments, seen)
    if (both >= 0).all():
        return both
    alone = np.maximum(seen / np.diag(moments), 0)
    return np.where(both < 0, 0.0, alone)
