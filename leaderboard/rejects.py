"""Rows that were set aside, kept beside the store: one CSV per source, columns normalize.REJECT_COLUMNS."""

import pandas as pd

from leaderboard.files import write_text
from leaderboard.normalize import REJECT_COLUMNS, no_rejects
from leaderboard.paths import DataDir


def read(data: DataDir, source_id: str) -> pd.DataFrame:
    """The rows of one source that were set aside."""
    path = data.rejects / f"{source_id}.csv"
    if not path.exists():
        return no_rejects()
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    rows["published_on"] = pd.to_datetime(rows["published_on"], format="%Y-%m-%d").astype("datetime64[us]")
    return rows[list(REJECT_COLUMNS)]


def keep(data: DataDir, source_id: str, rows: pd.DataFrame) -> None:
    """Add rows, each once however many responses repeat it, in a fixed order. Atomic."""
    before = read(data, source_id)
    same_row = [name for name in REJECT_COLUMNS if name != "response_sha256"]
    after = pd.concat(
        [before, rows.fillna({name: "" for name in same_row if name != "published_on"})], ignore_index=True
    )
    after = after.drop_duplicates(same_row).sort_values(same_row, kind="stable", na_position="first")
    if len(after) > len(before):
        text = after.to_csv(index=False, date_format="%Y-%m-%d", lineterminator="\n")
        write_text(data.rejects / f"{source_id}.csv", text)
