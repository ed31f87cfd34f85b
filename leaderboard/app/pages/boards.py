"""Every board: what it measures, how densely it was seen, what its newest snapshot says."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from leaderboard.app import asking, pieces, standings
from leaderboard.publish import board_words, frames, words
from leaderboard.publish.language import _, figure
from leaderboard.publish.speaker import Speaker
from leaderboard.serve import collection

_CHOICES = ("as_of", "openness", "lens")
#: The page's own choice: one domain, or all.
_USUAL = {"domain": ""}


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    speaker = asking.asked(_USUAL)
    listed = collection.boards(edition)
    listed = listed[listed["first_published_on"] <= speaker.as_of].sort_values(["domain", "title"], kind="stable")
    counted = board_words.counted_boards(listed, speaker.as_of)
    pieces.title(
        counted,
        _(
            "Headline category, newest snapshot by then. A title leads to the board. "
            "Days between: from one snapshot to the next, in the middle and at most."
        ),
    )
    domains = {"": _("Every domain")} | {name: words.category_name(name) for name in listed["domain"].unique()}
    with st.container(horizontal=True, key="question"):
        ask = partial(asking.write, speaker, _CHOICES, _USUAL)
        asked = asking.pick("domain", _("Domain"), domains, _USUAL, ask)
        asking.choices(speaker, edition, _CHOICES, _USUAL)
    sources = [speaker.about(name).curated.source for name in listed["board_id"]]
    asking.quote(speaker, (counted,), "boards", asking.own(_USUAL), sources=sources)
    _every_board(speaker, listed[listed["domain"] == asked] if asked else listed, edition)


def _gaps(row: dict[str, Any]) -> str:
    """How densely the board was seen: days from one snapshot to the next, in the middle and at most."""
    if pd.isna(row["median_gap_days"]):
        return pieces.cell(None)
    most = _("at most {number}", number=row["largest_gap_days"])
    return f"{row['median_gap_days']:.0f}<br><small>{pieces.plain(most)}</small>"


def _every_board(speaker: Speaker, listed: pd.DataFrame, edition: str) -> None:
    if listed.empty:
        return
    leaders = collection.leaders(tuple(listed["board_id"]), speaker.question, edition)
    rows = [(row, speaker.about(row["board_id"]), leaders.get(row["board_id"])) for row in frames.rows(listed)]
    begins = ~listed["domain"].duplicated()
    pieces.table(
        {
            _("Domain"): [
                f"<b>{pieces.plain(words.category_name(row['domain']))}</b>" if first else ""
                for first, (row, _, _) in zip(begins, rows, strict=True)
            ],
            _("Board"): [pieces.inside(row["title"], standings.answer(of_board)) for row, of_board, _ in rows],
            _("Nation"): [standings.nations(speaker, said) for _, _, said in rows],
            _("How sure"): [standings.sureness(of_board, said) for _, of_board, said in rows],
            _("First day"): [pieces.day(row["first_published_on"]) for row, _, _ in rows],
            _("Newest snapshot"): [
                pieces.day(None) if said is None else standings.seen_on(said) for _, of_board, said in rows
            ],
            _("Days between"): [_gaps(row) for row, _, _ in rows],
            _("Scores"): [figure(row["observations"]) for row, _, _ in rows],
        },
        numbers=(_("Scores"),),
        label=_("Boards"),
    )
    pieces.origins(of_board.curated.source for _, of_board, _ in rows)
    pieces.download(_("Boards (CSV)"), f"boards_{speaker.question.as_of}.csv", lambda: frames.verdicts(listed, leaders))
    pieces.line("", _("Sources, their terms and their freshness"), "sources")
