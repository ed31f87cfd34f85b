"""The arrows of the house: the import contracts in pyproject.toml hold, and each of them can fail."""

import ast
import inspect
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import FrameType

import pytest

from leaderboard.publish import exports
from leaderboard.questions import one_board

ROOT = Path(__file__).parents[1]
CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
]

#: A house of empty rooms, for putting one wrong import into.
HOUSE = (
    "fetchers/__init__.py",
    "fetchers/_http.py",
    "fetchers/arena.py",
    "leaderboard/__init__.py",
    "leaderboard/records/__init__.py",
    "leaderboard/records/remote.py",
    "leaderboard/records/schema.py",
    "leaderboard/records/store.py",
    "leaderboard/registry/__init__.py",
    "leaderboard/intake/__init__.py",
    "leaderboard/analytics/__init__.py",
    "leaderboard/questions/__init__.py",
    "leaderboard/publish/__init__.py",
    "leaderboard/publish/charts/__init__.py",
    "leaderboard/publish/charts/lines.py",
    "leaderboard/serve/__init__.py",
    "leaderboard/serve/agents.py",
    "leaderboard/app/__init__.py",
    "leaderboard/app/pages/__init__.py",
    "leaderboard/cli.py",
)

RIGHT_IMPORTS = (
    ("fetchers/__init__.py", "fetchers._http"),
    ("fetchers/_http.py", "requests"),
    ("leaderboard/records/store.py", "fetchers"),
    ("leaderboard/records/store.py", "leaderboard.records.schema"),
    ("leaderboard/registry/__init__.py", "leaderboard.records"),
    ("leaderboard/intake/__init__.py", "leaderboard.registry"),
    ("leaderboard/analytics/__init__.py", "leaderboard.registry"),
    ("leaderboard/questions/__init__.py", "leaderboard.intake"),
    ("leaderboard/questions/__init__.py", "leaderboard.analytics"),
    ("leaderboard/publish/__init__.py", "leaderboard.questions"),
    ("leaderboard/publish/charts/lines.py", "plotly.graph_objects"),
    ("leaderboard/records/remote.py", "fsspec.core"),
    ("leaderboard/serve/__init__.py", "leaderboard.publish"),
    ("leaderboard/serve/agents.py", "mcp.server"),
    ("leaderboard/app/__init__.py", "leaderboard.serve"),
    ("leaderboard/app/__init__.py", "streamlit"),
    ("leaderboard/app/pages/__init__.py", "streamlit.testing"),
    ("leaderboard/cli.py", "leaderboard.app"),
)

WRONG_IMPORTS = (
    ("The leaderboard imports fetchers, never the other way", "fetchers/arena.py", "leaderboard.records.schema"),
    ("Records know no room above", "leaderboard/records/schema.py", "leaderboard.registry"),
    ("The registry knows only records", "leaderboard/registry/__init__.py", "leaderboard.intake"),
    ("Intake answers no question", "leaderboard/intake/__init__.py", "leaderboard.analytics"),
    ("Analytics know nothing of intake or of readers", "leaderboard/analytics/__init__.py", "leaderboard.intake"),
    ("Analytics know nothing of intake or of readers", "leaderboard/analytics/__init__.py", "leaderboard.questions"),
    ("Questions do not publish", "leaderboard/questions/__init__.py", "leaderboard.publish"),
    ("What is published knows no server", "leaderboard/publish/__init__.py", "leaderboard.serve"),
    ("What is served knows no page", "leaderboard/serve/__init__.py", "leaderboard.app"),
    ("The app is not the command line", "leaderboard/app/__init__.py", "leaderboard.cli"),
    ("There are no other rooms", "leaderboard/a_room_more.py", "json"),
    ("No circles within a room", "leaderboard/records/schema.py", "leaderboard.records.store"),
    ("Fetchers are reached through `fetchers` only", "leaderboard/records/store.py", "fetchers._http"),
    ("Only fetchers._http uses requests", "fetchers/arena.py", "requests"),
    ("Only fetchers._http uses requests", "leaderboard/records/store.py", "requests.adapters"),
    ("Only leaderboard.publish.charts uses plotly", "leaderboard/app/__init__.py", "plotly.express"),
    ("Only leaderboard.records.remote knows object stores", "leaderboard/records/store.py", "fsspec"),
    ("Only leaderboard.records.remote knows object stores", "leaderboard/records/remote.py", "s3fs"),
    ("Only leaderboard.serve.agents knows the protocol of agents", "leaderboard/serve/__init__.py", "mcp.types"),
    ("Only leaderboard.app uses streamlit", "leaderboard/publish/charts/lines.py", "streamlit"),
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
    for module in HOUSE:
        (house / module).parent.mkdir(parents=True, exist_ok=True)
        (house / module).touch()
    for place, module in imports:
        with (house / place).open("a") as file:
            file.write(f"import {module}\n")
    return house


def test_the_house_keeps_every_contract() -> None:
    assert broken_contracts(ROOT) == set()


def test_right_imports_are_allowed(tmp_path: Path) -> None:
    assert broken_contracts(build(tmp_path, RIGHT_IMPORTS)) == set()


@pytest.mark.parametrize(("contract", "place", "module"), WRONG_IMPORTS)
def test_a_wrong_import_breaks_its_contract(tmp_path: Path, contract: str, place: str, module: str) -> None:
    assert broken_contracts(build(tmp_path, (*RIGHT_IMPORTS, (place, module)))) == {contract}


def test_every_contract_is_proven() -> None:
    assert {contract for contract, _, _ in WRONG_IMPORTS} == set(CONTRACTS)


#: What no reader opens: the mark that the package is typed, and what Python keeps for itself.
BESIDES = {"py.typed", "__pycache__"}


def test_each_room_says_in_one_sentence_what_may_live_there_and_what_may_not() -> None:
    listed = sorted(path for path in (ROOT / "leaderboard").iterdir() if path.name not in BESIDES)
    assert len(listed) <= 10
    for room in filter(Path.is_dir, listed):
        tree = ast.parse((room / "__init__.py").read_text())
        first = (ast.get_docstring(tree) or "").splitlines()[0]
        assert first.endswith("."), room.name
        assert re.search(r"\b(No|Nothing)\b", first), room.name


def journeys() -> list[str]:
    text = (ROOT / "docs" / "design.md").read_text()
    return re.findall(
        r"`((?:fetchers|leaderboard)\.[\w.]+)`", text.partition("## Two journeys")[2].partition("\n## ")[0]
    )


@pytest.mark.parametrize("name", journeys())
def test_a_name_of_the_journeys_exists(name: str) -> None:
    pkgutil.resolve_name(name)


def test_a_journey_enters_each_room_once() -> None:
    """The way in ends in the store; the way out calls upon a room after the other and comes back to none."""
    rooms = [".".join(name.split(".")[:2]) for name in journeys()]
    way_in, way_out = rooms[1 : rooms.index("leaderboard.records") + 1], rooms[rooms.index("leaderboard.records") + 1 :]
    for way in (way_in, way_out):
        entered = [room for place, room in enumerate(way) if place == 0 or way[place - 1] != room]
        assert len(entered) == len(set(entered)), entered


def test_a_question_goes_through_the_rooms_of_its_journey_and_no_other() -> None:
    """As it runs: an import may be allowed, and still be a detour."""
    rooms = [".".join(name.split(".")[:2]) for name in journeys()]
    told = set(rooms[rooms.index("leaderboard.records") + 1 :])
    entered: set[str] = set()

    def enter(frame: FrameType, event: str, _: object) -> None:
        module = frame.f_globals.get("__name__", "")
        if event == "call" and module.startswith("leaderboard."):
            entered.add(".".join(module.split(".")[:2]))

    asked = inspect.unwrap(one_board.frontier)
    before = sys.getprofile()
    sys.setprofile(enter)
    try:
        exports.to_csv(asked("arena/text", data_dir=ROOT / "data"))
    finally:
        sys.setprofile(before)
    assert entered == told
