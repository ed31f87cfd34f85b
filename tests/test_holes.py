"""What cannot be read keeps nothing else back: a version of the past, a part of a source, a record."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from fetchers import Get, History, ScoreTable, mteb
from leaderboard.cli import main
from leaderboard.intake import refresh, state
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from leaderboard.registry import boards
from tests.test_epoch import archive
from tests.upstream import Answer, Mirror, arena_rows, reply

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
    """With all of the past at the first load."""
    return refresh.refresh(boards.sources([source_id]), data, backfill=not store.files(data, source_id))[0]


def call(words: str) -> Result:
    return CliRunner().invoke(main, words.split())


def days(data: DataDir) -> list[str]:
    return sorted(store.scan(data)["published_on"].dt.strftime("%Y-%m-%d").unique())


def test_a_first_load_is_small_until_all_is_asked_for_by_name(
    mirror: Mirror, data: DataDir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands, then each new version, however late; --backfill gives what one from the start gives."""
    versions = [gso(a=10, b=score) for score in (11, 12, 13)]
    mirror.files = served(*versions[:2])
    first = call(f"refresh gso --data-dir {data.root}")
    assert (first.exit_code, "of its past before 2026-01-10 nothing is read but by --backfill" in first.stdout) == (
        0,
        True,
    )
    assert days(data) == ["2026-01-02"]
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-03-01T12:00:00Z")
    mirror.files = served(*versions)
    for _ in range(2):
        assert (call(f"refresh gso --data-dir {data.root}").exit_code, days(data)) == (0, ["2026-01-02", "2026-01-03"])
    assert raw(SHAS[0]) not in {path for path, _ in mirror.asked}
    filled = call(f"refresh gso --backfill --data-dir {data.root}")
    assert (filled.exit_code, "its past" in filled.stdout) == (0, False)
    assert state.load(data.state)["gso"].past_from is None
    whole = DataDir(tmp_path / "whole")
    call(f"refresh gso --backfill --data-dir {whole.root}")
    shown, expected = (store.read(where, "gso/opt1").drop(columns="recorded_at") for where in (data, whole))
    pd.testing.assert_frame_equal(shown, expected)


def test_what_a_version_withdrew_stays_withdrawn_when_the_one_before_it_comes_later(
    mirror: Mirror, data: DataDir
) -> None:
    """As LiveBench's two versions of 2026-08-22, of which the second renamed a model."""
    mirror.files = served(gso(a=10, b=11), gso(a=10))
    listed = mirror.files[f"{COMMITS}=1"].replace(b"2026-01-02T12:00", b"2026-01-01T12:09")
    mirror.files[f"{COMMITS}=1"] = listed
    for more in ("", "--backfill"):
        assert call(f"refresh gso {more} --data-dir {data.root}").exit_code == 0
        assert store.read(data, "gso/opt1")["model_name"].tolist() == ["a"]


def test_a_source_whose_stored_rows_are_lost_is_no_first_load(mirror: Mirror, data: DataDir) -> None:
    mirror.files = served(gso(a=10, b=11), gso(a=10, b=12))
    run(data)
    for file in store.files(data, "gso"):
        file.unlink()
    shutil.rmtree(data.local / "copies")
    refresh.refresh(boards.sources(["gso"]), data)
    assert days(data) == ["2026-01-01", "2026-01-02"]


IMPLAUSIBLE = gso(a="soon", b="?", c=12)


@pytest.mark.parametrize("broken", [BROKEN, gso(), IMPLAUSIBLE], ids=["cut off", "no table", "unreadable scores"])
def test_a_broken_version_of_the_past_is_left_out_counted_and_named(
    mirror: Mirror, data: DataDir, tmp_path: Path, broken: bytes
) -> None:
    mirror.files = served(gso(a=10, b=11, c=12), broken, gso(a=10, b=11, c=13))
    result = call(f"refresh gso --backfill --data-dir {data.root} --report {tmp_path}/report.json")
    assert result.exit_code == 0, result.output
    assert "1 old version that cannot be read: see `status`" in result.stdout
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


EDIT, POLYGLOT = (
    f"raw.githubusercontent.com/Aider-AI/aider/main/aider/website/_data/{name}_leaderboard.yml"
    for name in ("edit", "polyglot")
)


def aider(cases: int, **scores: float) -> bytes:
    run = "- {{model: {}, edit_format: diff, pass_rate_2: {}, test_cases: {}, date: 2026-01-01}}\n"
    return "".join(run.format(name, score, cases) for name, score in scores.items()).encode()


GOOD = {POLYGLOT: aider(225, a=50, b=40, c=30), EDIT: aider(133, a=60, b=50, c=40)}
FAULTS: dict[str, tuple[dict[str, bytes], dict[str, Answer]]] = {
    "cut off": ({EDIT: GOOD[EDIT][:30]}, {}),
    "another layout": ({EDIT: b"runs: 7"}, {}),
    "unreadable": ({EDIT: aider(133, a=600, b=500, c=400)}, {}),
    "a page": ({EDIT: b"<!doctype html><title>Sign in</title>"}, {}),
    "an error": ({}, {EDIT: reply(500, b"later")}),
    "gone": ({}, {EDIT: reply(404, b"gone")}),
}


@pytest.mark.parametrize(("files", "faults"), FAULTS.values(), ids=FAULTS)
def test_one_bad_part_keeps_its_own_board_back_and_says_so(
    mirror: Mirror, data: DataDir, tmp_path: Path, files: dict[str, bytes], faults: dict[str, Answer]
) -> None:
    mirror.files, mirror.faults = GOOD | files, faults
    result = call(f"refresh aider --data-dir {data.root} --report {tmp_path}/report.json")
    assert result.exit_code == 1
    assert "aider: in part, 3 new observations" in result.stderr
    (report,) = json.loads((tmp_path / "report.json").read_text())
    assert report["outcome"] == "in part"
    assert EDIT.removeprefix("raw.githubusercontent.com") in report["message"]
    assert set(store.scan(data)["board_id"]) == {"aider/polyglot"}
    status = call(f"status --data-dir {data.root} --format json")
    assert (status.exit_code, report["message"] in status.stderr) == (1, True)
    assert [row["state"] for row in json.loads(status.stdout) if row["source_id"] == "aider"] == ["in part"]
    assert run(data, "aider").outcome == "in part", "what could not be read is not taken for read"
    mirror.files, mirror.faults = GOOD, {}
    assert (run(data, "aider").outcome, len(store.scan(data))) == ("changed", 6)
    assert state.load(data.state)["aider"].missing == []


def test_a_source_of_which_no_part_can_be_read_fails(mirror: Mirror, data: DataDir) -> None:
    mirror.files = {POLYGLOT: b"runs: 7", EDIT: b"runs: 7"}
    assert run(data, "aider").outcome == "failed"


def test_a_host_without_any_answer_is_not_asked_for_every_part(mirror: Mirror, data: DataDir) -> None:
    mirror.faults = {"*": reply(503, b"down")}
    assert run(data, "arena").outcome == "failed"
    assert len({path for path, _ in mirror.asked}) == 3


def test_a_list_that_left_its_file_is_named_at_once(mirror: Mirror, data: DataDir) -> None:
    """As SWE-bench's bash-only, which moved into Verified, even where nothing else changed."""
    file = "raw.githubusercontent.com/SWE-bench/swe-bench.github.io/master/data/leaderboards.json"
    run_of = [{"name": name, "resolved": score, "date": "2026-01-01"} for name, score in (("a", 50), ("b", 40))]
    lists = [{"name": name, "results": run_of} for name in ("Verified", "bash-only")]
    mirror.files = {file: json.dumps({"leaderboards": lists}).encode()}
    assert run(data, "swe_bench").outcome == "changed"
    mirror.files = {file: json.dumps({"leaderboards": lists[:1]}).encode()}
    said = f"swe_bench: https://{file}: expected the list bash-only, found none"
    for _ in range(2):
        assert ((report := run(data, "swe_bench")).outcome, report.message) == ("in part", said)


EPOCH = "epoch.ai/data/benchmark_data.zip"
GPQA, MATH = "Model version,mean_score,stderr\na,0.5,0.1\n", "Model version,mean_score,stderr\na,0.25,0.1\n"


@pytest.mark.usefixtures("data")
def test_a_file_gone_from_an_archive_is_named_at_every_refresh_until_the_board_is_declared_over(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the archive never had is no news; what it had and has no more would else end in silence."""
    mirror.files = {EPOCH: archive(gpqa_diamond=GPQA, math_level_5=MATH)}
    assert (run(data, "epoch").outcome, run(data, "epoch").outcome) == ("changed", "unchanged")
    mirror.files = {EPOCH: archive(gpqa_diamond=GPQA)}
    said = f"epoch: https://{EPOCH}: expected math_level_5.csv for epoch/math_level_5, found no such file"
    for _ in range(2):
        assert ((report := run(data, "epoch")).outcome, report.message) == ("in part", said)
    status = call(f"status --data-dir {data.root} --format json")
    assert (status.exit_code, said in status.stderr) == (1, True)
    over = boards.Over(pd.Timestamp("2026-01-09"), False, "its maker says so", "https://epoch.ai")
    monkeypatch.setattr(boards, "over", lambda: {"epoch/math_level_5": over})
    assert [run(data, "epoch").outcome for _ in range(2)] == ["unchanged", "unchanged"]
    assert len(store.scan(data)) == 2, "what was stored stands"
    assert state.load(data.state)["epoch"].missing == []


def test_of_a_board_that_ended_the_past_is_missed_until_it_is_there(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = boards.Over(pd.Timestamp("2026-01-09"), False, "its maker says so", "https://aider.chat")
    monkeypatch.setattr(boards, "over", lambda: {"aider/edit": over})
    mirror.files = GOOD
    mirror.faults = {EDIT: reply(500)}
    report = run(data, "aider")
    assert (report.outcome, report.message.count(EDIT)) == ("in part", 1)
    mirror.faults = {}
    assert run(data, "aider").observations > 0
    mirror.faults = {EDIT: reply(500)}
    assert run(data, "aider").outcome == "unchanged", "nobody waits for more"


def test_a_subset_that_is_gone_is_named(mirror: Mirror, data: DataDir) -> None:
    for name in ("text", "vision"):
        mirror.arena(name, arena_rows(("2026-01-01", "a", 1300.0), ("2026-01-01", "b", 1250.0)))
    first = run(data, "arena")
    assert first.outcome == "changed", "the others never were there"
    assert {"arena/text", "arena/search"} & set(first.absent) == {"arena/search"}
    mirror.files = {path: body for path, body in mirror.files.items() if "/vision/" not in path}
    report = run(data, "arena")
    assert report.outcome == "in part"
    assert "/vision/" in report.message
    assert report.message.endswith("expected status 200, found 404")


TAU2 = "raw.githubusercontent.com/sierra-research/tau2-bench/main/web/leaderboard/public/submissions"


def submission(model: str, score: object) -> bytes:
    told = {"model_name": model, "model_organization": "Z.ai", "submission_date": "2026-01-01", "methodology": {}}
    return json.dumps(told | {"results": {"retail": {"pass_1": score}}}).encode()


@pytest.mark.parametrize("bad", [b"{", b"[]", b'{"model_name": ["x"]}', b'{"results": {"retail": 7}}'])
def test_a_malformed_submission_leaves_the_others_and_their_snapshot_incomplete(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch, bad: bytes
) -> None:
    sound = {f"{TAU2}/{name}/submission.json": submission(name, score) for name, score in (("a", 70), ("b", 60))}
    listed = {f"{TAU2}/manifest.json": b'{"submissions": ["a", "b", "c"]}'}
    mirror.files = listed | sound | {f"{TAU2}/c/submission.json": bad}
    report = run(data, "tau2_bench")
    assert (report.outcome, report.observations) == ("in part", 2)
    assert "/c/submission.json: expected " in report.message
    assert not store.scan(data)["complete"].any()
    assert (run(data, "tau2_bench").outcome, len(store.scan(data))) == ("in part", 2)
    mirror.files |= {f"{TAU2}/c/submission.json": submission("c", 50)}
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-01-11T12:00:00Z")
    assert run(data, "tau2_bench").outcome == "changed"
    rows = store.scan(data)
    assert rows.loc[rows["published_on"] == "2026-01-11", "complete"].tolist() == [True, True, True]


def test_one_strange_name_in_the_list_of_submissions_costs_no_other(mirror: Mirror, data: DataDir) -> None:
    sound = {f"{TAU2}/{name}/submission.json": submission(name, score) for name, score in (("a", 70), ("b", 60))}
    mirror.files = sound | {f"{TAU2}/manifest.json": b'{"submissions": ["a", 7, "b"]}'}
    report = run(data, "tau2_bench")
    assert (report.outcome, report.observations) == ("in part", 2)
    assert "expected" in report.message


def test_a_name_of_upstreams_breaks_no_line_of_a_message(mirror: Mirror, data: DataDir) -> None:
    sound = "Model version,mean_score,stderr\na,0.5,0.1\n"
    mirror.files = {"epoch.ai/data/benchmark_data.zip": archive(**{"gpqa_diamond": sound, "new\n\x1b[31m": sound})}
    report = run(data, "epoch")
    assert report.message.endswith("found new: new  [31m.csv")
    assert report.message.isprintable()


def test_a_snapshot_that_lacks_a_record_lands_as_a_part_and_is_named(mirror: Mirror, data: DataDir) -> None:
    scores = {f"model-{number}": 10.0 + number for number in range(12)}
    mirror.files = served(gso(**scores), gso(**scores).replace(b" 21.0", b' "21..."'))
    report = run(data)
    assert (report.outcome, report.observations) == ("changed", 23)
    assert report.incomplete == ["gso/opt1 overall 2026-01-02: expected every row, found 1 unreadable score"]
    status = call(f"status --data-dir {data.root}")
    assert "gso/opt1: expected a whole snapshot, found a part of it on 2026-01-02" in status.stderr
    assert status.exit_code == 1


@pytest.mark.parametrize(
    ("change", "whole"),
    [
        ({"score_hack_control": "N/A"}, False),
        ({"score_hack_control": 2100}, False),
        ({"scaffold": None}, False),  # whose record it was cannot be told
        ({"scaffold": ["x"]}, False),
        ({"name": " "}, False),
        ({"name": True}, False),
        ({"name": ["x"]}, False),
        ({"name": "new", "score_hack_control": "N/A"}, True),  # the one before was taken off the list
    ],
)
def test_a_model_that_stood_and_cannot_be_read_is_not_taken_for_gone_at_once(
    mirror: Mirror, data: DataDir, change: dict[str, object], whole: bool
) -> None:
    """One row of forty is no broken response, but it may be the leader's."""
    sound = gso(**{f"model-{number}": 10.0 + number for number in range(40)})
    told = json.loads(sound)
    told["models"][-1] = {name: value for name, value in (told["models"][-1] | change).items() if value is not None}
    bodies = [sound, json.dumps(told).encode(), json.dumps(told | {"again": True}).encode()]
    for count, complete in ((2, whole), (3, True)):
        mirror.files = served(*bodies[:count])
        report = run(data)
        assert (report.outcome, len(report.incomplete)) == ("changed", int(not complete))
        rows = store.read(data, "gso/opt1")
        newest = rows[rows["published_on"] == rows["published_on"].max()]
        assert (len(newest), newest["complete"].all()) == (39, complete)


def test_a_model_of_mteb_without_a_name_costs_no_other(mirror: Mirror, data: DataDir) -> None:
    folder = "raw.githubusercontent.com/embeddings-benchmark/results/main/results"
    score = json.dumps({"scores": {"test": [{"hf_subset": "default", "main_score": 0.5}]}}).encode()
    for number, model in enumerate(mteb._MODELS):
        meta = {"name": f"model-{number}", "open_weights": True, "license": "mit", "release_date": "2025-01-01"}
        mirror.files[f"{folder}/{model}/model_meta.json"] = json.dumps(
            meta | ({} if number else {"name": None})
        ).encode()
        mirror.files |= {f"{folder}/{model}/{task}.json": score for task in mteb._TASKS}
    report = run(data, "mteb")
    assert (report.outcome, report.observations) == ("in part", 5 * 6)
    assert "model_meta.json: expected a model with name" in report.message


def test_a_domain_of_which_no_submission_tells_any_more_is_named(mirror: Mirror, data: DataDir) -> None:
    sound = {f"{TAU2}/a/submission.json": submission("a", 70), f"{TAU2}/manifest.json": b'{"submissions": ["a"]}'}
    mirror.files = sound
    assert run(data, "tau2_bench").outcome == "changed"
    mirror.files = {path: body.replace(b"retail", b"airline") for path, body in sound.items()}
    report = run(data, "tau2_bench")
    assert (report.outcome, report.observations) == ("in part", 1)
    assert report.message.endswith("manifest.json: expected submissions with results of retail, found none")


@pytest.mark.parametrize("field", ["name", "scaffold", "score_hack_control", "date", "model_org"])
@pytest.mark.parametrize("other", [["x"], {"x": 1}, True])
def test_one_record_is_set_aside_with_its_reason(mirror: Mirror, data: DataDir, field: str, other: object) -> None:
    told = json.loads(gso(a=10, b=11, c=12))
    told["models"][1][field] = other
    mirror.files = served(json.dumps(told).encode())
    report = run(data)
    assert (report.outcome, report.observations, sum(report.rejects.values())) == ("changed", 2, 1)
    assert not store.scan(data)["complete"].any(), "a third of the board is more than may lack"


def test_whatever_a_fetcher_stumbles_over_is_its_own_failure(
    mirror: Mirror, data: DataDir, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbling(get: Get, history: History) -> Iterator[ScoreTable]:  # noqa: ARG001 (part of a source's tables)
        get(f"https://{GSO}")
        raise ZeroDivisionError("a bug")
        yield

    mirror.files = served(gso(a=10)) | GOOD
    broken = replace(boards.sources(["gso"])[0], tables=stumbling)
    upstreams = [broken, *boards.sources(["aider"])]
    monkeypatch.setattr(boards, "upstreams", lambda _ids: upstreams)
    result = call(f"refresh --data-dir {data.root} --report {tmp_path}/report.json")
    assert result.exit_code == 1
    assert f"gso: https://{GSO}: expected what this fetcher reads, found ZeroDivisionError('a bug')" in result.stderr
    reports = json.loads((tmp_path / "report.json").read_text())
    assert [one["outcome"] for one in reports] == ["changed", "failed"]
    assert {name: one.error is None for name, one in state.load(data.state).items()} == {"aider": True, "gso": False}


def test_a_fault_beyond_the_fetcher_stops_no_other_source(
    mirror: Mirror, data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror.files = served(gso(a=10)) | GOOD
    append = store.append

    def stumbling(data: DataDir, source_id: str, *rest: object) -> int:
        return append(data, source_id, *rest) if source_id == "aider" else 1 // 0  # type: ignore[arg-type]

    monkeypatch.setattr(store, "append", stumbling)
    landed, failed = refresh.refresh(boards.sources(["aider", "gso"]), data)
    assert (landed.outcome, failed.outcome) == ("changed", "failed")
    assert failed.message.startswith(
        "gso: https://gso-bench.github.io: expected what can be read and stored, found Zero"
    )
