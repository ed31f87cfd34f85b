"""How it feels to use the app: a filter changed, a page turned, fifty readers at once; beside a naive app on this data.

A filter change is another category of Arena's text board, chosen in the widget, from the key pressed until the answer
names it and the script has stopped. Both apps have been asked each of them before, so both may remember.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection

from benchmarks.first_paint import APPS, compared
from benchmarks.measure import Pair
from benchmarks.serving import DONE, answers, browser, opened, resident_mb, served
from leaderboard.publish import words
from leaderboard.records.paths import DataDir

CATEGORIES = ("coding", "math", "german", "french", "creative_writing", "chinese")
PAGES = ("Boards", "Gaps", "Index", "Compare", "Choose", "Board")
ROUNDS = 3
READERS = 50
#: A reader looks at an answer for so many seconds, on average, before changing a filter.
LOOKS = 30.0
#: So many changes each.
CHANGES = 3
#: The first visit to a page that fits the index many times over may take so many milliseconds.
LONGEST = 240_000
#: Of one alone: so many changes, one after the other.
ALONE = 40


def figures(data: DataDir) -> Iterator[Pair | str]:
    """Filter changes against the naive app's, both servers' memory, page turns, and fifty readers."""
    with ExitStack() as servers:
        ours, our_process = servers.enter_context(served(data))
        naive, naive_process = servers.enter_context(served(data, APPS / "naive.py"))
        chromium = servers.enter_context(browser())
        our_page, naive_page = _opened(chromium, f"{ours}/board"), _opened(chromium, naive)
        times = [
            (_choose(our_page, "h1.answer", category), _choose(naive_page, "h3", category))
            for _ in range(ROUNDS + 1)
            for category in CATEGORIES
        ]
        yield compared("a filter change, against a naive app's", times[len(CATEGORIES) :], 0.6)
        us, them = resident_mb(our_process), resident_mb(naive_process)
        memory = f"{us:,.0f} MB, of the naive app {them:,.0f} MB; ratio {us / them:.2f} (goal 0.3)"
        yield f"- the server's memory after it: {memory}"
        turns = [_turn(our_page, name) for _ in range(ROUNDS + 1) for name in PAGES][len(PAGES) :]
        yield f"- a page turned, median of {len(turns)}: {statistics.median(turns):.2f} s (goal 0.5)"
    with served(data) as (ours, process):
        asyncio.run(_readers(ours, 1, len(CATEGORIES), 0.0))
        alone = sorted(asyncio.run(_readers(ours, 1, ALONE, 0.0)))
        before = resident_mb(process)
        crowd = sorted(asyncio.run(_readers(ours, READERS, CHANGES, LOOKS)))
        one, many = _p95(alone), _p95(crowd)
        yield (
            f"- of {READERS} readers who each change a filter every {LOOKS:.0f} s on average, 95 of 100 changes take "
            f"at most {many:.2f} s; of one alone {one:.2f} s; ratio {many / one:.2f} (goal 2); {len(crowd)} changes, "
            f"no error; each reader adds {(resident_mb(process) - before) / READERS:.1f} MB"
        )


def _opened(chromium: Browser, address: str) -> Page:
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(address)
    page.wait_for_selector(DONE, state="attached", timeout=120_000)
    return page


def _choose(page: Page, heading: str, category: str) -> float:
    """Seconds from the choice of a category to its answer."""
    field = page.get_by_role("combobox", name="Category")
    field.click()
    field.fill(category.replace("_", " ") if heading == "h1.answer" else category)
    begin = time.perf_counter()
    field.press("Enter")
    named = category.replace("_", "[_ ]")
    page.wait_for_function(
        "([heading, named, done]) => new RegExp(named, 'i').test(document.querySelector(heading)?.textContent)"
        " && document.querySelector(done)",
        arg=[heading, named, DONE],
        timeout=LONGEST,
        polling=10,
    )
    return time.perf_counter() - begin


def _turn(page: Page, name: str) -> float:
    """Seconds from a click on the menu to the page, whole."""
    before = page.locator("h1").first.text_content()
    begin = time.perf_counter()
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_function(
        "([before, done]) => document.querySelector('h1') && document.querySelector('h1').textContent !== before"
        " && document.querySelector(done)",
        arg=[before, DONE],
        timeout=LONGEST,
        polling=10,
    )
    return time.perf_counter() - begin


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


async def _readers(address: str, number: int, changes: int, looks: float) -> list[float]:
    """The times of all filter changes of so many readers at once, each on a socket of its own as a browser's is."""
    found = await asyncio.gather(*(_reader(address, seed, changes, looks) for seed in range(number)))
    return [seconds for one in found for seconds in one]


async def _reader(address: str, seed: int, changes: int, looks: float) -> list[float]:
    choice = random.Random(seed)
    async with opened(address) as socket:
        await asyncio.sleep(choice.uniform(0, looks))
        answer = await _asked(socket, "")
        times = []
        for turn in range(changes):
            await asyncio.sleep(choice.expovariate(1 / looks) if looks else 0.0)
            begin = time.perf_counter()
            await _asked(socket, words.category_name(CATEGORIES[(seed + turn) % len(CATEGORIES)]), answer)
            times.append(time.perf_counter() - begin)
    return times


@dataclass(frozen=True)
class _Answer:
    """What a script run sent that the next request must name: the page, and the state of its widgets by label."""

    page: str
    widgets: dict[str, WidgetState]


async def _asked(socket: ClientConnection, category: str, known: _Answer | None = None) -> _Answer:
    """Run the board's page, with a category chosen in its widget. Raises RuntimeError where the page shows an error."""
    asked = BackMsg()
    asked.rerun_script.query_string = urlencode({"board": "arena/text"})
    asked.rerun_script.page_name = "board"
    if known:
        asked.rerun_script.page_script_hash = known.page
        known.widgets["Category"].string_value = category
        asked.rerun_script.widget_states.widgets.extend(known.widgets.values())
    answer = _Answer(known.page if known else "", dict(known.widgets) if known else {})
    async for sent in answers(socket, asked):
        element = sent.delta.new_element
        match sent.WhichOneof("type"), element.WhichOneof("type"):
            case "new_session", _:
                answer = replace(answer, page=sent.new_session.page_script_hash)
            case "delta", "selectbox":
                box = element.selectbox
                held = box.raw_value if box.set_value else box.options[box.default]
                answer.widgets[box.label] = WidgetState(id=box.id, string_value=held)
            case "delta", "checkbox":
                box = element.checkbox
                answer.widgets[box.label] = WidgetState(
                    id=box.id, bool_value=box.value if box.set_value else box.default
                )
            case "delta", "date_input":
                day = element.date_input
                held = list(day.value if day.set_value else day.default)
                answer.widgets[day.label] = WidgetState(id=day.id, string_array_value={"data": held})
    return answer
