"""Arena's Parquet files, where they are not as we know them."""

import hashlib
import io
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fetchers import SOURCES, Hole, LayoutChanged, NotFound, RawResponse, ScoreTable
from tests.upstream import whole

ARENA = next(source for source in SOURCES if source.id == "arena")
TEXT = "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main/text/full-00000-of-00001.parquet"
ROW = {
    "model_name": ["deepseek-v3"],
    "organization": ["deepseek"],
    "license": ["DeepSeek"],
    "rating": [1315.25],
    "rating_lower": [1308.5],
    "rating_upper": [1322.0],
    "variance": [11.9],
    "vote_count": [12045],
    "rank": [1],
    "category": ["overall"],
    "leaderboard_publish_date": ["2024-12-31"],
}


def parquet(columns: dict[str, object]) -> bytes:
    body = io.BytesIO()
    pq.write_table(pa.table(columns), body)
    return body.getvalue()


def text_board(body: bytes, address: str = TEXT, *, history: bool = True) -> list[ScoreTable]:
    """Arena's tables where only this one file is there."""

    def get(url: str, *, immutable: bool = False) -> RawResponse:  # noqa: ARG001 (part of Get)
        if url != address:
            raise NotFound(f"{url}: expected status 200, found 404")
        return RawResponse(url, body, hashlib.sha256(body).hexdigest(), datetime(2026, 11, 24, tzinfo=UTC))

    return list(whole(ARENA.tables(get, history)))


def test_the_newest_dates_have_a_file_of_their_own() -> None:
    assert len(text_board(parquet(ROW), TEXT.replace("full", "latest"), history=False)) == 1


def test_a_missing_subset_is_an_absent_part() -> None:
    def get(url: str, *, immutable: bool = False) -> RawResponse:  # noqa: ARG001 (part of Get)
        if url != TEXT:
            raise NotFound(f"{url}: expected status 200, found 404")
        return RawResponse(url, parquet(ROW), "", datetime(2026, 11, 24, tzinfo=UTC))

    table, *holes = ARENA.tables(get, True)
    assert isinstance(table, ScoreTable)
    assert len(table.rows) == 1
    assert [(hole.board_ids, hole.absent) for hole in holes if isinstance(hole, Hole)] == [
        ((board.id,), True) for board in ARENA.boards[1:]
    ]


def test_a_renamed_column_is_an_error() -> None:
    renamed = {"elo" if name == "rating" else name: values for name, values in ROW.items()}
    with pytest.raises(LayoutChanged, match=r"/text/full.*: expected columns \['rating'\], found \['elo'\] instead"):
        text_board(parquet(renamed))


@pytest.mark.parametrize("name", [name for name in ROW if name != "variance"])
def test_every_column_is_needed(name: str) -> None:
    with pytest.raises(LayoutChanged, match=rf"expected columns \['{name}'\], found no others instead"):
        text_board(parquet({other: values for other, values in ROW.items() if other != name}))


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        ("rating", ["1315.25"], "expected numbers in column rating, found string"),
        ("rank", [True], "expected numbers in column rank, found bool"),
        ("model_name", [7], "expected text in column model_name, found int64"),
        ("leaderboard_publish_date", [datetime(2024, 12, 31)], "expected text in column leaderboard_publish_date"),  # noqa: DTZ001
    ],
)
def test_another_type_is_an_error(name: str, values: list[object], message: str) -> None:
    with pytest.raises(LayoutChanged, match=message):
        text_board(parquet(ROW | {name: values}))


def test_a_small_file_of_more_rows_than_memory_holds_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fetchers.arena._MOST_ROWS", 999)
    with pytest.raises(LayoutChanged, match="expected at most 999 rows, found 1000"):
        text_board(parquet({name: values * 1000 for name, values in ROW.items()}))


def test_no_rows_are_an_error() -> None:
    with pytest.raises(LayoutChanged, match="expected rows, found none"):
        text_board(parquet({name: pa.array([], pa.array(values).type) for name, values in ROW.items()}))


@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_a_truncated_file_is_an_error(share: float) -> None:
    body = parquet(ROW)
    with pytest.raises(LayoutChanged, match="expected a parquet file, found other bytes"):
        text_board(body[: int(len(body) * share)])


def test_damaged_pages_are_an_error() -> None:
    body = bytearray(parquet({name: values * 5000 for name, values in ROW.items()} | {"rating": list(range(5000))}))
    body[100 : len(body) // 2] = bytes(len(body) // 2 - 100)
    with pytest.raises(LayoutChanged, match="expected a parquet file, found other bytes"):
        text_board(bytes(body))


def test_text_that_is_no_utf8_is_an_error() -> None:
    body = parquet(ROW).replace(b"deepseek-v3", b"deepseek\xff\xfe3")
    with pytest.raises(LayoutChanged, match="expected a parquet file, found other bytes"):
        text_board(body)


def test_texts_are_categorical_whatever_the_file_holds() -> None:
    names = pa.array(["deepseek-v3", "gpt-4o", "deepseek-v3"])
    columns = {name: pa.array(values * 3) for name, values in ROW.items()}
    for kind in (pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())):
        (table,) = text_board(parquet(columns | {"model_name": names.cast(kind)}))
        assert table.rows["model_name"].dtype == "category"
        assert table.rows["model_name"].tolist() == ["deepseek-v3", "gpt-4o", "deepseek-v3"]
