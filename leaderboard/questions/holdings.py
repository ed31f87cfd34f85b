"""What the collection holds, whatever is asked of it: boards, sources, their freshness, names, the registry.

Every function takes data_dir by keyword: default `./data`, or LEADERBOARD_DATA_DIR.
"""

from pathlib import Path

import pandas as pd

from leaderboard.intake import health
from leaderboard.questions.catalogue import checked
from leaderboard.records import store
from leaderboard.records.left_out import noting
from leaderboard.records.paths import data_dir as data_folder
from leaderboard.registry import audit as audited
from leaderboard.registry import boards as every_board
from leaderboard.registry import completeness, published, tables
from leaderboard.registry import resolve as resolving

_Place = str | Path | None

SOURCES_DTYPES = {
    "source_id": "str",
    "title": "str",
    "homepage": "str",
    "license": "str",
    "license_url": "str",
    "attribution": "str",
    "boards": "int64",
    "redistributable": "int64",
}


@noting
def boards(*, data_dir: _Place = None) -> pd.DataFrame:
    """Every board with its span; see intake.health.board_list. attrs["notes"]: where they come with the package."""
    data = data_folder(data_dir)
    table = health.board_list(data)
    if data.carried:
        said = "The scores that the package carries, only read: `leaderboard refresh` begins ./data with a copy."
        table.attrs["notes"] = (said,)
    return table


def sources(*, data_dir: _Place = None) -> pd.DataFrame:  # noqa: ARG001 (every verb takes it)
    """Every leaderboard that is read: columns SOURCES_DTYPES.

    attribution: whom to name for a figure of it. redistributable: how many of its boards may be passed on.
    """
    rows = [
        {
            "source_id": source.id,
            "title": source.title,
            "homepage": source.homepage,
            "license": source.license,
            "license_url": source.license_url,
            "attribution": source.attribution,
            "boards": len(source.boards),
            "redistributable": sum(board.redistributable for board in source.boards),
        }
        for source in every_board.every_source()
    ]
    return pd.DataFrame(rows, columns=list(SOURCES_DTYPES)).astype(SOURCES_DTYPES)


@noting
def status(*, data_dir: _Place = None) -> pd.DataFrame:
    """Freshness of every source; see intake.health.status. attrs["notes"]: what could not be read, and what stopped."""
    data = data_folder(data_dir)
    table = health.status(data)
    table.attrs["notes"] = tuple(health.troubles(data))
    return table


@checked
@noting
def unresolved(*, source_id: str | None = None, data_dir: _Place = None) -> pd.DataFrame:
    """Spellings that the registry does not know; see intake.health.unresolved. Raises UnknownSource.

    attrs["notes"]: that nothing is stored of the source, whose names are then not all known.
    """
    chosen = every_board.sources([source_id])[0].id if source_id else None
    data = data_folder(data_dir)
    table = health.unresolved(data, chosen)
    if chosen and not store.files(data, chosen):
        table.attrs["notes"] = (f"{chosen}: nothing is stored of it here: `leaderboard refresh {chosen}` brings it",)
    return table


@checked
@noting
def registry_table(*, filled: bool = False, data_dir: _Place = None) -> pd.DataFrame:
    """Every registered model; see registry.published. filled: instead how much is known, see registry.completeness."""
    return completeness.shares(data_folder(data_dir), tables.load()) if filled else published.registry_table()


def corrections(*, data_dir: _Place = None) -> pd.DataFrame:  # noqa: ARG001 (every verb takes it)
    """Every attribution that was changed after it had been published; see registry.tables."""
    return tables.corrections()


@checked
@noting
def audit(*, settled_too: bool = False, data_dir: _Place = None) -> pd.DataFrame:
    """Where public facts disagree with the registry; see registry.audit. settled_too: with those that were settled."""
    table = audited.audit(data_folder(data_dir), tables.load())
    return table if settled_too else table[~table["settled"]].reset_index(drop=True)


def resolve(names: pd.DataFrame, *, data_dir: _Place = None) -> pd.DataFrame:  # noqa: ARG001 (every verb takes it)
    """Published names attributed; see registry.resolve. Raises ValueError where the column model_name is missing."""
    if "model_name" not in names:
        raise ValueError(f"expected a column model_name, found {','.join(map(str, names.columns))}")
    return resolving.resolve(names)
