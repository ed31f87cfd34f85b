"""The wheel in an empty environment: what it carries answers, nothing private is in it, and the app opens from it."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import leaderboard
from leaderboard.cli import main
from leaderboard.records import paths
from leaderboard.records.paths import DataDir
from tests.test_serving import answer, served

ROOT = Path(__file__).parents[1]


# Where data lies that came with the package


@pytest.fixture
def carried(tmp_path: Path, filled: Path, small: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, and a package that carries the boards by hand."""
    small.setattr(paths, "BUNDLED", filled)
    small.delenv("LEADERBOARD_DATA_DIR", raising=False)
    small.chdir(tmp_path)
    return tmp_path


def call(words: str) -> Result:
    return CliRunner().invoke(main, words.split())


def test_without_a_data_directory_the_package_s_own_is_read_and_boards_says_so(carried: Path, filled: Path) -> None:
    assert paths.data_dir() == DataDir(filled)
    told = call("boards --format csv")
    assert (told.exit_code, "the package carries, only read" in told.stderr) == (0, True)
    (carried / "data").mkdir()
    assert paths.data_dir() == DataDir(Path("data"))
    assert "carries" not in call("boards --format csv").stderr


def test_a_name_that_is_given_stands_for_nothing_else(carried: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError, match=r"^data: expected a data directory"):
        paths.data_dir("data")
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(carried / "elsewhere"))
    with pytest.raises(FileNotFoundError, match=r"elsewhere: expected a data directory"):
        paths.data_dir()


def test_what_the_package_carries_is_never_written(carried: Path, filled: Path) -> None:
    before = sorted(filled.rglob("*"))
    told = call("quarantine drop anything")
    assert (told.exit_code, "only read" in told.stderr) == (2, True)
    assert sorted(filled.rglob("*")) == before
    assert not list(carried.iterdir())


def test_the_first_refresh_begins_with_a_copy(carried: Path, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADERBOARD_MIRROR", "http://127.0.0.1:9")
    monkeypatch.setattr("fetchers._http.WAITS", ())
    told = call("refresh aider")
    assert "begins with the scores that the package carries" in told.stderr
    here = {file.relative_to(filled) for file in filled.rglob("*.parquet")}
    assert here
    assert {file.relative_to(carried / "data") for file in (carried / "data").rglob("*.parquet")} == here


# The wheel itself


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Built as a package index would have it; something private lies in the clone meanwhile."""
    private = ROOT / "data" / "local" / "observations" / "nobody" / "private.csv"
    private.parent.mkdir(parents=True)
    private.write_text("not ours to pass on", encoding="utf-8")
    folder = tmp_path_factory.mktemp("wheel")
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(folder), str(ROOT)], env=os.environ | {"PATH": tools}, check=True)
    (built,) = folder.glob("*.whl")
    yield built
    private.unlink()
    private.parent.rmdir()


def test_the_wheel_carries_types_script_settings_and_public_data_only(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "fetchers/py.typed",
        "leaderboard/py.typed",
        "leaderboard/app/streamlit_app.py",
        "leaderboard/app/.streamlit/config.toml",
        "leaderboard/records/bundled/README.md",
    } <= names
    tracked = subprocess.run(["git", "ls-files", "data"], cwd=ROOT, capture_output=True, text=True, check=True)
    carried = {name for name in names if name.startswith("leaderboard/records/bundled/") and not name.endswith("/")}
    assert carried == {f"leaderboard/records/bundled/{name.removeprefix('data/')}" for name in tracked.stdout.split()}
    assert wheel.stat().st_size < 40e6  # what an index takes is 100 MB


# Installed


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the wheel and what the lock says, and nothing else."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-compile"]
    subprocess.run([*pip, "--require-hashes", "--requirement", str(ROOT / "requirements.lock")], check=True)
    subprocess.run([*pip, "--no-deps", str(wheel)], check=True)
    subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "--quiet", "check"], check=True)
    return folder / "bin"


def bare() -> dict[str, str]:
    """An environment that knows nothing of this clone."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("LEADERBOARD_", "PYTHON"))}


def run(program: Path, *words: str, at: Path) -> str:
    """What it prints, standing in a folder of its own."""
    return subprocess.run([str(program), *words], cwd=at, env=bare(), capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
def test_an_empty_environment_answers_from_what_the_wheel_carries(installed: Path, tmp_path: Path) -> None:
    asked = "import leaderboard; print(leaderboard.frontier('arena/text', as_of='2025-01-31').to_csv(index=False))"
    inside = run(installed / "python", "-c", asked, at=tmp_path)
    here = leaderboard.frontier("arena/text", as_of="2025-01-31", data_dir=ROOT / "data").to_csv(index=False)
    assert inside == f"{here}\n"
    typed = "import importlib.resources as r; print(r.files('leaderboard').joinpath('py.typed').is_file())"
    assert run(installed / "python", "-c", typed, at=tmp_path) == "True\n"
    for program in ("leaderboard", "open-model-leaderboard"):  # the latter is what `pipx run` looks for
        assert "arena/text," in run(installed / program, "boards", at=tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_the_app_opens_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    way = ("app", "--port")
    with served(way, tmp_path, program=installed / "open-model-leaderboard", cwd=tmp_path, env=bare()) as address:
        assert answer(f"{address}/")[0] == 200
        assert answer(f"{address}/_stcore/health")[0] == 200
    assert not list(tmp_path.iterdir())
