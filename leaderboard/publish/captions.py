"""Charts in words: for those who cannot see them, for link previews, and where there is nothing to draw."""

from typing import Any

import pandas as pd

from leaderboard.analytics.leads import changes
from leaderboard.publish.frames import rows
from leaderboard.publish.language import N_, _, day, figure, ngettext
from leaderboard.publish.look import About, Side
from leaderboard.publish.series import by_standing
from leaderboard.records.spoken import joined


def frontier_caption(frontier: pd.DataFrame, ledger: pd.DataFrame, about: About, by_release: bool = False) -> str:
    """The chart in two sentences: where the nations stand, and how often the lead changed.

    by_release: its days are releases of models, not days on which the board was published.
    """
    newest = frontier[frontier["date"] == frontier["date"].max()].set_index("country")["score"]
    bests = [
        _("{nation} {score}", nation=about.nation(code), score=about.score(newest[code]))
        for code in by_standing(frontier, about)
        if code in newest
    ]
    reasons = changes(ledger)["reason"]
    number, by_method = int((~reasons.isin(["first", "method_change"])).sum()), int((reasons == "method_change").sum())
    often = ngettext("One change of lead", "{number} changes of lead", number) if number else _("No change of lead")
    besides = ngettext("one that a change of method brought", "{number} that changes of method brought", by_method)
    verb = {"often": often, "since": day(frontier["date"].min()), "besides": besides}
    many = (
        N_("{often} is on record since {since}, besides {besides}."),
        N_("{often} are on record since {since}, besides {besides}."),
    )
    plain = (N_("{often} is on record since {since}."), N_("{often} are on record since {since}."))
    if by_release:  # no day of the board: nobody could have read it then
        plain = (
            N_("{often} is counted by release date since {since}."),
            N_("{often} are counted by release date since {since}."),
        )
    stood = N_("National bests among the models released by {day}: {bests}.")
    shown = N_("National bests on {day}: {bests}.")
    if about.by_base:
        stood = N_("The best by origin of the base among the models released by {day}: {bests}.")
        shown = N_("The best by origin of the base on {day}: {bests}.")
    return _(
        "{sentence} {another}",
        sentence=_(stood if by_release else shown, day=day(frontier["date"].max()), bests=joined(bests)),
        another=_((many if by_method else plain)[number > 1], **verb),
    )


def gap_caption(gaps: pd.DataFrame, sides: tuple[Side, Side], about: About) -> str:
    """The first and the newest gap, and how far the first side was ahead and behind at most."""
    first, last = (gaps.loc[gaps["date"] == day].iloc[0] for day in (gaps["date"].min(), gaps["date"].max()))
    newest_too = [first, last] if first["date"] < last["date"] else [last]
    widest = [gaps.iloc[gaps["points"].argmax()], gaps.iloc[gaps["points"].argmin()]]
    most = [row for row, sign in zip(widest, (1, -1), strict=True) if row["points"] * sign > 0]
    parts = {
        "one": sides[0].name,
        "other": sides[1].name,
        "told": joined([_stood(row, about) for row in newest_too], "; "),
    }
    if not most:
        return _("{one} against {other}: {told}.", **parts)
    largest = joined([_stood(row, about) for row in most])
    return _("{one} against {other}: {told}. At most: {largest}.", largest=largest, **parts)


def _stood(row: "pd.Series[Any]", about: About) -> str:
    return _("{stands} on {day}", stands=stands(row["points"], about), day=day(row["date"]))


def stands(points: float, about: About) -> str:
    """The gap of the first side: `2 points ahead`, `level`."""
    if points == 0:
        return _("level")
    margin = about.distance(abs(points))
    return _("{margin} ahead", margin=margin) if points > 0 else _("{margin} behind", margin=margin)


def share_caption(shares: pd.DataFrame, about: About) -> str:
    """The newest day of the chart as a sentence."""
    newest = shares[shares["date"] == shares["date"].max()].sort_values("count", ascending=False, kind="stable")
    parts = [
        _("{nation} {count}", nation=about.nation(row["country"]), count=figure(row["count"], ".3g"))
        for row in rows(newest)
    ]
    return _(
        "Of the top {top} on {day}: {nations}.",
        top=figure(newest["count"].sum(), ".3g"),
        day=day(newest["date"].max()),
        nations=joined(parts),
    )
