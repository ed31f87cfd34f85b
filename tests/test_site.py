"""The pages as files: the answers of the server, whole without scripts, with links that lead to files alone."""

import json
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from posixpath import normpath
from threading import Thread
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser
from starlette.applications import Starlette

from leaderboard.app import ROUTES
from leaderboard.cli import main
from leaderboard.publish.pages import BOARD, HOME, NAME, PAGES
from leaderboard.records.paths import DataDir
from leaderboard.registry import tables
from tests import app_by_hand
from tests.asking import asked
from tests.test_front import Read, classed

ADDRESS = "https://example.org/models"
APP = Starlette(routes=list(ROUTES))


def written(folder: Path, data: Path, *more: str) -> Path:
    """The boards by hand as a site."""
    with pytest.MonkeyPatch.context() as patch:
        known = app_by_hand.small_registry()
        patch.setattr(tables, "load", lambda: known)
        patch.setenv("LEADERBOARD_NOW", app_by_hand.NOW)
        done = CliRunner().invoke(main, ["export", str(folder), "--site", "--data-dir", str(data), *more])
        assert done.exit_code == 0, done.output
    return folder / "site"


@pytest.fixture(scope="module")
def site(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """To be read only; nobody knows where it will stand."""
    return written(tmp_path_factory.mktemp("exports"), filled)


@pytest.fixture(scope="module")
def placed(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same at an address."""
    return written(tmp_path_factory.mktemp("placed"), filled, "--address", f"{ADDRESS}/")


def read(site: Path, page: str) -> Read:
    return Read((site / page / "index.html").read_text(encoding="utf-8"))


def contents(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("data")
def test_a_page_says_what_the_server_says(site: Path) -> None:
    for page, at in (("", "/"), ("board/arena/text", "/board"), ("board/arena/vision", "/board?board=arena/vision")):
        here, there = (site / page / "index.html").read_text(), asked(APP, at).text
        for kind in ("answer", "certainty", "since", "caption", "lead"):
            assert classed(here, kind) == classed(there, kind), (page, kind)
        assert Read(here).texts.get("td") == Read(there).texts.get("td")
    (answer,) = classed((site / "board/arena/text/index.html").read_text(), "answer")
    assert answer.startswith("On 10 March 2025, developers in China host the top open-weight model on Arena: Text.")
    for name in ("frontier.csv", "top.json", "leads.atom"):
        assert (site / "board/arena/vision" / name).read_bytes() == asked(APP, f"/v1/{name}?board=arena/vision").body


def test_a_page_is_whole_without_scripts(site: Path) -> None:
    pages = [path.parent.relative_to(site).as_posix() for path in site.rglob("index.html")]
    assert sorted(pages) == [
        ".", "board/arena/text", "board/arena/vision", "boards", "claims", "corrections", "gaps", "index", "methods",
        "registry", "sources",
    ]  # fmt: skip
    for page in pages:
        document = read(site, page)
        assert document.all("script") == document.all("form") == document.all("template") == []
        assert document.texts["title"][0].endswith(NAME)
        assert document.meta["description"] == document.meta["og:description"] != ""
        assert document.texts["h1"][0]
    board = read(site, "board/arena/text")
    assert len(board.all("svg")) == 2
    assert len(board.all("tr")) == 4, "a head and three models"
    assert board.meta["og:image"] == "../../../card/arena/text.png"
    assert "og:url" not in board.meta
    assert "Llama 3.3 70B" in read(site, "registry").texts["td"]
    assert "arena" in read(site, "sources").texts["td"]
    assert len(read(site, "sources").all("tr")) == 2, "whose scores are here, not all that could be read"
    assert "Verdict" in read(site, "claims").texts["th"]
    assert len(read(site, "index").texts["h1"]) == 1
    assert any("open weights on a day" in text for text in read(site, "methods").texts["p"])


def links(site: Path) -> Iterator[tuple[str, str]]:
    """Every link within the site, as (the file in which it stands, the file to which it leads)."""
    for path in site.rglob("*.html"):
        document = Read(path.read_text(encoding="utf-8"))
        here = path.relative_to(site)
        for tag, attributes in document.found:
            for name in ("href", "src", "action"):
                target = unescape(attributes.get(name, ""))
                if target and "://" not in target and not target.startswith(("data:", "#")) and tag != "use":
                    assert not target.startswith("/"), "it would leave the place where the site stands"
                    led = normpath(f"{here.parent.as_posix()}/{unquote(target)}")
                    assert not led.startswith(".."), "it would leave the site"
                    yield here.as_posix(), f"{led}/index.html" if target.endswith("/") else led


def test_every_link_leads_to_a_file(site: Path, placed: Path) -> None:
    for one in (site, placed):
        found = list(links(one))
        assert len(found) > 100
        assert [link for link in found if not (one / link[1]).is_file()] == []
    of_a_board = {target for here, target in links(site) if here == "board/arena/vision/index.html"}
    assert {
        "index.html", "boards/index.html", "board/arena/text/index.html", "embed/arena/vision.html",
        "card/arena/vision.png", "board/arena/vision/top.csv", "v1/snapshots/latest/README.md",
    } <= {normpath(target) for target in of_a_board}  # fmt: skip
    back = {target for here, target in links(site) if here == "embed/arena/vision.html"}
    assert back == {"board/arena/vision/index.html"}


def test_what_needs_the_app_is_said_and_not_linked(site: Path) -> None:
    text = (site / "index.html").read_text()
    (said,) = [one for one in Read(text).texts["p"] if "need the app" in one]
    listed = [page for page in PAGES if page.listed and page not in (HOME, BOARD)]
    missing = [page for page in listed if not (site / page.name / "index.html").is_file()]
    assert {"compare", "choose", "robustness"} <= {page.name for page in missing}
    assert said.split("pages of models, and ")[1].split(" need the app")[0] == ", ".join(one.title for one in missing)
    assert "model?" not in (site / "board/arena/text/index.html").read_text()
    assert "keeps the day" not in (site / "board/arena/text/index.html").read_text()


def test_at_an_address_previews_and_search_engines_are_told_of_it(placed: Path) -> None:
    board = read(placed, "board/arena/text")
    assert board.meta["og:image"] == f"{ADDRESS}/card/arena/text.png"
    assert board.meta["og:url"] == f"{ADDRESS}/board/arena/text/"
    named = [one.text or "" for one in ET.parse(placed / "sitemap.xml").iter() if one.tag.endswith("loc")]
    assert f"{ADDRESS}/" in named
    assert [one for one in named if not (placed / one.removeprefix(ADDRESS).lstrip("/") / "index.html").is_file()] == []
    assert len(named) == len(set(named)) == 11
    assert f"Sitemap: {ADDRESS}/sitemap.xml" in (placed / "robots.txt").read_text()
    for line in (placed / "llms.txt").read_text().splitlines():
        if f"({ADDRESS}/" in line:
            assert (placed / line.split(f"({ADDRESS}/")[1].split(")")[0]).is_file()


def test_the_files_of_the_export_are_in_it(site: Path) -> None:
    (told,) = json.loads((site / "v1/snapshots.json").read_text())
    assert told["date"] == "2025-03-20"
    for folder in ("2025-03-20", "latest"):
        for name in told["files"]:
            assert (site / "v1/snapshots" / folder / name).read_bytes() == (
                site.parent / "2025-03-20" / name
            ).read_bytes()


def test_equal_data_give_equal_bytes_and_take_the_place_of_the_old_ones(
    site: Path, filled: Path, tmp_path: Path
) -> None:
    (tmp_path / "site").mkdir()
    written(tmp_path, filled)
    (tmp_path / "site" / "old.html").write_text("gone")
    assert contents(written(tmp_path, filled)) == contents(site)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".export.lock", "2025-03-20", "latest", "site"]


def test_a_site_of_somebody_else_stays(filled: Path, tmp_path: Path) -> None:
    """`site` is a usual name for what other programs make. It is said before minutes of work, not after."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("mine")
    done = CliRunner().invoke(main, ["export", str(tmp_path), "--site", "--data-dir", str(filled)])
    assert done.exit_code == 2
    assert f"{tmp_path / 'site'}: expected what an earlier export put there" in done.stderr
    assert (tmp_path / "site" / "index.html").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".export.lock", "site"]


def test_what_stays_on_this_machine_is_not_in_it(filled: Path, tmp_path: Path) -> None:
    """The rows of a board lie with those that may not be passed on."""
    part, data = "arena/2025.parquet", DataDir(tmp_path / "data")
    rows = pq.read_table(filled / "observations" / part)
    of_vision = pc.equal(rows["board_id"].cast("string"), "arena/vision")
    for place, kept in ((data.observations, pc.invert(of_vision)), (data.local_observations, of_vision)):
        (place / "arena").mkdir(parents=True)
        pq.write_table(rows.filter(kept), place / part)
    site = written(tmp_path / "exports", data.root)
    assert [path for path in contents(site) if "vision" in path] == []
    assert "Arena: Text" in (site / "boards/index.html").read_text()
    assert "Arena: Vision" not in (site / "boards/index.html").read_text()
    assert "arena/vision" not in (site / "feeds/sources.atom").read_text()


def test_an_address_without_a_site_is_refused(filled: Path, tmp_path: Path) -> None:
    for words in (["--address", ADDRESS], ["--site", "--address", "example.org"]):
        done = CliRunner().invoke(main, ["export", str(tmp_path), "--data-dir", str(filled), *words])
        assert done.exit_code == 2
        assert "--address: expected --site and an address of the web" in done.output
        assert f"found {words[-1]!r}. `" in done.output
    assert list(tmp_path.iterdir()) == []


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.mark.browser
@pytest.mark.usefixtures("data")
def test_a_file_server_below_any_path_shows_the_sentence_of_the_app(site: Path, chromium: Browser) -> None:
    handler = partial(_Quiet, directory=str(site.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_context(java_script_enabled=False).new_page()
        wrong: list[str] = []
        page.on("response", lambda got: wrong.append(f"{got.status} {got.url}") if not got.ok else None)
        page.goto(f"http://127.0.0.1:{server.server_port}/site/boards/")
        page.get_by_role("link", name="Arena: Text", exact=True).first.click()
        assert page.locator("h1").inner_text() == app_by_hand.headline(app_by_hand.opened())
        assert page.locator(".pictures > svg").first.is_visible()
        page.get_by_role("link", name="to embed").click()
        page.locator("a").click()
        assert page.url.endswith("/site/board/arena/text/")
        assert wrong == []
        page.context.close()
        server.shutdown()
