"""Of which sources an answer is without, as a stored file of theirs cannot be read.

Who leaves one out says so here, whoever shows the answer hears it, and what remembers answers says it again with each.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec

import pandas as pd

from leaderboard.records.files import Damaged
from leaderboard.records.spoken import Spoken

_log = logging.getLogger(__name__)
#: What is heard, of everybody who listens: keys, so that a file that is met twice is told once.
_Heard = dict[Spoken, None]
_listening: ContextVar[tuple[_Heard, ...]] = ContextVar("listening", default=())

Asked = ParamSpec("Asked")


def leave_out(error: Damaged, source_id: str) -> None:
    """Say that an answer is without a source or reference."""
    _log.warning("%s; until then all of %s is left out", error, source_id)
    say_again([error.left_out(source_id)])


def say_again(told: Iterable[Spoken]) -> None:
    """Say what was heard while an answer was worked out that is now given again."""
    for listener in _listening.get():
        listener.update(dict.fromkeys(told))


@contextmanager
def heard() -> Iterator[_Heard]:
    """What is said meanwhile, a sentence for each file that cannot be read: what is left out, and the cure."""
    told: _Heard = {}
    before = _listening.set((*_listening.get(), told))
    try:
        yield told
    finally:
        _listening.reset(before)


def noting(question: Callable[Asked, pd.DataFrame]) -> Callable[Asked, pd.DataFrame]:
    """Let the table that answers a question say in attrs["notes"] what it is without."""

    @wraps(question)
    def noted(*asked: Asked.args, **chosen: Asked.kwargs) -> pd.DataFrame:
        with heard() as told:
            table = question(*asked, **chosen)
        if told:
            table.attrs["notes"] = tuple(dict.fromkeys([*table.attrs.get("notes", ()), *told]))
        return table

    return noted
