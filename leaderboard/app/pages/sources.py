"""Where the figures come from, and in which state they are: every source, every board, whatever went wrong."""

from typing import Any

import pandas as pd
import streamlit as st

from fetchers import SOURCES, Source
from leaderboard import boards, clock, registry
from leaderboard.app import collection, pieces, words
from leaderboard.state import SourceState

_STATES = {
    "fresh": "Up to date",
    "late": "Late",
    "failing": "The last refresh failed",
    "quarantined": "A new snapshot is kept out until a person has looked at it",
    "frozen": "Retired: no longer updated upstream",
}


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    pieces.title("Sources", "Every leaderboard that is read, how fresh it is, and what was set aside.")
    status = {row["source_id"]: row for row in words.rows(collection.status(edition))}
    states = collection.states()
    for source in SOURCES:
        _source(source, status[source.id], states.get(source.id, SourceState()), edition)
    _boards(edition)
    _unresolved(edition)


def _source(source: Source, found: dict[str, Any], known: SourceState, edition: str) -> None:
    pieces.heading(source.title)
    state = str(found["state"])
    pieces.facts(
        {
            "State": f'<span class="state {state}">{_STATES[state]}</span>',
            "Last checked": _moment(found["last_checked"], "not yet on this machine"),
            "Last changed": _moment(found["last_changed"], "never"),
            "Next change expected by": _moment(found["expected_next"], "not expected"),
            "Observations": f"{found['observations']:,}",
            "Rows set aside": f"{found['rejects']:,}",
            "Names without a registered model": f"{found['unresolved']:,}",
            "Boards": str(len(source.boards)),
            "Terms": pieces.link(source.license, source.license_url),
            "Attribution": pieces.link(source.attribution, source.homepage),
        }
    )
    if known.error:
        pieces.notice(f"Last refresh: {known.error}")
    for diagnosis in known.quarantine.values():
        pieces.notice(f"Kept out: {diagnosis}")
    aside = collection.set_aside(source.id, edition)
    if len(aside):
        with st.expander(f"Why {found['rejects']:,} rows were set aside"):
            pieces.table(
                {
                    "Reason": [pieces.plain(reason) for reason in aside["reason"]],
                    "Board": [pieces.plain(board) for board in aside["board_id"]],
                    "Rows": [f"{size:,}" for size in aside["size"]],
                },
                numbers=("Rows",),
                label=f"Rows of {source.title} that were set aside",
            )


def _moment(stamp: pd.Timestamp | None, otherwise: str) -> str:
    if stamp is None or pd.isna(stamp):
        return pieces.plain(otherwise)
    return f"<time>{stamp:%Y-%m-%d}</time>" + (
        f" <small>{stamp:%H:%M} UTC</small>" if stamp != stamp.normalize() else ""
    )


def _boards(edition: str) -> None:
    pieces.heading("Boards, and who leads there", "Open-weight models, headline category, newest snapshot.")
    listed = collection.boards(edition)
    listed = listed[listed["observations"] > 0]
    leaders = collection.leaders(clock.today(), edition)
    countries = words.countries(registry.load())
    pieces.table(
        {
            "Board": [pieces.inside(row["title"], f"./?board={row['board_id']}") for row in words.rows(listed)],
            "Domain": [pieces.plain(domain) for domain in listed["domain"]],
            "Verdict": [_verdict(leaders[board_id], countries) for board_id in listed["board_id"]],
            "First day": [pieces.day(day) for day in listed["first_published_on"]],
            "Last day": [_last_day(board_id, leaders[board_id]) for board_id in listed["board_id"]],
            "Categories": [str(names.count(";") + 1) for names in listed["categories"]],
            "Observations": [f"{number:,}" for number in listed["observations"]],
        },
        numbers=("Categories", "Observations"),
        label="Boards",
    )
    pieces.download("Boards", "boards.csv", lambda: listed)


def _verdict(said: words.Standing | None, countries: dict[str, str]) -> str:
    if said is None or not said.bests:
        return pieces.cell(None)
    kind = words.VERDICTS[said.kind]
    nations = said.nations or ((said.bests[0].country,) if said.kind == "no_interval" else ())
    return pieces.nation(";".join(nations), countries, otherwise="") + f"<small>{kind}</small>"


def _last_day(board_id: str, said: words.Standing | None) -> str:
    """The day of the newest snapshot in the headline category."""
    if said is None:
        return pieces.day(None)
    frozen = (clock.today() - said.date).days > boards.board(board_id).max_age_days
    return pieces.day(said.date) + ("<br><small>not updated since</small>" if frozen else "")


def _unresolved(edition: str) -> None:
    names = collection.unresolved(edition)
    pieces.heading(
        "Names without a registered model",
        f"{len(names):,} spellings are not in the registry yet; the organization a board names may still give their "
        "country. leaderboard unresolved proposes a registry row for each.",
    )
    if len(names):
        pieces.download("Unresolved names", "unresolved.csv", lambda: names)
