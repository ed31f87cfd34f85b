"""The registry as one table for others: a row per model, its tables joined, the columns described by TABLE.

Semantic version: the first number changes where a column goes or means something else, the second where one is added,
the third with every row of corrections.csv, which is the log of its changes.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pandas as pd

from leaderboard.registry import attribution, fields, tables
from leaderboard.registry.attribution import HUB
from leaderboard.registry.fields import OPEN_WEIGHTS, TABLES, UNVERIFIED, Field
from leaderboard.registry.tables import Registry, records

_COLUMNS = "2.1"
#: Columns that come as they stand in models.csv and licenses.csv.
_OF_MODELS = (
    "released_on",
    "weights_on",
    "parameters_b",
    "active_parameters_b",
    "context_length",
    "input_modalities",
    "output_modalities",
    "languages",
    "open_sibling",
    "weights_url",
    "evidence_url",
    "checked_on",
    "base_evidence_url",
    "weights_evidence_url",
    "specs_evidence_url",
)
_OF_LICENSES = (
    "commercial_use",
    "user_threshold",
    "revenue_threshold",
    "excluded_territories",
    "naming_duty",
    "text_url",
)


def _described(table: str, names: tuple[str, ...]) -> tuple[Field, ...]:
    described = {field.name: field for field in TABLES[table]}
    return tuple(replace(described[name], key=False) for name in names)


#: The columns of the published table, in order.
TABLE: tuple[Field, ...] = (
    Field("hub_id", "name of the weights on the Hugging Face hub", key=True),
    *_described("models", ("model_id", "model_name", "organization_id")),
    Field("developer", "name of the organization that released it"),
    Field("country", "its seat at the release, ISO 3166-1 alpha-3; joint origin `CHN;USA`"),
    *_described("models", ("base_model_id",)),
    Field("base_country", "country of the model at the root of the lineage; blank is unknown"),
    Field("openness", "the tier today"),
    Field(
        "openness_by_date",
        "every tier with its first day, `2026-07-20 closed;2026-07-27 restricted_weights`; without a day where that is "
        "not known",
        "list",
    ),
    *_described("model_openness", ("license", "basis")),
    *_described("licenses", _OF_LICENSES),
    Field("terms_checked_on", "the day on which somebody read the license; blank: nobody has", "day"),
    Field(
        "base_licenses",
        "what binds it besides: licenses of the models of other organizations that it is built on, where they are not "
        "its own, nearest first; the terms before this column are those of `license` alone",
        "list",
    ),
    *_described("models", _OF_MODELS),
    Field("unverified_days", "which of `released_on` and `weights_on` no text that was read dates", "list"),
    Field("openness_evidence_url", "the text that was read for tier and license", "url"),
)


def markdown() -> str:
    """docs/registry-fields.md: the columns of the files, then those of the table made of them."""
    return fields.markdown({"The published table": TABLE})


def version(known: Registry | None = None) -> str:
    """The version of the table that this registry makes."""
    return f"{_COLUMNS}.{len((known or tables.load()).corrections)}"


def registry_table(known: Registry | None = None) -> pd.DataFrame:
    """Every registered model with its developer, base, openness, terms, sizes and evidence: columns TABLE, all text.

    Sorted by model_id. attrs["notes"] says the version, for whoever prints it.
    """
    known = known or tables.load()
    lookup = attribution.prepare(known)
    licenses = {row["license"]: row for row in records(known.licenses)}
    steps: dict[str, list[dict[str, str]]] = {}
    for step in records(known.model_openness.sort_values("valid_from")):
        steps.setdefault(step["model_id"], []).append(step)
    rows = []
    for model_id, model in lookup.models.items():
        today = steps[model_id][-1]
        below = base_licenses(lookup, lambda one: steps[one][-1]["license"], model_id)
        terms = licenses.get(today["license"], {})
        rows.append(
            {
                **{name: model.get(name, "") for name in (field.name for field in TABLE)},
                **{name: terms.get(name, "") for name in _OF_LICENSES},
                "hub_id": model["weights_url"].removeprefix(HUB) if model["weights_url"].startswith(HUB) else "",
                "developer": lookup.organizations[model["organization_id"]]["organization_name"],
                "openness": lookup.openness[model_id][-1][1],
                "openness_by_date": ";".join(_by_date(steps[model_id], model)),
                "license": today["license"],
                "basis": today["basis"],
                "terms_checked_on": terms.get("checked_on", ""),
                "base_licenses": ";".join(below),
                "unverified_days": ";".join(day for day, said in UNVERIFIED.items() if said in model["note"]),
                "openness_evidence_url": today["evidence_url"],
            }
        )
    table = pd.DataFrame(rows, columns=[field.name for field in TABLE], dtype="str").sort_values("model_id")
    table = table.reset_index(drop=True)
    table.attrs["notes"] = [f"Registry {version(known)}: `leaderboard.corrections()` is the log of its changes."]
    return table


def base_licenses(
    lookup: attribution.Attribution, license_of: Callable[[str], str], model_id: str
) -> dict[str, dict[str, str]]:
    """The licenses below a model that bind it beside its own, each with the nearest model that bears it.

    license_of: of a model_id, "" where nobody knows.
    """
    found: dict[str, dict[str, str]] = {}
    for model in lookup.binding(model_id)[1:]:
        found.setdefault(license_of(model["model_id"]), model)
    return {name: model for name, model in found.items() if name not in ("", license_of(model_id))}


def _by_date(steps: list[dict[str, str]], model: dict[str, str]) -> Iterator[str]:
    """Every tier with its first day: closed only where it could be had before its weights, or where a step says so."""
    first, *later = steps
    is_open = first["openness"] in OPEN_WEIGHTS
    if is_open and "" < model["released_on"] < model["weights_on"]:
        yield f"{model['released_on']} closed"
    day = first["valid_from"] or model["weights_on" if is_open else "released_on"]
    yield f"{day} {first['openness']}".strip()
    for step in later:
        yield f"{step['valid_from']} {step['openness']}"
