"""Names that may be one model under two ids: a board renamed it, and the registry holds two.

A board that renames a model lists the new name from the snapshot on in which the old one is gone, with a
score that hardly moved, and with its votes. That is what is looked for; whether it is one model a person
decides (`audit`).
"""

import pandas as pd

from leaderboard.records import store
from leaderboard.records.paths import DataDir
from leaderboard.registry import attribution, boards
from leaderboard.registry.tables import Registry

#: A renamed model keeps its votes, but for those of some days: as parts of those that the old name ended with.
_VOTES_KEPT = (0.9, 1.5)

_SERIES = ["board_id", "category", "benchmark_version"]
_READ = [
    "source_id",
    *_SERIES,
    "model_name",
    "organization_name",
    "license_name",
    "score",
    "score_low",
    "score_high",
    "sample_size",
    "published_on",
    "complete",
]


def renames(data: DataDir, known: Registry) -> pd.DataFrame:
    """Pairs of names of one organization, the one gone where the other begins: source_id, and of both
    model_name and model_id, ending in `_before` and `_after`; each pair once, where the ids differ.

    In the boards' headline categories, between snapshots that follow each other; the score that the new
    name begins with lies within the interval that the old one ended with, and its votes within _VOTES_KEPT
    of the old one's; the two never stood side by side. Where a board publishes no intervals or votes nothing is
    found.
    """
    asked = {board_id: board.headline_category for board_id, board in boards.catalogue().items()}
    rows = store.read_boards(data, asked, columns=_READ, packed=True)
    rows = rows[rows["complete"]]
    rows = attribution.attribute(rows, known)
    rows = rows[rows["basis"] == "alias"].astype(attribution.TEXT)
    rows = rows.assign(place=rows.groupby(_SERIES)["published_on"].rank(method="dense").astype("int64"))
    rows = rows.sort_values(["published_on", "score"])
    names = rows.groupby([*_SERIES, "model_name"], as_index=False)
    before, after = names.last(), names.first()
    pairs = before.assign(place=before["place"] + 1).merge(
        after, on=["source_id", *_SERIES, "organization_id", "place"], suffixes=("_before", "_after")
    )
    within = pairs["score_after"].between(pairs["score_low_before"], pairs["score_high_before"])
    votes = (pairs["sample_size_after"] / pairs["sample_size_before"]).between(*_VOTES_KEPT).fillna(False)
    found = pairs[within & votes & (pairs["model_id_before"] != pairs["model_id_after"])]
    told = ["source_id", "model_name_before", "model_id_before", "model_name_after", "model_id_after"]
    found = found[told].drop_duplicates(["source_id", "model_id_before", "model_id_after"], ignore_index=True)
    ids = zip(found["model_id_before"], found["model_id_after"], strict=True)
    return found[[not _beside(rows, one, other) for one, other in ids]].reset_index(drop=True)


def _beside(rows: pd.DataFrame, one: str, other: str) -> bool:
    """Whether two models ever stood in one snapshot: then they are two."""
    snapshot = [*_SERIES, "place"]
    of_one, of_other = (rows.loc[rows["model_id"] == model_id, snapshot] for model_id in (one, other))
    return not of_one.merge(of_other, on=snapshot).empty
