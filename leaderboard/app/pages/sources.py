"""Where the figures come from, and in which state they are: every source, every board, whatever went wrong."""

from typing import Any

import pandas as pd

from fetchers import Source
from leaderboard.app import asking, pieces
from leaderboard.publish import words
from leaderboard.registry import boards
from leaderboard.serve import collection

_STATES = {
    "fresh": "Up to date",
    "late": "Late",
    "failing": "Refresh failed",
    "in part": "Read in part",
    "quarantined": "New snapshot kept out",
    "frozen": "Retired upstream",
}


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    pieces.title("Sources", "Every leaderboard that is read, how fresh it is, and what was set aside.")
    asking.only()
    _trouble()
    _sources(edition)
    _set_aside(edition)
    _unresolved(edition)


def _trouble() -> None:
    """What a maintainer has to look at, in the words of the last refresh."""
    for source_id, known in collection.states().items():
        if known.error:
            pieces.notice(f"{source_id}: the last refresh failed. {known.error}")
        for line in () if known.error else known.missing:
            pieces.notice(f"{source_id}: a part could not be read. {line}")
        for diagnosis in known.quarantine.values():
            pieces.notice(f"{source_id}: kept out until a person has looked at it. {diagnosis}")


def _sources(edition: str) -> None:
    pieces.heading("Freshness")
    status = collection.status(edition)
    found = {row["source_id"]: row for row in words.rows(status)}
    listed = [(source, found[source.id]) for source in boards.every_source()]
    pieces.table(
        {
            "Source": [_named(source) for source, _ in listed],
            "State": [_state(row["state"]) for _, row in listed],
            "Last checked": [_moment(row["last_checked"], "not yet here") for _, row in listed],
            "Last changed": [_changed(row) for _, row in listed],
            "Observations": [f"{row['observations']:,}" for _, row in listed],
            "Set aside": [f"{row['rejects']:,}" for _, row in listed],
            "Unplaced names": [f"{row['unresolved']:,}" for _, row in listed],
            "Terms": [pieces.link(words.license_name(source.license), source.license_url) for source, _ in listed],
        },
        numbers=("Observations", "Set aside", "Unplaced names"),
        label="Sources",
    )
    if empty := [source.title for source, row in listed if not row["observations"]]:
        pieces.caption(
            f"Nothing is stored of {', '.join(empty)}. Scores that may not be passed on are not bundled: "
            "leaderboard refresh fetches them onto your machine, and there they stay."
        )
    pieces.download("Sources (CSV)", "sources.csv", lambda: status)


def _state(state: str) -> str:
    return f'<span class="state {state.replace(" ", "-")}">{_STATES[state]}</span>'


def _named(source: Source) -> str:
    """A source, and whom to name for it."""
    return f"{pieces.link(source.title, source.homepage)}<br><small>{pieces.plain(source.attribution)}</small>"


def _changed(row: dict[str, Any]) -> str:
    """When a source changed last, and by when it should again."""
    due = f"<br><small>next by {row['expected_next']:%Y-%m-%d}</small>" if pd.notna(row["expected_next"]) else ""
    return _moment(row["last_changed"], "—") + due


def _set_aside(edition: str) -> None:
    aside = collection.set_aside(edition)
    pieces.heading(
        "Rows that were set aside", "Published, but not to be read or believed. They are kept, with the reason."
    )
    pieces.table(
        {
            "Board": [pieces.plain(_title(board_id)) for board_id in aside["board_id"]],
            "Reason": [pieces.plain(reason) for reason in aside["reason"]],
            "Rows": [f"{rows:,}" for rows in aside["rows"]],
        },
        numbers=("Rows",),
        label="Rows that were set aside",
    )


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
        "Names without a registered model",
        f"{len(names):,} spellings are not in the registry yet; the organization a board names may still give their "
        "country. leaderboard unresolved proposes a registry row for each.",
    )
    pieces.download("Unplaced names (CSV)", "unresolved.csv", lambda: names)
