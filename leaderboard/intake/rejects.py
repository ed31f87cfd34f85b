"""Rows that were set aside, kept beside the store: one CSV per source, columns normalize.REJECT_COLUMNS.

They hold scores too: those of boards that may not be redistributed stay in a folder that git ignores.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import pandas as pd

from leaderboard.intake.normalize import REJECT_COLUMNS, no_rejects
from leaderboard.records.files import csv_text, readable, version, write_text
from leaderboard.records.paths import DataDir


def read(data: DataDir, source_id: str) -> pd.DataFrame:
    """The rows of one source that were set aside, public and local. Raises Damaged."""
    parts = [read_file(folder / f"{source_id}.csv") for folder in (data.rejects, data.local_rejects)]
    return pd.concat(parts, ignore_index=True)


def of_reason(data: DataDir, source_id: str, reason: str) -> pd.DataFrame:
    """Those of one source that were set aside for one reason, read once of every version of a file. Raises Damaged."""
    paths = [folder / f"{source_id}.csv" for folder in (data.rejects, data.local_rejects)]
    parts = [_of_reason(path, version(path.stat()), reason) for path in paths if path.exists()]
    return pd.concat([no_rejects(), *parts], ignore_index=True)


@lru_cache(64)
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
    after = pd.concat(
        [before, rows.fillna({name: "" for name in same_row if name != "published_on"})], ignore_index=True
    )
    after = after.drop_duplicates(same_row).sort_values(same_row, kind="stable", na_position="first")
    if len(after) > len(before):
        write_text(path, csv_text(after.assign(published_on=after["published_on"].dt.strftime("%Y-%m-%d"))))
