"""What the viewer asks: read from the address, chosen by widgets that write it back."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import partial
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import urlencode

import streamlit as st

from fetchers import Source
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.app import pieces
from leaderboard.publish import address, credit, frames, words
from leaderboard.publish.address import Note, Question
from leaderboard.publish.language import PARAMETER, _
from leaderboard.publish.pages import PAGES, Page
from leaderboard.publish.speaker import Speaker, speaker_of
from leaderboard.questions.histories import UnknownCategory
from leaderboard.records import clock
from leaderboard.registry import boards
from leaderboard.serve import collection

Answer = TypeVar("Answer")

#: The choices that make a question, as keys of widgets and words of the address.
CHOICES = ("board", "category", "as_of", "openness", "lens")
#: No leaderboard of models is older.
_FIRST_DAY = date(2022, 1, 1)


def asked(own: Collection[str] = ()) -> Speaker:
    """Who speaks of the question in the address; what means nothing there is said. own: the page's own names."""
    today = clock.today()
    only(*address.NAMES, *own)
    question, notes = address.read(st.query_params.to_dict(), today)
    for note in notes:
        passed_over(note)
    return speaker_of(question, today)


def menu(pages: Mapping[Page, st.Page], here: Page) -> None:
    """Every listed page; each link has what that page can use of the choices made last. here: the page shown."""
    kept: dict[str, str] = st.session_state.setdefault("kept", {})
    for name in here.takes:  # what the page can hold and does not is back to the usual
        kept.pop(name, None)
    kept |= here.kept(st.query_params.to_dict())
    with st.container(horizontal=True, key="menu"):
        for page, drawn in pages.items():
            if page == here:
                st.html(f'<span aria-current="page">{pieces.plain(_(page.title))}</span>')
            elif page.listed:
                st.page_link(drawn, label=_(page.title), query_params=page.kept(kept))


def only(*names: str) -> None:
    """Say which parameters of the address have none of the names that the page reads: what is mistyped is not asked."""
    for note in address.unknown(st.query_params.to_dict(), (*names, PARAMETER)):
        pieces.not_there(note)


def asked_of_a_board(edition: str, own: Collection[str] = ()) -> tuple[Speaker, BoardHistory]:
    """`asked`, and the past of the board, as `answered`."""
    return answered(asked(own), edition, collection.history)


def answered(speaker: Speaker, edition: str, answer: Callable[[Question, str], Answer]) -> tuple[Speaker, Answer]:
    """The answer to a board's question, and who asks it; a category that it does not have is said and passed over."""
    try:
        return speaker, answer(speaker.question, edition)
    except UnknownCategory as error:
        passed_over(str(error), "category", error.near)
    question = replace(speaker.question, category=speaker.curated.headline_category)
    return speaker_of(question, speaker.today), answer(question, edition)


def chosen(name: str, options: Collection[str], usual: str) -> str:
    """A choice of the page in the address; a word that means nothing is said with the nearest that does."""
    asked = st.query_params.get(name, usual)
    if asked in options:
        return asked
    near = get_close_matches(asked, options, n=1) or get_close_matches(asked.upper(), options, n=1)
    offer = near or [_(" or ").join(filter(None, options))]
    told = _("unknown {name} {word}: did you mean {near}?", name=name, word=repr(asked), near=offer[0])
    passed_over(told, name, near)
    return usual


def pick(
    name: str, label: str, options: Mapping[str, str], usual: Mapping[str, str], ask: Callable[[], None] | None = None
) -> str:
    """A choice of the page's own as a widget that is set from the address; what stands there.

    options: in words. usual: the page's own choices, with the value that the address leaves out. ask: what writes, of
    a page with a question.
    """
    asked = chosen(name, options, usual[name])
    st.session_state[name] = asked
    ask = ask or partial(_write_own, usual)
    st.selectbox(label, list(options), format_func=options.__getitem__, key=name, on_change=ask)
    return asked


def search(label: str) -> str:
    """A word to search by as a widget that is set from the address (`?search=`); what stands there."""
    st.session_state["search"] = st.query_params.get("search", "")
    st.text_input(label, key="search", on_change=partial(_write_own, {"search": ""}), max_chars=100)
    return str(st.session_state["search"]).strip()


def passed_over(said: str, name: str = "", near: Sequence[str] = ()) -> None:
    """What the address asks for and does not get. name, near: a parameter, its nearest right values."""
    note = said if isinstance(said, Note) else address.unmeant(said, st.query_params.to_dict(), name, near)
    pieces.not_there(note)


def choices(
    speaker: Speaker,
    edition: str,
    names: Sequence[str] = CHOICES,
    usual: Mapping[str, str] = MappingProxyType({}),
    ask: Callable[[], None] | None = None,
) -> None:
    """Some choices of the question as widgets. The address holds them: widgets are set from it and write to it.

    usual: the page's own choices, with the value that the address leaves out. ask: what writes, if not `write`.
    """
    question, today = speaker.question, speaker.today
    for name in names:
        st.session_state[name] = getattr(question, name)
    ask = ask or partial(write, speaker, names, usual)
    counted = {question.openness: question.openness} | {name: _(said) for name, said in words.COUNTED.items()}
    if "board" in names:
        stored = {row["board_id"]: row for row in frames.rows(collection.boards(edition))}
        titles = {name: row["title"] for name, row in stored.items() if row["observations"] or name == question.board}
        st.selectbox(_("Board"), list(titles), format_func=titles.__getitem__, key="board", on_change=ask)
        categories = {question.category, *filter(None, stored[question.board]["categories"].split(";"))}
        headline = speaker.curated.headline_category
        ordered = sorted(categories, key=lambda name: (name != headline, name))
        st.selectbox(_("Category"), ordered, format_func=words.category_name, key="category", on_change=ask)
    if "as_of" in names:
        begin = min(question.as_of, _FIRST_DAY)
        st.date_input(
            _("As of"), key="as_of", min_value=begin, max_value=today.date(), format="YYYY-MM-DD", on_change=ask
        )
    if "openness" in names:
        st.selectbox(_("Counted"), list(counted), format_func=counted.__getitem__, key="openness", on_change=ask)
    if "lens" in names:
        lenses = {name: _(said) for name, said in address.LENSES.items()}
        st.selectbox(_("Nation by"), list(lenses), format_func=lenses.__getitem__, key="lens", on_change=ask)


def write(speaker: Speaker, names: Sequence[str], usual: Mapping[str, str]) -> None:
    """Write the widgets' choices into the address; another board starts with its own headline category."""
    before = speaker.question
    question = replace(before, **{name: st.session_state[name] for name in names})
    if question.board != before.board:
        question = replace(question, category=boards.board(question.board).headline_category)
    st.query_params.from_dict(address.written(question, speaker.today) | _own(usual))


def _write_own(usual: Mapping[str, str]) -> None:
    """Write the choices of a page without a question into the address."""
    st.query_params.from_dict(_own(usual))


def _own(usual: Mapping[str, str]) -> dict[str, str]:
    """The page's own choices, as its widgets have them, that differ from its usual ones."""
    own = {name: _text(st.session_state.get(name, usual[name])) for name in usual}
    return {name: text for name, text in own.items() if text and text != usual[name]}


def own(usual: Mapping[str, str]) -> dict[str, str]:
    """The page's own choices in the address that differ from its usual ones."""
    return {
        name: value for name, value in st.query_params.items() if value != usual.get(name, value) and name != PARAMETER
    }


def _text(value: object) -> str:
    """A widget's value as the address has it: of several, with commas between."""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, list) else str(value).strip()


def quote(
    speaker: Speaker,
    sentences: Sequence[str],
    page: str = "",
    own: Mapping[str, str] = MappingProxyType({}),
    mark: str = "",
    sources: Iterable[Source] = (),
) -> None:
    """Sentences to quote, and a link that asks the same of the same knowledge next year.

    page: its address, "" for the first. own: its choices besides the question. mark: the fingerprint of the answer.
    sources: whom to name, if not that of the question's board alone.
    """
    question = speaker.question
    if question.known_at:
        now = urlencode({**address.written(replace(question, known_at=""), speaker.today), **own})
        pieces.line(
            _("As known at {moment}.", moment=words.moment(question.known_at)),
            _("Show what is known now"),
            f"./{page}?{now}",
        )
    known_at = question.known_at or f"{clock.now():%Y-%m-%dT%H:%M:%SZ}"
    of_board = next("board" in one.takes for one in PAGES if one.path == f"/{page}")
    asked = address.pinned(replace(question, known_at=known_at))
    asked = {name: value for name, value in asked.items() if of_board or name not in ("board", "category")}
    pinned = {**asked, **own, **({"said": mark} if mark else {})}
    site = (st.context.url or "").rstrip("/").removesuffix(f"/{page}" if page else "")
    with st.popover(_("Link and quote"), icon=":material/link:", type="tertiary"):
        st.caption(_("A link that keeps the day, every choice and what was known when it was made"))
        st.code(f"{site}/{page}?{urlencode(pinned)}", language=None, wrap_lines=True)
        st.caption(_("The answer as text, with its source"))
        named = dict.fromkeys(source.attribution for source in sources) or [speaker.curated.source.attribution]
        st.code(credit.quoted(sentences, list(named)), language=None, wrap_lines=True)
