"""Names of countries as they stand in sentences, and the blocs that they belong to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd

from leaderboard.records.spoken import Listed, Spoken
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


def offer(text: str, codes: Collection[str], names: Mapping[str, str]) -> str:
    """`did you mean CHN?` of `chn`, `China` or `Chnia`; "" where nothing is near. codes: of countries and blocs."""
    typed = text.casefold()
    written = {code.casefold(): code for code in codes}
    called = {names[code].casefold(): code for code in codes if code in names}
    near = (
        [written[typed]] if typed in written else [called[name] for name in get_close_matches(typed, called, 1, 0.75)]
    )
    return f"did you mean {near[0]}?" if near else ""


@dataclass(frozen=True)
class Nations:
    """The countries that a text names. codes: of ISO 3166-1 alpha-3."""

    codes: tuple[str, ...]


def within_a_sentence(codes: str, names: Mapping[str, str]) -> Spoken:
    """A country, or those of a joint origin: `the United States`, `China and France`."""
    each = codes.split(";")
    said = listed([f"{'the ' if code in _WITH_ARTICLE else ''}{names.get(code, code)}" for code in each])
    return Spoken(said, Nations(tuple(each)))


def listed(words: Sequence[str]) -> Spoken:
    """`a`, `a and b`, `a, b and c`."""
    said = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return Spoken(said, Listed(tuple(words)))


def capital(text: str) -> str:
    """As at the start of a sentence; names keep their own capitals."""
    said = text[:1].upper() + text[1:]
    return Spoken(said, text.of) if isinstance(text, Spoken) else said
