"""What serves the app and its addresses: alike however it is started, and gone when it is stopped."""

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from leaderboard.publish.pages import HOME, PAGES
from leaderboard.serve.assets import Assets
from leaderboard.serve.moved import Moved
from leaderboard.serve.refusals import OnlyKnown
from tests import MAIN, app_by_hand
from tests.asking import asked

ROOT = Path(__file__).parents[1]
WAYS = {
    "streamlit run": ("-m", "streamlit", "run", str(ROOT / "streamlit_app.py"), "--server.port"),
    "leaderboard app": ("-c", MAIN, "app", "--port"),
}


@contextmanager
def served(
    way: tuple[str, ...],
    data: Path,
    signal_: signal.Signals = signal.SIGTERM,
    *,
    program: str | Path = sys.executable,
    **otherwise: Any,
) -> Iterator[str]:
    """A running server; afterwards it has been stopped, and nobody listens any more.

    way: words of the command line, of which the port is the last. otherwise: how the process starts.
    """
    environment = {"LEADERBOARD_NOW": app_by_hand.NOW, "LEADERBOARD_DATA_DIR": str(data)}
    started = {"cwd": ROOT, "env": os.environ | environment} | otherwise
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [str(program), *way, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, **started
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            assert server.poll() is None, "the server ended by itself"
            try:
                assert answer(f"{address}/healthz") == (200, "ok\n")
                break
            except URLError:
                time.sleep(0.1)
        yield address
    finally:
        server.send_signal(signal_)
        server.wait(timeout=20)
    with socket.socket() as again, pytest.raises(ConnectionRefusedError):
        again.connect(("127.0.0.1", port))


def answer(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=30) as found:
            return found.status, found.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize(
    ("way", "signal_"),
    [("streamlit run", signal.SIGTERM), ("leaderboard app", signal.SIGTERM), ("leaderboard app", signal.SIGINT)],
)
def test_every_way_to_start_serves_the_same_and_what_stops_it_frees_its_port(
    way: str, signal_: signal.Signals, tmp_path: Path
) -> None:
    app_by_hand.fill(tmp_path)
    with served(WAYS[way], tmp_path, signal_) as address:
        for page in PAGES:
            status, body = answer(address + page.path)
            assert (status, "<html" in body) == (200, True), page
        assert answer(f"{address}/_stcore/health")[0] == 200
        assert answer(f"{address}/v1/top.csv?n=1&as_of=2025-02-10")[1].splitlines()[1].startswith("1,Deep-1,")
        assert answer(f"{address}/v1/top.csv?n=0") == (
            400,
            "n: expected a whole number from 1 to 1,000,000, found '0'\n",
        )
        nowhere = "no such address: /llms.txt lists what there is"
        assert answer(f"{address}/data/x.csv") == (404, f"{nowhere}\n")
        assert answer(f"{address}/answers")[0] == 404
        status, body = answer(f"{address}/data/x.json")
        assert (status, json.loads(body)) == (404, {"error": nowhere})


def test_make_run_serves_the_script_that_streamlit_run_does() -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"^\t\$\(BIN\)/python -m streamlit run streamlit_app\.py ", recipe, re.MULTILINE)


def test_the_home_page_stands_at_the_root_and_each_other_at_its_name() -> None:
    assert HOME.path == "/"
    assert [page.path for page in PAGES[1:3]] == ["/board", "/boards"]
    assert len({page.path for page in PAGES}) == len(PAGES)


def reached(request: Request) -> Response:
    return PlainTextResponse(f"reached {request.url.path}")


def test_only_known_addresses_come_through() -> None:
    routes = [Route("/v1/{verb}.csv", reached)]
    behind = Starlette(routes=[Route("/{path:path}", reached)])
    app = OnlyKnown(behind, routes, others=("/", "/boards", "/media/"))
    for known in ("/", "/boards", "/media/x/y.png", "/v1/top.csv", "/v1/top.csv?n=3"):
        assert asked(app, known).status == 200, known
    for strange in ("/board", "/boards/", "/boardsx", "/media", "/v1/top.xls", "/v2/top.csv", "/.git/config", "//"):
        assert asked(app, strange).status == 404, strange


def test_a_refusal_is_json_for_whoever_asks_for_it_and_says_no_more_than_a_line() -> None:
    app = OnlyKnown(Starlette(), (), ())
    assert asked(app, "/x.json").headers["content-type"] == "application/json"
    assert json.loads(asked(app, "/x", accept="application/json").text)["error"].startswith("no such address")
    plain = asked(app, "/x")
    assert plain.headers["content-type"] == "text/plain; charset=utf-8"
    assert plain.text.count("\n") == 1


def test_the_address_that_a_board_had_before_leads_to_its_page() -> None:
    app = Moved(Starlette(routes=[Route("/{path:path}", reached)]))
    moved = asked(app, "/?as_of=2025-08-05&board=arena%2Fvision")
    assert (moved.status, moved.headers["location"]) == (308, "/board?as_of=2025-08-05&board=arena%2Fvision")
    for stays in ("/", "/?as_of=2025-08-05", "/boards?board=arena%2Fvision"):
        assert asked(app, stays).status == 200


def test_files_that_draw_the_app_are_compressed_and_kept_for_ever(tmp_path: Path) -> None:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "a.1f.js").write_text("draw();" * 100)
    (tmp_path / "letters.2e.woff2").write_bytes(b"wOF2")
    app = Assets(Starlette(routes=[Route("/{path:path}", reached)]), tmp_path, "/static")
    script = asked(app, "/static/js/a.1f.js", accept_encoding="gzip")
    assert gzip.decompress(script.body) == b"draw();" * 100
    assert script.headers["content-encoding"] == "gzip"
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert script.headers["content-type"].partition(";")[0].endswith("/javascript"), "else no browser runs it"
    (tmp_path / "js" / "a.1f.js").unlink()
    assert asked(app, "/static/js/a.1f.js").text == "draw();" * 100, "kept, and for whoever reads nothing compressed"
    assert asked(app, "/static/letters.2e.woff2", accept_encoding="gzip").body == b"wOF2", "compressed by its nature"
    for other in ("/static/js", "/static/../letters.2e.woff2", "/static//js/a.1f.js", "/js/a.1f.js"):
        assert asked(app, other).text.startswith("reached"), other
