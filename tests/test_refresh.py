"""The story end to end: from an upstream with good and bad days to the store, through the true fetcher."""

from collections.abc import Iterator
from pathlib import Path

import filelock
import pandas as pd
import pytest

from leaderboard.intake import refresh, state
from leaderboard.records import rejects, store
from leaderboard.records.paths import DataDir
from leaderboard.registry import boards
from tests.upstream import DATASET, FULL, LATEST, Mirror, arena_rows, parquet, reply

TEXT = f"{DATASET}/text"
TWO_DAYS = arena_rows(
    ("2025-01-01", "a", 1300.0),
    ("2025-01-01", "b", 1250.0),
    ("2025-01-01", "c", 1200.0),
    ("2025-01-02", "a", 1301.0),
    ("2025-01-02", "b", 1251.0),
    ("2025-01-02", "c", 1201.0),
)


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    mirror = Mirror()
    server = mirror.start()
    monkeypatch.setenv("LEADERBOARD_MIRROR", mirror.address)
    monkeypatch.setenv("LEADERBOARD_NOW", "2025-01-10T12:00:00Z")
    monkeypatch.setattr("fetchers._http.WAITS", (0.0, 0.0))
    mirror.arena("text", TWO_DAYS)
    yield mirror
    server.shutdown()
    server.server_close()


@pytest.fixture
def data(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path / "data")


def run(data: DataDir, *, backfill: bool = False) -> refresh.SourceReport:
    return refresh.refresh(boards.sources(["arena"]), data, backfill=backfill)[0]


def stored(data: DataDir) -> pd.DataFrame:
    return store.scan(data)


def on(day: str, rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["published_on"] == pd.Timestamp(day)]


def later(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setenv("LEADERBOARD_NOW", moment)


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.usefixtures("mirror")
def test_the_first_load_takes_the_boards_own_dates(data: DataDir) -> None:
    report = run(data)
    rows = stored(data)
    assert (report.outcome, report.observations) == ("changed", 6)
    assert set(rows["recorded_basis"]) == {"claimed"}
    assert (rows["recorded_at"] == rows["published_on"]).all()
    first = rows.iloc[0]
    assert (first["model_name"], first["score"], first["score_low"], first["sample_size"]) == (
        "a",
        1300.0,
        1295.0,
        1000,
    )


def test_nothing_new_upstream_writes_nothing_but_state(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(data)
    run(data)  # asks for `latest` for the first time
    before = files(data.root)
    mirror.asked.clear()
    later(monkeypatch, "2025-01-10T20:00:00Z")
    report = run(data)
    assert (report.outcome, report.observations) == ("unchanged", 0)
    assert {status for path, status in mirror.asked if "/text/" in path} == {304}
    assert {name for name, body in files(data.root).items() if before.get(name) != body} == {"local/state.json"}


def test_the_same_bad_bytes_again_write_nothing_but_state(mirror: Mirror, data: DataDir) -> None:
    mirror.arena("text", TWO_DAYS.rename(columns={"rating": "elo"}))
    assert run(data).outcome == "failed"
    before = files(data.root)
    assert run(data).outcome == "failed"
    assert {name for name, body in files(data.root).items() if before.get(name) != body} <= {"local/state.json"}


@pytest.mark.usefixtures("mirror")
def test_rows_that_were_lost_come_back_though_upstream_stood_still(data: DataDir) -> None:
    run(data)
    for file in store.files(data, "arena"):
        file.unlink()
    assert (run(data).outcome, len(stored(data))) == ("restored", 6)


def test_routine_reads_the_newest_table_and_a_late_one_reads_all(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(data)
    for moment, file in (("2025-01-11T11:00:00Z", LATEST), ("2025-01-13T12:00:00Z", FULL)):
        mirror.asked.clear()
        later(monkeypatch, moment)
        run(data)
        assert {path.rpartition("/")[2] for path, _ in mirror.asked} == {file}


def test_a_new_day_is_recorded_when_it_was_retrieved(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(data)
    mirror.arena("text", pd.concat([TWO_DAYS, arena_rows(("2025-01-10", "a", 1305.0), ("2025-01-10", "b", 1260.0))]))
    later(monkeypatch, "2025-01-10T20:00:00Z")
    assert run(data).observations == 2
    new = on("2025-01-10", stored(data))
    assert set(new["recorded_basis"]) == {"retrieved"}
    assert set(new["recorded_at"]) == {pd.Timestamp("2025-01-10T20:00:00")}


def test_a_day_that_came_late_is_read_with_those_before_it(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(data)
    late = arena_rows(("2025-01-05", "a", 1303.0), ("2025-01-05", "b", 1255.0), ("2025-01-07", "a", 1305.0))
    mirror.arena("text", pd.concat([TWO_DAYS, late, arena_rows(("2025-01-07", "b", 1260.0))]))
    mirror.asked.clear()
    later(monkeypatch, "2025-01-10T20:00:00Z")
    assert run(data).observations == 4
    assert len(on("2025-01-05", stored(data))) == 2
    assert {path.rpartition("/")[2] for path, status in mirror.asked if status == 200} == {LATEST, FULL}
    assert run(data).observations == 0  # `latest` was not taken for read, and says nothing more


def test_a_correction_supersedes_and_what_was_known_before_stays_readable(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(data)
    corrected = TWO_DAYS.copy()
    corrected.loc[3, "rating"] = 1311.0  # a on 2025-01-02
    mirror.arena("text", corrected.drop(index=5))  # and c is no longer shown on that day
    later(monkeypatch, "2025-01-10T20:00:00Z")
    assert run(data).observations == 2
    now = on("2025-01-02", store.read(data, "arena/text"))
    then = on("2025-01-02", store.read(data, "arena/text", known_at=pd.Timestamp("2025-01-10T19:00")))
    assert now.set_index("model_name")["score"].to_dict() == {"a": 1311.0, "b": 1251.0}
    assert then.set_index("model_name")["score"].to_dict() == {"a": 1301.0, "b": 1251.0, "c": 1201.0}
    assert len(stored(data)) == 8  # nothing was overwritten


@pytest.mark.usefixtures("mirror")
def test_a_second_backfill_of_all_days_adds_nothing(data: DataDir) -> None:
    run(data)
    data.state.unlink()
    assert run(data, backfill=True).observations == 0


def test_rows_without_score_or_date_are_set_aside_with_their_reason(mirror: Mirror, data: DataDir) -> None:
    many = arena_rows(*[("2025-01-01", f"m{number}", 1000.0 + number) for number in range(60)])
    many.loc[7, "rating"] = float("nan")
    many.loc[9, "leaderboard_publish_date"] = "soon"
    mirror.arena("text", many)
    report = run(data)
    assert (report.outcome, report.observations, report.rejects) == ("changed", 58, {"no score": 1, "no date": 1})
    assert rejects.read(data, "arena")[["model_name", "reason"]].to_numpy().tolist() == [
        ["m7", "no score"],
        ["m9", "no date"],
    ]


def test_a_row_of_a_stored_day_that_cannot_be_read_any_more_is_not_withdrawn(mirror: Mirror, data: DataDir) -> None:
    """A whole day that comes again with a hole says nothing against what it told."""
    many = arena_rows(*[("2025-01-01", f"m{number}", 1000.0 + number) for number in range(60)])
    mirror.arena("text", many)
    run(data)
    before = stored(data)
    torn = many.copy()
    torn.loc[7, "rating"] = float("inf")
    mirror.arena("text", torn)
    report = run(data, backfill=True)
    assert (report.outcome, report.observations, report.rejects) == ("unchanged", 0, {"unreadable score": 1})
    pd.testing.assert_frame_equal(stored(data), before)
    mirror.arena("text", many.drop(index=7))
    assert run(data, backfill=True).observations == 1, "what is taken off the list is withdrawn"


def test_a_conflicting_duplicate_takes_all_its_rows_and_the_snapshot_is_incomplete(
    mirror: Mirror, data: DataDir
) -> None:
    mirror.arena("text", pd.concat([TWO_DAYS, arena_rows(("2025-01-02", "a", 1999.0))], ignore_index=True))
    report = run(data)
    rows = stored(data)
    assert report.rejects == {"duplicate key with different values": 2}
    assert rows.groupby("published_on")["complete"].all().tolist() == [True, False]
    assert on("2025-01-02", rows)["model_name"].tolist() == ["b", "c"]


def test_an_exact_repeat_is_kept_once(mirror: Mirror, data: DataDir) -> None:
    mirror.arena("text", pd.concat([TWO_DAYS, TWO_DAYS.iloc[[0]]], ignore_index=True))
    report = run(data)
    assert (report.observations, report.rejects) == (6, {"repeated row": 1})
    assert stored(data)["complete"].all()


def test_a_new_snapshot_that_lost_most_models_is_quarantined_and_in_backfill_incomplete(
    mirror: Mirror, data: DataDir, tmp_path: Path
) -> None:
    run(data)
    mirror.arena("text", pd.concat([TWO_DAYS, arena_rows(("2025-01-09", "a", 1305.0))], ignore_index=True))
    report = run(data)
    assert (report.outcome, report.observations) == ("quarantined", 0)
    assert "expected at least half of the 3 models of the last complete snapshot, found 1" in report.message
    assert "arena/text overall 2025-01-09" in state.load(data.state)["arena"].quarantine
    fresh = DataDir(tmp_path / "fresh")
    assert run(fresh, backfill=True).outcome == "changed"
    assert not on("2025-01-09", stored(fresh))["complete"].any()


BAD_BODIES = {
    "garbage": bytes(range(256)) * 40,
    "truncated": parquet(TWO_DAYS)[:-200],
    "empty": b"",
    "a page": b"<!doctype html><title>Sign in</title>",
    "a column renamed": parquet(TWO_DAYS.rename(columns={"rating": "elo"})),
    "a column missing": parquet(TWO_DAYS.drop(columns="model_name")),
    "no rows": parquet(TWO_DAYS.iloc[:0]),
    "text for numbers": parquet(TWO_DAYS.assign(rating="high")),
    "many unreadable rows": parquet(TWO_DAYS.assign(rating=[None, None, *TWO_DAYS["rating"][2:]])),
    "a date in the future": parquet(TWO_DAYS.assign(leaderboard_publish_date="2031-01-01")),
    "scores beyond belief": parquet(TWO_DAYS.assign(rating=TWO_DAYS["rating"] * 1000)),
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_bad_response_is_rejected_whole_in_one_clear_line(mirror: Mirror, data: DataDir, body: bytes) -> None:
    run(data)
    before = files(data.observations)
    mirror.files[f"{TEXT}/{LATEST}"] = body
    report = run(data)
    assert report.outcome == "failed"
    assert report.message.startswith("arena: ")
    assert "leaderboard-dataset" in report.message
    assert "expected" in report.message
    assert "found" in report.message
    assert "\n" not in report.message
    assert files(data.observations) == before
    assert state.load(data.state)["arena"].error == report.message


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_bad_status_fails_and_the_next_good_one_recovers(mirror: Mirror, data: DataDir, status: int) -> None:
    mirror.faults[f"{TEXT}/{FULL}"] = reply(status, b"later")
    report = run(data)
    assert (report.outcome, str(status) in report.message) == ("failed", True)
    assert not data.observations.exists()
    mirror.faults.clear()
    assert run(data).observations == 6
    assert state.load(data.state)["arena"].error is None


@pytest.mark.usefixtures("mirror")
def test_two_refreshes_at_once_the_second_says_so(data: DataDir) -> None:
    data.local.mkdir(parents=True)
    with filelock.FileLock(data.lock), pytest.raises(refresh.Busy, match="another refresh of"):
        run(data)


def test_a_lost_archive_is_asked_for_again(mirror: Mirror, data: DataDir) -> None:
    run(data)
    for file in data.archive.rglob("*"):
        if file.is_file():
            file.unlink()
    mirror.asked.clear()
    assert run(data, backfill=True).outcome == "unchanged"
    assert {status for path, status in mirror.asked if "/text/" in path} == {200}
