"""The ranks that a board's own page shows, and those that its intervals leave open."""

import numpy as np
import pandas as pd

from leaderboard.analytics.arrays import Integers
from leaderboard.analytics.board_history import BoardHistory

RANK_DTYPES = {"rank_published": "Int64", "rank_from": "Int64", "rank_to": "Int64"}


def ranks(history: BoardHistory, rows: Integers) -> pd.DataFrame:
    """Of each row of a snapshot its rank among all that the board lists there, open or not; columns of RANK_DTYPES.

    history: its rows have `rank`, too. rows: all of the snapshot; the index of what is returned. rank_published: as
    published. rank_from: one more than the rows whose whole interval lies above this one's, as Arena's site counts its
    "rank (upper bound)". rank_to: the number of rows whose interval does not lie wholly below it. Both null without a
    published interval; a row without one is neither surely above nor surely below another.
    """
    table = history.table.iloc[rows]
    told = table["interval_basis"] == "published"
    ends = table.loc[told, ["score_low", "score_high"]].to_numpy("float64").T
    low, high = ends if history.higher_is_better else -ends[::-1]
    above = len(low) - np.searchsorted(np.sort(low), high, side="right")
    below = np.searchsorted(np.sort(high), low, side="left")
    found = pd.DataFrame({"rank_published": table["rank"]}).astype("Int64")
    found.loc[told, "rank_from"] = 1 + above
    found.loc[told, "rank_to"] = len(rows) - below
    return found.reindex(columns=list(RANK_DTYPES)).astype(RANK_DTYPES).set_axis(rows)
