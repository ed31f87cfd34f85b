"""Pages in another language: nothing of English is left in them but names, and no reader gets another's language."""

import re
from collections.abc import Iterator
from html import unescape

import pandas as pd
import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from leaderboard.app import ROUTES
from leaderboard.publish import language
from leaderboard.publish.address import HOME_BOARD, usual
from leaderboard.publish.pages import NAME, PAGES
from leaderboard.questions.domains import told
from leaderboard.registry import boards
from leaderboard.serve import collection, remembering
from tests import app_by_hand
from tests.asking import Answer, asked

APP = Starlette(routes=list(ROUTES))
#: Three words of English in a row are a sentence of it, unless they are a name.
_ENGLISH = re.compile(r"[A-Za-z][a-z]+(?:[ ,][a-z]{2,}){2,}")
#: What of a page is told in the words of the registry or of a source, or names columns of a table.
_QUOTED = ("claims", "compute", "corrections", "why")


@pytest.fixture(autouse=True)
def forgotten() -> None:
    remembering.forget()


def at(address: str, **headers: str) -> Answer:
    return asked(APP, address, **headers)


def english(text: str) -> list[str]:
    """What is left of English, without names of boards, models and sources."""
    names = [NAME, *app_by_hand.HOSTILE, *(one.board.title for one in boards.catalogue().values())]
    names += [said for source in boards.every_source() for said in (source.title, source.attribution)]
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return _ENGLISH.findall(text)


def read(document: str) -> str:
    shown = re.sub(r"<(style|script|template|code)\b.*?</\1>", "", document, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]*>", "\n", shown))


@pytest.mark.usefixtures("data")
def test_a_page_is_in_the_language_that_is_asked_for_and_no_other() -> None:
    first = at("/board", accept_language="de,en;q=0.8")
    chinese = at("/board", accept_language="zh-CN,zh;q=0.9,en;q=0.8")
    again = at("/board", accept_language="de,en;q=0.8")
    assert '<html lang="en">' in first.text
    assert '<html lang="zh-Hans">' in chinese.text
    assert again.text == first.text
    assert again.headers["etag"] == first.headers["etag"] != chinese.headers["etag"]
    assert (first.headers["content-language"], chinese.headers["content-language"]) == ("en", "zh-Hans")
    assert {"Accept-Language", "Cookie"} <= set(chinese.headers["vary"].split(", "))
    assert "开放权重模型" in chinese.text
    assert "开放权重模型" not in first.text


@pytest.mark.usefixtures("data")
def test_a_language_that_is_named_is_remembered() -> None:
    named = at("/board?lang=zh&board=arena/vision", accept_language="en")
    assert '<html lang="zh-Hans">' in named.text
    assert named.headers["set-cookie"].startswith("lang=zh; Max-Age=31536000; Path=/")
    assert "set-cookie" not in at("/board", accept_language="zh").headers
    assert '<html lang="zh-Hans">' in at("/board", cookie="lang=zh", accept_language="en").text
    assert '<html lang="en">' in at("/board?lang=en", cookie="lang=zh", accept_language="zh").text
    unknown = at("/board?lang=tlh", accept_language="en").text
    assert "unknown language &#x27;tlh&#x27;: expected en or zh." in unknown
    assert (
        '<a href="?board=arena%2Fvision&amp;lang=en" target="_self" lang="en" hreflang="en">English</a>' in named.text
    )


@pytest.mark.usefixtures("data")
def test_search_engines_find_every_language() -> None:
    page = at("/board?lang=zh").text
    where = "http://leaderboard.test/board"
    assert f'<link rel="canonical" href="{where}?lang=zh">' in page
    assert f'<link rel="alternate" hreflang="en" href="{where}?lang=en">' in page
    assert f'<link rel="alternate" hreflang="zh-Hans" href="{where}?lang=zh">' in page
    assert f'<link rel="alternate" hreflang="x-default" href="{where}">' in page
    assert f'<link rel="canonical" href="{where}">' in at("/board", accept_language="en").text


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("page", [page.path for page in PAGES])
def test_first_pages_in_chinese_have_no_english_left(page: str) -> None:
    assert english(read(at(page, accept_language="zh").text)) == []


def _shown(app: AppTest) -> Iterator[str]:
    yield from map(read, app_by_hand.bodies(app))
    for kind in ("selectbox", "multiselect", "text_input", "number_input", "date_input", "checkbox", "toggle"):
        for widget in app.get(kind):
            yield widget.label
            yield from getattr(widget, "options", ())
            yield getattr(widget, "placeholder", "") or ""


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("page", [page.name for page in PAGES if page.name not in _QUOTED])
def test_pages_of_the_app_in_chinese_have_no_english_left(page: str) -> None:
    script = (
        f"from leaderboard.app import pieces\nfrom leaderboard.app.pages import {page}\npieces.speak()\n{page}.show()"
    )
    app = app_by_hand.ran(script, lang="zh")
    assert {name: left for name in _shown(app) if (left := english(name))} == {}


@pytest.mark.usefixtures("data")
def test_what_is_remembered_is_told_to_each_in_his_language() -> None:
    """Computed for a Chinese reader, an answer is told in English to the next, and the other way round."""
    question, edition = usual(HOME_BOARD, pd.Timestamp("2025-03-01")), collection.edition()
    said = {}
    for reader in ("zh", "en", "zh"):
        with language.speaking(reader):
            said[reader] = [language.told(sentence) for sentence in told(collection.domains(question, edition))]
    assert all(re.search("[\u4e00-\u9fff]", sentence) for sentence in said["zh"])
    assert not any(re.search("[\u4e00-\u9fff]", sentence) for sentence in said["en"])
