"""Who leads across domains: the headline board of each, in its newest complete snapshot, and one sentence over all.

A domain counts if its board is contested and recent: where fewer than two nations compete nobody is ahead of
anybody, and an old snapshot says nothing of the day of asking. An index is no test of its own. These stand apart.
Where fewer than half of the domains speak of the day of asking, the answer is of the newest day on which half of them
did, and says so; it is followed by why it is not of the day of asking.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Unpack

import pandas as pd

from leaderboard.analytics.standing import Standing, nothing_stored
from leaderboard.questions import histories, one_board
from leaderboard.questions.kept import kept
from leaderboard.questions.view import Lens, View
from leaderboard.records import clock
from leaderboard.records.clock import Day
from leaderboard.records.spoken import joined, say, say_many
from leaderboard.registry import boards, tables
from leaderboard.registry.countries import capital, country_names, within_a_sentence

DOMAIN_DTYPES = {
    "domain": "str",
    "board_id": "str",
    "date": "datetime64[us]",
    "verdict": "str",
    "country": "str",
    "model_name": "str",
    "models": "int64",
    "nations": "int64",
    "stale": "bool",
}
#: The domain whose boards are made of other boards.
INDEX = "index"
_UNDECIDED = {"tied": say("tied"), "no_interval": say("by order only"), "undetermined": say("undetermined")}

#: What is said of a domain on the day of its board.
_STOOD, _LED = say("{domain} {day}"), say("{nation} led {domain} {day}")


@dataclass(frozen=True)
class Domains:
    """What the headline boards of all domains say of a day. standings: domain -> that of its board, by domain.

    then: the same of the newest day on which a headline board was seen and at least half of the domains spoke of that
    day; only where fewer do of `day`, and None where there was no such day either. known_at, lens: as in view.View.
    """

    day: pd.Timestamp
    standings: Mapping[str, Standing]
    then: "Domains | None" = None
    known_at: Day | None = None
    lens: Lens = "developer"

    @property
    def tested(self) -> dict[str, Standing]:
        """All domains but the index."""
        return {domain: said for domain, said in sorted(self.standings.items()) if domain != INDEX}

    @property
    def old(self) -> dict[str, Standing]:
        """The domains that were last seen too long before to speak of the day."""
        return {domain: said for domain, said in self.tested.items() if said.stale}

    @property
    def counted(self) -> dict[str, Standing]:
        """The domains in which it can be said of the day who leads, if anybody does."""
        return {domain: said for domain, said in self.tested.items() if said.contested and not said.stale}

    @property
    def speak(self) -> bool:
        """Whether at least half of the domains speak of the day."""
        return 2 * len(self.old) <= len(self.tested)

    @property
    def held(self) -> "Domains":
        """Of which day the answer is: itself, or `then` where too few domains speak of the day."""
        return self if self.speak else self.then or self

    @property
    def answering(self) -> set[str]:
        """The domains of the answer, and those that speak of the day."""
        return {*self.held.counted, *self.counted}


def foremost(led: Domains) -> tuple[str, pd.Timestamp] | None:
    """The nation that leads in more domains than any other, and on which day: of `then` where too few speak of its own.

    None where no nation leads, or several lead in as many.
    """
    counted = Counter(said.leader.country for said in led.held.counted.values() if said.leader).most_common(2)
    if not counted or (len(counted) == 2 and counted[0][1] == counted[1][1]):
        return None
    return counted[0][0], led.held.day


def of_a_day(
    day: pd.Timestamp,
    standings_on: Callable[[pd.Timestamp], Mapping[str, Standing]],
    known_at: Day | None = None,
    lens: Lens = "developer",
) -> Domains:
    """What all domains say of a day. standings_on: domain -> the standing of its headline board by a day."""
    asked = Domains(day, standings_on(day), known_at=known_at, lens=lens)
    if asked.speak:
        return asked
    seen = sorted({said.date for said in asked.tested.values()}, reverse=True)
    earlier = (Domains(before, standings_on(before)) for before in seen)
    return replace(asked, then=next((then for then in earlier if then.speak), None))


def headlines() -> dict[str, str]:
    """Domain -> the id of its headline board, in order of domain."""
    found = {curated.domain: board_id for board_id, curated in boards.catalogue().items() if curated.is_headline}
    return dict(sorted(found.items()))


@kept
def domains(**view: Unpack[View]) -> pd.DataFrame:
    """Each domain's headline board by a day, by domain; columns of DOMAIN_DTYPES.

    A board without a snapshot by then has no row. date: of the newest complete snapshot. verdict: as in the
    frontier. country, model_name: of the nation that leads, else of the best score. models, nations: how many
    counted models of how many known nations compete. stale: the snapshot is older than the board's max_age_days.
    attrs["notes"]: the sentence of `told`.
    """
    of_domain = headlines()
    asked = {board_id: boards.board(board_id).headline_category for board_id in of_domain.values()}

    def standings_on(day: pd.Timestamp) -> dict[str, Standing]:
        of_day: View = {**view, "as_of": day}
        pasts = histories.newest(asked, **of_day)
        found = {past.board_id: one_board.standing_of(past, day, names={}) for past in pasts}
        return {domain: said for domain, board_id in of_domain.items() if (said := found.get(board_id))}

    led = of_a_day(
        clock.day(view.get("as_of")) or clock.today(), standings_on, view.get("known_at"), view.get("lens", "developer")
    )
    rows = [
        {
            "domain": domain,
            "board_id": of_domain[domain],
            "date": one.date,
            "verdict": str(one),
            "country": best.country if best else None,
            "model_name": best.model if best else None,
            "models": one.models,
            "nations": len(one.bests),
            "stale": one.stale,
        }
        for domain, one in led.standings.items()
        for best in [one.leader or next(iter(one.bests), None)]
    ]
    table = pd.DataFrame(rows, columns=list(DOMAIN_DTYPES)).astype(DOMAIN_DTYPES)
    table.attrs["notes"] = (joined(told(led), " "),)
    return table


def told(led: Domains) -> tuple[str, ...]:
    """The answer over all domains in sentences: who leads in how many, on what that rests, and what stands apart.

    Where it is of an earlier day, what it rests on is of that day, and what newer boards say comes after it.
    """
    newer = {domain: said for domain, said in led.counted.items() if said.date > led.held.day}
    return (*answer(led), *_rests(led.held), *_by_nation(newer))


def _rests(led: Domains) -> Iterator[str]:
    """On what the answer of a day rests, and what stood apart on it."""
    old = led.old
    uncontested = [domain for domain, said in led.tested.items() if not said.stale and not said.contested]
    yield from _by_nation(led.counted)
    if old:
        each = joined([_was(domain, said) for domain, said in old.items()], "; ")
        yield say("Apart, as too old to speak of that day: {domains}.", domains=each)
    if uncontested:
        where = [say("{domain} {day}", domain=say(one), day=_rests_on(led.standings[one])) for one in uncontested]
        yield say("Apart, as no two nations compete: {domains}.", domains=joined(where, "; "))
    if INDEX in led.standings:
        was = _was(INDEX, led.standings[INDEX])
        yield say("Apart, as made of other boards: {domains}.", domains=was)


def answer(led: Domains) -> tuple[str, ...]:
    """Who leads in how many domains. Where too few speak of the day: who led on `then`, and why not of the day."""
    first = led if led.speak else led.then
    said = [_by_lens(_answer(first, before=first is led.then), led)] if first else []
    return (*said, *([] if led.speak else [_why_so_few(led)]))


def _by_lens(said: str, led: Domains) -> str:
    """An answer with what a nation has to do with its models, where that is not who developed them."""
    if led.lens == "developer" or not led.standings:
        return said
    return say("{said} A model counts here for the nation of its base, whoever developed it.", said=said)


def opening(led: Domains) -> tuple[str, ...]:
    """What a page opens with: `answer` and, where that is of the day, what older boards said when last seen."""
    last_seen = _last_seen(led) if led.speak else ""
    return (*answer(led), *([last_seen] if last_seen else []))


def _why_so_few(led: Domains) -> str:
    """How many domains were last seen too long before the day, and when the newest of them was."""
    lately = [domain for domain in led.tested if domain not in led.old]
    parts = {
        "day": clock.in_words(led.day),
        "last": clock.in_words(max(said.date for said in led.old.values())),
        "every": len(led.tested),
    }
    if not lately:
        return say(
            "By {day}, none of {every} domains had been seen lately enough to say who leads: they were last seen "
            "whole on {last} or before.",
            **parts,
        )
    return say(
        "By {day}, only {number} of {every} domains ({domains}) had been seen lately enough to say who leads: "
        "the other {old} were last seen whole on {last} or before.",
        number=len(lately),
        domains=joined([say(domain) for domain in lately]),
        old=len(led.old),
        **parts,
    )


def _last_seen(led: Domains) -> str:
    """What the contested boards that are too old to speak of the day of asking said when they were last seen."""
    old = {domain: said for domain, said in led.old.items() if said.contested}
    if not old:
        return ""
    days = sorted(said.date for said in old.values())
    when: str = clock.in_words(days[0])
    if days[-1] > days[0]:
        when = say("{since} to {until}", since=when, until=clock.in_words(days[-1]))
    held = _held(old)
    parts = {"when": when, "led": sum(map(len, held.values())), "every": len(old)}
    if not held:
        return say("Where the newest snapshot is older ({when}), a nation led in {led} of {every}.", **parts)
    return say(
        "Where the newest snapshot is older ({when}), a nation led in {led} of {every}: {nations}.",
        nations=_each(held),
        **parts,
    )


def _answer(led: Domains, before: bool = False) -> str:
    """Who leads with certainty in how many domains. before: of a day before that of asking."""
    if not led.standings:
        return nothing_stored(say("any headline board"), led.day, led.known_at)
    counted, held = led.counted, _held(led.counted)
    parts = {
        "day": clock.in_words(led.day),
        "led": sum(map(len, held.values())),
        "domains": say_many("{number} contested domain", "{number} contested domains", len(counted)),
    }
    if held and before:
        return say(
            "On {day}, a nation led with certainty in {led} of {domains}: {nations}.", nations=_each(held), **parts
        )
    if held:
        return say(
            "By {day}, a nation leads with certainty in {led} of {domains}: {nations}.", nations=_each(held), **parts
        )
    if counted and before:
        return say("On {day}, a nation led with certainty in {led} of {domains}.", **parts)
    if counted:
        return say("By {day}, a nation leads with certainty in {led} of {domains}.", **parts)
    if before:
        return say(
            "On {day}, a nation led with certainty in {led} of {domains}: on no headline board that was seen lately do "
            "two nations compete.",
            **parts,
        )
    return say(
        "By {day}, a nation leads with certainty in {led} of {domains}: on no headline board that was seen lately do "
        "two nations compete.",
        **parts,
    )


def _each(held: Mapping[str, Sequence[str]]) -> str:
    """`China in 2 (code, text)`."""
    return joined(
        [
            say(
                "{nation} in {number} ({domains})",
                nation=_nation(country),
                number=len(where),
                domains=joined([say(domain) for domain in where]),
            )
            for country, where in held.items()
        ]
    )


def _by_nation(counted: Mapping[str, Standing]) -> Iterator[str]:
    """On what that rests: each board's day and entrants, nation by nation, then what is not decided."""
    for country, where in _held(counted).items():
        boards_of = [_built(_STOOD, domain, counted[domain]) for domain in where]
        yield say("{nation}: {domains}.", nation=capital(_nation(country)), domains=joined(boards_of, "; "))
    undecided = {domain: said for domain, said in counted.items() if not said.leader}
    if undecided:
        open_ones = [
            say("{domain} ({verdict}) {day}", domain=say(domain), verdict=_UNDECIDED[said.kind], day=_rests_on(said))
            for domain, said in undecided.items()
        ]
        yield say("Not decided: {domains}.", domains=joined(open_ones, "; "))


def _held(counted: Mapping[str, Standing]) -> dict[str, list[str]]:
    """Nation -> the domains in which it leads, those that lead most often first."""
    held: dict[str, list[str]] = {}
    for domain, said in counted.items():
        if said.leader:
            held.setdefault(said.leader.country, []).append(domain)
    return dict(sorted(held.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def _rests_on(said: Standing) -> str:
    models, nations = len(said.bests) and said.models, len(said.bests)
    return say(
        "on {day}, {models} of {nations}",
        day=clock.in_words(said.date),
        models=say_many("{number:,} model", "{number:,} models", models),
        nations=say_many("{number} nation", "{number} nations", nations),
    )


def _built(text: str, domain: str, said: Standing) -> str:
    """What is said of a domain and, where the leader's model is built on another nation's, on which."""
    best = said.leader
    nation = _nation(best.country) if best else ""
    told = say(text, domain=say(domain), day=_rests_on(said), nation=nation)
    if not best or not best.base:
        return told
    parts = {"model": best.model, "base": best.base, "origin": _nation(best.base_country)}
    return say("{told}, with {model}, built on {base} of {origin}", told=told, **parts)


def _was(domain: str, said: Standing) -> str:
    """What a board that stands apart said on its day."""
    if said.leader:
        return _built(_LED, domain, said)
    verdict = _UNDECIDED.get(said.kind, say("uncontested"))
    return say("{domain} was {verdict} {day}", domain=say(domain), verdict=verdict, day=_rests_on(said))


def _nation(codes: str) -> str:
    return within_a_sentence(codes, country_names(tables.load()))
