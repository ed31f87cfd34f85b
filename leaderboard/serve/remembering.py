"""What readers asked for, kept up to a number of bytes; what nobody asked for longest goes first.

It is kept written down and compressed, a fifth of what it takes as objects: thousands of small ones that stay while a
page's own come and go would leave memory full of holes. A few large ones that were asked for last are at hand as they
are.
"""

import math
import pickle
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import wraps
from threading import Condition, Lock
from typing import Any, ParamSpec, TypeVar

import pyarrow as pa
from cachetools import LRUCache, cached

from leaderboard.publish import language
from leaderboard.records import left_out
from leaderboard.records.spoken import Spoken

#: All that is kept of all answers. A board's past takes up to two megabytes.
MAX_BYTES = 24 * 2**20
#: What an answer takes besides its bytes: its name, and the page of memory that a small one holds on to.
_APIECE = 2**13
#: What is at hand takes no more than this, written down and not compressed: the largest past takes ten megabytes.
_MAX_AT_HAND = 12 * 2**20
#: Nor is it more than so many values: some take many times as much as objects.
_MOST = 3
#: What takes less than this is read back in no time.
_LARGE = 2**18
_CODEC = "lz4"

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class _Written:
    """A value as bytes. size: how many they are when they are not compressed. without: what the answer leaves out."""

    size: int
    body: bytes
    without: tuple[Spoken, ...]

    @classmethod
    def of(cls, value: object, without: Iterable[Spoken]) -> "_Written":
        plain = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        return cls(len(plain), pa.compress(plain, codec=_CODEC, asbytes=True), tuple(without))

    def read(self) -> Any:
        return pickle.loads(pa.decompress(self.body, decompressed_size=self.size, codec=_CODEC))


@dataclass(frozen=True)
class _AtHand:
    """A value as it is. size: of it written down, which is about what it takes in memory."""

    size: int
    value: Any
    without: tuple[Spoken, ...]


_kept: LRUCache[Hashable, _Written] = LRUCache(MAX_BYTES, getsizeof=lambda written: len(written.body) + _APIECE)
_turn = Condition()  # who asks for what another reader is just computing waits for it
_at_hand: LRUCache[Hashable, _AtHand] = LRUCache(
    _MAX_AT_HAND,
    getsizeof=lambda held: max(held.size, _MAX_AT_HAND / _MOST) if held.size >= _LARGE else math.inf,  # never fits
)
_taking = Lock()


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
    def written(*asked: Asked.args, **named: Asked.kwargs) -> _Written:
        with left_out.heard() as without:
            value = ask(*asked, **named)
        return _Written.of(value, without)

    @cached(_at_hand, key=key, lock=_taking)
    def at_hand(*asked: Asked.args, **named: Asked.kwargs) -> _AtHand:
        found = written(*asked, **named)
        return _AtHand(found.size, found.read(), found.without)

    @wraps(ask)
    def answered(*asked: Asked.args, **named: Asked.kwargs) -> Answer:
        found = at_hand(*asked, **named)
        left_out.say_again(found.without)
        answer: Answer = found.value
        return answer

    return answered


def kept_bytes() -> float:
    """How much is kept now, compressed."""
    return _kept.currsize


def bytes_at_hand() -> float:
    """How much is at hand now."""
    return _at_hand.currsize


def forget() -> None:
    """Keep nothing."""
    for cache, lock in ((_kept, _turn), (_at_hand, _taking)):
        with lock:
            cache.clear()
