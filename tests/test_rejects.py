"""Rows set aside hold scores too: they keep to the terms of their boards."""

from pathlib import Path

import pandas as pd

from leaderboard.intake import rejects
from leaderboard.intake.normalize import no_rejects
from leaderboard.records.paths import DataDir


def aside(board_id: str, model: str) -> pd.DataFrame:
    row = dict.fromkeys(no_rejects().columns, "x") | {"board_id": board_id, "model_name": model}
    return pd.concat([no_rejects(), pd.DataFrame([row | {"published_on": pd.Timestamp("2026-01-01")}])])


def test_what_may_not_be_redistributed_is_set_aside_locally(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    rows = pd.concat([aside("demo/open", "a"), aside("demo/private", "b")], ignore_index=True)
    for _ in range(2):
        rejects.keep(data, "demo", rows, ["demo/private"])
    public = {file.name: file.read_text() for file in data.rejects.iterdir()}
    assert list(public) == ["demo.csv"]
    assert "demo/open" in public["demo.csv"]
    assert "demo/private" not in public["demo.csv"]
    assert rejects.read(data, "demo")["model_name"].tolist() == ["a", "b"]


def test_those_of_a_reason_are_those_of_the_file_as_it_is(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    for number, (model, reason) in enumerate((("a", "x"), ("b", "other"), ("c", "x"))):
        rejects.keep(data, "demo", aside("demo/open", model).assign(reason=reason), [])
        found = rejects.of_reason(data, "demo", "x")["model_name"].tolist()
        assert found == [["a"], ["a"], ["a", "c"]][number]
    assert rejects.of_reason(data, "nobody", "x").empty
