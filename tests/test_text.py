"""Text out of a response: what cannot be read is one line that names its place."""

from datetime import UTC, datetime

import pytest
import yaml

from fetchers import LayoutChanged, NotFound, RawResponse, ScoreTable, Source
from fetchers._text import json_of, laid_out, rows_of, yaml_of
from fetchers.bfcl import SOURCE as BFCL
from fetchers.euroeval import SOURCE as EUROEVAL
from fetchers.vectara import SOURCE as VECTARA

URL = "https://example.org/board"


def response(body: bytes) -> RawResponse:
    return RawResponse(URL, body, "", datetime(2026, 11, 24, tzinfo=UTC))


def test_json_is_decoded_as_utf_8_with_or_without_a_mark() -> None:
    assert json_of(response('\ufeff{"τ²": 1}'.encode())) == {"τ²": 1}


@pytest.mark.parametrize("body", [b'{"a": ', b"\xff\xfe", b"[" * 100_000, b""])
def test_what_is_no_json_is_another_layout(body: bytes) -> None:
    with pytest.raises(LayoutChanged, match=rf"^{URL}: expected .*, found .*"):
        json_of(response(body))


def test_yaml_that_is_too_deep_for_the_stack_is_another_layout() -> None:
    with pytest.raises(LayoutChanged, match="expected YAML, found ValueError: more than 100 levels"):
        yaml_of(response(b"[" * 200_000 + b"]" * 200_000))
    assert yaml_of(response(b"- {a: [1, 2.50, no]}")) == [{"a": ["1", "2.50", "no"]}]


@pytest.mark.parametrize("surprise", [KeyError("score"), TypeError("a\nb"), AttributeError(), OverflowError("date")])
def test_a_surprise_in_a_layout_is_one_line_that_says_what_was_expected(surprise: Exception) -> None:
    what = f"expected runs with a score, found {type(surprise).__name__}"
    with pytest.raises(LayoutChanged, match=rf"^{URL}: {what}") as caught, laid_out(response(b""), "runs with a score"):
        raise surprise
    assert "\n" not in str(caught.value)


def test_a_half_typed_file_is_told_with_its_line_and_alike_each_time() -> None:
    with pytest.raises(LayoutChanged) as caught, laid_out(response(b""), "runs as YAML"):
        yaml.load("- model: a\nmodel: b\n", Loader=yaml.CBaseLoader)
    assert str(caught.value).endswith(
        'found ParserError: while parsing a block collection in "<unicode string>", line 1, column 1 '
        "did not find expected '-' indicator in \"<unicode string>\", line 2, column 1"
    )


def test_a_fault_that_is_told_already_is_told_once() -> None:
    with pytest.raises(LayoutChanged, match=r"^the list is gone$"), laid_out(response(b""), "a list"):
        raise LayoutChanged("the list is gone")


def test_a_board_without_rows_is_another_layout() -> None:
    assert rows_of(response(b""), [{"score": 1}])["score"].tolist() == [1]
    with pytest.raises(LayoutChanged, match=rf"^{URL}: expected rows, found none$"):
        rows_of(response(b""), [])


def test_a_table_of_nothing_but_its_header_is_another_layout() -> None:
    header = response(b"Rank,Overall Acc,Model,Web Search Acc,License,Organization\n")

    def get(url: str, *, immutable: bool = False) -> RawResponse:  # noqa: ARG001 (part of Get)
        return response(b"[]") if url.startswith("https://api.github.com/") else header

    with pytest.raises(LayoutChanged, match=r"expected rows, found none$"):
        list(BFCL.tables(get, True))


RATES = "|Model|Hallucination Rate|Answer Rate|\n|--|--|--|\n|a|1.8 %|99 %|\n"
RANKS = "Languages,,\nModel,Rank,Score\na,1.2,60\n"


@pytest.mark.parametrize(
    ("source", "body", "sound"),
    [
        (VECTARA, RATES, True),
        (VECTARA, RATES.replace("Answer", "Hallucination"), False),
        (EUROEVAL, RANKS, True),
        (EUROEVAL, RANKS.replace("Score", "Rank"), False),
    ],
)
def test_of_two_columns_of_one_name_neither_is_taken(source: Source, body: str, sound: bool) -> None:
    def get(url: str, *, immutable: bool = False) -> RawResponse:  # noqa: ARG001 (part of Get)
        if url.startswith("https://api.github.com"):
            raise NotFound(f"{url}: expected status 200, found 404")
        return RawResponse(url, body.encode(), "", datetime(2026, 11, 24, tzinfo=UTC))

    try:
        found = [*source.tables(get, True)]
    except LayoutChanged:
        assert not sound
    else:
        assert sound
        assert all(isinstance(one, ScoreTable) for one in found)
