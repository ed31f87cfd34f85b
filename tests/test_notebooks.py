"""The notebooks: each works out a published number again, with the public API, and stands here without outputs."""

import ast
import json
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

import leaderboard
from leaderboard.registry import tables

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))


def cells(notebook: Path) -> list[dict[str, Any]]:
    told = json.loads(notebook.read_text(encoding="utf-8"))
    assert (told["nbformat"], told["nbformat_minor"]) == (4, 5)
    found: list[dict[str, Any]] = told["cells"]
    return found


def code(notebook: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in cells(notebook) if cell["cell_type"] == "code"]


def run(notebook: Path) -> dict[str, Any]:
    """The names of a notebook after all of its cells, in the order in which they stand."""
    names: dict[str, Any] = {}
    for number, source in enumerate(code(notebook)):
        exec(compile(source, f"{notebook.name}[{number}]", "exec"), names)
    return names


def test_there_are_three() -> None:
    assert len(NOTEBOOKS) == 3


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_a_notebook_redoes_a_published_number_and_draws_it(notebook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(notebook.parent)  # where Jupyter starts it
    monkeypatch.delenv("LEADERBOARD_DATA_DIR", raising=False)
    names = run(notebook)
    assert names["CLAIM"] in set(tables.load().claims["claim_id"])
    assert names["figure"].data
    assert all(len(trace.x) > 5 for trace in names["figure"].data if trace.name in ("USA", "CHN"))
    assert isinstance(names["figure"], go.Figure)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda notebook: notebook.stem)
def test_it_is_kept_without_outputs_and_asks_only_what_is_public(notebook: Path) -> None:
    outputs = [(cell["outputs"], cell["execution_count"]) for cell in cells(notebook) if cell["cell_type"] == "code"]
    assert all(output == ([], None) for output in outputs)
    tree = ast.parse("\n".join(code(notebook)))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert modules == {"pathlib"}
    asked = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "leaderboard"
    }
    assert asked
    assert asked <= set(leaderboard.__all__)


@pytest.mark.parametrize(
    ("notebook", "function", "change"),
    [
        ("all-ten-chinese", "top", {"country": "USA"}),
        ("epoch-seven-months", "epoch_lags", {"mean": 9.0}),
        ("stanford-february-2025", "gap", {"points": 31.0}),
    ],
)
def test_it_fails_where_the_number_is_another(
    notebook: str, function: str, change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = getattr(leaderboard, function)

    def otherwise(*arguments: Any, **choices: Any) -> pd.DataFrame:
        return ask(*arguments, **choices).assign(**change)

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(leaderboard, function, otherwise)
    with pytest.raises(AssertionError, match="published"):
        run(ROOT / "docs" / "notebooks" / f"{notebook}.ipynb")
