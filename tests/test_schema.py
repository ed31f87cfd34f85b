"""The field dictionary is the schema, and docs/schema.md is made from it."""

from pathlib import Path

import pandas as pd
import pytest

from leaderboard.records import schema
from tests.test_store import observations

DOCS = Path(__file__).parents[1] / "docs" / "schema.md"
GOOD = observations(("2025-01-01", "a", 1.0), ("2025-01-01", "b", 2.0))


def test_the_docs_are_those_of_the_field_dictionary() -> None:
    assert DOCS.read_text(encoding="utf-8") == schema.markdown(), "run: make docs"


def test_an_empty_table_is_one() -> None:
    schema.check(schema.empty())


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (GOOD.drop(columns="score"), r"missing \['score'\]"),
        (GOOD[[*reversed(GOOD.columns)]], "in order"),
        (GOOD.assign(extra=1), r"extra \['extra'\]"),
        (GOOD.astype({"score": "float32"}), "score: expected dtype float64, found float32"),
        (GOOD.assign(score=[1.0, None]), "score: expected no nulls, found 1"),
        (GOOD.assign(recorded_basis=pd.Series(["hearsay"] * 2, dtype="str")), "recorded_basis: expected one of"),
        (pd.concat([GOOD, GOOD], ignore_index=True), "key: expected unique, found 2 repeats"),
    ],
)
def test_what_is_no_table_of_observations_is_refused_with_a_diagnosis(bad: pd.DataFrame, said: str) -> None:
    with pytest.raises(schema.SchemaError, match=said):
        schema.check(bad)
