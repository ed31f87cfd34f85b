"""A refresh that is killed at any moment loses nothing, and the next one completes it."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from leaderboard.records import store
from leaderboard.records.files import PART
from leaderboard.records.paths import DataDir
from tests import MAIN
from tests.upstream import Mirror, arena_rows


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    mirror = Mirror()
    server = mirror.start()
    monkeypatch.setenv("LEADERBOARD_MIRROR", mirror.address)
    days = [f"{day:%Y-%m-%d}" for day in pd.date_range("2023-01-01", "2025-12-01", freq="7D")]
    rows = [(day, f"model-{number}", 1000.0 + number) for day in days for number in range(20)]
    for subset in ("text", "vision", "webdev"):
        mirror.arena(subset, arena_rows(*rows))
    yield mirror
    server.shutdown()
    server.server_close()


def start(data: DataDir) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", MAIN, "refresh", "arena", "--backfill", "--data-dir", str(data.root)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def complete(data: DataDir) -> dict[str, bytes]:
    running = start(data)
    _, said = running.communicate()
    assert running.returncode == 0, said
    return {str(file.relative_to(data.root)): file.read_bytes() for file in store.files(data)}


def kill_at_random(folder: Path, kills: int) -> None:
    undisturbed = DataDir(folder / "undisturbed")
    began = time.monotonic()
    expected = complete(undisturbed)
    took = time.monotonic() - began
    whole = store.scan(undisturbed)
    disturbed = DataDir(folder / "disturbed")
    chance = random.Random(20250804)
    killed = 0
    while killed < kills:
        running = start(disturbed)
        time.sleep(chance.uniform(0.3 * took, took))
        running.send_signal(signal.SIGKILL)
        running.communicate()
        if running.returncode == -signal.SIGKILL:
            killed += 1
        else:
            took *= 0.8  # it had ended already: strike earlier
        left = store.scan(disturbed)  # whatever stands is readable and true
        assert len(left.merge(whole)) == len(left)
    assert complete(disturbed) == expected
    assert not list(disturbed.root.rglob(f"{PART}*"))


@pytest.mark.usefixtures("mirror")
def test_a_killed_refresh_is_completed_by_the_next(tmp_path: Path) -> None:
    kill_at_random(tmp_path, kills=2)


@pytest.mark.slow
@pytest.mark.usefixtures("mirror")
def test_a_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    kill_at_random(tmp_path, kills=100)
