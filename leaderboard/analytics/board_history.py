"""The input of every statistic: one board's past, and the same rows as arrays, best first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from statistics import NormalDist
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leaderboard.analytics.arrays import Flags, Floats, Integers
from leaderboard.analytics.sets import Sets
from leaderboard.records import compact

ROW_COLUMNS = (
    "published_on",
    "model_name",
    "setting",
    "score",
    "score_low",
    "score_high",
    "sample_size",
    "released_on",
    "counts_from",
    "model_id",
    "organization_id",
    "country",
    "developer_country",
    "base_country",
    "openness",
    "counted",
    "undecided",
    "unread",
    "base_model",
)

#: What may say how sure a score is: only an interval that came with it, or else the last one that the model had.
Intervals = Literal["published", "borrowed"]
#: A score and its interval.
_PUBLISHED = ("score", "score_low", "score_high")
#: What may tell the error of a score.
_BASES = ("published", "binomial", "borrowed")
#: An interval is not borrowed from longer ago than this, in days.
LENT_FOR = 90


@dataclass(frozen=True)
class Entries:
    """Rows as parallel arrays.

    strength: the score, negated where lower is better, so that more is always better.
    sd: of the error: from the published interval, widened by the board's `interval_factor`, else binomial from the
        number of items, else (if so chosen) from an interval that is borrowed; NaN where none tells.
    model: code of the model, the same in every snapshot.
    origin: the row's line in `parts`, which has a column per nation in `nations`: what each has in a model of that
        origin. Lines sum to 1, or to 0 where the country is unknown.
    unread: what makes the row count for its nation, its license or a seat, rests on no evidence that was read.
    """

    strength: Floats
    sd: Floats
    model: Integers
    origin: Integers
    counted: Flags
    undecided: Flags
    unread: Flags
    nations: tuple[str, ...]
    parts: Floats

    def at(self, rows: Integers | Flags | slice) -> "Entries":
        """Some of the rows; of a slice they are views."""
        return Entries(
            self.strength[rows],
            self.sd[rows],
            self.model[rows],
            self.origin[rows],
            self.counted[rows],
            self.undecided[rows],
            self.unread[rows],
            self.nations,
            self.parts,
        )

    def __len__(self) -> int:
        return len(self.strength)

    @property
    def shares(self) -> Floats:
        """What each nation has in each row."""
        return self.parts[self.origin]

    def of(self, nation: str) -> Flags:
        """Which rows the nation has a part in."""
        if nation not in self.nations:
            return np.zeros(len(self), dtype=bool)
        return (self.parts[:, self.nations.index(nation)] > 0)[self.origin]

    def counted_of(self, nation: str, rows: Integers) -> Integers:
        """Which of these rows count and are such that the nation has a part in them."""
        theirs = self.parts[:, self.nations.index(nation)] > 0
        return rows[self.counted[rows] & theirs[self.origin[rows]]]

    @cached_property
    def of_nobody_known(self) -> Flags:
        """Which rows have no known country."""
        return (self.parts.sum(axis=1) == 0)[self.origin]


@dataclass(frozen=True)
class Snapshot:
    """A board on one published day: the positions of its rows in `BoardHistory.table`, best first."""

    date: pd.Timestamp
    rows: Integers


@dataclass(frozen=True, eq=False)
class BoardHistory:
    """The complete snapshots of one board, category and question set, as known at a chosen time.

    rows: attributed observations with at least ROW_COLUMNS, texts packed or not; no superseded, withdrawn or incomplete
        ones. `country` is that of the chosen lens ("CHN", joint "CHN;USA", null if unknown),
        `openness` that of the row's day; `counted` marks the tiers that the viewer chose and
        `undecided` rows that might be among them, were their openness known. `unread` marks rows whose
        license or seat rests on no evidence that was read; `base_model` names the model that a row's
        is built on where that is of another nation's developers (null otherwise).
    method_changes: days on which the board declared that scores before and after do not compare.
    passed_over: days of snapshots newer than the last complete one that are known to hold only a part.
    level: what the board's published intervals cover, by its own word. interval_factor: how much too narrow they are
        nevertheless, by its history (analytics.undercoverage).
    partial: rows of the incomplete snapshots, which only date first listings and give lower bounds (analytics.parts);
        None if there are none.
    intervals: `published`, or `borrowed`: a score without one is as uncertain as the same spelling was when its
        interval was last published, LENT_FOR days ago at most and since the last break.

    Raises ValueError if a column is missing.
    """

    board_id: str
    category: str
    benchmark_version: str
    metric: str
    unit: str
    higher_is_better: bool
    method_changes: tuple[date, ...]
    rows: pd.DataFrame
    passed_over: tuple[date, ...] = ()
    level: float = 0.95
    interval_factor: float = 1.0
    partial: pd.DataFrame | None = None
    intervals: Intervals = "published"

    def __post_init__(self) -> None:
        missing = [name for name in ROW_COLUMNS if name not in self.rows.columns]
        if missing:
            raise ValueError(f"{self.board_id}: expected the columns of ROW_COLUMNS, missing {missing}")

    @cached_property
    def table(self) -> pd.DataFrame:
        """The rows by date, best first, equal scores by model name; with `strength`, `identity` (of the model), `sd`
        of the error and `interval_basis`: what tells it (published, binomial, borrowed, or null: nothing does).
        Texts that came packed are so here too: `spelled` spells some rows out.
        """
        sd, basis = self._errors
        return self.at(slice(None)).assign(
            identity=self._identity[self.order],
            strength=self.entries.strength,
            interval_basis=compact.text(pd.Series(pd.Categorical.from_codes(basis, pd.Index(_BASES)))),
            sd=sd,
        )

    @cached_property
    def order(self) -> Integers:
        """By row of `table`: which of `rows` it is."""
        strength, days = self._strength, pd.factorize(self._days, sort=True)[0]
        order = np.argsort(-strength)
        # numbers as short as may be are sorted by their digits: both sorts take a third of one by two keys
        order = order[np.argsort(days.astype(np.min_scalar_type(days.max(initial=0)))[order], kind="stable")]
        level = np.append(False, (days[order][1:] == days[order][:-1]) & (strength[order][1:] == strength[order][:-1]))
        among = np.flatnonzero(level | np.append(level[1:], False))
        some = order[among]
        if len(some):
            named = [
                pd.Series(self._identity[some]),
                *(self.rows[name].iloc[some] for name in ("setting", "model_name")),
            ]
            order[among] = some[np.lexsort([some, *map(compact.ranks, named), np.cumsum(~level)[among]])]
        return order

    def at(self, rows: Integers | slice, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Some rows of `table`, numbered from 0: the columns that they came with, or some of these."""
        told = self.rows if columns is None else self.rows[list(columns)]
        return told.iloc[self.order[rows]].reset_index(drop=True)

    def worked_out(self) -> "BoardHistory":
        """The same for whoever keeps it: worked out now, and with no rows besides those of `table`, in its order."""
        alone = replace(self, rows=self.table)
        vars(alone).update(
            table=self.table,
            order=np.arange(len(self.table)),
            entries=self.entries,
            lent=self.lent,
            by_day=self.by_day,
            snapshots=self.snapshots,
            notes=self.notes,
        )
        return alone

    def spelled(self, rows: Integers) -> pd.DataFrame:
        """Some rows of `table`, with text where it has categories."""
        return compact.spelled(self.table.iloc[rows])

    @cached_property
    def entries(self) -> Entries:
        """The rows of `table` as arrays."""
        nations, origin, parts = _origins(self.rows["country"])
        counted, undecided, unread = (
            self.rows[name].to_numpy("bool")[self.order] for name in ("counted", "undecided", "unread")
        )
        return Entries(
            strength=self._strength[self.order],
            sd=self._errors[0],
            model=compact.distinct(self._identity.codes[self.order].astype("int64"))[0],
            origin=origin[self.order],
            counted=counted,
            undecided=undecided & ~counted,
            unread=unread,
            nations=nations,
            parts=parts,
        )

    @cached_property
    def lent(self) -> Entries:
        """The entries as they are with borrowed intervals."""
        return replace(self.entries, sd=self._with_lent(*self._published)[0])

    @property
    def _strength(self) -> Floats:
        """By row of `rows`."""
        score = self.rows["score"].to_numpy("float64")
        return score if self.higher_is_better else -score

    @property
    def _days(self) -> NDArray[np.datetime64]:
        """By row of `rows`."""
        return self.rows["published_on"].to_numpy()

    @cached_property
    def _identity(self) -> pd.Categorical:
        """By row of `rows` what tells one model from another: its registry entry, else its published name."""
        (codes, models), (unregistered, names) = (
            compact.codes_of(self.rows[name]) for name in ("model_id", "model_name")
        )
        identities = [*models, *(f"name:{name}" for name in names)]
        codes = np.where(codes < 0, len(models) + unregistered, codes)
        return pd.Categorical.from_codes(codes, pd.Index(identities, dtype="str"))

    @cached_property
    def _errors(self) -> tuple[Floats, Integers]:
        """By row of `table` the standard deviation of the error, and what tells it: its place in _BASES, or -1."""
        return self._published if self.intervals == "published" else self._with_lent(*self._published)

    @cached_property
    def _published(self) -> tuple[Floats, Integers]:
        """The same, but for what is borrowed.

        A percentage of counted items has a binomial error; a reversed interval is none.
        """
        score, low, high = (self.rows[name].to_numpy("float64")[self.order] for name in _PUBLISHED)
        reach = NormalDist().inv_cdf((1 + self.level) / 2)  # in standard deviations, to either side
        sd = np.where(high >= low, self.interval_factor * (high - low) / (2 * reach), np.nan)
        basis = np.where(high >= low, _BASES.index("published"), -1)
        if self.unit == "percent":
            items = self.rows["sample_size"].to_numpy("float64", na_value=np.nan)[self.order]
            counts = (basis < 0) & (score >= 0) & (score <= 100) & (items > 0)
            sd[counts], basis[counts] = _binomial_sd(score[counts], items[counts]), _BASES.index("binomial")
        return sd, basis

    def _with_lent(self, sd: Floats, basis: Integers) -> tuple[Floats, Integers]:
        """Both with borrowed intervals where nothing else tells how sure a score is.

        Of the same spelling the last that was published, unless too long ago or before a break.
        """
        if not (basis < 0).any():
            return sd, basis
        upto = self.order[: np.flatnonzero(basis < 0)[-1] + 1]  # nothing is lent from later
        key = ("identity", "model_name", "setting")
        spelling = compact.distinct(compact.numbers(self.rows.assign(identity=self._identity), key)[upto])[0]
        asks = np.zeros(len(spelling), dtype=bool)
        asks[spelling[basis[: len(upto)] < 0]] = True
        rows = np.flatnonzero(asks[spelling])
        days = self._days[self.order[rows]]
        era = np.searchsorted(np.array(self.method_changes, "datetime64[us]"), days, side="right")
        number = spelling[rows] * (len(self.method_changes) + 1) + era
        in_turn = np.argsort(number, kind="stable")  # each spelling's rows of an era, oldest first
        rows, days, number = rows[in_turn], days[in_turn], number[in_turn]
        place = np.arange(len(rows))
        # the last row with an interval, maybe of the spelling before
        last = np.maximum.accumulate(np.where(basis[rows] == _BASES.index("published"), place, -1))
        first = np.maximum.accumulate(np.where(np.diff(number, prepend=-1) != 0, place, 0))
        recent = days - days[last] < np.timedelta64(LENT_FOR + 1, "D")
        lends = (basis[rows] < 0) & (last >= first) & recent
        sd, basis = sd.copy(), basis.copy()
        sd[rows[lends]], basis[rows[lends]] = sd[rows[last[lends]]], _BASES.index("borrowed")
        return sd, basis

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What a reader of any statistic of this board should be told."""
        derived = {
            "binomial": "binomial, from the number of items",
            "borrowed": f"borrowed: the model's own, published up to {LENT_FOR} days before",
        }
        counts = {told: int((self._errors[1] == _BASES.index(told)).sum()) for told in derived}
        return tuple(
            f"intervals of {counts[told]:,} of {len(self.rows):,} rows are {what}"
            for told, what in derived.items()
            if counts[told]
        )

    @cached_property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """The board's days, oldest first."""
        starts, stops = self.by_day.starts, self.by_day.stops
        days = pd.to_datetime(self._days[self.order[starts]])
        return tuple(map(Snapshot, days, map(np.arange, starts.tolist(), stops.tolist())))

    @cached_property
    def by_day(self) -> Sets:
        """How the rows of `table` fall into snapshots."""
        days = self._days[self.order]
        return Sets(np.diff(_starts(days), append=len(days)))

    @property
    def listings(self) -> pd.DataFrame:
        """The rows of `table`, then those of incomplete snapshots: each shows that its model was listed on its day.

        Put together each time: it is as large as all the rest, and seldom asked for.
        """
        if self.partial is None:
            return self.table
        parts = [self.table, self.partial.assign(identity=replace(self, rows=self.partial)._identity)]
        return pd.concat([compact.spelled(part) for part in parts], ignore_index=True)

    @cached_property
    def first_rows(self) -> Integers:
        """By model code: the position in `listings` of its first row on the board, however open it was then."""
        listings = self.listings
        days = listings["published_on"].sort_values(kind="stable")
        identities = listings["identity"].iloc[days.index]
        first = pd.Series(days.index, identities.to_numpy())[~identities.duplicated().to_numpy()]
        of_model = self.table["identity"].iloc[np.unique(self.entries.model, return_index=True)[1]]
        return first[of_model.to_numpy()].to_numpy("int64")

    @cached_property
    def first_listed(self) -> NDArray[np.datetime64]:
        """By model code: the first day on which any of its rows stood on the board, in a complete snapshot or not."""
        return self.listings["published_on"].to_numpy()[self.first_rows]

    @cached_property
    def started(self) -> np.datetime64:
        """The day of the board's first snapshot, complete or not."""
        parts = [self.table] if self.partial is None else [self.table, self.partial]
        return pd.concat([part["published_on"] for part in parts]).min().to_datetime64()

    @cached_property
    def released(self) -> NDArray[np.datetime64]:
        """By model code: its release day, NaT if unknown."""
        return self.table["released_on"].groupby(self.entries.model).min().to_numpy()

    @cached_property
    def counting_since(self) -> NDArray[np.datetime64]:
        """By model code: its release day or, where only open models count, the later one of its weights; else NaT.

        As of the newest snapshot: a model that does not count there has its release day.
        """
        return self.table["counts_from"].groupby(self.entries.model).max().to_numpy()

    def best_per_model(self, rows: Integers) -> Integers:
        """Of positions that stand best first: each model's first, in the same order."""
        _, first = np.unique(self.entries.model[rows], return_index=True)
        return rows[np.sort(first)]


def _starts(days: NDArray[np.datetime64]) -> Integers:
    """Where each day's rows begin. days: in order."""
    return np.flatnonzero(np.append(True, days[1:] != days[:-1]))[: len(days)]


def _binomial_sd(score: Floats, items: Floats) -> Floats:
    """Standard deviation of a percentage of n items, two successes and two failures added (Agresti and Coull 1998).

    So it is not zero where all or none were solved.
    """
    rate = (score / 100 * items + 2) / (items + 4)
    return 100 * np.sqrt(np.clip(rate * (1 - rate), 0, None) / (items + 4))


def shares_of(countries: "pd.Series[str]") -> tuple[tuple[str, ...], Floats]:
    """The nations named, in alphabetical order, and what each has in each row (joint origin in equal parts)."""
    nations, origin, parts = _origins(countries)
    return nations, parts[origin]


def _origins(countries: "pd.Series[str]") -> tuple[tuple[str, ...], Integers, Floats]:
    """The nations named, by row the number of its origin, and what each nation has in each of these."""
    codes, origins = pd.factorize(countries)
    members: Sequence[list[str]] = [[name for name in origin.split(";") if name] for origin in origins]
    nations = tuple(sorted({name for names in members for name in names}))
    parts = np.zeros((len(members) + 1, len(nations)))  # an unknown country has code -1: the last line, all zeros
    for code, names in enumerate(members):
        for name in names:
            parts[code, nations.index(name)] = 1 / len(names)
    return nations, codes % len(parts), parts
