"""What others say of one model: its place on each board now, where it is no longer listed, how open each part is."""

from typing import Unpack

import pandas as pd

from fetchers import OPENNESS_PARTS
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.questions import histories
from leaderboard.questions.catalogue import checked
from leaderboard.questions.view import View
from leaderboard.records import references, store
from leaderboard.records.left_out import noting
from leaderboard.records.paths import data_dir as data_folder
from leaderboard.registry import attribution, boards, fields, tables
from leaderboard.registry.audit import spelling

#: A row of `places`. rank: of the model by its best setting among all models that the newest complete snapshot of the
#: board's headline category lists, open or not; equal scores share the better rank. listed: how many these are.
#: open_rank, open_listed: the same among models with open weights; null where the model is not one of them.
PLACES_DTYPES = {
    "model_id": "str",
    "board_id": "str",
    "category": "str",
    "model_name": "str",
    "setting": "str",
    "score": "float64",
    "score_low": "float64",
    "score_high": "float64",
    "rank": "Int64",
    "listed": "Int64",
    "open_rank": "Int64",
    "open_listed": "Int64",
    "published_on": "datetime64[us]",
}
SPANS_DTYPES = {
    "model_id": "str",
    "board_id": "str",
    "first_published_on": "datetime64[us]",
    "last_published_on": "datetime64[us]",
}
#: Who grades models part by part.
OPENNESS_INDEX = "osai_index"
PARTS_COLUMNS = ("model_id", "system_name", *OPENNESS_PARTS, "url", "retrieved_on")
SCORES_DTYPES = {
    "board_id": "str",
    "title": "str",
    "domain": "str",
    "unit": "str",
    **{name: dtype for name, dtype in PLACES_DTYPES.items() if name not in ("model_id", "board_id")},
    **{name: dtype for name, dtype in SPANS_DTYPES.items() if name not in ("model_id", "board_id")},
}


@checked
@noting
def scores(model_id: str, **view: Unpack[View]) -> pd.DataFrame:
    """Every board that ever listed a registered model: columns SCORES_DTYPES, by domain and title.

    Score, rank and published_on (the day of the snapshot) are those of `places`, null where the newest complete
    snapshot by then does not list the model. first_published_on, last_published_on: the first and the last day on
    which any category of the board, in a complete snapshot or not, listed it, of all that is stored. Scores of two
    boards do not compare, nor do those of two days. model_id: or a spelling that means one model alone. Raises
    ValueError for a model that is not registered.
    """
    meant = attribution.prepare(tables.load()).model_meant(model_id)
    if meant is None:
        raise ValueError(f"unknown model {model_id!r}: expected a model_id of the registry, or a spelling of one model")
    return of_one(meant, places(**view), spans(**view))


def of_one(model_id: str, placed: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """`scores` of one model, from the `places` and `spans` of all."""
    own, ever = (frame[frame["model_id"] == model_id].drop(columns="model_id") for frame in (placed, listed))
    merged = ever.merge(own, on="board_id", how="outer", validate="one_to_one")
    curated = [boards.board(board_id) for board_id in merged["board_id"]]
    told = merged.assign(
        title=[one.board.title for one in curated],
        domain=[one.domain for one in curated],
        unit=[one.board.unit for one in curated],
        category=[one.headline_category for one in curated],
    )
    return told[list(SCORES_DTYPES)].astype(SCORES_DTYPES).sort_values(["domain", "title"], ignore_index=True)


def places(**view: Unpack[View]) -> pd.DataFrame:
    """Where every registered model stands in the newest complete snapshot of each board: columns PLACES_DTYPES."""
    view["openness"] = "all"
    headlines = {board_id: curated.headline_category for board_id, curated in boards.catalogue().items()}
    placed = [_placed(history) for history in histories.newest(headlines, **view) if history.snapshots]
    if not placed:
        return pd.DataFrame(columns=list(PLACES_DTYPES)).astype(PLACES_DTYPES)
    return pd.concat(placed, ignore_index=True)


def _placed(history: BoardHistory) -> pd.DataFrame:
    best = history.spelled(history.best_per_model(history.snapshots[-1].rows))
    is_open = best["openness"].isin(fields.OPEN_WEIGHTS)
    open_listed = pd.Series(is_open.sum(), best.index, dtype="Int64").where(is_open)
    told = best.assign(
        rank=_rank(best["strength"]),
        listed=len(best),
        open_rank=_rank(best["strength"].where(is_open)),
        open_listed=open_listed,
    )
    return told.loc[told["model_id"].notna(), list(PLACES_DTYPES)].astype(PLACES_DTYPES)


def _rank(strength: "pd.Series[float]") -> "pd.Series[int]":
    return strength.rank(method="min", ascending=False).astype("Int64")


def spans(**view: Unpack[View]) -> pd.DataFrame:
    """On which boards every registered model was ever listed, first and last: columns SPANS_DTYPES; of all stored."""
    data = data_folder(view.get("data_dir"))
    found = store.summary(data, ["source_id", "board_id", "model_name"])
    found = found[found["board_id"].isin(list(boards.catalogue()))]
    lookup = attribution.prepare(tables.load())
    models = [
        None if lookup.reason(source_id, name) else (lookup.model(source_id, name) or (None,))[0]
        for source_id, name in zip(found["source_id"], found["model_name"], strict=True)
    ]
    known = found.assign(model_id=pd.Series(models, found.index, dtype="str")).dropna(subset="model_id")
    ends = {"first_published_on": ("first_published_on", "min"), "last_published_on": ("last_published_on", "max")}
    return known.groupby(["model_id", "board_id"]).agg(**ends).reset_index().astype(SPANS_DTYPES)


def parts(**view: Unpack[View]) -> pd.DataFrame:
    """How open each part of a model is by the European Open Source AI Index: columns PARTS_COLUMNS, a row per model.

    Of each part `open`, `partial`, `closed`, or "" where the index is silent. system_name: of which the model is the
    end product; url: where the index says so. A model that the index does not name exactly has no row, nor has one
    that it names twice.
    """
    lookup = attribution.prepare(tables.load())
    facts = references.read(data_folder(view.get("data_dir")), OPENNESS_INDEX)
    words = [
        spelling(lookup, OPENNESS_INDEX, name, hub_id)
        for name, hub_id in zip(facts["model_name"], facts["hub_id"], strict=True)
    ]
    meant = [
        None if lookup.reason(OPENNESS_INDEX, word) else (lookup.model(OPENNESS_INDEX, word) or (None,))[0]
        for word in words
    ]
    known = facts.assign(model_id=pd.Series(meant, facts.index, dtype="str")).dropna(subset="model_id")
    return known[list(PARTS_COLUMNS)].drop_duplicates("model_id", keep=False).reset_index(drop=True)
