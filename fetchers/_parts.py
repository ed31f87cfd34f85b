"""A source in parts: one that fails keeps nothing back but its own boards."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from fetchers._source import FetchError, Get, Hole, LayoutChanged, NotFound, RawResponse

#: So many parts without any answer at the beginning, and the others are not waited for.
_SILENT = 3
_Told = TypeVar("_Told")


def in_parts(
    get: Get, parts: Iterable[tuple[tuple[str, ...], Callable[[Get], Iterator[_Told]]]], *shared: str
) -> Iterator[_Told | Hole]:
    """What each part tells, and a hole in place of what a failing one does not.

    parts: the ids of the boards that are kept back if it fails, and the part, which asks the `get`
    that it is handed. shared: addresses that all parts were read from.

    Raises the first failure if all parts failed, or if the first few got no answer at all.
    """
    failures: list[FetchError] = []
    well = False
    for board_ids, part in parts:
        asked = list(shared)
        try:
            yield from part(_noting(get, asked))
            well = True
        except OSError:  # this machine's, not upstream's
            raise
        except Exception as error:  # noqa: BLE001 (whatever one part stumbles over, the others do not)
            failure = error if isinstance(error, FetchError) else _stumble(error, asked)
            failures.append(failure)
            silent = not well and not any(isinstance(one, LayoutChanged | NotFound) for one in failures)
            if silent and len(failures) == _SILENT:
                raise failures[0] from None
            yield Hole(str(failure), tuple(asked), board_ids)
    if failures and not well:
        raise failures[0]


def _noting(get: Get, asked: list[str]) -> Get:
    def noting(url: str, *, immutable: bool = False) -> RawResponse:
        asked.append(url)
        return get(url, immutable=immutable)

    return noting


def _stumble(error: Exception, asked: list[str]) -> LayoutChanged:
    place = asked[-1] if asked else "before any address"
    return LayoutChanged(f"{place}: expected what this fetcher reads, found {' '.join(repr(error).split()):.100}")
