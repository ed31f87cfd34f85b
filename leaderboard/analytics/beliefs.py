"""What is believed of the true scores of a snapshot, once all of its published ones are known.

The best of many noisy scores is, on average, a lucky one: the luckier, the closer the true scores
stand together near the top. How close they stand is learned from the scores around each one, so that
a crowd at the top of a wide board is seen as well as a board whose scores all lie close.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from leaderboard.analytics.board_history import Flags, Floats, Integers

#: Of two scores nothing tells how close the true ones are: fewer than this are taken at face value.
_FEWEST = 3
#: A score speaks for the places around it as far as half the way to the third nearest other one.
_NEIGHBOR = 3
_PART_OF_WAY = 0.5
#: Beside the n others, half as much as one of them speaks for any place at all on the board.
_ANYWHERE = 0.5
#: Each round learns from what the round before made of the others. More change little (`make calibration`).
_ROUNDS = 4
#: Rows that lie this many standard deviations of the difference below the highest cannot be the best.
_REACH = 7.0
#: An exact score has this part of the board's range for its sd.
_EXACT = 1e-9
#: Settings whose scores differ by less than this many standard deviations are not told apart.
_TOLD_APART = 1.96
#: So many pairs of scores are looked at at once: more would not fit near the processor.
_AT_ONCE = 2**15


def all_believed(asked: Sequence[tuple[Floats, Floats, Flags]]) -> list[tuple[Floats, Floats]]:
    """Mean and standard deviation of the true score behind each published one of many sets.

    asked: of each set the scores, the standard deviations of their errors, and which are known. A true score is taken
    to lie where another model's does, or anywhere on the board. The places of the others are a mixture of normals:
    about what is believed of each of the known rows but the row itself, as wide as that and half the way to its third
    nearest known row together. It is Bayes' rule with a prior learned from all the other scores (empirical Bayes), in a
    few rounds of which the first takes scores as published; of every posterior mixture only mean and standard deviation
    are kept. Sets with equally many near the top are worked out at once.
    """
    found = [(score, sd) for score, sd, _ in asked]
    crowds: dict[tuple[int, bytes], list[tuple[int, _Crowd]]] = defaultdict(list)
    for number, (score, sd, known) in enumerate(asked):
        crowd = _crowd(score, sd, known)
        if crowd is not None:
            crowds[len(crowd.y), crowd.others.tobytes()].append((number, crowd))
    for (near, _), alike in crowds.items():
        many = max(1, _AT_ONCE // near**2)
        for start in range(0, len(alike), many):
            numbers, some = zip(*alike[start : start + many], strict=True)
            for number, crowd, mean, spread in zip(numbers, some, *_learned(some), strict=True):
                means, sds = (values.copy() for values in found[number])
                means[crowd.near], sds[crowd.near] = mean, np.sqrt(np.maximum(spread, 0))
                found[number] = means, sds
    return found


@dataclass(frozen=True)
class _Crowd:
    """The scores of one set that can be the best: published values and variances, which of them are known.

    near: which rows of the set they are. reach: of each known one, how far it speaks for the places around it.
    alone: how much speaks for any place on the board, beside the others.
    """

    near: Flags
    y: Floats
    variance: Floats
    others: Flags
    reach: Floats
    alone: float


def _crowd(score: Floats, sd: Floats, known: Flags) -> _Crowd | None:
    """None where nothing can be learned of the scores."""
    if known.sum() < _FEWEST:
        return None
    at, widths = score[known], np.sort(sd[known])
    wide, typical = at.max() - at.min(), float(widths[(len(at) - 1) // 2] + widths[len(at) // 2]) / 2
    if wide + typical == 0:
        return None
    top = int(np.argmax(np.where(known, score, -np.inf)))
    near = score >= score[top] - _REACH * np.hypot(sd, sd[top])
    anywhere = wide + 4 * typical
    y, others = score[near], known[near]
    return _Crowd(
        near,
        y,
        np.maximum(sd[near], _EXACT * anywhere) ** 2,
        others,
        _PART_OF_WAY * _to_neighbor(y[others], at),
        _ANYWHERE * np.sqrt(2 * np.pi) / anywhere,
    )


def _learned(crowds: Sequence[_Crowd]) -> tuple[Floats, Floats]:
    """Mean and variance of the true scores behind those of each crowd, a crowd in each row; all are of one shape."""
    y, variance, reach = (np.array([getattr(crowd, name) for crowd in crowds]) for name in ("y", "variance", "reach"))
    alone = np.array([crowd.alone for crowd in crowds])[:, None, None]
    others = crowds[0].others
    itself = slice(None), np.flatnonzero(others), np.arange(reach.shape[1])
    of_row = variance[:, :, None]
    mean, spread = y, variance
    for _ in range(_ROUNDS):
        width = (spread[:, others] + reach**2)[:, None, :]
        total = of_row + width
        apart = mean[:, others][:, None, :] - y[:, :, None]
        weight = np.exp(-0.5 * apart**2 / total) / np.sqrt(total)
        weight[itself] = 0
        weight /= weight.sum(axis=2, keepdims=True) + alone
        moved = apart * of_row / total
        shift = (weight * moved).sum(axis=2)
        within = (weight * (width * of_row / total + moved**2)).sum(axis=2)
        mean, spread = y + shift, within + (1 - weight.sum(axis=2)) * variance - shift**2
    return mean, spread


def _to_neighbor(at: Floats, score: Floats) -> Floats:
    """How far the third nearest of the scores is from each of some of them."""
    neighbor = min(_NEIGHBOR, len(score) - 1)
    return np.partition(np.abs(at[:, None] - score), neighbor, axis=1)[:, neighbor]


def readings(score: Floats, sd: Floats, model: Integers) -> tuple[Integers, Floats, Floats]:
    """One truth per model: the position of each model's best setting, and what all its settings say of it together.

    Settings that errors do not tell from the best one are readings of one true score: their mean, weighted by
    1 / sd^2, with the standard deviation of independent readings. The others are worse settings, and say nothing.
    """
    order = np.lexsort((-score, model))
    first = order[np.append(True, np.diff(model[order]) != 0)]
    if len(first) == len(score):
        return first, score[first], sd[first]
    best = first[np.searchsorted(model[first], model)]
    alike = score[best] - score <= _TOLD_APART * np.hypot(sd, sd[best])
    code = np.searchsorted(model[first], model)
    variance = np.maximum(sd, _EXACT * max(1.0, float(np.abs(score).max()))) ** 2
    weight = np.bincount(code, alike / variance)
    mean = score[first] - np.bincount(code, alike / variance * (score[best] - score)) / weight
    return first, mean, np.minimum(1 / np.sqrt(weight), sd[first])
