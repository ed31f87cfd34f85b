"""Of models that fit and models that do not: which is best, how surely, at which size, and what each condition costs.

Frames in, frames out: nothing here knows what the conditions are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from leaderboard.analytics.arrays import Flags, Floats
from leaderboard.analytics.certainty import believed_chances
from leaderboard.analytics.index import INTERVAL

#: The mean length of a month in days.
MONTH = 365.2425 / 12
COST_DTYPES = {
    "condition": "str",
    "fits": "int64",
    "best_model": "str",
    "ability": "float64",
    "points": "float64",
    "told_apart": "boolean",
    "months": "float64",
    "sooner_model": "str",
    "sooner_on": "datetime64[us]",
}


def ranked(fitting: pd.DataFrame) -> pd.DataFrame:
    """The models that fit, ablest first, with what can be said of their order.

    fitting: model_id, ability, error, parameters_b (NaN where unknown), and more. Added: rank (equal abilities share
    the better one); ability_low, ability_high (95 %); chance (to be the ablest of them); level (with the first: the
    95 % interval of the difference holds 0); pareto (no other is at least as able and as small, and better in one).
    """
    rows = fitting.sort_values(["ability", "model_id"], ascending=[False, True], ignore_index=True)
    ability, error = rows["ability"].to_numpy("float64"), rows["error"].to_numpy("float64")
    chances = believed_chances(ability, error) if len(rows) else ability
    return rows.assign(
        rank=rows["ability"].rank(method="min", ascending=False).astype("int64"),
        ability_low=ability - INTERVAL * error,
        ability_high=ability + INTERVAL * error,
        chance=chances,
        level=~_apart(ability, error) if len(rows) else np.zeros(0, dtype=bool),
        pareto=pareto(rows),
    )


def _apart(ability: Floats, error: Floats) -> Flags:
    """Whether abilities with independent errors can be told apart from the first, at 95 %."""
    return np.abs(ability - ability[0]) > INTERVAL * np.hypot(error, error[0])


def pareto(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Which models no other beats: at least as able and as small, and abler or smaller. Without a size none does."""
    sized = rows.dropna(subset=["parameters_b", "ability"])
    ordered = sized.sort_values(["parameters_b", "ability"], ascending=[True, False])
    # Of one size only the ablest; of greater size only what is abler than all that are smaller.
    before = ordered["ability"].cummax().shift(fill_value=-np.inf)
    first = ordered.groupby("parameters_b")["ability"].transform("max")
    smaller = ordered.assign(before=before).groupby("parameters_b")["before"].transform("first")
    best = (ordered["ability"] == first) & (first > smaller)
    return best.reindex(rows.index, fill_value=False).astype("bool")


def costs(models: pd.DataFrame, failed: Mapping[str, frozenset[str]], conditions: Sequence[str]) -> pd.DataFrame:
    """What each condition costs, dropped alone: a row for each; columns of COST_DTYPES.

    models: model_id, model_name, ability, error, open_since; those with public weights and an ability.
    failed: model_id -> the conditions that it does not surely meet. fits: how many models would fit without it.
    best_model, ability: the ablest of them. points: how much abler it is, in the unit of abilities; NaN where nothing
    fits with it. told_apart: whether the errors leave no doubt of that. months: how much sooner a model as able as the
    one chosen was open among those that fit without the condition; sooner_model and sooner_on say which.
    """
    unmet = [failed[name] for name in models["model_id"]]
    held = _best(_failing_only(models, unmet, frozenset()))
    rows = []
    for condition in conditions:
        without = _failing_only(models, unmet, frozenset({condition}))
        row: dict[str, object] = {"condition": condition, "fits": len(without)}
        if (best := _best(without)) is not None:
            row |= {"best_model": best["model_name"], "ability": best["ability"]}
            if held is not None:
                row |= {
                    "points": best["ability"] - held["ability"],
                    "told_apart": bool(
                        _apart(*pd.DataFrame([held, best])[["ability", "error"]].to_numpy("float64").T)[1]
                    ),
                    **_sooner(without, held),
                }
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COST_DTYPES)).astype(COST_DTYPES)


def _failing_only(models: pd.DataFrame, unmet: Sequence[frozenset[str]], allowed: frozenset[str]) -> pd.DataFrame:
    return models[np.array([names <= allowed for names in unmet], dtype=bool)]


def _best(models: pd.DataFrame) -> "pd.Series[Any] | None":
    rows = models.sort_values(["ability", "model_id"], ascending=[False, True])
    return rows.iloc[0] if len(rows) else None


def _sooner(without: pd.DataFrame, held: "pd.Series[Any]") -> dict[str, object]:
    """The first model as able as the one chosen, and how many months before it."""
    as_able = without[(without["ability"] >= held["ability"]) & without["open_since"].notna()]
    if pd.isna(held["open_since"]) or as_able.empty:
        return {}
    first = as_able.sort_values(["open_since", "model_id"]).iloc[0]
    months = (held["open_since"] - first["open_since"]).days / MONTH
    return {"months": months, "sooner_model": first["model_name"], "sooner_on": first["open_since"]}


def best_by_class(models: pd.DataFrame, classes: Mapping[str, float]) -> pd.DataFrame:
    """The ablest model of every nation among those no larger than each class: class, country and the model's row.

    models: those that fit, with country, parameters_b. classes: name -> most parameters in billions, smaller first.
    A model of joint origin stands for each of its nations. Models of unknown size or nation are in none.
    """
    known = models.dropna(subset=["parameters_b", "country"])
    by_nation = known.assign(country=known["country"].str.split(";")).explode("country")
    by_nation = by_nation.sort_values(["ability", "model_id"], ascending=[False, True])
    parts = [
        by_nation[by_nation["parameters_b"] <= most].drop_duplicates("country").assign(size_class=name)
        for name, most in classes.items()
    ]
    return pd.concat(parts, ignore_index=True) if parts else by_nation.assign(size_class="")
