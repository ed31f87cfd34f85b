"""Up to four nations or blocs side by side: how far each is behind the best, and its part of the top."""

from collections.abc import Sequence
from functools import cache
from typing import Unpack

import pandas as pd

from leaderboard.analytics import comparison
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.questions import histories, one_board
from leaderboard.questions.kept import kept
from leaderboard.questions.view import View
from leaderboard.registry import countries, tables

#: More sides than these, no eye tells apart.
MOST = 4


@kept
def compare(board_id: str, sides: str, *, top: int = 10, **view: Unpack[View]) -> pd.DataFrame:
    """Each side in every snapshot of a board; see analytics.comparison.

    sides: up to four countries (ISO 3166-1 alpha-3) or blocs (EU27, G7, ...) with commas between; a bloc is what its
    members were on the day of the snapshot. Raises ValueError for a word that is neither, and for more than four.
    """
    past = histories.history(board_id, **view)
    return one_board.with_notes(compared(past, read(sides), top), past, view)


def compared(past: BoardHistory, sides: Sequence[str], top: int) -> pd.DataFrame:
    """The same of a board whose past is at hand."""
    return comparison.comparison(past, {name: side(name) for name in sides}, top)


@kept
def inside(board_id: str, *, top: int = 10, **view: Unpack[View]) -> pd.DataFrame:
    """Whose weights are inside whose models at the top of a board; see analytics.comparison."""
    past = histories.history(board_id, newest_only=True, **view)
    return one_board.with_notes(comparison.inside(past, top), past, view)


def read(sides: str) -> tuple[str, ...]:
    """The names of sides in a text, each once. Raises ValueError as `compare` does."""
    names = tuple(dict.fromkeys(word.strip() for word in sides.split(",") if word.strip()))
    known = tables.load()
    there = {*known.countries["country"], *known.countries["bloc"]} - {""}
    strange = [name for name in names if name not in there]
    if strange or not 1 <= len(names) <= MOST:
        blocs = ", ".join(sorted(set(known.countries["bloc"]) - {""}))
        found = repr(strange[0]) if strange else f"{len(names)} of them"
        meant = countries.offer(strange[0], there, countries.country_names(known)) if strange else ""
        said = f"sides: expected up to {MOST} codes of ISO 3166-1 alpha-3 or of {blocs}, found {found}"
        raise ValueError(f"{said}: {meant}" if meant else said)
    return names


def side(name: str) -> comparison.Side:
    """The countries that a country or bloc is on a day."""
    known = tables.load()
    if name not in set(known.countries["bloc"]):
        return lambda day: (name,)  # noqa: ARG005 (a country is itself on every day)

    @cache
    def members(day: pd.Timestamp) -> frozenset[str]:
        return countries.blocs(known, day).get(name, frozenset())

    return members
