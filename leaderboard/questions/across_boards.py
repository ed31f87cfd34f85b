"""Questions that one board cannot answer: the index over all comparable boards, and the robustness of a headline.

The choices (as_of, known_at, openness, lens, data_dir) are those of `leaderboard.questions.one_board`.
"""

from collections.abc import Sequence
from typing import NamedTuple, Unpack

import pandas as pd

from leaderboard.analytics import index as indices
from leaderboard.analytics import item_response
from leaderboard.analytics import robustness as grid
from leaderboard.analytics.ability_errors import ability_errors
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.certainty import Verdict
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.questions import histories, one_board
from leaderboard.questions.catalogue import checked
from leaderboard.questions.kept import kept
from leaderboard.questions.view import View
from leaderboard.records import clock
from leaderboard.records.paths import data_dir
from leaderboard.records.spoken import say
from leaderboard.registry import boards, tables

#: The board whose logits are the unit of the index.
ANCHOR = "arena/text"
_ONE_FIT = "One fit of the newest snapshots, read by release date: not what the boards showed then."
_TOO_FEW = say("Too few boards are stored that share models: there is no index.")
_NONE_LISTED = say("No model that counts here stands on enough boards: there is nothing to rank.")


@kept
def index(
    *,
    every_date: bool = False,
    sensitivity: bool = False,
    min_boards: int = 3,
    min_domains: int = 2,
    **view: Unpack[View],
) -> pd.DataFrame:
    """One ability per model over all boards that compare; see analytics.index.

    every_date: the nations' records by release date instead. sensitivity: what is said without some of
    the boards. A model is listed if it stands on min_boards boards in min_domains domains.
    No rows where too few boards are stored, or no model counts on enough of them. `attrs["notes"]` of the table of
    models says which nation has the best, and of one without rows why.
    """
    histories, rules = comparable(**view), indices.Rules(ANCHOR, min_boards, min_domains)
    try:
        if sensitivity:
            table = indices.sensitivity(histories, _domains(), rules, _frozen(histories, view))
            if table["leader_model"].isna().all():
                table.attrs["notes"] = (_NONE_LISTED,)
        else:
            found = indices.index(histories, _domains(), rules)
            histories = within(histories, found)
            table = indices.national(found) if every_date else indices.table(found)
            if table.empty:
                table.attrs["notes"] = (_NONE_LISTED,)
            elif every_date:
                table.attrs["notes"] = (_ONE_FIT,)
            else:
                table.attrs["notes"] = (told(indices.standing(found)),)
    except indices.TooFewBoards:
        dtypes = (
            indices.SENSITIVITY_DTYPES
            if sensitivity
            else indices.NATIONAL_DTYPES
            if every_date
            else indices.INDEX_DTYPES
        )
        none = pd.DataFrame(columns=list(dtypes)).astype(dtypes)
        none.attrs["notes"] = (_TOO_FEW,)
        return none
    table.attrs["notes"] = (*table.attrs.get("notes", ()), days(histories, **view))
    return table


def fitted(histories: list[BoardHistory]) -> indices.Index:
    """The fit that `index` shows of `comparable` boards, for several tables of one.

    Raises analytics.index.TooFewBoards.
    """
    return indices.index(histories, _domains(), indices.Rules(ANCHOR))


def within(histories: Sequence[BoardHistory], found: indices.Index) -> list[BoardHistory]:
    """Those on which a fit rests: a board that shares too few models with others is no part of it."""
    fitted_on = set(found.scores["benchmark"])
    return [history for history in histories if history.board_id in fitted_on]


def days(histories: list[BoardHistory], **view: Unpack[View]) -> str:
    """Of which days the newest snapshots of boards are, and how many are too old to speak of the day of asking."""
    newest = [history.snapshots[-1].date for history in histories if history.snapshots]
    old, by = len(_frozen(histories, view)), clock.day(view.get("as_of")) or clock.today()
    parts = {
        "boards": len(newest),
        "since": clock.in_words(min(newest)),
        "until": clock.in_words(max(newest)),
    }
    if not old:
        return say("Newest snapshots of {boards} boards, of {since} to {until}.", **parts)
    if old == len(newest):
        return say(
            "Newest snapshots of {boards} boards, of {since} to {until}: all of them too old to speak of {day}.",
            day=clock.in_words(by),
            **parts,
        )
    return say(
        "Newest snapshots of {boards} boards, of {since} to {until}; {old} of them are too old to speak of {day}.",
        old=old,
        day=clock.in_words(by),
        **parts,
    )


def told(said: Verdict) -> str:
    """Which nation has the best model, by code, with its chance (0.99 is that or more): or that it cannot be told."""
    if not said.chances:
        return DEFINITIONS["index_silent"]
    chances = ", ".join(f"{name} {min(said.chances[name], 0.99):.2f}" for name in said.nations)
    apart = "" if said.leader else ": they cannot be told apart"
    return f"chance to have the best of the listed models: {chances}{apart}"


def fitted_scores(left_out: str = "", **view: Unpack[View]) -> tuple[list[BoardHistory], pd.DataFrame]:
    """The boards of the index, and what their fit is made of: model, benchmark, performance.

    left_out: of a row of the index's sensitivity, the boards that it is without.
    Raises analytics.index.TooFewBoards, and KeyError where nothing is left out by that name.
    """
    histories = comparable(**view)
    names = [history.board_id for history in histories]
    without = dict(indices.omissions(names, _domains(), _frozen(histories, view)))[left_out]
    kept = [history for history in histories if history.board_id not in without]
    return kept, indices.scores(kept, ANCHOR)


def comparable(**view: Unpack[View]) -> list[BoardHistory]:
    """The newest snapshots of the boards of the index, as far as there are any."""
    return histories.newest({board_id: boards.board(board_id).headline_category for board_id in _in_index()}, **view)


@checked
def abilities(scores: pd.DataFrame, anchor: str) -> pd.DataFrame:
    """The fit of any table with columns model, benchmark and performance (0 to 1): model, ability and its interval.

    Nothing is known of domains: every benchmark is taken for one of its own.
    """
    if missing := [name for name in ("model", "benchmark", "performance") if name not in scores]:
        raise ValueError(f"scores: expected columns model,benchmark,performance, missing {','.join(missing)}")
    fitted = item_response.fit(scores, anchor)
    ability = fitted.capability
    errors = ability_errors(scores, fitted, anchor, {name: name for name in scores["benchmark"]})
    reach = indices.INTERVAL * errors.of_ability
    found = pd.DataFrame({"ability": ability, "ability_low": ability - reach, "ability_high": ability + reach})
    return found.rename_axis("model").reset_index().sort_values("ability", ascending=False, ignore_index=True)


class Robustness(NamedTuple):
    """All cells, what each choice and each question does (analytics.robustness), and a sentence.

    left_out: headline boards that give no answer: too old, without a complete snapshot or without an open model.
    """

    cells: pd.DataFrame
    by_choice: pd.DataFrame
    by_question: pd.DataFrame
    sentence: str
    left_out: tuple[str, ...]


@checked
def robustness(board_id: str = ANCHOR, **view: Unpack[View]) -> Robustness:
    """One board's headline under every defensible choice.

    Asked are the board and its twin under style control in all of their categories, and the headline boards
    of all domains and those of the index (and twins) in their headline category, where they speak of the same
    time: their snapshot is older than the headline's by no more than the age at which it would be called frozen.
    """
    headline, day = asked_of(board_id, **view)
    return robustness_of(headline, ways(headline.board, day, **view))


def ways(board: str, day: pd.Timestamp, **view: Unpack[View]) -> pd.DataFrame:
    """The answers behind `robustness`, whichever category has the headline. board, day: of `asked_of`."""
    return grid.ways(_worth_asking(board, day, **view))


def robustness_of(headline: grid.Choices, found: pd.DataFrame) -> Robustness:
    """`robustness` of what `ways` found."""
    cells = grid.of_headline(found, headline, _domains())
    defaults = {name: boards.board(name).headline_category for name in _defensible(headline.board)}
    by_choice = grid.summary(cells, headline, defaults)
    names = {row["country"]: row["name"] for row in tables.records(tables.load().countries)}
    said = grid.sentence(cells, by_choice, headline, names)
    left_out = tuple(name for name in _marked("is_headline") if name not in set(cells["board"]))
    return Robustness(cells, by_choice, grid.questions(cells, headline, defaults), said, left_out)


@kept
def robustness_table(board_id: str = ANCHOR, *, cells: bool = False, **view: Unpack[View]) -> pd.DataFrame:
    """Of `robustness` all cells, or else what each choice does; the sentence is in `attrs["notes"]`."""
    found = robustness(board_id, **view)
    table = found.cells if cells else found.by_choice
    missing = f"headline boards left out, too old or without an answer: {', '.join(found.left_out)}"
    standing = one_board.standing(board_id, **view)
    notes = (found.sentence, missing if found.left_out else "", standing.warning if standing else "")
    table.attrs["notes"] = tuple(filter(None, notes))
    return table


def defensible(board_id: str = ANCHOR, **view: Unpack[View]) -> tuple[grid.Choices, list[BoardHistory]]:
    """The headline whose robustness is asked, and the boards and categories that `robustness` asks."""
    headline, day = asked_of(board_id, **view)
    return headline, _worth_asking(headline.board, day, **view)


def asked_of(board_id: str = ANCHOR, **view: Unpack[View]) -> tuple[grid.Choices, pd.Timestamp]:
    """The headline whose robustness is asked, and the day of its snapshot. Raises NothingToAsk where it has none, and
    UnknownCategory where it never can have one."""
    curated = boards.board(board_id)
    headline = grid.Choices(board_id.removesuffix(grid.TWIN), view.get("category") or curated.headline_category)
    standing = histories.newest({board_id: headline.category}, **view)
    if not standing:
        histories.check_category(data_dir(view.get("data_dir")), board_id, headline.category)
        place = f"{board_id}, category {headline.category!r}"
        raise grid.NothingToAsk(f"{place}: expected a snapshot to ask about, found none")
    return headline, standing[0].snapshots[-1].date


def _worth_asking(board: str, day: pd.Timestamp, **view: Unpack[View]) -> list[BoardHistory]:
    """The newest snapshots of a headline's board in all categories, and of the others that speak of its day."""
    by_age: dict[int, dict[str, str | None]] = {}
    for name in _defensible(board):
        other = boards.board(name)
        category = None if name.removesuffix(grid.TWIN) == board else other.headline_category
        by_age.setdefault(other.max_age_days, {})[name] = category
    # By age, so that no more of a board's past is read than may speak.
    read = (histories.newest(asked, day - pd.Timedelta(days=age), **view) for age, asked in by_age.items())
    return [history for histories in read for history in histories]


def _in_index() -> list[str]:
    over = boards.over()
    return [name for name in _marked("in_index") if not (name in over and over[name].corrected)]


def _marked(column: str) -> list[str]:
    """The boards that boards.csv marks so, as far as their sources are installed."""
    placed = tables.load().boards
    return [board_id for board_id in placed.loc[placed[column] == "true", "board_id"] if board_id in boards.catalogue()]


def _defensible(headline: str) -> list[str]:
    """The headline's board, the headline boards of all domains, those of the index, and their twins."""
    wanted = dict.fromkeys([headline, *_marked("is_headline"), *_in_index()])
    return [name for board_id in wanted for name in (board_id, board_id + grid.TWIN) if name in boards.catalogue()]


def _domains() -> dict[str, str]:
    return {board_id: curated.domain for board_id, curated in boards.catalogue().items()}


def _frozen(histories: list[BoardHistory], view: View) -> frozenset[str]:
    """The boards whose newest snapshot is too old to speak of the view's day."""
    today = clock.day(view.get("as_of")) or clock.today()
    return frozenset(
        history.board_id
        for history in histories
        if history.snapshots and (today - history.snapshots[-1].date).days > boards.board(history.board_id).max_age_days
    )
