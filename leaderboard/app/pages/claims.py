"""What others published, recomputed: does it hold?"""

import re
from typing import Any

import pandas as pd
import streamlit as st

from leaderboard.app import asking, pieces
from leaderboard.publish import address, frames, language, words
from leaderboard.publish.language import N_, _, figure, ngettext
from leaderboard.questions.claims import VERDICTS, formula
from leaderboard.records import clock
from leaderboard.records.spoken import joined
from leaderboard.registry import boards, tables
from leaderboard.serve import collection

_TITLES = {
    "holds": (N_("Holds"), N_("In every snapshot looked at.")),
    "holds_by_this_rule": (
        N_("Holds by this rule"),
        N_("The source states no rule, or another one. This rule was chosen because it gives the published figure."),
    ),
    "holds_in_part": (N_("Holds in part"), N_("In some of the snapshots of the time that the claim speaks of.")),
    "held_until": (N_("Held for a time"), N_("On the day of the claim, but not ever since.")),
    "does_not_reproduce": (
        N_("Does not reproduce"),
        N_("The published data give another figure, by the definition stated."),
    ),
    "not_checkable": (
        N_("Cannot be checked"),
        N_("What the claim speaks of is not stored here, or nothing of that time."),
    ),
}
#: The verdicts after a number.
_COUNTED = {
    "holds": N_("{number} hold"),
    "holds_by_this_rule": N_("{number} hold by a rule that was chosen because it fits"),
    "holds_in_part": N_("{number} hold in part"),
    "held_until": N_("{number} held for a time"),
    "does_not_reproduce": N_("{number} do not reproduce"),
    "not_checkable": N_("{number} cannot be checked"),
}
#: How a value should compare with the published one.
_RELATIONS = {
    ">=": N_("at least {value}"),
    "<=": N_("at most {value}"),
    ">": N_("more than {value}"),
    "<": N_("less than {value}"),
    "=": N_("{value}"),
}
#: The page's own choice: the claims of one verdict, or all.
_USUAL = {"verdict": ""}
#: Columns of answers that are fractions.
_FRACTIONS = ("relative", "share", "win_probability")


def show() -> None:
    """Draw the page."""
    edition, today = collection.edition(), clock.today()
    pieces.title(
        _("Claims"),
        _(
            "{number} published statements about national leads, each recomputed from the boards with its definition, "
            "as of {day}.",
            number=len(tables.load().claims),
            day=words.day(today),
        ),
    )
    asking.only(*_USUAL)
    with st.spinner(_("Recomputing every claim")):
        found = collection.claims(today, edition)
    counts = found["verdict"].value_counts()
    told = [_(_COUNTED[verdict], number=int(counts[verdict])) for verdict in VERDICTS if verdict in counts]
    pieces.said(_("{told}.", told=joined(told)))
    verdicts = {"": _("Every verdict")} | {name: _(_TITLES[name][0]) for name in VERDICTS if name in counts}
    with st.container(horizontal=True, key="list"):
        asked = asking.pick("verdict", _("Verdict"), verdicts, _USUAL)
    for verdict in VERDICTS:
        if asked in ("", verdict) and len(of_verdict := found[found["verdict"] == verdict]):
            pieces.heading(*map(_, _TITLES[verdict]))
            st.html("".join(_entry(claim) for claim in frames.rows(of_verdict)))
    rest_on = [board_id for text in found["formula"] if text for board_id in formula(text).question.boards]
    sources = [boards.board(board_id).source for board_id in rest_on]
    pieces.origins(sources)
    verb = address.asking(address.usual(address.HOME_BOARD, today), "claims")
    pieces.download(_("Claims (CSV)"), f"claims_{today:%Y-%m-%d}.csv", lambda: verb.named(found), sources)


def _entry(claim: dict[str, Any]) -> str:
    """One claim: statement, who and when, published against found, what was computed, what to know of it."""
    source = pieces.link(claim["source"], claim["url"]) if claim["url"] else pieces.plain(claim["source"])
    by = f"{source}, {words.day(claim['date'])}"
    asked = f"<details><summary>{_('Formula')}</summary><code>{pieces.plain(claim['formula'])}</code></details>"
    parts = [
        f"<h3>{pieces.plain(claim['statement'])}</h3>",
        f"<p><small>{by}</small></p>",
        f"<p><b>{pieces.plain(_compared(claim))}</b></p>",
        _noted(_("Computed: {text}", text=claim["definition"])) if claim["definition"] else "",
        _noted(_("What would change the verdict: {text}", text=claim["would_change"])) if claim["would_change"] else "",
        _noted(_("Note: {text}", text=claim["note"])) if claim["note"] else "",
        asked if claim["formula"] else "",
    ]
    return f'<article class="claim" id="{pieces.plain(claim["claim_id"])}">{"".join(parts)}</article>'


def _noted(text: str) -> str:
    return f"<p><small>{pieces.plain(words.titled(text))}</small></p>"


def _compared(claim: dict[str, Any]) -> str:
    """Published against found, and until when it held."""
    if pd.isna(claim["found"]):
        return _("Published: {value}. Found: nothing that tells.", value=_shown(claim["published"], ""))
    column = formula(claim["formula"]).reading.column
    value = _(_RELATIONS[formula(claim["formula"]).relation], value=_shown(claim["published"], column))
    if float(claim["tolerance"] or 0):
        tolerance = _shown(claim["tolerance"], column)
        said = [_("Published: {value}, give or take {tolerance}.", value=value, tolerance=tolerance)]
    else:
        said = [_("Published: {value}.", value=value)]
    stead, found = N_("In its stead: {value} in the snapshot of {day}."), N_("Found: {value} in the snapshot of {day}.")
    substitute = claim["input"] == "substitute"
    shown = _shown(claim["found"], column)
    said.append(_(stead if substitute else found, value=shown, day=words.day(claim["found_on"])))
    if not pd.isna(claim["snapshots"]):
        said.append(
            ngettext(
                "It holds in {held} of {number} snapshot of {period}.",
                "It holds in {held} of {number} snapshots of {period}.",
                int(claim["snapshots"]),
                held=round(claim["held_share"] * claim["snapshots"]),
                period=_period(claim["period"]),
            )
        )
    if claim["verdict"] == "held_until":
        said.append(_("Held until {day}.", day=words.day(claim["held_until"])))
    return language.told(joined(said, " "))


def _period(period: str) -> str:
    """`February 2025`, or a year as it is."""
    return language.month(pd.Timestamp(period)) if "-" in period else period


def _shown(value: str, column: str) -> str:
    """A value as readers need it: fractions in percent, numbers in four figures, countries by name."""
    if re.fullmatch(r"-?\d+(\.\d+)?", value):
        if column in _FRACTIONS:
            return _("{number} %", number=figure(100 * float(value), ".4g"))
        return figure(float(value), ".4g")
    countries = language.countries()
    return _(" and ").join(countries.get(name, name) for name in value.split(";"))
