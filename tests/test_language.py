"""The reader's language: one catalogue for each, in step with the code and complete, or not offered."""

import ast
import re
import string
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from babel.messages.pofile import read_po

import leaderboard
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.publish import board_words, extraction, language
from leaderboard.records.clock import in_words
from leaderboard.records.spoken import joined, say, say_many
from leaderboard.registry import tables
from leaderboard.registry.countries import capital, country_names, listed, within_a_sentence

_OTHERS = [name for name in language.NAMES if name != language.ENGLISH]
_NAMES = country_names(tables.load())


@pytest.mark.parametrize("name", _OTHERS)
def test_a_catalogue_is_in_step_with_the_code(name: str) -> None:
    file = language.catalogue(name)
    assert file.read_bytes() == extraction.renewed(file, name), "run `make words` and translate what is new"


@pytest.mark.parametrize("name", _OTHERS)
def test_no_part_of_a_sentence_is_lost_or_made_up_in_a_translation(name: str) -> None:
    catalogue = read_po(BytesIO(language.catalogue(name).read_bytes()))
    for message in catalogue:
        if message.id and message.string:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            for said in filter(None, strings):
                assert _parts(said) == _parts(ids[-1]), message.id


@pytest.mark.parametrize("name", _OTHERS)
def test_a_language_is_complete_or_not_offered(name: str) -> None:
    catalogue = read_po(BytesIO(language.catalogue(name).read_bytes()))
    missing = [message.id for message in catalogue if message.id and not all(_strings(message.string))]
    assert (name in language.offered()) is (not missing)


def _strings(string_: object) -> tuple[object, ...]:
    return string_ if isinstance(string_, tuple) else (string_,)


def _parts(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_english_is_said_as_it_was_written() -> None:
    day = pd.Timestamp("2025-08-04")
    assert language._("The top {nouns} on {day}", nouns="models", day=in_words(day)) == (
        "The top models on 4 August 2025"
    )
    assert language.day(day) == "4 August 2025"
    assert language.month(day) == "August 2025"
    assert language.figure(1234567.0) == "1,234,567"
    assert language.figure(0.256, ".1%") == "25.6%"
    assert language.countries() == _NAMES


def test_days_numbers_and_countries_are_those_of_cldr() -> None:
    with language.speaking("zh"):
        assert language.told(in_words(pd.Timestamp("2025-08-04"))) == "2025年8月4日"
        assert language.month(pd.Timestamp("2025-08-04")) == "2025年8月"
        assert language.countries()["DEU"] == "德国"
        assert language.told(within_a_sentence("USA;CHN;FRA", _NAMES)) == "美国、中国和法国"
        assert language.told(capital(within_a_sentence("USA", _NAMES))) == "美国"
        assert language.told(listed(["Qwen", within_a_sentence("GBR", _NAMES)])) == "Qwen和英国"
    assert language.told(within_a_sentence("USA;CHN", _NAMES)) == "the United States and China"


def test_what_is_said_below_keeps_its_parts(tmp_path, monkeypatch) -> None:
    catalogue = tmp_path / "zh.po"
    catalogue.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
        'msgid "{nation} leads on {day}: {boards}."\nmsgstr "{day}：{nation}领先，{boards}。"\n\n'
        'msgid "{number:,} board"\nmsgid_plural "{number:,} boards"\nmsgstr[0] "{number:,}个榜单"\n\n'
        'msgid ", "\nmsgstr "、"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(language, "catalogue", lambda _: catalogue)
    language._catalogue.cache_clear()
    said = say(
        "{nation} leads on {day}: {boards}.",
        nation=capital(within_a_sentence("USA", _NAMES)),
        day=in_words(pd.Timestamp("2025-08-04")),
        boards=joined([say_many("{number:,} board", "{number:,} boards", 1200), "Arena"]),
    )
    assert said == "The United States leads on 4 August 2025: 1,200 boards, Arena."
    assert language.told(said) == said
    with language.speaking("zh"):
        assert language.told(said) == "2025年8月4日：美国领先，1,200个榜单、Arena。"
        assert language.told("Arena") == "Arena"
    language._catalogue.cache_clear()


@pytest.mark.parametrize(
    ("named", "accepted", "expected"),
    [
        (None, "", "en"),
        ("zh", "de", "zh"),
        ("en", "zh-CN,zh;q=0.9", "en"),
        ("tlh", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "zh-CN,zh;q=0.9", "zh"),
        (None, "en-GB,en;q=0.9,zh;q=0.8", "en"),
        (None, "de-DE,de;q=0.9,zh;q=0.8,en;q=0.7", "zh"),
        (None, "zh-TW,zh-HK;q=0.9", "en"),
        (None, "zh-Hans-CN", "zh"),
        (None, "zh;q=0, en", "en"),
        (None, "fr;q=nonsense, *", "en"),
    ],
)
def test_the_reader_is_heard(monkeypatch, named: str | None, accepted: str, expected: str) -> None:
    monkeypatch.setattr(language, "offered", lambda: {"en": "English", "zh": "中文"})
    assert language.wanted(named, accepted=accepted) == expected


def test_a_language_with_a_gap_is_not_offered(monkeypatch, tmp_path) -> None:
    file = tmp_path / "zh.po"
    monkeypatch.setattr(language, "catalogue", lambda _: file)
    head = 'msgid ""\nmsgstr ""\n"Language: zh\\n"\n\n'
    for body, there in (
        ('msgid "a"\nmsgstr "甲"\n', True),
        ('msgid "a"\nmsgstr ""\n\nmsgid "b"\nmsgstr "乙"\n', False),
    ):
        file.write_text(head + body, encoding="utf-8")
        assert ("zh" in language.offered.__wrapped__()) is there


_CODE = Path(leaderboard.__file__).parent
#: What shows its arguments to a reader.
_SHOWING = {
    *("caption", "cards", "details", "download", "heading", "headline", "inside", "line", "link", "notice", "said"),
    *("title", "table", "plain", "absent", "passed_over"),
    *(
        "_link",
        "_select",
        "_section",
        "_notice",
        "checkbox",
        "date_input",
        "expander",
        "multiselect",
        "number_input",
        "popover",
        "segmented_control",
    ),
    *("selectbox", "spinner", "text_input", "toggle", "button", "markdown", "write", "subheader"),
}
_SHOWN_BY_NAME = ("label", "placeholder", "help")
#: Of these only the text is shown; what follows it is an address, a key, a file.
_FIRST_ONLY = {
    "_link",
    "_select",
    "passed_over",
    "download",
    "inside",
    "link",
    "popover",
    "checkbox",
    "selectbox",
    "multiselect",
    "toggle",
}
_WORDS = re.compile(r"[A-Za-z]{2,}")
#: Tags, those that a piece of HTML leaves open too, commands, styles, entities.
_MARKUP = re.compile(r"<(code|style)\b.*?(</\1>|$)|^[^<>]*>|<[^>]*(>|$)|&[a-z]+;", re.DOTALL)
#: Names and forms are the same in every language.
_NAMES_OF_THINGS = {"SVG", "CSV", "JSON", "PNG", "leads.atom", "sources.atom"}


def _unmarked(code: str) -> Iterator[str]:
    """Words in the code that a reader would see in English, whatever the language: they go through no `_`."""
    tree = ast.parse(code)
    within = {id(part) for call in _calls(tree, {"_", "N_", "ngettext"}) for one in call.args for part in ast.walk(one)}
    for call in _calls(tree, _SHOWING):
        if ast.unparse(call.func) == "dossier.link":  # of a kind of entry
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
        shown = call.args[: 2 if name == "line" else 1 if name in _FIRST_ONLY else None]
        shown += [one.value for one in call.keywords if one.arg in _SHOWN_BY_NAME]
        for argument in shown:
            yield from (text for text in _said(argument) if text not in _NAMES_OF_THINGS)
    for text in ast.walk(tree):
        if isinstance(text, ast.JoinedStr) and id(text) not in within:
            told = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in text.values)
            if "<" in told and re.search("[a-z]{3,}", _MARKUP.sub("", told)):
                yield told


def _calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            if name in names:
                yield node


def _said(argument: ast.AST) -> Iterator[str]:
    """Literals with words that are shown as they stand."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and _WORDS.search(argument.value):
        yield argument.value
    elif isinstance(argument, ast.JoinedStr):
        told = "".join(str(part.value) for part in argument.values if isinstance(part, ast.Constant))
        if _WORDS.search(re.sub("<[^>]*>|&[a-z]+;", "", told)):
            yield told
    elif isinstance(argument, ast.IfExp):
        yield from (*_said(argument.body), *_said(argument.orelse))
    elif isinstance(argument, ast.Dict):
        for name in argument.keys:
            yield from _said(name) if name else ()
    elif isinstance(argument, ast.BinOp):
        yield from (*_said(argument.left), *_said(argument.right))


def test_pages_show_no_words_that_are_in_no_catalogue() -> None:
    files = [*(_CODE / "app").rglob("*.py"), *(_CODE / "publish" / "front").glob("*.py"), _CODE / "serve" / "front.py"]
    found = {file.name: told for file in files if (told := list(_unmarked(file.read_text(encoding="utf-8"))))}
    assert not found


@pytest.mark.parametrize(
    "code",
    [
        'pieces.heading("What changed")',
        'pieces.line("", "Every board", "boards")',
        'pieces.heading(f"The top {number}")',
        'pieces.table({"Board": cells}, label=_("Boards"))',
        'pieces.table({_("Board"): cells}, label="Boards")',
        'pieces.caption("None" if empty else told)',
        'st.selectbox("Board", options)',
        'st.html(f"<p>Data: {source}</p>")',
    ],
)
def test_the_check_of_words_in_pages_bites(code: str) -> None:
    assert list(_unmarked(code))


def test_what_two_pages_say_first_is_what_their_definitions_begin_with() -> None:
    assert DEFINITIONS["open_weights"].startswith(board_words.OPENED)
    assert DEFINITIONS["lead_change"].startswith(board_words.LEAD_CHANGED.removesuffix("."))
