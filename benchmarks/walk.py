"""The app's memory: a walk over all boards, categories, pages and both lenses in headless Chromium, twice.

Resident memory is the server's own (VmRSS), after the pages that were left have been let go.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from leaderboard.intake import health
from leaderboard.publish.pages import PAGES
from leaderboard.records.paths import DataDir, data_dir

ROOT = Path(__file__).parents[1]
#: A page is done when its script has stopped.
DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
#: After so many seconds a page that was left is let go (.streamlit/config.toml), when the next one is left.
FORGOTTEN = 15
SESSIONS = 10


@contextmanager
def served(data: DataDir, script: Path = ROOT / "streamlit_app.py") -> Iterator[tuple[str, int]]:
    """A server of the app, or of another script with Streamlit's own settings, on this data: address and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port), "--browser.gatherUsageStats", "false"]
    server = subprocess.Popen(
        command,
        cwd=script.parent,  # where Streamlit looks for settings
        env=os.environ | {"LEADERBOARD_DATA_DIR": str(data.root.resolve())},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                    break
            except OSError:  # not there yet, or slow to answer
                time.sleep(0.1)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(timeout=10)


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    command = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=command, args=["--no-sandbox", "--disable-quic"])
        yield chromium
        chromium.close()


def resident_mb(pid: int) -> float:
    """Resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def addresses(data: DataDir) -> list[str]:
    """Every page in both lenses, and those that ask a board for every board and category besides."""
    boards = health.board_list(data)
    asked = [
        {"board": str(row.board_id), "category": category}
        for row in boards[boards["observations"] > 0].itertuples()
        for category in str(row.categories).split(";")
    ]
    return [
        page.at({**question, "lens": lens})
        for page in PAGES
        for question in (asked if "board" in page.takes else [{}])
        for lens in (("developer", "base") if "lens" in page.takes else ("developer",))
    ]


def walk(chromium: Browser, address: str, paths: Sequence[str]) -> None:
    """One reader who opens one page after the other."""
    context = chromium.new_context()
    page = context.new_page()
    for path in paths:
        page.goto(f"{address}{path.removeprefix('.')}")
        page.wait_for_selector(DONE, state="attached", timeout=120_000)
    context.close()


def _let_go(chromium: Browser, address: str) -> None:
    """Wait until the server has let go of the pages of a walk."""
    time.sleep(FORGOTTEN)
    walk(chromium, address, ["./"])
    time.sleep(1)


def memory(data: DataDir) -> Iterator[str]:
    """The figures as lines of a table: after one walk, after a second, and of ten readers at once."""
    paths = addresses(data)
    with served(data) as (address, pid), browser() as chromium:
        walk(chromium, address, paths)
        _let_go(chromium, address)
        once = resident_mb(pid)
        yield f"| after a walk over {len(paths)} pages | {once:,.0f} MB | 350 MB |"
        walk(chromium, address, paths)
        _let_go(chromium, address)
        twice = resident_mb(pid)
        yield f"| a second walk adds | {twice - once:,.0f} MB | 0 MB |"
        readers = [chromium.new_context().new_page() for _ in range(SESSIONS)]
        for reader in readers:
            reader.goto(address)
            reader.wait_for_selector(DONE, state="attached", timeout=120_000)
        yield f"| each of {SESSIONS} readers at once adds | {(resident_mb(pid) - twice) / SESSIONS:,.1f} MB | 5 MB |"


if __name__ == "__main__":
    for line in memory(data_dir(ROOT / "data")):
        print(line, flush=True)
