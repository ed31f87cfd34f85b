"""Raw responses, kept once and for all, before anyone parses them.

`<archive>/<first two of sha256>/<sha256>` holds the bytes, `<archive>/manifest.jsonl` a line per
response: url, retrieved_at, sha256, bytes, etag, last_modified. Nothing is ever rewritten but what is damaged.
"""

import hashlib
import json
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from fetchers import RawResponse, Redact, http_get
from leaderboard.records import clock
from leaderboard.records.files import Damaged, write_bytes

_log = logging.getLogger(__name__)

#: url -> what upstream last answered there: sha256, etag, last_modified
Responses = dict[str, dict[str, str | None]]


@dataclass(frozen=True)
class Archive:
    """The archived responses below one folder."""

    root: Path

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    def __contains__(self, sha256: object) -> bool:
        """Whether the bytes with this hash are there, whole. Damaged ones are named in the log."""
        if not isinstance(sha256, str):
            return False
        try:
            self.read(sha256)
        except FileNotFoundError:
            return False
        except Damaged as error:
            if sha256 not in self._told:
                _log.warning("%s", error)
            self._told.add(sha256)
            return False
        return True

    @cached_property
    def _told(self) -> set[str]:
        """The damaged ones that were named."""
        return set()

    def read(self, sha256: str) -> bytes:
        """The bytes with this hash. Raises FileNotFoundError where they are gone, Damaged where others are there."""
        path = self.path(sha256)
        body = path.read_bytes()
        if hashlib.sha256(body).hexdigest() != sha256:
            raise Damaged(path, "the archived bytes that its name is the hash of", f"{len(body)} other bytes")
        return body

    def add(self, url: str, body: bytes, sha256: str, **facts: str | None) -> None:
        """Keep the bytes, then the manifest line that names them: a kill between leaves bytes, never a lie."""
        if sha256 not in self:
            write_bytes(self.path(sha256), body)
        line = json.dumps({"url": url, "sha256": sha256, "bytes": len(body), **facts}, ensure_ascii=False)
        with (self.root / "manifest.jsonl").open("a", encoding="utf-8") as manifest:
            manifest.write(f"\n{line}")  # a new line first, so that a line cut off by a kill spoils only itself

    def manifest(self) -> list[dict[str, Any]]:
        """Every response kept, oldest first: url, sha256, bytes, retrieved_at, etag, last_modified."""
        return [entry for line in self._lines() if (entry := _entry(line)) is not None]

    def mend(self) -> None:
        """Take out of the manifest what cannot be read, and count it in the log. Only for whoever holds it alone."""
        lines = self._lines()
        sound = [line for line in lines if _entry(line) is not None]
        if damaged := len(lines) - len(sound):
            path = self.root / "manifest.jsonl"
            _log.warning(
                "%s: expected a response in every line, found %d of %d damaged: taken out; what they named is asked "
                "for again",
                path,
                damaged,
                len(lines),
            )
            write_bytes(path, b"".join(line + b"\n" for line in sound))

    def _lines(self) -> list[bytes]:
        try:
            return [line for line in (self.root / "manifest.jsonl").read_bytes().split(b"\n") if line.strip()]
        except FileNotFoundError:
            return []

    @cached_property
    def addresses(self) -> Responses:
        """For every address the newest response kept when first asked."""
        return {entry["url"]: entry for entry in self.manifest()}


def _entry(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    texts = {"url", "sha256", "retrieved_at"}
    return entry if isinstance(entry, dict) and all(isinstance(entry.get(name), str) for name in texts) else None


class Settled(RawResponse):
    """A response that was read where there was no archive, or one that is lost: fetched if somebody looks at it."""

    _fetch: Callable[[], bytes]

    def __init__(self, url: str, sha256: str, retrieved_at: datetime, fetch: Callable[[], bytes]) -> None:
        facts = {"url": url, "sha256": sha256, "retrieved_at": retrieved_at, "changed": False, "_fetch": fetch}
        vars(self).update(facts)  # the record is frozen

    @cached_property
    def body(self) -> bytes:
        return self._fetch()


@dataclass
class Recorder:
    """A `Get` that asks upstream only for what is not known yet, and archives before it answers.

    known: responses of the source's last successful refresh. seen: those of this one, to become the
    next `known` once the source has landed. redact: takes out what must never be kept; hashes are
    of what it leaves. doubted: addresses that are asked for again, even where their bytes can never change.
    again: what was read once is read again, as lost: bytes that are archived came when they were archived.
    served: hashes of what addresses answered whose bytes can change.
    """

    archive: Archive
    known: Responses
    fetch: Callable[..., Any] = http_get
    now: Callable[[], datetime] = clock.now
    seen: Responses = field(default_factory=dict)
    redact: Redact | None = None
    doubted: Collection[str] = ()
    again: bool = False
    served: set[str] = field(default_factory=set)

    def __call__(self, url: str, *, immutable: bool = False) -> RawResponse:
        response = self._answered(url, immutable=immutable)
        if not immutable:
            self.served.add(response.sha256)
        return response

    def _answered(self, url: str, *, immutable: bool) -> RawResponse:
        before = self.known.get(url, {})
        sha256 = before.get("sha256")
        kept = sha256 in self.archive
        if immutable and url not in self.doubted:
            archived = self.archive.addresses.get(url, {})
            if (settled := archived.get("sha256")) and settled in self.archive:
                self.seen[url] = {name: archived.get(name) for name in ("sha256", "etag", "last_modified")}
                return RawResponse(url, self.archive.read(settled), settled, self.now(), changed=settled != sha256)
            if sha256:
                self.seen[url] = before
                fetched = replace(self, known={})
                return Settled(url, sha256, self.now(), lambda: fetched(url).body)
        asked = {name: before.get(name) for name in ("etag", "last_modified")} if kept else {}
        answer = self.fetch(url, **asked)
        if answer.status == 304 and sha256:
            self.seen[url] = before
            return RawResponse(url, self.archive.read(sha256), sha256, self.now(), changed=False)
        body = self.redact(url, answer.body) if self.redact else answer.body
        found = hashlib.sha256(body).hexdigest()
        retrieved_at = self.now()
        facts = {"etag": answer.etag, "last_modified": answer.last_modified}
        newest = self.archive.addresses.get(url, {}).get("sha256")
        if found != newest or found not in self.archive:  # a refresh that failed before has kept it already
            self.archive.add(url, body, found, retrieved_at=retrieved_at.isoformat(), **facts)
        elif self.again:
            retrieved_at = datetime.fromisoformat(self.archive.addresses[url]["retrieved_at"] or "")
        self.seen[url] = {"sha256": found, **facts}
        return RawResponse(url, body, found, retrieved_at, changed=found != sha256)
