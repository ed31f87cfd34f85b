"""Bytes that are kept as they are sent: compressed once, and known to a reader who has them already."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response


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
    if kept.tag in (tag.strip() for tag in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=sent)
    if kept.raw:
        return Response(kept.body, media_type=media_type, headers=sent)
    sent["Vary"] = "Accept-Encoding"
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(kept.body), media_type=media_type, headers=sent)
    return Response(kept.body, media_type=media_type, headers=sent | {"Content-Encoding": "gzip"})
