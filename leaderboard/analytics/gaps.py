"""How far one side is ahead of another, in score and in time."""

import re
from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leaderboard.analytics.arrays import Flags, Integers
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.records.clock import in_words
from leaderboard.records.spoken import joined, say
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
    "behind": "str",
    "behind_days": "Int64",
    "level_on": "datetime64[us]",
    "reached_on": "datetime64[us]",
    "lag_of": "str",
}

_SIDE = re.compile(r"(?P<nation>[A-Z]{3})(:(?P<kind>open|closed))?|(?P<of_all>open|closed)")
_DAY = np.timedelta64(1, "D")


def gap(
    history: BoardHistory,
    a: str,
    b: str,
    *,
    dates: Literal["published", "released"] = "published",
    every_date: bool = False,
) -> pd.DataFrame:
    """The gap of A against B in the newest snapshot that has both, or in each; columns of GAP_DTYPES.

    a, b: `CHN` (its counted models), `CHN:open`, `CHN:closed`, `open` or `closed` (of all countries).
    A snapshot in which a side has no model gives no row; `one_sided` says so of the newest.

    points: signed, in the board's unit, positive when A is ahead, whichever direction is better.
    relative: points / score of the one behind, a fraction; null if that score is not positive or lower
        is better.
    win_probability: of A's best over B's, 1 / (1 + 10^(-points/400)); null unless the metric is elo.
    lag_days: of B behind A, negative where A came later; lag_censored: it is a lower bound (of its size).
    waiting_days: how long B has been behind a model of A's; null when it is not.

    The rest tells the same without a sign to read, and alike for A against B and for B against A.
    behind: the side that scores less, null where both are level; behind_days: how long the other has had
        a model that scores more.
    level_on, reached_on: the day of the best model of the side behind (of B where both are level), and that
        of the first model of the other side that scores at least as much.
    lag_of: the side that came later to that level, by as many days as lag_days has; null where on one day.
        It can be the side that is ahead.
    dates: what dates a model in all of these: its first listing on the board, or its release.

    Raises ValueError if a side is not written as above, and if the same models are on both.
    """
    side_a, side_b = sides(history, a, b)
    known_since = history.first_listed if dates == "published" else history.released
    rows = []
    of_both = [day for day in history.snapshots if side_a[day.rows].any() and side_b[day.rows].any()]
    for snapshot in of_both if every_date else of_both[-1:]:
        ours, theirs = snapshot.rows[side_a[snapshot.rows]], snapshot.rows[side_b[snapshot.rows]]
        rows.append(
            {"date": snapshot.date, "a": a, "b": b}
            | _points(history, ours, theirs)
            | _times(history, ours, theirs, (a, b), known_since, snapshot.date, left_censored=dates == "published")
        )
    return pd.DataFrame(rows, columns=list(GAP_DTYPES)).astype(GAP_DTYPES)


def one_sided(history: BoardHistory, gaps: pd.DataFrame, sides: Mapping[str, str]) -> str:
    """That the newest snapshot has no model of a side, so that a day before it is compared, or none; "" where it has.

    gaps: of `gap`. sides: both operands, each with its name.
    """
    if not history.snapshots or (len(gaps) and gaps["date"].iloc[-1] == history.snapshots[-1].date):
        return ""
    newest = history.snapshots[-1]
    without = joined([name for operand, name in sides.items() if not side(history, operand)[newest.rows].any()])
    day = in_words(newest.date)
    if gaps.empty:
        return say(
            "The newest snapshot, of {day}, has no such model ({sides}), and none before it has both sides.",
            day=day,
            sides=without,
        )
    return say(
        "The newest snapshot, of {day}, has no such model ({sides}): compared is the newest that has both sides, of "
        "{before}.",
        day=day,
        sides=without,
        before=in_words(gaps["date"].iloc[-1]),
    )


def sides(history: BoardHistory, a: str, b: str) -> tuple[Flags, Flags]:
    """`side` of both. Raises ValueError also where these are the same models: nothing is compared with itself.

    Joint models alone may stand for two nations: these are two sides.
    """
    side_a, side_b = side(history, a), side(history, b)
    same = side_a.any() and (side_a == side_b).all() and not _two_nations(a, b)
    if a == b or same:
        raise ValueError(f"sides of a gap: expected two, found the same models on both: {a} and {b}")
    return side_a, side_b


def _two_nations(a: str, b: str) -> bool:
    one, other = (operand.partition(":")[0] for operand in (a, b))
    return one != other and not {one, other} & {"open", "closed"}


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
    sides: tuple[str, str],
    known_since: NDArray[np.datetime64],
    today: pd.Timestamp,
    *,
    left_censored: bool,
) -> dict[str, object]:
    """When both sides came to the best of the one behind, and how long that one has been behind.

    Of several models behind that share the best score the earliest counts. A lag is a lower bound where the
    other side's model was there at the start of the board: it may be older.
    """
    strength, model = history.entries.strength, history.entries.model
    b_behind = bool(strength[ours[0]] >= strength[theirs[0]])
    (ahead, behind), (leader, follower) = ((ours, theirs), sides) if b_behind else ((theirs, ours), sides[::-1])
    level = strength[behind[0]]

    def first(rows: Integers) -> np.datetime64 | None:
        return _earliest(known_since[model[rows]])

    level_on = first(behind[strength[behind] == level])
    reached_on = first(ahead[strength[ahead] >= level])
    above_since = first(ahead[strength[ahead] > level])
    behind_days = None if above_since is None else int((today.to_datetime64() - above_since) // _DAY)
    told: dict[str, object] = {
        "waiting_days": behind_days if b_behind else None,
        "behind": None if strength[ahead[0]] == level else follower,
        "behind_days": behind_days,
        "level_on": level_on,
        "reached_on": reached_on,
    }
    if level_on is None or reached_on is None:
        return told
    later = int((level_on - reached_on) // _DAY)
    return told | {
        "lag_days": later if b_behind else -later,
        "lag_censored": left_censored and bool(reached_on == history.started),
        "lag_of": None if later == 0 else follower if later > 0 else leader,
    }


def _earliest(days: NDArray[np.datetime64]) -> np.datetime64 | None:
    """The first known day, None if none is known."""
    known = days[~np.isnat(days)]
    return known.min() if len(known) else None
