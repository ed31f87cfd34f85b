"""Tables for others: for programs as they are, for spreadsheets without formulas, for terminals without tricks."""

import io
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
    lines = to_spreadsheet_csv(FRAME).removeprefix("\ufeff").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["'=1+1", "plain", "'@x", "'-y", "' z"]
    assert lines[1].split(",")[1] == "-1.5"


def test_json_has_booleans_and_nulls() -> None:
    found = json.loads(to_json(FRAME))
    assert (found[0]["open"], found[1]["open"], found[4]["score"]) == (True, False, None)
    assert json.loads(to_json(pd.DataFrame({"model_name": ["true"]}))) == [{"model_name": "true"}]


@pytest.mark.parametrize("name", ["\x1b[2Jclean", "a\nb", "a\rb", "a\x9bb"])
def test_names_cannot_move_the_terminal(name: str) -> None:
    shown = to_text(pd.DataFrame({"model_name": [name]}))
    assert not set(shown.rstrip("\n").split("\n", 1)[1]) & set("\x1b\n\r\x9b")


HOSTILE = "a\r=HYPERLINK(1)"


def test_a_carriage_return_within_a_name_breaks_no_row() -> None:
    for text in (to_csv(pd.DataFrame({"model_name": [HOSTILE, 'b"\n']})), to_spreadsheet_csv(FRAME)):
        assert "\r\n" not in text
    back = pd.read_csv(io.StringIO(to_csv(pd.DataFrame({"model_name": [HOSTILE, 'b"\n', "c"], "n": [1, 2, 3]}))))
    assert back.to_numpy().tolist() == [[HOSTILE, 1], ['b"\n', 2], ["c", 3]]


def test_a_cell_for_a_spreadsheet_is_one_line_and_the_file_says_that_it_is_utf_8() -> None:
    text = to_spreadsheet_csv(pd.DataFrame({"model_name": [HOSTILE, "\r=1", None], "n": [1, 2, 3]}))
    assert text == "\ufeffmodel_name,n\na =HYPERLINK(1),1\n' =1,2\n,3\n"


@pytest.mark.parametrize(
    "before",
    [
        "",
        " ",
        "\x0b",
        "\x00",
        "\u200b",
        "\ufeff",
        "\u3000",
        "\u202e",
        "\xad",
        "\u3164",
        "\ufff9",
        "\U000e0001",
        "a;",
        "a; ",
    ],
)
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", "\uff20", "\ufe66", "\ufe6b"])
@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_no_cell_of_a_spreadsheet_begins_with_a_sign(before: str, sign: str, dtype: str) -> None:
    """Whatever stands before it unseen, and where a spreadsheet takes a semicolon for the end of a cell."""
    text = to_spreadsheet_csv(pd.DataFrame({"model_name": pd.Series([f"{before}{sign}1"], dtype=dtype)}))
    cells = text.splitlines()[1].split(";")
    assert cells[-1].startswith("'")
    assert cells[-1].endswith(f"{sign}1")


def test_ten_thousand_unseen_letters_are_read_once() -> None:
    names = [" " * 10_000, ";" * 10_000, "\u200b" * 10_000 + "=", "x" * 10_000]
    assert len(to_spreadsheet_csv(pd.DataFrame({"model_name": names})).splitlines()) == 5


def test_a_name_on_a_terminal_is_bounded_and_turns_nothing_around() -> None:
    shown = to_text(pd.DataFrame({"model_name": ["x" * 500, "a\u202eb\u2069c", "דגם"], "n": [1, 2, 3]})).splitlines()
    assert shown[1].split() == ["x" * 59 + "…", "1"]
    assert shown[2].split() == ["\u2068abc\u2069", "2"]
    assert shown[3].split() == ["\u2068דגם\u2069", "3"]
