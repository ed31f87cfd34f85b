"""The contract that every source keeps, ours and those of other packages: `leaderboard check-source` runs it."""

import hashlib
import logging
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

import pandas as pd

from fetchers import (
    REFERENCES,
    SCORE_COLUMNS,
    SOURCES,
    FetchError,
    Get,
    Hole,
    LayoutChanged,
    NotFound,
    RawResponse,
    ScoreTable,
    Source,
    hosts_of,
)
from leaderboard.intake import normalize

GARBAGE = b"PAR1\x00\xff\xfe not what was asked for {[("
_REQUIRED = ("board_id", "model_name", "score")
#: Columns of which a cell that is not read is taken for blank, so that nothing else tells of a wrong form.
_FORGIVEN = {
    **dict.fromkeys(("scored_on", "released_on"), "days such as 2025-08-04"),
    **dict.fromkeys(("score_low", "score_high", "sample_size", "rank"), "numbers"),
}


@dataclass
class Remembering:
    """A `Get` that asks another one for each address once, so that everything can be tried on the same bytes.

    known: hashes that count as unchanged. instead: bytes to answer with in place of the true ones.
    """

    get: Get
    answers: dict[str, RawResponse | NotFound] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    instead: dict[str, bytes] = field(default_factory=dict)

    def __call__(self, url: str, *, immutable: bool = False) -> RawResponse:
        if url not in self.answers:
            try:
                self.answers[url] = self.get(url, immutable=immutable)
            except NotFound as error:
                self.answers[url] = error
        answer = self.answers[url]
        if isinstance(answer, NotFound):
            raise answer
        if url in self.instead:
            body = self.instead[url]
            answer = replace(answer, body=body, sha256=hashlib.sha256(body).hexdigest())
        return replace(answer, changed=answer.sha256 not in self.known)

    @property
    def good(self) -> dict[str, RawResponse]:
        """The addresses that answered."""
        return {url: answer for url, answer in self.answers.items() if isinstance(answer, RawResponse)}


def problems(source: Source, get: Get, *, history: bool) -> list[str]:
    """Everything in which a source breaks the contract, in words; empty if it keeps it.

    history: on all of its past, instead of what is newest. Raises FetchError where upstream does not answer.
    """
    asked = Remembering(get)
    found = list(description(source))
    told = list(source.tables(asked, history))
    found += [hole.message for hole in told if isinstance(hole, Hole) and not (hole.past or hole.absent)]
    found += table_problems(source, [table for table in told if isinstance(table, ScoreTable)])
    found += host_problems(source, asked)
    found += unchanged_problems(source, asked, history=history)
    found += garbage_problems(source, asked, history=history)
    found += vanished_problems(source, history=history)
    return found


def description(source: Source) -> Iterator[str]:
    """What a source says of itself and its boards."""
    if not re.fullmatch("[a-z][a-z0-9_]*", source.id):
        yield f"id: expected small letters, digits and _, found {source.id!r}"
    if source.id in {other.id for other in SOURCES if other is not source} | {other.id for other in REFERENCES}:
        yield f"id: expected a name of its own, found {source.id!r}, which another one has"
    for name in ("title", "license", "attribution"):
        if not getattr(source, name).strip():
            yield f"{name}: expected some words, found none"
    for name in ("homepage", "license_url"):
        if not getattr(source, name).startswith("https://"):
            yield f"{name}: expected an https address, found {getattr(source, name)!r}"
    ids = [board.id for board in source.boards]
    if not ids or len(set(ids)) < len(ids):
        yield f"boards: expected some, each with an id of its own, found {ids}"
    for board in source.boards:
        if not re.fullmatch(rf"{re.escape(source.id)}/[a-z0-9][a-z0-9_]*", board.id):
            yield f"board: expected an id such as {source.id}/name, found {board.id!r}"
        for name in ("title", "metric", "unit"):
            if not getattr(board, name).strip():
                yield f"{board.id}: {name}: expected some words, found none"
        low, high = board.score_min, board.score_max
        if low is None or high is None or not low < high:
            yield f"{board.id}: expected score_min below score_max, found {low} and {high}"
        if not 0.5 <= board.level < 1:
            yield f"{board.id}: expected a level of its intervals from 0.5 to below 1, found {board.level}"


def table_problems(source: Source, tables: Collection[ScoreTable]) -> Iterator[str]:
    """What it yields: columns in the schema's words, boards that it has, rows that can be read."""
    if not tables:
        yield "tables: expected at least one, found none"
    boards = {board.id for board in source.boards}
    for table in tables:
        place = table.response.url
        if strange := [name for name in table.rows if name not in SCORE_COLUMNS]:
            yield f"{place}: expected columns among SCORE_COLUMNS, found {strange}"
        if missing := [name for name in _REQUIRED if name not in table.rows]:
            yield f"{place}: expected the columns {', '.join(_REQUIRED)}, missing {', '.join(missing)}"
            continue
        if unknown := sorted(set(table.rows["board_id"]) - boards):
            yield f"{place}: expected boards of {source.id}, found {unknown}"
            continue
        if not isinstance(table.rows.index, pd.RangeIndex):
            yield f"{place}: expected rows numbered from 0, found another index"
        if table.committed_at is not None and table.committed_at.tzinfo is not UTC:
            yield f"{place}: expected committed_at in UTC, found {table.committed_at.tzinfo}"
        if table.rows.empty:
            yield f"{place}: expected rows, found none"
            continue
        try:
            read = normalize.normalize([table], source, first_load=True).observations
        except normalize.Implausible as error:
            yield str(error)
        else:
            yield from (f"{place}: {problem}" for problem in reading_problems(source, table.rows, read))


def reading_problems(source: Source, rows: pd.DataFrame, read: pd.DataFrame) -> Iterator[str]:
    """What is lost in silence between the cells of a table and what is read of them."""
    counted = rows[rows["set_aside"].isna()] if "set_aside" in rows else rows
    for name, expected in _FORGIVEN.items():
        given = counted[name].dropna() if name in counted else counted[:0]
        if not given.empty and read[name].isna().all():
            yield f"{name}: expected {expected}, found none that can be read, such as {given.iloc[0]!r:.40}"
    for board in source.boards:
        scores = read.loc[read["board_id"] == board.id, "score"]
        if board.unit == "percent" and scores.max() < 1:
            yield f"{board.id}: expected percent, found nothing above {scores.max()}: are they fractions?"


def host_problems(source: Source, asked: Remembering) -> Iterator[str]:
    """What it asks: https addresses of hosts that it names."""
    for url in asked.good:
        parts = urlsplit(url)
        if parts.scheme != "https" or not any(fnmatchcase(parts.hostname or "", name) for name in hosts_of(source)):
            yield f"{url}: expected an https address of {', '.join(sorted(hosts_of(source)))}, which the source names"


def unchanged_problems(source: Source, asked: Remembering, *, history: bool) -> Iterator[str]:
    """What it yields where no address changed: nothing."""
    known = frozenset(answer.sha256 for answer in asked.good.values())
    told = source.tables(replace(asked, known=known), history)
    again = [one for one in told if not (isinstance(one, Hole) and one.absent)]
    if again:
        yield f"{source.id}: expected no table where nothing changed, found {len(again)}"


def garbage_problems(source: Source, asked: Remembering, *, history: bool) -> Iterator[str]:
    """What it does of garbage at each of its addresses: a LayoutChanged or Hole that names place, expected, found."""
    for url in asked.good:
        try:
            told = source.tables(replace(asked, instead={url: GARBAGE}), history)
            said = [hole.message for hole in told if isinstance(hole, Hole)]
        except LayoutChanged as error:
            said = [str(error)]
        except Exception as error:  # noqa: BLE001 (whatever else comes out is what is reported)
            yield f"{url}: expected LayoutChanged of garbage, found {type(error).__name__}: {error}"
            continue
        if not said:
            yield f"{url}: expected LayoutChanged or a Hole of garbage, found no error"
        elif not any(re.fullmatch(rf"{re.escape(url)}\S*: expected .+, found .+", line) for line in said):
            yield f"{url}: expected 'ADDRESS: expected ..., found ...' of garbage, found {said[0]!r}"


def vanished_problems(source: Source, *, history: bool) -> Iterator[str]:
    """What it does where every address answers 404: a FetchError."""

    def gone(url: str, *, immutable: bool = False) -> RawResponse:  # noqa: ARG001 (part of Get)
        raise NotFound(f"{url}: expected status 200, found 404")

    try:
        with _quiet_fetchers():
            told = list(source.tables(gone, history))
    except FetchError:
        return
    except Exception as error:  # noqa: BLE001 (whatever else comes out is what is reported)
        yield f"tables: expected FetchError where everything is gone, found {type(error).__name__}: {error}"
    else:
        if not any(isinstance(one, Hole) for one in told):
            yield "tables: expected FetchError or a Hole where everything is gone, found neither"


@contextmanager
def _quiet_fetchers() -> Iterator[None]:
    """Without their notes of each file that is absent, where all of them are."""
    log = logging.getLogger("fetchers")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)
