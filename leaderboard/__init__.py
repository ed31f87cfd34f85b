"""The open-model leaderboard by nation: the public API.

    >>> import leaderboard
    >>> leaderboard.frontier("arena/text", as_of="2025-08-05")

Every function returns the table that the command of the same name prints, as a DataFrame. The
choices that they share (category, as_of, known_at, openness, lens, ...) are those of `leaderboard.questions.view`.
"""

from leaderboard.questions.across_boards import abilities, index, robustness
from leaderboard.questions.claims import claims
from leaderboard.questions.one_board import epoch_lags, frontier, gap, history, leads, share, top
from leaderboard.questions.why import why
from leaderboard.registry.resolve import resolve
from leaderboard.registry.tables import corrections

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
