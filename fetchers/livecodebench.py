"""LiveCodeBench: code written for contest problems, each problem with the day of its contest."""

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

import pandas as pd

from fetchers._git_history import news, tables
from fetchers._source import Board, Get, Hole, RawResponse, ScoreTable, Source
from fetchers._text import json_of, laid_out, rows_of


def _tables(get: Get, history: bool) -> Iterator[ScoreTable | Hole]:
    site, file = "livecodebench.github.io", "performances_generation.json"
    repository = f"LiveCodeBench/{site}"
    yield from tables(news(get, f"https://{site}/{file}", repository, f"src/mocks/{file}", history=history), _rows)


def _rows(response: RawResponse, _committed_at: datetime | None) -> pd.DataFrame:
    """A row per model for all problems and for each difficulty: the mean of pass@1, as the site computes it.

    The site lets its visitor choose a window of problems, which changes the order; here it is all of
    them. The day of the newest problem is the version of the set. `release_date` is not read: it is a cutoff.
    """
    scores: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    newest = 0
    with laid_out(response, "performances with model, difficulty, date and pass@1 as JSON"):
        for performance in json_of(response)["performances"]:
            newest = max(newest, performance["date"])
            for category in ("overall", performance["difficulty"]):
                scores[performance["model"], category].append(performance["pass@1"])
        version = f"{datetime.fromtimestamp(newest / 1000, UTC):%Y-%m-%d}"
        return rows_of(
            response,
            (
                {
                    "board_id": "livecodebench/generation",
                    "category": category,
                    "benchmark_version": version,
                    "model_name": model,
                    "score": math.fsum(solved) / len(solved),
                    "sample_size": len(solved),
                }
                for (model, category), solved in scores.items()
            ),
        )


SOURCE = Source(
    id="livecodebench",
    title="LiveCodeBench",
    homepage="https://livecodebench.github.io/leaderboard.html",
    license="CC-BY-SA-4.0",
    license_url="https://creativecommons.org/licenses/by-sa/4.0/",
    attribution="LiveCodeBench, livecodebench.github.io, CC BY-SA 4.0",
    boards=(Board("livecodebench/generation", "LiveCodeBench", "pass@1", "percent", score_min=0, score_max=100),),
    tables=_tables,
    expected_every=None,
)
