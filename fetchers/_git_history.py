"""Older versions of a file in a public GitHub repository, as dated responses."""

import itertools
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import pandas as pd

from fetchers._optional import optional
from fetchers._source import FetchError, Get, History, Hole, LayoutChanged, NotFound, RawResponse, ScoreTable, Since
from fetchers._text import laid_out

_PER_PAGE = 100  # the most that GitHub's commits API gives
_INSTANT = timedelta(microseconds=1)
_LAG = timedelta(days=1)  # a site may show for hours what its repository has replaced: it is to be found there
_AHEAD = timedelta(days=1)  # what is dated later than this when it is listed was committed by a clock that ran ahead
_SILENT = 3  # so many versions in a row that do not come, and the others are not waited for
_log = logging.getLogger(__name__)

#: One version of a file; a hole in place of one that did not come while a later one follows.
Version = RawResponse | Hole
#: Reads the rows of one version; the time of its commit may tell its layout. None: it is not to be read.
Read = Callable[[RawResponse, datetime | None], pd.DataFrame | None]


def tables(found: Iterable[tuple[datetime | None, Version]], read: Read) -> Iterator[ScoreTable | Hole]:
    """A table for each version that the last refresh did not know, oldest first.

    A version that cannot be read (half-typed, cut off, without a table) is a hole if a later one
    follows. Raises LayoutChanged where it is the newest: that is the board as it stands.
    """
    remaining = iter(found)
    following = next(remaining, None)
    while following:
        (committed_at, version), following = following, next(remaining, None)
        if isinstance(version, Hole):
            if following is None:  # the later one was deleted
                raise FetchError(version.message)
            yield version
            continue
        if not version.changed:
            continue
        try:
            with laid_out(version, "what this fetcher reads"):
                rows = read(version, committed_at)
        except LayoutChanged as error:
            if following is None:
                raise
            yield Hole(str(error), (version.url,), past=True)
        else:
            if rows is not None:
                yield ScoreTable(version, rows, committed_at, past=following is not None)


def versions(
    get: Get, repository: str, path: str, *, branch: str = "", history: History = True
) -> Iterator[tuple[datetime, Version]]:
    """Yield (moment in UTC, the file's bytes then) for every commit that touched the file, oldest first.

    repository: "owner/name". branch: "" for the repository's default. The moment is that of the commit or, of commits
    that a rebase wrote anew in one second, that of their author. history: a Since leaves out what had been replaced
    a day before its moment.

    Nothing is yielded where GitHub knows no commits of the file. A commit without the file (it was
    deleted there) is noted in the log and passed over. Raises LayoutChanged where the list of
    commits is not what GitHub documents (docs.github.com/rest/commits/commits#list-commits), and FetchError where
    the newest version does not come, or several in a row do not.
    """
    before = datetime.min.replace(tzinfo=UTC)
    commits = sorted(_commits(get, repository, path, branch).items(), key=lambda item: item[1])
    if isinstance(history, Since):
        replaced = sum(moment <= history.moment - _LAG for _, moment in commits) - 1
        commits = commits[max(0, replaced) :]
    silent = 0
    for sha, moment in commits:
        committed_at = before = max(moment, before + _INSTANT)  # git counts seconds: of two in one the later wins
        address = f"https://raw.githubusercontent.com/{repository}/{sha}/{quote(path)}"
        try:
            response = optional(get, address, immutable=True)
        except FetchError as error:
            silent += 1
            if silent == _SILENT or sha == commits[-1][0]:
                raise
            yield committed_at, Hole(str(error), (address,), past=True)
        else:
            silent = 0
            if response:
                yield committed_at, response


def news(
    get: Get, address: str, repository: str, path: str, *, branch: str = "", history: History = True
) -> Iterator[tuple[datetime | None, Version]]:
    """Yield a file's committed versions as `versions` does, oldest first.

    At last, undated, what its public address serves, where that is new and none of them: a site may lag
    behind its repository, and a list of commits behind both.
    history: ask GitHub even while that address serves what it did (without a token it answers 60 requests an hour).
    """
    served = get(address)
    if not (history or served.changed):
        return
    committed = set()
    for committed_at, version in versions(get, repository, path, branch=branch, history=history):
        if isinstance(version, RawResponse):
            committed.add(version.sha256)
        yield committed_at, version
    if served.changed and served.sha256 not in committed:
        yield None, served


def _commits(get: Get, repository: str, path: str, branch: str) -> dict[str, datetime]:
    """Hash -> moment, from all pages. A push between two pages lists a commit twice: once here.

    Commits of one second that were authored on several days were rebased: each had been the file on its author's day,
    but none before the one that it follows: a rebase may reorder them. A commit of a clock that ran ahead was there
    before the one that follows it.
    """
    query = f"path={quote(path)}&per_page={_PER_PAGE}" + (f"&sha={quote(branch)}" if branch else "")
    commits: dict[str, tuple[datetime, datetime]] = {}
    for page in itertools.count(1):
        try:
            response = get(f"https://api.github.com/repos/{repository}/commits?{query}&page={page}")
        except NotFound as error:
            if commits:
                raise
            _log.info("%s; no history", error)
            break
        listed = _listed(response)
        if listed.keys() <= commits.keys():  # an empty page ends the list, and so does one that brings nothing new
            break
        commits, latest = listed | commits, response.retrieved_at + _AHEAD
    following: tuple[datetime, datetime] | None = None
    for sha, own in reversed(commits.items()):
        following = commits[sha] = following if following and own[0] > latest else own
    authored_on: dict[datetime, set[date]] = {}
    for committed, authored in commits.values():
        authored_on.setdefault(committed, set()).add(authored.date())
    moments: dict[str, datetime] = {}
    followed: dict[datetime, datetime] = {}
    for sha, (committed, authored) in commits.items():
        moment = authored if len(authored_on[committed]) > 1 else committed
        moments[sha] = followed[committed] = max(moment, followed.get(committed, moment))
    return moments


def _listed(response: RawResponse) -> dict[str, tuple[datetime, datetime]]:
    """The commits of one page, oldest first (GitHub lists the newest first): when committed, and when authored."""
    try:
        return dict(_commit(entry) for entry in reversed(json.loads(response.body)))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise LayoutChanged(
            f"{response.url}: expected a list of commits, each with sha and commit.committer.date, "
            f"found another layout ({type(error).__name__}: {str(error)[:100]})"
        ) from error


def _commit(entry: dict[str, dict[str, dict[str, str]]]) -> tuple[str, tuple[datetime, datetime]]:
    sha, commit = str(entry["sha"]), entry["commit"]
    committed = _moment(commit["committer"])
    if not re.fullmatch("[0-9a-f]{40}", sha):
        raise ValueError(f"sha {sha!r}")
    return sha, (committed, min(committed, _moment(commit["author"])) if commit.get("author") else committed)


def _moment(signature: dict[str, str]) -> datetime:
    moment = datetime.fromisoformat(signature["date"])
    if moment.tzinfo is None:
        raise ValueError(f"date {moment} without a zone")
    return moment.astimezone(UTC)
