"""Does the headline survive other defensible choices? Every combination of them is one cell.

The headline is the nation of the best open model in one board's newest snapshot. A cell asks the same
with other choices: which nation holds most of the places among the best models. What is varied, and
why each value is defensible, is in docs/robustness.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leaderboard.analytics.arrays import Flags, Floats, Integers
from leaderboard.analytics.board_history import BoardHistory, shares_of
from leaderboard.analytics.certainty import verdict
from leaderboard.analytics.shares import places
from leaderboard.records import compact
from leaderboard.records.clock import in_words
from leaderboard.registry.fields import OPEN_WEIGHTS


class NothingToAsk(ValueError):
    """The headline itself has no answer whose robustness could be asked."""


#: Which open models count, by name.
OPENNESS = {
    "open": OPEN_WEIGHTS,
    "open for business": OPEN_WEIGHTS[:3],
    "open without limits": OPEN_WEIGHTS[:2],
}
LENS = ("developer", "base")
CLOCK = ("published", "released")
MIN_VOTES = (0, 1000)
#: How many of the best models are looked at, and how their places are counted; one place needs no counting.
_TOPS = {"fractional": (1, 5, 10, 20), "whole": (5, 10, 20), "organizations": (5, 10, 20)}
#: What makes a nation the answer: its places, whatever the intervals say, or a chance of so much to have the best.
POINTS = "points"
CHANCES = (0.9, 0.95, 0.99)
#: The answer where most places are held by models of unknown country.
UNKNOWN = "unknown"
#: What the name of a board under style control adds to that of the board.
TWIN = "_style_control"
_ROUNDING = 1e-9
_NONE: Integers = np.array([], dtype="int64")


@dataclass(frozen=True)
class Choices:
    """One way to ask.

    board, category: of the snapshot; style_control: its twin that discounts length and markup.
    openness: a key of OPENNESS. lens: developer or base. clock: published (the board as it stood) or
    released (only models whose release date is known: those that a frontier by release can show).
    min_votes: models with fewer are passed over. top: so many of the best models. counting: places
    in equal parts for joint models and ties; whole; or fractional with one model per organization. rule: POINTS,
    or one of CHANCES as text: the nations that together have that chance of the best model.
    """

    board: str
    category: str
    style_control: bool = False
    openness: str = "open"
    lens: str = "developer"
    clock: str = "published"
    min_votes: int = 0
    top: int = 1
    counting: str = "fractional"
    rule: str = POINTS


CHOICES = tuple(field.name for field in fields(Choices))
#: What a reader may ask of the headline, and the choices that answer it.
QUESTIONS = {
    "board": ("board",),
    "category": ("category", "style_control"),
    "openness": ("openness",),
    "nation": ("lens",),
    "best": ("clock", "min_votes", "top", "counting", "rule"),
}
QUESTION_DTYPES = {"question": "str", "ways": "int64", "agreeing": "float64"}
CELL_DTYPES = {
    "board": "str",
    "category": "str",
    "style_control": "bool",
    "openness": "str",
    "lens": "str",
    "clock": "str",
    "min_votes": "int64",
    "top": "int64",
    "counting": "str",
    "rule": "str",
    "date": "datetime64[us]",
    "answer": "str",
    "share": "float64",
    "agrees": "bool",
    "domain": "str",
    "weight": "float64",
}
SUMMARY_DTYPES = {
    "choice": "str",
    "value": "str",
    "cells": "int64",
    "agreeing": "float64",
    "weighted": "float64",
    "majority": "str",
    "alone": "str",
    "flips": "bool",
}


def cells(histories: Sequence[BoardHistory], headline: Choices, domains: Mapping[str, str]) -> pd.DataFrame:
    """The answer of every combination of choices in the newest snapshots; columns of CELL_DTYPES.

    histories: boards and categories that are worth asking, each under the developer's lens.
    answer: the nation with most of the places (several joined by `;` where equal, UNKNOWN where most
    are of unknown country, or where unknown openness or country could change a rule by chance); a combination
    that models of fewer than two nations meet is no cell. share: its part of the places; by chance its chance, 0 where
    unknown. agrees: it is the headline's answer. domains: of the boards. weight: see `weights`.

    A least number of votes is asked only of boards that publish any. A chance is asked only where intervals tell
    one, of the single best model of whole boards, and of the headline's board in the headline's category.
    Raises NothingToAsk if the headline itself has no answer.
    """
    return of_headline(ways(histories), headline, domains)


def ways(histories: Sequence[BoardHistory]) -> pd.DataFrame:
    """The answers of `cells` whichever of these boards and categories has the headline, texts packed.

    Of every category is there what its chances say; columns of CELL_DTYPES without agrees, domain and weight.
    """
    rows = [row for history in histories if history.snapshots for row in _Newest(history).cells()]
    dtypes = {name: dtype for name, dtype in CELL_DTYPES.items() if name not in ("agrees", "domain", "weight")}
    packed = {name: "category" if dtype == "str" else dtype for name, dtype in dtypes.items()}
    return pd.DataFrame(rows, columns=list(dtypes)).astype(packed)


def of_headline(found: pd.DataFrame, headline: Choices, domains: Mapping[str, str]) -> pd.DataFrame:
    """`cells` of what `ways` found. Raises NothingToAsk as there."""
    elsewhere = (found["board"] != headline.board) | (found["category"] == headline.category)
    table = compact.spelled(found[(found["rule"] == POINTS) | elsewhere]).reset_index(drop=True)
    said = _answers(table).get(astuple(headline))
    if said is None:
        raise NothingToAsk(
            f"{headline.board} {headline.category}: expected open models of two nations to ask about, found fewer"
        )
    table = table.assign(agrees=table["answer"] == said, domain=table["board"].map(domains))
    return table.assign(weight=weights(table))[list(CELL_DTYPES)].astype(CELL_DTYPES)


def weights(table: pd.DataFrame) -> "pd.Series[float]":
    """What each cell counts; sums to 1. The domains alike, in each its boards alike, in these each choice alike,
    one after the other in the order of CHOICES.

    A board's categories and its twin under style control are choices within the board, so that a board of
    thirty categories counts once; so does a choice that doubles the cells of one board only.
    """
    levels = ["domain", "board", *(name for name in CHOICES if name != "board")]
    weight = pd.Series(1.0, table.index)
    within = pd.Series(0, table.index)
    for level in levels:
        # One value more than its group has seen, each divided among those that the group has.
        weight /= table.groupby(within)[level].transform("nunique")
        within = table.groupby([within, table[level]], sort=False).ngroup()
    return weight


def questions(table: pd.DataFrame, headline: Choices, default_category: Mapping[str, str]) -> pd.DataFrame:
    """What each of QUESTIONS does by itself: all else is as in the headline; columns of QUESTION_DTYPES.

    ways: cells that differ from the headline in its choices alone; agreeing: the part of them that give the
    headline's answer, weighed among themselves as in `weights`; NaN where there is none.
    """
    asked = asdict(headline)
    own_category = table["category"] == table["board"].map({**default_category, headline.board: headline.category})
    rows: list[dict[str, object]] = []
    for question, choices in QUESTIONS.items():
        kept = pd.Series(True, table.index)
        for name, value in asked.items():
            if name == "category" and question == "board":
                kept &= own_category
            elif name not in choices:
                kept &= table[name] == value
        same = (table[list(choices)] == [asked[name] for name in choices]).all(axis=1)
        ways = table[kept & ~same]
        agreeing = float((weights(ways) * ways["agrees"]).sum()) if len(ways) else np.nan
        rows.append({"question": question, "ways": len(ways), "agreeing": agreeing})
    return pd.DataFrame(rows).astype(QUESTION_DTYPES)


def listed(history: BoardHistory, made: Mapping[str, object]) -> Integers:
    """The positions of the models that have a place, or part of one, in the cells that make these choices.

    made: by names of CHOICES; one that is not there is left open.
    """
    board, twin, _ = history.board_id.partition(TWIN)
    of_board = {"board": board, "category": history.category, "style_control": bool(twin)}
    if not history.snapshots or not _agree(of_board, made):
        return _NONE
    return _Newest(history).listed(made)


def _agree(choices: Mapping[str, object], made: Mapping[str, object]) -> bool:
    """Whether no choice was made otherwise; `summary` has them as text."""
    return all(str(made.get(name, value)).lower() == str(value).lower() for name, value in choices.items())


def summary(table: pd.DataFrame, headline: Choices, default_category: Mapping[str, str]) -> pd.DataFrame:
    """What each choice does to the headline; columns of SUMMARY_DTYPES.

    table: of `cells`. agreeing: the part of the cells with this value that give the headline's answer, each
    counted once; weighted: by their weights; majority: the answer that most of them give. alone: the answer
    if nothing but this is changed (another board is asked for its own default_category); null where there
    is no such cell.
    flips: that answer is not the headline's.
    """
    answers = _answers(table)
    rows = []
    for choice in CHOICES:
        for value, group in table.groupby(choice):
            changed = _changed(headline, choice, value, default_category)
            alone = answers.get(astuple(changed))
            rows.append(
                {
                    "choice": choice,
                    "value": str(value).lower() if choice == "style_control" else str(value),
                    "cells": len(group),
                    "agreeing": group["agrees"].mean(),
                    "weighted": agreement(group),
                    "majority": group["answer"].mode().iloc[0],
                    "alone": alone,
                    "flips": alone is not None and alone != answers[astuple(headline)],
                }
            )
    return pd.DataFrame(rows, columns=list(SUMMARY_DTYPES)).astype(SUMMARY_DTYPES)


def agreement(table: pd.DataFrame) -> float:
    """The part of the cells that agree, by their weights."""
    return float((table["weight"] * table["agrees"]).sum() / table["weight"].sum())


def sentence(table: pd.DataFrame, by_choice: pd.DataFrame, headline: Choices, names: Mapping[str, str]) -> str:
    """How much of the grid agrees, and what flips the answer. names: of countries, by code."""

    def named(answer: str) -> str:
        return " and ".join(names.get(code, code) for code in answer.split(";"))

    nation = named(_answers(table)[astuple(headline)])
    day = in_words(headline_day(table, headline.board, headline.category))
    said = (
        f"On {day}, {nation} had the best open-weight model on {headline.board} ({headline.category}); "
        f"{100 * agreement(table):.0f} % of the defensible ways to ask give the same answer where each domain, in it "
        "each board, and in that each choice counts alike, and "
        f"{100 * table['agrees'].mean():.0f} % of {len(table):,} where every way counts once"
    )
    flipping = by_choice[by_choice["flips"]]
    if flipping.empty:
        return said + "; no single choice flips it."
    named_flips = [
        f"{choice.replace('_', ' ')} {value} ({named(alone)})"
        for choice, value, alone in flipping[["choice", "value", "alone"]].itertuples(index=False)
    ]
    return f"{said}; taken alone, these choices flip it: {', '.join(named_flips)}."


def headline_day(table: pd.DataFrame, board_id: str, category: str) -> pd.Timestamp:
    """The day of the snapshot that a headline is of; other categories of its board, and its twin, may have others."""
    own = (table["board"] == board_id.removesuffix(TWIN)) & (table["category"] == category) & ~table["style_control"]
    return pd.Timestamp(table.loc[own, "date"].iloc[0])


def _answers(table: pd.DataFrame) -> dict[tuple[object, ...], str]:
    """The answer of every cell, by its choices in the order of CHOICES."""
    asked = zip(*(table[name].tolist() for name in CHOICES), strict=True)
    return dict(zip(asked, table["answer"].tolist(), strict=True))


def _changed(headline: Choices, choice: str, value: object, default_category: Mapping[str, str]) -> Choices:
    """The headline with one choice made otherwise."""
    choices: dict[str, Any] = {name: getattr(headline, name) for name in CHOICES} | {choice: value}
    if choice == "board" and value != headline.board:
        choices["category"] = default_category[str(value)]
    return Choices(**choices)


def _together(chances: Mapping[str, float], least: float) -> tuple[str, float]:
    """The fewest nations that together have so much chance of the best model, and how much; all if none have."""
    held, named = 0.0, []
    for name in sorted(chances, key=lambda code: (-round(chances[code], 9), code)):
        named.append(name)
        held += chances[name]
        if held >= least - _ROUNDING:
            break
    return ";".join(sorted(named)), min(held, 1.0)


#: Of fewer nations nobody is ahead of anybody: such a list is no cell.
_FEWEST = 2
#: clock and min_votes of the board as it stands.
_UNCUT = (CLOCK[0], MIN_VOTES[0])


@dataclass(frozen=True, eq=False)
class _Newest:
    """A board's newest snapshot as arrays, asked in every way."""

    history: BoardHistory

    @cached_property
    def rows(self) -> Integers:
        return self.history.snapshots[-1].rows

    @cached_property
    def parts(self) -> dict[str, tuple[NDArray[np.str_], Floats]]:
        """By lens: the nations and UNKNOWN, and what each has in each row of the history."""
        found = {}
        for lens, column in zip(LENS, ("country", "base_country"), strict=True):
            nations, shares = shares_of(self.history.table[column])
            found[lens] = np.array([*nations, UNKNOWN]), np.column_stack([shares, shares.sum(axis=1) == 0])
        return found

    def cells(self) -> Iterator[tuple[object, ...]]:
        """The rows of `ways`."""
        history = self.history
        board, twin, _ = history.board_id.partition(TWIN)
        asked = board, history.category, bool(twin)
        date = history.snapshots[-1].date
        for kept, rows in self._kept():
            models = history.best_per_model(self.rows[rows])
            if len(models):
                for said in self._answers(models):
                    lens, top, counting, answer, share = said
                    yield *asked, kept[0], lens, *kept[1:], top, counting, POINTS, date, answer, share
        for openness, lens, chance, answer, share in self._by_chance():
            yield *asked, openness, lens, *_UNCUT, 1, "fractional", chance, date, answer, share

    def _by_chance(self) -> Iterator[tuple[str, str, str, str, float]]:
        """openness, lens, rule, answer and its chance, of the single best model of all that the board lists."""
        here = self.history.entries.at(self.rows)
        for (openness, *cut), kept in self._kept():
            if tuple(cut) != _UNCUT or not kept.any():
                continue
            for lens, (names, parts) in self.parts.items():
                nations, origin = tuple(map(str, names[:-1])), np.arange(len(here))
                said = verdict(replace(here, counted=kept, origin=origin, nations=nations, parts=parts[self.rows, :-1]))
                if said.kind in ("no_interval", "uncontested") or not said.chances:
                    continue
                for least in CHANCES:
                    answer, chance = (UNKNOWN, 0.0)
                    if said.kind != "undetermined":
                        answer, chance = _together(said.chances, least)
                    yield openness, lens, f"{least:.2f}", answer, chance

    def _kept(self) -> Iterator[tuple[tuple[str, str, int], Flags]]:
        """Which rows of the snapshot each openness, clock and number of votes lets in."""
        table = self.history.table.iloc[self.rows]
        counted = table["counted"].to_numpy("bool")
        votes = table["sample_size"].fillna(0).to_numpy("int64")
        dated = table["released_on"].notna().to_numpy("bool")
        for name, tiers in OPENNESS.items():
            open_ = counted & table["openness"].isin(tiers).to_numpy("bool")
            for clock in CLOCK:
                for least in MIN_VOTES if self.history.metric == "elo" and votes.any() else MIN_VOTES[:1]:
                    yield (name, clock, least), open_ & (votes >= least) & (dated | (clock == "published"))

    def _answers(self, models: Integers) -> Iterator[tuple[str, int, str, str, float]]:
        """lens, top, counting, answer and share of each way to count these models, best first."""
        for counting, tops in _TOPS.items():
            listed = self._counted_by(counting, models)
            held = np.array([places(self.history.entries.strength[listed], top) for top in tops])
            held = np.ceil(held) if counting == "whole" else held
            for lens, (names, parts) in self.parts.items():
                there = np.asarray((parts[models] > 0).any(axis=0))
                if there[:-1].sum() < _FEWEST and not there[-1]:  # of unknown ones there may be several
                    continue
                counts = held @ (np.ceil(parts[listed]) if counting == "whole" else parts[listed])
                most = counts.max(axis=1)
                on_top = counts >= most[:, None] - _ROUNDING
                shares = most / held.sum(axis=1)
                for position, top in enumerate(tops):
                    yield lens, top, counting, ";".join(names[on_top[position]]), shares[position]

    @cached_property
    def owners(self) -> Integers:
        """By row of the history: a code of its organization; nothing says that two unknown ones are the same."""
        codes = pd.factorize(self.history.table["organization_id"])[0]
        return np.where(codes < 0, -1 - np.arange(len(codes)), codes)

    def listed(self, made: Mapping[str, object]) -> Integers:
        """Who has a place in the cells that make these choices; by chance everybody has a part in it."""
        strength = self.history.entries.strength
        if made.get("rule", POINTS) != POINTS:
            kept = [
                self.rows[rows]
                for (name, *cut), rows in self._kept()
                if tuple(cut) == _UNCUT and made.get("openness", name) == name
            ]
            return np.unique(np.concatenate([_NONE, *kept]))
        lists = (
            (self._counted_by(counting, self.history.best_per_model(self.rows[rows])), top)
            for (openness, clock, least), rows in self._kept()
            for counting, tops in _TOPS.items()
            for top in tops
            if _agree(
                {
                    "openness": openness,
                    "clock": clock,
                    "min_votes": least,
                    "top": top,
                    "counting": counting,
                },
                made,
            )
        )
        placed = [models[places(strength[models], top) > 0] for models, top in lists]
        return np.unique(np.concatenate([_NONE, *placed]))

    def _counted_by(self, counting: str, models: Integers) -> Integers:
        """Which of these models, best first, are looked at: all, or one per organization."""
        if counting != "organizations":
            return models
        _, first = np.unique(self.owners[models], return_index=True)
        return models[np.sort(first)]
