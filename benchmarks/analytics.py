"""What the analytics take in process, against limits: over the bundled seed, and planted scores."""

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.optimize import least_squares
from scipy.special import expit
from threadpoolctl import threadpool_limits

import leaderboard
from benchmarks.measure import Pair, Work, pair
from leaderboard.analytics.ability_errors import ability_errors
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.gaps import gap
from leaderboard.analytics.item_response import RIDGE, fit
from leaderboard.analytics.leads import leads
from leaderboard.analytics.robustness import Choices, cells
from leaderboard.analytics.shares import share
from leaderboard.questions import across_boards
from leaderboard.questions.histories import history
from leaderboard.records.paths import DataDir
from leaderboard.registry import boards

HEAD = "| the analytics in process | processor time | limit |\n|---|---|---|"
ANCHOR = "b00"


def pairs() -> Iterator[Pair]:
    """The fit of the index against the plainest way to the same minimum."""
    scores = planted()
    yield pair(
        "fit of the index (179 models, 38 benchmarks), against `least_squares` with a dense numerical Jacobian",
        lambda: fit(scores, ANCHOR),
        lambda: dense(scores),
        goal=0.1,
        runs=3,
    )


def limits(seed: DataDir) -> Iterator[str]:
    """Rows of the table under HEAD."""
    root = seed.root
    past = history("arena/text", data_dir=root)

    def statistics(of: BoardHistory) -> None:
        again = replace(of)  # nothing of it is worked out yet
        leads(again)
        gap(again, "USA", "CHN", every_date=True)
        gap(again, "closed", "open", every_date=True)
        share(again, every_date=True)

    scores = planted()
    yield limit("leads, gaps with lags, shares over Arena text's full history, loaded", lambda: statistics(past), "1 s")
    yield limit(
        "the same, read from the store and attributed first",
        lambda: statistics(history("arena/text", data_dir=root)),
        "none",
    )
    grid = [past, *across_boards.comparable(data_dir=root)]
    of_board = {board_id: curated.domain for board_id, curated in boards.catalogue().items()}
    headline = Choices("arena/text", "overall")
    yield limit("robustness: the grid over loaded boards", lambda: cells(grid, headline, of_board), "5 s")
    yield limit("robustness, read from the store", lambda: leaderboard.robustness(data_dir=root), "5 s")
    domains = {name: name for name in scores["benchmark"]}
    yield limit(
        "index: fit and errors (179 models, 38 benchmarks)",
        lambda: ability_errors(scores, fit(scores, ANCHOR), ANCHOR, domains),
        "5 s",
    )


def limit(title: str, work: Work, at_most: str, runs: int = 3) -> str:
    """A row: what was measured, the processor time of the quickest of so many runs, and the limit."""
    return f"| {title} | {min(_processor_seconds(work) for _ in range(runs)):.2f} s | {at_most} |"


def _processor_seconds(work: Work) -> float:
    """Of all threads: never less than it would take on one idle core, and not much more where others work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def planted(models: int = 179, benchmarks: int = 38, scores: int = 1324) -> pd.DataFrame:
    """Scores in the shape of Epoch AI's index: planted abilities and slopes, with noise, in a fifth of the cells."""
    random = np.random.default_rng(20_261_124)
    ability, difficulty = random.normal(0, 1, models), random.normal(0, 1, benchmarks)
    slope = random.uniform(0.7, 4, benchmarks)
    model, benchmark = np.divmod(random.choice(models * benchmarks, scores, replace=False), benchmarks)
    chance = expit(slope[benchmark] * (ability[model] - difficulty[benchmark]) + random.normal(0, 0.3, scores))
    names = {"model": [f"m{code:03}" for code in model], "benchmark": [f"b{code:02}" for code in benchmark]}
    return pd.DataFrame(names | {"performance": chance})


def dense(scores: pd.DataFrame) -> float:
    """The cost that scipy finds for the same objective; every slope but the anchor's is free."""
    model, models = pd.factorize(scores["model"])
    benchmark, names = pd.factorize(scores["benchmark"])
    performance, m, b = scores["performance"].to_numpy(), len(models), len(names)
    anchor = list(names).index(ANCHOR)
    ridge = np.sqrt(RIDGE / (m + 2 * b - 1))

    def residuals(free: np.ndarray) -> np.ndarray:
        capability, difficulty, slope = free[:m], free[m : m + b], np.insert(free[m + b :], anchor, 1.0)
        fitted = expit(slope[benchmark] * (capability[model] - difficulty[benchmark]))
        return np.append(fitted - performance, ridge * np.linalg.norm(free))

    start = np.concatenate([np.zeros(m), np.zeros(b), np.ones(b - 1)])
    with threadpool_limits(limits=1, user_api="blas"):  # as ours; more threads are slower here where others work
        return float(least_squares(residuals, start).cost)
