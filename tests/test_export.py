"""What is exported: the same rows in every form, described for programs, never changed, the same bytes each time."""

import csv
import gzip
import hashlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner, Result

from fetchers import SOURCES
from leaderboard.cli import main
from leaderboard.intake.archive import Archive
from leaderboard.publish.export import alone, difference, export, pack, tables
from leaderboard.publish.export.folder import sha256
from leaderboard.publish.export.package import MANIFEST
from leaderboard.questions.why import why
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from leaderboard.registry import tables as registry
from tests import MAIN, app_by_hand

DAY = "2025-03-20"
ARENA = next(source for source in SOURCES if source.id == "arena")


@pytest.fixture(scope="module")
def exported(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The boards by hand, exported; to be read only."""
    with pytest.MonkeyPatch.context() as patch:
        known = app_by_hand.small_registry()
        patch.setattr(registry, "load", lambda: known)
        patch.setenv("LEADERBOARD_NOW", app_by_hand.NOW)
        return export(tmp_path_factory.mktemp("exports"), filled).folder


def _csv(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / f"{name}.csv"
    text = path.read_text() if path.exists() else gzip.decompress((folder / f"{name}.csv.gz").read_bytes()).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _json(folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / f"{name}.json"
    return json.loads(path.read_bytes() if path.exists() else gzip.decompress(Path(f"{path}.gz").read_bytes()))


def _text(cell: Any) -> str:
    """A cell of JSON or Parquet as the CSV writes it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if hasattr(cell, "isoformat"):
        return f"{cell:%Y-%m-%dT%H:%M:%SZ}" if cell.tzinfo else f"{cell:%Y-%m-%d}"
    return str(cell)


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.name)
def test_every_form_of_a_table_holds_the_same(exported: Path, table: tables.Table) -> None:
    rows = _csv(exported, table.name)
    for other in (_json(exported, table.name), pq.read_table(exported / f"{table.name}.parquet").to_pylist()):
        assert [{name: _text(cell) for name, cell in row.items()} for row in other] == rows
    assert list(pq.read_schema(exported / f"{table.name}.parquet").names) == table.names


def test_what_is_exported_is_what_the_boards_by_hand_say(exported: Path) -> None:
    (answer,) = [row for row in _csv(exported, "answers") if row["board_id"] == "arena/text"]
    assert answer["verdict"] == "leads:CHN"
    assert answer["date"] == "2025-03-10"
    assert answer["headline"].startswith(
        "On 10 March 2025, developers in China host the top open-weight model on Arena"
    )
    assert len(_csv(exported, "observations")) == 17 + len(app_by_hand.HOSTILE)
    shut = [row for row in _csv(exported, "observations") if row["model_name"] == "Shut"]
    assert {(row["organization_id"], row["openness"], row["terms"]) for row in shut} == {
        ("mover", "closed", "CC-BY-4.0")
    }
    gap = [row for row in _csv(exported, "gaps") if (row["a"], row["b"]) == ("closed", "open")]
    assert [(row["date"], row["points"]) for row in gap] == [("2025-01-10", "200.0"), ("2025-03-10", "140.0")]
    assert [row["points"] for row in _csv(exported, "gaps") if (row["a"], row["b"]) == ("CHN", "USA")] == [
        "60.0",
        "50.0",
    ]


def test_every_row_of_a_score_says_whom_to_name(exported: Path) -> None:
    for name in ("observations", "frontier", "leads", "shares", "gaps", "answers", "boards"):
        rows = _csv(exported, name)
        assert rows
        assert {row["attribution"] for row in rows} == {ARENA.attribution}, name
    assert json.loads((exported / MANIFEST).read_bytes())["attribution"] == ARENA.attribution


def test_the_manifest_says_rows_bytes_and_hash_of_every_other_file(exported: Path) -> None:
    told = json.loads((exported / MANIFEST).read_bytes())
    there = {str(path.relative_to(exported)) for path in exported.rglob("*") if path.is_file()}
    assert {file["path"] for file in told["files"]} | {MANIFEST} == there
    for file in told["files"]:
        path = exported / file["path"]
        assert (file["bytes"], file["sha256"]) == (path.stat().st_size, sha256(path))
    rows = {file["path"]: file["rows"] for file in told["files"] if file.get("table")}
    assert rows["observations.csv.gz"] == rows["observations.parquet"] == len(_csv(exported, "observations"))
    assert rows["answers.json"] == rows["spreadsheet/answers.csv"] == 2
    assert told["schema_version"] == "1.0"


def test_the_flavor_for_spreadsheets_differs_in_labels_mark_and_formulas_only(exported: Path) -> None:
    for table in tables.TABLES:
        path = exported / "spreadsheet" / f"{table.name}.csv"
        if table.large:
            assert not path.exists()
            continue
        text = path.read_bytes().decode()
        assert text.startswith("\ufeff")
        header, *rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
        assert header == [column.title for column in table.columns]
        plain = [list(row.values()) for row in _csv(exported, table.name)]
        assert [[cell.removeprefix("'") for cell in row] for row in rows] == plain


def test_two_runs_give_equal_bytes(exported: Path, filled: Path, small: pytest.MonkeyPatch, tmp_path: Path) -> None:
    small.setenv("LEADERBOARD_NOW", f"{DAY}T23:59:00Z")  # of the moment only the day counts
    again = export(tmp_path, filled).folder
    assert again.name == exported.name == DAY
    assert (again / MANIFEST).read_bytes() == (exported / MANIFEST).read_bytes()


def test_an_export_is_never_overwritten_with_other_bytes_and_latest_is_the_newest(
    small: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    app_by_hand.fill(data)
    first = export(out, data)
    assert first.fresh
    assert not export(out, data).fresh
    _score(data, 1270.0)
    with pytest.raises(FileExistsError, match=r"2025-03-20: expected the export of today, found one with other bytes"):
        export(out, data)
    assert _manifest(out / "latest") == _manifest(first.folder)
    small.setenv("LEADERBOARD_NOW", "2025-03-21T00:00:00Z")
    second = export(out, data)
    assert _manifest(out / "latest") == _manifest(second.folder) != _manifest(first.folder)
    assert sorted(path.name for path in out.iterdir()) == [DAY, "2025-03-21", "latest"]
    small.setenv("LEADERBOARD_NOW", "2025-03-19T00:00:00Z")
    export(out, data)
    assert _manifest(out / "latest") == _manifest(second.folder)


def _manifest(folder: Path) -> bytes:
    return (folder / MANIFEST).read_bytes()


def _score(data: Path, score: float, **more: object) -> None:
    """Deep-2's score of 10 March, as it is served a day later."""
    seen = app_by_hand.observations()
    seen = seen[(seen["model_name"] == "Deep-2") & (seen["board_id"] == "arena/text") & (seen["category"] == "overall")]
    later = seen.assign(score=score, recorded_at=pd.Timestamp("2025-03-11 08:00:00.000001"), **more)
    store.append(DataDir(data), "arena", [later.astype(seen.dtypes)])


@pytest.mark.usefixtures("small")
def test_moments_keep_the_microsecond_that_tells_two_versions_apart(tmp_path: Path) -> None:
    data = tmp_path / "data"
    app_by_hand.fill(data)
    _score(data, 1270.0)
    folder = export(tmp_path / "out", data).folder
    moments = {row["recorded_at"] for row in _csv(folder, "observations") if row["score"] == "1270.0"}
    assert moments == {"2025-03-11T08:00:00.000001Z"}


@pytest.mark.usefixtures("small")
def test_nothing_that_may_not_be_passed_on_is_exported(tmp_path: Path) -> None:
    data = tmp_path / "data"
    app_by_hand.fill(data)
    alien = app_by_hand.observations().head(1).assign(source_id="swe_bench", board_id="swe_bench/verified")
    alien = alien.assign(model_name="a private row").astype(
        {"model_name": "str", "source_id": "str", "board_id": "str"}
    )
    store.append(DataDir(data), "swe_bench", [alien], ["swe_bench/verified"])
    assert len(store.scan(DataDir(data), ["swe_bench/verified"])) == 1
    folder = export(tmp_path / "out", data).folder
    for path in folder.rglob("*"):
        if path.is_file():
            body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            assert b"a private row" not in body, path
            assert b"swe_bench" not in body, path


def _run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_the_difference_names_what_changed_and_nothing_else(small: pytest.MonkeyPatch, tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "out"
    app_by_hand.fill(data)
    one = export(out, data).folder
    small.setenv("LEADERBOARD_NOW", "2025-03-21T00:00:00Z")
    known = app_by_hand.small_registry()
    seats = known.organizations
    elsewhere = seats.assign(country=seats["country"].mask(seats["organization_id"] == "mover", "DEU"))
    moved = replace(known, organizations=elsewhere)
    small.setattr(registry, "load", lambda: moved)
    _score(data, 1199.0, score_low=1194.0, score_high=1204.0)
    seen = app_by_hand.observations()
    vision = seen[(seen["board_id"] == "arena/vision") & (seen["model_name"] == "Llama")]
    fresh = vision.assign(model_name="Newcomer", score=900.0).astype(vision.dtypes)
    gone = vision.assign(withdrawn=True, recorded_at=pd.Timestamp("2025-03-12")).astype(vision.dtypes)
    store.append(DataDir(data), "arena", [fresh, gone])
    other = export(out, data).folder
    told = difference(one, other)
    said = {(row["change"], row["board_id"], row["model_name"]): row for row in told.to_dict("records")}
    assert {key[0] for key in said} == {"sentence", "added", "withdrawn", "rescored", "re-attributed"}
    assert said["added", "arena/vision", "Newcomer"]["after"] == "900.0"
    assert said["withdrawn", "arena/vision", "Llama"]["before"] == "1050.0"
    rescored = said["rescored", "arena/text", "Deep-2"]
    assert rescored["before"] == "score 1260.0, score_low 1255.0, score_high 1265.0"
    assert rescored["after"] == "score 1199.0, score_low 1194.0, score_high 1204.0"
    shut = said["re-attributed", "arena/text", "Shut"]
    assert (shut["before"], shut["after"]) == ("country USA", "country DEU")
    sentences = told[told["change"] == "sentence"].set_index("board_id")
    assert sentences.at["arena/text", "before"].startswith("On 10 March 2025, developers in China host")
    assert "cannot be told apart" in sentences.at["arena/text", "after"]
    assert (told["change"] == "rescored").sum() == (told["change"] == "added").sum() == 1
    (note,) = told.attrs["notes"]
    assert note.startswith("2025-03-20 to 2025-03-21: ")
    assert difference(one, one).empty
    printed = _run("diff", str(one), str(other))
    assert printed.exit_code == 0
    assert len(list(csv.DictReader(io.StringIO(printed.stdout)))) == len(told)


def test_what_is_no_export_is_refused_in_a_line(exported: Path, tmp_path: Path) -> None:
    refused = _run("diff", str(exported), str(tmp_path))
    assert refused.exit_code == 2
    assert refused.stderr == f"Error: {tmp_path}: expected the folder of an export, found no {MANIFEST} in it\n"


def test_a_latest_of_somebody_else_stays(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    (tmp_path / "latest" / "notes.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="latest: expected what an earlier export put there"):
        export(tmp_path, filled)
    assert (tmp_path / "latest" / "notes.txt").read_text() == "mine"


@pytest.mark.usefixtures("small")
def test_the_verb_writes_a_dated_folder_and_says_what(filled: Path, tmp_path: Path) -> None:
    written = _run("export", str(tmp_path), "--data-dir", str(filled))
    assert written.exit_code == 0, written.output
    assert written.stdout.startswith(f"{tmp_path / DAY}: ")
    assert (tmp_path / "latest" / "observations.parquet").exists()


def _valid(*command: str) -> None:
    """A validator that is a program of its own, beside this Python."""
    done = subprocess.run(
        [str(Path(sys.executable).with_name(command[0])), *command[1:]], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_frictionless_finds_the_data_package_valid(exported: Path) -> None:
    _valid("frictionless", "validate", str(exported / "datapackage.json"))


def test_frictionless_finds_a_changed_file_invalid(exported: Path, tmp_path: Path) -> None:
    shutil.copytree(exported, tmp_path / "copy")
    path = tmp_path / "copy" / "answers.csv"
    path.write_text(path.read_text().replace("2025-03-10", "last March"))
    with pytest.raises(AssertionError, match=r"INVALID|error"):
        _valid("frictionless", "validate", str(tmp_path / "copy" / "datapackage.json"))


def test_croissant_is_valid_and_its_records_can_be_read(exported: Path) -> None:
    _valid("mlcroissant", "validate", "--jsonld", str(exported / "croissant.json"))
    _valid("mlcroissant", "load", "--jsonld", str(exported / "croissant.json"), "--record_set", "answers")


def test_card_citation_and_deposit_name_everybody(exported: Path) -> None:
    _, head, body = (exported / "README.md").read_text().split("---\n", 2)
    assert {one["config_name"] for one in yaml.safe_load(head)["configs"]} == {table.name for table in tables.TABLES}
    assert all((exported / one["data_files"]).exists() for one in yaml.safe_load(head)["configs"])
    assert ARENA.attribution in body
    cited = yaml.safe_load((exported / "CITATION.cff").read_text())
    assert (cited["cff-version"], cited["type"], cited["date-released"]) == ("1.2.0", "dataset", DAY)
    assert [one["title"] for one in cited["references"]] == [ARENA.title]
    deposited = json.loads((exported / ".zenodo.json").read_bytes())
    assert deposited["upload_type"] == "dataset"
    assert ARENA.attribution in deposited["notes"]


def test_every_column_is_described_in_words(exported: Path) -> None:
    package = json.loads((exported / "datapackage.json").read_bytes())
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["title"] != field["name"], (resource["name"], field["name"])


@pytest.mark.usefixtures("small")
def test_a_pack_answers_why_without_a_network(tmp_path: Path) -> None:
    data = DataDir(tmp_path / "data")
    body = b"the response that Arena gave"
    archive = Archive(data.archive)
    app_by_hand.fill(data.root)
    kept = sha256_of(body)
    archive.add("https://example.org/arena", body, kept, retrieved_at="2025-03-11T08:00:00+00:00")
    archive.add(
        "https://example.org/unused",
        b"no row is from here",
        sha256_of(b"no row is from here"),
        retrieved_at="2025-03-11",
    )
    _score(data.root, 1270.0, response_sha256=kept)
    folder = export(tmp_path / "out", data.root).folder
    packed = pack(folder, data.root)
    assert (packed.kept, packed.wanted) == (1, 2)
    first = packed.path.read_bytes()
    assert pack(folder, data.root).path.read_bytes() == first
    with zipfile.ZipFile(packed.path) as zipped:
        zipped.extractall(tmp_path / "elsewhere")
    shutil.rmtree(data.root)
    opened = tmp_path / "elsewhere"
    assert sha256(opened / DAY / MANIFEST) == sha256(folder / MANIFEST)
    assert not list(opened.rglob(sha256_of(b"no row is from here")))
    told = why("top --board arena/text --as-of 2025-03-20 # model_name=Deep-2 setting=", opened / "data")
    (response,) = told[told["step"] == "response"].to_dict("records")
    assert response["says"] == f"{len(body)} bytes, kept"
    assert response["evidence"] == "https://example.org/arena"


def sha256_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def test_an_export_that_is_asked_to_end_leaves_nothing(filled: Path, tmp_path: Path) -> None:
    target, temporary = tmp_path / "exports", tmp_path / "temporary"
    temporary.mkdir()
    words = [sys.executable, "-c", MAIN]
    running = subprocess.Popen(
        [*words, "export", str(target), "--data-dir", str(filled)],
        env=os.environ | {"TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
    )
    while not [*target.glob(".writing-*/*")]:
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=app_by_hand.PATIENCE)
    assert (running.returncode, said) == (128 + signal.SIGTERM, b"")
    assert [path.name for path in (*target.iterdir(), *temporary.iterdir())] == [".export.lock"]


def test_what_a_killed_export_left_goes_and_one_at_work_is_not_disturbed(filled: Path, tmp_path: Path) -> None:
    target = tmp_path / "exports"
    (target / ".writing-dead" / "spreadsheet").mkdir(parents=True)
    (target / ".writing-dead.zip").touch()
    (target / ".writing-notes.json").touch()  # not of an export
    words = ["export", str(target), "--data-dir", str(filled)]
    with alone(target):
        (target / ".writing-alive").mkdir()
        second = CliRunner().invoke(main, words)
        assert (second.exit_code, (target / ".writing-alive").exists()) == (2, True)
        assert "another export into" in second.stderr
    assert CliRunner().invoke(main, words).exit_code == 0
    assert [path.name for path in target.glob(".writing-*")] == [".writing-notes.json"]
