"""Rows out of Parquet files: the columns asked for, and of those only the row groups that can hold a wanted row.

The footers say of every column of a row group its least and greatest value. A row group that they put outside of all
ranges is passed over, and a column that they show to hold a single value is filled with it: neither is read. Nor is it
read again which boards and categories lie where in a file, as long as it is remembered.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from cachetools import LRUCache

from leaderboard.records.files import readable, version
from leaderboard.records.schema import ARROW, TEXTS

#: A condition: column -> the least and the greatest value that it may have, None without limit.
Ranges = Mapping[str, "_Ends"]
_Ends = tuple[Any, Any]
_Flags = npt.NDArray[np.bool_]
#: A column as runs of codes, and the texts that they stand for.
_Runs = tuple[pa.Array, pa.Array]
_PLACES = {field: place for place, field in enumerate(ARROW.names)}
_ANYWHERE: Ranges = {}
#: Files are sorted by these columns, so that a few runs of equal values tell all of them.
_IN_RUNS = ("board_id", "category")
#: What is remembered of files takes no more bytes than this; what nobody asked for longest goes first.
_MAX_BYTES = 16 * 2**20
#: In memory a footer takes so many times its length.
_UNFOLDED = 10
#: Arrow's own allocator keeps for itself what a large read has let go: a sixth of what a process with one answer takes.
pa.set_memory_pool(pa.system_memory_pool())
_files: LRUCache[tuple[int, ...], "_File"] = LRUCache(_MAX_BYTES, getsizeof=lambda file: file.nbytes)
_turn = Lock()


def packed(columns: Iterable[str]) -> pa.Schema:
    """The schema of these columns, with texts as dictionaries."""
    fields = [ARROW.field(name) for name in columns]
    return pa.schema([_packed(field) if field.name in TEXTS else field for field in fields])


def _packed(field: pa.Field) -> pa.Field:
    return field.with_type(pa.dictionary(pa.int32(), field.type))


def rows(paths: Iterable[Path], columns: Sequence[str], asked: Sequence[Ranges] = (_ANYWHERE,)) -> pa.Table:
    """The rows that lie within any of the ranges asked, in the order of the files; texts as dictionaries.

    Raises Damaged.
    """
    parts = [packed(columns).empty_table(), *in_parts(paths, columns, asked)]
    return pa.concat_tables(parts).unify_dictionaries()


def in_parts(
    paths: Iterable[Path], columns: Sequence[str], asked: Sequence[Ranges] = (_ANYWHERE,)
) -> Iterator[pa.Table]:
    """The same, a row group at a time: for whoever does not need all at once, as that may be a lot. Raises Damaged."""
    for path in paths:
        with readable(path, "observations as Parquet"):
            yield from _rows(path, columns, asked)


def _rows(path: Path, columns: Sequence[str], asked: Sequence[Ranges]) -> Iterator[pa.Table]:
    with pa.OSFile(str(path)) as opened:
        known = version(os.fstat(opened.fileno()))  # of the open file: another may have taken its place since
        told = _told(known, opened)
        wanted = [(group, possible) for group in told.groups if (possible := group.possible(asked))]
        if not wanted:
            return
        file = pq.ParquetFile(opened, metadata=told.footer, read_dictionary=TEXTS, page_checksum_verification=True)
        for group, possible in wanted:
            yield group.rows(file, columns, possible)
        _remember(known, told)  # which may have grown


def _told(known: tuple[int, ...], opened: pa.OSFile) -> "_File":
    """What a file says of its columns and row groups, read once of every version of it."""
    with _turn:
        told: _File | None = _files.get(known)
    if told is None:
        told = _File(pq.read_metadata(opened))
        _remember(known, told)
    return told


def _remember(known: tuple[int, ...], told: "_File") -> None:
    if told.nbytes <= _MAX_BYTES:
        with _turn:
            _files[known] = told


class _File:
    """What is remembered of one version of a file."""

    def __init__(self, footer: pq.FileMetaData) -> None:
        self.footer = footer
        self.groups = [_Group(footer.row_group(number), number) for number in range(footer.num_row_groups)]

    @property
    def nbytes(self) -> int:
        """What that takes in memory."""
        return _UNFOLDED * self.footer.serialized_size + sum(group.nbytes for group in self.groups)


class _Group:
    """One row group of a file, by its footer."""

    def __init__(self, footer: pq.RowGroupMetaData, number: int) -> None:
        self._footer = footer
        self._number = number
        self._told: dict[str, _Ends | None] = {}
        self._singles: dict[str, pa.Scalar | None] = {}
        self._runs: dict[str, _Runs] = {}

    @property
    def nbytes(self) -> int:
        """What the runs take in memory."""
        return sum(codes.nbytes + texts.nbytes for codes, texts in self._runs.values())

    def possible(self, asked: Sequence[Ranges]) -> list[Ranges]:
        """The ranges in which rows of this group may lie, each without what holds for all of them."""
        kept: list[Ranges] = []
        for ranges in asked:
            ends = {name: self._ends(name) for name in ranges}
            if not any((told := ends[name]) and _apart(told, wanted) for name, wanted in ranges.items()):
                kept.append({name: wanted for name, wanted in ranges.items() if not _inside(ends[name], wanted)})
        return kept

    def rows(self, file: pq.ParquetFile, columns: Sequence[str], asked: Sequence[Ranges]) -> pa.Table:
        """These columns of the rows within any of the ranges."""
        if not all(asked):
            return self._table(columns, self._read(file, columns), self._footer.num_rows)
        tested = self._read(file, dict.fromkeys(name for ranges in asked for name in ranges))
        wanted = np.any([self._within(tested, ranges) for ranges in asked], axis=0)
        count = int(np.count_nonzero(wanted))
        if not count:
            return packed(columns).empty_table()
        read = tested | self._read(file, (name for name in columns if name not in tested))
        chosen = pa.array(wanted)
        return self._table(columns, {name: read[name].filter(chosen) for name in columns if name in read}, count)

    def _within(self, read: Mapping[str, pa.Array], ranges: Ranges) -> _Flags:
        """Which rows lie within the ranges. A column that was not read has no value: a single one was judged before."""
        wanted = np.full(self._footer.num_rows, all(name in read for name in ranges))
        for name, (least, greatest) in ranges.items():
            if name in read:
                wanted &= _between(read[name], least, greatest)
        return wanted

    def _ends(self, name: str) -> _Ends | None:
        """The least and the greatest value of a column, if the footer tells and none is null."""
        if name not in self._told:
            told = self._footer.column(_PLACES[name]).statistics
            whole = told is not None and told.has_min_max and told.null_count == 0
            self._told[name] = (told.min, told.max) if whole else None
        return self._told[name]

    def _read(self, file: pq.ParquetFile, columns: Iterable[str]) -> dict[str, pa.Array]:
        """All values of these columns, but for those with a single one."""
        names = [name for name in columns if self._single(name) is None]
        unknown = [name for name in names if name not in self._runs]
        read = {name: _spread(*self._runs[name]) for name in names if name in self._runs}
        if unknown:
            # Threads wait for each other longer than a column of one row group takes.
            table = file.read_row_group(self._number, columns=unknown, use_threads=False)
            read |= {name: table[name].combine_chunks() for name in unknown}
            self._runs |= {name: _in_runs(read[name]) for name in unknown if name in _IN_RUNS}
        return read

    def _table(self, columns: Sequence[str], read: Mapping[str, pa.Array], count: int) -> pa.Table:
        """So many rows of these columns: those read, and beside them those with a single value."""
        schema = packed(columns)
        arrays = [
            read[field.name] if field.name in read else _repeated(self._single(field.name), field.type, count)
            for field in schema
        ]
        return pa.table(arrays, schema=schema)

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
        return wanted == (None, None)
    return bool((least is None or ends[0] >= least) and (greatest is None or ends[1] <= greatest))


def _in_runs(column: pa.DictionaryArray) -> _Runs:
    return pc.run_end_encode(column.indices), column.dictionary


def _spread(codes: pa.RunEndEncodedArray, texts: pa.Array) -> pa.DictionaryArray:
    """What is told by runs, row by row."""
    return pa.DictionaryArray.from_arrays(pc.run_end_decode(codes), texts)


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
