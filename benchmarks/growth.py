"""`make bench-growth`: what a store of 1, 10 and 50 million observations costs; writes benchmarks/growth.md.

A store in Arena's shape grows by boards, and every board by categories and days. Measured is a fresh process each, on
the same board: a nightly refresh that brings it one new day, its whole frontier, `boards`; and `resolve`, which reads
no store.
"""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from benchmarks.measure import heading
from leaderboard.intake import copies, state
from leaderboard.records import schema, store
from leaderboard.records.paths import DataDir, data_dir
from leaderboard.registry import boards, tables
from tests.upstream import ARENA, DATASET, FULL, LATEST, Mirror, parquet

RESULTS = Path(__file__).with_name("growth.md")
SEED = data_dir(Path(__file__).parents[1] / "data")
#: The last day stored; the night after it brings the news.
LAST = pd.Timestamp("2026-11-23")
NIGHT = "2026-11-24T03:00:00Z"
ASKED = "arena/text"
MODELS = 200
LIMIT_MB = 500


@dataclass(frozen=True)
class Size:
    """A store: so many boards, each with so many categories and days, of 200 models each."""

    boards: int
    categories: int
    days: int

    @property
    def board_rows(self) -> int:
        return self.categories * self.days * MODELS

    @property
    def rows(self) -> int:
        return self.boards * self.board_rows


SIZES = (Size(5, 10, 100), Size(20, 20, 125), Size(50, 25, 200))


def main() -> None:
    """Measure, print and write."""
    lines = [
        f"{heading('Growth')}Seconds of processor time and peak memory of a fresh "
        f"process each, imports included; `make bench-growth` measures again (goal: under {LIMIT_MB} MB).\n",
        "| observations | boards | of the board asked | stored | what | seconds | peak memory |",
        "|---|---|---|---|---|---|---|",
    ]
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            for line in measured(size, DataDir(Path(folder) / "data")):
                print(line, flush=True)
                lines.append(line)
    RESULTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def measured(size: Size, data: DataDir) -> Iterator[str]:
    """A line for each thing asked of a store of this size."""
    fill(data, size)
    stored = sum(file.stat().st_size for file in store.files(data)) / 2**20
    told = f"| {size.rows:,} | {size.boards} | {size.board_rows:,} | {stored:,.0f} MB"
    names = Path(data.root).with_name("names.csv")
    asked = tables.load().model_aliases["model_name"].tolist() * 5000
    pd.DataFrame({"source": "*", "model_name": asked[:5000]}).to_csv(names, index=False)
    verbs = [
        ["frontier", "--board", ASKED],
        ["top", "--board", ASKED],
        ["boards"],
        ["resolve", str(names)],
    ]
    for verb in verbs:
        yield f"{told} | `{verb[0]}` | {cost([*verb, '--data-dir', str(data.root)])}"
    yield f"{told} | `refresh` that appends a day of the board | {nightly(size, data)}"


def cost(command: list[str]) -> str:
    """Seconds and peak memory of one command, from the shell's prompt to its last line."""
    peak = "next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM'))"
    told = f"main({command!r}, standalone_mode=False); print({peak}, file=sys.stderr)"
    code = f"import sys; from leaderboard.cli import main; {told}"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{took:.2f} | {float(ended.stderr.split()[-1]) / 1024:,.0f} MB |"


def nightly(size: Size, data: DataDir) -> str:
    """The cost of the refresh that finds one more day of the board, and nothing else that is new."""
    mirror = Mirror()
    server = mirror.start()
    os.environ |= {"LEADERBOARD_MIRROR": mirror.address, "LEADERBOARD_NOW": NIGHT}
    (arena,) = boards.sources(["arena"])
    day = board(ASKED, size, pd.DatetimeIndex([LAST + pd.Timedelta(days=1)]))
    served = day[list(ARENA)].rename(columns=ARENA).assign(variance=1.0)
    served["leaderboard_publish_date"] = served["leaderboard_publish_date"].dt.strftime("%Y-%m-%d")
    mirror.files[f"{DATASET}/text/{LATEST}"] = mirror.files[f"{DATASET}/text/{FULL}"] = parquet(served)
    checked = state.SourceState(last_checked=f"{LAST:%Y-%m-%d}T03:00:00+00:00")
    state.save(data.state, {arena.id: checked})
    before = sum(map(_rows, store.files(data)))
    told = cost(["refresh", "arena", "--data-dir", str(data.root)])
    assert sum(map(_rows, store.files(data))) - before == len(day)
    server.shutdown()
    server.server_close()
    return told


def _rows(file: Path) -> int:
    return int(pq.read_metadata(file).num_rows)


def fill(data: DataDir, size: Size) -> None:
    """Write the store as refreshes would have left it, board by board and file by file."""
    os.environ["LEADERBOARD_NOW"] = NIGHT
    days = pd.DatetimeIndex(pd.date_range("2023-06-01", LAST, periods=size.days)).floor("D").as_unit("us")
    names = sorted([ASKED, *(f"arena/made_{number:02d}" for number in range(size.boards - 1))])
    (data.observations / "arena").mkdir(parents=True)
    write: dict[str, Callable[[pd.DataFrame], None]] = {}
    with ExitStack() as files:
        for board_id in names:
            rows = board(board_id, size, days)
            for file, part in rows.groupby(store.places(data, "arena", rows, ()), observed=True):
                if file not in write:
                    write[file] = files.enter_context(store.writing(Path(file)))
                write[file](part)
    copies.keep(data, "arena")


def board(board_id: str, size: Size, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Scores of one board, in the order of a file: models of true names, drifting a little."""
    known = store.read(SEED, ASKED, "overall")
    named = known.drop_duplicates("model_name", keep="last").tail(MODELS).sort_values("model_name")
    chance = np.random.default_rng([*board_id.encode(), days[0].day_of_year])
    categories = sorted(["overall", *(f"category {number:02d}" for number in range(size.categories - 1))])
    shape = (len(categories), len(days), len(named))
    category, day, model = (place.ravel() for place in np.indices(shape, np.int32))
    ability = np.sort(named["score"].to_numpy())
    score = np.round(ability[model] + chance.normal(0, 2, len(model)), 2)
    rows = {
        "source_id": "arena",
        "board_id": board_id,
        "category": pd.Categorical.from_codes(category, categories),
        "benchmark_version": "",
        "metric": "elo",
        "model_name": pd.Categorical.from_codes(model, named["model_name"].tolist()),
        "setting": "",
        "organization_name": named["organization_name"].astype("category").array[model],
        "license_name": named["license_name"].astype("category").array[model],
        "openness_name": None,
        "score": score,
        "score_low": score - 5,
        "score_high": score + 5,
        "unit": "points",
        "sample_size": pd.array(1000 + model, "Int64"),
        "rank": pd.array(1 + model, "Int64"),
        "published_on": days[day],
        "scored_on": pd.NaT,
        "released_on": pd.NaT,
        "complete": True,
        "withdrawn": False,
        "recorded_at": days[day],
        "recorded_basis": "claimed",
        "response_sha256": "0" * 64,
    }
    texts = dict.fromkeys(schema.TEXTS, "category")
    return pd.DataFrame(rows).astype({"scored_on": "datetime64[us]", "released_on": "datetime64[us]"} | texts)


if __name__ == "__main__":
    main()
