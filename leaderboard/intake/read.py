"""Which responses of a source were read, kept beside the store: one CSV per source, columns of _COLUMNS.

rows: how many stored rows came from these bytes. retrieved_on: the day on which they were first had, blank where that
is not known. Of an address the last line is what it said last; those before it
are kept as long as rows of theirs are. A clone has neither state nor archive: by this it knows what the seed holds,
asks for none of it again, and sees where a part of it is missing.
"""

from collections import Counter
from pathlib import Path

import pandas as pd

from fetchers import Source
from leaderboard.intake import quarantine
from leaderboard.intake.archive import Archive, Responses
from leaderboard.records import store
from leaderboard.records.files import csv_text, readable, write_text
from leaderboard.records.paths import DataDir

_COLUMNS = ["url", "sha256", "rows", "retrieved_on"]


def before(data: DataDir, source: Source) -> Responses | None:
    """What each address said last; None where rows that came from any are missing. Raises Damaged."""
    told, stored = read_file(_path(data, source)), _rows(data, source)
    if any(stored[sha256] < rows for sha256, rows in zip(told["sha256"], told["rows"], strict=True)):
        return None
    return {url: {"sha256": sha256} for url, sha256 in zip(told["url"], told["sha256"], strict=True)}


def keep(data: DataDir, source: Source, responses: Responses) -> None:
    """Write what was read of a source so far, but for what waits in quarantine: a clone is to find it again. Atomic."""
    told, stored = read_file(_path(data, source)), _rows(data, source)
    waiting = set(quarantine.read(data, source.id)["response_sha256"])
    now = {(url, str(answer["sha256"])) for url, answer in responses.items() if answer["sha256"] not in waiting}
    past = [pair for pair in zip(told["url"], told["sha256"], strict=True) if pair not in now and stored[pair[1]]]
    pairs = sorted([*past, *sorted(now)], key=lambda pair: pair[0])
    path = _path(data, source)
    if not (pairs or path.exists()):
        return  # a first load of which nothing could be read leaves nothing
    first_had = _days(data, told, {sha256 for _, sha256 in pairs})
    rows = [(*pair, stored[pair[1]], first_had.get(pair[1], "")) for pair in pairs]
    text = csv_text(pd.DataFrame(rows, columns=_COLUMNS))
    if not (path.exists() and path.read_bytes() == text.encode()):
        write_text(path, text)


def where(data: DataDir, source: Source) -> dict[str, tuple[str, str]]:
    """sha256 -> the address at which these bytes were had, and the first day, "" if unknown. Raises Damaged."""
    told = read_file(_path(data, source))
    return {
        sha256: (url, day) for url, sha256, day in zip(told["url"], told["sha256"], told["retrieved_on"], strict=True)
    }


def read_file(path: Path) -> pd.DataFrame:
    """What was read of one source, by its file; nothing where there is none. Raises Damaged."""
    if not path.exists():
        return pd.DataFrame(columns=_COLUMNS)
    with readable(path, f"a table with {','.join(_COLUMNS)}"):
        found = pd.read_csv(path, dtype={"rows": "int64"}, keep_default_na=False)
        days = {} if "retrieved_on" in found else {"retrieved_on": ""}  # it came later than the others
        return found.assign(**days)[_COLUMNS]


def _days(data: DataDir, told: pd.DataFrame, wanted: set[str]) -> dict[str, str]:
    """sha256 -> the first day on which the bytes are known to have been had, at least of those that are wanted."""
    noted = {sha256: day for sha256, day in zip(told["sha256"], told["retrieved_on"], strict=True) if day}
    if wanted <= noted.keys():
        return noted
    archived = {
        entry["sha256"]: entry["retrieved_at"][: len("2025-08-04")]
        for entry in reversed(Archive(data.archive).manifest())
    }
    return archived | noted


def _rows(data: DataDir, source: Source) -> Counter[str]:
    return Counter(store.rows_by_response(data, source.id))


def _path(data: DataDir, source: Source) -> Path:
    public = any(board.redistributable for board in source.boards)
    return (data.read if public else data.local_read) / f"{source.id}.csv"
