"""AlpacaEval 2: how often a model's answers are preferred to GPT-4 Turbo's, as GPT-4 Turbo judges it.

`overall` is the win rate with the length of answers controlled for, published since March 2024;
`win_rate` is the plain one, which rewards long answers.
"""

from collections.abc import Iterator
from datetime import datetime

import pandas as pd

from fetchers._git_history import news, tables
from fetchers._source import GITHUB, Board, Get, History, Hole, RawResponse, ScoreTable, Source
from fetchers._text import csv_of

_REPOSITORY = "tatsu-lab/alpaca_eval"
_TABLE = "data_AlpacaEval_2/weighted_alpaca_eval_gpt4_turbo_leaderboard.csv"
_CATEGORIES = {"length_controlled_winrate": "overall", "win_rate": "win_rate"}
_KINDS = ("verified", "minimal")  # run by the authors, or one of the site's few models of reference
_INSTRUCTIONS = 805


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    address = f"https://tatsu-lab.github.io/alpaca_eval/{_TABLE}"
    yield from tables(news(get, address, _REPOSITORY, f"docs/{_TABLE}", history=history), _rows)


def _rows(response: RawResponse, _committed_at: datetime | None) -> pd.DataFrame:
    """Scores of the community's own runs (ensembles and a model made to cheat lead them) are set aside."""
    table = csv_of(response, ["name", "win_rate", "filter"], ["length_controlled_winrate"])
    table = table.rename(columns={"name": "model_name"})
    scores = table.melt(["model_name", "filter"], var_name="category", value_name="score")
    aside = ("not run by the authors: " + scores["filter"].fillna("")).mask(scores["filter"].isin(_KINDS))
    return scores.drop(columns="filter").assign(
        board_id="alpacaeval/v2",
        category=scores["category"].map(_CATEGORIES),
        sample_size=_INSTRUCTIONS,
        set_aside=aside,
    )


SOURCE = Source(
    id="alpacaeval",
    title="AlpacaEval 2",
    homepage="https://tatsu-lab.github.io/alpaca_eval/",
    license="CC-BY-NC-4.0",
    license_url="https://creativecommons.org/licenses/by-nc/4.0/",
    attribution="AlpacaEval 2, Tatsu Lab, CC BY-NC 4.0",
    boards=(
        Board(
            "alpacaeval/v2", "AlpacaEval 2", "win_rate", "percent", score_min=0, score_max=100, redistributable=False
        ),
    ),
    tables=_tables,
    expected_every=None,
    hosts=GITHUB,
)
