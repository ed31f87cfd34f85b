"""`make calibration`: are stated chances right as often as they say? Planted truth in the shapes of real boards.

A shape is the newest snapshot with intervals of an Arena board in the bundled seed: how many rows of
which models and nations, how wide their intervals (widened by the board's factor). True scores are
drawn per model in one of several ways, some of which no assumption of ours foresees; published scores
are the true ones with errors. Prints the tables that stand in docs/methods.md: the factors of the
boards' own histories, and stated chances beside what was found.
"""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

import leaderboard
from leaderboard.analytics.arrays import Floats
from leaderboard.analytics.board_history import Entries
from leaderboard.analytics.certainty import chances_of_best, verdict
from leaderboard.analytics.undercoverage import factor, later_scores
from leaderboard.registry import boards

BOARDS = ("arena/text", "arena/text_style_control", "arena/vision", "arena/webdev", "arena/text_to_image")
SEED = Path(__file__).parents[1] / "data"
EDGES = np.array([0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.000001])
#: A bin, and how often `leads` is right, are told from so many trials on.
ENOUGH = 50
#: A board's factor is its own from so many models on, else that of all boards of its source.
OWN_FACTOR = 20
#: So many trials have random numbers of their own, so that they can be run side by side.
TOGETHER = 1_000
#: Ten models are a crowd.
CROWD = 10
#: A lead is clear if the best model truly stands so many errors of the difference above the best of every other nation.
CLEAR = 4


@dataclass(frozen=True)
class Shape:
    """Rows of a board without their scores, how far its true scores lie apart, and the median error."""

    rows: Entries
    spread: float
    error: float


@dataclass(frozen=True)
class Condition:
    """What is planted: true scores (of so many models), and errors that are so many times those published.

    correlation: of the errors of any two rows. by_nation: of two rows of one nation.
    """

    name: str
    truth: Callable[[Shape, int, np.random.Generator], Floats]
    trials: int
    errors: float = 1.0
    correlation: float = 0.0
    by_nation: float = 0.0


@dataclass(frozen=True)
class Trials:
    """One row per trial.

    stated, right: the chance of the nation with the highest one, and its part in the truly best row.
    leads: whether the verdict was `leads`. clear: whether the best nation's true lead is clear.
    brier: ours, intervals at face value, and "the top score leads".
    """

    stated: Floats
    right: Floats
    leads: Floats
    clear: Floats
    brier: Floats


def normal(errors: float | None = None) -> Callable[[Shape, int, np.random.Generator], Floats]:
    """True scores from a normal, so many median errors wide; None: as wide as the board's own."""

    def truth(shape: Shape, models: int, random: np.random.Generator) -> Floats:
        return (shape.spread if errors is None else errors * shape.error) * random.standard_normal(models)

    return truth


def crowd(within: float) -> Callable[[Shape, int, np.random.Generator], Floats]:
    """Ten models within so many median errors at the top; the others below, as half a normal of the board's spread."""

    def truth(shape: Shape, models: int, random: np.random.Generator) -> Floats:
        scores = -shape.spread * np.abs(random.standard_normal(models))
        chosen = random.permutation(models)[:CROWD]
        scores[chosen] = -within * shape.error * random.random(len(chosen))
        return scores

    return truth


def exponential(sign: int, errors: float | None = None) -> Callable[[Shape, int, np.random.Generator], Floats]:
    """Skewed: a long tail up (1), or most models near the top (-1)."""

    def truth(shape: Shape, models: int, random: np.random.Generator) -> Floats:
        return sign * (shape.spread if errors is None else errors * shape.error) * random.exponential(size=models)

    return truth


def heavy(errors: float) -> Callable[[Shape, int, np.random.Generator], Floats]:
    """Heavy tails: Student's t of three degrees of freedom, so many median errors wide."""

    def truth(shape: Shape, models: int, random: np.random.Generator) -> Floats:
        return errors * shape.error * random.standard_t(3, size=models)

    return truth


CONDITIONS = (
    Condition("normal, its own spread", normal(), 4_000),
    Condition("normal, 3 x error", normal(3), 2_000),
    Condition("normal, 1 x error", normal(1), 1_000),
    Condition("ten within half an error", crowd(0.5), 40_000),
    Condition("ten within one error", crowd(1), 40_000),
    Condition("long tail up, its own spread", exponential(1), 2_000),
    Condition("long tail up, 3 x error", exponential(1, 3), 2_000),
    Condition("most near the top, its own spread", exponential(-1), 2_000),
    Condition("heavy tails, 3 x error", heavy(3), 2_000),
    Condition("own spread, errors correlated by 0.5", normal(), 2_000, correlation=0.5),
    Condition("3 x error, errors correlated by 0.5", normal(3), 2_000, correlation=0.5),
    Condition("own spread, correlated by 0.5 within nations", normal(), 2_000, by_nation=0.5),
    Condition("3 x error, correlated by 0.5 within nations", normal(3), 2_000, by_nation=0.5),
    Condition("own spread, true errors 1.5 x stated", normal(), 2_000, errors=1.5),
    Condition("own spread, true errors 2 x stated", normal(), 2_000, errors=2),
    Condition("3 x error, true errors 1.5 x stated", normal(3), 2_000, errors=1.5),
    Condition("3 x error, true errors 2 x stated", normal(3), 2_000, errors=2),
)


def shape(board: str) -> Shape:
    """The newest snapshot of a board that has intervals: its open rows."""
    history = leaderboard.history(board, data_dir=SEED)
    snapshots = (history.entries.at(snapshot.rows) for snapshot in reversed(history.snapshots))
    rows = next(rows for rows in snapshots if not np.isnan(rows.sd[rows.counted]).all())
    rows = rows.at(rows.counted & ~np.isnan(rows.sd) & ~rows.of_nobody_known)
    rows = replace(rows, undecided=np.zeros(len(rows.sd), dtype=bool))
    error = float(np.median(rows.sd))
    return Shape(rows, float(np.sqrt(max(0.0, rows.strength.var() - error**2))), error)


def trial(shape: Shape, planted: Condition, random: np.random.Generator) -> tuple[float, ...]:
    """Plant a truth, publish it with errors, and compare what is said of it."""
    rows, number = shape.rows, len(shape.rows.sd)
    models, model = np.unique(rows.model, return_inverse=True)
    truth = planted.truth(shape, len(models), random)[model]
    nation = rows.shares.argmax(axis=1)
    common = np.sqrt(planted.correlation) * random.standard_normal()
    national = np.sqrt(planted.by_nation) * random.standard_normal(len(rows.nations))[nation]
    alone = np.sqrt(1 - planted.correlation - planted.by_nation) * random.standard_normal(number)
    published = replace(rows, strength=truth + planted.errors * rows.sd * (common + national + alone))
    said = verdict(published)
    stated = np.array([said.chances.get(name, 0.0) for name in rows.nations])
    best = rows.shares[truth.argmax()]
    face = chances_of_best(published.strength, rows.sd) @ rows.shares
    top = rows.shares[published.strength.argmax()]
    brier = [float(((guess - best) ** 2).sum()) for guess in (stated, face, top)]
    led = float(said.kind == "leads")
    return float(stated.max()), float(best[stated.argmax()]), led, float(_is_clear(rows, truth)), *brier


def _is_clear(rows: Entries, truth: Floats) -> bool:
    """Whether the best row stands CLEAR errors above every row of other nations."""
    first = int(truth.argmax())
    others = (rows.shares[first] * rows.shares).sum(axis=1) == 0
    return bool((truth[first] - truth[others] >= CLEAR * np.hypot(rows.sd[first], rows.sd[others])).all())


def run(shapes: list[Shape], planted: Condition, random: np.random.Generator) -> Trials:
    """All trials of a condition, the shapes in turn."""
    table = np.array([trial(shapes[turn % len(shapes)], planted, random) for turn in range(planted.trials)])
    stated, right, leads, clear = table[:, :4].T
    return Trials(stated, right, leads, clear, table[:, 4:])


def report(name: str, done: Trials) -> str:
    """A line of the table: stated less observed per bin, in points, and the totals."""
    cells = []
    for low, high in pairwise(EDGES):
        inside = (done.stated >= low) & (done.stated < high)
        over = 100 * (done.stated[inside].mean() - done.right[inside].mean()) if inside.sum() >= ENOUGH else np.nan
        cells.append(f"{over:+.1f}" if inside.sum() >= ENOUGH else "")
    led = done.leads > 0
    right = f"{100 * done.right[led].mean():.1f} % of {led.sum():,}" if led.sum() >= ENOUGH else ""
    clear = done.clear > 0
    called = f"{100 * led[clear].mean():.0f} % of {clear.sum():,}" if clear.sum() >= ENOUGH else ""
    brier = [f"{value:.3f}" for value in done.brier.mean(axis=0)]
    return f"| {' | '.join([name, f'{len(done.stated):,}', *cells, right, called, *brier])} |"


def later_by_board() -> dict[str, pd.DataFrame]:
    """What became of published intervals in the bundled data; boards whose histories do not tell are left out."""
    found = {}
    for board_id in boards.catalogue():
        history = leaderboard.history(board_id, openness="all", data_dir=SEED)
        if len(history.snapshots) > 1:
            found[board_id] = later_scores(history)
    return {board_id: later for board_id, later in found.items() if len(later)}


def of_sources(later: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The same by source, all of its boards together."""
    of = {board_id: boards.board(board_id).source.id for board_id in later}
    return {
        source_id: pd.concat(later[board_id] for board_id in later if of[board_id] == source_id)
        for source_id in dict.fromkeys(of.values())
    }


def by_rule(later: dict[str, pd.DataFrame]) -> dict[str, float]:
    """The factor of every board: its own from OWN_FACTOR models on, else that of its source, else 1."""
    together = of_sources(later)
    found = {}
    for board_id, curated in boards.catalogue().items():
        own = later.get(board_id, ())
        judged = own if len(own) >= OWN_FACTOR else together.get(curated.source.id)
        found[board_id] = 1.0 if judged is None else round(factor(judged["z"]), 2)
    return found


def factors(later: dict[str, pd.DataFrame]) -> None:
    """Print what the boards' own histories say of their intervals, and what the registry keeps."""
    print("| board | models | later scores hold 95 % at | in use |\n|---|---|---|---|")
    for board_id, own in later.items():
        told = f"{factor(own['z']):.2f}" if len(own) >= OWN_FACTOR else "too few"
        print(f"| {board_id} | {len(own)} | {told} | {boards.board(board_id).interval_factor:.2f} |")
    for source_id, together in of_sources(later).items():
        print(f"| all of {source_id} | {len(together)} | {factor(together['z']):.2f} | |")


def main() -> None:
    """Print the factors, then run every condition and print the table."""
    factors(later_by_board())
    shapes = [shape(board) for board in BOARDS]
    print()
    for board, one in zip(BOARDS, shapes, strict=True):
        print(f"{board}: {len(one.rows.sd)} rows, spread {one.spread:.0f}, median error {one.error:.1f}")
    bins = [f"{low:.2g} to {min(high, 1):.2g}" for low, high in pairwise(EDGES)]
    head = [
        "planted",
        "trials",
        *bins,
        "`leads` right",
        "clear leads called",
        "Brier",
        "at face value",
        "top score leads",
    ]
    print(f"\n| {' | '.join(head)} |\n{'|---' * len(head)}|")
    with ProcessPoolExecutor() as pool:
        of_each = [
            [pool.submit(_part, shapes, number, part) for part in range(planted.trials // TOGETHER)]
            for number, planted in enumerate(CONDITIONS)
        ]
        for planted, parts in zip(CONDITIONS, of_each, strict=True):
            print(report(planted.name, _joined([part.result() for part in parts])), flush=True)


def _part(shapes: list[Shape], number: int, part: int) -> Trials:
    """TOGETHER trials of one of CONDITIONS."""
    random = np.random.default_rng([20_261_124, number, part])
    return run(shapes, replace(CONDITIONS[number], trials=TOGETHER), random)


def _joined(parts: list[Trials]) -> Trials:
    names = [field.name for field in fields(Trials)]
    return Trials(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


if __name__ == "__main__":
    main()
