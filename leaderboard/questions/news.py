"""What changed lately: on the headline boards, among models whose weights came out, in the registry, in freshness."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Unpack

import pandas as pd

from leaderboard.analytics import frontier as frontiers
from leaderboard.analytics import leads as ledger
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.questions import histories
from leaderboard.questions.domains import headlines
from leaderboard.questions.kept import kept
from leaderboard.questions.view import View, tiers
from leaderboard.records import clock
from leaderboard.records.spoken import say
from leaderboard.registry import attribution, boards, tables

#: What may have changed. lead: a nation took the lead of a headline board. best: a new model there is its nation's.
#: opened: a model's weights came out. stale: the newest complete snapshot of a board grew too old to tell who leads.
#: corrected: facts of the registry were changed.
KINDS = ("lead", "best", "opened", "stale", "corrected")
NEWS_DTYPES = {
    "date": "datetime64[us]",
    "kind": "str",
    "board_id": "str",
    "country": "str",
    "model_id": "str",
    "model_name": "str",
    "score": "float64",
    "from_country": "str",
    "facts": "Int64",
}


@kept
def news(days: int = 30, **view: Unpack[View]) -> pd.DataFrame:
    """Everything of KINDS that came within these many days up to `as_of`, newest first; columns of NEWS_DTYPES.

    date: of the snapshot that showed it; of the day on which the weights were public; of the first day on which the
    board's snapshot was too old; of the correction. board_id: null of what no board says. country: of the new leader,
    of the model's nation (under the lens where a board says it, else of its developer). from_country: who led before.
    score: of the best. facts: how many were corrected that day. A board's first snapshot is no news, and a best
    is one only of a model that the board began to list in these days. attrs["seen"]: how many headline boards have a
    complete snapshot of these days; attrs["notes"]: where not all do.
    """
    end = clock.day(view.get("as_of")) or clock.today()
    start = end - pd.Timedelta(days=days)
    seen = {past.board_id: past.rows["published_on"].max() for past in histories.newest(_every_headline(), **view)}
    told = {board_id for board_id, day in seen.items() if day > start}
    asked = [board_id for board_id in headlines().values() if board_id in seen]
    rows = [*_on_boards(told, start, view), *_grown_old(seen), *_opened(end, view), *_corrected()]
    found = pd.DataFrame(rows, columns=list(NEWS_DTYPES)).astype(NEWS_DTYPES)
    found = found[(found["date"] > start) & (found["date"] <= end)]
    order = found["kind"].map({kind: place for place, kind in enumerate(KINDS)})
    places = found.assign(order=order, newest=-found["date"].astype("int64"))
    found = found.loc[places.sort_values(["newest", "order", "board_id", "model_name"]).index].reset_index(drop=True)
    found.attrs["seen"] = sum(board_id in told for board_id in asked)
    found.attrs["notes"] = tuple(_unseen(found.attrs["seen"], len(asked)))
    return found


def _unseen(seen: int, every: int) -> Iterator[str]:
    """Of how many headline boards these days tell nothing: that a lead changed is seen only where a board is."""
    if not seen:
        yield say(
            "No headline board has a complete snapshot of these days, so whether a lead changed or a national best "
            "came is not known."
        )
    elif seen < every:
        yield say(
            "Leads and national bests are those of the headline boards with a complete snapshot of these days: "
            "{seen} of {every}.",
            seen=seen,
            every=every,
        )


def _every_headline() -> dict[str, str | None]:
    return {board_id: curated.headline_category for board_id, curated in boards.catalogue().items()}


def _on_boards(board_ids: Collection[str], start: pd.Timestamp, view: View) -> Iterator[dict[str, Any]]:
    for board_id in headlines().values():
        if board_id in board_ids:
            past = histories.history(board_id, **view)
            yield from _leads(past)
            yield from _bests(past, start)


def _leads(past: BoardHistory) -> Iterator[dict[str, Any]]:
    changes = ledger.changes(ledger.leads(past))
    for row in changes[changes["reason"] != "first"].to_dict("records"):
        yield {
            "date": row["date"],
            "kind": "lead",
            "board_id": past.board_id,
            "country": row["to_country"],
            "from_country": row["from_country"],
            "model_name": row["to_model"],
            "score": row["to_score"],
        }


def _bests(past: BoardHistory, start: pd.Timestamp) -> Iterator[dict[str, Any]]:
    """Of every nation each model that became its best, if the board lists it only since then: on its first such day."""
    listed = past.listings.groupby("model_name")["published_on"].min()
    new = listed[(listed > start) & (listed > past.snapshots[0].date)]
    bests = frontiers.frontier(past).drop_duplicates(["country", "model_name"])
    ids = past.rows.drop_duplicates("model_name").set_index("model_name")["model_id"].astype("str")
    for row in bests[bests["model_name"].isin(new.index)].to_dict("records"):
        told = {name: row[name] for name in ("date", "country", "model_name", "score")}
        yield {**told, "kind": "best", "board_id": past.board_id, "model_id": ids[row["model_name"]]}


def _grown_old(seen: Mapping[str, pd.Timestamp]) -> Iterator[dict[str, Any]]:
    """seen: board_id -> the day of its newest complete snapshot."""
    for board_id, day in seen.items():
        age = pd.Timedelta(days=boards.board(board_id).max_age_days + 1)
        yield {"date": day + age, "kind": "stale", "board_id": board_id}


def _opened(end: pd.Timestamp, view: View) -> Iterator[dict[str, Any]]:
    lookup = attribution.prepare(tables.load())
    counted = tiers(view.get("openness", "open"))
    for model_id, model in lookup.models.items():
        if since := lookup.open_since(model_id, f"{end:%Y-%m-%d}", counted):
            told = {"model_id": model_id, "model_name": model["model_name"], "country": model["country"] or None}
            yield {"date": pd.Timestamp(since), "kind": "opened", **told}


def _corrected() -> Iterator[dict[str, Any]]:
    for day, facts in tables.load().corrections.groupby("date").size().items():
        yield {"date": pd.Timestamp(str(day)), "kind": "corrected", "facts": facts}
