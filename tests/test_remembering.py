"""What pages asked for: kept within its bound, asked once, and never a failure."""

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from leaderboard.analytics import frontier as frontiers
from leaderboard.analytics import leads as ledger
from leaderboard.analytics.gaps import gap
from leaderboard.publish.address import usual
from leaderboard.serve import collection, remembering
from leaderboard.serve.remembering import MAX_BYTES, bytes_at_hand, kept_bytes, remembered


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    remembering.forget()
    yield
    remembering.forget()


def dense(size: int, seed: int = 0) -> bytes:
    """Bytes that no compression makes fewer."""
    return random.Random(seed).randbytes(size)


def test_a_walk_past_the_bound_keeps_what_was_asked_for_last() -> None:
    asked: list[int] = []

    @remembered
    def page(number: int) -> bytes:
        asked.append(number)
        return dense(MAX_BYTES // 4, number)

    for number in range(20):
        page(number)
        assert kept_bytes() <= MAX_BYTES
        assert bytes_at_hand() <= remembering._MAX_AT_HAND
    page(19)
    page(0)
    assert asked == [*range(20), 0]


def test_what_is_larger_than_the_bound_is_answered_and_not_kept() -> None:
    @remembered
    def page() -> int:
        return int("9" * 10)

    @remembered
    def large() -> bytes:
        return dense(2 * MAX_BYTES)

    page()
    assert len(large()) == 2 * MAX_BYTES
    assert remembering._APIECE < kept_bytes() < remembering._APIECE + 1000
    assert bytes_at_hand() == 0


def test_what_is_no_longer_at_hand_is_read_back() -> None:
    asked: list[int] = []

    @remembered
    def page(number: int) -> pd.DataFrame:
        asked.append(number)
        return pd.DataFrame({"number": [number] * (remembering._MAX_AT_HAND // 16)})  # compresses to next to nothing

    first = page(0)
    assert page(0) is first
    for number in range(1, 5):
        page(number)
    again = page(0)
    assert again is not first
    pd.testing.assert_frame_equal(again, first)
    assert asked == [0, 1, 2, 3, 4]


def test_two_readers_at_once_compute_once() -> None:
    asked: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    @remembered
    def page(board: str) -> str:
        asked.append(board)
        begun.set()
        assert go_on.wait(10)
        return board

    readers = [threading.Thread(target=page, args=("arena/text",)) for _ in range(2)]
    readers[0].start()
    assert begun.wait(10)
    readers[1].start()
    go_on.set()
    for reader in readers:
        reader.join(10)
    assert asked == ["arena/text"]


def test_functions_are_told_apart_and_failures_are_not_kept() -> None:
    @remembered
    def one(board: str) -> str:
        return f"one {board}"

    @remembered
    def other(board: str) -> str:
        raise ValueError(board)

    assert one("x") == "one x"
    for _ in range(2):
        with pytest.raises(ValueError, match="x"):
            other("x")
    assert one("x") == "one x"


def test_a_board_counts_with_all_that_pages_work_out_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page looks at later must not grow beside the bound: leads, frontier and gaps of a kept board."""
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(Path(__file__).parents[1] / "data"))
    question = usual("arena/webdev", pd.Timestamp("2026-08-31"))
    past = collection.history(question, "edition")
    kept = bytes_at_hand()
    assert kept > 0
    for statistic in (frontiers.frontier, ledger.leads, lambda past: gap(past, "USA", "CHN", every_date=True)):
        assert len(statistic(past))
    assert remembering._Written.of(past, ()).size < 1.02 * kept
