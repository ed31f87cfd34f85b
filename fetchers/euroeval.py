"""EuroEval: language models on tasks in European languages; its headline is a mean rank, lower is better.

Its files are made for its site: two header rows of which the second names the columns, HTML in cells,
`shown@@sort key`. Results of versions 12 to 16.13 counted as one; since 16.14 summaries are scored anew
and older ones no longer count, so that most models lost their rank: ranks before and after do not compare.
"""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pandas as pd

from fetchers._git_history import news, tables
from fetchers._parts import in_parts
from fetchers._source import GITHUB, Board, Get, History, Hole, LayoutChanged, RawResponse, ScoreTable, Source
from fetchers._text import cells_of, read_records

_REPOSITORY = "EuroEval/leaderboards"
_LANGUAGES = ("english", "german")
_NEW_SUMMARIES = datetime(2026, 3, 1, tzinfo=UTC)
#: model id, #parameter, (notes): "google/gemini-3#thinking (zero-shot, val)"
_NAME = re.compile(r"(?P<model>[^#]+?)(?:#(?P<parameter>\S+))?(?: \((?P<notes>[^()]+)\))?")


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    return in_parts(get, (((f"euroeval/{name}",), partial(_language, name, history)) for name in _LANGUAGES))


def _language(name: str, history: History, get: Get) -> Iterator[ScoreTable | Hole]:
    path = f"leaderboards/{name}_all.csv"
    address = f"https://raw.githubusercontent.com/{_REPOSITORY}/main/{path}"
    return tables(news(get, address, _REPOSITORY, path, history=history), partial(_rows, name))


def _rows(language: str, response: RawResponse, committed_at: datetime | None) -> pd.DataFrame:
    """A row per model. A model without a score in every task has no rank."""
    lines = cells_of(response)
    header, body = [_plain(cell) for cell in (lines[1] if len(lines) > 1 else [])], lines[2:]
    expected = "rows under Model and Rank in the second line"
    if not header.count("Model") == header.count("Rank") == 1:
        raise LayoutChanged(f"{response.url}: expected {expected}, found {header[:5]}")

    def read(line: list[str]) -> dict[str, object]:
        return _row(dict(zip(header, map(_plain, line), strict=True)))

    rows = read_records(response, expected, body, read, f"euroeval/{language}")
    release = "12" if committed_at and committed_at < _NEW_SUMMARIES else "16.14"
    return rows.assign(board_id=f"euroeval/{language}", benchmark_version=release)


def _row(cells: dict[str, str]) -> dict[str, object]:
    name = _NAME.fullmatch(cells["Model"])
    model, *setting = name.group("model", "parameter", "notes") if name else (cells["Model"],)
    return {
        "model_name": model,
        "setting": ", ".join(filter(None, setting)),
        "openness_name": cells.get("Open"),
        "score": cells["Rank"],
        "set_aside": "not scored in every task" if cells["Rank"] == "-" else None,
    }


def _plain(cell: str) -> str:
    """What the site shows of a cell, without links."""
    return html.unescape(re.sub("<[^>]*>", "", cell)).partition("@@")[0].strip()


SOURCE = Source(
    id="euroeval",
    title="EuroEval",
    homepage="https://euroeval.com",
    license="MIT",
    license_url="https://github.com/EuroEval/leaderboards/blob/main/LICENSE",
    attribution="EuroEval, euroeval.com, MIT",
    boards=tuple(
        Board(
            f"euroeval/{language}",
            f"EuroEval: {language.title()}",
            "mean_rank",
            "rank",
            higher_is_better=False,
            score_min=1,
            score_max=99,
        )
        for language in _LANGUAGES
    ),
    tables=_tables,
    expected_every=timedelta(days=60),
    hosts=GITHUB,
)
