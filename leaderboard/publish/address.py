"""The viewer's question, as it stands in the address: what is shared is what is seen."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import urlencode

import pandas as pd

from leaderboard.publish.language import N_, PARAMETER, _, offered
from leaderboard.questions.as_text import Question as Identifiable
from leaderboard.questions.as_text import question as identifiable
from leaderboard.questions.catalogue import FOLLOWED, VIEW
from leaderboard.questions.view import Lens, tiers
from leaderboard.records import clock
from leaderboard.registry import boards
from leaderboard.registry.fields import OPENNESS

HOME_BOARD = "arena/text"
LENSES = {"developer": N_("Developer's seat"), "base": N_("Origin of base")}


@dataclass(frozen=True)
class Question:
    """One question to one board, in the words of leaderboard.questions.view. known_at "" is now."""

    board: str
    category: str
    as_of: date
    openness: str
    lens: Lens
    known_at: str = ""


def usual(board: str, today: pd.Timestamp) -> Question:
    """What is asked of a board where the address says nothing."""
    return Question(board, boards.board(board).headline_category, today.date(), "open", "developer")


def of_no_board(question: Question) -> Question:
    """The same choices, but of no board in particular."""
    usually = usual(HOME_BOARD, pd.Timestamp(question.as_of))
    return replace(question, board=usually.board, category=usually.category)


class Note(str):
    """A plain line on what an address asks for and does not get.

    meant: the nearest right words, each with the parameters of the address that asks for it. dropped: nothing stands
    in its place; else the usual choice does.
    """

    meant: Mapping[str, Mapping[str, str]]
    dropped: bool

    def __new__(
        cls, said: str, meant: Mapping[str, Mapping[str, str]] = MappingProxyType({}), dropped: bool = False
    ) -> "Note":
        note = super().__new__(cls, said)
        note.meant, note.dropped = meant, dropped
        return note

    @property
    def sentence(self) -> str:
        """The whole of what a page says of it."""
        if self.dropped:
            return _("The address asks for something that is not there: {note} It was passed over.", note=self)
        said = self if self.endswith("?") else f"{self}."
        return _("The address asks for something that is not there: {said} Shown instead: the usual choice.", said=said)


def unmeant(said: str, parameters: Mapping[str, str], name: str, near: Iterable[str] = ()) -> Note:
    """A note on the value of a parameter. near: the nearest values that mean something."""
    return Note(said, {word: {**parameters, name: word} for word in near})


def read(parameters: Mapping[str, str], today: pd.Timestamp) -> tuple[Question, list[Note]]:
    """The question in an address, and a note for each word in it that means nothing: the usual stands in.

    The category is taken as it is; only the board's rows can tell whether it exists.
    """
    notes: list[Note] = []
    board = parameters.get("board", HOME_BOARD)
    try:
        question = usual(board, today)
    except boards.UnknownBoard as error:
        notes.append(unmeant(str(error), parameters, "board", error.near))
        question = usual(HOME_BOARD, today)
    else:
        question = replace(question, category=parameters.get("category", question.category))
    for name, check in (("as_of", _day), ("openness", _openness), ("lens", _lens), ("known_at", _moment)):
        if name in parameters:
            try:
                chosen: dict[str, Any] = {name: check(parameters[name], today)}
                question = replace(question, **chosen)
            except ValueError as error:
                near = get_close_matches(parameters[name], _WORDS.get(name, ()), n=1)
                notes.append(unmeant(str(error), parameters, name, near))
    return question, notes


#: The words that a choice may be, where these are few.
_WORDS = {"lens": tuple(LENSES), "openness": ("open", "all", *OPENNESS)}

#: The parameters of the choices that are days and moments.
_CLOCKS = {one.word: one for one in VIEW if one.kind in ("day", "moment")}

#: The names that every address with a question may hold.
NAMES = tuple(field.name for field in fields(Question))


#: What is hung on a shared link, to count who follows it: it asks nothing of us.
_COUNTERS = frozenset(("fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid", "ref", "twclid"))


def ours(parameters: Mapping[str, str]) -> dict[str, str]:
    """The parameters of an address of a page without those that counters of visits hang on it."""
    return {name: value for name, value in parameters.items() if name not in _COUNTERS and not name.startswith("utm_")}


def unknown(parameters: Mapping[str, str], names: Collection[str]) -> list[Note]:
    """A note for each parameter of an address that has none of these names, with the nearest that there is."""
    told = []
    for strange in (name for name in ours(parameters) if name not in names):
        near = get_close_matches(strange.casefold(), names, n=1)
        offer = f": did you mean {near[0]}?" if near else "."
        rest = {name: value for name, value in parameters.items() if name != strange}
        meant = {name: {**rest, name: parameters[strange]} for name in near}
        told.append(Note(f"unknown name {strange!r}{offer}", meant, dropped=True))
    if PARAMETER in names and (language := parameters.get(PARAMETER, "en")) not in offered():
        told.append(Note(f"unknown language {language!r}: expected {' or '.join(offered())}.", dropped=True))
    return told


def written(question: Question, today: pd.Timestamp) -> dict[str, str]:
    """The address of a question: only what differs from the usual one of its board."""
    everything, usually = pinned(question), pinned(usual(question.board, today))
    return {
        name: value
        for name, value in everything.items()
        if value != (HOME_BOARD if name == "board" else usually.get(name))
    }


def pinned(question: Question) -> dict[str, str]:
    """The address of a question with every choice spelled out."""
    words = {
        "board": question.board,
        "category": question.category,
        "as_of": question.as_of.isoformat(),
        "openness": question.openness,
        "lens": question.lens,
        "known_at": question.known_at,
    }
    return {name: value for name, value in words.items() if value}


def board_page(question: Question, today: pd.Timestamp) -> str:
    """Where the page of the question's board stands, from the root."""
    return _at("board", written(question, today))


def domains_page(question: Question, today: pd.Timestamp) -> str:
    """Where the page over all domains stands, from the root, with the choices that are not one board's."""
    return _at("./", written(of_no_board(question), today))


def adoption_page(question: Question, today: pd.Timestamp) -> str:
    """Where the page on adoption stands, from the root, with the choices that are not one board's."""
    return _at("adoption", written(of_no_board(question), today))


def _at(page: str, parameters: Mapping[str, str]) -> str:
    return f"{page}?{urlencode(parameters)}" if parameters else page


def file_name(question: Question, what: str, ending: str = ".csv") -> str:
    """What a download of an answer is called."""
    return f"{question.board.replace('/', '-')}_{question.category}_{question.as_of}_{what}{ending}"


def asking(question: Question, verb: str, **more: str | int | bool) -> Identifiable:
    """The question as a verb asks it, up to the moment: it gives the rows of its table their ids, for `why`."""
    chosen = pinned(question) | {"known_at": question.known_at or f"{clock.now():%Y-%m-%dT%H:%M:%SZ}"}
    board = {"board_id": chosen.pop("board")}
    return identifiable(FOLLOWED[verb], board | chosen | more)


def _day(text: str, today: pd.Timestamp) -> date:
    chosen = cast(pd.Timestamp, clock.day(str(_CLOCKS["as_of"].read(text))))
    if chosen > today:
        raise ValueError(f"as_of: expected a day up to today, {clock.written(today)}, found {text!r}")
    return chosen.date()


def _openness(text: str, _: pd.Timestamp) -> str:
    named = tiers(text)
    return text if text in ("open", "all") else ",".join(named)


def _lens(text: str, _: pd.Timestamp) -> str:
    if text not in LENSES:
        raise ValueError(f"unknown lens {text!r}: expected {' or '.join(LENSES)}")
    return text


def _moment(text: str, _: pd.Timestamp) -> str:
    return str(_CLOCKS["known_at"].read(text))
