"""Is this new snapshot plausible beside its own past?

Every new or changed snapshot is held against the last plausible one of its board, category and
question set; a day served again, against what it showed before. The limits stand outside of
everything that the recorded history of all sources holds, but for the breaks and partial days that
the registry declares. They are wider the longer ago that past is and the fewer models are shared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from leaderboard.records import compact
from leaderboard.records.schema import SNAPSHOT_KEY
from leaderboard.registry.fields import METHOD_CHANGES

#: A snapshot with fewer models than this share of the last complete one's holds only a part of its board.
MIN_KEPT = 0.5
#: The share of the last snapshot's names that may be gone. All of them never may, however long ago it was.
MAX_GONE = 0.4
#: The typical (median) move of a score, in spreads of the board; with n shared models 1/sqrt(n) more may be chance.
MAX_MOVE = 0.15
#: After so many days the limits on what is gone and on the typical move have doubled.
RELAXES_IN = 180
#: Rank correlation of the shared models' scores.
MIN_ORDER = 0.7
#: Where this share of the scores usually stands still, MIN_STILL of them must, or the typical move is HARDLY one.
USUALLY_STILL, MIN_STILL, HARDLY = 0.9, 0.3, 0.05
#: Where too few days tell a habit, and none of them another: a share of percentages that never moves at once.
ALL_AT_ONCE = 0.9
#: How the typical sample size may multiply.
SAMPLE_GROWTH = (0.5, 5.0)
#: Counts of use add up, and grow: between one day and the next their total multiplies or divides by so much at most
#: (a week's sum in the place of a day's does by seven), and by twice as much for every so many days in between.
TOTAL_GROWTH, TOTAL_DOUBLES_IN = 3.0, 60
#: The units of such counts.
ADDING_UP = ("tokens", "downloads")
#: The share of shared models whose organization or license may have another name than before.
MAX_RENAMED = {"organization": 0.75, "license": 0.5}
#: The share of rows that may lie outside of their own interval, and that may stand there twice.
MAX_OUTSIDE, MAX_REPEATED = 0.02, 0.05
#: The share of a new category's models that its board must know.
MIN_KNOWN = 0.3
#: A shorter list than this share of the last complete snapshot's is one that was cut if it has none of the bounds and
#: sample sizes that all of that had, if what is left are the best of that or the worst (but for the share NEARLY), or
#: if more than the share MAX_LOST is gone and hardly anything is new beside what is left. Whenever it was: boards that
#: drop old models let the weak and the strong go, and list new ones.
MIN_LISTED, NEARLY, MAX_LOST = 0.9, 0.05, 0.3
#: A score in percent that becomes exactly so much of what it was, or the reverse, is one in another unit. So are all
#: scores of a few models that become one multiple of what they were, up to the share ALIKE and beyond RESCALED.
HUNDREDTH, ALIKE, RESCALED = 0.01, 0.01, 1.5
#: So many doubted snapshots in a row, over so many days, that agree with each other are the board as it now is.
AGREEING, AGREEING_FOR = 3, 7
#: What fewer shared models say is chance; for names and habits, fewer names; for habits, fewer pairs of days too.
FEW_MODELS, FEW_NAMES, FEW_PAIRS = 5, 10, 3

_KEY = list(SNAPSHOT_KEY)
_SERIES = _KEY[:3]  # what a snapshot is one day of
_QUARTILES_TO_SPREAD = 1.349  # the interquartile range of a normal distribution, in standard deviations
_DAY = 86_400_000_000  # microseconds
_NUMBERS = ["score", "score_low", "score_high", "sample_size"]
_COMPARED = [
    *_KEY,
    "model_name",
    "setting",
    *_NUMBERS,
    "unit",
    "organization_name",
    "license_name",
    "complete",
    "recorded_basis",
]

_Series = tuple[str, str, str]
_Array = npt.NDArray[np.float64]
_Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Alarm:
    """An implausible snapshot. found: what was expected and found.

    partial: all that it lacks is models. cut: in a way that leaves no doubt that it is a list which its site cut.
    """

    board_id: str
    category: str
    benchmark_version: str
    published_on: pd.Timestamp
    found: str
    partial: bool
    cut: bool

    @property
    def key(self) -> tuple[str, str, str, pd.Timestamp]:
        """The snapshot: SNAPSHOT_KEY."""
        return self.board_id, self.category, self.benchmark_version, self.published_on

    @property
    def diagnosis(self) -> str:
        version = f" ({self.benchmark_version})" if self.benchmark_version else ""
        return f"{self.board_id}{version}, {self.category}, {self.published_on:%Y-%m-%d}: {self.found}"


def alarms(
    table: pd.DataFrame,
    fresh: pd.DataFrame,
    past: pd.DataFrame,
    breaks: pd.DataFrame,
    repeated: pd.DataFrame,
    *,
    backfill: bool,
) -> list[Alarm]:
    """The implausible snapshots of one response.

    table: all that it says, normalized; judged are the snapshots with a row in `fresh`, the news of
    it. past: the newest stored rows of the same boards. breaks: the registry's table. repeated: rows
    that stood there more than once (columns SNAPSHOT_KEY). backfill: days before the first one
    stored are what was asked for.
    """
    if fresh.empty:
        return []
    past = past[~past["withdrawn"]]
    declared = _declared(breaks)
    judged = table[compact.isin(table, fresh)] if len(past) else table
    found = []
    for series, days in _by_series(past, judged, repeated):
        strange = _strange_category(series, table, past) if len(past) and all(day.new for day in days) else ""
        for one in _judge(days, _on(declared, *series[:2]), strange, backfill=backfill):
            day = pd.Timestamp(one.day.date).as_unit("us")
            found.append(Alarm(*series, day, "; ".join(one.reasons), one.partial, one.partial and one.cut))
    return found


def _strange_category(series: _Series, table: pd.DataFrame, past: pd.DataFrame) -> str:
    """Why a category that this board did not have is none of its categories, or nothing.

    Its models are strangers, or it stands in the place of all that the board had. A new question
    set may have new categories and models.
    """
    board_id, category, version = series
    had = past[(past["board_id"] == board_id) & (past["benchmark_version"] == version)]
    if had.empty:
        return ""
    served = table[(table["board_id"] == board_id) & (table["benchmark_version"] == version)]
    if not set(served["category"]) & set(had["category"]):
        return f"expected some of the categories {', '.join(sorted(set(had['category']))[:5])}, found only others"
    models = served.loc[served["category"] == category, "model_name"].drop_duplicates()
    known = int(models.isin(had["model_name"]).sum())
    if len(models) >= FEW_MODELS and known < MIN_KNOWN * len(models):
        return f"expected models of this board in a new category, found {known} of {len(models)} known"
    return ""


@dataclass(frozen=True)
class _Declared:
    """The breaks of a board (and category): days that hold only a part of it, and days that do not compare."""

    partial: frozenset[int]
    apart: tuple[int, ...]

    def between(self, before: int, after: int) -> bool:
        """Whether a break lies between, or on the day of both: then any version of it may be the first beyond."""
        return any(before < day <= after or before == day == after for day in self.apart)


def _declared(breaks: pd.DataFrame) -> dict[str, list[tuple[str, int, str]]]:
    """By board: category, day and kind of every declared break."""
    days = pd.to_datetime(breaks["date"], format="%Y-%m-%d").astype("datetime64[us]").astype("int64") // _DAY
    found: dict[str, list[tuple[str, int, str]]] = {}
    for board_id, *one in zip(breaks["board_id"], breaks["category"], days, breaks["kind"], strict=True):
        found.setdefault(board_id, []).append((one[0], int(one[1]), one[2]))
    return found


def _on(declared: dict[str, list[tuple[str, int, str]]], board_id: str, category: str) -> _Declared:
    own = [(day, kind) for where, day, kind in declared.get(board_id, ()) if where in ("", category)]
    apart = (*METHOD_CHANGES, "names")
    return _Declared(
        frozenset(day for day, kind in own if kind == "partial"), tuple(day for day, kind in own if kind in apart)
    )


@dataclass(frozen=True, eq=False)
class _Day:
    """One snapshot: its day (since 1970), and its rows in the order of `names`, codes of model and setting."""

    day: int
    new: bool
    complete: bool
    names: _Codes
    models: _Codes
    score: _Array
    low: _Array
    high: _Array
    sample: _Array
    texts: dict[str, _Codes]
    repeats: int  # rows that stood there once more
    committed: bool  # dated by a commit, which orders it: what an earlier one showed is then a revert, not a stale copy
    percent: bool  # a share of tasks solved, which stands still by nature; ratings and ranks move with every rival
    adds_up: bool  # counts of use: their total is what is plausible or not, and their order means nothing

    @cached_property
    def spread(self) -> float:
        ordered = np.sort(self.score)  # several times faster than np.percentile, and quartiles enough
        quarter = len(ordered) // 4
        return float(ordered[-1 - quarter] - ordered[quarter]) / _QUARTILES_TO_SPREAD

    @cached_property
    def content(self) -> bytes:
        """The same for the same names with the same scores and sample sizes."""
        return b"".join(array.tobytes() for array in (self.names, self.score, self.sample))

    @property
    def date(self) -> str:
        return str(np.datetime64(self.day, "D"))


class _Pair:
    """What a snapshot shares with the one that it is held against."""

    def __init__(self, before: _Day, after: _Day) -> None:
        self.before, self.after = before, after
        at, here = _places(after.names, before.names)
        self.old, self.new = at[here], np.flatnonzero(here)
        self.scores = before.score[self.old], after.score[self.new]
        self.moves = self.scores[1] - self.scores[0]

    def __len__(self) -> int:
        return len(self.old)

    @property
    def fell(self) -> bool:
        """Whether more than half of the models are gone, other than by duplicates that were set aside."""
        return self.after.complete and len(self.after.models) < MIN_KEPT * len(self.before.models)

    @cached_property
    def without(self) -> str:
        """Bounds, sample sizes or both: what all rows of the one before had, and no row of a shorter list has."""
        if not self.after.complete or len(self.after.models) >= MIN_LISTED * len(self.before.models):
            return ""
        columns = {"bounds": (self.before.low, self.after.low), "sample sizes": (self.before.sample, self.after.sample)}
        had = {what: new for what, (old, new) in columns.items() if np.isfinite(old).all()}
        return " and ".join(had) if all(np.isnan(new).all() for new in had.values()) else ""

    @cached_property
    def left(self) -> int | None:
        """How many rows are left of the one before in a list that was cut; None where nothing speaks for a cut."""
        had, kept = len(self.before.names), len(self)
        gone, new = had - kept, len(self.after.names) - kept
        shorter = self.after.complete and len(self.after.names) < MIN_LISTED * had
        if not shorter or had < FEW_MODELS or not kept or self.after.adds_up:  # what is hardly used any more leaves
            return None
        stayed = np.isin(np.argsort(self.before.score, kind="stable"), self.old)
        an_end = gone >= FEW_MODELS and max(stayed[:kept].mean(), stayed[gone:].mean()) >= 1 - NEARLY
        nothing_new = gone > MAX_LOST * had and new <= NEARLY * had
        return kept if an_end or nothing_new else None

    @property
    def part(self) -> str:
        """The one rule by which a snapshot is told to hold only a part of its board: its reason in words, else ""."""
        before, when = self.before, self.before.date
        if self.without:
            expected = f"the {len(before.models)} models of {when}, each with {self.without}"
            return f"expected {expected}, found a list of {len(self.after.models)} without"
        if self.fell:
            whole = f"at least half of the {len(before.models)} models of the last complete snapshot"
            return f"expected {whole}, found {len(self.after.models)}"
        if self.left is not None:
            return f"expected the {len(before.names)} rows of {when}, found a list cut to {self.left} of them"
        return ""

    @property
    def slack(self) -> float:
        """How much wider limits are for the time in between."""
        return 1 + abs(self.after.day - self.before.day) / RELAXES_IN

    @cached_property
    def still(self) -> float:
        """The share of the shared scores that did not move."""
        return float(np.mean(np.abs(self.moves) <= 1e-9 * np.abs(self.scores[0])))

    @cached_property
    def mixed(self) -> bool:
        """Whether scores moved far enough to change their order at all."""
        return float(np.mean(np.abs(self.moves))) > HARDLY * self.before.spread

    @cached_property
    def move(self) -> float:
        """The typical move, in spreads of the board before."""
        spread = self.before.spread
        return _median(np.abs(self.moves)) / spread if spread else 0.0


def _by_series(
    past: pd.DataFrame, judged: pd.DataFrame, repeated: pd.DataFrame
) -> Iterator[tuple[_Series, list[_Day]]]:
    """Every board, category and question set with a judged snapshot: its days in order, each as stored, then as new."""
    rows = compact.stack([past[_COMPARED], judged[_COMPARED]])
    new = np.arange(len(rows)) >= len(past)
    series, first = compact.distinct(compact.numbers(rows, _SERIES))
    named: list[_Series] = list(rows[_SERIES].iloc[first].itertuples(index=False, name=None))
    day = rows["published_on"].astype("int64").to_numpy() // _DAY
    since = day - day.min()
    snapshot = pd.factorize((series * (since.max() + 1) + since) * 2 + new, sort=True)[0]
    names = compact.numbers(rows, ["model_name", "setting"])
    order = np.argsort(snapshot * (names.max() + 1) + names, kind="stable")  # a quarter of a sort by several keys
    is_judged = np.bincount(series[new], minlength=len(rows)) > 0
    order = order[is_judged[series[order]]]
    series, day, new, names, snapshot = series[order], day[order], new[order], names[order], snapshot[order]
    models = compact.numbers(rows, ["model_name"])[order]  # in order too: they come first in the number of a name
    texts = {what: compact.codes_of(rows[f"{what}_name"])[0][order] for what in MAX_RENAMED}
    score, low, high, sample = (rows[name].to_numpy("float64", na_value=np.nan)[order] for name in _NUMBERS)
    percent = rows["unit"].eq("percent").to_numpy()[order]
    adds_up = rows["unit"].isin(ADDING_UP).to_numpy()[order]
    repeats = _times(repeated, rows)[order]
    starts = np.r_[0, np.flatnonzero(np.diff(snapshot)) + 1]
    complete = np.logical_and.reduceat(rows["complete"].to_numpy()[order], starts)
    committed = np.logical_and.reduceat(rows["recorded_basis"].eq("commit").to_numpy()[order], starts)
    another = np.r_[True, np.diff(models) != 0]
    another[starts] = True
    days: list[_Day] = []
    for number, (start, end) in enumerate(pairwise([*starts, len(order)])):
        at = slice(start, end)
        days.append(
            _Day(
                int(day[start]),
                bool(new[start]),
                bool(complete[number]),
                names[at],
                models[at][another[at]],
                score[at],
                low[at],
                high[at],
                sample[at],
                {what: codes[at] for what, codes in texts.items()},
                int(repeats[start]) if new[start] else 0,
                bool(committed[number]),
                bool(percent[start]),
                bool(adds_up[start]),
            )
        )
        if end == len(order) or series[end] != series[start]:
            yield named[series[start]], days
            days = []


def _times(repeated: pd.DataFrame, rows: pd.DataFrame) -> _Codes:
    """Per row how many rows of its snapshot stood there once more."""
    if repeated.empty:
        return np.zeros(len(rows), np.int64)
    times = repeated.groupby(_KEY, as_index=False).size()
    return rows[_KEY].merge(times, on=_KEY, how="left")["size"].fillna(0).to_numpy(np.int64)


@dataclass(frozen=True)
class _Doubt:
    """An implausible day. past: all that speaks against it is what was before it, which may have come to its end."""

    day: _Day
    reasons: list[str]
    partial: bool = False
    cut: bool = False
    past: bool = False


def _judge(days: list[_Day], declared: _Declared, strange: str, *, backfill: bool) -> Iterator[_Doubt]:
    """Every new day of one series that is implausible.

    Days in a row that are so beside the past only, but agree with each other, become the past: where there are enough
    of them, or where one follows that is plausible or that a person accepted.
    """
    first = next((day for day in days if not day.new), None)
    shown: _Day | None = None  # what the store shows of this day
    last: _Day | None = None  # the last whole and plausible one
    habit: list[float] = []  # which share of the scores stood still, pair by pair
    known: dict[int, str] = {}  # contents -> day
    waiting: list[_Doubt] = []  # since then, each of which agrees with the one before
    for day in days:
        partial = day.day in declared.partial
        again = shown if shown and shown.day == day.day else None
        before = again or last
        pair = _Pair(before, day) if before and not partial and not declared.between(before.day, day.day) else None
        if day.new and not partial:
            alone = [*filter(None, [strange]), *_alone(day)]
            if not backfill and first and day.day < first.day:
                alone.append(f"expected no day before {first.date}, the first one stored, found an earlier one")
            beside = [*_beside(pair), *_against_habit(pair, habit)] if pair is not None else []
            stale = [*_stale(pair, habit, known)] if pair is not None else []
            if alone or beside or stale:
                lacks = pair is not None and pair.part and len(beside) == 1 and not (alone or stale)
                mere = not (alone or stale or again or lacks or day.adds_up)  # sums of a week may well go on for one
                doubt = _Doubt(
                    day, [*alone, *beside, *stale], bool(lacks), bool(pair is not None and pair.without), mere
                )
                if waiting and not (mere and _agree(waiting[-1].day, day, habit)):
                    yield from waiting
                    waiting = []
                if not mere:
                    yield doubt
                    continue
                waiting.append(doubt)
                if len(waiting) >= AGREEING and day.day - waiting[0].day.day >= AGREEING_FOR:
                    waiting, last = [], day
                continue
        if not day.new:
            shown = day
        if day.complete and not partial:
            if waiting and not _agree(waiting[-1].day, day, habit):
                yield from waiting
            waiting = []
            if pair is not None and not again and len(pair) >= FEW_MODELS:
                habit.append(pair.still)
            known[hash(day.content)] = day.date
            last = day
    yield from waiting


def _agree(one: _Day, other: _Day, habit: list[float]) -> bool:
    """Whether either of two days is plausible beside the other. A copy under another date says nothing more."""
    pairs = _Pair(one, other), _Pair(other, one)
    copied = one.content == other.content and not other.committed
    return (
        len(pairs[0]) >= FEW_MODELS
        and not copied
        and not any(reason for pair in pairs for reason in (*_beside(pair), *_against_habit(pair, habit)))
    )


def _alone(day: _Day) -> Iterator[str]:
    """What a snapshot shows by itself."""
    outside = int(np.sum((day.score < day.low) | (day.score > day.high)))
    if outside >= FEW_MODELS and outside > MAX_OUTSIDE * len(day.score):
        yield f"expected every score within its interval, found {outside} of {len(day.score)} outside"
    if day.repeats > MAX_REPEATED * len(day.score) and day.repeats >= FEW_MODELS:
        yield f"expected every row once, found {day.repeats} of {len(day.score)} again"


def _beside(pair: _Pair) -> Iterator[str]:
    """What two snapshots show beside each other."""
    before, when = pair.before, pair.before.date
    kept = int(_places(pair.after.models, before.models)[1].sum())
    gone = 1 - kept / len(before.models)
    if pair.part:
        yield pair.part
    elif len(before.models) >= FEW_NAMES and (not kept or gone > MAX_GONE * pair.slack):
        yield f"expected most of the {len(before.models)} models of {when}, found {kept} of these names again"
    if pair.after.adds_up:
        yield from _totals(pair)
        return
    yield from _in_another_unit(pair)
    if len(pair) < FEW_MODELS:
        return
    if pair.move > (MAX_MOVE + len(pair) ** -0.5) * pair.slack:
        low, high = before.score.min(), before.score.max()
        yield (
            f"expected scores near those of {when} ({low:g} to {high:g}), found {np.mean(pair.moves > 0):.0%} up, "
            f"{np.mean(pair.moves < 0):.0%} down, by {_median(np.abs(pair.moves)):g} in the middle"
        )
    if pair.mixed and (order := _rank_correlation(*pair.scores)) < MIN_ORDER:
        yield f"expected the order of {when}, found another (rank correlation {order:.2f})"
    samples = pair.after.sample[pair.new] / np.maximum(before.sample[pair.old], 1)
    samples = samples[np.isfinite(samples)]
    if len(samples) >= FEW_MODELS:
        growth = _median(samples)
        if not SAMPLE_GROWTH[0] / pair.slack <= growth <= SAMPLE_GROWTH[1] * pair.slack:
            yield f"expected sample sizes near those of {when}, found them times {growth:.3g}"
    for what, limit in MAX_RENAMED.items():
        old, new = before.texts[what][pair.old], pair.after.texts[what][pair.new]
        told = old >= 0  # a name that is blank now counts as another
        renamed = int(np.sum(old[told] != new[told]))
        if told.sum() >= FEW_MODELS and renamed > limit * told.sum() * pair.slack:
            yield f"expected the {what} of each model as of {when}, found another for {renamed} of {told.sum()}"


def _in_another_unit(pair: _Pair) -> Iterator[str]:
    """Whether scores are what they were in another unit: one of them in percent, or all of a few models."""
    if not (pair.after.percent or 1 < len(pair) < FEW_MODELS):
        return
    old, new = pair.scores
    times = new[old * new > 0] / old[old * new > 0]
    slipped = int(np.sum(np.isclose(times, HUNDREDTH, 1e-6) | np.isclose(times, 1 / HUNDREDTH, 1e-6)))
    if pair.after.percent and slipped:
        yield f"expected scores in the unit of {pair.before.date}, found {slipped} at a hundredth or a hundredfold"
    alike = 1 < len(times) == len(pair) < FEW_MODELS and times.max() <= (1 + ALIKE) * times.min()
    if alike and not slipped and not 1 / RESCALED <= times[0] <= RESCALED:
        yield f"expected scores near those of {pair.before.date}, found each of {len(pair)} times {times[0]:.3g}"


def _totals(pair: _Pair) -> Iterator[str]:
    """What the totals of two days of counts show beside each other."""
    old, new = pair.before.score.sum(), pair.after.score.sum()
    limit = TOTAL_GROWTH * 2 ** (abs(pair.after.day - pair.before.day) / TOTAL_DOUBLES_IN)
    if not old / limit <= new <= old * limit:
        yield (
            f"expected a total within {limit:.2g} times that of {pair.before.date} ({old:.4g}), found {new:.4g}: "
            f"times {new / old if old else np.inf:.2g}"
        )


def _against_habit(pair: _Pair, habit: list[float]) -> Iterator[str]:
    """What the series so far shows: whether scores stand still there."""
    if len(pair) < FEW_MODELS or pair.after.adds_up:
        return
    before, when = pair.before, pair.before.date
    usual = _usual(habit)
    hardly = pair.move <= HARDLY * pair.slack or len(pair) < FEW_NAMES
    if usual >= USUALLY_STILL and pair.still < MIN_STILL and not hardly:
        yield f"expected scores that stand still, as here they do, found {1 - pair.still:.0%} moved since {when}"
    young = pair.after.percent and len(habit) < FEW_PAIRS and min(habit, default=1.0) >= USUALLY_STILL
    mended = pair.after.committed and before.day == pair.after.day  # its maker's later commit of the same day
    if young and not mended and pair.still <= 1 - ALL_AT_ONCE and not hardly:
        yield f"expected scores that stand still, as percentages do, found {1 - pair.still:.0%} moved since {when}"


def _stale(pair: _Pair, habit: list[float], known: dict[int, str]) -> Iterator[str]:
    """Whether what no commit dates is what another day showed."""
    if len(pair) < FEW_MODELS or pair.after.committed:
        return
    before, when = pair.before, pair.before.date
    if pair.after.content != before.content:
        if earlier := known.get(hash(pair.after.content)):
            yield f"expected news after {when}, found what {earlier} showed"
    elif _usual(habit) < 1 - USUALLY_STILL and before.day != pair.after.day and np.isfinite(before.sample).all():
        yield f"expected other scores and sample sizes than on {when}, found the same"


def _usual(habit: list[float]) -> float:
    """Which share of the scores usually stands still; NaN where too few days tell."""
    return _median(np.array(habit)) if len(habit) >= FEW_PAIRS else np.nan


def _places(sought: _Codes, among: _Codes) -> tuple[_Codes, npt.NDArray[np.bool_]]:
    """Where each of these numbers stands among others, both in order, and whether it does."""
    at = np.searchsorted(among, sought)
    at[at == len(among)] = 0
    return at, among[at] == sought


def _median(values: _Array) -> float:
    """As np.median of numbers, which takes five times as long for a few."""
    ordered = np.sort(values)
    middle = len(ordered) // 2
    return float(ordered[middle] + ordered[-1 - middle]) / 2


def _rank_correlation(one: _Array, other: _Array) -> float:
    ranks = pd.Series(one).rank(), pd.Series(other).rank()
    return float(np.corrcoef(*ranks)[0, 1]) if min(rank.std() for rank in ranks) else 1.0
