"""Files that upstream may lack: their absence is noted, and the fetcher goes on without them."""

import logging

from fetchers._source import Get, NotFound, RawResponse

_log = logging.getLogger(__name__)


def optional(get: Get, url: str, *, immutable: bool = False) -> RawResponse | None:
    """The response, or None (and a warning in the log) where the address answers 404 or 410."""
    try:
        return get(url, immutable=immutable)
    except NotFound as error:
        _log.warning("%s; left out", error)
        return None
