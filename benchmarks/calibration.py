"""`make calibration`: are stated chances right as often as they say? Planted truth in the shapes of real boards.

A shape is the newest snapshot with intervals of an Arena board in the bundled seed: how many rows of
which nations, how wide their intervals. True scores are drawn from a normal of the board's own
estimated spread, or of three times or once its median error; published scores are the true ones with
errors, independent or with a correlation of 0.5 between any two rows. Prints the tables that stand in
docs/methods.md.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np

import leaderboard
from leaderboard.analytics.board_history import Entries, Floats
from leaderboard.analytics.certainty import chances_of_best, has_intervals, verdict
from leaderboard.analytics.spread import estimated

BOARDS = ("arena/text", "arena/text_style_control", "arena/vision", "arena/webdev", "arena/text_to_image")
SEED = Path(__file__).parents[1] / "data"
EDGES = np.array([0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.000001])
#: A bin is told from so many trials on.
ENOUGH = 1000
#: Of the true scores, by name: times the board's median error (None: its own), and the trials that fill the bins.
SPREADS = {"its own": (None, 60_000), "3 x error": (3.0, 30_000), "1 x error": (1.0, 20_000)}


@dataclass(frozen=True)
class Shape:
    """Rows of a board without their scores, and how far its true scores lie apart."""

    rows: Entries
    spread: float
    error: float


@dataclass(frozen=True)
class Trials:
    """One row per trial.

    stated, right: the chance of the nation with the highest one, and its part in the truly best row.
    leads: whether the verdict was `leads`. brier: ours, intervals at face value, and "the top score leads".
    """

    stated: Floats
    right: Floats
    leads: Floats
    brier: Floats


def shape(board: str) -> Shape:
    """The newest snapshot of a board that has intervals: its open rows."""
    history = leaderboard.history(board, data_dir=SEED)
    snapshots = (history.entries.at(snapshot.rows) for snapshot in reversed(history.snapshots))
    rows = next(rows for rows in snapshots if rows.counted.any() and has_intervals(rows))
    rows = rows.at(rows.counted & ~np.isnan(rows.sd) & ~rows.of_nobody_known)
    rows = replace(rows, undecided=np.zeros(len(rows.sd), dtype=bool))
    return Shape(rows, float(np.median(estimated(rows.strength, rows.sd).sd)), float(np.median(rows.sd)))


def trial(
    shape: Shape, times_error: float | None, correlation: float, random: np.random.Generator
) -> tuple[float, ...]:
    """Plant a truth, publish it with errors, and compare what is said of it."""
    rows, number = shape.rows, len(shape.rows.sd)
    truth = (shape.spread if times_error is None else times_error * shape.error) * random.standard_normal(number)
    noise = np.sqrt(1 - correlation) * random.standard_normal(number) + np.sqrt(correlation) * random.standard_normal()
    published = replace(rows, strength=truth + rows.sd * noise)
    said = verdict(published)
    stated = np.array([said.chances.get(name, 0.0) for name in rows.nations])
    best = rows.shares[truth.argmax()]
    face = chances_of_best(published.strength, rows.sd) @ rows.shares
    top = rows.shares[published.strength.argmax()]
    brier = [float(((guess - best) ** 2).sum()) for guess in (stated, face, top)]
    return float(stated.max()), float(best[stated.argmax()]), float(said.kind == "leads"), *brier


def report(name: str, correlation: float, done: Trials) -> str:
    """A line of the table: stated less observed per bin, in points, and the totals."""
    cells = []
    for low, high in pairwise(EDGES):
        inside = (done.stated >= low) & (done.stated < high)
        number = int(inside.sum())
        over = 100 * (done.stated[inside].mean() - done.right[inside].mean()) if number >= ENOUGH else np.nan
        cells.append(f"{over:+.1f}" if number >= ENOUGH else "")
    led = done.leads > 0
    right = f"{100 * done.right[led].mean():.1f} % of {led.sum():,}" if led.sum() >= ENOUGH else ""
    brier = [f"{value:.3f}" for value in done.brier.mean(axis=0)]
    return f"| {' | '.join([name, str(correlation), f'{len(done.stated):,}', *cells, right, *brier])} |"


def main() -> None:
    """Run every cell and print the table."""
    shapes = [shape(board) for board in BOARDS]
    for board, one in zip(BOARDS, shapes, strict=True):
        print(f"{board}: {len(one.rows.sd)} rows, spread {one.spread:.0f}, median error {one.error:.1f}")
    bins = [f"{low:.2g} to {min(high, 1):.2g}" for low, high in pairwise(EDGES)]
    head = ["spread", "correlation", "trials", *bins, "`leads` right", "Brier", "at face value", "top score leads"]
    print(f"| {' | '.join(head)} |\n{'|---' * len(head)}|")
    random = np.random.default_rng(20_261_124)
    for correlation in (0.0, 0.5):
        for name, (times_error, number) in SPREADS.items():
            turns = (shapes[turn % len(shapes)] for turn in range(number))
            table = np.array([trial(one, times_error, correlation, random) for one in turns])
            done = Trials(table[:, 0], table[:, 1], table[:, 2], table[:, 3:])
            print(report(name, correlation, done), flush=True)


if __name__ == "__main__":
    main()
