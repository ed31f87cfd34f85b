"""The sentences that the code says, and the catalogues of their translations: `make words` runs this.

English stands in the code and nowhere else. A catalogue holds each sentence once, in the order of the files, with the
file that says it; a sentence that is new has no translation yet, and one that is no longer said goes.
"""

import ast
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

import leaderboard
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.publish import language
from leaderboard.publish.columns import COLUMNS
from leaderboard.publish.pages import NAME, PAGES
from leaderboard.publish.words import category_name
from leaderboard.questions.catalogue import ADDRESSED
from leaderboard.questions.choose import ANY_SIZE, MACHINES
from leaderboard.registry import boards
from leaderboard.registry.fields import MODALITIES, TABLES

_CODE = Path(leaderboard.__file__).parent
#: What says a sentence: name of the function -> how many of its arguments are one (singular and plural).
_SAYING = {"_": 1, "N_": 1, "say": 1, "ngettext": 2, "say_many": 2}
#: Columns of the registry whose choices pages show.
_CHOSEN = (("organizations", "country_basis"), ("organizations", "kind"), ("events", "kind"), ("verdicts", "kind"))
#: Categories whose ids are everyday words; names of data sets stand as they are.
_CATEGORIES = (
    "overall", "agentic_coding", "art", "captioning", "cartoon", "chinese", "coding", "commercial_design",
    "creative_writing", "data_analysis", "diagram", "easy", "english", "entity_recognition", "expert", "french",
    "german", "hard", "hard_prompts", "homework", "humor", "instruction_following", "japanese", "korean", "language",
    "math", "mathematics", "medium", "photorealistic", "polish", "portraits", "reasoning", "russian", "spanish",
    "style_control", "text_rendering",
)  # fmt: skip


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
    for file in sorted(_CODE.rglob("*.py")):
        for message in _in(file.read_text(encoding="utf-8")):
            yield f"leaderboard/{file.relative_to(_CODE).as_posix()}", message
    for definition in DEFINITIONS.values():
        yield "leaderboard/analytics/definitions.py", definition
    for name in COLUMNS.values():
        yield "leaderboard/publish/columns.py", name
    for verb in ADDRESSED.values():
        yield "leaderboard/questions/catalogue.py", verb.title
    for machine in (*MACHINES, ANY_SIZE):
        yield "leaderboard/questions/choose.py", machine
    for domain in sorted({one.domain for one in boards.catalogue().values()}):
        yield "leaderboard/registry/boards.csv", domain
        yield "leaderboard/registry/boards.csv", category_name(domain)
    for table, column in _CHOSEN:
        field = next(field for field in TABLES[table] if field.name == column)
        for word in filter(None, field.choices):
            yield "leaderboard/registry/fields.py", word.replace("_", " ")
    for category in _CATEGORIES:
        yield "leaderboard/publish/extraction.py", category_name(category)
    yield "leaderboard/publish/pages.py", NAME
    for page in PAGES:
        yield from (("leaderboard/publish/pages.py", said) for said in (page.title, page.said))
    for modality in MODALITIES:
        yield "leaderboard/registry/fields.py", modality


def _in(code: str) -> Iterator[str | tuple[str, str]]:
    """The sentences that stand as literals in the calls of a module, those within f-strings too."""
    calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda one: (one.lineno, one.col_offset)):
        number = _SAYING.get(call.func.id, 0) if isinstance(call.func, ast.Name) else 0
        said = [one.value for one in call.args[:number] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if number and len(said) == number:
            yield said[0] if number == 1 else (said[0], said[1])


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
