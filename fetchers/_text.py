"""Text out of a response: UTF-8 whatever its content type says, CSV, JSON and YAML, ids of the Hugging Face hub."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import pandas as pd

from fetchers._source import UNREAD, FetchError, LayoutChanged, RawResponse, Redact

_Record = TypeVar("_Record")
#: What one record of a response tells.
Rows = Mapping[Any, object] | Iterable[Mapping[Any, object]]

#: So many levels of YAML stand within each other at most: libyaml builds them by recursion, and its stack is the
#: process's.
_DEEPEST = 100
_HALF = re.compile(r"\\ud[89a-f]", re.IGNORECASE)
_HUB = re.compile(r"https?://(?:www\.)?huggingface\.co/([\w.-]+/[\w.-]+)")
_NO_OWNERS = ("blog", "collections", "datasets", "docs", "papers", "spaces")


def text_of(response: RawResponse) -> str:
    """The body as text. Raises LayoutChanged."""
    try:
        return response.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LayoutChanged(f"{response.url}: expected text in UTF-8, found other bytes ({error.reason})") from error


def csv_of(response: RawResponse, required: Iterable[str], optional: Iterable[str] = ()) -> pd.DataFrame:
    """Columns of a CSV as text, empty cells null; no other column is ever read. Raises LayoutChanged.

    A line with more or fewer cells than the header tells nothing: all of its cells are null. A table without any line
    has lost them.
    """
    header, *lines = cells_of(response)
    if not lines:
        raise LayoutChanged(f"{response.url}: expected rows, found none")
    wanted = [name for name in header if name in {*required, *optional}]
    if len(set(wanted)) < len(wanted):
        raise LayoutChanged(f"{response.url}: expected each column once, found {sorted(wanted)}")
    places = [header.index(name) for name in wanted]
    whole = [[line[place] for place in places] if len(line) == len(header) else [""] * len(places) for line in lines]
    table = pd.DataFrame(whole, columns=wanted, dtype="str")
    if missing := sorted(set(required) - set(table)):
        raise LayoutChanged(f"{response.url}: expected the columns {sorted(required)}, found none named {missing}")
    return table.mask(table == "")


def cells_of(response: RawResponse) -> list[list[str]]:
    """The lines of a CSV that are not blank, as cells; one at least. Raises LayoutChanged."""
    try:
        lines = [line for line in csv.reader(io.StringIO(text_of(response), newline=""), strict=True) if line]
    except csv.Error as error:
        raise LayoutChanged(f"{response.url}: expected CSV, found {error!s:.100}") from error
    if not lines:
        raise LayoutChanged(f"{response.url}: expected CSV, found nothing")
    return lines


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
        text = text_of(response)
        value = json.loads(text)
        if _HALF.search(text):
            json.dumps(value, ensure_ascii=False).encode()  # half a character ("\ud83d") is no text
        return value


def yaml_of(response: RawResponse) -> Any:
    """The YAML value, in which every scalar is the text that was written. Raises LayoutChanged."""
    import yaml  # noqa: PLC0415 (readers load every source, and parse nothing)

    text, depth = text_of(response), 0
    with laid_out(response, "YAML"):
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise ValueError(f"more than {_DEEPEST} levels")
        # the base loader leaves every value the text that was written, and builds nothing else
        return yaml.load(text, Loader=yaml.CBaseLoader)


@contextmanager
def laid_out(response: RawResponse, expected: str) -> Iterator[None]:
    """Within: whatever goes wrong because a response is not laid out as `expected` is a LayoutChanged that says so."""
    try:
        yield
    except FetchError:
        raise
    except Exception as error:  # each parser has errors of its own kind
        found = " ".join(f"{type(error).__name__}: {error}".split())
        raise LayoutChanged(f"{response.url}: expected {expected}, found {found:.200}") from error


def read_records(
    response: RawResponse, expected: str, records: Iterable[_Record], read: Callable[[_Record], Rows], board_id: str
) -> pd.DataFrame:
    """The rows of each record; one that `read` stumbles over is set aside as a row of this board.

    Raises LayoutChanged where no record is laid out as `expected`.
    """
    rows: list[Mapping[Any, object]] = []
    unread: list[Mapping[Any, object]] = []
    for number, record in enumerate(records, 1):
        try:
            found = read(record)
            rows += [found] if isinstance(found, Mapping) else list(found)
        except Exception as error:  # noqa: BLE001 (whatever is wrong with one record is not wrong with the others)
            why = f"record {number}: {' '.join(repr(error).split()):.100}"
            unread.append({"board_id": board_id, "model_name": why, "score": None, "set_aside": UNREAD})
    if unread and not rows:
        raise LayoutChanged(f"{response.url}: expected {expected}, found {unread[0]['model_name']}")
    return rows_of(response, [*rows, *unread])


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
