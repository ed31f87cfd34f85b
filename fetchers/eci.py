"""Epoch Capabilities Index: one ability per model, fitted by Epoch AI to dozens of benchmarks."""

from collections.abc import Iterator
from datetime import timedelta

from fetchers._source import Board, Get, History, ScoreTable, Source
from fetchers._text import csv_of

_ADDRESS = "https://epoch.ai/data/eci_scores.csv"
_NAMES = {
    "Model": "model_name",
    "eci": "score",
    "eci_ci_low": "score_low",
    "eci_ci_high": "score_high",
    "date": "released_on",
    "Organization": "organization_name",
    "Model accessibility": "openness_name",
}


def _tables(get: Get, history: History) -> Iterator[ScoreTable]:  # noqa: ARG001 (the file has no past)
    """A row per model; the file does not say when it was made."""
    response = get(_ADDRESS)
    if response.changed:
        rows = csv_of(response, _NAMES).rename(columns=_NAMES)
        yield ScoreTable(response, rows.assign(board_id="eci/index"))


SOURCE = Source(
    id="eci",
    title="Epoch Capabilities Index",
    homepage="https://epoch.ai/benchmarks/eci",
    license="CC-BY-4.0",
    license_url="https://creativecommons.org/licenses/by/4.0/",
    attribution="Epoch AI, Epoch Capabilities Index, epoch.ai, CC BY 4.0",
    boards=(  # the intervals of Epoch AI's index cover 90 %; the file does not say so
        Board("eci/index", "Epoch Capabilities Index", "eci", "points", score_min=-500, score_max=1000, level=0.9),
    ),
    tables=_tables,
    expected_every=timedelta(days=60),
)
