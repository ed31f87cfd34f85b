"""The contract bites: every promise broken once. And a source of another package: checked, loaded, refreshed."""

import logging
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import EntryPoint
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from fetchers import Board, FetchError, Get, History, LayoutChanged, RawResponse, ScoreTable, Source
from leaderboard.cli import main
from leaderboard.intake import contract
from leaderboard.registry import boards
from tests.upstream import Mirror

PAGE = Path(__file__).parents[1] / "docs" / "adding-a-source.md"
ADDRESS = "https://tiny.example/scores"
SCORES = b'[{"model": "a", "accuracy": "71.5%"}, {"model": "b", "accuracy": 68}]'


def get(url: str, *, immutable: bool = False) -> RawResponse:  # noqa: ARG001 (part of Get)
    return RawResponse(url, b"good", "1" * 64, datetime(2026, 11, 24, tzinfo=UTC))


def rows(get: Get, history: History) -> Iterator[ScoreTable]:  # noqa: ARG001 (part of a source's tables)
    response = get(ADDRESS)
    if response.body != b"good":
        raise LayoutChanged(f"{ADDRESS}: expected good, found {response.body!r}")
    if response.changed:
        yield ScoreTable(response, pd.DataFrame({"board_id": ["tiny/main"], "model_name": ["a"], "score": [1.0]}))


def always(**columns: object) -> object:
    """Tables that tell these columns, whatever is served."""

    def tables(get: Get, history: History) -> Iterator[ScoreTable]:  # noqa: ARG001 (part of a source's tables)
        told = {"board_id": ["tiny/main"], "model_name": ["a"], "score": [1.0]} | columns
        yield ScoreTable(get(ADDRESS), pd.DataFrame({name: cells for name, cells in told.items() if cells is not None}))

    return tables


def broken(get: Get, history: History) -> Iterator[ScoreTable]:
    try:
        yield from rows(get, history)
    except FetchError as error:
        raise KeyError("model") from error


BOARD = Board("tiny/main", "Tiny", "accuracy", "percent", score_min=0, score_max=100)
TINY = Source("tiny", "Tiny", "https://tiny.example", "CC0-1.0", "https://cc0.example", "Tiny, CC0", (BOARD,), rows)

BROKEN: dict[str, tuple[dict[str, object], str]] = {
    "id": ({"id": "Tiny!"}, "id: expected small letters"),
    "attribution": ({"attribution": " "}, "attribution: expected some words"),
    "homepage": ({"homepage": "http://tiny.example"}, "homepage: expected an https address"),
    "no boards": ({"boards": ()}, "boards: expected some"),
    "twice": ({"boards": (BOARD, BOARD)}, "boards: expected some, each with an id of its own"),
    "board": ({"boards": (replace(BOARD, id="other/main"),)}, "board: expected an id such as tiny/name"),
    "unit": ({"boards": (replace(BOARD, unit=""),)}, "tiny/main: unit: expected some words"),
    "bounds": ({"boards": (replace(BOARD, score_max=None),)}, "expected score_min below score_max, found 0 and None"),
    "level": (
        {"boards": (replace(BOARD, level=95),)},
        "level of its intervals from 0.5 to below 1, found 95",
    ),
    "hosts": (
        {"homepage": "https://other.example"},
        "expected an https address of other.example",
    ),
    "columns": ({"tables": always(elo=[1])}, "expected columns among SCORE_COLUMNS, found ['elo']"),
    "missing": ({"tables": always(score=None)}, "missing score"),
    "strange": ({"tables": always(board_id=["tiny/x"])}, "expected boards of tiny, found ['tiny/x']"),
    "unreadable": (
        {"tables": always(board_id="tiny/main", model_name=[*map(str, range(40))], score=["?"] * 40)},
        "expected at most 5% unreadable rows, found 40 of 40",
    ),
    "a small board": ({"tables": always(score=[101.0])}, "unreadable rows, found 1 of 1 (1 score out of range)"),
    "day": ({"tables": always(scored_on=["07/02/2026"])}, "scored_on: expected days such as 2025-08-04, found none"),
    "count": ({"tables": always(sample_size=["many"])}, "sample_size: expected numbers, found none that can be read"),
    "fraction": ({"tables": always(score=[0.614])}, "tiny/main: expected percent, found nothing above 0.614"),
    "taken": (
        {"id": "gso", "boards": (replace(BOARD, id="gso/main"),)},
        "id: expected a name of its own, found 'gso', which another one has",
    ),
    "again": ({"tables": always()}, "expected no table where nothing changed, found 1"),
    "garbage": ({"tables": always()}, "expected LayoutChanged or a Hole of garbage, found no error"),
    "stumbles": ({"tables": broken}, "expected LayoutChanged of garbage, found KeyError"),
    "gone": ({"tables": broken}, "expected FetchError where everything is gone, found KeyError"),
    "silent": ({"tables": lambda _get, _history: iter(())}, "tables: expected at least one, found none"),
}


def test_a_sound_source_has_no_problems() -> None:
    assert contract.problems(TINY, get, history=True) == []


@pytest.mark.parametrize(("change", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_promise_is_named(change: dict[str, object], said: str) -> None:
    found = contract.problems(replace(TINY, **change), get, history=True)  # type: ignore[arg-type]
    assert any(said in problem for problem in found), found


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    """The package of docs/adding-a-source.md, in the folder that one stands in, and its upstream."""
    (code,) = re.findall("```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "leaderboard_tiny.py").write_text(code, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    mirror = Mirror({"tiny.example/scores.json": SCORES})
    server = mirror.start()
    monkeypatch.setenv("LEADERBOARD_MIRROR", mirror.address)
    yield mirror
    server.shutdown()
    server.server_close()


def call(words: str) -> Result:
    return CliRunner().invoke(main, words.split())


@pytest.mark.usefixtures("package")
def test_the_package_of_the_docs_keeps_the_contract() -> None:
    result = call("check-source leaderboard_tiny")
    assert (result.exit_code, result.stdout) == (0, "tiny: keeps the contract; 1 board\n")


def test_the_package_of_the_docs_brings_its_module() -> None:
    """A folder of recordings lies beside it, which setuptools would take for the package, and leave the module out."""
    (told,) = re.findall(r"^    \[project\]\n.*?(?=^\S)", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    package = tomllib.loads(told)
    assert package["project"]["entry-points"][boards.ENTRY_POINTS] == {"tiny": "leaderboard_tiny:SOURCE"}
    assert package["tool"]["setuptools"]["py-modules"] == ["leaderboard_tiny"]


def test_what_upstream_does_is_said(package: Mirror) -> None:
    package.files["tiny.example/scores.json"] = b'{"model": 1}'
    result = call("check-source leaderboard_tiny:SOURCE")
    assert result.exit_code == 1
    assert result.stderr.startswith("tiny: https://tiny.example/scores.json: expected a list of model and accuracy")
    assert call("check-source leaderboard_tiny:OTHER").exit_code == 2
    assert call("check-source no_such_module").exit_code == 2


@pytest.mark.usefixtures("package")
def test_a_module_that_cannot_be_loaded_is_named_in_one_line(tmp_path: Path) -> None:
    half = "from fetchers import Source\nSOURCE = Source(id='half', title='Half')\n"
    (tmp_path / "leaderboard_half.py").write_text(half, encoding="utf-8")
    result = call("check-source leaderboard_half")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: leaderboard_half: expected a module with a SOURCE, found TypeError: ")
    assert "license" in result.stderr


def test_a_key_that_is_missing_is_said_before_anything_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ARTIFICIAL_ANALYSIS_API_KEY", raising=False)
    result = call("check-source fetchers.artificial_analysis")
    assert result.exit_code == 2
    assert "ARTIFICIAL_ANALYSIS_API_KEY, found none" in result.stderr


def installed(monkeypatch: pytest.MonkeyPatch, *entries: tuple[str, str]) -> None:
    found = [EntryPoint(name, value, boards.ENTRY_POINTS) for name, value in entries]
    monkeypatch.setattr(
        "importlib.metadata.entry_points", lambda *, group: found if group == boards.ENTRY_POINTS else []
    )
    forget()


def forget() -> None:
    """Sources are found once per process."""
    for found in (boards.every_source, boards.every_board, boards.catalogue, boards.adoption):
        found.cache_clear()


@pytest.fixture
def forgotten() -> Iterator[None]:
    """Those of a test are not there for the next."""
    yield
    forget()


@pytest.mark.usefixtures("package", "forgotten")
def test_an_installed_source_is_refreshed_and_listed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed(monkeypatch, ("tiny", "leaderboard_tiny:SOURCE"))
    assert call(f"refresh tiny --data-dir {tmp_path}").stdout == "tiny: changed, 2 new observations\n"
    listed = call(f"boards --data-dir {tmp_path} --format csv").stdout.splitlines()[-1]
    assert listed.startswith("tiny/main,Tiny,other,accuracy,overall,")
    assert "tiny,fresh," in call(f"status --data-dir {tmp_path} --format csv").stdout


@pytest.mark.usefixtures("package", "forgotten")
def test_a_source_that_cannot_be_taken_is_left_out_and_named(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ours = boards.every_source()
    wrong = {
        "absent": ("no_such_module:SOURCE", "found ModuleNotFoundError"),
        "no_source": ("leaderboard_tiny:tables", "found function"),
        "taken": ("fetchers.gso:SOURCE", "found 'gso'"),
    }
    installed(monkeypatch, *((name, value) for name, (value, _) in wrong.items()))
    with caplog.at_level(logging.WARNING):
        assert boards.every_source() == ours
    for name, (value, said) in wrong.items():
        assert any(line.startswith(f"{name} = {value}: expected") and said in line for line in caplog.messages)
