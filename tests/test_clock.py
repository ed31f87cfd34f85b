"""What is a day, what is a moment, and what is neither."""

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from leaderboard.records import clock


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-03-20T12:00:00Z")


@pytest.mark.parametrize(
    "said",
    [
        *(
            "-1",
            "04/08/2025",
            "2025",
            "2025Q3",
            "Aug 4",
            "12:00",
            "20250804",
            "2025-W31-1",
            "2025-02-30",
            "",
            "٢٠٢٥-٠٨-٠٤",
        ),
        *(20250804, 1.5, True, pd.NaT),
    ],
)
def test_what_could_be_several_days_or_none_is_refused(said: Any) -> None:
    with pytest.raises(ValueError, match=r"^expected a day such as 2025-08-04, found "):
        clock.day(said)
    with pytest.raises(ValueError, match=r"^expected a moment such as 2025-08-04 or 2025-08-04T12:00:00Z, found "):
        clock.known_until(said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("9999-12-31T23:59:59-14:00", "expected a day from 1900-01-01 to 9999-12-31, found"),
        ("0001-01-01", "expected a day from 1900-01-01 to 9999-12-31, found '0001-01-01'"),
        (datetime(1, 1, 1, tzinfo=UTC), "expected a day from 1900-01-01 to 9999-12-31, found "),
    ],
)
def test_a_day_of_which_nothing_is_known_is_refused(said: Any, expected: str) -> None:
    for read in (clock.day, clock.known_until):
        with pytest.raises(ValueError, match="^" + expected):
            read(said)


def test_a_day_is_iso_or_a_date() -> None:
    there = pd.Timestamp("2025-08-04")
    for said in ("2025-08-04", date(2025, 8, 4), datetime(2025, 8, 4, 12, tzinfo=UTC), there):
        assert clock.day(said) == there
    assert clock.day(pd.Timestamp("2025-08-03T23:00-01:00")) == there
    assert clock.day("2025-08-04T23:00:00-01:00") == there + pd.Timedelta(days=1)
    assert clock.day("2026-03-20") == clock.today() < clock.day("2026-03-21") < clock.day("9999-12-31")


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("2025-08-04", "2025-08-04T23:59:59.999999"),
        (date(2025, 8, 4), "2025-08-04T23:59:59.999999"),
        ("2026-03-20", "2026-03-20T23:59:59.999999"),
        ("2025-08-04T12:00:00Z", "2025-08-04T12:00"),
        ("2025-08-04T12:00", "2025-08-04T12:00"),
        ("2025-08-04 12:00:00", "2025-08-04T12:00"),  # as tables write it
        ("2025-08-04T12:00:00+14:00", "2025-08-03T22:00"),
        (datetime(2025, 8, 4, 12, tzinfo=UTC), "2025-08-04T12:00"),
    ],
)
def test_a_moment_is_iso_with_a_time_and_a_bare_day_means_its_end(said: Any, until: str) -> None:
    assert clock.known_until(said) == pd.Timestamp(until)
