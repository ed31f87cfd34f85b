"""EvalPlus: Python functions written from a description, against many more tests than HumanEval and MBPP have."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import pandas as pd

from fetchers._git_history import news, tables
from fetchers._source import GITHUB, Board, Get, History, Hole, RawResponse, ScoreTable, Source
from fetchers._text import json_of, laid_out, read_records

_FEWER_TASKS = datetime(2024, 4, 22, tzinfo=UTC)


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    file, repository = "results.json", "evalplus/evalplus.github.io"
    yield from tables(news(get, f"https://evalplus.github.io/{file}", repository, file, history=history), _rows)


def _rows(response: RawResponse, committed_at: datetime | None) -> pd.DataFrame:
    """A row per model and benchmark.

    MBPP+ lost 21 broken tasks with its version 0.2.0 of April 2024 (github.com/evalplus/evalplus, README), and this
    file has scores on it since commit 65db7ff: the file's present columns came two days before with the old scores.
    HumanEval+ kept its 164 tasks.
    """
    expected = "models with pass@1 for humaneval+ and mbpp+, or pass@1_plus, as JSON"
    with laid_out(response, expected):
        models = json_of(response).items()
    version, tasks = ("0.1.0", 399) if committed_at and committed_at < _FEWER_TASKS else ("0.2.0", 378)
    return read_records(response, expected, models, partial(_model, version, tasks), "evalplus/humaneval_plus")


def _model(
    version: str, tasks: int, named: tuple[str, dict[str, dict[str, float | None]]]
) -> Iterator[dict[str, object]]:
    name, model = named
    if "pass@1_plus" in model:
        humaneval, mbpp = model["pass@1_plus"]["humaneval"], model["pass@1_plus"]["mbpp"]
    else:
        humaneval, mbpp = model["pass@1"]["humaneval+"], model["pass@1"]["mbpp+"]
    for board_id, score, benchmark_version, sample_size in (
        ("evalplus/humaneval_plus", humaneval, "", 164),
        ("evalplus/mbpp_plus", mbpp, version, tasks),
    ):
        yield {
            "board_id": board_id,
            "benchmark_version": benchmark_version,
            "model_name": name,
            "score": score,
            "sample_size": sample_size,
            "set_aside": "not run on this benchmark" if score is None else None,
        }


SOURCE = Source(
    id="evalplus",
    title="EvalPlus",
    homepage="https://evalplus.github.io/leaderboard.html",
    license="Apache-2.0",
    license_url="https://github.com/evalplus/evalplus.github.io/blob/main/LICENSE",
    attribution="EvalPlus leaderboard, evalplus.github.io, Apache-2.0",
    boards=(
        Board("evalplus/humaneval_plus", "EvalPlus: HumanEval+", "pass@1", "percent", score_min=0, score_max=100),
        Board("evalplus/mbpp_plus", "EvalPlus: MBPP+", "pass@1", "percent", score_min=0, score_max=100),
    ),
    tables=_tables,
    expected_every=None,
    hosts=GITHUB,
)
