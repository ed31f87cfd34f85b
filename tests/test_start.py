"""A quick verb starts at once: it loads nothing that only others need, and parses no registry."""

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from leaderboard.records.files import cache_folder
from leaderboard.registry import attribution, built, tables
from tests import MAIN

ROOT = Path(__file__).parents[1]
#: The packages of others that a quick verb loads, and no other.
PACKAGES = {"cachetools", "click", "dateutil", "numpy", "pandas", "pyarrow", "six"}
#: Parts of Python and of these packages that take long to load, and that only refresh, the index, charts or pages need.
NOT_NEEDED = {"importlib.metadata", "numpy.polynomial", "pyarrow.dataset", "requests"}
#: The modules of ours that `top` loads, by room, and no other; the fetchers say which boards there are.
LOADED_BY_TOP = {
    "analytics": "arrays behind beliefs board_history certainty definitions epoch_lags frontier gap_intervals gaps "
    "leads level_top normal parts ranks sets shares standing",
    "cli": "",
    "publish": "exports",
    "questions": "catalogue completeness histories kept listing one_board view",
    "records": "clock compact edition files left_out numerals parquet paths rejects schema spoken store",
    "registry": "attribution boards built countries evidence fields tables",
}
REPORT = "import atexit, json, sys; atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))"


def loaded(*command: str, cache: Path, given: str = "", before: str = "") -> set[str]:
    """The modules that a process of the command line has loaded when it ends. before: code that it starts with."""
    code = f"{REPORT}; {before}sys.argv[0] = 'leaderboard'; {MAIN}"
    ended = subprocess.run(
        [sys.executable, "-c", code, *command],
        cwd=ROOT,
        env=os.environ | {"XDG_CACHE_HOME": str(cache)},
        input=given,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout
    return set(json.loads(ended.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "command", [("top",), ("leads",), ("resolve", "-", "--format", "csv")], ids=lambda command: command[0]
)
def test_a_quick_verb_loads_only_what_it_needs(command: tuple[str, ...], tmp_path: Path) -> None:
    modules = loaded(*command, cache=tmp_path, given="source,model_name\n*,gpt-4o\n")
    foreign = {name.partition(".")[0] for name in modules} - sys.stdlib_module_names - {"fetchers", "leaderboard"}
    assert {name for name in foreign if not re.match(r"_|cython_runtime$|sitecustomize$", name)} == PACKAGES
    assert modules.isdisjoint(NOT_NEEDED)
    assert "leaderboard.intake.refresh" not in modules


def test_who_reads_no_scores_does_not_load_what_reads_them(tmp_path: Path) -> None:
    """An answer that is kept, and names: that saves a hundredth of a second and five megabytes."""
    assert "pyarrow.parquet" in loaded("top", cache=tmp_path)
    assert "pyarrow.parquet" not in loaded("top", cache=tmp_path)
    names = loaded("resolve", "-", "--format", "csv", cache=tmp_path, given="source,model_name\n*,gpt-4o\n")
    assert "pyarrow.parquet" not in names


def test_an_answer_that_is_kept_parses_no_table(tmp_path: Path) -> None:
    loaded("top", cache=tmp_path)
    loaded("top", cache=tmp_path, before="import pandas; pandas.read_csv = None; ")


def test_top_loads_these_modules_and_no_other(tmp_path: Path) -> None:
    rooms: dict[str, set[str]] = {}
    for name in loaded("top", cache=tmp_path):
        package, _, rest = name.partition(".")
        if package == "leaderboard" and rest:
            room, _, module = rest.partition(".")
            rooms.setdefault(room, set()).update(filter(None, [module]))
    assert {room: " ".join(sorted(modules)) for room, modules in rooms.items()} == LOADED_BY_TOP


def test_what_is_kept_of_the_registry_is_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = attribution.prepare(tables.Shipped())
    (file,) = (tmp_path / "open-model-leaderboard").iterdir()
    monkeypatch.setattr(attribution, "_prepared", lambda registry: pytest.fail(f"{registry} was parsed again"))
    again = attribution.prepare(tables.Shipped())
    assert vars(again) == vars(first)
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert vars(attribution.prepare(tables.Shipped())) == vars(first)
    assert file.read_bytes() == whole


def test_another_table_has_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("models", "licenses"):
        (tmp_path / f"{name}.csv").write_text("a,b\n1,2\n")
    monkeypatch.setattr(tables, "_FOLDER", tmp_path)
    before = tables.Shipped().digest
    (tmp_path / "models.csv").write_text("a,b\n1,3\n")
    assert tables.Shipped().digest != before


def test_where_nothing_can_be_kept_it_is_made_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))  # no folder can be made below a file
    with caplog.at_level(logging.INFO):
        assert built.kept("thing", "0", lambda: {"a": 1}) == {"a": 1}
        assert built.kept("thing", "0", lambda: {"a": 2}) == {"a": 2}
    assert "is not kept" in caplog.text


def test_a_user_without_a_home_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nobody)
    assert built.kept("thing", "0", lambda: {"a": 1}) == {"a": 1}
    assert built.kept("thing", "0", lambda: {"a": 2}) == {"a": 2}


def test_only_a_few_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for number in range(6):
        built.kept("thing", str(number), lambda number=number: {"a": number})  # type: ignore[misc]
        made = max(cache_folder().iterdir(), key=lambda file: file.stat().st_mtime_ns)
        os.utime(made, (number, number))
    assert len(list(cache_folder().iterdir())) == 4
    assert built.kept("thing", "5", dict) == {"a": 5}
    assert built.kept("thing", "0", lambda: {"a": "again"}) == {"a": "again"}
