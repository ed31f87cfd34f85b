"""The present moment, injectable: LEADERBOARD_NOW makes a refresh (and so the seed) reproducible."""

import os
from datetime import UTC, datetime

import pandas as pd


def now() -> datetime:
    """The present in UTC, or the moment that LEADERBOARD_NOW names (ISO 8601, UTC if it has no offset)."""
    injected = os.environ.get("LEADERBOARD_NOW")
    if not injected:
        return datetime.now(UTC)
    moment = datetime.fromisoformat(injected)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def timestamp(moment: datetime) -> pd.Timestamp:
    """A UTC moment as the store writes it: without zone, in microseconds."""
    return pd.Timestamp(moment.astimezone(UTC).replace(tzinfo=None)).as_unit("us")


def today() -> pd.Timestamp:
    """The present UTC day."""
    return timestamp(now()).normalize()
