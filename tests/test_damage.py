"""The machine at its worst: what is damaged, full or not ours says so in one line, and the rest goes on."""

import csv
import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from leaderboard.cli import main
from leaderboard.intake import copies, state
from leaderboard.records import files, references, rejects, schema, store
from leaderboard.records.files import Closed, Damaged
from leaderboard.records.paths import DataDir
from tests import MAIN
from tests.test_store import observations


def call(words: str, data: DataDir) -> Result:
    return CliRunner().invoke(main, [*words.split(), "--data-dir", str(data.root)])


def cut(path: Path, left: float = 0.5) -> Path:
    body = path.read_bytes()
    path.write_bytes(body[: int(len(body) * left)])
    return path


@pytest.fixture
def data(tmp_path: Path) -> DataDir:
    """Two sources, one of them in files of two years."""
    data = DataDir(tmp_path / "data")
    for day in ("2024-05-01", "2025-05-01"):
        rows = observations(
            (day, "a", 50.0), source_id="aider", board_id="aider/polyglot", metric="pass rate", recorded_at=day
        )
        store.append(data, "aider", [rows])
    rows = observations(
        ("2025-05-01", "a", 1.0), source_id="gso", board_id="gso/opt1", metric="score", recorded_at="2025-05-01"
    )
    store.append(data, "gso", [rows])
    return data


# Files that cannot be read


@pytest.mark.parametrize("left", [0.0, 0.5, 0.97])
def test_a_cut_file_is_named_with_what_to_do_and_other_boards_answer(data: DataDir, left: float) -> None:
    damaged = cut(data.observations / "aider" / "2025.parquet", left)
    asked = call("top --board aider/polyglot", data)
    assert (asked.exit_code, len(asked.stderr.splitlines())) == (2, 1)
    assert str(damaged) in asked.stderr
    assert "`leaderboard refresh` restores it" in asked.stderr
    assert call("top --board gso/opt1", data).exit_code == 0


@pytest.mark.parametrize("words", ["boards --format csv", "unresolved", "index", "audit"])
def test_what_asks_all_boards_leaves_out_the_whole_source_and_says_so(data: DataDir, words: str) -> None:
    damaged = cut(data.observations / "aider" / "2025.parquet")
    asked = call(words, data)
    assert asked.exit_code == 0
    (line,) = (line for line in asked.stderr.splitlines() if str(damaged) in line)
    assert "left out" in line
    if words.startswith("boards"):
        stored = {row["board_id"]: row["observations"] for row in csv.DictReader(asked.stdout.splitlines())}
        assert (stored["aider/polyglot"], stored["gso/opt1"]) == ("0", "1")  # not 1: half would look like all


def test_a_flipped_bit_within_is_damage_too(data: DataDir) -> None:
    (path,) = (data.observations / "gso").iterdir()
    store.write_file(path, observations(*[("2025-05-01", f"model {number}", float(number)) for number in range(100)]))
    scores = pq.read_metadata(path).row_group(0).column(schema.COLUMNS.index("score"))
    body = bytearray(path.read_bytes())
    body[scores.dictionary_page_offset + scores.total_compressed_size // 2] ^= 1
    path.write_bytes(body)
    with pytest.raises(Damaged, match=str(path)):
        store.read_file(path)


def test_tables_of_rejects_and_facts_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    for path, read in ((data.rejects, rejects.read), (data.references, references.read)):
        for text in (b"", b"\x00\xff\xfe binary", b"other,columns\n1,2\n"):
            path.mkdir(exist_ok=True)
            (path / "models_dev.csv").write_bytes(text)
            with pytest.raises(Damaged, match=r"models_dev\.csv"):
                read(data, "models_dev")


@pytest.mark.parametrize("place", ["observations/aider/2025.parquet", "rejects/aider.csv"])
def test_status_calls_a_source_with_a_damaged_file_failing(data: DataDir, place: str) -> None:
    (data.root / place).parent.mkdir(exist_ok=True)
    (data.root / place).write_bytes(b"\xff\x00")
    state.save(
        data.state, {name: state.SourceState(last_checked="2025-05-02T00:00:00+00:00") for name in ("aider", "gso")}
    )
    asked = call("status --format csv", data)
    states = dict(line.split(",")[:2] for line in asked.stdout.splitlines()[1:])
    assert (asked.exit_code, states["aider"], states["gso"] != "failing") == (1, "failing", True)
    assert [line for line in asked.stderr.splitlines() if str(data.root / place) in line]


@pytest.mark.parametrize("how", ["a link to nothing", "not this user's"])
def test_a_file_that_leads_nowhere_or_is_somebody_elses_leaves_the_others_readable(
    data: DataDir, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    file = data.observations / "gso" / "2025.parquet"
    if how == "a link to nothing":
        file.unlink()
        file.symlink_to("nowhere")
        said = f"{file}: expected observations as Parquet, found damage (a link to nothing)"
    else:
        opened = pa.OSFile

        def refused(path: str) -> pa.OSFile:
            if path == str(file):
                raise PermissionError(errno.EACCES, "Permission denied")
            return opened(path)

        monkeypatch.setattr("leaderboard.records.parquet.pa.OSFile", refused)
        said = f"{file}: expected observations as Parquet, found that this user may not read it: let its owner"
    for words, ends in (("status", 1), ("boards", 0), ("top --board aider/polyglot", 0), ("top --board gso/opt1", 2)):
        asked = call(words, data)
        assert asked.exit_code == ends, (words, asked.output)
        assert (said in asked.stderr) == ("aider" not in words), words


def test_a_state_that_this_user_may_not_read_is_no_lost_one(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(Closed, match="may not read it"):
        state.load(data.state)


@pytest.mark.parametrize("words", ["audit", "unresolved"])
def test_a_damaged_reference_is_left_out_and_named(data: DataDir, words: str) -> None:
    data.references.mkdir()
    (data.references / "models_dev.csv").write_bytes(b"\xff\x00")
    asked = call(words, data)
    assert asked.exit_code in (0, 1)
    assert [line for line in asked.stderr.splitlines() if "models_dev.csv" in line and "left out" in line]


# Disks that are full or not ours


def test_a_full_disk_leaves_every_file_as_it_was(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    private = observations(("2026-05-01", "p", 1.0), source_id="aider", board_id="aider/edit", recorded_at="2026-05-01")
    public = private.assign(board_id="aider/polyglot")
    before = {file: file.read_bytes() for file in store.files(data)}
    write, written = pq.ParquetWriter.write_table, []

    def fills_up(file: object, table: object, **options: object) -> None:
        written.append(file)
        if len(written) == 2:
            raise OSError(28, "No space left on device")
        write(file, table, **options)

    monkeypatch.setattr(pq.ParquetWriter, "write_table", fills_up)
    both = [pd.concat([public, private], ignore_index=True)]
    with pytest.raises(OSError, match="No space left"):
        store.append(data, "aider", both, ["aider/edit"])
    left = {file for file in data.root.rglob("*") if file.is_file()}
    assert (left, {file: file.read_bytes() for file in store.files(data)}) == (set(before), before)
    monkeypatch.setattr(pq.ParquetWriter, "write_table", write)  # there is room again
    assert store.append(data, "aider", both, ["aider/edit"]) == 2
    assert len(store.files(data)) == len(before) + 2


def test_a_disk_without_room_for_the_copies_leaves_every_file_as_it_was(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a first load, and of rows beside others."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = {file: file.read_bytes() for file in store.files(data)}
    with monkeypatch.context() as small:
        small.setattr(shutil, "copyfile", full)
        for source_id in ("livebench", "gso"):
            news = observations(("2026-05-01", "p", 1.0), source_id=source_id, board_id=f"{source_id}/x")
            with pytest.raises(OSError, match="No space left"):
                store.append(data, source_id, [news], copies=copies.of(data))
    assert {file: file.read_bytes() for file in store.files(data)} == before
    store.append(data, "gso", [news], copies=copies.of(data))
    assert store.files(copies.of(data), "gso")
    kept, there = (store.files(where, "gso") for where in (copies.of(data), data))
    assert {file.name: file.read_bytes() for file in kept}.items() <= {
        file.name: file.read_bytes() for file in there
    }.items()


def test_a_folder_in_the_place_of_a_file_is_named_with_what_to_do(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADERBOARD_MIRROR", "http://127.0.0.1:9")
    monkeypatch.setattr("fetchers._http.WAITS", ())
    data.state.mkdir(parents=True)
    stopped = call("refresh aider", data)
    assert stopped.exit_code == 2
    assert f"{data.state}: Is a directory: move the folder away" in stopped.stderr
    with pytest.raises(IsADirectoryError) as found:
        files.write_text(data.state, "{}")
    assert found.value.filename == str(data.state)
    assert not list(data.root.rglob(f"{files.PART}*"))


@pytest.mark.skipif(shutil.which("setpriv") is None or os.geteuid() != 0, reason="needs root and setpriv")
@pytest.mark.parametrize("words", ["refresh aider", "quarantine accept aider"])
def test_a_folder_of_somebody_else_is_one_line(data: DataDir, words: str) -> None:
    data.root.chmod(0o755)
    for folder in data.root.parents:
        if folder.stat().st_mode & 0o005 != 0o005:
            folder.chmod(folder.stat().st_mode | 0o055)
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    program = [sys.executable, "-c", MAIN]
    done = subprocess.run(
        [*nobody, *program, *words.split(), "--data-dir", str(data.root)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    assert "Permission denied" in done.stderr
    assert str(data.root) in done.stderr


def test_names_of_a_source_without_rows_are_not_called_known(data: DataDir) -> None:
    told = call("unresolved --source bfcl", data)
    assert (told.exit_code, len(told.stdout.splitlines())) == (0, 1)
    assert told.stderr == "bfcl: nothing is stored of it here: `leaderboard refresh bfcl` brings it\n"
    assert not call("unresolved --source gso", data).stderr


@pytest.mark.parametrize("words", ["boards", "status", "top", "quarantine accept aider", "index", "app"])
def test_a_data_directory_that_does_not_exist_is_not_made_by_reading(tmp_path: Path, words: str) -> None:
    asked = call(words, DataDir(tmp_path / "none"))
    assert (asked.exit_code, len(asked.stderr.splitlines())) == (2, 1)
    assert "none" in asked.stderr
    assert not (tmp_path / "none").exists()


def test_a_refresh_makes_it_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADERBOARD_MIRROR", "http://127.0.0.1:9")
    monkeypatch.setattr("fetchers._http.WAITS", ())
    asked = call("refresh aider", DataDir(tmp_path / "new"))
    assert asked.exit_code == 2
    assert asked.stderr.splitlines()[0] == f"{tmp_path / 'new'}: a new data directory, as there was none"


def test_a_report_goes_into_a_link_and_a_pipe_and_takes_the_place_of_neither(
    data: DataDir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADERBOARD_MIRROR", "http://127.0.0.1:9")
    monkeypatch.setattr("fetchers._http.WAITS", ())
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to("report.json")
    os.mkfifo(pipe)
    call(f"refresh aider --report {link}", data)
    assert (link.is_symlink(), json.loads(link.read_bytes())[0]["source_id"]) == (True, "aider")
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    call(f"refresh aider --report {pipe}", data)
    assert json.loads(os.read(reader, 1 << 16))[0]["source_id"] == "aider"
    os.close(reader)
    assert pipe.is_fifo()


@pytest.mark.parametrize("words", ["boards", "status"])
def test_an_output_that_is_full_or_closed_is_no_traceback(data: DataDir, words: str) -> None:
    program = [sys.executable, "-c", MAIN, *words.split(), "--data-dir"]
    # Where Python keeps back what it prints, as it does unless told otherwise, it tries again as the process ends.
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*program, str(data.root)], env=buffered, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2, done.stderr
    assert "No space left on device: make room" in done.stderr.splitlines()[-1]
    closed = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *program, str(data.root)], capture_output=True, text=True, check=False
    )
    assert closed.returncode == (1 if words == "status" else 0), closed.stderr
    assert "Traceback" not in closed.stderr


def test_a_terminal_of_few_letters_gets_its_table_and_a_program_its_utf_8(data: DataDir) -> None:
    rows = observations(("2025-05-01", "通义", 1.0), source_id="gso", board_id="gso/opt1", recorded_at="2025-05-02")
    store.append(data, "gso", [rows])
    cp1252 = CliRunner(charset="cp1252")
    options = ["top", "--board", "gso/opt1", "--openness", "all", "--data-dir", str(data.root)]
    table = cp1252.invoke(main, [*options, "--format", "table"])
    assert (table.exit_code, "??" in table.stdout) == (0, True)
    assert "通义".encode() in cp1252.invoke(main, [*options, "--format", "csv"]).stdout_bytes
