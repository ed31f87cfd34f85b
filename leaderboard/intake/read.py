"""Which responses of a source were read, kept beside the store: one CSV per source, columns url, sha256, rows.

rows: how many stored rows came from these bytes. Of an address the last line is what it said last; those before it
are kept as long as rows of theirs are. A clone has neither state nor archive: by this it knows what the seed holds,
asks for none of it again, and sees where a part of it is missing.
"""

from collections import Counter
from pathlib import Path

import pandas as pd

from fetchers import Source
from leaderboard.intake import quarantine
from leaderboard.intake.archive import Responses
from leaderboard.records import store
from leaderboard.records.files import csv_text, readable, write_text
from leaderboard.records.paths import DataDir

_COLUMNS = ["url", "sha256", "rows"]


def before(data: DataDir, source: Source) -> Responses | None:
    """What each address said last; None where rows that came from any are missing. Raises Damaged."""
    told, stored = _read(data, source), _rows(data, source)
    if any(stored[sha256] < rows for sha256, rows in zip(told["sha256"], told["rows"], strict=True)):
        return None
    return {url: {"sha256": sha256} for url, sha256 in zip(told["url"], told["sha256"], strict=True)}


def keep(data: DataDir, source: Source, responses: Responses) -> None:
    """Write what was read of a source so far, but for what waits in quarantine: a clone is to find it again. Atomic."""
    told, stored = _read(data, source), _rows(data, source)
    waiting = set(quarantine.read(data, source.id)["response_sha256"])
    now = {(url, str(answer["sha256"])) for url, answer in responses.items() if answer["sha256"] not in waiting}
    past = [pair for pair in zip(told["url"], told["sha256"], strict=True) if pair not in now and stored[pair[1]]]
    pairs = sorted([*past, *sorted(now)], key=lambda pair: pair[0])
    text = csv_text(pd.DataFrame([(*pair, stored[pair[1]]) for pair in pairs], columns=_COLUMNS))
    path = _path(data, source)
    if not (path.exists() and path.read_bytes() == text.encode()):
        write_text(path, text)


def _read(data: DataDir, source: Source) -> pd.DataFrame:
    path = _path(data, source)
    if not path.exists():
        return pd.DataFrame(columns=_COLUMNS)
    with readable(path, f"a table with {','.join(_COLUMNS)}"):
        return pd.read_csv(path, dtype={"url": "str", "sha256": "str", "rows": "int64"})[_COLUMNS]


def _rows(data: DataDir, source: Source) -> Counter[str]:
    return Counter(store.rows_by_response(data, source.id))


def _path(data: DataDir, source: Source) -> Path:
    public = any(board.redistributable for board in source.boards)
    return (data.read if public else data.local_read) / f"{source.id}.csv"
