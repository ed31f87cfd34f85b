"""Is the registry whole? Each problem is one line that says where, what was expected and what was found."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from leaderboard.registry.tables import (
    COLUMNS,
    DISAGREEMENTS,
    KEYS,
    OPENNESS,
    TABLES,
    UNDECIDABLE,
    VERDICTS,
    Registry,
    records,
)

_DATE_COLUMNS = ("valid_from", "valid_to", "released_on", "checked_on", "date")
_KINDS = (
    ("organizations", "country_basis", ("headquarters", "incorporation", "joint", "")),
    ("model_openness", "openness", OPENNESS),
    ("undecidable", "reason", UNDECIDABLE),
    ("licenses", "openness", OPENNESS),
    ("breaks", "kind", ("rescale", "method", "question_set", "partial", "names")),
    ("events", "kind", ("release", "policy", "hardware", "board")),
    ("verdicts", "kind", DISAGREEMENTS),
    ("verdicts", "verdict", VERDICTS),
    ("corrections", "kind", ("model", "organization")),
)
#: Tables in which a correction of each kind changes a column.
_CORRECTED = {"model": ("models", "model_openness"), "organization": ("organizations",)}


def problems(registry: Registry) -> list[str]:
    """Everything that is wrong with the registry, in words; empty if it is whole."""
    checks: tuple[Callable[[Registry], Iterator[str]], ...] = (
        _layout,
        _keys,
        _references,
        _codes,
        _dates,
        _evidence,
        _lineage,
        _coverage,
        _second_opinions,
        _corrections,
    )
    return [problem for check in checks for problem in check(registry)]


def _layout(registry: Registry) -> Iterator[str]:
    for name in TABLES:
        table = getattr(registry, name)
        if tuple(table.columns) != COLUMNS[name]:
            yield f"{name}.csv: expected columns {','.join(COLUMNS[name])}, found {','.join(table.columns)}"
            continue
        rows = table[list(KEYS[name])].apply(tuple, axis=1).tolist()
        if rows != sorted(rows):
            first = next(row for row, should in zip(rows, sorted(rows), strict=True) if row != should)
            yield f"{name}.csv: expected rows sorted by {','.join(KEYS[name])}, found {first} out of place"
        for column in table.columns:
            padded = table[column] != table[column].str.strip()
            if column not in ("model_name", "alias", "license_name") and padded.any():
                found = table.loc[padded, column].iloc[0]
                yield f"{name}.csv: {column}: expected no blanks around values, found {found!r}"


def _keys(registry: Registry) -> Iterator[str]:
    for name in TABLES:
        repeated = getattr(registry, name).duplicated(list(KEYS[name]))
        for row in getattr(registry, name).loc[repeated, list(KEYS[name])].itertuples(index=False):
            yield f"{name}.csv: expected each {','.join(KEYS[name])} once, found {tuple(row)} again"
    both = registry.undecidable.merge(registry.model_aliases, on=["source_id", "model_name"])
    for row in both.itertuples(index=False):
        yield f"undecidable.csv: {row.model_name!r} of {row.source_id} is also in model_aliases.csv"


def _references(registry: Registry) -> Iterator[str]:
    organizations = set(registry.organizations["organization_id"])
    models = set(registry.models["model_id"])
    licenses = set(registry.licenses["license"])
    boards = set(registry.boards["board_id"])
    for name, column, known in (
        ("organizations", "parent_id", organizations),
        ("organization_aliases", "organization_id", organizations),
        ("models", "organization_id", organizations),
        ("models", "base_model_id", models),
        ("model_openness", "model_id", models),
        ("model_openness", "license", licenses),
        ("model_aliases", "model_id", models),
        ("breaks", "board_id", boards),
        ("verdicts", "model_id", models | {f"{organization_id}/*" for organization_id in organizations}),
    ):
        values = getattr(registry, name)[column]
        for value in sorted(set(values) - known - {""}):
            yield f"{name}.csv: {column}: expected a known one, found {value!r}"
    for name, column in (
        ("models", "organization_id"),
        ("model_aliases", "model_id"),
        ("verdicts", "reason"),
        ("verdicts", "checked_on"),
        ("corrections", "reason"),
    ):
        if (getattr(registry, name)[column] == "").any():
            yield f"{name}.csv: {column}: expected a value in every row, found blanks"


def _codes(registry: Registry) -> Iterator[str]:
    countries = set(registry.countries["country"])
    for column in ("country", "second_country"):
        for value in sorted(set(registry.organizations[column]) - countries - {""}):
            yield f"organizations.csv: {column}: expected an ISO 3166-1 alpha-3 code of countries.csv, found {value!r}"
    for name, column, allowed in _KINDS:
        for value in sorted(set(getattr(registry, name)[column]) - set(allowed)):
            yield f"{name}.csv: {column}: expected one of {', '.join(filter(None, allowed))}, found {value!r}"
    for model_id in registry.models["model_id"]:
        if not re.fullmatch(r"[a-z0-9][a-z0-9._+-]*", model_id):
            yield f"models.csv: model_id: expected lower case, digits, . _ + -, found {model_id!r}"


def _dates(registry: Registry) -> Iterator[str]:
    for name in TABLES:
        for column in set(COLUMNS[name]) & set(_DATE_COLUMNS):
            for value in sorted(set(getattr(registry, name)[column]) - {""}):
                try:
                    date.fromisoformat(value)
                except ValueError:
                    yield f"{name}.csv: {column}: expected YYYY-MM-DD, found {value!r}"


def _evidence(registry: Registry) -> Iterator[str]:
    """A check without its text, or a text without its date, is no evidence."""
    for name in ("organizations", "models", "model_openness"):
        table = getattr(registry, name)
        half = (table["evidence_url"] == "") != (table["checked_on"] == "")
        for row in table[half].itertuples(index=False):
            yield f"{name}.csv: {row[0]}: expected evidence_url and checked_on together, found one alone"
        for value in sorted(set(table["evidence_url"]) - {""}):
            if not value.startswith(("https://", "http://")):
                yield f"{name}.csv: evidence_url: expected an address of the web, found {value!r}"


def _lineage(registry: Registry) -> Iterator[str]:
    base = dict(zip(registry.models["model_id"], registry.models["base_model_id"], strict=True))
    for model_id in base:
        seen = [model_id]
        while (parent := base.get(seen[-1], "")) not in ("", seen[-1]):
            if parent in seen:
                yield f"models.csv: base_model_id: expected a chain that ends, found {' -> '.join([*seen, parent])}"
                break
            seen.append(parent)


def _coverage(registry: Registry) -> Iterator[str]:
    """Every model says how open it is, from its beginning on; every model and organization is in use."""
    first = registry.model_openness.loc[registry.model_openness["valid_from"] == "", "model_id"]
    for model_id in sorted(set(registry.models["model_id"]) - set(first)):
        yield f"model_openness.csv: expected a row with blank valid_from for {model_id}, found none"
    named = set(registry.model_aliases["model_id"])
    bases = {row["base_model_id"] for row in records(registry.models) if row["base_model_id"] != row["model_id"]}
    for model_id in sorted(set(registry.models["model_id"]) - named - bases):
        yield f"models.csv: {model_id}: expected an alias or a model built on it, found neither"
    seated = registry.organizations.loc[registry.organizations["valid_from"] == "", "organization_id"]
    for organization_id in sorted(set(registry.organizations["organization_id"]) - set(seated)):
        yield f"organizations.csv: expected a row with blank valid_from for {organization_id}, found none"


def _second_opinions(registry: Registry) -> Iterator[str]:
    """The words of others are translated into ours."""
    known = set(registry.countries["country"])
    for row in records(registry.country_names):
        if row["country"] and row["country"] not in known:
            yield f"country_names.csv: {row['name']}: expected a code of countries.csv, found {row['country']!r}"
    for row in records(registry.openness_crosswalk):
        for tier in filter(None, row["openness"].split(";")):
            if tier not in OPENNESS:
                yield (
                    f"openness_crosswalk.csv: {row['scheme']} {row['term']!r}: expected tiers of "
                    f"{', '.join(OPENNESS)} separated by semicolons, found {tier!r}"
                )


def _corrections(registry: Registry) -> Iterator[str]:
    known = {
        "model": set(registry.models["model_id"]),
        "organization": set(registry.organizations["organization_id"]),
    }
    for row in records(registry.corrections):
        columns = {column for table in _CORRECTED.get(row["kind"], ()) for column in COLUMNS[table]}
        if row["id"] not in known.get(row["kind"], ()):
            yield f"corrections.csv: id: expected a registered {row['kind']}, found {row['id']!r}"
        if row["column"] not in columns:
            yield f"corrections.csv: {row['id']}: expected a column of its {row['kind']}, found {row['column']!r}"
        if row["before"] == row["after"]:
            yield f"corrections.csv: {row['id']}: expected a change, found {row['before']!r} before and after"
