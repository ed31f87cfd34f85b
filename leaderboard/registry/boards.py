"""The boards we read: what the fetcher says of each (metric, unit, direction), and the registry (domain, headline)."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Literal, TypeVar

import pandas as pd

from fetchers import REFERENCES, SOURCES, Board, Reference, Source
from leaderboard.registry import built, tables
from leaderboard.registry.fields import ADOPTION, ENDS

#: Where an installed package names the sources that it brings: NAME = "module:SOURCE".
ENTRY_POINTS = "leaderboard.sources"
#: Where boards.csv does not place a board, as it cannot place those of other packages.
_ELSEWHERE = {
    "domain": "other",
    "headline_category": "",
    "is_headline": "false",
    "max_age_days": "120",
    "interval_factor": "",
}
_log = logging.getLogger(__name__)
_Upstream = TypeVar("_Upstream", Source, Source | Reference)


class UnknownBoard(ValueError):
    """No source has a board of that name. near: the nearest ones, which the message offers."""

    def __init__(self, said: str, near: Sequence[str] = ()) -> None:
        super().__init__(said)
        self.near = tuple(near)


class UnknownSource(ValueError):
    """There is no source (or reference) of that name. The message lists those there are."""


@dataclass(frozen=True)
class CuratedBoard:
    """A board with its place in the collection.

    domain: text, code, vision, ..., or ADOPTION. headline_category: what a viewer sees first. is_headline: the
    domain's own. max_age_days: older than this, the newest snapshot is frozen, never "today".
    interval_factor: by how much its published intervals must be widened (analytics.undercoverage; 1 where
    its history does not tell).
    """

    board: Board
    source: Source
    domain: str
    headline_category: str
    is_headline: bool
    max_age_days: int
    interval_factor: float


@cache
def catalogue() -> dict[str, CuratedBoard]:
    """Every board on which models compete, by id, in the order of the sources. Those of `adoption` are not in it, so
    that no question about ability can read them.

    Raises KeyError for one of ours that is not in boards.csv. Boards that another package brings are
    of the domain `other`, and never a headline.
    """
    return {board_id: curated for board_id, curated in every_board().items() if curated.domain != ADOPTION}


@cache
def adoption() -> dict[str, CuratedBoard]:
    """Every board that counts how much models are used, by id."""
    return {board_id: curated for board_id, curated in every_board().items() if curated.domain == ADOPTION}


@cache
def every_board() -> dict[str, CuratedBoard]:
    """The boards of `catalogue` and of `adoption`."""
    return _ours() | _curated(every_source()[len(SOURCES) :])


@cache
def _ours() -> dict[str, CuratedBoard]:
    return _curated(SOURCES)


def _curated(sources: Iterable[Source]) -> dict[str, CuratedBoard]:
    placed = {row["board_id"]: row for row in _rows(tables.load(), "boards")}
    found = {}
    for source in sources:
        for board in source.boards:
            if source in SOURCES and board.id not in placed:
                raise ValueError(
                    f"boards.csv: expected a row for {board.id}, found none: its domain, its headline, ..."
                )
            row = placed.get(board.id, _ELSEWHERE)
            found[board.id] = CuratedBoard(
                board=board,
                source=source,
                domain=row["domain"],
                headline_category=row["headline_category"] or "overall",
                is_headline=row["is_headline"] == "true",
                max_age_days=int(row["max_age_days"]),
                interval_factor=float(row["interval_factor"] or 1),
            )
    return found


def _rows(known: tables.Registry, table: Literal["boards", "breaks"]) -> list[dict[str, str]]:
    """The rows of one of these; of the registry that ships they are kept from one start to the next."""

    def read() -> dict[str, list[dict[str, str]]]:
        return {"rows": tables.records(getattr(known, table))}

    kept: dict[str, list[dict[str, str]]] = (
        built.kept(table, known.digest, read) if isinstance(known, tables.Shipped) else read()
    )
    return kept["rows"]


@dataclass(frozen=True)
class Over:
    """A board that its maker ended, or whose data its maker corrected: since which day, what for, who says so.

    corrected: what it showed is known to be wrong, so that it enters no index whatever boards.csv says.
    """

    date: pd.Timestamp
    corrected: bool
    note: str
    evidence_url: str


def breaks(board_id: str, kinds: Sequence[str]) -> list[tuple[str, pd.Timestamp]]:
    """Category ("" is every one) and day of each break of these kinds that breaks.csv declares for a board."""
    return [(category, day) for category, day, kind in _breaks(tables.load()).get(board_id, ()) if kind in kinds]


@cache
def _breaks(known: tables.Registry) -> dict[str, list[tuple[str, pd.Timestamp, str]]]:
    declared: dict[str, list[tuple[str, pd.Timestamp, str]]] = {}
    for row in _rows(known, "breaks"):
        declared.setdefault(row["board_id"], []).append((row["category"], pd.Timestamp(row["date"]), row["kind"]))
    return declared


def over() -> dict[str, Over]:
    """The boards that breaks.csv declares `ended` or `superseded`, by id."""
    return _over(tables.load())


@cache
def _over(known: tables.Registry) -> dict[str, Over]:
    return {
        row["board_id"]: Over(pd.Timestamp(row["date"]), row["kind"] == "superseded", row["note"], row["evidence_url"])
        for row in _rows(known, "breaks")
        if row["kind"] in ENDS
    }


def is_ours(board_id: str) -> bool:
    """Whether one of our sources has a board of that name."""
    return board_id in _ours()


def board(board_id: str) -> CuratedBoard:
    """One board on which models compete. Raises UnknownBoard, which offers the nearest names."""
    boards = _ours()  # whether other packages bring any is asked only where it matters: that takes long
    if board_id not in boards:
        boards = catalogue()
    elif boards[board_id].domain == ADOPTION:
        raise UnknownBoard(f"{board_id} counts use, not ability, so nobody leads there: ask for adoption")
    if board_id not in boards:
        near = get_close_matches(board_id.casefold(), boards, n=3, cutoff=0.4)
        offer = f"did you mean {', '.join(near)}?" if near else "the list of boards has every name"
        raise UnknownBoard(f"unknown board {board_id!r}: {offer}", near)
    return boards[board_id]


@cache
def every_source() -> tuple[Source, ...]:
    """Our sources, then those that installed packages bring, by name.

    One that cannot be loaded, is no Source or has a name that is taken is left out, with a warning
    in the log: a package that is broken must not stop the others.
    """
    from importlib.metadata import entry_points  # noqa: PLC0415 (loads 25 modules, and most questions are of our boards)

    found = {ours.id: ours for ours in SOURCES}
    references = {reference.id for reference in REFERENCES}
    for entry in sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: (entry.name, entry.value)):
        try:
            brought = entry.load()
        except Exception as error:  # noqa: BLE001 (code of others may fail in any way, and the log says how)
            what = f"{type(error).__name__}: {error}"
            _log.warning("%s = %s: expected a source, found %s", entry.name, entry.value, what)
            continue
        if not isinstance(brought, Source) or brought.id in found.keys() | references:
            what = repr(brought.id) if isinstance(brought, Source) else type(brought).__name__
            _log.warning("%s = %s: expected a source with a name of its own, found %s", entry.name, entry.value, what)
            continue
        found[brought.id] = brought
    return tuple(found.values())


def source(source_id: str) -> Source:
    """One source. Raises UnknownSource."""
    return sources([source_id])[0]


def sources(source_ids: Iterable[str] = ()) -> list[Source]:
    """The sources of these names, or all. Raises UnknownSource."""
    return _named(source_ids, every_source())


def upstreams(names: Iterable[str] = ()) -> list[Source | Reference]:
    """The sources and references of these names, or all of both. Raises UnknownSource."""
    return _named(names, (*every_source(), *REFERENCES))


def _named(names: Iterable[str], known: tuple[_Upstream, ...]) -> list[_Upstream]:
    by_id = {upstream.id: upstream for upstream in known}
    wanted = list(names)
    if strange := [name for name in wanted if name not in by_id]:
        raise UnknownSource(f"unknown source {strange[0]!r}: there are {', '.join(by_id)}")
    return [by_id[name] for name in wanted] or list(known)
