"""What changed from one export to another, a board at a time: scores, who made what, and what the sentences say."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from leaderboard.publish.export.package import MANIFEST
from leaderboard.records import compact, store
from leaderboard.records.files import readable
from leaderboard.records.schema import LOGICAL_KEY, VALUE_COLUMNS

#: change: `added`, `rescored`, `withdrawn` (a score), `re-attributed` (a published name), `sentence` (a board's
#: answer). before, after: what stood in one and stands in the other, null where nothing does.
DIFFERENCE_DTYPES = {
    "change": "str",
    "board_id": "str",
    "category": "str",
    "benchmark_version": "str",
    "published_on": "datetime64[us]",
    "model_name": "str",
    "setting": "str",
    "before": "str",
    "after": "str",
}
#: What may be said of a name, in the order in which a row says it.
_SAID = ("model_id", "organization_id", "country", "base_country", "openness")
_KEY = list(LOGICAL_KEY)
_READ = [*LOGICAL_KEY, *VALUE_COLUMNS, *_SAID, "withdrawn", "recorded_at"]


def difference(one: Path, other: Path) -> pd.DataFrame:
    """What the second export says otherwise than the first: columns of DIFFERENCE_DTYPES, sentences first.

    A score counts as rescored where its value, interval, sample size, license or organization changed, as in the
    store. A name is re-attributed where model, organization, country, base or openness of a score that both have
    changed: a row for each such change of a board. attrs["notes"]: how many there are of each kind.
    """
    days = [_day(folder) for folder in (one, other)]
    parts = [_sentences(one, other)]
    before, after = (_Boards(folder) for folder in (one, other))
    for board_id in sorted({*before.groups, *after.groups}):
        parts += _of_board(before.rows(board_id), after.rows(board_id))
    table = pd.concat([part.reindex(columns=list(DIFFERENCE_DTYPES)).astype(DIFFERENCE_DTYPES) for part in parts])
    counted = table["change"].value_counts()
    told = ", ".join(f"{counted[kind]:,} {kind}" for kind in counted.index) or "nothing changed"
    table.attrs["notes"] = (f"{' to '.join(days)}: {told}.",)
    return table.reset_index(drop=True)


def _day(folder: Path) -> str:
    """The day of an export, which `latest` does not have in its name. Raises FileNotFoundError where there is none."""
    if not (folder / MANIFEST).exists():
        raise FileNotFoundError(f"{folder}: expected the folder of an export, found no {MANIFEST} in it")
    with readable(folder / MANIFEST, "the manifest of an export"):
        return str(json.loads((folder / MANIFEST).read_bytes())["date"])


class _Boards:
    """The observations of an export, board by board: each has row groups of its own."""

    def __init__(self, folder: Path) -> None:
        path = folder / "observations.parquet"
        with readable(path, "the observations of an export"):
            self._file = pq.ParquetFile(path)
            place = self._file.schema_arrow.get_field_index("board_id")
            self.groups: dict[str, list[int]] = {}
            for number in range(self._file.num_row_groups):
                told = self._file.metadata.row_group(number).column(place).statistics
                self.groups.setdefault(told.min, []).append(number)

    def rows(self, board_id: str) -> pd.DataFrame:
        """The scores that stand, one per key; texts as categories."""
        table = self._file.read_row_groups(self.groups.get(board_id, []), columns=_READ)
        texts = [field.name for field in table.schema if pa.types.is_string(field.type)]
        found = table.to_pandas(categories=texts, types_mapper={pa.int64(): pd.Int64Dtype()}.get)
        current = store.newest(found)
        return current[~current["withdrawn"]].reset_index(drop=True)


def _of_board(before: pd.DataFrame, after: pd.DataFrame) -> Iterator[pd.DataFrame]:
    both = compact.stack([before, after])
    number = compact.numbers(both, _KEY)
    old, new = pd.Index(number[: len(before)]), pd.Index(number[len(before) :])
    yield _changed("added", after[~new.isin(old)], after="score")
    yield _changed("withdrawn", before[~old.isin(new)], before="score")
    at = old.get_indexer(new)
    one, other = at[at >= 0], len(before) + np.flatnonzero(at >= 0)
    rescored = ~store.same_values(both, one, other)
    yield _beside("rescored", both, one[rescored], other[rescored], VALUE_COLUMNS)
    differs = np.zeros(len(one), dtype=bool)
    for name in _SAID:
        codes, _ = compact.codes_of(both[name])
        differs |= codes[one] != codes[other]
    said = _beside("re-attributed", both, one[differs], other[differs], _SAID)
    said = said.sort_values("published_on", kind="stable").drop_duplicates(["model_name", "before", "after"])
    yield said.assign(category="", benchmark_version="", setting="")


def _changed(change: str, rows: pd.DataFrame, **told: str) -> pd.DataFrame:
    """Rows that only one of the exports has."""
    texts = {place: rows[name].map(repr) for place, name in told.items()}
    return _spelled(rows).assign(change=change, **texts)


def _beside(
    change: str, rows: pd.DataFrame, one: npt.NDArray[Any], other: npt.NDArray[Any], columns: Sequence[str]
) -> pd.DataFrame:
    """Rows at these places of which some columns differ: before and after say which, and how."""
    mine, theirs = (rows.iloc[at][list(columns)].to_dict("records") for at in (one, other))
    pairs = [
        [", ".join(f"{name} {_cell(row[name])}" for name in names) for row in (old, new)]
        for old, new in zip(mine, theirs, strict=True)
        for names in [[name for name in columns if _cell(old[name]) != _cell(new[name])]]
    ]
    told = pd.DataFrame(pairs, columns=["before", "after"], dtype="str")
    return _spelled(rows.iloc[other]).reset_index(drop=True).assign(change=change, **told)


def _spelled(rows: pd.DataFrame) -> pd.DataFrame:
    return compact.spelled(rows[[name for name in DIFFERENCE_DTYPES if name in rows]])


def _cell(value: Any) -> str:
    return "unknown" if pd.isna(value) else str(value)


def _sentences(one: Path, other: Path) -> pd.DataFrame:
    """The boards whose answer reads otherwise."""
    before, after = (_answers(folder) for folder in (one, other))
    both = before.add_suffix("_before").join(after.add_suffix("_after"), how="outer").reset_index()
    both = both[both["headline_before"].fillna("") != both["headline_after"].fillna("")]
    told = both.rename(columns={"headline_before": "before", "headline_after": "after", "date_after": "published_on"})
    return told.assign(change="sentence", category=told["category_after"].fillna(told["category_before"]))


def _answers(folder: Path) -> pd.DataFrame:
    path = folder / "answers.parquet"
    with readable(path, "the answers of an export"):
        return pd.read_parquet(path, columns=["board_id", "category", "date", "headline"]).set_index("board_id")
