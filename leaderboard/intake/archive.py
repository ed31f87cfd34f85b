"""Raw responses, kept once and for all, before anyone parses them.

`<archive>/<first two of sha256>/<sha256>` holds the bytes, `<archive>/manifest.jsonl` a line per
response: url, retrieved_at, sha256, bytes, etag, last_modified. Nothing is ever rewritten.
"""

import hashlib
import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from fetchers import RawResponse, Redact, http_get
from leaderboard.records import clock
from leaderboard.records.files import write_bytes

#: url -> what upstream last answered there: sha256, etag, last_modified
Responses = dict[str, dict[str, str | None]]


@dataclass(frozen=True)
class Archive:
    """The archived responses below one folder."""

    root: Path

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    def __contains__(self, sha256: object) -> bool:
        return isinstance(sha256, str) and self.path(sha256).is_file()

    def read(self, sha256: str) -> bytes:
        """The bytes with this hash. Raises FileNotFoundError where they are gone."""
        return self.path(sha256).read_bytes()

    def add(self, url: str, body: bytes, sha256: str, **facts: str | None) -> None:
        """Keep the bytes, then the manifest line that names them: a kill between leaves bytes, never a lie."""
        if sha256 not in self:
            write_bytes(self.path(sha256), body)
        line = json.dumps({"url": url, "sha256": sha256, "bytes": len(body), **facts}, ensure_ascii=False)
        with (self.root / "manifest.jsonl").open("a", encoding="utf-8") as manifest:
            manifest.write(f"\n{line}")  # a new line first, so that a line cut off by a kill spoils only itself

    def manifest(self) -> list[dict[str, Any]]:
        """Every response kept, oldest first: url, sha256, bytes, retrieved_at, etag, last_modified."""
        try:
            lines = (self.root / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]

    @cached_property
    def addresses(self) -> Responses:
        """For every address the newest response kept when first asked."""
        return {entry["url"]: entry for entry in self.manifest()}


@dataclass
class Recorder:
    """A `Get` that asks upstream only for what is not known yet, and archives before it answers.

    known: responses of the source's last successful refresh. seen: those of this one, to become the
    next `known` once the source has landed. redact: takes out what must never be kept; hashes are
    of what it leaves. doubted: addresses that are asked for again, even where their bytes can never change.
    """

    archive: Archive
    known: Responses
    fetch: Callable[..., Any] = http_get
    now: Callable[[], datetime] = clock.now
    seen: Responses = field(default_factory=dict)
    redact: Redact | None = None
    doubted: Collection[str] = ()

    def __call__(self, url: str, *, immutable: bool = False) -> RawResponse:
        before = self.known.get(url, {})
        sha256 = before.get("sha256")
        kept = sha256 in self.archive
        if immutable and url not in self.doubted:
            archived = self.archive.addresses.get(url, {})
            if (settled := archived.get("sha256")) and settled in self.archive:
                self.seen[url] = {name: archived.get(name) for name in ("sha256", "etag", "last_modified")}
                return RawResponse(url, self.archive.read(settled), settled, self.now(), changed=settled != sha256)
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
        self.seen[url] = {"sha256": found, **facts}
        return RawResponse(url, body, found, retrieved_at, changed=found != sha256)
