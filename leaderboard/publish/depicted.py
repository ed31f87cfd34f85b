"""What a chart of a board shows and how it is headed, whoever draws it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.publish.credit import data_from
from leaderboard.publish.language import N_, _
from leaderboard.publish.look import About
from leaderboard.publish.speaker import Speaker
from leaderboard.publish.words import day

#: Stands in the place of a frontier that would say nothing.
NO_PAST = N_("One snapshot, and too few of its models have a known release date: there is no past to draw.")
#: The same where the reader asked for release dates, and days of publication would draw one.
NO_RELEASES = N_("Too few of the models have a known release date: by these there is no past to draw.")


@dataclass(frozen=True)
class Depicted:
    """The national frontier of a question as it is drawn.

    clock: by which days it is read, in words. breaks: days across which scores do not compare. longest: the ribbon is
    blank between snapshots that stand further apart; None is never. by_release: its days are those of releases.
    """

    about: About
    clock: str
    breaks: Sequence[date]
    longest: pd.Timedelta | None
    by_release: bool


def frontier_of(speaker: Speaker, past: BoardHistory, released: bool = False, behind: bool = False) -> Depicted:
    """The frontier of a board, which is read by release date where the board is known by one snapshot.

    released: the reader wants it by release date. behind: as distances from the best model of all.
    """
    by_release = released or len(past.snapshots) == 1
    clock = _("by day of publication")
    if by_release:
        newest = day(past.snapshots[-1].date)
        clock = (
            _("by release date, as the one snapshot of {day} tells it", day=newest)
            if len(past.snapshots) == 1
            else _("by release date, as the newest snapshot of {day} tells it", day=newest)
        )
    about_it = {"noun": speaker.noun, "place": speaker.place, "scale": speaker.scale, "clock": clock}
    title = (
        _("Each nation's best {noun} behind the best of all: {place}, {scale}, {clock}", **about_it)
        if behind
        else _("Best {noun} of each nation on {place}, {scale}, {clock}", **about_it)
    )
    longest = None if by_release else pd.Timedelta(days=speaker.curated.max_age_days)
    return Depicted(about(speaker, title), clock, () if by_release else past.method_changes, longest, by_release)


def says_nothing(frontier: pd.DataFrame) -> bool:
    """Whether a chart over time would have a single day."""
    return bool(frontier["date"].nunique() < 2)


def shares_of(speaker: Speaker, top: int) -> About:
    """What the chart of the nations of a board's top list is about."""
    title = _(
        "Nations of the top {number} {nouns} on {place}, by day of publication",
        number=top,
        nouns=speaker.nouns,
        place=speaker.place,
    )
    return about(speaker, title)


def about(speaker: Speaker, title: str) -> About:
    """What a chart of the speaker's board is about. title: as of nations by their developers."""
    by_base = speaker.question.lens == "base"
    if by_base:
        title = _("{title}, nations by origin of the base", title=title)
    board, source = speaker.curated.board, speaker.curated.source
    said = data_from(source.attribution, speaker.as_of)
    return About(title, said, board.unit, board.higher_is_better, speaker.countries, by_base)
