"""What cannot be read keeps nothing else back: a version of the past, a part of a source, a record."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from leaderboard.cli import main
from leaderboard.intake import refresh, state
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from leaderboard.registry import boards
from tests.upstream import Mirror

GSO = "gso-bench.github.io/assets/leaderboard.json"
COMMITS = "api.github.com/repos/gso-bench/gso-bench.github.io/commits?path=assets/leaderboard.json&per_page=100&page"
SHAS = ("a" * 40, "b" * 40, "c" * 40)
BROKEN = b'{"models": [{"name": "half-typ'


def raw(sha: str) -> str:
    return f"raw.githubusercontent.com/gso-bench/gso-bench.github.io/{sha}/assets/leaderboard.json"


def gso(**scores: float | str) -> bytes:
    runs = [
        {"name": name, "scaffold": "OpenHands", "setting": "Opt@1", "score_hack_control": score}
        for name, score in scores.items()
    ]
    return json.dumps({"models": runs, "metadata": {"total_tasks": 102}}).encode()


def served(*versions: bytes) -> dict[str, bytes]:
    """GSO's site and repository: versions on successive days of January 2026."""
    commits = [
        {"sha": sha, "commit": {"committer": {"date": f"2026-01-0{day}T12:00:00Z"}}}
        for day, sha in enumerate(SHAS[: len(versions)], 1)
    ]
    files = {raw(sha): body for sha, body in zip(SHAS, versions, strict=False)}
    return files | {GSO: versions[-1], f"{COMMITS}=1": json.dumps(commits[::-1]).encode(), f"{COMMITS}=2": b"[]"}


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    mirror = Mirror()
    server = mirror.start()
    monkeypatch.setenv("LEADERBOARD_MIRROR", mirror.address)
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-01-10T12:00:00Z")
    monkeypatch.setattr("fetchers._http.WAITS", (0.0, 0.0))
    yield mirror
    server.shutdown()
    server.server_close()


@pytest.fixture
def data(tmp_path: Path) -> DataDir:
    return DataDir(tmp_path / "data")


def run(data: DataDir, source_id: str = "gso") -> refresh.SourceReport:
    return refresh.refresh(boards.sources([source_id]), data)[0]


def call(words: str) -> Result:
    return CliRunner().invoke(main, words.split())


def days(data: DataDir) -> list[str]:
    return sorted(store.scan(data)["published_on"].dt.strftime("%Y-%m-%d").unique())


IMPLAUSIBLE = gso(a="soon", b="?", c=12)


@pytest.mark.parametrize("broken", [BROKEN, gso(), IMPLAUSIBLE], ids=["cut off", "no table", "unreadable scores"])
def test_a_broken_version_of_the_past_is_left_out_counted_and_named(
    mirror: Mirror, data: DataDir, tmp_path: Path, broken: bytes
) -> None:
    mirror.files = served(gso(a=10, b=11, c=12), broken, gso(a=10, b=11, c=13))
    result = call(f"refresh gso --data-dir {data.root} --report {tmp_path}/report.json")
    assert result.exit_code == 0, result.output
    assert "1 old version" in result.stdout
    (report,) = json.loads((tmp_path / "report.json").read_text())
    (named,) = report["skipped"]
    assert named.startswith(f"gso: https://{raw(SHAS[1])}: expected ")
    assert days(data) == ["2026-01-01", "2026-01-03"]
    status = call(f"status --data-dir {data.root} --format json")
    assert named in status.stderr
    assert [row["skipped"] for row in json.loads(status.stdout) if row["source_id"] == "gso"] == [1]


def test_a_version_left_out_is_asked_for_once_more_and_then_settled(mirror: Mirror, data: DataDir) -> None:
    mirror.files = served(gso(a=10, b=11), BROKEN, gso(a=10, b=12))
    run(data)
    mirror.asked.clear()
    for _ in range(3):
        assert (again := refresh.refresh(boards.sources(["gso"]), data, backfill=True)[0]).outcome == "unchanged"
        assert len(again.skipped) == 1
    assert [path for path, _ in mirror.asked].count(raw(SHAS[1])) == 1, "it may have been cut off on its way"


def test_a_version_cut_off_on_its_way_comes_back(mirror: Mirror, data: DataDir) -> None:
    mirror.files = served(gso(a=10, b=11), gso(a=10, b=12), gso(a=10, b=13))
    whole, mirror.files[raw(SHAS[1])] = mirror.files[raw(SHAS[1])], BROKEN
    assert len(run(data).skipped) == 1
    mirror.files[raw(SHAS[1])] = whole
    report = refresh.refresh(boards.sources(["gso"]), data, backfill=True)[0]
    assert (report.outcome, report.skipped) == ("changed", [])
    assert days(data) == ["2026-01-01", "2026-01-02", "2026-01-03"]
    assert state.load(data.state)["gso"].skipped == {}


@pytest.mark.parametrize("broken", [BROKEN, IMPLAUSIBLE], ids=["cut off", "unreadable scores"])
def test_the_newest_version_decides_whether_the_source_fails(mirror: Mirror, data: DataDir, broken: bytes) -> None:
    mirror.files = served(gso(a=10, b=11, c=12))
    run(data)
    mirror.files = served(gso(a=10, b=11, c=12), broken)
    for _ in range(2):
        report = run(data)
        assert report.outcome == "failed"
        assert "expected" in report.message
        assert state.load(data.state)["gso"].error == report.message
    mirror.files = served(gso(a=10, b=11, c=12), broken, gso(a=10, b=11, c=13))
    report = run(data)
    assert (report.outcome, len(report.skipped)) == ("changed", 1)
    assert days(data) == ["2026-01-01", "2026-01-03"]
