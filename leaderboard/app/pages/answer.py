"""The answer: who leads, in a sentence first; then how it came to be, and the tables behind it.

Read `show` from top to bottom: the sentence is drawn before anything else is computed.
"""

from dataclasses import replace
from datetime import date
from functools import partial
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from leaderboard import boards, charts, clock, registry
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.answers import UnknownCategory
from leaderboard.app import address, collection, pieces, tables, words
from leaderboard.app.address import Question
from leaderboard.app.words import Speaker, Standing

_COUNTED = {
    "open": "Open weights",
    "open_source,unrestricted_weights,restricted_weights": "Open weights, commercial use",
    "open_source,unrestricted_weights": "Open weights, no restrictions",
    "open_source": "Open source: weights, code, data",
    "closed": "Closed models",
    "all": "All models",
}
_LISTED = {"Top 10": 10, "Top 25": 25, "Top 50": 50, "All": None}
_READING = (
    "Rings mark changes of lead. The ribbon shows who led: striped where nations are tied, pale where only the order "
    "is known, gray where unknown models could change the answer."
)
_READING_BREAKS = " Dotted lines: the board changed its method, and scores before and after do not compare."
_CHOICES = ("board", "category", "as_of", "openness", "lens")
#: No leaderboard of models is older.
_FIRST_DAY = date(2022, 1, 1)


def show() -> None:
    """Draw the page."""
    today, edition = clock.today(), collection.edition()
    question, notes = address.read(st.query_params.to_dict(), today)
    try:
        past = collection.history(question, edition)
    except UnknownCategory as error:
        notes.append(str(error))
        question = replace(question, category=boards.board(question.board).headline_category)
        past = collection.history(question, edition)
    for note in notes:
        pieces.notice(f"The address asks for something that is not there: {note}. Shown instead: the usual choice.")

    speaker = Speaker(question, boards.board(question.board), words.countries(registry.load()), today)
    said = collection.standing(question, edition)
    _sentence(speaker, said)
    since_here = st.empty()
    if warning := speaker.standing_still(said, past.passed_over):
        pieces.notice(warning)
    _choices(question, today, edition)

    names, ledger = collection.names(question, edition), collection.leads(question, edition)
    since = speaker.since(said, ledger, names)
    if since:
        since_here.html(pieces.since(since))
    _quote(speaker, said, since)
    if said is None or not said.bests:
        return
    frontier = collection.frontier(question, edition)
    shown = {name: frame[name].map(names) for frame in (frontier, ledger) for name in frame.columns if "model" in name}
    _frontier(
        speaker,
        past,
        frontier.assign(model_name=shown["model_name"]),
        ledger.assign(from_model=shown["from_model"], to_model=shown["to_model"]),
    )
    _models(speaker, collection.models(question, edition))
    _shares(speaker, collection.share(question, edition))
    _whole_table(speaker, past)


def _sentence(speaker: Speaker, said: Standing | None) -> None:
    nations = said.nations or tuple(best.country for best in said.bests[:1]) if said else ()
    colors = [charts.color(code) for code in nations] or [charts.GRAY]
    pieces.headline(speaker.headline(said), speaker.certainty(said), (colors[0], colors[-1]))


def _choices(question: Question, today: pd.Timestamp, edition: str) -> None:
    """The question as widgets. The address holds the choices: widgets are set from it and write to it."""
    stored = {row["board_id"]: row for row in words.rows(collection.boards(edition))}
    titles = {name: row["title"] for name, row in stored.items() if row["observations"] or name == question.board}
    headline = boards.board(question.board).headline_category
    categories = {question.category, *filter(None, stored[question.board]["categories"].split(";"))}
    counted = {question.openness: question.openness} | _COUNTED
    for name in _CHOICES:
        st.session_state[name] = getattr(question, name)
    ask = partial(_ask, question, today)
    with st.container(horizontal=True, key="question"):
        st.selectbox("Board", list(titles), format_func=titles.__getitem__, key="board", on_change=ask)
        ordered = sorted(categories, key=lambda name: (name != headline, name))
        st.selectbox("Category", ordered, format_func=words.category_name, key="category", on_change=ask)
        begin = min(question.as_of, _FIRST_DAY)
        st.date_input("As of", key="as_of", min_value=begin, max_value=today.date(), format="YYYY-MM-DD", on_change=ask)
        st.selectbox("Counted", list(counted), format_func=counted.__getitem__, key="openness", on_change=ask)
        lenses = address.LENSES
        st.selectbox("Nation by", list(lenses), format_func=lenses.__getitem__, key="lens", on_change=ask)


def _ask(before: Question, today: pd.Timestamp) -> None:
    """Write the widgets' choices into the address; another board starts with its own headline category."""
    question = replace(before, **{name: st.session_state[name] for name in _CHOICES})
    if question.board != before.board:
        question = replace(question, category=boards.board(question.board).headline_category)
    st.query_params.from_dict(address.written(question, today))


def _quote(speaker: Speaker, said: Standing | None, since: str) -> None:
    """What counts as open, a sentence to quote, and a link that asks the same of the same knowledge next year."""
    question = speaker.question
    mark = address.fingerprint(said.quoted if said else None)
    if st.query_params.get("said", mark) != mark:
        pieces.notice(
            "The answer has changed since this link was made: an attribution was corrected, or the link edited."
        )
    if question.known_at:
        now = urlencode(address.written(replace(question, known_at=""), speaker.today))
        pieces.line(f"As known at {words.moment(question.known_at)}.", "Show what is known now", f"./?{now}")
    opened = DEFINITIONS["open_weights"].split(". ")[0] + "." if question.openness == "open" else ""
    pieces.line(opened, "All definitions", "methods")
    known_at = question.known_at or f"{clock.now():%Y-%m-%dT%H:%M:%SZ}"
    pinned = address.pinned(replace(question, known_at=known_at)) | {"said": mark}
    with st.popover("Link and quote", icon=":material/link:", type="tertiary"):
        st.caption("A link that keeps the day, every choice and what was known when it was made")
        st.code(f"{(st.context.url or '').rstrip('/')}/?{urlencode(pinned)}", language=None, wrap_lines=True)
        st.caption("The answer as text, with its source")
        source = f"Source: {speaker.curated.source.attribution}."
        quoted = " ".join(filter(None, (speaker.headline(said), speaker.certainty(said), since, source)))
        st.code(quoted, language=None, wrap_lines=True)


def _frontier(speaker: Speaker, past: BoardHistory, frontier: pd.DataFrame, ledger: pd.DataFrame) -> None:
    pieces.heading("The national frontier")
    about = _about(speaker, f"Best {speaker.noun} of each nation on {speaker.place}, {speaker.scale}")
    told = charts.frontier_caption(frontier, ledger, about)
    _chart(charts.frontier_chart(frontier, ledger, past.method_changes, about), told, _file(speaker, "frontier", ""))
    pieces.caption(f"{told} {_READING}{_READING_BREAKS if past.method_changes else ''}")
    pieces.origin(speaker.curated.source)
    pieces.download("Chart data (CSV)", _file(speaker, "frontier"), lambda: frontier)
    if len(ledger):
        pieces.heading("Every change of lead", DEFINITIONS["lead_change"].split(";")[0] + ".")
        tables.lead_changes(ledger.iloc[::-1], speaker)
        pieces.download("Changes of lead (CSV)", _file(speaker, "leads"), lambda: ledger)


@st.fragment
def _models(speaker: Speaker, listed: pd.DataFrame) -> None:
    day = words.day(listed["published_on"].max())
    pieces.heading(
        f"The top {speaker.noun}s on {day}", "One row per model, by its best setting; intervals as published."
    )
    present = {code for origin in listed["country"].dropna() for code in origin.split(";")}
    nations = {"": "Every nation"} | {code: speaker.countries.get(code, code) for code in sorted(present)}
    with st.container(horizontal=True, key="list"):
        nation = st.selectbox("From", list(nations), format_func=nations.__getitem__, key="nation")
        length = st.selectbox("Show", list(_LISTED), key="length")
    if nation:
        listed = listed[[nation in origin.split(";") for origin in listed["country"].fillna("")]]
    shown = listed.head(_LISTED[length] or len(listed))
    tables.models(shown, speaker)
    pieces.origin(speaker.curated.source)
    pieces.download("This list (CSV)", _file(speaker, "models"), lambda: shown)


def _shares(speaker: Speaker, shares: pd.DataFrame) -> None:
    pieces.heading(f"Who fills the top {collection.TOP}")
    about = _about(speaker, f"Nations of the top {collection.TOP} {speaker.noun}s on {speaker.place}")
    told = charts.share_caption(shares, about)
    _chart(charts.share_chart(shares, about), told, _file(speaker, "share", ""))
    pieces.caption(told)
    pieces.origin(speaker.curated.source)
    pieces.download("Chart data (CSV)", _file(speaker, "share"), lambda: shares)


def _whole_table(speaker: Speaker, past: BoardHistory) -> None:
    said = f"Every score of {speaker.place} up to {words.day(speaker.as_of)}, attributed: {len(past.rows):,} rows."
    pieces.heading("The whole table", said)
    pieces.download("Whole table (CSV)", _file(speaker, "observations"), lambda: past.rows)
    pieces.origin(speaker.curated.source)
    pieces.line("", "Sources and their freshness", "sources")


def _about(speaker: Speaker, title: str) -> charts.About:
    board, source = speaker.curated.board, speaker.curated.source
    said = f"Data: {source.attribution}, as of {words.day(speaker.as_of)}"
    return charts.About(title, said, board.unit, board.higher_is_better, speaker.countries)


def _chart(figure: charts.Figure, told: str, file_name: str) -> None:
    """A chart that keeps still under a finger and can be saved as a picture."""
    picture = {"filename": file_name, "scale": 2}
    config = {"displaylogo": False, "modeBarButtons": [["toImage"]], "toImageButtonOptions": picture}
    st.plotly_chart(figure, config=config, alt=told)


def _file(speaker: Speaker, what: str, ending: str = ".csv") -> str:
    question = speaker.question
    return f"{question.board.replace('/', '-')}_{question.category}_{question.as_of}_{what}{ending}"
