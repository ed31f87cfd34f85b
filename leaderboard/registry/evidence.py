"""What of a row's attribution somebody has read: the license of its model on its day, and the seat of its developer.

Evidence is an address with the day on which it was read. Where the registry names none, its word counts
until somebody reads it, but no lead is built on it: see analytics.certainty.
"""

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leaderboard.records import compact
from leaderboard.registry.attribution import prepare
from leaderboard.registry.tables import Registry


def unread(rows: pd.DataFrame, lens: str, registry: Registry) -> "pd.Series[bool]":
    """Whether the seat of a row's developer (under the lens base: of its base model's) or its license is unread.

    rows: attributed. The license of a model that nobody has registered is the board's own word.
    """
    of_models, of_organizations = _unread_seats(registry, lens)
    unregistered = rows["model_id"].isna().to_numpy()
    seat = compact.among(rows["model_id"], of_models)
    seat |= unregistered & compact.among(rows["organization_id"], of_organizations)
    return pd.Series(seat | _unread_license(rows, registry), rows.index)


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
    lookup = prepare(registry)
    models, checked = lookup.models, lookup.checked

    def read(organization_id: str, day: str) -> bool:
        steps = [
            checked_on for valid_from, checked_on in checked.get(organization_id, []) if not day or valid_from <= day
        ]
        return bool(steps and steps[-1])

    of_models = (
        model_id
        for model_id, model in models.items()
        for maker in [models[model["root_id"]] if lens == "base" and model["root_id"] else model]
        if not read(maker["organization_id"], maker["released_on"])
    )
    return frozenset(of_models), frozenset(name for name in checked if not read(name, ""))


def _unread_license(rows: pd.DataFrame, registry: Registry) -> NDArray[np.bool_]:
    """Whether how open a row's model was on its day is `assumed`."""
    assumed = prepare(registry).assumed
    codes, models = compact.codes_of(rows["model_id"])
    steps = [assumed.get(model_id, ()) for model_id in models]
    unread = np.array([*(all(told for _, told in own) and bool(own) for own in steps), False])[codes]  # -1 is null
    days = rows["published_on"].to_numpy("datetime64[D]")
    for code, own in enumerate(steps):
        if len(own) > 1:
            here = codes == code
            since = np.array([start for start, _ in own[1:]], "datetime64[D]")
            unread[here] = np.array([told for _, told in own])[np.searchsorted(since, days[here], side="right")]
    return unread
