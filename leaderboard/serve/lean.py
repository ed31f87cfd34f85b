"""Memory that nobody needs any more goes back to the machine."""

import asyncio
import ctypes
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

#: So many places for the threads together, in place of eight for each processor: a setting of glibc's allocator (its
#: malloc.h).
_M_ARENA_MAX = -8
#: All settings for a server, and what they are set to.
_SETTINGS = {
    -3: 2**18,  # M_MMAP_THRESHOLD: a table of this size or more is memory of its own, gone when it is let go
    -1: 2**20,  # M_TRIM_THRESHOLD: what is kept free at the end of the rest
    _M_ARENA_MAX: 2,
}
#: Every so many seconds a server looks for what is free between what is held.
_EVERY = 5.0


@asynccontextmanager
async def lean(_: object) -> AsyncIterator[None]:
    """While a server runs: `give_back`, and again and again what has become free since."""
    give_back()
    giving = asyncio.create_task(_keep_giving())
    yield
    giving.cancel()
    with suppress(asyncio.CancelledError):
        await giving


def give_back() -> None:
    """Let go of free memory from now on. glibc would keep holes between tables for later ones, some fifty megabytes.

    Other allocators have no such settings, and stay as they are.
    """
    _set(_SETTINGS)


def in_one_place() -> None:
    """Let all threads take memory from one place: what one of them lets go is there for the next. That costs no time
    where a few threads hold one large table after the other, as a refresh does.
    """
    _set({_M_ARENA_MAX: 1})


def _set(settings: Mapping[int, int]) -> None:
    set_to = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_to:
        for name, value in settings.items():
            set_to(name, value)


async def _keep_giving() -> None:
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    while trim:
        await asyncio.sleep(_EVERY)
        await asyncio.to_thread(trim, 0)
