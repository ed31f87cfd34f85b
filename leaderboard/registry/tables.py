"""Who made each model, in which country, on whose base and how open: curated tables, exact matches only.

People write the CSV files beside this module; `docs/registry.md` says how, `fields.py` what each column means.
Every column is text; an empty cell is unknown.
"""

from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
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


TABLES: tuple[str, ...] = tuple(field.name for field in fields(Registry))


def records(table: pd.DataFrame) -> list[dict[str, str]]:
    """The rows of a table of text, each as column -> value."""
    return cast(list[dict[str, str]], table.to_dict("records"))


@cache
def load() -> Registry:
    """The registry that ships with this package."""
    folder = resources.files(__package__)
    tables = {}
    for name in TABLES:
        with folder.joinpath(f"{name}.csv").open(encoding="utf-8") as file:
            tables[name] = pd.read_csv(file, dtype="str", keep_default_na=False)
    return Registry(**tables)


def corrections() -> pd.DataFrame:
    """Every attribution that was changed after it had been published, newest first; columns of corrections.csv."""
    return load().corrections.sort_values("date", ascending=False, kind="stable", ignore_index=True)
