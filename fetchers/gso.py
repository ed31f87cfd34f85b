"""GSO: agents that make real code bases faster, each model in the same scaffold."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pandas as pd

from fetchers._git_history import news, tables
from fetchers._source import GITHUB, Board, Get, History, Hole, LayoutChanged, RawResponse, ScoreTable, Source
from fetchers._text import json_of, laid_out, read_records

_CHECKED_SINCE = datetime(2025, 11, 1, tzinfo=UTC)  # since then scores without optimizations that only cheat the tests


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    site, file = "gso-bench.github.io", "assets/leaderboard.json"
    yield from tables(news(get, f"https://{site}/{file}", f"gso-bench/{site}", file, history=history), _rows)


def _rows(response: RawResponse, committed_at: datetime | None) -> pd.DataFrame:
    """A row per run of one attempt (Opt@1).

    Since November 2025 the score is what remains after optimizations that only cheat the tests are
    taken away; before, the file has no such column.
    """
    checked = committed_at is None or committed_at >= _CHECKED_SINCE
    score = "score_hack_control" if checked else "score"
    expected = "models with name, scaffold, setting and score, and metadata.total_tasks, as JSON"
    with laid_out(response, expected):
        told = json_of(response)
        runs, tasks = list(told["models"]), told["metadata"]["total_tasks"]
    rows = read_records(response, expected, runs, partial(_run, score, tasks), "gso/opt1")
    if rows["score"].isna().all():
        raise LayoutChanged(f"{response.url}: expected {score} in the runs of Opt@1, found none")
    return rows


def _run(score: str, tasks: object, run: dict[str, Any]) -> list[dict[str, object]]:
    if run["setting"] != "Opt@1":
        return []
    return [
        {
            "board_id": "gso/opt1",
            "model_name": run["name"],
            "setting": _setting(run),
            "organization_name": run.get("model_org"),
            "score": run.get(score),
            "sample_size": tasks,
            "scored_on": run.get("date"),
            "set_aside": "not yet checked for cheating" if run.get(score) is None else None,
        }
    ]


def _setting(run: dict[str, str]) -> str:
    effort = run.get("reasoning_effort")
    return f"{run['scaffold']}, effort {effort}" if effort else run["scaffold"]


SOURCE = Source(
    id="gso",
    title="GSO",
    homepage="https://gso-bench.github.io",
    license="MIT",
    license_url="https://gso-bench.github.io",
    attribution="GSO leaderboard, gso-bench.github.io, MIT",
    boards=(Board("gso/opt1", "GSO: making software faster", "Opt@1", "percent", score_min=0, score_max=100),),
    tables=_tables,
    expected_every=timedelta(days=120),
    hosts=GITHUB,
)
