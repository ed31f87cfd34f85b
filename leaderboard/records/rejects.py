"""Rows that were set aside, kept beside the store: one CSV per source, REJECT_COLUMNS.

They hold scores too: those of boards that may not be redistributed stay in a folder that git ignores.
"""

from collections.abc import Hashable, Iterable
from functools import cache
from pathlib import Path
from threading import Lock

import pandas as pd
from cachetools import LRUCache, cached

from leaderboard.records.files import WRITABLE, csv_text, readable, version, write_text
from leaderboard.records.paths import DataDir

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
#: What is remembered of the rows takes no more bytes than this; what nobody asked for longest goes first.
_MAX_BYTES = 4 * 2**20
_remembered: LRUCache[Hashable, pd.DataFrame] = LRUCache(
    _MAX_BYTES, getsizeof=lambda rows: int(rows.memory_usage(deep=True).sum())
)


def no_rejects() -> pd.DataFrame:
    """An empty table of rejects."""
    return _no_rejects().copy(deep=False)


@cache
def _no_rejects() -> pd.DataFrame:
    texts = pd.DataFrame({name: pd.Series(dtype="str") for name in REJECT_COLUMNS})
    return texts.astype({"published_on": "datetime64[us]"})


def read(data: DataDir, source_id: str) -> pd.DataFrame:
    """The rows of one source that were set aside, public and local. Raises Damaged."""
    parts = [read_file(folder / f"{source_id}.csv") for folder in (data.rejects, data.local_rejects)]
    return pd.concat(parts, ignore_index=True)


def of_reason(data: DataDir, source_ids: Iterable[str], reason: str) -> pd.DataFrame:
    """Those of some sources that were set aside for one reason; read once of every version of a file. Raises
    Damaged.
    """
    folders = (data.rejects, data.local_rejects)
    paths = [folder / f"{source_id}.csv" for source_id in source_ids for folder in folders]
    parts = [_of_reason(path, version(path.stat()), reason) for path in paths if path.exists()]
    return pd.concat([no_rejects(), *parts], ignore_index=True)


@cached(_remembered, lock=Lock())
def _of_reason(path: Path, _: tuple[int, ...], reason: str) -> pd.DataFrame:
    rows = read_file(path)
    return rows[rows["reason"] == reason]


def keep(data: DataDir, source_id: str, rows: pd.DataFrame, private_boards: Iterable[str]) -> None:
    """Add rows, each once however many responses repeat it, in a fixed order. Atomic per file."""
    private = rows["board_id"].isin(list(private_boards))
    _keep(data.rejects / f"{source_id}.csv", rows[~private])
    _keep(data.local_rejects / f"{source_id}.csv", rows[private])


def read_file(path: Path) -> pd.DataFrame:
    """Those of one file; none where there is none. Raises Damaged."""
    if not path.exists():
        return no_rejects()
    with readable(path, f"a table with {','.join(REJECT_COLUMNS)}"):
        rows = pd.read_csv(path, dtype="str", keep_default_na=False)
        rows["published_on"] = pd.to_datetime(rows["published_on"], format="%Y-%m-%d").astype("datetime64[us]")
        return rows[list(REJECT_COLUMNS)]


def _keep(path: Path, rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    before = read_file(path)
    same_row = [name for name in REJECT_COLUMNS if name != "response_sha256"]
    texts = [name for name in same_row if name != "published_on"]
    told = rows.assign(**{name: rows[name].fillna("").str.replace(*WRITABLE, regex=False) for name in texts})
    after = pd.concat([before, told], ignore_index=True)
    after = after.drop_duplicates(same_row).sort_values(same_row, kind="stable", na_position="first")
    if len(after) > len(before):
        write_text(path, csv_text(after.assign(published_on=after["published_on"].dt.strftime("%Y-%m-%d"))))
