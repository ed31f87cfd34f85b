"""Who made it, and how open it is: a page per model and per organization, each answer with its evidence."""

import os
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from leaderboard.app import asking, pieces
from leaderboard.publish import words
from leaderboard.registry import attribution, tables
from leaderboard.registry.countries import country_names
from leaderboard.registry.tables import records

#: Where reports go, set by whoever hosts the app: the address of an issue tracker's form.
_TRACKER = "LEADERBOARD_REPORT_URL"
#: The form of this repository that asks for model, field, value and evidence; trackers without forms show the text.
_FORM = "wrong-attribution.yml"
_KINDS = {"model": "Model", "organization": "Organization"}


def show() -> None:
    """Draw the page: what the address names (`?model=` or `?organization=`), and a way to choose another."""
    lookup = attribution.prepare(tables.load())
    known = {"model": lookup.models, "organization": lookup.organizations}
    asking.only(*known)
    asked = [(kind, st.query_params[kind]) for kind in known if st.query_params.get(kind) in known[kind]]
    if not asked:
        pieces.title("Who made it", "Every model and organization of the registry, with the evidence for its flag.")
        if any(kind in st.query_params for kind in known):
            pieces.notice("The address asks for something that the registry does not hold. Choose below.")
        _unverified(lookup)
    for kind, name in asked[:1]:
        {"model": _model, "organization": _organization}[kind](lookup, name)
    _choose(known, "Look up another" if asked else "Look up")


def _choose(known: dict[str, dict[str, dict[str, str]]], title: str) -> None:
    pieces.heading(title)
    with st.container(horizontal=True, key="lookup"):
        for kind, entries in known.items():
            names = {name: entry[f"{kind}_name"] for name, entry in entries.items()}
            ordered = sorted(names, key=lambda name: names[name].casefold())
            st.selectbox(_KINDS[kind], ordered, None, names.__getitem__, key=kind, on_change=_go, args=(kind,))


def _go(kind: str) -> None:
    """Write the choice into the address."""
    chosen = st.session_state[kind]
    st.query_params.from_dict({kind: chosen} if chosen else {})


def _unverified(lookup: attribution.Attribution) -> None:
    """How much of the registry rests on evidence that was read."""
    for many, entries in (("models", lookup.models), ("organizations", lookup.organizations)):
        missing = sum(not entry["evidence_url"] for entry in entries.values())
        share = words.percent(missing / max(1, len(entries)))
        pieces.said(
            f"{len(entries):,} {many}; {missing:,} of them ({share}) are unverified: nobody has read evidence yet."
        )


def _model(lookup: attribution.Attribution, model_id: str) -> None:
    model, countries = lookup.models[model_id], country_names(tables.load())
    maker = lookup.organizations[model["organization_id"]]
    base = lookup.models.get(model["base_model_id"])
    built_on = "trained by its developer" if base is model else _link("model", base) if base else pieces.cell(None)
    pieces.title(model["model_name"], "A model of the registry: one set of weights, whatever boards call it.")
    _facts(
        {
            "Developer": _link("organization", maker),
            "Nation of the developer": pieces.nation(model["country"], countries),
            "Base model": built_on,
            "Nation of the base": pieces.nation(model["base_country"], countries),
            "Released": pieces.cell(model["released_on"]),
            "Parameters, billions": pieces.cell(model["parameters_b"]),
            "Weights": pieces.link("on the hub", model["weights_url"]) if model["weights_url"] else pieces.cell(None),
            "Evidence": _evidence(model),
        }
    )
    if model["note"]:
        pieces.caption(model["note"])
    steps = _rows("model_openness", "model_id", model_id)
    pieces.heading("How open, since when")
    pieces.table(
        {
            "From": [pieces.plain(step["valid_from"] or "the beginning") for step in steps],
            "Weights": [pieces.plain(words.OPENNESS[step["openness"]]) for step in steps],
            "License": [pieces.cell(words.license_name(step["license"])) for step in steps],
            "Evidence": [_evidence(step) for step in steps],
        },
        label="Openness by date",
    )
    aliases = _rows("model_aliases", "model_id", model_id)
    pieces.heading("What boards call it", "Exact spellings; an asterisk is any board.")
    pieces.table(
        {
            "Spelling": [pieces.plain(alias["model_name"]) for alias in aliases],
            "Board": [pieces.plain(alias["source_id"]) for alias in aliases],
            "What the spelling adds": [pieces.cell(alias["setting"]) for alias in aliases],
        },
        label="Spellings",
    )
    _second_opinions(model_id)
    _report("model", model_id, model["model_name"])


def _organization(lookup: attribution.Attribution, organization_id: str) -> None:
    organization, countries = lookup.organizations[organization_id], country_names(tables.load())
    seats = [seat for _, seat in lookup.seats[organization_id]]
    pieces.title(organization["organization_name"], "A developer of the registry, and where it has its seat.")
    _facts(
        {
            "Nation": pieces.nation(seats[-1], countries),
            "Decided by": pieces.cell(organization["country_basis"]),
            "Kind": pieces.cell(organization["kind"]),
            "Parent": _link("organization", lookup.organizations.get(organization["parent_id"])),
            "Evidence": _evidence(organization),
        }
    )
    if organization["note"]:
        pieces.caption(organization["note"])
    made = [model for model in lookup.models.values() if model["organization_id"] == organization_id]
    made.sort(key=lambda model: (model["released_on"], model["model_name"]), reverse=True)
    pieces.heading("Its models")
    pieces.table(
        {
            "Model": [_link("model", model) for model in made],
            "Released": [pieces.cell(model["released_on"]) for model in made],
            "Weights": [pieces.plain(words.OPENNESS[lookup.openness[model["model_id"]][-1][1]]) for model in made],
            "Nation of the base": [pieces.nation(model["base_country"], countries) for model in made],
            "Evidence": [_evidence(model) for model in made],
        },
        label="Models",
    )
    _report("organization", organization_id, organization["organization_name"])


def _facts(told: dict[str, str]) -> None:
    """Names and values (HTML), a line each."""
    pieces.table({"What": [pieces.plain(name) for name in told], "Known": list(told.values())}, label="What is known")


def _rows(table: str, column: str, value: str) -> list[dict[str, str]]:
    found: pd.DataFrame = getattr(tables.load(), table)
    return records(found[found[column] == value])


def _link(kind: str, entry: dict[str, str] | None) -> str:
    if entry is None:
        return pieces.cell(None)
    return pieces.inside(entry[f"{kind}_name"], f"attribution?{urlencode({kind: entry[f'{kind}_id']})}")


def _evidence(row: dict[str, str]) -> str:
    """The text that was read, and when; or that none was."""
    if not row["evidence_url"]:
        return '<span class="absent">unverified</span>'
    return f"{pieces.link('what was read', row['evidence_url'])} <small>{pieces.plain(row['checked_on'])}</small>"


def _second_opinions(model_id: str) -> None:
    """Where another source says otherwise, and how it was settled."""
    verdicts = _rows("verdicts", "model_id", model_id)
    if verdicts:
        pieces.heading("Second opinions", "Where a source says otherwise, and how that was settled.")
        pieces.table(
            {
                "On": [pieces.plain(row["kind"]) for row in verdicts],
                "Source": [pieces.plain(row["source"]) for row in verdicts],
                "It says": [pieces.plain(row["theirs"]) for row in verdicts],
                "Settled": [pieces.plain(row["reason"]) for row in verdicts],
            },
            label="Second opinions",
        )


def _report(kind: str, name: str, shown: str) -> None:
    """A report that needs only the reader's evidence: to the tracker where the host names one, else to copy."""
    pieces.heading("Report a wrong attribution", "What is wrong, what is right, and a public address that says so.")
    text = (
        f"Wrong attribution: {kind} {name}\n\nWhat stands here is wrong:\nRight would be:\nA public text that says so:"
    )
    tracker = os.environ.get(_TRACKER, "")
    if tracker.startswith("https://"):
        asked = urlencode({"template": _FORM, "title": f"Wrong attribution: {shown}", "model": name, "body": text})
        st.html(f'<p class="quiet">{pieces.link("Report a wrong attribution", f"{tracker}?{asked}")}</p>')
    else:
        st.code(text, language=None)
    pieces.line("Every change of attribution is listed:", "corrections", "corrections")
