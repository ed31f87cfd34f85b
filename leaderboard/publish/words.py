"""The answer in plain words, from figures alone: what a journalist may quote. Knows nothing of Streamlit."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, cast

import numpy as np
import pandas as pd

from leaderboard.analytics.leads import changes
from leaderboard.analytics.robustness import TWIN
from leaderboard.analytics.standing import Best, Standing
from leaderboard.publish import language
from leaderboard.publish.address import Question
from leaderboard.publish.language import N_, _, figure, ngettext, told
from leaderboard.records.clock import gaps, known_until
from leaderboard.records.spoken import joined
from leaderboard.registry.boards import CuratedBoard, board, catalogue
from leaderboard.registry.countries import capital, within_a_sentence

#: Below this, margins are told with one more decimal than scores: by the decimals of scores.
_CLOSE = {0: 10.0, 1: 0.1}

#: What is counted, in the singular and the plural, by the choice of openness.
NOUNS = {
    "open": (N_("open-weight model"), N_("open-weight models")),
    "all": (N_("model"), N_("models")),
    "open_source": (N_("open-source model"), N_("open-source models")),
    "open_source,unrestricted_weights": (
        N_("open-weight model without restrictions"),
        N_("open-weight models without restrictions"),
    ),
    "open_source,unrestricted_weights,restricted_weights": (
        N_("open-weight model for commercial use"),
        N_("open-weight models for commercial use"),
    ),
    "closed": (N_("closed model"), N_("closed models")),
}

#: What a reader may choose to count, as the choice is called.
COUNTED = {
    "open": N_("Open weights"),
    "open_source,unrestricted_weights,restricted_weights": N_("Open weights, commercial use"),
    "open_source,unrestricted_weights": N_("Open weights, no restrictions"),
    "open_source": N_("Open source: weights, code, data"),
    "closed": N_("Closed models"),
    "all": N_("All models"),
}

REASONS = {
    "first": N_("first known leader"),
    "new_model": N_("new model"),
    "opened": N_("weights opened"),
    "closed": N_("old leader's weights closed"),
    "rescored": N_("scores changed"),
    "withdrawn": N_("old leader withdrawn"),
    "method_change": N_("the board changed its method"),
    "held": N_("kept: contested, then alone in the lead again"),
}

VERDICTS = {
    "leads": N_("leads"),
    "tied": N_("cannot be told apart"),
    "no_interval": N_("first, by order only"),
    "uncontested": N_("uncontested"),
    "undetermined": N_("undetermined"),
    "none": N_("no such model"),
}

#: Columns that hold nations, besides those that are called so.
_NATIONS = frozenset({"nations", "leader", "second", "side", "a", "b", "alone", "majority", "answer", "contenders"})
_BOARD_ID = re.compile(r"\b[a-z][a-z0-9_]*/[a-z0-9_]+\b")

#: The board that its own site shows under style control unless asked otherwise (see claims.csv).
_STYLED_BY_DEFAULT = "arena/text"

#: What two definitions begin with.
OPENED = N_("A model has open weights on a day if anyone could download its weights then, under whatever license.")
LEAD_CHANGED = N_("The lead changes on the day of the first snapshot in which another nation leads.")

#: Which domains stand apart on the page of all.
APART = N_(
    "Last seen too long before to speak of that day, uncontested, or made of other boards: each says what it showed on "
    "its own day."
)

OPENNESS = {
    "open_source": N_("open source"),
    "unrestricted_weights": N_("open weights, no restrictions"),
    "restricted_weights": N_("open weights, restricted use"),
    "noncommercial_weights": N_("open weights, non-commercial"),
    "closed": N_("closed"),
    "unknown": N_("unknown"),
}

#: Units of scores: in a sentence, and one and several of them in a difference. A unit that is new stands for itself.
_UNITS = {
    "points": (N_("points"), N_("{margin} point"), N_("{margin} points")),
    "percent": (N_("percent"), N_("{margin} percentage point"), N_("{margin} percentage points")),
    "logits": (N_("logits"), N_("{margin} logit"), N_("{margin} logits")),
    "rank": (N_("rank"), N_("{margin} rank"), N_("{margin} ranks")),
    "minutes": (N_("minutes"), N_("{margin} minute"), N_("{margin} minutes")),
}


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each as column -> value."""
    return cast(list[dict[str, Any]], frame.to_dict("records"))


def named(table: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """A statistic with the models' names to show in place of the published ones."""
    shown = table.assign(**{name: table[name].map(names) for name in table.columns if "model" in name})
    if "bases" in table.attrs:
        shown.attrs["bases"] = {names[model]: base for model, base in table.attrs["bases"].items()}
    return shown


def license_name(license: str) -> str:
    """An SPDX id as it is; of a license that SPDX does not list, the name."""
    return license.removeprefix("LicenseRef-")


def value(column: str, cell: Any) -> str:
    """A cell of any table in words: days, numbers, countries by name, openness and verdicts as sentences have them."""
    if cell is None or pd.isna(cell) or cell == "":
        return ""
    if isinstance(cell, pd.Timestamp):
        return day(cell)
    if isinstance(cell, bool | np.bool_):
        return _("yes") if cell else _("no")
    if isinstance(cell, float):
        return figure(cell, ".6g")
    text = str(cell)
    if text in OPENNESS:
        return _(OPENNESS[text])
    kind, _mark, nations = text.partition(":")
    if column.startswith("verdict") and kind in VERDICTS:
        who = [language.countries().get(code, code) for code in filter(None, nations.split(";"))]
        return ": ".join(filter(None, [_(VERDICTS[kind]), ", ".join(who)]))
    if column == "board_id" and text in catalogue():
        return catalogue()[text].board.title
    codes, names = text.split(";"), language.countries()
    of_nations = column.endswith("country") or column in _NATIONS
    return ", ".join(names.get(code, code) for code in codes) if of_nations else text


def titled(text: str) -> str:
    """A text of ours in which boards stand by their ids, with their titles."""
    return _BOARD_ID.sub(lambda found: catalogue()[found[0]].board.title if found[0] in catalogue() else found[0], text)


def style_control(board_id: str) -> tuple[str, str] | None:
    """What a reader must know of style control, and the board with it, or without: of a board that has such a twin."""
    voted = board_id.removesuffix(TWIN)
    if not {voted, f"{voted}{TWIN}"} <= catalogue().keys():
        return None
    first = voted == _STYLED_BY_DEFAULT
    if board_id == voted:
        with_default = _(
            "These scores are as voted. Its own site shows first those under style control, which takes the length and "
            "the markup of answers out:"
        )
        told = _("These scores are as voted. Those under style control, which takes length and markup out:")
        return with_default if first else told, f"{voted}{TWIN}"
    with_default = _(
        "These scores are under style control, which takes the length and the markup of answers out; its own site "
        "shows these first. As voted:"
    )
    told = _("These scores are under style control, which takes the length and markup of answers out. As voted:")
    return with_default if first else told, voted


def verdicts(listed: pd.DataFrame, leaders: Mapping[str, Standing]) -> pd.DataFrame:
    """The list of boards with what the newest snapshot of each says: date, verdict, nations, best model and score."""
    said = {board_id: leaders[board_id] for board_id in listed["board_id"] if board_id in leaders}
    told = pd.DataFrame(
        [
            {"board_id": board_id, "date": one.date, "verdict": one.kind, "nations": ";".join(one.nations)}
            | ({"best_country": best.country, "best_model": best.model, "best_score": best.score} if best else {})
            for board_id, one in said.items()
            for best in (one.bests[:1] or (None,))
        ],
        columns=["board_id", "date", "verdict", "nations", "best_country", "best_model", "best_score"],
    )
    return listed.merge(told, on="board_id", how="left", validate="one_to_one")


def counted_boards(listed: pd.DataFrame, as_of: pd.Timestamp) -> str:
    """How many boards in how many domains had published something. listed: these, of health.board_list."""
    domains = listed["domain"].nunique()
    return _(
        "{boards} in {domains} had published something by {day}.",
        boards=ngettext("{number:,} board", "{number:,} boards", len(listed)),
        domains=ngettext("{number:,} domain", "{number:,} domains", domains),
        day=day(as_of),
    )


@dataclass(frozen=True)
class Speaker:
    """Turns a standing into sentences about one question, in the reader's language."""

    question: Question
    curated: CuratedBoard
    countries: Mapping[str, str]
    today: pd.Timestamp

    def headline(self, said: Standing | None) -> str:
        """The answer: date, board, nation, model and margin."""
        if said is None:
            return _("By {day}, {place} had published nothing.", day=day(self.as_of), place=self.place)
        if not said.bests:
            return _did(
                said,
                N_("On {day}, no {noun} of known origin stands on {place}."),
                N_("On {day}, no {noun} of known origin stood on {place}."),
                noun=self.noun,
                place=self.place,
            )
        return str(getattr(self, f"_{said.kind}")(said))

    def certainty(self, said: Standing | None) -> str:
        """How sure the answer is, in one sentence; "" where there is none."""
        if said is None or not said.bests:
            return ""
        if said.kind == "leads":
            chance = next(best.chance for best in said.bests if best.country == said.nations[0])
            return _("Certainty: {chance}.", chance=percent(chance))
        if said.kind == "tied":
            named = sorted((best for best in said.bests if best.country in said.nations), key=lambda best: -best.chance)
            each = [
                _("{nation} {chance}", nation=self.nation(best.country), chance=percent(best.chance)) for best in named
            ]
            return _("Chance of having the best {noun}: {chances}.", noun=self.noun, chances=joined(each))
        if said.kind == "no_interval":
            return _("Certainty: unknown. The order rests on scores without a published interval.")
        if said.kind == "uncontested":
            return _did(
                said,
                N_("Nobody leads: no other nation has one there."),
                N_("Nobody led: no other nation had one there."),
            )
        if said.unread:
            return _(
                "Certainty: undetermined. Nobody has read evidence for the license or the seat behind {models}.",
                models=language.listed(said.unread),
            )
        return _("Certainty: undetermined. Models whose openness or origin we do not know could change the answer.")

    def since(
        self, said: Standing | None, ledger: pd.DataFrame, names: Mapping[str, str], by_release: bool = False
    ) -> str:
        """Since when the nation has the lead, and how it came by it; "" where the ledger does not say.

        by_release: the ledger is one snapshot's, read by release date.
        """
        ledger = changes(ledger)
        if said is None or said.kind not in ("leads", "tied", "no_interval") or ledger.empty:
            return ""
        last = ledger.iloc[-1]
        first = last["reason"] == "first"
        parts = {
            "leader": self.nation(last["to_country"]),
            "model": names.get(last["to_model"], last["to_model"]),
            "before": "" if first else self.nation(last["from_country"]),
            "snapshot": day(said.date),
        }
        if by_release:
            if last["to_country"] not in said.first:
                return ""
            parts["released"] = day(last["date"])
            if not first:
                return _(
                    "Read by release date, as the one snapshot of {snapshot} tells it, {leader} took the lead from "
                    "{before} with {model} of {released}.",
                    **parts,
                )
            return _did(
                said,
                N_(
                    "Read by release date, as the one snapshot of {snapshot} tells it, {leader} has led since {model} "
                    "of {released}, and no other nation before."
                ),
                N_(
                    "Read by release date, as the one snapshot of {snapshot} tells it, {leader} then led since {model} "
                    "of {released}, and no other nation before."
                ),
                **parts,
            )
        if first:
            return _(
                "No nation but {leader} is known to have led there, the first time on {when}.",
                when=day(last["date"]),
                **parts,
            )
        parts |= {"when": _when(last), "reason": _(REASONS[last["reason"]])}
        if said.kind == "tied" or last["to_country"] not in said.first:
            return _("Last in the lead: {leader}, from {when} with {model} ({reason}); before that {before}.", **parts)
        parts["leader"] = capital(parts["leader"])
        return _did(
            said,
            N_(
                "{leader} took the lead from {before} on {when} with {model} ({reason}), and no other nation has led "
                "since."
            ),
            N_(
                "{leader} took the lead from {before} on {when} with {model} ({reason}), and no other nation is known "
                "to have led after that, up to {snapshot}."
            ),
            **parts,
        )

    def verdict(self, said: Standing) -> str:
        """How sure the newest snapshot is, in a few words."""
        if said.kind == "leads":
            chance = next(best.chance for best in said.bests if best.country == said.nations[0])
            return _did(said, N_("leads, certainty {chance}"), N_("led, certainty {chance}"), chance=percent(chance))
        if said.kind == "tied":
            return _did(said, N_("cannot be told apart"), N_("could not be told apart"))
        return _(VERDICTS[said.kind])

    def brief(self, said: Standing | None) -> str:
        """The answer as a title: the day, who is first and how surely; no model and no margin."""
        if said is None or not said.bests:
            return self.headline(said)
        nations = self._joined(said.first)
        first = {"nations": capital(nations), "verdict": self.verdict(said)}
        if said.kind in ("leads", "tied"):
            return _("{day}: {nations} {verdict}", day=day(said.date), **first)
        if said.kind == "no_interval":
            return _("{day}: {nations} first, by order only", day=day(said.date), **first)
        if said.kind == "uncontested":
            return _did(
                said,
                N_("{day}: No nation but {nations} competes"),
                N_("{day}: No nation but {nations} competed"),
                nations=nations,
            )
        return _did(said, N_("{day}: It cannot be said who leads"), N_("{day}: It could not be said who led"))

    def about(self, board_id: str) -> "Speaker":
        """The same choices, asked of another board in its headline category."""
        curated = board(board_id)
        question = replace(self.question, board=board_id, category=curated.headline_category)
        return replace(self, question=question, curated=curated)

    @property
    def as_of(self) -> pd.Timestamp:
        return pd.Timestamp(self.question.as_of)

    @property
    def noun(self) -> str:
        """What is counted, in the singular."""
        return noun_of(self.question.openness)

    @property
    def nouns(self) -> str:
        """What is counted, in the plural."""
        return noun_of(self.question.openness, several=True)

    @property
    def place(self) -> str:
        """The board, with its category where that is not the headline one."""
        title, category = self.curated.board.title, self.question.category
        if category == self.curated.headline_category:
            return title
        return _("{board} ({category})", board=title, category=category_name(category))

    def nation(self, code: str) -> str:
        """A country within a sentence: `the United States`."""
        return told(within_a_sentence(code, self.countries))

    def origin(self, codes: object) -> str:
        """A country, or those of a joint origin, within a sentence."""
        known = isinstance(codes, str) and codes not in ("", "unknown")
        return self.nation(str(codes)) if known else _("an unknown nation")

    def score(self, value: float, decimals: int | None = None) -> str:
        """A score, as precisely as readers need it or as told."""
        said = figure(value, f".{self._decimals if decimals is None else decimals}f")
        return _("{number} %", number=said) if self._percent else said

    @property
    def scale(self) -> str:
        """What scores are counted in."""
        unit = unit_name(self.curated.board.unit)
        if self.curated.board.higher_is_better:
            return _("in {unit}", unit=unit)
        return _("in {unit} (lower is better)", unit=unit)

    @property
    def _decimals(self) -> int:
        return 0 if self.curated.board.unit == "points" else 1

    @property
    def _percent(self) -> bool:
        return self.curated.board.unit == "percent"

    def _leads(self, said: Standing) -> str:
        first = next(best for best in said.bests if best.country == said.nations[0])
        if self.question.lens == "base":
            host = _did(
                said,
                N_("On {day}, the top {noun} on {place} stands on a base model from {nation}."),
                N_("On {day}, the top {noun} on {place} stood on a base model from {nation}."),
                **self._host(first),
            )
        else:
            host = _did(
                said,
                N_("On {day}, developers in {nation} host the top {noun} on {place}."),
                N_("On {day}, developers in {nation} hosted the top {noun} on {place}."),
                **self._host(first),
            )
        return _("{sentence} {another}", sentence=host, another=self._scores(said, first))

    def _no_interval(self, said: Standing) -> str:
        holders = said.first
        if len(holders) > 1:
            return _did(
                said,
                N_("On {day}, the best {nouns} of {nations} share the top score on {place} ({score})."),
                N_("On {day}, the best {nouns} of {nations} shared the top score on {place} ({score})."),
                nouns=self.nouns,
                nations=self._joined(holders),
                place=self.place,
                score=self.score(said.bests[0].score),
            )
        first = next(best for best in said.bests if best.country == holders[0])
        if self.question.lens == "base":
            host = _did(
                said,
                N_("On {day}, by score alone, the top {noun} on {place} stands on a base model from {nation}."),
                N_("On {day}, by score alone, the top {noun} on {place} stood on a base model from {nation}."),
                **self._host(first),
            )
        else:
            host = _did(
                said,
                N_("On {day}, by score alone, developers in {nation} host the top {noun} on {place}."),
                N_("On {day}, by score alone, developers in {nation} hosted the top {noun} on {place}."),
                **self._host(first),
            )
        return _("{sentence} {another}", sentence=host, another=self._scores(said, first))

    def _host(self, first: Best) -> dict[str, str]:
        return {"nation": self.nation(first.country), "noun": self.noun, "place": self.place}

    def _tied(self, said: Standing) -> str:
        named = [best for best in said.bests if best.country in said.nations]
        if len({best.model for best in named}) == 1:
            return _did(
                said,
                N_("On {day}, the top {noun} on {place} is joint work of {nations}: {model}."),
                N_("On {day}, the top {noun} on {place} was joint work of {nations}: {model}."),
                noun=self.noun,
                place=self.place,
                nations=self._joined(said.nations),
                model=named[0].model,
            )
        return _did(
            said,
            N_("On {day}, {nations} cannot be told apart at the top of {place}: {bests}."),
            N_("On {day}, {nations} could not be told apart at the top of {place}: {bests}."),
            nations=self._joined(said.nations),
            place=self.place,
            bests=joined([self._best(best) for best in named]),
        )

    def _best(self, best: Best) -> str:
        """A model with its nation and score, and the model that it is built on where that is another nation's."""
        parts = {"model": best.model, "nation": self.nation(best.country), "score": self.score(best.score)}
        if not best.base:
            return _("{model} ({nation}, {score})", **parts)
        built = {"base": best.base, "origin": self.origin(best.base_country)}
        return _("{model} ({nation}, {score}, built on {base} of {origin})", **parts, **built)

    def _undetermined(self, said: Standing) -> str:
        first = said.bests[0]
        parts = {"model": first.model, "score": self.score(first.score), "nation": self.nation(first.country)}
        if first.base:
            parts |= {"base": first.base, "origin": self.origin(first.base_country)}
            known = _("{model} ({score}), from {nation}, built on {base} of {origin}", **parts)
        else:
            known = _("{model} ({score}), from {nation}", **parts)
        return _did(
            said,
            N_(
                "On {day}, it cannot be said which nation's developers host the top {noun} on {place}. "
                "The best known one is {known}."
            ),
            N_(
                "On {day}, it could not be said which nation's developers hosted the top {noun} on {place}. "
                "The best known one was {known}."
            ),
            noun=self.noun,
            place=self.place,
            known=known,
        )

    def _uncontested(self, said: Standing) -> str:
        first = said.bests[0]
        parts = {"place": self.place, "nation": self.nation(first.country), "number": said.models}
        if said.models == 1:
            alone = _did(
                said,
                N_("On {day}, the only {noun} on {place} is from {nation}, so nobody is ahead of anybody."),
                N_("On {day}, the only {noun} on {place} was from {nation}, so nobody was ahead of anybody."),
                noun=self.noun,
                **parts,
            )
        else:
            alone = _did(
                said,
                N_("On {day}, all {number:,} {nouns} on {place} are from {nation}, so nobody is ahead of anybody."),
                N_("On {day}, all {number:,} {nouns} on {place} were from {nation}, so nobody was ahead of anybody."),
                nouns=self.nouns,
                **parts,
            )
        model = {"model": first.model, "score": self.score(first.score)}
        if first.base:
            model |= {"base": first.base, "origin": self.origin(first.base_country)}
            best = _did(
                said,
                N_("The best is {model} ({score}), built on {base} of {origin}."),
                N_("The best was {model} ({score}), built on {base} of {origin}."),
                **model,
            )
        else:
            best = _did(said, N_("The best is {model} ({score})."), N_("The best was {model} ({score})."), **model)
        return _("{sentence} {another}", sentence=alone, another=best)

    def built(self, best: Best) -> str:
        """A model, and the model that it is built on where that is another nation's."""
        if not best.base:
            return best.model
        origin = self.origin(best.base_country)
        return _("{model}, built on {base} of {origin},", model=best.model, base=best.base, origin=origin)

    def _scores(self, said: Standing, first: Best) -> str:
        """What the best model scores, and how far ahead of the best of another nation."""
        others = [best for best in said.bests if best.country != first.country and best.model != first.model]
        model, score = self.built(first), self.score(first.score)
        if not others:
            return _did(
                said,
                N_("{model} scores {score}; no other nation has one there."),
                N_("{model} scored {score}; no other nation had one there."),
                model=model,
                score=score,
            )
        second = others[0]
        parts = {"nation": self.nation(second.country), "second": second.model}
        if self.question.lens == "base":
            behind = _("the best on a base from {nation}, {second}", **parts)
        else:
            behind = _("the best from {nation}, {second}", **parts)
        if first.score == second.score:
            return _did(
                said,
                N_("{model} scores {score}, level with {behind}."),
                N_("{model} scored {score}, level with {behind}."),
                model=model,
                score=score,
                behind=behind,
            )
        margin, decimals = self.margin(first.score, second.score)
        return _did(
            said,
            N_("{model} scores {score}, {margin} ahead of {behind} ({other})."),
            N_("{model} scored {score}, {margin} ahead of {behind} ({other})."),
            model=model,
            score=self.score(first.score, decimals),
            margin=self.counted(margin),
            behind=behind,
            other=self.score(second.score, decimals),
        )

    def counted(self, margin: str) -> str:
        """A margin with what it counts: `12 points`, `1 percentage point`."""
        return margin_of(margin, self.curated.board.unit)

    def margin(self, one: float, other: float) -> tuple[str, int]:
        """The difference, and with how many decimals to print the scores: a reader will subtract them."""
        apart = abs(one - other)
        places = self._decimals + (apart < _CLOSE[self._decimals])
        for decimals in range(self._decimals, places + 2):
            printed = abs(round(one, decimals) - round(other, decimals))
            if round(printed, places) == round(apart, places):
                break
        return figure(apart, f".{places}f").removesuffix(figure(0.0, ".1f")[1:]), decimals

    def _joined(self, codes: Sequence[str]) -> str:
        return self.nation(";".join(codes))


def _did(said: Standing, now: str, then: str, **parts: object) -> str:
    """A sentence: old data is never told as if it were of the day of asking. `day`, that of the data, is a part."""
    return _(then if said.stale else now, day=day(said.date), **parts)


def speaker_of(question: Question, today: pd.Timestamp) -> Speaker:
    """Who speaks of a question on a day."""
    return Speaker(question, board(question.board), language.countries(), today)


def noun_of(openness: str, several: bool = False) -> str:
    """What a choice of openness counts, in the singular or the plural."""
    if openness in NOUNS:
        return _(NOUNS[openness][several])
    tiers = [_(OPENNESS[tier]) if tier in OPENNESS else tier for tier in openness.split(",")]
    which = _(" or ").join(tiers)
    return _("models ({tiers})", tiers=which) if several else _("model ({tiers})", tiers=which)


def unit_name(unit: str) -> str:
    """What scores are counted in."""
    return _(_UNITS[unit][0]) if unit in _UNITS else unit


def margin_of(margin: str, unit: str) -> str:
    """A difference of scores with its unit. margin: as it is written."""
    one, several = (
        _UNITS[unit][1:] if unit in _UNITS else (f"{{margin}} {unit.removesuffix('s')}", f"{{margin}} {unit}")
    )
    form = one if margin == "1" else several
    return _(form, margin=margin)


def day(stamp: pd.Timestamp) -> str:
    """4 August 2025."""
    return language.day(stamp)


def quoted(sentences: Sequence[str], sources: Sequence[str]) -> str:
    """Sentences to quote, with whom to name."""
    named = joined(list(dict.fromkeys(sources)), "; ")
    source = (
        _("Source: {sources}.", sources=named) if len(set(sources)) == 1 else _("Sources: {sources}.", sources=named)
    )
    return told(joined([*filter(None, sentences), source], " "))


def data_of(boards: int, by: pd.Timestamp) -> str:
    """Whose data a picture of many boards shows."""
    return _("Data: the sources of {boards} boards, newest snapshots by {day}", boards=boards, day=day(by))


def data_from(attribution: str, by: pd.Timestamp) -> str:
    """Whose data a picture of one source or a few shows. attribution: as their terms ask for it."""
    return _("Data: {source}, as of {day}", source=attribution, day=day(by))


def density(days: "pd.Series[pd.Timestamp]") -> str:
    """How often a board was seen, which is how closely its past can be dated. days: those of its snapshots."""
    between = gaps(days)
    if not between:
        return _("The board was seen on one day.")
    return _(
        "The board was seen on {days} days, {middle:g} days apart in the middle and {most} at most: "
        "what happened in between cannot be dated more closely.",
        days=len(between) + 1,
        middle=median(between),
        most=max(between),
    )


def _when(change: "pd.Series[Any]") -> str:
    """The day of a change of lead and, where days lie in between, the last on which it had not come."""
    if pd.isna(change["not_before"]) or (change["date"] - change["not_before"]).days <= 1:
        return day(change["date"])
    return _("{day} (not yet on {before})", day=day(change["date"]), before=day(change["not_before"]))


def moment(text: str) -> str:
    """A moment or day of an address: 4 August 2025, 12:30 UTC; the end of a bare day."""
    stamp = cast(pd.Timestamp, known_until(text))
    time = f"{stamp:%H:%M}"
    return _("{time} UTC on {day}", time=time, day=day(stamp))


def percent(chance: float) -> str:
    """A chance, never rounded up to certainty."""
    if math.isnan(chance):
        return _("unknown")
    if chance > 0.99:
        return _("above {number} %", number=99)
    return _("{number} %", number=math.floor(chance * 100)) if chance >= 0.01 else _("below {number} %", number=1)


def ordinal(place: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    endings = {1: N_("{place:,}st"), 2: N_("{place:,}nd"), 3: N_("{place:,}rd")}
    usual = N_("{place:,}th")
    return _(usual if place // 10 % 10 == 1 else endings.get(place % 10, usual), place=place)


def category_name(category: str) -> str:
    """`industry_legal_and_government` as words."""
    return _(category.replace("_", " ").capitalize())
