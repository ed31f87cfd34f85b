"""Older versions of a file, told from GitHub's list of commits."""

import hashlib
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pandas as pd
import pytest

from fetchers import FetchError, Hole, LayoutChanged, NotFound, RawResponse, ScoreTable, Since
from fetchers._git_history import news, tables, versions

FILE = "public/table 1.csv"
COMMITS = "https://api.github.com/repos/owner/name/commits?path=public/table%201.csv&per_page=100"
OLD, MIDDLE, NEW = "c" * 40, "b" * 40, "a" * 40


class Site:
    """A `Get` over a few bodies that keeps what it was asked."""

    def __init__(self, bodies: dict[str, object]) -> None:
        self.bodies = {url: json.dumps(body).encode() for url, body in bodies.items() if not isinstance(body, bytes)}
        self.bodies |= {url: body for url, body in bodies.items() if isinstance(body, bytes)}
        self.asked: list[tuple[str, bool]] = []
        self.known: tuple[str, ...] = ()

    def __call__(self, url: str, *, immutable: bool = False) -> RawResponse:
        self.asked.append((url, immutable))
        if url not in self.bodies:
            raise NotFound(f"{url}: expected status 200, found 404")
        body = self.bodies[url]
        sha256 = hashlib.sha256(body).hexdigest()
        return RawResponse(url, body, sha256, datetime(2026, 11, 24, tzinfo=UTC), url not in self.known)


def commit(sha: str, date: str, authored: str = "1999-01-01T00:00:00Z") -> dict[str, object]:
    return {"sha": sha, "commit": {"author": {"date": authored}, "committer": {"date": date}}}


def raw(sha: str) -> str:
    return f"https://raw.githubusercontent.com/owner/name/{sha}/public/table%201.csv"


def test_versions_come_oldest_first_with_the_time_of_the_commit() -> None:
    site = Site(
        {
            f"{COMMITS}&page=1": [commit(NEW, "2026-07-02T12:13:34Z"), commit(MIDDLE, "2026-06-24T23:10:51+02:00")],
            f"{COMMITS}&page=2": [commit(MIDDLE, "2026-06-24T23:10:51+02:00"), commit(OLD, "2026-06-01T00:00:00Z")],
            f"{COMMITS}&page=3": [],
            raw(OLD): b"old",
            raw(MIDDLE): b"middle",
            raw(NEW): b"new",
        }
    )
    history = list(versions(site, "owner/name", FILE))
    assert [(moment, response.body) for moment, response in history] == [
        (datetime(2026, 6, 1, tzinfo=UTC), b"old"),
        (datetime(2026, 6, 24, 21, 10, 51, tzinfo=UTC), b"middle"),
        (datetime(2026, 7, 2, 12, 13, 34, tzinfo=UTC), b"new"),
    ]
    assert {moment.tzinfo for moment, _ in history} == {UTC}
    assert [immutable for _, immutable in site.asked] == [False] * 3 + [True] * 3


@pytest.mark.parametrize(
    ("since", "wanted"),
    [
        ("2026-07-10", ["new"]),
        ("2026-07-02T18:00:00", ["middle", "new"]),  # a site may still show what was replaced six hours before
        ("2026-06-10", ["old", "middle", "new"]),
        ("2020-01-01", ["old", "middle", "new"]),
    ],
)
def test_a_past_that_begins_late_has_the_version_that_stood_then(since: str, wanted: list[str]) -> None:
    days = {NEW: "2026-07-02T12:00:00Z", MIDDLE: "2026-06-24T12:00:00Z", OLD: "2026-06-01T00:00:00Z"}
    bodies = {raw(NEW): b"new", raw(MIDDLE): b"middle", raw(OLD): b"old"}
    site = Site({f"{COMMITS}&page=1": [commit(*one) for one in days.items()], f"{COMMITS}&page=2": [], **bodies})
    from_then = Since(datetime.fromisoformat(since).replace(tzinfo=UTC), due=True)
    found = list(versions(site, "owner/name", FILE, history=from_then))
    assert [version.body.decode() for _, version in found] == wanted
    assert sum(immutable for _, immutable in site.asked) == len(wanted), "what is older is not even asked for"


def test_commits_that_a_rebase_wrote_in_one_second_have_their_authors_days() -> None:
    """As arena-catalog's of 2025-05-07 to 05-24, all of which fell on 2025-05-27; a late push keeps its own day."""
    rebased, pushed = "2025-05-27T00:31:13Z", "2025-05-28T09:00:00Z"
    site = Site(
        {
            f"{COMMITS}&page=1": [
                commit(NEW, pushed, "2025-05-26T00:00:00Z"),
                commit(MIDDLE, rebased, "2025-05-20T00:00:11Z"),
                commit(OLD, rebased, "2025-05-13T00:00:07Z"),
            ],
            f"{COMMITS}&page=2": [],
            **{raw(sha): sha.encode() for sha in (OLD, MIDDLE, NEW)},
        }
    )
    days = [f"{moment:%Y-%m-%d}" for moment, _ in versions(site, "owner/name", FILE)]
    assert days == ["2025-05-13", "2025-05-20", "2025-05-28"]


def test_commits_that_a_rebase_reordered_keep_their_order_and_the_later_wins() -> None:
    rebased = "2025-05-27T00:31:13Z"
    site = Site(
        {
            f"{COMMITS}&page=1": [
                commit(NEW, rebased, "2025-05-13T00:00:07Z"),
                commit(MIDDLE, rebased, "2025-05-20T00:00:11Z"),
                commit(OLD, rebased, "2025-05-14T00:00:00Z"),
            ],
            f"{COMMITS}&page=2": [],
            **{raw(sha): sha.encode() for sha in (OLD, MIDDLE, NEW)},
        }
    )
    found = [(f"{moment:%Y-%m-%d}", version.body.decode()) for moment, version in versions(site, "owner/name", FILE)]
    assert found == [("2025-05-14", OLD), ("2025-05-20", MIDDLE), ("2025-05-20", NEW)]


def test_a_commit_of_a_clock_that_ran_ahead_was_there_before_the_one_that_follows() -> None:
    ahead, after = "2099-01-01T00:00:00Z", "2026-08-02T10:00:00Z"
    commits = [commit(NEW, after), commit(MIDDLE, ahead), commit(OLD, "2026-08-01T10:00:00Z")]
    bodies = {f"{COMMITS}&page=1": commits, f"{COMMITS}&page=2": [], raw(OLD): b"1", raw(MIDDLE): b"2", raw(NEW): b"3"}
    found = list(versions(Site(bodies), "owner/name", FILE))
    assert [(f"{moment:%Y-%m-%d}", told.body) for moment, told in found if isinstance(told, RawResponse)] == [
        ("2026-08-01", b"1"),
        ("2026-08-02", b"2"),
        ("2026-08-02", b"3"),
    ]


def test_no_author_wrote_after_the_commit() -> None:
    second = "2026-08-02T10:00:00Z"
    commits = [commit(NEW, second, "2030-01-01T00:00:00Z"), commit(OLD, second, "2026-08-01T09:00:00Z")]
    bodies = {f"{COMMITS}&page=1": commits, f"{COMMITS}&page=2": [], raw(OLD): b"1", raw(NEW): b"2"}
    assert [f"{moment:%Y-%m-%d}" for moment, _ in versions(Site(bodies), "owner/name", FILE)] == [
        "2026-08-01",
        "2026-08-02",
    ]


def test_only_what_is_taken_is_asked_for() -> None:
    site = Site({f"{COMMITS}&page=1": [commit(OLD, "2026-06-01T00:00:00Z")], f"{COMMITS}&page=2": [], raw(OLD): b"old"})
    history = versions(site, "owner/name", FILE)
    assert site.asked == []
    next(history)
    assert site.asked[-1] == (raw(OLD), True)


def test_a_branch_may_be_named() -> None:
    site = Site({})
    assert list(versions(site, "owner/name", FILE, branch="gh-pages")) == []
    assert site.asked == [(f"{COMMITS}&sha=gh-pages&page=1", False)]


def test_a_file_without_commits_has_no_history() -> None:
    assert list(versions(Site({}), "owner/name", FILE)) == []
    assert list(versions(Site({f"{COMMITS}&page=1": []}), "owner/name", FILE)) == []


def test_a_list_that_ignores_the_page_ends() -> None:
    page = [commit(OLD, "2026-06-01T00:00:00Z")]
    site = Site({f"{COMMITS}&page=1": page, f"{COMMITS}&page=2": page, raw(OLD): b"old"})
    assert len(list(versions(site, "owner/name", FILE))) == 1


def test_a_list_cut_off_is_an_error() -> None:
    site = Site({f"{COMMITS}&page=1": [commit(OLD, "2026-06-01T00:00:00Z")], raw(OLD): b"old"})
    with pytest.raises(FetchError, match="page=2"):
        list(versions(site, "owner/name", FILE))


def test_a_version_that_is_gone_is_noted(caplog: pytest.LogCaptureFixture) -> None:
    page = [commit(NEW, "2026-07-02T12:13:34Z"), commit(OLD, "2026-06-01T00:00:00Z")]
    site = Site({f"{COMMITS}&page=1": page, f"{COMMITS}&page=2": [], raw(NEW): b"new"})
    with caplog.at_level(logging.WARNING):
        assert [response.body for _, response in versions(site, "owner/name", FILE)] == [b"new"]
    assert [record.getMessage() for record in caplog.records] == [
        f"{raw(OLD)}: expected status 200, found 404; left out"
    ]


@pytest.mark.parametrize(
    "page",
    [
        b"[{",
        b"\xff" * 1000,
        b"[" * 100_000,
        {"message": "API rate limit exceeded"},
        ["a commit"],
        [{"sha": OLD}],
        [{"sha": OLD, "commit": {"committer": None}}],
        [commit("../../evil", "2026-06-01T00:00:00Z")],
        [commit(OLD, "yesterday")],
        [commit(OLD, "2026-06-01T00:00:00")],
    ],
)
def test_another_layout_is_an_error(page: object) -> None:
    with pytest.raises(LayoutChanged, match=r"page=1: expected a list of commits, .* found another layout") as caught:
        list(versions(Site({f"{COMMITS}&page=1": page}), "owner/name", FILE))
    assert len(str(caught.value)) < 500


SITE = "https://name.example.org/table.csv"


def site(served: bytes) -> Site:
    listed = [commit(NEW, "2026-08-02T00:00:00Z"), commit(OLD, "2026-08-01T00:00:00Z")]
    return Site({SITE: served, f"{COMMITS}&page=1": listed, f"{COMMITS}&page=2": [], raw(OLD): b"1", raw(NEW): b"2"})


@pytest.mark.parametrize(
    ("served", "known", "told"),
    [
        (b"2", (), ["2026-08-01 1", "2026-08-02 2"]),
        (b"3", (), ["2026-08-01 1", "2026-08-02 2", "undated 3"]),  # a push that the list does not show yet
        (b"1", (), ["2026-08-01 1", "2026-08-02 2"]),  # a site that lags behind its repository
        (b"2", (SITE, raw(OLD)), ["2026-08-01 1", "2026-08-02 2"]),
        (b"3", (SITE, raw(OLD), raw(NEW)), ["2026-08-01 1", "2026-08-02 2"]),
    ],
)
def test_news_are_the_versions_then_what_is_served_and_none_of_them(
    served: bytes, known: tuple[str, ...], told: list[str]
) -> None:
    get = site(served)
    get.known = known
    found = news(get, SITE, "owner/name", FILE)
    assert [f"{when:%Y-%m-%d} {r.body.decode()}" if when else f"undated {r.body.decode()}" for when, r in found] == told


def test_news_of_a_file_that_is_not_served_are_an_error() -> None:
    get = site(b"2")
    del get.bodies[SITE]
    with pytest.raises(NotFound):
        list(news(get, SITE, "owner/name", FILE))


def test_github_is_not_asked_while_the_file_has_not_changed() -> None:
    get = site(b"2")
    get.known = (SITE,)
    assert list(news(get, SITE, "owner/name", FILE, history=False)) == []
    assert get.asked == [(SITE, False)]
    assert len(list(news(get, SITE, "owner/name", FILE, history=True))) == 2


def read(response: RawResponse, committed_at: datetime | None) -> pd.DataFrame | None:
    """A version is a number; what was committed before August holds none."""
    if committed_at and committed_at < datetime(2026, 8, 1, tzinfo=UTC):
        return None
    return pd.DataFrame({"score": [int(response.body)]})


def of(*bodies: bytes, known: int = 0) -> Iterator[tuple[datetime, RawResponse]]:
    """Versions on successive days, the first of them known."""
    for number, body in enumerate(bodies):
        moment = datetime(2026, 8, 1 + number, tzinfo=UTC)
        yield moment, RawResponse(f"https://e.org/{number}", body, str(number), moment, changed=number >= known)


def told(*bodies: bytes, known: int = 0) -> list[str]:
    found = tables(of(*bodies, known=known), read)
    return [
        f"hole {one.addresses[0][-1]} {one.past}"
        if isinstance(one, Hole)
        else f"{one.rows['score'][0]} {'past' if one.past else 'newest'}"
        for one in found
    ]


def test_a_broken_version_of_the_past_is_a_hole_and_the_newest_decides() -> None:
    assert told(b"1", b"half-ty", b"", b"4") == ["1 past", "hole 1 True", "hole 2 True", "4 newest"]
    with pytest.raises(LayoutChanged, match=r"https://e.org/1: expected what this fetcher reads, found ValueError"):
        told(b"1", b"half-ty")


def test_what_is_known_is_not_read_again_and_tells_what_is_past() -> None:
    assert told(b"1", b"half-ty", b"3", known=1) == ["hole 1 True", "3 newest"]
    assert told(b"half-ty", b"half-ty", b"3", known=3) == []
    unread = [(when, RawResponse(v.url, v.body, v.sha256, when, changed=v.body == b"?")) for when, v in of(b"?", b"2")]
    (hole,) = tables(unread, read)
    assert isinstance(hole, Hole)
    assert hole.past, "that a later one is known does not make it the newest"


@pytest.mark.parametrize(
    ("silent", "told"), [((1,), "0 hole 2 3"), ((0, 2), "hole 1 hole 3"), ((3,), "failed"), ((0, 1, 2), "failed")]
)
def test_an_old_version_that_does_not_come_is_a_hole_and_the_newest_decides(silent: tuple[int, ...], told: str) -> None:
    shas = [f"{number}" * 40 for number in range(4)]
    commits = [commit(sha, f"2026-08-0{number + 1}T10:00:00Z") for number, sha in enumerate(shas)]
    site = Site({f"{COMMITS}&page=1": commits[::-1], f"{COMMITS}&page=2": []} | {raw(sha): sha[:1] for sha in shas})

    def get(url: str, *, immutable: bool = False) -> RawResponse:
        if url in [raw(shas[number]) for number in silent]:
            raise FetchError(f"{url}: expected status 200, found 500")
        return site(url, immutable=immutable)

    try:
        found = [
            *tables(versions(get, "owner/name", FILE), lambda one, _: pd.DataFrame({"score": [one.body.decode()]}))
        ]
    except FetchError:
        assert told == "failed"
        return
    assert " ".join("hole" if isinstance(one, Hole) else one.rows["score"][0].strip('"') for one in found) == told
    assert all(one.past and one.addresses for one in found if isinstance(one, Hole))


def test_a_version_that_is_not_to_be_read_is_neither_table_nor_hole() -> None:
    early = [(datetime(2026, 7, 1, tzinfo=UTC), version) for _, version in of(b"no table yet")]
    (table,) = tables([*early, *of(b"2")], read)
    assert isinstance(table, ScoreTable)
