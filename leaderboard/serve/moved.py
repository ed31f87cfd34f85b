"""Addresses that were given out before a page moved, and where they lead now."""

from starlette.datastructures import QueryParams
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class Moved:
    """The page of a board stood at the root, which is now another page: `/?board=...` leads to `/board?board=...`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/" and "board" in QueryParams(scope["query_string"]):
            response = RedirectResponse(f"/board?{scope['query_string'].decode('latin-1')}", 308)
            await response(scope, receive, send)
            return
        await self.app(scope, receive, send)
