"""Is the registry whole? Every problem at once, each with its file, its row, what is wrong and how to mend it."""

from collections.abc import Callable, Iterator

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
    openness.licenses,
    whole.corrections,
)


def problems(registry: Registry) -> list[Problem]:
    """Everything that is wrong with the registry; empty if it is whole. Where columns are wrong, only that is told."""
    tables = {name: Table(registry, name) for name in TABLES}
    if wrong := list(shape.columns(tables)):
        return wrong
    return [problem for check in _CHECKS for problem in check(tables)]
