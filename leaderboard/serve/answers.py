"""The verbs of the catalogue at their addresses: words in, bytes out; each is computed once per edition of the data."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from leaderboard.publish import exports, feeds, metadata
from leaderboard.publish.columns import long_name
from leaderboard.questions.as_text import asked_now
from leaderboard.questions.catalogue import ADDRESSED, Verb
from leaderboard.questions.view import tiers
from leaderboard.records import clock
from leaderboard.registry import boards
from leaderboard.serve import collection
from leaderboard.serve.remembering import remembered
from leaderboard.serve.replies import Packed, packed
from leaderboard.serve.turns import turn

#: Ending of an address -> its type. Longer ones come first, as `.metadata.json` ends in `.json`.
FORMS = {
    ".metadata.json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".atom": "application/atom+xml",
}
#: Parameters that every verb has at an address, with the words that they take; the first is the usual one.
COMMON = {
    "names": ("short", "long"),
    "flavor": ("plain", "spreadsheet"),
    "ids": ("false", "true"),
}
#: No address says more: letters of the whole query, and of one value (an id of a row, which `why` follows, is the
#: longest).
LONGEST_QUERY, LONGEST_VALUE = 4000, 1000

_Chosen = tuple[tuple[str, str | float | bool], ...]


@dataclass(frozen=True)
class Asked:
    """A verb with its choices, read and checked. said: the parameters as they were given, by their words."""

    verb: Verb
    form: str
    chosen: _Chosen
    said: tuple[tuple[str, str], ...]

    @property
    def dated(self) -> bool:
        """Whether day and moment are given, so that no later score changes the answer."""
        return {"as_of", "known_at"} <= {name for name, _ in self.chosen}

    def common(self, name: str) -> str:
        return dict(self.said).get(name, COMMON[name][0])


class NoSuchAddress(ValueError):
    """No verb, or no form of it, is answered there. The message says what there is."""


def asked(name: str, query: str, given: list[tuple[str, str]]) -> Asked:
    """What an address asks. name: such as top.csv. query: as it came. given: its parameters in order.

    Raises NoSuchAddress, UnknownBoard, or ValueError that says which word was not understood, and what would be.
    """
    form = next((ending for ending in FORMS if name.endswith(ending)), "")
    verb = ADDRESSED.get(name.removesuffix(form)) if form else None
    if verb is None or form not in forms(verb):
        raise NoSuchAddress(
            f"no such answer: expected VERB.csv, .json, .parquet or .metadata.json of {', '.join(ADDRESSED)}"
        )
    if len(query) > LONGEST_QUERY:
        raise ValueError(f"expected at most {LONGEST_QUERY:,} letters of parameters, found {len(query):,}")
    parameters = {one.word: one for one in verb.parameters}
    common = _common(verb, form)
    said: dict[str, str] = {}
    chosen: dict[str, str | float | bool] = {}
    for spelled, text in given:
        word = spelled.replace("-", "_")
        if word in said:
            raise ValueError(f"{word}: expected once, found twice")
        if word not in parameters and word not in common:
            raise ValueError(
                f"unknown parameter {spelled!r}: {verb.name}{form} takes {', '.join([*parameters, *common])}"
            )
        if not text or len(text) > LONGEST_VALUE or not text.isprintable() or "\ufffd" in text:
            raise ValueError(f"{word}: expected 1 to {LONGEST_VALUE:,} printable letters")
        said[word] = text
        if word in parameters:
            chosen[parameters[word].keyword] = parameters[word].read(text)
        elif text not in common[word]:
            raise ValueError(f"{word}: expected {' or '.join(common[word])}, found {text!r}")
    for one in verb.arguments:
        if one.keyword not in chosen:
            raise ValueError(f"{verb.name}: expected {' and '.join(other.word for other in verb.arguments)}")
    if "board_id" in chosen:
        boards.board(str(chosen["board_id"]))
    if "openness" in chosen:
        tiers(str(chosen["openness"]))
    if verb.board and verb.board.default:
        chosen.setdefault("board_id", verb.board.default)
    return Asked(verb, form, tuple(sorted(chosen.items())), tuple(sorted(said.items())))


def forms(verb: Verb) -> tuple[str, ...]:
    """The forms in which a verb is answered: a feed of changes of lead alone."""
    return tuple(form for form in FORMS if form != ".atom" or verb.name == "leads")


def _common(verb: Verb, form: str) -> Mapping[str, tuple[str, ...]]:
    """The parameters that a form of a verb takes besides the verb's own."""
    taken = {
        "names": form not in (".metadata.json", ".atom"),
        "flavor": form == ".csv",
        "ids": bool(verb.key) and form != ".atom",
    }
    return {name: words for name, words in COMMON.items() if taken[name]}


def body(question: Asked, site: str) -> Packed:
    """What is answered. site: where this server stands, as whoever asks named it. Raises ValueError as `asked`."""
    if question.form == ".metadata.json":
        said = metadata.metadata(question.verb, dict(question.said), table(question), _addresses(question, site))
        return packed((json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode())
    return _written(question, _moment(question), collection.edition())


def table(question: Asked) -> pd.DataFrame:
    """The table that answers it. Raises ValueError as `asked`, and turns.Busy."""
    found = _computed(question.verb, question.chosen, _moment(question), collection.edition())
    if question.common("ids") == "true":
        return asked_now(question.verb, dict(question.chosen)).named(found)
    return found


def _moment(question: Asked) -> pd.Timestamp:
    """Until when an answer stands: the day is a part of every question, and freshness passes in minutes."""
    now = clock.timestamp(clock.now())
    return now.floor("10min") if question.verb.name == "status" else now.normalize()


@remembered
def _computed(verb: Verb, chosen: _Chosen, moment: pd.Timestamp, edition: str) -> pd.DataFrame:  # noqa: ARG001
    with turn():
        return verb.ask(**dict(chosen))


@remembered
def _written(question: Asked, moment: pd.Timestamp, edition: str) -> Packed:  # noqa: ARG001 (part of the key)
    found = table(question)
    if question.common("names") == "long":
        found = found.rename(columns=long_name)
    write: Mapping[str, Callable[[pd.DataFrame], str | bytes]] = {
        ".csv": exports.to_spreadsheet_csv if question.common("flavor") == "spreadsheet" else exports.to_csv,
        ".json": exports.to_json,
        ".parquet": exports.to_parquet,
        ".atom": feeds.atom,
    }
    written = write[question.form](found)
    return packed(written, raw=True) if isinstance(written, bytes) else packed(written.encode())


def _addresses(question: Asked, site: str) -> dict[str, str]:
    """Of the page that shows the same, and of the answer in each form."""
    said: dict[str, Any] = dict(question.said)
    query = f"?{urlencode(said)}" if said else ""
    written = (form for form in forms(question.verb) if form != ".metadata.json")
    others = {form.removeprefix("."): f"{site}/v1/{question.verb.name}{form}{query}" for form in written}
    return {"page": site + metadata.page_of(question.verb, said), **others}
