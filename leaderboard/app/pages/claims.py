"""What others published, recomputed: does it hold?"""

import re
from typing import Any

import pandas as pd
import streamlit as st

from leaderboard.app import address, asking, collection, pieces, words
from leaderboard.questions.claims import VERDICTS, formula
from leaderboard.records import clock
from leaderboard.registry import boards, tables

_TITLES = {
    "holds": ("Holds", "In every snapshot looked at."),
    "held_until": ("Held for a time", "On the day of the claim, but not ever since."),
    "does_not_reproduce": ("Does not reproduce", "The published data give another figure, by the definition stated."),
    "not_checkable": ("Cannot be checked", "No figure of ours can tell, or nothing of that time is stored."),
}
#: The verdicts after a number.
_COUNTED = {
    "holds": "hold",
    "held_until": "held for a time",
    "does_not_reproduce": "do not reproduce",
    "not_checkable": "cannot be checked",
}
#: Columns of answers that are fractions.
_FRACTIONS = ("relative", "share", "win_probability")


def show() -> None:
    """Draw the page."""
    edition, today = collection.edition(), clock.today()
    pieces.title(
        "Claims",
        f"{len(tables.load().claims)} published statements about national leads, each recomputed from the boards "
        f"with its definition, as of {words.day(today)}.",
    )
    asking.only()
    found = collection.claims(today, edition)
    counts = found["verdict"].value_counts()
    told = [f"{counts[verdict]} {_COUNTED[verdict]}" for verdict in VERDICTS if verdict in counts]
    pieces.said(f"{words.capital(', '.join(told))}.")
    for verdict in VERDICTS:
        if len(of_verdict := found[found["verdict"] == verdict]):
            pieces.heading(*_TITLES[verdict])
            st.html("".join(_entry(claim) for claim in words.rows(of_verdict)))
    asked = [formula(text).question.chosen.get("board_id") for text in found["formula"] if text]
    sources = [boards.board(board_id).source for board_id in asked if board_id]
    pieces.origins(sources)
    verb = address.asking(address.usual(address.HOME_BOARD, today), "claims")
    pieces.download("Claims (CSV)", f"claims_{today:%Y-%m-%d}.csv", lambda: verb.named(found), sources)


def _entry(claim: dict[str, Any]) -> str:
    """One claim: statement, who and when, published against found, what was computed, what to know of it."""
    source = pieces.link(claim["source"], claim["url"]) if claim["url"] else pieces.plain(claim["source"])
    by = f"{source}, {words.day(claim['date'])}"
    asked = f"<details><summary>Formula</summary><code>{pieces.plain(claim['formula'])}</code></details>"
    parts = [
        f"<h3>{pieces.plain(claim['statement'])}</h3>",
        f"<p><small>{by}</small></p>",
        f"<p><b>{pieces.plain(_compared(claim))}</b></p>",
        f"<p><small>Computed: {pieces.plain(claim['definition'])}</small></p>" if claim["definition"] else "",
        f"<p><small>Note: {pieces.plain(claim['note'])}</small></p>" if claim["note"] else "",
        asked if claim["formula"] else "",
    ]
    return f'<article class="claim" id="{pieces.plain(claim["claim_id"])}">{"".join(parts)}</article>'


def _compared(claim: dict[str, Any]) -> str:
    """Published against found, and until when it held."""
    if pd.isna(claim["found"]):
        return f"Published: {_shown(claim['published'], '')}. Found: nothing that tells."
    column = formula(claim["formula"]).reading.column
    said = f"Published: {_relation(claim['formula'])}{_shown(claim['published'], column)}"
    said += f", give or take {_shown(claim['tolerance'], column)}. " if float(claim["tolerance"] or 0) else ". "
    said += f"Found: {_shown(claim['found'], column)} in the snapshot of {words.day(claim['found_on'])}."
    return said + (f" Held until {words.day(claim['held_until'])}." if claim["verdict"] == "held_until" else "")


def _relation(text: str) -> str:
    """How the value should compare with the published one, in words."""
    named = {">=": "at least ", "<=": "at most ", ">": "more than ", "<": "less than ", "=": ""}
    return named[formula(text).relation]


def _shown(value: str, column: str) -> str:
    """A value as readers need it: fractions in percent, numbers in four figures, countries by name."""
    if re.fullmatch(r"-?\d+(\.\d+)?", value):
        return f"{100 * float(value):.4g} %" if column in _FRACTIONS else f"{float(value):.4g}"
    countries = words.countries(tables.load())
    return " and ".join(countries.get(name, name) for name in value.split(";"))
