"""Vectara's hallucination leaderboard: how often a summary says what its document does not, as a model judges it.

The table stands in the README of its repository. In November 2025 the documents were replaced by
longer and harder ones: rates rose, and the two sets do not compare. A low rate with a low answer
rate is not good, but the board ranks by the hallucination rate alone.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pandas as pd

from fetchers._git_history import news, tables
from fetchers._source import GITHUB, Board, Get, History, Hole, LayoutChanged, RawResponse, ScoreTable, Source
from fetchers._text import read_records, text_of

_REPOSITORY = "vectara/hallucination-leaderboard"
_NAMES = {"Model": "model_name", "Hallucination Rate": "score"}
_FIRST_TABLE = datetime(2023, 11, 1, tzinfo=UTC)  # the README announced the board a day before it showed one
_NEW_SINCE = datetime(2025, 11, 1, tzinfo=UTC)
_OLD = ("2023", 831)  # the documents that every model summarized
_NEW = ("2025-11", 7700)


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    address = f"https://raw.githubusercontent.com/{_REPOSITORY}/main/README.md"
    yield from tables(news(get, address, _REPOSITORY, "README.md", history=history), _rows)


def _rows(response: RawResponse, committed_at: datetime | None) -> pd.DataFrame | None:
    text = text_of(response)
    if committed_at and committed_at < _FIRST_TABLE:
        return None
    release, documents = _OLD if committed_at and committed_at < _NEW_SINCE else _NEW
    return _table(response, text).assign(benchmark_version=release, sample_size=documents)


def _table(response: RawResponse, text: str) -> pd.DataFrame:
    """The first Markdown table that has the columns of `_NAMES`, its cells as published."""
    lines = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines()]
    start = next((place for place, cells in enumerate(lines) if {*_NAMES} <= {*cells}), None)
    if start is None:
        raise LayoutChanged(f"{response.url}: expected a table with the columns {[*_NAMES]}, found none")
    header, body = lines[start], []
    if any(header.count(name) > 1 for name in _NAMES):
        raise LayoutChanged(f"{response.url}: expected each column once, found {header}")
    for cells in lines[start + 1 :]:
        if len(cells) == 1:  # a table ends with the first line that has no cells
            break
        if not all(re.fullmatch(":?-+:?", cell) for cell in cells):
            body.append(cells)

    def read(cells: list[str]) -> dict[str, object]:
        told = dict(zip(header, cells, strict=True))
        return {"board_id": "vectara/hallucination", **{ours: told[name] for name, ours in _NAMES.items()}}

    return read_records(response, f"rows of {len(header)} cells", body, read, "vectara/hallucination")


SOURCE = Source(
    id="vectara",
    title="Vectara hallucination leaderboard",
    homepage="https://github.com/vectara/hallucination-leaderboard",
    license="Apache-2.0",
    license_url="https://github.com/vectara/hallucination-leaderboard/blob/main/LICENSE",
    attribution="Hallucination leaderboard, Vectara, Apache-2.0",
    boards=(
        Board(
            "vectara/hallucination",
            "Vectara: hallucination when summarizing",
            "hallucination_rate",
            "percent",
            higher_is_better=False,
            score_min=0,
            score_max=100,
        ),
    ),
    tables=_tables,
    expected_every=timedelta(days=45),
    hosts=GITHUB,
)
