"""What may be said of a board on a day, in one place: every page, quote, feed and verb says this and no more.

The newest complete snapshot by then, its verdict (see `certainty`), and what a sentence must not hide:
how old it is, what was passed over, how many compete, and whose model the leader's is built on.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import pandas as pd

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.certainty import by_scores, unread_leaders, verdict
from leaderboard.analytics.frontier import national_bests
from leaderboard.analytics.sets import Sets
from leaderboard.records.clock import Day, in_words, moment_in_words
from leaderboard.records.spoken import joined, say, say_many

Kind = Literal["leads", "tied", "no_interval", "uncontested", "undetermined", "none"]


@dataclass(frozen=True)
class Best:
    """A nation's best counted model in one snapshot; base is of another nation's developers, "" if there is none."""

    country: str
    model: str
    score: float
    chance: float
    base: str = ""
    base_country: str = ""


@dataclass(frozen=True)
class Standing:
    """What the newest complete snapshot of a board by a day says.

    date: of the snapshot, the day of everything that is said. as_of: the day of asking.
    kind, nations: as in certainty.Verdict; `none` where no counted model of a known nation stands there.
    bests: every nation's best, from best to worst. models: how many counted ones compete.
    unread: names of the models that would lead, but of whose license or seat nobody has read.
    passed_over: days of newer snapshots that are known to hold only a part.
    in_part: what the newest of them still tells, in words; "" where there is none.
    over: that the board ended, or that its maker corrected it; "" of one that goes on.
    """

    date: pd.Timestamp
    kind: Kind
    nations: tuple[str, ...]
    bests: tuple[Best, ...]
    as_of: pd.Timestamp
    max_age_days: int
    models: int = 0
    unread: tuple[str, ...] = ()
    passed_over: tuple[datetime.date, ...] = ()
    over: str = ""
    in_part: str = ""

    def __str__(self) -> str:
        """As the column `verdict` of the frontier."""
        return f"{self.kind}:{';'.join(self.nations)}" if self.nations else self.kind

    @property
    def stale(self) -> bool:
        """Whether the snapshot is too old to speak of the day of asking."""
        return (self.as_of - self.date).days > self.max_age_days

    @property
    def contested(self) -> bool:
        """Whether anybody could lead here: at least two nations compete, or might."""
        return self.kind not in ("uncontested", "none")

    @property
    def first(self) -> tuple[str, ...]:
        """Who stands first: by verdict or, where that names nobody, by score."""
        if self.nations:
            return self.nations
        return tuple(best.country for best in self.bests if best.score == self.bests[0].score)

    @property
    def leader(self) -> Best | None:
        """The best model of the nation that leads, if one does."""
        return next((best for best in self.bests if self.kind == "leads" and best.country in self.nations), None)

    @property
    def warning(self) -> str:
        """What a reader must be told of the snapshot's age and of its board; "" where there is nothing to tell."""
        aged = age_warning(self.date, self.as_of, self.max_age_days, self.passed_over)
        return joined([said for said in (self.over, aged, self.in_part) if said], " ")


def standing(
    history: BoardHistory,
    as_of: pd.Timestamp,
    max_age_days: int,
    names: Mapping[str, str] = MappingProxyType({}),
) -> Standing | None:
    """The newest snapshot of a board's past by a day; None where the board has none.

    max_age_days: the board's own. names: published name -> the name to show, itself where not named.
    """
    if not history.snapshots:
        return None
    newest = history.snapshots[-1]
    here, table = history.entries.at(newest.rows), history.spelled(newest.rows)
    if not (here.counted & ~here.of_nobody_known).any():
        return Standing(newest.date, "none", (), (), as_of, max_age_days, passed_over=history.passed_over)
    said = verdict(here)

    shown = [names.get(name, name) for name in table["model_name"]]
    base, base_country = (table[name].fillna("").tolist() for name in ("base_model", "base_country"))
    nations, positions = (found.tolist() for found in national_bests(here, Sets([len(here)]))[1:])
    bests = [
        Best(
            country=country,
            model=shown[position],
            score=float(table["score"].iloc[position]),
            chance=said.chances.get(country, float("nan")),
            base=base[position],
            base_country=base_country[position] if base[position] else "",
        )
        for country, position in zip(map(here.nations.__getitem__, nations), positions, strict=True)
    ]
    bests.sort(key=lambda best: best.score, reverse=history.higher_is_better)
    return Standing(
        date=newest.date,
        kind=said.kind,
        nations=said.nations,
        bests=tuple(bests),
        as_of=as_of,
        max_age_days=max_age_days,
        models=len(set(here.model[here.counted].tolist())),
        unread=tuple(shown[row] for row in unread_leaders(here, by_scores(here)))
        if said.kind == "undetermined"
        else (),
        passed_over=history.passed_over,
    )


def nothing_stored(what: str, as_of: pd.Timestamp, known_at: Day | None) -> str:
    """What is known of a board, or of any of several, where no snapshot is found: of its publisher that says nothing.

    known_at: None or "" is now.
    """
    parts = {"what": what, "day": in_words(as_of)}
    if known_at:
        known = moment_in_words(known_at)
        return say(
            "No complete snapshot of {what} that was published by {day} was stored here by {known}.",
            known=known,
            **parts,
        )
    return say("No complete snapshot of {what} that was published by {day} is stored here.", **parts)


def age_warning(
    shown: pd.Timestamp, as_of: pd.Timestamp, max_age_days: int, passed_over: Sequence[datetime.date] = ()
) -> str:
    """One line where a snapshot is not the board's newest, or too old to speak of the day of asking; else ""."""
    told, age, day = [], (as_of - shown).days, in_words(shown)
    if passed_over:
        told.append(say("This is the board's last complete snapshot, of {day}.", day=day))
    if passed_over and age > max_age_days:
        told.append(
            say("By {as_of} it is {age} days old: the board may have changed since.", as_of=in_words(as_of), age=age)
        )
    elif age > max_age_days:
        told.append(
            say(
                "The newest complete snapshot stored by {as_of} is of {day}, {age} days older: "
                "the board may have changed since, so this is not its standing on the later day.",
                as_of=in_words(as_of),
                day=day,
                age=age,
            )
        )
    if passed_over:
        told.append(
            say_many(
                "A newer one, of {day}, is known to hold only a part of the board and was passed over.",
                "{number} newer ones, up to {day}, are known to hold only a part of the board and were passed over.",
                len(passed_over),
                day=in_words(pd.Timestamp(passed_over[-1])),
            )
        )
    return joined(told, " ")
