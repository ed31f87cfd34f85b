"""What the pages on models and organizations are put together from: facts with their evidence, and a way to object."""

import os
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from leaderboard.app import pieces
from leaderboard.publish.address import Note
from leaderboard.publish.language import _
from leaderboard.registry import tables
from leaderboard.registry.tables import records

#: Where reports go, set by whoever hosts the app: the address of an issue tracker's form.
_TRACKER = "LEADERBOARD_REPORT_URL"
#: The form of this repository that asks for model, field, value and evidence; trackers without forms show the text.
_FORM = "wrong-attribution.yml"


def asked(kind: str, known: Mapping[str, object], meant: Callable[[str], str | None]) -> str | None:
    """Whom the address names (`?model=`, `?organization=`), by id or by a word that means one; else what to do is said.

    known: ids of the registry. meant: a word -> the id.
    """
    name = st.query_params.get(kind, "")
    if (found := meant(name)) is not None:
        return found
    pieces.title(
        _("Not in the registry"),
        {
            "model": _("The address names no model that the registry holds."),
            "organization": _("The address names no organization that the registry holds."),
        }[kind],
    )
    if name:
        near = get_close_matches(name.casefold(), known, n=3)
        pieces.not_there(Note(f"unknown {kind} {name!r}.", {word: {kind: word} for word in near}, dropped=True))
    pieces.line("", _("Search by any spelling"), "registry")
    return None


def facts(told: Mapping[str, str]) -> None:
    """Names and values (HTML), a line each."""
    each = "".join(f"<dt>{pieces.plain(name)}</dt><dd>{value}</dd>" for name, value in told.items())
    st.html(f'<dl class="facts">{each}</dl>')


def rows(table: str, column: str, value: str) -> list[dict[str, str]]:
    """The rows of one of the registry's tables that hold this value."""
    found: pd.DataFrame = getattr(tables.load(), table)
    return records(found[found[column] == value])


def link(kind: str, entry: dict[str, str] | None) -> str:
    """A model or an organization, linked to its page."""
    if entry is None:
        return pieces.cell(None)
    return pieces.entry(kind, entry[f"{kind}_name"], entry[f"{kind}_id"])


def day(text: str) -> str:
    """A day as the registry has it, in one line; a dash for none."""
    return f"<time>{pieces.plain(text)}</time>" if text else pieces.cell(None)


def evidence(row: dict[str, str], column: str = "evidence_url") -> str:
    """The text that was read, and when; or that none was."""
    if not row[column]:
        return pieces.absent(_("unverified"))
    return f"{pieces.link(_('what was read'), row[column])} <small>{day(row['checked_on'])}</small>"


def report(kind: str, name: str, shown: str) -> None:
    """A report that needs only the reader's evidence: to the tracker where the host names one, else to copy."""
    pieces.heading(
        _("Report a wrong attribution"), _("What is wrong, what is right, and a public address that says so.")
    )
    text = _(
        "Wrong attribution: {kind} {name}\n\nWhat stands here is wrong:\nRight would be:\nA public text that says so:",
        kind=kind,
        name=name,
    )
    tracker = os.environ.get(_TRACKER, "")
    if tracker.startswith("https://"):
        form = urlencode(
            {"template": _FORM, "title": _("Wrong attribution: {name}", name=shown), "model": name, "body": text}
        )
        st.html(f'<p class="quiet">{pieces.link(_("Report a wrong attribution"), f"{tracker}?{form}")}</p>')
    else:
        st.code(text, language=None, wrap_lines=True)
    pieces.line(_("Every change of attribution is listed:"), _("corrections"), "corrections")
