"""Score tables as published -> observations.

Tables are read together where they can be: a board's history is a hundred small ones, and of a small
one nearly all the time goes into the calls, not the rows.

A row that cannot be an observation is set aside with its reason and counted, never dropped in
silence. A response that is beyond belief as a whole raises `Implausible` and is rejected whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from fetchers import UNREAD, Board, Hole, ScoreTable, Source
from leaderboard.records import clock, compact, schema
from leaderboard.records.numerals import read_numbers
from leaderboard.records.rejects import CONFLICTING, REJECT_COLUMNS, REPEATED, no_rejects
from leaderboard.records.schema import COLUMNS, OBSERVATION, TEXTS

#: More unreadable rows than this share, and the response as a whole is not what it was.
MAX_UNREADABLE = 0.05
#: No board of language models showed a score before this day: a date that is earlier is one that was never set.
EARLIEST = pd.Timestamp("2000-01-01")
#: What is wrong with a row in which a text is no text, a number no number, or a day no day.
OTHER_TYPE = "field of another type"
#: What is wrong with a row that names no model.
NAMELESS = "no model name"
#: Reasons that speak of the bytes; the others are decisions about rows that were read well.
UNREADABLE = (UNREAD, OTHER_TYPE, NAMELESS, "no score", "unreadable score", "score out of range", "no date")

#: Where the day begins earlier than here, it is already tomorrow.
_GRACE = timedelta(days=1)

#: So many rows are read together at most, unless they stand in one table: memory is for the largest table only.
MAX_TOGETHER = 50_000

#: The logical key within one source; the metric is the board's.
_KEY = ["board_id", "category", "benchmark_version", "model_name", "setting", "published_on"]
_VALUES = ["score", "score_low", "score_high", "sample_size"]
#: Per row the number of its table, or per table a number.
_Numbers = npt.NDArray[np.intp]
_TEXT_DEFAULTS = {"category": "overall", "benchmark_version": "", "setting": ""}
_NULLABLE_TEXT = ("organization_name", "license_name", "openness_name")
_DAYS = ("published_on", "scored_on", "released_on")
_NUMBERS = ("score", "score_low", "score_high", "sample_size", "rank")
#: Counts beyond this are no counts; a double holds whole numbers up to here.
_MOST = 2.0**53


class Implausible(Exception):
    """A response that cannot be true as a whole. The message names source, place, expected and found."""

    def __init__(self, source: Source, table: ScoreTable, said: str) -> None:
        super().__init__(f"{source.id}: {table.response.url}: {said}")
        self.table = table


@dataclass(frozen=True)
class Normalized:
    """What score tables gave: observations (schema.OBSERVATION, packed as the tables are) and rejects (REJECT_COLUMNS).

    undated: nothing but our visit dates these rows. ambiguous: the CONFLICTING ones of the rejects, in the same
    order, as the observations that they would be. All snapshots are complete as far as rows of their own tell;
    `duplicates.settled` says what the ambiguous ones make of that.
    holes: in place of the tables that are beyond belief.
    """

    observations: pd.DataFrame
    rejects: pd.DataFrame
    undated: bool
    ambiguous: pd.DataFrame
    holes: tuple[Hole, ...] = ()


def together(tables: Iterable[ScoreTable]) -> Iterator[list[ScoreTable]]:
    """Runs of tables that `normalize` can read at once, in the order given.

    They are dated in the same way, no question set's day stands in two of them, and they hold
    MAX_TOGETHER rows at most. Tables that date their own rows are read alone: each is a whole board,
    to be held against all of its past.
    """
    run: list[ScoreTable] = []
    held: set[tuple[object, ...]] = set()
    for table in tables:
        if "published_on" in table.rows:
            if run:
                yield run
                run, held = [], set()
            yield [table]
            continue
        sets = table.rows[[name for name in ("board_id", "benchmark_version") if name in table.rows]]
        shown = {(*each, _shown(table)) for each in sets.drop_duplicates().itertuples(index=False, name=None)}
        size = sum(len(one.rows) for one in (*run, table))
        if run and (size > MAX_TOGETHER or shown & held or _dating(table) != _dating(run[0])):
            yield run
            run, held = [], set()
        run.append(table)
        held |= shown
    if run:
        yield run


def _dating(table: ScoreTable) -> tuple[bool, pd.Timestamp | None]:
    """What tables must share to be read at once; undated ones that came on either side of midnight do not."""
    return table.committed_at is None, None if table.committed_at else _shown(table)


def _shown(table: ScoreTable) -> pd.Timestamp | None:
    """The day on which the board showed this table; None where the rows tell."""
    if "published_on" in table.rows:
        return None
    return clock.timestamp(table.committed_at or table.response.retrieved_at).normalize()


def believed(tables: Sequence[ScoreTable], source: Source, *, first_load: bool) -> Normalized:
    """What `normalize` makes of these tables, but for those that are beyond belief: each is a hole."""
    holes: list[Hole] = []
    while tables:
        try:
            return replace(normalize(tables, source, first_load=first_load), holes=tuple(holes))
        except Implausible as error:
            refused = error.table
            boards = tuple(map(str, refused.rows["board_id"].unique()))
            holes.append(Hole(str(error), (refused.response.url,), boards, refused.past))
            tables = [table for table in tables if table is not refused]
    return Normalized(schema.empty(), no_rejects(), undated=False, ambiguous=schema.empty(), holes=tuple(holes))


def normalize(tables: Sequence[ScoreTable], source: Source, *, first_load: bool) -> Normalized:
    """Score tables that go `together` -> observations and rejects.

    first_load: nothing of this source is stored yet, so that the board's own dates are taken as
    the time when it said so (`recorded_basis` = claimed).

    One record that cannot be read never costs the others: where it alone is more than 5 % of a table, the
    rows of its board are incomplete.

    Raises Implausible for unknown boards, dates in the future or before EARLIEST, more than 5 % unreadable rows, or
    where duplicates leave no row at all: in any one of the tables.
    """
    rows = tables[0].rows if len(tables) == 1 else pd.concat([table.rows for table in tables])
    rows = rows.reset_index(drop=True)
    of = np.repeat(np.arange(len(tables)), [len(table.rows) for table in tables])
    rows, other_type = _typed(rows)
    frame = _read(rows, tables, of, source)
    reason = _reasons(frame, rows, other_type, source.boards)
    frame["complete"] = _check_belief(frame, reason, tables, of, source)
    _set_aside_duplicates(frame, reason)
    aside, conflicting = reason.notna().to_numpy(), (reason == CONFLICTING).to_numpy()
    _check_something_left(reason, aside, tables, of, source)
    observations = _finish(frame[~aside], tables, of[~aside], source, first_load=first_load)
    ambiguous = _finish(frame[conflicting], tables, of[conflicting], source, first_load=first_load)
    rejects = frame[aside].assign(reason=reason[aside], score=rows.loc[aside, "score"].astype("str"))
    undated = "published_on" not in rows and tables[0].committed_at is None
    if undated:
        rejects["published_on"] = pd.NaT  # only the day we came by: the same row tomorrow is the same reject
    rejects["source_id"], rejects["response_sha256"] = source.id, _per_row(_hashes(tables), of[aside])
    texts = [name for name in REJECT_COLUMNS if name != "published_on"]
    rejects = rejects[list(REJECT_COLUMNS)].astype(dict.fromkeys(texts, "str"))
    return Normalized(observations, pd.concat([no_rejects(), rejects], ignore_index=True), undated, ambiguous)


def _per_row(values: Sequence[Any], of: _Numbers) -> npt.NDArray[Any]:
    """What holds of each table, for each of its rows."""
    return pd.Series(list(values)).to_numpy()[of]


def _hashes(tables: Sequence[ScoreTable]) -> list[str]:
    return [table.response.sha256 for table in tables]


def _read(rows: pd.DataFrame, tables: Sequence[ScoreTable], of: _Numbers, source: Source) -> pd.DataFrame:
    """What differs from row to row, read; text columns stay categorical where the fetcher's are, which is fast."""
    known = {board.id for board in source.boards}
    if strange := sorted(set(rows["board_id"].unique()) - known):
        first = int(rows["board_id"].isin(strange).to_numpy().argmax())
        raise Implausible(source, tables[of[first]], f"expected boards of {source.id}, found {strange}")
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
        by_margin = frame["score"] + sign * margin
        frame[name] = read_numbers(rows[name])[0].fillna(by_margin) if name in rows else by_margin
    for name in ("sample_size", "rank"):
        frame[name] = _counts(rows[name]) if name in rows else np.nan
    latest = _per_row(_latest(tables), of)
    for name in ("scored_on", "released_on"):
        days = _days(rows[name]) if name in rows else pd.Series(pd.NaT, rows.index, dtype="datetime64[us]")
        frame[name] = days.where((days >= EARLIEST) & (days <= latest))
    own_dates = "published_on" in rows
    frame["published_on"] = _days(rows["published_on"]) if own_dates else _per_row([_shown(t) for t in tables], of)
    return frame


def _counts(published: pd.Series) -> pd.Series:
    """Whole numbers, null where there is none."""
    found = read_numbers(published)[0].round()
    return found.where(found.between(0, _MOST))


def _typed(rows: pd.DataFrame) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """The rows without cells of a type that their column cannot have, and which rows had one."""
    wrong = np.full(len(rows), False)
    mended = {}
    for name, column in ((str(name), rows[name]) for name in rows):
        kinds = (str, date) if name in _DAYS else (str, int, float, Decimal, np.number) if name in _NUMBERS else (str,)
        if column.dtype == "object":
            fits = [isinstance(cell, kinds) and not isinstance(cell, bool) for cell in column]
        elif pd.api.types.is_numeric_dtype(column.dtype) and name not in _NUMBERS:
            fits = [False] * len(column)
        else:
            continue
        here = ~np.array(fits, bool) & ~_null(column)
        if here.any():
            wrong |= here
            mended[name] = column.astype("object").mask(here, None)
    return rows.assign(**mended) if mended else rows, wrong


def _null(column: pd.Series) -> npt.NDArray[np.bool_]:
    """Which cells hold nothing; a list holds something."""
    return np.array([pd.api.types.is_scalar(cell) and pd.isna(cell) for cell in column], bool)


def _check_belief(
    frame: pd.DataFrame, reason: pd.Series, tables: Sequence[ScoreTable], of: _Numbers, source: Source
) -> npt.NDArray[np.bool_]:
    """Which rows stand in a whole table of their board. Raises Implausible if a response cannot be true as a whole."""
    unreadable = reason.isin(UNREADABLE).to_numpy()
    rows_of = np.bincount(of, minlength=len(tables))
    too_many = np.bincount(of[unreadable], minlength=len(tables)) > MAX_UNREADABLE * rows_of
    whole = np.array([table.complete for table in tables], bool)[of]
    for number in map(int, np.flatnonzero(too_many)):
        here = unreadable & (of == number)
        if here.sum() < rows_of[number] and _one_record(frame[here]):
            whole &= ~((of == number) & frame["board_id"].isin(frame.loc[here, "board_id"].unique()).to_numpy())
            continue
        found = reason[here].value_counts()
        raise Implausible(
            source,
            tables[number],
            f"expected at most {MAX_UNREADABLE:.0%} unreadable rows, "
            f"found {found.sum()} of {rows_of[number]} ({', '.join(f'{n} {why}' for why, n in found.items())})",
        )
    limits = _latest(tables)
    shown = frame["published_on"]
    beyond = ((shown > _per_row(limits, of)) | (shown < EARLIEST)).to_numpy()
    if beyond.any():
        number = of[beyond.argmax()]
        strange = shown[beyond & (of == number)]
        raise Implausible(
            source,
            tables[number],
            f"expected dates from {EARLIEST:%Y-%m-%d} up to {limits[number]:%Y-%m-%d}, "
            f"found {len(strange)} rows dated from {clock.written(strange.min())} up to {clock.written(strange.max())}",
        )
    return whole


def _latest(tables: Sequence[ScoreTable]) -> list[pd.Timestamp]:
    """Of each table the last moment that it can tell of."""
    return [clock.timestamp(table.response.retrieved_at + _GRACE) for table in tables]


def _one_record(rows: pd.DataFrame) -> bool:
    """Whether these rows are of one model in one setting (in several categories, it may be)."""
    if len(rows) == 1:
        return True
    return len(rows[["model_name", "setting"]].drop_duplicates()) == 1 and not rows["model_name"].hasnans


def _check_something_left(
    reason: pd.Series, aside: npt.NDArray[np.bool_], tables: Sequence[ScoreTable], of: _Numbers, source: Source
) -> None:
    """Raise Implausible if duplicates leave nothing of a response, or nothing counts of one that stands."""
    left = np.bincount(of[~aside], minlength=len(tables))
    conflicting = np.bincount(of[(reason == CONFLICTING).to_numpy()], minlength=len(tables))
    for number in map(int, np.flatnonzero((left == 0) & (conflicting > 0))):
        raise Implausible(
            source,
            tables[number],
            "expected one value under each key, "
            f"found several for {conflicting[number]} of {(of == number).sum()} rows",
        )
    rows_of = np.bincount(of, minlength=len(tables))
    for number in map(int, np.flatnonzero((left == 0) & (rows_of > 0))):
        if not tables[number].past:
            found = reason[of == number].value_counts()
            told = ", ".join(f"{n} {why}" for why, n in found.items())
            raise Implausible(source, tables[number], f"expected rows that count, found all set aside ({told})")


def _finish(
    frame: pd.DataFrame, tables: Sequence[ScoreTable], of: _Numbers, source: Source, *, first_load: bool
) -> pd.DataFrame:
    """Add what the tables and the source say of all rows, and both clocks."""
    boards = {board.id: board for board in source.boards}
    own_dates, committed = "published_on" in tables[0].rows, tables[0].committed_at is not None
    basis = "claimed" if own_dates and first_load else "commit" if committed and not own_dates else "retrieved"
    if basis == "claimed":
        recorded_at = frame["published_on"].to_numpy()
    else:
        moments = [table.committed_at if basis == "commit" else table.response.retrieved_at for table in tables]
        recorded_at = _per_row([clock.timestamp(moment) for moment in moments if moment], of)
    hashes, distinct = pd.factorize(pd.Series(_hashes(tables)))
    full = frame.assign(
        source_id=_constant(source.id, frame),
        metric=frame["board_id"].map({name: board.metric for name, board in boards.items()}),
        unit=frame["board_id"].map({name: board.unit for name, board in boards.items()}),
        withdrawn=False,
        recorded_at=recorded_at,
        recorded_basis=_constant(basis, frame),
        response_sha256=pd.Categorical.from_codes(hashes[of], distinct),
    ).reset_index(drop=True)
    dtypes = {field.name: field.dtype for field in OBSERVATION}
    if frame["model_name"].dtype == "category":  # the fetcher packs what is large
        dtypes |= dict.fromkeys(TEXTS, "category")
    return full[list(COLUMNS)].astype(dtypes)


def _constant(text: str, frame: pd.DataFrame) -> "pd.Categorical[Any]":
    return pd.Categorical.from_codes(np.zeros(len(frame), np.intp), pd.Index([text]))


def _days(column: pd.Series) -> pd.Series:
    """Days as published (ISO text, dates or timestamps) -> midnight UTC; null where unreadable."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return column.astype("datetime64[us]").dt.normalize()
    codes, distinct = pd.factorize(column)
    days = pd.to_datetime(pd.Series(distinct, dtype="object"), format="ISO8601", errors="coerce", utc=True)
    days = days.dt.tz_localize(None).dt.normalize().astype("datetime64[us]")
    taken = days.reindex(codes)  # code -1 stands for null and finds no day
    return taken.set_axis(column.index)


def _reasons(
    frame: pd.DataFrame, rows: pd.DataFrame, other_type: npt.NDArray[np.bool_], boards: tuple[Board, ...]
) -> pd.Series:
    """Per row why it is not an observation, or null. The first reason that applies is given."""
    reason = pd.Series(None, frame.index, dtype="str")
    if "set_aside" in rows:
        reason = compact.text(rows["set_aside"])

    def give(where: pd.Series, why: str) -> None:
        if where.any():
            reason[where & reason.isna()] = why

    give(pd.Series(other_type, frame.index), OTHER_TYPE)
    names = frame["model_name"]
    blank = [name for name in names.unique() if pd.isna(name) or not _visible(str(name))]
    give(names.isin(blank), NAMELESS)
    nothing = rows["score"].isna()
    if not pd.api.types.is_numeric_dtype(rows["score"].dtype):
        nothing |= (
            rows["score"].astype("str").str.strip().str.lower().isin(["", "-", "n/a", "na", "nan", "null", "none"])
        )
    give(nothing, "no score")
    give(frame["score"].isna(), "unreadable score")
    low = {board.id: -np.inf if board.score_min is None else board.score_min for board in boards}
    high = {board.id: np.inf if board.score_max is None else board.score_max for board in boards}
    low_of, high_of = (frame["board_id"].map(limits).astype("float64") for limits in (low, high))
    give((frame["score"] < low_of) | (frame["score"] > high_of), "score out of range")
    give(frame["published_on"].isna(), "no date")
    return reason


def _visible(name: str) -> bool:
    """Whether a reader sees anything of it: blanks, control characters and letters without width are nothing."""
    return any(letter.isprintable() and not letter.isspace() for letter in name)


def _set_aside_duplicates(frame: pd.DataFrame, reason: pd.Series) -> None:
    """Of a key that stands more than once with one value, keep one row; with several values, none. Writes `reason`."""
    standing = frame.loc[reason.isna(), [*_KEY, *_VALUES]]
    repeated = pd.Series(compact.numbers(standing, _KEY)).duplicated(keep=False).to_numpy()
    if not repeated.any():
        return
    repeats = standing[repeated].astype(dict.fromkeys(_KEY[:-1], "str"))
    values = repeats.groupby(_KEY, sort=False, dropna=False)[_VALUES]
    conflicting = values.transform("nunique", dropna=False).gt(1).any(axis=1)
    echoes = repeats[~conflicting].duplicated(_KEY)
    reason[echoes.index[echoes]] = REPEATED
    reason[conflicting.index[conflicting]] = CONFLICTING
