"""The answer in plain words, from figures alone: what a journalist may quote. Knows nothing of Streamlit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from leaderboard.analytics.leads import changes
from leaderboard.analytics.standing import Best, Standing, nothing_stored
from leaderboard.publish import language
from leaderboard.publish.address import Question
from leaderboard.publish.language import N_, _, figure, told
from leaderboard.publish.words import (
    REASONS,
    VERDICTS,
    category_name,
    day,
    decimals_of,
    margin_of,
    noun_of,
    percent,
    unit_name,
)
from leaderboard.records.spoken import joined
from leaderboard.registry.boards import CuratedBoard, board
from leaderboard.registry.countries import capital, within_a_sentence

#: Below this, margins are told with one more decimal than scores: by the decimals of scores.
_CLOSE = {0: 10.0, 1: 0.1}

#: Where the best model comes from, now and then: by the lens, and by whether scores alone say that it is the best.
_HOSTS = {
    ("developer", False): (
        N_("On {day}, developers in {nation} host the top {noun} on {place}."),
        N_("On {day}, developers in {nation} hosted the top {noun} on {place}."),
    ),
    ("base", False): (
        N_("On {day}, the top {noun} on {place} stands on a base model from {nation}."),
        N_("On {day}, the top {noun} on {place} stood on a base model from {nation}."),
    ),
    ("developer", True): (
        N_("On {day}, by score alone, developers in {nation} host the top {noun} on {place}."),
        N_("On {day}, by score alone, developers in {nation} hosted the top {noun} on {place}."),
    ),
    ("base", True): (
        N_("On {day}, by score alone, the top {noun} on {place} stands on a base model from {nation}."),
        N_("On {day}, by score alone, the top {noun} on {place} stood on a base model from {nation}."),
    ),
}

#: What else is told of a nation's developers or of its bases, now and then (one where the day makes no difference).
_TOLD = {
    ("chances", "developer"): (N_("Chance of having the best {noun}: {chances}."),),
    ("chances", "base"): (N_("Chance of having the base of the best {noun}: {chances}."),),
    ("nobody", "developer"): (
        N_("Nobody leads: no other nation has one there."),
        N_("Nobody led: no other nation had one there."),
    ),
    ("nobody", "base"): (
        N_("Nobody leads: none there is on a base from another nation."),
        N_("Nobody led: none there was on a base from another nation."),
    ),
    ("released", "developer"): (
        N_(
            "Read by release date, as the one snapshot of {snapshot} tells it, {leader} has led since {model} of "
            "{released}, and no other nation before."
        ),
        N_(
            "Read by release date, as the one snapshot of {snapshot} tells it, {leader} had led since {model} of "
            "{released}, and no other nation before."
        ),
    ),
    ("released", "base"): (
        N_(
            "Read by release date, as the one snapshot of {snapshot} tells it, {leader} have led since {model} of "
            "{released}, and those from no other nation before."
        ),
        N_(
            "Read by release date, as the one snapshot of {snapshot} tells it, {leader} had led since {model} of "
            "{released}, and those from no other nation before."
        ),
    ),
    ("first", "developer"): (N_("No nation but {nation} is known to have led there, the first time on {when}."),),
    ("first", "base"): (
        N_("Bases from no nation but {nation} are known to have led there, the first time on {when}."),
    ),
    ("took", "developer"): (
        N_(
            "{leader} took the lead from {before} on {when} with {model} ({reason}), and no other nation has led since."
        ),
        N_(
            "{leader} took the lead from {before} on {when} with {model} ({reason}), and no other nation is known to "
            "have led after that, up to {snapshot}."
        ),
    ),
    ("took", "base"): (
        N_(
            "{leader} took the lead from {before} on {when} with {model} ({reason}), and those from no other nation "
            "have led since."
        ),
        N_(
            "{leader} took the lead from {before} on {when} with {model} ({reason}), and those from no other nation "
            "are known to have led after that, up to {snapshot}."
        ),
    ),
    ("share", "developer"): (
        N_("On {day}, the best {nouns} of {nations} share the top score on {place} ({score})."),
        N_("On {day}, the best {nouns} of {nations} shared the top score on {place} ({score})."),
    ),
    ("share", "base"): (
        N_("On {day}, the best {nouns} on bases from {nations} share the top score on {place} ({score})."),
        N_("On {day}, the best {nouns} on bases from {nations} shared the top score on {place} ({score})."),
    ),
    ("joint", "developer"): (
        N_("On {day}, the top {noun} on {place} is joint work of {nations}: {model}."),
        N_("On {day}, the top {noun} on {place} was joint work of {nations}: {model}."),
    ),
    ("joint", "base"): (
        N_("On {day}, the top {noun} on {place} stands on a base of {nations} together: {model}."),
        N_("On {day}, the top {noun} on {place} stood on a base of {nations} together: {model}."),
    ),
    ("tied", "developer"): (
        N_("On {day}, {nations} cannot be told apart at the top of {place}: {bests}."),
        N_("On {day}, {nations} could not be told apart at the top of {place}: {bests}."),
    ),
    ("tied", "base"): (
        N_("On {day}, {nouns} on bases from {nations} cannot be told apart at the top of {place}: {bests}."),
        N_("On {day}, {nouns} on bases from {nations} could not be told apart at the top of {place}: {bests}."),
    ),
    ("undetermined", "developer"): (
        N_(
            "On {day}, it cannot be said which nation's developers host the top {noun} on {place}. "
            "The best known one is {known}."
        ),
        N_(
            "On {day}, it could not be said which nation's developers hosted the top {noun} on {place}. "
            "The best known one was {known}."
        ),
    ),
    ("undetermined", "base"): (
        N_(
            "On {day}, it cannot be said from which nation the base of the top {noun} on {place} comes. "
            "The best known one is {known}."
        ),
        N_(
            "On {day}, it could not be said from which nation the base of the top {noun} on {place} came. "
            "The best known one was {known}."
        ),
    ),
    ("only", "developer"): (
        N_("On {day}, the only {noun} on {place} is from {nation}, so nobody is ahead of anybody."),
        N_("On {day}, the only {noun} on {place} was from {nation}, so nobody was ahead of anybody."),
    ),
    ("only", "base"): (
        N_("On {day}, the only {noun} on {place} is on a base from {nation}, so nobody is ahead of anybody."),
        N_("On {day}, the only {noun} on {place} was on a base from {nation}, so nobody was ahead of anybody."),
    ),
    ("both", "developer"): (
        N_("On {day}, both {nouns} on {place} are from {nation}, so nobody is ahead of anybody."),
        N_("On {day}, both {nouns} on {place} were from {nation}, so nobody was ahead of anybody."),
    ),
    ("both", "base"): (
        N_("On {day}, both {nouns} on {place} are on bases from {nation}, so nobody is ahead of anybody."),
        N_("On {day}, both {nouns} on {place} were on bases from {nation}, so nobody was ahead of anybody."),
    ),
    ("all", "developer"): (
        N_("On {day}, all {number:,} {nouns} on {place} are from {nation}, so nobody is ahead of anybody."),
        N_("On {day}, all {number:,} {nouns} on {place} were from {nation}, so nobody was ahead of anybody."),
    ),
    ("all", "base"): (
        N_("On {day}, all {number:,} {nouns} on {place} are on bases from {nation}, so nobody is ahead of anybody."),
        N_("On {day}, all {number:,} {nouns} on {place} were on bases from {nation}, so nobody was ahead of anybody."),
    ),
    ("alone", "developer"): (
        N_("{model} scores {score}; no other nation has one there."),
        N_("{model} scored {score}; no other nation had one there."),
    ),
    ("alone", "base"): (
        N_("{model} scores {score}; none there is on a base from another nation."),
        N_("{model} scored {score}; none there was on a base from another nation."),
    ),
    ("one", "developer"): (N_("{model} ({nation}, {score})"),),
    ("one", "base"): (N_("{model} ({score}, on a base from {nation})"),),
    ("built", "developer"): (N_("{model} ({nation}, {score}, built on {base} of {origin})"),),
    ("built", "base"): (N_("{model} ({score}, built on {base} of {origin})"),),
    ("known", "developer"): (N_("{model} ({score}), from {nation}"),),
    ("known", "base"): (N_("{model} ({score}), on a base from {nation}"),),
    ("known built", "developer"): (N_("{model} ({score}), from {nation}, built on {base} of {origin}"),),
    ("known built", "base"): (N_("{model} ({score}), built on {base} of {origin}"),),
}


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
            return told(nothing_stored(self.place, self.as_of, self.question.known_at))
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
            return self._tell("chances", said, noun=self.noun, chances=joined(each))
        if said.kind == "no_interval":
            return _("Certainty: unknown. The order rests on scores without a published interval.")
        if said.kind == "uncontested":
            return self._tell("nobody", said)
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
            "leader": self.side(last["to_country"]),
            "model": names.get(last["to_model"], last["to_model"]),
            "before": "" if first else self.side(last["from_country"]),
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
            return self._tell("released", said, **parts)
        if first:
            return self._tell("first", said, nation=self.nation(last["to_country"]), when=day(last["date"]))
        parts |= {"when": _when(last), "reason": _(REASONS[last["reason"]])}
        if said.kind == "tied" or last["to_country"] not in said.first:
            return _("Last in the lead: {leader}, from {when} with {model} ({reason}); before that {before}.", **parts)
        parts["leader"] = capital(parts["leader"])
        return self._tell("took", said, **parts)

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
        when = day(said.date)
        if self.question.lens == "base":
            when = _("{day}, by origin of the base", day=when)
        if said.kind in ("leads", "tied"):
            return _("{day}: {nations} {verdict}", day=when, nations=capital(nations), verdict=self.verdict(said))
        if said.kind == "no_interval":
            return _("{day}: {nations} first, by order only", day=when, nations=capital(nations))
        now, then = N_("{day}: It cannot be said who leads"), N_("{day}: It could not be said who led")
        if said.kind == "uncontested":
            now, then = N_("{day}: No nation but {nations} competes"), N_("{day}: No nation but {nations} competed")
        return _(then if said.stale else now, day=when, nations=nations)

    def title(self, said: Standing | None) -> str:
        """`brief` with its board, which the sentence of a board without a leader names itself."""
        brief = self.brief(said)
        return _("{place}, {answer}", place=self.place, answer=brief) if said and said.bests else brief

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

    def side(self, codes: object) -> str:
        """Who leads or competes, within a sentence: a country, or the bases that come from it."""
        origin = self.origin(codes)
        return _("bases from {nation}", nation=origin) if self.question.lens == "base" else origin

    @property
    def of_use(self) -> str:
        """Of which models it is told how much they are used, where that is not what was asked."""
        if self.question.openness == "all":
            return _("How much models are used is known of open and of closed ones, not by license: here, of all.")
        return _(
            "How much models are used is known of open and of closed ones, not by license: here, of {nouns}.",
            nouns=self.nouns,
        )

    def score(self, value: float, decimals: int | None = None) -> str:
        """A score, as precisely as readers need it or as told."""
        said = figure(value, f".{self._decimals if decimals is None else decimals}f")
        if self.curated.board.unit == "minutes":
            return self.counted(said)
        return _("{number} %", number=said) if self._percent else said

    def distance(self, apart: float) -> str:
        """A difference of scores, as precisely as these where it is not too small for that, with its unit."""
        return margin_of(figure(apart, f".{decimals_of(apart, self._decimals)}f"), self.curated.board.unit)

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
        host = self._host(said, first, by_score=False)
        return _("{sentence} {another}", sentence=host, another=self._scores(said, first))

    def _no_interval(self, said: Standing) -> str:
        holders = said.first
        if len(holders) > 1:
            return self._tell(
                "share",
                said,
                nouns=self.nouns,
                nations=self._joined(holders),
                place=self.place,
                score=self.score(said.bests[0].score),
            )
        first = next(best for best in said.bests if best.country == holders[0])
        host = self._host(said, first, by_score=True)
        return _("{sentence} {another}", sentence=host, another=self._scores(said, first))

    def _host(self, said: Standing, first: Best, by_score: bool) -> str:
        """Where the best model comes from. by_score: it is the best by the order of scores alone."""
        nation = self.nation(first.country)
        return _did(said, *_HOSTS[self.question.lens, by_score], nation=nation, noun=self.noun, place=self.place)

    def _tied(self, said: Standing) -> str:
        named = [best for best in said.bests if best.country in said.nations]
        if len({best.model for best in named}) == 1:
            return self._tell(
                "joint",
                said,
                noun=self.noun,
                place=self.place,
                nations=self._joined(said.nations),
                model=named[0].model,
            )
        return self._tell(
            "tied",
            said,
            nouns=self.nouns,
            nations=self._joined(said.nations),
            place=self.place,
            bests=joined([self._one(best, "one", "built") for best in named]),
        )

    def _one(self, best: Best, alone: str, built: str) -> str:
        """A model with its nation and score, and the model that it is built on where that is another nation's."""
        parts = {"model": best.model, "nation": self.nation(best.country), "score": self.score(best.score)}
        if not best.base:
            return _(_TOLD[alone, self.question.lens][0], **parts)
        origin = self.origin(best.base_country)
        return _(_TOLD[built, self.question.lens][0], base=best.base, origin=origin, **parts)

    def _undetermined(self, said: Standing) -> str:
        known = self._one(said.bests[0], "known", "known built")
        return self._tell("undetermined", said, noun=self.noun, place=self.place, known=known)

    def _uncontested(self, said: Standing) -> str:
        first = said.bests[0]
        alone = self._tell(
            {1: "only", 2: "both"}.get(said.models, "all"),
            said,
            noun=self.noun,
            nouns=self.nouns,
            number=said.models,
            place=self.place,
            nation=self.nation(first.country),
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
            return self._tell("alone", said, model=model, score=score)
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
        places = decimals_of(apart, self._decimals + (apart < _CLOSE[self._decimals]))
        for decimals in range(self._decimals, places + 2):
            printed = abs(round(one, decimals) - round(other, decimals))
            if round(printed, places) == round(apart, places):
                break
        return figure(apart, f".{places}f").removesuffix(figure(0.0, ".1f")[1:]), decimals

    def _tell(self, what: str, said: Standing, **parts: object) -> str:
        """A sentence of _TOLD in the words of the question's lens."""
        forms = _TOLD[what, self.question.lens]
        return _did(said, forms[0], forms[-1], **parts)

    def _joined(self, codes: Sequence[str]) -> str:
        return self.nation(";".join(codes))


def _did(said: Standing, now: str, then: str, **parts: object) -> str:
    """A sentence: old data is never told as if it were of the day of asking. `day`, that of the data, is a part."""
    return _(then if said.stale else now, day=day(said.date), **parts)


def speaker_of(question: Question, today: pd.Timestamp) -> Speaker:
    """Who speaks of a question on a day."""
    return Speaker(question, board(question.board), language.countries(), today)


def _when(change: "pd.Series[Any]") -> str:
    """The day of a change of lead and, where days lie in between, the last on which it had not come."""
    if pd.isna(change["not_before"]) or (change["date"] - change["not_before"]).days <= 1:
        return day(change["date"])
    return _("{day} (not yet on {before})", day=day(change["date"]), before=day(change["not_before"]))
