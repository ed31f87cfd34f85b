"""Memory goes back to the machine when it is let go, and not only when the process ends."""

import asyncio
import ctypes
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from leaderboard.serve import lean
from tests.asking import to_its_end

#: What a process holds, in MB.
HELD = """
import numpy as np
from pathlib import Path
from leaderboard.serve.lean import give_back, in_one_place

def held():
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024
"""
#: Tables of just under a megabyte between small ones that stay: what is held of the 112 MB when the large are gone.
TABLES = """
np.ones(2_000_000)  # what is let go once decides what the allocator takes for large
before = held()
tables = [np.full(size, 1.0) for _ in range(100) for size in (120_000, 20_000)]
del tables[::2]
print(held() - before)
"""
#: Threads beside each other take and let go 40 MB in turn, between small pieces that stay: what is held then.
THREADS = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

def work(number):
    for turn in range(6):
        if turn == number:
            tables = [np.ones(6_000) for _ in range(800)]
            stays.append(np.ones(600))
            del tables
        together.wait()

before, stays, together = held(), [], Barrier(6)
with ThreadPoolExecutor(6) as pool:
    list(pool.map(work, range(6)))
    print(held() - before)
"""


def added(work: str, setting: str = "") -> float:
    """How many MB more a process of its own holds after this work, with that setting of its allocator."""
    code = "\n".join([HELD, setting, work])
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and glibc alone can be told")
def test_tables_that_are_let_go_are_not_kept() -> None:
    assert added(TABLES) > 80, "there is nothing to give back here: this test shows nothing"
    assert added(TABLES, "give_back()") < 30


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and glibc alone can be told")
def test_what_one_thread_lets_go_is_there_for_the_next() -> None:
    assert added(THREADS) > 150, "there is nothing to share here: this test shows nothing"
    assert added(THREADS, "in_one_place()") < 80


def serve_for(seconds: float) -> None:
    """A server that stands so long."""

    async def served() -> None:
        async with lean.lean(None):
            await asyncio.sleep(seconds)

    to_its_end(served())


def test_a_server_gives_back_again_and_again_until_it_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace(malloc_trim=given.append))
    monkeypatch.setattr(lean, "_EVERY", 0.01)
    serve_for(0.5)
    times = len(given)
    assert times > 3
    time.sleep(0.1)
    assert len(given) == times


def test_another_allocator_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace())
    monkeypatch.setattr(lean, "_EVERY", 0.01)
    serve_for(0.05)
