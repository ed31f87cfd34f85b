"""The input of every statistic: one board's past, and the same rows as arrays, best first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from statistics import NormalDist
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leaderboard.records import compact

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Integers = NDArray[np.int64]

ROW_COLUMNS = (
    "published_on",
    "model_name",
    "setting",
    "score",
    "score_low",
    "score_high",
    "sample_size",
    "rank",
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
#: An interval is not borrowed from longer ago than this, in days.
LENT_FOR = 90


@dataclass(frozen=True)
class Entries:
    """Rows as parallel arrays. `shares` has a column per nation in `nations`.

    strength: the score, negated where lower is better, so that more is always better.
    sd: of the error: from the published interval, widened by the board's `interval_factor`, else binomial from the
        number of items, else (if so chosen) from an interval that is borrowed; NaN where none tells.
    model: code of the model, the same in every snapshot.
    shares: what each nation has in the row; rows sum to 1, or to 0 where the country is unknown.
    unread: what makes the row count for its nation, its license or a seat, rests on no evidence that was read.
    """

    strength: Floats
    sd: Floats
    model: Integers
    shares: Floats
    counted: Flags
    undecided: Flags
    unread: Flags
    nations: tuple[str, ...]

    def at(self, rows: Integers | Flags | slice) -> "Entries":
        """Some of the rows."""
        return Entries(
            self.strength[rows],
            self.sd[rows],
            self.model[rows],
            self.shares[rows],
            self.counted[rows],
            self.undecided[rows],
            self.unread[rows],
            self.nations,
        )

    def of(self, nation: str) -> Flags:
        """Which rows the nation has a part in."""
        if nation not in self.nations:
            return np.zeros(len(self.strength), dtype=bool)
        return self.shares[:, self.nations.index(nation)] > 0

    def counted_of(self, nation: str, rows: Integers) -> Integers:
        """Which of these rows count and are such that the nation has a part in them."""
        code = self.nations.index(nation)
        return rows[self.counted[rows] & (self.shares[rows, code] > 0)]

    @property
    def of_nobody_known(self) -> Flags:
        """Which rows have no known country."""
        return self.shares.sum(axis=1) == 0


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
        rows = self.rows
        strength = rows["score"] if self.higher_is_better else -rows["score"]
        whole = rows.assign(identity=_identity(rows), strength=strength, interval_basis=self._interval_basis())
        texts = [compact.ranks(whole[name]) for name in ("identity", "setting", "model_name")]
        order = np.lexsort([*texts, -strength.to_numpy("float64"), rows["published_on"].to_numpy()])
        ordered = whole.iloc[order].reset_index(drop=True)
        published = ordered["interval_basis"] == "published"
        width = self.interval_factor * (ordered["score_high"] - ordered["score_low"])
        ordered["sd"] = (width / (2 * self._reach)).where(published)
        binomial = (ordered["interval_basis"] == "binomial").to_numpy()
        ordered.loc[binomial, "sd"] = _binomial_sd(ordered[binomial])
        return ordered if self.intervals == "published" else _with_lent(ordered, self.method_changes)

    def worked_out(self) -> "BoardHistory":
        """The same for whoever keeps it: worked out now, and with no rows besides those of `table`, in its order."""
        alone = replace(self, rows=self.table)
        vars(alone).update(table=self.table, entries=self.entries, lent=self.lent, snapshots=self.snapshots)
        return alone

    def spelled(self, rows: Integers) -> pd.DataFrame:
        """Some rows of `table`, with text where it has categories."""
        return compact.spelled(self.table.iloc[rows])

    @property
    def _reach(self) -> float:
        """How many standard deviations a published interval reaches to either side."""
        return NormalDist().inv_cdf((1 + self.level) / 2)

    @cached_property
    def entries(self) -> Entries:
        """The rows of `table` as arrays."""
        table = self.table
        nations, shares = shares_of(table["country"])
        return Entries(
            strength=table["strength"].to_numpy("float64"),
            sd=table["sd"].to_numpy("float64"),
            model=pd.factorize(table["identity"])[0].astype("int64"),
            shares=shares,
            counted=table["counted"].to_numpy("bool"),
            undecided=(table["undecided"] & ~table["counted"]).to_numpy("bool"),
            unread=table["unread"].to_numpy("bool"),
            nations=nations,
        )

    @cached_property
    def lent(self) -> Entries:
        """The entries as they are with borrowed intervals."""
        with_lent = self.table if self.intervals == "borrowed" else _with_lent(self.table, self.method_changes)
        return replace(self.entries, sd=with_lent["sd"].to_numpy("float64"))

    def _interval_basis(self) -> "pd.Series[str]":
        """By row of `rows`. A percentage of counted items has a binomial error; a reversed interval is none."""
        rows = self.rows
        counts = (self.unit == "percent") & rows["score"].between(0, 100) & rows["sample_size"].gt(0).fillna(False)
        code = np.select([rows["score_high"] >= rows["score_low"], counts], [0, 1], -1)
        basis = pd.Categorical.from_codes(code, pd.Index(["published", "binomial"]))
        return compact.text(pd.Series(basis, rows.index))

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of any statistic of this board should be told."""
        derived = {
            "binomial": "binomial, from the number of items",
            "borrowed": f"borrowed: the model's own, published up to {LENT_FOR} days before",
        }
        counts = {basis: int((self.table["interval_basis"] == basis).sum()) for basis in derived}
        return tuple(
            f"intervals of {counts[basis]:,} of {len(self.table):,} rows are {what}"
            for basis, what in derived.items()
            if counts[basis]
        )

    @cached_property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """The board's days, oldest first."""
        days = self.table["published_on"]
        bounds = [*np.flatnonzero(~days.duplicated()), len(days)]
        return tuple(Snapshot(days.iloc[start], np.arange(start, stop)) for start, stop in pairwise(bounds))

    @property
    def listings(self) -> pd.DataFrame:
        """The rows of `table`, then those of incomplete snapshots: each shows that its model was listed on its day.

        Put together each time: it is as large as all the rest, and seldom asked for.
        """
        if self.partial is None:
            return self.table
        parts = [self.table, self.partial.assign(identity=_identity(self.partial))]
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


def _identity(rows: pd.DataFrame) -> "pd.Series[str]":
    """What tells one model from another: its registry entry, else its published name."""
    (codes, models), (unregistered, names) = (compact.codes_of(rows[name]) for name in ("model_id", "model_name"))
    identities = [*models, *(f"name:{name}" for name in names)]
    codes = np.where(codes < 0, len(models) + unregistered, codes)
    told = pd.Categorical.from_codes(codes, pd.Index(identities, dtype="str"))
    return pd.Series(told, rows.index)


def _with_lent(table: pd.DataFrame, breaks: Sequence[date]) -> pd.DataFrame:
    """A `table` of published intervals with borrowed ones where nothing else tells how sure a score is."""
    lent = _lent(table.assign(sd=table["sd"].where(table["interval_basis"] == "published")), breaks)
    borrowed = table["interval_basis"].isna() & lent.notna()
    basis = table["interval_basis"].mask(borrowed, "borrowed")
    return table.assign(sd=table["sd"].mask(borrowed, lent), interval_basis=basis)


def _lent(table: pd.DataFrame, breaks: Sequence[date]) -> "pd.Series[float]":
    """By row the standard deviation of error that the same spelling had last, unless too long ago or before a break."""
    days, sd = table["published_on"].to_numpy(), table["sd"].to_numpy("float64")
    era = np.searchsorted(np.array(breaks, "datetime64[us]"), days, side="right")
    spelling = pd.factorize(compact.numbers(table, ("identity", "model_name", "setting")))[0]
    number = spelling * (len(breaks) + 1) + era
    order = np.argsort(number, kind="stable")  # each spelling's rows of an era, oldest first
    place = np.arange(len(order))
    # the last row with an interval, maybe of the spelling before
    last = np.maximum.accumulate(np.where(np.isnan(sd[order]), -1, place))
    first = np.maximum.accumulate(np.where(np.diff(number[order], prepend=-1) != 0, place, 0))
    told = np.flatnonzero(last >= first)
    row, source = order[told], order[last[told]]
    recent = days[row] - days[source] < np.timedelta64(LENT_FOR + 1, "D")
    lent = np.full(len(table), np.nan)
    lent[row[recent]] = sd[source[recent]]
    return pd.Series(lent, table.index)


def _binomial_sd(rows: pd.DataFrame) -> Floats:
    """Standard deviation of a percentage of n items, two successes and two failures added (Agresti and Coull 1998).

    So it is not zero where all or none were solved.
    """
    items = rows["sample_size"].to_numpy("float64", na_value=np.nan) + 4
    rate = (rows["score"].to_numpy("float64") / 100 * (items - 4) + 2) / items
    return 100 * np.sqrt(np.clip(rate * (1 - rate), 0, None) / items)


def shares_of(countries: "pd.Series[str]") -> tuple[tuple[str, ...], Floats]:
    """The nations named, in alphabetical order, and what each has in each row (joint origin in equal parts)."""
    codes, origins = pd.factorize(countries)
    members: Sequence[list[str]] = [[name for name in origin.split(";") if name] for origin in origins]
    nations = tuple(sorted({name for names in members for name in names}))
    share_of_origin = np.zeros((len(members) + 1, len(nations)))
    for code, names in enumerate(members):
        for name in names:
            share_of_origin[code, nations.index(name)] = 1 / len(names)
    return nations, share_of_origin[codes]  # an unknown country has code -1: the last row, all zeros
