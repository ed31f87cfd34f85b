"""Aider: code edited by models, on Exercism exercises in many languages (polyglot) or in Python (edit)."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

import pandas as pd

from fetchers._git_history import news, tables
from fetchers._parts import in_parts
from fetchers._source import GITHUB, Board, Get, History, Hole, RawResponse, ScoreTable, Source
from fetchers._text import laid_out, read_records, yaml_of

_REPOSITORY = "Aider-AI/aider"
#: Exercises of each benchmark. A run that skipped more than a few, or did more, is not a run of this benchmark.
_CASES = {"polyglot": 225, "edit": 133}
_FEWEST = 0.95


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    return in_parts(get, (((f"aider/{name}",), partial(_benchmark, name, history)) for name in _CASES))


def _benchmark(name: str, history: History, get: Get) -> Iterator[ScoreTable | Hole]:
    path = f"aider/website/_data/{name}_leaderboard.yml"
    url = f"https://raw.githubusercontent.com/{_REPOSITORY}/main/{path}"
    return tables(news(get, url, _REPOSITORY, path, history=history), partial(_rows, name))


def _rows(benchmark: str, response: RawResponse, _committed_at: datetime | None) -> pd.DataFrame:
    """The score is the share solved after two tries. What set a run up stands in `setting`."""
    expected = "runs with model, pass_rate_2 and test_cases as YAML"
    with laid_out(response, expected):
        runs = list(yaml_of(response))
    return read_records(response, expected, runs, partial(_run, benchmark), f"aider/{benchmark}")


def _run(benchmark: str, run: dict[str, str]) -> dict[str, object]:
    return {
        "board_id": f"aider/{benchmark}",
        "model_name": run["model"],
        "setting": _setting(run),
        "score": run["pass_rate_2"],
        "sample_size": run["test_cases"],
        "scored_on": run.get("date"),
        "released_on": run.get("released") or run.get("_released"),
        "set_aside": _another_benchmark(int(run["test_cases"]), _CASES[benchmark]),
    }


def _setting(run: dict[str, str]) -> str:
    effort, tokens = run.get("reasoning_effort"), run.get("thinking_tokens")
    return ", ".join(
        filter(None, (run["edit_format"], effort and f"effort {effort}", tokens and f"{tokens} thinking tokens"))
    )


def _another_benchmark(cases: int, expected: int) -> str | None:
    if _FEWEST * expected <= cases <= expected:
        return None
    return f"a run of {cases} exercises on a benchmark of {expected}"


SOURCE = Source(
    id="aider",
    title="Aider",
    homepage="https://aider.chat/docs/leaderboards/",
    license="Apache-2.0",
    license_url="https://github.com/Aider-AI/aider/blob/main/LICENSE.txt",
    attribution="Aider LLM leaderboards, aider.chat, Apache-2.0",
    boards=(
        Board("aider/polyglot", "Aider: polyglot code editing", "pass rate", "percent", score_min=0, score_max=100),
        Board("aider/edit", "Aider: Python code editing", "pass rate", "percent", score_min=0, score_max=100),
    ),
    tables=_tables,
    expected_every=None,
    hosts=GITHUB,
)
