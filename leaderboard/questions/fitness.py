"""What somebody asks of a model, condition by condition: it fits, it does not, or it cannot be said.

A fact that nobody knows never passes: what is missing is named. Nothing here knows of scores.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from leaderboard.questions.catalogue import VERBS
from leaderboard.records.spoken import joined, say
from leaderboard.registry import attribution, boards, tables
from leaderboard.registry.countries import country_names, offer, within_a_sentence
from leaderboard.registry.fields import COLUMNS, MODALITIES, NO_LICENSE, OPEN_WEIGHTS

State = Literal["fits", "out", "unknown"]
#: Weights need so many times their own size: the rest is for what a running model keeps beside them.
MARGIN = 1.2
BITS = (4, 8, 16)
#: A license that SPDX lists is one fixed text; another has been read only if its row says when.
_OWN_TEXT = "LicenseRef-"
_NONCOMMERCIAL = "noncommercial_weights"
#: The row of a license that has none.
_UNSTATED = dict.fromkeys(COLUMNS["licenses"], "")


#: What stands against a model.
_DEVELOPED = say("its developer is in {nation}")
_BUILT_ON = say("{model}, which it is built on, is from {nation}")
_ALONE = say("its developer, who built on nobody else's, is in {nation}")
_UP_TO_USERS = say("{license} permits up to {number:,.0f} monthly users")
_UP_TO_REVENUE = say("{license} permits up to {number:,.0f} USD a year")
_SIZED, _TOKENS = say("{number:,g} billion parameters"), say("{number:,g} tokens of context")
_AS_INPUT, _AS_OUTPUT = say("{modalities} as input"), say("{modalities} as output")
_READS_NO, _WRITES_NO = say("it reads no {modalities}"), say("it writes no {modalities}")


class Answer(NamedTuple):
    """Of one condition for one model. why: what stands against it, or what is not known."""

    state: State
    why: str = ""


FITS = Answer("fits")


@dataclass(frozen=True)
class Wanted:
    """What is asked. Lists are separated by commas, nations are ISO codes or blocs; "" and None ask nothing.

    domains: with weights, `code:2,text`; none is the index as it is. allow, exclude: nations of the developer;
    allow_base, exclude_base: of every model that it is built on. commercial: its license must permit commercial use;
    users (monthly active), revenue (USD a year), territory: also in my case. no_naming: nothing must be named.
    max_size, max_active: billions of parameters, in total and at work per token. memory, bits: its weights must fit
    into so many GB at so many bits a parameter. context: tokens. reads, writes: modalities. min_boards: its ability
    must rest on so many boards, of any domain; on one of each domain asked it must. max_age: days, boards with an older
    snapshot count for none of these. unverified: take
    what the registry assumes of terms that nobody has read.

    Raises ValueError for words that mean nothing.
    """

    domains: str = ""
    allow: str = ""
    exclude: str = ""
    allow_base: str = ""
    exclude_base: str = ""
    commercial: bool = False
    users: int | None = None
    revenue: int | None = None
    territory: str = ""
    no_naming: bool = False
    max_size: float | None = None
    max_active: float | None = None
    memory: float | None = None
    bits: int = 4
    context: int | None = None
    reads: str = ""
    writes: str = ""
    min_boards: int = 2
    max_age: int | None = None
    unverified: bool = False

    def __post_init__(self) -> None:
        known = tables.load()
        among = sorted({*known.countries["bloc"]} - {""})
        nations = {*known.countries["country"], *among}
        expected = f"a code of ISO 3166-1 alpha-3 or a bloc ({', '.join(among)})"
        for name in ("allow", "exclude", "allow_base", "exclude_base", "territory"):
            _among(name, listed(getattr(self, name)), sorted(nations), expected, country_names(known))
        for name in ("reads", "writes"):
            _among(name, listed(getattr(self, name)), MODALITIES, ", ".join(MODALITIES))
        if self.bits not in BITS:
            raise ValueError(f"bits: expected {', '.join(map(str, BITS))}, found {self.bits}")
        _among("domains", tuple(self.weights), in_index(), ", ".join(in_index()))

    @property
    def weights(self) -> Mapping[str, float]:
        """Domain -> its part of the ability asked; they sum to 1."""
        parts: dict[str, float] = {}
        for word in listed(self.domains):
            domain, _, weight = word.partition(":")
            try:
                parts[domain] = float(weight or 1)
            except ValueError:
                raise ValueError(f"domains: expected a weight such as code:2, found {word!r}") from None
            if not 0 < parts[domain] < float("inf"):
                raise ValueError(f"domains: expected a weight above 0, found {word!r}")
        whole = sum(parts.values())
        return {domain: weight / whole for domain, weight in parts.items()}

    @property
    def asks_terms(self) -> bool:
        """Whether anything is asked of the license."""
        limits = self.users is not None or self.revenue is not None
        return bool(self.commercial or limits or self.territory or self.no_naming)


NAMES = tuple(field.name for field in fields(Wanted))
_PARAMETERS = {one.keyword: one for one in VERBS["choose"].parameters}


def read(words: Mapping[str, str]) -> tuple[Wanted, list[str]]:
    """What an address asks, and a plain line for each word in it that means nothing: it is passed over."""
    notes = []
    chosen: dict[str, str | float | bool] = {}
    for name in (name for name in NAMES if name in words):
        try:
            value = _PARAMETERS[name].read(words[name])
            Wanted(**{name: value})  # type: ignore[arg-type]
            chosen[name] = value
        except ValueError as error:
            notes.append(str(error))
    return Wanted(**chosen), notes  # type: ignore[arg-type]


def written(wanted: Wanted) -> dict[str, str]:
    """The address of what is asked: only what differs from asking nothing."""
    usual = Wanted()
    return {name: _text(value) for name in NAMES if (value := getattr(wanted, name)) != getattr(usual, name)}


def _text(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def listed(text: str) -> tuple[str, ...]:
    """The words of a list."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _among(
    name: str,
    words: Sequence[str],
    known: Sequence[str],
    expected: str,
    names: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """names: what the known words are called."""
    if strange := [word for word in words if word not in known]:
        meant = offer(strange[0], known, names)
        said = f"{name}: expected {expected}, found {strange[0]!r}"
        raise ValueError(f"{said}: {meant}" if meant else said)


@cache
def in_index() -> tuple[str, ...]:
    """The domains whose boards are in the index."""
    marked = tables.load().boards
    found = marked.loc[(marked["in_index"] == "true") & marked["board_id"].isin(boards.catalogue()), "domain"]
    return tuple(sorted(set(found)))


@dataclass(frozen=True)
class Facts:
    """What the registry knows of one model on a day. built_on: the models below it, nearest first.

    rooted: the lineage is known to its end. terms: of its license and, where another organization's model is below
    it, of that one's: a derivative is never freer than its base. unread: the licenses whose terms nobody has read.
    """

    model: Mapping[str, str]
    openness: str
    open_since: str
    built_on: tuple[Mapping[str, str], ...]
    rooted: bool
    terms: tuple[Mapping[str, str], ...]
    unread: tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """One thing that is asked. name: the field of Wanted that asks it. said: in words."""

    name: str
    said: str
    answer: Callable[[Facts], Answer]


def facts(day: str) -> dict[str, Facts]:
    """What the registry knows of every model as of a day (ISO date), by model_id."""
    known = tables.load()
    lookup = attribution.prepare(known)
    licenses = {row["license"]: row for row in tables.records(known.licenses)}
    steps: dict[str, dict[str, str]] = {}
    for step in tables.records(known.model_openness.sort_values("valid_from")):
        if step["valid_from"] <= day:
            steps[step["model_id"]] = step
    return {model_id: _facts(model_id, day, lookup, steps, licenses) for model_id in lookup.models}


def _facts(
    model_id: str,
    day: str,
    lookup: attribution.Attribution,
    steps: Mapping[str, Mapping[str, str]],
    licenses: Mapping[str, Mapping[str, str]],
) -> Facts:
    model, below = lookup.models[model_id], lookup.built_on(model_id)
    terms: list[Mapping[str, str]] = []
    unread: list[str] = []
    for one in lookup.binding(model_id):
        step = steps.get(one["model_id"], {})
        text = licenses.get(step.get("license", ""), _UNSTATED)
        terms.append({**text, "of": one["model_name"], "tier": step.get("openness", "")})
        named = step.get("license", "")
        if step.get("basis") != "read" or (named.startswith(_OWN_TEXT) and not text["checked_on"]) or not named:
            license = named.removeprefix(_OWN_TEXT) or say("a license without a name")
            unread.append(say("{license} ({model})", license=license, model=one["model_name"]))
    return Facts(
        model,
        lookup.openness_on(model_id, day),
        lookup.open_since(model_id, day),
        tuple(below),
        bool([model, *below][-1]["base_model_id"]),
        tuple(terms),
        tuple(unread),
    )


def public(known: Facts) -> Answer:
    """Whether anyone could download its weights: asked of every model."""
    if known.openness in OPEN_WEIGHTS:
        return FITS
    if known.openness == "closed":
        return Answer("out", say("its weights are not public"))
    return Answer("unknown", say("whether its weights are public"))


def conditions(wanted: Wanted, blocs: Mapping[str, frozenset[str]]) -> list[Condition]:
    """Everything that is asked of what the registry knows, each by itself; blocs: with their members on the day."""
    names = country_names(tables.load())

    def members(text: str) -> frozenset[str]:
        return frozenset().union(*(blocs.get(word, frozenset({word})) for word in listed(text)))

    def said(text: str) -> str:
        return joined(
            [say("the {bloc}", bloc=word) if word in blocs else within_a_sentence(word, names) for word in listed(text)]
        )

    asked: list[Condition] = []

    def ask(name: str, words: str, answer: Callable[[Facts], Answer]) -> None:
        if getattr(wanted, name):
            asked.append(Condition(name, words, answer))

    def ask_number(name: str, words: str, answer: Callable[[Facts, Any], Answer], **parts: object) -> None:
        number = getattr(wanted, name)
        if number is not None:
            asked.append(Condition(name, say(words, number=number, **parts), lambda known: answer(known, number)))

    def named(codes: str) -> str:
        return within_a_sentence(codes, names)

    allowed, excluded = members(wanted.allow), members(wanted.exclude)
    base_allowed, base_excluded = members(wanted.allow_base), members(wanted.exclude_base)
    where = members(wanted.territory)
    ask(
        "allow",
        say("a developer from {places}", places=said(wanted.allow)),
        lambda known: _seat(known.model, lambda seats: seats <= allowed, named, _DEVELOPED),
    )
    ask(
        "exclude",
        say("no developer from {places}", places=said(wanted.exclude)),
        lambda known: _seat(known.model, lambda seats: not seats & excluded, named, _DEVELOPED),
    )
    ask(
        "allow_base",
        say("a base from {places}", places=said(wanted.allow_base)),
        lambda known: _lineage(known, lambda seats: seats <= base_allowed, named),
    )
    ask(
        "exclude_base",
        say("no base from {places}", places=said(wanted.exclude_base)),
        lambda known: _lineage(known, lambda seats: not seats & base_excluded, named),
    )
    ask("commercial", say("commercial use"), lambda known: _every(known, _commercial))
    ask_number(
        "users",
        say("{number:,} monthly active users"),
        lambda known, users: _every(known, lambda terms: _below(terms, "user_threshold", users, _UP_TO_USERS)),
    )
    ask_number(
        "revenue",
        say("revenue of {number:,} USD a year"),
        lambda known, usd: _every(known, lambda terms: _below(terms, "revenue_threshold", usd, _UP_TO_REVENUE)),
    )
    ask(
        "territory",
        say("use in {places}", places=said(wanted.territory)),
        lambda known: _every(known, lambda terms: _territory(terms, where, members, named)),
    )
    ask("no_naming", say("no naming duty"), lambda known: _every(known, _naming))
    if wanted.asks_terms and not wanted.unverified:
        asked.append(Condition("unverified", say("terms that somebody has read"), _read))
    ask_number(
        "max_size",
        say("at most {number:,.15g} billion parameters"),
        lambda known, size: _number(known, "parameters_b", lambda own: own <= size, _SIZED),
    )
    ask_number("max_active", say("at most {number:,.15g} billion parameters at work"), _active)
    ask_number(
        "memory",
        say("weights that fit on {number:,.15g} GB at {bits} bits"),
        lambda known, memory: _memory(known, memory, wanted.bits),
        bits=wanted.bits,
    )
    ask_number(
        "context",
        say("a context of {number:,} tokens"),
        lambda known, least: _number(known, "context_length", lambda tokens: tokens >= least, _TOKENS),
    )
    for name, column, asks in (("reads", "input_modalities", _AS_INPUT), ("writes", "output_modalities", _AS_OUTPUT)):
        needs = frozenset(listed(getattr(wanted, name)))
        ask(
            name,
            say(asks, modalities=joined([say(one) for one in sorted(needs)], " and ")),
            _modality(column, needs, name),
        )
    return asked


def needed(parameters_b: float, bits: int) -> float:
    """Memory in GB: all parameters, at work or not, at so many bits, and MARGIN for what stands beside them."""
    return parameters_b * bits / 8 * MARGIN


def _seat(
    model: Mapping[str, str],
    admitted: Callable[[frozenset[str]], bool],
    named: Callable[[str], str],
    what: str,
) -> Answer:
    """what: what is said of a model whose nation is not admitted."""
    if not model["country"]:
        return Answer("unknown", say("the nation behind {model}", model=model["model_name"]))
    if admitted(frozenset(model["country"].split(";"))):
        return FITS
    return Answer("out", say(what, nation=named(model["country"]), model=model["model_name"]))


def _lineage(known: Facts, admitted: Callable[[frozenset[str]], bool], named: Callable[[str], str]) -> Answer:
    """Of all that it is built on; a model trained from scratch is its own base."""
    answers = [_seat(base, admitted, named, _BUILT_ON) for base in known.built_on]
    if not known.built_on and known.rooted:
        answers = [_seat(known.model, admitted, named, _ALONE)]
    if not known.rooted:
        answers.append(Answer("unknown", say("what it is built on")))
    return _worst(answers)


def _every(known: Facts, answer: Callable[[Mapping[str, str]], Answer]) -> Answer:
    return _worst([answer(terms) for terms in known.terms])


def _worst(answers: Sequence[Answer]) -> Answer:
    """Out if any is out, unknown if any is unknown."""
    for state in ("out", "unknown"):
        if found := [one for one in answers if one.state == state]:
            return found[0]
    return FITS


def _stated(terms: Mapping[str, str]) -> Answer:
    """Whether the license's row says anything; without a license nothing is permitted."""
    if terms["license"] == NO_LICENSE:
        return Answer("out", say("no license of {model} is stated, so nothing is permitted", model=terms["of"]))
    if not terms["license"]:
        return Answer("unknown", say("the license of {model}", model=terms["of"]))
    if not terms["commercial_use"]:
        return Answer("unknown", say("the terms of {license}", license=_license(terms)))
    return FITS


def _license(terms: Mapping[str, str]) -> str:
    return f"{terms['license'].removeprefix(_OWN_TEXT)} ({terms['of']})"


def _commercial(terms: Mapping[str, str]) -> Answer:
    stated = _stated(terms)
    if stated.state != "out" and terms["tier"] == _NONCOMMERCIAL:
        return Answer("out", say("the weights of {model} are for non-commercial use", model=terms["of"]))
    if stated != FITS:
        return stated
    if terms["commercial_use"] == "no":
        return Answer("out", say("{license} permits no commercial use", license=_license(terms)))
    limits = (terms["user_threshold"], terms["revenue_threshold"], terms["excluded_territories"])
    if terms["commercial_use"] == "conditional" and not any(limits):
        return Answer("unknown", say("the conditions of {license}", license=_license(terms)))
    return FITS


def _below(terms: Mapping[str, str], column: str, mine: int, permits: str) -> Answer:
    if (stated := _stated(terms)) != FITS:
        return stated
    if terms[column] and mine > float(terms[column]):
        return Answer("out", say(permits, license=_license(terms), number=float(terms[column])))
    return FITS


def _territory(
    terms: Mapping[str, str],
    where: frozenset[str],
    members: Callable[[str], frozenset[str]],
    named: Callable[[str], str],
) -> Answer:
    if (stated := _stated(terms)) != FITS:
        return stated
    barred = where & members(terms["excluded_territories"].replace(";", ","))
    if not barred:
        return FITS
    which = joined(terms["excluded_territories"].split(";")) if len(barred) > 1 else named(min(barred))
    return Answer("out", say("{license} permits no use in {places}", license=_license(terms), places=which))


def _naming(terms: Mapping[str, str]) -> Answer:
    if (stated := _stated(terms)) != FITS:
        return stated
    if terms["naming_duty"]:
        return Answer("out", say("{license} asks for {duty}", license=_license(terms), duty=terms["naming_duty"]))
    return FITS


def _read(known: Facts) -> Answer:
    if not known.unread:
        return FITS
    return Answer("unknown", say("the text of {license}: nobody has read it", license=known.unread[0]))


def _number(known: Facts, column: str, admitted: Callable[[float], bool], told: str) -> Answer:
    if not known.model[column]:
        return Answer("unknown", {"parameters_b": say("its size"), "context_length": say("its context")}[column])
    value = float(known.model[column])
    return FITS if admitted(value) else Answer("out", say(told, number=value))


def _memory(known: Facts, memory: float, bits: int) -> Answer:
    if not known.model["parameters_b"]:
        return Answer("unknown", say("its size"))
    gigabytes = needed(float(known.model["parameters_b"]), bits)
    if gigabytes <= memory:
        return FITS
    return Answer("out", say("it needs {number:,.1f} GB at {bits} bits", number=gigabytes, bits=bits))


def _active(known: Facts, most: float) -> Answer:
    """Where nothing is said of parameters at work, all are: blank is a dense model."""
    value = known.model["active_parameters_b"] or known.model["parameters_b"]
    if not value:
        return Answer("unknown", say("its size"))
    if float(value) <= most:
        return FITS
    return Answer("out", say("{number:,g} billion parameters at work", number=float(value)))


def _modality(column: str, needs: frozenset[str], verb: str) -> Callable[[Facts], Answer]:
    def answer(known: Facts) -> Answer:
        if not known.model[column]:
            return Answer("unknown", {"reads": say("what it reads"), "writes": say("what it writes")}[verb])
        missing = sorted(needs - set(known.model[column].split(";")))
        lacks = {"reads": _READS_NO, "writes": _WRITES_NO}[verb]
        return Answer("out", say(lacks, modalities=joined([say(one) for one in missing]))) if missing else FITS

    return answer
