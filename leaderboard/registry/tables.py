"""Who made each model, in which country, on whose base and how open: curated tables, exact matches only.

People write the CSV files beside this module; `docs/registry.md` says how. Every column is text; an
empty cell is unknown.
"""

from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from typing import cast

import pandas as pd

#: Columns of each table; the first ones named in KEYS identify a row.
COLUMNS: dict[str, tuple[str, ...]] = {
    "organizations": (
        "organization_id",
        "valid_from",
        "organization_name",
        "country",
        "second_country",
        "country_basis",
        "kind",
        "parent_id",
        "evidence_url",
        "checked_on",
        "note",
    ),
    "organization_aliases": ("alias", "organization_id"),
    "models": (
        "model_id",
        "model_name",
        "organization_id",
        "base_model_id",
        "released_on",
        "weights_url",
        "parameters_b",
        "active_parameters_b",
        "modality",
        "evidence_url",
        "checked_on",
        "note",
    ),
    "model_openness": ("model_id", "valid_from", "openness", "license", "evidence_url", "checked_on"),
    "model_aliases": ("source_id", "model_name", "model_id", "setting"),
    "undecidable": ("source_id", "model_name", "reason", "note"),
    "licenses": (
        "license_name",
        "license",
        "openness",
        "commercial_use",
        "user_threshold",
        "excluded_territories",
        "text_url",
    ),
    "countries": ("country", "name", "bloc", "valid_from", "valid_to"),
    "boards": ("board_id", "domain", "headline_category", "is_headline", "in_index", "max_age_days"),
    "breaks": ("board_id", "category", "date", "kind", "note", "evidence_url"),
    "events": ("date", "title", "kind", "countries", "url"),
    "country_names": ("name", "country"),
    "openness_crosswalk": ("scheme", "term", "openness", "note"),
    "verdicts": ("kind", "model_id", "source", "theirs", "ours", "verdict", "reason", "checked_on"),
    "corrections": ("date", "kind", "id", "column", "before", "after", "reason"),
    "claims": (
        "claim_id",
        "date",
        "statement",
        "source",
        "url",
        "checked_on",
        "definition",
        "formula",
        "published",
        "tolerance",
        "note",
    ),
}
KEYS: dict[str, tuple[str, ...]] = {
    "organizations": ("organization_id", "valid_from"),
    "organization_aliases": ("alias",),
    "models": ("model_id",),
    "model_openness": ("model_id", "valid_from"),
    "model_aliases": ("source_id", "model_name"),
    "undecidable": ("source_id", "model_name"),
    "licenses": ("license_name",),
    "countries": ("country", "bloc"),
    "boards": ("board_id",),
    "breaks": ("board_id", "category", "date", "kind"),
    "events": ("date", "title"),
    "country_names": ("name",),
    "openness_crosswalk": ("scheme", "term"),
    "verdicts": ("kind", "model_id", "source", "theirs", "ours"),
    "corrections": ("date", "kind", "id", "column"),
    "claims": ("claim_id",),
}

#: Most open first. "Open weights" means the first four.
OPENNESS = (
    "open_source",
    "unrestricted_weights",
    "restricted_weights",
    "noncommercial_weights",
    "closed",
    "unknown",
)
OPEN_WEIGHTS = OPENNESS[:4]
#: Why a published name is not one model of one developer.
UNDECIDABLE = ("stealth", "pair", "baseline", "provider", "scaffold", "not_a_model", "ambiguous")
#: What a second opinion can differ in, and who is right where the difference stays. Where they are right, the
#: registry changes and no difference is left.
DISAGREEMENTS = ("country", "openness", "organization", "base")
VERDICTS = ("ours", "both")
#: Declared breaks across which scores do not compare.
METHOD_CHANGES = ("rescale", "method", "question_set")


@dataclass(frozen=True, eq=False)
class Registry:
    """The tables as DataFrames of text, columns COLUMNS[name]."""

    organizations: pd.DataFrame
    organization_aliases: pd.DataFrame
    models: pd.DataFrame
    model_openness: pd.DataFrame
    model_aliases: pd.DataFrame
    undecidable: pd.DataFrame
    licenses: pd.DataFrame
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
