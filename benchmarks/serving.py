"""A server of the app as the benchmarks ask it: by a browser, or over a page's own socket as a browser does."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from leaderboard.records.paths import DataDir

_APP = Path(__file__).parents[1] / "streamlit_app.py"
#: What `make run` sets.
_AS_RUN = {"PYTHONMALLOC": "malloc"}
#: A page is done when its script has stopped.
DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


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


def opened(address: str) -> connect:
    """A page's socket to a server, for `async with`."""
    return connect(f"{address.replace('http', 'ws')}/_stcore/stream", max_size=None)


async def answers(page: ClientConnection, asked: BackMsg) -> AsyncIterator[ForwardMsg]:
    """All that a page is sent until its script has stopped. Raises RuntimeError where it shows an error."""
    await page.send(asked.SerializeToString())
    kind = None
    while kind != "script_finished":
        sent = ForwardMsg.FromString(await page.recv(decode=False))
        if sent.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(sent.delta.new_element.exception.message)
        yield sent
        kind = sent.WhichOneof("type")
