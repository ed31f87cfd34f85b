"""Text out of a response: UTF-8 whatever its content type says, CSV as text, JSON, and ids of the Hugging Face hub."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pandas as pd

from fetchers._source import FetchError, LayoutChanged, RawResponse, Redact

_HUB = re.compile(r"https?://(?:www\.)?huggingface\.co/([\w.-]+/[\w.-]+)")
_NO_OWNERS = ("blog", "collections", "datasets", "docs", "papers", "spaces")


def text_of(response: RawResponse) -> str:
    """The body as text. Raises LayoutChanged."""
    try:
        return response.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LayoutChanged(f"{response.url}: expected text in UTF-8, found other bytes ({error.reason})") from error


def csv_of(response: RawResponse, required: Iterable[str], optional: Iterable[str] = ()) -> pd.DataFrame:
    """Columns of a CSV as text, empty cells null; no other column is ever read. Raises LayoutChanged."""
    wanted = {*required, *optional}
    try:
        table = pd.read_csv(
            io.StringIO(text_of(response)), usecols=lambda name: name in wanted, dtype="str", keep_default_na=False
        )
    except ValueError as error:  # pandas' ParserError and EmptyDataError are of this kind
        raise LayoutChanged(f"{response.url}: expected CSV, found {error!s:.100}") from error
    if missing := sorted(set(required) - set(table)):
        raise LayoutChanged(f"{response.url}: expected the columns {sorted(required)}, found none named {missing}")
    return table.mask(table == "")


def without_columns(*names: str) -> Redact:
    """A redaction of CSV files: every column but these stays as it was."""

    def redact(url: str, body: bytes) -> bytes:
        try:
            lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error) as error:
            raise LayoutChanged(f"{url}: expected CSV in UTF-8, found {error!s:.100}") from error
        if any(len(line) != len(lines[0]) for line in lines if line):
            raise LayoutChanged(f"{url}: expected {len(lines[0])} cells in every line, found lines with others")
        kept = [place for place, name in enumerate(lines[0]) if name.strip() not in names] if lines else []
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([line[place] for place in kept] for line in lines if line)
        return text.getvalue().encode()

    return redact


def json_of(response: RawResponse) -> Any:
    """The JSON value. Raises LayoutChanged."""
    with laid_out(response, "JSON"):
        return json.loads(text_of(response))


@contextmanager
def laid_out(response: RawResponse, expected: str) -> Iterator[None]:
    """Within: whatever goes wrong because a response is not laid out as `expected` is a LayoutChanged that says so."""
    try:
        yield
    except FetchError:
        raise
    except Exception as error:  # each parser has errors of its own kind
        found = " ".join(repr(error).split())
        raise LayoutChanged(f"{response.url}: expected {expected}, found {found:.100}") from error


def rows_of(response: RawResponse, records: Iterable[Mapping[Any, object]]) -> pd.DataFrame:
    """A row per record. Raises LayoutChanged where there is none: no board of ours is ever empty."""
    rows = pd.DataFrame(list(records))
    if rows.empty:
        raise LayoutChanged(f"{response.url}: expected rows, found none")
    return rows


def hub_id(text: str | None) -> str | None:
    """owner/name of the one model of the Hugging Face hub that a text links to; None where it is none, or several."""
    found = {name for name in _HUB.findall(text or "") if name.split("/")[0] not in _NO_OWNERS}
    return found.pop() if len(found) == 1 else None
