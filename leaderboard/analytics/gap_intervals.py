"""How well gap, lag and waiting are known: the same questions, asked of scores drawn from their intervals."""

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leaderboard.analytics.arrays import Flags, Floats
from leaderboard.analytics.board_history import BoardHistory, Snapshot
from leaderboard.analytics.gaps import gap, side

GAP_INTERVAL_DTYPES = {
    "points_low": "float64",
    "points_high": "float64",
    "lag_low": "Int64",
    "lag_high": "Int64",
    "waiting_low": "Int64",
    "waiting_high": "Int64",
    "behind_low": "Int64",
    "behind_high": "Int64",
}

_DRAWS = 1000
_SEED = 20_261_124
#: No draw lies further from its score, in standard deviations, but for one in two million.
_REACH = 5.0
#: The ends of a 95 % interval.
_ENDS = (0.025, 0.975)
_NOTHING: Floats = np.array([np.nan])


def gap_with_intervals(
    history: BoardHistory,
    a: str,
    b: str,
    *,
    dates: Literal["published", "released"] = "published",
    every_date: bool = False,
) -> pd.DataFrame:
    """`gap`, and after its columns those of GAP_INTERVAL_DTYPES: from and to of 95 % of a thousand drawn snapshots.

    Every score of both sides is drawn from a normal about it, as wide as its interval (the widest of both
    sides where it has none), with a fixed seed; a row that stands on both sides is drawn once. Listing
    and release days stay. A draw in which B is not behind has waited 0 days, as has one for `behind` in which
    the side that `gap` calls so is not (null where both are level); one in which the lag would rest on a
    model without a date is left out. Null where no row has an interval.
    """
    table = gap(history, a, b, dates=dates, every_date=every_date)
    known_since = history.first_listed if dates == "published" else history.released
    sides = side(history, a), side(history, b)
    points = dict(zip(table["date"], table["points"], strict=True))
    ends = [
        _ends(history, snapshot, sides, known_since, points[snapshot.date])
        for snapshot in history.snapshots
        if snapshot.date in points
    ]
    return table.join(pd.DataFrame(ends, columns=list(GAP_INTERVAL_DTYPES)).astype(GAP_INTERVAL_DTYPES))


def _ends(
    history: BoardHistory,
    snapshot: Snapshot,
    sides: tuple[Flags, Flags],
    known_since: NDArray[np.datetime64],
    points: float,
) -> dict[str, float]:
    """The ends of every interval in one snapshot."""
    rows = snapshot.rows[sides[0][snapshot.rows] | sides[1][snapshot.rows]]
    here = history.entries.at(rows)
    if np.isnan(here.sd).all():
        return {}
    sd = np.where(np.isnan(here.sd), np.nanmax(here.sd), here.sd)
    # What stays below both sides' bests in every draw tells nothing, and most rows do.
    lowest = min((here.strength - _REACH * sd)[of[rows]].max() for of in sides)
    matters = here.strength + _REACH * sd >= lowest
    rows, here, sd = rows[matters], here.at(matters), sd[matters]
    drawn = here.strength + sd * np.random.default_rng(_SEED).standard_normal((_DRAWS, len(rows)))
    days = _days(known_since[here.model])
    ours, theirs = ((drawn[:, of[rows]], days[of[rows]]) for of in sides)
    best_a, best_b = ours[0].max(axis=1), theirs[0].max(axis=1)
    today = _days(snapshot.date.to_datetime64())
    b_waits = np.where(best_a > best_b, today - _first_above(*ours, best_b), 0.0)
    a_waits = np.where(best_b > best_a, today - _first_above(*theirs, best_a), 0.0)
    drawn_figures = {
        "points": best_a - best_b,
        "lag": _lags(ours, theirs),
        "waiting": b_waits,
        "behind": {1: b_waits, -1: a_waits, 0: _NOTHING}[int(np.sign(points))],
    }
    ends = {}
    for name, figures in drawn_figures.items():
        known = figures[~np.isnan(figures)]
        if len(known):
            ends[f"{name}_low"], ends[f"{name}_high"] = np.quantile(known, _ENDS, method="nearest")
    return ends


_Side = tuple[Floats, Floats]


def _lags(ahead: _Side, behind: _Side) -> Floats:
    """By draw: the lag of the second side behind the first; its mirror image where no model of the first reaches it."""
    lag, mirrored = _lag(ahead, behind), _lag(behind, ahead)
    return np.where(ahead[0].max(axis=1) >= behind[0].max(axis=1), lag, -mirrored)


def _lag(ahead: _Side, behind: _Side) -> Floats:
    """By draw: days from the first model ahead that scores at least the best one behind, to that best one."""
    best = behind[0].argmax(axis=1)
    level = behind[0].max(axis=1)
    return behind[1][best] - _first_above(*ahead, np.nextafter(level, -np.inf))


def _first_above(scores: Floats, days: Floats, level: Floats) -> Floats:
    """By draw: the first known day of a model that scores more than the level; NaN if there is none."""
    return np.fmin.reduce(np.where(scores > level[:, None], days, np.nan), axis=1)


def _days(dates: NDArray[np.datetime64] | np.datetime64) -> Floats:
    """Days since 1970, NaN for NaT."""
    days = np.asarray(dates).astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype("int64"))
