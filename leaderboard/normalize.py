"""Score tables as published -> observations. The one place where a published number is read.

A row that cannot be an observation is set aside with its reason and counted, never dropped in
silence. A response that is beyond belief as a whole raises `Implausible` and is rejected whole.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
import pyarrow as pa

from fetchers import Board, ScoreTable, Source
from leaderboard import clock
from leaderboard.schema import COLUMNS, OBSERVATION, SNAPSHOT_KEY

#: More unreadable rows than this share, and the response as a whole is not what it was.
MAX_UNREADABLE = 0.05
#: A row set aside: where it stood, what it said, and why it is not an observation.
REJECT_COLUMNS = (
    "source_id",
    "board_id",
    "category",
    "benchmark_version",
    "model_name",
    "setting",
    "published_on",
    "score",
    "reason",
    "response_sha256",
)
#: What is wrong with rows that share a key: all but one of equal ones are set aside, and all of different ones.
REPEATED, CONFLICTING = "repeated row", "duplicate key with different values"
#: Reasons that speak of the bytes; the others are decisions about rows that were read well.
UNREADABLE = ("no model name", "no score", "unreadable score", "score out of range", "no date")

#: The logical key within one source; the metric is the board's.
_KEY = ["board_id", "category", "benchmark_version", "model_name", "setting", "published_on"]
_TEXT_DEFAULTS = {"category": "overall", "benchmark_version": "", "setting": ""}
_NULLABLE_TEXT = ("organization_name", "license_name", "openness_name")
# "77.47%", "1.8 %", "62.1 ± 0.8", "1,234.5", "-3": a number, a margin or none, a percent sign or none
_NUMBER = r"^\s*(?P<value>[-+−]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?)\s*%?\s*(?:(?:±|\+/-)\s*(?P<margin>\d*\.?\d+)\s*%?)?\s*$"


class Implausible(Exception):
    """A response that cannot be true as a whole. The message names source, place, expected and found."""


@dataclass(frozen=True)
class Normalized:
    """What one score table gave: observations (schema.OBSERVATION) and rejects (REJECT_COLUMNS).

    undated: nothing but our visit dates these rows.
    """

    observations: pd.DataFrame
    rejects: pd.DataFrame
    undated: bool


def read_numbers(published: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Published cells -> (value, margin) as float64; null where there is none to read.

    Reads "77.47%" as 77.47 and "62.1 ± 0.8" as 62.1 with a margin of 0.8. Never rescales.
    """
    if pd.api.types.is_numeric_dtype(published.dtype):
        value = published.astype("float64")
        return value.where(np.isfinite(value)), pd.Series(np.nan, published.index)
    parts = published.astype("str").str.extract(_NUMBER)
    value = pd.to_numeric(parts["value"].str.replace(",", "").str.replace("−", "-"), errors="coerce")
    margin = pd.to_numeric(parts["margin"], errors="coerce")
    return value.astype("float64"), margin.astype("float64")


def normalize(table: ScoreTable, source: Source, *, first_load: bool) -> Normalized:
    """One score table -> observations and rejects.

    first_load: nothing of this source is stored yet, so that the board's own dates are taken as
    the time when it said so (`recorded_basis` = claimed).

    Raises Implausible for unknown boards, dates in the future, more than 5 % unreadable rows, or where
    duplicates leave no row at all.
    """
    rows = table.rows.reset_index(drop=True)
    frame = _read(rows, table, source)
    reason = _reasons(frame, rows, source.boards)
    _check_belief(frame, reason, table, source)
    frame["complete"] = _set_aside_duplicates(frame, reason)
    aside = reason.notna()
    if aside.all() and (reason == CONFLICTING).any():
        raise Implausible(
            f"{source.id}: {table.response.url}: expected one value under each key, "
            f"found several for {int((reason == CONFLICTING).sum())} of {len(frame)} rows"
        )
    observations = _finish(frame[~aside], table, source, first_load=first_load)
    rejects = frame[aside].assign(reason=reason[aside], score=rows.loc[aside, "score"].astype("str"))
    undated = "published_on" not in rows and table.committed_at is None
    if undated:
        rejects["published_on"] = pd.NaT  # only the day we came by: the same row tomorrow is the same reject
    rejects["source_id"], rejects["response_sha256"] = source.id, table.response.sha256
    texts = [name for name in REJECT_COLUMNS if name != "published_on"]
    rejects = rejects[list(REJECT_COLUMNS)].astype(dict.fromkeys(texts, "str"))
    return Normalized(observations, pd.concat([no_rejects(), rejects], ignore_index=True), undated)


def _read(rows: pd.DataFrame, table: ScoreTable, source: Source) -> pd.DataFrame:
    """What differs from row to row, read; text columns stay categorical where the fetcher's are, which is fast."""
    known = {board.id for board in source.boards}
    if strange := sorted(set(rows["board_id"].unique()) - known):
        raise Implausible(f"{source.id}: {table.response.url}: expected boards of {source.id}, found {strange}")
    frame = pd.DataFrame(index=rows.index)
    for name in ("board_id", "model_name"):
        frame[name] = rows[name]
    for name, default in _TEXT_DEFAULTS.items():
        frame[name] = (
            rows[name].astype("str").fillna(default) if name in rows and rows[name].hasnans else rows.get(name, default)
        )
    for name in _NULLABLE_TEXT:
        frame[name] = rows.get(name)
    frame["score"], margin = read_numbers(rows["score"])
    for name, sign in (("score_low", -1), ("score_high", +1)):
        frame[name] = read_numbers(rows[name])[0] if name in rows else frame["score"] + sign * margin
    for name in ("sample_size", "rank"):
        frame[name] = read_numbers(rows[name])[0].round() if name in rows else np.nan
    for name in ("scored_on", "released_on"):
        frame[name] = _days(rows[name]) if name in rows else pd.NaT
    shown = clock.timestamp(table.committed_at or table.response.retrieved_at).normalize()
    frame["published_on"] = _days(rows["published_on"]) if "published_on" in rows else shown
    return frame


def _check_belief(frame: pd.DataFrame, reason: pd.Series, table: ScoreTable, source: Source) -> None:
    """Raise Implausible if the response cannot be true as a whole."""
    place = table.response.url
    unreadable = reason.isin(UNREADABLE)
    if unreadable.mean() > MAX_UNREADABLE:
        found = reason[unreadable].value_counts()
        raise Implausible(
            f"{source.id}: {place}: expected at most {MAX_UNREADABLE:.0%} unreadable rows, "
            f"found {unreadable.sum()} of {len(frame)} ({', '.join(f'{n} {why}' for why, n in found.items())})"
        )
    limit = clock.timestamp(table.response.retrieved_at + timedelta(days=1))
    if (late := frame["published_on"] > limit).any():
        raise Implausible(
            f"{source.id}: {place}: expected dates up to {limit:%Y-%m-%d}, "
            f"found {int(late.sum())} rows dated up to {frame['published_on'].max():%Y-%m-%d}"
        )


def _finish(frame: pd.DataFrame, table: ScoreTable, source: Source, *, first_load: bool) -> pd.DataFrame:
    """Add what the table and the source say of all rows, and both clocks; every column in the schema's dtype."""
    boards = {board.id: board for board in source.boards}
    own_dates = "published_on" in table.rows
    basis = "claimed" if own_dates and first_load else "commit" if table.committed_at and not own_dates else "retrieved"
    recorded_at = pd.Series(clock.timestamp(table.response.retrieved_at), frame.index)
    if basis == "claimed":
        recorded_at = frame["published_on"]
    elif basis == "commit" and table.committed_at:
        recorded_at[:] = clock.timestamp(table.committed_at)
    full = frame.assign(
        source_id=source.id,
        metric=frame["board_id"].map({name: board.metric for name, board in boards.items()}),
        unit=frame["board_id"].map({name: board.unit for name, board in boards.items()}),
        withdrawn=False,
        recorded_at=recorded_at,
        recorded_basis=basis,
        response_sha256=table.response.sha256,
    ).reset_index(drop=True)
    texts = {field.name: _text(full[field.name]) for field in OBSERVATION if field.dtype == "str"}
    return full.assign(**texts)[list(COLUMNS)].astype({field.name: field.dtype for field in OBSERVATION})


def _text(column: pd.Series) -> pd.Series:
    if isinstance(column.dtype, pd.CategoricalDtype):
        # By way of Arrow: ten times faster, and Arena has three million cells.
        texts = pa.array(column.array).cast(pa.string())
        return pd.Series(texts.to_pandas(types_mapper={pa.string(): pd.StringDtype(na_value=np.nan)}.get), column.index)
    return column.astype("str")


def _days(column: pd.Series) -> pd.Series:
    """Days as published (ISO text, dates or timestamps) -> midnight UTC; null where unreadable."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.astype("datetime64[us]").dt.normalize()
    codes, distinct = pd.factorize(column)
    days = pd.to_datetime(pd.Series(distinct, dtype="object"), format="ISO8601", errors="coerce", utc=True)
    days = days.dt.tz_localize(None).dt.normalize().astype("datetime64[us]")
    taken = days.reindex(codes)  # code -1 stands for null and finds no day
    return taken.set_axis(column.index)


def _reasons(frame: pd.DataFrame, rows: pd.DataFrame, boards: tuple[Board, ...]) -> pd.Series:
    """Per row why it is not an observation, or null. The first reason that applies is given."""
    reason = pd.Series(None, frame.index, dtype="str")
    if "set_aside" in rows:
        reason = _text(rows["set_aside"])

    def give(where: pd.Series, why: str) -> None:
        if where.any():
            reason[where & reason.isna()] = why

    names = frame["model_name"]
    blank = [name for name in names.unique() if pd.isna(name) or not str(name).strip()]
    give(names.isin(blank), "no model name")
    nothing = rows["score"].isna()
    if not pd.api.types.is_numeric_dtype(rows["score"].dtype):
        nothing |= (
            rows["score"].astype("str").str.strip().str.lower().isin(["", "-", "n/a", "na", "nan", "null", "none"])
        )
    give(nothing, "no score")
    give(frame["score"].isna(), "unreadable score")
    for board in boards:
        low = -np.inf if board.score_min is None else board.score_min
        high = np.inf if board.score_max is None else board.score_max
        outside = ~frame["score"].between(low, high)
        if outside.any():
            give(outside & (frame["board_id"] == board.id), "score out of range")
    give(frame["published_on"].isna(), "no date")
    return reason


def _set_aside_duplicates(frame: pd.DataFrame, reason: pd.Series) -> pd.Series:
    """Of a key that stands more than once with one value, keep one row; with several values, none.

    Writes the reasons into `reason`; returns which rows stand in a snapshot that lost none this way.
    """
    whole = pd.Series(True, frame.index)
    standing = frame[reason.isna()]
    repeated = standing.duplicated(_KEY, keep=False)
    if not repeated.any():
        return whole
    repeats = standing[repeated].astype(dict.fromkeys(_KEY[:-1], "str"))
    values = repeats.groupby(_KEY, sort=False, dropna=False)[["score", "score_low", "score_high", "sample_size"]]
    conflicting = values.transform("nunique", dropna=False).gt(1).any(axis=1)
    echoes = repeats[~conflicting].duplicated(_KEY)
    reason[echoes.index[echoes]] = REPEATED
    reason[conflicting.index[conflicting]] = CONFLICTING
    for torn in repeats.loc[conflicting, list(SNAPSHOT_KEY)].drop_duplicates().to_dict("records"):
        whole &= ~np.logical_and.reduce([frame[str(name)] == value for name, value in torn.items()])
    return whole


def no_rejects() -> pd.DataFrame:
    """An empty table of rejects."""
    texts = pd.DataFrame({name: pd.Series(dtype="str") for name in REJECT_COLUMNS})
    return texts.astype({"published_on": "datetime64[us]"})
