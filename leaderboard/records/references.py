"""What the references say: one CSV per reference, sorted, replaced whole, columns as the reference has them.

Facts are evidence to check the registry against (`leaderboard audit`); they attribute nothing by themselves. Figures
are set beside ours and check nothing. Those that may not be redistributed stay in a folder that git ignores.
"""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from fetchers import REFERENCES, Reference
from leaderboard.records.files import Damaged, csv_text, readable, write_text
from leaderboard.records.left_out import leave_out
from leaderboard.records.paths import DataDir

_KNOWN: dict[str, Reference] = {reference.id: reference for reference in REFERENCES}


def read(data: DataDir, reference_id: str) -> pd.DataFrame:
    """The facts of one reference as text, empty where it is silent; no rows where it was never refreshed.

    A column that was added since the file was written is empty. Raises Damaged.
    """
    return read_file(_path(data, reference_id))


def read_file(path: Path) -> pd.DataFrame:
    """The same of its file, which has its name. Raises Damaged."""
    columns = list(_KNOWN[path.stem].columns)
    if not path.exists():
        return pd.DataFrame(columns=columns, dtype="str")
    with readable(path, f"facts with {','.join(columns)}"):
        held = pd.read_csv(path, dtype="str", keep_default_na=False)
        return held.assign(**{name: "" for name in columns[1:] if name not in held})[columns]


def keep(data: DataDir, reference_id: str, facts: Iterable[pd.DataFrame]) -> tuple[int, bool]:
    """Replace the facts of one reference atomically. Returns how many there are, and whether that changed anything."""
    columns = list(_KNOWN[reference_id].columns)
    texts = [frame.reindex(columns=columns).astype("str") for frame in facts]
    told = pd.concat(texts, ignore_index=True).fillna("")
    lines = told.apply(lambda column: column.str.split().str.join(" "))  # upstream breaks lines within cells
    after = (lines if _KNOWN[reference_id].of_figures else lines.drop_duplicates()).sort_values(columns)
    path, text = _path(data, reference_id), csv_text(after)
    if path.exists() and path.read_bytes() == text.encode():
        return len(after), False
    write_text(path, text)
    return len(after), True


def every(data: DataDir) -> dict[str, pd.DataFrame]:
    """The facts of every reference that has any, by id. One that is damaged is left out and named in the log."""
    found = {}
    for reference in REFERENCES:
        if reference.of_figures:
            continue
        try:
            found[reference.id] = read(data, reference.id)
        except Damaged as error:
            leave_out(error, reference.id)
    return found


def hub_ids(data: DataDir) -> dict[str, str]:
    """Model name -> the hub id that a reference gives it, over all references."""
    facts = pd.concat([pd.DataFrame(columns=["model_name", "hub_id"], dtype="str"), *every(data).values()])
    placed = facts[facts["hub_id"] != ""]
    return dict(zip(placed["model_name"], placed["hub_id"], strict=True))


def _path(data: DataDir, reference_id: str) -> Path:
    folder = data.references if _KNOWN[reference_id].redistributable else data.local_references
    return folder / f"{reference_id}.csv"
