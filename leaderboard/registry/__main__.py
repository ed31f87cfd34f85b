"""What people do with the tables beside this file: `python -m leaderboard.registry check` and `sort`.

The Makefile calls them registry-check and registry-sort.
"""

import csv
import io
import sys
from pathlib import Path

import click

from fetchers import REFERENCES, SOURCES
from leaderboard.records.files import write_text
from leaderboard.records.paths import data_dir
from leaderboard.registry import checks, completeness, tables
from leaderboard.registry.checks import shape
from leaderboard.registry.checks.problem import Problem
from leaderboard.registry.fields import KEYS, OPEN_WEIGHTS
from leaderboard.registry.tables import Registry, records

_FOLDER = Path(__file__).parent


def check() -> int:
    """Print a line for each problem, then how much is filled; returns 1 if there is a problem."""
    found = shape.ragged(_FOLDER)
    known = None if found else tables.load()
    if known is not None:
        found = [*checks.problems(known), *checks.strangers(known, _upstreams(), _boards())]
    if found or known is None:
        return _told(found)
    click.echo(f"The registry is whole. {_unverified(known)}")
    shares = completeness.shares(data_dir(), known).set_index("fact")
    click.echo(f"Filled, of all models, the open ones, those ever in a top {completeness.TOP}, the open ones of these:")
    for fact, row in shares.iterrows():
        cells = [f"{value:,.0f}" if fact == "models" else f"{value:.1%}" for value in row]
        click.echo(f"  {fact:<16}" + "".join(f"{cell:>8}" for cell in cells))
    return 0


def _told(found: list[Problem]) -> int:
    for problem in found:
        click.echo(problem)
    click.echo(f"{len(found)} problem{'s' * (len(found) != 1)}")
    return 1


def _upstreams() -> set[str]:
    return {source.id for source in SOURCES} | {reference.id for reference in REFERENCES}


def _boards() -> set[str]:
    return {board.id for source in SOURCES for board in source.boards}


def _unverified(known: Registry) -> str:
    assumed = [row for row in records(known.model_openness) if row["basis"] == "assumed"]
    opened = sum(row["openness"] in OPEN_WEIGHTS for row in assumed)
    return f"{opened:,} open tiers or licenses are assumed, not read."


def sort() -> int:
    """Bring the rows of every table into the order of its key, and say which files changed.

    Returns 1 where a file is no table.
    """
    if found := shape.ragged(_FOLDER):
        return _told(found)
    for name in tables.TABLES:
        path = _FOLDER / f"{name}.csv"
        text = path.read_text(encoding="utf-8")
        header, *rows = csv.reader(io.StringIO(text))
        if missing := [column for column in KEYS[name] if column not in header]:
            return _told(
                [Problem(path.name, 0, "", f"expected the columns {','.join(missing)}", "mend its first line")]
            )
        places = [header.index(column) for column in KEYS[name]]
        rows.sort(key=lambda row, places=places: [row[place] for place in places])  # type: ignore[misc]
        target = io.StringIO()
        csv.writer(target, lineterminator="\n").writerows([header, *rows])
        if target.getvalue() != text:
            write_text(path, target.getvalue())
            click.echo(f"sorted {path.name}")
    return 0


def main() -> None:
    """Run the verb that was asked for; click ends in silence where its reader has seen enough."""
    verbs = click.Group(help=__doc__)
    verbs.command("check")(lambda: sys.exit(check()))
    verbs.command("sort")(lambda: sys.exit(sort()))
    verbs()


if __name__ == "__main__":
    main()
