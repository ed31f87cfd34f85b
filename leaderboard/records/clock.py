"""Moments and days. The present is injectable: LEADERBOARD_NOW makes a refresh (and so the seed) reproducible."""

import os
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd

from leaderboard.records.spoken import Spoken

Day = str | date | datetime | pd.Timestamp


def now() -> datetime:
    """The present in UTC, or the moment that LEADERBOARD_NOW names (ISO 8601, UTC if it has no offset).

    Raises ValueError where it names none.
    """
    injected = os.environ.get("LEADERBOARD_NOW")
    if not injected:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(injected)
    except ValueError as error:
        raise ValueError(
            f"LEADERBOARD_NOW: expected a moment such as 2026-01-31T12:00:00Z, found {injected!r}"
        ) from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def timestamp(moment: datetime) -> pd.Timestamp:
    """A UTC moment as the store writes it: without zone, in microseconds."""
    return pd.Timestamp(moment.astimezone(UTC).replace(tzinfo=None)).as_unit("us")


def today() -> pd.Timestamp:
    """The present UTC day."""
    return timestamp(now()).normalize()


def day(value: Day | None, *, default: pd.Timestamp | None = None) -> pd.Timestamp | None:
    """A UTC day from ISO text or a date. Raises ValueError in plain words."""
    return default if value is None else _moment(value).normalize()


def gaps(days: "pd.Series[pd.Timestamp]") -> list[int]:
    """The numbers of days from one of them to the next; none of a single one."""
    return [int(gap.days) for gap in days.drop_duplicates().sort_values().diff().dropna()]


def written(stamp: pd.Timestamp) -> str:
    """2025-08-04; also of years that Python's calendar does not have, as upstream may write any."""
    return str(np.datetime_as_string(stamp.to_datetime64(), "D"))


def in_words(stamp: pd.Timestamp) -> Spoken:
    """4 August 2025."""
    return Spoken(f"{stamp.day} {stamp:%B %Y}", stamp)


def _moment(value: Day) -> pd.Timestamp:
    stamp = pd.to_datetime(value, errors="coerce")
    if pd.isna(stamp):
        raise ValueError(f"expected a date such as 2025-08-04, found {value!r}")
    return (stamp.tz_convert(None) if stamp.tzinfo else stamp).as_unit("us")


def known_until(value: Day | None) -> pd.Timestamp | None:
    """The last moment that counts: a bare day means its end."""
    if value is None:
        return None
    stamp = _moment(value)
    bare = isinstance(value, str) and len(value.strip()) <= len("2025-08-04")
    return stamp + pd.Timedelta(days=1) - pd.Timedelta(1, unit="us") if bare else stamp
