"""Which open model to take: what fits every condition, which of it is ablest, and what each condition costs.

The facts are the registry's as of the day, abilities those of the index over the newest snapshots by then
(analytics.domain_ability). A model of which a fact is unknown that was asked for neither fits nor is out.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Unpack

import numpy as np
import pandas as pd

from leaderboard.analytics import choosing
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.analytics.domain_ability import ABILITY_DTYPES, domain_abilities
from leaderboard.analytics.index import Index, TooFewBoards
from leaderboard.questions import across_boards, fitness
from leaderboard.questions.fitness import NAMES, Answer, Condition, Facts, Wanted
from leaderboard.questions.kept import kept
from leaderboard.questions.view import View
from leaderboard.records import clock
from leaderboard.records.spoken import joined, say, say_many
from leaderboard.registry import boards, tables
from leaderboard.registry.countries import blocs, country_names, listed, within_a_sentence
from leaderboard.registry.terms import limits

Show = Literal["fits", "costs", "best", "all"]
#: What a machine holds: name -> memory in GB and bits a parameter, smaller first. `any` is without a limit.
MACHINES: Mapping[str, tuple[int, int]] = {"laptop": (16, 4), "one GPU": (24, 4), "one server GPU": (80, 8)}
ANY_SIZE = "any size"
#: What `best` drops, because its rows are by size and nation.
_OF_CLASSES = frozenset({"allow", "exclude", "max_size", "max_active", "memory"})

MODEL_DTYPES = {
    "model_id": "str",
    "model_name": "str",
    "organization": "str",
    "country": "str",
    "base_country": "str",
    "license": "str",
    "limits": "str",
    "parameters_b": "float64",
    "active_parameters_b": "float64",
    "context_length": "Int64",
    "reads": "str",
    "writes": "str",
    "open_since": "datetime64[us]",
    "ability": "float64",
    "boards": "Int64",
    "domain_boards": "Int64",
    "state": "str",
    "why": "str",
}
_AFTER = ("ability", "boards", "domain_boards", "state", "why")
FITS_COLUMNS = (
    "rank",
    *(name for name in MODEL_DTYPES if name not in _AFTER),
    "ability",
    "ability_low",
    "ability_high",
    "chance",
    "level",
    "pareto",
    "boards",
    "domain_boards",
)
BEST_COLUMNS = (
    "size_class",
    "country",
    "model_id",
    "model_name",
    "parameters_b",
    "ability",
    "ability_low",
    "ability_high",
)


@dataclass(frozen=True, eq=False)
class Choice:
    """What was asked and found.

    models: columns MODEL_DTYPES and error, every registered model; ability NaN without scores in the domains asked.
    fits: those that fit, as analytics.choosing.ranked. costs, best: as analytics.choosing has them. said: name of each
    condition -> in words. why, limits: as of the models, of each by its model_id, in words that can be told in another
    language. unread: what is not known -> of how many models that meet all else. boards: how many abilities rest on;
    rests: on snapshots of which days, in words.
    """

    wanted: Wanted
    day: pd.Timestamp
    models: pd.DataFrame
    fits: pd.DataFrame
    costs: pd.DataFrame
    best: pd.DataFrame
    said: Mapping[str, str]
    why: Mapping[str, str]
    limits: Mapping[str, str]
    unread: Mapping[str, int]
    boards: int
    rests: str

    @property
    def told(self) -> tuple[str, ...]:
        """The choice in sentences: what was picked, how surely, of which day; what could not be judged."""
        return tuple(filter(None, (_pick(self), certainty(self), self.rests, _unjudged(self))))


@kept
def choose(
    *,
    show: Show = "fits",
    domains: str = "",
    allow: str = "",
    exclude: str = "",
    allow_base: str = "",
    exclude_base: str = "",
    commercial: bool = False,
    users: int | None = None,
    revenue: int | None = None,
    territory: str = "",
    no_naming: bool = False,
    max_size: float | None = None,
    max_active: float | None = None,
    memory: float | None = None,
    bits: int = 4,
    context: int | None = None,
    reads: str = "",
    writes: str = "",
    min_boards: int = 2,
    max_age: int | None = None,
    unverified: bool = False,
    **view: Unpack[View],
) -> pd.DataFrame:
    """A table of a Choice, with `Choice.told` in attrs["notes"]; what is asked is described at fitness.Wanted.

    show: `fits`, the models that fit, ablest first (FITS_COLUMNS); `costs`, what each condition costs
    (choosing.COST_DTYPES); `best`, the ablest of each nation that runs on each machine, whatever was asked of size
    and developer (BEST_COLUMNS); `all`, every registered model with why it is out or cannot be judged (MODEL_DTYPES).
    Raises ValueError for words that mean nothing.
    """
    asked = locals()
    wanted = Wanted(**{name: asked[name] for name in NAMES})
    histories = across_boards.comparable(**view)
    try:
        fit = across_boards.fitted(histories)
    except TooFewBoards:
        fit = None
    found = chosen(wanted, fit, histories, clock.day(view.get("as_of")) or clock.today())
    table = {
        "fits": found.fits[list(FITS_COLUMNS)],
        "costs": found.costs,
        "best": found.best[list(BEST_COLUMNS)],
        "all": found.models[list(MODEL_DTYPES)],
    }
    answer = table[show].copy()
    answer.attrs["notes"] = found.told
    return answer


def chosen(wanted: Wanted, fit: Index | None, histories: Sequence[BoardHistory], day: pd.Timestamp) -> Choice:
    """The choice as of a day, from the fit of the newest snapshots (None where too few boards are stored)."""
    known = fitness.facts(f"{day:%Y-%m-%d}")
    conditions = fitness.conditions(wanted, blocs(tables.load(), day))
    abilities = _abilities(wanted, fit)
    snapshots = _snapshots(fit, histories)
    recent = [name for name, of in snapshots.items() if wanted.max_age is None or (day - of).days <= wanted.max_age]
    evidence = _evidence(fit, recent)
    answers = {
        model_id: _answers(facts, conditions, model_id in abilities.index, evidence.get(model_id, frozenset()), wanted)
        for model_id, facts in known.items()
    }
    models = pd.DataFrame([_row(facts, answers[model_id]) for model_id, facts in known.items()])
    models = models.merge(abilities.reset_index(), on="model_id", how="left", validate="one_to_one")
    models = models.astype(MODEL_DTYPES).sort_values(
        ["ability", "model_id"], ascending=[False, True], ignore_index=True
    )
    failed = {
        model_id: frozenset(name for name, one in own.items() if one.state != "fits")
        for model_id, own in answers.items()
    }
    able = models[[not failed[name] & {"public", "ability"} for name in models["model_id"]]]
    said = {one.name: one.said for one in conditions}
    if wanted.min_boards or wanted.max_age is not None:
        said["min_boards"] = say("scores on {number} or more boards", number=wanted.min_boards)
        if wanted.max_age is not None:
            said["min_boards"] = say(
                "scores on {number} or more boards with a snapshot of the last {days:,} days",
                number=wanted.min_boards,
                days=wanted.max_age,
            )
    free = able[np.array([failed[name] <= _OF_CLASSES for name in able["model_id"]], dtype=bool)]
    return Choice(
        wanted,
        day,
        models,
        choosing.ranked(models[models["state"] == "fits"]),
        choosing.costs(able, failed, list(said)),
        choosing.best_by_class(choosing.ranked(free), _classes()),
        said,
        {model_id: _why(own) for model_id, own in answers.items()},
        {model_id: _limits(facts) for model_id, facts in known.items()},
        _unread(answers),
        len(snapshots),
        across_boards.days(across_boards.within(histories, fit), as_of=day) if fit else "",
    )


def _classes() -> dict[str, float]:
    return {name: gigabytes / fitness.needed(1, bits) for name, (gigabytes, bits) in MACHINES.items()} | {
        ANY_SIZE: float("inf")
    }


def _abilities(wanted: Wanted, fit: Index | None) -> pd.DataFrame:
    if fit is None:
        return pd.DataFrame(columns=list(ABILITY_DTYPES)).astype(ABILITY_DTYPES).set_index("model_id")
    return domain_abilities(fit, wanted.weights).set_index("model_id")


def _snapshots(fit: Index | None, histories: Sequence[BoardHistory]) -> dict[str, pd.Timestamp]:
    """Board of the fit -> the day of its newest snapshot."""
    fitted = set() if fit is None else set(fit.scores["benchmark"])
    return {past.board_id: past.snapshots[-1].date for past in histories if past.board_id in fitted}


def _evidence(fit: Index | None, recent: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """model_id -> the boards of the fit on which it stands, of those with a recent snapshot."""
    if fit is None:
        return {}
    on = fit.scores[fit.scores["benchmark"].isin(recent)]
    return {str(model): frozenset(own) for model, own in on.groupby("model")["benchmark"]}


def _answers(
    facts: Facts, conditions: Sequence[Condition], able: bool, on: frozenset[str], wanted: Wanted
) -> dict[str, Answer]:
    """What each condition says of one model, those that are asked of every model first."""
    where = say("scores on boards that compare")
    if wanted.weights:
        where = say("scores on boards of {domains}", domains=listed([say(domain) for domain in wanted.weights]))
    found = {
        "public": fitness.public(facts),
        "ability": fitness.FITS if able else Answer("unknown", where),
        **{one.name: one.answer(facts) for one in conditions},
    }
    missing = set(wanted.weights) - {boards.board(name).domain for name in on}
    if able and (missing or len(on) < wanted.min_boards):
        few = say_many(
            "enough evidence: scores on {number} board", "enough evidence: scores on {number} boards", len(on)
        )
        if wanted.max_age is not None:
            few = say("{told} in snapshots of the last {days} days", told=few, days=wanted.max_age)
        found["min_boards"] = Answer("unknown", few)
    return found


def _row(facts: Facts, answers: Mapping[str, Answer]) -> dict[str, object]:
    model, states = facts.model, {one.state for one in answers.values()}
    state = "out" if "out" in states else "unknown" if "unknown" in states else "fits"
    return {
        "model_id": model["model_id"],
        "model_name": model["model_name"],
        "organization": model["organization_id"],
        "country": model["country"] or None,
        "base_country": model["base_country"] or None,
        "license": ";".join(dict.fromkeys(terms["license"] for terms in facts.terms)).strip(";") or None,
        "limits": _limits(facts) or None,
        "parameters_b": float(model["parameters_b"] or "nan"),
        "active_parameters_b": float(model["active_parameters_b"] or model["parameters_b"] or "nan"),
        "context_length": int(model["context_length"]) if model["context_length"] else None,
        "reads": model["input_modalities"] or None,
        "writes": model["output_modalities"] or None,
        "open_since": pd.Timestamp(facts.open_since) if facts.open_since else pd.NaT,
        "state": state,
        "why": _why(answers) or None,
    }


def _limits(facts: Facts) -> str:
    return joined(list(dict.fromkeys(limit for terms in facts.terms for limit in limits(terms))), "; ")


def _why(answers: Mapping[str, Answer]) -> str:
    """What stands against a model or, where nothing does, what is not known of it."""
    out, unknown = ([one.why for one in answers.values() if one.state == state] for state in ("out", "unknown"))
    return joined(list(dict.fromkeys(out or unknown)), "; ")


def _unread(answers: Mapping[str, Mapping[str, Answer]]) -> dict[str, int]:
    """What is missing -> of how many models with an ability against which nothing else stands, most first."""
    missing = [
        kind
        for own in answers.values()
        if own["ability"].state == "fits" and not any(one.state == "out" for one in own.values())
        for kind in {_KINDS[name] for name, one in own.items() if one.state == "unknown"}
    ]
    return {str(kind): int(number) for kind, number in pd.Series(missing, dtype="str").value_counts().items()}


#: What is unknown where a condition cannot be answered.
_KINDS = {
    "public": say("openness"),
    "min_boards": say("enough evidence"),
    **dict.fromkeys(("allow", "exclude"), say("nation")),
    **dict.fromkeys(("allow_base", "exclude_base"), say("base")),
    **dict.fromkeys(("commercial", "users", "revenue", "territory", "no_naming"), say("terms")),
    "unverified": say("terms, which nobody has read"),
    **dict.fromkeys(("max_size", "max_active", "memory"), say("size")),
    "context": say("context"),
    **dict.fromkeys(("reads", "writes"), say("modalities")),
}


def _pick(found: Choice) -> str:
    by = clock.in_words(found.day)
    if found.fits.empty:
        none = say("By {day}, no open-weight model surely fits {asked}.", day=by, asked=asked_in_words(found))
        return joined([said for said in (none, first_to_drop(found)) if said], " ")
    first = found.fits.iloc[0]
    names = country_names(tables.load())
    seated = isinstance(first["country"], str)
    nation = within_a_sentence(first["country"], names) if seated else say("an unknown nation")
    model = say("{model} ({nation})", model=first["model_name"], nation=nation)
    if pd.notna(size := first["parameters_b"]):
        parts = {"model": first["model_name"], "nation": nation, "size": float(size)}
        model = say("{model} ({nation}, {size:,g} billion parameters)", **parts)
    where, asked = _where(found), _conditions(found)
    if not asked:
        return say("By {day}, the ablest open-weight model {where} is {model}.", day=by, where=where, model=model)
    return say(
        "By {day}, the ablest open-weight model {where}, with {conditions}, is {model}.",
        day=by,
        where=where,
        conditions=listed(asked),
        model=model,
    )


def asked_in_words(found: Choice) -> str:
    """The domains and conditions: `for code, with commercial use and no base from China`."""
    where, asked = _where(found), _conditions(found)
    return say("{where}, with {conditions}", where=where, conditions=listed(asked)) if asked else where


def _where(found: Choice) -> str:
    """The domains that matter, each with its weight where these differ."""
    weights = found.wanted.weights
    if not weights:
        return say("over all domains")
    if len(set(weights.values())) == 1:
        return say("for {domains}", domains=listed([say(name) for name in weights]))
    parts = [
        say("{domain} ({number:.0f} %)", domain=say(name), number=100 * weight) for name, weight in weights.items()
    ]
    return say("for {domains}", domains=listed(parts))


def _conditions(found: Choice) -> list[str]:
    usual = {"unverified", "min_boards"} if found.wanted.min_boards == Wanted.min_boards else {"unverified"}
    return [said for name, said in found.said.items() if name not in usual or found.wanted.max_age]


def first_to_drop(found: Choice) -> str:
    """Where nothing fits: the condition without which the ablest model would."""
    ways = found.costs[found.costs["fits"] > 0]
    if ways.empty:
        alone = len(found.said) < 2
        return "" if alone else say("Without any one of these conditions nothing would fit either: drop two.")
    best = ways.sort_values("ability", ascending=False).iloc[0]
    return say(
        "Drop first: {condition}. Without that {number} would fit, the ablest {model}.",
        condition=found.said[best["condition"]],
        number=int(best["fits"]),
        model=best["best_model"],
    )


def certainty(found: Choice) -> str:
    """How sure it is that the pick is the ablest of those that fit."""
    number = len(found.fits)
    if number < 2:
        return say("It is the only one that surely fits.") if number else ""
    if math.isnan(found.fits["chance"].iloc[0]):
        return DEFINITIONS["index_silent"]
    others = int(found.fits["level"].sum()) - 1
    parts = {"number": number, "chance": _percent(found.fits["chance"].iloc[0])}
    if not others:
        return say(
            "Chance that it is the ablest of the {number:,} that fit: {chance}. It can be told apart from all others.",
            **parts,
        )
    return say(
        "Chance that it is the ablest of the {number:,} that fit: {chance}. "
        "{others:,} of them cannot be told apart from it.",
        others=others,
        **parts,
    )


def _percent(chance: float) -> str:
    """Never rounded up to certainty."""
    if chance > 0.99:
        return say("above {number} %", number=99)
    if chance < 0.01:
        return say("below {number} %", number=1)
    return say("{number} %", number=math.floor(round(100 * chance, 6)))


def _unjudged(found: Choice) -> str:
    """Of how many more it cannot be said, and what is not known of them."""
    unknown = found.models[found.models["state"] == "unknown"]
    scored = int(unknown["ability"].notna().sum())
    parts = []
    if scored:
        missing = [say("{what} ({number:,})", what=say(kind), number=number) for kind, number in found.unread.items()]
        parts.append(
            say_many(
                "Of {number:,} more it cannot be said whether it fits, as something is not known: {missing}.",
                "Of {number:,} more it cannot be said whether they fit, as something is not known: {missing}.",
                scored,
                missing=joined(missing),
            )
        )
    if apart := len(unknown) - scored:
        parts.append(
            say_many(
                "{number:,} more that may fit has no scores that compare.",
                "{number:,} more that may fit have no scores that compare.",
                apart,
            )
        )
    return joined(parts, " ")
