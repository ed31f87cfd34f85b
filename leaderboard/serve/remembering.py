"""What readers asked for, kept up to a number of bytes; what nobody asked for longest goes first."""

import pickle
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Condition
from typing import Any, ParamSpec, TypeVar

from cachetools import LRUCache, cached

from leaderboard.publish import language

#: All that is kept of all answers. A board's past takes up to ten megabytes.
MAX_BYTES = 36 * 2**20

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def _size(value: object) -> int:
    """Bytes of a value written down, which is about what it takes in memory."""
    return len(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


_kept: LRUCache[Hashable, Any] = LRUCache(MAX_BYTES, getsizeof=_size)
_turn = Condition()  # who asks for what another reader is just computing waits for it


def remembered(ask: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Ask once, then remember by the arguments. Values are shared by all readers: nobody changes them.

    What is remembered so holds no words, or such as are told where they are shown (records.spoken).
    """
    return _kept_by(lambda *asked: (ask.__qualname__, *asked), ask)


def remembered_in_words(ask: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """`remembered` for what holds words: of each language apart."""
    return _kept_by(lambda *asked: (ask.__qualname__, language.current(), *asked), ask)


def _kept_by(key: Callable[..., Hashable], ask: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    @cached(_kept, key=key, condition=_turn)
    @wraps(ask)
    def answered(*asked: Asked.args, **named: Asked.kwargs) -> Answer:
        return ask(*asked, **named)

    return answered


def kept_bytes() -> float:
    """How much is kept now."""
    return _kept.currsize


def forget() -> None:
    """Keep nothing."""
    with _turn:
        _kept.clear()
