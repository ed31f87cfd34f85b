"""Second opinions: where public facts disagree with the registry, and what was decided about it.

Compared are the lists of facts that the references keep (country, openness, organization, base model),
what the boards publish beside their scores (organization, license, openness), and that a board shows no
model before its release. A name counts only where an exact alias gives its model. Silence is no
disagreement, but a blank of ours beside another's word is one. Where a board seems to have renamed a model
of which we have two (`renames`), that is one, too. `docs/registry.md` says how a disagreement is settled.
"""

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
_SAID = ["organization_name", "country_name", "openness_name", "license_name", "base_name"]
_KEY = fields.KEYS["verdicts"]
_STALE = "stale, the disagreement is gone: take this row out of verdicts.csv"


def audit(data: DataDir, known: Registry) -> pd.DataFrame:
    """Every disagreement, and every verdict whose disagreement is gone: a row per COLUMNS, unsettled ones first.

    kind: what they disagree in. ours, theirs: both sides; countries as ISO codes, all else as
    published. source: the reference or the board's source; url: where it says so. settled: a verdict
    of the registry weighs exactly these two. verdict: who is right and why, or that it is stale.
    """
    said = _said(data)
    words = _Words(known)
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


def _said(data: DataDir) -> pd.DataFrame:
    """What each reference and board says of each name, once; a reference speaks of today, a board of its day."""
    parts = []
    for reference_id, facts in references.every(data).items():
        parts.append(facts.assign(source_id=reference_id, published_on=clock.today()))
    shown = store.summary(data, ["source_id", "model_name", "published_on", *_SAID[:1], *_SAID[2:4]])
    homepages = {source.id: source.homepage for source in boards.every_source()}
    parts.append(shown.assign(url=shown["source_id"].map(homepages), country_name="", base_name=""))
    said = pd.concat(parts, ignore_index=True)[["source_id", "model_name", "published_on", "url", *_SAID]]
    return said.fillna(dict.fromkeys(_SAID, "")).drop_duplicates(ignore_index=True)


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
        self._parents = {name: row["parent_id"] for name, row in self.lookup.organizations.items()}

    def countries(self, names: str) -> str:
        """Codes of a list of countries, each once, sorted; "" where it says nothing; unknown names stay as they are."""
        parts = [names] if names in self._countries else [name.strip() for name in names.split(",")]
        return ";".join(sorted({self._countries.get(name, name) for name in parts} - {""}))

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

    def roots(self, source_id: str, names: str) -> set[str]:
        """The organizations at the roots of the models that a list names, as far as these are registered."""
        parts = [name.strip() for name in names.split(",")]
        found = [self.lookup.model(source_id, name) for name in (names, *parts)]
        return {self.root(model[0]) for model in found if model} - {""}


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
    if _day_after(said["first_shown_on"]) < model["released_on"]:
        yield row("released_on", model["released_on"], said["first_shown_on"])
    organizations = words.organizations(said["organization_name"])
    ours = model["organization_id"]
    if organizations and not any(words.kin(ours, theirs) for theirs in organizations):
        yield row("organization", ours, said["organization_name"])
    roots = words.roots(said["source_id"], said["base_name"])
    if roots and words.root(said["model_id"]) not in roots:
        yield row("base", model["base_model_id"], said["base_name"])
