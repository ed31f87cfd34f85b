"""Open LLM Leaderboard (Hugging Face): open models on six benchmarks, from its start to its end in March 2025.

Most of its 4,500 rows are finetunes and merges from its community. What counts here is what its own
filter calls official providers, each model in every precision that it was run in.
"""

from collections.abc import Iterator

import pandas as pd
import pyarrow as pa

from fetchers._source import HUGGINGFACE, Board, Get, History, LayoutChanged, RawResponse, ScoreTable, Source

_DATASET = "https://huggingface.co/datasets/open-llm-leaderboard/contents"
_NAMES = {"fullname": "model_name", "Precision": "setting", "Average ⬆️": "score", "Hub License": "license_name"}
_FACTS = ("Flagged", "Official Providers", "Submission Date")


def _tables(get: Get, history: History) -> Iterator[ScoreTable]:  # noqa: ARG001 (the file has no past)
    response = get(f"{_DATASET}/resolve/main/data/train-00000-of-00001.parquet")
    if response.changed:
        yield ScoreTable(response, _rows(response))


def _rows(response: RawResponse) -> pd.DataFrame:
    """A row per model and precision, dated by the newest submission that the file holds: it says no other day."""
    import pyarrow.parquet as pq  # noqa: PLC0415 (who reads what is stored knows the source, and fetches nothing)

    try:
        table: pd.DataFrame = pq.read_table(pa.BufferReader(response.body), columns=[*_NAMES, *_FACTS]).to_pandas()
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        why = str(error).partition("\n")[0][:100]
        raise LayoutChanged(f"{response.url}: expected a parquet file, found other bytes ({why})") from error
    if lacking := [name for name in (*_NAMES, *_FACTS) if name not in table]:
        raise LayoutChanged(f"{response.url}: expected the columns {lacking}, found none of them")
    if table.empty or not all(pd.api.types.is_bool_dtype(table[name]) for name in ("Flagged", "Official Providers")):
        raise LayoutChanged(f"{response.url}: expected rows that are flagged and official or not, found others")
    aside = pd.Series(None, table.index, dtype="str")
    aside[~table["Official Providers"]] = "not from an official provider"
    aside[table["Flagged"]] = "flagged by the board"
    return (
        table[[*_NAMES]]
        .rename(columns=_NAMES)
        .assign(
            board_id="open_llm/average",
            published_on=table["Submission Date"].max(),
            set_aside=aside,
        )
    )


SOURCE = Source(
    id="open_llm",
    title="Open LLM Leaderboard",
    homepage="https://huggingface.co/spaces/open-llm-leaderboard/open_llm_leaderboard",
    license="LicenseRef-none-stated",
    license_url=_DATASET,
    attribution="Open LLM Leaderboard, Hugging Face",
    boards=(
        Board(
            "open_llm/average",
            "Open LLM Leaderboard (retired)",
            "accuracy",
            "percent",
            score_min=0,
            score_max=100,
            redistributable=False,
        ),
    ),
    tables=_tables,
    expected_every=None,
    hosts=HUGGINGFACE,
)
