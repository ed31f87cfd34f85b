"""The app in a real browser: what a reader gets to see, in which order, on which screen."""

import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, Page

from leaderboard.intake import state
from leaderboard.publish.pages import PAGES
from leaderboard.records.paths import DataDir
from tests import app_by_hand

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[1]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 780}
#: So many milliseconds a machine may take that has other work to do: what is missing fails in the end all the same.
PATIENT = 120_000
#: Where a server finds modules besides its libraries: the tests' own, and what hides those of developers.
FOUND = os.pathsep.join(map(str, (ROOT, ROOT / "tests" / "as_installed")))
#: A page is done when its script has stopped.
DONE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the app on the boards by hand."""
    data = tmp_path_factory.mktemp("data")
    app_by_hand.fill(data)
    failed = state.SourceState(error="HTTP 503 at https://example.org/scores")
    state.save(DataDir(data).state, {"livebench": failed})
    with served("tests/app_by_hand_script.py", app_by_hand.NOW, data) as url:
        yield url


@contextmanager
def served(script: str, now: str, data: Path) -> Iterator[str]:
    """A server of the app by this script, at this moment, on this data, beside which only its libraries are found."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)],
        cwd=ROOT,
        env=os.environ | {"LEADERBOARD_NOW": now, "LEADERBOARD_DATA_DIR": str(data), "PYTHONPATH": FOUND},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )
    try:
        yield _when_healthy(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.wait(timeout=10)


def _when_healthy(url: str, server: "subprocess.Popen[bytes]") -> str:
    for _ in range(PATIENT // 100):
        assert server.poll() is None, "the server ended by itself"
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                return url
        except (URLError, TimeoutError):  # its port is taken before it has loaded what answers there
            time.sleep(0.1)
    raise AssertionError("the server did not answer in time")


def lettered(page: Page) -> None:
    """Wait until its letters have arrived: before, lines break elsewhere."""
    for _ in range(PATIENT // 100):
        page.wait_for_timeout(100)
        if page.evaluate("document.fonts.status") == "loaded":  # a promise would not be kept where scripts are off
            return
    raise AssertionError("its letters did not arrive in time")


def visit(
    browser: Browser,
    url: str,
    watch: str = "",
) -> tuple[Page, list[str]]:
    """A page when the app has drawn it, and what went wrong: errors of its scripts, of the app's, what its policy
    forbids, requests to other hosts, answers that are none.
    """
    page = browser.new_context(viewport=DESKTOP).new_page()  # type: ignore[arg-type]
    wrong: list[str] = []
    page.on(
        "response",
        lambda got: wrong.append(f"{got.status} {got.url}") if got.status >= HTTPStatus.BAD_REQUEST else None,
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("dialog", lambda dialog: (wrong.append(f"dialog {dialog.message}"), dialog.dismiss()))
    here = "/".join(url.split("/")[:3])
    page.on(
        "request", lambda asked: None if asked.url.startswith((here, "data:", "blob:")) else wrong.append(asked.url)
    )
    if watch:
        page.add_init_script(watch)
    page.goto(url)
    page.wait_for_selector("#first", state="detached", timeout=PATIENT)
    page.wait_for_selector(DONE, timeout=PATIENT)
    lettered(page)
    wrong += page.get_by_test_id("stException").all_inner_texts()
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
    page, wrong = visit(chromium, f"{address}/board", watch=ORDER)
    page.wait_for_selector(".js-plotly-plot", timeout=PATIENT)
    assert page.evaluate("window.order") == ["sentence", "chart"]
    assert page.inner_text("h1.answer").startswith(
        "On 10 March 2025, developers in China host the top open-weight model"
    )
    assert page.title() == "The open-model leaderboard by nation"
    assert wrong == []


def test_all_that_draws_a_page_with_a_chart_is_asked_for_with_the_page(chromium: Browser, address: str) -> None:
    """Streamlit would ask for the parts of a page only when they are to be drawn, and then for what those import."""
    page, _ = visit(chromium, f"{address}/board")
    with urllib.request.urlopen(f"{address}/board") as answer:
        named = set(re.findall(r"static/js/[\w.-]+\.js", answer.read().decode()))
    loaded = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    asked = {name for one in loaded for name in re.findall(r"static/js/[\w.-]+\.js", one)}
    assert any("PlotlyChart" in name for name in asked)
    assert asked - named == set(), "leaderboard.app names the parts of a page with a chart"


#: axe-core, which a package brings as a file.
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def hindrances(page: Page) -> list[str]:
    """What would keep somebody from reading a page, by axe's rules: the rule, and the first element that breaks it."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize("place", ["", *(page.name for page in PAGES[1:])])
def test_a_page_asks_nobody_else_breaks_no_policy_and_can_be_read_by_everybody(
    chromium: Browser, address: str, place: str
) -> None:
    page, wrong = visit(chromium, f"{address}/{place}")
    assert wrong == []
    assert hindrances(page) == []


#: Where the parts of a page stand that both the first page and the app have: left, top, width.
PLACES = """selector => [...document.querySelectorAll(selector)].map(one => {
  const {left, top, width} = one.getBoundingClientRect();
  return [one.textContent, left, top, width].map(value => value.toFixed ? Math.round(value) : value);
})"""


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("place", ["", "board?as_of=2025-02-20", "gaps", "boards", "methods"])
def test_with_scripts_off_the_same_is_read_at_the_same_place(
    chromium: Browser, address: str, place: str, viewport: Any
) -> None:
    read = "p.site, h1.answer, h1.title, p.certainty, p.since, p.notice"
    told = []
    for scripts in (False, True):
        page = chromium.new_context(viewport=viewport, java_script_enabled=scripts).new_page()
        page.goto(f"{address}/{place}")
        if scripts:
            page.wait_for_selector("#first", state="detached", timeout=PATIENT)
            page.wait_for_selector(DONE, timeout=PATIENT)
        lettered(page)
        told.append(page.evaluate(PLACES, read))
    without, with_scripts = told
    assert len(without) >= 2
    assert without == with_scripts


@pytest.mark.parametrize("width", [1280, 360])
def test_the_first_picture_answers_a_pointer_without_a_script(chromium: Browser, address: str, width: int) -> None:
    page = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False).new_page()
    page.goto(f"{address}/board")
    lettered(page)
    readings = page.locator("#first svg:visible .reading")
    words = "China: Deep-2, 1260 on 10 March 2025"
    (met,) = [one for one in readings.all() if one.locator("text").text_content() == words]
    assert not met.locator("text").is_visible()
    met.locator("path").scroll_into_view_if_needed()
    box = met.locator("path").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert met.locator("text").is_visible()
    assert sum(one.locator("text").is_visible() for one in readings.all()) == 1
    page.context.close()


#: Notes how far down the first page stands: when its letters arrive, the browser moves it to keep the same text there.
REACHED = """
addEventListener("scroll", ({ target }) => {
  if (target.id === "first") window.reached = target.scrollTop;
}, true);
"""


def handed_over(browser: Browser, url: str, *watch: str) -> tuple[float, float]:
    """How far down a reader of the first page stood when it left, and stands in the app then."""
    page = browser.new_context(viewport=DESKTOP).new_page()  # type: ignore[arg-type]
    page.add_init_script("\n".join((REACHED, *watch)))
    page.goto(url, wait_until="commit")
    page.wait_for_selector("#first .pictures", timeout=PATIENT)
    page.evaluate("document.getElementById('first').scrollTop = 300")
    page.wait_for_selector("#first", state="detached", timeout=PATIENT)
    stood, stands = page.evaluate("[window.reached, document.querySelector('.stMain').scrollTop]")
    page.context.close()
    return stood, stands


def test_a_reader_who_has_scrolled_stays_where_they_are(chromium: Browser, address: str) -> None:
    stood, stands = handed_over(chromium, f"{address}/board")
    assert stood > 200
    assert stands == pytest.approx(stood, abs=5)


#: As on a slow machine: the page stays short for half a second after its chart is there and the server is done.
SHORT = """
const style = document.createElement("style");
style.textContent = "[data-testid=stMainBlockContainer] { max-height: 500px !important; overflow: hidden }";
document.addEventListener("DOMContentLoaded", () => {
  document.head.append(style);
  const look = setInterval(() => {
    if (!document.querySelector("[data-test-script-state=notRunning]")) return;
    if (!document.querySelector(".stPlotlyChart .main-svg")) return;
    clearInterval(look);
    setTimeout(() => style.remove(), 500);
  }, 20);
});
"""


def test_the_first_page_waits_until_the_app_is_as_high_as_the_reader_is(chromium: Browser, address: str) -> None:
    stood, stands = handed_over(chromium, f"{address}/board", SHORT)
    assert stood > 200
    assert stands == pytest.approx(stood, abs=5)


def test_the_menu_scrolls_with_the_page_and_stands_over_nothing(chromium: Browser, address: str) -> None:
    page, _ = visit(chromium, f"{address}/methods")
    page.evaluate("document.querySelector('.stMain').scrollTop = 400")
    top = page.evaluate("document.querySelector('.st-key-menu').getBoundingClientRect().top")
    assert top == pytest.approx(-400, abs=5)


def test_an_embedded_picture_may_stand_on_any_page_and_the_app_on_none(
    chromium: Browser, address: str, tmp_path: Path
) -> None:
    frames = "".join(f'<iframe src="{address}/{place}"></iframe>' for place in ("embed/arena/text", "board"))
    (tmp_path / "index.html").write_text(frames)
    elsewhere = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
    page = chromium.new_context(viewport=DESKTOP).new_page()  # type: ignore[arg-type]
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(f"http://127.0.0.1:{elsewhere.server_port}/")
    shown, app = page.frames[1:]
    assert "China" in str(shown.locator("svg").first.get_attribute("aria-label", timeout=PATIENT))
    assert app.locator("h1.answer").count() == 0
    assert any("frame-ancestors" in line for line in refused)
    elsewhere.shutdown()
    elsewhere.server_close()


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
        ("choose", "light"),
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
    page.wait_for_selector("#first", state="detached", timeout=PATIENT)
    page.wait_for_selector(DONE, timeout=PATIENT)
    if not place:
        page.wait_for_selector(".js-plotly-plot", timeout=PATIENT)
    for scrolling in ("document.scrollingElement", "document.querySelector('.stMain')"):
        assert page.evaluate(f"{scrolling}.scrollWidth") <= PHONE["width"]
    assert page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor") == GROUNDS[scheme]
    assert hindrances(page) == []


def test_hostile_names_are_only_text(chromium: Browser, address: str) -> None:
    page, wrong = visit(chromium, f"{address}/board?category=french")
    page.wait_for_selector("[aria-label='Models']", timeout=PATIENT)
    listed: Any = page.eval_on_selector_all(
        "[aria-label='Models'] td:nth-child(2) b", "all => all.map(b => b.textContent)"
    )
    assert listed == list(app_by_hand.HOSTILE)
    assert page.query_selector_all("img[src='x'], a[href^='javascript'], .katex, b b") == []
    assert page.inner_text("h1.answer").count("[x](javascript:alert(1))") == 1
    assert wrong == []


def test_a_choice_changes_the_address_and_the_way_back_leads_back(chromium: Browser, address: str) -> None:
    page, _ = visit(chromium, f"{address}/board")
    page.click(".st-key-openness [data-baseweb='select'], .st-key-openness [role='combobox']")
    page.get_by_role("option", name="All models").click()
    page.locator("h1.answer", has_text="the top model on").wait_for()
    assert page.url.endswith("?openness=all")
    page.go_back()
    page.locator("h1.answer", has_text="open-weight").wait_for()


def test_the_menu_keeps_what_the_next_page_can_use_and_back_and_reload_give_the_same(
    chromium: Browser, address: str
) -> None:
    page, wrong = visit(chromium, f"{address}/board?as_of=2025-02-20&openness=all&show=25")
    answer = page.inner_text("h1.answer")
    page.get_by_role("link", name="Methods", exact=True).click()
    page.locator("h1.title", has_text="Methods").wait_for()
    page.get_by_role("link", name="Gaps", exact=True).click()
    page.locator("h1.answer", has_text="10 February 2025").wait_for()
    assert page.url == f"{address}/gaps?as_of=2025-02-20&openness=all"
    page.reload()
    page.wait_for_selector("#first", state="detached", timeout=PATIENT)
    page.locator("h1.answer", has_text="10 February 2025").wait_for()
    page.go_back()
    page.locator("h1.title", has_text="Methods").wait_for()
    page.go_back()
    page.locator("h1.answer", has_text=answer).wait_for()
    assert page.url == f"{address}/board?as_of=2025-02-20&openness=all&show=25"
    assert wrong == []


def test_a_maintainer_sees_which_source_fails_and_why(chromium: Browser, address: str) -> None:
    page, _ = visit(chromium, address)
    page.get_by_role("link", name="Sources", exact=True).click()
    page.locator("p.notice", has_text="livebench: the last refresh failed. HTTP 503").wait_for()
    row = page.locator("[aria-label='Sources'] tr", has_text="LiveBench")
    assert "Refresh failed" in row.inner_text()


def test_a_download_arrives_under_its_name(chromium: Browser, address: str) -> None:
    page, _ = visit(chromium, f"{address}/board")
    with page.expect_download() as download:
        page.get_by_role("button", name="This list (CSV)").click()
    assert download.value.suggested_filename == "arena-text_overall_2025-03-20_models.csv"
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("rank,model_name,")
    assert [line.split(",")[1] for line in lines[1:]] == ["Deep-2", "Deep-1", "Llama"]
