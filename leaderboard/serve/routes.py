"""The addresses that this server answers beside the app's pages: all of them, in the order in which they are tried."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from leaderboard.serve import pictures


def healthz(request: Request) -> Response:  # noqa: ARG001 (every address takes one)
    """Whether the process answers at all; it asks the data nothing."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


ROUTES: tuple[BaseRoute, ...] = (Route("/healthz", healthz), *pictures.ROUTES)
