"""What this machine knows of its refreshes: when each source was last checked, what it answered, what is wrong.

One JSON file that git ignores, replaced atomically. Lose it and the next refresh asks for everything again.
"""

import json
import logging
import os
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from fetchers import Source
from leaderboard.records.files import Closed, Damaged, readable, write_text

_log = logging.getLogger(__name__)
#: What a source is that answers to a key which is not in the environment.
WITHOUT_A_KEY = "without a key"


@dataclass
class SourceState:
    """One source. Moments are ISO 8601 in UTC.

    responses: what each address answered in the last successful refresh (sha256, etag, last_modified).
    error: the line that the last refresh failed with, or None. quarantine: a diagnosis per snapshot kept out.
    dropped: digests of snapshots that a person dropped from quarantine. doubted: addresses whose bytes came for
    the first time in a refresh that could not read what it got: their archived bytes settle nothing.
    missing: a line for each part that the last refresh could not read. skipped: versions of the past that cannot
    be read, each address with the reason. past_from: the moment from which on committed versions are read; None
    is all of them.
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
    past_from: str | None = None

    @property
    def checked_at(self) -> datetime | None:
        return datetime.fromisoformat(self.last_checked) if self.last_checked else None

    @property
    def past_since(self) -> datetime | None:
        return datetime.fromisoformat(self.past_from) if self.past_from else None


def load(path: Path) -> dict[str, SourceState]:
    """The state of every source that was ever refreshed here; nothing where there is no file.

    Of a damaged file what can be read; the rest is as if it had never been, and the log names the file. Raises Closed.
    """
    try:
        entries = _read(path)
    except FileNotFoundError:
        return {}
    except Closed:
        raise  # what a person decided stands in it
    except Damaged as error:
        _log.warning("%s; until then no source was ever asked", error)
        return {}
    states = {}
    for source_id, entry in entries.items():
        try:
            with readable(path, f"the state of {source_id}"):
                states[source_id] = _state(entry)
        except Damaged as error:
            _log.warning("%s; until then it was never asked", error)
    return states


def save(path: Path, states: dict[str, SourceState]) -> None:
    """Replace the file atomically: a line for each source."""
    # Every source of a refresh saves all of them: to indent takes json ten times as long.
    lines = [f"{json.dumps(name)}: {json.dumps(vars(states[name]), ensure_ascii=False)}" for name in sorted(states)]
    write_text(path, "{\n" + ",\n".join(lines) + "\n}\n")


def _read(path: Path) -> dict[str, Any]:
    with readable(path, "the state of every source as JSON"):
        entries = json.loads(path.read_bytes())
        if not isinstance(entries, dict):
            raise TypeError(f"a {type(entries).__name__}")
        return entries


def _state(entry: Any) -> SourceState:
    """Raises TypeError or ValueError where an entry is not what `save` writes."""
    known = SourceState(**entry)
    for field_ in fields(known):
        value, usual = getattr(known, field_.name), getattr(_NEVER, field_.name)
        if not isinstance(value, (str, type(None)) if usual is None else type(usual)):
            raise TypeError(f"{field_.name} {value!r}")
    if not all(isinstance(answer, dict) for answer in known.responses.values()):
        raise TypeError("responses that are not objects")
    for name, moment in (("last_checked", known.checked_at), ("past_from", known.past_since)):
        if moment is not None and moment.tzinfo is None:
            raise ValueError(f"{name} {getattr(known, name)!r} without a zone")
    return known


_NEVER = SourceState()


def lacks_key(source: Source) -> str:
    """In a line which key a source answers to, if it is not in the environment."""
    if not source.key or os.environ.get(source.key):
        return ""
    return (
        f"{source.id}: expected the key that {source.homepage} answers to in {source.key}, found none: it is not asked"
    )
