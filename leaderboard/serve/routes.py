"""The addresses that this server answers beside the app's pages: all of them, in the order in which they are tried."""

import json
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from leaderboard.publish import feeds, guide
from leaderboard.records import left_out, store
from leaderboard.records.files import Damaged
from leaderboard.records.paths import data_dir
from leaderboard.registry import boards, tables
from leaderboard.registry.boards import UnknownBoard
from leaderboard.serve import answers, collection, files, pictures
from leaderboard.serve.refusals import refused
from leaderboard.serve.remembering import remembered
from leaderboard.serve.replies import DATED, OPEN, SHORT, Packed, packed, preflight, replied
from leaderboard.serve.turns import Busy, threaded

_log = logging.getLogger(__name__)

#: The newest snapshots that the feed of all boards tells of.
_TOLD = 100
_ATOM, _TEXT = "application/atom+xml", "text/plain; charset=utf-8"


def _answered(answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """An address whose answer is computed in a thread; what cannot be answered is one line."""

    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return preflight()
        try:
            return await threaded(lambda: _with_what_is_left_out(answer, request))
        except (UnknownBoard, answers.NoSuchAddress) as error:
            return refused(request, 404, str(error))
        except Busy:
            return refused(request, 503, "more is asked at once than is computed: try again", **{"Retry-After": "10"})
        except (FileNotFoundError, ConnectionError, Damaged) as error:
            _log.error("%s: %s", request.url.path, error)
            return refused(request, 503, "the data cannot be read just now: try again", **{"Retry-After": "60"})
        except ValueError as error:
            return refused(request, 400, str(error))

    return endpoint


def _with_what_is_left_out(answer: Callable[[Request], Response], request: Request) -> Response:
    """An answer that goes without a source says so beside its bytes, and nobody keeps it for others."""
    with left_out.heard() as without:
        response = answer(request)
    if without:
        response.headers["Left-Out"] = " ".join(without).encode("ascii", "replace").decode()
        response.headers["Cache-Control"] = "no-store"
    return response


def _verb(request: Request, name: str = "") -> Response:
    """An answer of the catalogue; name: such as top.csv, else of the path."""
    question = answers.asked(name or request.path_params["name"], request.url.query, request.query_params.multi_items())
    body = answers.body(question, pictures.site_of(request))
    return _open(request, body, answers.FORMS[question.form], DATED if question.dated else SHORT)


def _open(request: Request, body: Packed, kind: str, kept: str = SHORT) -> Response:
    """A reply that any page may read. kept: one of SHORT, DATED."""
    return replied(request, body, kind, {**OPEN, "Cache-Control": kept})


def _sources(request: Request) -> Response:
    return _open(request, snapshots(collection.edition()), _ATOM)


@remembered
def snapshots(edition: str) -> Packed:  # noqa: ARG001 (part of the key)
    """The feed of new snapshots of all boards."""
    with left_out.heard() as without:
        seen = store.summary(data_dir(), ["board_id", "published_on"])
    known = {board_id: curated.board.title for board_id, curated in boards.catalogue().items()}
    listed = seen[seen["board_id"].isin(known)].nlargest(_TOLD, "published_on", keep="all")
    return packed(feeds.snapshots(listed.assign(title=listed["board_id"].map(known)), tuple(without)).encode())


def _sitemap(request: Request) -> Response:
    stored = collection.boards(collection.edition())
    listed = stored.loc[stored["observations"] > 0, "board_id"]
    body = guide.sitemap(pictures.site_of(request), guide.pages(listed, tables.load().models["model_id"]))
    return _open(request, packed(body), "application/xml")


def _said(say: Callable[[str], str], request: Request) -> Response:
    """A text about this server."""
    return _open(request, packed(say(pictures.site_of(request)).encode()), _TEXT)


def _days(request: Request) -> Response:
    """Which exports there are, and the files of each."""
    found = [{"date": day, "files": files.listed(day)} for day in files.days()]
    return _open(request, packed((json.dumps(found, indent=1) + "\n").encode()), "application/json")


def _file(request: Request) -> Response:
    found = files.file(request, request.path_params["day"], request.path_params["name"])
    return found or refused(request, 404, "no such file: /v1/snapshots.json lists what there is")


def healthz(request: Request) -> Response:  # noqa: ARG001 (every address takes one)
    """Whether the process answers at all; it asks the data nothing."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


_METHODS = ["GET", "OPTIONS"]
ROUTES: tuple[BaseRoute, ...] = (
    Route("/healthz", healthz),
    *(Route(path, _answered(answer)) for path, answer in pictures.ANSWERS.items()),
    Route("/v1/snapshots.json", _answered(_days), methods=_METHODS),
    Route("/v1/snapshots/{day}/{name:path}", _answered(_file), methods=_METHODS),
    Route("/v1/{name}", _answered(_verb), methods=_METHODS),
    Route("/feeds/leads.atom", _answered(partial(_verb, name="leads.atom")), methods=_METHODS),
    Route("/feeds/sources.atom", _answered(_sources), methods=_METHODS),
    Route("/sitemap.xml", _answered(_sitemap)),
    Route("/robots.txt", _answered(partial(_said, guide.robots))),
    Route("/llms.txt", _answered(partial(_said, guide.llms))),
)
