"""Nations and blocs side by side on one board over time, and whose base models stand in whose models."""

from collections.abc import Collection, Mapping
from typing import Protocol

import numpy as np
import pandas as pd

from leaderboard.analytics.arrays import Integers
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.shares import places

COMPARISON_DTYPES = {
    "date": "datetime64[us]",
    "side": "str",
    "model_name": "str",
    "score": "float64",
    "points": "float64",
    "share": "float64",
}
INSIDE_DTYPES = {"developer_country": "str", "base_country": "str", "count": "float64", "share": "float64"}


class Side(Protocol):
    """The countries that make a side on a day: one, or the members that a bloc had then."""

    def __call__(self, day: pd.Timestamp) -> Collection[str]: ...


def comparison(history: BoardHistory, sides: Mapping[str, Side], top: int = 10) -> pd.DataFrame:
    """Each side in every snapshot with a counted model, by date, in the order of the sides: COMPARISON_DTYPES.

    model_name, score: of its best counted model; null where it has none. points: how far that is from the best counted
    model of all, in the board's unit, 0 or less whichever direction is better. share: the side's part of the `top`
    best counted models, a fraction, as in analytics.shares: a joint model counts in equal parts for its nations.

    Raises ValueError if `top` is below 1.
    """
    if top < 1:
        raise ValueError(f"top: expected at least 1, found {top}")
    entries, rows = history.entries, []
    names, scores = history.table["model_name"], history.table["score"].to_numpy("float64")
    for snapshot in history.snapshots:
        listed = history.best_per_model(snapshot.rows[entries.counted[snapshot.rows]])
        if not len(listed):
            continue
        held = places(entries.strength[listed], top)
        for name, side in sides.items():
            part = entries.shares[listed][:, _columns(history, side(snapshot.date))].sum(axis=1)
            own = listed[part > 0]
            best = own[0] if len(own) else None
            rows.append(
                {
                    "date": snapshot.date,
                    "side": name,
                    "model_name": None if best is None else names.iloc[best],
                    "score": np.nan if best is None else scores[best],
                    "points": np.nan if best is None else entries.strength[best] - entries.strength[listed[0]],
                    "share": held @ part / held.sum(),
                }
            )
    return pd.DataFrame(rows, columns=list(COMPARISON_DTYPES)).astype(COMPARISON_DTYPES)


def _columns(history: BoardHistory, members: Collection[str]) -> Integers:
    nations = history.entries.nations
    return np.array([place for place, nation in enumerate(nations) if nation in members], dtype="int64")


def inside(history: BoardHistory, top: int = 10) -> pd.DataFrame:
    """Whose weights are inside whose models, among the `top` best counted ones of the newest snapshot: INSIDE_DTYPES.

    A row per pair of the developer's nation and that of the base model's (null: unknown; joint origin `CHN;USA`), the
    most first. count: of models; those at the cut with equal scores divide the places that are left. share: of `top`,
    or of all counted models where there are fewer.
    """
    if not history.snapshots:
        return pd.DataFrame(columns=list(INSIDE_DTYPES)).astype(INSIDE_DTYPES)
    rows = history.snapshots[-1].rows
    listed = history.best_per_model(rows[history.entries.counted[rows]])
    held = places(history.entries.strength[listed], top)
    pair = ["developer_country", "base_country"]
    counted = history.table.iloc[listed][pair].assign(count=held)
    found = counted[counted["count"] > 0].astype(dict.fromkeys(pair, "str")).groupby(pair, dropna=False)
    told = found["count"].sum().reset_index()
    told = told.assign(share=told["count"] / held.sum()).astype(INSIDE_DTYPES)
    return told.sort_values(["count", *pair], ascending=[False, True, True], ignore_index=True)
