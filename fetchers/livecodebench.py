"""LiveCodeBench: code written for contest problems, each problem with the day of its contest."""

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from fetchers._git_history import news, tables
from fetchers._source import GITHUB, Board, Get, History, Hole, RawResponse, ScoreTable, Source
from fetchers._text import json_of, laid_out, read_records

_BOARD = "livecodebench/generation"


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    site, file = "livecodebench.github.io", "performances_generation.json"
    repository = f"LiveCodeBench/{site}"
    yield from tables(news(get, f"https://{site}/{file}", repository, f"src/mocks/{file}", history=history), _rows)


def _rows(response: RawResponse, _committed_at: datetime | None) -> pd.DataFrame:
    """A row per model for all problems and for each difficulty: the mean of pass@1, as the site computes it.

    The site lets its visitor choose a window of problems, which changes the order; here it is all of
    them. The day of the newest problem is the version of the set. `release_date` is not read: it is a cutoff.
    """
    expected = "performances with model, difficulty, date and pass@1 as JSON"
    by_model: defaultdict[str, list[Any]] = defaultdict(list)
    with laid_out(response, expected):
        performances = list(json_of(response)["performances"])
        for number, performance in enumerate(performances, 1):
            named = isinstance(performance, dict) and isinstance(performance.get("model"), str)
            by_model[performance["model"] if named else f"performance {number}"].append(performance)
        days = [one["date"] for one in performances if isinstance(one, dict) and isinstance(one.get("date"), int)]
        version = f"{datetime.fromtimestamp(max(days) / 1000, UTC):%Y-%m-%d}"
    rows = read_records(response, expected, by_model.items(), _model, _BOARD)
    return rows.assign(board_id=_BOARD, benchmark_version=version)


def _model(told: tuple[str, list[dict[str, Any]]]) -> list[dict[str, object]]:
    model, performances = told
    scores: defaultdict[str, list[float]] = defaultdict(list)
    for performance in performances:
        for category in ("overall", performance["difficulty"]):
            scores[category].append(performance["pass@1"])
    return [
        {
            "category": category,
            "model_name": model,
            "score": math.fsum(solved) / len(solved),
            "sample_size": len(solved),
        }
        for category, solved in scores.items()
    ]


SOURCE = Source(
    id="livecodebench",
    title="LiveCodeBench",
    homepage="https://livecodebench.github.io/leaderboard.html",
    license="CC-BY-SA-4.0",
    license_url="https://creativecommons.org/licenses/by-sa/4.0/",
    attribution="LiveCodeBench, livecodebench.github.io, CC BY-SA 4.0",
    boards=(Board(_BOARD, "LiveCodeBench", "pass@1", "percent", score_min=0, score_max=100),),
    tables=_tables,
    expected_every=None,
    hosts=GITHUB,
)
