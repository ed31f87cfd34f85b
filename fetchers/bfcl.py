"""BFCL, the Berkeley Function-Calling Leaderboard: how well models call tools."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pandas as pd

from fetchers._git_history import news, tables
from fetchers._source import GITHUB, Board, Get, History, Hole, LayoutChanged, RawResponse, ScoreTable, Source
from fetchers._text import csv_of, rows_of

_COLUMNS = {
    "Rank": "rank",
    "Overall Acc": "score",
    "Model": "model_name",
    "Organization": "organization_name",
    "License": "license_name",
}
#: The file does not name its edition: each is known by the part of the test that it brought. Newest first.
_EDITIONS = {"Web Search Acc": "v4", "Multi Turn Acc": "v3", "Live Acc": "v2"}
#: From here on a file without the newest edition's part is not an older edition again: its layout changed.
_NEWEST_SINCE = datetime(2025, 8, 1, tzinfo=UTC)


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    file = "data_overall.csv"
    url = f"https://gorilla.cs.berkeley.edu/{file}"
    yield from tables(news(get, url, "ShishirPatil/gorilla", file, branch="gh-pages", history=history), _rows)


def _rows(response: RawResponse, committed_at: datetime | None) -> pd.DataFrame:
    newest = committed_at is None or committed_at >= _NEWEST_SINCE
    parts = list(_EDITIONS)[: 1 if newest else None]
    table = csv_of(response, _COLUMNS, parts)
    edition = next((_EDITIONS[part] for part in parts if part in table), None)
    if edition is None:
        raise LayoutChanged(f"{response.url}: expected one of the columns {parts}, found none of them")
    rows = table[list(_COLUMNS)].rename(columns=_COLUMNS).assign(board_id="bfcl/overall", benchmark_version=edition)
    return rows_of(response, rows.to_dict("records"))


SOURCE = Source(
    id="bfcl",
    title="Berkeley Function-Calling Leaderboard",
    homepage="https://gorilla.cs.berkeley.edu/leaderboard.html",
    license="Apache-2.0",
    license_url="https://github.com/ShishirPatil/gorilla/blob/main/LICENSE",
    attribution="Berkeley Function-Calling Leaderboard (Gorilla, UC Berkeley), Apache-2.0",
    boards=(Board("bfcl/overall", "BFCL: calling functions", "accuracy", "percent", score_min=0, score_max=100),),
    tables=_tables,
    expected_every=timedelta(days=180),
    hosts=GITHUB,
)
