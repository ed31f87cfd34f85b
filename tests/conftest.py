"""Fixtures for all tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from leaderboard.questions import kept
from leaderboard.registry import tables
from tests import app_by_hand

CHROMIUM_COMMANDS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's own Chromium, so that nothing is downloaded; tests that ask for it skip where there is none."""
    command = next(filter(None, map(shutil.which, CHROMIUM_COMMANDS)), None)
    if command is None:
        pytest.skip("no Chromium here: none of the commands " + ", ".join(CHROMIUM_COMMANDS) + " was found")
    with sync_playwright() as playwright:
        # Containers run as root, where Chromium's sandbox refuses, with little shared memory and no GPU.
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        browser = playwright.chromium.launch(executable_path=command, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def worked_out_anew(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer is one that an earlier test left: tests change code, which its name cannot know."""
    if "keeping" not in request.fixturenames:
        monkeypatch.setattr(kept, "_nameable", lambda _: False)


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answers are kept, in a folder of the test's own."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The boards by hand as a data directory, to be read only."""
    folder = tmp_path_factory.mktemp("boards")
    app_by_hand.fill(folder)
    return folder


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The small registry, on the day of the boards by hand."""
    known = app_by_hand.small_registry()
    monkeypatch.setattr(tables, "load", lambda: known)
    monkeypatch.setenv("LEADERBOARD_NOW", app_by_hand.NOW)
    return monkeypatch


@pytest.fixture
def data(filled: Path, small: pytest.MonkeyPatch) -> Path:
    """The app reads the boards by hand."""
    small.setenv("LEADERBOARD_DATA_DIR", str(filled))
    return filled
