"""What is implausible is kept out, shown, and stored or forgotten when a person says so."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from leaderboard.cli import main
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from tests.upstream import Mirror, arena_rows

NAME = "arena/text overall 2025-03-06"
NEXT = [f"2025-03-0{day}" for day in range(1, 6)]


def days(*shown: str, up: float = 0.0) -> pd.DataFrame:
    """Twelve models on each of these days, two points better from day to day."""
    rows = [(day, f"model-{n:02d}", 1000.0 + 15 * n + 2 * at + up) for at, day in enumerate(shown) for n in range(12)]
    return arena_rows(*rows)


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    mirror = Mirror()
    server = mirror.start()
    monkeypatch.setenv("LEADERBOARD_MIRROR", mirror.address)
    monkeypatch.setenv("LEADERBOARD_NOW", "2025-03-10T12:00:00Z")
    yield mirror
    server.shutdown()
    server.server_close()


@pytest.fixture
def data(tmp_path: Path, mirror: Mirror) -> DataDir:
    """A store of five days, and a sixth kept out: all models 150 points up."""
    mirror.arena("text", days(*NEXT))
    data = DataDir(tmp_path / "data")
    assert call(data, "refresh arena").exit_code == 0
    serve(mirror, 150.0)
    refused = call(data, "refresh arena")
    assert refused.exit_code == 1
    assert "arena/text, overall, 2025-03-06: expected scores near those of 2025-03-05" in refused.stderr
    return data


def serve(mirror: Mirror, up: float) -> None:
    mirror.arena("text", pd.concat([days(*NEXT), days("2025-03-06", up=up + 10)]))


def call(data: DataDir, words: str) -> Result:
    return CliRunner().invoke(main, [*words.split(), "--data-dir", str(data.root)])


def table(data: DataDir, words: str) -> list[dict[str, str]]:
    result = call(data, f"{words} --format csv")
    assert result.exit_code in (0, 1), result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def days_stored(data: DataDir) -> set[str]:
    return set(store.scan(data)["published_on"].dt.strftime("%Y-%m-%d"))


def test_it_is_listed_and_shown_and_stands_in_the_status(data: DataDir) -> None:
    (entry,) = table(data, "quarantine list")
    assert [entry[name] for name in ("source_id", "board_id", "category", "published_on", "models")] == [
        "arena",
        "arena/text",
        "overall",
        "2025-03-06",
        "12",
    ]
    assert "found 100% up, 0% down, by 152 in the middle" in entry["diagnosis"]
    shown = table(data, f"quarantine show {entry['id']}")
    assert shown[0] == {
        "model_name": "model-00",
        "setting": "",
        "score_before": "1008.0",
        "score": "1160.0",
        "published_before": "2025-03-05",
    }
    assert len(shown) == 12
    status = {row["source_id"]: row["state"] for row in table(data, "status")}
    assert status["arena"] == "quarantined"
    assert f"{entry['diagnosis']} (kept out until `quarantine accept` or `drop`)" in call(data, "status").stderr
    assert days_stored(data) == set(NEXT)


def test_what_is_accepted_is_stored_and_the_next_day_is_held_against_it(data: DataDir, mirror: Mirror) -> None:
    assert call(data, "quarantine accept arena/text").stdout == f"{NAME}: stored\n"
    assert days_stored(data) == {*NEXT, "2025-03-06"}
    assert table(data, "quarantine list") == []
    mirror.arena("text", pd.concat([days(*NEXT), days("2025-03-06", "2025-03-07", up=160)]))
    assert call(data, "refresh arena").exit_code == 0
    assert "2025-03-07" in days_stored(data)


def test_after_a_verdict_the_next_refresh_takes_the_versions_that_agree(data: DataDir, mirror: Mirror) -> None:
    mirror.arena("text", pd.concat([days(*NEXT), days("2025-03-06", "2025-03-07", up=160)]))
    assert call(data, "refresh arena").exit_code == 1
    named = {entry["published_on"]: entry["id"] for entry in table(data, "quarantine list")}
    assert sorted(named) == ["2025-03-06", "2025-03-07"]
    assert call(data, f"quarantine accept {named['2025-03-07']}").exit_code == 0
    assert call(data, "refresh arena").exit_code == 0
    assert days_stored(data) == {*NEXT, *named}
    assert table(data, "quarantine list") == []


def test_versions_that_agree_for_a_week_end_the_quarantine_of_all(
    data: DataDir, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each comes alone, as a live source serves them."""
    late = ["2025-03-06", "2025-03-09", "2025-03-13"]
    for number, day, outcome in ((2, 11, 1), (3, 14, 0)):
        monkeypatch.setenv("LEADERBOARD_NOW", f"2025-03-{day}T12:00:00Z")
        mirror.arena("text", pd.concat([days(*NEXT), days(*late[:number], up=160)]))
        assert call(data, "refresh arena").exit_code == outcome
    assert days_stored(data) == {*NEXT, *late}
    assert table(data, "quarantine list") == []


def test_what_is_dropped_is_not_asked_about_again_unless_it_changes(data: DataDir, mirror: Mirror) -> None:
    assert call(data, "quarantine drop arena").stdout == f"{NAME}: dropped\n"
    assert call(data, "refresh arena --backfill").exit_code == 0
    assert table(data, "quarantine list") == []
    assert days_stored(data) == set(NEXT)
    serve(mirror, 175.0)
    assert call(data, "refresh arena").exit_code == 1


def test_what_upstream_corrects_leaves_quarantine_by_itself(data: DataDir, mirror: Mirror) -> None:
    serve(mirror, 0.0)
    assert call(data, "refresh arena").exit_code == 0
    assert table(data, "quarantine list") == []
    assert "2025-03-06" in days_stored(data)
    assert store.read_file(data.quarantine / "arena.parquet").empty


def test_what_comes_again_is_kept_once(data: DataDir) -> None:
    assert call(data, "refresh arena --backfill").exit_code == 1
    assert len(table(data, "quarantine list")) == 1
    assert len(store.read_file(data.quarantine / "arena.parquet")) == 12


def test_nothing_is_called_stored_whose_rows_are_gone(data: DataDir) -> None:
    (data.quarantine / "arena.parquet").unlink()
    refused = call(data, "quarantine accept arena")
    assert (refused.exit_code, f"{NAME}: its rows are gone: delete " in refused.stderr) == (2, True)
    data.state.unlink()
    assert call(data, "refresh arena").exit_code == 1
    assert call(data, "quarantine accept arena").stdout == f"{NAME}: stored\n"


@pytest.mark.parametrize("words", ["quarantine accept arena/vision", "quarantine drop abc", "quarantine show abc"])
def test_a_name_that_is_not_there_is_one_clear_line(data: DataDir, words: str) -> None:
    result = call(data, words)
    assert result.exit_code == 2
    assert result.stderr.endswith("is in quarantine: `leaderboard quarantine list` shows what is\n")
    assert days_stored(data) == set(NEXT)


def test_the_report_names_what_was_kept_out(data: DataDir, tmp_path: Path) -> None:
    call(data, f"refresh arena --backfill --report {tmp_path / 'report.json'}")
    (told,) = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (told["source_id"], told["outcome"], told["observations"]) == ("arena", "quarantined", 0)
    assert "2025-03-06" in told["message"]
