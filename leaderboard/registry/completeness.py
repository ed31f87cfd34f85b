"""How much of the registry is filled, among all models and among those that boards put in front; and what is missing.

A fact counts as filled where its cell says something that the model's kind allows: only open models
have weights, terms and a day of weights, only models built on another need a text that states their base, only
those that take text and write text (or whose modalities nobody knows) have a context length in tokens. A seat is
read where somebody read a text for every seat that the developer ever had; of a developer without a country it is
not asked. A base counts as filled too where somebody read a description of the model that names none.
"""

import pandas as pd

from leaderboard.records import store
from leaderboard.records.paths import DataDir
from leaderboard.registry import attribution, boards
from leaderboard.registry.fields import OPEN_WEIGHTS
from leaderboard.registry.tables import Registry, records

#: A model is in front where it was ever among this many of a board's headline category.
TOP = 50


def standings(data: DataDir, known: Registry) -> pd.DataFrame:
    """The best place that each registered model ever held: model_id, best_rank, best_board, first_shown_on, boards.

    A place is the number of models with a better score on that board and day, headline category and
    question set, plus one; a model counts by its best setting. first_shown_on: the first day on any board
    (datetime). boards: all that showed it, separated by semicolons.
    """
    catalogue = boards.catalogue()
    headlines = {name: board.headline_category for name, board in catalogue.items()}
    shown = store.read_boards(data, headlines)
    shown = attribution.attribute(shown, known)[
        ["board_id", "benchmark_version", "published_on", "model_name", "model_id", "score"]
    ]
    rises = shown["board_id"].map({name: board.board.higher_is_better for name, board in catalogue.items()})
    shown["score"] = shown["score"].where(rises.astype("bool"), -shown["score"])
    named = shown["model_id"].astype("str")
    shown["model"] = named.where(shown["model_id"].notna(), shown["model_name"].astype("str"))
    snapshot = ["board_id", "benchmark_version", "published_on"]
    best = shown.groupby([*snapshot, "model"], observed=True, as_index=False)["score"].max()
    best["rank"] = best.groupby(snapshot, observed=True)["score"].rank(ascending=False, method="min")
    best = best[best["model"].isin(set(known.models["model_id"]))].sort_values(
        ["rank", "board_id", "published_on"], kind="stable"
    )
    told = best.groupby("model").agg(
        best_rank=("rank", "first"), best_board=("board_id", "first"), first_shown_on=("published_on", "min")
    )
    told["best_rank"] = told["best_rank"].astype("Int64")
    told["boards"] = best.groupby("model")["board_id"].agg(lambda ids: ";".join(sorted(set(ids))))
    return told.rename_axis("model_id").reset_index()


def facts(known: Registry) -> pd.DataFrame:
    """What is filled of each model: model_id, is_open (ever), a column per fact, null where it cannot be asked."""
    steps = pd.DataFrame(known.model_openness)
    opened = steps[steps["openness"].isin(OPEN_WEIGHTS)]
    terms = {row["license"]: row for row in records(known.licenses)}
    licensed = opened.drop_duplicates("model_id", keep="last").set_index("model_id")
    models = known.models
    is_open = models["model_id"].isin(set(opened["model_id"]))
    license_of = models["model_id"].map(licensed["license"]).fillna("")
    basis = models["model_id"].map(licensed["basis"]).fillna("")
    writes = models["input_modalities"].map(_may_be_text) & models["output_modalities"].map(_may_be_text)
    derived = (models["base_model_id"] != models["model_id"]) & (models["base_model_id"] != "")
    seats = records(known.organizations)
    seat = models["organization_id"].map({row["organization_id"]: row["country"] for row in seats}).fillna("")
    unread = {row["organization_id"] for row in seats if not row["checked_on"]}

    def term(column: str) -> pd.Series:
        return license_of.map({name: row[column] for name, row in terms.items()}).fillna("")

    filled = {
        "country": seat != "",
        "seat_read": (~models["organization_id"].isin(unread)).where(seat != ""),
        "base": (models["base_model_id"] != "") | (models["base_evidence_url"] != ""),
        "base_evidence": (models["base_evidence_url"] != "").where(derived),
        "released_on": models["released_on"] != "",
        "parameters": (models["parameters_b"] != "").where(is_open),
        "context": (models["context_length"] != "").where(writes),
        "modalities": (models["input_modalities"] != "") & (models["output_modalities"] != ""),
        "weights_on": (models["weights_on"] != "").where(is_open),
        "weights_url": (models["weights_url"] != "").where(is_open),
        "license": (license_of != "").where(is_open),
        "license_read": (basis == "read").where(is_open),
        "commercial_use": (term("commercial_use") != "").where(is_open),
        "license_text": (term("text_url") != "").where(is_open),
        "evidence": models["checked_on"] != "",
    }
    told = pd.DataFrame({name: column.astype("boolean") for name, column in filled.items()})
    return pd.concat([models[["model_id"]], is_open.rename("is_open"), told], axis=1)


def _may_be_text(modalities: str) -> bool:
    return not modalities or "text" in modalities.split(";")


def shares(data: DataDir, known: Registry) -> pd.DataFrame:
    """The filled share of every fact among the models of which it can be asked: fact, all, open, top, open_top.

    top: the models that were ever in the first TOP of a board; open_top: the open ones of them.
    """
    filled = facts(known)
    placed = standings(data, known)
    in_front = filled["model_id"].isin(set(placed.loc[placed["best_rank"] <= TOP, "model_id"]))
    groups = {
        "all": filled,
        "open": filled[filled["is_open"]],
        "top": filled[in_front],
        "open_top": filled[in_front & filled["is_open"]],
    }
    told = {name: group.drop(columns=["model_id", "is_open"]).mean() for name, group in groups.items()}
    table = pd.DataFrame(told).astype("float64").rename_axis("fact").reset_index()
    counts = pd.DataFrame([{"fact": "models", **{name: float(len(group)) for name, group in groups.items()}}])
    return pd.concat([counts, table], ignore_index=True)
