"""Pairs of timings in one process: ours and the plainest way to the same bytes, in turn, so that drift hits both."""

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

Work = Callable[[], object]


@dataclass(frozen=True)
class Pair:
    """Medians of both sides in seconds, and the median of the ratios taken pair by pair."""

    title: str
    ours: float
    plain: float
    ratio: float
    goal: float

    def row(self) -> str:
        times = f"{self.ours * 1000:,.0f} ms | {self.plain * 1000:,.0f} ms"
        return f"| {self.title} | {times} | {self.ratio:.2f} | {self.goal} |"


def pair(title: str, ours: Work, plain: Work, *, goal: float, runs: int = 7, before: Work | None = None) -> Pair:
    """Time both in turn after one warm-up each. before: run untimed ahead of every `ours`."""
    times: list[tuple[float, float]] = []
    for run in range(runs + 1):
        if before:
            before()
        took = seconds(ours), seconds(plain)
        if run:
            times.append(took)
    return Pair(
        title,
        statistics.median(ours for ours, _ in times),
        statistics.median(plain for _, plain in times),
        statistics.median(ours / plain for ours, plain in times),
        goal,
    )


def seconds(work: Work) -> float:
    """How long a piece of work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run(code: str) -> None:
    """A fresh process that runs this code."""
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)


def peak_memory_mb(code: str) -> float:
    """Peak resident memory of a fresh process that runs this code, imports included."""
    # Linux's own high-water mark: unlike ru_maxrss it does not start from that of the process that forked.
    tail = "\nprint(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    found = subprocess.run([sys.executable, "-c", code + tail], capture_output=True, text=True, check=True)
    return float(found.stdout.split()[-1]) / 1024


def heading(title: str) -> str:
    """What a file of figures begins with: its day, and the machine and libraries that they depend on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pandas", "pyarrow", "numpy", "duckdb"))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {libraries}"
    return f"# {title}\n\n{datetime.now(UTC):%Y-%m-%d}; {machine}.\n"
