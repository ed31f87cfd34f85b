"""Where a number comes from: the figure, the scores, what the registry says of them, the bytes."""

import shlex
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from leaderboard.app import asking, pieces
from leaderboard.publish import frames, language, words
from leaderboard.publish.columns import long_name
from leaderboard.publish.language import _, ngettext
from leaderboard.questions.why import Chain
from leaderboard.registry import boards
from leaderboard.serve import collection

#: So many observations, and so many entries of the registry, are shown; the downloads have all.
_SHOWN, _ENTRIES = 20, 40


def show() -> None:
    """Draw the page: the row that the address names (`?id=`), followed to its evidence."""
    pieces.title(_("Why"), _("Where a number comes from: figure, scores, registry and evidence, archived bytes."))
    asking.only("id")
    row_id = st.query_params.get("id", "")
    if not row_id:
        pieces.caption(_("A row's link named why leads here. On the command line, --ids adds the same ids to a table."))
        return
    try:
        with st.spinner(_("Following the number to its evidence")):
            found = collection.chain(row_id, collection.edition())
    except ValueError as error:
        pieces.notice(_("This id cannot be followed: {error}", error=error))
        return
    countries = language.countries()
    _statistic(found)
    _observations(found, countries)
    _registry(found.entries)
    _responses(found)
    with st.popover(_("On the command line"), icon=":material/terminal:", type="tertiary"):
        st.code(f"leaderboard why {shlex.quote(row_id)}", language=None, wrap_lines=True)


def _statistic(found: Chain) -> None:
    pieces.heading(_("1. The figure"), _("Computed again just now, as the row says."))
    st.html(f"<p><code>leaderboard {pieces.plain(found.question)}</code></p>")
    cells = {name: cell for name, cell in found.row.items() if not pd.isna(cell) and cell != ""}
    pieces.table(
        {
            _("What"): [pieces.plain(_(long_name(str(name)))) for name in cells],
            _("Value"): [
                pieces.day(cell) if isinstance(cell, pd.Timestamp) else pieces.plain(words.value(str(name), cell))
                for name, cell in cells.items()
            ],
        },
        label=_("The figure"),
    )


def _observations(found: Chain, countries: Mapping[str, str]) -> None:
    rows = frames.rows(found.observations.head(_SHOWN))
    many = len(found.observations)
    rests = ngettext("One published score that it rests on.", "{number:,} published scores that it rests on.", many)
    if many > _SHOWN:
        rests = _(
            "{number:,} published scores that it rests on, the first {shown} of them here.", number=many, shown=_SHOWN
        )
    pieces.heading(_("2. The scores"), rests)
    pieces.table(
        {
            _("Part"): [pieces.plain(row["part"].replace("_", " ")) for row in rows],
            _("Model as published"): [
                f"<b>{pieces.plain(row['model_name'])}</b>"
                + (f" {pieces.plain(row['setting'])}" if row["setting"] else "")
                for row in rows
            ],
            _("Score"): [_score(row) for row in rows],
            _("Nation"): [pieces.nation(row["country"], countries) for row in rows],
            _("Openness"): [pieces.plain(_(words.OPENNESS[row["openness"]])) for row in rows],
            _("Board"): [
                f"{pieces.plain(boards.board(row['board_id']).board.title)}"
                f"<br><small>{pieces.plain(words.category_name(row['category']))}</small>"
                for row in rows
            ],
            _("Published"): [pieces.day(row["published_on"]) for row in rows],
            _("Recorded"): [
                f"{pieces.day(row['recorded_at'])}<br><small>{pieces.plain(row['recorded_basis'])}</small>"
                for row in rows
            ],
            _("Response"): [f"<code>{pieces.plain(row['response_sha256'][:12])}</code>" for row in rows],
        },
        label=_("The scores"),
    )
    for board_id in found.observations["board_id"].unique():
        pieces.origin(boards.board(board_id).source)
    pieces.download(_("Scores (CSV)"), "why_observations.csv", lambda: found.observations)


def _score(row: dict[str, Any]) -> str:
    shown = f"<b>{row['score']:.6g}</b>"
    if pd.isna(row["score_low"]):
        return shown
    spread = _("{low:.6g} to {high:.6g}", low=row["score_low"], high=row["score_high"])
    return f'{shown}<br><small class="spread">{spread}</small>'


def _registry(entries: pd.DataFrame) -> None:
    rows = frames.rows(entries.head(_ENTRIES))
    said = _("Each entry that attributed a score, and the text that was read for it.")
    if len(entries) > _ENTRIES:
        said = _(
            "{number:,} entries attributed these scores, the first {shown} of them here, each with the text that was "
            "read for it.",
            number=len(entries),
            shown=_ENTRIES,
        )
    pieces.heading(_("3. What the registry says"), said)
    pieces.table(
        {
            _("Entry"): [pieces.plain(row["subject"]) for row in rows],
            _("Says"): [pieces.plain(row["says"]) for row in rows],
            _("Evidence"): [_evidence(row["evidence"]) for row in rows],
            _("Checked"): [pieces.cell(row["at"]) for row in rows],
        },
        label=_("Registry"),
    )
    pieces.download(_("Entries (CSV)"), "why_entries.csv", lambda: entries)


def _evidence(evidence: str) -> str:
    if evidence.startswith("http"):
        return pieces.link(_("what was read"), evidence)
    return f"<code>{pieces.plain(evidence)}</code>" if evidence else pieces.absent(_("unverified"))


def _responses(found: Chain) -> None:
    rows = frames.rows(found.responses)
    pieces.heading(_("4. The bytes"), _("The responses that the scores were read from, by the hash of their content."))
    pieces.table(
        {
            _("Hash (SHA-256)"): [f"<code>{pieces.plain(row['subject'])}</code>" for row in rows],
            _("Here"): [pieces.plain(row["says"]) for row in rows],
            _("Address"): [
                pieces.link(row["evidence"], row["evidence"])
                if " " not in row["evidence"]
                else pieces.plain(row["evidence"])
                for row in rows
            ],
            _("Retrieved"): [pieces.cell(row["at"]) for row in rows],
        },
        label=_("Responses"),
    )
