"""GSO: agents that make real code bases faster, each model in the same scaffold."""

from collections.abc import Iterator
from datetime import timedelta

import pandas as pd

from fetchers._git_history import news
from fetchers._source import Board, Get, RawResponse, ScoreTable, Source
from fetchers._text import json_of, laid_out, rows_of


def _tables(get: Get, history: bool) -> Iterator[ScoreTable]:
    site, file = "gso-bench.github.io", "assets/leaderboard.json"
    for committed_at, version in news(get, f"https://{site}/{file}", f"gso-bench/{site}", file, history=history):
        yield ScoreTable(version, _rows(version), committed_at)


def _rows(response: RawResponse) -> pd.DataFrame:
    """A row per run of one attempt (Opt@1).

    Since November 2025 the score is what remains after optimizations that only cheat the tests are
    taken away; before, the file has no such column.
    """
    with laid_out(response, "models with name, scaffold, setting and score, and metadata.total_tasks, as JSON"):
        told = json_of(response)
        runs = [run for run in told["models"] if run["setting"] == "Opt@1"]
        score = "score_hack_control" if any("score_hack_control" in run for run in runs) else "score"
        return rows_of(
            response,
            (
                {
                    "board_id": "gso/opt1",
                    "model_name": run["name"],
                    "setting": _setting(run),
                    "organization_name": run.get("model_org"),
                    "score": run.get(score),
                    "sample_size": told["metadata"]["total_tasks"],
                    "scored_on": run.get("date"),
                    "set_aside": "not yet checked for cheating" if run.get(score) is None else None,
                }
                for run in runs
            ),
        )


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
)
