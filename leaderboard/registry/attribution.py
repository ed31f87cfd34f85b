"""Published names -> model, organization, country, base model and openness on that date.

Exact aliases only; no pattern decides anything. In order: a spelling listed as undecidable is not
attributed (but whose it is, where several models bear it, the board may say); a registered alias
gives the model, and the model its organization; else the organization that the board names gives the
country. Openness: the registered model's on that date; for an unregistered model the license that the
board names. What none of these settles is unknown.
`basis` says which rule answered.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from leaderboard.records import compact
from leaderboard.registry import built
from leaderboard.registry.fields import OPEN_WEIGHTS, UNDECIDABLE
from leaderboard.registry.tables import Registry, Shipped, records

#: What attribution adds. `country` and `base_country`: ISO 3166-1 alpha-3, joint origin `CHN;USA`, blank unknown.
COLUMNS = (
    "model_id",
    "model_setting",
    "organization_id",
    "country",
    "base_country",
    "openness",
    "basis",
)
#: The same as text, for `astype`.
TEXT = dict.fromkeys(COLUMNS, "str")
#: What attribution reads.
READ = ("source_id", "model_name", "organization_name", "license_name", "published_on")
#: Rows of these bases stand on a board without competing: no developer's model could be named for them.
NO_COMPETITOR = tuple(f"undecidable:{reason}" for reason in UNDECIDABLE if reason not in ("stealth", "ambiguous"))
#: Where most weights lie: what follows is their hub id.
HUB = "https://huggingface.co/"
_SPELLING = ("source_id", "model_name")
_OPENNESS = COLUMNS.index("openness")
#: What a board says of a model besides its name; read where the registry knows no such name.
OF_BOARD = ("organization_name", "license_name")
#: Before every day of any row, and more days than lie between two of them.
_EVER, _DAYS = pd.Timestamp("1900-01-01"), 1_000_000

Codes = NDArray[np.int64]
#: What is known of one spelling: COLUMNS, null where unknown.
_Told = tuple[str | None, ...]
_UNKNOWN: _Told = (None,) * len(COLUMNS)
#: Of a name that several models bear the registry says no more; whose they are the board may say.
_SEVERAL: _Told = (None, None, None, None, None, "unknown", "undecidable:ambiguous")


@dataclass(frozen=True, eq=False)
class Attribution:
    """The registry as look-up tables, made once.

    organizations, models: by id, column -> value; organizations as seated today, models with country (at
    release), root_id (of the lineage) and base_country besides.
    seats: organization_id -> its dated seats, oldest first: (valid_from or "", country).
    openness: model_id -> its dated steps, oldest first: (since or "", openness), as `_steps` reads the registry.
    assumed: of models with such a step in the registry, model_id -> its dated steps, oldest first: (since or "",
    whether how open it was from then on is assumed).
    checked: organization_id -> of its dated seats, oldest first: (valid_from or "", checked_on).
    """

    aliases: dict[tuple[str, str], tuple[str, str]]
    undecidable: dict[tuple[str, str], str]
    organization_of: dict[str, str]
    openness_of_license: dict[str, str]
    seats: dict[str, list[tuple[str, str]]]
    organizations: dict[str, dict[str, str]]
    models: dict[str, dict[str, str]]
    openness: dict[str, list[tuple[str, str]]]
    assumed: dict[str, list[tuple[str, bool]]]
    checked: dict[str, list[tuple[str, str]]]

    @cached_property
    def elsewhere(self) -> dict[str, set[tuple[str, str]]]:
        """model_name -> all that it means on one board or another."""
        found: dict[str, set[tuple[str, str]]] = {}
        for (_, model_name), meant in self.aliases.items():
            found.setdefault(model_name, set()).add(meant)
        return found

    def model(self, source_id: str, model_name: str) -> tuple[str, str] | None:
        """(model_id, setting) of a spelling. `*` as source is any: all that use the spelling must mean the same."""
        found = self.aliases.get((source_id, model_name)) or self.aliases.get(("*", model_name))
        if found is None and source_id == "*":
            meant = self.elsewhere.get(model_name, set())
            return next(iter(meant)) if len(meant) == 1 else None
        return found

    def model_meant(self, word: str) -> str | None:
        """The model that a word means to whoever asks: its id, one that it had before, or a spelling of it alone."""
        if word in self.models:
            return word
        found = None if self.reason("*", word) else self.model("*", word)
        return found and found[0]

    def reason(self, source_id: str, model_name: str) -> str | None:
        """Why a spelling is not one model of one developer, where the registry says so."""
        found = self.undecidable.get((source_id, model_name))
        if found is None and (source_id, model_name) not in self.aliases:  # a row for one source comes first
            found = self.undecidable.get(("*", model_name))
        if found is None and source_id == "*" and model_name not in self.elsewhere:
            reasons = {reason for (_, name), reason in self.undecidable.items() if name == model_name}
            return min(reasons, default=None)
        return found

    def country(self, organization_id: str, day: str) -> str:
        """The seat of an organization on a day (ISO date; "" is today)."""
        steps = self.seats.get(organization_id, [])
        standing = [country for valid_from, country in steps if not day or valid_from <= day]
        return standing[-1] if standing else ""

    def built_on(self, model_id: str) -> list[dict[str, str]]:
        """The models below one in its lineage, nearest first."""
        below, last = [], self.models[model_id]
        while (base := last["base_model_id"]) not in ("", last["model_id"]):
            last = self.models[base]
            below.append(last)
        return below

    def binding(self, model_id: str) -> list[dict[str, str]]:
        """The models whose terms bind one: itself, and what it took from other organizations, nearest first.

        What these built on their own is theirs to license anew: DeepSeek-R1 is MIT, whatever DeepSeek-V3-Base is.
        """
        model = self.models[model_id]
        taken = [
            one
            for above, one in pairwise([model, *self.built_on(model_id)])
            if one["organization_id"] not in (above["organization_id"], model["organization_id"])
        ]
        return [model, *taken]

    def openness_on(self, model_id: str, day: str) -> str:
        """How open a model was on a day (ISO date)."""
        return next(openness for since, openness in reversed(self.openness[model_id]) if since <= day)

    def open_since(self, model_id: str, day: str, tiers: Collection[str] = OPEN_WEIGHTS) -> str:
        """The day since which a model's weights have been open (of one of these tiers), as of a day.

        "" if they are not, or if nobody knows.
        """
        since, held = "", False
        for start, openness in self.openness.get(model_id, []):
            if start <= day:
                since = "" if openness not in tiers else since if held else start
                held = openness in tiers
        return since

    def because(self, basis: str, model_id: str | None, organization_id: str | None) -> str:
        """The rule that answered, and the evidence behind it: address and day of reading, or `unverified`."""
        if not basis.startswith(("alias", "organization")):
            return basis
        row = self.models[model_id] if model_id else self.organizations[str(organization_id)]
        evidence = f"{row['evidence_url']} {row['checked_on']}" if row["evidence_url"] else "unverified"
        return f"{basis}; {evidence}"


@cache
def prepare(registry: Registry) -> Attribution:
    """Turn the registry's tables into look-ups; those of the one that ships are kept from one start to the next."""
    if not isinstance(registry, Shipped):
        return _prepared(registry)
    look_ups = built.kept("attribution", registry.digest, lambda: vars(_prepared(registry)))
    return Attribution(**look_ups)


def _prepared(registry: Registry) -> Attribution:
    seats: dict[str, list[tuple[str, str]]] = {}
    checked: dict[str, list[tuple[str, str]]] = {}
    for row in records(registry.organizations.sort_values("valid_from")):
        seat = ";".join(sorted(filter(None, (row["country"], row["second_country"]))))
        seats.setdefault(row["organization_id"], []).append((row["valid_from"], seat))
        checked.setdefault(row["organization_id"], []).append((row["valid_from"], row["checked_on"]))
    openness: dict[str, list[tuple[str, str]]] = {}
    assumed: dict[str, list[tuple[str, bool]]] = {}
    for row in records(registry.model_openness.sort_values("valid_from")):
        openness.setdefault(row["model_id"], []).append((row["valid_from"], row["openness"]))
        assumed.setdefault(row["model_id"], []).append((row["valid_from"], row["basis"] == "assumed"))
    models = {row["model_id"]: row for row in records(registry.models)}
    aliases = {
        (row["source_id"], row["model_name"]): (row["model_id"], row["setting"])
        for row in records(registry.model_aliases)
    }
    undecidable = {(row["source_id"], row["model_name"]): row["reason"] for row in records(registry.undecidable)}
    openness = {
        model_id: _steps(openness[model_id], model) for model_id, model in models.items() if model_id in openness
    }
    today = registry.organizations.drop_duplicates("organization_id", keep="last")
    organizations = {row["organization_id"]: row for row in records(today)}
    tiers = {row["license"]: row["openness"] for row in records(registry.licenses)}
    prepared = Attribution(
        aliases=_own_words(models, {name for _, name in (*aliases, *undecidable)}) | aliases,
        undecidable=undecidable,
        organization_of={row["organization_name"]: name for name, row in organizations.items()}
        | {name: name for name in organizations}
        | {row["alias"]: row["organization_id"] for row in records(registry.organization_aliases)},
        openness_of_license={
            row["license_name"]: row["openness"] or tiers[row["license"]] for row in records(registry.license_aliases)
        },
        seats=seats,
        organizations=organizations,
        models=models,
        openness=openness,
        assumed={model_id: steps for model_id, steps in assumed.items() if any(is_assumed for _, is_assumed in steps)},
        checked=checked,
    )
    for model in prepared.models.values():
        model["country"] = prepared.country(model["organization_id"], model["released_on"])
    for model in prepared.models.values():
        model["root_id"] = _root(model, prepared.models)
        model["base_country"] = prepared.models[model["root_id"]]["country"] if model["root_id"] else ""
    return prepared


def _own_words(models: dict[str, dict[str, str]], taken: set[str]) -> dict[tuple[str, str], tuple[str, str]]:
    """The registry's own words as spellings: ids and names of models, hub ids of their weights.

    Not where somebody's spelling is the same word, whatever it means there, nor where two models share one.
    """
    meant: dict[str, set[str]] = {}
    for model_id, model in models.items():
        hub_id = model["weights_url"].removeprefix(HUB) if model["weights_url"].startswith(HUB) else ""
        for word in {model_id, model["model_name"], hub_id} - taken - {""}:
            meant.setdefault(word, set()).add(model_id)
    return {("*", word): (next(iter(ids)), "") for word, ids in meant.items() if len(ids) == 1}


def _steps(steps: list[tuple[str, str]], model: dict[str, str]) -> list[tuple[str, str]]:
    """A model's openness over time: the registry's steps, but closed until it was released and its weights were public.

    So a board that lists a model ahead of its release, or an API ahead of its weights, lists a closed one.
    """
    opened = max(model["released_on"], model["weights_on"])
    shut = [(since, "closed" if tier in OPEN_WEIGHTS else tier) for since, tier in steps if since < opened]
    then = [(opened, tier) for since, tier in steps if since <= opened][-1:]
    told = [("", ""), *shut, *then, *(step for step in steps if step[0] > opened)]
    return [step for before, step in pairwise(told) if step[1] != before[1]]


def _root(model: dict[str, str], models: dict[str, dict[str, str]]) -> str:
    """The model at the root of the lineage; itself if trained from scratch; "" if unknown."""
    while (base := model["base_model_id"]) != model["model_id"]:
        if not base:
            return ""
        model = models[base]
    return model["model_id"]


def attribute(frame: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """Add COLUMNS to a frame of observations (or of any rows with the columns below); order and index stay.

    They are categories, which a million rows cost little; `astype(TEXT)` makes them text.

    Reads READ, as texts or categories, but OF_BOARD only where it is not `registered`; published_on is the day that
    openness is judged on.

    basis is one of `alias`, `organization`, `undecidable:<reason>`,
    `unknown`, followed by `license` where the board's license gave the openness.
    """
    lookup = prepare(registry)
    codes, spellings = _distinct(frame, _SPELLING)
    told = [_by_name(source_id, model_name, lookup) for source_id, model_name in spellings]
    unknown, several = (np.array([row == such for row in told], dtype=bool)[codes] for such in (None, _SEVERAL))
    for silent, by_board in ((unknown, _by_board), (several, _one_of_several)):
        if silent.any():
            more, words = _distinct(frame.loc[silent, list(OF_BOARD)], OF_BOARD)
            codes[silent] = len(told) + more
            told += [by_board(organization_name, license_name, lookup) for organization_name, license_name in words]
    known = [row or _UNKNOWN for row in told]
    newest = np.array([lookup.openness[row[0]][-1][0] if row[0] else "" for row in known], dtype="datetime64[us]")
    early = frame["published_on"].to_numpy("datetime64[us]") < newest[codes]  # never where it is NaT: no step has a day
    if early.any():
        more, changed = _on_their_days(codes[early], frame.loc[early, "published_on"], known, lookup)
        codes[early] = len(known) + more
        known += changed
    return pd.concat([frame, _spread(known, codes, frame.index)], axis=1)


def registered(frame: pd.DataFrame, registry: Registry) -> bool:
    """Whether the registry knows every spelling, so that `attribute` needs no word of the board besides."""
    lookup, spellings = prepare(registry), _distinct(frame, _SPELLING)[1]
    told = (_by_name(source_id, model_name, lookup) for source_id, model_name in spellings)
    return all(row not in (None, _SEVERAL) for row in told)


def _distinct(frame: pd.DataFrame, names: Sequence[str]) -> tuple[Codes, list[tuple[str, ...]]]:
    """Row -> number of its combination of names, and the combinations; null stands as ""."""
    numbers, first = compact.distinct(compact.numbers(frame, names))
    words = []
    for name in names:
        codes, values = compact.codes_of(frame[name].iloc[first])
        words.append(np.append(values.to_numpy("object"), "")[codes].tolist())  # the code of null is -1, the last
    return numbers, list(zip(*words, strict=True))


def _spread(told: list[_Told], codes: Codes, index: pd.Index) -> pd.DataFrame:
    """What is known of each combination, for every row that has it; few distinct values, so categories."""
    columns = zip(*told, strict=True) if told else ((),) * len(COLUMNS)
    spread = {}
    for name, values in zip(COLUMNS, columns, strict=True):
        places, categories = pd.factorize(np.array(values, dtype=object))
        narrow = places.astype(np.min_scalar_type(-len(categories) - 1))  # spread over a million rows, width is time
        spread[name] = pd.Categorical.from_codes(narrow.take(codes), categories=pd.Index(categories, dtype="str"))
    return pd.DataFrame(spread, index=index, copy=False)


# Whatever is asked of a board, and by whom, asks for the same names. All boards together have some 8,000; a cache that
# these overflow remembers none of them, as they always come in the same order.
@lru_cache(maxsize=2**14)
def _by_name(source_id: str, model_name: str, lookup: Attribution) -> _Told | None:
    """What the registry says of a spelling; None where it knows none such. Openness as of its last step."""
    if reason := lookup.reason(source_id, model_name):
        openness = "closed" if reason == "stealth" else "unknown"
        return None, None, None, None, None, openness, f"undecidable:{reason}"
    if found := lookup.model(source_id, model_name):
        model_id, setting = found
        model = lookup.models[model_id]
        seat = (model["organization_id"], model["country"] or None, model["base_country"] or None)
        return model_id, setting, *seat, lookup.openness[model_id][-1][1], "alias"
    return None


def _by_board(organization_name: str, license_name: str, lookup: Attribution) -> _Told:
    """What the board's own words say of a model that nobody has registered."""
    openness = lookup.openness_of_license.get(license_name, "unknown")
    by_license = " license" if openness != "unknown" else ""
    if organization_id := lookup.organization_of.get(organization_name):
        country = lookup.country(organization_id, "") or None
        return None, None, organization_id, country, None, openness, f"organization{by_license}"
    return None, None, None, None, None, openness, f"unknown{by_license}"


def _one_of_several(organization_name: str, license_name: str, lookup: Attribution) -> _Told:
    """The same of a name that several models bear, which nobody has to register."""
    return *_by_board(organization_name, license_name, lookup)[:-1], _SEVERAL[-1]


def _on_their_days(codes: Codes, days: pd.Series, told: list[_Told], lookup: Attribution) -> tuple[Codes, list[_Told]]:
    """Row -> number of its (combination, step of openness), and what is known of each with the openness of that step.

    All steps of all combinations stand in one sorted line, so that one search places every row.
    """
    combination, first = compact.distinct(codes)
    present = codes[first].tolist()
    steps = [
        (rank, since, openness)
        for rank, code in enumerate(present)
        for since, openness in lookup.openness[str(told[code][0])]
    ]
    starts = pd.to_datetime(pd.Series([since for _, since, _ in steps]), errors="coerce").fillna(_EVER)
    line = _in_line(np.array([rank for rank, _, _ in steps]), starts)
    numbers = np.searchsorted(line, _in_line(combination, days), side="right") - 1
    changed = []
    for rank, _, openness in steps:
        row = told[present[rank]]
        changed.append((*row[:_OPENNESS], openness, *row[_OPENNESS + 1 :]))
    return numbers, changed


def _in_line(rank: NDArray[np.intp], days: pd.Series) -> Codes:
    """A number that sorts by combination, then by day."""
    return rank * _DAYS + days.to_numpy("datetime64[D]").astype("int64")
