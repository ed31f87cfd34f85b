"""What a browser receives before any script runs: the answer, in the words of the app."""

import gzip
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from leaderboard.app import ROUTES
from leaderboard.publish.front import Shell
from leaderboard.publish.pages import NAME, PAGES
from leaderboard.questions.catalogue import ADDRESSED
from leaderboard.serve import front, pictures, refusals, remembering
from tests import app_by_hand
from tests.app_by_hand import bodies, page_of
from tests.asking import Answer, asked
from tests.test_history import SEED

APP = Starlette(routes=list(ROUTES))
STREAMLIT = (
    "<!DOCTYPE html><html><head><!-- a note --><link rel=icon href=./favicon.png>"
    "<title>Streamlit</title><script>\n window.prerenderReady = false\n</script><script src=./static/x.js></script>"
    '</head><body><noscript>nothing here</noscript><div id="root"></div></body></html>'
)


class Read(HTMLParser):
    """A document as it is read: texts by element, attributes, and whether every element is closed."""

    VOID = frozenset({"meta", "link", "input", "br", "rect", "circle", "path"})

    def __init__(self, document: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(document)
        assert self.open == [], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        self.texts.setdefault(tag, []).append("")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        for tag in dict.fromkeys(self.open):
            self.texts[tag][-1] += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.found if name == tag]

    @property
    def meta(self) -> dict[str, str]:
        return {one.get("name") or one.get("property", ""): one.get("content", "") for one in self.all("meta")}


def at(address: str, **headers: str) -> Answer:
    return asked(APP, address, **headers)


def classed(document: str, kind: str) -> list[str]:
    """The texts of paragraphs and headings of a class."""
    found = re.findall(rf'<(?:p|h1) class="{kind}"[^>]*>(.*?)</(?:p|h1)>', document)
    return [unescape(re.sub(r"<[^>]*>", "", one)) for one in found]


@pytest.fixture(autouse=True)
def forgotten() -> None:
    remembering.forget()


@pytest.mark.usefixtures("data")
def test_the_page_holds_the_answer_in_the_words_of_the_app() -> None:
    for parameters in (
        {},
        {"category": "coding"},
        {"as_of": "2025-02-20"},
        {"openness": "all"},
        {"board": "arena/vision"},
    ):
        app = app_by_hand.opened(**parameters)
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        page = at(f"/board?{query}").text
        bodies = " ".join(app_by_hand.bodies(app))
        assert classed(page, "answer") == [app_by_hand.headline(app)]
        for kind in ("certainty", "since", "notice"):
            assert classed(page, kind) == classed(bodies, kind), kind


@pytest.mark.usefixtures("data")
def test_the_page_is_whole_without_a_script() -> None:
    page = Read(at("/board").text)
    headline = "On 10 March 2025, developers in China host the top open-weight model on Arena: Text."
    assert page.texts["title"][0] == f"Arena: Text, 10 March 2025: China leads, certainty above 99 % · {NAME}"
    assert page.meta["description"].startswith(headline)
    assert page.meta["description"].endswith("Certainty: above 99 %.")
    assert page.meta["og:title"] == "Arena: Text, 10 March 2025: China leads, certainty above 99 %"
    assert page.meta["og:image"] == "http://leaderboard.test/card/arena/text.png"
    assert page.meta["og:image:alt"].startswith("National bests on 10 March 2025: China 1260, United States 1200.")
    assert page.texts["h1"][0].startswith(headline)
    assert len(page.all("svg")) == 2, "one for wide screens, one for narrow ones"
    listed = [text for text in page.texts["td"] if "DeepSeek" in text or "Meta" in text]
    assert len(listed) == 3
    hrefs = [one["href"] for one in page.all("a")]
    assert {"./boards", "./gaps", "./methods", "./embed/arena/text", "./card/arena/text.png"} <= set(hrefs)
    assert "./v1/frontier.csv?board=arena%2Ftext" in hrefs
    assert {one["name"] for one in (*page.all("select"), *page.all("input"))} == {
        "board", "category", "as_of", "openness", "lens",
    }  # fmt: skip
    scripts = page.all("script")
    assert all("src" in one for one in scripts), "the policy forbids inline scripts"
    assert all("integrity" in one or one["src"].startswith("./") for one in scripts)


@pytest.mark.usefixtures("data")
@pytest.mark.usefixtures("data")
def test_those_without_scripts_are_told_where_the_rest_of_a_page_is() -> None:
    assert "The rest of this page needs scripts." in at("/gaps").text
    assert "needs scripts" not in at("/board").text
    assert at("/llms.txt").status == 200


def test_the_first_script_is_ours_since_streamlit_reads_what_it_sets() -> None:
    page = at("/boards").text
    assert Read(page).all("script")[0]["src"] == "./front.js"
    before, app, _ = page.partition('<template id="app">')
    assert app, "the app waits until the first page has been painted"
    assert "static/js" not in before
    assert "__streamlit" in at("/front.js").text


@pytest.mark.usefixtures("data")
def test_every_page_has_a_title_and_a_description_of_its_own() -> None:
    told: dict[str, str] = {}
    for page in PAGES:
        answer = at(page.path)
        assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert answer.headers["content-security-policy"] == front.POLICY
        read = Read(answer.text)
        told[read.texts["title"][0]] = read.meta["description"]
        assert read.texts["h1"][0]
        assert read.meta["og:description"] == read.meta["description"]
    assert len(told) == len(set(told.values())) == len(PAGES)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("query", "title"),
    [
        (
            "as_of=2024-12-31",
            "No complete snapshot of Arena: Text that was published by 31 December 2024 is stored here.",
        ),
        ("category=expert", "On 10 March 2025, no open-weight model of known origin stands on Arena: Text (Expert)."),
        ("", "Arena: Text, 10 March 2025: China leads, certainty above 99 %"),
    ],
)
def test_a_title_names_its_board_once(query: str, title: str) -> None:
    assert Read(at(f"/board?{query}").text).texts["title"][0] == f"{title} · The open-model leaderboard by nation"
    if query.startswith("as_of"):
        assert Read(at(f"/embed/arena/text?{query}").text).texts["title"][0].startswith(title)


@pytest.mark.usefixtures("data")
def test_gaps_boards_and_models_say_what_the_app_says() -> None:
    for module, query in (("gaps", {}), ("gaps", {"a": "closed", "b": "open"}), ("now", {}), ("now", {"lens": "base"})):
        app = app_by_hand.page_of(module, **query)
        asked_for = "&".join(f"{name}={value}" for name, value in query.items())
        page = at(f"/{module if module != 'now' else ''}?{asked_for}").text
        assert classed(page, "answer") == [app_by_hand.headline(app)]
        for kind in ("certainty", "since"):
            assert classed(page, kind) == classed(" ".join(app_by_hand.bodies(app)), kind)
    (title,) = classed(" ".join(app_by_hand.bodies(app_by_hand.page_of("boards"))), "title")
    assert classed(at("/boards").text, "title") == [title]
    (of_a_model,) = classed(at("/model?model=opened-later").text, "title")
    assert of_a_model.startswith("Opened Later is a model of DeepSeek (China)")


@pytest.mark.usefixtures("data")
def test_names_from_upstream_are_only_text() -> None:
    page = at("/board?category=french").text
    read = Read(page)
    assert [one for one in read.all("script") if "src" not in one] == []
    assert read.all("img") == []
    assert not [one for one in read.all("a") if one["href"].startswith("javascript")]
    assert unescape(page).count("[x](javascript:alert(1))") >= 2
    for path in ("/embed/arena/text?category=french", "/card/arena/text.png?category=french"):
        assert at(path).status == 200
    assert "<script" not in at("/embed/arena/text?category=french").text


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("board=nowhere", "unknown board 'nowhere'"),
        ("category=nothing", "unknown category 'nothing' of arena/text"),
        ("as_of=<b>", "found '<b>'"),
        ("as_of=-1", "as_of: expected a day such as 2025-08-04, found '-1'"),
        ("known_at=-1", "known_at: expected a moment such as 2025-08-04 or 2025-08-04T12:00:00Z, found '-1'"),
        ("as_of=04/08/2025", "found '04/08/2025'"),
        ("colour=red", "unknown name 'colour'"),
        (f"openness={'x' * 10_000}", "unknown openness"),
        ("lens=%00", "unknown lens"),
    ],
)
def test_what_means_nothing_is_said_and_the_usual_shown(query: str, said: str) -> None:
    answer = at(f"/board?{query}")
    assert answer.status == 200
    assert any(said in notice for notice in classed(answer.text, "notice"))
    Read(answer.text)
    assert len(answer.body) < 200_000


@pytest.mark.usefixtures("data")
def test_what_counters_of_visits_hang_on_a_link_changes_no_document_of_a_page() -> None:
    assert at("/?utm_source=x&fbclid=y").body == at("/").body
    assert at("/board?as_of=2025-03-11&utm_source=x").body == at("/board?as_of=2025-03-11").body


@pytest.mark.usefixtures("data")
def test_bytes_are_made_once_and_known_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    draw = pictures.pictures.frontier_picture

    def counted(*told: Any, **how: Any) -> str:
        made.append(str(how["size"]))
        return draw(*told, **how)

    def rendered(*told: Any) -> bytes:
        made.append("document")
        return document(*told)

    document = front.front.document
    monkeypatch.setattr(front.front, "document", rendered)
    monkeypatch.setattr(pictures.pictures, "frontier_picture", counted)
    first = at("/board", accept_encoding="gzip")
    assert (len(made), first.headers["content-encoding"], first.headers["vary"]) == (
        3,
        "gzip",
        "Accept-Language, Cookie, Accept-Encoding",
    )
    plain = at("/board")
    assert gzip.decompress(first.body) == plain.body
    assert len(made) == 3, "two pictures and a document"
    again = at("/board", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert at("/board?as_of=2025-02-20", if_none_match=first.headers["etag"]).status == 200


def test_a_store_without_data_is_said(small: pytest.MonkeyPatch, tmp_path: Path) -> None:
    small.setenv("LEADERBOARD_DATA_DIR", str(tmp_path / "nowhere"))
    answer = at("/")
    assert answer.status == 200
    assert "nowhere" in Read(answer.text).texts["p"][-1]


@pytest.mark.usefixtures("data")
def test_an_embedded_picture_is_one_request_and_leads_back() -> None:
    answer = at("/embed/arena/text?as_of=2025-03-10")
    read = Read(answer.text)
    assert answer.headers["content-security-policy"] == pictures.EMBEDDED
    assert "frame-ancestors" not in pictures.EMBEDDED, "others may show it"
    assert "frame-ancestors 'self'" in front.POLICY
    assert [one["href"] for one in read.all("a")] == ["http://leaderboard.test/board?as_of=2025-03-10"]
    assert len(read.all("svg")) == 2
    assert not {"src", "srcset"} & {name for _, attributes in read.found for name in attributes}
    assert "prefers-color-scheme:dark" in answer.text


def test_the_picture_of_the_largest_board_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(SEED))
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-11-28T12:00:00Z")
    answer = at("/embed/arena/text")
    assert answer.status == 200
    assert len(answer.body) < 60_000


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("board", ["arena/text", "arena/vision"])
def test_a_preview_is_a_png_of_the_size_that_previews_take(board: str) -> None:
    """The second has one snapshot, of which no chart over time can be drawn: the answer stands there in words."""
    answer = at(f"/card/{board}.png")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    assert (int.from_bytes(answer.body[16:20]), int.from_bytes(answer.body[20:24])) == (1200, 630)


@pytest.mark.usefixtures("data")
def test_a_picture_to_publish_comes_in_its_size_on_its_ground() -> None:
    slide = at("/picture/arena/text.png?size=slide")
    assert slide.headers["content-type"] == "image/png"
    assert int.from_bytes(slide.body[16:20]) == 1600
    light, dark = (at(f"/picture/arena/text.svg?scheme={scheme}") for scheme in ("light", "dark"))
    assert light.headers["content-type"].startswith("image/svg+xml")
    assert light.text.startswith("<svg")
    assert "leaderboard.test/board" in light.text
    assert light.text != dark.text


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/embed/nowhere", 404),
        ("/embed/../etc/passwd", 404),
        ("/card/arena/text%00.png", 404),
        ("/embed/arena/text?as_of=never", 400),
        ("/embed/arena/text?category=nothing", 400),
        ("/embed/arena/text?size=big", 400),
        ("/picture/arena/text.svg?size=poster", 400),
        ("/picture/arena/text.png?scheme=<b>", 400),
        (f"/card/arena/text.png?lens={'x' * 10_000}", 400),
        ("/card/arena/text.png?known_at=';drop table", 400),
        ("/embed/arena/text?as_of=-1", 400),
        ("/embed/arena/text?lens=base&lens=developer", 400),
        ("/picture/arena/text.svg?size=slide&size=social", 400),
        ("/card/arena/text.png?lang=zh", 400),
        ("/card/arena/text.png?known_at=-1", 400),
        ("/picture/arena/text.svg?known_at=-1", 400),
    ],
)
def test_a_picture_of_what_means_nothing_is_refused_in_a_line(address: str, status: int) -> None:
    answer = at(address)
    assert answer.status == status
    assert answer.text.count("\n") == 1
    assert len(answer.body) < 600, "a line, not all of what was asked"


def test_an_unknown_address_is_a_page_for_a_browser() -> None:
    known = refusals.OnlyKnown(APP, ROUTES, ())
    answer = asked(known, "/<b>", accept="text/html,*/*")
    assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    read = Read(answer.text)
    assert read.texts["h1"] == ["No such address"]
    assert {page.path for page in PAGES if page.listed} <= {one["href"] for one in read.all("a")}


def test_the_page_that_starts_the_app_is_cut_open_where_ours_goes_in() -> None:
    shell = Shell.of(STREAMLIT, "p{}", ["./static/chart.js"])
    assert shell.before_title.endswith("<link rel=icon href=./favicon.png>")
    assert shell.assets == "<script src=./static/x.js></script>"
    assert shell.until_root.endswith('<div id="root"></div>')
    assert shell.charting == '<link rel="modulepreload" crossorigin href="./static/chart.js">'
    assert shell.after_root == "</body></html>"
    for other in ("", STREAMLIT.replace("<noscript>", "<p>"), STREAMLIT.replace('id="root"', 'id="app"')):
        with pytest.raises(ValueError, match=r"index\.html"):
            Shell.of(other, "")


@pytest.mark.usefixtures("data")
def test_what_the_page_of_downloads_links_to_is_there() -> None:
    page = "".join(bodies(page_of("downloads")))
    links = [unescape(link) for link in re.findall(r'href="((?:v1|feeds|embed|picture)/[^"]*)"', page)]
    assert {
        link.partition("?")[0].removeprefix("v1/").partition(".")[0] for link in links if link.startswith("v1/")
    } == (set(ADDRESSED) - {"why"})
    known = refusals.OnlyKnown(APP, ROUTES, ())
    for link in links:
        if "metadata" not in link and not link.startswith("v1/"):
            assert asked(known, f"/{link}").status == 200, link
    for link in (
        "v1/top.csv",
        "v1/gap.json?a=USA&b=CHN",
        "v1/compare.csv?sides=CHN,USA,EU27",
        "v1/boards.metadata.json",
    ):
        assert link in links
        assert asked(known, f"/{link}").status == 200, link
