"""A line for a person, and a table whose rows it can blame."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from leaderboard.registry.fields import KEYS
from leaderboard.registry.tables import Registry, records


@dataclass(frozen=True)
class Problem:
    """One line for a person. line: of the file, its header being the first; 0 where no row is to blame."""

    file: str
    line: int
    row: str
    what: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: {self.row}" if self.line else self.file
        return f"{place}: {self.what}; {self.mend}"


class Table:
    """A table's rows with their places, so that a problem can name its row."""

    def __init__(self, registry: Registry, name: str) -> None:
        self.name = name
        self.columns = tuple(getattr(registry, name).columns)
        self.rows = records(getattr(registry, name))

    def key(self, row: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(row[name] for name in KEYS[self.name])

    def problem(self, place: int, what: str, mend: str) -> Problem:
        return Problem(f"{self.name}.csv", place + 2, _shown(self.key(self.rows[place])), what, mend)

    @cached_property
    def by_id(self) -> dict[str, dict[str, str]]:
        """The rows by their first key; of several, the last."""
        return {self.key(row)[0]: row for row in self.rows}


def _shown(key: tuple[str, ...]) -> str:
    return ", ".join(value or "(blank)" for value in key)


Tables = dict[str, Table]
