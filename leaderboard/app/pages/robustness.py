"""Does the headline survive other defensible choices? Every way to ask, drawn and counted."""

import pandas as pd
import streamlit as st

from fetchers import Source
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.analytics.robustness import CHANCES, agreement, headline_day
from leaderboard.app import asking, pieces
from leaderboard.publish import address, charts, words
from leaderboard.publish.words import Speaker
from leaderboard.registry import boards
from leaderboard.serve import collection

_CHOICES = ("board", "category", "as_of")
#: What the choices of analytics.robustness are called, and their values where these do not say it themselves.
_NAMES = {
    "board": "Board",
    "category": "Category",
    "style_control": "Style control",
    "openness": "What counts as open",
    "lens": "Nation by",
    "clock": "Models",
    "min_votes": "Votes",
    "top": "Looked at",
    "counting": "Places counted",
    "rule": "First by",
}
#: Those of a reader who wants five answers.
_QUESTIONS = {
    "board": "Another board",
    "category": "Another category, or style control",
    "openness": "Another meaning of open",
    "nation": "The nation of the base model",
    "best": "Another meaning of best",
}
_VALUES = {
    "style_control": {"false": "as voted", "true": "controlled"},
    "openness": {
        "open": "any open weights",
        "open for business": "commercial use allowed",
        "open without limits": "no restrictions",
    },
    "lens": address.LENSES,
    "clock": {"published": "all on the board", "released": "of known release date"},
    "min_votes": {"0": "any number", "1000": "at least 1,000"},
    "top": {"1": "the best one"},
    "counting": {
        "fractional": "joint and tied in parts",
        "whole": "joint and tied in full",
        "organizations": "one model per organization",
    },
    "rule": {"points": "the score alone"} | {f"{chance:.2f}": f"a chance of {chance:.0%}" for chance in CHANCES},
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
        with st.spinner("Asking in every defensible way"):
            cells, by_choice, by_question, _, left_out = collection.robustness(speaker.question, edition)
    except ValueError as error:  # no such category, or no snapshot that answers
        pieces.title("Robustness", "Does the headline survive other defensible choices?")
        pieces.notice(f"There is nothing to ask about: {error}.")
        _ask(speaker, edition)
        return
    leading = cells.loc[cells["agrees"], "answer"].iloc[0]
    said, flips = _sentence(speaker, leading, cells), _flips(speaker, by_choice)
    pieces.headline(said, "", (charts.color(leading), charts.color(leading.split(";")[-1])))
    pieces.said(flips)
    standing = collection.standing(speaker.question, edition)
    if standing and standing.warning:
        pieces.notice(standing.warning)
    if left_out:
        titles = ", ".join(boards.board(name).board.title for name in left_out)
        pieces.caption(f"Headline boards left out, because they are too old or give no answer: {titles}.")
    _ask(speaker, edition)
    sources = [boards.board(board_id).source for board_id in cells["board"].unique()]
    asking.quote(speaker, (said, flips), "robustness", sources=sources)
    _questions(speaker, by_question, sources)
    _curve(speaker, cells, sources)
    _by_choice(speaker, by_choice, sources)


def _ask(speaker: Speaker, edition: str) -> None:
    with st.container(horizontal=True, key="question"):
        asking.choices(speaker, edition, _CHOICES)


def _sentence(speaker: Speaker, leading: str, cells: pd.DataFrame) -> str:
    """The headline, and how much of the grid agrees."""
    day = words.day(headline_day(cells, speaker.question.board))
    return (
        f"On {day}, {speaker.origin(leading)} had the best open-weight model on {speaker.place}. "
        f"Of the defensible ways to ask, {100 * agreement(cells):.0f} % give the same answer where each domain, in it "
        f"each board, and in that each choice counts alike; {100 * cells['agrees'].mean():.0f} % of {len(cells):,} do "
        "where every way counts once."
    )


def _flips(speaker: Speaker, by_choice: pd.DataFrame) -> str:
    """The choices that give another answer, each by itself."""
    flips = words.rows(by_choice[by_choice["flips"]])
    if not flips:
        return "No single choice gives another answer."
    told = [
        f"{_NAMES[row['choice']].lower()} “{_value(row['choice'], row['value'])}” ({speaker.origin(row['alone'])})"
        for row in flips
    ]
    return f"Changed alone, these choices give another answer: {', '.join(told)}."


def _value(choice: str, value: str) -> str:
    """One value of a choice in words."""
    if choice == "board":
        return boards.board(value).board.title
    if choice == "category":
        return words.category_name(value)
    return _VALUES[choice].get(value, f"the best {value}")


def _questions(speaker: Speaker, by_question: pd.DataFrame, sources: list[Source]) -> None:
    pieces.heading(
        "What each choice does",
        "Nothing but this is changed: so many of the ways to change it give the same answer, boards weighed by domain.",
    )
    data = f"Data: the sources of this page's boards, newest snapshots by {words.day(speaker.as_of)}"
    about = charts.About("How often one change leaves the answer as it is", data, "", True, speaker.countries)
    named = by_question.assign(question=by_question["question"].map(_QUESTIONS))
    told = charts.question_caption(named)
    pieces.chart(charts.question_chart(named, about), told, address.file_name(speaker.question, "questions", ""))
    pieces.caption(told)
    pieces.origins(sources)


def _curve(speaker: Speaker, cells: pd.DataFrame, sources: list[Source]) -> None:
    pieces.heading("Every way to ask", DEFINITIONS["robustness"])
    data = f"Data: the sources of {cells['board'].nunique()} boards, newest snapshots by {words.day(speaker.as_of)}"
    about = charts.About("Which nation each way to ask names", data, "", True, speaker.countries)
    told = charts.choice_caption(cells, about)
    pieces.chart(
        charts.choice_chart(cells, about, _NAMES, _value), told, address.file_name(speaker.question, "robustness", "")
    )
    pieces.caption(f"{told} {_READING}")
    pieces.origins(sources)
    asked = address.asking(speaker.question, "robustness", cells=True)
    file = address.file_name(speaker.question, "robustness")
    pieces.download("Every way to ask (CSV)", file, lambda: asked.named(cells), sources)


def _by_choice(speaker: Speaker, by_choice: pd.DataFrame, sources: list[Source]) -> None:
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
    pieces.download("Every choice (CSV)", file, lambda: asked.named(by_choice), sources)


def _table(speaker: Speaker, by_choice: pd.DataFrame, label: str) -> None:
    rows = words.rows(by_choice)
    begins = ~by_choice["choice"].duplicated()
    pieces.table(
        {
            "Choice": [
                f"<b>{_NAMES[row['choice']]}</b>" if first else "" for first, row in zip(begins, rows, strict=True)
            ],
            "Value": [pieces.plain(_value(row["choice"], row["value"])) for row in rows],
            "Alone": [_answer(speaker, row["alone"]) for row in rows],
            "Most often": [_answer(speaker, row["majority"]) for row in rows],
            "Agree, weighed": [f"{row['weighted']:.0%}" for row in rows],
            "Agree": [f"{row['agreeing']:.0%}" for row in rows],
            "Ways": [f"{row['cells']:,}" for row in rows],
        },
        numbers=("Agree, weighed", "Agree", "Ways"),
        label=label,
    )


def _answer(speaker: Speaker, answer: object) -> str:
    return pieces.nation(answer, {**speaker.countries, "unknown": "unknown origin"}, otherwise="—")
