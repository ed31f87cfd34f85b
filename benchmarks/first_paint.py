"""How soon a reader reads: our pages beside the least that Streamlit can serve, in headless Chromium, in turn.

Each time is of a fresh visitor (nothing cached) whose data the server has answered before, from the start of the
navigation. Read: a rectangle of the element is on the page when a frame has been painted with it. Interactive: the
lines of the SVG answer a pointer as soon as it is painted (`publish/pictures/reading.py`); of plotly, when it has drawn
and nothing lies over it.
"""

import statistics
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.measure import Pair
from benchmarks.serving import browser, served
from leaderboard.records.paths import DataDir

APPS = Path(__file__).with_name("apps")
RUNS = 5

#: Notes when each element was first there in a painted frame; `first` lies over the app as long as it is there.
WATCH = """
window.seen = {};
const asked = {
  sentence: "h1.answer", picture: "#first svg .reading", empty: ".stMarkdown p", chart: ".js-plotly-plot .main-svg",
};
const look = () => {
  for (const [name, selector] of Object.entries(asked)) {
    const found = document.querySelector(selector);
    if (name in seen || !found || !found.getClientRects().length) continue;
    if (name === "chart" && document.getElementById("first")) continue;
    seen[name] = 0;
    requestAnimationFrame(() => requestAnimationFrame(() => { seen[name] = performance.now(); }));
  }
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


def pairs(data: DataDir) -> Iterator[Pair]:
    """The sentence and its picture against an empty app; the first chart against one of three points."""
    with ExitStack() as servers:
        ours, _ = servers.enter_context(served(data))
        empty, _ = servers.enter_context(served(data, APPS / "empty.py"))
        three_points, _ = servers.enter_context(served(data, APPS / "three_points.py"))
        chromium = servers.enter_context(browser())
        asked = ((f"{ours}/board", "picture"), (empty, "empty"), (f"{ours}/board", "chart"), (three_points, "chart"))
        for address, name in asked:
            _visit(chromium, address, name)
        visits = [[_visit(chromium, address, name) for address, name in asked] for _ in range(RUNS)]
    first = [(ours["sentence"], empty["empty"]) for ours, empty, _, _ in visits]
    pictured = [(ours["picture"], empty["empty"]) for ours, empty, _, _ in visits]
    answering = [(ours["picture"], three["chart"]) for ours, _, _, three in visits]
    charted = [(ours["chart"], three["chart"]) for _, _, ours, three in visits]
    yield compared("the sentence of a board is read, against an empty Streamlit app's text", first, 0.35)
    yield compared("its frontier as SVG, against the same", pictured, 0.35)
    three = "against three points in a bare Streamlit app"
    yield compared(f"its first interactive chart (that SVG answers a pointer), {three}", answering, 1.2)
    yield compared(f"its chart of plotly, {three}", charted, 1.2)


def _visit(chromium: Browser, address: str, name: str) -> dict[str, float]:
    """When each element was read, in seconds from the start of the navigation. name: the last that is waited for."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(address, wait_until="commit")
    for _ in range(600):
        seen: dict[str, float] = page.evaluate("window.seen ?? {}")
        if seen.get(name):
            context.close()
            return {there: when / 1000 for there, when in seen.items()}
        page.wait_for_timeout(50)
    raise TimeoutError(f"{address} did not show {name!r} within half a minute")


def compared(title: str, times: Sequence[tuple[float, float]], goal: float) -> Pair:
    """Medians of both, and of the ratios."""
    ours, plain = zip(*times, strict=True)
    ratio = statistics.median(one / other for one, other in times)
    return Pair(title, statistics.median(ours), statistics.median(plain), ratio, goal)
