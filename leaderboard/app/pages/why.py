"""Where a number comes from: the figure, the scores, what the registry says of them, the bytes."""

import shlex
from typing import Any

import pandas as pd
import streamlit as st

from leaderboard.app import asking, pieces
from leaderboard.publish import words
from leaderboard.questions.why import Chain
from leaderboard.registry import boards, tables
from leaderboard.registry.countries import country_names
from leaderboard.serve import collection

#: So many observations are shown; the download has all.
_SHOWN = 60


def show() -> None:
    """Draw the page: the row that the address names (`?id=`), followed to its evidence."""
    pieces.title("Why", "Where a number comes from: figure, scores, registry and evidence, archived bytes.")
    asking.only("id")
    row_id = st.query_params.get("id", "")
    if not row_id:
        pieces.caption("A row's link named why leads here. On the command line, --ids adds the same ids to a table.")
        return
    try:
        with st.spinner("Following the number to its evidence"):
            found = collection.chain(row_id, collection.edition())
    except ValueError as error:
        pieces.notice(f"This id cannot be followed: {error}")
        return
    countries = country_names(tables.load())
    _statistic(found)
    _observations(found, countries)
    _registry(found.entries)
    _responses(found)
    with st.popover("On the command line", icon=":material/terminal:", type="tertiary"):
        st.code(f"leaderboard why {shlex.quote(row_id)}", language=None, wrap_lines=True)


def _statistic(found: Chain) -> None:
    pieces.heading("1. The figure", "Computed again just now, as the row says.")
    st.html(f"<p><code>leaderboard {pieces.plain(found.question)}</code></p>")
    cells = {name: cell for name, cell in found.row.items() if not pd.isna(cell)}
    pieces.table(
        {
            "What": [pieces.plain(words.category_name(str(name))) for name in cells],
            "Value": [
                pieces.day(cell) if isinstance(cell, pd.Timestamp) else pieces.plain(cell) for cell in cells.values()
            ],
        },
        label="The figure",
    )


def _observations(found: Chain, countries: dict[str, str]) -> None:
    rows = words.rows(found.observations.head(_SHOWN))
    many = len(found.observations)
    scores = "One published score" if many == 1 else f"{many:,} published scores"
    first = f", the first {_SHOWN} of them here" if many > _SHOWN else ""
    pieces.heading("2. The scores", f"{scores} that it rests on{first}.")
    pieces.table(
        {
            "Part": [pieces.plain(row["part"].replace("_", " ")) for row in rows],
            "Model as published": [
                f"<b>{pieces.plain(row['model_name'])}</b>"
                + (f" {pieces.plain(row['setting'])}" if row["setting"] else "")
                for row in rows
            ],
            "Score": [_score(row) for row in rows],
            "Nation": [pieces.nation(row["country"], countries) for row in rows],
            "Openness": [pieces.plain(words.OPENNESS[row["openness"]]) for row in rows],
            "Board": [
                f"{pieces.plain(row['board_id'])}<br><small>{pieces.plain(row['category'])}</small>" for row in rows
            ],
            "Published": [pieces.day(row["published_on"]) for row in rows],
            "Recorded": [
                f"{pieces.day(row['recorded_at'])}<br><small>{pieces.plain(row['recorded_basis'])}</small>"
                for row in rows
            ],
            "Response": [f"<code>{pieces.plain(row['response_sha256'][:12])}</code>" for row in rows],
        },
        label="The scores",
    )
    for board_id in found.observations["board_id"].unique():
        pieces.origin(boards.board(board_id).source)
    pieces.download("Scores (CSV)", "why_observations.csv", lambda: found.observations)


def _score(row: dict[str, Any]) -> str:
    interval = (
        "" if pd.isna(row["score_low"]) else f"<br><small>{row['score_low']:.6g} to {row['score_high']:.6g}</small>"
    )
    return f"<b>{row['score']:.6g}</b>{interval}"


def _registry(entries: pd.DataFrame) -> None:
    rows = words.rows(entries)
    pieces.heading(
        "3. What the registry says", "Each entry that attributed a score, and the text that was read for it."
    )
    pieces.table(
        {
            "Entry": [pieces.plain(row["subject"]) for row in rows],
            "Says": [pieces.plain(row["says"]) for row in rows],
            "Evidence": [_evidence(row["evidence"]) for row in rows],
            "Checked": [pieces.cell(row["at"]) for row in rows],
        },
        label="Registry",
    )


def _evidence(evidence: str) -> str:
    if evidence.startswith("http"):
        return pieces.link("what was read", evidence)
    return f"<code>{pieces.plain(evidence)}</code>" if evidence else '<span class="absent">unverified</span>'


def _responses(found: Chain) -> None:
    rows = words.rows(found.responses)
    pieces.heading("4. The bytes", "The responses that the scores were read from, by the hash of their content.")
    pieces.table(
        {
            "Hash (SHA-256)": [f"<code>{pieces.plain(row['subject'])}</code>" for row in rows],
            "Here": [pieces.plain(row["says"]) for row in rows],
            "Address": [
                pieces.link(row["evidence"], row["evidence"])
                if " " not in row["evidence"]
                else pieces.plain(row["evidence"])
                for row in rows
            ],
            "Retrieved": [pieces.cell(row["at"]) for row in rows],
        },
        label="Responses",
    )
