"""Tables for others: for programs as they are, for spreadsheets without formulas, for terminals without tricks."""

import json

import pandas as pd
import pytest

from leaderboard.publish.exports import to_csv, to_json, to_spreadsheet_csv, to_text

FRAME = pd.DataFrame(
    {
        "model_name": ["=1+1", "plain", "@x", "-y", "\tz"],
        "score": [-1.5, 1 / 3, 2.0, 3.0, None],
        "open": [True, False, True, False, True],
        "date": pd.to_datetime(["2025-01-02"] * 5),
        "recorded_at": pd.to_datetime(["2025-01-02 03:04:05"] * 5),
    }
)


def test_csv_for_programs_is_exact() -> None:
    lines = to_csv(FRAME).splitlines()
    assert lines[1] == "=1+1,-1.5,true,2025-01-02,2025-01-02T03:04:05Z"
    assert lines[2] == f"plain,{1 / 3!r},false,2025-01-02,2025-01-02T03:04:05Z"
    assert lines[5].split(",")[1] == ""


def test_a_spreadsheet_gets_no_formula_and_keeps_its_numbers() -> None:
    lines = to_spreadsheet_csv(FRAME).splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["'=1+1", "plain", "'@x", "'-y", "'\tz"]
    assert lines[1].split(",")[1] == "-1.5"


def test_json_has_booleans_and_nulls() -> None:
    found = json.loads(to_json(FRAME))
    assert (found[0]["open"], found[1]["open"], found[4]["score"]) == (True, False, None)
    assert json.loads(to_json(pd.DataFrame({"model_name": ["true"]}))) == [{"model_name": "true"}]


@pytest.mark.parametrize("name", ["\x1b[2Jclean", "a\nb", "a\rb", "a\x9bb"])
def test_names_cannot_move_the_terminal(name: str) -> None:
    shown = to_text(pd.DataFrame({"model_name": [name]}))
    assert not set(shown.rstrip("\n").split("\n", 1)[1]) & set("\x1b\n\r\x9b")
