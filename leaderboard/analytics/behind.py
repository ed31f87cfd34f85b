"""How far each nation's best is behind the best model of all, open or closed."""

from typing import Literal

import numpy as np
import pandas as pd

from leaderboard.analytics.arrays import Integers
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.frontier import FRONTIER_DTYPES

#: Columns more of a frontier.
BEHIND_DTYPES = {"overall_model": "str", "overall_score": "float64", "to_best": "float64"}


def behind(
    bests: pd.DataFrame, everything: BoardHistory, dates: Literal["published", "released"] = "published"
) -> pd.DataFrame:
    """A frontier beside the best model of all on each of its dates; columns of FRONTIER_DTYPES and BEHIND_DTYPES.

    bests: of analytics.frontier by the same dates. everything: the past of its board in which every model counts.
    overall_model, overall_score: the best of all, whoever made it. to_best: how far the nation's best is from it, in
    the board's unit, 0 or less whichever direction is better; all three null of a lower bound (analytics.parts). By
    release there are rows of each date on which the best of all rose, too, from a nation's first on.
    """
    best = _best_of_all(everything, dates)
    if dates == "released":
        bests = _on_every_date(bests, best["date"])
        told = pd.merge_asof(bests, best, on="date")
    else:
        told = bests.merge(best, on="date", how="left")  # a list that holds only a part does not name the best of all
    apart = told["score"] - told["overall_score"]
    told = told.assign(to_best=0.0 - apart.abs()).astype(FRONTIER_DTYPES | BEHIND_DTYPES)
    told.attrs |= bests.attrs
    return told


def listed_on(history: BoardHistory, day: pd.Timestamp, dates: str) -> Integers:
    """The rows of which a frontier's date speaks, best first: of its snapshot or, by release, of the newest one."""
    if dates != "released":
        return next((one.rows for one in history.snapshots if one.date == day), np.array([], dtype="int64"))
    rows = history.snapshots[-1].rows
    return rows[history.counting_since[history.entries.model[rows]] <= day.to_datetime64()]


def _best_of_all(everything: BoardHistory, dates: str) -> pd.DataFrame:
    """The best counted model, whoever made it, in every snapshot or on every day of a release: by date."""
    if dates == "released":
        rows = everything.snapshots[-1].rows if everything.snapshots else np.array([], dtype="int64")
        since = everything.counting_since[everything.entries.model[rows]]
        days = [pd.Timestamp(day) for day in np.unique(since[~np.isnat(since)])]
    else:
        days = [snapshot.date for snapshot in everything.snapshots]
    counted = [rows[everything.entries.counted[rows]] for day in days for rows in [listed_on(everything, day, dates)]]
    told = [(day, rows[0]) for day, rows in zip(days, counted, strict=True) if len(rows)]
    best = everything.spelled(np.array([row for _, row in told], dtype="int64"))
    found = pd.DataFrame(
        {
            "date": pd.Series([day for day, _ in told], dtype="datetime64[us]"),
            "overall_model": best["model_name"].to_numpy(),
            "overall_score": best["score"].to_numpy("float64"),
        }
    )
    return found[found["overall_model"].ne(found["overall_model"].shift())] if dates == "released" else found


def _on_every_date(bests: pd.DataFrame, more: "pd.Series[pd.Timestamp]") -> pd.DataFrame:
    """The bests of each nation on its own dates and on these, from its first on."""
    days = pd.DatetimeIndex(sorted({*bests["date"], *more}), name="date")
    each = [
        own.set_index("date").reindex(days[days >= own["date"].min()], method="ffill").reset_index()
        for _, own in bests.groupby("country", sort=True)
    ]
    if not each:
        return bests
    told = pd.concat(each).sort_values("date", kind="stable", ignore_index=True).astype(FRONTIER_DTYPES)
    told.attrs |= bests.attrs
    return told[list(FRONTIER_DTYPES)]
