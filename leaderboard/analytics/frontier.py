"""National bests over time, and the list of the best models."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from leaderboard.analytics.arrays import Integers
from leaderboard.analytics.board_history import BoardHistory, Entries
from leaderboard.analytics.certainty import verdicts
from leaderboard.analytics.ranks import ranks
from leaderboard.analytics.sets import Sets
from leaderboard.records import compact

FRONTIER_DTYPES = {
    "date": "datetime64[us]",
    "country": "str",
    "model_name": "str",
    "score": "float64",
    "score_low": "float64",
    "score_high": "float64",
    "is_leader": "bool",
    "p_leader": "float64",
    "verdict": "str",
    "verdict_borrowed": "str",
}
TOP_COLUMNS = (
    "rank",
    "model_name",
    "setting",
    "model_id",
    "organization",
    "country",
    "base_country",
    "openness",
    "score",
    "score_low",
    "score_high",
    "sample_size",
    "published_on",
)


def frontier(history: BoardHistory, dates: Literal["published", "released"] = "published") -> pd.DataFrame:
    """Each nation's best counted model on each date, by date then country; columns of FRONTIER_DTYPES.

    published: the board as it stood in every snapshot.
    released: the newest snapshot alone, read by the days from which its models count: their release or,
        where only open models count, the day on which their weights were public. A row for every nation with
        a record, on every date on which a record rose. Models without a date are left out;
        `attrs["models_without_release_date"]` says how many.

    is_leader: the nation holds the best counted score (so may several, or none if its country is
    unknown). p_leader: chance that the nation's best is the best of all, NaN where no interval tells.
    verdict: of that date, as `str(Verdict)`. verdict_borrowed: what it would be if scores without an interval
    borrowed their model's last one (`BoardHistory.intervals`). A joint model stands for each of its nations.
    attrs["notes"]: what a reader should be told of the intervals.
    """
    if dates == "released":
        return _by_release(history)
    counted = history.by_day.any(history.entries.counted)
    rows, sets = history.by_day.only(counted)
    days = [snapshot.date for snapshot, counts in zip(history.snapshots, counted.tolist(), strict=True) if counts]
    return _frontier(history, days, np.flatnonzero(rows), sets)


def top(
    history: BoardHistory,
    n: int = 10,
    country: str | None = None,
    one_per_organization: bool = False,
    board_ranks: bool = False,
) -> pd.DataFrame:
    """The n best counted models of the newest snapshot; TOP_COLUMNS.

    One row per model (its best setting), equal scores in order of model name, rank shared among
    them (1, 2, 2, 4). country: only models that it has a part in. one_per_organization: only each
    organization's best; models of unknown organization all stay, as nothing says that they are one's.
    board_ranks: after these columns those of ranks.RANK_DTYPES, among all that the board lists; the history's rows must
    have `rank` for it.
    """
    entries = history.entries
    rows = np.array([], dtype="int64")
    if history.snapshots:
        rows = history.snapshots[-1].rows
        rows = history.best_per_model(rows[entries.counted[rows]])
    if country is not None:
        rows = rows[entries.of(country)[rows]]
    told = {"organization": "organization_id"}
    listed = history.at(rows, [told.get(name, name) for name in TOP_COLUMNS[1:]]).set_axis(rows)
    if one_per_organization:
        owner = listed["organization_id"]
        listed = listed[owner.isna() | ~owner.duplicated()]
    listed = compact.spelled(listed.head(n))
    rank = pd.Series(entries.strength[listed.index], listed.index).rank(method="min", ascending=False).astype("int64")
    listed = listed.assign(rank=rank, organization=listed["organization_id"])[list(TOP_COLUMNS)]
    if board_ranks:
        listed = listed.join(ranks(history, history.snapshots[-1].rows if history.snapshots else rows))
    return listed.reset_index(drop=True)


def as_released(history: BoardHistory) -> BoardHistory:
    """The newest snapshot told as a history: on every day on which a record rose, the rows that counted from then.

    For a board that is known by one snapshot: what it makes of the past, not what it showed then.
    """
    rows, since, _ = _dated(history)
    moments = [
        history.table.iloc[there].assign(published_on=day) for day, there in _record_moments(history, rows, since)
    ]
    told = pd.concat(moments, ignore_index=True) if moments else history.rows.head(0)
    return replace(history, rows=told, method_changes=(), passed_over=(), partial=None)


def _by_release(history: BoardHistory) -> pd.DataFrame:
    rows, since, undated = _dated(history)
    moments = list(_record_moments(history, rows, since))
    frame = _frontier(
        history,
        [day for day, _ in moments],
        np.concatenate([np.array([], np.int64), *(there for _, there in moments)]),
        Sets([len(there) for _, there in moments]),
    )
    frame.attrs["models_without_release_date"] = len(undated)
    return frame


def _dated(history: BoardHistory) -> tuple[Integers, np.ndarray, Integers]:
    """Of the newest snapshot the rows that count from a known day, that day, and the counted models without one."""
    entries = history.entries
    rows = history.snapshots[-1].rows if history.snapshots else np.array([], dtype="int64")
    since = history.counting_since[entries.model[rows]]
    dated = ~np.isnat(since)
    return rows[dated], since[dated], np.unique(entries.model[rows[~dated & entries.counted[rows]]])


def _record_moments(
    history: BoardHistory, rows: Integers, released: np.ndarray
) -> Iterator[tuple[pd.Timestamp, Integers]]:
    """The days on which some nation's record rose, each with all rows released by then."""
    entries = history.entries
    records = np.full(len(entries.nations), -np.inf)
    for day in np.unique(released):
        new = entries.at(rows[released == day])
        reached = np.where((new.shares > 0) & new.counted[:, None], new.strength[:, None], -np.inf).max(axis=0)
        if (reached > records).any():
            records = np.maximum(records, reached)
            yield pd.Timestamp(day), rows[released <= day]


def _frontier(history: BoardHistory, days: Sequence[pd.Timestamp], rows: Integers, sets: Sets) -> pd.DataFrame:
    """The national bests of every day. rows: positions of those that compete, day by day, best first."""
    entries = history.entries.at(rows)
    said = verdicts(entries, sets)
    silent = np.array([verdict.kind == "no_interval" for verdict in said], dtype=bool)
    of_silent, some = sets.only(silent)
    lent = iter(verdicts(history.lent.at(rows[of_silent]), some) if silent.any() else [])
    borrowed = [next(lent) if verdict.kind == "no_interval" else verdict for verdict in said]
    of, nation, best = national_bests(entries, sets)
    day, country = of.tolist(), [entries.nations[code] for code in nation.tolist()]
    highest = sets.max(np.where(entries.counted, entries.strength, -np.inf))
    models = compact.spelled(history.at(rows[best], ["model_name", "score", "score_low", "score_high"]))
    found = models.assign(
        date=pd.DatetimeIndex(list(days), dtype="datetime64[us]")[of],
        country=country,
        is_leader=entries.strength[best] == highest[of],
        p_leader=[said[number].chances.get(name, np.nan) for number, name in zip(day, country, strict=True)],
        verdict=np.array([str(verdict) for verdict in said], dtype=object)[of],
        verdict_borrowed=np.array([str(verdict) for verdict in borrowed], dtype=object)[of],
    )
    found = found[list(FRONTIER_DTYPES)].astype(FRONTIER_DTYPES)
    found.attrs["notes"] = history.notes
    return found


def national_bests(rows: Entries, sets: Sets) -> tuple[Integers, Integers, Integers]:
    """Which nations have a counted row in each set, and where each one's best stands: set, place in `nations`, row.

    By set, then nation. rows: of each set the best first.
    """
    counted = np.flatnonzero(rows.counted)
    best = counted[compact.distinct(sets.of[counted] * len(rows.parts) + rows.origin[counted])[1]]  # of each origin
    place, nation = rows.parts[rows.origin[best]].nonzero()
    best = best[place]
    number = sets.of[best] * len(rows.nations) + nation
    first = compact.distinct(number)[1]  # a nation with joint models has several, the best first
    first = first[np.argsort(number[first])]
    return sets.of[best[first]], nation[first], best[first]
