"""facets (Halcyonic Systems): tokens through OpenRouter by month, in models with open, closed and unknown weights.

Its sums rest on rules of its own about the weights of each model; which models they were is not in the file.
"""

from collections.abc import Iterator

import pandas as pd

from fetchers._source import GITHUB, Board, Get, History, RawResponse, ScoreTable, Source
from fetchers._text import csv_of

_REPOSITORY = "halcyonic-systems/facets"
#: The last day of which tokens are in the file of this name: its last month ends there.
_VINTAGE, _LAST = "2026-10-10", pd.Timestamp("2026-10-09")
_ADDRESS = (
    f"https://raw.githubusercontent.com/{_REPOSITORY}/main/assets/data/"
    f"openrouter-routed-share-monthly-vintage-{_VINTAGE}.csv"
)
#: Its word for closed is frontier. What it says of the weights is null where it could not tell, and of the tail.
_WEIGHTS = {"frontier_tokens": "closed", "open_tokens": "open", "unknown_tokens": None, "other_tokens": None}


def _tables(get: Get, history: History) -> Iterator[ScoreTable]:  # noqa: ARG001 (the file holds all of its past)
    response = get(_ADDRESS)
    if response.changed:
        yield ScoreTable(response, _rows(response))


def _rows(response: RawResponse) -> pd.DataFrame:
    """Four sums a month, dated by the last day of it that they hold."""
    months = csv_of(response, ("date", *_WEIGHTS))
    rows = months.melt("date", list(_WEIGHTS), var_name="model_name", value_name="score")
    rows["openness_name"] = rows["model_name"].map(_WEIGHTS)
    ends = pd.to_datetime(rows.pop("date"), format="%Y-%m", errors="coerce") + pd.offsets.MonthEnd()
    return rows.assign(board_id="facets/tokens_monthly", published_on=ends.where(ends <= _LAST, _LAST))


SOURCE = Source(
    id="facets",
    title="Tokens through OpenRouter by month (facets)",
    homepage=f"https://github.com/{_REPOSITORY}",
    license="CC-BY-4.0",
    license_url="https://openrouter.ai/docs/cookbook/administration/data-api",
    attribution=f"Source: OpenRouter (openrouter.ai/rankings), as of {_VINTAGE}, CC BY 4.0; summed by facets "
    f"(github.com/{_REPOSITORY})",
    boards=(
        Board(
            "facets/tokens_monthly",
            "Tokens a month through OpenRouter, by weights",
            "tokens",
            "tokens",
            score_min=1,
            score_max=1e18,
        ),
    ),
    tables=_tables,
    expected_every=None,
    hosts=GITHUB,
)
