"""Who is the best if the best are level: the other belief about the top of a board, beside that of `beliefs`.

A crowd of equals at the edge of a dense board cannot be told from an edge that merely thins out, whatever is
learned from the scores: whoever is luckiest in it looks like a leader. So this belief supposes the crowd. Who keeps
the chance of being best under it, too, is ahead by more than luck, or has the whole crowd for its own.
"""

from dataclasses import dataclass

import numpy as np

from leaderboard.analytics.arrays import Flags, Floats
from leaderboard.analytics.beliefs import can_be_best
from leaderboard.analytics.normal import ndtr
from leaderboard.analytics.sets import Sets

#: So many models are supposed to stand level at the top.
_CROWD = 10
#: At most this part of the models near the top is supposed to be in the crowd.
_MOST = 0.5
#: Of fewer known scores nothing tells where the top is.
_FEWEST = 3
#: The top is looked for at so many places, up to this many errors above a score.
_PLACES = 40
_ABOVE = 2.0
#: A score that lies so many errors above the supposed top is in the crowd, if anything is.
_BEYOND = 8.0
#: So many rows at so many places are looked at at once: more would not fit near the processor.
_AT_ONCE = 2**15


@dataclass(frozen=True)
class _Tops:
    """The rows that can be the best, of many sets: published scores, standard deviations, which of them are known.

    heights: of each set where the top is looked for. step: between two of them.
    """

    sets: Sets
    y: Floats
    sd: Floats
    known: Flags
    heights: Floats
    step: Floats

    def at(self, some: slice) -> "_Tops":
        """Some of the sets."""
        rows = self.sets.rows(some)
        return _Tops(
            Sets(self.sets.sizes[some]),
            self.y[rows],
            self.sd[rows],
            self.known[rows],
            self.heights[some],
            self.step[some],
        )


def level(sets: Sets, score: Floats, sd: Floats, known: Flags) -> Floats:
    """Each row's chance to be the best of its set if some ten models are level at the top, others anywhere below.

    score, sd: published, and of its error. The height of the top is not known: every one has the weight that Bayes'
    rule gives it, from the known rows alone, all heights being alike before. At each height a row belongs to the crowd
    with a chance of its own, and those of the crowd are each as likely to be the best. NaN where nothing tells where
    the top is.
    """
    chances = np.full(len(score), np.nan)
    told = (sets.counts(known) >= _FEWEST)[sets.of]
    tells, near, tops = _tops(sets.part(told), score[told], sd[told], known[told])
    row = np.flatnonzero(told)
    chances[row[tells]] = 0.0
    chances[row[near]] = _chances(tops)
    return chances


def _tops(sets: Sets, score: Floats, sd: Floats, known: Flags) -> tuple[Flags, Flags, _Tops]:
    """Which rows are of sets that tell where the top is, which of them can be the best, and these.

    A set whose known scores near the top are all the same and exact tells nothing.
    """
    near = can_be_best(sets, score, sd, known)
    least = sets.min(np.where(near & known, score, np.inf))
    greatest = sets.max(np.where(near & known, score + _ABOVE * sd, -np.inf))
    tell = greatest > least
    tells = tell[sets.of]
    heights = np.linspace(least[tell], greatest[tell], _PLACES, axis=1)
    step = (greatest[tell] - least[tell]) / (_PLACES - 1)
    near &= tells
    return tells, near, _Tops(sets.part(near), score[near], sd[near], known[near], heights, step)


def _chances(tops: _Tops) -> Floats:
    """The chances of the rows of all sets."""
    found = [_chances_at_once(tops.at(some)) for some in tops.sets.at_once(tops.sets.sizes * _PLACES, _AT_ONCE)]
    return np.concatenate(found) if found else tops.y


def _chances_at_once(tops: _Tops) -> Floats:
    """The same of few sets: every row is looked at at every height."""
    sets, known, heights = tops.sets, tops.known, tops.heights
    floors, there = np.maximum(tops.sd, tops.step[sets.of]), sets.part(known)
    typical, part = there.median(floors[known]), np.minimum(_CROWD / there.sizes, _MOST)
    error, part = floors[:, None], part[sets.of, None]
    below_top = (heights[sets.of] - tops.y[:, None]) / error
    in_crowd = part * np.exp(-0.5 * below_top**2) / (np.sqrt(2 * np.pi) * error)
    room = heights - heights[:, :1] + typical[:, None]
    either = in_crowd + (1 - part) * ndtr(below_top) / room[sets.of]
    tiny = np.finfo("float64").tiny
    likelihood = sets.sum(np.where(known[:, None], np.log(np.maximum(either, tiny)), 0.0))
    weight = np.exp(likelihood - likelihood.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    member = np.where(below_top < -_BEYOND, 1.0, in_crowd / either)
    member /= np.maximum(sets.sum(member), tiny)[sets.of]
    chances: Floats = (member * weight[sets.of]).sum(axis=1)
    return chances
