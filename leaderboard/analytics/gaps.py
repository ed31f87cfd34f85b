"""How far one side is ahead of another, in score and in time."""

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leaderboard.analytics.board_history import BoardHistory, Flags, Integers
from leaderboard.registry.fields import OPEN_WEIGHTS

GAP_DTYPES = {
    "date": "datetime64[us]",
    "a": "str",
    "b": "str",
    "best_a": "str",
    "best_b": "str",
    "score_a": "float64",
    "score_b": "float64",
    "points": "float64",
    "relative": "float64",
    "win_probability": "float64",
    "lag_days": "Int64",
    "lag_censored": "boolean",
    "waiting_days": "Int64",
}

_SIDE = re.compile(r"(?P<nation>[A-Z]{3})(:(?P<kind>open|closed))?|(?P<of_all>open|closed)")
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class _Lag:
    days: int | None = None
    censored: bool | None = None


def gap(
    history: BoardHistory,
    a: str,
    b: str,
    *,
    dates: Literal["published", "released"] = "published",
    every_date: bool = False,
) -> pd.DataFrame:
    """The gap of A against B in the newest snapshot, or in each; columns of GAP_DTYPES.

    a, b: `CHN` (its counted models), `CHN:open`, `CHN:closed`, `open` or `closed` (of all countries).
    A snapshot in which a side has no model gives no row.

    points: signed, in the board's unit, positive when A is ahead, whichever direction is better.
    relative: points / score of the one behind, a fraction; null if that score is not positive or lower
        is better.
    win_probability: of A's best over B's, 1 / (1 + 10^(-points/400)); null unless the metric is elo.
    lag_days: of B behind A, see `_lag`; lag_censored: it is a lower bound.
    waiting_days: how long B has been behind a model of A's; null when it is not.
    dates: what dates a model in the lag and the waiting: its first listing on the board, or its release.

    Raises ValueError if a side is not written as above.
    """
    side_a, side_b = side(history, a), side(history, b)
    known_since = history.first_listed if dates == "published" else history.released
    rows = []
    for snapshot in history.snapshots if every_date else history.snapshots[-1:]:
        ours, theirs = snapshot.rows[side_a[snapshot.rows]], snapshot.rows[side_b[snapshot.rows]]
        if len(ours) and len(theirs):
            rows.append(
                {"date": snapshot.date, "a": a, "b": b}
                | _points(history, ours, theirs)
                | _times(history, ours, theirs, known_since, snapshot.date, left_censored=dates == "published")
            )
    return pd.DataFrame(rows, columns=list(GAP_DTYPES)).astype(GAP_DTYPES)


def side(history: BoardHistory, operand: str) -> Flags:
    """Which rows of the table an operand means."""
    meant = _SIDE.fullmatch(operand)
    if meant is None:
        raise ValueError(f"side of a gap: expected CHN, CHN:open, CHN:closed, open or closed, found {operand!r}")
    nation, kind = meant["nation"], meant["kind"] or meant["of_all"]
    tiers = {"open": OPEN_WEIGHTS, "closed": ("closed",)}
    chosen = history.table["openness"].isin(tiers[kind]).to_numpy("bool") if kind else history.entries.counted
    return chosen & history.entries.of(nation) if nation else chosen


def _points(history: BoardHistory, ours: Integers, theirs: Integers) -> dict[str, object]:
    """Both bests and the distance between them. Rows stand best first."""
    score, name = history.table["score"].to_numpy("float64"), history.table["model_name"]
    best_a, best_b = ours[0], theirs[0]
    points = history.entries.strength[best_a] - history.entries.strength[best_b]
    behind = score[best_b] if points > 0 else score[best_a]
    return {
        "best_a": name.iloc[best_a],
        "best_b": name.iloc[best_b],
        "score_a": score[best_a],
        "score_b": score[best_b],
        "points": points,
        "relative": points / behind if history.higher_is_better and behind > 0 else np.nan,
        "win_probability": 1 / (1 + 10 ** (-points / 400)) if history.metric == "elo" else np.nan,
    }


def _times(
    history: BoardHistory,
    ours: Integers,
    theirs: Integers,
    known_since: NDArray[np.datetime64],
    today: pd.Timestamp,
    *,
    left_censored: bool,
) -> dict[str, object]:
    """Lag and waiting of B behind A."""
    start = history.snapshots[0].date.to_datetime64() if left_censored else None
    lag = _lag(history, ours, theirs, known_since, start)
    if lag is None:
        mirrored = _lag(history, theirs, ours, known_since, start) or _Lag()
        lag = _Lag(None if mirrored.days is None else -mirrored.days, mirrored.censored)
    strength, model = history.entries.strength, history.entries.model
    above = _earliest(known_since[model[ours[strength[ours] > strength[theirs[0]]]]])
    waiting = None if above is None else int((today.to_datetime64() - above) // _DAY)
    return {"lag_days": lag.days, "lag_censored": lag.censored, "waiting_days": waiting}


def _lag(
    history: BoardHistory,
    ahead: Integers,
    behind: Integers,
    known_since: NDArray[np.datetime64],
    start: np.datetime64 | None,
) -> _Lag | None:
    """Days from the first model ahead that scores at least the best one behind, to that best one itself.

    None if no model ahead scores that much. A lower bound if the model ahead was there at the `start`
    of the board: it may be older. Of several models behind that share the best score the earliest counts.
    """
    strength, model = history.entries.strength, history.entries.model
    level = strength[behind[0]]
    reached = ahead[strength[ahead] >= level]
    if not len(reached):
        return None
    theirs = _earliest(known_since[model[behind[strength[behind] == level]]])
    ours = _earliest(known_since[model[reached]])
    if theirs is None or ours is None:
        return _Lag()
    return _Lag(int((theirs - ours) // _DAY), bool(ours == start))


def _earliest(days: NDArray[np.datetime64]) -> np.datetime64 | None:
    """The first known day, None if none is known."""
    known = days[~np.isnat(days)]
    return known.min() if len(known) else None
