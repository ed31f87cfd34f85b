"""The open-model leaderboard by nation: the public API.

    >>> import leaderboard
    >>> leaderboard.frontier("arena/text", as_of="2025-08-05")

Every function returns the table that the command of the same name prints, as a DataFrame. The
choices that they share (category, as_of, known_at, openness, lens, ...) are in `leaderboard.answers`.
"""

from leaderboard.across import abilities, index, robustness
from leaderboard.answers import corrections, epoch_lags, frontier, gap, history, leads, resolve, share, top
from leaderboard.claims import claims
from leaderboard.why import why

__all__ = [
    "abilities",
    "claims",
    "corrections",
    "epoch_lags",
    "frontier",
    "gap",
    "history",
    "index",
    "leads",
    "resolve",
    "robustness",
    "share",
    "top",
    "why",
]
