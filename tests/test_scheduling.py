"""What a schedule relies on: quiet runs, exit codes, and the workflow that publishes. `docs/scheduling.md` says how."""

import dataclasses
import os
import re
import shlex
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner

from fetchers import REFERENCES, SOURCES, private_boards
from leaderboard.cli import main
from leaderboard.intake import normalize, refresh, state
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from tests.test_sources import upstream
from tests.test_store import observations
from tests.upstream import Mirror

ROOT = Path(__file__).parents[1]
PUBLIC = ("data/observations", "data/read", "data/references", "data/rejects")


# A run that finds nothing new


@pytest.fixture
def refreshed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DataDir]:
    """Every source, from its fixture. The few rows of a fixture hold more traps than upstream does."""
    monkeypatch.setattr(normalize, "MAX_UNREADABLE", 1.0)
    monkeypatch.setattr("fetchers._http.WAITS", (0.0, 0.0))
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-11-24T12:00:00Z")
    for key in filter(None, (source.key for source in SOURCES)):
        monkeypatch.setenv(key, "any")
    mirror = Mirror()
    for source in SOURCES:
        mirror.files |= {url.removeprefix("https://"): body for url, body in upstream(source.id).bodies.items()}
    server = mirror.start()
    monkeypatch.setenv("LEADERBOARD_MIRROR", mirror.address)
    data = DataDir(tmp_path / "data")
    landed = [report for report in refresh.refresh(SOURCES, data) if report.outcome == "changed"]
    assert len(landed) > 15
    yield data
    server.shutdown()
    server.server_close()


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    found = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): (file.stat().st_mtime_ns, file.read_bytes()) for file in found}


def test_nothing_new_upstream_writes_nothing_but_state_and_private_rows_stay_private(refreshed: DataDir) -> None:
    rows = files(refreshed.observations) | files(refreshed.local_observations)
    # what a later run asks for may lie at other addresses than a past: that it was read is noted, once
    assert "changed" not in {report.outcome for report in refresh.refresh(SOURCES, refreshed)}
    assert files(refreshed.observations) | files(refreshed.local_observations) == rows
    before = files(refreshed.root)
    assert "changed" not in {report.outcome for report in refresh.refresh(SOURCES, refreshed)}
    after = files(refreshed.root)
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == {
        "local/state.json"
    }
    private = {board_id for source in SOURCES for board_id in private_boards(source)}
    stored = {
        folder: set(pd.concat(map(store.read_file, folder.rglob("*.parquet")))["board_id"])
        for folder in (refreshed.observations, refreshed.local_observations)
    }
    assert stored[refreshed.local_observations] == private
    assert not stored[refreshed.observations] & private
    aside = pd.concat(map(pd.read_csv, refreshed.rejects.glob("*.csv")))
    assert not set(aside["board_id"]) & private


def test_what_is_published_names_the_terms_of_every_public_source() -> None:
    readme = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    for source in SOURCES:
        public = any(board.redistributable for board in source.boards)
        assert (f"`observations/{source.id}/`" in readme) == public
        assert not public or (source.license_url in readme and source.attribution in readme)
    for reference in REFERENCES:
        assert (f"`references/{reference.id}.csv`" in readme) == reference.redistributable
        assert not reference.redistributable or (reference.license_url in readme and reference.attribution in readme)


# What a monitor asks


@pytest.mark.parametrize(
    ("changed", "known", "states", "exit_code"),
    [
        ("2026-11-24", {}, {"fresh", "frozen"}, 0),
        ("2026-11-10", {}, {"fresh", "frozen", "late"}, 1),  # Arena usually changes within 14 days
        ("2026-11-24", {"last_checked": "2026-11-23T11:00:00+00:00"}, {"fresh", "frozen", "late"}, 1),
        ("2026-11-24", {"error": "arena: expected this, found that"}, {"fresh", "frozen", "failing"}, 1),
        ("2026-11-24", {"quarantine": {"arena/text": "all moved"}}, {"fresh", "frozen", "quarantined"}, 1),
    ],
    ids=["all well", "silent", "unchecked", "failing", "quarantined"],
)
def test_status_exits_with_1_where_a_person_is_needed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changed: str,
    known: dict[str, Any],
    states: set[str],
    exit_code: int,
) -> None:
    data, checked = DataDir(tmp_path), {"last_checked": "2026-11-25T05:00:00+00:00"}
    of_all = {source.id: state.SourceState(**checked) for source in SOURCES}
    state.save(data.state, of_all | {"arena": state.SourceState(**(checked | known))})
    row = (changed, "a", 1.0)
    shown = observations(row, source_id="arena", board_id="arena/text", recorded_at=changed)
    store.append(data, "arena", [shown])
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-11-25T12:00:00Z")
    result = CliRunner().invoke(main, ["status", "--format", "csv", "--data-dir", str(tmp_path)])
    found = {line.split(",")[1] for line in result.stdout.splitlines()[1:]}
    assert (found, result.exit_code) == (states | {"without a key"}, exit_code)


def test_the_page_names_every_state_and_every_field_of_the_report() -> None:
    page = (ROOT / "docs" / "scheduling.md").read_text(encoding="utf-8")
    fields = {field.name for field in dataclasses.fields(refresh.SourceReport)}
    assert all(f"`{name}`" in page for name in fields)
    assert all(f"| `{name}` |" in page for name in ("fresh", "late", "failing", "in part", "quarantined", "frozen"))


# The workflow


@pytest.fixture(scope="module")
def workflow() -> dict[Any, Any]:
    return yaml.safe_load((ROOT / ".github" / "workflows" / "refresh.yml").read_text(encoding="utf-8"))


def test_it_runs_at_an_odd_minute_on_demand_and_never_twice(workflow: dict[Any, Any]) -> None:
    on = workflow[True]  # what YAML 1.1 makes of `on`
    (schedule,) = on["schedule"]
    minute = int(schedule["cron"].split()[0])
    assert minute % 2 == 1
    assert minute % 5
    assert "workflow_dispatch" in on
    assert workflow["concurrency"] == {"group": "${{ github.workflow }}", "cancel-in-progress": False}
    assert all(job["timeout-minutes"] <= 60 for job in workflow["jobs"].values())


def test_each_job_may_do_what_it_needs_and_no_more(workflow: dict[Any, Any]) -> None:
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "refresh": {"contents": "write"},
        "site": {"contents": "write", "pages": "write", "id-token": "write"},
        "tell": {"contents": "read", "issues": "write"},
    }
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert all("@v" in step["uses"] for step in steps if "uses" in step)
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout")]
    assert all(step["with"] == {"persist-credentials": False} for step in checkouts)
    with_token = [step["run"] for step in steps if "github.token" in str(step.get("env"))]
    assert not any("make" in run for run in with_token)


def test_state_is_kept_only_of_a_run_whose_data_was_published(workflow: dict[Any, Any]) -> None:
    steps = workflow["jobs"]["refresh"]["steps"]
    names = [step.get("name") or step.get("uses") or step["run"] for step in steps]
    assert names[2:] == [
        "make install",
        "actions/cache@v4",  # saves at the end of a job that succeeded
        "Continue from the published data",
        "Decide on what is in quarantine",
        "Refresh",
        "Publish, if anything changed",
        "Status",
    ]
    assert steps[3]["with"]["path"] == "data/local"
    asked = "Decide on what is in quarantine"
    assert [name for name, step in zip(names, steps, strict=True) if "if" in step] == [asked, "Status"]


def test_words_of_whoever_starts_it_reach_no_shell_but_as_variables(workflow: dict[Any, Any]) -> None:
    scripts = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert not any("${{" in script for script in scripts)


def test_the_site_is_made_of_what_is_published_and_its_failure_is_told(workflow: dict[Any, Any]) -> None:
    site = workflow["jobs"]["site"]
    assert site["needs"] == "refresh"  # that failed: no site
    names = [step.get("name") or step.get("uses") or step["run"] for step in site["steps"]]
    assert names[2:] == [
        "make install",
        "Take the published data",
        "actions/configure-pages@v5",
        "Export",
        "Keep the export, if the data changed",
        "actions/upload-pages-artifact@v3",
        "actions/deploy-pages@v4",
    ]
    assert not any("cache" in step.get("uses", "") for step in site["steps"])  # it holds data/local
    _, _, exported, *more = shlex.split(site["steps"][5]["run"])
    assert more == ["--site", "--address", "$ADDRESS"]
    assert site["steps"][5]["env"]["ADDRESS"] == f"${{{{ steps.{site['steps'][4]['id']}.outputs.base_url }}}}"
    assert site["steps"][6]["run"].split() == [".github/keep-export", exported]
    assert site["steps"][7]["with"]["path"] == f"{exported}/site"
    assert set(workflow["jobs"]["tell"]["needs"]) == {"refresh", "site"}


def test_every_command_of_the_workflow_is_one_of_the_command_line(workflow: dict[Any, Any]) -> None:
    scripts = "\n".join(step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step)
    called = re.findall(r"\.venv/bin/leaderboard ([a-z ]+)((?: --?[a-z-]+)*)", scripts)
    assert len(called) >= 5
    for words, options in called:
        command: click.Command = main
        for word in words.split():
            if isinstance(command, click.Group):
                command = command.commands[word]
        known = {name for one in command.params for name in one.opts}
        assert set(options.split()) <= known, words


@pytest.mark.parametrize(("ended", "step_fails"), [(0, False), (1, False), (2, True)])
def test_some_sources_may_fail_but_not_all(workflow: dict[Any, Any], ended: int, step_fails: bool) -> None:
    steps = {step.get("name"): step for step in workflow["jobs"]["refresh"]["steps"]}
    script = steps["Refresh"]["run"].replace(".venv/bin/leaderboard refresh", f"(exit {ended})")
    assert script != steps["Refresh"]["run"]
    assert (subprocess.run(["bash", "-e", "-c", script], check=False).returncode != 0) == step_fails


# The branch `data`


def git(folder: Path, *arguments: str) -> str:
    told = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return told.stdout.strip()


class Repository:
    """A clone that holds the script and some data."""

    def __init__(self, folder: Path, origin: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "origin", str(origin))
        shutil.copy(ROOT / ".gitignore", folder)
        self.write("data/README.md", "terms")
        for place in PUBLIC:
            self.write(f"{place}/seed", "of the seed")
        self.write("data/local/state.json", "{}")
        self.write("data/local/observations/private", "not ours to pass on")
        self.git("add", ".")
        self.git("commit", "--quiet", "-m", "main")

    def git(self, *arguments: str) -> str:
        return git(self.folder, *arguments)

    def write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def data_branch(self, verb: str) -> bool:
        """Whether it went well."""
        script = str(ROOT / ".github" / "data-branch")
        return subprocess.run([script, verb], cwd=self.folder, capture_output=True, check=False).returncode == 0


@pytest.fixture
def origin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "a")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    folder = tmp_path / "origin.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    return folder


def test_what_is_published_is_one_commit_of_public_data(
    tmp_path: Path, origin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Repository(tmp_path / "here", origin)
    assert here.data_branch("restore")  # nothing to restore
    assert here.data_branch("publish")
    held = git(origin, "ls-tree", "-r", "--name-only", "data").splitlines()
    assert held == ["data/README.md", *(f"{place}/seed" for place in PUBLIC)]
    first = git(origin, "rev-parse", "data")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2030-01-01T00:00:00Z")  # a commit of its own, if there were one
    assert here.data_branch("publish")
    assert git(origin, "rev-parse", "data") == first  # nothing changed, nothing was pushed
    here.write("data/observations/aider/2026-11.parquet", "new rows")
    assert here.data_branch("publish")
    assert git(origin, "rev-parse", "data") != first
    assert git(origin, "rev-list", "--count", "data") == "1"
    assert "local" not in git(origin, "ls-tree", "-r", "--name-only", "data")
    assert here.git("status", "--porcelain") == "?? data/observations/aider/"  # the clone's own index was left alone


def test_the_next_run_starts_from_what_is_published(tmp_path: Path, origin: Path) -> None:
    here, there = Repository(tmp_path / "here", origin), Repository(tmp_path / "there", origin)
    (here.folder / "data/rejects/seed").unlink()
    here.write("data/rejects/aider.csv", "new rows")
    assert here.data_branch("restore")
    assert here.data_branch("publish")
    assert not there.data_branch("publish")  # it would throw away what it has never seen
    assert there.data_branch("restore")
    assert [file.name for file in (there.folder / "data/rejects").iterdir()] == ["aider.csv"]
    assert (there.folder / "data/local/state.json").exists()
    there.write("data/rejects/aider.csv", "more rows")
    assert there.data_branch("publish")
    assert git(origin, "show", "data:data/rejects/aider.csv") == "more rows"


def test_rows_never_stand_beside_what_was_read_for_others(tmp_path: Path, origin: Path) -> None:
    """Also where the branch is of a time when it did not hold which responses its rows came from."""
    here = Repository(tmp_path / "here", origin)
    (here.folder / "data/read/seed").unlink()
    here.write("data/read/aider.csv", "of the new rows")
    assert here.data_branch("restore")
    assert here.data_branch("publish")
    there = Repository(tmp_path / "there", origin)
    assert there.data_branch("restore")
    assert [file.name for file in (there.folder / "data/read").iterdir()] == ["aider.csv"]
    old = Repository(tmp_path / "old", origin)
    old.git("rm", "-r", "--quiet", "data/read")
    old.git("commit", "--quiet", "-m", "as it once was")
    old.git("push", "--quiet", "--force", "origin", "main:data")
    later = Repository(tmp_path / "later", origin)
    assert later.data_branch("restore")
    assert not (later.folder / "data/read").exists()


def test_state_of_data_that_is_not_there_is_forgotten_but_silence_is_no_absence(tmp_path: Path, origin: Path) -> None:
    here = Repository(tmp_path / "here", origin)
    origin.rename(tmp_path / "away")
    assert not here.data_branch("restore")
    assert (here.folder / "data/local/state.json").exists()
    (tmp_path / "away").rename(origin)
    assert here.data_branch("restore")
    assert not (here.folder / "data/local/state.json").exists()
    assert (here.folder / "data/observations/seed").exists()


def test_whether_the_data_changed_is_said_to_the_next_job(
    workflow: dict[Any, Any], tmp_path: Path, origin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (step,) = (step for step in workflow["jobs"]["refresh"]["steps"] if step.get("id") == "publish")
    script = step["run"].replace(".github/data-branch", str(ROOT / ".github" / "data-branch"))
    here = Repository(tmp_path / "here", origin)
    here.data_branch("restore")
    for before, said in ((None, "changed=true\n"), (None, ""), ("new rows", "changed=true\n")):
        output = tmp_path / "output"
        output.write_text("", encoding="utf-8")
        monkeypatch.setenv("GITHUB_OUTPUT", str(output))
        if before:
            here.write("data/observations/aider/2026-11.parquet", before)
        subprocess.run(["bash", "-e", "-c", script], cwd=here.folder, check=True)
        assert output.read_text(encoding="utf-8") == said


# What stays of an export


def test_an_export_is_kept_once_per_day_and_the_site_stays_as_it_was(tmp_path: Path) -> None:
    gh, calls = tmp_path / "gh", tmp_path / "calls"
    gh.write_text(
        """#!/usr/bin/env bash
echo "$@" >> "$GH_CALLS"
case "$1 $2" in
"release view") [ -e "$GH_CALLS.kept" ] ;;
"release create") cp "$4" "$GH_CALLS.kept" ;;
esac
""",
        encoding="utf-8",
    )
    gh.chmod(0o755)
    site = tmp_path / "site"
    (site / "2026-11-25").mkdir(parents=True)
    (site / "2026-11-25" / "frontier.csv").write_text("date\n", encoding="utf-8")
    (site / "latest").mkdir()
    before = sorted(site.rglob("*"))
    env = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "GH_CALLS": str(calls)}
    for _ in range(2):
        subprocess.run([str(ROOT / ".github" / "keep-export"), str(site)], env=env, check=True)
    words = [line.split()[1] for line in calls.read_text(encoding="utf-8").splitlines()]
    assert words == ["view", "create", "view"]
    assert zipfile.ZipFile(tmp_path / "calls.kept").namelist() == ["2026-11-25/", "2026-11-25/frontier.csv"]
    assert sorted(site.rglob("*")) == before


# The issue

GH = """#!/usr/bin/env bash
echo "$@" >> "$GH_CALLS"
case "$1 $2" in
"issue list") [ ! -e "$GH_BODY" ] || echo 7 ;;
"issue view") cat "$GH_BODY" ;;
"issue close") rm "$GH_BODY" ;;
"issue create" | "issue edit")
    while [ "$1" != --body ]; do shift; done
    printf %s "$2" > "$GH_BODY" ;;
esac
"""


def test_one_issue_is_opened_follows_the_states_and_is_closed(tmp_path: Path) -> None:
    gh, calls, body = tmp_path / "gh", tmp_path / "calls", tmp_path / "body"
    gh.write_text(GH, encoding="utf-8")
    gh.chmod(0o755)
    env = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "GH_CALLS": str(calls), "GH_BODY": str(body)}

    def tell(*states: str, result: str = "success") -> list[str]:
        """What was asked of GitHub, in two words each, besides reading."""
        table = "source_id,state,last_checked\n" + "".join(f"{one},2026-11-25T05:23:00Z\n" for one in states)
        calls.write_text("", encoding="utf-8")
        script = str(ROOT / ".github" / "status-issue")
        subprocess.run([script], input=table, text=True, env=env | {"RESULT": result}, check=True)
        asked = [" ".join(line.split()[:2]) for line in calls.read_text(encoding="utf-8").splitlines()]
        return [call for call in asked if call in {"issue create", "issue edit", "issue comment", "issue close"}]

    assert tell("aider,frozen", "arena,fresh") == []
    assert tell("aider,failing", "arena,fresh") == ["issue create"]
    assert "aider,failing\n" in body.read_text(encoding="utf-8")
    assert "arena" not in body.read_text(encoding="utf-8")
    assert tell("aider,failing", "arena,fresh") == []  # the same tomorrow disturbs nobody
    assert tell("aider,failing", "arena,late") == ["issue edit", "issue comment"]
    assert tell("aider,frozen", "arena,fresh") == ["issue close"]
    assert tell("arena,quarantined") == ["issue create"]
    assert tell(result="failure") == ["issue edit", "issue comment"]
    assert "the run itself,failure" in body.read_text(encoding="utf-8")
