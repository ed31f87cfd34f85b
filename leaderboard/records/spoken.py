"""English text that remembers what it says, so that it can be told in another language where it is shown.

Whoever computes an answer says it in English and knows of no other language; `leaderboard.publish.language` does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """A sentence with named places, and what stands in them. many: its plural, "" for none; number decides on it."""

    text: str
    parts: Mapping[str, object]
    many: str = ""
    number: int = 1


@dataclass(frozen=True)
class Listed:
    """Words one after another. mark: what stands between them, "" for commas and an `and`."""

    words: tuple[str, ...]
    mark: str = ""


class Spoken(str):
    """English text. of: what it says: a Form, a Listed, a day (pandas.Timestamp), countries (registry.countries)."""

    of: object

    def __new__(cls, text: str, of: object = None) -> "Spoken":
        spoken = super().__new__(cls, text)
        spoken.of = of
        return spoken


def say(text: str, /, **parts: object) -> Spoken:
    """A whole sentence, or a phrase that stands by itself. text: with the names of its parts in braces."""
    return Spoken(text.format(**parts) if parts else text, Form(text, parts))


def say_many(one: str, many: str, number: int, /, **parts: object) -> Spoken:
    """`say` of something counted: its singular, its plural, and how many; `number` is a part, too."""
    parts = {"number": number, **parts}
    return Spoken((one if number == 1 else many).format(**parts), Form(one, parts, many, number))


def joined(words: Sequence[str], mark: str = ", ") -> Spoken:
    """Words with a mark between them, `, ` or `; `."""
    return Spoken(mark.join(words), Listed(tuple(words), mark))
