"""Packed tables say the same as those they were packed from."""

import numpy as np
import pandas as pd
import pytest

from leaderboard.records import compact
from tests.test_store import observations

ROWS = observations(("2025-01-01", "b", 1.0), ("2025-01-02", "a", 2.0), ("2025-01-03", "c", 3.0))


def test_packed_texts_are_the_same_texts_in_the_same_rows() -> None:
    packed = compact.stack([compact.pack(ROWS.iloc[:1]), ROWS.iloc[1:]])
    assert packed["model_name"].dtype == "category"
    some = packed.iloc[[2, 0]]  # not numbered from 0: what is spelled out keeps to its row
    pd.testing.assert_frame_equal(compact.unpack(some), ROWS.iloc[[2, 0]])


def test_null_stays_null_and_is_a_value_of_its_own() -> None:
    rows = ROWS.assign(license_name=pd.Series(["MIT", None, ""], dtype="str"))
    assert compact.stack([rows, rows])["license_name"].isna().tolist() == [False, True, False] * 2
    codes, _ = compact.codes_of(compact.stack([rows, compact.pack(rows)])["license_name"])
    assert codes[1] == codes[4] == -1
    assert len(set(codes)) == 3


@pytest.mark.parametrize("packed", [False, True])
def test_a_text_is_among_others_whatever_else_its_column_could_hold(packed: bool) -> None:
    licenses = pd.Series(["MIT", None, "", "Apache-2.0"], dtype="category" if packed else "str")
    assert compact.among(licenses, ("", "Apache-2.0", "GPL")).tolist() == [False, False, True, True]
    assert compact.among(licenses[1:2], ("MIT", "")).tolist() == [False]
    assert compact.among(licenses[:0], ("MIT",)).tolist() == []
    assert not compact.among(licenses, ()).any()


def test_rows_have_the_number_of_their_key() -> None:
    twice = compact.stack([ROWS, compact.pack(ROWS).iloc[::-1]])
    number = compact.numbers(twice, ["board_id", "model_name", "published_on"])
    assert number[:3].tolist() == number[:2:-1].tolist()
    assert len(set(number)) == 3


def test_keys_of_more_values_than_fit_into_a_number_stay_apart() -> None:
    wide = pd.DataFrame({str(column): range(1000) for column in range(10)})  # 1000 ** 10 is beyond 64 bits
    assert len(set(compact.numbers(wide, list(wide)))) == 1000


@pytest.mark.parametrize("least", [0, compact._LARGEST_IN_TABLE])
def test_distinct_numbers_are_counted_as_they_come(least: int) -> None:
    numbers = least + np.array([7, 3, 7, 9, 3, 3])
    places, first = compact.distinct(numbers)
    assert places.tolist() == [0, 1, 0, 2, 1, 1]
    assert first.tolist() == [0, 1, 3]
    assert [len(found) for found in compact.distinct(numbers[:0])] == [0, 0]


def test_a_row_is_in_others_by_its_key_however_its_texts_came() -> None:
    others = compact.pack(ROWS.iloc[[1]])
    assert compact.isin(ROWS, others, ["model_name"]).tolist() == [False, True, False]
    assert compact.isin(others, ROWS).tolist() == [True]
    assert compact.isin(ROWS, ROWS.iloc[:0]).tolist() == [False] * 3
