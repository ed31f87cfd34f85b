"""Charts as pages show them: the picture, what it says in words, whose data it is, and the table behind it."""

import pandas as pd
import streamlit as st

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.app import pieces
from leaderboard.publish import address, charts, depicted, frames
from leaderboard.publish.address import Question
from leaderboard.publish.language import N_, _
from leaderboard.publish.speaker import Speaker, speaker_of
from leaderboard.records.spoken import joined
from leaderboard.registry import tables
from leaderboard.serve import collection
from leaderboard.serve.remembering import remembered_in_words

_READING = N_(
    "Rings mark changes of lead. The ribbon shows who led: striped where nations are tied, pale where only the order "
    "is known, gray where unknown models could change the answer, lightest where one nation is alone, "
    "blank where snapshots stand too far apart to tell."
)
_BY_RELEASE = N_(
    "The scores of one snapshot are read in order of the models' release dates, and no day is one on which the board "
    "showed it. The ribbon shows who led among the models released by then."
)
_BEHIND = N_(
    "0 is the best model of all, open or closed, whoever made it; a line that falls is one whose nation was left "
    "behind, by score, whatever its interval."
)
_APART = N_("Lines stop where snapshots stand too far apart to tell.")
_BREAKS = N_("Dotted lines: the board changed its method, and scores before and after do not compare.")


def frontier(speaker: Speaker, edition: str, *, events: bool = False, released: bool = False) -> None:
    """The national frontier of a board, with the names to show. events: with what happened meanwhile as a layer.

    released: by release date, which a board of one snapshot is in any case.
    """
    question = speaker.question
    past, bests, ledger = _of_frontier(question, released, edition)
    if depicted.says_nothing(bests):
        pieces.caption(_(depicted.NO_PAST if len(past.snapshots) == 1 else depicted.NO_RELEASES))
        return
    drawn = depicted.frontier_of(speaker, past, released)
    by_release = drawn.by_release
    told = charts.frontier_caption(bests, ledger, drawn.about, by_release)
    figure = _frontier_figure(question, speaker.today, events, released, edition)
    pieces.chart(figure, told)
    reading = [_(_BY_RELEASE if by_release else _READING), *([_(_BREAKS)] if drawn.breaks else [])]
    pieces.caption(joined([told, *reading], " "))
    pieces.origin(speaker.curated.source)
    dates = {"dates": "released"} if by_release else {}
    asked = address.asking(question, "frontier", **dates)
    file_name = address.file_name(question, "frontier")
    if events:
        _events_list(_within(bests), speaker)
    with st.container(horizontal=True):
        pieces.download(_("Chart data (CSV)"), file_name, lambda: asked.named(bests), [speaker.curated.source])
        pieces.pictures(question, speaker.today)


def behind(speaker: Speaker, edition: str, *, released: bool = False) -> None:
    """How far each nation's best is behind the best model of all. released: as in `frontier`."""
    question = speaker.question
    past, found = collection.history(question, edition), collection.behind(question, edition, released)
    if depicted.says_nothing(found):
        pieces.caption(_(depicted.NO_PAST if len(past.snapshots) == 1 else depicted.NO_RELEASES))
        return
    bests = frames.named(found, collection.names(question, edition))
    shown = depicted.frontier_of(speaker, past, released, behind=True)
    told = charts.behind_caption(bests, shown.about, shown.by_release)
    figure = charts.behind_chart(bests, shown.breaks, shown.about, shown.longest)
    pieces.chart(figure, told, address.file_name(question, "behind", ""))
    more = [] if shown.by_release else [_(_APART), *([_(_BREAKS)] if shown.breaks else [])]
    pieces.caption(joined([told, _(_BEHIND), *more], " "))
    pieces.origin(speaker.curated.source)
    dates = {"dates": "released"} if shown.by_release else {}
    asked = address.asking(question, "frontier", best_of_all=True, **dates)
    pieces.download(
        _("Chart data (CSV)"),
        address.file_name(question, "behind"),
        lambda: asked.named(found),
        [speaker.curated.source],
    )


def _of_frontier(question: Question, released: bool, edition: str) -> tuple[BoardHistory, pd.DataFrame, pd.DataFrame]:
    """The past of a board, and its frontier and ledger with the names to show."""
    names = collection.names(question, edition)
    bests, ledger = (ask(question, edition, released) for ask in (collection.frontier, collection.leads))
    return collection.history(question, edition), frames.named(bests, names), frames.named(ledger, names)


@remembered_in_words
def _frontier_figure(
    question: Question, today: pd.Timestamp, events: bool, released: bool, edition: str
) -> charts.Figure:
    """Drawn once for all readers: it is most of what a page of a board costs."""
    past, bests, ledger = _of_frontier(question, released, edition)
    drawn = depicted.frontier_of(speaker_of(question, today), past, released)
    meanwhile = _within(bests) if events else None
    return charts.frontier_chart(bests, ledger, drawn.breaks, drawn.about, drawn.longest, meanwhile)


@remembered_in_words
def shares_figure(question: Question, today: pd.Timestamp, edition: str) -> charts.Figure:
    """Who fills the top list, drawn once for all readers."""
    speaker = speaker_of(question, today)
    longest = pd.Timedelta(days=speaker.curated.max_age_days)
    return charts.share_chart(collection.share(question, edition), depicted.shares_of(speaker, collection.TOP), longest)


def _within(bests: pd.DataFrame) -> pd.DataFrame:
    """The registry's events between the first and the last day of a frontier."""
    events = tables.load().events
    dated = events.assign(date=pd.to_datetime(events["date"]))
    return dated[dated["date"].between(bests["date"].min(), bests["date"].max())]


def _events_list(events: pd.DataFrame, speaker: Speaker) -> None:
    pieces.caption(_("Events stand beside the lines, and nothing here says that one caused the other."))
    shown = frames.rows(events.iloc[::-1])
    pieces.table(
        {
            _("Day"): [pieces.day(row["date"]) for row in shown],
            _("Event"): [pieces.link(row["title"], row["url"]) for row in shown],
            _("Kind"): [pieces.plain(_(row["kind"])) for row in shown],
            _("Whose"): [pieces.nation(row["countries"], speaker.countries, otherwise="—") for row in shown],
        },
        label=_("Events"),
    )
