"""The arrows of the house: the import contracts in pyproject.toml hold, and each of them can fail."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
]

#: A house of empty rooms, for putting one wrong import into.
ROOMS = (
    "fetchers/__init__.py",
    "fetchers/_http.py",
    "fetchers/arena.py",
    "leaderboard/__init__.py",
    "leaderboard/schema.py",
    "leaderboard/store.py",
    "leaderboard/analytics/__init__.py",
    "leaderboard/charts/__init__.py",
    "leaderboard/charts/lines.py",
    "leaderboard/cli.py",
    "leaderboard/app/__init__.py",
    "leaderboard/app/pages/__init__.py",
)

RIGHT_IMPORTS = (
    ("fetchers/__init__.py", "fetchers._http"),
    ("fetchers/_http.py", "requests"),
    ("leaderboard/store.py", "fetchers"),
    ("leaderboard/store.py", "leaderboard.schema"),
    ("leaderboard/charts/lines.py", "plotly.graph_objects"),
    ("leaderboard/cli.py", "leaderboard.app"),
    ("leaderboard/app/__init__.py", "streamlit"),
    ("leaderboard/app/pages/__init__.py", "streamlit.testing"),
)

WRONG_IMPORTS = (
    ("The leaderboard imports fetchers, never the other way", "fetchers/arena.py", "leaderboard.schema"),
    ("Each floor of the leaderboard imports only lower ones", "leaderboard/schema.py", "leaderboard.store"),
    ("Each floor of the leaderboard imports only lower ones", "leaderboard/app/__init__.py", "leaderboard.cli"),
    ("Each floor of the leaderboard imports only lower ones", "leaderboard/store.py", "leaderboard.analytics"),
    ("Each floor of the leaderboard imports only lower ones", "leaderboard/without_a_floor.py", "json"),
    ("Fetchers are reached through `fetchers` only", "leaderboard/store.py", "fetchers._http"),
    ("Only fetchers._http uses requests", "fetchers/arena.py", "requests"),
    ("Only fetchers._http uses requests", "leaderboard/store.py", "requests.adapters"),
    ("Only leaderboard.charts uses plotly", "leaderboard/app/__init__.py", "plotly.express"),
    ("Only leaderboard.app uses streamlit", "leaderboard/charts/lines.py", "streamlit"),
)


def broken_contracts(house: Path) -> set[str]:
    """Names of the contracts that the packages in this folder break."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as main; main()"]
    config = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    report = subprocess.run(command + config, cwd=house, capture_output=True, text=True, check=False)
    broken = set(re.findall(r"^(.+) BROKEN\b", report.stdout, flags=re.MULTILINE))
    assert (report.returncode == 0) == (not broken), report.stdout + report.stderr
    return broken


def build(house: Path, imports: tuple[tuple[str, str], ...]) -> Path:
    for room in ROOMS:
        (house / room).parent.mkdir(parents=True, exist_ok=True)
        (house / room).touch()
    for room, module in imports:
        with (house / room).open("a") as file:
            file.write(f"import {module}\n")
    return house


def test_the_house_keeps_every_contract() -> None:
    assert broken_contracts(ROOT) == set()


def test_right_imports_are_allowed(tmp_path: Path) -> None:
    assert broken_contracts(build(tmp_path, RIGHT_IMPORTS)) == set()


@pytest.mark.parametrize(("contract", "room", "module"), WRONG_IMPORTS)
def test_a_wrong_import_breaks_its_contract(tmp_path: Path, contract: str, room: str, module: str) -> None:
    assert broken_contracts(build(tmp_path, (*RIGHT_IMPORTS, (room, module)))) == {contract}


def test_every_contract_is_proven() -> None:
    assert {contract for contract, _, _ in WRONG_IMPORTS} == set(CONTRACTS)
