"""BigCodeBench: Python tasks that call many libraries, completed from a docstring or instructed in plain words."""

import math
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

import pandas as pd

from fetchers._git_history import news, tables
from fetchers._parts import in_parts
from fetchers._source import GITHUB, Board, Get, History, Hole, RawResponse, ScoreTable, Source
from fetchers._text import json_of, laid_out, read_records

_SITE = "bigcode-bench.github.io"
#: Board -> its file and number of tasks.
_FILES = {"bigcodebench/full": ("results.json", 1140), "bigcodebench/hard": ("results-hard.json", 148)}


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    return in_parts(get, (((board_id,), partial(_board, board_id, history)) for board_id in _FILES))


def _board(board_id: str, history: History, get: Get) -> Iterator[ScoreTable | Hole]:
    file, tasks = _FILES[board_id]
    url, repository = f"https://{_SITE}/{file}", f"bigcode-bench/{_SITE}"
    return tables(news(get, url, repository, file, history=history), partial(_rows, board_id, tasks))


def _rows(board_id: str, tasks: int, response: RawResponse, _committed_at: datetime | None) -> pd.DataFrame:
    """Rows per model: both modes and their mean, which is the board's own order. Base models take no instructions."""
    expected = "models with pass@1 for complete and instruct as JSON"
    with laid_out(response, expected):
        models = json_of(response).items()
    return read_records(response, expected, models, partial(_model, board_id, tasks), board_id)


def _model(board_id: str, tasks: int, named: tuple[str, dict[str, Any]]) -> list[dict[str, object]]:
    name, model = named
    return [
        {
            "board_id": board_id,
            "category": category,
            "model_name": name,
            "score": score,
            "sample_size": tasks,
            "released_on": model.get("date"),
            "set_aside": "not run in this mode" if score is None else None,
        }
        for category, score in _scores(model["pass@1"]).items()
    ]


def _scores(published: dict[str, float | None]) -> dict[str, float | None]:
    complete, instruct = published["complete"], published["instruct"]
    mean = None if complete is None or instruct is None else math.fsum((complete, instruct)) / 2
    return {"overall": mean, "complete": complete, "instruct": instruct}


SOURCE = Source(
    id="bigcodebench",
    title="BigCodeBench",
    homepage="https://bigcode-bench.github.io",
    license="LicenseRef-none-stated",
    license_url="https://github.com/bigcode-bench/bigcode-bench.github.io",
    attribution="BigCodeBench leaderboard, bigcode-bench.github.io",
    boards=tuple(
        Board(board_id, title, "pass@1", "percent", score_min=0, score_max=100, redistributable=False)
        for board_id, title in (
            ("bigcodebench/full", "BigCodeBench"),
            ("bigcodebench/hard", "BigCodeBench: hard tasks"),
        )
    ),
    tables=_tables,
    expected_every=None,
    hosts=GITHUB,
)
