"""Names of countries as they stand in sentences, and the blocs that they belong to."""

from collections.abc import Mapping, Sequence

import pandas as pd

from leaderboard.registry.tables import Registry

_WITH_ARTICLE = {"ARE", "BHS", "CAF", "COD", "CZE", "DOM", "GBR", "GMB", "MDV", "NLD", "PHL", "USA", "VAT"}


def country_names(known: Registry) -> dict[str, str]:
    """ISO 3166-1 alpha-3 -> English name."""
    return dict(zip(known.countries["country"], known.countries["name"], strict=True))


def blocs(known: Registry, on: pd.Timestamp) -> dict[str, frozenset[str]]:
    """Bloc (EU27, G7, ...) -> the countries that were its members on a day."""
    rows = known.countries[known.countries["bloc"] != ""]
    day = f"{on:%Y-%m-%d}"
    joined, left = rows["valid_from"] <= day, (rows["valid_to"] != "") & (rows["valid_to"] <= day)
    return {str(bloc): frozenset(members) for bloc, members in rows[joined & ~left].groupby("bloc")["country"]}


def within_a_sentence(codes: str, names: Mapping[str, str]) -> str:
    """A country, or those of a joint origin: `the United States`, `China and France`."""
    return listed([f"{'the ' if code in _WITH_ARTICLE else ''}{names.get(code, code)}" for code in codes.split(";")])


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def capital(text: str) -> str:
    """As at the start of a sentence; names keep their own capitals."""
    return text[:1].upper() + text[1:]
