"""Asking an ASGI application without a socket, and whatever else is awaited."""

import asyncio
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.types import ASGIApp, Message


def to_its_end(awaited: Coroutine[Any, Any, Any]) -> Any:
    """What comes of it. In a thread of its own: a browser driven by another test keeps a loop in that of the tests."""
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(asyncio.run, awaited).result()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def asked(app: ASGIApp, address: str, method: str = "GET", **headers: str) -> Answer:
    """What is answered at an address, such as /v1/top.csv?n=3. headers: if_none_match for If-None-Match."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "server": ("leaderboard.test", 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [
            (b"host", b"leaderboard.test"),
            *((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()),
        ],
    }
    sent: list[Message] = []

    received = False

    async def receive() -> Message:
        nonlocal received
        if received:
            await asyncio.Event().wait()  # whoever asks stays for the answer
        received = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    to_its_end(app(scope, receive, send))
    start, *bodies = sent
    said = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], said, b"".join(message.get("body", b"") for message in bodies))
