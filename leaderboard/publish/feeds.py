"""Atom feeds (RFC 4287) for those who want to be told: the ledger of lead changes, and new snapshots of every board.

An entry's id never changes, however often the feed is written. That of a change is made of what it is (board,
category, day, new leader) and of the viewer's choices, whatever later happens to the board, and whatever is learned
about the change; that of a snapshot is made of its board and day.
"""

from collections.abc import Hashable, Sequence
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pandas as pd

from leaderboard.analytics.leads import HELD
from leaderboard.publish.words import percent
from leaderboard.registry import tables
from leaderboard.registry.countries import capital, country_names, within_a_sentence

_ATOM = "http://www.w3.org/2005/Atom"
#: Tag URIs (RFC 4151) name things that have no address: this project, from the year in which it began.
_TAG = "tag:open-model-leaderboard,2026:"
_USUAL = {"benchmark_version": "", "openness": "open", "lens": "developer", "intervals": "published"}
_DECISIVE = {
    True: "The published intervals bear the change out.",
    False: "The board changed its method: not counted as any nation's doing.",
    None: "Only the order is known: not decided.",
}


def atom(ledger: pd.DataFrame) -> str:
    """The ledger as a feed, newest change first. `ledger` is of analytics.leads, with `attrs["view"]` as of answers."""
    view: dict[str, str] = ledger.attrs["view"]
    feed = ET.Element("feed", xmlns=_ATOM)
    _add(feed, "id", _id(view))
    _add(feed, "title", f"Who leads {view['board']} ({view['category']})")
    _add(feed, "subtitle", "Changes of lead among nations, by the models counted: " + _counted(view))
    _add(ET.SubElement(feed, "author"), "name", "The open-model leaderboard by nation")
    # A feed without any change yet is as old as the tag's year.
    _add(feed, "updated", _moment(pd.Timestamp("2026-01-01") if ledger.empty else ledger["date"].max()))
    changes = ledger.astype("object").where(ledger.notna(), None).iloc[::-1]
    for change in changes.to_dict("records"):
        change |= {"to_base": ledger.attrs["bases"].get(change["to_model"]), "lens": view["lens"]}
        entry = ET.SubElement(feed, "entry")
        _add(entry, "id", _id(view, f"{change['date']:%Y-%m-%d}", change["to_country"]))
        _add(entry, "title", _title(change))
        _add(entry, "updated", _moment(change["date"]))
        _add(entry, "published", _moment(change["date"]))
        ET.SubElement(entry, "category", term=change["reason"])
        _add(entry, "content", _sentences(change), type="text")
    ET.indent(feed)
    return ET.tostring(feed, encoding="utf-8", xml_declaration=True).decode() + "\n"


def snapshots(seen: pd.DataFrame, notes: Sequence[str] = ()) -> str:
    """New snapshots of boards as a feed, newest first.

    seen: a row for each: board_id, title, published_on. notes: what its readers must be told besides.
    """
    feed = ET.Element("feed", xmlns=_ATOM)
    _add(feed, "id", f"{_TAG}sources")
    _add(feed, "title", "New snapshots of the boards that are read")
    if notes:
        _add(feed, "subtitle", " ".join(notes))
    _add(ET.SubElement(feed, "author"), "name", "The open-model leaderboard by nation")
    _add(feed, "updated", _moment(pd.Timestamp("2026-01-01") if seen.empty else seen["published_on"].max()))
    for row in seen.sort_values(["published_on", "board_id"], ascending=[False, True]).to_dict("records"):
        day = f"{row['published_on']:%Y-%m-%d}"
        entry = ET.SubElement(feed, "entry")
        _add(entry, "id", _TAG + quote(f"sources/{row['board_id']}/{day}"))
        _add(entry, "title", f"{row['title']}: snapshot of {day}")
        _add(entry, "updated", _moment(row["published_on"]))
        _add(entry, "content", f"{row['title']} ({row['board_id']}) as published on {day}.", type="text")
    ET.indent(feed)
    return ET.tostring(feed, encoding="utf-8", xml_declaration=True).decode() + "\n"


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    """A child with text, without the characters that XML cannot hold: published names are anybody's."""
    legal = "".join(letter if letter.isprintable() else " " for letter in text)
    ET.SubElement(parent, name, attributes).text = legal


def _id(view: dict[str, str], *change: str) -> str:
    """Choices stand in it only where they are not the usual ones."""
    path = quote("/".join(["leads", view["board"], view["category"], *change]))
    chosen = {name: view[name] for name, usual in _USUAL.items() if view[name] != usual}
    return _TAG + path + (f"?{urlencode(chosen)}" if chosen else "")


def _counted(view: dict[str, str]) -> str:
    counted = {"open": "open weights", "all": "all"}.get(view["openness"], view["openness"])
    return f"{counted}; nation of the {'base model' if view['lens'] == 'base' else 'developer'}"


def _moment(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}T00:00:00Z"


def _title(change: dict[Hashable, Any]) -> str:
    model = f"{change['to_model']}{_base(change)}"
    leader = _side(change, "to_country")
    if change["from_country"] is None:
        return f"First to lead: {leader}, with {model}"
    if change["reason"] == HELD:
        return f"{capital(leader)} kept the lead, which was contested, with {model}"
    return f"{capital(leader)} took the lead from {_side(change, 'from_country')} with {model}"


def _nation(codes: str) -> str:
    return within_a_sentence(codes, country_names(tables.load()))


def _side(change: dict[Hashable, Any], end: str) -> str:
    """Who led: a nation, or the bases that come from it."""
    return f"bases from {_nation(change[end])}" if change["lens"] == "base" else _nation(change[end])


def _base(change: dict[Hashable, Any]) -> str:
    """Whose model the new leader's is built on, where that is another nation's."""
    if not change["to_base"]:
        return ""
    base, origin = change["to_base"]
    return f", built on {base} of {_nation(origin)}"


def _whose(change: dict[Hashable, Any], end: str) -> str:
    """Of which nation a model is, or its base."""
    return f"on a base from {_nation(change[end])}" if change["lens"] == "base" else _nation(change[end])


def _sentences(change: dict[Hashable, Any]) -> str:
    """What the row says, for a reader."""
    parts = [f"{change['to_model']} ({_whose(change, 'to_country')}{_base(change)}): {change['to_score']:.1f}."]
    if change["from_model"] is not None and change["reason"] != HELD:
        parts.append(f"{change['from_model']} ({_whose(change, 'from_country')}): {change['from_score']:.1f}.")
    if change["not_before"] is not None:
        parts.append(f"It happened after {change['not_before']:%Y-%m-%d}, by {change['date']:%Y-%m-%d}.")
    if change["contested_since"] is not None and change["contested_since"] != change["date"]:
        parts.append(f"Contested since {change['contested_since']:%Y-%m-%d}.")
    if change["contenders"] is not None:
        parts.append(f"Not told apart meanwhile: {', '.join(map(_nation, change['contenders'].split(';')))}.")
    if change["reason"] not in ("first", HELD):
        parts.append(f"Reason: {change['reason'].replace('_', ' ')}.")
    if change["p_leader"] is not None:
        best = "the base of the best model is from" if change["lens"] == "base" else "the best model is from"
        parts.append(f"Chance that {best} {_nation(change['to_country'])}: {percent(change['p_leader'])}.")
    if change["reason"] != HELD:
        parts.append(_DECISIVE[change["decisive"]])
    return " ".join(parts)
