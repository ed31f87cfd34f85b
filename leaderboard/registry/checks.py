"""Is the registry whole? Each problem is one line that says where, what was expected and what was found."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from leaderboard.registry import fields
from leaderboard.registry.fields import COLUMNS, KEYS, Field
from leaderboard.registry.tables import TABLES, Registry, records

_KINDS = {
    "id": ("lower case, digits, . _ + -", r"[a-z0-9][a-z0-9._+-]*"),
    "number": ("a plain decimal number", r"\d+(\.\d+)?"),
    "url": ("an address of the web", r"https?://\S+"),
    "list": ("values between semicolons, without blanks", r"[^;]+(;[^;]+)*"),
}
#: Tables in which a correction of each kind changes a column.
_CORRECTED = {"model": ("models", "model_openness"), "organization": ("organizations",)}


def problems(registry: Registry) -> list[str]:
    """Everything that is wrong with the registry, in words; empty if it is whole."""
    checks: tuple[Callable[[Registry], Iterator[str]], ...] = (
        _layout,
        _keys,
        _references,
        _codes,
        _evidence,
        _lineage,
        _coverage,
        _licenses,
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
    for name, row in fields.TABLES.items():
        for field in row:
            values = getattr(registry, name)[field.name]
            if field.required and (values == "").any():
                yield f"{name}.csv: {field.name}: expected a value in every row, found blanks"
            if field.refers:
                table, column = field.refers.split(".")
                for value in sorted(set(values) - set(getattr(registry, table)[column]) - {""}):
                    yield f"{name}.csv: {field.name}: expected a known one, found {value!r}"
    known = set(registry.models["model_id"]) | {f"{name}/*" for name in registry.organizations["organization_id"]}
    for value in sorted(set(registry.verdicts["model_id"]) - known):
        yield f"verdicts.csv: model_id: expected a known one, found {value!r}"


def _codes(registry: Registry) -> Iterator[str]:
    for name, row in fields.TABLES.items():
        for field in row:
            for value in sorted(set(getattr(registry, name)[field.name])):
                if expected := _unlike(field, value):
                    yield f"{name}.csv: {field.name}: expected {expected}, found {value!r}"


def _unlike(field: Field, value: str) -> str:
    """What was expected of a value that its column may not hold; "" if it may."""
    if field.choices:
        found = set(filter(None, value.split(";"))) if field.kind == "list" else {value}
        return "" if found <= set(field.choices) else f"one of {', '.join(filter(None, field.choices))}"
    if value == "":
        return ""
    if field.kind == "day":
        try:
            date.fromisoformat(value)
        except ValueError:
            return "YYYY-MM-DD"
    expected, pattern = _KINDS.get(field.kind, ("", ".*"))
    return "" if re.fullmatch(pattern, value) else expected


def _evidence(registry: Registry) -> Iterator[str]:
    """A check without its text, or a text without its date, is no evidence."""
    for name in ("organizations", "models", "model_openness"):
        table = getattr(registry, name)
        half = (table["evidence_url"] == "") != (table["checked_on"] == "")
        for row in table[half].itertuples(index=False):
            yield f"{name}.csv: {row[0]}: expected evidence_url and checked_on together, found one alone"
        if name == "model_openness":
            for model_id in table.loc[(table["basis"] == "read") & (table["evidence_url"] == ""), "model_id"]:
                yield f"model_openness.csv: {model_id}: expected the evidence that was read, found none"


def _lineage(registry: Registry) -> Iterator[str]:
    base = dict(zip(registry.models["model_id"], registry.models["base_model_id"], strict=True))
    for model_id in base:
        seen = [model_id]
        while (parent := base.get(seen[-1], "")) not in ("", seen[-1]):
            if parent in seen:
                yield f"models.csv: base_model_id: expected a chain that ends, found {' -> '.join([*seen, parent])}"
                break
            seen.append(parent)


#: A size in billions (B) or millions (M) that stands by itself in a name; the second, after an A, is the active one.
_SIZE = re.compile(r"(?<![a-z0-9.])(a?)(\d+(?:[._]\d+)?)(b|m)(?![a-z0-9])")


def stated_sizes(name: str) -> tuple[str, str]:
    """Total and active parameters in billions, as a name states them once: `Qwen3-30B-A3B` says 30 and 3; else ""."""
    found: dict[str, list[str]] = {"": [], "a": []}
    for active, number, unit in _SIZE.findall(name.lower()):
        size = float(number.replace("_", ".")) / (1 if unit == "b" else 1000)
        found[active].append(f"{size:g}")
    total, active = (sizes[0] if len(sizes) == 1 else "" for sizes in found.values())
    return total, active


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


def _licenses(registry: Registry) -> Iterator[str]:
    """A spelling means one text, or says by itself how open it is."""
    for row in records(registry.license_aliases):
        if bool(row["license"]) == bool(row["openness"]):
            name = row["license_name"]
            yield f"license_aliases.csv: {name!r}: expected a license or else a tier, found both or neither"


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
