"""What a chart over time shows, before anybody draws it: who comes first, where a line stops, who led when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from leaderboard.publish.language import N_, _
from leaderboard.publish.look import About

_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Days on which the verdict was the same: since (inclusive) until (not).

    kind: leads, tied, order (first, but only by order), uncontested or undetermined. nations: joined by `;`, or "".
    """

    kind: str
    nations: str
    since: pd.Timestamp
    until: pd.Timestamp

    def told(self, about: About) -> str:
        """The verdict in words."""
        said = {
            "leads": N_("{nations} leads"),
            "tied": N_("{nations} cannot be told apart"),
            "order": N_("{nations} first, by order only"),
            "uncontested": N_("uncontested"),
            "undetermined": N_("undetermined"),
        }
        return _(said[self.kind], nations=about.nation(self.nations)) if self.kind in said else self.kind


def by_standing(frontier: pd.DataFrame, about: About) -> list[str]:
    """Nations, those of the newest snapshot first, best first."""
    last = frontier.sort_values("date").drop_duplicates("country", keep="last")
    strength = last["score"] if about.higher_is_better else -last["score"]
    ranked = last.assign(strength=strength).sort_values(["date", "strength", "country"], ascending=[False, False, True])
    return ranked["country"].tolist()


def runs(own: pd.DataFrame, breaks: Sequence[date], longest: pd.Timedelta | None = None) -> list[pd.DataFrame]:
    """The stretches that a line may connect: without a missing snapshot or a break in between.

    own: the bests of one nation, a row for every snapshot. longest: nor days that stand further apart; None is any.
    """
    era = pd.Series([sum(pd.Timestamp(day) <= stamp for day in breaks) for stamp in own.index], own.index)
    interrupted = own["score"].isna() | era.ne(era.shift())
    if longest is not None:
        interrupted |= own.index.to_series().diff() > longest
    piece = interrupted.cumsum()
    present = own[own["score"].notna()]
    return [run for _, run in present.groupby(piece[present.index])]


def stretches(frontier: pd.DataFrame, longest: pd.Timedelta | None = None) -> Iterator[Stretch]:
    """Who led, from the first snapshot to the day after the last.

    longest: a snapshot speaks for its own day alone where the next is further away; None is never.
    """
    by_day = frontier.sort_values(["date", "is_leader"], ascending=[True, False], kind="stable").drop_duplicates("date")
    said = by_day["verdict"].mask(by_day["verdict"] == "no_interval", "order:" + by_day["country"])
    until = by_day["date"].shift(-1).fillna(by_day["date"].iloc[-1] + _DAY)
    if longest is not None:
        until = until.mask(until - by_day["date"] > longest, by_day["date"] + _DAY)
    begins = said.ne(said.shift()) | by_day["date"].ne(until.shift())
    ends = until.groupby(begins.cumsum()).last()
    for verdict, since, end in zip(said[begins], by_day.loc[begins, "date"], ends, strict=True):
        kind, _, nations = verdict.partition(":")
        yield Stretch(kind, nations, since, end)


def apart(places: Sequence[float], gap: float) -> list[float]:
    """Places from the highest down, pushed down where they stand closer than gap, and up again from 0."""
    placed: list[float] = []
    for place in places:
        placed.append(min(place, placed[-1] - gap) if placed else place)
    floor = 0.0
    for index in reversed(range(len(placed))):
        placed[index] = max(placed[index], floor)
        floor = placed[index] + gap
    return placed
