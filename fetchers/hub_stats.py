"""Downloads on the Hugging Face hub: of the models that one registry knew, on one day, before the list was taken down.

4,167 models, chosen by whether that registry had a name for them: parts of their sum are no parts of the hub's.
Programs that fetch by themselves count as much as people.
"""

from collections.abc import Iterator

import pandas as pd
import pyarrow as pa

from fetchers._source import GITHUB, Board, Get, History, RawResponse, ScoreTable, Source
from fetchers._text import laid_out

_ADDRESS = "https://raw.githubusercontent.com/evaleval/eval-card-registry/main/curation/hub_stats_frozen.parquet"
_COUNTS = {"downloads": "hub_stats/downloads", "downloadsAllTime": "hub_stats/downloads_all_time"}


def _tables(get: Get, history: History) -> Iterator[ScoreTable]:  # noqa: ARG001 (the file has no past)
    response = get(_ADDRESS)
    if response.changed:
        yield ScoreTable(response, _rows(response))


def _rows(response: RawResponse) -> pd.DataFrame:
    """A row per model and count, dated by the newest change to any model that the list knew of: it says no other day.

    The account is not read: who uploads is often not who made it.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 (who reads what is stored knows the source, and fetches nothing)

    with laid_out(response, "a parquet file of models with downloads"):
        names = ["id", "lastModified", *_COUNTS]
        models = pq.read_table(pa.BufferReader(response.body), columns=names).to_pandas()
        rows = models.melt("id", list(_COUNTS), var_name="board_id", value_name="score")
        day = pd.to_datetime(models["lastModified"]).max().normalize()
        return rows.rename(columns={"id": "model_name"}).assign(
            board_id=rows["board_id"].map(_COUNTS), published_on=day
        )


SOURCE = Source(
    id="hub_stats",
    title="Downloads on the Hugging Face hub (hub-stats, a subset)",
    homepage="https://github.com/evaleval/eval-card-registry",
    license="Apache-2.0",
    license_url="https://github.com/evaleval/eval-card-registry/blob/main/NOTICES.md",
    attribution="hub-stats (cfahlgren1, Apache-2.0), a subset kept by eval-card-registry of EvalEval",
    boards=(
        Board(
            "hub_stats/downloads",
            "Downloads in 30 days on the Hugging Face hub",
            "downloads",
            "downloads",
            score_min=0,
            score_max=1e12,
        ),
        Board(
            "hub_stats/downloads_all_time",
            "Downloads of all time on the Hugging Face hub",
            "downloads",
            "downloads",
            score_min=0,
            score_max=1e12,
        ),
    ),
    tables=_tables,
    expected_every=None,
    hosts=GITHUB,
)
