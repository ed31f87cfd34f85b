"""Up to four nations or blocs over several boards: how far behind the best, how much of the top, on whose bases."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from leaderboard.analytics.standing import nothing_stored
from leaderboard.app import asking, pieces, standings
from leaderboard.publish import charts, credit, frames, words
from leaderboard.publish.gap_words import best_of
from leaderboard.publish.language import N_, _, listed, told
from leaderboard.publish.speaker import Speaker
from leaderboard.questions import compare, domains
from leaderboard.records.spoken import joined
from leaderboard.registry import boards, tables
from leaderboard.registry.boards import UnknownBoard
from leaderboard.registry.countries import blocs
from leaderboard.serve import collection

_CHOICES = ("as_of", "openness", "lens")
_TOPS = (5, 10, 20, 50)
USUAL = {"sides": "CHN,USA,EU27", "boards": "arena/text,arena/webdev,arena/vision", "top": "10"}
#: Blocs whose names are said as those of countries.
_WITHOUT_ARTICLE = frozenset({"ASEAN", "BRICS"})
#: So many boards make a picture that can be read.
_BOARDS = 8
_READING = N_(
    "Left: how far a side's best counted model was behind the best of all, in the board's unit; 0 is the best. "
    "Right: its part of the top; a joint model counts in equal parts, a bloc as its members of that day. "
    "A line ends where snapshots stand too far apart to tell. The order is by score, whatever its interval."
)


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    speaker = asking.asked(USUAL)
    sides, asked, top = _sides(), _boards(), _top()
    names = {side: speaker.countries.get(side, side) for side in sides}
    past = {board_id: collection.compared(speaker.about(board_id).question, sides, top, edition) for board_id in asked}
    newest = {
        board_id: compared[compared["date"] == compared["date"].max()]
        for board_id, compared in past.items()
        if len(compared)
    }
    sentence = _sentence(newest, names, speaker) if newest else _nothing(asked, speaker, edition)
    colors = [charts.color(side) for side in sides]
    pieces.headline(sentence, "", (colors[0], colors[-1]))
    _choices(speaker, sides, asked, top, edition)
    own = {"sides": ",".join(sides), "boards": ",".join(asked), "top": str(top)}
    sources = [boards.board(board_id).source for board_id in asked]
    asking.quote(speaker, (sentence,), "compare", own, sources=sources)
    if not newest:
        return
    attributed = joined(list(dict.fromkeys(one.attribution for one in sources)), "; ")
    source = credit.data_from(attributed, speaker.as_of)
    titles = {board_id: boards.board(board_id).board.title for board_id in newest}
    drawn = {
        titles[board_id]: (past[board_id], pd.Timedelta(days=boards.board(board_id).max_age_days))
        for board_id in newest
    }
    told = charts.comparison_caption({titles[board_id]: rows for board_id, rows in newest.items()}, names)
    pieces.heading(_("Over time"), _(_READING))
    title = _(
        "How far {sides} are behind the best of all, and their part of the top {top}",
        sides=listed(list(names.values())),
        top=top,
    )
    pieces.chart(charts.comparison_chart(drawn, names, top, source), told, f"compare_{'-'.join(sides)}", title)
    _table(newest, names, speaker, edition)
    pieces.origins(sources)
    every = pd.concat([compared.assign(board_id=board_id) for board_id, compared in past.items()], ignore_index=True)
    pieces.download(_("Every snapshot (CSV)"), f"compare_{'-'.join(sides)}_{speaker.as_of:%Y-%m-%d}.csv", lambda: every)
    _inside(speaker, list(newest), top, source, edition)


def _sides() -> tuple[str, ...]:
    try:
        return compare.read(st.query_params.get("sides", USUAL["sides"]))
    except ValueError as error:
        asking.passed_over(str(error))
        return compare.read(USUAL["sides"])


def _boards() -> list[str]:
    asked = []
    for board_id in dict.fromkeys(filter(None, st.query_params.get("boards", USUAL["boards"]).split(","))):
        try:
            asked.append(boards.board(board_id).board.id)
        except UnknownBoard as error:
            near = [",".join([*asked, word]) for word in error.near]
            asking.passed_over(str(error), "boards", near)
    if len(asked) > _BOARDS:
        asking.passed_over(_("more than {number} boards", number=_BOARDS))
    return asked[:_BOARDS] or USUAL["boards"].split(",")


def _top() -> int:
    text = st.query_params.get("top", USUAL["top"])
    if text in map(str, _TOPS):
        return int(text)
    asking.passed_over(
        _("top: expected one of {sizes}, found {text}", sizes=joined(list(map(str, _TOPS))), text=repr(text))
    )
    return int(USUAL["top"])


def _nothing(asked: Sequence[str], speaker: Speaker, edition: str) -> str:
    """Why there is nothing to compare: no snapshot, or none with a model that counts."""
    if any(collection.standing(speaker.about(board_id).question, edition) for board_id in asked):
        day = words.day(speaker.as_of)
        return _("By {day}, no {noun} is known to have stood on any of these boards.", day=day, noun=speaker.noun)
    return told(nothing_stored(_("any of these boards"), speaker.as_of, speaker.question.known_at))


def _sentence(newest: dict[str, pd.DataFrame], names: dict[str, str], speaker: Speaker) -> str:
    """How the sides stand on the boards, as each was last seen."""
    days = sorted({rows["date"].iloc[0] for rows in newest.values()})
    when = words.day(days[0])
    if len(days) > 1:
        when = _("{since} to {until}", since=when, until=words.day(days[-1]))
    if len(names) == 1:
        return _alone(next(iter(names)), newest, when, speaker)
    first = _first(names, newest, when, speaker)
    overlapping = _overlapping(names, days[-1])
    if not overlapping:
        return first
    sides = listed([_said(side, speaker) for side in overlapping])
    overlap = _("Among these, {sides} overlap: one model can count for several of them.", sides=sides)
    return _("{sentence} {another}", sentence=first, another=overlap)


def _first(names: Collection[str], newest: dict[str, pd.DataFrame], when: str, speaker: Speaker) -> str:
    """Which of several sides stands first on how many of the boards."""
    first: dict[str, list[str]] = {}
    for board_id, rows in newest.items():
        known = rows[rows["points"].notna()]
        best = known[known["points"] == known["points"].max()]
        who = listed([_said(side, speaker) for side in best["side"]]) if len(best) else _("no side")
        first.setdefault(who, []).append(boards.board(board_id).board.title)
    each = sorted(first.items(), key=_most)
    told = (_("; on one from ") if speaker.question.lens == "base" else _("; from ")).join(
        _(
            "{nation} on {number} of {every} ({boards})",
            nation=who,
            number=len(where),
            every=len(newest),
            boards=joined(where),
        )
        for who, where in each
    )
    sides = listed([_said(side, speaker) for side in names])
    parts = {"when": when, "noun": speaker.noun, "nations": told, "sides": sides}
    if speaker.question.lens == "base":
        return _(
            "The best {noun} by score among those on bases from {sides}, as these boards were last seen ({when}), "
            "stood on a base from {nations}.",
            **parts,
        )
    return _(
        "The best {noun} by score among {sides}, as these boards were last seen ({when}), was from {nations}.", **parts
    )


def _alone(side: str, newest: dict[str, pd.DataFrame], when: str, speaker: Speaker) -> str:
    """How far the best of one side stands behind the best of all, board by board: beside itself it is always first."""
    each = []
    for board_id, rows in newest.items():
        apart, board = rows["points"].iloc[0], boards.board(board_id).board.title
        if pd.isna(apart):
            each.append(_("none there on {board}", board=board))
        elif apart:
            margin = speaker.about(board_id).distance(abs(apart))
            each.append(_("{margin} behind the best of all on {board}", margin=margin, board=board))
        else:
            each.append(_("behind none on {board}", board=board))
    best = best_of(speaker.question.lens, speaker.noun, _said(side, speaker))
    return _(
        "As these boards were last seen ({when}), {best} stood as follows by score: {each}.",
        when=when,
        best=best,
        each=joined(each, "; "),
    )


def _overlapping(names: Collection[str], day: pd.Timestamp) -> list[str]:
    """The sides that share a country with another one on a day."""
    members = {name: set(compare.side(name)(day)) for name in names}
    return [name for name in names if any(members[name] & members[other] for other in names if other != name)]


def _most(pair: tuple[str, list[str]]) -> tuple[int, str]:
    return -len(pair[1]), pair[0]


def _said(side: str, speaker: Speaker) -> str:
    if side in speaker.countries or side in _WITHOUT_ARTICLE:
        return speaker.nation(side)
    return _("the {bloc}", bloc=side)


def _choices(speaker: Speaker, sides: Sequence[str], asked: Sequence[str], top: int, edition: str) -> None:
    there = {row["board_id"]: row["title"] for row in frames.rows(collection.boards(edition)) if row["observations"]}
    groups = sorted(blocs(tables.load(), speaker.as_of))
    seen = {code for board_id in asked for code in collection.nations(speaker.about(board_id).question, edition)}
    nations = sorted({*seen, *sides} - {*groups}, key=lambda code: speaker.countries.get(code, code))
    options = [*nations, *groups]
    headlines = [board_id for board_id in domains.headlines().values() if board_id in there]
    st.session_state["sides"], st.session_state["boards"] = list(sides), list(asked)
    st.session_state["top"] = top
    ask = partial(asking.write, speaker, _CHOICES, USUAL)
    with st.container(horizontal=True, key="sides_and_boards"):
        st.multiselect(
            _("Nations and blocs, up to {number}", number=compare.MOST),
            options,
            format_func=lambda code: speaker.countries.get(code, code),
            key="sides",
            max_selections=compare.MOST,
            on_change=ask,
        )
        ordered = list(dict.fromkeys([*headlines, *there, *asked]))
        st.multiselect(
            _("Boards, up to {number}", number=_BOARDS),
            ordered,
            format_func=lambda board_id: there.get(board_id, board_id),
            key="boards",
            max_selections=_BOARDS,
            on_change=ask,
        )
        st.selectbox(_("Of the top"), _TOPS, key="top", on_change=ask)
    with st.container(horizontal=True, key="question"):
        asking.choices(speaker, edition, _CHOICES, USUAL)


def _table(newest: dict[str, pd.DataFrame], names: dict[str, str], speaker: Speaker, edition: str) -> None:
    pieces.heading(_("As each board was last seen"))
    rows = [(board_id, row) for board_id, found in newest.items() for row in frames.rows(found)]
    begins = [place == 0 or rows[place - 1][0] != board_id for place, (board_id, _) in enumerate(rows)]
    of_board = {board_id: speaker.about(board_id) for board_id in newest}
    listed_by = {
        (board_id, row["model_name"]): row
        for board_id in newest
        for row in frames.rows(collection.models(of_board[board_id].question, edition))
    }
    pieces.table(
        {
            _("Board"): [
                pieces.inside(of_board[board_id].curated.board.title, standings.answer(of_board[board_id]))
                if first
                else ""
                for first, (board_id, _) in zip(begins, rows, strict=True)
            ],
            _("Side"): [pieces.nation(row["side"], names) for _, row in rows],
            _("Best model"): [_model(listed_by.get((board_id, row["model_name"]))) for board_id, row in rows],
            _("Score"): [
                pieces.cell(None) if pd.isna(row["score"]) else pieces.plain(of_board[board_id].score(row["score"]))
                for board_id, row in rows
            ],
            _("Behind the best"): [
                pieces.cell(None)
                if pd.isna(row["points"])
                else pieces.plain(of_board[board_id].distance(abs(row["points"])))
                for board_id, row in rows
            ],
            _("Of the top"): [words.share(row["share"]) for _, row in rows],
            _("On"): [pieces.day(row["date"]) for _, row in rows],
        },
        numbers=(_("Score"), _("Behind the best"), _("Of the top")),
        label=_("Sides"),
    )


def _model(row: dict[str, Any] | None) -> str:
    """A side's best model by the name to show, linked to its page. row: of collection.models."""
    if row is None:
        return pieces.cell(None)
    return (
        pieces.plain(row["shown"]) if pd.isna(row["model_id"]) else pieces.entry("model", row["shown"], row["model_id"])
    )


def _inside(speaker: Speaker, board_ids: list[str], top: int, source: str, edition: str) -> None:
    """Whose weights are inside whose models, one flow over the boards."""
    found = [collection.inside(speaker.about(board_id).question, top, edition) for board_id in board_ids]
    flows = pd.concat(found).groupby(["developer_country", "base_country"], dropna=False)["count"].sum().reset_index()
    if flows.empty:
        return
    flows = flows.sort_values("count", ascending=False, ignore_index=True)
    heading = _("Whose weights are inside whose models")
    pieces.heading(
        heading,
        _(
            "The top {top} {nouns} of each board above: on the left the nation of the base model, on the right that of "
            "the developer. A model on two boards counts on both.",
            top=top,
            nouns=speaker.nouns,
        ),
    )
    abroad = flows[flows["base_country"].notna() & (flows["base_country"] != flows["developer_country"])]
    total, unknown = flows["count"].sum(), flows.loc[flows["base_country"].isna(), "count"].sum()
    parts = {"number": abroad["count"].sum(), "every": total}
    told = _("{number:.3g} of {every:.3g} places are held by models on another nation's base.", **parts)
    if unknown:
        told = _(
            "{number:.3g} of {every:.3g} places are held by models on another nation's base; of {unknown:.3g} the base "
            "is not known.",
            unknown=unknown,
            **parts,
        )
    pieces.chart(charts.inside_chart(flows, speaker.countries, source), told, "inside", heading)
    pieces.caption(told)
    asked = urlencode({"board": board_ids[0], "lens": "base"})
    pieces.line(_("The same boards by origin of the base:"), _("choose the lens"), f"board?{asked}")
    pieces.download(_("Flows (CSV)"), f"inside_{speaker.as_of:%Y-%m-%d}.csv", lambda: flows)
