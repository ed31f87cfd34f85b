"""Fetchers pull public leaderboards: one module per leaderboard, all of them in SOURCES.

This is the only door: the rest of the project imports from `fetchers`, never from a module within.
"""

from fetchers import arena, livebench
from fetchers._http import HttpAnswer, http_get
from fetchers._source import (
    SCORE_COLUMNS,
    Board,
    FetchError,
    Get,
    LayoutChanged,
    NotFound,
    RawResponse,
    ScoreTable,
    Source,
)

SOURCES: tuple[Source, ...] = (
    arena.SOURCE,
    livebench.SOURCE,
)

__all__ = [
    "SCORE_COLUMNS",
    "SOURCES",
    "Board",
    "FetchError",
    "Get",
    "HttpAnswer",
    "LayoutChanged",
    "NotFound",
    "RawResponse",
    "ScoreTable",
    "Source",
    "http_get",
]
