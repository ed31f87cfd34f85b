"""Who made each model, in which country, on whose base and how open: curated tables, exact matches only.

People write the CSV files beside this module; `docs/registry.md` says how, `fields.py` what each column means.
Every column is text; an empty cell is unknown.
"""

import hashlib
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import cast

import pandas as pd


@dataclass(frozen=True, eq=False)
class Registry:
    """The tables as DataFrames of text, columns fields.COLUMNS[name]."""

    organizations: pd.DataFrame
    organization_aliases: pd.DataFrame
    models: pd.DataFrame
    model_openness: pd.DataFrame
    model_aliases: pd.DataFrame
    undecidable: pd.DataFrame
    licenses: pd.DataFrame
    license_aliases: pd.DataFrame
    countries: pd.DataFrame
    boards: pd.DataFrame
    breaks: pd.DataFrame
    events: pd.DataFrame
    country_names: pd.DataFrame
    openness_crosswalk: pd.DataFrame
    verdicts: pd.DataFrame
    corrections: pd.DataFrame
    claims: pd.DataFrame


_FOLDER = Path(__file__).parent
TABLES: tuple[str, ...] = tuple(field.name for field in fields(Registry))


def records(table: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of a table of text, each as column -> value."""
    return cast(list[dict[str, str]], table.to_dict("records"))


class Shipped(Registry):
    """The registry that ships with this package: a table is read when it is first asked for."""

    def __init__(self) -> None: ...

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        with _FOLDER.joinpath(f"{name}.csv").open(encoding="utf-8") as file:
            table = pd.read_csv(file, dtype="str", keep_default_na=False)
        vars(self)[name] = table
        return table

    @cached_property
    def digest(self) -> str:
        """The hash of all its tables, and of the code of this room, which makes something of them."""
        files = sorted(file for file in _FOLDER.iterdir() if file.name.endswith((".csv", ".py")))
        told = hashlib.sha256()
        for file in files:
            told.update(f"{file.name} {file.stat().st_size}\n".encode() + file.read_bytes())
        return told.hexdigest()


@cache
def load() -> Shipped:
    """The registry that ships with this package."""
    return Shipped()


def corrections() -> pd.DataFrame:
    """Every attribution that was changed after it had been published, newest first; columns of corrections.csv."""
    return load().corrections.sort_values("date", ascending=False, kind="stable", ignore_index=True)
