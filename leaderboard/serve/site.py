"""The pages as files, for any file server: what this server says of the usual questions, without Python or scripts.

A file lies where its address is on the server, as far as a file can: `/board?board=arena/text` is board/arena/text/.
"""

import gzip
import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from posixpath import relpath
from urllib.parse import parse_qsl

import pandas as pd

from leaderboard.publish import address, export, front, guide, words
from leaderboard.publish.export import tables
from leaderboard.publish.markup import plain
from leaderboard.publish.pages import BOARD, HOME, PAGES, Page
from leaderboard.questions.catalogue import VERBS
from leaderboard.records import clock
from leaderboard.records.files import write_folder
from leaderboard.records.paths import data_dir as data_folder
from leaderboard.serve import answers, collection, pictures, routes
from leaderboard.serve import front as pages
from leaderboard.serve.replies import Packed

#: Beside the page of a board: its answers as data.
_ANSWERS = tuple(f"{verb}.{form}" for verb in ("frontier", "leads", "top", "share") for form in ("csv", "json"))
_FEED = "leads.atom"
#: Pages of which the server's first bytes say only what they are about, and the columns of the verb that they show.
_LISTED: Mapping[str, tuple[str, ...]] = {
    "index": ("rank", "model_name", "organization", "country", "ability", "ability_low", "ability_high", "boards"),
    "claims": ("statement", "verdict", "published", "found", "found_on", "source"),
    "sources": ("source_id", "title", "license", "attribution"),
    "registry": ("model_name", "developer", "country", "base_country", "openness", "license", "released_on"),
    "corrections": ("date", "kind", "id", "column", "before", "after", "reason"),
}
#: What a site has; the other pages answer what their readers choose, for which there are too many answers.
_PAGES = tuple(page for page in PAGES if page.name in (HOME.name, BOARD.name, "boards", "gaps", "methods", *_LISTED))
_SNAPSHOTS = "v1/snapshots"
_LISTED_DAYS = f"{_SNAPSHOTS}.json"


def check_free(target: Path) -> None:
    """Raise FileExistsError where something else than a site is in its place."""
    export.check_free(target, _LISTED_DAYS)


def write(target: Path, exported: Path, data_dir: str | Path | None, site: str, style: str) -> int:
    """Put the site of today into a folder, in place of the one that is there. Returns the number of its files.

    exported: the dated folder of the export, whose files become a part of it. site: the address at which it will
    stand, without a slash at its end; "" where nobody knows, and then nothing in it names an absolute address.
    style: that of the app's pages. Only boards that may be passed on have a part in it.

    Raises FileExistsError: see check_free.
    """
    check_free(target)
    with tables.public(data_folder(data_dir)) as public, _read(public):
        write_folder(target, partial(_fill, exported, public, site, style))
    return sum(path.is_file() for path in target.rglob("*"))


@contextmanager
def _read(folder: Path) -> Iterator[None]:
    """Let the server's functions answer from a data directory: they read the one that the environment names."""
    name = "LEADERBOARD_DATA_DIR"
    before = os.environ.get(name)
    os.environ[name] = str(folder)
    try:
        yield
    finally:
        os.environ.pop(name)
        if before is not None:
            os.environ[name] = before


@dataclass(frozen=True)
class _Site:
    """What all its files have in common. boards: the ids of those that have a page."""

    folder: Path
    boards: Collection[str]
    sources: Collection[str]
    address: str
    style: str
    today: pd.Timestamp
    edition: str

    def put(self, path: str, body: str | bytes) -> None:
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body.encode() if isinstance(body, str) else body)

    def link(self, path: str, here: str) -> str:
        """From a page to a path of the site, relative: the site may stand below any address. "" is its beginning."""
        folder = path == "" or path.endswith("/")
        led = relpath(path or ".", here or ".")
        return f"{led}/" if folder else led

    def absolute(self, path: str, here: str) -> str:
        """For readers that know no page around a link."""
        return f"{self.address}/{path}" if self.address else self.link(path, here)


def _fill(exported: Path, public: Path, where: str, style: str, folder: Path) -> None:
    ids = [source.id for source in tables.sources(public)]
    site = _Site(folder, tuple(tables.exported(public)), ids, where, style, clock.today(), collection.edition())
    for page in _PAGES:
        if page != BOARD:
            _page(site, page, {}, _path(page))
    for board in site.boards:
        _board(site, board)
    if address.HOME_BOARD in site.boards:
        site.put(f"feeds/{_FEED}", _answer(address.HOME_BOARD, _FEED))
    site.put("feeds/sources.atom", _bytes(routes.snapshots(site.edition)))
    site.put("llms.txt", guide.llms_of_files(where, exported.name))
    _robots(site)
    _snapshots(site, exported)


def _path(page: Page) -> str:
    return "" if page == HOME else f"{page.name}/"


def _page(site: _Site, page: Page, asked: Mapping[str, str], path: str) -> None:
    head, body = pages.answered(page, asked, "", site.today, site.edition)
    card = head.card.removeprefix("/") if _found(site, f".{head.card}") else ""
    head = replace(head, address=site.absolute(path, path), card=site.absolute(card, path) if card else "")
    html = front.of_a_site(site.style, head, page, _PAGES, body + _more(site, page) + _apart(site))
    lead = partial(_led, site, path)
    site.put(f"{path}index.html", front.relinked(html, lead))


def _led(site: _Site, here: str, link: str) -> str | None:
    found = _found(site, link)
    return None if found is None else site.link(found, here)


def _found(site: _Site, link: str) -> str | None:
    """The path at which the site has what the server has at a link, such as ./board?board=arena/text."""
    place, _, query = link.removeprefix("./").partition("?")
    asked = dict(parse_qsl(query))
    board = asked.pop("board", address.HOME_BOARD)
    if asked or (query and board not in site.boards):
        return None
    if place.startswith(_SNAPSHOTS):
        return place
    if place.removeprefix("v1/") in _ANSWERS and board in site.boards:
        return f"board/{board}/{place.removeprefix('v1/')}"
    if place == BOARD.name:
        return f"board/{board}/" if board in site.boards else None
    if place.startswith("embed/") and place.removeprefix("embed/") in site.boards:
        return f"{place}.html"
    if place.startswith("card/") and place.removeprefix("card/").removesuffix(".png") in site.boards:
        return place
    return next((_path(page) for page in _PAGES if place == _path(page).rstrip("/")), None)


def _more(site: _Site, page: Page) -> str:
    """The table of a page that the app draws."""
    if page.name == "methods":
        return front.of_definitions()
    if page.name not in _LISTED:
        return ""
    verb = VERBS[page.name]
    try:
        found = verb.ask()
    except ValueError as error:  # too few boards compare
        return f'<p class="said">{plain(error)}</p>'
    if page.name == "sources":
        found = found[found["source_id"].isin(site.sources)]
    return front.of_a_table(page.title, found[list(_LISTED[page.name])])


def _apart(site: _Site) -> str:
    """What a reader finds here, and what not."""
    others = ", ".join(page.title for page in PAGES if page.listed and page not in _PAGES)
    return (
        f'<p class="quiet">These pages are files, as of {words.day(site.today)}: the usual question to every '
        f"board. Other days, categories and ways to count, pages of models, and {others} need the app. "
        f'<a href="./{_SNAPSHOTS}/{export.LATEST}/README.md">Every table as a file</a></p>'
    )


def _board(site: _Site, board: str) -> None:
    path = f"board/{board}/"
    _page(site, BOARD, {"board": board}, path)
    question = address.usual(board, site.today)
    for at, draw in _PICTURES.items():
        place = at.format(board=board)
        leads_to = site.absolute(path, place.rpartition("/")[0])
        site.put(place, _bytes(draw(question, leads_to, site.today, site.edition)))
    for name in (*_ANSWERS, _FEED):
        site.put(f"{path}{name}", _answer(board, name))


_PICTURES: Mapping[str, Callable[[address.Question, str, pd.Timestamp, str], Packed]] = {
    "embed/{board}.html": pictures.embed,
    "card/{board}.png": pictures.card,
}


def _answer(board: str, name: str) -> bytes:
    """What the server answers to a verb of a board."""
    return _bytes(answers.body(answers.asked(name, "", [("board", board)]), ""))


def _bytes(kept: Packed) -> bytes:
    return kept.body if kept.raw else gzip.decompress(kept.body)


def _robots(site: _Site) -> None:
    """Everything may be read. A sitemap names absolute addresses, so that there is none without."""
    told = "User-agent: *\nDisallow:\n"
    if site.address:
        listed = [f"/{_path(page)}" for page in _PAGES if page != BOARD]
        listed += [f"/board/{board}/" for board in site.boards]
        site.put("sitemap.xml", guide.sitemap(site.address, listed))
        told += f"\nSitemap: {site.address}/sitemap.xml\n"
    site.put("robots.txt", told)


def _snapshots(site: _Site, exported: Path) -> None:
    """The exported files, at the addresses that they have on the server."""
    for name in (exported.name, export.LATEST):
        export.copied(exported, site.folder / _SNAPSHOTS / name)
    files = sorted(path.relative_to(exported).as_posix() for path in exported.rglob("*") if path.is_file())
    listed = json.dumps([{"date": exported.name, "files": files}], indent=1)
    site.put(_LISTED_DAYS, f"{listed}\n")
