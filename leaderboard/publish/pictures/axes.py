"""Where the lines of a scale stand, and what is written at them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from leaderboard.publish import language
from leaderboard.publish.language import figure

#: Months and days from one tick to the next, and the years.
_MONTHS = (1, 2, 3, 6)
_DAYS = (1, 2, 5, 7, 14)
#: A shorter time is told in days.
_SHORT = 75


@dataclass(frozen=True)
class Tick:
    """A place on the axis of time: its label and, where a year is first met, that year on a line of its own."""

    day: pd.Timestamp
    label: str
    year: str = ""


def days(first: pd.Timestamp, last: pd.Timestamp, most: int) -> Sequence[Tick]:
    """At most so many ticks from the first to the last day. Each year is said once."""
    for ticks in _steps(first, last):
        if len(ticks) <= max(most, 1):
            return _with_years(ticks)
    years = list(range(first.year + 1, last.year + 1))
    step = math.ceil(len(years) / max(most, 1)) or 1
    return [Tick(pd.Timestamp(year, 1, 1), str(year)) for year in years[::step]]


def _steps(first: pd.Timestamp, last: pd.Timestamp) -> Iterator[list[Tick]]:
    """From the closest ticks to the widest."""
    if (last - first).days < _SHORT:
        every = pd.date_range(first.normalize(), last)
        for step in _DAYS:
            yield [Tick(day, language.short_day(day)) for day in every[::step]]
    months = pd.date_range(first.normalize(), last, freq="MS")
    for step in _MONTHS:
        there = [Tick(day, language.short_month(day)) for day in months if (day.month - 1) % step == 0]
        if there:
            yield there


def _with_years(ticks: Sequence[Tick]) -> list[Tick]:
    said: set[int] = set()
    told = []
    for tick in ticks:
        told.append(Tick(tick.day, tick.label, "" if tick.day.year in said else str(tick.day.year)))
        said.add(tick.day.year)
    return told


def scores(low: float, high: float, most: int) -> Sequence[tuple[float, str]]:
    """At most about so many round values within a span, each as it is written."""
    if high <= low:
        return []
    rough = (high - low) / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    begin, end = math.ceil(low / step), math.floor(high / step)
    return [
        (number * step, figure(number * step, f".{decimals}f").replace("-", "−")) for number in range(begin, end + 1)
    ]
