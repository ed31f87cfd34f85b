"""Moments and days. The present is injectable: LEADERBOARD_NOW makes a refresh (and so the seed) reproducible."""

import os
import re
from datetime import UTC, date, datetime
from typing import cast

import numpy as np
import pandas as pd

from leaderboard.records.spoken import Spoken, say

Day = str | date | datetime | pd.Timestamp
#: No other days can be asked of: before them the registry says nothing, after them Python's calendar has none.
FIRST, LAST = pd.Timestamp("1900-01-01"), pd.Timestamp("9999-12-31T23:59:59.999999")
#: Nothing else is read as a day or a moment: `04/08/2025` and `2025` are several days, by who writes them.
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = r"[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?"
_MOMENT = re.compile(f"{_DAY.pattern}({_TIME})?", re.ASCII)


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
    """A UTC day, from ISO text (that of a moment, too) or a date. Raises ValueError in plain words.

    It may be to come: what was known by then is what is known today, and somewhere it is tomorrow already.
    """
    return default if value is None else _read(value, "a day such as 2025-08-04").normalize()


def gaps(days: "pd.Series[pd.Timestamp]") -> list[int]:
    """The numbers of days from one of them to the next; none of a single one."""
    return [int(gap.days) for gap in days.drop_duplicates().sort_values().diff().dropna()]


def written(stamp: pd.Timestamp) -> str:
    """2025-08-04; also of years that Python's calendar does not have, as upstream may write any."""
    return str(np.datetime_as_string(stamp.to_datetime64(), "D"))


def in_words(stamp: pd.Timestamp) -> Spoken:
    """4 August 2025."""
    return Spoken(f"{stamp.day} {stamp:%B %Y}", stamp)


def moment_in_words(value: Day) -> Spoken:
    """12:30 UTC on 4 August 2025; the end of a bare day."""
    stamp = cast(pd.Timestamp, known_until(value))
    return say("{time} UTC on {day}", time=f"{stamp:%H:%M}", day=in_words(stamp))


def known_until(value: Day | None) -> pd.Timestamp | None:
    """The last moment that counts: a bare day means its end. Raises ValueError as `day`.

    value: a day, or ISO 8601 with a time, in UTC if it has no offset.
    """
    if value is None:
        return None
    stamp = _read(value, "a moment such as 2025-08-04 or 2025-08-04T12:00:00Z")
    bare = _DAY.fullmatch(value) if isinstance(value, str) else not isinstance(value, datetime)
    return stamp + pd.Timedelta(days=1) - pd.Timedelta(1, unit="us") if bare else stamp


def _read(value: Day, expected: str) -> pd.Timestamp:
    """A moment as the store writes it."""
    iso = isinstance(value, date) or (isinstance(value, str) and _MOMENT.fullmatch(value))
    stamp = _stamp(value) if iso else None
    if stamp is None:
        raise ValueError(f"expected {expected}, found {value!r}")
    if not FIRST <= stamp <= LAST:
        raise ValueError(f"expected a day from {written(FIRST)} to {written(LAST)}, found {value!r}")
    return stamp


def _stamp(value: Day) -> pd.Timestamp | None:
    stamp = pd.to_datetime(value, errors="coerce")
    if pd.isna(stamp):
        return None
    return (stamp.tz_convert(None) if stamp.tzinfo else stamp).as_unit("us")
