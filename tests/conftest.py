"""Fixtures for all tests."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

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
