"""What this machine knows of its refreshes: when each source was last checked, what it answered, what is wrong.

One JSON file that git ignores, replaced atomically. Lose it and the next refresh asks for everything again.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from leaderboard.records.files import write_text


@dataclass
class SourceState:
    """One source. Moments are ISO 8601 in UTC.

    responses: what each address answered in the last successful refresh (sha256, etag, last_modified).
    error: the line that the last refresh failed with, or None. quarantine: a diagnosis per snapshot kept out.
    dropped: digests of snapshots that a person dropped from quarantine. doubted: addresses whose bytes came for
    the first time in a refresh that could not read what it got: their archived bytes settle nothing.
    missing: a line for each part that the last refresh could not read. skipped: versions of the past that cannot
    be read, each address with the reason.
    """

    last_checked: str | None = None
    last_changed: str | None = None
    error: str | None = None
    responses: dict[str, dict[str, str | None]] = field(default_factory=dict)
    quarantine: dict[str, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)

    @property
    def checked_at(self) -> datetime | None:
        return datetime.fromisoformat(self.last_checked) if self.last_checked else None


def load(path: Path) -> dict[str, SourceState]:
    """The state of every source that was ever refreshed here; nothing where there is no file."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    return {source_id: SourceState(**entry) for source_id, entry in json.loads(text).items()}


def save(path: Path, states: dict[str, SourceState]) -> None:
    """Replace the file atomically."""
    entries = {source_id: asdict(states[source_id]) for source_id in sorted(states)}
    write_text(path, json.dumps(entries, indent=1, ensure_ascii=False) + "\n")
