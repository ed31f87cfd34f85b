"""What was lost or damaged comes back at the next refresh, and a clock that was set back loses nothing."""

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from leaderboard.cli import main
from leaderboard.intake import archive, check, copies, health, read, refresh, state
from leaderboard.records import rejects, store
from leaderboard.records.paths import DataDir
from leaderboard.registry import boards
from tests.test_damage import cut
from tests.test_holes import COMMITS, GSO, SHAS, call, data, days, gso, mirror, raw, run, served
from tests.test_refresh import TWO_DAYS, later
from tests.upstream import Mirror

__all__ = ["data", "mirror"]  # fixtures

ONE, TWO, THREE = gso(a=10, b=11, c=12), gso(a=10, b=12, c=12), gso(a=10, b=13, c=12)


def rows(data: DataDir) -> pd.DataFrame:
    stored = store.scan(data)
    return stored.sort_values(list(stored), ignore_index=True)


@pytest.fixture
def loaded(mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """GSO by its commits and Arena by its own dates, then a correction of Arena's on a later day."""
    mirror.files = served(ONE, TWO)
    mirror.arena("text", TWO_DAYS)
    refresh.refresh(boards.sources(["gso", "arena"]), data, backfill=True)
    later(monkeypatch, "2026-01-11T12:00:00Z")
    corrected = TWO_DAYS.copy()
    corrected.loc[3, "rating"] = 1311.0
    mirror.arena("text", corrected)
    refresh.refresh(boards.sources(["gso", "arena"]), data)
    later(monkeypatch, "2026-01-12T12:00:00Z")
    return rows(data)


def refreshed(data: DataDir) -> list[refresh.SourceReport]:
    return refresh.refresh(boards.sources(["gso", "arena"]), data)


@pytest.mark.parametrize("how", ["missing", "cut", "empty"])
def test_a_lost_or_damaged_file_comes_back_as_it_was(data: DataDir, loaded: pd.DataFrame, how: str) -> None:
    files = store.files(data)
    assert {file.parent.name for file in files} == {"gso", "arena"}
    for file in files:
        before = file.read_bytes()
        if how == "missing":
            file.unlink()
        else:
            cut(file, 0.6 if how == "cut" else 0.0)
        reports = {report.source_id: report for report in refreshed(data)}
        (line,) = reports[file.parent.name].restored
        assert str(file) in line
        assert (reports[file.parent.name].outcome, reports[file.parent.name].observations) == ("restored", 0)
        assert file.read_bytes() == before
    pd.testing.assert_frame_equal(rows(data), loaded)
    assert not any(report.restored for report in refreshed(data))


@pytest.mark.usefixtures("loaded")
def test_a_folder_in_the_place_of_a_file_is_set_aside_and_the_file_comes_back(data: DataDir) -> None:
    file = store.files(data, "gso")[0]
    before = file.read_bytes()
    file.unlink()
    (file / "within").mkdir(parents=True)
    assert call(f"refresh gso arena --data-dir {data.root}").exit_code == 0
    assert file.read_bytes() == before
    assert (data.damaged / file.relative_to(data.root) / "within").is_dir()


_REJECTS = ",".join(rejects.REJECT_COLUMNS) + "\ngso,gso/opt1,overall,,a,,{},1.0,no score,0\n"


@pytest.mark.parametrize(
    ("name", "sound", "damaged"),
    [
        ("rejects/gso.csv", _REJECTS.format("2026-01-10"), _REJECTS.format("2026-0\x55-10")),
        ("read/gso.csv", "url,sha256,rows,retrieved_on\nu,s,1,\n", "url,sha256,rows,retrieved_on\nu,s,l,\n"),
        ("read/gso.csv", "url,sha256,rows,retrieved_on\nu,s,1,\n", "url,sha2u6,rows,retrieved_on\nu,s,1,\n"),
    ],
)
def test_what_its_reader_cannot_read_comes_back_though_it_is_a_table(
    data: DataDir, name: str, sound: str, damaged: str
) -> None:
    for folder, text in ((data.root, damaged), (copies.of(data).root, sound)):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text)
    (line,) = copies.restore(data, "gso").lines
    assert line.endswith("found it damaged: restored from its copy")
    assert (data.root / name).read_text() == sound


@pytest.mark.parametrize("source_id", ["gso", "arena"])
@pytest.mark.parametrize("copy", ["none", "cut as the file is"])
def test_a_damaged_file_without_a_copy_is_read_again_from_its_origin(
    data: DataDir, loaded: pd.DataFrame, source_id: str, copy: str
) -> None:
    if copy == "none":
        shutil.rmtree(data.local / "copies")
    else:
        cut(max(store.files(copies.of(data), source_id)))
    file = cut(max(store.files(data, source_id)))
    (line,) = [line for report in refreshed(data) for line in report.restored]
    assert str(file) in line
    assert "set aside" in line
    columns = ["board_id", "model_name", "published_on", "score"]
    now = store.newest(rows(data))[columns].sort_values(columns, ignore_index=True)
    pd.testing.assert_frame_equal(now, store.newest(loaded)[columns].sort_values(columns, ignore_index=True))
    if source_id == "gso":
        pd.testing.assert_series_equal(rows(data)["recorded_at"], loaded["recorded_at"])


@pytest.mark.usefixtures("loaded")
def test_the_command_names_what_came_back(data: DataDir) -> None:
    file = store.files(data, "gso")[0]
    file.unlink()
    result = call(f"refresh gso --data-dir {data.root}")
    assert result.exit_code == 0
    assert f"{file}: expected what was stored, found it missing: restored from its copy" in result.stderr
    assert "gso: restored, 0 new observations" in result.stdout


def test_bytes_of_the_archive_are_held_against_their_hash(mirror: Mirror, data: DataDir, loaded: pd.DataFrame) -> None:
    """Cut, they would be read as a smaller table."""
    shutil.rmtree(data.local / "copies")
    archived = [file for file in data.archive.rglob("*") if file.is_file() and file.read_bytes() in (ONE, TWO)]
    for file in archived:
        cut(file)
    for file in store.files(data, "gso"):
        file.unlink()
    mirror.asked.clear()
    result = call(f"refresh gso --data-dir {data.root}")
    assert result.exit_code == 0, result.output
    assert [file for file in archived if f"{file}: expected the archived bytes" in result.stderr] == archived
    assert raw(SHAS[0]) in {path for path, _ in mirror.asked}  # the newest one came from the site
    assert {file.read_bytes() for file in archived} == {ONE, TWO}
    pd.testing.assert_frame_equal(rows(data), loaded)


@pytest.mark.parametrize(
    "broken",
    [b"", b'{"gso": {"last_', b"\xff\x00\xfe", b"[]", b'{"gso": [], "arena": 1}', b'{"gso": {"responses": {"x": 1}}}'],
)
def test_a_damaged_state_costs_questions_and_no_answer(data: DataDir, loaded: pd.DataFrame, broken: bytes) -> None:
    data.state.write_bytes(broken)
    told = call(f"status --data-dir {data.root}")
    assert told.exit_code == 1
    assert [line for line in told.stderr.splitlines() if str(data.state) in line]
    done = call(f"refresh gso arena --data-dir {data.root}")
    assert done.exit_code == 0, done.output
    assert [line for line in done.stderr.splitlines() if str(data.state) in line]
    pd.testing.assert_frame_equal(rows(data), loaded)
    assert set(state.load(data.state)) == {"gso", "arena"}


def test_a_damaged_manifest_is_mended_and_named_once(data: DataDir, loaded: pd.DataFrame) -> None:
    manifest = data.archive / "manifest.jsonl"
    lines = manifest.read_bytes().splitlines()
    manifest.write_bytes(b"\n".join([b"\xff\xfe{]}", lines[-1][:40], b"[1]", b'{"url": 1}', *lines[1:]]))
    first = CliRunner().invoke(main, ["refresh", "gso", "arena", "--data-dir", str(data.root)])
    assert first.exit_code == 0, first.output
    assert [line for line in first.stderr.splitlines() if str(manifest) in line and "found 4 of" in line]
    assert str(manifest) not in call(f"refresh gso --data-dir {data.root}").stderr
    pd.testing.assert_frame_equal(rows(data), loaded)


def test_a_full_disk_stops_a_refresh_with_one_line_and_room_completes_it(
    mirror: Mirror, data: DataDir, loaded: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.files = served(ONE, TWO, THREE) | {
        path: body for path, body in mirror.files.items() if "huggingface" in path
    }
    write = pq.ParquetWriter.write_table

    def full(*_: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    stopped = call(f"refresh gso --data-dir {data.root}")
    assert (stopped.exit_code, len(stopped.stderr.splitlines())) == (2, 1)
    assert f"{data.observations / 'gso' / '2026-01.parquet'}: No space left on device: make room" in stopped.stderr
    pd.testing.assert_frame_equal(rows(data), loaded)
    monkeypatch.setattr(pq.ParquetWriter, "write_table", write)
    assert run(data).observations == 3
    assert days(data)[-1] == "2026-01-03"


def test_a_disk_that_is_full_when_the_rows_are_there_begins_no_whole_past(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    mirror.files = served(ONE, TWO)
    with monkeypatch.context() as small:
        small.setattr(copies, "keep", full)
        assert call(f"refresh gso --data-dir {data.root}").exit_code == 2
    assert days(data) == ["2026-01-02"]
    assert call(f"refresh gso --data-dir {data.root}").exit_code == 0
    assert (days(data), raw(SHAS[0]) in {path for path, _ in mirror.asked}) == (["2026-01-02"], False)


def test_what_lands_beside_a_source_that_finds_the_disk_full_is_remembered(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = store.append

    def full_for_arena(data: DataDir, source_id: str, *rest: Any) -> int:
        if source_id == "arena":
            raise OSError(28, "No space left on device")
        return append(data, source_id, *rest)

    mirror.files = served(ONE, TWO)
    mirror.arena("text", TWO_DAYS)
    monkeypatch.setattr(store, "append", full_for_arena)
    with pytest.raises(OSError, match="No space left"):
        refresh.refresh(boards.sources(["arena", "gso"]), data, jobs=1)
    landed = bool(store.files(data, "gso"))
    known = state.load(data.state).get("gso")
    assert (known is not None and known.checked_at is not None) is landed


# Clocks


def test_a_clock_set_back_stops_a_refresh_and_no_correction_is_lost(
    mirror: Mirror, data: DataDir, loaded: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrected = TWO_DAYS.copy()
    corrected.loc[3, "rating"] = 1322.0
    mirror.arena("text", corrected)
    later(monkeypatch, "2026-01-09T12:00:00Z")
    stopped = call(f"refresh arena --data-dir {data.root}")
    assert (stopped.exit_code, len(stopped.stderr.splitlines())) == (2, 1)
    assert "2026-01-09T12:00:00Z" in stopped.stderr
    states = health.status(data).set_index("source_id")["state"]
    assert (states["arena"], states["gso"]) == ("late", "late"), "checked in what is the future now"
    assert "2026-01-11T12:00:00Z" in stopped.stderr
    pd.testing.assert_frame_equal(rows(data), loaded)
    later(monkeypatch, "2026-01-12T13:00:00Z")
    refreshed(data)
    assert 1322.0 in set(store.read(data, "arena/text")["score"])


@pytest.mark.usefixtures("loaded")
def test_where_nobody_knows_of_the_last_refresh_a_correction_still_comes_after_what_it_corrects(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    corrected = TWO_DAYS.copy()
    corrected.loc[3, "rating"] = 1322.0
    mirror.arena("text", corrected)
    data.state.unlink()
    later(monkeypatch, "2026-01-09T12:00:00Z")
    refreshed(data)
    assert 1322.0 in set(store.read(data, "arena/text")["score"])


def test_what_a_clock_that_was_ahead_dated_is_named_until_it_is_deleted(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever came then would be dated by that day, and nobody would see it before."""
    mirror.files = served(ONE, TWO) | {GSO: THREE}
    later(monkeypatch, "2027-01-10T12:00:00Z")
    run(data)
    data.state.unlink()
    later(monkeypatch, "2026-01-11T12:00:00Z")
    mirror.files = served(ONE, TWO) | {GSO: gso(a=10, b=14, c=12)}
    before = rows(data)
    report = run(data)
    assert (report.outcome, report.observations) == ("failed", 0)
    assert report.message == (
        "gso: observations/gso: expected visits up to 2026-01-12, found one of 2027-01-10: set the clock; if it was "
        "ahead then, delete this folder, and the one of its name in local/copies: the next refresh loads it anew"
    )
    pd.testing.assert_frame_equal(rows(data), before)
    shutil.rmtree(data.observations / "gso")
    shutil.rmtree(data.local / "copies/observations/gso")
    assert run(data).outcome == "changed"
    assert days(data) == ["2026-01-01", "2026-01-02", "2026-01-11"]


def test_a_moment_that_is_none_is_named_with_its_variable(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch, "soon")
    told = call(f"refresh gso --data-dir {data.root}")
    assert told.exit_code == 2
    assert "Error: LEADERBOARD_NOW: expected a moment such as 2026-01-31T12:00:00Z, found 'soon'" in told.stderr


def test_of_two_commits_within_one_second_the_later_wins(mirror: Mirror, data: DataDir) -> None:
    mirror.files = served(ONE, TWO, THREE)
    listed = json.loads(mirror.files[f"{COMMITS}=1"])
    for commit in listed:
        commit["commit"]["committer"]["date"] = "2026-01-03T12:00:00Z"
    mirror.files[f"{COMMITS}=1"] = json.dumps(listed).encode()
    run(data)
    shown = store.read(data, "gso/opt1").set_index("model_name")["score"].to_dict()
    assert shown == {"a": 10.0, "b": 13.0, "c": 12.0}
    assert store.scan(data)["recorded_at"].is_unique is False
    assert sorted(store.scan(data)["score"]) == [10.0, 11.0, 12.0, 12.0, 13.0]


# Undated snapshots


@pytest.mark.parametrize(
    ("visit", "served", "taken_back"),
    [
        ("2026-01-03", {"second"}, True),
        ("2026-01-03", set(), False),  # nothing tells what stands there now
        ("2026-01-03", {"first"}, False),  # an older version than the newest is no word on it
        ("2026-01-03", {"second", "visited"}, False),  # it is there still
        ("2026-01-01", {"second"}, False),  # the commit came after it
    ],
)
def test_a_visit_is_taken_back_where_the_newest_commit_is_served_again(
    visit: str, served: set[str], taken_back: bool
) -> None:
    told = [("2025-12-31", "commit", "first"), ("2026-01-02", "commit", "second"), (visit, "retrieved", "visited")]
    known = pd.DataFrame(told, columns=["published_on", "recorded_basis", "response_sha256"])
    known = known.assign(
        published_on=pd.to_datetime(known["published_on"]),
        board_id="gso/opt1",
        category="overall",
        benchmark_version="",
        withdrawn=False,
    )
    found = check._taken_back(known, known["recorded_basis"] == "retrieved", served)
    assert found.tolist() == [False, False, taken_back]


@pytest.mark.parametrize("moment", ["2026-01-11T13:00:00Z", "2026-01-14T12:00:00Z"])
def test_a_commit_that_explains_an_undated_snapshot_takes_its_place(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    mirror.files = served(ONE, TWO)
    run(data)
    listed = {path: mirror.files.pop(path) for path in list(mirror.files) if path.startswith(COMMITS)}
    mirror.files[GSO] = THREE
    later(monkeypatch, "2026-01-11T12:00:00Z")
    run(data)
    assert days(data)[-1] == "2026-01-11", "all that is known is the day of our visit"
    mirror.files |= listed | served(ONE, TWO, THREE)
    later(monkeypatch, moment)
    run(data)
    shown = store.read(data, "gso/opt1")
    assert sorted(shown["published_on"].dt.strftime("%Y-%m-%d").unique()) == ["2026-01-01", "2026-01-02", "2026-01-03"]
    then = store.read(data, "gso/opt1", known_at=pd.Timestamp("2026-01-11T12:30:00"))
    assert f"{then['published_on'].max():%Y-%m-%d}" == "2026-01-11", "what was known then stays readable"
    before = rows(data)
    run(data)
    pd.testing.assert_frame_equal(rows(data), before)


@pytest.mark.parametrize(("committed", "explained"), [(THREE + b"\n", True), (gso(a=10, b=14, c=12), False)])
def test_a_commit_that_says_the_same_in_other_bytes_takes_its_place_too(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch, committed: bytes, explained: bool
) -> None:
    mirror.files = served(ONE, TWO) | {GSO: THREE}
    run(data)
    assert days(data)[-1] == "2026-01-10"
    mirror.files = served(ONE, TWO, committed) | {GSO: THREE}
    later(monkeypatch, "2026-01-14T12:00:00Z")
    for _ in range(2):
        run(data)
        shown = sorted(store.read(data, "gso/opt1")["published_on"].dt.strftime("%Y-%m-%d").unique())
        assert shown == ["2026-01-01", "2026-01-02", "2026-01-03", *["2026-01-10"] * (not explained)]


def test_what_the_site_took_back_is_not_its_newest_snapshot(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It served what no commit brought, and now serves the newest commit again."""
    mirror.files = served(ONE, TWO) | {GSO: THREE}
    run(data)
    assert days(data)[-1] == "2026-01-10"
    mirror.files = served(ONE, TWO)
    later(monkeypatch, "2026-01-11T12:00:00Z")
    for _ in range(2):
        run(data)
        assert sorted(set(store.read(data, "gso/opt1")["published_on"].dt.strftime("%Y-%m-%d"))) == [
            "2026-01-01",
            "2026-01-02",
        ]
    then = store.read(data, "gso/opt1", known_at=pd.Timestamp("2026-01-10T18:00:00"))
    assert f"{then['published_on'].max():%Y-%m-%d}" == "2026-01-10", "what was known then stays readable"
    mirror.files |= {GSO: THREE}
    later(monkeypatch, "2026-01-12T12:00:00Z")
    run(data)
    assert f"{store.read(data, 'gso/opt1')['published_on'].max():%Y-%m-%d}" == "2026-01-12", "it stands there again"


# A clone: the seed without state and archive


@pytest.fixture
def clone(mirror: Mirror, data: DataDir, loaded: pd.DataFrame, tmp_path: Path) -> DataDir:
    assert len(loaded)
    copied = DataDir(tmp_path / "clone")
    shutil.copytree(data.root, copied.root, ignore=shutil.ignore_patterns("local"))
    mirror.asked.clear()
    return copied


def versions_asked(mirror: Mirror) -> list[str]:
    return [path for path, _ in mirror.asked if path.startswith("raw.githubusercontent.com")]


def test_a_clone_asks_for_nothing_that_its_seed_was_read_from(
    mirror: Mirror, clone: DataDir, loaded: pd.DataFrame
) -> None:
    assert {report.outcome for report in refreshed(clone)} == {"unchanged"}
    assert versions_asked(mirror) == []
    pd.testing.assert_frame_equal(rows(clone), loaded)
    mirror.files |= served(ONE, TWO, THREE)
    assert run(clone).observations == 3
    assert versions_asked(mirror) == [raw(SHAS[2])]
    assert days(clone)[-1] == "2026-01-03"


@pytest.mark.parametrize("source_id", ["gso", "arena"])
def test_a_clone_that_lacks_a_file_reads_it_again_with_its_old_moments(
    clone: DataDir, loaded: pd.DataFrame, source_id: str
) -> None:
    min(store.files(clone, source_id)).unlink()
    assert len(rows(clone)) < len(loaded)
    refreshed(clone)
    told = ["board_id", "model_name", "published_on", "score", "recorded_at", "recorded_basis"]
    now, then = (store.newest(table)[told].reset_index(drop=True) for table in (rows(clone), loaded))
    pd.testing.assert_frame_equal(now, then)  # what was corrected since is told by nobody but the rows that were lost


def test_bytes_that_a_clone_never_had_are_fetched_if_somebody_looks_at_them(mirror: Mirror, clone: DataDir) -> None:
    get = archive.Recorder(archive.Archive(clone.archive), {f"https://{raw(SHAS[0])}": {"sha256": "0" * 64}})
    response = get(f"https://{raw(SHAS[0])}", immutable=True)
    assert (response.changed, versions_asked(mirror)) == (False, [])
    assert response.body == ONE
    assert response.body == ONE
    assert versions_asked(mirror) == [raw(SHAS[0])]


def test_what_waits_in_quarantine_is_found_again_by_a_clone(
    mirror: Mirror, data: DataDir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = {f"model-{number}": 10.0 + number for number in range(30)}
    mirror.files = served(gso(**scores), gso(**{name: score + 40 for name, score in scores.items()}))
    later(monkeypatch, "2026-01-12T12:00:00Z")
    assert run(data).outcome == "quarantined"
    copied = DataDir(tmp_path / "clone")
    shutil.copytree(data.root, copied.root, ignore=shutil.ignore_patterns("local"))
    assert run(copied).outcome == "quarantined"


def test_a_load_of_which_nothing_was_read_leaves_nothing(tmp_path: Path) -> None:
    read.keep(DataDir(tmp_path), boards.source("aider"), {})
    assert list(tmp_path.rglob("*")) == []
