"""Questions of one board to answers, in one call each: its past (`histories`), and the statistic of it.

Every function takes a board ("arena/text") and, by keyword, the choices of `view.View`. Raises
UnknownBoard, UnknownCategory or ValueError for words that mean nothing.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal, Unpack

import pandas as pd

from leaderboard.analytics import behind, gap_intervals, gaps, shares
from leaderboard.analytics import epoch_lags as epoch_rules
from leaderboard.analytics import frontier as frontiers
from leaderboard.analytics import leads as ledger
from leaderboard.analytics import standing as standings_of
from leaderboard.analytics.board_history import BoardHistory, Intervals
from leaderboard.analytics.parts import lower_bounds, newest_part
from leaderboard.analytics.standing import Standing
from leaderboard.questions import histories, listing
from leaderboard.questions.catalogue import check_nation
from leaderboard.questions.kept import kept
from leaderboard.questions.view import View
from leaderboard.records import clock
from leaderboard.records.clock import Day
from leaderboard.records.spoken import say
from leaderboard.registry import boards, countries, tables

#: Of so many nations a list that holds only a part says what their best is at least.
_BOUNDS = 3


def standing(board_id: str, **view: Unpack[View]) -> Standing | None:
    """What may be said of a board on a day; see analytics.standing. None where it has no snapshot by then."""
    category = view.get("category") or boards.board(board_id).headline_category
    return next(iter(standings({board_id: category}, **view).values()), None)


def standings(asked: Mapping[str, str], **view: Unpack[View]) -> dict[str, Standing]:
    """`standing` of many boards, by board_id; those without a snapshot are not in it. asked: of `histories.newest`."""
    found = {past.board_id: standing_of(past, view.get("as_of")) for past in histories.newest(asked, **view)}
    return {board_id: said for board_id, said in found.items() if said is not None}


def standing_of(
    past: BoardHistory, as_of: Day | None = None, names: Mapping[str, str] | None = None
) -> Standing | None:
    """What may be said of a board whose past is at hand. names: as to show models; None is as registered."""
    day = clock.day(as_of) or clock.today()
    shown = listing.model_names(past) if names is None else names
    said = standings_of.standing(past, day, boards.board(past.board_id).max_age_days, shown)
    return said and replace(said, over=_over(past.board_id, day), in_part=_in_part(past, shown))


@kept
def frontier(
    board_id: str,
    *,
    dates: Literal["published", "released"] = "published",
    intervals: Intervals = "published",
    best_of_all: bool = False,
    partial: bool = False,
    **view: Unpack[View],
) -> pd.DataFrame:
    """Each nation's best model over time; see analytics.frontier. best_of_all: the columns of analytics.behind more.

    partial: rows more, of the snapshots that hold only a part: see analytics.parts.
    """
    past = replace(histories.bare(board_id, view), intervals=intervals)
    bests = frontiers.frontier(past, dates)
    if partial and dates == "published":
        both = pd.concat([bests, lower_bounds(past)]).sort_values(["date", "country"], ignore_index=True)
        both.attrs |= bests.attrs
        bests = both.astype(frontiers.FRONTIER_DTYPES)
    if best_of_all:
        of_all: View = {**view, "openness": "all"}
        bests = behind.behind(bests, histories.bare(board_id, of_all), dates)
    return with_notes(bests, past, view)


@kept
def top(
    board_id: str,
    n: int = 10,
    *,
    country: str | None = None,
    one_per_organization: bool = False,
    ranks: bool = False,
    **view: Unpack[View],
) -> pd.DataFrame:
    """The n best models of the newest snapshot; see analytics.frontier.top. ranks: three columns more."""
    if country is not None:
        check_nation(country)
    past = histories.bare(board_id, view, more=("rank",) if ranks else (), newest_only=True)
    return with_notes(frontiers.top(past, n, country, one_per_organization, ranks), past, view)


@kept
def leads(board_id: str, *, intervals: Intervals = "published", **view: Unpack[View]) -> pd.DataFrame:
    """The ledger of lead changes; see analytics.leads. `attrs["view"]` says of what, for a feed to name it."""
    past = replace(histories.bare(board_id, view), intervals=intervals)
    told = with_notes(ledger.leads(past), past, view)
    told.attrs["view"] = {
        "board": board_id,
        "category": past.category,
        "benchmark_version": past.benchmark_version,
        "openness": view.get("openness", "open"),
        "lens": view.get("lens", "developer"),
        "intervals": intervals,
    }
    return told


@kept
def gap(
    board_id: str,
    a: str,
    b: str,
    *,
    every_date: bool = False,
    dates: Literal["published", "released"] = "published",
    intervals: bool = False,
    **view: Unpack[View],
) -> pd.DataFrame:
    """How far A is ahead of B in points, chance and days; see analytics.gaps. intervals: eight columns more."""
    check_nation(a)
    check_nation(b)
    ask = gap_intervals.gap_with_intervals if intervals else gaps.gap
    past = histories.bare(board_id, view)
    told = ask(past, a, b, dates=dates, every_date=every_date)
    if aside := gaps.one_sided(past, told, {a: a, b: b}):
        told.attrs["notes"] = (aside,)
    return with_notes(told, past, view)


@kept
def epoch_lags(
    a: str, b: str, board_id: str | None = None, *, released_by: Day | None = None, **view: Unpack[View]
) -> pd.DataFrame:
    """How far B is behind A by Epoch AI's own rules; see analytics.epoch_lags.

    board_id: None is the newest of Epoch's fits that is stored. released_by: only models released by that day.
    """
    check_nation(a)
    check_nation(b)
    fits = [histories.bare(name, view) for name in ([board_id] if board_id else epoch_fits())]
    newest = max(fits, key=lambda fit: fit.rows["published_on"].max() if len(fit.rows) else pd.Timestamp.min)
    return with_notes(epoch_rules.epoch_lags(newest, a, b, clock.day(released_by)), newest, view)


def epoch_fits() -> list[str]:
    """The boards that hold Epoch AI's Capabilities Index: its own file, and that within its benchmarking hub."""
    return [board_id for board_id, curated in boards.catalogue().items() if curated.board.metric == "eci"]


@kept
def share(
    board_id: str, *, top: int = 10, whole: bool = False, every_date: bool = False, **view: Unpack[View]
) -> pd.DataFrame:
    """Which part of the top models is each nation's; see analytics.shares."""
    past = histories.bare(board_id, view)
    return with_notes(shares.share(past, top, whole, every_date), past, view)


def with_notes(table: pd.DataFrame, past: BoardHistory, view: View) -> pd.DataFrame:
    """A statistic with what its reader must be told besides, in `attrs["notes"]`: how old its newest snapshot is, and
    why there are no rows where nothing was there to ask.
    """
    notes = table.attrs.get("notes", ())
    if table.empty and (why := _nothing(past, view)):
        notes = (*notes, why)
    if past.snapshots:
        day = clock.day(view.get("as_of")) or clock.today()
        max_age_days = boards.board(past.board_id).max_age_days
        warning = standings_of.age_warning(past.snapshots[-1].date, day, max_age_days, past.passed_over)
        notes = (*notes, *filter(None, [_over(past.board_id, day), warning, _in_part(past)]))
    table.attrs["notes"] = notes
    return table


def _nothing(past: BoardHistory, view: View) -> str:
    """Why there is nothing to ask of a board: no snapshot, or no model that counts in the newest; "" where there is."""
    if not past.snapshots:
        day, title = clock.day(view.get("as_of")) or clock.today(), boards.board(past.board_id).board.title
        return standings_of.nothing_stored(title, day, view.get("known_at"))
    newest = past.snapshots[-1]
    if past.entries.counted[newest.rows].any():
        return ""
    return say(
        "No model counts in the newest snapshot, of {day}: there is nothing to rank.", day=clock.in_words(newest.date)
    )


def _in_part(past: BoardHistory, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """What the newest list that was passed over still tells: how it is known to be a part, and lower bounds."""
    part = newest_part(past, names)
    if part is None or not part.bounds:
        return ""
    known = countries.country_names(tables.load())
    decimals = 0 if past.metric == "elo" else 2
    bounds = [
        say(
            "{nation} {score} ({model})",
            nation=countries.within_a_sentence(country, known),
            score=f"{score:.{decimals}f}",
            model=listing.bounded(model),
        )
        for country, model, score in part.bounds[:_BOUNDS]
    ]
    day, listed = clock.in_words(pd.Timestamp(part.date)), countries.listed(bounds)
    words = {"models": part.models, "of": part.of, "day": day, "bounds": listed}
    if part.without:
        return say(
            "The list of {day} has {models} models where the one before had {of}, and none of its {without}. The best "
            "that it shows, as lower bounds: {bounds}.",
            without=countries.listed(part.without),
            **words,
        )
    return say(
        "The list of {day} has {models} models where the one before had {of}. The best that it shows, as lower bounds: "
        "{bounds}.",
        **words,
    )


def _over(board_id: str, day: pd.Timestamp) -> str:
    """That the board ended by that day, or was corrected by its maker whenever: what was wrong was so before."""
    end = boards.over().get(board_id)
    if end is None or (not end.corrected and end.date > day):
        return ""
    said = {"day": clock.in_words(end.date), "note": end.note}
    if end.corrected:
        return say("Its maker corrected this board on {day}: {note}.", **said)
    return say("This board ended on {day}: {note}.", **said)
