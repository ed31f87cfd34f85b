"""Bytes that are kept as they are sent: compressed once, and known to a reader who has them already."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

#: For how long others may keep a reply: five minutes where the day decides, a day where day and moment are given
#: (a correction of the registry still reaches them), for ever what is never written again.
SHORT, DATED, FOR_EVER = "public, max-age=300", "public, max-age=86400", "public, max-age=31536000, immutable"
#: Any page may read what is published for programs, and ask whether it has changed.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Left-Out",
    "X-Content-Type-Options": "nosniff",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}


@dataclass(frozen=True)
class Packed:
    """A body, compressed by gzip unless it is so by its nature (raw), and the tag by which it is known again."""

    body: bytes
    tag: str
    raw: bool = False


def packed(body: bytes, *, raw: bool = False) -> Packed:
    """A body ready to be kept. raw: it would not become smaller."""
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'  # weak: one tag, whether it is sent compressed or not
    return Packed(body if raw else gzip.compress(body, 6, mtime=0), tag, raw)


def replied(request: Request, kept: Packed, media_type: str, headers: Mapping[str, str]) -> Response:
    """The answer to a request: 304 for whoever has these bytes; not compressed for whoever cannot read that."""
    sent = {"ETag": kept.tag, "X-Content-Type-Options": "nosniff", **headers}
    if has(request, kept.tag):
        return Response(status_code=304, headers=sent)
    if kept.raw:
        return Response(kept.body, media_type=media_type, headers=sent)
    sent["Vary"] = ", ".join(filter(None, (sent.get("Vary"), "Accept-Encoding")))
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(kept.body), media_type=media_type, headers=sent)
    return Response(kept.body, media_type=media_type, headers=sent | {"Content-Encoding": "gzip"})


def preflight() -> Response:
    """What a browser asks before it lets a page of others send a header."""
    return Response(status_code=204, headers=OPEN | _PREFLIGHT)


def has(request: Request, tag: str) -> bool:
    """Whether whoever asks has what goes by this tag."""
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return "*" in known or tag.removeprefix("W/") in known
