"""Which nations the best models come from."""

import numpy as np
import pandas as pd

from leaderboard.analytics.arrays import Floats, Integers
from leaderboard.analytics.board_history import BoardHistory

SHARE_DTYPES = {"date": "datetime64[us]", "country": "str", "count": "float64", "share": "float64"}


def share(history: BoardHistory, top: int = 10, whole: bool = False, every_date: bool = False) -> pd.DataFrame:
    """Each nation's part of the `top` best counted models (of all, where there are fewer); columns of SHARE_DTYPES.

    One row per nation among them and snapshot (the newest, or every one), by date then country; models
    of unknown country are a class of their own, with a null country, last. Models are counted once, by
    their best setting. Equal scores at the cut divide the places that are left among them, and a joint
    model counts in equal parts for each of its nations, so the shares of a date sum to 1.

    whole: count every model at the cut, and a joint model for each of its nations, as 1; shares are of
    the models listed and may sum to more than 1.

    Raises ValueError if `top` is below 1.
    """
    if top < 1:
        raise ValueError(f"top: expected at least 1, found {top}")
    entries = history.entries
    rows: list[dict[str, object]] = []
    for snapshot in history.snapshots if every_date else history.snapshots[-1:]:
        listed = history.best_per_model(snapshot.rows[entries.counted[snapshot.rows]])
        if len(listed):
            rows += _parts(history, listed, snapshot.date, top, whole)
    return pd.DataFrame(rows, columns=list(SHARE_DTYPES)).astype(SHARE_DTYPES)


def _parts(
    history: BoardHistory, listed: Integers, date: pd.Timestamp, top: int, whole: bool
) -> list[dict[str, object]]:
    """A row for each nation with a part of the places, and for the unknown country."""
    held = places(history.entries.strength[listed], top)
    in_list = history.entries.at(listed)
    parts = in_list.shares
    if whole:
        held, parts = np.ceil(held), np.ceil(parts)
    counts = [*held @ parts, held[in_list.of_nobody_known].sum()]
    total = held.sum()
    return [
        {"date": date, "country": country, "count": count, "share": count / total}
        for country, count in zip([*in_list.nations, None], counts, strict=True)
        if count > 0
    ]


def places(strength: Floats, top: int) -> Floats:
    """What part of a place among the `top` each model has; strength falls."""
    if len(strength) <= top:
        return np.ones(len(strength))
    cut = strength[top - 1]
    above, at_cut = strength > cut, strength == cut
    return np.where(at_cut, (top - above.sum()) / at_cut.sum(), above)
