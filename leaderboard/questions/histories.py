"""What the statistics start from: a board's past, or the newest snapshots of many, attributed, as the viewer chose.

The choices are those of `view.View`, by keyword. Raises UnknownBoard, UnknownCategory or ValueError for words that mean
nothing.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import partial
from itertools import accumulate
from typing import Any, Unpack

import numpy as np
import pandas as pd

from leaderboard.analytics.board_history import ROW_COLUMNS, BoardHistory
from leaderboard.questions import completeness
from leaderboard.questions.catalogue import checked
from leaderboard.questions.view import Lens, View, tiers
from leaderboard.records import clock, compact, store
from leaderboard.records.paths import DataDir
from leaderboard.records.paths import data_dir as data_folder
from leaderboard.records.schema import COLUMNS, SNAPSHOT_KEY
from leaderboard.registry import attribution, boards, evidence, fields, tables

#: So many days are looked at one by one for a complete snapshot; then all are read.
_LOOKED_BACK = 3
#: What a board says of a model besides its name: attribution and completeness need it where the registry is silent.
_WORDS = frozenset(attribution.OF_BOARD)
#: What the statistics, attribution and completeness need of an observation.
_NEEDED = frozenset({*ROW_COLUMNS, *attribution.READ, *SNAPSHOT_KEY, "complete"}) - _WORDS
#: What whoever shows the rows of a board needs more.
_SHOWN = frozenset({*_WORDS, "rank"})


class UnknownCategory(ValueError):
    """The board has no such category. near: the nearest ones, which the message offers."""

    def __init__(self, said: str, near: Sequence[str] = ()) -> None:
        super().__init__(said)
        self.near = tuple(near)


@checked
def history(board_id: str, *, newest_only: bool = False, **view: Unpack[View]) -> BoardHistory:
    """What the statistics start from: every complete snapshot of a board, attributed, as the viewer chose.

    newest_only: only the last of them is wanted, which is quicker; some before it may be there too. Texts of the
    rows are categories.
    """
    return bare(board_id, view, more=_SHOWN, newest_only=newest_only)


def bare(board_id: str, view: View, *, more: Collection[str] = (), newest_only: bool = False) -> BoardHistory:
    """`history` with no more columns than the statistics need, and these."""
    curated = boards.board(board_id)
    category = view.get("category") or curated.headline_category
    data = data_folder(view.get("data_dir"))
    as_of = clock.day(view.get("as_of"), default=clock.today())
    known_at = clock.known_until(view.get("known_at"))
    columns = _NEEDED.union(more, _more(view))
    readings = completeness.ambiguous(data, [curated.source.id])
    readings = readings[(readings["board_id"] == board_id) & (readings["category"] == category)]
    read = partial(store.read, data, board_id, category, as_of=as_of, known_at=known_at, packed=True)
    first_days = store.last_days(data, board_id, category, _LOOKED_BACK, as_of, known_at) if newest_only else ()
    for since in (*first_days, None):
        rows = read(columns=columns, since=since)
        if not columns >= _WORDS and (len(readings) or not attribution.registered(rows, tables.load())):
            rows = read(columns=columns | _WORDS, since=since)
        complete = completeness.complete(rows, readings)
        if len(complete):
            break
    if rows.empty:
        check_category(data, board_id, category)
    pinned = view.get("benchmark_version")
    in_part = rows.drop(index=complete.index)
    if pinned is not None:
        if not (rows["benchmark_version"] == pinned).any():
            _check_version(data, board_id, pinned)
        in_part = in_part[in_part["benchmark_version"] == pinned]
    in_force = _in_force(complete, pinned)
    # at once, as what it takes does not depend on how many they are; as of the same day
    both = pd.concat([in_force, in_part]) if len(in_part) else in_force
    both = _attributed(both, view, in_force["published_on"].max())
    past, rest = (both.iloc[: len(in_force)], both.iloc[len(in_force) :]) if len(in_part) else (both, None)
    return replace(_board_history(curated, category, past, view), partial=rest, passed_over=_newer(rows, complete))


@checked
def newest(
    asked: Mapping[str, str | None], since: pd.Timestamp | None = None, **view: Unpack[View]
) -> list[BoardHistory]:
    """The newest complete snapshots of many boards, read and attributed at once: histories of one snapshot each.

    asked: board_id -> category, None for each of its categories. since: only what was published on
    or after this day, which is quicker. The view's own `category` says nothing here.
    """
    data = data_folder(view.get("data_dir"))

    def read(some: Mapping[str, str | None]) -> pd.DataFrame:
        rows = store.read_boards(
            data,
            some,
            since=since,
            columns=_NEEDED.union(_SHOWN, _more(view)),
            as_of=clock.day(view.get("as_of"), default=clock.today()),
            known_at=clock.known_until(view.get("known_at")),
            packed=True,
        )
        # as text they are grouped in alphabetical order, as categories in that of the files
        return rows.assign(**{name: compact.text(rows[name]) for name in ("board_id", "category")})

    current, parts = [read({})], [read({})]
    passed_over: dict[tuple[str, str], tuple[date, ...]] = {}
    for rows in store.by_source(asked, read):
        readings = completeness.ambiguous(data, rows["source_id"].unique())
        for board_id, of_board in rows.groupby("board_id"):
            complete = completeness.complete(of_board, readings)
            for category, of_category in complete.groupby("category"):
                in_force = _in_force(of_category, view.get("benchmark_version"))
                current.append(in_force[in_force["published_on"] == in_force["published_on"].max()])
                every = of_board[of_board["category"] == category]
                newer = passed_over[str(board_id), str(category)] = _newer(every, of_category)
                parts += [every[every["published_on"] == pd.Timestamp(day)] for day in newer[-1:]]
    attributed = _attributed(compact.stack(current), view)
    lacking = dict(list(_attributed(compact.stack(parts), view).groupby(["board_id", "category"])))
    return [
        replace(
            _board_history(boards.board(str(board_id)), str(category), of_both, view),
            passed_over=passed_over[str(board_id), str(category)],
            partial=lacking.get((board_id, category)),
        )
        for (board_id, category), of_both in attributed.groupby(["board_id", "category"])
    ]


def _more(view: View) -> Collection[str]:
    """The columns that the rows should have besides; ValueError for a name that is none of a history's."""
    chosen = view.get("columns", ())
    if strange := sorted({*chosen} - {*COLUMNS, *ROW_COLUMNS}):
        raise ValueError(f"columns: expected some of {', '.join(COLUMNS)}; found {', '.join(map(repr, strange))}")
    return chosen


def _attributed(rows: pd.DataFrame, view: View, day: pd.Timestamp | None = None) -> pd.DataFrame:
    """With what the registry says of each row, and the viewer's choices. day: as of `_counts_from`."""
    known = tables.load()
    rows = attribution.attribute(rows, known)
    lens, openness = view.get("lens", "developer"), view.get("openness", "open")
    released_on = rows["released_on"].fillna(_registered_release(rows["model_id"], known))
    as_of = rows["published_on"].max() if day is None else day
    return rows.assign(
        **_chosen(rows, openness, lens),
        released_on=released_on,
        counts_from=_counts_from(rows["model_id"], released_on, openness, known, as_of),
        unread=evidence.unread(rows, lens, known),
        base_model=_foreign_bases(rows["model_id"], known),
    )


def _board_history(curated: boards.CuratedBoard, category: str, rows: pd.DataFrame, view: View) -> BoardHistory:
    declared = boards.breaks(curated.board.id, fields.METHOD_CHANGES)
    changes = (day.date() for of, day in declared if of in ("", category))
    return BoardHistory(
        board_id=curated.board.id,
        category=category,
        benchmark_version=view.get("benchmark_version") or "",
        metric=curated.board.metric,
        unit=curated.board.unit,
        higher_is_better=curated.board.higher_is_better,
        method_changes=tuple(sorted({*changes, *_version_changes(rows)})),
        rows=rows,
        level=curated.board.level,
        interval_factor=curated.interval_factor,
    )


def _newer(rows: pd.DataFrame, complete: pd.DataFrame) -> tuple[date, ...]:
    """The days of snapshots newer than the last complete one."""
    if len(rows) == len(complete):
        return ()
    newer = rows.loc[rows["published_on"] > complete["published_on"].max(), "published_on"]
    return tuple(stamp.date() for stamp in sorted(newer.unique()))


def _in_force(rows: pd.DataFrame, pinned: str | None) -> pd.DataFrame:
    """Per day only the newest question set published by then, or the one pinned."""
    if pinned is not None:
        return rows[rows["benchmark_version"] == pinned]
    if rows["benchmark_version"].nunique() <= 1:
        return rows
    versions = compact.text(rows["benchmark_version"])
    newest = versions.groupby(rows["published_on"]).max()
    in_force = pd.Series(list(accumulate(newest, max)), newest.index, dtype="str")
    return rows[versions == rows["published_on"].map(in_force)]


def _version_changes(rows: pd.DataFrame) -> list[date]:
    """The days on which another question set came into force."""
    if rows["benchmark_version"].nunique() <= 1:
        return []
    first = rows.groupby("benchmark_version")["published_on"].min().sort_values()
    return [stamp.date() for stamp in first.iloc[1:]]


def _chosen(rows: pd.DataFrame, openness: str, lens: Lens) -> dict[str, Any]:
    """The viewer's choices as columns: country under the lens, counted, undecided."""
    if lens not in ("developer", "base"):
        raise ValueError(f"unknown lens {lens!r}: expected developer or base")
    competes = ~compact.among(rows["basis"], attribution.NO_COMPETITOR)
    return {
        "developer_country": rows["country"],
        "country": rows["base_country"] if lens == "base" else rows["country"],
        "counted": compact.among(rows["openness"], tiers(openness)) & competes,
        "undecided": compact.among(rows["openness"], ("unknown",)) & competes & (openness != "all"),
    }


def _registered_release(model_ids: pd.Series, known: tables.Registry) -> pd.Series:
    models = attribution.prepare(known).models
    return _days(model_ids, lambda model_id: models[model_id]["released_on"])


def _days(model_ids: pd.Series, day_of: Callable[[str], str]) -> pd.Series:
    """A day (ISO date, "" if unknown) of each model, by row."""
    codes, models = compact.codes_of(model_ids)
    by_code = np.array([*map(day_of, models), ""], "datetime64[us]")  # the code of null is -1, the last
    return pd.Series(by_code[codes], model_ids.index)


def _foreign_bases(model_ids: pd.Series, known: tables.Registry) -> pd.Series:
    """The base of each model, by row, where another nation's developers made it."""
    codes, models = compact.codes_of(model_ids)
    foreign = evidence.foreign_bases(known)
    places, bases = pd.factorize(np.array([foreign.get(model_id) for model_id in models], dtype=object))
    return pd.Series(
        pd.Categorical.from_codes(np.append(places, -1)[codes], pd.Index(bases, dtype="str")), model_ids.index
    )


def _counts_from(
    model_ids: pd.Series, released_on: pd.Series, openness: str, known: tables.Registry, day: pd.Timestamp
) -> pd.Series:
    """From which day each model counts: its release, or the day since which it has been as open as was asked.

    The latter as of the day of the newest snapshot, if there is any: a reading of that one by date goes by it.
    """
    if openness == "all" or pd.isna(day):
        return released_on
    lookup, asked, as_of = attribution.prepare(known), tiers(openness), f"{day:%Y-%m-%d}"
    since = _days(model_ids, lambda model_id: lookup.open_since(model_id, as_of, asked)).to_numpy()
    return pd.Series(np.fmax(released_on.to_numpy(), since), released_on.index)


def _check_version(data: DataDir, board_id: str, version: str) -> None:
    there = _stored(data, board_id, "benchmark_version")
    if there and version not in there:
        named = ", ".join(filter(None, there)) or "none, as the board names none"
        raise ValueError(f"unknown benchmark_version {version!r} of {board_id}: expected {named}")


def _stored(data: DataDir, board_id: str, column: str) -> list[str]:
    return sorted(store.scan(data, [board_id], columns=[column])[column].unique())


def check_category(data: DataDir, board_id: str, category: str) -> None:
    """Raise UnknownCategory where a board with observations has none in this category, on whatever day."""
    there = _stored(data, board_id, "category")
    if there and category not in there:
        near = get_close_matches(category, there, n=3, cutoff=0.4) or there[:8]
        raise UnknownCategory(f"unknown category {category!r} of {board_id}: did you mean {', '.join(near)}?", near)
