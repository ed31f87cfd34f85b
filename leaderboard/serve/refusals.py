"""What is not answered, and the one line that says why: JSON or a page for whoever asks for it, else text."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from leaderboard.publish import front
from leaderboard.serve.replies import OPEN

_TITLES: Mapping[int, str] = {
    HTTPStatus.NOT_FOUND: "No such address",
    HTTPStatus.SERVICE_UNAVAILABLE: "No answer just now",
}
#: No more of what was asked is said back.
_LONGEST = 400


def refused(request: Request, status: int, line: str, **more: str) -> Response:
    """One line with a status, no longer than a reader takes in. more: headers."""
    printable = "".join(letter if letter.isprintable() else " " for letter in line)
    said = printable if len(printable) <= _LONGEST else f"{printable[: _LONGEST - 1]}…"
    headers = {**OPEN, "Cache-Control": "no-store", **more}
    asked_for = request.headers.get("accept", "")
    if request.url.path.endswith(".json") or "application/json" in asked_for:
        body, kind = json.dumps({"error": said}, ensure_ascii=False), "application/json"
    elif "text/html" in asked_for:
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'"
        title = _TITLES.get(status, "Not understood")
        return Response(front.missing(title, said), status, headers, media_type="text/html")
    else:
        body, kind = said, "text/plain"
    return Response(f"{body}\n", status, headers, media_type=kind)


class OnlyKnown:
    """Answers 404 for every address that is nobody's, before anything else sees it.

    routes: those that answer by themselves. others: paths, and beginnings of paths that end in a slash, of whoever
    answers the rest.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute], others: Sequence[str]) -> None:
        self.app = app
        self.routes = routes
        self.exact = frozenset(path for path in others if path == "/" or not path.endswith("/"))
        self.beginnings = tuple(path for path in others if path not in self.exact)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._known(scope):
            await self.app(scope, receive, send)
            return
        response = refused(Request(scope), 404, "no such address: /llms.txt lists what there is")
        await response(scope, receive, send)

    def _known(self, scope: Scope) -> bool:
        path = scope["path"]
        ours = any(route.matches(scope)[0] != Match.NONE for route in self.routes)
        return ours or path in self.exact or path.startswith(self.beginnings)
