"""A data directory on an object store (moto's, on loopback): one writer, many readers, no half-written state."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import fsspec
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from moto.server import ThreadedMotoServer
from s3fs import S3FileSystem

import leaderboard
from leaderboard.cli import main
from leaderboard.intake import refresh
from leaderboard.intake.archive import Archive
from leaderboard.records import remote, store
from leaderboard.records.paths import DataDir, data_dir, place
from leaderboard.registry import boards
from leaderboard.serve import collection
from tests import MAIN
from tests.upstream import Mirror, arena_rows, reply

# moto and botocore: sockets that they leave to the collector are not ours to close.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")

DAY = arena_rows(("2025-01-01", "a", 1300.0), ("2025-01-01", "b", 1250.0), ("2025-01-01", "c", 1200.0))
NEXT = arena_rows(("2025-01-02", "a", 1301.0), ("2025-01-02", "b", 1251.0), ("2025-01-02", "c", 1201.0))
BOTH = pd.concat([DAY, NEXT], ignore_index=True)


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """A bucket's endpoint, with credentials for it in the environment."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "nobody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "nothing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        fsspec.filesystem("s3").mkdir("bucket")
        yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def address(served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001 (it has to run)
    """A place of its own in the bucket, and a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return f"s3://bucket/{tmp_path.name}"


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    mirror = Mirror()
    server = mirror.start()
    monkeypatch.setenv("LEADERBOARD_MIRROR", mirror.address)
    monkeypatch.setenv("LEADERBOARD_NOW", "2025-01-10T12:00:00Z")
    mirror.arena("text", DAY)
    yield mirror
    server.shutdown()
    server.server_close()


def run(data: DataDir) -> str:
    (report,) = refresh.refresh(boards.sources(["arena"]), data)
    return report.outcome


def days(address: str) -> list[str]:
    """What a reader who comes now sees of the board."""
    remote._opened.clear()
    return sorted(set(store.scan(data_dir(address))["published_on"].dt.strftime("%Y-%m-%d")))


def lying(address: str) -> set[str]:
    store = fsspec.filesystem("s3")
    return {path.removeprefix(address.removeprefix("s3://") + "/") for path in store.find(address)}


def command(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def put_lock(address: str, since: datetime) -> None:
    held = {"holder": "another machine, process 7", "since": since.isoformat()}
    fsspec.filesystem("s3").pipe_file(f"{address}/lock.json", json.dumps(held).encode())


def test_what_is_refreshed_there_is_what_is_refreshed_here(
    mirror: Mirror, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = DataDir(tmp_path / "data")
    for now in ("2025-01-10T12:00:00Z", "2025-01-11T12:00:00Z"):
        monkeypatch.setenv("LEADERBOARD_NOW", now)
        assert run(here) == run(place(address)) == "changed"
        mirror.arena("text", BOTH)
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", address)
    there = data_dir(behind=True)
    names = {file.relative_to(here.root) for file in here.root.rglob("*") if file.is_file()} - {
        Path("local/refresh.lock")
    }
    assert len(names) > 6
    for name in names:
        if name.name != "manifest.jsonl":
            assert (there.root / name).read_bytes() == (here.root / name).read_bytes(), name
    assert len(Archive(there.archive).manifest()) == len(Archive(here.archive).manifest())
    asked = {"category": "overall", "as_of": "2025-01-05"}
    found = leaderboard.top("arena/text", **asked)
    assert found["model_name"].tolist() == ["a", "b", "c"]
    pd.testing.assert_frame_equal(found, leaderboard.top("arena/text", **asked, data_dir=here.root))


@pytest.mark.usefixtures("mirror")
def test_a_reader_does_without_what_only_a_writer_needs(address: str) -> None:
    run(place(address))
    read, whole = data_dir(address), data_dir(address, behind=True)
    assert read.state.exists()
    assert not read.archive.exists()
    assert Archive(whole.archive).manifest()


@pytest.mark.usefixtures("mirror")
def test_a_reader_sees_the_old_state_until_all_of_the_new_one_is_there(address: str) -> None:
    with refresh.alone(place(address)) as data:
        (data.root / "half.csv").write_text("half\n")
        with pytest.raises(FileNotFoundError, match="expected a data directory"):
            days(address)
    run(place(address))
    with refresh.alone(place(address)) as data:
        store.append(data, "arena", [store.scan(data).assign(published_on=pd.Timestamp("2025-01-02"))])
        assert days(address) == ["2025-01-01"]
    assert days(address) == ["2025-01-01", "2025-01-02"]


@pytest.mark.usefixtures("mirror")
def test_the_app_notices_a_new_edition(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", address)
    run(place(address))
    before = collection.edition()
    assert collection.edition() == before
    monkeypatch.setenv("LEADERBOARD_NOW", "2025-01-11T12:00:00Z")
    run(place(address))
    assert collection.edition() != before


def test_a_kill_among_the_uploads_leaves_the_old_state(
    mirror: Mirror, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(place(address))
    before = lying(address)
    mirror.arena("text", BOTH)
    with monkeypatch.context() as patch:
        patch.setattr(remote._Place, "_publish", lambda *_: sys.exit(9))
        patch.setattr(remote._Place, "unlock", lambda *_: None)  # who is killed gives nothing back
        with pytest.raises(SystemExit):
            run(place(address))
    assert lying(address) > before
    assert days(address) == ["2025-01-01"]
    with pytest.raises(refresh.Busy):
        run(place(address))


@pytest.mark.usefixtures("mirror")
def test_a_second_writer_is_refused_and_told_who_holds_it(address: str) -> None:
    run(place(address))
    with refresh.alone(place(address)), pytest.raises(refresh.Busy, match=f"another refresh of {address} is under way"):
        run(place(address))
    put_lock(address, datetime.now(UTC) - timedelta(minutes=59))
    said = command("refresh", "arena", "--data-dir", address)
    assert (said.exit_code, said.stdout) == (2, "")
    assert "another machine, process 7, since" in said.stderr
    assert said.stderr.count("\n") == 1


@pytest.mark.usefixtures("mirror")
def test_a_lock_left_behind_is_taken_over(address: str, caplog: pytest.LogCaptureFixture) -> None:
    put_lock(address, datetime.now(UTC) - timedelta(minutes=61))
    assert run(place(address)) == "changed"
    assert "was left behind: taken over" in caplog.text
    assert "lock.json" not in lying(address)


def test_of_two_writers_the_first_to_publish_has_the_edition(mirror: Mirror, address: str) -> None:
    run(place(address))
    slow = refresh.alone(place(address))
    (slow.__enter__().root / "slow.csv").write_text("of the slow one\n")
    put_lock(address, datetime.now(UTC) - timedelta(minutes=61))  # as if it had been at it for so long
    mirror.arena("text", BOTH)
    assert run(place(address)) == "changed"
    with pytest.raises(refresh.Busy, match="took over meanwhile"):
        slow.__exit__(None, None, None)
    assert days(address) == ["2025-01-01", "2025-01-02"]
    assert not (data_dir(address).root / "slow.csv").exists()


def test_a_folder_put_there_as_it_is_can_be_read_and_refreshed(mirror: Mirror, address: str, tmp_path: Path) -> None:
    here = DataDir(tmp_path / "data")
    run(here)
    fsspec.filesystem("s3").put(f"{here.root}/", address, recursive=True)
    assert days(address) == ["2025-01-01"]
    mirror.arena("text", BOTH)
    assert run(place(address)) == "changed"
    assert days(address) == ["2025-01-01", "2025-01-02"]


def test_a_refresh_that_is_asked_to_end_gives_the_lock_back(mirror: Mirror, address: str) -> None:
    run(place(address))
    before = lying(address)
    asked, goes_on = threading.Event(), threading.Event()

    def waiting(handler: BaseHTTPRequestHandler, number: int) -> None:
        asked.set()
        goes_on.wait(60)
        reply(503)(handler, number)

    mirror.faults["*"] = waiting
    words = [
        sys.executable,
        "-c",
        MAIN,
        "refresh",
        "arena",
        "--data-dir",
        address,
    ]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert asked.wait(60)
    assert lying(address) - before == {"lock.json"}
    running.send_signal(signal.SIGTERM)
    time.sleep(1)  # it waits for the answer
    goes_on.set()
    _, told = running.communicate(timeout=60)
    assert (running.returncode, told) == (128 + signal.SIGTERM, b"")
    assert lying(address) == before
    assert days(address) == ["2025-01-01"]


@pytest.mark.usefixtures("mirror")
def test_what_no_edition_needs_goes_two_editions_later(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run(place(address))
    old = {name for name in lying(address) if name.startswith("local/state.")}
    for day in (11, 12):
        assert old <= lying(address)
        monkeypatch.setenv("LEADERBOARD_NOW", f"2025-01-{day}T12:00:00Z")
        run(place(address))
    assert not old & lying(address)
    assert len([name for name in lying(address) if name.startswith("local/state.")]) == 2


@pytest.mark.usefixtures("mirror")
def test_a_lost_object_is_named_and_comes_back_from_its_copy(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(place(address))
    (lost,) = [name for name in lying(address) if name.startswith("observations/arena/2025")]
    fsspec.filesystem("s3").rm_file(f"{address}/{lost}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    with pytest.raises(remote.Unreachable, match=r"observations/arena/2025-01.parquet: expected it at .*found nothing"):
        days(address)
    assert run(place(address)) == "restored"
    assert days(address) == ["2025-01-01"]


@pytest.mark.usefixtures("address")
@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("s3://bucket/nothing", "expected a data directory, found none"),
        ("s3://no-such-bucket/x", "no-such-bucket"),
        ("nothing://bucket/x", "Protocol not known"),
        ("gs://bucket/x", "gcsfs"),  # which is not installed
    ],
)
def test_a_wrong_address_is_told_in_one_line(wrong: str, told: str) -> None:
    said = command("top", "--data-dir", wrong)
    assert (said.exit_code, said.stdout) == (2, "")
    assert told in said.stderr
    assert said.stderr.count("\n") == 1


def test_an_address_that_does_not_answer_is_told_in_one_line(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setattr(S3FileSystem, "retries", 1)
    S3FileSystem.clear_instance_cache()
    for verb in (["top"], ["refresh", "arena"]):
        said = command(*verb, "--data-dir", address)
        assert (said.exit_code, said.stdout) == (2, "")
        assert f"{address}: expected a data directory, cannot reach it" in said.stderr
        assert said.stderr.count("\n") == 1
    S3FileSystem.clear_instance_cache()
