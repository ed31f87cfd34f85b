"""What is made of the registry's tables, kept in the user's cache folder so that a start parses nothing.

Named by the hash of what it was made of, so it is never stale; deleting it costs the next start a quarter of a
second. Plain dicts, lists and texts in the form of Python's own compiled modules: reading it runs no code.
"""

import gc
import logging
import marshal
import sys
from collections.abc import Callable
from typing import Any

from leaderboard.records.files import cache_folder, write_bytes

#: So many are kept beside each other: of several checkouts, and of what was there before an edit.
_KEPT = 4
_log = logging.getLogger(__name__)


def _loaded(written: bytes) -> dict[str, Any]:
    """Without the collector, which would walk through what is growing again and again: three times as long."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        found: dict[str, Any] = marshal.loads(written)
        return found
    finally:
        if collecting:
            gc.enable()


def kept(name: str, digest: str, build: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What `build` makes of things with this digest: kept by an earlier start, else made now and kept if it can be."""
    path = cache_folder() / f"{name}-{sys.implementation.cache_tag}-{digest}"
    try:
        found: dict[str, Any] = _loaded(path.read_bytes())
    except (OSError, ValueError, EOFError, TypeError):  # not there, or not whole
        found = build()
        try:
            write_bytes(path, marshal.dumps(found))
            for old in sorted(path.parent.glob(f"{name}-*"), key=lambda file: file.stat().st_mtime)[:-_KEPT]:
                old.unlink()
        except OSError as error:
            _log.info("%s is not kept: %s", name, error)
    return found
