"""Observations in Parquet: append, and read as of a day and as known at a moment.

One folder per source, in it one file per closed year of `recorded_at` and one per month of the
current year: closed files never change. Rows are sorted by board, category and day, in row groups
of 32k rows, so that a filtered read touches little. Boards that may not be redistributed live in a
folder of their own, which git ignores.
"""

import bisect
import functools
import itertools
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from cachetools import LRUCache

from leaderboard.records import clock, compact, parquet, schema
from leaderboard.records.files import Damaged, filled, filled_folder, write_atomically
from leaderboard.records.left_out import leave_out
from leaderboard.records.parquet import Ranges
from leaderboard.records.paths import DataDir
from leaderboard.records.schema import COLUMNS, LOGICAL_KEY, SNAPSHOT_KEY, TEXTS, VALUE_COLUMNS

_ORDER = ["board_id", "category", "published_on", "benchmark_version", "model_name", "setting", "metric", "recorded_at"]
_ROW_GROUP = 32_768
#: Tables of more bytes are large. To give back what smaller ones took costs more time than it saves memory.
_LARGE = 2**24
_ANY, _FILES = "[!.]*", "[0-9]*.parquet"  # folders that begin with a dot are still being filled
_Places = npt.NDArray[np.intp]
#: What tells whether a row still stands.
_TOLD_BY = (*LOGICAL_KEY, "recorded_at", "withdrawn")
#: Versions of files, and the boards and categories asked of them.
_Question = tuple[tuple[tuple[int, ...], ...], tuple[tuple[str, str | None], ...]]
_Limits = tuple[pd.Timestamp | None, pd.Timestamp | None]
#: Of so many questions it is remembered up to which day and moment no row is superseded or withdrawn; each takes the
#: versions of a source's files and the names of its boards, a few kilobytes.
_REMEMBERED = 64
_standing: LRUCache[_Question, _Limits] = LRUCache(_REMEMBERED)
#: Nor are the last days of a board looked for again; see `last_days`.
_days: LRUCache[tuple[_Question | None, int, pd.Timestamp | None, pd.Timestamp | None], list[pd.Timestamp]] = LRUCache(
    _REMEMBERED
)
_turn = Lock()
_COMPARED = [*LOGICAL_KEY, *VALUE_COLUMNS, "withdrawn", "recorded_at"]


def files(data: DataDir, source_id: str = _ANY) -> list[Path]:
    """The Parquet files of one source (or all), public and local, in a fixed order."""
    return sorted(
        file for folder in (data.observations, data.local_observations) for file in folder.glob(f"{source_id}/{_FILES}")
    )


def scan(
    data: DataDir,
    board_ids: Iterable[str] | None = None,
    *,
    columns: Collection[str] = COLUMNS,
    since: pd.Timestamp | None = None,
    packed: bool = False,
) -> pd.DataFrame:
    """Stored rows as they stand, superseded ones included.

    board_ids: only these boards (None: all). columns: of schema.OBSERVATION, whose order they come in. since:
    inclusive day of `published_on`. packed: texts as categories, for whoever holds a whole board in memory.

    Raises Damaged where only boards of one source are asked for, and a file of it cannot be read. Of several sources
    such a one is left out and named in the log: the other boards are there.
    """
    asked = None if board_ids is None else dict.fromkeys(board_ids)
    return _frame(_rows(data, asked, columns, {"published_on": (since, None)}), TEXTS if packed else ())


def read(
    data: DataDir,
    board_id: str,
    category: str | None = None,
    *,
    columns: Collection[str] = COLUMNS,
    since: pd.Timestamp | None = None,
    as_of: pd.Timestamp | None = None,
    known_at: pd.Timestamp | None = None,
    packed: bool = False,
) -> pd.DataFrame:
    """What one board (and category) showed up to a day, as known at a moment.

    The newest recorded row of every logical key; withdrawn ones are gone. columns, packed: as of `scan`. since,
    as_of: inclusive days of `published_on`. known_at: inclusive moment of `recorded_at`. None means without limit.
    """
    asked = {board_id: category}
    return read_boards(data, asked, columns=columns, since=since, as_of=as_of, known_at=known_at, packed=packed)


def read_boards(
    data: DataDir,
    asked: Mapping[str, str | None],
    *,
    columns: Collection[str] = COLUMNS,
    since: pd.Timestamp | None = None,
    as_of: pd.Timestamp | None = None,
    known_at: pd.Timestamp | None = None,
    packed: bool = False,
) -> pd.DataFrame:
    """`read` for several boards at once. asked: board_id -> category, None for all of its categories."""
    within: Ranges = {"published_on": (since, as_of), "recorded_at": (None, known_at)}
    texts = TEXTS if packed else ()
    question = _question(data, asked)
    if question and _all_stands(question, (as_of, known_at)):
        table = _rows(data, asked, columns, within)
        if _question(data, asked) == question:  # else a refresh came between
            return _frame(table, texts)
    table = _rows(data, asked, {*columns, *_TOLD_BY}, within)
    recorded_at, withdrawn = table["recorded_at"].to_numpy(), table["withdrawn"].to_numpy()
    gone = _superseded(compact.numbers(table, LOGICAL_KEY), recorded_at) | withdrawn
    if question and since is None and not gone.any() and _question(data, asked) == question:
        with _turn:
            _standing[question] = as_of, known_at
    return _frame(table.select(_ordered(columns)).filter(pa.array(~gone)), texts)


def _question(data: DataDir, asked: Mapping[str, str | None]) -> _Question | None:
    """What is asked, and of which versions of which files; None of several sources, as a damaged one is left out."""
    match list(_sources(asked)):
        case [source_id]:
            return parquet.versions(files(data, source_id)), tuple(asked.items())
    return None


def _all_stands(question: _Question, asked: _Limits) -> bool:
    """Whether it is known that none of these rows is superseded or withdrawn: what tells that need not be read."""
    with _turn:
        known = _standing.get(question)
    return known is not None and all(
        upto is None or (wanted is not None and wanted <= upto) for wanted, upto in zip(asked, known, strict=True)
    )


def by_source(
    asked: Mapping[str, str | None], read: Callable[[Mapping[str, str | None]], pd.DataFrame]
) -> Iterator[pd.DataFrame]:
    """`read_boards` of one source after the other, so that no more than one is held; what is damaged is as there.

    asked: as there. read: it, with all of its other choices made.
    """
    of_source: dict[str, dict[str, str | None]] = {}
    for board_id, category in asked.items():
        of_source.setdefault(_source_of(board_id), {})[board_id] = category
    for source_id, boards in of_source.items():
        try:
            yield read(boards)
        except Damaged as error:
            if len(of_source) == 1:
                raise
            leave_out(error, source_id)


def _rows(data: DataDir, asked: Mapping[str, str | None] | None, columns: Collection[str], within: Ranges) -> pa.Table:
    """The stored rows of boards (None: all) and categories (None: all of its) within ranges."""
    if asked is None:
        return _as_far_as_readable(
            files(data), functools.partial(parquet.rows, columns=_ordered(columns), asked=[within])
        )
    ranges = [
        {"board_id": (board_id, board_id), **({"category": (category, category)} if category else {}), **within}
        for board_id, category in asked.items()
    ]
    rows = functools.partial(parquet.rows, columns=_ordered(columns), asked=ranges)
    match sources := list(_sources(asked)):
        case [source_id]:
            return rows(files(data, source_id))
    return _as_far_as_readable([path for path in files(data) if path.parent.name in sources], rows)


def _sources(board_ids: Iterable[str]) -> dict[str, None]:
    """The sources of these boards, each once."""
    return dict.fromkeys(map(_source_of, board_ids))


def _source_of(board_id: str) -> str:
    return board_id.split("/", maxsplit=1)[0]


def _as_far_as_readable(paths: Sequence[Path], rows: Callable[[Sequence[Path]], pa.Table]) -> pa.Table:
    """What these files hold, without sources of which one is damaged: the rest of it would look like all of it."""
    while True:
        try:
            return rows(paths)
        except Damaged as error:
            source_id = error.path.parent.name
            leave_out(error, source_id)
            paths = [path for path in paths if path.parent.name != source_id]


def _ordered(columns: Collection[str]) -> list[str]:
    return [name for name in COLUMNS if name in columns]


def last_days(
    data: DataDir,
    board_id: str,
    category: str,
    count: int,
    as_of: pd.Timestamp | None = None,
    known_at: pd.Timestamp | None = None,
) -> list[pd.Timestamp]:
    """So many of the last days for which something was stored of a board, the newest first; none of several question
    sets, as all must be known to tell which one is in force. What was superseded or withdrawn since counts, too.
    """
    asked = {board_id: category}
    question = _question(data, asked), count, as_of, known_at
    with _turn:
        remembered = _days.get(question)
    if remembered is not None:
        return list(remembered)
    within: Ranges = {"published_on": (None, as_of), "recorded_at": (None, known_at)}
    shown = _rows(data, asked, ("benchmark_version", "published_on"), within)
    alone = len(pc.unique(shown["benchmark_version"])) == 1
    days = np.sort(pc.unique(shown["published_on"]).to_numpy())[::-1][: count if alone else 0]
    found = list(pd.DatetimeIndex(days))
    if _question(data, asked) == question[0]:  # else a refresh came between
        with _turn:
            _days[question] = found
    return list(found)


def newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Of every logical key the row recorded last; the others are superseded."""
    superseded = _superseded(compact.numbers(rows, LOGICAL_KEY), rows["recorded_at"].to_numpy())
    return rows[~superseded] if superseded.any() else rows


def _superseded(key: npt.NDArray[np.int64], recorded_at: npt.NDArray[np.datetime64]) -> npt.NDArray[np.bool_]:
    """Which rows have a later one of the same key."""
    number = pd.Series(key)
    if not number.duplicated().any():
        return np.full(len(key), False)
    in_time = np.argsort(recorded_at, kind="stable")
    return number.iloc[in_time].duplicated(keep="last").sort_index().to_numpy()


def news(incoming: pd.DataFrame, current: pd.DataFrame) -> pd.DataFrame:
    """The incoming rows that say something new, and a withdrawn row for each that upstream no longer shows.

    incoming: whole snapshots, as normalized from one response. current: the newest stored row of
    every key (withdrawn ones included) of the same boards; other snapshots are ignored. A change is
    a difference in score (beyond 1e-9 relative), bounds, sample size, license or organization.
    """
    current = current[compact.isin(current, incoming)]
    if current.empty:
        return incoming
    both = compact.stack([incoming[_COMPARED], current[_COMPARED]])
    number = compact.numbers(both, LOGICAL_KEY)
    served, stored = number[: len(incoming)], number[len(incoming) :]
    at = pd.Index(stored).get_indexer(pd.Index(served))
    new, old = np.arange(len(incoming)), len(incoming) + np.maximum(at, 0)
    withdrawn, recorded_at = both["withdrawn"].to_numpy(), both["recorded_at"].to_numpy()
    same = same_values(both, new, old) & ~withdrawn[old]
    older = recorded_at[old] >= recorded_at[new]  # a late copy of what was superseded since, or stood then
    fresh = incoming[(at < 0) | ~(same | older)]
    gone = _withdrawals(incoming, current[~pd.Series(stored).isin(served).to_numpy()])
    return compact.stack([fresh, gone]) if len(gone) else fresh


def same_values(rows: pd.DataFrame, one: _Places, other: _Places) -> npt.NDArray[np.bool_]:
    """Place by place, whether the published values of these rows are the same: see `news`."""
    equal = np.full(len(one), True)
    for name in VALUE_COLUMNS:
        if name in TEXTS:
            codes, _ = compact.codes_of(rows[name])
            equal &= codes[one] == codes[other]
        else:
            values = rows[name].to_numpy("float64", na_value=np.nan)
            a, b = values[one], values[other]
            tolerance = 1e-9 * np.abs(b) if name.startswith("score") else 0.0
            equal &= (np.abs(a - b) <= tolerance) | (np.isnan(a) & np.isnan(b))
    return equal


def _withdrawals(incoming: pd.DataFrame, missing: pd.DataFrame) -> pd.DataFrame:
    """A row for every stored one that is missing from its complete snapshot, now served again."""
    gone = compact.unpack(missing[~missing["withdrawn"]])
    if gone.empty:
        return gone
    snapshot = list(SNAPSHOT_KEY)
    whole = compact.unpack(incoming[incoming["complete"]].drop_duplicates(snapshot)).set_index(snapshot)
    gone = gone.set_index(snapshot, drop=False)
    gone = gone[gone.index.isin(whole.index)]
    gone = gone[gone["recorded_at"].to_numpy() < whole.loc[gone.index, "recorded_at"].to_numpy()].copy()
    for name in ("recorded_at", "recorded_basis", "response_sha256"):
        gone[name] = whole.loc[gone.index, name].to_numpy()
    gone["withdrawn"] = True
    return gone.reset_index(drop=True)


def summary(data: DataDir, names: list[str], source_id: str = _ANY) -> pd.DataFrame:
    """Stored rows grouped by these columns: rows, first_published_on, last_published_on, recorded_at (newest).

    source_id: only this source's. A source with a damaged file is left out and named in the log.
    """
    columns = list(dict.fromkeys([*names, "published_on", "recorded_at"]))
    ends = {"first_published_on": ("published_on", "min"), "last_published_on": ("published_on", "max")}
    ends |= {"recorded_at": ("recorded_at", "max")}

    def counted(paths: Sequence[Path]) -> pa.Table:
        parts = itertools.chain([parquet.packed(tuple(columns)).empty_table()], parquet.in_parts(paths, columns))
        counted = [_grouped(part, names, {"rows": ([], "count_all")} | ends) for part in parts]
        again = {name: (name, function) for name, (_, function) in ends.items()}
        return _grouped(pa.concat_tables(counted), names, {"rows": ("rows", "sum")} | again)

    frame = _as_far_as_readable(files(data, source_id), counted).to_pandas()
    dtypes = {field.name: field.dtype for field in schema.OBSERVATION if field.name in names}
    return frame.astype(dtypes).sort_values(names, ignore_index=True)


def _grouped(table: pa.Table, names: list[str], told: Mapping[str, tuple[Any, str]]) -> pa.Table:
    """One row for each of these values, texts spelled out, and what is told of them: name -> (column, function)."""
    for name in {*names} & {*TEXTS}:
        table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.string()))
    found = table.group_by(names).aggregate(list(told.values()))
    return found.rename_columns([*found.column_names[: len(names)], *told])


def rows_by_response(data: DataDir, source_id: str) -> dict[str, int]:
    """How many stored rows of a source came from each response: response_sha256 -> rows. Raises Damaged."""
    counted: Counter[str] = Counter()
    for part in parquet.in_parts(files(data, source_id), ["response_sha256"]):
        for count in part["response_sha256"].value_counts().to_pylist():
            counted[str(count["values"])] += int(count["counts"])
    return dict(counted)


def last_recorded(data: DataDir, source_id: str, basis: str) -> datetime | None:
    """The newest `recorded_at` (UTC) of a source's rows of this `recorded_basis`; None if none is. Raises Damaged."""
    moments = parquet.rows(files(data, source_id), ["recorded_at"], [{"recorded_basis": (basis, basis)}])
    last: datetime | None = pc.max(moments["recorded_at"]).as_py()
    return last and last.replace(tzinfo=UTC)


def append(
    data: DataDir,
    source_id: str,
    parts: Sequence[pd.DataFrame],
    private_boards: Iterable[str] = (),
    copies: DataDir | None = None,
) -> int:
    """Add observations of one source; returns how many. Each file is replaced atomically.

    parts: observations (schema.check), their texts as they are or packed. private_boards: boards whose
    rows stay in the user's own folder. copies: where each file is kept a second time. All files are written
    before any takes its place: a disk that is full leaves every one as it was. Appending the same rows again
    changes nothing, so a refresh that was killed between two files is completed by the next one.
    """
    paths = [places(data, source_id, part, private_boards) for part in parts]

    def rows(folder: Path, name: str) -> pd.DataFrame:
        path = str(folder / name)
        return compact.stack([part[of == path] for part, of in zip(parts, paths, strict=True) if path in of.categories])

    named = sorted({Path(path) for of in paths for path in of.categories})
    with ExitStack() as written:
        moves = [
            (written.enter_context(temporary), place)
            for folder, of_folder in itertools.groupby(named, lambda path: path.parent)
            for temporary, place in _added(folder, [path.name for path in of_folder], functools.partial(rows, folder))
        ]
        if copies is not None:
            for temporary, place in list(moves):
                for file in sorted(temporary.iterdir()) if temporary.is_dir() else [temporary]:
                    landed = place / file.name if temporary.is_dir() else place
                    copy = copies.root / landed.relative_to(data.root)
                    moves.append((written.enter_context(filled(copy, functools.partial(shutil.copyfile, file))), copy))
        for temporary, place in moves:
            temporary.replace(place)
    return sum(map(len, parts))


def _added(
    folder: Path, names: Sequence[str], rows: Callable[[str], pd.DataFrame]
) -> Iterator[tuple[AbstractContextManager[Path], Path]]:
    """What is to be written to add to the files of these names, and where it belongs.

    The first ones come all at once: a part of them would look like a whole load.
    """
    if any(folder.glob(_FILES)):
        for name in names:
            path = folder / name
            yield filled(path, functools.partial(_merge, path, rows(name))), path
        return

    def fill(temporary: Path) -> None:
        for name in names:
            write_file(temporary / name, rows(name))

    yield filled_folder(folder, fill), folder


def places(data: DataDir, source_id: str, rows: pd.DataFrame, private_boards: Iterable[str]) -> pd.Categorical:
    """The address of the file that each row belongs into."""
    months, distinct = pd.factorize(rows["recorded_at"].dt.to_period("M"))
    private = rows["board_id"].isin(set(private_boards)).to_numpy()
    folders = (data.observations, data.local_observations)
    files = [str(folder / source_id / f"{_file_name(month)}.parquet") for month in distinct for folder in folders]
    file, named = pd.factorize(pd.Series(files))  # the months of a closed year share one
    return pd.Categorical.from_codes(file[len(folders) * months + private], named).remove_unused_categories()


def _file_name(month: pd.Period) -> str:
    """Closed years are one file, so that it never changes again."""
    return str(month) if month.year >= clock.now().year else str(month.year)


def _merge(path: Path, rows: pd.DataFrame, place: Path) -> None:
    """Write to `place` what the file at `path` holds and these rows, a row group at a time: others may be large."""
    rest = _once(rows.iloc[:0], rows)
    with writing(place) as write:
        for part in parquet.in_parts([path], COLUMNS) if path.exists() else ():
            held = _frame(part, TEXTS)
            among = _up_to(rest, held.iloc[-1])
            write(_once(held, rest.iloc[:among]) if among else held)
            rest = rest.iloc[among:]
        write(rest)


def _up_to(rows: pd.DataFrame, last: "pd.Series[Any]") -> int:
    """How many of these sorted rows do not come after this one."""

    def key(place: int) -> tuple[Any, ...]:
        return tuple(rows[name].iloc[place] for name in _ORDER)

    return bisect.bisect_right(range(len(rows)), tuple(last[name] for name in _ORDER), key=key)


def _once(held: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Both, sorted, without those of the second that the first has."""
    both = compact.stack([held, rows])
    return in_order(both[~pd.Series(compact.numbers(both, [*LOGICAL_KEY, "recorded_at"])).duplicated()])


def read_file(path: Path) -> pd.DataFrame:
    """The observations in one file. Raises Damaged."""
    return _frame(parquet.rows([path], COLUMNS))


def write_file(path: Path, rows: pd.DataFrame) -> None:
    """Observations as one file, sorted for filtered reading. Atomic."""
    write_atomically(path, functools.partial(_write, rows))


def _write(rows: pd.DataFrame, path: Path) -> None:
    with writing(path) as write:
        write(in_order(rows))


@contextmanager
def writing(path: Path) -> Iterator[Callable[[pd.DataFrame], None]]:
    """Write observations to a file, part by part in its order, in full row groups. Not atomic."""
    import pyarrow.parquet as pq  # noqa: PLC0415 (who only reads, may need nothing of it)

    layout = parquet.packed(COLUMNS)
    short = layout.empty_table()

    def put(table: pa.Table) -> None:
        file.write_table(table.unify_dictionaries().combine_chunks(), row_group_size=_ROW_GROUP)

    def write(rows: pd.DataFrame) -> None:
        nonlocal short
        table = pa.Table.from_pandas(compact.pack(rows), preserve_index=False).replace_schema_metadata().cast(layout)
        table = pa.concat_tables([short, table])
        full = len(table) - len(table) % _ROW_GROUP
        if full:
            put(table.slice(0, full))
        short = table.slice(full)

    # without Arrow's own schema a reader finds plain texts
    with pq.ParquetWriter(path, layout, compression="zstd", store_schema=False, write_page_checksum=True) as file:
        yield write
        if len(short):
            put(short)


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Observations packed, in the order of a file."""
    rows = compact.pack(rows)
    return rows.iloc[np.lexsort([_ranks(rows[name]) for name in reversed(_ORDER)])]


def _ranks(column: pd.Series) -> npt.NDArray[Any]:
    """Numbers that sort as the column does."""
    if column.dtype != "category":
        return column.to_numpy()
    return np.argsort(np.argsort(column.cat.categories.to_numpy("object")))[column.cat.codes.to_numpy()]


def _frame(table: pa.Table, packed: Collection[str] = ()) -> pd.DataFrame:
    """Arrow -> the schema's pandas dtypes, but for these texts, which stay categories."""
    large = table.nbytes > _LARGE
    frame: pd.DataFrame = table.to_pandas(
        types_mapper={pa.int64(): pd.Int64Dtype()}.get, split_blocks=True, self_destruct=True
    )
    del table
    if large:
        pa.default_memory_pool().release_unused()  # Arrow would hold several times what is left
    return frame.assign(**{name: compact.text(frame[name]) for name in frame if name in TEXTS and name not in packed})
