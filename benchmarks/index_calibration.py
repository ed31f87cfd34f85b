"""Part of `make calibration`: do the intervals of the index hold planted abilities, and its chances what they say?

Boards of 3 to 40 of 40 to 120 models are planted, with slopes and difficulties, in four domains. Scores
have errors of their own; in some worlds a developer's models are bent alike for a board, in some every
model is bent for a domain. Abilities are compared on the scale of the fit: the planted ones are laid on
it by the straight line that brings them nearest, as origin and unit are conventions. Prints the table
that stands in docs/index.md.
"""

from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from leaderboard.analytics.ability_errors import ability_errors
from leaderboard.analytics.certainty import LEADS_AT, believed_chances
from leaderboard.analytics.index import INTERVAL, TooFewBoards, linked
from leaderboard.analytics.item_response import fit

DOMAINS = 4
DEVELOPERS = 12
NATIONS = 3
ANCHOR = "b00"
#: Bents as large as these are what the method is made for.
COVERED = 0.4
TRIALS = 300
#: So many trials have random numbers of their own, so that they can be run side by side.
TOGETHER = 50
#: A share is told from so many trials on; of fewer only the counts.
ENOUGH = 20


@dataclass(frozen=True)
class World:
    """What is planted. by_developer, by_domain: standard deviations of the bents, in the unit of ability (sd 1.2).

    noise: of a score, which is between 0 and 1. models, boards, listed: from and to, drawn anew in each trial.
    """

    name: str
    by_developer: float = 0.0
    by_domain: float = 0.0
    noise: float = 0.03
    models: tuple[int, int] = (40, 120)
    boards: tuple[int, int] = (8, 24)
    listed: tuple[int, int] = (3, 40)


WORLDS = (
    World("independent errors"),
    World("developers bent by board, 0.4", by_developer=0.4),
    World("models bent by domain, 0.4", by_domain=0.4),
    World("both bent, 0.4", by_developer=0.4, by_domain=0.4),
    World("both bent, errors of 0.06", by_developer=0.4, by_domain=0.4, noise=0.06),
    World("both bent, 6 boards", by_developer=0.4, by_domain=0.4, boards=(6, 6), listed=(10, 40)),
    World("both bent, boards of 5 to 15 models", by_developer=0.4, by_domain=0.4, listed=(5, 15)),
    World("both bent, 36 boards, 150 models", by_developer=0.4, by_domain=0.4, models=(150, 150), boards=(36, 36)),
    World("both bent twice as much, 0.8", by_developer=0.8, by_domain=0.8),
    World("developers bent by board, 0.8", by_developer=0.8),
    World("models bent by domain, 0.8", by_domain=0.8),
    World("both bent, 0.8, boards of 5 to 15 models", by_developer=0.8, by_domain=0.8, listed=(5, 15)),
)


@dataclass(frozen=True)
class Planted:
    """Scores as published, and the truth behind them: ability and nation by model, domain by board."""

    scores: pd.DataFrame
    ability: "pd.Series[float]"
    nation: "pd.Series[int]"
    domain: dict[str, str]


def plant(world: World, random: np.random.Generator) -> Planted:
    """One set of boards; some models stand on many of them, most on few."""
    models, boards = (int(random.integers(low, high + 1)) for low, high in (world.models, world.boards))
    names = np.array([f"m{code:03}" for code in range(models)])
    ability, developer = random.normal(0, 1.2, models), random.integers(0, DEVELOPERS, models)
    domain = random.integers(0, DOMAINS, boards)
    for_domain = random.normal(0, world.by_domain, (models, DOMAINS))
    for_board = random.normal(0, world.by_developer, (DEVELOPERS, boards))
    popular = random.exponential(size=models)
    tables = []
    for board in range(boards):
        number = min(models, int(random.integers(world.listed[0], world.listed[1] + 1)) if board else world.listed[1])
        listed = random.choice(models, number, replace=False, p=popular / popular.sum())
        slope, difficulty = (random.uniform(0.7, 2.5), random.normal()) if board else (1.0, 0.0)
        apart = ability[listed] + for_domain[listed, domain[board]] + for_board[developer[listed], board] - difficulty
        score = np.clip(expit(slope * apart) + random.normal(0, world.noise, number), 0, 1)
        tables.append(pd.DataFrame({"model": names[listed], "benchmark": f"b{board:02}", "performance": score}))
    return Planted(
        pd.concat(tables, ignore_index=True),
        pd.Series(ability, names),
        pd.Series(developer % NATIONS, names),
        {f"b{board:02}": str(domain[board]) for board in range(boards)},
    )


@dataclass(frozen=True)
class Trial:
    """By listed model whether its interval holds the planted ability; the likeliest nation's chance; is it right?

    Of boards that agree too little for intervals, nothing is held and no chance stated (NaN).
    """

    holds: "pd.Series[bool]"
    stated: float
    right: bool


def trial(world: World, random: np.random.Generator) -> Trial:
    """One fit of planted boards. Listed as in the index: on three boards of two domains. Raises TooFewBoards."""
    planted = plant(world, random)
    scores = linked(planted.scores, ANCHOR)
    found = fit(scores, ANCHOR)
    error = ability_errors(scores, found, ANCHOR, planted.domain).of_ability
    truth = planted.ability[found.capability.index]
    truth = np.polyval(np.polyfit(truth, found.capability, 1), truth) + 0 * found.capability
    on = scores.assign(domain=scores["benchmark"].map(planted.domain)).groupby("model")
    listed = (on["benchmark"].nunique() >= 3) & (on["domain"].nunique() >= 2)
    names = listed.index[listed]
    if names.empty:
        raise TooFewBoards("no model stands on boards enough to be listed")
    holds = ((truth[names] - found.capability[names]).abs() <= INTERVAL * error[names])[error[names].notna()]
    ability, sd = found.capability[names].to_numpy(), error[names].to_numpy()
    chances = believed_chances(ability, sd)
    by_nation = np.bincount(planted.nation[names], chances, NATIONS)
    best = planted.nation[truth[names].idxmax()]
    return Trial(holds, float(by_nation.max()), int(by_nation.argmax()) == best)


def part(number: int, turn: int) -> list[Trial]:
    """TOGETHER trials of one of WORLDS."""
    random = np.random.default_rng([20_261_128, number, turn])
    done: list[Trial] = []
    while len(done) < TOGETHER:
        with suppress(TooFewBoards):
            done.append(trial(WORLDS[number], random))
    return done


def report(name: str, done: list[Trial]) -> str:
    """A line of the table."""
    holds = pd.concat([one.holds for one in done])
    stated, right = np.array([one.stated for one in done]), np.array([one.right for one in done])
    led = stated >= LEADS_AT
    share = f" ({100 * right[led].mean():.1f} %)" if led.sum() >= ENOUGH else ""
    leads = f"{right[led].sum()} of {led.sum()}{share}"
    said = ~np.isnan(stated)
    over = 100 * (stated[said] - right[said]).mean()
    told = f"| {name} | {len(done):,} | {100 * said.mean():.0f} % | {len(holds):,} | {100 * holds.mean():.1f} % |"
    return f"{told} {leads} | {over:+.1f} |"


def main() -> None:
    """Print the table."""
    print(
        "| planted | trials | not silent | intervals | hold the truth | P >= 0.95 right | stated less found |\n"
        + "|---" * 7
        + "|"
    )
    covered: list[Trial] = []
    with ProcessPoolExecutor() as pool:
        parts = [
            [pool.submit(part, number, turn) for turn in range(TRIALS // TOGETHER)] for number in range(len(WORLDS))
        ]
        for world, of_world in zip(WORLDS, parts, strict=True):
            done = [one for each in of_world for one in each.result()]
            print(report(world.name, done), flush=True)
            if max(world.by_developer, world.by_domain) == COVERED:
                covered += done
    print(report(f"all that are bent by {COVERED}", covered))


if __name__ == "__main__":
    main()
