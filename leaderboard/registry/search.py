"""Finding a model or an organization by any spelling: for people who look something up; it attributes nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Literal

from leaderboard.registry import attribution
from leaderboard.registry.attribution import HUB
from leaderboard.registry.tables import Registry, records

Kind = Literal["model", "organization"]
#: Spellings less alike than this (0 to 1) are not offered where none holds what was typed.
_ALIKE = 0.6


@dataclass(frozen=True)
class Found:
    """An entry of the registry, and the spelling by which it was found."""

    kind: Kind
    id: str
    name: str
    spelling: str


def find(text: str, known: Registry, most: int = 20) -> list[Found]:
    """The entries with a spelling that is what was typed, begins with it or holds it, in this order; else the nearest.

    Case, spaces and punctuation do not count. An entry is found once. Of equally good ones the shorter spelling is
    first, for it has the least besides what was typed.
    """
    typed = _folded(text)
    if not typed:
        return []
    spelled = _spellings(known)
    fits = {folded for folded in spelled if typed in folded}
    fits = fits or set(get_close_matches(typed, spelled, n=most, cutoff=_ALIKE))
    ordered = sorted(fits, key=lambda folded: (folded != typed, not folded.startswith(typed), len(folded), folded))
    entries = {(entry.kind, entry.id): entry for folded in reversed(ordered) for entry in reversed(spelled[folded])}
    return list(reversed(entries.values()))[:most]


@cache
def _spellings(known: Registry) -> dict[str, list[Found]]:
    """What is typed -> the entries that are called so."""
    found: dict[str, list[Found]] = {}
    for entry in _entries(known):
        same = found.setdefault(_folded(entry.spelling), [])
        if (entry.kind, entry.id) not in {(other.kind, other.id) for other in same}:
            same.append(entry)
    return found


def _entries(known: Registry) -> Iterator[Found]:
    lookup = attribution.prepare(known)
    for model_id, model in lookup.models.items():
        hub_id = model["weights_url"].removeprefix(HUB) if model["weights_url"].startswith(HUB) else ""
        for spelling in filter(None, (model["model_name"], model_id, hub_id)):
            yield Found("model", model_id, model["model_name"], spelling)
    for organization_id, row in lookup.organizations.items():
        for spelling in (row["organization_name"], organization_id):
            yield Found("organization", organization_id, row["organization_name"], spelling)
    for alias in records(known.model_aliases):
        yield Found("model", alias["model_id"], lookup.models[alias["model_id"]]["model_name"], alias["model_name"])
    for alias in records(known.organization_aliases):
        name = lookup.organizations[alias["organization_id"]]["organization_name"]
        yield Found("organization", alias["organization_id"], name, alias["alias"])


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
