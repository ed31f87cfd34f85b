"""`make bench-walk`: the app's memory, after walks over all boards, categories, pages and both lenses.

Every page is asked for as a browser asks: its document, then what is on it over a socket of its own; and beside the
pages every file that draws them. Resident memory is the server's own (VmRSS), after the pages that were left have been
let go.
"""

import asyncio
import urllib.request
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import streamlit
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.measure import heading
from benchmarks.serving import answers, opened, resident_mb, served
from leaderboard.intake import health
from leaderboard.publish.pages import PAGES
from leaderboard.records.paths import DataDir, data_dir

RESULTS = Path(__file__).with_name("walk.md")
#: After so many seconds a page that was left is let go (.streamlit/config.toml) when the next one is left, and what is
#: free has been given back (serve.lean).
FORGOTTEN = 15
#: No document takes so many seconds.
LONGEST = 300
#: One is to fill what the server keeps, the others to see whether it grows.
WALKS = 3
SESSIONS = 10


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


async def walk(address: str, paths: Iterable[str]) -> None:
    """One reader who opens one page after the other."""
    for path in paths:
        async with _drawn(address, path):
            pass


@asynccontextmanager
async def _drawn(address: str, path: str) -> AsyncIterator[None]:
    """A page, whole, and open until the end. Raises RuntimeError where it shows an error."""
    with urllib.request.urlopen(f"{address}{path.removeprefix('.')}", timeout=LONGEST) as document:
        document.read()
    asked = BackMsg()
    asked.rerun_script.page_name, _, asked.rerun_script.query_string = path.removeprefix("./").partition("?")
    async with opened(address) as page:
        async for _ in answers(page, asked):
            pass
        yield


def _drawing(address: str) -> None:
    """Ask for every file that draws a page: more than any one browser needs."""
    folder = Path(streamlit.__file__).parent / "static"
    for file in sorted((folder / "static").rglob("*")):
        if file.is_file():
            with urllib.request.urlopen(f"{address}/{file.relative_to(folder)}", timeout=LONGEST) as answer:
                answer.read()


async def _let_go(address: str) -> None:
    """Wait until the server has let go of the pages of a walk."""
    await asyncio.sleep(FORGOTTEN)
    await walk(address, ["./"])
    await asyncio.sleep(FORGOTTEN)


async def memory(data: DataDir) -> AsyncIterator[str]:
    """The figures as lines of a table: after each walk, and of ten readers at once on a board's page."""
    paths = addresses(data)
    with served(data) as (address, pid):
        _drawing(address)
        for number in range(1, WALKS + 1):
            await walk(address, paths)
            await _let_go(address)
            level = resident_mb(pid)
            goal = "350 MB" if number == 1 else "the first"
            yield f"| after walk {number} over {len(paths)} pages | {level:,.0f} MB | {goal} |"
        async with AsyncExitStack() as readers:
            for path in [path for path in paths if path.startswith("./board?board=arena%2Ftext&")][:SESSIONS]:
                await readers.enter_async_context(_drawn(address, path))
            await asyncio.sleep(FORGOTTEN)
            added = (resident_mb(pid) - level) / SESSIONS
            yield f"| each of {SESSIONS} readers of boards at once adds | {added:,.1f} MB | 5 MB |"


async def main() -> None:
    """Measure, print and write."""
    lines = [
        f"{heading('A walk')}Resident memory of the server of the app, of which "
        "every page is asked for, in both lenses, and of every board and category, and every file that draws one; "
        "`make bench-walk` measures again.\n",
        "| | measured | goal |",
        "|---|---|---|",
    ]
    async for line in memory(data_dir(Path(__file__).parents[1] / "data")):
        print(line, flush=True)
        lines.append(line)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
