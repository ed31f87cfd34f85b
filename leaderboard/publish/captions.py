"""Charts in words: for those who cannot see them, for link previews, and where there is nothing to draw."""

import pandas as pd

from leaderboard.analytics.leads import changes
from leaderboard.publish.look import About, Side
from leaderboard.publish.series import by_standing
from leaderboard.publish.words import rows
from leaderboard.records.clock import in_words


def frontier_caption(frontier: pd.DataFrame, ledger: pd.DataFrame, about: About, by_release: bool = False) -> str:
    """The chart in two sentences: where the nations stand, and how often the lead changed.

    by_release: its days are releases of models, not days on which the board was published.
    """
    newest = frontier[frontier["date"] == frontier["date"].max()].set_index("country")["score"]
    bests = [
        f"{about.nation(code)} {about.score(newest[code])}" for code in by_standing(frontier, about) if code in newest
    ]
    reasons = changes(ledger)["reason"]
    number, by_method = int((~reasons.isin(["first", "method_change"])).sum()), int((reasons == "method_change").sum())
    often = {0: "No change of lead is", 1: "One change of lead is"}.get(number, f"{number} changes of lead are")
    besides = {0: "", 1: ", besides one that a change of method brought"}
    when = "among the models released by" if by_release else "on"
    return (
        f"National bests {when} {in_words(frontier['date'].max())}: {', '.join(bests)}. "
        f"{often} on record since {in_words(frontier['date'].min())}"
        f"{besides.get(by_method, f', besides {by_method} that changes of method brought')}."
    )


def gap_caption(gaps: pd.DataFrame, sides: tuple[Side, Side], about: About) -> str:
    """The first and the newest gap, and how far the first side was ahead and behind at most."""
    first, last = (gaps.loc[gaps["date"] == day].iloc[0] for day in (gaps["date"].min(), gaps["date"].max()))
    newest_too = [first, last] if first["date"] < last["date"] else [last]
    told = [f"{stands(row['points'], about)} on {in_words(row['date'])}" for row in newest_too]
    widest = [gaps.iloc[gaps["points"].argmax()], gaps.iloc[gaps["points"].argmin()]]
    most = [row for row, sign in zip(widest, (1, -1), strict=True) if row["points"] * sign > 0]
    largest = ", ".join(f"{stands(row['points'], about)} on {in_words(row['date'])}" for row in most)
    said = f"{sides[0].name} against {sides[1].name}: {'; '.join(told)}."
    return f"{said} At most: {largest}." if most else said


def stands(points: float, about: About) -> str:
    """The gap of the first side: `2 points ahead`, `level`."""
    return "level" if points == 0 else f"{about.distance(abs(points))} {'ahead' if points > 0 else 'behind'}"


def share_caption(shares: pd.DataFrame, about: About) -> str:
    """The newest day of the chart as a sentence."""
    newest = shares[shares["date"] == shares["date"].max()].sort_values("count", ascending=False, kind="stable")
    parts = [f"{about.nation(row['country'])} {row['count']:.3g}" for row in rows(newest)]
    return f"Of the top {newest['count'].sum():.3g} on {in_words(newest['date'].max())}: {', '.join(parts)}."
