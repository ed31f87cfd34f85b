"""What `make run` promises: only what the app needs, from where pip is told to take it, and words that help."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def pinned(lock: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+==\S+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))


def test_what_runs_the_app_is_a_part_of_what_develops_it_and_brings_no_tools() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    tools = {re.split(r"[\[<>=]", wanted)[0] for wanted in groups["dev"]}
    running, developing = pinned("requirements.lock"), pinned("requirements-dev.lock")
    assert running < developing
    assert not {name.partition("==")[0] for name in running} & tools
    assert tools <= {name.partition("==")[0] for name in developing}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_place_to_take_packages_from(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ('#!/bin/sh\ncase "$*" in *ensurepip*) exit 1;; esac\n', "apt install python3-venv"),
        ("#!/bin/sh\ncase \"$*\" in *version_info*) echo 'Python 3.11 or newer is needed'; exit 1;; esac\n", "3.11"),
        (None, "is not there"),
    ],
    ids=["no venv", "too old", "no python"],
)
def test_a_python_that_will_not_do_is_told_what_to_install(tmp_path: Path, python: str | None, said: str) -> None:
    folder = tmp_path / "a folder"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    stub = tmp_path / "python"
    if python is not None:
        stub.write_text(python, encoding="utf-8")
        stub.chmod(0o755)
    made = subprocess.run(["make", "run", f"PYTHON={stub}"], cwd=folder, capture_output=True, text=True, check=False)
    assert made.returncode == 2
    assert said in made.stdout
    assert not (folder / ".venv").exists()
