"""National bests over time, and the list of the best models."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from leaderboard.analytics.board_history import BoardHistory, Entries, Integers
from leaderboard.analytics.certainty import verdicts
from leaderboard.analytics.ranks import RANK_DTYPES, ranks
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
    counted = history.entries.counted
    moments = [(snapshot.date, snapshot.rows) for snapshot in history.snapshots if counted[snapshot.rows].any()]
    return _frontier(history, moments)


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
    board_ranks: after these columns those of ranks.RANK_DTYPES, among all that the board lists.
    """
    entries = history.entries
    rows = np.array([], dtype="int64")
    if history.snapshots:
        rows = history.snapshots[-1].rows
        rows = history.best_per_model(rows[entries.counted[rows]])
    if country is not None:
        rows = rows[entries.of(country)[rows]]
    listed = history.table.iloc[rows]
    columns = [*TOP_COLUMNS, *RANK_DTYPES] if board_ranks else list(TOP_COLUMNS)
    if board_ranks:
        everything = history.snapshots[-1].rows if history.snapshots else rows
        listed = listed.join(ranks(history, everything))
    if one_per_organization:
        owner = listed["organization_id"]
        listed = listed[owner.isna() | ~owner.duplicated()]
    listed = compact.spelled(listed.head(n)).reset_index(drop=True)
    rank = listed["strength"].rank(method="min", ascending=False).astype("int64")
    return listed.assign(rank=rank, organization=listed["organization_id"])[columns]


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
    frame = _frontier(history, list(_record_moments(history, rows, since)))
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


def _frontier(history: BoardHistory, moments: Sequence[tuple[pd.Timestamp, Integers]]) -> pd.DataFrame:
    """The national bests of every moment: a day, and the positions (best first) of the rows that compete on it."""
    days, places = zip(*moments, strict=True) if moments else ((), ())
    here = [history.entries.at(rows) for rows in places]
    said = verdicts(here)
    silent = [number for number, verdict in enumerate(said) if verdict.kind == "no_interval"]
    lent = verdicts([history.lent.at(places[number]) for number in silent]) if silent else []
    borrowed = dict(enumerate(said)) | dict(zip(silent, lent, strict=True))
    bests = [
        (rows[best], day, country, is_leader, verdict.chances.get(country, np.nan), str(verdict), str(borrowed[number]))
        for number, (day, rows, entries, verdict) in enumerate(zip(days, places, here, said, strict=True))
        for country, best, is_leader in _bests(entries)
    ]
    marked = pd.DataFrame(
        bests, columns=["row", "date", "country", "is_leader", "p_leader", "verdict", "verdict_borrowed"]
    )
    told = ["model_name", "score", "score_low", "score_high"]
    models = history.table[told].iloc[marked["row"].astype("int64")]
    marked[told] = compact.spelled(models).reset_index(drop=True)
    found = marked[list(FRONTIER_DTYPES)].astype(FRONTIER_DTYPES)
    found.attrs["notes"] = history.notes
    return found


def _bests(rows: Entries) -> Iterator[tuple[str, int, bool]]:
    """For every nation in order: where its best row stands, and whether none that counts is better."""
    best_of_all = rows.strength[rows.counted].max()
    for country, best in national_bests(rows):
        yield country, best, rows.strength[best] == best_of_all


def national_bests(rows: Entries) -> Iterator[tuple[str, int]]:
    """The nations that have a counted row, in order, and where each one's best stands. rows: best first."""
    held = (rows.shares > 0) & rows.counted[:, None]
    for code, best in enumerate(held.argmax(axis=0).tolist()):
        if held[best, code]:
            yield rows.nations[code], best
