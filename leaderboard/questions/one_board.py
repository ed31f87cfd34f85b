"""Questions to answers: store + attribution + analytics in one call each.

Every function takes a board ("arena/text") and, by keyword, the choices of `view.View`. Raises
UnknownBoard, UnknownCategory or ValueError for words that mean nothing.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import partial
from itertools import accumulate
from types import MappingProxyType
from typing import Literal, Unpack

import numpy as np
import pandas as pd

from leaderboard.analytics import behind, gap_intervals, gaps, shares
from leaderboard.analytics import epoch_lags as epoch_rules
from leaderboard.analytics import frontier as frontiers
from leaderboard.analytics import leads as ledger
from leaderboard.analytics import standing as standings_of
from leaderboard.analytics.board_history import ROW_COLUMNS, BoardHistory, Intervals
from leaderboard.analytics.parts import lower_bounds, newest_part
from leaderboard.analytics.standing import Standing
from leaderboard.questions import completeness, listing
from leaderboard.questions.kept import kept
from leaderboard.questions.view import Lens, View, tiers
from leaderboard.records import clock, compact, store
from leaderboard.records.clock import Day
from leaderboard.records.paths import DataDir
from leaderboard.records.paths import data_dir as data_folder
from leaderboard.records.schema import SNAPSHOT_KEY
from leaderboard.records.spoken import say
from leaderboard.registry import attribution, boards, countries, evidence, fields, tables

#: So many days are looked at one by one for a complete snapshot; then all are read.
_LOOKED_BACK = 3
#: Of so many nations a list that holds only a part says what their best is at least.
_BOUNDS = 3
#: What a board says of a model besides its name: attribution and completeness need it where the registry is silent.
_WORDS = frozenset(attribution.OF_BOARD)
#: What the statistics, attribution and completeness need of an observation.
_NEEDED = frozenset({*ROW_COLUMNS, *attribution.READ, *SNAPSHOT_KEY, "complete"}) - _WORDS
#: What whoever shows the rows of a board needs more.
_SHOWN = frozenset({*_WORDS, "rank"})


class UnknownCategory(ValueError):
    """The board has no such category. near: the nearest ones, which the message offers."""

    def __init__(self, said: str, near: Sequence[str] = ()) -> None:
        super().__init__(said)
        self.near = tuple(near)


def history(board_id: str, *, newest_only: bool = False, **view: Unpack[View]) -> BoardHistory:
    """What the statistics start from: every complete snapshot of a board, attributed, as the viewer chose.

    newest_only: only the last of them is wanted, which is quicker; some before it may be there too. Texts of the
    rows are categories.
    """
    return _history(board_id, _SHOWN, view, newest_only)


def _history(board_id: str, more: Collection[str], view: View, newest_only: bool = False) -> BoardHistory:
    """The same, with no more columns than the statistics need, and these."""
    curated = boards.board(board_id)
    category = view.get("category") or curated.headline_category
    data = data_folder(view.get("data_dir"))
    as_of = clock.day(view.get("as_of"), default=clock.today())
    known_at = clock.known_until(view.get("known_at"))
    columns = _NEEDED.union(more, view.get("columns", ()))
    readings = completeness.ambiguous(data, [curated.source.id])
    disputed = (readings["board_id"] == board_id) & (readings["category"] == category)
    read = partial(store.read, data, board_id, category, as_of=as_of, known_at=known_at, packed=True)
    first_days = store.last_days(data, board_id, category, _LOOKED_BACK, as_of, known_at) if newest_only else ()
    for since in (*first_days, None):
        rows = read(columns=columns, since=since)
        if not columns >= _WORDS and (disputed.any() or not attribution.registered(rows, tables.load())):
            rows = read(columns=columns | _WORDS, since=since)
        complete = completeness.complete(rows, readings)
        if len(complete):
            break
    if rows.empty:
        _check_category(data, board_id, category)
    pinned = view.get("benchmark_version")
    in_part = rows.drop(index=complete.index)
    if pinned is not None:
        in_part = in_part[in_part["benchmark_version"] == pinned]
    in_force = _in_force(complete, pinned)
    # at once, as what it takes does not depend on how many they are; as of the same day
    both = _attributed(
        pd.concat([in_force, in_part]) if len(in_part) else in_force, view, in_force["published_on"].max()
    )
    return replace(
        _board_history(curated, category, both.iloc[: len(in_force)], view),
        partial=None if in_part.empty else both.iloc[len(in_force) :],
        passed_over=_newer(rows, complete),
    )


def standing(board_id: str, **view: Unpack[View]) -> Standing | None:
    """What may be said of a board on a day; see analytics.standing. None where it has no snapshot by then."""
    category = view.get("category") or boards.board(board_id).headline_category
    return next(iter(standings({board_id: category}, **view).values()), None)


def standings(asked: Mapping[str, str], **view: Unpack[View]) -> dict[str, Standing]:
    """`standing` of many boards at once, by board_id; boards without a snapshot are not in it. asked: as `newest`."""
    found = {past.board_id: standing_of(past, view.get("as_of")) for past in newest(asked, **view)}
    return {board_id: said for board_id, said in found.items() if said is not None}


def standing_of(
    past: BoardHistory, as_of: Day | None = None, names: Mapping[str, str] | None = None
) -> Standing | None:
    """What may be said of a board whose past is at hand. names: as to show models; None is as registered."""
    day = clock.day(as_of) or clock.today()
    shown = listing.model_names(past) if names is None else names
    said = standings_of.standing(past, day, boards.board(past.board_id).max_age_days, shown)
    return said and replace(said, over=_over(past.board_id, day), in_part=_in_part(past, shown))


def newest(
    asked: Mapping[str, str | None], since: pd.Timestamp | None = None, **view: Unpack[View]
) -> list[BoardHistory]:
    """The newest complete snapshots of many boards, read and attributed at once: histories of one snapshot each.

    asked: board_id -> category, None for each of its categories. since: only what was published on
    or after this day, which is quicker. The view's own `category` says nothing here.
    """
    data = data_folder(view.get("data_dir"))

    def read(some: Mapping[str, str | None]) -> pd.DataFrame:
        rows = store.read_boards(
            data,
            some,
            since=since,
            columns=_NEEDED.union(_SHOWN, view.get("columns", ())),
            as_of=clock.day(view.get("as_of"), default=clock.today()),
            known_at=clock.known_until(view.get("known_at")),
            packed=True,
        )
        # as text they are grouped in alphabetical order, as categories in that of the files
        return rows.assign(**{name: compact.text(rows[name]) for name in ("board_id", "category")})

    current, parts = [read({})], [read({})]
    passed_over: dict[tuple[str, str], tuple[date, ...]] = {}
    for rows in store.by_source(asked, read):
        readings = completeness.ambiguous(data, rows["source_id"].unique())
        for board_id, of_board in rows.groupby("board_id"):
            complete = completeness.complete(of_board, readings)
            for category, of_category in complete.groupby("category"):
                in_force = _in_force(of_category, view.get("benchmark_version"))
                current.append(in_force[in_force["published_on"] == in_force["published_on"].max()])
                every = of_board[of_board["category"] == category]
                newer = passed_over[str(board_id), str(category)] = _newer(every, of_category)
                parts += [every[every["published_on"] == pd.Timestamp(day)] for day in newer[-1:]]
    attributed = _attributed(compact.stack(current), view)
    lacking = dict(list(_attributed(compact.stack(parts), view).groupby(["board_id", "category"])))
    return [
        replace(
            _board_history(boards.board(str(board_id)), str(category), of_both, view),
            passed_over=passed_over[str(board_id), str(category)],
            partial=lacking.get((board_id, category)),
        )
        for (board_id, category), of_both in attributed.groupby(["board_id", "category"])
    ]


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
    past = replace(_history(board_id, (), view), intervals=intervals)
    bests = frontiers.frontier(past, dates)
    if partial and dates == "published":
        both = pd.concat([bests, lower_bounds(past)]).sort_values(["date", "country"], ignore_index=True)
        both.attrs |= bests.attrs
        bests = both.astype(frontiers.FRONTIER_DTYPES)
    if best_of_all:
        of_all: View = {**view, "openness": "all"}
        bests = behind.behind(bests, _history(board_id, (), of_all), dates)
    return _told(bests, past, view)


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
    past = _history(board_id, ("rank",) if ranks else (), view, newest_only=True)
    return _told(frontiers.top(past, n, country, one_per_organization, ranks), past, view)


@kept
def leads(board_id: str, *, intervals: Intervals = "published", **view: Unpack[View]) -> pd.DataFrame:
    """The ledger of lead changes; see analytics.leads. `attrs["view"]` says of what, for a feed to name it."""
    past = replace(_history(board_id, (), view), intervals=intervals)
    told = _told(ledger.leads(past), past, view)
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
    """How far A is ahead of B in points, chance and days; see analytics.gaps. intervals: six columns more."""
    ask = gap_intervals.gap_with_intervals if intervals else gaps.gap
    past = _history(board_id, (), view)
    return _told(ask(past, a, b, dates=dates, every_date=every_date), past, view)


@kept
def epoch_lags(
    a: str, b: str, board_id: str | None = None, *, released_by: Day | None = None, **view: Unpack[View]
) -> pd.DataFrame:
    """How far B is behind A by Epoch AI's own rules; see analytics.epoch_lags.

    board_id: None is the newest of Epoch's fits that is stored. released_by: only models released by that day.
    """
    fits = [_history(name, (), view) for name in ([board_id] if board_id else epoch_fits())]
    newest = max(fits, key=lambda fit: fit.rows["published_on"].max() if len(fit.rows) else pd.Timestamp.min)
    return _told(epoch_rules.epoch_lags(newest, a, b, clock.day(released_by)), newest, view)


def epoch_fits() -> list[str]:
    """The boards that hold Epoch AI's Capabilities Index: its own file, and that within its benchmarking hub."""
    return [board_id for board_id, curated in boards.catalogue().items() if curated.board.metric == "eci"]


@kept
def share(
    board_id: str, *, top: int = 10, whole: bool = False, every_date: bool = False, **view: Unpack[View]
) -> pd.DataFrame:
    """Which part of the top models is each nation's; see analytics.shares."""
    past = _history(board_id, (), view)
    return _told(shares.share(past, top, whole, every_date), past, view)


def _told(table: pd.DataFrame, past: BoardHistory, view: View) -> pd.DataFrame:
    """A statistic with what its reader must be told besides, in `attrs["notes"]`: how old its newest snapshot is."""
    notes = table.attrs.get("notes", ())
    if past.snapshots:
        day = clock.day(view.get("as_of")) or clock.today()
        max_age_days = boards.board(past.board_id).max_age_days
        warning = standings_of.age_warning(past.snapshots[-1].date, day, max_age_days, past.passed_over)
        notes = (*notes, *filter(None, [_over(past.board_id, day), warning, _in_part(past)]))
    table.attrs["notes"] = notes
    return table


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


def _declared(board_id: str) -> pd.DataFrame:
    """The breaks that the registry declares for a board."""
    breaks = tables.load().breaks
    return breaks[breaks["board_id"] == board_id]


def _attributed(rows: pd.DataFrame, view: View, day: pd.Timestamp | None = None) -> pd.DataFrame:
    """With what the registry says of each row, and the viewer's choices. day: as of `_counts_from`."""
    known = tables.load()
    rows = attribution.attribute(rows, known)
    lens, openness = view.get("lens", "developer"), view.get("openness", "open")
    rows = _chosen(rows, openness, lens)
    rows = rows.assign(
        released_on=rows["released_on"].fillna(_registered_release(rows["model_id"], known)),
        unread=evidence.unread(rows, lens, known),
        base_model=_foreign_bases(rows["model_id"], known),
    )
    return rows.assign(
        counts_from=_counts_from(rows, openness, known, rows["published_on"].max() if day is None else day)
    )


def _board_history(curated: boards.CuratedBoard, category: str, rows: pd.DataFrame, view: View) -> BoardHistory:
    declared = _declared(curated.board.id)
    changed = declared["kind"].isin(fields.METHOD_CHANGES) & declared["category"].isin(["", category])
    changes = declared.loc[changed, "date"]
    return BoardHistory(
        board_id=curated.board.id,
        category=category,
        benchmark_version=view.get("benchmark_version") or "",
        metric=curated.board.metric,
        unit=curated.board.unit,
        higher_is_better=curated.board.higher_is_better,
        method_changes=tuple(sorted({*(date.fromisoformat(text) for text in changes), *_version_changes(rows)})),
        rows=rows,
        level=curated.board.level,
        interval_factor=curated.interval_factor,
    )


def _newer(rows: pd.DataFrame, complete: pd.DataFrame) -> tuple[date, ...]:
    """The days of snapshots newer than the last complete one."""
    newer = rows.loc[rows["published_on"] > complete["published_on"].max(), "published_on"]
    return tuple(stamp.date() for stamp in sorted(newer.unique()))


def _in_force(rows: pd.DataFrame, pinned: str | None) -> pd.DataFrame:
    """Per day only the newest question set published by then, or the one pinned."""
    if pinned is not None:
        return rows[rows["benchmark_version"] == pinned]
    if rows["benchmark_version"].nunique() <= 1:
        return rows
    versions = compact.text(rows["benchmark_version"])
    newest = versions.groupby(rows["published_on"]).max()
    in_force = pd.Series(list(accumulate(newest, max)), newest.index, dtype="str")
    return rows[versions == rows["published_on"].map(in_force)]


def _version_changes(rows: pd.DataFrame) -> list[date]:
    """The days on which another question set came into force."""
    if rows["benchmark_version"].nunique() <= 1:
        return []
    first = rows.groupby("benchmark_version")["published_on"].min().sort_values()
    return [stamp.date() for stamp in first.iloc[1:]]


def _chosen(rows: pd.DataFrame, openness: str, lens: Lens) -> pd.DataFrame:
    """The viewer's choices as columns: country under the lens, counted, undecided."""
    if lens not in ("developer", "base"):
        raise ValueError(f"unknown lens {lens!r}: expected developer or base")
    competes = ~compact.among(rows["basis"], attribution.NO_COMPETITOR)
    return rows.assign(
        developer_country=rows["country"],
        country=rows["base_country"] if lens == "base" else rows["country"],
        counted=compact.among(rows["openness"], tiers(openness)) & competes,
        undecided=compact.among(rows["openness"], ("unknown",)) & competes & (openness != "all"),
    )


def _registered_release(model_ids: pd.Series, known: tables.Registry) -> pd.Series:
    models = attribution.prepare(known).models
    return _days(model_ids, lambda model_id: models[model_id]["released_on"])


def _days(model_ids: pd.Series, day_of: Callable[[str], str]) -> pd.Series:
    """A day (ISO date, "" if unknown) of each model, by row."""
    codes, models = compact.codes_of(model_ids)
    by_code = np.array([*map(day_of, models), ""], "datetime64[us]")  # the code of null is -1, the last
    return pd.Series(by_code[codes], model_ids.index)


def _foreign_bases(model_ids: pd.Series, known: tables.Registry) -> pd.Series:
    """The base of each model, by row, where another nation's developers made it."""
    codes, models = compact.codes_of(model_ids)
    names = pd.Series(models, dtype="str").map(evidence.foreign_bases(known))
    places, bases = pd.factorize(names)
    return pd.Series(
        pd.Categorical.from_codes(np.append(places, -1)[codes], pd.Index(bases, dtype="str")), model_ids.index
    )


def _counts_from(rows: pd.DataFrame, openness: str, known: tables.Registry, day: pd.Timestamp) -> pd.Series:
    """From which day each model counts: its release, or the day since which it has been as open as was asked.

    The latter as of the day of the newest snapshot, if there is any: a reading of that one by date goes by it.
    """
    if openness == "all" or rows.empty or pd.isna(day):
        return rows["released_on"]
    lookup, asked, as_of = attribution.prepare(known), tiers(openness), f"{day:%Y-%m-%d}"
    since = _days(rows["model_id"], lambda model_id: lookup.open_since(model_id, as_of, asked)).to_numpy()
    return pd.Series(np.fmax(rows["released_on"].to_numpy(), since), rows.index)


def _check_category(data: DataDir, board_id: str, category: str) -> None:
    there = sorted(store.scan(data, [board_id], columns=["category"])["category"].unique())
    if there and category not in there:
        near = get_close_matches(category, there, n=3, cutoff=0.4) or there[:8]
        raise UnknownCategory(f"unknown category {category!r} of {board_id}: did you mean {', '.join(near)}?", near)
