"""Models that a snapshot lists more than once with different values: told apart by their votes, or left ambiguous.

A board may run two series under one name. What tells them apart is the number of votes, which hardly moves
from one snapshot to the next. Where it does not, nothing says which value is the model's: its rows stay among the
rejects, and the snapshot is complete without it if such models are few. Whether a reading of one could
be its nation's best is asked when the snapshot is read (`questions.completeness`): that depends on the
registry, and a mended registry must mend the past.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from leaderboard.intake.normalize import Normalized
from leaderboard.records import compact
from leaderboard.records.rejects import CONFLICTING
from leaderboard.records.schema import SNAPSHOT_KEY

#: A snapshot of which a larger part of the models is ambiguous holds only a part of its board.
MAX_AMBIGUOUS = 0.05
#: What the series that came second is called: the one that was there keeps its setting.
SECOND = "second entry"
#: A number of votes continues a series from which it differs by this part at most,
_CONTINUES = 0.05
#: and only if every other reading of the two rows differs by more than this.
_APART = 0.10

_SERIES = ["board_id", "category", "benchmark_version", "model_name", "setting"]


def settled(part: Normalized, known: pd.DataFrame) -> Normalized:
    """The same harvest with its ambiguous rows told apart where votes do that, and its snapshots judged by the rest.

    known: the newest stored row of every key of these boards. Observations lose `complete` in snapshots
    of which more than MAX_AMBIGUOUS of the models stay ambiguous.
    """
    if part.ambiguous.empty:
        return part
    ambiguous = compact.unpack(part.ambiguous)
    setting = _told_apart(ambiguous, _listed(ambiguous, part.observations, known))
    told = setting.notna().to_numpy()
    observations = part.observations
    if told.any():
        observations = compact.stack([observations, ambiguous[told].assign(setting=setting[told])])
    conflicting = np.flatnonzero(part.rejects["reason"] == CONFLICTING)
    return replace(
        part,
        observations=observations.assign(
            complete=observations["complete"] & _few_ambiguous(observations, ambiguous[~told])
        ),
        rejects=part.rejects.drop(index=part.rejects.index[conflicting[told]]).reset_index(drop=True),
        ambiguous=ambiguous[~told].reset_index(drop=True),
    )


def _listed(ambiguous: pd.DataFrame, *tables: pd.DataFrame) -> pd.DataFrame:
    """The unambiguous rows of the same models."""
    same = ["board_id", "category", "benchmark_version", "model_name"]
    parts = [table[compact.isin(table, ambiguous, same) & ~table["withdrawn"].to_numpy()] for table in tables]
    return pd.concat([compact.unpack(part) for part in parts], ignore_index=True)


def _told_apart(ambiguous: pd.DataFrame, listed: pd.DataFrame) -> "pd.Series[str]":
    """The setting of each row that is told apart from the other of its name and day; null for the others."""
    setting = pd.Series(None, ambiguous.index, dtype="str")
    before = listed.groupby(_SERIES)
    for key, rows in ambiguous.groupby(_SERIES):
        first = key[-1]
        names = (first, f"{first}, {SECOND}" if first else SECOND)
        past = [before.get_group((*key[:-1], name)) if (*key[:-1], name) in before.groups else None for name in names]
        for index, place in _walk(rows, [_votes(series) for series in past]):
            setting[index] = names[place]
    return setting


def _votes(series: pd.DataFrame | None) -> dict[pd.Timestamp, float]:
    """Day -> number of votes."""
    if series is None:
        return {}
    votes = series.dropna(subset=["sample_size"])
    return dict(zip(votes["published_on"], votes["sample_size"].astype("float64"), strict=True))


def _walk(rows: pd.DataFrame, votes: list[dict[pd.Timestamp, float]]) -> Iterator[tuple[int, int]]:
    """Day by day, each row that is told apart and the series, 0 or 1, that it belongs to; `votes` learns of it."""
    for day in sorted(rows["published_on"].unique()):
        pair = rows[rows["published_on"] == day]
        counts = pair["sample_size"].to_numpy("float64", na_value=np.nan)
        last = [series[max(held)] if (held := [past for past in series if past <= day]) else np.nan for series in votes]
        first = _first_of(counts, last)
        if first is None:
            continue
        for place, row in enumerate((first, 1 - first)):
            votes[place][day] = counts[row]
            yield int(pair.index[row]), place


def _first_of(counts: npt.NDArray[np.float64], last: list[float]) -> int | None:
    """Which of two rows continues the first series, by the last votes of both (NaN: none yet); None if none can say."""
    if len(counts) != 2 or np.isnan(counts).any():
        return None
    found = set()
    for row in (0, 1):
        for series in (0, 1):
            others = [abs(counts[1 - row] / last[series] - 1), abs(counts[row] / last[1 - series] - 1)]
            continues = abs(counts[row] / last[series] - 1) <= _CONTINUES
            if continues and not any(other <= _APART for other in others):
                found.add(row if series == 0 else 1 - row)
    return found.pop() if len(found) == 1 else None


def _few_ambiguous(observations: pd.DataFrame, ambiguous: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which rows stand in a snapshot of whose models MAX_AMBIGUOUS at most are ambiguous."""
    few = np.full(len(observations), True)
    if ambiguous.empty:
        return few
    torn = compact.isin(observations, ambiguous)
    snapshot = list(SNAPSHOT_KEY)
    names = [*snapshot, "model_name"]
    here = compact.unpack(observations[torn])[names].drop_duplicates()
    doubtful = ambiguous[names].drop_duplicates()
    models = pd.concat([here, doubtful]).drop_duplicates().groupby(snapshot).size()
    shares = doubtful.groupby(snapshot).size() / models
    too_many = shares.index[shares > MAX_AMBIGUOUS].to_frame(index=False)
    return few if too_many.empty else ~compact.isin(observations, too_many)
