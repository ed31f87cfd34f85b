"""Bad days of upstream: every source and reference x every kind of fault, through the command line.

A cell of the table is a refresh of one upstream, all of whose addresses have the fault, beside another one that is
well: at first load, and over good data. What counts is what a person sees and finds: the exit code, one line that
names source, place, expected and found, everything that was stored as it was byte for byte, the other one landed.
"""

import itertools
import logging
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from fetchers import REFERENCES, SOURCES, _http
from leaderboard.cli import main
from leaderboard.intake import normalize
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from leaderboard.registry import boards
from tests import test_references, test_sources
from tests.upstream import Answer, Mirror, Waits, chunks, in_turn, late, reply, reset, short

IDS = [upstream.id for upstream in (*SOURCES, *REFERENCES)]


@dataclass(frozen=True)
class Fault:
    """answer: to every request, by a mirror. said: the pattern of its diagnosis; None where a refresh outlasts it."""

    answer: Callable[[Mirror], Answer]
    said: str | None = None


FAULTS = {
    "twice 503": Fault(lambda mirror: in_turn(reply(503), reply(503), mirror.well)),
    "429 with a time": Fault(lambda mirror: in_turn(reply(429, Retry_After="3"), mirror.well)),
    "500": Fault(lambda _: reply(500), "expected status 200, found 500"),
    "404": Fault(
        lambda _: reply(404),
        "expected status 200, found 404|expected some of 15 subsets, found none|expected the page of .+, found none",
    ),
    "delay": Fault(lambda mirror: late(0.02, mirror.well)),
    "trickle": Fault(
        lambda _: chunks(itertools.repeat(b"0"), pause=0.05),
        r"expected 20000 bytes a second after 1 s, found \d+ bytes in \d+ s",
    ),
    "truncated": Fault(lambda _: short(1000, b"model,"), "expected 1000 bytes, found 6 and .+"),
    "garbage": Fault(lambda _: reply(200, b"\xff\xfe{[(" * 40), "expected .+, found .+"),
    "a page": Fault(
        lambda _: reply(200, b"<!doctype html><p>Sign in"),
        "expected data, found an HTML page|expected .+ of the page's .+, found .+",
    ),
    "empty": Fault(lambda _: reply(200), "expected a body, found none"),
    "huge": Fault(
        lambda _: short(300 << 20, b"0" * 1000), "expected at most 200000000 bytes, found 314572800 announced"
    ),
    "a redirect to itself": Fault(
        lambda _: lambda handler, number: reply(302, Location=handler.path)(handler, number),
        "expected an answer within 5 redirects, found another redirect",
    ),
    "reset": Fault(lambda _: reset, "expected an answer, found .*reset by peer.*"),
}
#: One whose every board is optional: until the first successful fetch nobody waits for it.
NOT_YET = ("terminal_bench",)
#: Every fault, on upstreams of every kind: references, with and without a history in git, one file or several. The last
#: one is garbage at an address that can never change: what the archive holds of it must not settle it.
SLICE = [*zip(FAULTS, reversed(IDS), strict=False), ("garbage", "arena_hard")]


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    waits = Waits()
    monkeypatch.setattr(_http, "time", waits)
    monkeypatch.setattr(_http, "_hosts", {})
    return waits


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    mirror = Mirror()
    server = mirror.start()
    for name in ("GITHUB_TOKEN", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    for source in SOURCES:
        if source.key:
            monkeypatch.setenv(source.key, "a key")
    monkeypatch.setenv("LEADERBOARD_MIRROR", mirror.address)
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-11-24T12:00:00Z")
    monkeypatch.setattr(_http, "BODY_SECONDS", 1.0)
    # a fixture shows every trap of its source in a few rows: of so few, the unreadable ones are many
    monkeypatch.setattr(normalize, "MAX_UNREADABLE", 1.0)
    yield mirror
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def landed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for every upstream, as a good first refresh left it: made when first asked for."""
    return tmp_path_factory.mktemp("landed")


@cache
def bodies(upstream_id: str) -> dict[str, bytes]:
    """What its addresses answer, by host/path; without the one file that is all duplicates, and never lands."""
    references = {reference.id: reference for reference in REFERENCES}
    served = (
        test_references.bodies(references[upstream_id])
        if upstream_id in references
        else test_sources.upstream(upstream_id).bodies
    )
    return {url.removeprefix("https://"): body for url, body in served.items() if "/webdev/" not in url}


def parts(upstream_id: str) -> int:
    """Into how many parts it can fall at most, each of which is asked for whatever becomes of the others: its files."""
    return len([path for path in bodies(upstream_id) if not path.startswith("api.github.com")])


def beside(upstream_id: str) -> str:
    """Another one, whose one address is nobody else's."""
    return "models_dev" if upstream_id == "open_llm" else "open_llm"


def refresh(data: Path, *upstream_ids: str) -> Result:
    result = CliRunner().invoke(main, ["refresh", *upstream_ids, "--data-dir", str(data)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def stored(data: Path, *, without: str) -> dict[str, bytes]:
    """All that is kept of sources but one: not what this machine remembers of its refreshes, and of what was read only
    that it is noted: a first load and a later one ask for other files, and a part that failed is asked for again.
    """
    files = {str(file.relative_to(data)): file for file in data.rglob("*") if file.is_file()}
    found = {name: b"" if "read/" in name else file.read_bytes() for name, file in files.items()}
    passing = re.compile(rf"local/(archive/|state\.json|refresh\.lock)|.*\b{without}\b")
    return {name: body for name, body in found.items() if not passing.match(name)}


def archived(data: Path) -> set[str]:
    return {file.name for file in (data / "local/archive").glob("??/*")}


def assert_said(result: Result, upstream_id: str, said: str) -> None:
    """One line: source, place, expected, found, of each part that failed. Places are on one of its hosts, or GitHub's
    list of its versions. Of a board's past what was read is stored, and counted. The source failed in part where all
    that one of its parts needs is a list of versions: there may be none, and another part says that all is gone.
    """
    (line,) = result.stderr.splitlines()
    stands = r" \((nothing|\d+ observations of its past) stored, what was there stands\)$"
    told = re.sub(rf"{stands}|^{upstream_id}: in part, 0 new observations; (.* by --backfill; )?kept back: ", "", line)
    assert told != line
    for part in told.removeprefix(f"{upstream_id}: ").split(f"; {upstream_id}: "):
        found = re.fullmatch(rf"(https://|127\.0\.0\.1:\d+/)(?P<place>\S+): ({said})", part)
        assert found, line
        assert found["place"].split("/")[0] in {"api.github.com", *(path.split("/")[0] for path in bodies(upstream_id))}


def assert_cell(mirror: Mirror, waits: Waits, landed: Path, folder: Path, upstream_id: str, fault: Fault) -> None:
    other, first, later = beside(upstream_id), folder / "first", folder / "later"
    mirror.files = {**bodies(upstream_id), **bodies(other)}
    if not (landed / upstream_id).exists():
        assert refresh(landed / upstream_id, upstream_id).exit_code == 0
    first.mkdir()
    shutil.copytree(landed / upstream_id, later)
    well, kept = stored(later, without=other), archived(later)
    assert well
    for data in (first, later):
        mirror.faults = {**dict.fromkeys(bodies(other), mirror.well), "*": fault.answer(mirror)}
        mirror.asked.clear()
        slept = sum(waits)
        result = refresh(data, upstream_id, other)
        assert f"{other}: changed, " in result.stdout, result.output
        if fault.said is None:
            assert (result.exit_code, result.stderr) == (0, "")
            assert stored(data, without=other) == well
            assert sum(waits) - slept <= sum(_http.WAITS) * len(mirror.asked)
        elif data == first and fault == FAULTS["404"] and upstream_id in NOT_YET:
            assert (result.exit_code, result.stderr, stored(data, without=other)) == (0, "", {})
        else:
            assert result.exit_code == 1
            assert_said(result, upstream_id, fault.said)
            assert stored(data, without=other) == (well if data == later else {})
            assert sum(waits) - slept <= sum(_http.WAITS) * parts(upstream_id), "a part ends with its first that fails"
    assert kept <= archived(later)
    mirror.faults = {}
    assert refresh(first, upstream_id).exit_code == 0
    assert stored(first, without=other) == well


@pytest.mark.parametrize(("fault", "upstream_id"), SLICE)
def test_a_slice_of_the_table(
    mirror: Mirror, waits: Waits, landed: Path, tmp_path: Path, upstream_id: str, fault: str
) -> None:
    assert_cell(mirror, waits, landed, tmp_path, upstream_id, FAULTS[fault])


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("upstream_id", IDS)
def test_the_table(mirror: Mirror, waits: Waits, landed: Path, tmp_path: Path, upstream_id: str, fault: str) -> None:
    assert_cell(mirror, waits, landed, tmp_path, upstream_id, FAULTS[fault])


def assert_one_bad_file(mirror: Mirror, folder: Path, upstream_id: str) -> None:
    """Each of the addresses in turn fails, at first load and over good data: the line names it, its part stays out, and
    the next good refresh leaves all as if nothing had been. Of boards that are over nobody waits for more.
    """
    own = {board.id for source in SOURCES if source.id == upstream_id for board in source.boards}
    over = bool(own) and own <= boards.over().keys()
    mirror.files = bodies(upstream_id)
    data = folder / "good"
    for phase in ("first", "routine"):
        mirror.asked.clear()
        before = stored(data, without="nothing") if data.exists() else {}
        assert refresh(data, upstream_id).exit_code == 0
        asked = {path for path, status in mirror.asked if status in (200, 304)}
        assert asked
        for number, path in enumerate(sorted(asked)):
            tried = data if phase == "routine" else folder / f"first{number}"
            tried.mkdir(exist_ok=True)
            mirror.faults = {path: reply(500)}
            result = refresh(tried, upstream_id)
            mirror.faults = {}
            if over and phase == "routine" and result.exit_code == 0:
                assert result.stderr == ""
                continue
            assert f"/{path.partition('?')[0]}: " in result.stderr
            if f"{upstream_id}: in part, " in result.stderr:  # the others land
                assert result.exit_code == 1
                assert "expected status 200, found 500" in result.stderr
                continue
            nothing = "(nothing stored, " in result.stderr
            assert result.exit_code == (2 if nothing else 1), path
            assert_said(result, upstream_id, "expected status 200, found 500")
            if phase == "first" and nothing:
                assert stored(tried, without="nothing") == before == {}
    assert refresh(data, upstream_id).exit_code == 0
    assert stored(data, without="nothing") == before


@pytest.mark.parametrize("upstream_id", ["epoch_models", "gso"])
def test_one_bad_file_fails_the_whole_of_one_upstream(
    mirror: Mirror, waits: Waits, tmp_path: Path, upstream_id: str
) -> None:
    assert_one_bad_file(mirror, tmp_path, upstream_id)
    assert waits


@pytest.mark.slow
@pytest.mark.usefixtures("waits")
@pytest.mark.parametrize("upstream_id", IDS)
def test_one_bad_file_fails_the_whole(mirror: Mirror, tmp_path: Path, upstream_id: str) -> None:
    assert_one_bad_file(mirror, tmp_path, upstream_id)


@pytest.mark.slow
@pytest.mark.usefixtures("waits")
@pytest.mark.parametrize("upstream_id", IDS)
def test_a_file_that_is_gone_is_named_even_where_it_is_optional(
    mirror: Mirror, tmp_path: Path, caplog: pytest.LogCaptureFixture, upstream_id: str
) -> None:
    mirror.files = bodies(upstream_id)
    for number, path in enumerate(bodies(upstream_id)):
        caplog.clear()
        mirror.asked.clear()
        mirror.faults = {path: reply(404)}
        with caplog.at_level(logging.INFO):
            result = refresh(tmp_path / str(number), upstream_id)
        if (path, 404) in mirror.asked:
            noted = result.stderr.splitlines() if result.exit_code else caplog.messages
            noted += re.findall("; (nothing found of [^;]*)", result.stdout)  # of boards that never had anything
            named = [line for line in noted if f"/{path.partition('?')[0]}" in line and "found 404" in line]
            assert named or any(f"/{path.split('/')[-2]}" in line for line in noted if "nothing found" in line), path


@pytest.mark.usefixtures("waits")
def test_where_nothing_lands_the_exit_code_says_so(mirror: Mirror, tmp_path: Path) -> None:
    mirror.files = {**bodies("gso"), **bodies("models_dev")}
    mirror.faults = {"*": reply(500)}
    result = refresh(tmp_path, "gso", "models_dev")
    assert (result.exit_code, result.stdout) == (2, "")
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == ["gso", "models_dev"]
    assert stored(tmp_path, without="nothing") == {}


def test_a_backfill_that_githubs_limit_stopped_goes_on_from_the_archive(
    mirror: Mirror, waits: Waits, tmp_path: Path
) -> None:
    """What can never change and was fetched is not asked for again; nor is GitHub, before its time."""
    mirror.files = bodies("open_asr")
    (tmp_path / "stopped").mkdir()
    assert refresh(tmp_path / "undisturbed", "open_asr", "--backfill").exit_code == 0
    served = {path for path, _ in mirror.asked if re.search("/[0-9a-f]{40}/", path)}
    mirror.asked.clear()
    ends = str(int(time.time()) + 1800)
    limit = reply(403, X_RateLimit_Remaining="0", X_RateLimit_Reset=ends)
    mirror.faults = {"api.github.com/*path=scripts/data/multilingual.csv*": limit}
    stopped = refresh(tmp_path / "stopped", "open_asr", "--backfill")
    assert stopped.exit_code == 1  # the other tables landed
    kept_back = r"open_asr: in part, .*; kept back: .*api\.github\.com/.*found status 403, .*GITHUB_TOKEN.* 1[78]\d\d s"
    assert re.search(kept_back, stopped.stderr), stopped.stderr
    had = {path for path, _ in mirror.asked} & served
    assert len(had) == 2

    mirror.faults = {}
    mirror.asked.clear()
    assert refresh(tmp_path / "stopped", "open_asr", "--backfill").exit_code == 2
    assert not [path for path, _ in mirror.asked if path.startswith("api.github.com/")]
    waits.sleep(1801)
    mirror.asked.clear()
    assert refresh(tmp_path / "stopped", "open_asr", "--backfill").exit_code == 0
    assert {path for path, _ in mirror.asked} & served == served - had
    one, other = (store.scan(DataDir(tmp_path / name)) for name in ("stopped", "undisturbed"))
    pd.testing.assert_frame_equal(one, other)
