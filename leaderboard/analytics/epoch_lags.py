"""Lags as Epoch AI defines them on its Capabilities Index, beside ours (`gaps`), and under their own names.

Input: one row per model with `model`, `score`, `date` (of release); output in months of 365.25 / 12 days.

catch_up_lags: "Chinese AI models have lagged the US frontier by 7 months on average since 2023"
    (Epoch AI, January 2026): per record of the leaders the time until the first follower that reaches it.
days_behind: the plain daily rule: on each day, how long ago the leaders first passed the followers' best.
level_lags, points_behind: "Open-weight models lag state-of-the-art by around 3 months on average"
    (Epoch AI, 30 October 2025): the horizontal distance between two frontiers, at equal scores, and the
    vertical one, on equal days.

All read one fit of the index by release date. A refit moves every score a little, and with it which model
first reached which: a published figure follows from the fit that it was computed on.

epoch_lags: all four of them, of the newest snapshot of a board.
"""

from collections.abc import Collection

import numpy as np
import pandas as pd

from leaderboard.analytics.arrays import Integers
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.gaps import side

EPOCH_LAG_DTYPES = {
    "date": "datetime64[us]",
    "a": "str",
    "b": "str",
    "rule": "str",
    "mean": "float64",
    "low": "float64",
    "high": "float64",
    "unit": "str",
    "board_id": "str",
}

MONTH = 365.25 / 12
_DAY = np.timedelta64(1, "D")

#: Follower and leader that Epoch counts as level: the scores do not differ significantly (125.5 and 125.8). By ids of
#: the registry, because Epoch's own files spell them in several ways.
EPOCH_LEVEL = (("deepseek-v2", "gpt-4-0314"),)


def epoch_lags(history: BoardHistory, a: str, b: str, released_by: pd.Timestamp | None = None) -> pd.DataFrame:
    """How far B is behind A by each of Epoch's rules, in the newest snapshot; columns of EPOCH_LAG_DTYPES.

    a, b: leaders and followers, written as the sides of a gap. Models without a release date are left out; no
    rows where a side has none.
    released_by: as if no model had been released after this day; the scores are those of the whole fit.
    date, board_id: of the fit.
    rule: `catch_up` (with EPOCH_LEVEL), `daily`, `level` or `points`, the functions of this module in that order.
    low, high: the least and the greatest of catch_up and daily; the 5th and the 95th percentile of level and
        points, as Epoch publishes them. unit: months, or that of the board.

    Raises ValueError if a side is not written as a gap's.
    """
    sides = [side(history, operand) for operand in (a, b)]
    if not history.snapshots:
        return _told([])
    newest = history.snapshots[-1]
    leaders, followers = (_dated(history, newest.rows[meant[newest.rows]], released_by) for meant in sides)
    if leaders.empty or followers.empty:
        return _told([])
    until = max(leaders["date"].max(), followers["date"].max())
    spans = {
        "catch_up": (catch_up_lags(leaders, followers, EPOCH_LEVEL)["months"], (0, 1), "months"),
        "daily": (days_behind(leaders, followers, until), (0, 1), "months"),
        "level": (level_lags(leaders, followers), (0.05, 0.95), "months"),
        "points": (points_behind(leaders, followers, until), (0.05, 0.95), history.unit),
    }
    return _told(
        [
            {"date": newest.date, "board_id": history.board_id, "a": a, "b": b, "rule": rule, "unit": unit}
            | {"mean": found.mean()}
            | dict(zip(("low", "high"), found.quantile(list(ends)), strict=True))
            for rule, (found, ends, unit) in spans.items()
        ]
    )


def _told(rows: list[dict[str, object]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(EPOCH_LAG_DTYPES)).astype(EPOCH_LAG_DTYPES)


def _dated(history: BoardHistory, rows: Integers, released_by: pd.Timestamp | None) -> pd.DataFrame:
    """Models with a release date, up to a day, as the rules below read them: by their ids, as far as there are any."""
    table = history.spelled(rows).dropna(subset=["released_on"])
    if released_by is not None:
        table = table[table["released_on"] <= released_by]
    return pd.DataFrame({"model": table["identity"], "score": table["strength"], "date": table["released_on"]})


def records(models: pd.DataFrame) -> pd.DataFrame:
    """The models that were the best of all released by their day; of several on one day only the best."""
    ordered = models.sort_values(["date", "score"], ascending=[True, False], kind="stable")
    return ordered[ordered["score"] > ordered["score"].cummax().shift(fill_value=-np.inf)].reset_index(drop=True)


def catch_up_lags(
    leaders: pd.DataFrame, followers: pd.DataFrame, level: Collection[tuple[str, str]] = ()
) -> pd.DataFrame:
    """Per record of the leaders, the first follower that scores as much: leader, follower, months.

    A record that no follower has reached is left out. level: pairs (follower, leader) that count as
    equal although the follower's score is lower.
    """
    matched: list[tuple[str, str, float]] = []
    followers = followers.sort_values(["date", "score"], ascending=[True, False], kind="stable")
    for name, score, day in records(leaders)[["model", "score", "date"]].to_numpy():
        counted_level = [follower for follower, leader in level if leader == name]
        reached = followers[(followers["score"] >= score) | followers["model"].isin(counted_level)]
        if len(reached):
            first = reached.iloc[0]
            matched.append((name, first["model"], (first["date"] - day).days / MONTH))
    return pd.DataFrame(matched, columns=["leader", "follower", "months"]).astype({"months": "float64"})


def days_behind(leaders: pd.DataFrame, followers: pd.DataFrame, until: pd.Timestamp) -> "pd.Series[float]":
    """By day from the first follower on: months since the first leader that scores more than the followers' best.

    NaN on days on which no leader does.
    """
    days = pd.date_range(followers["date"].min(), until)
    best = _frontier(followers, days)
    leaders = records(leaders)
    passed = np.searchsorted(leaders["score"], best, side="right")
    since = np.append(leaders["date"].to_numpy("datetime64[us]"), np.datetime64("NaT"))[passed]
    months = (days.to_numpy() - since) / _DAY / MONTH
    return pd.Series(np.where(months >= 0, months, np.nan), days)


def level_lags(leaders: pd.DataFrame, followers: pd.DataFrame) -> "pd.Series[float]":
    """By score: months from the leaders' first model with as much to the followers'.

    At every whole point of the scale that both frontiers cross: above the leaders' first record, so that a
    line can be drawn there, and up to the lower of the two best scores.
    """
    ahead, behind = records(leaders), records(followers)
    lowest = max(ahead["score"].iloc[0], behind["score"].iloc[0])
    highest = min(ahead["score"].iloc[-1], behind["score"].iloc[-1])
    levels = np.arange(np.ceil(lowest), np.floor(highest) + 1)
    reached = [side["date"].to_numpy()[np.searchsorted(side["score"], levels, side="left")] for side in (ahead, behind)]
    return pd.Series((reached[1] - reached[0]) / _DAY / MONTH, levels)


def points_behind(leaders: pd.DataFrame, followers: pd.DataFrame, until: pd.Timestamp) -> "pd.Series[float]":
    """By day from which both sides have a model: the leaders' best score less the followers'."""
    days = pd.date_range(max(leaders["date"].min(), followers["date"].min()), until)
    return pd.Series(_frontier(leaders, days) - _frontier(followers, days), days)


def _frontier(models: pd.DataFrame, days: pd.DatetimeIndex) -> np.ndarray:
    """The best score of all models released by each day."""
    best = records(models)
    return best["score"].to_numpy()[np.searchsorted(best["date"], days, side="right") - 1]
