"""Whatever a table is about: its columns, the order and keys of its rows, what a cell may hold."""

import csv
import io
import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from importlib.resources.abc import Traversable

from leaderboard.registry import fields
from leaderboard.registry.checks.problem import Problem, Tables
from leaderboard.registry.fields import COLUMNS, KEYS, Field
from leaderboard.registry.tables import TABLES

KINDS = {
    "id": ("lower case, digits, . _ + -", r"[a-z0-9][a-z0-9._+-]*"),
    "number": ("a plain decimal number", r"\d+(\.\d+)?"),
    "url": ("an address of the web", r"https?://\S+"),
    "list": ("values between semicolons, without blanks around them", r"[^;\s][^;]*(;[^;\s][^;]*)*"),
}
#: A page of the hub read through somebody's relay of it: a path of the hub, or a name that is nearly its own.
_RELAY = re.compile(
    r"https?://(?!(?:huggingface\.co|github\.com|raw\.githubusercontent\.com|ai\.gitee\.com)/)"
    r"(?:[^/]+/[^/]+/[^/]+/(?:blob|blame|raw|resolve|commit|tree)/(?:main|refs|[0-9a-f]{40})\b"
    r"|(?:[^/]*\.)?(?:hf|hff|hf-mirror|huggingface)\.[^/]+/)"
)
#: What a way to a page leaves at the end of its address.
_TRAIL = re.compile(r"[?&](?:code|download)=true\b|[?&](?:ref|utm_[a-z]+)=")
#: A note that leans on a neighbour, which sorting parts it from, or on another model, and is not published with it.
_LEANING = re.compile(r"\b(?:as|see) (?:above|below)\b|^(?:as|see) [A-Z][\w. -]*$")


def ragged(folder: Traversable) -> list[Problem]:
    """Files that are no tables, and rows that have more or fewer cells than their header: no more is read of them."""
    found = []
    for name in TABLES:
        file = f"{name}.csv"
        try:
            rows = list(numbered(folder.joinpath(file).read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            what = f"expected a table in UTF-8, found {' '.join(str(error).split())}"
            found.append(Problem(file, 0, "", what, f"`git diff {file}` shows what became of it"))
            continue
        if not rows:
            found.append(Problem(file, 0, "", "expected a line of columns, found nothing", "bring it back"))
        for line, row in rows[1:]:
            if len(row) != len(rows[0][1]):
                what = f"expected {len(rows[0][1])} cells, found {len(row)}"
                mend = "put text that holds a comma between double quotes" if row else "take the line out"
                found.append(Problem(file, line, " ".join(row[0].split()) if row else "(blank)", what, mend))
    return found


def numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV, each with the line that it ends in. Raises csv.Error, where a quote is not closed too."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    for row in rows:
        yield rows.line_num, row


def columns(tables: Tables) -> Iterator[Problem]:
    for name, table in tables.items():
        if table.columns != COLUMNS[name]:
            what = f"expected columns {','.join(COLUMNS[name])}, found {','.join(table.columns)}"
            yield Problem(f"{name}.csv", 0, "", what, "mend its first line")


def order(tables: Tables) -> Iterator[Problem]:
    for table in tables.values():
        for place in _out_of_place([table.key(row) for row in table.rows]):
            yield table.problem(
                place, f"out of the order of {','.join(KEYS[table.name])}", "`make registry-sort` sorts"
            )


def _out_of_place(keys: list[tuple[str, ...]]) -> list[int]:
    """The fewest places whose rows must move so that all are sorted: those outside a longest rising sequence."""
    ends: list[tuple[str, ...]] = []
    places: list[int] = []
    before: list[int] = []
    for place, key in enumerate(keys):
        at = bisect_left(ends, key)
        before.append(places[at - 1] if at else -1)
        ends[at:], places[at:] = (
            ([key], [place]) if at == len(ends) else ([key, *ends[at + 1 :]], [place, *places[at + 1 :]])
        )
    staying = set()
    place = places[-1] if places else -1
    while place >= 0:
        staying.add(place)
        place = before[place]
    return [
        place for place, key in enumerate(keys) if place not in staying and key not in keys[max(0, place - 1) : place]
    ]


def keys(tables: Tables) -> Iterator[Problem]:
    for table in tables.values():
        first: dict[tuple[str, ...], int] = {}
        for place, row in enumerate(table.rows):
            at = first.setdefault(table.key(row), place)
            if at != place:
                yield table.problem(place, f"this key stands in line {at + 2} already", "keep one of the two rows")
    aliases = {table.key(row) for table in (tables["model_aliases"],) for row in table.rows}
    undecidable = tables["undecidable"]
    for place, row in enumerate(undecidable.rows):
        if undecidable.key(row) in aliases:
            yield undecidable.problem(
                place, "also in model_aliases.csv", "decide: take the row out of one of the files"
            )


def cells(tables: Tables) -> Iterator[Problem]:
    """Each cell holds what its column may: values required, kinds, choices, what is registered elsewhere."""
    for name, row_fields in fields.TABLES.items():
        table = tables[name]
        for field in row_fields:
            known = _values(tables, field.refers)
            for place, row in enumerate(table.rows):
                if found := _wrong(field, row[field.name], known):
                    yield table.problem(place, *found)
    known = {*tables["models"].by_id, *(f"{name}/*" for name in tables["organizations"].by_id)}
    verdicts = tables["verdicts"]
    for place, row in enumerate(verdicts.rows):
        if row["model_id"] not in known:
            yield verdicts.problem(place, *_unknown("model_id", row["model_id"], known, "models.csv"))


def _values(tables: Tables, column: str) -> set[str] | None:
    """The values of `table.column`; None for no column."""
    if not column:
        return None
    name, _, column = column.partition(".")
    return {row[column] for row in tables[name].rows}


def _wrong(field: Field, value: str, known: set[str] | None) -> tuple[str, str] | None:
    """What is wrong with a cell, and how to mend it; None if nothing is."""
    if value == "":
        return (f"{field.name} is blank", f"fill in {field.meaning}") if field.required else None
    if value != value.strip() and not (field.key and field.kind == "text"):
        return f"{field.name}: blanks around {value!r}", "take them away"
    if field.name == "note" and (leaning := _LEANING.search(value)):
        return f"note: {leaning[0]!r} leans on another row", "write out what it means, for each row stands alone"
    if known is not None and value not in known:
        return _unknown(field.name, value, known, f"{field.refers.partition('.')[0]}.csv")
    if field.choices:
        found = set(value.split(";")) if field.kind == "list" else {value}
        if not found <= set(field.choices):
            return f"{field.name}: unknown {value!r}", f"use {', '.join(filter(None, field.choices))}"
        return None
    if field.kind == "day":
        try:
            date.fromisoformat(value)
        except ValueError:
            return f"{field.name}: {value!r} is no day", "write YYYY-MM-DD"
        return None
    if field.kind in KINDS and not re.fullmatch(KINDS[field.kind][1], value):
        return f"{field.name}: {value!r} is not {KINDS[field.kind][0]}", f"fill in {field.meaning}"
    if field.kind == "url" and _RELAY.match(value):
        return f"{field.name}: {value!r} is a relay of the hub", "write the address that the page has on huggingface.co"
    if field.kind == "url" and (trail := _TRAIL.search(value)):
        return f"{field.name}: the address ends in {trail[0]!r}", "take away what does not tell the page"
    return None


def _unknown(column: str, value: str, known: set[str], file: str) -> tuple[str, str]:
    near = get_close_matches(value, known, n=1, cutoff=0.8)
    offer = f"write {near[0]!r}, or register it in {file}" if near else f"register it in {file}"
    return f"{column}: unknown {value!r}", offer
