"""Rows out of Parquet files: what is asked for comes whole, and what is not is never read."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from cachetools import LRUCache

from leaderboard.records import parquet, store
from leaderboard.records.schema import COLUMNS, TEXTS
from tests.test_store import observations


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three boards of two categories, four days and two models, in row groups of five."""
    monkeypatch.setattr(store, "_ROW_GROUP", 5)
    parts = [
        observations(
            *((f"2025-01-0{day}", model, float(day)) for day in (1, 2, 3, 4) for model in "ab"),
            board_id=f"demo/{board}",
            category=category,
            recorded_at=f"2025-01-0{1 + number}",
            organization_name=None if board == "two" else "maker",
            score_low=np.nan,
        )
        for number, board in enumerate(("one", "two", "zero"))
        for category in ("code", "text")
    ]
    path = tmp_path / "2025.parquet"
    store.write_file(path, pd.concat(parts, ignore_index=True))
    return path


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


ASKED = (
    ({},),
    ({"board_id": ("demo/two", "demo/two")},),
    ({"board_id": ("demo/two", "demo/two"), "category": ("text", "text")},),
    ({"published_on": (day("2025-01-03"), None)},),
    ({"published_on": (None, day("2025-01-02")), "recorded_at": (None, day("2025-01-02"))},),
    ({"board_id": ("demo/one", "demo/one"), "category": ("code", "code")}, {"board_id": ("demo/zero", "demo/zero")}),
    ({"board_id": ("demo/none", "demo/none")},),
    ({"organization_name": ("maker", "maker")},),
    ({"score_low": (0.0, None)},),
    (),
)


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("columns", [COLUMNS, ("score",), ("model_name", "organization_name", "score_low")])
def test_rows_are_those_within_any_of_the_ranges(
    file: Path, asked: tuple[parquet.Ranges, ...], columns: tuple[str, ...]
) -> None:
    whole = pq.read_table(file).to_pandas()
    wanted = np.full(len(whole), False)
    for ranges in asked:
        within = np.full(len(whole), True)
        for name, (least, greatest) in ranges.items():
            within &= whole[name].notna() if least is None else whole[name] >= least
            within &= whole[name].notna() if greatest is None else whole[name] <= greatest
        wanted |= within
    found = parquet.rows([file], columns, asked).to_pandas()
    found = found.astype({name: "str" for name in columns if name in TEXTS})
    expected = whole.loc[wanted, list(columns)].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected.astype(found.dtypes), check_dtype=True)


def test_neither_other_row_groups_nor_other_columns_nor_single_values_are_read(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[tuple[int, list[str]]] = []
    real = pq.ParquetFile.read_row_group

    def watched(self: pq.ParquetFile, number: int, columns: list[str], **how: object) -> object:
        read.append((number, columns))
        return real(self, number, columns=columns, **how)

    monkeypatch.setattr(pq.ParquetFile, "read_row_group", watched)
    asked = {"board_id": ("demo/zero", "demo/zero"), "category": ("text", "text")}
    found = parquet.rows([file], ["board_id", "metric", "model_name", "score"], [asked])
    assert found.num_rows == 8
    # They are the last 8 of 48. Group 6 holds rows 30 to 34 of demo/two's `text` and demo/zero's `code`: its footer
    # leaves open what these columns tell.
    assert read == [(6, ["board_id", "category"]), (8, ["model_name", "score"]), (9, ["model_name", "score"])]


def test_a_zero_keeps_its_sign(file: Path) -> None:
    """Footers write -0.0 as the least of zeros."""
    store.write_file(file, observations(("2025-01-01", "a", 0.0), ("2025-01-01", "b", 0.0)))
    assert not np.signbit(parquet.rows([file], ["score"])["score"].to_numpy()).any()


def test_a_footer_is_read_once_of_every_version_of_a_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, read = pq.read_metadata, []
    monkeypatch.setattr(pq, "read_metadata", lambda opened: read.append(1) or real(opened))
    assert [parquet.rows([file], ["score"]).num_rows for _ in range(2)] == [48, 48]
    store.write_file(file, observations(("2025-01-01", "a", 1.0)))
    assert [parquet.rows([file], ["score"]).num_rows for _ in range(2)] == [1, 1]
    assert len(read) == 2


def test_what_is_remembered_of_files_is_bounded_in_bytes(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A walk past the bound: what was asked for last is kept, and every file is read as it is."""
    with pq.ParquetFile(file) as opened:
        bound = 2 * parquet._File(opened.metadata).nbytes
    kept: LRUCache[object, parquet._File] = LRUCache(bound, getsizeof=lambda file: file.nbytes)
    monkeypatch.setattr(parquet, "_files", kept)
    monkeypatch.setattr(parquet, "_MAX_BYTES", bound)
    others = [tmp_path / f"{number}.parquet" for number in range(40)]
    for number, other in enumerate(others):
        store.write_file(other, observations(("2025-01-01", "a", float(number))))
    for _ in range(2):
        for number, path in enumerate(others):
            assert parquet.rows([path], ["score"])["score"].to_pylist() == [number]
            assert sum(file.nbytes for file in kept.values()) <= bound
    assert 1 < len(kept) < 40
    monkeypatch.setattr(parquet, "_MAX_BYTES", 1)
    assert parquet.rows([file], ["score"]).num_rows == 48  # larger than the bound: answered, and not kept
    assert 48 not in [told.footer.num_rows for told in kept.values()]


def test_which_boards_lie_where_is_read_once_and_counts_among_what_is_kept(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"board_id": ("demo/two", "demo/two"), "category": ("text", "text")}
    parquet.rows([file], ["score"])
    before = [told.nbytes for told in parquet._files.values()][-1]
    first = parquet.rows([file], COLUMNS, [asked])
    read: list[list[str]] = []
    real = pq.ParquetFile.read_row_group

    def watched(self: pq.ParquetFile, number: int, columns: list[str], **how: object) -> object:
        read.append(columns)
        return real(self, number, columns=columns, **how)

    monkeypatch.setattr(pq.ParquetFile, "read_row_group", watched)
    assert parquet.rows([file], COLUMNS, [asked]).equals(first)
    assert read
    assert not {"board_id", "category"} & {name for columns in read for name in columns}
    assert [told.nbytes for told in parquet._files.values()][-1] > before
