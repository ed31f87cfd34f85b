"""The registry: a search by any spelling, and how much of it rests on evidence that was read."""

import streamlit as st

from leaderboard.app import asking, dossier, pieces
from leaderboard.publish import words
from leaderboard.registry import attribution, published, search, tables
from leaderboard.registry.countries import country_names


def show() -> None:
    """Draw the page. The search stands in the address (`?search=`)."""
    asking.only("search")
    known = tables.load()
    lookup = attribution.prepare(known)
    pieces.title("Who made it", _said(lookup))
    st.session_state["search"] = st.query_params.get("search", "")
    st.text_input("Search for a model or an organization, by any spelling", key="search", on_change=_go, max_chars=100)
    if typed := st.session_state["search"].strip():
        _found(search.find(typed, known), lookup)
    pieces.heading("The whole registry", "Every model with developer, base, openness by date, terms, sizes, evidence.")
    pieces.download("Registry (CSV)", "registry.csv", published.registry_table)
    pieces.line("How a country is decided, and every change of one:", "corrections", "corrections")


def _said(lookup: attribution.Attribution) -> str:
    """How much there is, and how much of it rests on evidence that was read."""
    told = []
    for many, entries in (("models", lookup.models), ("organizations", lookup.organizations)):
        missing = sum(not entry["evidence_url"] for entry in entries.values())
        share = words.percent(missing / max(1, len(entries)))
        told.append(f"{len(entries):,} {many}, of which {missing:,} ({share}) are unverified")
    return f"The registry holds {told[0]}, and {told[1]}: nobody has read evidence for these yet."


def _go() -> None:
    typed = st.session_state["search"].strip()
    st.query_params.from_dict({"search": typed} if typed else {})


def _found(entries: list[search.Found], lookup: attribution.Attribution) -> None:
    if not entries:
        pieces.caption("Nothing in the registry is spelled like that.")
        return
    countries = country_names(tables.load())
    known = {"model": lookup.models, "organization": lookup.organizations}
    rows = [(entry, known[entry.kind][entry.id]) for entry in entries]
    pieces.table(
        {
            "Name": [dossier.link(entry.kind, row) for entry, row in rows],
            "Kind": [entry.kind for entry, _ in rows],
            "Nation": [pieces.nation(row["country"], countries) for _, row in rows],
            "Found as": [pieces.plain(entry.spelling) for entry, _ in rows],
        },
        label="What was found",
    )
