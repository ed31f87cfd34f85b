"""The frontier of a board as a picture, at addresses of its own: for an iframe and for previews of links."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import cast
from urllib.parse import urlencode

import pandas as pd
from starlette.requests import Request
from starlette.responses import Response

from leaderboard.publish import address, captions, depicted, frames, front, pictures
from leaderboard.publish.address import Question
from leaderboard.publish.language import _
from leaderboard.publish.pages import BOARD, NAME
from leaderboard.publish.speaker import speaker_of
from leaderboard.questions.histories import UnknownCategory
from leaderboard.records import clock
from leaderboard.registry import boards
from leaderboard.registry.boards import UnknownBoard
from leaderboard.serve import collection
from leaderboard.serve.refusals import refused
from leaderboard.serve.remembering import remembered, remembered_in_words
from leaderboard.serve.replies import Packed, packed, replied

#: What an embedded picture may do: be shown anywhere, and nothing else. Its style stands within it.
EMBEDDED = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
#: For an hour a picture is as good as a new one: boards change by the day.
_KEPT = "public, max-age=3600"


def site_of(request: Request) -> str:
    """The address of this server as the reader has it, without a slash at its end."""
    return str(request.base_url).rstrip("/")


def page_of(question: Question, site: str, today: pd.Timestamp) -> str:
    """The address of the page that answers a question."""
    asked = urlencode(address.written(question, today), safe="/")
    return f"{site}{BOARD.path}?{asked}" if asked else f"{site}{BOARD.path}"


@remembered_in_words
def told(question: Question, edition: str) -> str:
    """The frontier in words, or why there is none."""
    as_of = pd.Timestamp(question.as_of)
    speaker, said = speaker_of(question, as_of), collection.standing(question, edition)
    frontier = collection.frontier(question, edition)
    if said is None or not said.bests:
        return speaker.headline(said)
    if depicted.says_nothing(frontier):
        return _(depicted.NO_PAST)
    names = collection.names(question, edition)
    drawn = depicted.frontier_of(speaker, collection.history(question, edition))
    ledger = frames.named(collection.leads(question, edition), names)
    return captions.frontier_caption(frames.named(frontier, names), ledger, drawn.about, drawn.by_release)


@remembered_in_words
def picture(
    question: Question, size: str, scheme: pictures.Scheme, imprint: pictures.Imprint | None, edition: str
) -> str:
    """The frontier in SVG; "" where it would say nothing. imprint: None is for a page that says all of it itself."""
    speaker, frontier = speaker_of(question, pd.Timestamp(question.as_of)), collection.frontier(question, edition)
    if depicted.says_nothing(frontier):
        return ""
    names = collection.names(question, edition)
    drawn = depicted.frontier_of(speaker, collection.history(question, edition))
    return pictures.frontier_picture(
        frames.named(frontier, names),
        frames.named(collection.leads(question, edition), names),
        drawn.breaks,
        drawn.about,
        drawn.longest,
        size=pictures.SIZES[size],
        imprint=imprint,
        by_release=drawn.by_release,
        scheme=scheme,
    )


@remembered
def card(question: Question, page: str, today: pd.Timestamp, edition: str) -> Packed:
    """The preview of a link: the frontier, or the answer in words alone where that would say nothing.

    page: the address of the page that it previews.
    """
    return packed(pictures.png(_svg(question, "social", "light", page, today, edition)), raw=True)


def _svg(question: Question, size: str, scheme: pictures.Scheme, page: str, today: pd.Timestamp, edition: str) -> str:
    """The picture that leaves its page, whose address it shows."""
    speaker, said = speaker_of(question, today), collection.standing(question, edition)
    where = page.partition("://")[2]
    imprint = pictures.Imprint(speaker.brief(said), said.warning if said else "", NAME, where)
    if svg := picture(question, size, scheme, imprint, edition):
        return svg
    title = _(
        "Best {noun} of each nation on {place}, {scale}", noun=speaker.noun, place=speaker.place, scale=speaker.scale
    )
    about = depicted.about(speaker, title)
    told_so = [speaker.headline(said), speaker.certainty(said)]
    return pictures.sentences_picture(told_so, about, size=pictures.SIZES[size], imprint=imprint, scheme=scheme)


@remembered
def embed(question: Question, page: str, today: pd.Timestamp, edition: str) -> Packed:
    """The document for an iframe. page: the address to which it leads."""
    both = "".join(_svg(question, size, "auto", page, today, edition) for size in ("article", "phone"))
    speaker, said = speaker_of(question, today), collection.standing(question, edition)
    head = front.Head(speaker.title(said), speaker.headline(said), page)
    return packed(front.embedded(head, both))


def _shown(draw: Callable[..., Packed], kind: str, policy: str, request: Request) -> Response:
    """What is drawn of a question for its page's readers elsewhere."""
    question = _asked(request, request.query_params)
    if isinstance(question, Response):
        return question
    today = clock.today()
    body = draw(question, page_of(question, site_of(request), today), today, collection.edition())
    return replied(request, body, kind, _headers(policy))


@remembered
def to_publish(question: Question, look: tuple[str, pictures.Scheme, str], site: str, edition: str) -> Packed:
    """The picture as a file. look: size, scheme, and whether `svg` or `png`."""
    size, scheme, form = look
    today = clock.today()
    svg = _svg(question, size, scheme, page_of(question, site, today), today, edition)
    return packed(svg.encode()) if form == "svg" else packed(pictures.png(svg), raw=True)


def _published(form: str, request: Request) -> Response:
    given = dict(request.query_params)
    chosen = {name: given.pop(name, there[0]) for name, there in pictures.OFFERED.items()}
    for name, there in pictures.OFFERED.items():
        if chosen[name] not in there:
            return refused(request, 400, f"{name}: expected {' or '.join(there)}, found {chosen[name]!r}")
    question = _asked(request, given)
    if isinstance(question, Response):
        return question
    look = (chosen["size"], cast(pictures.Scheme, chosen["scheme"]), form)
    body = to_publish(question, look, site_of(request), collection.edition())
    kind = {"svg": "image/svg+xml", "png": "image/png"}[form]
    return replied(request, body, kind, _headers("default-src 'none'; style-src 'unsafe-inline'"))


def _headers(policy: str) -> dict[str, str]:
    return {"Cache-Control": _KEPT, "Content-Security-Policy": policy}


def _asked(request: Request, parameters: Mapping[str, str]) -> Question | Response:
    """The question of an address, or the refusal of one that means nothing."""
    board = request.path_params["board"]
    try:
        boards.board(board)
    except UnknownBoard as error:
        return refused(request, 404, str(error))
    names = [name for name, _ in request.query_params.multi_items()]
    if twice := [name for name in names if names.count(name) > 1]:
        return refused(request, 400, f"{twice[0]}: expected once, found twice")
    given = {**parameters, "board": board}
    question, notes = address.read(given, clock.today())
    notes += address.unknown(given, address.NAMES)
    if notes:
        return refused(request, 400, notes[0])
    try:
        collection.history(question, collection.edition())
    except UnknownCategory as error:
        return refused(request, 400, str(error))
    return question


#: Address -> what answers there.
ANSWERS: Mapping[str, Callable[[Request], Response]] = {
    "/embed/{board:path}": partial(_shown, embed, "text/html", EMBEDDED),
    "/card/{board:path}.png": partial(_shown, card, "image/png", "default-src 'none'"),
    "/picture/{board:path}.svg": partial(_published, "svg"),
    "/picture/{board:path}.png": partial(_published, "png"),
}
