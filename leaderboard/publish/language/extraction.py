"""The sentences that the code says, and the catalogues of their translations: `make words` runs this.

English stands in the code and nowhere else. A catalogue holds each sentence once, in the order of the files, with the
file that says it; a sentence that is new has no translation yet, and one that is no longer said goes.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

import leaderboard
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.publish import language
from leaderboard.questions.catalogue import ADDRESSED

_CODE = Path(leaderboard.__file__).parent
#: What says a sentence: name of the function -> which of its arguments are one (singular and plural).
_SAYING = {"_": None, "N_": None, "ngettext": (1, 2), "say": None, "say_many": (1, 2)}
_HEAD = r"""# Every sentence of the leaderboard, in English and in {name}. `make words` keeps it in step with the code.
msgid ""
msgstr ""
"Language: {locale}\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: {plurals}\n"

"""


def messages() -> dict[str | tuple[str, str], str]:
    """Every sentence, or singular and plural -> the file that says it first, from the top of the repository."""
    found: dict[str | tuple[str, str], str] = {}
    for file, message in _said():
        found.setdefault(message, file)
    return found


def _said() -> Iterator[tuple[str, str | tuple[str, str]]]:
    found = extract_from_dir(_CODE, [("**.py", "python")], keywords=_SAYING, strip_comment_tags=True)
    for file, _, message, *_ in sorted(found, key=lambda one: (one[0], one[1])):
        yield f"leaderboard/{file}", message if isinstance(message, str) else (message[0], message[1])
    for definition in DEFINITIONS.values():
        yield "leaderboard/analytics/definitions.py", definition
    for verb in ADDRESSED.values():
        yield "leaderboard/questions/catalogue.py", verb.title


def renewed(file: Path, name: str) -> bytes:
    """A catalogue with the sentences that are said now; their translations as they stand in the file, if it exists."""
    locale = language.tag(name).replace("-", "_")
    before = read_po(BytesIO(file.read_bytes() if file.exists() else b""), locale=locale)
    now = Catalog(locale)
    for message, place in messages().items():
        old = before.get(message[0] if isinstance(message, tuple) else message)
        now.add(message, old.string if old and old.id == message else "", locations=[(place, 1)])
    written = BytesIO()
    write_po(written, now, width=0, omit_header=True, include_lineno=False)
    return (
        _HEAD.format(name=language.NAMES[name], locale=locale, plurals=now.plural_forms).encode() + written.getvalue()
    )


if __name__ == "__main__":
    for _name in language.NAMES:
        if _name != language.ENGLISH:
            _file = language.catalogue(_name)
            _file.write_bytes(renewed(_file, _name))
