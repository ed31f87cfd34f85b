"""The choices that every question takes: which board and day, what was known, which models count, and for whom."""

from collections.abc import Collection
from pathlib import Path
from typing import Literal, TypedDict

from leaderboard.records.clock import Day
from leaderboard.registry import fields

Lens = Literal["developer", "base"]


class View(TypedDict, total=False):
    """The choices that every question takes, by keyword.

    category: the board's headline category unless named.
    as_of: the last day that counts (inclusive; default today). known_at: what was known at that moment.
    benchmark_version: pin a question set; default is the newest published by each day.
    openness: "open" (default: weights are public), "all", or tiers separated by commas.
    lens: "developer" (seat of the organization that released the model) or "base" (of its base model's).
    data_dir: default LEADERBOARD_DATA_DIR, else `./data`, else the scores that the installed package carries.
    columns: of observations, what the rows of a history should have besides what the statistics need.
    """

    category: str | None
    as_of: Day | None
    known_at: Day | None
    benchmark_version: str | None
    openness: str
    lens: Lens
    data_dir: str | Path | None
    columns: Collection[str]


def tiers(openness: str) -> tuple[str, ...]:
    """The tiers that a choice of openness counts, each once, the most open first. ValueError for an unknown one."""
    if openness == "all":
        return fields.OPENNESS
    if openness == "open":
        return fields.OPEN_WEIGHTS
    chosen = tuple(name.strip() for name in openness.split(",") if name.strip())
    strange = [name for name in chosen if name not in fields.OPENNESS]
    if strange or not chosen:
        raise ValueError(f"unknown openness {openness!r}: expected open, all, or some of {', '.join(fields.OPENNESS)}")
    return tuple(tier for tier in fields.OPENNESS if tier in chosen)
