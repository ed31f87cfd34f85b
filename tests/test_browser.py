"""The app in a real browser: what a reader gets to see, in which order, on which screen."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, Page

from tests import app_by_hand

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[1]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
#: A page is done when its script has stopped.
DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the app on the boards by hand."""
    data = tmp_path_factory.mktemp("data")
    app_by_hand.fill(data)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "tests/app_by_hand_script.py", "--server.port", str(port)],
        cwd=ROOT,
        env=os.environ
        | {"LEADERBOARD_NOW": app_by_hand.NOW, "LEADERBOARD_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    try:
        yield _when_healthy(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.wait(timeout=10)


def _when_healthy(url: str, server: "subprocess.Popen[bytes]") -> str:
    for _ in range(150):
        assert server.poll() is None, "the server ended by itself"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                return url
        except URLError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer within 15 s")


def visit(
    browser: Browser,
    url: str,
    watch: str = "",
) -> tuple[Page, list[str]]:
    """A page when it is done, and what went wrong: errors of its scripts, requests to other hosts."""
    page = browser.new_context(viewport=DESKTOP).new_page()  # type: ignore[arg-type]
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
    here = url.split("/?", maxsplit=1)[0]
    page.on(
        "request", lambda asked: None if asked.url.startswith((here, "data:", "blob:")) else wrong.append(asked.url)
    )
    if watch:
        page.add_init_script(watch)
    page.goto(url)
    page.wait_for_selector("h1.answer", timeout=30_000)
    page.wait_for_selector(DONE, timeout=30_000)
    return page, wrong


#: Notes which of the sentence and the charts is in the page first.
ORDER = """
window.order = [];
new MutationObserver(() => {
  for (const [name, found] of [["sentence", "h1.answer"], ["chart", ".js-plotly-plot"]])
    if (!window.order.includes(name) && document.querySelector(found)) window.order.push(name);
}).observe(document, {childList: true, subtree: true});
"""


def test_the_sentence_is_there_before_any_chart_and_nothing_goes_wrong(chromium: Browser, address: str) -> None:
    page, wrong = visit(chromium, address, watch=ORDER)
    page.wait_for_selector(".js-plotly-plot", timeout=30_000)
    assert page.evaluate("window.order") == ["sentence", "chart"]
    assert page.inner_text("h1.answer").startswith(
        "On 10 March 2025, developers in China host the top open-weight model"
    )
    assert page.title() == "The open-model leaderboard by nation"
    assert wrong == []


#: The app's own grounds, as the browser tells them.
GROUNDS = {"light": "rgb(253, 252, 250)", "dark": "rgb(20, 22, 26)"}


@pytest.mark.parametrize(
    ("place", "scheme"),
    [
        ("", "dark"),
        ("boards", "light"),
        ("gaps", "dark"),
        ("robustness", "light"),
        ("claims", "dark"),
        ("why", "light"),
        ("sources", "light"),
        ("methods", "dark"),
    ],
)
def test_a_phone_shows_every_page_in_its_theme_without_scrolling_sideways(
    chromium: Browser, address: str, place: str, scheme: Literal["light", "dark"]
) -> None:
    page = chromium.new_context(viewport=PHONE, color_scheme=scheme).new_page()  # type: ignore[arg-type]
    page.goto(f"{address}/{place}")
    page.wait_for_selector("h1.answer, h1.title", timeout=30_000)
    page.wait_for_selector(DONE, timeout=30_000)
    if not place:
        page.wait_for_selector(".js-plotly-plot", timeout=30_000)
    for scrolling in ("document.scrollingElement", "document.querySelector('.stMain')"):
        assert page.evaluate(f"{scrolling}.scrollWidth") <= PHONE["width"]
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") == GROUNDS[scheme]


def test_hostile_names_are_only_text(chromium: Browser, address: str) -> None:
    page, wrong = visit(chromium, f"{address}/?category=french")
    page.wait_for_selector("[aria-label='Models']", timeout=30_000)
    listed: Any = page.eval_on_selector_all(
        "[aria-label='Models'] td:nth-child(2) b", "all => all.map(b => b.textContent)"
    )
    assert listed == list(app_by_hand.HOSTILE)
    assert page.query_selector_all("img[src='x'], a[href^='javascript'], .katex, b b") == []
    assert page.inner_text("h1.answer").count("[x](javascript:alert(1))") == 1
    assert wrong == []


def test_a_choice_changes_the_address_and_the_way_back_leads_back(chromium: Browser, address: str) -> None:
    page, _ = visit(chromium, address)
    page.click(".st-key-openness [data-baseweb='select'], .st-key-openness [role='combobox']")
    page.get_by_role("option", name="All models").click()
    page.wait_for_function("document.querySelector('h1.answer').innerText.includes('the top model on')")
    assert page.url.endswith("?openness=all")
    page.go_back()
    page.wait_for_function("document.querySelector('h1.answer').innerText.includes('open-weight')")


def test_a_download_arrives_under_its_name(chromium: Browser, address: str) -> None:
    page, _ = visit(chromium, address)
    with page.expect_download() as download:
        page.get_by_role("button", name="This list (CSV)").click()
    assert download.value.suggested_filename == "arena-text_overall_2025-03-20_models.csv"
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("rank,model_name,")
    assert [line.split(",")[1] for line in lines[1:]] == ["Deep-2", "Deep-1", "Llama"]
