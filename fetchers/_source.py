"""What a fetcher is made of: the records it is described with and the tables it yields.

A fetcher knows one website and nothing of countries. It asks for bytes through the `Get` that
it is handed (live, recording, replaying or a fixture) and yields one `ScoreTable` per response:
the scores as published, uncleaned. Reading numbers is normalize's job, in one place.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

import pandas as pd

#: Where files in public repositories of GitHub are served, and their lists of commits.
GITHUB = ("raw.githubusercontent.com", "api.github.com")
#: Where the Hugging Face hub keeps its files.
HUGGINGFACE = ("huggingface.co", "*.huggingface.co", "*.hf.co")

#: (address, body as served) -> body without personal data, before anything is kept. Raises LayoutChanged where it
#: cannot tell: what could not be redacted must not be kept either.
Redact = Callable[[str, bytes], bytes]

#: Columns that a score table may have, in the schema's words. `board_id`, `model_name` and `score`
#: must be there. A table without `published_on` is dated by its commit, else by its retrieval.
#: `set_aside` is null, or says in a few words why the site does not count this row as a score.
SCORE_COLUMNS = (
    "board_id",
    "category",
    "benchmark_version",
    "model_name",
    "setting",
    "organization_name",
    "license_name",
    "openness_name",
    "score",
    "score_low",
    "score_high",
    "sample_size",
    "rank",
    "published_on",
    "scored_on",
    "released_on",
    "set_aside",
)


#: What `set_aside` says of a record that is not laid out as the others of its response are.
UNREAD = "record that cannot be read"

#: Columns of a reference's facts on models, each as published and null where it is silent. `region_name`: a word of
#: its own for several countries. `released_on`: of the hub the day on which the repository was made. `base_name`: the
#: model that it was built on (several with commas). `hub_id`: owner/name of its weights on the Hugging Face hub.
#: `parameters_b`, `active_parameters_b`: billions. `url`: the file that says so, which the refresh adds.
FACT_COLUMNS = (
    "model_name",
    "organization_name",
    "country_name",
    "region_name",
    "openness_name",
    "license_name",
    "released_on",
    "base_name",
    "hub_id",
    "parameters_b",
    "active_parameters_b",
    "url",
)


class FetchError(Exception):
    """Upstream did not give what was asked for. The message names address, expected and found."""


class NotFound(FetchError):
    """The address answers 404 or 410: an error, unless the fetcher says that the file is optional."""


class LayoutChanged(FetchError):
    """The bytes came, but are not laid out as this fetcher knows them."""


@dataclass(frozen=True)
class RawResponse:
    """The bytes that one address served, and when.

    `changed` is false where they are those of the source's last successful refresh: a fetcher may
    skip a table none of whose responses changed.
    """

    url: str
    body: bytes
    sha256: str
    retrieved_at: datetime
    changed: bool = True


class Get(Protocol):
    """Fetch an address. Raises FetchError (NotFound for 404 and 410).

    `immutable` marks an address whose bytes can never change (a commit hash in its path): it is
    asked for once, and served from the archive ever after.
    """

    def __call__(self, url: str, *, immutable: bool = False) -> RawResponse: ...


@dataclass(frozen=True)
class Since:
    """A past that begins late: with the version that stood a day before `moment`. True if it is `due` now."""

    moment: datetime
    due: bool

    def __bool__(self) -> bool:
        return self.due


#: How much of its past a source is asked for: true is all that it can still tell, false what is newest. Whatever
#: is asked, no version is wanted that had been replaced before a Since.
History = bool | Since


@dataclass(frozen=True)
class ScoreTable:
    """What one response says.

    rows: one row per published score, columns among SCORE_COLUMNS.
    committed_at: when this version was committed (UTC), where the source's history is in git.
    past: a later version of the same file is known. complete: false where a part of its boards could not be read.
    """

    response: RawResponse
    rows: pd.DataFrame
    committed_at: datetime | None = None
    past: bool = False
    complete: bool = True


@dataclass(frozen=True)
class Hole:
    """What a fetcher yields in place of a table that it cannot read, so that the rest lands.

    message: place, expected and found. addresses: what they answered is not taken for read: they are
    read again at the next refresh. board_ids: the boards of which nothing newer lands because of it.
    past: a version that a later one replaced, so that only a day of the history is lost.
    absent: upstream has nothing at that place, which is no trouble of a board that never had anything.
    """

    message: str
    addresses: tuple[str, ...]
    board_ids: tuple[str, ...] = ()
    past: bool = False
    absent: bool = False


@dataclass(frozen=True)
class Board:
    """One table of a source.

    score_min, score_max: bounds of every believable score, in `unit`. level: what its published
    intervals cover, 0.95 or 0.9 mostly.
    """

    id: str
    title: str
    metric: str
    unit: str
    higher_is_better: bool = True
    score_min: float | None = None
    score_max: float | None = None
    redistributable: bool = True
    level: float = 0.95


@dataclass(frozen=True)
class Source:
    """A leaderboard that we read.

    tables(get, history) yields the score tables, and holes for what it cannot read; `history` asks for
    all that upstream can still tell of its past (of a Since from its moment on), otherwise what is newest is enough.
    latest_covers: how long after a successful check the newest tables alone still miss nothing.
    expected_every: upstream usually changes at least this often (None: retired, never late).
    redact: takes personal data out of what upstream serves, where there is any.
    hosts: those that it asks and that these redirect to, beside its homepage's; `*.example.org` stands
    for all below. No other is ever asked.
    key: the variable of the environment that holds the key to which its addresses answer. Without it they are not
    asked, and what somebody's key brought stays on their machine. pages: its data stand in HTML pages, which are
    else taken for a sign-in or error page.
    """

    id: str
    title: str
    homepage: str
    license: str
    license_url: str
    attribution: str
    boards: tuple[Board, ...]
    tables: Callable[[Get, History], Iterator[ScoreTable | Hole]]
    latest_covers: timedelta = timedelta(days=1)
    expected_every: timedelta | None = timedelta(days=30)
    redact: Redact | None = None
    hosts: tuple[str, ...] = ()
    key: str = ""
    pages: bool = False


#: What one response of a reference says: a row per statement, columns among those of the reference.
Told = tuple[RawResponse, pd.DataFrame]


@dataclass(frozen=True)
class Reference:
    """A public list of facts about models, which the registry is checked against, or of figures to set beside ours.

    facts(get) yields all that it says, or nothing where nothing has changed. Raises LayoutChanged. columns: of its
    table: FACT_COLUMNS and perhaps more, or those of figures, which are no boards and check nothing; of these every
    row is kept, as two things may be told in the same words. The refresh adds `url` and, where it is named,
    `retrieved_on`: the day on which upstream first served this. redact, hosts: as of a Source. redistributable: as
    of a Board.
    """

    id: str
    title: str
    homepage: str
    license: str
    license_url: str
    attribution: str
    facts: Callable[[Get], Iterator[Told]]
    redact: Redact | None = None
    redistributable: bool = True
    hosts: tuple[str, ...] = ()
    columns: tuple[str, ...] = FACT_COLUMNS

    @property
    def of_figures(self) -> bool:
        """Whether it says something else than the facts that the registry is checked against."""
        return not {*FACT_COLUMNS} <= {*self.columns}


def each(*addresses: str, read: Callable[[RawResponse], pd.DataFrame]) -> Callable[[Get], Iterator[Told]]:
    """The facts of a reference whose files are read one by one."""

    def facts(get: Get) -> Iterator[Told]:
        responses = [get(address) for address in addresses]
        if any(response.changed for response in responses):
            yield from ((response, read(response)) for response in responses)

    return facts


def hosts_of(upstream: Source | Reference) -> frozenset[str]:
    """The hosts that may be asked for it."""
    return frozenset({urlsplit(upstream.homepage).hostname or "", *upstream.hosts})


def private_boards(source: Source) -> list[str]:
    """The ids of its boards whose rows stay on the machine that fetched them."""
    return [board.id for board in source.boards if source.key or not board.redistributable]
