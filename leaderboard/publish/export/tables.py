"""Which tables are exported, what their columns mean, and where their rows come from, a board at a time.

What a column means stands in the field dictionaries (records.schema, registry.fields, registry.published), what a
statistic means in analytics.definitions; here they are only brought together.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pandas as pd

from fetchers import Source
from leaderboard.analytics import frontier as frontiers
from leaderboard.analytics import gaps, shares
from leaderboard.analytics import leads as ledger
from leaderboard.analytics.adoption import ADOPTION_DTYPES
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.frontier import FRONTIER_DTYPES
from leaderboard.analytics.gaps import GAP_DTYPES
from leaderboard.analytics.index import INDEX_DTYPES
from leaderboard.analytics.leads import LEDGER_DTYPES
from leaderboard.analytics.shares import SHARE_DTYPES
from leaderboard.publish import address
from leaderboard.publish.columns import long_name
from leaderboard.publish.exports import MOMENTS
from leaderboard.publish.speaker import Speaker
from leaderboard.questions import across_boards, histories, holdings, listing, one_board
from leaderboard.questions import adoption as used
from leaderboard.questions.catalogue import VERBS
from leaderboard.questions.claims import CLAIM_DTYPES, claims
from leaderboard.records import clock, left_out, schema, store
from leaderboard.records.paths import DataDir
from leaderboard.registry import attribution, boards, fields, published, tables
from leaderboard.registry.boards import CuratedBoard
from leaderboard.registry.countries import country_names

#: In the words of Frictionless' table schema.
Kind = Literal["string", "integer", "number", "boolean", "date", "datetime"]
#: So many rows are written at once, which bounds the memory.
_AT_ONCE = 65_536


@dataclass(frozen=True)
class Column:
    """A column of an exported table."""

    name: str
    kind: Kind
    meaning: str = ""
    unit: str = ""

    @property
    def title(self) -> str:
        return long_name(self.name)


@dataclass(frozen=True)
class Table:
    """A table to export. key: the columns that name a row. definition: what is computed, "" of what is only listed.

    large: its text is compressed, and it is no table for a spreadsheet, which holds a million rows.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    definition: str = ""
    large: bool = False

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


#: Columns that no other dictionary has.
_ADDED = {
    "amount": "what is surely the side's, in tokens or downloads; a joint model's in equal parts",
    "low": "amount by the total",
    "high": "the same with all that could be the side's, by the total",
    "names": "how many names the amount is of",
    "attribution": "whom to name for a figure of this row",
    "terms": "the license of the source of this row, by its SPDX id",
    "headline": "the answer of the newest complete snapshot, in a sentence",
    "certainty": "how sure it is",
    "since": "since when, and how the lead was taken; blank where the ledger does not say",
    "warning": "how old the snapshot is, or what was passed over, where that matters",
    "is_headline": "the board that speaks for its domain",
}
_MEANINGS = (
    {field.name: field.meaning for field in published.TABLE}
    | {field.name: field.meaning for field in fields.TABLES["boards"]}
    | {field.name: field.meaning for field in schema.OBSERVATION}
    | _ADDED
)
_OF_REGISTRY: Mapping[str, Kind] = {"number": "number", "day": "date"}
_TERMS = {"attribution": "str", "terms": "str"}
_BOARD = {"board_id": "str", "category": "str"}
#: What the registry says of an observation.
_ATTRIBUTED = {name: "str" for name in attribution.COLUMNS if name not in ("model_setting", "basis")}
_BOARDS_DTYPES = {
    "board_id": "str",
    "title": "str",
    "domain": "str",
    "metric": "str",
    "unit": "str",
    "higher_is_better": "bool",
    "categories": "str",
    "headline_category": "str",
    "is_headline": "bool",
    "max_age_days": "int64",
    "first_published_on": "datetime64[us]",
    "last_published_on": "datetime64[us]",
    "observations": "int64",
    "snapshots": "int64",
    "median_gap_days": "float64",
    "largest_gap_days": "Int64",
    **_TERMS,
}
_ANSWERS_DTYPES = {
    **_BOARD,
    "title": "str",
    "domain": "str",
    "is_headline": "bool",
    "date": "datetime64[us]",
    "verdict": "str",
    "country": "str",
    "model_name": "str",
    "headline": "str",
    "certainty": "str",
    "since": "str",
    "warning": "str",
    **_TERMS,
}
_ATTRIBUTIONS_DTYPES = {
    name: dtype for name, dtype in holdings.SOURCES_DTYPES.items() if name not in ("boards", "redistributable")
}


def _kind(name: str, dtype: str) -> Kind:
    if dtype.startswith("datetime"):
        return "datetime" if name in MOMENTS else "date"
    return {"str": "string", "float64": "number", "bool": "boolean", "boolean": "boolean"}.get(dtype, "integer")  # type: ignore[return-value]


def _columns(dtypes: Mapping[str, str], meanings: Mapping[str, str] = _MEANINGS) -> tuple[Column, ...]:
    units = {field.name: field.unit.strip("`") for field in schema.OBSERVATION}
    return tuple(
        Column(name, _kind(name, dtype), meanings.get(name, ""), units.get(name, "")) for name, dtype in dtypes.items()
    )


def _registered(row: tuple[fields.Field, ...]) -> tuple[Column, ...]:
    return tuple(Column(one.name, _OF_REGISTRY.get(one.kind, "string"), one.meaning) for one in row)


def _statistic(verb: str, name: str, title: str, dtypes: Mapping[str, str], key: tuple[str, ...]) -> Table:
    return Table(name, title, _columns(dtypes), key, VERBS[verb].definition)


_CLAIMED = {field.name: field.meaning for field in fields.TABLES["claims"]} | _ADDED
#: Every exported table, in the order in which a reader should meet them.
TABLES: tuple[Table, ...] = (
    Table(
        "answers",
        "Who hosts the top open-weight models, board by board, in figures and in a sentence",
        _columns(_ANSWERS_DTYPES),
        ("board_id",),
        VERBS["domains"].definition,
    ),
    _statistic(
        "frontier",
        "frontier",
        "Each nation's best open model over time",
        {**_BOARD, **FRONTIER_DTYPES, **_TERMS},
        ("board_id", "date", "country"),
    ),
    _statistic("leads", "leads", "The ledger of lead changes", {**_BOARD, **LEDGER_DTYPES, **_TERMS}, ()),
    _statistic(
        "gap",
        "gaps",
        "How far closed models are ahead of open ones on every day, and each nation of each other on the newest",
        {**_BOARD, **GAP_DTYPES, **_TERMS},
        ("board_id", "date", "a", "b"),
    ),
    _statistic(
        "share",
        "shares",
        "Each nation's part of the ten best open models over time; a blank country is unknown",
        {**_BOARD, **SHARE_DTYPES, **_TERMS},
        (),
    ),
    _statistic(
        "index",
        "index",
        "One ability per open model over all boards that compare",
        {**INDEX_DTYPES, **_TERMS},
        ("model_id",),
    ),
    _statistic(
        "adoption",
        "adoption",
        "Whose models are used: parts of tokens and downloads, each from what is surely a side's to what could be",
        {"measure": "str", "by": "str", "weights": "str", **ADOPTION_DTYPES, **_TERMS},
        (),
    ),
    Table(
        "claims",
        "What others published about national leads, recomputed",
        _columns(CLAIM_DTYPES, _CLAIMED),
        ("claim_id",),
        VERBS["claims"].definition,
    ),
    Table("boards", "Every board with what is stored of it", _columns(_BOARDS_DTYPES), ("board_id",)),
    Table(
        "observations",
        "Every published score, superseded ones included, with what the registry says of it",
        _columns({field.name: field.dtype for field in schema.OBSERVATION} | _ATTRIBUTED | _TERMS),
        (*schema.LOGICAL_KEY, "recorded_at"),
        large=True,
    ),
    Table(
        "registry",
        "Every registered model: developer, country, base, openness by date, terms, sizes, evidence",
        _registered(published.TABLE),
        ("model_id",),
    ),
    Table("models", "The registry's models, as curated", _registered(fields.TABLES["models"]), fields.KEYS["models"]),
    Table(
        "organizations",
        "The registry's organizations with their seats, as curated",
        _registered(fields.TABLES["organizations"]),
        fields.KEYS["organizations"],
    ),
    Table(
        "attributions",
        "Whose scores these are: terms, and whom to name",
        _columns(_ATTRIBUTIONS_DTYPES),
        ("source_id",),
    ),
)


@contextmanager
def public(data: DataDir) -> Iterator[Path]:
    """The data directory without what stays on this machine: its answers rest on rows that may be passed on."""
    with TemporaryDirectory() as folder:
        for part in (data.observations, data.rejects, data.references, data.read):
            if part.is_dir():
                (Path(folder) / part.name).symlink_to(part.resolve(), target_is_directory=True)
        yield Path(folder)


def exported(folder: Path) -> dict[str, CuratedBoard]:
    """The boards of a public data directory that have rows and may be passed on, by id.

    Raises ValueError where a source is left out, as its file cannot be read: an export would lack it for ever.
    """
    with left_out.heard() as without:
        stored = set(store.summary(DataDir(folder), ["board_id"])["board_id"])
    if without:
        raise ValueError(" ".join((*without, "Nothing is exported, as an export would lack it for ever.")))
    return {
        board_id: curated
        for board_id, curated in boards.catalogue().items()
        if board_id in stored and curated.board.redistributable
    }


def sources(folder: Path) -> list[Source]:
    """Whose scores are exported, in order."""
    return list(dict.fromkeys(curated.source for curated in exported(folder).values()))


def merged(named: list[Source]) -> str:
    """Whom to name for all of it, in a line."""
    return "; ".join(dict.fromkeys(source.attribution for source in named))


def rows(folder: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of all TABLES as (name of the table, next part of it), as of today. folder: of `public`."""
    curated = exported(folder)
    yield from _collection(folder, curated)
    index = across_boards.index(data_dir=folder)
    whose = {source.license for source in sources(folder)}
    yield "index", index.assign(attribution=merged(sources(folder)), terms="; ".join(sorted(whose)))
    for part in _adoption(folder):
        yield "adoption", part
    yield "claims", claims(data_dir=folder)
    headlines = store.summary(DataDir(folder), ["board_id", "category"])
    told = set(zip(headlines["board_id"], headlines["category"], strict=True))
    for board_id, one in curated.items():
        for part in _observations(folder, board_id):
            yield "observations", _termed(part, one.source)
        if (board_id, one.headline_category) in told:
            past = histories.history(board_id, data_dir=folder)
            for name, table in _statistics(past, one):
                added = {"category": past.category} if "category" not in table else {}
                yield name, _termed(table.assign(board_id=board_id, **added), one.source)


def counting(folder: Path) -> dict[str, CuratedBoard]:
    """The boards of a public data directory that count use, by what they count."""
    stored = set(store.summary(DataDir(folder), ["board_id"])["board_id"])
    return {name: boards.adoption()[board_id] for name, board_id in used.MEASURES.items() if board_id in stored}


def _adoption(folder: Path) -> Iterator[pd.DataFrame]:
    for measure, curated in counting(folder).items():
        for by in used.BY:
            for weights in ("all",) if by == "openness" else used.WEIGHTS:
                chosen = {"measure": measure, "by": by, "weights": weights}
                table = used.adoption(**chosen, every_date=True, data_dir=folder)
                table.attrs.clear()
                yield _termed(table.assign(**chosen), curated.source)


def _termed(table: pd.DataFrame, source: Source) -> pd.DataFrame:
    return table.assign(attribution=source.attribution, terms=source.license)


def _collection(folder: Path, curated: Mapping[str, CuratedBoard]) -> Iterator[tuple[str, pd.DataFrame]]:
    """What is listed, not computed."""
    known = tables.load()
    yield "registry", _typed(published.registry_table(known), published.TABLE)
    for name in ("models", "organizations"):
        yield name, _typed(getattr(known, name), fields.TABLES[name])
    listed = holdings.boards(data_dir=folder)
    listed = listed[listed["board_id"].isin(list(curated))]
    ours = [curated[board_id] for board_id in listed["board_id"]]
    yield (
        "boards",
        listed.assign(
            unit=[one.board.unit for one in ours],
            higher_is_better=[one.board.higher_is_better for one in ours],
            headline_category=[one.headline_category for one in ours],
            is_headline=[one.is_headline for one in ours],
            max_age_days=[one.max_age_days for one in ours],
            attribution=[one.source.attribution for one in ours],
            terms=[one.source.license for one in ours],
        ),
    )
    whose = {source.id for source in sources(folder)} | {one.source.id for one in counting(folder).values()}
    every = holdings.sources(data_dir=folder)
    yield "attributions", every[every["source_id"].isin(whose)]


def _typed(table: pd.DataFrame, row: tuple[fields.Field, ...]) -> pd.DataFrame:
    """A table of the registry, which is all text, with its days and numbers as such."""
    text = table.mask(table == "")
    days = {one.name: pd.to_datetime(text[one.name]).astype("datetime64[us]") for one in row if one.kind == "day"}
    numbers = {one.name: pd.to_numeric(text[one.name]).astype("float64") for one in row if one.kind == "number"}
    return text.assign(**days, **numbers)


def _observations(folder: Path, board_id: str) -> Iterator[pd.DataFrame]:
    found = store.in_order(store.scan(DataDir(folder), [board_id], packed=True))
    found = attribution.attribute(found, tables.load())
    for start in range(0, len(found), _AT_ONCE):
        yield found.iloc[start : start + _AT_ONCE]


def _statistics(past: BoardHistory, curated: CuratedBoard) -> Iterator[tuple[str, pd.DataFrame]]:
    """What is said of one board, in its headline category."""
    said = one_board.standing_of(past)
    changes = ledger.leads(past)
    yield "frontier", frontiers.frontier(past)
    yield "leads", changes
    yield "shares", shares.share(past, every_date=True)
    yield "gaps", gaps.gap(past, "closed", "open", every_date=True)
    for a, b in combinations(sorted(best.country for best in said.bests) if said else (), 2):
        yield "gaps", gaps.gap(past, a, b)
    if said is None:
        return
    names = listing.model_names(past)
    today = clock.today()
    speaker = Speaker(address.usual(past.board_id, today), curated, country_names(tables.load()), today)
    best = said.leader or next(iter(said.bests), None)
    answer = {
        "title": curated.board.title,
        "domain": curated.domain,
        "is_headline": curated.is_headline,
        "date": said.date,
        "verdict": str(said),
        "country": best.country if best else None,
        "model_name": best.model if best else None,
        "headline": speaker.headline(said),
        "certainty": speaker.certainty(said),
        "since": speaker.since(said, changes, names),
        "warning": said.warning,
    }
    yield "answers", pd.DataFrame([answer])
