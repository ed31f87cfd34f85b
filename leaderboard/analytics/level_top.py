"""Who is the best if the best are level: the other belief about the top of a board, beside that of `beliefs`.

A crowd of equals at the edge of a dense board cannot be told from an edge that merely thins out, whatever is
learned from the scores: whoever is luckiest in it looks like a leader. So this belief supposes the crowd. Who keeps
the chance of being best under it, too, is ahead by more than luck, or has the whole crowd for its own.
"""

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


def level(score: Floats, sd: Floats, known: Flags) -> Floats | None:
    """The chance of each row to be the best if some ten models stand level at the top, the others anywhere below.

    The height of the top is not known: every one has the weight that Bayes' rule gives it, from the `known` rows alone,
    all heights being alike before. At each height a row belongs to the crowd with a chance of its own, and those of
    the crowd are each as likely to be the best. None where nothing tells where the top is.
    """
    if known.sum() < _FEWEST:
        return None
    top = score[known].max()
    near = score >= top - _REACH * np.hypot(sd, sd[known & (score == top)].min())
    y, published, there = score[near], sd[near], known[near]
    heights, step = np.linspace(y[there].min(), (y + _ABOVE * published)[there].max(), _PLACES, retstep=True)
    if step == 0:
        return None
    error = np.maximum(published, step)[:, None]
    below_top = (heights - y[:, None]) / error
    part = min(_CROWD / there.sum(), _MOST)
    in_crowd = part * np.exp(-0.5 * below_top**2) / (np.sqrt(2 * np.pi) * error)
    room = heights - heights[0] + float(np.median(error[there]))
    under_it = (1 - part) * ndtr(below_top) / room
    either = in_crowd + under_it
    likelihood = np.log(np.maximum(either[there], np.finfo("float64").tiny)).sum(axis=0)
    weight = np.exp(likelihood - likelihood.max())
    member = np.where(below_top < -_BEYOND, 1.0, in_crowd / either)
    chances = np.zeros(len(score))
    chances[near] = (member / np.maximum(member.sum(axis=0), np.finfo("float64").tiny)) @ (weight / weight.sum())
    return chances
