"""What a list that holds only a part of its board still tells: that its models were listed, and lower bounds.

A nation whose best model such a list names had at least its score; of a nation that it does not name it tells nothing.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.frontier import FRONTIER_DTYPES
from leaderboard.records import compact

#: The verdict of a row that is one.
LOWER_BOUND = "lower_bound"
#: What a board publishes of a score besides it -> the columns.
_BESIDE = {"intervals": ["score_low", "score_high"], "numbers of votes or items": ["sample_size"]}


@dataclass(frozen=True)
class Part:
    """A snapshot newer than the last complete one that is known to hold only a part of its board.

    models: how many it lists; of: how many the last complete one. without: what every row of that had and none of its
    own has. bounds: nation, model and score of each nation's best counted model that it names, best first.
    """

    date: datetime.date
    models: int
    of: int
    without: tuple[str, ...]
    bounds: tuple[tuple[str, str, float], ...]


def newest_part(history: BoardHistory, names: Mapping[str, str] = MappingProxyType({})) -> Part | None:
    """The newest of the snapshots that were passed over, if any. names: the name to show, by published name."""
    if history.partial is None or not history.passed_over or not history.snapshots:
        return None
    day = history.passed_over[-1]
    rows = history.partial[history.partial["published_on"] == pd.Timestamp(day)]
    whole = history.table.iloc[history.snapshots[-1].rows]
    bests = _bests(history, rows)
    return Part(
        date=day,
        models=rows["model_name"].nunique(),
        of=whole["model_name"].nunique(),
        without=tuple(
            what
            for what, columns in _BESIDE.items()
            if whole[columns].notna().all(axis=None) and rows[columns].isna().all(axis=None)
        ),
        bounds=tuple(
            (row["country"], names.get(row["model_name"], row["model_name"]), float(row["score"]))
            for row in bests.sort_values("strength", ascending=False, kind="stable").to_dict("records")
        ),
    )


def lower_bounds(history: BoardHistory) -> pd.DataFrame:
    """Each nation's best counted model in every snapshot that holds only a part; columns of FRONTIER_DTYPES.

    Nobody leads there, and no chance is given: `verdict` is LOWER_BOUND, as the nation had at least this score.
    """
    rows = history.rows.head(0) if history.partial is None else history.partial
    bests = [_bests(history, of_day).assign(date=day) for day, of_day in rows.groupby("published_on")]
    table = pd.concat([pd.DataFrame(columns=[*FRONTIER_DTYPES]), *bests], ignore_index=True)
    marked = table.assign(is_leader=False, p_leader=np.nan, verdict=LOWER_BOUND, verdict_borrowed=LOWER_BOUND)
    return marked[list(FRONTIER_DTYPES)].astype(FRONTIER_DTYPES)


def _bests(history: BoardHistory, rows: pd.DataFrame) -> pd.DataFrame:
    """The best counted row of each nation among rows of one day, by nation; a joint model stands for each of its."""
    counted = compact.spelled(rows[rows["counted"] & rows["country"].notna()])
    strength = counted["score"] if history.higher_is_better else -counted["score"]
    each = counted.assign(strength=strength, country=counted["country"].astype("str").str.split(";")).explode("country")
    each = each.sort_values(["country", "strength", "model_name"], ascending=[True, False, True])
    return each.drop_duplicates("country")
