"""The app's memory: a walk over all boards, categories, pages and both lenses, twice.

Every page is asked for as a browser asks: its document, then what is on it over a socket of its own. Resident memory is
the server's own (VmRSS), after the pages that were left have been let go.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from leaderboard.intake import health
from leaderboard.publish.pages import PAGES
from leaderboard.records.paths import DataDir, data_dir

ROOT = Path(__file__).parents[1]
_APP = ROOT / "streamlit_app.py"
#: What `make run` sets.
_AS_RUN = {"PYTHONMALLOC": "malloc"}
#: A page is done when its script has stopped.
DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
#: After so many seconds a page that was left is let go (.streamlit/config.toml) when the next one is left, and what is
#: free has been given back (serve.lean).
FORGOTTEN = 15
#: No page takes so many seconds.
LONGEST = 300
SESSIONS = 10


@contextmanager
def served(data: DataDir, script: Path = _APP) -> Iterator[tuple[str, int]]:
    """A server of the app, or of another script with Streamlit's own settings, on this data: address and process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port), "--browser.gatherUsageStats", "false"]
    server = subprocess.Popen(
        command,
        cwd=script.parent,  # where Streamlit looks for settings
        env=os.environ | {"LEADERBOARD_DATA_DIR": str(data.root.resolve())} | (_AS_RUN if script == _APP else {}),
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


def walk(address: str, paths: Iterable[str]) -> None:
    """One reader who opens one page after the other."""
    for path in paths:
        with _opened(address, path):
            pass


@contextmanager
def _opened(address: str, path: str) -> Iterator[None]:
    """A page, whole, and open until the end. Raises RuntimeError where it shows an error."""
    with urllib.request.urlopen(f"{address}{path.removeprefix('.')}", timeout=LONGEST) as document:
        document.read()
    asked = BackMsg()
    asked.rerun_script.page_name, _, asked.rerun_script.query_string = path.removeprefix("./").partition("?")
    with connect(f"{address.replace('http', 'ws')}/_stcore/stream", max_size=None) as socket:
        socket.send(asked.SerializeToString())
        kind = ""
        while kind != "script_finished":
            sent = ForwardMsg.FromString(socket.recv(timeout=LONGEST, decode=False))
            kind = sent.WhichOneof("type") or ""
            if sent.delta.new_element.WhichOneof("type") == "exception":
                raise RuntimeError(f"{path}: {sent.delta.new_element.exception.message}")
        yield


def _let_go(address: str) -> None:
    """Wait until the server has let go of the pages of a walk."""
    time.sleep(FORGOTTEN)
    walk(address, ["./"])
    time.sleep(FORGOTTEN)


def memory(data: DataDir) -> Iterator[str]:
    """The figures as lines of a table: after one walk, after a second, and of ten readers at once."""
    paths = addresses(data)
    with served(data) as (address, pid):
        walk(address, paths)
        _let_go(address)
        once = resident_mb(pid)
        yield f"| after a walk over {len(paths)} pages | {once:,.0f} MB | 350 MB |"
        walk(address, paths)
        _let_go(address)
        twice = resident_mb(pid)
        yield f"| a second walk adds | {twice - once:,.0f} MB | 0 MB |"
        with ExitStack() as readers:
            for _ in range(SESSIONS):
                readers.enter_context(_opened(address, "./"))
            time.sleep(FORGOTTEN)
            added = (resident_mb(pid) - twice) / SESSIONS
            yield f"| each of {SESSIONS} readers at once adds | {added:,.1f} MB | 5 MB |"


if __name__ == "__main__":
    for line in memory(data_dir(ROOT / "data")):
        print(line, flush=True)
