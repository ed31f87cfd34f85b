"""What belongs to a table besides its rows: what it means, of which days it is, whose figures, and where it stands."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from fetchers import REFERENCES, Reference, Source
from leaderboard.publish.columns import long_name
from leaderboard.publish.pages import NAME, PAGES
from leaderboard.questions.catalogue import Verb
from leaderboard.records import clock
from leaderboard.registry import boards

#: The page of the app that shows what a verb answers; that of its board where a verb is not named.
_PAGES = {
    "gap": "gaps",
    "compare": "compare",
    "news": "now",
    "epoch-lags": "methods",
    "domains": "boards",
    "index": "index",
    "epoch-index": "index",
    "compute": "compute",
    "robustness": "robustness",
    "choose": "choose",
    "claims": "claims",
    "why": "why",
    "scores": "model",
    "boards": "boards",
    "sources": "sources",
    "status": "sources",
    "unresolved": "sources",
    "registry": "registry",
    "corrections": "corrections",
    "audit": "registry",
}
#: What a page takes from its address: the words of the verb that shows there what was asked.
_TAKEN = {
    "board": ("board", "category", "as_of", "openness", "lens", "known_at"),
    "gaps": ("board", "category", "as_of", "openness", "lens", "known_at", "a", "b"),
    "boards": ("as_of", "openness", "lens", "known_at"),
    "index": ("as_of", "openness", "lens", "known_at"),
    "compute": ("as_of", "known_at"),
    "robustness": ("board", "category", "as_of", "known_at"),
    "why": ("id",),
    "model": ("model",),
}
#: Columns that hold the day of a figure, the first that is there counts.
_DAYS = ("date", "published_on", "found_on", "last_published_on")
#: Verbs whose tables are ours alone: of the registry, or of the collection.
_OURS = frozenset({"boards", "sources", "status", "unresolved", "registry", "corrections", "audit"})
#: Of what is ours in a table: the code, the registry and the words. Scores are under the terms of their sources.
LICENSE = "MIT"


def page_of(verb: Verb, asked: Mapping[str, str]) -> str:
    """The path and parameters of the page that shows what is asked. asked: by the words of an address."""
    page = next(page for page in PAGES if page.name == _PAGES.get(verb.name, "board"))
    taken = {name: value for name, value in asked.items() if name in _TAKEN.get(page.name, ())}
    return f"{page.path}?{urlencode(taken)}" if taken else page.path


def metadata(verb: Verb, asked: Mapping[str, str], table: pd.DataFrame, addresses: Mapping[str, str]) -> dict[str, Any]:
    """What `.metadata.json` says of a table.

    asked: the parameters by the words of an address, as they were given. addresses: of the page and of each form.
    """
    title, sources = _title(verb, asked), _sources(verb, asked, table)
    by = asked.get("as_of") or f"{clock.today():%Y-%m-%d}"
    named = "; ".join(dict.fromkeys(source.attribution for source in sources))
    return {
        "title": title,
        "verb": verb.name,
        "parameters": _chosen(verb, asked),
        "unit": _unit(verb, asked),
        "definition": verb.definition,
        "notes": list(table.attrs.get("notes", ())),
        "days": {"data": _day(table), "as_of": by, "known_at": asked.get("known_at")},
        "rows": len(table),
        "columns": [{"name": name, "title": long_name(name), "type": _type(table[name])} for name in table.columns],
        "key": [name for name in verb.key if name in table.columns],
        "license": LICENSE,
        "sources": [
            {
                "title": source.title,
                "homepage": source.homepage,
                "license": source.license,
                "license_url": source.license_url,
                "attribution": source.attribution,
            }
            for source in sources
        ],
        "citation": f"{NAME}: {title}, as of {by}.{f' Scores: {named}.' if named else ''} {addresses['page']}",
        "addresses": dict(addresses),
    }


def _title(verb: Verb, asked: Mapping[str, str]) -> str:
    said = verb.title.split(":")[0].split(";")[0].rstrip(".")
    if verb.name == "gap":
        said = f"How far {asked['a']} is ahead of {asked['b']}"
    board_id = _board(verb, asked)
    if not board_id:
        return said
    curated = boards.board(board_id)
    return f"{said} ({curated.board.title}, category {asked.get('category', curated.headline_category)})"


def _board(verb: Verb, asked: Mapping[str, str]) -> str:
    return asked.get("board") or str(verb.board.default or "") if verb.board else ""


def _unit(verb: Verb, asked: Mapping[str, str]) -> str:
    return verb.unit or boards.board(_board(verb, asked)).board.unit


def _chosen(verb: Verb, asked: Mapping[str, str]) -> dict[str, str | float | bool | None]:
    """Every parameter with what holds: as asked, else by default; null where the day or the board decides."""
    return {
        one.word: one.read(asked[one.word]) if one.word in asked else False if one.kind == "switch" else one.default
        for one in verb.parameters
    }


def _sources(verb: Verb, asked: Mapping[str, str], table: pd.DataFrame) -> list[Source | Reference]:
    """Whose scores the table rests on: those of its board or boards, all that are stored where it rests on many."""
    if verb.name in _OURS:
        return []
    if verb.references:
        return [reference for reference in REFERENCES if reference.id in verb.references]
    if board_id := _board(verb, asked):
        return [boards.board(board_id).source]
    if "board_id" in table:
        return list(dict.fromkeys(boards.board(name).source for name in table["board_id"].dropna().unique()))
    return list(boards.every_source())


def _day(table: pd.DataFrame) -> str | None:
    """The newest day of the figures; None where they have none."""
    dated = next((name for name in _DAYS if name in table and len(table)), None)
    newest = table[dated].max() if dated else None
    return None if newest is None or pd.isna(newest) else f"{pd.Timestamp(newest):%Y-%m-%d}"


def _type(column: "pd.Series[Any]") -> str:
    """A column's type in the words of Frictionless' table schema."""
    kind = column.dtype
    if pd.api.types.is_bool_dtype(kind):
        return "boolean"
    if pd.api.types.is_integer_dtype(kind):
        return "integer"
    if pd.api.types.is_float_dtype(kind):
        return "number"
    return "datetime" if pd.api.types.is_datetime64_any_dtype(kind) else "string"
