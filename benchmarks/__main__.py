"""`make bench`: run every pair and write benchmarks/results.md. Upstream files are made from the bundled seed."""

import inspect
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import analytics, everything, first_paint, using
from benchmarks.measure import Pair, heading, pair, peak_memory_mb, run
from fetchers import http_get
from leaderboard.intake import refresh
from leaderboard.questions import one_board
from leaderboard.records import store
from leaderboard.records.paths import DataDir, data_dir
from leaderboard.registry import attribution, boards, tables
from leaderboard.registry.proposals import Proposal, Proposer
from tests.upstream import ARENA, DATASET, FULL, LATEST, Mirror

RESULTS = Path(__file__).with_name("results.md")
#: A server of recorded upstreams, if there is one; the pairs below set up small ones of their own.
RECORDED = os.environ.get("LEADERBOARD_MIRROR")
SEED = data_dir(Path(__file__).parents[1] / "data")
HUB = f"https://{DATASET}/text"


def main() -> None:
    """Measure, print and write."""
    logging.disable(logging.WARNING)  # the fetcher notes the subsets that this upstream does not have
    sections = [f"{heading('Benchmarks')}Medians; the ratio is taken pair by pair.\n"]
    head = "| ours against the plainest way | ours | plain | ratio | goal |\n|---|---|---|---|---|"
    remembered = (
        list(everything.memory())
        if RECORDED
        else ["- of all sources together: not measured, LEADERBOARD_MIRROR names no recorded upstreams"]
    )
    rows = []
    for measured in pairs():
        rows.append(measured.row())
        print(measured.row(), flush=True)
    used = list(using.figures(SEED))
    rows += [measured.row() for measured in used if isinstance(measured, Pair)]
    sections.append("\n".join([head, *rows]))
    sections.append("\n".join(["", analytics.HEAD, *analytics.limits(SEED)]))
    said = [measured for measured in used if isinstance(measured, str)]
    sections.append("\n".join(["", *remembered, *memory(), *said]))
    RESULTS.write_text("\n".join(sections) + "\n", encoding="utf-8")


def pairs() -> Iterator[Pair]:
    if RECORDED:
        yield from everything.pairs()
    with upstream(repeat=1, row_group=10_000) as mirror:
        yield refresh_of_text("first load of Arena text `full` (480k rows), against download and decode")
        yield nothing_changed(mirror)
    with upstream(repeat=2.43, row_group=1_000):
        yield refresh_of_text("the same at upstream's present size (1.17 M rows in 1,000-row groups)", runs=2)
    yield frontier_query()
    yield from frontier_whole()
    yield from top_ten()
    yield from starting()
    yield attributing()
    yield proposing()
    yield from analytics.pairs()
    yield from first_paint.pairs(SEED)


@contextmanager
def upstream(repeat: float, row_group: int) -> Iterator[Mirror]:
    """A loopback upstream whose text subset is the seed's, repeated under other category names to size."""
    rows = store.scan(SEED, ["arena/text"])
    rows = rows[rows["published_on"] > "2023-12-31"]
    more, wanted = [rows], int(repeat * len(rows))
    while (missing := wanted - sum(map(len, more))) > 0:
        copy = rows.head(missing)
        more.append(copy.assign(category=copy["category"] + f"_{len(more)}"))
    renamed = pd.concat(more)[list(ARENA)].rename(columns=ARENA)
    renamed["leaderboard_publish_date"] = renamed["leaderboard_publish_date"].dt.strftime("%Y-%m-%d")
    newest = renamed[renamed["leaderboard_publish_date"] == renamed["leaderboard_publish_date"].max()]
    served = {FULL: renamed, LATEST: newest}
    mirror = Mirror(files={f"{DATASET}/text/{file}": _parquet(rows, row_group) for file, rows in served.items()})
    server = mirror.start()
    os.environ["LEADERBOARD_MIRROR"] = mirror.address
    yield mirror
    server.shutdown()
    server.server_close()


def _parquet(rows: pd.DataFrame, row_group: int) -> bytes:
    body = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), body, row_group_size=row_group)
    return body.getvalue().to_pybytes()


def refresh_of_text(title: str, runs: int = 5) -> Pair:
    """Fetch, archive, normalize, check, append: against the same bytes fetched and decoded by pyarrow."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = (DataDir(Path(folder) / str(number)) for number in range(100))
        arena = boards.sources(["arena"])
        return pair(
            title,
            lambda: refresh.refresh(arena, next(fresh), backfill=True),
            lambda: pq.read_table(pa.BufferReader(http_get(f"{HUB}/{FULL}").body)),
            goal=8,
            runs=runs,
        )


def nothing_changed(mirror: Mirror) -> Pair:
    """All subsets asked for conditionally, no row read: against the same requests alone."""
    newest = mirror.files[f"{DATASET}/text/{LATEST}"]
    for subset in (board.id.removeprefix("arena/") for board in boards.sources(["arena"])[0].boards):
        if subset != "agent":
            mirror.files |= {f"{DATASET}/{subset}/{file}": newest for file in (FULL, LATEST)}
    with tempfile.TemporaryDirectory() as folder:
        data = DataDir(Path(folder))
        arena = boards.sources(["arena"])
        refresh.refresh(arena, data, backfill=True)
        (settled,) = refresh.refresh(arena, data)
        assert settled.outcome == "unchanged", settled
        asked = everything.conditional([*arena], data)

        def requests_alone() -> None:
            for url, etag in asked:
                http_get(url, etag=etag)

        return pair(
            "refresh with nothing changed upstream, against its conditional requests alone",
            lambda: refresh.refresh(arena, data),
            requests_alone,
            goal=1.5,
            runs=15,
        )


def _paths() -> list[str]:
    return [str(file) for file in store.files(SEED, "arena")]


def _scanned() -> pd.DataFrame:
    sql = """select published_on, max(score) from read_parquet($files)
             where board_id = 'arena/text' and category = 'overall' group by 1"""
    return duckdb.execute(sql, {"files": _paths()}).df()


def frontier_query() -> Pair:
    """Best published score per day of one board and category: read from the store, and scanned by DuckDB."""

    def read() -> pd.Series:
        rows = store.read(SEED, "arena/text", "overall", columns=["published_on", "score"], packed=True)
        return rows.groupby("published_on")["score"].max()

    return pair("best score per day on the store, against a DuckDB filtered max scan", read, _scanned, goal=2)


def frontier_whole() -> Iterator[Pair]:
    """The whole statistic: as known, attributed, every nation's best and the certainty of every day."""
    yield from _asked_again_and_first("frontier with attribution and certainty", one_board.frontier, goal=10)


def top_ten() -> Iterator[Pair]:
    """The newest snapshot alone, attributed."""
    yield from _asked_again_and_first("`top` in process", one_board.top, goal=4)


def _asked_again_and_first(what: str, question: Callable[..., pd.DataFrame], goal: float) -> Iterator[Pair]:
    """An answer as whoever asks again has it (questions.kept), and as it is worked out once a day for each edition."""
    work_out: Callable[..., pd.DataFrame] = inspect.unwrap(question)
    for when, ask in (("", question), (", asked for the first time", work_out)):
        yield pair(
            f"{what}{when}, against the same scan",
            lambda ask=ask: ask("arena/text", data_dir=SEED.root),  # type: ignore[misc]
            _scanned,
            goal=goal,
        )


def starting() -> Iterator[Pair]:
    """Verbs from the shell's prompt to the last line, against loading what every one of them needs."""
    names = tables.load().model_aliases["model_name"]
    asked = pd.DataFrame({"source": "*", "model_name": (names.tolist() * 5000)[:5000]})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "names.csv"
        asked.to_csv(file, index=False)
        first = ", asked for the first time"
        anew = "from leaderboard.questions import kept; kept._nameable = lambda asked: False; "
        for verb, when, before, goal in (
            (("top",), "", "", 1.25),
            (("top",), first, anew, 1.25),
            (("leads",), "", "", 1.25),
            (("leads",), first, anew, 1.25),
            (("resolve", str(file)), "", "", 1.5),
        ):
            command = f"{before}from leaderboard.cli import main; main([*{verb!r}, '--data-dir', {str(SEED.root)!r}])"
            yield pair(
                f"`leaderboard {verb[0]}` end to end{when}, against `import pandas, pyarrow`",
                lambda command=command: run(command),  # type: ignore[misc]
                lambda: run("import pandas, pyarrow"),
                goal=goal,
            )


def attributing() -> Pair:
    """Reading every observation and attributing it: against reading alone."""
    known = tables.load()
    return pair(
        "reading and attributing a million observations, against reading them",
        lambda: attribution.attribute(store.scan(SEED, packed=True), known),
        lambda: store.scan(SEED, packed=True),
        goal=1.25,
        runs=21,  # of seven the median still moves by a tenth
    )


def proposing() -> Pair:
    """What each of a thousand unknown names may mean: against comparing twenty of them with every known one."""
    known = tables.load()
    spellings = known.model_aliases["model_name"].unique().tolist()
    unknown = [f"{name[::-1]}-x" for name in spellings[:1000]]

    def propose_all() -> list[Proposal]:
        propose = Proposer(known, {})
        return [propose(name) for name in unknown]

    return pair(
        "proposals for a thousand unknown names, against difflib over all known ones for twenty of them",
        propose_all,
        lambda: [get_close_matches(name, spellings) for name in unknown[::50]],
        goal=1,
        runs=3,
    )


def memory() -> Iterator[str]:
    query = f"import leaderboard; leaderboard.frontier('arena/text', data_dir={str(SEED.root)!r})"
    with tempfile.TemporaryDirectory() as empty:
        first = peak_memory_mb(f"import os; os.environ['XDG_CACHE_HOME'] = {empty!r}; {query}")
    scan = f"import duckdb; duckdb.execute('select max(score) from read_parquet(?)', [{_paths()!r}]).df()"
    run(query)  # from now on its answer is kept
    ours, libraries = peak_memory_mb(query), peak_memory_mb("import pandas, pyarrow, numpy")
    yield f"- peak memory of a process that answers one frontier query: {ours:,.0f} MB; of one that only imports"
    yield f"  pandas, pyarrow and numpy: {libraries:,.0f} MB; ratio {ours / libraries:.2f} (goal 1.15)"
    yield f"- the same where it is asked for the first time, and the registry read: {first:,.0f} MB"
    yield f"- peak memory of a process that scans with DuckDB: {peak_memory_mb(scan):,.0f} MB"


if __name__ == "__main__":
    main()
