"""SWE-bench: GitHub issues resolved, by models in one small scaffold (bash-only) and by whole systems (Verified)."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from fetchers._git_history import news, tables
from fetchers._source import GITHUB, Board, Get, History, Hole, LayoutChanged, RawResponse, ScoreTable, Source
from fetchers._text import json_of, laid_out, read_records

_REPOSITORY = "SWE-bench/swe-bench.github.io"
_MODELS = "swe_bench/bash_only"
_TASKS = 500  # SWE-bench Verified, which both boards run


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    path = "data/leaderboards.json"
    url = f"https://raw.githubusercontent.com/{_REPOSITORY}/master/{path}"
    for told in tables(news(get, url, _REPOSITORY, path, history=history), _rows):
        yield told
        if isinstance(told, ScoreTable) and not told.past and _MODELS not in set(told.rows["board_id"]):
            message = f"{told.response.url}: expected the list bash-only, found none"
            yield Hole(message, (told.response.url,), (_MODELS,), absent=True)


def _rows(response: RawResponse, _committed_at: datetime | None) -> pd.DataFrame:
    """The lists are known by name: their order changes, and bash-only came in August 2025."""
    expected = "leaderboards with name and results (name, resolved, date) as JSON"
    with laid_out(response, expected):
        lists = {board["name"]: list(board["results"]) for board in json_of(response)["leaderboards"]}
        if "Verified" not in lists:
            raise LayoutChanged(f"{response.url}: expected the list Verified, found {sorted(lists)[:10]}")
    models = [(_of_model, result) for result in lists.get("bash-only", [])]
    systems = [(_of_system, result) for result in lists["Verified"]]
    return read_records(response, expected, [*models, *systems], _row, "swe_bench/verified")


def _row(listed: tuple[Callable[[dict[str, Any]], dict[str, object]], dict[str, Any]]) -> dict[str, object]:
    of_list, result = listed
    openness = {None: None, True: "os_model", False: "not os_model"}
    return {
        "model_name": result["name"],
        "openness_name": openness.get(result.get("os_model")),
        "score": result["resolved"],
        "sample_size": _TASKS,
        "scored_on": result["date"],
        "set_aside": "hidden by the site, with a warning" if result.get("warning") else None,
        **of_list(result),
    }


def _of_model(result: dict[str, Any]) -> dict[str, object]:
    """One fixed scaffold: `Org` is the model's developer here. Its version 2 does not compare with what was before."""
    version = str(result.get("mini-swe-agent_version") or "")
    return {
        "board_id": _MODELS,
        "benchmark_version": "" if version[:2] in ("", "0.", "1.") else f"mini-SWE-agent {version.partition('.')[0]}",
        "setting": f"mini-SWE-agent {version}".strip(),
        "organization_name": " + ".join(_tags(result, "Org")) or None,
    }


def _of_system(result: dict[str, Any]) -> dict[str, object]:
    """A system of any number of models. `Org` is who submitted it, so no developer is named."""
    parts = (" + ".join(_tags(result, "Model")), *_tags(result, "System"), result["date"])
    return {
        "board_id": "swe_bench/verified",
        "benchmark_version": "",
        "setting": ", ".join(filter(None, parts)),
        "organization_name": None,
    }


def _tags(result: dict[str, Any], kind: str) -> list[str]:
    return [tag.removeprefix(f"{kind}: ") for tag in result.get("tags", []) if tag.startswith(f"{kind}: ")]


SOURCE = Source(
    id="swe_bench",
    title="SWE-bench",
    homepage="https://www.swebench.com",
    license="CC-BY-NC-4.0",
    license_url="https://creativecommons.org/licenses/by-nc/4.0/",
    attribution="SWE-bench leaderboards, swebench.com, CC BY-NC 4.0",
    boards=tuple(
        Board(board_id, title, "resolved", "percent", score_min=0, score_max=100, redistributable=False)
        for board_id, title in (
            (_MODELS, "SWE-bench: models in one scaffold"),
            ("swe_bench/verified", "SWE-bench Verified: systems"),
        )
    ),
    tables=_tables,
    expected_every=timedelta(days=180),
    hosts=GITHUB,
)
