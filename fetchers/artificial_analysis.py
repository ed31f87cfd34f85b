"""Artificial Analysis: its indices of intelligence, coding and agentic work, for whoever has a key.

The free list comes in pages of one state. Each index is a mean of other benchmarks, some of which are boards of ours,
and a new version of it is another question set. Nothing in the answer is dated.
"""

import itertools
from collections.abc import Iterator
from functools import partial
from typing import Any

import pandas as pd

from fetchers._source import Board, Get, History, LayoutChanged, RawResponse, ScoreTable, Source
from fetchers._text import json_of, laid_out, read_records

_LIST = "https://artificialanalysis.ai/api/v2/language/models/free?page={page}"
_MOST_PAGES = 50  # it has 3
_EXPECTED = "models with name and evaluations, the version of the index and the number of pages, as JSON"
_INDICES = {"intelligence": "Intelligence Index", "coding": "Coding Index", "agentic": "Agentic Index"}


def _tables(get: Get, history: History) -> Iterator[ScoreTable]:  # noqa: ARG001 (the list has no past)
    """One table for all pages: a page alone is a part of the board."""
    pages: list[RawResponse] = []
    rows: list[pd.DataFrame] = []
    for number in itertools.count(1):
        response = get(_LIST.format(page=number))
        with laid_out(response, _EXPECTED):
            told = json_of(response)
            version, models = str(told["intelligence_index_version"]), list(told["data"])
            last = int(told["pagination"]["total_pages"])
        if not number <= last <= _MOST_PAGES:
            raise LayoutChanged(f"{response.url}: expected {number} to {_MOST_PAGES} pages, found {last}")
        pages.append(response)
        rows.append(read_records(response, _EXPECTED, models, partial(_of_model, version), _id("intelligence")))
        if number == last:
            break
    if any(page.changed for page in pages):
        yield ScoreTable(pages[0], pd.concat(rows, ignore_index=True))


def _of_model(version: str, model: dict[str, Any]) -> Iterator[dict[str, object]]:
    for name in _INDICES:
        score = model["evaluations"].get(f"artificial_analysis_{name}_index")
        yield {
            "board_id": _id(name),
            "benchmark_version": version,
            "model_name": model["name"],
            "organization_name": model["model_creator"]["name"],
            "score": score,
            "released_on": model.get("release_date"),
            "set_aside": "listed without a score" if score is None else None,
        }


def _id(index: str) -> str:
    return f"artificial_analysis/{index}"


SOURCE = Source(
    id="artificial_analysis",
    title="Artificial Analysis",
    homepage="https://artificialanalysis.ai",
    license="LicenseRef-Artificial-Analysis-terms",
    license_url="https://artificialanalysis.ai/docs/legal/Terms-of-Use.pdf",
    attribution="Artificial Analysis, artificialanalysis.ai",
    boards=tuple(
        Board(
            _id(name),
            f"Artificial Analysis, {title}",
            "index",
            "points",
            score_min=-100,
            score_max=100,
            redistributable=False,
        )
        for name, title in _INDICES.items()
    ),
    tables=_tables,
    key="ARTIFICIAL_ANALYSIS_API_KEY",
)
