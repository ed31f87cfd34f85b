"""How much too narrow a board's published intervals are, as its own history tells."""

import numpy as np
import pandas as pd

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.records import compact

#: What a later score must have to judge an earlier one: an interval at most this part as wide.
_NARROWED = 0.5
#: A median move over fewer other models says nothing of the board's own.
_FEWEST_OTHERS = 5
#: The published intervals are to hold this part of the later scores.
_HELD = 0.95

LATER_DTYPES = {
    "model_name": "str",
    "setting": "str",
    "earlier": "datetime64[us]",
    "later": "datetime64[us]",
    "z": "float64",
}


def later_scores(history: BoardHistory) -> pd.DataFrame:
    """What became of each first published interval; a row per published name and setting; columns of LATER_DTYPES.

    earlier: the first snapshot that gives it an interval. later: the first after that in which the interval is at most
    half as wide, so that its own error matters little. z: the move of the score in between, less the median move of
    the other models that stand in both (a board may shift as a whole), in standard deviations as first published.
    No pair spans a day on which the board changed its method.
    """
    table = compact.spelled(history.table).assign(sd=history.entries.sd / history.interval_factor)
    table = table[(table["interval_basis"] == "published") & (table["sd"] > 0)]
    table = table.assign(
        setting=table["setting"].fillna(""),
        era=np.searchsorted(pd.DatetimeIndex(history.method_changes), table["published_on"], side="right"),
    )
    pairs = [pair for _, of_era in table.groupby("era") for pair in _pairs(of_era)]
    return pd.DataFrame(pairs, columns=list(LATER_DTYPES)).astype(LATER_DTYPES)


def factor(z: "pd.Series[float]") -> float:
    """By how much intervals must be widened to hold 95 % of the later scores; never less than 1."""
    return max(1.0, float(z.abs().quantile(_HELD)) / 1.96)


def _pairs(table: pd.DataFrame) -> list[tuple[object, ...]]:
    """The rows of `later_scores` of a time without a change of method."""
    key = ["model_name", "setting"]
    by_day = table.drop_duplicates(["published_on", *key]).pivot(index="published_on", columns=key)
    score, sd = by_day["strength"], by_day["sd"]
    found: list[tuple[object, ...]] = []
    for name in score.columns:
        own = sd[name].dropna()
        narrowed = own.index[own <= _NARROWED * own.iloc[0]]
        if not len(narrowed):
            continue
        earlier, later = own.index[0], narrowed[0]
        moved = score.loc[later] - score.loc[earlier]
        others = moved.drop(name).dropna()
        if len(others) >= _FEWEST_OTHERS:
            found.append((*name, earlier, later, (moved[name] - others.median()) / own.iloc[0]))
    return found
