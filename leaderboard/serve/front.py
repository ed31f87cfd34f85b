"""The pages as a browser first receives them: the answer is in the bytes, before any script runs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from urllib.parse import urlencode

import pandas as pd
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.publish import address, board_words, frames, front, language, news_words
from leaderboard.publish.address import Note, Question
from leaderboard.publish.front import Head, Shell
from leaderboard.publish.front.document import SCRIPT
from leaderboard.publish.front.sections import Choices
from leaderboard.publish.gap_words import USUAL, GapSpeaker, sides_asked
from leaderboard.publish.language import COOKIE, PARAMETER, _, told
from leaderboard.publish.markup import notice
from leaderboard.publish.model_words import ModelSpeaker
from leaderboard.publish.pages import BOARD, HOME, NAME, PAGES, Page
from leaderboard.publish.speaker import speaker_of
from leaderboard.questions import domains
from leaderboard.questions.histories import UnknownCategory
from leaderboard.records import clock, left_out
from leaderboard.records.files import Damaged
from leaderboard.records.spoken import joined
from leaderboard.registry import attribution, boards, tables
from leaderboard.serve import collection, pictures
from leaderboard.serve.remembering import remembered_in_words
from leaderboard.serve.replies import Packed, packed, replied

#: What a page may load and do: nothing from elsewhere, and no script that does not come as a file of ours.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # Streamlit writes its styles while it draws; ours stand in the page
        "img-src 'self' data: blob:",  # icons of widgets; a chart that is saved as a picture
        "font-src 'self' data:",
        "connect-src 'self'",  # Streamlit's socket
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",  # what may stand in the pages of others is /embed
    )
)
#: For a year a named language is remembered, in seconds.
_REMEMBERED = 365 * 24 * 3600
_Asked = tuple[tuple[str, str], ...]


def routes(shell: Shell) -> tuple[BaseRoute, ...]:
    """The pages, and the script that takes a first page away when the app has drawn as much of it."""
    pages = (Route(page.path, partial(_page, shell, page)) for page in PAGES)
    return (*pages, Route("/front.js", _script))


def _script(request: Request) -> Response:
    return replied(request, _script_bytes(), "text/javascript", {"Cache-Control": "no-cache"})


@cache
def _script_bytes() -> Packed:
    return packed(SCRIPT.read_bytes())


def _page(shell: Shell, page: Page, request: Request) -> Response:
    """A page in the language that its address names, or its reader named before; else in one that the browser asks."""
    asked, site = address.ours(request.query_params), pictures.site_of(request)
    named = asked.pop(PARAMETER) if asked.get(PARAMETER) in language.offered() else None
    accepted = request.headers.get("accept-language", "")
    spoken = language.wanted(named, request.cookies.get(COOKIE), accepted=accepted)
    with language.speaking(spoken):
        try:
            body = _first_page(shell, page, tuple(sorted(asked.items())), site, clock.today(), collection.edition())
        except (FileNotFoundError, ConnectionError, Damaged) as error:  # the app says so, too
            told, head = (
                front.of_sentences(_(NAME), [str(error)], []),
                Head(_(page.title), _(page.said), f"{request.url}"),
            )
            body = packed(front.document(shell, head, page, told, asked))
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache", "Content-Language": language.tag(spoken)}
    reply = replied(request, body, "text/html", headers | {"Vary": "Accept-Language, Cookie"})
    if named:
        reply.set_cookie(COOKIE, named, max_age=_REMEMBERED, samesite="lax")
    return reply


@remembered_in_words
def _first_page(shell: Shell, page: Page, asked: _Asked, site: str, today: pd.Timestamp, edition: str) -> Packed:
    """The whole document of a page at an address. asked: its parameters."""
    head, body = answered(page, dict(asked), site, today, edition)
    rest = "" if page.name in _WHOLE else front.rest()
    return packed(front.document(shell, head, page, body + rest, dict(asked)))


def answered(page: Page, asked: Mapping[str, str], site: str, today: pd.Timestamp, edition: str) -> tuple[Head, str]:
    """What a page says at an address: its head, and its body in HTML."""
    with left_out.heard() as without:
        head, body = _TOLD.get(page.name, _described)(_Ask(page, asked, site, today, edition))
    return head, "".join(map(notice, without)) + body


@dataclass(frozen=True)
class _Ask:
    """A page at an address: its parameters, where the server stands, the day, and the name of the data."""

    page: Page
    asked: Mapping[str, str]
    site: str
    today: pd.Timestamp
    edition: str

    @property
    def where(self) -> str:
        """The address of the page without parameters."""
        return f"{self.site}{self.page.path}"


def _answer(ask: _Ask) -> tuple[Head, str]:
    question, past, notes = _asked_of_a_board(ask, ask.page.own)
    edition, site = ask.edition, ask.site
    speaker, said = speaker_of(question, ask.today), collection.standing(question, edition)
    names, ledger = collection.names(question, edition), collection.leads(question, edition)
    stored = {row["board_id"]: row for row in frames.rows(collection.boards(edition))}
    titles = {name: row["title"] for name, row in stored.items() if row["observations"] or name == question.board}
    categories = [name for name in str(stored[question.board]["categories"]).split(";") if name]
    shown = pictures.told(question, edition)
    title = speaker.title(said)
    body = front.answer_of_a_board(
        speaker,
        said,
        speaker.since(said, ledger, names, by_release=len(past.snapshots) == 1),
        Choices(titles, categories),
        _drawn(question, edition),
        shown,
        collection.models(question, edition),
        notes,
    )
    where = pictures.page_of(question, site, ask.today)
    sentences = told(joined([one for one in (speaker.headline(said), speaker.certainty(said)) if one], " "))
    written = address.written(question, ask.today)
    query = urlencode({name: value for name, value in written.items() if name != "board"})
    card = f"{site}/card/{question.board}.png{'?' if query else ''}{query}"
    return Head(title, sentences, where, card, shown), body


def _gaps(ask: _Ask) -> tuple[Head, str]:
    question, past, notes = _asked_of_a_board(ask, tuple(USUAL))
    speaker, edition = speaker_of(question, ask.today), ask.edition
    a, b, passed_over = sides_asked(ask.asked, past)
    gaps = collection.gap(question, a, b, edition)
    both = GapSpeaker(speaker, a, b)
    newest = frames.rows(gaps.tail(1))[0] if len(gaps) else None
    names = collection.names(question, edition)
    headline, certainty = both.headline(newest, names), both.certainty(newest)
    said = collection.standing(question, edition)
    warning = said.warning if newest and said else ""
    nations = [side.nation for side in both.sides]
    more = both.goes_on(past, gaps, newest, names, said)
    body = front.opening(headline, certainty, nations, more, warning, [*notes, *passed_over])
    return Head(_(ask.page.title), told(joined([headline, certainty], " ") if certainty else headline), ask.where), body


def _now(ask: _Ask) -> tuple[Head, str]:
    question, notes = _question(ask, ())
    speaker, led = speaker_of(question, ask.today), collection.domains(question, ask.edition)
    headlines = domains.headlines()
    of_text = speaker.about(headlines["text"])
    opening = domains.opening(led)
    body = front.answer_of_all(
        speaker,
        led,
        [(name, speaker.about(headlines[name]), said) for name, said in led.standings.items()],
        of_text,
        collection.standing(of_text.question, ask.edition),
        _drawn(of_text.question, ask.edition),
        pictures.told(of_text.question, ask.edition),
        collection.news(question, news_words.DAYS, ask.edition),
        collection.used_where_foremost(question, led, ask.edition),
        notes,
    )
    card = f"{ask.site}/card/{of_text.question.board}.png"
    return Head(
        _(NAME), told(joined(opening, " ")), ask.where, card, pictures.told(of_text.question, ask.edition)
    ), body


def _adoption(ask: _Ask) -> tuple[Head, str]:
    asked, notes = _question(ask, ())
    question, same = collection.of_use(asked)
    tokens = collection.adoption(question, ask.edition)
    if tokens.empty:
        return _described(ask)
    sentence, bias, *_without = tokens.attrs["notes"]
    by_weights = collection.adoption(question, ask.edition, by="openness", weights="all").attrs["notes"][0]
    nations = list(tokens["side"].dropna().head(2))
    of_use = "" if same else speaker_of(question, ask.today).of_use
    body = front.opening(sentence, "", nations, [of_use, by_weights, bias], "", notes)
    return Head(ask.page.title, f"{sentence} {by_weights}", ask.where), body


def _drawn(question: Question, edition: str) -> list[str]:
    """The frontier for wide and narrow screens; none where it would say nothing."""
    both = (pictures.picture(question, size, "auto", None, edition) for size in ("page", "phone"))
    return [svg for svg in both if svg]


def _boards(ask: _Ask) -> tuple[Head, str]:
    question, notes = _question(ask, ask.page.own)
    as_of = pd.Timestamp(question.as_of)
    listed = collection.boards(ask.edition)
    listed = listed[listed["first_published_on"] <= as_of].sort_values(["domain", "title"], kind="stable")
    counted = board_words.counted_boards(listed, as_of)
    about = _(ask.page.said)
    chosen = listed[listed["domain"] == ask.asked.get("domain")]
    body = front.of_sentences(counted, [about], notes) + front.the_boards(listed if chosen.empty else chosen)
    return Head(_(ask.page.title), told(joined([counted, about], " ")), ask.where), body


def _model(ask: _Ask) -> tuple[Head, str]:
    lookup, model = attribution.prepare(tables.load()), ask.asked.get("model", "")
    if model not in lookup.models:
        return _described(ask)
    speaker = ModelSpeaker(lookup, model, language.countries(), f"{ask.today:%Y-%m-%d}")
    body = front.of_sentences(speaker.maker(), [speaker.openness()], [])
    where = f"{ask.where}?{urlencode({'model': model})}"
    return Head(speaker.name, told(joined([speaker.maker(), speaker.openness()], " ")), where), body


def _described(ask: _Ask) -> tuple[Head, str]:
    page = ask.page
    title, said = _(page.title), _(page.said)
    return Head(title, said, ask.where), front.of_sentences(title, [said], [])


_TOLD: Mapping[str, Callable[[_Ask], tuple[Head, str]]] = {
    HOME.name: _now,
    BOARD.name: _answer,
    "gaps": _gaps,
    "adoption": _adoption,
    "boards": _boards,
    "model": _model,
}


#: Pages that need no script: their first page holds all of the answer.
_WHOLE = frozenset({HOME.name, BOARD.name, "boards"})


def _question(ask: _Ask, own: Sequence[str]) -> tuple[Question, list[Note]]:
    """The question of an address, and what in it means nothing. own: the page's own names."""
    question, notes = address.read(ask.asked, ask.today)
    return question, [*address.unknown(ask.asked, (*address.NAMES, *own, PARAMETER)), *notes]


def _asked_of_a_board(ask: _Ask, own: Sequence[str]) -> tuple[Question, BoardHistory, list[Note]]:
    """`_question`, and the past of the board; a category that it does not have is passed over."""
    question, notes = _question(ask, own)
    try:
        return question, collection.history(question, ask.edition), notes
    except UnknownCategory as error:
        notes.append(address.unmeant(str(error), ask.asked, "category", error.near))
    question = replace(question, category=boards.board(question.board).headline_category)
    return question, collection.history(question, ask.edition), notes
