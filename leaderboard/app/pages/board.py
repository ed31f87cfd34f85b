"""One board: who leads, in a sentence first; then how it came to be, and the tables behind it.

Read `show` from top to bottom: the sentence is drawn before anything else is computed.
"""

from collections.abc import Callable, Mapping
from functools import partial

import pandas as pd
import streamlit as st

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.analytics.leads import HELD
from leaderboard.analytics.standing import Standing
from leaderboard.app import asking, drawn, listings, pieces, standings
from leaderboard.publish import address, board_words, charts, depicted, frames, pinned, words
from leaderboard.publish.address import Note
from leaderboard.publish.language import N_, _
from leaderboard.publish.pages import BOARD
from leaderboard.publish.speaker import Speaker
from leaderboard.questions import domains
from leaderboard.records.spoken import joined
from leaderboard.registry import boards, countries, tables
from leaderboard.serve import collection

_LISTED = ("10", "25", "50", "all")

#: The page's own choices: what is drawn, by which days, whether events stand beside the lines; what is listed.
_USUAL = {"view": "frontier", "dates": "published", "events": "false", "from": "", "license": "", "show": "10"}
_VIEWS = {"frontier": N_("Best of each nation"), "gap": N_("Behind the world's best")}
_DATES = {"published": N_("By day of publication"), "released": N_("By release date")}


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    speaker, past = asking.asked_of_a_board(edition, BOARD.own)
    question = speaker.question
    said = collection.standing(question, edition)
    _sentence(speaker, said)
    since_here = st.empty()
    if said and said.warning:
        pieces.notice(said.warning)
    with st.container(horizontal=True, key="question"):
        asking.choices(speaker, edition, usual=_USUAL)
    if styled := board_words.style_control(question.board):
        told, twin = styled
        pieces.line(told, boards.board(twin).board.title, standings.answer(speaker.about(twin)))

    names, ledger = collection.names(question, edition), collection.leads(question, edition)
    since = speaker.since(said, ledger, names, by_release=len(past.snapshots) == 1)
    if since:
        since_here.html(pieces.since(since))
    _quote(speaker, said, since, past)
    if sentence := collection.used_where_leading(question, said, edition):
        pieces.line(sentence, _("Whose models are used"), address.adoption_page(question, speaker.today))
    every_domain = st.empty()
    if said is not None and said.bests:
        _frontier(speaker, past, edition)
        if len(ledger) and not depicted.says_nothing(collection.frontier(question, edition)):
            _changes(speaker, past, frames.named(ledger, names))
        seen = [rows["published_on"] for rows in (past.rows, past.partial) if rows is not None]
        pieces.caption(board_words.density(pd.concat(seen)))
        _models(speaker, collection.models(question, edition))
        _shares(speaker, edition)
        _whole_table(speaker, past)
    with every_domain:  # twelve other boards are read for it: last
        _domains(speaker, edition)


def _frontier(speaker: Speaker, past: BoardHistory, edition: str) -> None:
    """What is drawn: each nation's best, or how far it is behind the world's best; by publication or by release."""
    alone = len(past.snapshots) == 1
    view = asking.chosen("view", _VIEWS, _USUAL["view"])
    dates = asking.chosen("dates", _DATES, _USUAL["dates"])
    events = asking.chosen("events", ("true", "false"), _USUAL["events"]) == "true"
    st.session_state.update({"view": view, "dates": dates, "events": events})
    pieces.heading(_("The national frontier"), DEFINITIONS["behind_best"] if view == "gap" else "")
    ask = partial(asking.write, speaker, asking.CHOICES, _USUAL)
    with st.container(horizontal=True, key="views"):
        st.segmented_control(
            _("What is drawn"), _VIEWS, format_func=_named(_VIEWS), key="view", on_change=ask, required=True
        )
        if not alone:
            st.segmented_control(
                _("Days"), _DATES, format_func=_named(_DATES), key="dates", on_change=ask, required=True
            )
        if view == "frontier":
            st.toggle(_("With events: releases, policy, hardware, boards"), key="events", on_change=ask)
    if view == "gap":
        drawn.behind(speaker, edition, released=dates == "released")
    else:
        drawn.frontier(speaker, edition, events=events, released=dates == "released")


def _named(options: Mapping[str, str]) -> Callable[[str], str]:
    return lambda name: _(options[name])


def _domains(speaker: Speaker, edition: str) -> None:
    """The same choices asked of every domain, in one line."""
    told = joined(domains.answer(collection.domains(speaker.question, edition)), " ")
    pieces.line(told, _("Every domain"), address.domains_page(speaker.question, speaker.today))


def _sentence(speaker: Speaker, said: Standing | None) -> None:
    nations = said.nations or tuple(best.country for best in said.bests[:1]) if said else ()
    colors = [charts.color(code) for code in nations] or [charts.GRAY]
    pieces.headline(speaker.headline(said), speaker.certainty(said), (colors[0], colors[-1]))


def _changed(speaker: Speaker, said: Standing | None, past: BoardHistory) -> None:
    """What the link says, beside what its data say, and what was corrected in between: nobody vouches for a link."""
    names = collection.names(speaker.question, collection.edition())
    try:
        before = said and pinned.remembered(st.query_params["said"], said, past, names)
    except ValueError as error:
        asking.passed_over(Note(str(error), dropped=True))
        return
    known_at = speaker.question.known_at
    if known_at:
        differs = _(
            "What this link says is not the answer that the data known at {moment} give now: a correction was entered "
            "since, or the link was edited.",
            moment=words.moment(known_at),
        )
    else:
        differs = _(
            "What this link says is not the answer of today's data: they changed since, or the link was edited."
        )
    if said is None or before is None:
        pieces.notice(differs)
        return
    linked = _("The link says: “{sentence}”", sentence=speaker.headline(before))
    pieces.notice(joined([differs, linked], " "))
    found = pinned.causes([before, said], past, names, known_at)
    if not found:
        pieces.caption(
            _(
                "No correction of these models is on record: a score, a spelling or a base was entered since, or the "
                "link was edited."
            )
        )
        return
    pieces.caption(_("What was corrected since:"))
    listings.corrections(found, _("What was corrected since"))


def _quote(speaker: Speaker, said: Standing | None, since: str, past: BoardHistory) -> None:
    """What counts as open, a sentence to quote, and a link that asks the same of the same knowledge next year."""
    question = speaker.question
    mark = pinned.mark(said)
    if st.query_params.get("said", mark) != mark:
        _changed(speaker, said, past)
    pieces.line(board_words.counted(question, speaker.curated.board), _("All definitions"), "methods")
    asking.quote(speaker, (speaker.headline(said), speaker.certainty(said), since), "board", asking.own(_USUAL), mark)


def _changes(speaker: Speaker, past: BoardHistory, ledger: pd.DataFrame) -> None:
    told = depicted.frontier_of(speaker, past)
    said = _("Read {clock}.", clock=told.clock) if told.by_release else _(board_words.LEAD_CHANGED)
    if (ledger["reason"] == HELD).any():
        said = f"{said} {_(board_words.LEAD_KEPT)}"
    pieces.heading(_("Every change of lead"), said)
    if not told.by_release:
        ledger = address.asking(speaker.question, "leads").named(ledger)
    listings.lead_changes(ledger.iloc[::-1], speaker)
    file_name = address.file_name(speaker.question, "leads")
    pieces.download(_("Changes of lead (CSV)"), file_name, lambda: ledger, [speaker.curated.source])


def _models(speaker: Speaker, listed: pd.DataFrame) -> None:
    day = words.day(listed["published_on"].max())
    listed = address.asking(speaker.question, "top", n=len(listed), ranks=True).named(listed)
    said = _("One row per model, by its best setting.")
    if listed["score_low"].notna().any():
        level = _("Intervals as published, which cover {part:.0f} %.", part=100 * speaker.curated.board.level)
        said = f"{said} {level}"
    if listings.ranked(listed):
        said = f"{said} {_(board_words.RANKED)}"
    pieces.heading(_("The top {nouns} on {day}", nouns=speaker.nouns, day=day), said)
    origins = listed["country"].fillna("").str.split(";")
    present = {code for codes in origins for code in codes} - {""}
    nations = {"": _("Every nation")} | {code: speaker.countries.get(code, code) for code in sorted(present)}
    blocs = {bloc: members & present for bloc, members in countries.blocs(tables.load(), speaker.as_of).items()}
    blocs = {bloc: members for bloc, members in blocs.items() if len(members) > 1}
    licenses = {"": _("Every license")} | {
        name: words.license_name(name) for name in sorted(listed["license"].dropna().unique())
    }
    places = nations | {bloc: _("Members of {bloc}", bloc=bloc) for bloc in sorted(blocs)}
    options = {
        "from": places,
        "license": licenses,
        "show": {name: _("All") if name == "all" else _("Top {number}", number=name) for name in _LISTED},
    }
    asked = {name: asking.chosen(name, options[name], _USUAL[name]) for name in options}
    st.session_state.update(asked)
    ask = partial(asking.write, speaker, asking.CHOICES, _USUAL)
    with st.container(horizontal=True, key="list"):
        for name, label in (("from", _("From")), ("license", _("License")), ("show", _("Show"))):
            st.selectbox(label, options[name], format_func=options[name].__getitem__, key=name, on_change=ask)
    if place := asked["from"]:
        wanted = blocs.get(place, {place})
        listed = listed[[not wanted.isdisjoint(codes) for codes in origins]]
    if asked["license"]:
        listed = listed[listed["license"] == asked["license"]]
    shown = listed if asked["show"] == "all" else listed.head(int(asked["show"]))
    if shown.empty:
        pieces.caption(_("None. Other boards and categories list other models."))
    listings.models(shown, speaker)
    pieces.origin(speaker.curated.source)
    pieces.download(
        _("This list (CSV)"), address.file_name(speaker.question, "models"), lambda: shown, [speaker.curated.source]
    )


def _shares(speaker: Speaker, edition: str) -> None:
    pieces.heading(_("Who fills the top {number}", number=collection.TOP))
    shares = collection.share(speaker.question, edition)
    told = charts.share_caption(shares, depicted.shares_of(speaker, collection.TOP))
    if shares["date"].nunique() > 1:
        figure = drawn.shares_figure(speaker.question, speaker.today, edition)
        pieces.chart(figure, told, address.file_name(speaker.question, "share", ""))
    pieces.caption(told)
    pieces.origin(speaker.curated.source)
    asked = address.asking(speaker.question, "share", top=collection.TOP, every_date=True)
    pieces.download(
        _("Chart data (CSV)"),
        address.file_name(speaker.question, "share"),
        lambda: asked.named(shares),
        [speaker.curated.source],
    )


def _whole_table(speaker: Speaker, past: BoardHistory) -> None:
    said = _(
        "Every score of {place} up to {day}, attributed: {rows:,} rows.",
        place=speaker.place,
        day=words.day(speaker.as_of),
        rows=len(past.rows),
    )
    pieces.heading(_("The whole table"), said)
    observations = partial(collection.observations, speaker.question)
    pieces.download(_("Whole table (CSV)"), address.file_name(speaker.question, "observations"), observations)
    pieces.origin(speaker.curated.source)
    pieces.line("", _("Sources and their freshness"), "sources")
