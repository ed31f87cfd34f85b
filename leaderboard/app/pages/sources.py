"""Where the figures come from, and in which state they are: every source, every board, whatever went wrong."""

from typing import Any

import pandas as pd
import streamlit as st

from fetchers import Source
from leaderboard.app import asking, pieces
from leaderboard.publish import frames, words
from leaderboard.publish.language import N_, _, figure
from leaderboard.records.spoken import joined
from leaderboard.registry import boards
from leaderboard.serve import collection

_STATES = {
    "fresh": N_("Up to date"),
    "late": N_("Late"),
    "failing": N_("Refresh failed"),
    "in part": N_("Read in part"),
    "quarantined": N_("New snapshot kept out"),
    "frozen": N_("Retired upstream"),
    "without a key": N_("Read only with a key"),
}
#: The page's own choices: sources in one state, or all; what was set aside of one source, or of all.
_USUAL = {"state": "", "source": ""}
#: Reasons that rows were set aside for, where they are stored in other words than a reader's.
_REASONS = {"duplicate key with different values": N_("listed twice with different values")}


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    status = collection.status(edition)
    counts = status["state"].value_counts()
    states = [
        _("{number} {state}", number=counts[name], state=_(said).lower())
        for name, said in _STATES.items()
        if name in counts
    ]
    pieces.title(_("Sources"), _("{number} sources are known: {states}.", number=len(status), states=joined(states)))
    asking.only(*_USUAL)
    _trouble()
    _sources(status)
    _set_aside(edition)
    _unresolved(edition)


def _trouble() -> None:
    """What a maintainer has to look at, in the words of the last refresh."""
    for source_id, known in collection.states().items():
        if known.error:
            pieces.notice(_("{source_id}: the last refresh failed. {error}", source_id=source_id, error=known.error))
        for line in () if known.error else known.missing:
            pieces.notice(_("{source_id}: a part could not be read. {line}", source_id=source_id, line=line))
        for diagnosis in known.quarantine.values():
            pieces.notice(
                _(
                    "{source_id}: kept out until a person has looked at it. {diagnosis}",
                    source_id=source_id,
                    diagnosis=diagnosis,
                )
            )


def _sources(status: pd.DataFrame) -> None:
    pieces.heading(_("Freshness"))
    found = {row["source_id"]: row for row in frames.rows(status)}
    every = [(source, found[source.id]) for source in boards.every_source()]
    states = {"": _("Every state")} | {name: _(said) for name, said in _STATES.items()}
    with st.container(horizontal=True, key="list"):
        asked = asking.pick("state", _("State"), states, _USUAL)
    listed = [(source, row) for source, row in every if asked in ("", row["state"])]
    checked = [_moment(row["last_checked"], _("not yet here")) for source, row in listed]
    pieces.table(
        {
            _("Source"): [_named(source) for source, _ in listed],
            _("State"): [_state(row["state"]) for _, row in listed],
            **({_("Last checked"): checked} if status["last_checked"].notna().any() else {}),
            _("Last changed"): [_changed(row) for _, row in listed],
            _("Observations"): [figure(row["observations"]) for _, row in listed],
            _("Set aside"): [figure(row["rejects"]) for _, row in listed],
            _("Unplaced names"): [figure(row["unresolved"]) for _, row in listed],
            _("Terms"): [pieces.link(_terms(source), source.license_url) for source, _ in listed],
        },
        numbers=(_("Observations"), _("Set aside"), _("Unplaced names")),
        label=_("Sources"),
    )
    if empty := [source.title for source, row in every if not row["observations"]]:
        pieces.caption(_("Nothing is stored of {sources}.", sources=joined(empty)))
        pieces.instruction(
            _(
                "Scores that may not be passed on are not bundled: `leaderboard refresh` fetches them onto your "
                "machine, and there they stay."
            )
        )
    pieces.download(_("Sources (CSV)"), "sources.csv", lambda: status)


def _state(state: str) -> str:
    return f'<span class="state {state.replace(" ", "-")}">{pieces.plain(_(_STATES[state]))}</span>'


def _terms(source: Source) -> str:
    """The name of a source's terms; those that are no license of SPDX's are words."""
    name = words.license_name(source.license)
    return name if name == source.license else name.replace("-", " ")


def _named(source: Source) -> str:
    """A source, and whom to name for it."""
    return f"{pieces.link(source.title, source.homepage)}<br><small>{pieces.plain(source.attribution)}</small>"


def _changed(row: dict[str, Any]) -> str:
    """When a source changed last, and by when it should again."""
    if pd.isna(row["expected_next"]):
        return pieces.day(row["last_changed"])
    due = _("next by {day}", day=pieces.day(row["expected_next"]))
    return f"{pieces.day(row['last_changed'])}<br><small>{due}</small>"


def _set_aside(edition: str) -> None:
    aside = collection.set_aside(edition)
    pieces.heading(
        _("Rows that were set aside"), _("Published, but not to be read or believed. They are kept, with the reason.")
    )
    of = aside["board_id"].map(_source_of)
    titles = {source.id: source.title for source in boards.every_source()}
    sources = {"": _("Every source")} | {name: titles.get(name, name) for name in sorted(of.unique())}
    with st.container(horizontal=True, key="aside"):
        asked = asking.pick("source", _("Source"), sources, _USUAL)
    aside = aside[of == asked] if asked else aside
    pieces.table(
        {
            _("Board"): [pieces.plain(_title(board_id)) for board_id in aside["board_id"]],
            _("Reason"): [pieces.plain(_(_REASONS.get(reason, reason))) for reason in aside["reason"]],
            _("Rows"): [figure(rows) for rows in aside["rows"]],
        },
        numbers=(_("Rows"),),
        label=_("Rows that were set aside"),
    )


def _source_of(board_id: str) -> str:
    """The source of a board; what its id begins with where no source has it any more."""
    known = boards.catalogue()
    return known[board_id].source.id if board_id in known else board_id.partition("/")[0]


def _title(board_id: str) -> str:
    """A board's title; its id where no source has it any more."""
    return boards.catalogue()[board_id].board.title if board_id in boards.catalogue() else board_id


def _moment(stamp: pd.Timestamp | None, otherwise: str) -> str:
    if stamp is None or pd.isna(stamp):
        return pieces.plain(otherwise)
    return f"<time>{stamp:%Y-%m-%d}</time>" + (
        f" <small>{stamp:%H:%M} UTC</small>" if stamp != stamp.normalize() else ""
    )


def _unresolved(edition: str) -> None:
    names = collection.unresolved(edition)
    if names.empty:
        return
    pieces.heading(
        _("Names without a registered model"),
        _(
            "{number:,} spellings are not in the registry yet; the organization a board names may still give their "
            "country.",
            number=len(names),
        ),
    )
    pieces.instruction(_("`leaderboard unresolved` proposes a registry row for each."))
    pieces.download(_("Unplaced names (CSV)"), "unresolved.csv", lambda: names)
