"""The reader's language: English sentences are the names under which a catalogue holds those of another language.

One value for each request or run says which it is; English is the usual one, and asks no catalogue. What computes
answers says them in English (`records.spoken`): `told` says the same in the reader's language, and so do `_` and
`ngettext` of their parts.
"""

import gettext
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from leaderboard.records.clock import in_words
from leaderboard.records.spoken import Form, Listed, Spoken
from leaderboard.registry import tables
from leaderboard.registry.countries import Nations, country_names
from leaderboard.registry.countries import listed as _listed

if TYPE_CHECKING:
    from babel import Locale

#: Whoever adds a language adds its catalogue here: languages/NAME.po, complete.
ENGLISH = "en"
#: What each language calls itself, and its name on the web where that says more.
NAMES = {ENGLISH: "English", "zh": "中文"}
_TAGS = {"zh": "zh-Hans"}
#: What stands between two sentences, where that is no blank.
_GAPS = {"zh": ""}
#: What names the language in an address, and remembers what a reader named there.
PARAMETER = COOKIE = "lang"
#: Readers of other scripts or forms of a language than ours.
_OTHERS = re.compile(r"zh-(hant|tw|hk|mo)\b")
_EMPTY = re.compile(r'^msgstr(\[\d\])? ""\n(?!")|^#, .*fuzzy', re.MULTILINE)

_reader: ContextVar[str] = ContextVar("language", default=ENGLISH)


def current() -> str:
    """The reader's language."""
    return _reader.get()


def use(language: str) -> None:
    """For the rest of this run or request."""
    _reader.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """For as long as it lasts."""
    before = _reader.set(language)
    try:
        yield
    finally:
        _reader.reset(before)


def catalogue(language: str) -> Path:
    """The file with all sentences of a language."""
    return Path(__file__).parent / "languages" / f"{language}.po"


@cache
def offered() -> Mapping[str, str]:
    """Language -> what it calls itself: those whose catalogue is complete. Half a language is none."""
    return {
        name: said
        for name, said in NAMES.items()
        if name == ENGLISH or (catalogue(name).exists() and not _EMPTY.search(catalogue(name).read_text("utf-8")))
    }


def tag(language: str) -> str:
    """The language as HTML and HTTP name it."""
    return _TAGS.get(language, language)


def wanted(*named: str | None, accepted: str = "") -> str:
    """The language to speak. named: by the reader, first what counts most. accepted: the header Accept-Language."""
    for name in named:
        if name in offered():
            return str(name)
    weighed = []
    for place, entry in enumerate(accepted.lower().split(",")):
        name, _weighs, weight = entry.partition(";q=")
        first = name.strip().partition("-")[0]
        if first in offered() and not _OTHERS.match(name.strip()) and weight.strip() not in ("0", "0.0"):
            weighed.append((-_weight(weight), place, first))
    return min(weighed)[2] if weighed else ENGLISH


def addressed(address: str, language: str) -> str:
    """An address that asks for a language."""
    return f"{address}{'&' if '?' in address else '?'}{PARAMETER}={language}"


def _weight(text: str) -> float:
    return float(text) if re.fullmatch(r"[01](\.\d{1,3})?", text.strip()) else 1.0


def _(message: str, /, **parts: object) -> str:
    """A whole sentence in the reader's language. message: in English, with the names of its parts in braces."""
    said = _catalogue(_reader.get()).gettext(message)
    return said.format(**_told(parts)) if parts else said


def ngettext(one: str, many: str, number: int, /, **parts: object) -> str:
    """`_` of something counted: its singular, its plural, and how many; `number` is a part, too."""
    return _catalogue(_reader.get()).ngettext(one, many, number).format(**_told({"number": number, **parts}))


def N_(message: str) -> str:  # noqa: N802 (gettext's name)
    """A sentence for the catalogue that is said elsewhere, through `_`."""
    return message


def told(text: object) -> str:
    """What was said in English, in the reader's language, as far as it remembers what it says."""
    if _reader.get() == ENGLISH or not isinstance(text, Spoken):
        return str(text)
    match text.of:
        case Form() as form if form.many:
            return ngettext(form.text, form.many, form.number, **form.parts)
        case Form() as form:
            return _(form.text, **form.parts)
        case Listed() as found:
            each = [told(word) for word in found.words]
            return _MARKS[found.mark]().join(each) if found.mark else _and(each)
        case Nations() as seats:
            names = countries()
            return _and([names.get(code, code) for code in seats.codes])
        case pd.Timestamp() as stamp:
            return day(stamp)
    return str(text)


#: What stands between words one after another.
_MARKS = {
    ", ": lambda: _(", "),
    "; ": lambda: _("; "),
    " and ": lambda: _(" and "),
    " ": lambda: _GAPS.get(current(), " "),
}


def day(stamp: pd.Timestamp) -> str:
    """4 August 2025."""
    if _reader.get() == ENGLISH:
        return in_words(stamp)
    from babel.dates import format_date  # noqa: PLC0415 (English needs nothing of it)

    return format_date(stamp, "long", _locale(_reader.get()))


def month(stamp: pd.Timestamp) -> str:
    """August 2025."""
    return f"{stamp:%B %Y}" if _reader.get() == ENGLISH else _skeleton("yMMMM", stamp)


def short_month(stamp: pd.Timestamp) -> str:
    """Aug."""
    return f"{stamp:%b}" if _reader.get() == ENGLISH else _skeleton("MMM", stamp)


def short_day(stamp: pd.Timestamp) -> str:
    """4 Aug."""
    return f"{stamp.day} {stamp:%b}" if _reader.get() == ENGLISH else _skeleton("MMMd", stamp)


def _skeleton(parts: str, stamp: pd.Timestamp) -> str:
    from babel.dates import format_skeleton  # noqa: PLC0415 (as above)

    return format_skeleton(parts, stamp, locale=_locale(_reader.get()))


def figure(value: float, form: str = ",") -> str:
    """A number as the reader writes it. form: of Python's, such as `,.1f`."""
    return f"{_Figure(value):{form}}"


def listed(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return told(_listed(words))


def countries() -> Mapping[str, str]:
    """ISO 3166-1 alpha-3 -> the country's name: in English the registry's, in other languages that of CLDR."""
    return _countries(_reader.get(), tables.load())


class _Figure(float):
    """A number that is written with the marks of the reader's language."""

    def __format__(self, form: str) -> str:
        said = format(int(self) if self.is_integer() and form in ("", ",") else float(self), form)
        return said if _reader.get() == ENGLISH else said.translate(_marks(_reader.get()))


def _told(parts: Mapping[str, object]) -> Mapping[str, object]:
    if _reader.get() == ENGLISH:
        return parts
    return {
        name: told(part) if isinstance(part, str) else _Figure(part) if isinstance(part, int | float) else part
        for name, part in parts.items()
    }


def _and(words: list[str]) -> str:
    from babel.lists import format_list  # noqa: PLC0415 (as above)

    return format_list(words, locale=_locale(_reader.get()))


@cache
def _locale(language: str) -> "Locale":
    from babel import Locale  # noqa: PLC0415 (as above)

    return Locale.parse(tag(language), sep="-")


@cache
def _marks(language: str) -> Mapping[int, str]:
    symbols = _locale(language).number_symbols["latn"]
    return {ord(","): symbols["group"], ord("."): symbols["decimal"]}


@cache
def _countries(language: str, known: tables.Registry) -> Mapping[str, str]:
    english = country_names(known)
    if language == ENGLISH:
        return english
    from babel.core import get_global  # noqa: PLC0415 (as above)

    two_letters, named = get_global("territory_aliases"), _locale(language).territories
    return {code: named.get(two_letters.get(code, [""])[0], name) for code, name in english.items()}


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 (as above)
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = BytesIO()
    with catalogue(language).open("rb") as file:
        write_mo(compiled, read_po(file, locale=tag(language).replace("-", "_")))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
