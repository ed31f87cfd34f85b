"""A field of another type, anywhere in what upstream serves, is set aside or named: it never ends in a traceback."""

import csv
import io
import json
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from fetchers import SOURCES, FetchError, Hole, Source
from leaderboard.intake import check, normalize, refresh, state
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from tests.boards_by_hand import AT_ANY_SPEED
from tests.test_sources import Upstream, addresses, body, upstream

#: What may stand where something else belongs.
OTHERS: tuple[object, ...] = (None, True, 7, -0.5, 10**30, "x", "", "1,8 %", "2025-13-99", [], ["x"], {}, {"x": [1]})

#: Files that are read as they are written: a word of them is changed.
_PROSE = (".md", ".html")

every_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)


@cache
def fields(source_id: str) -> list[tuple[str, Path]]:
    """The files of a source whose fields can be told, each with the address that serves it."""
    found = addresses(source_id).items()
    files = [(url, file) for url, path in found for file in (sorted(path.glob("*.csv")) if path.is_dir() else [path])]
    return [(url, file) for url, file in files if file.suffix in (".json", ".yml", ".csv", *_PROSE)]


def paths(value: Any, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    """The way to every value within this one, and to itself."""
    yield path
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from paths(value[key], (*path, key))


def put(value: Any, path: tuple[object, ...], other: object) -> Any:
    """The value with another one at the end of the way."""
    if not path:
        return other
    key, *rest = path
    if isinstance(value, dict):
        return value | {key: put(value[key], tuple(rest), other)}
    return [put(one, tuple(rest), other) if number == key else one for number, one in enumerate(value)]


def mutated(draw: st.DataObject, text: str, suffix: str, *, typed: bool) -> str:
    """The file with one field of another type; in a CSV that is not to be typed (as Parquet), it may also lack."""
    other = draw.draw(st.sampled_from(OTHERS))
    if suffix == ".csv":
        lines = list(csv.reader(io.StringIO(text, newline="")))
        line = draw.draw(st.sampled_from(lines))
        cell = draw.draw(st.integers(0, len(line) - typed))
        line[cell : cell + 1] = [] if other is None and not typed else [str(other)]
        told = io.StringIO()
        csv.writer(told, lineterminator="\n").writerows(lines)
        return told.getvalue()
    if suffix in _PROSE:
        words = text.split(" ")
        words[draw.draw(st.integers(0, len(words) - 1))] = str(other)
        return " ".join(words)
    parsed = json.loads(text) if suffix == ".json" else yaml.safe_load(text)
    changed = put(parsed, draw.draw(st.sampled_from(list(paths(parsed)))), other)
    return json.dumps(changed) if suffix == ".json" else yaml.safe_dump(changed)


def served(source_id: str, url: str, file: Path, text: str, folder: Path) -> Upstream:
    """The source's fixture with another text in one file."""
    get = upstream(source_id)
    path = addresses(source_id)[url]
    if path.is_dir():
        shutil.copytree(path, folder / path.name, dirs_exist_ok=True)
    (folder / file.relative_to(path.parent)).write_text(text, encoding="utf-8")
    get.bodies[url] = body(url, folder / path.name)
    return get


def lands(source: Source, get: Upstream, folder: Path) -> None:
    """The way of a refresh into a file of the store. Raises what would be a traceback."""
    holes: list[Hole] = []
    try:
        told = refresh.told(source, get, True, holes)
        parts = [normalize.believed(run, source, first_load=True) for run in normalize.together(told)]
        harvest = check.check(parts, check.Past(DataDir(folder)), state.SourceState(), backfill=True)
    except FetchError as error:
        said = [str(error)]
    else:
        said = [hole.message for hole in (*holes, *harvest.holes)]
        for rows in harvest.news:
            store.write_file(folder / "rows.parquet", rows)
    for message in said:
        assert "expected" in message
        assert "found" in message
        assert "\n" not in message


def one_field_of_another_type(source: Source, draw: st.DataObject) -> None:
    url, file = draw.draw(st.sampled_from(fields(source.id)))
    text = mutated(draw, file.read_text(encoding="utf-8"), file.suffix, typed=url.endswith(".parquet"))
    with tempfile.TemporaryDirectory() as folder:
        lands(source, served(source.id, url, file, text, Path(folder)), Path(folder))


@every_source
@settings(AT_ANY_SPEED, max_examples=3)
@given(st.data())
def test_a_field_of_another_type_is_no_traceback(source: Source, data: st.DataObject) -> None:
    one_field_of_another_type(source, data)


@pytest.mark.slow
@every_source
@settings(AT_ANY_SPEED, max_examples=100)
@given(st.data())
def test_no_field_of_another_type_is_a_traceback(source: Source, data: st.DataObject) -> None:
    one_field_of_another_type(source, data)
