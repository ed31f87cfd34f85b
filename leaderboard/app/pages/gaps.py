"""How far one side is ahead of another on a board, in score and in time."""

from functools import partial
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.app import asking, pieces
from leaderboard.publish import address, charts, depicted, frames
from leaderboard.publish.gap_words import USUAL, GapSpeaker, sides_asked
from leaderboard.publish.language import N_, _
from leaderboard.publish.speaker import Speaker
from leaderboard.records.spoken import joined
from leaderboard.serve import collection

_OPPOSITE = {"a": "closed", "b": "open"}
#: So many snapshots are listed; the download has all.
_LISTED = 15
_READING = N_(
    "Above the line the first side is ahead, below it the second; the gray band is the 95 % interval. "
    "The line stops where a snapshot has no model of one side, and where the next one is too far away to speak of."
)
_BREAKS = N_("Dotted lines: the board changed its method.")


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    speaker, past = asking.asked_of_a_board(edition, USUAL)
    a, b, notes = sides_asked(st.query_params.to_dict(), past)
    for note in notes:
        asking.passed_over(note)
    gaps = collection.gap(speaker.question, a, b, edition)
    both = GapSpeaker(speaker, a, b)
    newest = frames.rows(gaps.tail(1))[0] if len(gaps) else None
    names = collection.names(speaker.question, edition)
    one, other = (charts.color(side.nation) for side in both.sides)
    sentence, certainty, in_time = both.headline(newest, names), both.certainty(newest), both.in_time(newest, names)
    pieces.headline(sentence, certainty, (one, other))
    said = collection.standing(speaker.question, edition)
    for more in both.goes_on(past, gaps, newest, names, said):
        pieces.said(more)
    if newest and said and said.warning:
        pieces.notice(said.warning)
    _choices(speaker, past, a, b, edition)
    asking.quote(speaker, (sentence, certainty, in_time), "gaps", {"a": a, "b": b})
    if newest is None:
        return
    _chart(both, past, gaps.replace({"best_a": names, "best_b": names}))
    _figures(both, newest)
    _table(both, gaps, names)


def _choices(speaker: Speaker, past: BoardHistory, a: str, b: str, edition: str) -> None:
    nations = sorted({*past.entries.nations, *USUAL.values()}, key=lambda code: speaker.countries.get(code, code))
    kinds = ["open", "closed", *(f"{code}:{kind}" for code in nations for kind in ("open", "closed"))]
    st.session_state["a"], st.session_state["b"] = a, b

    def ask() -> None:
        if st.session_state["a"] == st.session_state["b"]:  # nothing is compared with itself: both sides are exchanged
            st.session_state["a"], st.session_state["b"] = b, a
        asking.write(speaker, asking.CHOICES, USUAL)

    with st.container(horizontal=True, key="question"):
        for name, label in (("a", _("Side A")), ("b", _("Side B"))):
            options = list(dict.fromkeys([*nations, *kinds, a, b]))
            st.selectbox(label, options, format_func=partial(_named, speaker), key=name, on_change=ask)
        asking.choices(speaker, edition, usual=USUAL)
    other = USUAL if (a, b) != tuple(USUAL.values()) else _OPPOSITE
    title = _("The United States against China") if other is USUAL else _("Closed models against open ones")
    own = {} if other is USUAL else other
    pieces.line(_("Or:"), title, f"gaps?{urlencode(address.written(speaker.question, speaker.today) | own)}")


def _named(speaker: Speaker, operand: str) -> str:
    return GapSpeaker(speaker, operand, operand).name(operand)


def _figures(both: GapSpeaker, newest: dict[str, object]) -> None:
    """Every figure of the newest snapshot with its interval and what it means."""
    figures = both.figures(newest)
    pieces.heading(_("In figures: {one} against {other}", one=both.name(both.a), other=both.name(both.b)))
    pieces.table(
        {
            _("Figure"): [pieces.plain(name) for name, _, _, _ in figures],
            _("Value"): [f"<b>{pieces.plain(value)}</b>" for _, value, _, _ in figures],
            _("95 % interval"): [pieces.cell(interval) for _, _, interval, _ in figures],
        },
        label=_("Figures"),
    )
    meant = [DEFINITIONS[key] for *_, key in figures]
    pieces.details(_("What each figure means"), [*meant, DEFINITIONS["gap_interval"], DEFINITIONS["model_date"]])
    pieces.origin(both.speaker.curated.source)


def _chart(both: GapSpeaker, past: BoardHistory, gaps: pd.DataFrame) -> None:
    pieces.heading(_("The gap over time"))
    speaker, file = both.speaker, partial(address.file_name, both.speaker.question)
    sides = both.sides
    title = _(
        "{one} against {other}: {place}, {scale}, by day of publication",
        one=sides[0].name,
        other=sides[1].name,
        place=speaker.place,
        scale=speaker.scale,
    )
    about = depicted.about(speaker, title)
    told = charts.gap_caption(gaps, sides, about)
    days = [snapshot.date for snapshot in past.snapshots]
    longest = pd.Timedelta(days=speaker.curated.max_age_days)
    pieces.chart(charts.gap_chart(gaps, days, sides, past.method_changes, about, longest), told, file("gap", ""))
    pieces.caption(joined([told, _(_READING), *([_(_BREAKS)] if past.method_changes else [])], " "))
    pieces.origin(speaker.curated.source)


def _table(both: GapSpeaker, gaps: pd.DataFrame, names: dict[str, str]) -> None:
    speaker = both.speaker
    asked = address.asking(speaker.question, "gap", a=both.a, b=both.b, every_date=True, intervals=True)
    gaps = asked.named(gaps)
    newest = frames.rows(gaps.iloc[::-1].head(_LISTED))
    pieces.heading(
        _("Snapshot by snapshot"),
        _(
            "The newest {number} of {every:,}. Where the gap has a plus, side A is ahead: {side}.",
            number=len(newest),
            every=len(gaps),
            side=both.name(both.a),
        ),
    )
    pieces.table(
        {
            _("Day"): [pieces.day(row["date"]) for row in newest],
            both.name(both.a): [
                f"{pieces.plain(names[row['best_a']])} {speaker.score(row['score_a'])}" for row in newest
            ],
            both.name(both.b): [
                f"{pieces.plain(names[row['best_b']])} {speaker.score(row['score_b'])}" for row in newest
            ],
            _("Gap, {unit}", unit=both.unit): [both.signed(row["points"]) for row in newest],
            _("Came later to that level"): [pieces.cell(both.lag(row)) for row in newest],
            _("Has been behind"): [pieces.cell(both.waiting(row)) for row in newest],
            _("Trace"): [pieces.why(row["id"]) for row in newest],
        },
        numbers=(_("Gap, {unit}", unit=both.unit),),
        label=_("Gaps"),
    )
    pieces.origin(speaker.curated.source)
    pieces.download(
        _("Every snapshot (CSV)"), address.file_name(speaker.question, "gap"), lambda: gaps, [speaker.curated.source]
    )
