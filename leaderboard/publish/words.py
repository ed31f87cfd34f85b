"""The answer in plain words, from figures alone: what a journalist may quote. Knows nothing of Streamlit."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any, cast

import pandas as pd

from leaderboard.analytics.leads import changes
from leaderboard.analytics.standing import Best, Standing
from leaderboard.publish.address import Question
from leaderboard.records.clock import gaps, in_words, known_until
from leaderboard.registry import tables
from leaderboard.registry.boards import CuratedBoard, board
from leaderboard.registry.countries import capital, country_names, listed, within_a_sentence

#: Below this, margins are told with one more decimal than scores: by the decimals of scores.
_CLOSE = {0: 10.0, 1: 0.1}

#: What is counted, in the singular, by the choice of openness.
NOUNS = {
    "open": "open-weight model",
    "all": "model",
    "open_source": "open-source model",
    "open_source,unrestricted_weights": "open-weight model without restrictions",
    "open_source,unrestricted_weights,restricted_weights": "open-weight model for commercial use",
    "closed": "closed model",
}

#: What a reader may choose to count, as the choice is called.
COUNTED = {
    "open": "Open weights",
    "open_source,unrestricted_weights,restricted_weights": "Open weights, commercial use",
    "open_source,unrestricted_weights": "Open weights, no restrictions",
    "open_source": "Open source: weights, code, data",
    "closed": "Closed models",
    "all": "All models",
}

REASONS = {
    "first": "first known leader",
    "new_model": "new model",
    "opened": "weights opened",
    "closed": "old leader's weights closed",
    "rescored": "scores changed",
    "withdrawn": "old leader withdrawn",
    "method_change": "the board changed its method",
    "held": "kept: contested, then alone in the lead again",
}

VERDICTS = {
    "leads": "leads",
    "tied": "cannot be told apart",
    "no_interval": "first, by order only",
    "uncontested": "uncontested",
    "undetermined": "undetermined",
    "none": "no such model",
}

#: Which domains stand apart on the page of all.
APART = (
    "Last seen too long before to speak of that day, uncontested, or made of other boards: each says what it showed on "
    "its own day."
)

OPENNESS = {
    "open_source": "open source",
    "unrestricted_weights": "open weights, no restrictions",
    "restricted_weights": "open weights, restricted use",
    "noncommercial_weights": "open weights, non-commercial",
    "closed": "closed",
    "unknown": "unknown",
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
    counted, domains = f"{len(listed):,} board{'s' * (len(listed) != 1)}", listed["domain"].nunique()
    return f"{counted} in {domains} domain{'s' * (domains != 1)} had published something by {day(as_of)}."


@dataclass(frozen=True)
class Speaker:
    """Turns a standing into sentences about one question."""

    question: Question
    curated: CuratedBoard
    countries: Mapping[str, str]
    today: pd.Timestamp

    def headline(self, said: Standing | None) -> str:
        """The answer: date, board, nation, model and margin."""
        if said is None:
            return f"By {day(self.as_of)}, {self.place} had published nothing."
        if not said.bests:
            return (
                f"On {day(said.date)}, no {self.noun} of known origin {_did(said, 'stands', 'stood')} on {self.place}."
            )
        return f"On {day(said.date)}, {getattr(self, f'_{said.kind}')(said)}"

    def certainty(self, said: Standing | None) -> str:
        """How sure the answer is, in one sentence; "" where there is none."""
        if said is None or not said.bests:
            return ""
        if said.kind == "leads":
            chance = next(best.chance for best in said.bests if best.country == said.nations[0])
            return f"Certainty: {percent(chance)}."
        if said.kind == "tied":
            named = sorted((best for best in said.bests if best.country in said.nations), key=lambda best: -best.chance)
            chances = ", ".join(f"{self.nation(best.country)} {percent(best.chance)}" for best in named)
            return f"Chance of having the best {self.noun}: {chances}."
        if said.kind == "no_interval":
            return "Certainty: unknown. The order rests on scores without a published interval."
        if said.kind == "uncontested":
            return f"Nobody {_did(said, 'leads', 'led')}: no other nation {_did(said, 'has', 'had')} one there."
        if said.unread:
            models = listed(said.unread)
            return f"Certainty: undetermined. Nobody has read evidence for the license or the seat behind {models}."
        return "Certainty: undetermined. Models whose openness or origin we do not know could change the answer."

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
        leader = self.nation(last["to_country"])
        model = names.get(last["to_model"], last["to_model"])
        if by_release:
            read = f"Read by release date, as the one snapshot of {day(said.date)} tells it"
            if last["to_country"] not in said.first:
                return ""
            if last["reason"] == "first":
                led = _did(said, "has led since", "then led since")
                return f"{read}, {leader} {led} {model} of {day(last['date'])}, and no other nation before."
            before = self.nation(last["from_country"])
            return f"{read}, {leader} took the lead from {before} with {model} of {day(last['date'])}."
        if last["reason"] == "first":
            return f"No nation but {leader} is known to have led there, the first time on {day(last['date'])}."
        how = f"{_when(last)} with {model} ({REASONS[last['reason']]})"
        before = self.nation(last["from_country"])
        if said.kind == "tied" or last["to_country"] not in said.first:
            return f"Last in the lead: {leader}, from {how}; before that {before}."
        since = _did(said, "has led since", f"is known to have led after that, up to {day(said.date)}")
        return f"{capital(leader)} took the lead from {before} on {how}, and no other nation {since}."

    def verdict(self, said: Standing) -> str:
        """How sure the newest snapshot is, in a few words."""
        if said.kind == "leads":
            chance = next(best.chance for best in said.bests if best.country == said.nations[0])
            return f"{_did(said, 'leads', 'led')}, certainty {percent(chance)}"
        return f"{_could(said)} be told apart" if said.kind == "tied" else VERDICTS[said.kind]

    def brief(self, said: Standing | None) -> str:
        """The answer as a title: the day, who is first and how surely; no model and no margin."""
        if said is None or not said.bests:
            return self.headline(said)
        first = self._joined(said.first)
        told = {
            "leads": f"{first} {self.verdict(said)}",
            "tied": f"{first} {self.verdict(said)}",
            "no_interval": f"{first} first, by order only",
            "uncontested": f"no nation but {first} {_did(said, 'competes', 'competed')}",
        }
        unsaid = f"it {_could(said)} be said who {_did(said, 'leads', 'led')}"
        return f"{day(said.date)}: {capital(told.get(said.kind, unsaid))}"

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
        tiers = " or ".join(OPENNESS.get(tier, tier) for tier in self.question.openness.split(","))
        return NOUNS.get(self.question.openness, f"model ({tiers})")

    @property
    def nouns(self) -> str:
        """What is counted, in the plural: the ending belongs to the model, whatever is said of it afterwards."""
        return self.noun.replace("model", "models", 1)

    @property
    def place(self) -> str:
        """The board, with its category where that is not the headline one."""
        return f"{self.curated.board.title}{self._category}"

    @property
    def _category(self) -> str:
        category = self.question.category
        return "" if category == self.curated.headline_category else f" ({category_name(category)})"

    def nation(self, code: str) -> str:
        """A country within a sentence: `the United States`."""
        return within_a_sentence(code, self.countries)

    def origin(self, codes: object) -> str:
        """A country, or those of a joint origin, within a sentence."""
        known = isinstance(codes, str) and codes not in ("", "unknown")
        return within_a_sentence(str(codes), self.countries) if known else "an unknown nation"

    def score(self, value: float, decimals: int | None = None) -> str:
        """A score, as precisely as readers need it or as told."""
        return f"{value:.{self._decimals if decimals is None else decimals}f}{self._percent}"

    @property
    def scale(self) -> str:
        """What scores are counted in."""
        return f"in {self.curated.board.unit}" + ("" if self.curated.board.higher_is_better else " (lower is better)")

    @property
    def _decimals(self) -> int:
        return 0 if self.curated.board.unit == "points" else 1

    @property
    def _percent(self) -> str:
        return " %" if self.curated.board.unit == "percent" else ""

    def _leads(self, said: Standing) -> str:
        first = next(best for best in said.bests if best.country == said.nations[0])
        return f"{self._host(said, first.country)}. {self.built(first)} {self._scores(said, first)}."

    def _no_interval(self, said: Standing) -> str:
        holders = said.first
        if len(holders) > 1:
            level = self.score(said.bests[0].score)
            share = _did(said, "share", "shared")
            return f"the best {self.nouns} of {self._joined(holders)} {share} the top score on {self.place} ({level})."
        return f"by score alone, {self._leads(replace(said, nations=holders))}"

    def _tied(self, said: Standing) -> str:
        named = [best for best in said.bests if best.country in said.nations]
        bests = ", ".join(
            f"{best.model} ({self.nation(best.country)}, {self.score(best.score)}{self._base(best)})" for best in named
        )
        if len({best.model for best in named}) == 1:
            joint = f"{_did(said, 'is', 'was')} joint work of {self._joined(said.nations)}"
            return f"the top {self.noun} on {self.place} {joint}: {named[0].model}."
        return f"{self._joined(said.nations)} {_could(said)} be told apart at the top of {self.place}: {bests}."

    def _undetermined(self, said: Standing) -> str:
        first = said.bests[0]
        best = f"{first.model} ({self.score(first.score)}), from {self.nation(first.country)}{self._base(first)}"
        return (
            f"it {_could(said)} be said which nation's developers {_did(said, 'host', 'hosted')} the top {self.noun} "
            f"on {self.place}. The best known one {_did(said, 'is', 'was')} {best}."
        )

    def _uncontested(self, said: Standing) -> str:
        first = said.bests[0]
        counted = f"the only {self.noun}" if said.models == 1 else f"all {said.models:,} {self.nouns}"
        verb = _did(said, "is", "was") if said.models == 1 else _did(said, "are", "were")
        return (
            f"{counted} on {self.place} {verb} from {self.nation(first.country)}, "
            f"so nobody {_did(said, 'is', 'was')} ahead of anybody. "
            f"The best {_did(said, 'is', 'was')} {first.model} ({self.score(first.score)}){self._base(first)}."
        )

    def built(self, best: Best) -> str:
        """A model, and the model that it is built on where that is another nation's."""
        base = self._base(best)
        return f"{best.model}{base}," if base else best.model

    def _base(self, best: Best) -> str:
        return f", built on {best.base} of {self.origin(best.base_country)}" if best.base else ""

    def _host(self, said: Standing, country: str) -> str:
        if self.question.lens == "base":
            stands = _did(said, "stands", "stood")
            return f"the top {self.noun} on {self.place} {stands} on a base model from {self.nation(country)}"
        return (
            f"developers in {self.nation(country)} {_did(said, 'host', 'hosted')} the top {self.noun} on {self.place}"
        )

    def _scores(self, said: Standing, first: Best) -> str:
        """What the best model scores, and how far ahead of the best of another nation."""
        others = [best for best in said.bests if best.country != first.country and best.model != first.model]
        scores = _did(said, "scores", "scored")
        if not others:
            return f"{scores} {self.score(first.score)}; no other nation {_did(said, 'has', 'had')} one there"
        second = others[0]
        rests = "the best on a base" if self.question.lens == "base" else "the best"
        behind = f"{rests} from {self.nation(second.country)}, {second.model}"
        if first.score == second.score:
            return f"{scores} {self.score(first.score)}, level with {behind}"
        margin, decimals = self.margin(first.score, second.score)
        return (
            f"{scores} {self.score(first.score, decimals)}, {margin} {self.counted(margin)} "
            f"ahead of {behind} ({self.score(second.score, decimals)})"
        )

    def counted(self, margin: str) -> str:
        """What a margin counts: `points`, `percentage point`."""
        unit = "percentage point" if self._percent else self.curated.board.unit.removesuffix("s")
        return unit if margin == "1" else f"{unit}s"

    def margin(self, one: float, other: float) -> tuple[str, int]:
        """The difference, and with how many decimals to print the scores: a reader will subtract them."""
        apart = abs(one - other)
        places = self._decimals + (apart < _CLOSE[self._decimals])
        for decimals in range(self._decimals, places + 2):
            printed = abs(round(one, decimals) - round(other, decimals))
            if round(printed, places) == round(apart, places):
                break
        return f"{apart:.{places}f}".removesuffix(".0"), decimals

    def _joined(self, codes: Sequence[str]) -> str:
        return within_a_sentence(";".join(codes), self.countries)


def _did(said: Standing, now: str, then: str) -> str:
    """A verb: old data is never told as if it were of the day of asking."""
    return then if said.stale else now


def _could(said: Standing) -> str:
    return _did(said, "cannot", "could not")


def speaker_of(question: Question, today: pd.Timestamp) -> Speaker:
    """Who speaks of a question on a day."""
    return Speaker(question, board(question.board), country_names(tables.load()), today)


def day(stamp: pd.Timestamp) -> str:
    """4 August 2025."""
    return in_words(stamp)


def density(days: "pd.Series[pd.Timestamp]") -> str:
    """How often a board was seen, which is how closely its past can be dated. days: those of its snapshots."""
    between = gaps(days)
    if not between:
        return "The board was seen on one day."
    return (
        f"The board was seen on {len(between) + 1} days, {median(between):g} days apart in the middle and "
        f"{max(between)} at most: "
        "what happened in between cannot be dated more closely."
    )


def _when(change: "pd.Series[Any]") -> str:
    """The day of a change of lead and, where days lie in between, the last on which it had not come."""
    unseen = pd.notna(change["not_before"]) and (change["date"] - change["not_before"]).days > 1
    return day(change["date"]) + (f" (not yet on {day(change['not_before'])})" if unseen else "")


def moment(text: str) -> str:
    """A moment or day of an address: 4 August 2025, 12:30 UTC; the end of a bare day."""
    stamp = cast(pd.Timestamp, known_until(text))
    return f"{stamp:%H:%M} UTC on {day(stamp)}"


def percent(chance: float) -> str:
    """A chance, never rounded up to certainty."""
    if math.isnan(chance):
        return "unknown"
    if chance > 0.99:
        return "above 99 %"
    return f"{math.floor(chance * 100)} %" if chance >= 0.01 else "below 1 %"


def ordinal(place: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = "th" if place // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place:,}{ending}"


def category_name(category: str) -> str:
    """`industry_legal_and_government` as words."""
    return category.replace("_", " ").capitalize()
