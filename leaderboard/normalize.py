"""Score tables as published -> observations. The one place where a published number is read.

A row that cannot be an observation is set aside with its reason and counted, never dropped in
silence. A response that is beyond belief as a whole raises `Implausible` and is rejected whole.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa

from fetchers import Board, ScoreTable, Source
from leaderboard import clock
from leaderboard.schema import COLUMNS, LOGICAL_KEY, SNAPSHOT_KEY

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
#: Reasons that speak of the bytes; the others are decisions about rows that were read well.
UNREADABLE = ("no model name", "no score", "unreadable score", "score out of range", "no date")

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

    Raises Implausible for unknown boards, dates in the future, or more than 5 % unreadable rows.
    """
    rows = table.rows.reset_index(drop=True)
    place = table.response.url
    boards = {board.id: board for board in source.boards}
    if strange := sorted(set(rows["board_id"].unique()) - set(boards)):
        raise Implausible(f"{source.id}: {place}: expected boards of {source.id}, found {strange}")

    frame = pd.DataFrame({"source_id": pd.Series(source.id, rows.index, dtype="str")})
    frame["board_id"] = _text(rows["board_id"])
    for name, default in _TEXT_DEFAULTS.items():
        frame[name] = _text(rows[name]).fillna(default) if name in rows else pd.Series(default, rows.index, dtype="str")
    frame["model_name"] = _text(rows["model_name"])
    for name in _NULLABLE_TEXT:
        frame[name] = _text(rows[name]) if name in rows else pd.Series(None, rows.index, dtype="str")
    frame["score"], margin = read_numbers(rows["score"])
    for name, sign in (("score_low", -1), ("score_high", +1)):
        frame[name] = read_numbers(rows[name])[0] if name in rows else frame["score"] + sign * margin
    for name in ("sample_size", "rank"):
        frame[name] = _whole_numbers(rows[name]) if name in rows else pd.Series(pd.NA, rows.index, dtype="Int64")
    for name in ("scored_on", "released_on"):
        frame[name] = _days(rows[name]) if name in rows else pd.Series(pd.NaT, rows.index, dtype="datetime64[us]")
    frame["metric"] = frame["board_id"].map({board.id: board.metric for board in source.boards}).astype("str")
    frame["unit"] = frame["board_id"].map({board.id: board.unit for board in source.boards}).astype("str")
    _date(frame, table, rows, first_load=first_load)
    frame["complete"] = True
    frame["withdrawn"] = False
    frame["response_sha256"] = pd.Series(table.response.sha256, rows.index, dtype="str")

    reason = _reasons(frame, rows, boards)
    unreadable = reason.isin(UNREADABLE)
    if unreadable.mean() > MAX_UNREADABLE:
        found = reason[unreadable].value_counts()
        raise Implausible(
            f"{source.id}: {place}: expected at most {MAX_UNREADABLE:.0%} unreadable rows, "
            f"found {unreadable.sum()} of {len(rows)} ({', '.join(f'{n} {why}' for why, n in found.items())})"
        )
    limit = clock.timestamp(table.response.retrieved_at + timedelta(days=1))
    if (late := frame["published_on"] > limit).any():
        raise Implausible(
            f"{source.id}: {place}: expected dates up to {limit:%Y-%m-%d}, "
            f"found {int(late.sum())} rows dated up to {frame['published_on'].max():%Y-%m-%d}"
        )
    _set_aside_duplicates(frame, reason)

    aside = reason.notna()
    rejects = frame[aside].assign(reason=reason[aside])
    rejects["score"] = rows.loc[aside, "score"].astype("str")
    undated = "published_on" not in rows and table.committed_at is None
    if undated:
        rejects["published_on"] = pd.NaT  # only the day we came by: the same row tomorrow is the same reject
    observations = frame.loc[~aside, list(COLUMNS)].reset_index(drop=True)
    rejects = pd.concat([no_rejects(), rejects[list(REJECT_COLUMNS)]], ignore_index=True)
    return Normalized(observations, rejects, undated)


def _text(column: pd.Series) -> pd.Series:
    if isinstance(
        column.dtype, pd.CategoricalDtype
    ):  # by way of Arrow: ten times faster, and Arena has 3 million cells
        texts = pa.array(column.array).cast(pa.string())
        return pd.Series(texts.to_pandas(types_mapper={pa.string(): pd.StringDtype(na_value=np.nan)}.get), column.index)
    return column.astype("str")


def _whole_numbers(column: pd.Series) -> pd.Series:
    return read_numbers(column)[0].round().astype("Int64")


def _days(column: pd.Series) -> pd.Series:
    """Days as published (ISO text, dates or timestamps) -> midnight UTC; null where unreadable."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.astype("datetime64[us]").dt.normalize()
    codes, distinct = pd.factorize(column)
    days = pd.to_datetime(pd.Series(distinct, dtype="object"), format="ISO8601", errors="coerce", utc=True)
    days = days.dt.tz_localize(None).dt.normalize().astype("datetime64[us]")
    taken = days.reindex(codes)  # code -1 stands for null and finds no day
    return taken.set_axis(column.index)


def _date(frame: pd.DataFrame, table: ScoreTable, rows: pd.DataFrame, *, first_load: bool) -> None:
    """Set both clocks: the day the board showed the row, and when upstream first served it."""
    retrieved: datetime = table.response.retrieved_at
    if "published_on" in rows:
        frame["published_on"] = _days(rows["published_on"])
        basis = "claimed" if first_load else "retrieved"
        recorded = frame["published_on"] if first_load else clock.timestamp(retrieved)
    elif table.committed_at is not None:
        basis, recorded = "commit", clock.timestamp(table.committed_at)
        frame["published_on"] = recorded.normalize()
    else:
        basis, recorded = "retrieved", clock.timestamp(retrieved)
        frame["published_on"] = recorded.normalize()
    frame["recorded_at"] = recorded
    frame["recorded_basis"] = pd.Series(basis, frame.index, dtype="str")
    for name in ("published_on", "recorded_at"):
        frame[name] = frame[name].astype("datetime64[us]")


def _reasons(frame: pd.DataFrame, rows: pd.DataFrame, boards: dict[str, Board]) -> pd.Series:
    """Per row why it is not an observation, or null. The first reason that applies is given."""
    reason = pd.Series(None, frame.index, dtype="str")
    if "set_aside" in rows:
        reason = _text(rows["set_aside"])

    def give(where: pd.Series, why: str) -> None:
        nonlocal reason
        reason = reason.mask(where & reason.isna(), why)

    give(frame["model_name"].fillna("").str.strip() == "", "no model name")
    nothing = rows["score"].isna()
    if not pd.api.types.is_numeric_dtype(rows["score"].dtype):
        nothing |= (
            rows["score"].astype("str").str.strip().str.lower().isin(["", "-", "n/a", "na", "nan", "null", "none"])
        )
    give(nothing, "no score")
    give(frame["score"].isna(), "unreadable score")
    for board_id, board in boards.items():
        low = -np.inf if board.score_min is None else board.score_min
        high = np.inf if board.score_max is None else board.score_max
        give((frame["board_id"] == board_id) & ~frame["score"].between(low, high), "score out of range")
    give(frame["published_on"].isna(), "no date")
    return reason


def _set_aside_duplicates(frame: pd.DataFrame, reason: pd.Series) -> None:
    """Of a key that stands more than once with one value, keep one row; with several values, none.

    A snapshot that lost rows this way is incomplete. Changes `reason` and `frame.complete` in place.
    """
    standing = frame[reason.isna()]
    repeated = standing.duplicated(list(LOGICAL_KEY), keep=False)
    if not repeated.any():
        return
    repeats = standing[repeated]
    values = repeats.groupby(list(LOGICAL_KEY), sort=False, dropna=False)[
        ["score", "score_low", "score_high", "sample_size"]
    ]
    conflicting = values.transform("nunique", dropna=False).gt(1).any(axis=1)
    echoes = repeats[~conflicting].duplicated(list(LOGICAL_KEY))
    reason[echoes.index[echoes]] = "repeated row"
    reason[conflicting.index[conflicting]] = "duplicate key with different values"
    torn = repeats.loc[conflicting, list(SNAPSHOT_KEY)].drop_duplicates()
    if len(torn):
        snapshots = pd.MultiIndex.from_frame(frame[list(SNAPSHOT_KEY)])
        frame["complete"] = ~snapshots.isin(pd.MultiIndex.from_frame(torn))


def no_rejects() -> pd.DataFrame:
    """An empty table of rejects."""
    return pd.DataFrame({name: pd.Series(dtype="str") for name in REJECT_COLUMNS}).astype(
        {"published_on": "datetime64[us]"}
    )
