"""Arena's older catalog: the same boards as `arena`, told once more by Arena itself, as a second witness.

Its files hold ratings and intervals, but no dates, votes, organizations or licenses; what dates them
is their commits. Its last state is of December 2025.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

import pandas as pd

from fetchers._git_history import news, tables
from fetchers._parts import in_parts
from fetchers._source import GITHUB, Board, Get, History, Hole, RawResponse, ScoreTable, Source
from fetchers._text import json_of, laid_out, read_records

_REPOSITORY = "lmarena/arena-catalog"
_TITLES = {
    "image": "Text to image",
    "text": "Text",
    "text-style-control": "Text, style control",
    "vision": "Vision",
    "vision-style-control": "Vision, style control",
}
_EVERYTHING = "full"  # its name for the category `overall`


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    return in_parts(get, (((_board_id(name),), partial(_board, name, history)) for name in _TITLES))


def _board(name: str, history: History, get: Get) -> Iterator[ScoreTable | Hole]:
    path = f"data/leaderboard-{name}.json"
    address = f"https://raw.githubusercontent.com/{_REPOSITORY}/main/{path}"
    return tables(news(get, address, _REPOSITORY, path, history=history), partial(_rows, _board_id(name)))


def _rows(board_id: str, response: RawResponse, _committed_at: datetime | None) -> pd.DataFrame:
    expected = "categories of models, each with rating, rating_q025 and rating_q975, as JSON"
    with laid_out(response, expected):
        scores = [(category, *model) for category, models in json_of(response).items() for model in models.items()]
    return read_records(response, expected, scores, _score, board_id).assign(board_id=board_id)


def _score(told: tuple[str, str, dict[str, object]]) -> dict[str, object]:
    category, model, scores = told
    return {
        "category": "overall" if category == _EVERYTHING else category,
        "model_name": model,
        "score": scores["rating"],
        "score_low": scores["rating_q025"],
        "score_high": scores["rating_q975"],
    }


def _board_id(name: str) -> str:
    return f"arena_catalog/{name.replace('-', '_')}"


SOURCE = Source(
    id="arena_catalog",
    title="Arena catalog",
    homepage="https://github.com/lmarena/arena-catalog",
    license="LicenseRef-none-stated",
    license_url="https://github.com/lmarena/arena-catalog",
    attribution="Arena (LMArena), arena-catalog",
    boards=tuple(
        Board(
            _board_id(name),
            f"Arena catalog: {title}",
            "elo",
            "points",
            score_min=-500,
            score_max=3000,
            redistributable=False,
        )
        for name, title in _TITLES.items()
    ),
    tables=_tables,
    expected_every=None,
    hosts=GITHUB,
)
