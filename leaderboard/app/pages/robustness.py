"""Does the headline survive other defensible choices? Every way to ask, drawn and counted."""

import pandas as pd
import streamlit as st

from leaderboard import charts
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.app import address, asking, collection, pieces, words
from leaderboard.app.words import Speaker

_CHOICES = ("board", "category", "as_of")
_NAMES = {
    "board": "Board",
    "category": "Category",
    "style_control": "Style control",
    "openness": "What counts as open",
    "lens": "Nation by",
    "clock": "Models dated",
    "min_votes": "Least votes",
    "top": "Best models looked at",
    "counting": "Counted",
}
_READING = (
    "Above, every way to ask stands once: colored by the nation of its answer, as high as that nation's part of the "
    "places. Below, a row is marked where the ways above it made that choice, the more of them the more strongly. "
    "Categories stand in the table."
)


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    speaker = asking.asked()
    try:
        cells, by_choice, sentence = collection.robustness(speaker.question, edition)
    except ValueError as error:  # no such category, or no snapshot that answers
        pieces.title("Robustness", "Does the headline survive other defensible choices?")
        pieces.notice(f"There is nothing to ask about: {error}.")
        _ask(speaker, edition)
        return
    said, _, flips = sentence.partition("; ")
    leading = cells.loc[cells["agrees"], "answer"].iloc[0].split(";")
    pieces.headline(f"{said}.", "", (charts.color(leading[0]), charts.color(leading[-1])))
    pieces.said(f"As of {words.day(speaker.as_of)}: {flips}")
    _ask(speaker, edition)
    _curve(speaker, cells)
    _by_choice(speaker, by_choice)


def _ask(speaker: Speaker, edition: str) -> None:
    with st.container(horizontal=True, key="question"):
        asking.choices(speaker, edition, _CHOICES)


def _curve(speaker: Speaker, cells: pd.DataFrame) -> None:
    pieces.heading("Every way to ask", DEFINITIONS["robustness"])
    sources = f"Data: the sources of {cells['board'].nunique()} boards, as of {words.day(speaker.as_of)}"
    about = charts.About("Which nation each way to ask names", sources, "", True, speaker.countries)
    told = charts.choice_caption(cells, about)
    pieces.chart(charts.choice_chart(cells, about), told, address.file_name(speaker.question, "robustness", ""))
    pieces.caption(f"{told} {_READING}")
    pieces.origins(speaker.about(board_id).curated.source for board_id in cells["board"].unique())
    asked = address.asking(speaker.question, "robustness", cells=True)
    file = address.file_name(speaker.question, "robustness")
    pieces.download("Every way to ask (CSV)", file, lambda: asked.named(cells))


def _by_choice(speaker: Speaker, by_choice: pd.DataFrame) -> None:
    flipping = by_choice[by_choice["flips"]]
    pieces.heading("Choices that flip it", "The answer if nothing but this is changed.")
    if flipping.empty:
        pieces.caption("None: no single choice gives another answer.")
    else:
        _table(speaker, flipping, "Choices that flip it")
    pieces.heading("Every choice", "How many ways to ask make it, and how many of those give the headline's answer.")
    _table(speaker, by_choice, "Every choice")
    asked = address.asking(speaker.question, "robustness")
    file = address.file_name(speaker.question, "choices")
    pieces.download("Every choice (CSV)", file, lambda: asked.named(by_choice))


def _table(speaker: Speaker, by_choice: pd.DataFrame, label: str) -> None:
    rows = words.rows(by_choice)
    begins = ~by_choice["choice"].duplicated()
    pieces.table(
        {
            "Choice": [
                f"<b>{_NAMES[row['choice']]}</b>" if first else "" for first, row in zip(begins, rows, strict=True)
            ],
            "Value": [pieces.plain(row["value"]) for row in rows],
            "Alone": [_answer(speaker, row["alone"]) for row in rows],
            "Most often": [_answer(speaker, row["majority"]) for row in rows],
            "Agree": [f"{row['agreeing']:.0%}" for row in rows],
            "Ways": [f"{row['cells']:,}" for row in rows],
        },
        numbers=("Agree", "Ways"),
        label=label,
    )


def _answer(speaker: Speaker, answer: object) -> str:
    return pieces.nation(answer, {**speaker.countries, "unknown": "unknown origin"}, otherwise="—")
