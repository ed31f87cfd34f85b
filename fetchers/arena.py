"""Arena (LMArena): its boards of human preference, from its official dataset on the Hugging Face hub."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pandas as pd
import pyarrow as pa

from fetchers._parts import in_parts
from fetchers._source import (
    HUGGINGFACE,
    Board,
    Get,
    History,
    Hole,
    LayoutChanged,
    NotFound,
    RawResponse,
    ScoreTable,
    Source,
)

_DATASET = "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset"
_TITLES = {
    "text": "Text",
    "text_style_control": "Text, style control",
    "vision": "Vision",
    "vision_style_control": "Vision, style control",
    "search": "Search",
    "search_style_control": "Search, style control",
    "document": "Documents",
    "document_style_control": "Documents, style control",
    "webdev": "Web development",
    "text_to_image": "Text to image",
    "image_edit": "Image editing",
    "text_to_video": "Text to video",
    "image_to_video": "Image to video",
    "video_edit": "Video editing",
}
_MOST_ROWS = 20_000_000  # the largest has a million; packed, a small file could unpack to more than any memory
_AGENT = "agent"  # its scores are no ratings, but lie around 0
_BOARDS = (
    *(
        Board(f"arena/{subset}", f"Arena: {title}", "elo", "points", score_min=-500, score_max=3000)
        for subset, title in _TITLES.items()
    ),
    Board(f"arena/{_AGENT}", "Arena: Agents", "score", "points", score_min=-1000, score_max=1000),
)
#: Upstream's columns in ours. Integer or double differs between subsets; `variance` is not taken.
_TEXTS = {
    "model_name": "model_name",
    "organization": "organization_name",
    "license": "license_name",
    "category": "category",
    "leaderboard_publish_date": "published_on",
}
_NUMBERS = {
    "rating": "score",
    "rating_lower": "score_low",
    "rating_upper": "score_high",
    "vote_count": "sample_size",
    "rank": "rank",
}
_AGENT_NUMBERS = {
    "score": "score",
    "score_ci_lower": "score_low",
    "score_ci_upper": "score_high",
    "observation_count": "sample_size",
    "rank": "rank",
}


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    """One table per subset: `full` holds every publish date, `latest` the newest one of each category."""
    missing: list[str] = []
    subsets = (*_TITLES, _AGENT)
    yield from in_parts(get, (((f"arena/{name}",), partial(_subset, name, history, missing)) for name in subsets))
    if len(missing) == len(subsets):
        raise NotFound(f"{_DATASET}: expected some of {len(subsets)} subsets, found none")


def _subset(name: str, history: History, missing: list[str], get: Get) -> Iterator[ScoreTable | Hole]:
    file = f"{'full' if history else 'latest'}-00000-of-00001.parquet"
    address = f"{_DATASET}/resolve/main/{name}/{file}"
    try:
        response = get(address)
    except NotFound as error:
        missing.append(name)
        yield Hole(str(error), (address,), (f"arena/{name}",), absent=True)
        return
    if response.changed:
        yield ScoreTable(response, _rows(response, f"arena/{name}", _AGENT_NUMBERS if name == _AGENT else _NUMBERS))


def _rows(response: RawResponse, board_id: str, numbers: dict[str, str]) -> pd.DataFrame:
    """A subset's rows. Texts are categorical: a million rows hold few distinct ones, and it is several times faster."""
    import pyarrow.parquet as pq  # noqa: PLC0415 (who reads what is stored knows the source, and fetches nothing)

    try:
        body = pa.BufferReader(response.body)
        metadata = pq.read_metadata(body)
        _check(metadata.schema.to_arrow_schema(), numbers, response.url)
        if metadata.num_rows > _MOST_ROWS:
            raise LayoutChanged(f"{response.url}: expected at most {_MOST_ROWS} rows, found {metadata.num_rows}")
        parquet = pq.ParquetFile(body, metadata=metadata, read_dictionary=list(_TEXTS))
        rows: pd.DataFrame = parquet.read(columns=[*_TEXTS, *numbers]).to_pandas()
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        why = str(error).partition("\n")[0][:100]
        raise LayoutChanged(f"{response.url}: expected a parquet file, found other bytes ({why})") from error
    if rows.empty:
        raise LayoutChanged(f"{response.url}: expected rows, found none")
    return rows.rename(columns=_TEXTS | numbers).assign(board_id=pd.Categorical([board_id]).repeat(len(rows)))


def _check(schema: pa.Schema, numbers: dict[str, str], url: str) -> None:
    """Columns are known by name; others may stand beside them."""
    names = [*_TEXTS, *numbers]
    if lacking := [name for name in names if name not in schema.names]:
        others = [name for name in schema.names if name not in [*names, "variance"]]
        raise LayoutChanged(f"{url}: expected columns {lacking}, found {others[:10] or 'no others'} instead")
    for name in names:
        found = schema.field(name).type
        if pa.types.is_dictionary(found):
            found = found.value_type
        if name in _TEXTS and not (pa.types.is_string(found) or pa.types.is_large_string(found)):
            raise LayoutChanged(f"{url}: expected text in column {name}, found {found}")
        if name in numbers and not (pa.types.is_integer(found) or pa.types.is_floating(found)):
            raise LayoutChanged(f"{url}: expected numbers in column {name}, found {found}")


SOURCE = Source(
    id="arena",
    title="Arena",
    homepage="https://lmarena.ai/leaderboard",
    license="CC-BY-4.0",
    license_url="https://creativecommons.org/licenses/by/4.0/",
    attribution="Arena (LMArena), leaderboard-dataset, CC BY 4.0",
    boards=_BOARDS,
    tables=_tables,
    expected_every=timedelta(days=14),
    hosts=HUGGINGFACE,
)
