"""Published names -> model, organization, country, base model and openness on that date.

Exact aliases only; no pattern decides anything. In order: a spelling listed as undecidable is not
attributed; a registered alias gives the model, and the model its organization; else the
organization that the board names gives the country. Openness: the registered model's on that date;
for an unregistered model the license that the board names. What none of these settles is unknown.
`basis` says which rule answered.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from leaderboard.registry import OPEN_WEIGHTS, Registry, records

#: What attribution adds. `country` and `base_country`: ISO 3166-1 alpha-3, joint origin `CHN;USA`, blank unknown.
COLUMNS = (
    "model_id",
    "model_setting",
    "organization_id",
    "country",
    "base_country",
    "openness",
    "basis",
)


@dataclass(frozen=True, eq=False)
class Attribution:
    """The registry as look-up tables, made once.

    elsewhere: model_name -> all that it means on one board or another.
    organizations, models: by id, column -> value; organizations as seated today, models with country (at
    release) and base_country besides.
    seats: organization_id -> its dated seats, oldest first: (valid_from or "", country).
    openness: model_id -> its dated steps, oldest first: (valid_from or "", openness).
    """

    aliases: dict[tuple[str, str], tuple[str, str]]
    elsewhere: dict[str, set[tuple[str, str]]]
    undecidable: dict[tuple[str, str], str]
    organization_of: dict[str, str]
    openness_of_license: dict[str, str]
    seats: dict[str, list[tuple[str, str]]]
    organizations: dict[str, dict[str, str]]
    models: dict[str, dict[str, str]]
    openness: dict[str, list[tuple[str, str]]]

    def model(self, source_id: str, model_name: str) -> tuple[str, str] | None:
        """(model_id, setting) of a spelling. `*` as source is any: all that use the spelling must mean the same."""
        found = self.aliases.get((source_id, model_name)) or self.aliases.get(("*", model_name))
        if found is None and source_id == "*":
            meant = self.elsewhere.get(model_name, set())
            return next(iter(meant)) if len(meant) == 1 else None
        return found

    def reason(self, source_id: str, model_name: str) -> str | None:
        """Why a spelling is not one model of one developer, where the registry says so."""
        found = self.undecidable.get((source_id, model_name)) or self.undecidable.get(("*", model_name))
        if found is None and source_id == "*" and model_name not in self.elsewhere:
            reasons = {reason for (_, name), reason in self.undecidable.items() if name == model_name}
            return min(reasons, default=None)
        return found

    def country(self, organization_id: str, day: str) -> str:
        """The seat of an organization on a day (ISO date; "" is today)."""
        steps = self.seats.get(organization_id, [])
        standing = [country for valid_from, country in steps if not day or valid_from <= day]
        return standing[-1] if standing else ""

    def open_since(self, model_id: str, day: str) -> str:
        """The day since which a model's weights have been open, as of a day; "" if they are not, or unknown."""
        steps = [step for step in self.openness.get(model_id, []) if step[0] <= day]
        since = ""
        for position, (valid_from, openness) in enumerate(steps):
            if openness not in OPEN_WEIGHTS:
                since = ""
            elif position == 0 or steps[position - 1][1] not in OPEN_WEIGHTS:
                since = valid_from or self.models[model_id]["released_on"]
        return since

    def because(self, basis: str, model_id: str | None, organization_id: str | None) -> str:
        """The rule that answered, and the evidence behind it: address and day of reading, or `unverified`."""
        if not basis.startswith(("alias", "organization")):
            return basis
        row = self.models[model_id] if model_id else self.organizations[str(organization_id)]
        evidence = f"{row['evidence_url']} {row['checked_on']}" if row["evidence_url"] else "unverified"
        return f"{basis}; {evidence}"


@cache
def prepare(registry: Registry) -> Attribution:
    """Turn the registry's tables into look-ups."""
    seats: dict[str, list[tuple[str, str]]] = {}
    for row in records(registry.organizations.sort_values("valid_from")):
        seat = ";".join(sorted(filter(None, (row["country"], row["second_country"]))))
        seats.setdefault(row["organization_id"], []).append((row["valid_from"], seat))
    openness: dict[str, list[tuple[str, str]]] = {}
    for row in records(registry.model_openness.sort_values("valid_from")):
        openness.setdefault(row["model_id"], []).append((row["valid_from"], row["openness"]))
    today = registry.organizations.drop_duplicates("organization_id", keep="last")
    elsewhere: dict[str, set[tuple[str, str]]] = {}
    for row in records(registry.model_aliases):
        elsewhere.setdefault(row["model_name"], set()).add((row["model_id"], row["setting"]))
    prepared = Attribution(
        elsewhere=elsewhere,
        aliases={
            (row["source_id"], row["model_name"]): (row["model_id"], row["setting"])
            for row in records(registry.model_aliases)
        },
        undecidable={(row["source_id"], row["model_name"]): row["reason"] for row in records(registry.undecidable)},
        organization_of={row["alias"]: row["organization_id"] for row in records(registry.organization_aliases)},
        openness_of_license={row["license_name"]: row["openness"] for row in records(registry.licenses)},
        seats=seats,
        organizations={row["organization_id"]: row for row in records(today)},
        models={row["model_id"]: row for row in records(registry.models)},
        openness=openness,
    )
    for model in prepared.models.values():
        model["country"] = prepared.country(model["organization_id"], model["released_on"])
    for model in prepared.models.values():
        model["base_country"] = _base_country(model, prepared.models)
    return prepared


def _base_country(model: dict[str, str], models: dict[str, dict[str, str]]) -> str:
    """The country of the model at the root of the lineage; its own if trained from scratch; "" if unknown."""
    while (base := model["base_model_id"]) != model["model_id"]:
        if not base:
            return ""
        model = models[base]
    return model["country"]


def attribute(frame: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Add COLUMNS to a frame of observations (or of any rows with the columns below); order and index stay.

    Reads source_id, model_name, organization_name, license_name and published_on (the day that
    openness is judged on). basis is one of `alias`, `organization`, `undecidable:<reason>`,
    `unknown`, followed by `license` where the board's license gave the openness.
    """
    lookup = prepare(registry)
    names = ["source_id", "model_name", "organization_name", "license_name"]
    codes, spellings = _distinct(frame, names)
    told = pd.DataFrame([_told(row, lookup) for row in spellings], columns=[*COLUMNS, "steps"])
    taken = told.iloc[codes].set_index(frame.index)
    dated = taken["steps"].to_numpy() > 1
    if dated.any():
        openness = taken["openness"].to_numpy(dtype=object, copy=True)
        openness[dated] = _openness_on(taken.loc[dated, "model_id"], frame.loc[dated, "published_on"], lookup)
        taken["openness"] = openness
    added = taken[list(COLUMNS)].astype("str")
    added[["model_id", "organization_id", "country", "base_country"]] = added[
        ["model_id", "organization_id", "country", "base_country"]
    ].mask(lambda text: text == "")
    return pd.concat([frame, added], axis=1)


def _distinct(frame: pd.DataFrame, names: list[str]) -> tuple[np.ndarray, list[tuple[str, ...]]]:
    """Row -> number of its combination of names, and the combinations; null stands as ""."""
    combined = np.zeros(len(frame), dtype=np.int64)
    for name in names:
        codes, values = pd.factorize(frame[name], use_na_sentinel=False)
        combined = combined * max(1, len(values)) + codes
    numbers, _ = pd.factorize(combined)
    first = np.unique(numbers, return_index=True)[1]
    rows = frame[names].iloc[first].fillna("")
    return numbers, list(rows.itertuples(index=False, name=None))


def _told(spelling: tuple[str, ...], lookup: Attribution) -> tuple[object, ...]:
    """What the registry says of one spelling: COLUMNS, and how many dated steps its openness has."""
    source_id, model_name, organization_name, license_name = spelling
    licensed = lookup.openness_of_license.get(license_name, "unknown")
    by_license = " license" if licensed != "unknown" else ""
    if reason := lookup.reason(source_id, model_name):
        return "", "", "", "", "", "closed" if reason == "stealth" else "unknown", f"undecidable:{reason}", 0
    if found := lookup.model(source_id, model_name):
        model_id, setting = found
        model = lookup.models[model_id]
        steps = lookup.openness[model_id]
        seat = (model["organization_id"], model["country"], model["base_country"])
        return model_id, setting, *seat, steps[0][1], "alias", len(steps)
    if organization_id := lookup.organization_of.get(organization_name):
        country = lookup.country(organization_id, "")
        return "", "", organization_id, country, "", licensed, f"organization{by_license}", 0
    return "", "", "", "", "", licensed, f"unknown{by_license}", 0


def _openness_on(model_ids: pd.Series, days: pd.Series, lookup: Attribution) -> np.ndarray:
    """Openness of each model on its day, for models with several dated steps."""
    pairs = pd.DataFrame({"model_id": model_ids, "day": days.dt.strftime("%Y-%m-%d")})
    numbers, distinct = pd.factorize(pd.MultiIndex.from_frame(pairs))
    values = [
        next(openness for valid_from, openness in reversed(lookup.openness[model_id]) if valid_from <= day)
        for model_id, day in distinct
    ]
    return np.array(values, dtype=object)[numbers]
