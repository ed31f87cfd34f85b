"""The image and the services around it. Where no container can be run, each of their steps is, in a folder."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from leaderboard.intake import health, state
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from tests import MAIN, app_by_hand
from tests.test_serving import answer, served
from tests.test_store import observations

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


class Step(NamedTuple):
    word: str
    rest: str


def steps(text: str) -> list[Step]:
    """The instructions of a Containerfile, each on one line."""
    told = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    lines = (line.split(maxsplit=1) for line in told.replace("\\\n", " ").splitlines() if line)
    return [Step(word, " ".join(rest.split())) for word, rest in lines]


@pytest.fixture(scope="module")
def stages() -> tuple[list[Step], list[Step]]:
    """What builds, and what runs."""
    every = steps((ROOT / "Containerfile").read_text(encoding="utf-8"))
    last = max(number for number, step in enumerate(every) if step.word == "FROM")
    return every[:last], every[last:]


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]


def only(stage: list[Step], word: str) -> str:
    (found,) = (step.rest for step in stage if step.word == word)
    return found


# As others check such files


@pytest.mark.skipif(sys.platform != "linux", reason="hadolint is installed on Linux only")
def test_the_containerfile_passes_hadolint() -> None:
    subprocess.run([BIN / "hadolint", "--failure-threshold", "style", ROOT / "Containerfile"], check=True)


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("compose-spec", "compose.yaml"),
        ("github-workflows", ".github/workflows/ci.yml"),
        ("github-workflows", ".github/workflows/refresh.yml"),
    ],
)
def test_services_and_workflows_are_as_their_schemas_say(schema: str, file: str) -> None:
    subprocess.run([BIN / "check-jsonschema", "--builtin-schema", f"vendor.{schema}", ROOT / file], check=True)


# What may be done in them


def test_the_image_runs_as_nobody_special_and_says_whether_it_is_well(stages: tuple[list[Step], list[Step]]) -> None:
    _, running = stages
    assert only(running, "USER") == "1000:1000"
    assert "/healthz" in only(running, "HEALTHCHECK")
    assert [step for step in running if step.word == "ADD"] == []


def test_every_container_has_a_read_only_root_and_no_rights(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["tmpfs"] == ["/tmp"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name


def test_only_the_refresh_writes_and_only_the_app_answers_and_on_this_machine_only(services: dict[str, Any]) -> None:
    assert services["app"]["volumes"] == ["data:/srv/leaderboard:ro"]
    assert services["refresh"]["volumes"] == ["data:/srv/leaderboard"]
    assert services["app"]["ports"] == ["127.0.0.1:8501:8501"]
    assert "ports" not in services["refresh"]
    assert "GITHUB_TOKEN" not in services["app"]["environment"]


@pytest.mark.parametrize("at_work", ["leaderboard", "sleep"])
def test_a_stop_ends_what_the_refresh_container_is_at_in_order(
    services: dict[str, Any], tmp_path: Path, at_work: str
) -> None:
    for name in ("leaderboard", "sleep"):
        lasts = "for _ in $(/usr/bin/seq 100); do /bin/sleep 0.1; done" if name == at_work else ""
        stand_in = f"#!/bin/sh\ntrap 'echo {name} ended; exit 143' TERM\necho {name} began\n{lasts}\n"
        (tmp_path / name).write_text(stand_in, encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    script = services["refresh"]["command"][0].replace("$$", "$")  # as compose reads it
    running = subprocess.Popen(
        [*services["refresh"]["entrypoint"], script],
        env={"PATH": str(tmp_path)},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert running.stdout
    assert f"{at_work} began\n" in running.stdout
    running.terminate()
    told, _ = running.communicate(timeout=app_by_hand.PATIENCE)
    assert (told, running.returncode) == (f"{at_work} ended\n", 143)


def test_the_build_sees_no_private_data(tmp_path: Path) -> None:
    (tmp_path / "here" / "data" / "local").mkdir(parents=True)
    (tmp_path / "here" / "data" / "local" / "private").touch()
    (tmp_path / "here" / "notes.txt").touch()
    for name in (".dockerignore", "README.md"):
        shutil.copy(ROOT / name, tmp_path / "here")
    context(tmp_path / "here", tmp_path / "there")
    assert sorted(path.name for path in (tmp_path / "there").rglob("*")) == ["README.md", "data"]


def context(here: Path, there: Path) -> None:
    """What a build is given of a folder, by .dockerignore: all is out, some is in, of this some is out."""
    patterns = [line for line in (here / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    assert patterns[0] == "*"
    inside = [pattern[1:] for pattern in patterns if pattern.startswith("!")]
    outside = {here / pattern for pattern in patterns[1:] if not pattern.startswith(("!", "**/"))}
    anywhere = {pattern.removeprefix("**/") for pattern in patterns if pattern.startswith("**/")}

    def left(folder: str, names: list[str]) -> set[str]:
        return {name for name in names if Path(folder) / name in outside or name in anywhere}

    there.mkdir()
    for name in filter(lambda name: (here / name).exists(), inside):
        if (here / name).is_dir():
            shutil.copytree(here / name, there / name, ignore=left)
        else:
            shutil.copy(here / name, there)


# What the app sees


def laid(running: list[Step], top: Path) -> Path:
    """The folders that the image has, made below another one. Returns what the app is told to read."""
    made = only(running, "RUN").replace("/srv", str(top)).replace("-o 1000 -g 1000 ", "")
    subprocess.run(["sh", "-e", "-c", made], check=True)
    return top / "public"


def test_the_app_is_shown_what_may_be_passed_on_and_how_fresh_it_is(
    stages: tuple[list[Step], list[Step]],
    services: dict[str, Any],
    tmp_path: Path,
    small: pytest.MonkeyPatch,  # noqa: ARG001 (the registry that has the boards by hand)
) -> None:
    assert services["app"]["environment"]["LEADERBOARD_DATA_DIR"] == "/srv/public"
    public = DataDir(laid(stages[1], tmp_path))
    whole = DataDir(tmp_path / "leaderboard" / "data")
    app_by_hand.fill(whole.root)
    rows = observations(("2025-05-01", "m", 1.0), source_id="gso", board_id="gso/opt1", recorded_at="2025-05-02")
    store.append(whole, "gso", [rows])
    whole.local_observations.mkdir(parents=True)
    (whole.observations / "gso").rename(whole.local_observations / "gso")
    state.save(whole.state, {"arena": state.SourceState(last_checked="2025-05-01T00:00:00+00:00")})
    stored = {data: health.board_list(data).set_index("board_id")["observations"] for data in (whole, public)}
    assert (stored[whole]["gso/opt1"], stored[public]["gso/opt1"]) == (1, 0)
    assert stored[public]["arena/text"] == stored[whole]["arena/text"] > 0
    assert state.load(public.state) == state.load(whole.state)


ASK = f"""
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file(sys.argv[1], default_timeout={app_by_hand.PATIENCE}).run()
assert not app.exception, app.exception
print(len(app.main))
"""


def test_what_may_only_be_read_is_served_and_no_byte_of_it_changes(tmp_path: Path) -> None:
    app_by_hand.fill(tmp_path / "data")
    every = sorted((tmp_path / "data").rglob("*"))
    before = {path: (path.stat().st_mtime_ns, path.is_file() and path.read_bytes()) for path in every}
    for path in (*every, tmp_path / "data"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    # root may write what is read-only, but for this right
    bound = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] if os.geteuid() == 0 else []
    writing = subprocess.run([*bound, "touch", str(tmp_path / "data" / "x")], capture_output=True, check=False)
    assert writing.returncode != 0, "expected a folder that cannot be written"
    nowhere = dict.fromkeys(["HOME", "XDG_CACHE_HOME"], str(tmp_path / "data"))
    program, *words = [*bound, sys.executable]
    way = (*words, "-c", MAIN, "app", "--port")
    told = {"LEADERBOARD_NOW": app_by_hand.NOW, "LEADERBOARD_DATA_DIR": str(tmp_path / "data")}
    env = os.environ | nowhere | told
    with served(way, tmp_path / "data", program=program, env=env) as address:
        assert answer(f"{address}/")[0] == 200
    page = [*bound, sys.executable, "-c", ASK, str(ROOT / "streamlit_app.py")]
    drawn = subprocess.run(page, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert drawn.returncode == 0, drawn.stderr
    assert int(drawn.stdout) > 0
    refreshed = [*bound, sys.executable, "-c", MAIN, "refresh", "aider"]
    told_no = subprocess.run(refreshed, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert (told_no.returncode, "may be" in told_no.stderr) == (2, True)
    for path in (tmp_path / "data", *every):
        path.chmod(0o755 if path.is_dir() else 0o644)
    after = {path: (path.stat().st_mtime_ns, path.is_file() and path.read_bytes()) for path in every}
    assert after == before
    assert sorted((tmp_path / "data").rglob("*")) == every


# Every step of the build, but in a folder


@pytest.mark.slow
def test_the_steps_of_the_image_make_an_app_that_passes_its_own_health_check(
    stages: tuple[list[Step], list[Step]], tmp_path: Path
) -> None:
    building, running = stages
    context(ROOT, tmp_path / "context")
    here = {"/opt/": f"{tmp_path}/opt/", "/src": f"{tmp_path}/src"}

    def placed(text: str) -> str:
        return re.sub("/opt/|/src", lambda found: here[found[0]], text)

    work = tmp_path
    for word, rest in building:
        if word == "WORKDIR":
            work = Path(placed(rest))
            work.mkdir(parents=True)
        elif word == "COPY" and rest == ". ./":
            shutil.copytree(tmp_path / "context", work, dirs_exist_ok=True)
        elif word == "COPY":
            name, there = rest.split()
            assert there == "./"
            shutil.copy(tmp_path / "context" / name, work)
        elif word == "RUN":
            script = placed(rest).replace("python -m venv", f"{sys.executable} -m venv")
            subprocess.run(["sh", "-e", "-c", script], cwd=work, check=True)
        else:
            assert word == "FROM"
    (copied,) = (step.rest for step in running if step.word == "COPY")
    assert copied == "--from=build /opt/leaderboard /opt/leaderboard"
    programs = tmp_path / "opt" / "leaderboard" / "bin"
    (program,) = json.loads(only(running, "ENTRYPOINT"))
    *way, port = json.loads(only(running, "CMD"))
    env = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path)}
    with served(tuple(way), tmp_path, program=programs / program, cwd=tmp_path, env=env) as address:
        check = json.loads(only(running, "HEALTHCHECK").partition("CMD ")[2])
        check = [word.replace(f"127.0.0.1:{port}", address.removeprefix("http://")) for word in check]
        assert f"{address}/healthz" in shlex.join(check)
        subprocess.run(check, env=env, check=True)
    assert subprocess.run(check, env=env, capture_output=True, check=False).returncode != 0
