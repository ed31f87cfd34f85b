"""Who leads across domains: the headline board of each, in its newest complete snapshot, and one sentence over all.

A domain counts if its board is contested and recent: where fewer than two nations compete nobody is ahead of
anybody, and an old snapshot says nothing of the day of asking. An index is no test of its own. These stand apart.
"""

from collections.abc import Iterator, Mapping
from typing import Unpack

import pandas as pd

from leaderboard.analytics.standing import Standing
from leaderboard.questions import one_board
from leaderboard.questions.view import View
from leaderboard.records import clock
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
_UNDECIDED = {"tied": "tied", "no_interval": "by order only", "undetermined": "undetermined"}


def headlines() -> dict[str, str]:
    """Domain -> the id of its headline board, in order of domain."""
    found = {curated.domain: board_id for board_id, curated in boards.catalogue().items() if curated.is_headline}
    return dict(sorted(found.items()))


def domains(**view: Unpack[View]) -> pd.DataFrame:
    """Each domain's headline board by a day, by domain; columns of DOMAIN_DTYPES.

    A board without a snapshot by then has no row. date: of the newest complete snapshot. verdict: as in the
    frontier. country, model_name: of the nation that leads, else of the best score. models, nations: how many
    counted models of how many known nations compete. stale: the snapshot is older than the board's max_age_days.
    attrs["notes"]: the sentence of `told`.
    """
    said = {board_id: domain for domain, board_id in headlines().items()}
    asked = {board_id: boards.board(board_id).headline_category for board_id in said}
    found = {
        past.board_id: one_board.standing_of(past, view.get("as_of"), names={})
        for past in one_board.newest(asked, **view)
    }
    rows = [
        {
            "domain": said[board_id],
            "board_id": board_id,
            "date": one.date,
            "verdict": str(one),
            "country": best.country if best else None,
            "model_name": best.model if best else None,
            "models": one.models,
            "nations": len(one.bests),
            "stale": one.stale,
        }
        for board_id, one in found.items()
        if one
        for best in [one.leader or next(iter(one.bests), None)]
    ]
    table = pd.DataFrame(rows, columns=list(DOMAIN_DTYPES)).astype(DOMAIN_DTYPES)
    table = table.sort_values("domain", kind="stable", ignore_index=True)
    standings = {said[board_id]: one for board_id, one in found.items() if one}
    table.attrs["notes"] = (" ".join(told(standings, clock.day(view.get("as_of")) or clock.today())),)
    return table


def counts(domain: str, said: Standing) -> bool:
    """Whether a domain counts in the sentence: not where it stands apart."""
    return domain != INDEX and said.contested and not said.stale


def told(standings: Mapping[str, Standing], as_of: pd.Timestamp) -> tuple[str, ...]:
    """The answer over all domains in sentences: who leads in how many, on what that rests, and what stands apart.

    standings: domain -> that of its headline board.
    """
    counted = {domain: said for domain, said in sorted(standings.items()) if counts(domain, said)}
    old = {domain: said for domain, said in sorted(standings.items()) if said.stale and domain != INDEX}
    uncontested = [domain for domain, said in sorted(standings.items()) if not said.stale and not said.contested]
    sentences = [_headline(counted, as_of), *_by_nation(counted)]
    if old:
        sentences.append(f"Apart, as too old to speak of that day: {'; '.join(map(_was, old, old.values()))}.")
    if uncontested:
        where = "; ".join(f"{domain} {_rests_on(standings[domain])}" for domain in uncontested)
        sentences.append(f"Apart, as no two nations compete: {where}.")
    if INDEX in standings:
        sentences.append(f"Apart, as made of other boards: {_was(INDEX, standings[INDEX])}.")
    return tuple(sentences)


def last_seen(standings: Mapping[str, Standing]) -> str:
    """What the contested boards that are too old to speak of the day of asking said when they were last seen."""
    old = {domain: said for domain, said in sorted(standings.items()) if said.stale and said.contested}
    old.pop(INDEX, None)
    if not old:
        return ""
    days = sorted(said.date for said in old.values())
    when = clock.in_words(days[0]) + (f" to {clock.in_words(days[-1])}" if days[-1] > days[0] else "")
    held = _held(old)
    said = f"Where the newest snapshot is older ({when}), a nation led in {sum(map(len, held.values()))} of {len(old)}"
    each = [f"{_nation(country)} in {len(where)} ({', '.join(where)})" for country, where in held.items()]
    return f"{said}: {', '.join(each)}." if held else f"{said}."


def _headline(counted: Mapping[str, Standing], as_of: pd.Timestamp) -> str:
    held = _held(counted)
    led = sum(map(len, held.values()))
    said = f"By {clock.in_words(as_of)}, a nation leads with certainty in {led} of {len(counted)} contested domains"
    if not counted:
        return f"{said}: no headline board is both contested and recent enough to speak of that day."
    each = [f"{_nation(country)} in {len(where)} ({', '.join(where)})" for country, where in held.items()]
    return f"{said}: {', '.join(each)}." if held else f"{said}."


def _by_nation(counted: Mapping[str, Standing]) -> Iterator[str]:
    """On what that rests: each board's day and entrants, nation by nation, then what is not decided."""
    for country, where in _held(counted).items():
        boards_of = (f"{domain} {_rests_on(counted[domain])}{_built(counted[domain])}" for domain in where)
        yield f"{capital(_nation(country))}: {'; '.join(boards_of)}."
    undecided = {domain: said for domain, said in counted.items() if not said.leader}
    if undecided:
        open_ones = (f"{domain} ({_UNDECIDED[said.kind]}) {_rests_on(said)}" for domain, said in undecided.items())
        yield f"Not decided: {'; '.join(open_ones)}."


def _held(counted: Mapping[str, Standing]) -> dict[str, list[str]]:
    """Nation -> the domains in which it leads, those that lead most often first."""
    held: dict[str, list[str]] = {}
    for domain, said in counted.items():
        if said.leader:
            held.setdefault(said.leader.country, []).append(domain)
    return dict(sorted(held.items(), key=lambda pair: (-len(pair[1]), pair[0])))


def _rests_on(said: Standing) -> str:
    models, nations = len(said.bests) and said.models, len(said.bests)
    entrants = f"{models:,} model{'s' * (models != 1)} of {nations} nation{'s' * (nations != 1)}"
    return f"on {clock.in_words(said.date)}, {entrants}"


def _built(said: Standing) -> str:
    best = said.leader
    if not best or not best.base:
        return ""
    return f", with {best.model}, built on {best.base} of {_nation(best.base_country)}"


def _was(domain: str, said: Standing) -> str:
    """What a board that stands apart said on its day."""
    if said.leader:
        return f"{_nation(said.leader.country)} led {domain} {_rests_on(said)}{_built(said)}"
    return f"{domain} was {_UNDECIDED.get(said.kind, 'uncontested')} {_rests_on(said)}"


def _nation(codes: str) -> str:
    return within_a_sentence(codes, country_names(tables.load()))
