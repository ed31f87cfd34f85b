"""What a pinned link remembers of the answer that it was made for, so that a page can tell it once it has changed.

A link can be edited, and the page must not say in its own voice whatever somebody writes there: only figures of a
snapshot, by the names and the range of scores that the board has, are made a sentence again, and that is the link's.
"""

import datetime
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import pandas as pd

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.standing import Best, Kind, Standing
from leaderboard.publish.frames import rows
from leaderboard.publish.language import _
from leaderboard.registry import tables

#: How many nations have a best model at least where a verdict is given.
_LEAST: Mapping[str, int] = {
    "leads": 2,
    "tied": 2,
    "no_interval": 2,
    "uncontested": 1,
    "undetermined": 1,
    "none": 0,
}


def mark(said: Standing | None) -> str:
    """The answer in figures: day, verdict, nations, how many compete, and the bests that its sentence names."""
    if said is None:
        return "[]"
    named = [best for place, best in enumerate(said.bests) if place < 2 or best.country in said.nations]
    bests = [[best.country, best.model, round(best.score, 1)] for best in named]
    told = [f"{said.date:%Y-%m-%d}", said.kind, list(said.nations), said.models, bests]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def remembered(mark: str, now: Standing, past: BoardHistory, names: Mapping[str, str]) -> Standing | None:
    """The answer that a mark holds; None where it cannot have been one of this board's.

    now: what the page says today. names: published name -> the name to show. Raises ValueError where it is no mark.
    """
    told = _read(mark)
    snapshot = next((one for one in past.snapshots if told and one.date == told.date), None)
    if told is None or snapshot is None:
        return None
    scores = past.table["score"].iloc[snapshot.rows]
    margin = scores.max() - scores.min()
    plausible = all(scores.min() - margin <= best.score <= scores.max() + margin for best in told.bests)
    if not plausible or not {best.model for best in told.bests} <= {*names.values()} or told.models > len(scores):
        return None
    return replace(now, **vars(told), unread=())


@dataclass(frozen=True)
class _Told:
    """What a mark says; each field is that of a Standing."""

    date: pd.Timestamp
    kind: Kind
    nations: tuple[str, ...]
    models: int
    bests: tuple[Best, ...]


def _read(mark: str) -> _Told | None:
    """What a mark says by itself; None where it is that of a board that had published nothing. Raises ValueError."""
    try:
        return _told(json.loads(mark))
    except (ValueError, OverflowError, RecursionError):
        found = repr(mark[:60])
    raise ValueError(_("said: expected the answer that a link of this page holds, found {word}.", word=found))


def _told(parsed: object) -> _Told | None:
    match parsed:
        case []:
            return None
        case [str(day), str(kind), [*nations], int(models), [*bests]] if kind in _LEAST and type(models) is int:
            date = pd.Timestamp(datetime.date.fromisoformat(day))
            told = _Told(date, cast(Kind, kind), tuple(map(str, nations)), models, tuple(map(_best, bests)))
            if _consistent(told):
                return told
    raise ValueError("expected day, verdict, nations, how many compete, and bests")


def _best(parsed: object) -> Best:
    match parsed:
        case [str(country), str(model), float() | int() as score] if math.isfinite(score):
            return Best(country, model, float(score), math.nan)
    raise ValueError("expected country, model and score")


def _consistent(told: _Told) -> bool:
    """Whether the verdict may name so many nations, and each is a country, named once, with a best model."""
    named, led = {*told.nations}, {best.country for best in told.bests}
    each_once = len(named) == len(told.nations) and len(led) == len(told.bests)
    number = {"leads": len(named) == 1, "tied": len(named) > 1}.get(told.kind, not named)
    known = named <= led <= {*tables.load().countries["country"]} - {""}
    return each_once and number and known and len(led) >= _LEAST[told.kind] and told.models >= 0


def causes(
    answers: Sequence[Standing], past: BoardHistory, names: Mapping[str, str], since: str
) -> list[dict[str, Any]]:
    """The registry's corrections since a day (ISO) of the models that answers name, and of those who made them."""
    named = {best.model for said in answers for best in said.bests}
    published = [name for name, shown in names.items() if shown in named]
    of_these = past.rows[past.rows["model_name"].isin(published)]
    about = {*of_these["model_id"].dropna(), *of_these["organization_id"].dropna()}
    return [row for row in rows(tables.load().corrections) if row["id"] in about and row["date"] >= since[:10]]
