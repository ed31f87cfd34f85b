"""Who is the best if the best are level: the other belief about the top of a board, beside that of `beliefs`.

A crowd of equals at the edge of a dense board cannot be told from an edge that merely thins out, whatever is
learned from the scores: whoever is luckiest in it looks like a leader. So this belief supposes the crowd. Who keeps
the chance of being best under it, too, is ahead by more than luck, or has the whole crowd for its own.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from leaderboard.analytics.board_history import Flags, Floats
from leaderboard.analytics.normal import ndtr

#: So many models are supposed to stand level at the top.
_CROWD = 10
#: At most this part of the models near the top is supposed to be in the crowd.
_MOST = 0.5
#: Of fewer known scores nothing tells where the top is.
_FEWEST = 3
#: Rows that lie this many standard deviations of the difference below the highest cannot be the best.
_REACH = 7.0
#: The top is looked for at so many places, up to this many errors above a score.
_PLACES = 40
_ABOVE = 2.0
#: A score that lies so many errors above the supposed top is in the crowd, if anything is.
_BEYOND = 8.0
#: So many rows at so many places are looked at at once: more would not fit near the processor.
_AT_ONCE = 2**15


@dataclass(frozen=True)
class _Top:
    """The rows of one set that can be the best: published scores, standard deviations, which of them are known.

    near: which rows of the set they are. heights: where the top is looked for. step: between two of them.
    """

    near: Flags
    y: Floats
    sd: Floats
    known: Flags
    heights: Floats
    step: float


def all_level(asked: Sequence[tuple[Floats, Floats, Flags]]) -> list[Floats | None]:
    """Of many sets each row's chance to be the best if some ten models are level at the top, others anywhere below.

    asked: of each set the scores, the standard deviations of their errors, and which are known. The height of the top
    is not known: every one has the weight that Bayes' rule gives it, from the known rows alone, all heights being alike
    before. At each height a row belongs to the crowd with a chance of its own, and those of the crowd are each as
    likely to be the best. None where nothing tells where the top is. Sets with equally many rows near the top are
    worked out at once.
    """
    found: list[Floats | None] = [None] * len(asked)
    tops: dict[int, list[tuple[int, _Top]]] = defaultdict(list)
    for number, one in enumerate(asked):
        if top := _top(*one):
            tops[len(top.y)].append((number, top))
    for near, alike in tops.items():
        many = max(1, _AT_ONCE // (near * _PLACES))
        for start in range(0, len(alike), many):
            numbers, some = zip(*alike[start : start + many], strict=True)
            for number, top, chances in zip(numbers, some, _chances(some), strict=True):
                found[number] = whole = np.zeros(len(top.near))
                whole[top.near] = chances
    return found


def _top(score: Floats, sd: Floats, known: Flags) -> _Top | None:
    """None where nothing tells where the top is."""
    if known.sum() < _FEWEST:
        return None
    top = score[known].max()
    near = score >= top - _REACH * np.hypot(sd, sd[known & (score == top)].min())
    y, published, there = score[near], sd[near], known[near]
    heights, step = np.linspace(y[there].min(), (y + _ABOVE * published)[there].max(), _PLACES, retstep=True)
    return _Top(near, y, published, there, heights, float(step)) if step else None


def _chances(tops: Sequence[_Top]) -> Iterator[Floats]:
    """The chances of the rows of each; all have equally many."""
    y, published, there, heights = (
        np.array([getattr(top, name) for top in tops]) for name in ("y", "sd", "known", "heights")
    )
    floors = np.maximum(published, np.array([[top.step] for top in tops]))
    error = floors[:, :, None]
    typical = np.array([[np.median(of_set[known])] for of_set, known in zip(floors, there, strict=True)])
    below_top = (heights[:, None, :] - y[:, :, None]) / error
    part = np.minimum(_CROWD / there.sum(axis=1), _MOST)[:, None, None]
    in_crowd = part * np.exp(-0.5 * below_top**2) / (np.sqrt(2 * np.pi) * error)
    room = heights - heights[:, :1] + typical
    either = in_crowd + (1 - part) * ndtr(below_top) / room[:, None, :]
    tiny = np.finfo("float64").tiny
    likelihood = np.where(there[:, :, None], np.log(np.maximum(either, tiny)), 0.0).sum(axis=1)
    weight = np.exp(likelihood - likelihood.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    member = np.where(below_top < -_BEYOND, 1.0, in_crowd / either)
    member /= np.maximum(member.sum(axis=1, keepdims=True), tiny)
    return (of_set @ of_heights for of_set, of_heights in zip(member, weight, strict=True))
