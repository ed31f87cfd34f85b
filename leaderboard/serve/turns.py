"""How much is computed at a time: whoever comes when all places are taken is told so, instead of being kept waiting."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

#: Answers that are computed at the same time, and that wait for it.
COMPUTED, WAITING = 2, 8
#: Requests that are answered at the same time, mostly from memory, and that wait for it.
ANSWERED, QUEUED = 32, 64

Found = TypeVar("Found")
_places, _turns = BoundedSemaphore(COMPUTED + WAITING), BoundedSemaphore(COMPUTED)
_limiter: RunVar[CapacityLimiter] = RunVar("leaderboard.serve.turns")


class Busy(Exception):
    """More is asked at once than this server computes."""


@contextmanager
def turn() -> Iterator[None]:
    """Compute in here. Raises Busy where others wait already."""
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        with _turns:
            yield
    finally:
        _places.release()


async def threaded(find: Callable[[], Found]) -> Found:
    """What a function finds, in a thread: nobody's request waits for another's. Raises Busy."""
    try:
        limiter = _limiter.get()
    except LookupError:  # of every event loop its own
        limiter = CapacityLimiter(ANSWERED)
        _limiter.set(limiter)
    if limiter.statistics().tasks_waiting >= QUEUED:
        raise Busy
    return await to_thread.run_sync(find, limiter=limiter)
