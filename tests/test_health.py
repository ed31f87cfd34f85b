"""Which boards stopped, and how densely each was seen."""

from pathlib import Path

import pandas as pd
import pytest

from leaderboard.intake import health
from leaderboard.records import schema, store
from leaderboard.records.paths import DataDir


@pytest.fixture
def data(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path)


def keep(data: DataDir, board_id: str, *days: str, response: str = "", basis: str = "commit", **more: object) -> None:
    """A model on each of these days, each day's row from a file of its own unless another board shares it."""
    rows = pd.DataFrame({"published_on": pd.to_datetime(list(days)).astype("datetime64[us]")}).assign(
        source_id=board_id.partition("/")[0],
        board_id=board_id,
        category="overall",
        benchmark_version="",
        metric="resolved",
        model_name="qwen",
        setting="",
        score=50.0,
        unit="percent",
        complete=True,
        withdrawn=False,
        recorded_basis=basis,
        response_sha256=[(response + day.replace("-", "")).ljust(64, "0") for day in days],
    )
    rows = rows.assign(recorded_at=rows["published_on"], **more)
    whole = schema.check(schema.empty().reindex(rows.index).assign(**rows))
    store.append(data, board_id.partition("/")[0], [whole])


def test_a_list_that_vanished_from_its_file_is_named(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    """As SWE-bench's bash-only, which would end silently while Verified goes on."""
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-10-10T00:00:00Z")
    keep(data, "swe_bench/verified", "2026-09-01", "2026-09-20", "2026-10-01", "2026-10-09")
    keep(data, "swe_bench/bash_only", "2026-09-01", "2026-09-20")
    (line,) = health.board_troubles(data)["swe_bench"]
    assert line == (
        "swe_bench/bash_only: expected rows beside those of swe_bench/verified of 2026-10-01, "
        "found none since 2026-09-20"
    )
    assert line in health.troubles(data)
    states = health.status(data).set_index("source_id")["state"]
    assert states["swe_bench"] == "late"


def test_boards_of_files_of_their_own_do_not_speak_for_each_other(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-10-10T00:00:00Z")
    keep(data, "bigcodebench/full", "2026-09-01", "2026-10-01", response="f")
    keep(data, "bigcodebench/hard", "2026-09-01", response="e")
    assert health.board_troubles(data) == {}


def test_a_board_without_rows_for_longer_than_its_rhythm_is_named(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GSO may be 120 days old; where it once took 200 days, they are its rhythm."""
    keep(data, "gso/opt1", "2026-01-01", "2026-01-11", "2026-02-01")
    for now, late in (("2026-06-01", False), ("2026-06-02", True)):
        monkeypatch.setenv("LEADERBOARD_NOW", f"{now}T00:00:00Z")
        lines = health.board_troubles(data).get("gso", [])
        said = "gso/opt1: expected a snapshot every 120 days at least, found none since 2026-02-01"
        assert lines == [said] * late
    keep(data, "gso/opt1", "2026-08-20")
    monkeypatch.setenv("LEADERBOARD_NOW", "2027-03-01T00:00:00Z")
    assert health.board_troubles(data) == {}


def test_a_column_that_is_filled_no_more_is_named_until_it_is_again(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-03-10T00:00:00Z")
    keep(data, "gso/opt1", "2026-01-01", "2026-01-11", organization_name="Qwen")
    assert health.board_troubles(data) == {}
    keep(data, "gso/opt1", "2026-02-01", complete=False)
    (torn,) = health.board_troubles(data)["gso"]
    assert "organization_name" not in torn, "a list that its site cut has its own reasons"
    keep(data, "gso/opt1", "2026-02-02", "2026-03-01")
    said = "gso/opt1: expected organization_name as until 2026-01-11, found it blank since 2026-02-02"
    assert health.board_troubles(data) == {"gso": [said]}
    assert health.status(data).set_index("source_id").loc["gso", "state"] == "late"
    keep(data, "gso/opt1", "2026-03-09", organization_name="Alibaba")
    assert health.board_troubles(data) == {}


def test_a_newest_snapshot_that_is_a_part_is_named_until_a_whole_one_comes(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-03-10T00:00:00Z")
    keep(data, "gso/opt1", "2026-01-01", "2026-01-11")
    keep(data, "gso/opt1", "2026-03-08", complete=False)
    said = "gso/opt1: expected a whole snapshot, found a part of it on 2026-03-08"
    assert health.board_troubles(data) == {"gso": [said]}
    keep(data, "gso/opt1", "2026-03-09")
    assert health.board_troubles(data) == {}


def test_a_board_that_is_declared_over_is_no_trouble(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADERBOARD_NOW", "2027-01-10T00:00:00Z")
    keep(data, "euroeval/english", "2026-01-01", "2026-01-11", "2026-04-17", organization_name="Qwen")
    keep(data, "euroeval/german", "2026-01-01", "2026-01-11", "2026-04-17")
    assert health.board_troubles(data) == {}
    assert health.status(data).set_index("source_id").loc["euroeval", "state"] == "frozen"


def test_how_densely_a_board_was_seen(data: DataDir) -> None:
    keep(data, "bigcodebench/hard", "2026-01-01", "2026-01-11", "2026-02-01", "2026-02-02")
    keep(data, "gso/opt1", "2026-01-01")
    told = health.board_list(data).set_index("board_id")[["snapshots", "median_gap_days", "largest_gap_days"]]
    assert told.loc["bigcodebench/hard"].tolist() == [4, 10, 21]
    assert told.loc["gso/opt1", "snapshots"] == 1
    assert told.loc[["gso/opt1", "aider/edit"], "largest_gap_days"].isna().all()
