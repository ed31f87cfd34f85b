"""Is the registry whole? Every problem at once, each with its file, its row, what is wrong and how to mend it."""

from collections.abc import Callable, Collection, Iterator

from leaderboard.registry.checks import evidence, lineage, openness, shape, specs, whole
from leaderboard.registry.checks.problem import Problem, Table, Tables
from leaderboard.registry.tables import TABLES, Registry

#: In this order a person reads what they find: first what makes no table, then what is not so.
_CHECKS: tuple[Callable[[Tables], Iterator[Problem]], ...] = (
    shape.order,
    shape.keys,
    shape.cells,
    evidence.readings,
    evidence.days,
    lineage.lineage,
    lineage.no_freer_than_base,
    openness.weights,
    specs.sizes,
    specs.senses,
    specs.told,
    specs.specs,
    whole.doubts,
    whole.coverage,
    whole.spellings,
    openness.licenses,
    whole.corrections,
)


def problems(registry: Registry) -> list[Problem]:
    """Everything that is wrong with the registry; empty if it is whole. Where columns are wrong, only that is told."""
    tables = {name: Table(registry, name) for name in TABLES}
    if wrong := list(shape.columns(tables)):
        return wrong
    return [problem for check in _CHECKS for problem in check(tables)]


def strangers(registry: Registry, source_ids: Collection[str], board_ids: Collection[str]) -> list[Problem]:
    """Rows of sources and boards that nobody reads, which hold for nothing, and boards that have no row."""
    tables = {name: Table(registry, name) for name in ("boards", "model_aliases", "undecidable")}
    if any(shape.columns(tables)):
        return []
    found = []
    for name in ("model_aliases", "undecidable"):
        for place, row in enumerate(tables[name].rows):
            if row["source_id"] not in ("*", *source_ids):
                what = f"source_id: unknown {row['source_id']!r}"
                found.append(tables[name].problem(place, what, "name a source or reference by its id, or *"))
    for place, row in enumerate(tables["boards"].rows):
        if row["board_id"] not in board_ids:
            found.append(tables["boards"].problem(place, "no source has this board", "spell it as the source does"))
    lacking = sorted({*board_ids} - set(registry.boards["board_id"]))
    return [
        *found,
        *(Problem("boards.csv", 0, "", f"expected a row for {one}, found none", "add it") for one in lacking),
    ]
