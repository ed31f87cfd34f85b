"""What is believed of the true scores of a snapshot, once all of its published ones are known.

The best of many noisy scores is, on average, a lucky one: the luckier, the closer the true scores
stand together near the top. How close they stand is learned from the scores around each one, so that
a crowd at the top of a wide board is seen as well as a board whose scores all lie close.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from leaderboard.analytics.arrays import Flags, Floats, Integers
from leaderboard.analytics.sets import Sets
from leaderboard.records.compact import distinct

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


def believed(sets: Sets, score: Floats, sd: Floats, known: Flags) -> tuple[Floats, Floats]:
    """Mean and standard deviation of the true score behind each published one of many sets.

    score, sd: published, and of its error. known: which teach about the others. A true score is taken to lie where
    another model's of its set does, or anywhere on the board. The places of the others are a mixture of normals: about
    what is believed of each of the known rows but the row itself, as wide as that and half the way to its third nearest
    known row together. It is Bayes' rule with a prior learned from all the other scores (empirical Bayes), in a few
    rounds of which the first takes scores as published; of every posterior mixture only mean and standard deviation are
    kept.
    """
    mean, spread = score.copy(), sd.copy()
    told = (sets.counts(known) >= _FEWEST)[sets.of]
    near, crowds = _crowds(sets.part(told), score[told], sd[told], known[told])
    row = np.flatnonzero(told)[near]
    mean[row], variance = _learned(crowds)
    spread[row] = np.sqrt(np.maximum(variance, 0))
    return mean, spread


@dataclass(frozen=True)
class _Crowds:
    """The scores that can be the best, of many sets: published values and variances, which of them are known.

    reach: of each known one, how far it speaks for the places around it. alone: of each set, how much speaks for any
    place on the board, beside the others.
    """

    sets: Sets
    y: Floats
    variance: Floats
    known: Flags
    reach: Floats
    alone: Floats

    @cached_property
    def teachers(self) -> Sets:
        """The known ones of each set."""
        return self.sets.part(self.known)

    def at(self, some: slice) -> "_Crowds":
        """Some of the sets."""
        rows, teachers = self.sets.rows(some), self.teachers.rows(some)
        return _Crowds(
            Sets(self.sets.sizes[some]),
            self.y[rows],
            self.variance[rows],
            self.known[rows],
            self.reach[teachers],
            self.alone[some],
        )


def can_be_best(sets: Sets, score: Floats, sd: Floats, known: Flags) -> Flags:
    """Which rows lie within reach of the highest known score of their set, of equal ones the surest."""
    highest = sets.max(np.where(known, score, -np.inf))[sets.of]
    surest = sets.min(np.where(known & (score == highest), sd, np.inf))[sets.of]
    flags: Flags = score >= highest - _REACH * np.hypot(sd, surest)
    return flags


def _crowds(sets: Sets, score: Floats, sd: Floats, known: Flags) -> tuple[Flags, _Crowds]:
    """Which rows can be the best, and they. Of a set whose scores are all the same and exact nothing is learned."""
    ranked = sets.part(known)
    at, typical = ranked.sort(score[known]), ranked.median(sd[known])
    wide = at[ranked.stops - 1] - at[ranked.starts]
    near = can_be_best(sets, score, sd, known) & (wide + typical > 0)[sets.of]
    anywhere, others = wide + 4 * typical, near & known
    return near, _Crowds(
        sets=sets.part(near),
        y=score[near],
        variance=np.maximum(sd, _EXACT * anywhere[sets.of])[near] ** 2,
        known=known[near],
        reach=_PART_OF_WAY * _to_neighbor(ranked, at, Sets(sets.counts(others)), score[others]),
        alone=_ANYWHERE * np.sqrt(2 * np.pi) / anywhere[wide + typical > 0],
    )


def _learned(crowds: _Crowds) -> tuple[Floats, Floats]:
    """Mean and variance of the true score behind each of the crowds' scores."""
    pairs = crowds.sets.sizes * crowds.teachers.sizes
    found = [_learned_at_once(crowds.at(some)) for some in crowds.sets.at_once(pairs, _AT_ONCE)]
    mean, variance = zip(*found, strict=True) if found else ((crowds.y,), (crowds.y,))
    return np.concatenate(mean), np.concatenate(variance)


def _learned_at_once(crowds: _Crowds) -> tuple[Floats, Floats]:
    """The same of few sets: every score is paired with all known ones of its set."""
    sets, y, variance = crowds.sets, crowds.y, crowds.variance
    pairs = Sets(crowds.teachers.sizes[sets.of])
    row, teacher = pairs.of, pairs.place + (crowds.teachers.starts[sets.of])[pairs.of]
    taught_by = np.flatnonzero(crowds.known)
    itself = taught_by[teacher] == row
    of_row, alone = variance[row], crowds.alone[sets.of]
    mean, spread = y, variance
    for _ in range(_ROUNDS):
        width = (spread[taught_by] + crowds.reach**2)[teacher]
        total = of_row + width
        apart = mean[taught_by][teacher] - y[row]
        weight = np.exp(-0.5 * apart**2 / total) / np.sqrt(total)
        weight[itself] = 0
        weight /= (pairs.sum(weight) + alone)[row]
        moved = apart * of_row / total
        shift = pairs.sum(weight * moved)
        within = pairs.sum(weight * (width * of_row / total + moved**2))
        mean, spread = y + shift, within + (1 - pairs.sum(weight)) * variance - shift**2
    return mean, spread


def _to_neighbor(sets: Sets, at: Floats, asked: Sets, score: Floats) -> Floats:
    """How far the third nearest other score of its set is from each of some. at: all of each set, the least first.

    The nearest ones and the score itself stand beside each other: a run of four that holds it.
    """
    starts, stops = sets.starts[asked.of], sets.stops[asked.of]
    more = np.minimum(_NEIGHBOR, stops - starts - 1)
    place = np.empty(len(score), np.int64)
    for number, (start, stop) in enumerate(zip(asked.starts.tolist(), asked.stops.tolist(), strict=True)):
        whole = at[sets.starts[number] : sets.stops[number]]
        place[start:stop] = sets.starts[number] + np.searchsorted(whole, score[start:stop])
    nearest = np.full(len(score), np.inf)
    for before in range(_NEIGHBOR + 1):
        first, last = place - before, place - before + more
        inside = (before <= more) & (first >= starts) & (last < stops)
        least, greatest = at[np.where(inside, first, 0)], at[np.where(inside, last, 0)]
        reached = np.maximum(score - least, greatest - score)
        nearest = np.where(inside, np.minimum(nearest, reached), nearest)
    return nearest


def readings(sets: Sets, score: Floats, sd: Floats, model: Integers) -> tuple[Integers, Floats, Floats]:
    """One truth per model of each set: the row of its best setting, and what all its settings say of it together.

    model: its number, at least 0; it may be in several sets. Settings that errors do not tell from the best one are
    readings of one true score: their mean, weighted by 1 / sd^2, with the standard deviation of independent readings.
    The others are worse settings, and say nothing. Models come in the order of those rows.
    """
    number, first = distinct(sets.of * (model.max(initial=0) + 1) + model)
    if len(first) == len(score):
        return first, score, sd
    highest = np.full(len(first), -np.inf)
    np.maximum.at(highest, number, score)
    highs = np.flatnonzero(score == highest[number])
    best = highs[distinct(number[highs])[1]]
    rank = np.empty(len(best), np.int64)
    rank[number[best]] = np.arange(len(best))
    of_model = rank[number]
    below = score[best][of_model] - score
    alike = below <= _TOLD_APART * np.hypot(sd, sd[best][of_model])
    variance = np.maximum(sd, _EXACT * np.maximum(1.0, sets.max(np.abs(score)))[sets.of]) ** 2
    weight = np.bincount(of_model, alike / variance)
    mean = score[best] - np.bincount(of_model, alike / variance * below) / weight
    alone = np.bincount(of_model) == 1
    return best, mean, np.where(alone, sd[best], np.minimum(1 / np.sqrt(weight), sd[best]))
