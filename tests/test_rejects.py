"""Rows set aside hold scores too: they keep to the terms of their boards."""

from pathlib import Path

import pandas as pd

from leaderboard.intake import copies
from leaderboard.records import rejects
from leaderboard.records.paths import DataDir
from leaderboard.records.rejects import no_rejects


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


def test_a_character_that_ends_a_text_is_no_damage_of_the_file(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    for _ in range(2):
        rejects.keep(data, "demo", aside("demo/open", "a\0b").assign(score="\0"), [])
        assert copies.restore(data, "demo").lines == ()
        copies.keep(data, "demo")
    assert rejects.read(data, "demo")[["model_name", "score"]].to_numpy().tolist() == [["a\ufffdb", "\ufffd"]]


def test_those_of_a_reason_are_those_of_the_file_as_it_is(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    for number, (model, reason) in enumerate((("a", "x"), ("b", "other"), ("c", "x"))):
        rejects.keep(data, "demo", aside("demo/open", model).assign(reason=reason), [])
        found = rejects.of_reason(data, ["demo"], "x")["model_name"].tolist()
        assert found == [["a"], ["a"], ["a", "c"]][number]
    assert rejects.of_reason(data, ["nobody"], "x").empty


def test_a_walk_past_the_bound_remembers_no_more_than_it(tmp_path: Path) -> None:
    data, remembered = DataDir(tmp_path), rejects._remembered
    text = "x" * (rejects._MAX_BYTES // 4)
    for number in range(6):
        rejects.keep(data, f"source{number}", aside("demo/open", "a").assign(score=text, reason="x"), [])
        assert rejects.of_reason(data, [f"source{number}"], "x")["score"].tolist() == [text]
        assert 0 < remembered.currsize <= rejects._MAX_BYTES
    assert rejects.of_reason(data, ["source0"], "x")["score"].tolist() == [text]
