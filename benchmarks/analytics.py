"""What the analytics take in process, against limits in seconds: over the bundled seed, and planted scores."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.optimize import least_squares
from scipy.special import expit
from threadpoolctl import threadpool_limits

import leaderboard
from benchmarks.measure import Pair, Work, pair, seconds
from leaderboard import across
from leaderboard.analytics.gaps import gap
from leaderboard.analytics.item_response import RIDGE, bootstrap, fit
from leaderboard.analytics.leads import leads
from leaderboard.analytics.robustness import Choices, cells
from leaderboard.analytics.shares import share
from leaderboard.answers import history
from leaderboard.paths import DataDir

HEAD = "| the analytics in process | took | limit |\n|---|---|---|"
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
    """Rows of a table: what, seconds (least of three runs), limit."""
    root = seed.root
    past = history("arena/text", data_dir=root)

    def from_the_store() -> None:
        leaderboard.leads("arena/text", data_dir=root)
        for closed_too in ("open", "all"):
            leaderboard.gap("arena/text", "USA", "CHN", every_date=True, openness=closed_too, data_dir=root)
        leaderboard.share("arena/text", every_date=True, data_dir=root)

    def from_a_loaded_history() -> None:
        again = replace(past)  # nothing of it is worked out yet
        leads(again)
        gap(again, "USA", "CHN", every_date=True)
        gap(again, "closed", "open", every_date=True)
        share(again, every_date=True)

    scores = planted()
    yield limit("leads, gaps with lags, shares over Arena text's full history, loaded", from_a_loaded_history, 1)
    yield limit("the same, each read from the store and attributed anew", from_the_store, 4)
    grid = [past, *across.comparable(data_dir=root)]
    yield limit("robustness: the grid over loaded boards", lambda: cells(grid, Choices("arena/text", "overall")), 5)
    yield limit("robustness, read from the store", lambda: leaderboard.robustness(data_dir=root), 5)
    yield limit("index with 1,000 draws (179 models, 38 benchmarks)", lambda: bootstrap(scores, ANCHOR, 1000), 20, 1)


def limit(title: str, work: Work, at_most: float, runs: int = 3) -> str:
    """A row: what was measured, the least of so many runs, and the limit."""
    took = min(seconds(work) for _ in range(runs))
    return f"| {title} | {took:.2f} s | {at_most} s |"


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
