"""Second opinions: where public facts disagree with the registry, and what was decided about it.

Compared are the lists of facts that the references keep (country or region, openness, organization, base
model, parameters, day of release), what the boards publish beside their scores (organization, license,
openness), and that a board shows no model before its release. A name counts only where an exact alias
gives its model, or the hub id beside it. Silence is no
disagreement, but a blank of ours beside another's word is one. Where a board seems to have renamed a model
of which we have two (`renames`), that is one, too. `docs/registry.md` says how a disagreement is settled.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from leaderboard.records import clock, references, store
from leaderboard.records.paths import DataDir
from leaderboard.registry import attribution, boards, fields
from leaderboard.registry.attribution import Attribution
from leaderboard.registry.renames import renames
from leaderboard.registry.tables import Registry, records

COLUMNS = ("kind", "model_id", "model_name", "ours", "theirs", "source", "url", "settled", "verdict")
_SAID = [
    "organization_name",
    "country_name",
    "openness_name",
    "license_name",
    "region_name",
    "base_name",
    "parameters_b",
    "active_parameters_b",
    "told_on",
]
#: References that tell the day on which a model was first to be had. The day of others is that of a paper, of a
#: repository or of its entry in their list.
_DATED = ("tracked_models",)
#: ATOM's `eu` is Europe, by its own words no legal body: these stand in it beside the EU27.
_EUROPE_TOO = ("CHE", "GBR", "ISL", "NOR")
#: Counts of parameters are rounded, and some leave out what stands beside the language model.
_ROUNDED = 0.1
_KEY = fields.KEYS["verdicts"]
_STALE = "stale, the disagreement is gone: take this row out of verdicts.csv"


def audit(data: DataDir, known: Registry) -> pd.DataFrame:
    """Every disagreement, and every verdict whose disagreement is gone: a row per COLUMNS, unsettled ones first.

    kind: what they disagree in. ours, theirs: both sides; countries as ISO codes, all else as
    published. source: the reference or the board's source; url: where it says so. settled: a verdict
    of the registry weighs exactly these two. verdict: who is right and why, or that it is stale.
    """
    words = _Words(known)
    said = _said(data, words.lookup)
    verdicts = {
        tuple(row[name] for name in _KEY): f"{row['verdict']}: {row['reason']}" for row in records(known.verdicts)
    }
    found = attribution.attribute(said, known).astype(attribution.TEXT)
    # the day of a release is its developer's own and may be a day from the board's, which is UTC
    tomorrow = attribution.attribute(said.assign(published_on=said["published_on"] + pd.Timedelta(days=1)), known)
    found["openness_next"] = tomorrow["openness"].astype("str")
    found = found[found["basis"] == "alias"]
    found = found.assign(first_shown_on=_first_shown(found)).drop(columns="published_on").drop_duplicates()
    rows: dict[tuple[str, ...], dict[str, object]] = {}
    used = set()
    disagreements = [row for statement in records(found) for row in _disagreements(statement, words)]
    for row in [*disagreements, *_renamed(data, known)]:
        organization_id = words.lookup.models[row["model_id"]]["organization_id"]
        key = tuple(row[name] for name in _KEY)
        of_all = tuple((row | {"model_id": f"{organization_id}/*"})[name] for name in _KEY)
        ruling = key if key in verdicts else of_all
        used.add(ruling)
        rows.setdefault(key, {**row, "settled": ruling in verdicts, "verdict": verdicts.get(ruling, "")})
    sources = set(said["source_id"])
    for key in verdicts:
        row = dict(zip(_KEY, key, strict=True))
        if key not in used and row["source"] in sources:
            rows[key] = {**row, "model_name": "", "url": "", "settled": False, "verdict": _STALE}
    table = pd.DataFrame(list(rows.values()), columns=[*COLUMNS])
    dtypes = {name: "bool" if name == "settled" else "str" for name in COLUMNS}
    return table.astype(dtypes).sort_values(["settled", *_KEY], ignore_index=True)


def _said(data: DataDir, lookup: Attribution) -> pd.DataFrame:
    """What each reference and board says of each name, once; a reference speaks of today, a board of its day."""
    parts = []
    for reference_id, facts in references.every(data).items():
        placed = [
            spelling(lookup, reference_id, name, hub_id)
            for name, hub_id in zip(facts["model_name"], facts["hub_id"], strict=True)
        ]
        told_on = facts["released_on"] if reference_id in _DATED else ""
        part = facts.assign(source_id=reference_id, model_name=placed, told_on=told_on)
        parts.append(part.assign(published_on=clock.today()))
    shown = store.summary(data, ["source_id", "model_name", "published_on", *_SAID[:1], *_SAID[2:4]])
    homepages = {source.id: source.homepage for source in boards.every_source()}
    parts.append(shown.assign(url=shown["source_id"].map(homepages)))
    said = pd.concat(parts, ignore_index=True)[["source_id", "model_name", "published_on", "url", *_SAID]]
    return said.fillna(dict.fromkeys(_SAID, "")).drop_duplicates(ignore_index=True)


def spelling(lookup: Attribution, source_id: str, model_name: str, hub_id: str) -> str:
    """The word by which a fact names its model: the hub id beside it, where that alone is known and says the same.

    A list may link to another model than it speaks of: to the base, to a smaller one, to that of the line above.
    """
    known = lookup.model(source_id, model_name) or lookup.reason(source_id, model_name)
    return hub_id if hub_id and not known and _bare(hub_id.partition("/")[2]) == _bare(model_name) else model_name


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())


def _renamed(data: DataDir, known: Registry) -> Iterator[dict[str, str]]:
    """Where a name is gone from a board as another begins (theirs): we have two models, the board perhaps one."""
    homepages = {source.id: source.homepage for source in boards.every_source()}
    for pair in records(renames(data, known)):
        yield {
            "kind": "renamed",
            "model_id": pair["model_id_before"],
            "model_name": pair["model_name_before"],
            "ours": pair["model_id_after"],
            "theirs": pair["model_name_after"],
            "source": pair["source_id"],
            "url": homepages[pair["source_id"]],
        }


def _first_shown(said: pd.DataFrame) -> pd.Series:
    """The first day (ISO) on which the source of each row showed its model; a reference speaks of today."""
    return said.groupby(["source_id", "model_id"])["published_on"].transform("min").dt.strftime("%Y-%m-%d")


class _Words:
    """Other people's words in ours."""

    def __init__(self, known: Registry) -> None:
        self.lookup: Attribution = attribution.prepare(known)
        self._countries = {row["name"]: row["country"] for row in records(known.countries)}
        self._countries |= {row["name"]: row["country"] for row in records(known.country_names)}
        self._tiers = {
            (row["scheme"], row["term"]): row["openness"].split(";") for row in records(known.openness_crosswalk)
        }
        union = {row["country"] for row in records(known.countries) if row["bloc"] == "EU27"}
        self._regions = {"us": {"USA"}, "china": {"CHN"}, "eu": union | {*_EUROPE_TOO}}
        self._parents = {name: row["parent_id"] for name, row in self.lookup.organizations.items()}

    def countries(self, names: str) -> str:
        """Codes of a list of countries, each once, sorted; "" where it says nothing; unknown names stay as they are."""
        parts = [names] if names in self._countries else [name.strip() for name in names.split(",")]
        return ";".join(sorted({self._countries.get(name, name) for name in parts} - {""}))

    def within(self, country: str, region: str) -> bool:
        """Whether one of these countries (`CHN;USA`) lies in a region; in `other` lies what lies in none of them.

        A word that is no region says nothing.
        """
        countries = {*country.split(";")} - {""}
        if region == "other":
            return bool(countries.difference(*self._regions.values()))
        return region not in self._regions or not countries.isdisjoint(self._regions[region])

    def tiers(self, source_id: str, openness_name: str, license_name: str) -> Iterator[tuple[str, list[str]]]:
        """What a source says of openness, and the tiers that agree with it."""
        if openness_name:
            yield openness_name, self._tiers.get((source_id, openness_name), [openness_name])
        licensed = self.lookup.openness_of_license.get(license_name, "unknown")
        if licensed != "unknown":
            # a license tells of the weights, not of the data that would make it open source
            yield license_name, [licensed, "open_source"] if licensed == "unrestricted_weights" else [licensed]

    def kin(self, one: str, other: str) -> bool:
        """The same organization, or owner and owned: either name will do."""
        return one == other or self._parents[one] == other or self._parents[other] == one

    def organizations(self, names: str) -> set[str]:
        """The organizations that a list names, as far as they are registered."""
        known = self.lookup.organization_of
        return {known[name] for name in (names, *map(str.strip, names.split(","))) if name in known}

    def root(self, model_id: str) -> str:
        """The organization at the root of a model's lineage; "" if unknown."""
        models = self.lookup.models
        while (base := models[model_id]["base_model_id"]) not in ("", model_id):
            model_id = base
        return models[model_id]["organization_id"] if base else ""

    def bases(self, source_id: str, names: str) -> set[str]:
        """The models that a list names, as far as they are registered."""
        parts = [name.strip() for name in names.split(",")]
        found = [self.lookup.model(source_id, name) for name in (names, *parts)]
        return {model[0] for model in found if model}


def _same_size(ours: str, theirs: str) -> bool:
    """Billions, as far as they are rounded; what is no number of theirs says nothing."""
    try:
        told = float(theirs)
    except ValueError:
        return True
    return bool(ours) and abs(float(ours) - told) <= _ROUNDED * told


def _same_day(ours: str, theirs: str) -> bool:
    """The same day, or one beside it: the day of a release is its developer's own."""
    return bool(ours) and abs((date.fromisoformat(ours) - date.fromisoformat(theirs)).days) <= 1


def _day_after(day: str) -> str:
    return str(date.fromisoformat(day) + timedelta(days=1))


def _disagreements(said: dict[str, str], words: _Words) -> Iterator[dict[str, str]]:
    """Each point in which one statement differs from the registry."""
    model = words.lookup.models[said["model_id"]]

    def row(kind: str, ours: str, theirs: str) -> dict[str, str]:
        told = {name: said[name] for name in ("model_id", "model_name", "url")}
        return {**told, "kind": kind, "source": said["source_id"], "ours": ours, "theirs": theirs}

    countries = words.countries(said["country_name"])
    if countries and countries != model["country"]:
        yield row("country", model["country"], countries)
    for term, tiers in words.tiers(said["source_id"], said["openness_name"], said["license_name"]):
        if tiers != [""] and not {said["openness"], said["openness_next"]} & {*tiers}:
            yield row("openness", said["openness"], term)
    if said["region_name"] and not words.within(model["country"], said["region_name"]):
        yield row("region", model["country"], said["region_name"])
    if _day_after(said["first_shown_on"]) < model["released_on"]:
        yield row("released_on", model["released_on"], said["first_shown_on"])
    if said["told_on"] and not any(_same_day(model[day], said["told_on"]) for day in ("released_on", "weights_on")):
        yield row("released_on", model["released_on"], said["told_on"])
    for size in ("parameters_b", "active_parameters_b"):
        if not _same_size(model[size], said[size]):
            yield row(size, model[size], said[size])
    organizations = words.organizations(said["organization_name"])
    ours = model["organization_id"]
    if organizations and not any(words.kin(ours, theirs) for theirs in organizations):
        yield row("organization", ours, said["organization_name"])
    bases = words.bases(said["source_id"], said["base_name"])
    roots = {words.root(base) for base in bases} - {""}
    from_scratch = model["base_model_id"] == said["model_id"]
    if roots and (words.root(said["model_id"]) not in roots or (from_scratch and said["model_id"] not in bases)):
        yield row("base", model["base_model_id"], said["base_name"])
