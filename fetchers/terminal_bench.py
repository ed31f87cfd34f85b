"""Terminal-Bench: long tasks in a terminal, done by models in the benchmark's own scaffold.

The page is HTML; its table is also data, in the pieces that its script pushes: one JSON text when put together. Rows
of other agents are systems of several parts and stay set aside. The page is dated by our visit.
"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pandas as pd

from fetchers._optional import optional
from fetchers._source import Board, Get, History, Hole, LayoutChanged, RawResponse, ScoreTable, Source
from fetchers._text import laid_out, read_records, text_of

_PAGE = "https://www.tbench.ai/leaderboard/terminal-bench/2.0"
_BOARD = "terminal_bench/terminus_2"
_SCAFFOLD = "Terminus 2"
_PIECE = re.compile(r'self\.__next_f\.push\(\[1,("(?:[^"\\]|\\.)*")\]\)')
_ROWS = '"rows":'
_Z = Decimal("1.96")


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:  # noqa: ARG001 (the page has no past)
    response = optional(get, _PAGE)
    if response is None:
        message = f"{_PAGE}: expected the page of Terminal-Bench 2.0, found none"
        yield Hole(message, (_PAGE,), (_BOARD,), absent=True)
    elif response.changed:
        yield ScoreTable(response, _rows(response))


def _rows(response: RawResponse) -> pd.DataFrame:
    expected = "rows with agent, model, accuracy and stderr in the pieces of the page's script"
    with laid_out(response, expected):
        told = "".join(json.loads(piece) for piece in _PIECE.findall(text_of(response)))
        runs, _ = json.JSONDecoder().raw_decode(told, told.index(_ROWS) + len(_ROWS))
    rows = read_records(response, expected, runs, _run, _BOARD)
    if rows["set_aside"].notna().all():
        raise LayoutChanged(f"{response.url}: expected runs of {_SCAFFOLD}, found none")
    return rows


def _run(run: dict[str, Any]) -> dict[str, object]:
    score = Decimal(repr(run["accuracy"])).scaleb(2)
    margin = _Z * Decimal(repr(run["stderr"])).scaleb(2) if run["stderr"] is not None else None
    return {
        "board_id": _BOARD,
        "model_name": " + ".join(run["model"]),
        "setting": f"{run['agent']} {run['agentVersion']}",
        "organization_name": ", ".join(run["modelOrganization"]),
        "score": float(score),
        "score_low": None if margin is None else float(score - margin),
        "score_high": None if margin is None else float(score + margin),
        "scored_on": run["date"],
        "set_aside": None if run["agent"] == _SCAFFOLD else "a system: the agent is not the benchmark's own",
    }


SOURCE = Source(
    id="terminal_bench",
    title="Terminal-Bench",
    homepage="https://www.tbench.ai",
    license="LicenseRef-none-stated",
    license_url="https://www.tbench.ai",
    attribution="Terminal-Bench, tbench.ai",
    boards=(
        Board(
            _BOARD,
            "Terminal-Bench 2.0, models in Terminus 2",
            "accuracy",
            "percent",
            score_min=0,
            score_max=100,
            redistributable=False,
        ),
    ),
    tables=_tables,
    expected_every=timedelta(days=60),
    pages=True,
)
