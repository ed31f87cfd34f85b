"""Does the headline survive other defensible choices? Every way to ask, drawn and counted."""

from functools import partial

import pandas as pd
import streamlit as st

from fetchers import Source
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.analytics.robustness import CHANCES, NothingToAsk, agreement, headline_day
from leaderboard.app import asking, pieces
from leaderboard.publish import address, charts, credit, frames, words
from leaderboard.publish.address import Question
from leaderboard.publish.language import N_, _, figure
from leaderboard.publish.speaker import Speaker
from leaderboard.questions.across_boards import Robustness
from leaderboard.records.spoken import joined
from leaderboard.registry import boards
from leaderboard.serve import collection

_CHOICES = ("board", "category", "as_of")
#: The page's own choice: the values of which choices are listed.
_USUAL = {"choice": "flips"}
#: What the choices of analytics.robustness are called, and their values where these do not say it themselves.
_NAMES = {
    "board": N_("Board"),
    "category": N_("Category"),
    "style_control": N_("Style control"),
    "openness": N_("What counts as open"),
    "lens": N_("Nation by"),
    "clock": N_("Models"),
    "min_votes": N_("Votes"),
    "top": N_("Looked at"),
    "counting": N_("Places counted"),
    "rule": N_("First by"),
}
#: Those of a reader who wants five answers.
_QUESTIONS = {
    "board": N_("Another board"),
    "category": N_("Another category, or style control"),
    "openness": N_("Another meaning of open"),
    "nation": N_("The nation of the base model"),
    "best": N_("Another meaning of best"),
}
_VALUES = {
    "style_control": {"false": N_("as voted"), "true": N_("controlled")},
    "openness": {
        "open": N_("any open weights"),
        "open for business": N_("commercial use allowed"),
        "open without limits": N_("no restrictions"),
    },
    "lens": address.LENSES,
    "clock": {"published": N_("all on the board"), "released": N_("of known release date")},
    "min_votes": {"0": N_("any number"), "1000": N_("at least 1,000")},
    "top": {"1": N_("the best one")},
    "counting": {
        "fractional": N_("joint and tied in parts"),
        "whole": N_("joint and tied in full"),
        "organizations": N_("one model per organization"),
    },
    "rule": {"points": N_("the score alone")}
    | dict.fromkeys([f"{chance:.2f}" for chance in CHANCES], N_("a chance of {chance:.0f} %")),
}
_READING = N_(
    "Above, every way to ask stands once: colored by the nation of its answer, as high as that nation's part of the "
    "places. Below, a row is marked where the ways above it made that choice, the more of them the more strongly. "
    "Categories stand in the table."
)


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    with st.spinner(_("Asking in every defensible way")):
        speaker, found = asking.answered(asking.asked(_USUAL), edition, _found)
    if found is None:
        pieces.title(_("Robustness"), _("Does the headline survive other defensible choices?"))
        day, place = words.day(speaker.as_of), speaker.place
        pieces.notice(
            _(
                "There is nothing to ask about: by {day}, no open models of two nations were listed on {place}.",
                day=day,
                place=place,
            )
        )
        _ask(speaker, edition)
        return
    cells, by_choice, by_question, _sentence_of, left_out = found
    leading = cells.loc[cells["agrees"], "answer"].iloc[0]
    said, weighed, flips = _sentence(speaker, leading, cells), _weighed(cells), _flips(speaker, by_choice)
    pieces.headline(said, "", (charts.color(leading), charts.color(leading.split(";")[-1])))
    pieces.said(weighed)
    pieces.said(flips)
    standing = collection.standing(speaker.question, edition)
    if standing and standing.warning:
        pieces.notice(standing.warning)
    if left_out:
        titles = joined([boards.board(name).board.title for name in left_out])
        pieces.caption(
            _("Headline boards left out, because they are too old or give no answer: {titles}.", titles=titles)
        )
    _ask(speaker, edition)
    sources = [boards.board(board_id).source for board_id in cells["board"].unique()]
    asking.quote(speaker, (said, weighed, flips), "robustness", sources=sources)
    _questions(speaker, by_question, sources)
    _curve(speaker, cells, sources)
    _by_choice(speaker, by_choice, sources)


def _found(question: Question, edition: str) -> Robustness | None:
    """None where there is nothing to ask about."""
    try:
        return collection.robustness(question, edition)
    except NothingToAsk:
        return None


def _ask(speaker: Speaker, edition: str) -> None:
    with st.container(horizontal=True, key="question"):
        asking.choices(speaker, edition, _CHOICES, _USUAL)


def _sentence(speaker: Speaker, leading: str, cells: pd.DataFrame) -> str:
    """The headline, and how much of the grid agrees."""
    return _(
        "On {day}, {nation} had the best open-weight model on {place}, and {weighed:.0f} % of the defensible ways to "
        "ask give that answer.",
        day=words.day(headline_day(cells, speaker.question.board, speaker.question.category)),
        nation=speaker.origin(leading),
        place=speaker.place,
        weighed=100 * agreement(cells),
    )


def _weighed(cells: pd.DataFrame) -> str:
    """How that part is counted, and what it is where every way counts once."""
    return _(
        "Each domain, in it each board, and in that each choice counts alike; where each of the {ways:,} ways counts "
        "once, it is {part:.0f} %.",
        ways=len(cells),
        part=100 * cells["agrees"].mean(),
    )


def _flips(speaker: Speaker, by_choice: pd.DataFrame) -> str:
    """The choices that give another answer, each by itself."""
    flips = frames.rows(by_choice[by_choice["flips"]])
    if not flips:
        return _("No single choice gives another answer.")
    told = [
        _(
            "{choice}: {values}",
            choice=_(_NAMES[choice]).lower(),
            values=joined(
                [
                    _(
                        "“{value}” ({nation})",
                        value=_value(choice, row["value"]),
                        nation=speaker.origin(row["alone"]),
                    )
                    for row in flips
                    if row["choice"] == choice
                ]
            ),
        )
        for choice in dict.fromkeys(row["choice"] for row in flips)
    ]
    return _("Changed alone, these give another answer, by {choices}.", choices=joined(told, "; "))


def _value(choice: str, value: str) -> str:
    """One value of a choice in words."""
    if choice == "board":
        return boards.board(value).board.title
    if choice == "category":
        return words.category_name(value)
    if value not in _VALUES[choice]:
        return _("the best {number}", number=value)
    return (
        _(_VALUES[choice][value], chance=100 * float(value))
        if choice == "rule" and value != "points"
        else _(_VALUES[choice][value])
    )


def _questions(speaker: Speaker, by_question: pd.DataFrame, sources: list[Source]) -> None:
    pieces.heading(
        _("What each choice does"),
        _(
            "Nothing but this is changed: so many of the ways to change it give the same answer, boards weighed by "
            "domain."
        ),
    )
    data = _("Data: the sources of this page's boards, newest snapshots by {day}", day=words.day(speaker.as_of))
    title = _("How often one change leaves the answer as it is")
    about = charts.About(title, data, "", True, speaker.countries)
    questions = {name: _(said) for name, said in _QUESTIONS.items()}
    named = by_question.assign(question=by_question["question"].map(questions))
    told = charts.question_caption(named)
    pieces.chart(charts.question_chart(named, about), told, address.file_name(speaker.question, "questions", ""))
    pieces.caption(told)
    pieces.origins(sources)


def _curve(speaker: Speaker, cells: pd.DataFrame, sources: list[Source]) -> None:
    pieces.heading(_("Every way to ask"), DEFINITIONS["robustness"])
    data = credit.data_of(cells["board"].nunique(), speaker.as_of)
    about = charts.About(_("Which nation each way to ask names"), data, "", True, speaker.countries)
    choices = {name: _(said) for name, said in _NAMES.items()}
    told = charts.choice_caption(cells, about)
    pieces.chart(
        charts.choice_chart(cells, about, choices, _value), told, address.file_name(speaker.question, "robustness", "")
    )
    pieces.caption(joined([told, _(_READING)], " "))
    pieces.origins(sources)
    asked = address.asking(speaker.question, "robustness", cells=True)
    file = address.file_name(speaker.question, "robustness")
    pieces.download(_("Every way to ask (CSV)"), file, lambda: asked.named(cells), sources)


def _by_choice(speaker: Speaker, by_choice: pd.DataFrame, sources: list[Source]) -> None:
    """What each value of the choices asked for in the address gives; the download has all."""
    pieces.heading(
        _("Choice by choice"),
        _(
            "How many ways to ask make each choice, how many of those give the headline's answer, and which answer it "
            "gives alone, with nothing else changed."
        ),
    )
    listed = {"flips": _("Those that give another answer alone"), "every": _("Every choice")}
    listed |= {name: _(said) for name, said in _NAMES.items()}
    with st.container(horizontal=True, key="list"):
        write = partial(asking.write, speaker, _CHOICES, _USUAL)
        asked = asking.pick("choice", _("Show"), listed, _USUAL, write)
    shown = {"flips": by_choice[by_choice["flips"]], "every": by_choice}
    found = shown.get(asked, by_choice[by_choice["choice"] == asked])
    if found.empty:
        pieces.caption(_("None: no single choice gives another answer."))
    else:
        _table(speaker, found, _("Choice by choice"))
    verb = address.asking(speaker.question, "robustness")
    file = address.file_name(speaker.question, "choices")
    pieces.download(_("Every choice (CSV)"), file, lambda: verb.named(by_choice), sources)


def _table(speaker: Speaker, by_choice: pd.DataFrame, label: str) -> None:
    rows = frames.rows(by_choice)
    begins = ~by_choice["choice"].duplicated()
    pieces.table(
        {
            _("Choice"): [
                f"<b>{_(_NAMES[row['choice']])}</b>" if first else "" for first, row in zip(begins, rows, strict=True)
            ],
            _("Value"): [pieces.plain(_value(row["choice"], row["value"])) for row in rows],
            _("Alone"): [_answer(speaker, row["alone"]) for row in rows],
            _("Most often"): [_answer(speaker, row["majority"]) for row in rows],
            _("Agree, weighed"): [figure(row["weighted"], ".0%") for row in rows],
            _("Agree"): [figure(row["agreeing"], ".0%") for row in rows],
            _("Ways"): [figure(row["cells"]) for row in rows],
        },
        numbers=(_("Agree, weighed"), _("Agree"), _("Ways")),
        label=label,
    )


def _answer(speaker: Speaker, answer: object) -> str:
    return pieces.nation(answer, {**speaker.countries, "unknown": _("unknown origin")}, otherwise="—")
