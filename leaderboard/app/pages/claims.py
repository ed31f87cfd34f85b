"""What others published, recomputed: does it hold?"""

import re
from typing import Any

import pandas as pd
import streamlit as st

from leaderboard.app import asking, pieces
from leaderboard.publish import address, words
from leaderboard.questions.claims import VERDICTS, formula
from leaderboard.records import clock
from leaderboard.registry import boards, tables
from leaderboard.registry.countries import capital, country_names
from leaderboard.serve import collection

_TITLES = {
    "holds": ("Holds", "In every snapshot looked at."),
    "holds_by_this_rule": (
        "Holds by this rule",
        "The source states no rule, or another one. This rule was chosen because it gives the published figure.",
    ),
    "holds_in_part": ("Holds in part", "In some of the snapshots of the time that the claim speaks of."),
    "held_until": ("Held for a time", "On the day of the claim, but not ever since."),
    "does_not_reproduce": ("Does not reproduce", "The published data give another figure, by the definition stated."),
    "not_checkable": ("Cannot be checked", "What the claim speaks of is not stored here, or nothing of that time."),
}
#: The verdicts after a number.
_COUNTED = {
    "holds": "hold",
    "holds_by_this_rule": "hold by a rule that was chosen because it fits",
    "holds_in_part": "hold in part",
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
    with st.spinner("Recomputing every claim"):
        found = collection.claims(today, edition)
    counts = found["verdict"].value_counts()
    told = [f"{counts[verdict]} {_COUNTED[verdict]}" for verdict in VERDICTS if verdict in counts]
    pieces.said(f"{capital(', '.join(told))}.")
    for verdict in VERDICTS:
        if len(of_verdict := found[found["verdict"] == verdict]):
            pieces.heading(*_TITLES[verdict])
            st.html("".join(_entry(claim) for claim in words.rows(of_verdict)))
    asked = [board_id for text in found["formula"] if text for board_id in formula(text).question.boards]
    sources = [boards.board(board_id).source for board_id in asked]
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
        f"<p><small>What would change the verdict: {pieces.plain(claim['would_change'])}</small></p>"
        if claim["would_change"]
        else "",
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
    found = "In its stead" if claim["input"] == "substitute" else "Found"
    said += f"{found}: {_shown(claim['found'], column)} in the snapshot of {words.day(claim['found_on'])}."
    if not pd.isna(claim["snapshots"]):
        held = round(claim["held_share"] * claim["snapshots"])
        many = f"{claim['snapshots']} snapshot{'s' * (claim['snapshots'] > 1)}"
        said += f" It holds in {held} of {many} of {_period(claim['period'])}."
    return said + (f" Held until {words.day(claim['held_until'])}." if claim["verdict"] == "held_until" else "")


def _period(period: str) -> str:
    """`February 2025`, or a year as it is."""
    return f"{pd.Timestamp(period):%B %Y}" if "-" in period else period


def _relation(text: str) -> str:
    """How the value should compare with the published one, in words."""
    named = {">=": "at least ", "<=": "at most ", ">": "more than ", "<": "less than ", "=": ""}
    return named[formula(text).relation]


def _shown(value: str, column: str) -> str:
    """A value as readers need it: fractions in percent, numbers in four figures, countries by name."""
    if re.fullmatch(r"-?\d+(\.\d+)?", value):
        return f"{100 * float(value):.4g} %" if column in _FRACTIONS else f"{float(value):.4g}"
    countries = country_names(tables.load())
    return " and ".join(countries.get(name, name) for name in value.split(";"))
