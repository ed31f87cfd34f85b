"""Open ASR leaderboard: word error rates of speech recognition, from the tables in its repository."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import pandas as pd

from fetchers._git_history import news, tables
from fetchers._parts import in_parts
from fetchers._source import GITHUB, Board, Get, History, Hole, RawResponse, ScoreTable, Source
from fetchers._text import csv_of

_REPOSITORY = "huggingface/open_asr_leaderboard"


@dataclass(frozen=True)
class _Table:
    """A file, and what it calls the model and the mean over its data sets."""

    board: Board
    file: str
    model: str
    score: str


def _board(name: str, title: str) -> Board:
    # a model that repeats itself can make more errors than there are words
    return Board(
        f"open_asr/{name}",
        f"Open ASR: {title}",
        "wer",
        "percent",
        higher_is_better=False,
        score_min=0.1,
        score_max=200,
    )


_TABLES = (
    _Table(_board("english", "English"), "en_shortform.csv", "model", "Avg. WER"),
    _Table(_board("longform", "English, long recordings"), "en_longform.csv", "model_id", "Average"),
    _Table(_board("multilingual", "German, French, Italian, Spanish, Portuguese"), "multilingual.csv", "model", "Avg"),
)


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    return in_parts(get, (((table.board.id,), partial(_table, table, history)) for table in _TABLES))


def _table(table: _Table, history: History, get: Get) -> Iterator[ScoreTable | Hole]:
    path = f"scripts/data/{table.file}"
    address = f"https://raw.githubusercontent.com/{_REPOSITORY}/main/{path}"
    return tables(news(get, address, _REPOSITORY, path, history=history), partial(_rows, table))


def _rows(table: _Table, response: RawResponse, _committed_at: datetime | None) -> pd.DataFrame:
    """`License` says Open or Proprietary, and only in the English table."""
    names = {table.model: "model_name", table.score: "score", "License": "openness_name"}
    rows = csv_of(response, [table.model, table.score], ["License"]).rename(columns=names)
    return rows.assign(board_id=table.board.id)


SOURCE = Source(
    id="open_asr",
    title="Open ASR leaderboard",
    homepage="https://huggingface.co/spaces/hf-audio/open_asr_leaderboard",
    license="Apache-2.0",
    license_url="https://github.com/huggingface/open_asr_leaderboard/blob/main/LICENSE",
    attribution="Open ASR leaderboard, Hugging Face and others, Apache-2.0",
    boards=tuple(table.board for table in _TABLES),
    tables=_tables,
    expected_every=timedelta(days=90),
    hosts=GITHUB,
)
