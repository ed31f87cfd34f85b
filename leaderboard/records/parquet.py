"""Rows out of Parquet files: the columns asked for, and of those only the row groups that can hold a wanted row.

The footers say of every column of a row group its least and greatest value. A row group that they put outside of all
ranges is passed over, and a column that they show to hold a single value is filled with it: neither is read. Nor is it
read again which boards and categories lie where in a file, as long as it is remembered.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from cachetools import LRUCache

from leaderboard.records.files import readable, version
from leaderboard.records.schema import ARROW, TEXTS

if TYPE_CHECKING:
    import pyarrow.parquet as pq

#: A condition: column -> the least and the greatest value that it may have, None without limit.
Ranges = Mapping[str, "_Ends"]
_Ends = tuple[Any, Any]
_Flags = npt.NDArray[np.bool_]
_PLACES = {field: place for place, field in enumerate(ARROW.names)}
_ANYWHERE: Ranges = {}
_EXPECTED = "observations as Parquet"
_WHATEVER: _Ends = (None, None)
#: Files are sorted by these columns, so that a few runs of equal values tell all of them.
_IN_RUNS = ("board_id", "category")
#: What is remembered of files takes no more bytes than this; what nobody asked for longest goes first.
_MAX_BYTES = 16 * 2**20
#: So many bytes a run of rows takes in memory.
_OF_A_RUN = 400
#: In memory a footer takes so many times its length.
_UNFOLDED = 10
_files: LRUCache[tuple[int, ...], "_File"] = LRUCache(_MAX_BYTES, getsizeof=lambda file: file.nbytes)
_turn = Lock()


@lru_cache(maxsize=64)
def packed(columns: tuple[str, ...]) -> pa.Schema:
    """The schema of these columns, with texts as dictionaries."""
    fields = [ARROW.field(name) for name in columns]
    return pa.schema([_packed(field) if field.name in TEXTS else field for field in fields])


def _packed(field: pa.Field) -> pa.Field:
    return field.with_type(pa.dictionary(pa.int32(), field.type))


def versions(paths: Iterable[Path]) -> tuple[tuple[int, ...], ...]:
    """Which versions of these files lie there now. Raises Damaged."""
    found = []
    for path in paths:
        with readable(path, _EXPECTED):
            found.append(version(path.stat()))
    return tuple(found)


def rows(paths: Iterable[Path], columns: Sequence[str], asked: Sequence[Ranges] = (_ANYWHERE,)) -> pa.Table:
    """The rows that lie within any of the ranges asked, in the order of the files; texts as dictionaries.

    Raises Damaged.
    """
    parts = [packed(tuple(columns)).empty_table(), *in_parts(paths, columns, asked)]
    return pa.concat_tables(parts).unify_dictionaries()


def in_parts(
    paths: Iterable[Path], columns: Sequence[str], asked: Sequence[Ranges] = (_ANYWHERE,)
) -> Iterator[pa.Table]:
    """The same, a row group at a time: for whoever does not need all at once, as that may be a lot. Raises Damaged."""
    for path in paths:
        with readable(path, _EXPECTED):
            yield from _rows(path, columns, asked)


def _rows(path: Path, columns: Sequence[str], asked: Sequence[Ranges]) -> Iterator[pa.Table]:
    with pa.OSFile(str(path)) as opened:
        known = version(os.fstat(opened.fileno()))  # of the open file: another may have taken its place since
        told = _told(known, opened)
        wanted = [(group, possible) for group in told.groups if (possible := group.possible(asked))]
        if not wanted:
            return
        import pyarrow.parquet as pq  # noqa: PLC0415 (an answer that is kept asks only which files there are)

        file = pq.ParquetFile(opened, metadata=told.footer, read_dictionary=TEXTS, page_checksum_verification=True)
        for group, possible in wanted:
            yield group.rows(file, columns, possible)
        _remember(known, told)  # which may have grown


def _told(known: tuple[int, ...], opened: pa.OSFile) -> "_File":
    """What a file says of its columns and row groups, read once of every version of it."""
    with _turn:
        told: _File | None = _files.get(known)
    if told is None:
        import pyarrow.parquet as pq  # noqa: PLC0415 (as above)

        told = _File(pq.read_metadata(opened))
        _remember(known, told)
    return told


def _remember(known: tuple[int, ...], told: "_File") -> None:
    if told.nbytes <= _MAX_BYTES:
        with _turn:
            _files[known] = told


@dataclass(frozen=True)
class _Piece:
    """Rows of a row group beside each other: from which, and up to which they lie.

    asked: of these ranges any must hold. values: what all of the rows have in these columns. chosen: which of them are
    wanted, None for all.
    """

    start: int
    stop: int
    asked: Sequence[Ranges] = (_ANYWHERE,)
    values: Mapping[str, str] = field(default_factory=dict)
    chosen: _Flags | None = None

    @property
    def count(self) -> int:
        return self.stop - self.start if self.chosen is None else int(np.count_nonzero(self.chosen))

    def of(self, column: pa.Array) -> pa.Array:
        """The values of these rows, wanted or not."""
        return column.slice(self.start, self.stop - self.start)

    def within(self, read: Mapping[str, pa.Array]) -> "_Piece":
        """The rows within any range. A column that was not read has no value: a single one was judged before."""
        if not all(self.asked):
            return self
        chosen = np.full(self.stop - self.start, False)
        for ranges in self.asked:
            if all(name in read for name in ranges):
                chosen |= np.all([_between(self.of(read[name]), *ends) for name, ends in ranges.items()], axis=0)
        return replace(self, chosen=chosen)


class _File:
    """What is remembered of one version of a file."""

    def __init__(self, footer: "pq.FileMetaData") -> None:
        self.footer = footer
        self.groups = [_Group(footer.row_group(number), number) for number in range(footer.num_row_groups)]

    @property
    def nbytes(self) -> int:
        """What that takes in memory."""
        return _UNFOLDED * self.footer.serialized_size + sum(group.nbytes for group in self.groups)


class _Group:
    """One row group of a file, by its footer."""

    def __init__(self, footer: "pq.RowGroupMetaData", number: int) -> None:
        self._footer = footer
        self._number = number
        self._told: dict[str, _Ends | None] = {}
        self._singles: dict[str, pa.Scalar | None] = {}
        self._runs: list[_Piece] = []  # of one board and category each, once anybody asked for some

    @property
    def nbytes(self) -> int:
        """What the runs take in memory."""
        return len(self._runs) * _OF_A_RUN

    def possible(self, asked: Sequence[Ranges]) -> list[Ranges]:
        """The ranges in which rows of this group may lie, each without what holds for all of them."""
        kept: list[Ranges] = []
        for ranges in asked:
            ends = {name: self._ends(name) for name in ranges}
            if not any((told := ends[name]) and _apart(told, wanted) for name, wanted in ranges.items()):
                kept.append({name: wanted for name, wanted in ranges.items() if not _inside(ends[name], wanted)})
        return kept

    def rows(self, file: "pq.ParquetFile", columns: Sequence[str], asked: Sequence[Ranges]) -> pa.Table:
        """These columns of the rows within any of the ranges."""
        if not all(asked):
            return self._table(file, columns, [_Piece(0, self._footer.num_rows)], {})
        pieces = list(self._possible(file, asked))
        tested = self._read(file, dict.fromkeys(name for piece in pieces for ranges in piece.asked for name in ranges))
        wanted = [piece.within(tested) for piece in pieces]
        return self._table(file, columns, [piece for piece in wanted if piece.count], tested)

    def _possible(self, file: "pq.ParquetFile", asked: Sequence[Ranges]) -> Iterator["_Piece"]:
        """The runs that the ranges leave possible, with what must still be tested row by row."""
        if not any(name in ranges for ranges in asked for name in _IN_RUNS):
            yield _Piece(0, self._footer.num_rows, asked)
            return
        self._runs = self._runs or list(self._in_runs(file))
        for run in self._runs:
            rest = [
                {name: wanted for name, wanted in ranges.items() if name not in _IN_RUNS}
                for ranges in asked
                if all(_inside((value, value), ranges.get(name, _WHATEVER)) for name, value in run.values.items())
            ]
            if rest:
                yield replace(run, asked=rest)

    def _in_runs(self, file: "pq.ParquetFile") -> Iterator["_Piece"]:
        """The rows of one board and category after the other, as files are sorted by them."""
        read = self._read(file, _IN_RUNS)
        changed = [np.flatnonzero(np.diff(column.indices.to_numpy())) + 1 for column in read.values()]
        bounds = np.unique(np.concatenate([[0, self._footer.num_rows], *changed])).tolist()
        for start, stop in pairwise(bounds):
            values = {name: read[name][start] if name in read else self._single(name) for name in _IN_RUNS}
            yield _Piece(start, stop, values={name: str(value) for name, value in values.items()})

    def _ends(self, name: str) -> _Ends | None:
        """The least and the greatest value of a column, if the footer tells and none is null."""
        if name not in self._told:
            told = self._footer.column(_PLACES[name]).statistics
            whole = told is not None and told.has_min_max and told.null_count == 0
            self._told[name] = (told.min, told.max) if whole else None
        return self._told[name]

    def _read(self, file: "pq.ParquetFile", columns: Iterable[str]) -> dict[str, pa.Array]:
        """All values of these columns, but for those with a single one."""
        names = [name for name in columns if self._single(name) is None]
        if not names:
            return {}
        # Threads wait for each other longer than a column of one row group takes.
        table = file.read_row_group(self._number, columns=names, use_threads=False)
        columns = {name: table[name] for name in names}
        # Of a row group there is one chunk, which need not be copied to be one.
        return {name: one.chunk(0) if one.num_chunks == 1 else one.combine_chunks() for name, one in columns.items()}

    def _table(
        self, file: "pq.ParquetFile", columns: Sequence[str], pieces: Sequence["_Piece"], read: Mapping[str, pa.Array]
    ) -> pa.Table:
        """These columns of the rows of the pieces: those read, and beside them those with a single value."""
        schema = packed(tuple(columns))
        if not pieces:
            return schema.empty_table()
        told = {*read, *pieces[0].values}
        read = {**read, **self._read(file, (name for name in columns if name not in told))}
        arrays = [pa.chunked_array([self._column(piece, one, read) for piece in pieces], one.type) for one in schema]
        return pa.table(arrays, schema=schema)

    def _column(self, piece: "_Piece", one: pa.Field, read: Mapping[str, pa.Array]) -> pa.Array:
        """A column's values of these rows."""
        if one.name in read:
            values = piece.of(read[one.name])
            return values if piece.chosen is None else values.filter(pa.array(piece.chosen))
        single = piece.values.get(one.name)
        return _repeated(self._single(one.name) if single is None else pa.scalar(single), one.type, piece.count)

    def _single(self, name: str) -> pa.Scalar | None:
        """The one value of a column, if the footer says that there is no other."""
        if name not in self._singles:
            self._singles[name] = self._told_single(name)
        return self._singles[name]

    def _told_single(self, name: str) -> pa.Scalar | None:
        kind = ARROW.field(name).type
        if ends := self._ends(name):
            # a footer cannot tell 0.0 from -0.0
            return pa.scalar(ends[0], kind) if ends[0] == ends[1] and not pa.types.is_floating(kind) else None
        told = self._footer.column(_PLACES[name]).statistics
        return pa.scalar(None, kind) if told is not None and told.null_count == self._footer.num_rows else None


def _apart(ends: _Ends, wanted: _Ends) -> bool:
    """Whether nothing between these ends is wanted."""
    least, greatest = wanted
    return bool((least is not None and ends[1] < least) or (greatest is not None and ends[0] > greatest))


def _inside(ends: _Ends | None, wanted: _Ends) -> bool:
    """Whether all between these ends is wanted, whatever they are where no end is."""
    least, greatest = wanted
    if ends is None:
        return wanted == _WHATEVER
    return bool((least is None or ends[0] >= least) and (greatest is None or ends[1] <= greatest))


def _repeated(value: pa.Scalar, kind: pa.DataType, count: int) -> pa.Array:
    if not pa.types.is_dictionary(kind):
        return pa.repeat(value, count)
    if not value.is_valid:
        return pa.nulls(count, kind)
    return pa.DictionaryArray.from_arrays(np.zeros(count, np.int32), pa.array([value.as_py()], kind.value_type))


def _between(column: pa.Array, least: Any, greatest: Any) -> _Flags:
    """Which values lie between these ends; null does not."""
    if isinstance(column, pa.DictionaryArray):
        of_value = _between(column.dictionary, least, greatest)
        return np.append(of_value, False)[column.indices.fill_null(-1).to_numpy()]  # the code of null is -1, the last
    values = column.to_numpy(zero_copy_only=False)
    within = np.full(len(values), True)
    if least is not None:
        within &= values >= least
    if greatest is not None:
        within &= values <= greatest
    return within
