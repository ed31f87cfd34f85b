"""What of a row's attribution somebody has read: the license of its model on its day, and the seat of its developer.

Evidence is an address with the day on which it was read. Where the registry names none, its word counts
until somebody reads it, but no lead is built on it: see analytics.certainty.
"""

from functools import cache

import numpy as np
import pandas as pd

from leaderboard.registry.attribution import prepare
from leaderboard.registry.tables import Registry, records


def unread(rows: pd.DataFrame, lens: str, registry: Registry) -> "pd.Series[bool]":
    """Whether the seat of a row's developer (under the lens base: of its base model's) or its license is unread.

    rows: attributed. The license of a model that nobody has registered is the board's own word.
    """
    of_models, of_organizations = _unread_seats(registry, lens)
    unregistered = rows["model_id"].isna()
    seat = rows["model_id"].isin(of_models) | (unregistered & rows["organization_id"].isin(of_organizations))
    return seat | _unread_license(rows, registry)


@cache
def foreign_bases(registry: Registry) -> dict[str, str]:
    """model_id -> name of the model at the root of its lineage, where that is of another nation's developers."""
    models = prepare(registry).models
    return {
        model_id: models[model["root_id"]]["model_name"]
        for model_id, model in models.items()
        if set(filter(None, model["base_country"].split(";"))) - set(model["country"].split(";"))
    }


@cache
def _unread_seats(registry: Registry, lens: str) -> tuple[frozenset[str], frozenset[str]]:
    """The models whose nation rests on a seat that nobody has read of, and the organizations of such a seat today."""
    seats: dict[str, list[tuple[str, str]]] = {}
    for row in records(registry.organizations.sort_values("valid_from")):
        seats.setdefault(row["organization_id"], []).append((row["valid_from"], row["checked_on"]))

    def read(organization_id: str, day: str) -> bool:
        steps = [
            checked_on for valid_from, checked_on in seats.get(organization_id, []) if not day or valid_from <= day
        ]
        return bool(steps and steps[-1])

    models = prepare(registry).models
    of_models = (
        model_id
        for model_id, model in models.items()
        for maker in [models[model["root_id"]] if lens == "base" and model["root_id"] else model]
        if not read(maker["organization_id"], maker["released_on"])
    )
    return frozenset(of_models), frozenset(name for name in seats if not read(name, ""))


def _unread_license(rows: pd.DataFrame, registry: Registry) -> "pd.Series[bool]":
    """Whether how open a row's model was on its day is `assumed`."""
    steps = registry.model_openness.sort_values("valid_from")
    doubtful = steps[steps["model_id"].isin(steps.loc[steps["basis"] == "assumed", "model_id"])]
    of_doubtful = rows["model_id"].isin(doubtful["model_id"])
    asked = rows.loc[of_doubtful, ["model_id", "published_on"]]
    bases: dict[str, list[tuple[str, str]]] = {}
    for row in records(doubtful):
        bases.setdefault(row["model_id"], []).append((row["valid_from"], row["basis"]))
    found: dict[tuple[object, ...], bool] = {
        (model_id, day): [basis for since, basis in bases[model_id] if since <= f"{day:%Y-%m-%d}"][-1] == "assumed"
        for model_id, day in asked.drop_duplicates().itertuples(index=False)
    }
    unread = np.zeros(len(rows), dtype=bool)
    unread[of_doubtful.to_numpy()] = [found[pair] for pair in asked.itertuples(index=False, name=None)]
    return pd.Series(unread, rows.index, dtype="bool")
