"""Whose data it is: beside a picture, and with what is quoted."""

from collections.abc import Sequence

import pandas as pd

from leaderboard.publish.language import _, told
from leaderboard.publish.words import day
from leaderboard.records.spoken import joined


def named(attribution: str) -> str:
    """Whom to name, after a word that says so already. attribution: as the terms of a source ask for it."""
    return attribution.removeprefix("Source: ")


def quoted(sentences: Sequence[str], sources: Sequence[str]) -> str:
    """Sentences to quote, with whom to name."""
    whom = joined([named(source) for source in dict.fromkeys(sources)], "; ")
    source = _("Source: {sources}.", sources=whom) if len(set(sources)) == 1 else _("Sources: {sources}.", sources=whom)
    return told(joined([*filter(None, sentences), source], " "))


def data_of(boards: int, by: pd.Timestamp) -> str:
    """Whose data a picture of many boards shows."""
    return _("Data: the sources of {boards} boards, newest snapshots by {day}", boards=boards, day=day(by))


def data_from(attribution: str, by: pd.Timestamp) -> str:
    """Whose data a picture of one source or a few shows. attribution: as their terms ask for it."""
    return _("Data: {source}, as of {day}", source=named(attribution), day=day(by))
