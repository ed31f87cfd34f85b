"""What a pinned link remembers of the answer that it was made for, so that a page can tell it once it has changed.

A link can be edited, and the page must not say in its own voice whatever somebody writes there: only figures of a
snapshot, by the names and the range of scores that the board has, are made a sentence again.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.standing import Best, Standing
from leaderboard.publish.frames import rows
from leaderboard.publish.words import VERDICTS
from leaderboard.registry import tables


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

    now: what the page says today. names: published name -> the name to show.
    """
    try:
        day, kind, nations, models, bests = json.loads(mark)
        date, found = (
            pd.Timestamp(day),
            [Best(country, model, float(score), math.nan) for country, model, score in bests],
        )
    except (ValueError, TypeError, RecursionError):
        return None
    snapshot = next((one for one in past.snapshots if one.date == date), None)
    if snapshot is None or kind not in VERDICTS or not isinstance(models, int):
        return None
    scores = past.table["score"].iloc[snapshot.rows]
    countries = {row["country"] for row in tables.records(tables.load().countries)}
    shown = {*names.values()}
    told = [best for best in found if best.model in shown and best.country in countries]
    margin = scores.max() - scores.min()
    plausible = all(scores.min() - margin <= best.score <= scores.max() + margin for best in told)
    led = [best.country for best in told]
    if not plausible or len(told) != len(found) or not set(nations) <= set(led) or not 0 <= models <= len(scores):
        return None
    return replace(now, date=date, kind=kind, nations=tuple(nations), bests=tuple(told), models=models, unread=())


def causes(
    answers: Sequence[Standing], past: BoardHistory, names: Mapping[str, str], since: str
) -> list[dict[str, Any]]:
    """The registry's corrections since a day (ISO) of the models that answers name, and of those who made them."""
    named = {best.model for said in answers for best in said.bests}
    published = [name for name, shown in names.items() if shown in named]
    of_these = past.rows[past.rows["model_name"].isin(published)]
    about = {*of_these["model_id"].dropna(), *of_these["organization_id"].dropna()}
    return [row for row in rows(tables.load().corrections) if row["id"] in about and row["date"] >= since[:10]]
