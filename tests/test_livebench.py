"""LiveBench over time: what is read again, and which version the site's model map of today speaks for."""

import hashlib
import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from fetchers import SOURCES, Hole, LayoutChanged, NotFound, RawResponse, ScoreTable
from tests.upstream import whole

LIVEBENCH = next(source for source in SOURCES if source.id == "livebench")
SCRIPTS = "https://raw.githubusercontent.com/LiveBench/new-livebench/main/src"
COMMITS = "https://api.github.com/repos/LiveBench/new-livebench/commits?path=public/table_2026_06_25.csv&per_page=100"
OLD, NEW = "a" * 40, "b" * 40
LINKS, RELEASES = f"{SCRIPTS}/Table/modelLinks.js", f"{SCRIPTS}/lib/constants.js"
TABLE, CATEGORIES = "https://livebench.ai/table_2026_06_25.csv", "https://livebench.ai/categories_2026_06_25.json"
EARLIER, EARLIER_CATEGORIES = (address.replace("2026_06_25", "2024_06_24") for address in (TABLE, CATEGORIES))
FIRST, SECOND = b"model,zebra,typos\nqwq-32b,80.0,60.0\n", b"model,zebra,typos\nqwq-32b,90.0,60.0\nunlisted,50.0,50.0\n"


def raw(sha: str) -> str:
    return f"https://raw.githubusercontent.com/LiveBench/new-livebench/{sha}/public/table_2026_06_25.csv"


def commits(*shas: str) -> bytes:
    dates = {OLD: "2026-07-01T00:00:00Z", NEW: "2026-07-02T00:00:00Z"}
    return json.dumps([{"sha": sha, "commit": {"committer": {"date": dates[sha]}}} for sha in shas]).encode()


class Site:
    """LiveBench with two releases: one without history, and one committed twice, the newer version being shown."""

    def __init__(self) -> None:
        self.bodies = {
            LINKS: b'export const modelLinks = {"qwq-32b": {organization: "Alibaba", openweight: true}};',
            RELEASES: b'export const RELEASES = ["2024-06-24", "2026-06-25"];',
            EARLIER: b"model,zebra,typos\nqwq-32b,70.0,50.0\n",
            EARLIER_CATEGORIES: b'{"Reasoning": ["zebra"], "Language": ["typos"]}',
            TABLE: SECOND,
            CATEGORIES: b'{"Reasoning": ["zebra"], "Language": ["typos"]}',
            f"{COMMITS}&page=1": commits(NEW, OLD),
            f"{COMMITS}&page=2": b"[]",
            raw(OLD): FIRST,
            raw(NEW): SECOND,
        }
        self.known: dict[str, bytes] = {}
        self.asked: list[str] = []

    def __call__(self, url: str, *, immutable: bool = False) -> RawResponse:  # noqa: ARG002 (part of Get)
        self.asked.append(url)
        if url not in self.bodies:
            raise NotFound(f"{url}: expected status 200, found 404")
        body = self.bodies[url]
        sha256 = hashlib.sha256(body).hexdigest()
        return RawResponse(url, body, sha256, datetime(2026, 11, 24, tzinfo=UTC), self.known.get(url) != body)

    def landed(self) -> None:
        """The refresh was successful: what is there now is known."""
        self.known = dict(self.bodies)
        self.asked.clear()

    def tables(self, *, history: bool = False) -> Iterator[ScoreTable]:
        return whole(LIVEBENCH.tables(self, history))

    def told(self, *, history: bool = False) -> list[str]:
        """The addresses of the tables."""
        return [table.response.url for table in self.tables(history=history)]


@pytest.fixture
def site() -> Site:
    return Site()


def shown(table: ScoreTable) -> list[str]:
    """The models that count."""
    overall = table.rows[table.rows["category"] == "overall"]
    return overall.loc[overall["set_aside"].isna(), "model_name"].tolist()


def test_the_shown_version_is_told_once(site: Site) -> None:
    assert site.told() == [EARLIER, raw(OLD), raw(NEW)]


def test_the_history_of_both_repositories_is_one(site: Site) -> None:
    both = "LiveBench/new-livebench", "LiveBench/livebench.github.io"
    for page in (1, 2):
        site.bodies[f"{COMMITS}&page={page}".replace(*both)] = commits(NEW) if page == 1 else b"[]"
    site.bodies[f"{COMMITS}&page=1"] = commits(OLD)
    site.bodies[raw(NEW).replace(*both)] = site.bodies.pop(raw(NEW))
    assert site.told() == [EARLIER, raw(OLD), raw(NEW).replace(*both)]


def test_a_table_that_was_never_committed_is_told_undated(site: Site) -> None:
    site.bodies[TABLE] = b"model,zebra,typos\nqwq-32b,91.0,60.0\n"
    *_, last = site.tables()
    assert (last.response.url, last.committed_at) == (TABLE, None)


def test_a_commit_that_the_site_does_not_show_yet_is_its_newest(site: Site) -> None:
    site.bodies[TABLE] = FIRST
    assert site.told() == [EARLIER, raw(OLD), raw(NEW)]


def test_the_model_map_speaks_for_what_is_shown_today(site: Site) -> None:
    site.bodies[raw(OLD)] = b"model,zebra,typos\nqwq-32b,80.0,60.0\nformer,50.0,50.0\n"
    _, old, new = site.tables()
    assert shown(old) == ["qwq-32b", "former"], "what an older map listed is not known"
    assert shown(new) == ["qwq-32b"], "today's does not list `unlisted`"


def test_a_changed_map_tells_the_shown_version_again(site: Site) -> None:
    site.landed()
    site.bodies[LINKS] = b'export const modelLinks = {"qwq-32b": {}, "unlisted": {organization: "Someone"}};'
    (table,) = site.tables()
    assert (table.response.url, shown(table)) == (raw(NEW), ["qwq-32b", "unlisted"])


def test_changed_categories_tell_all_versions_again(site: Site) -> None:
    site.landed()
    site.bodies[EARLIER_CATEGORIES] = site.bodies[CATEGORIES] = b'{"Mixed": ["zebra", "typos"]}'
    assert site.told() == [EARLIER, raw(OLD), raw(NEW)]


def test_a_new_commit_is_told_alone(site: Site) -> None:
    site.bodies |= {TABLE: FIRST, f"{COMMITS}&page=1": commits(OLD)}
    site.landed()
    site.bodies |= {TABLE: SECOND, f"{COMMITS}&page=1": commits(NEW, OLD)}
    site.known.pop(raw(NEW))
    assert site.told() == [raw(NEW)]


def test_the_history_of_a_settled_release_is_not_asked_for(site: Site) -> None:
    site.landed()
    assert site.told() == []
    assert not [url for url in site.asked if "2024_06_24" in url and "api.github.com" in url]
    assert site.told(history=True) == []
    assert [url for url in site.asked if "2024_06_24" in url and "api.github.com" in url]


def test_a_release_that_is_not_deployed_yet_is_noted(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    del site.bodies[TABLE]
    with caplog.at_level(logging.WARNING):
        assert site.told() == [EARLIER]
    assert f"{TABLE}: expected status 200, found 404; left out" in caplog.text


def test_a_site_without_any_table_is_an_error(site: Site) -> None:
    del site.bodies[TABLE], site.bodies[EARLIER]
    with pytest.raises(NotFound, match="expected tables of the releases"):
        site.told()


def test_a_relabelled_task_is_a_hole_in_the_past_and_an_error_today(site: Site) -> None:
    site.bodies[raw(OLD)] = relabelled = b"model,zebras,typos\nqwq-32b,80.0,60.0\n"
    _, hole, _ = LIVEBENCH.tables(site, False)
    assert isinstance(hole, Hole)
    assert re.search(r"aaa/public/table_.*'zebra'\] lacking, \['zebras'\] unknown", hole.message)
    assert (hole.past, hole.board_ids) == (True, ())
    site.bodies[raw(NEW)] = site.bodies[TABLE] = relabelled
    *_, hole = LIVEBENCH.tables(site, False)
    assert isinstance(hole, Hole)
    assert (hole.past, hole.board_ids) == (False, ("livebench/global",))


def test_a_broken_release_leaves_the_others(site: Site) -> None:
    site.bodies[EARLIER] = b"<table>"
    hole, *tables = LIVEBENCH.tables(site, False)
    assert isinstance(hole, Hole)
    assert (hole.past, hole.board_ids) == (False, ()), "not that of today"
    assert len(tables) == 2


def test_the_shown_version_has_every_task(site: Site) -> None:
    site.bodies[EARLIER] = b"model,typos\nqwq-32b,50.0\n"
    with pytest.raises(LayoutChanged, match=r"table_2024_06_24.csv: .*\['zebra'\] lacking"):
        site.told()


@pytest.mark.parametrize("score", ["101", "-1", "nan", "inf", "80%", "8O"])
def test_what_is_no_score_makes_its_means_unreadable(site: Site, score: str) -> None:
    site.bodies[EARLIER] = f"model,zebra,typos\nqwq-32b,{score},50.0\n".encode()
    rows = next(site.tables()).rows.set_index("category")["score"]
    assert rows.to_dict() == {"overall": f"zebra: {score}", "Reasoning": f"zebra: {score}", "Language": 50.0}


@pytest.mark.parametrize(
    ("url", "body", "message"),
    [
        (EARLIER, b"", "expected the columns"),
        (EARLIER, b"model,zebra,typos\n", "expected rows, found none"),
        (EARLIER, b"name,zebra,typos\nqwq-32b,1,2\n", r"found \['name'\] first"),
        (EARLIER, b"model,zebra,typos,typos\nqwq-32b,1,2,3\n", "4 in all"),
        (CATEGORIES, b"[]", "expected categories"),
        (CATEGORIES, b"{}", "expected categories"),
        (CATEGORIES, b'{"Reasoning": 7}', "expected categories"),
        (RELEASES, b"const RELEASES = [];", "expected RELEASES as a list of dates"),
        (RELEASES, b'const RELEASES = ["../../evil"];', "expected RELEASES as a list of dates"),
        (RELEASES, b"const DATES = [];", "expected an assignment to RELEASES, found none"),
        (RELEASES, b"const RELEASES = [fetch('evil')];", "expected RELEASES as a literal"),
        (
            RELEASES,
            b"const RELEASES = " + b"[" * 100_000,
            "expected RELEASES as a literal, found Maximum nesting level",
        ),
        (LINKS, b"const modelLinks = [];", "expected modelLinks as models"),
        (LINKS, b"const modelLinks = {a: 7};", "expected modelLinks as models"),
        (LINKS, b"const modelLinks = {a: {openweight: 'no'}};", "expected modelLinks as models"),
        (LINKS, b"const modelLinks = {a: {variants: [{name: 'b'}]}};", "expected modelLinks as models"),
    ],
)
def test_another_layout_is_an_error(site: Site, url: str, body: bytes, message: str) -> None:
    site.bodies[url] = body
    with pytest.raises(LayoutChanged, match=message) as caught:
        site.told()
    assert str(caught.value).startswith(f"{url}: expected ")
