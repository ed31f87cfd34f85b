"""What the pages read, kept in memory until the stored files change: nothing here computes, it only remembers.

Every function takes the `edition` that `edition()` gives for this rerun; an entry of an older one is
never asked for again and falls out.
"""

from dataclasses import replace
from typing import Literal

import pandas as pd

from leaderboard.analytics import behind as distances
from leaderboard.analytics import comparison, gap_intervals, shares
from leaderboard.analytics import frontier as frontiers
from leaderboard.analytics import index as indices
from leaderboard.analytics import leads as ledger
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.index import Index, TooFewBoards
from leaderboard.analytics.standing import Standing
from leaderboard.intake import health, state
from leaderboard.publish.address import Question, of_no_board
from leaderboard.questions import (
    across_boards,
    choose,
    compare,
    epoch_index,
    histories,
    listing,
    of_a_model,
    one_board,
)
from leaderboard.questions import adoption as used
from leaderboard.questions import (
    compute as computing,
)
from leaderboard.questions import domains as across_domains
from leaderboard.questions import news as questions_news
from leaderboard.questions.choose import Choice
from leaderboard.questions.claims import claims as recomputed
from leaderboard.questions.fitness import Wanted
from leaderboard.questions.view import View, tiers
from leaderboard.questions.why import Chain
from leaderboard.questions.why import chain as followed
from leaderboard.records import clock, compact, rejects
from leaderboard.records import edition as editions
from leaderboard.records.clock import Day
from leaderboard.records.paths import data_dir
from leaderboard.records.schema import COLUMNS
from leaderboard.records.spoken import Spoken, say
from leaderboard.registry import boards as every_board
from leaderboard.registry.boards import every_source
from leaderboard.registry.fields import OPEN_WEIGHTS
from leaderboard.serve.remembering import remembered

#: The share chart's list.
TOP = 10


def edition() -> str:
    """A name for the data as it lies on disk now; see records.edition."""
    return editions.of(data_dir())


@remembered
def history(question: Question, edition: str) -> BoardHistory:  # noqa: ARG001 (part of the key)
    """The attributed past of the board asked. Raises UnknownCategory."""
    view = _view(question)
    view["category"] = question.category
    return histories.history(question.board, **view).worked_out()


def observations(question: Question) -> pd.DataFrame:
    """Every observation behind it in all of its columns, attributed: read when it is downloaded."""
    view = _view(question)
    view["category"] = question.category
    view["columns"] = COLUMNS
    return compact.spelled(histories.history(question.board, **view).rows)


@remembered
def names(question: Question, edition: str) -> dict[str, str]:
    """Published name -> the name to show; see questions.listing.model_names."""
    return listing.model_names(history(question, edition))


@remembered
def standing(question: Question, edition: str) -> Standing | None:
    """What may be said of the board asked; see analytics.standing."""
    return one_board.standing_of(history(question, edition), question.as_of)


def by_release(question: Question, edition: str, released: bool = False) -> bool:
    """Whether a past is read by release date: where the reader wants it (`released`), or there is but one snapshot."""
    return released or len(history(question, edition).snapshots) == 1


@remembered
def frontier(question: Question, edition: str, released: bool = False) -> pd.DataFrame:
    """National bests over time, by release date as `by_release` says; see analytics.frontier."""
    dates: Literal["released", "published"] = "released" if by_release(question, edition, released) else "published"
    return frontiers.frontier(history(question, edition), dates)


@remembered
def behind(question: Question, edition: str, released: bool = False) -> pd.DataFrame:
    """The same beside the best model of all, open or closed; see analytics.behind."""
    dates: Literal["released", "published"] = "released" if by_release(question, edition, released) else "published"
    everything = history(replace(question, openness="all"), edition)
    return distances.behind(frontier(question, edition, released), everything, dates)


@remembered
def leads(question: Question, edition: str, released: bool = False) -> pd.DataFrame:
    """Changes of lead, by release date as `by_release` says; see analytics.leads."""
    past = history(question, edition)
    return ledger.leads(frontiers.as_released(past) if by_release(question, edition, released) else past)


@remembered
def share(question: Question, edition: str) -> pd.DataFrame:
    """Nations' parts of the top list, every date; see analytics.shares."""
    return shares.share(history(question, edition), TOP, every_date=True)


@remembered
def models(question: Question, edition: str) -> pd.DataFrame:
    """The counted models of the newest snapshot as a reader wants them; see questions.listing.models."""
    return listing.models(history(question, edition))


@remembered
def boards(edition: str) -> pd.DataFrame:  # noqa: ARG001 (part of the key)
    """Every board on which models compete, with its span; see health.board_list."""
    listed = health.board_list(data_dir())
    return listed[listed["board_id"].isin(list(every_board.catalogue()))].reset_index(drop=True)


@remembered
def leaders(board_ids: tuple[str, ...], question: Question, edition: str) -> dict[str, Standing]:  # noqa: ARG001 (part of the key)
    """What the newest snapshots of boards say in their headline categories, by board_id; none for an empty board.

    Of the question all choices but those of one board.
    """
    headlines = {board_id: every_board.board(board_id).headline_category for board_id in board_ids}
    return one_board.standings(headlines, **_view(question))


def domains(question: Question, edition: str) -> across_domains.Domains:
    """What the headline boards of all domains say; see leaderboard.questions.domains.

    Of the question all choices but those of one board.
    """
    headlines = across_domains.headlines()

    def standings_on(day: pd.Timestamp) -> dict[str, Standing]:
        asked = of_no_board(replace(question, as_of=day.date()))
        leading = leaders(tuple(headlines.values()), asked, edition)
        return {domain: leading[board_id] for domain, board_id in headlines.items() if board_id in leading}

    return across_domains.of_a_day(pd.Timestamp(question.as_of), standings_on, question.known_at, question.lens)


def adoption(
    question: Question,
    edition: str,
    *,
    measure: str = "tokens",
    by: str = "",
    weights: str = "",
    every_date: bool = False,
) -> pd.DataFrame:
    """Whose models are used; see questions.adoption. by, weights: as the question's lens and openness unless named."""
    return _adoption(question, measure, by or question.lens, weights or weights_of(question), every_date, edition)


def weights_of(question: Question) -> str:
    """Which models count where use is counted, not by license: all open ones for some of their tiers, else all."""
    if question.openness in used.WEIGHTS:
        return question.openness
    return "open" if {*tiers(question.openness)} <= {*OPEN_WEIGHTS} else "all"


def of_use(question: Question) -> tuple[Question, bool]:
    """The question as it can be asked of use, and whether it asks of the same models."""
    asked = replace(question, openness=weights_of(question))
    return asked, tiers(asked.openness) == tiers(question.openness)


@remembered
def _adoption(question: Question, measure: str, by: str, weights: str, every_date: bool, edition: str) -> pd.DataFrame:  # noqa: ARG001 (part of the key)
    return used.adoption(
        measure=measure,
        by=by,
        weights=weights,
        every_date=every_date,
        as_of=question.as_of,
        known_at=question.known_at or None,
    )


def used_where_foremost(question: Question, led: across_domains.Domains, edition: str) -> Spoken | None:
    """Which part of the tokens the nation that leads in most domains has; None where no single one does."""
    first = across_domains.foremost(led)
    where = say("in more domains than any other nation")
    return _beside(question, first[0], where, first[1], edition) if first else None


def used_where_leading(question: Question, said: Standing | None, edition: str) -> Spoken | None:
    """Which part of the tokens the nation that leads a board has; None where none does or nobody counts."""
    if said is None or said.leader is None or every_board.board(question.board).domain not in used.OF_TOKENS:
        return None
    return _beside(question, said.leader.country, say("on this board"), said.date, edition)


def _beside(question: Question, nation: str, where: Spoken, led_on: pd.Timestamp, edition: str) -> Spoken | None:
    table = adoption(question, edition)
    if table.empty or ";" in nation:
        return None
    parts = used.Parts("tokens", question.lens, weights_of(question), table)
    return used.beside(nation, where, led_on, parts)


@remembered
def gap(question: Question, a: str, b: str, edition: str) -> pd.DataFrame:
    """The gap of A against B in every snapshot, with intervals; see analytics.gap_intervals."""
    return gap_intervals.gap_with_intervals(history(question, edition), a, b, every_date=True)


@remembered
def compared(question: Question, sides: tuple[str, ...], top: int, edition: str) -> pd.DataFrame:
    """Sides in every snapshot of a board; see questions.compare."""
    return compare.compared(history(question, edition), sides, top)


def nations(question: Question, edition: str) -> tuple[str, ...]:
    """The nations that ever had a model on a board."""
    return history(question, edition).entries.nations


@remembered
def inside(question: Question, top: int, edition: str) -> pd.DataFrame:
    """Whose weights are inside whose models at the top of a board; see questions.compare."""
    return comparison.inside(history(question, edition), top)


@remembered
def news(question: Question, days: int, edition: str) -> pd.DataFrame:
    """What changed in these many days up to that of the question, by the names to show; see questions.news."""
    told = questions_news.news(days, **_view(question))
    for board_id, rows in told[told["model_name"].notna()].groupby("board_id"):
        of_board = replace(question, board=str(board_id), category=every_board.board(str(board_id)).headline_category)
        told.loc[rows.index, "model_name"] = rows["model_name"].map(names(of_board, edition))
    return told


@remembered
def places(edition: str) -> pd.DataFrame:  # noqa: ARG001 (part of the key)
    """Where every registered model stands now; see questions.of_a_model.places."""
    return of_a_model.places()


@remembered
def spans(edition: str) -> pd.DataFrame:  # noqa: ARG001 (part of the key)
    """On which boards every registered model was ever listed; see questions.of_a_model.spans."""
    return of_a_model.spans()


@remembered
def robustness(question: Question, edition: str) -> across_boards.Robustness:
    """One headline under every defensible choice; see across_boards.robustness. Raises NothingToAsk."""
    known_at = question.known_at or None
    headline, day = across_boards.asked_of(
        question.board, category=question.category, as_of=question.as_of, known_at=known_at
    )
    return across_boards.robustness_of(headline, _ways(headline.board, day, question.as_of, known_at, edition))


@remembered
def _ways(board: str, day: pd.Timestamp, as_of: Day, known_at: Day | None, edition: str) -> pd.DataFrame:  # noqa: ARG001 (part of the key)
    return across_boards.ways(board, day, as_of=as_of, known_at=known_at)


@remembered
def claims(today: pd.Timestamp, edition: str) -> pd.DataFrame:  # noqa: ARG001 (part of the key)
    """The verdict on every claim; see leaderboard.questions.claims."""
    return recomputed(as_of=today)


@remembered
def comparable(question: Question, edition: str) -> list[BoardHistory]:  # noqa: ARG001 (part of the key)
    """The newest snapshots of the boards of the index; see across_boards.comparable."""
    return across_boards.comparable(**_view(question))


def days(question: Question, edition: str, fit: indices.Index) -> str:
    """Of which days those of a fit are; see across_boards.days."""
    return across_boards.days(across_boards.within(comparable(question, edition), fit), **_view(question))


@remembered
def index(question: Question, edition: str) -> Index | None:
    """The fit over all comparable boards; None where too few are stored."""
    try:
        return across_boards.fitted(comparable(question, edition)).worked_out()
    except TooFewBoards:
        return None


@remembered
def records(question: Question, edition: str) -> pd.DataFrame:
    """Each nation's record on the index by release date; see analytics.index.national. ValueError without a fit."""
    fit = index(question, edition)
    if fit is None:
        raise ValueError("too few boards are stored that share models")
    return indices.national(fit)


@remembered
def beside_epoch(question: Question, edition: str) -> pd.DataFrame | None:
    """The index beside Epoch AI's; see questions.epoch_index. None where Epoch AI's scores are not stored by then."""
    view = _view(question)
    found = epoch_index.refit(**view)
    return None if found is None else epoch_index.beside(found, index(question, edition), **view)


@remembered
def parts(edition: str) -> pd.DataFrame:  # noqa: ARG001 (part of the key)
    """How open each part of a model is, by an index; see questions.of_a_model."""
    return of_a_model.parts()


@remembered
def compute(
    question: Question,
    edition: str,  # noqa: ARG001 (part of the key)
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None] | None:
    """Computing power by nation as it stands and on every day, and chips; see questions.compute. None without any."""
    view = _view(question)
    standing = computing.compute(**view)
    if standing["country"].nunique() < 2:
        return None
    chips = computing.compute(show="chips", **view)
    return standing, computing.compute(every_date=True, **view), None if chips.empty else chips


@remembered
def choice(wanted: Wanted, question: Question, edition: str) -> Choice:
    """Which open model to take, as of the question's day; see questions.choose. All models have a part in the fit."""
    usual = replace(of_no_board(question), openness="open", lens="developer")
    return choose.chosen(wanted, index(usual, edition), comparable(usual, edition), pd.Timestamp(question.as_of))


@remembered
def sensitivity(question: Question, edition: str) -> pd.DataFrame:  # noqa: ARG001 (part of the key)
    """What the index says without some of its boards; see analytics.index.sensitivity."""
    return across_boards.index(sensitivity=True, **_view(question))


@remembered
def chain(row_id: str, edition: str) -> Chain:  # noqa: ARG001 (part of the key)
    """What a row rests on; see leaderboard.questions.why. Raises ValueError where the id names none."""
    return followed(row_id)


def _view(question: Question) -> View:
    """The choices of a question that are not of one board."""
    return {
        "as_of": question.as_of,
        "known_at": question.known_at or None,
        "openness": question.openness,
        "lens": question.lens,
    }


def status(edition: str) -> pd.DataFrame:
    """Freshness of the sources; see health.status. Asked anew every ten minutes: time passes."""
    return _status(edition, int(clock.now().timestamp()) // 600)


@remembered
def _status(edition: str, moment: int) -> pd.DataFrame:  # noqa: ARG001 (parts of the key)
    return health.status(data_dir())


@remembered
def set_aside(edition: str) -> pd.DataFrame:  # noqa: ARG001 (part of the key)
    """Rows that were set aside, counted: board_id, reason, rows; most first."""
    found = pd.concat([rejects.read(data_dir(), source.id) for source in every_source()], ignore_index=True)
    counted = found.groupby(["board_id", "reason"]).size().rename("rows").reset_index()
    return counted.sort_values(["rows", "board_id", "reason"], ascending=[False, True, True], ignore_index=True)


@remembered
def unresolved(edition: str) -> pd.DataFrame:  # noqa: ARG001 (part of the key)
    """Names that nobody has placed yet; see health.unresolved."""
    return health.unresolved(data_dir())


def states() -> dict[str, state.SourceState]:
    """What the last refresh on this machine left: errors and snapshots kept out."""
    return state.load(data_dir().state)
