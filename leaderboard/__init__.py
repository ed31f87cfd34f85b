"""The open-model leaderboard by nation: the public API.

    >>> import leaderboard
    >>> leaderboard.frontier("arena/text", as_of="2025-08-05")

Every function returns the table that the command of the same name prints, as a DataFrame. The
choices that they share (category, as_of, known_at, openness, lens, ...) are those of `leaderboard.questions.view`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leaderboard.questions.across_boards import abilities, index, robustness
    from leaderboard.questions.claims import claims
    from leaderboard.questions.domains import domains
    from leaderboard.questions.one_board import epoch_lags, frontier, gap, history, leads, share, top
    from leaderboard.questions.why import why
    from leaderboard.registry.published import registry_table
    from leaderboard.registry.resolve import resolve
    from leaderboard.registry.tables import corrections

__all__ = [
    "abilities",
    "claims",
    "corrections",
    "domains",
    "epoch_lags",
    "frontier",
    "gap",
    "history",
    "index",
    "leads",
    "registry_table",
    "resolve",
    "robustness",
    "share",
    "top",
    "why",
]

#: Where each of them is at home. Whoever asks one question does not load what only others need.
_HOMES = {
    "abilities": "questions.across_boards",
    "claims": "questions.claims",
    "corrections": "registry.tables",
    "domains": "questions.domains",
    "epoch_lags": "questions.one_board",
    "frontier": "questions.one_board",
    "gap": "questions.one_board",
    "history": "questions.one_board",
    "index": "questions.across_boards",
    "leads": "questions.one_board",
    "registry_table": "registry.published",
    "resolve": "registry.resolve",
    "robustness": "questions.across_boards",
    "share": "questions.one_board",
    "top": "questions.one_board",
    "why": "questions.why",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
