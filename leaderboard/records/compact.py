"""Large tables in memory: packed (texts as categories) they take a third of it; keys are told apart by number."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from leaderboard.records.schema import OBSERVATION, SNAPSHOT_KEY, TEXTS

#: Keys are numbered by products of counts; beyond this one they are numbered anew.
_TOO_MANY = 2**62
#: Numbers up to this one are told apart by a table of them, in a third of the time of hashing; it takes 16 MB.
_LARGEST_IN_TABLE = 2**21


def pack(frame: pd.DataFrame) -> pd.DataFrame:
    """The same observations, texts as categories."""
    return frame.assign(**{name: frame[name].astype("category") for name in TEXTS})


def unpack(frame: pd.DataFrame) -> pd.DataFrame:
    """The same observations in the dtypes of the dictionary, however their texts came."""
    return spelled(frame).astype({field.name: field.dtype for field in OBSERVATION})


def spelled(frame: pd.DataFrame) -> pd.DataFrame:
    """The same table with text wherever it has categories."""
    packed = [str(name) for name, dtype in frame.dtypes.items() if isinstance(dtype, pd.CategoricalDtype)]
    return frame.assign(**{name: text(frame[name]) for name in packed}) if packed else frame


def text(column: pd.Series) -> pd.Series:
    """A column as text, null where it is null."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        # Several times faster than `astype`, and Arena has three million cells.
        texts = column.array.categories.astype("str").array
        return pd.Series(texts.take(column.array.codes, allow_fill=True), column.index)
    return column.astype("str")


def stack(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Tables of the same columns below each other, numbered from 0: packed where any of them is."""
    packed = {name for part in parts for name, dtype in part.dtypes.items() if isinstance(dtype, pd.CategoricalDtype)}
    if not packed:
        return pd.concat(parts, ignore_index=True)
    rest = pd.concat([part.drop(columns=list(packed)) for part in parts], ignore_index=True)
    return rest.assign(**{str(name): _united([part[name] for part in parts]) for name in packed})[list(parts[0])]


def _united(pieces: Sequence[pd.Series]) -> "pd.Categorical[Any]":
    """Columns of text below each other, as what pandas' union_categoricals says in a tenth of the time."""
    number_of: dict[str, int] = {}
    codes = []
    for piece in pieces:
        own, texts = codes_of(piece)
        numbers = [number_of.setdefault(text, len(number_of)) for text in texts.tolist()]
        codes.append(np.array([*numbers, -1], np.int32)[own])  # the code of null is -1, the last
    return pd.Categorical.from_codes(np.concatenate(codes), pd.Index(list(number_of), dtype="str"))


def numbers(rows: pd.DataFrame | pa.Table, columns: Sequence[str]) -> npt.NDArray[np.int64]:
    """A number per row, the same for rows that are the same in these columns. rows: as frame, or as Arrow has them."""
    number, count = np.zeros(len(rows), np.int64), 1
    for name in columns:
        codes, values = _codes_in_arrow(rows[name]) if isinstance(rows, pa.Table) else _codes(rows[name])
        distinct = len(values) + 1  # with null
        if count * distinct > _TOO_MANY:
            number, there = pd.factorize(number)
            count = len(there)
        number *= distinct  # in place, as a new array of a million numbers costs more than the sum
        number += codes
        number += 1
        count *= distinct
    return number


def distinct(number: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Each number's place among the distinct ones, in the order in which they come; and the first row of each.

    Numbers are at least 0, as `numbers` gives them.
    """
    if number.max(initial=0) > _LARGEST_IN_TABLE:
        number = pd.factorize(number)[0]
    first = np.full(number.max(initial=-1) + 1, -1)
    first[number[::-1]] = np.arange(len(number))[::-1]
    comes = np.sort(first[first >= 0])
    place = np.empty(len(first), np.int64)
    place[number[comes]] = np.arange(len(comes))
    return place[number], comes


def codes_of(column: pd.Series) -> tuple[npt.NDArray[np.int64], pd.Index]:
    """Per row the place of its value among the distinct ones, -1 for null; and those, which may hold unused ones."""
    codes, values = _codes(column)
    return codes.astype(np.int64), values


def _codes(column: pd.Series) -> tuple[npt.NDArray[np.integer[Any]], pd.Index]:
    """The same, places as short as they came."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.array.codes, column.array.categories
    codes, values = pd.factorize(column)
    return codes, pd.Index(values)


def _codes_in_arrow(column: pa.ChunkedArray) -> tuple[npt.NDArray[np.integer[Any]], pa.Array | pd.Index]:
    """The same of a column as Arrow has it, its texts as one dictionary."""
    if not pa.types.is_dictionary(column.type):
        return _codes(column.to_pandas())
    whole = column.combine_chunks()
    return whole.indices.fill_null(-1).to_numpy(), whole.dictionary


def among(column: pd.Series, values: Collection[str]) -> npt.NDArray[np.bool_]:
    """Which rows of a column of text hold one of these values; null does not."""
    codes, distinct_values = codes_of(column)
    return np.array([*(value in values for value in distinct_values), False])[codes]  # the code of null is -1, the last


def ranks(column: pd.Series) -> npt.NDArray[np.intp]:
    """Numbers that sort as the column does, null last."""
    codes, values = codes_of(column)
    return np.append(np.argsort(np.argsort(values.to_numpy("object"))), len(values))[codes]


def isin(rows: pd.DataFrame, others: pd.DataFrame, columns: Sequence[str] = SNAPSHOT_KEY) -> npt.NDArray[np.bool_]:
    """Whether the snapshot (or these columns) of each row is one of those of the others."""
    number = numbers(stack([rows[list(columns)], others[list(columns)].drop_duplicates()]), columns)
    return pd.Series(number[: len(rows)]).isin(number[len(rows) :]).to_numpy()
