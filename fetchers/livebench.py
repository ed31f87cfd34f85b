"""LiveBench: scores on questions renewed with every release, from its site and the site's repositories.

The site publishes a score per model and task. Means are computed as it computes them (`Pe` and `Se`
in its bundle of August 2026): a category is the mean of its tasks, blank ones left out; `overall` is
the mean of the categories. A model without any score in one of the categories is not shown, nor is
one that the site's model map does not list. Nothing is rounded here; the site shows two decimals.
"""

import csv
import io
import itertools
import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pandas as pd

from fetchers._git_history import Version, tables, versions
from fetchers._optional import optional
from fetchers._parts import in_parts
from fetchers._source import GITHUB, Board, Get, History, Hole, LayoutChanged, NotFound, RawResponse, ScoreTable, Source
from fetchers._text import laid_out, text_of

_BOARD = "livebench/global"
_SITE = "https://livebench.ai"
_SCRIPTS = "https://raw.githubusercontent.com/LiveBench/new-livebench/main/src"
_REPOSITORIES = ("LiveBench/livebench.github.io", "LiveBench/new-livebench")  # the site until June 2026, and since

#: So many of a task's cells may be blank, or this share of them: the mean of the other tasks would hide what lacks.
_FEW_BLANK, _MAX_BLANK = 4, 0.1

#: A task's score, a mean, None for a blank, or what stood there unreadably (passed on for normalize to refuse).
_Score = float | str | None


@dataclass(frozen=True)
class _Model:
    """What the site's model map says. openness: null where it says nothing, which is not a "no"."""

    organization: str | None
    openness: str | None


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:
    """Every version of every release's table, oldest first within a release.

    A release is read again where its table or categories changed, the newest one at every time.
    The model map is today's: it is applied from the version on that the site shows today (what an
    older map listed is not known, and rows that it does not list were shown then).
    """
    links = get(f"{_SCRIPTS}/Table/modelLinks.js")
    releases = _releases(get(f"{_SCRIPTS}/lib/constants.js"))
    models = _models(links)
    missing: list[str] = []
    read = partial(_release, history=history, newest=releases[-1], links=links, models=models, missing=missing)
    parts = (((_BOARD,) if name == releases[-1] else (), partial(read, name)) for name in releases)
    yield from in_parts(get, parts, links.url)
    if len(missing) == len(releases):
        raise NotFound(f"{_SITE}: expected tables of the releases {releases}, found none")


def _release(
    release: str,
    get: Get,
    *,
    history: History,
    newest: str,
    links: RawResponse,
    models: dict[str, _Model],
    missing: list[str],
) -> Iterator[ScoreTable | Hole]:
    name = release.replace("-", "_")
    table = optional(get, f"{_SITE}/table_{name}.csv")
    categories = optional(get, f"{_SITE}/categories_{name}.json")
    if table is None or categories is None:
        missing.append(release)
        if release == newest:
            message = f"{_SITE}: expected table and categories of its newest release {release}, found none"
            yield Hole(message, (), (_BOARD,), absent=True)
    elif history or release == newest or table.changed or categories.changed:
        found = _versions(get, name, table, history)
        shown = _shown(found, table)
        due = ((when, _due(version, shown, links, categories)) for when, version in found)
        yield from tables(due, partial(_rows, release, _categories(categories), models, shown))


def _versions(get: Get, name: str, table: RawResponse, history: History) -> list[tuple[datetime | None, Version]]:
    """The committed versions of a table, oldest first; at last, undated, the site's own where it is none of them."""
    path = f"public/table_{name}.csv"
    told = (versions(get, repository, path, history=history) for repository in _REPOSITORIES)
    committed = list(itertools.chain.from_iterable(told))
    committed.sort(key=lambda version: version[0])
    undated = [] if any(_is(version, table) for _, version in committed) else [(None, table)]
    return [*committed, *undated]


def _is(version: Version, table: RawResponse) -> bool:
    return isinstance(version, RawResponse) and version.sha256 == table.sha256


def _shown(found: list[tuple[datetime | None, Version]], table: RawResponse) -> set[str]:
    """The addresses of the version that the site shows today, and of those after it."""
    first = [_is(version, table) for _, version in found].index(True)
    return {version.url for _, version in found[first:] if isinstance(version, RawResponse)}


def _due(version: Version, shown: set[str], links: RawResponse, categories: RawResponse) -> Version:
    """A version is as good as changed where what it is read with did."""
    if isinstance(version, Hole) or version.changed:
        return version
    due = categories.changed or (links.changed and version.url in shown)
    return replace(version, changed=True) if due else version


def _rows(
    release: str,
    categories: dict[str, list[str]],
    models: dict[str, _Model],
    shown_since: set[str],
    version: RawResponse,
    _committed_at: datetime | None,
) -> pd.DataFrame:
    """A row per model for `overall` and for every category of which this version has tasks."""
    shown = version.url in shown_since
    header, *lines = [line for line in csv.reader(io.StringIO(text_of(version))) if line] or [[]]
    tasks = [task for category in categories.values() for task in category]
    lacking = [task for task in tasks if task not in header]
    unknown = [column for column in header[1:] if column not in tasks]
    # an older version may lack a task that came later; one that has another instead was relabelled
    if header[:1] != ["model"] or len(set(header)) != len(header) or (lacking and (shown or unknown)):
        raise LayoutChanged(
            f"{version.url}: expected the columns model and each of {len(tasks)} tasks, "
            f"found {header[:1]} first, {lacking[:5]} lacking, {unknown[:5]} unknown, {len(header)} in all"
        )
    if not lines:
        raise LayoutChanged(f"{version.url}: expected rows, found none")
    for task, *column in zip(header, *(line for line in lines if len(line) == len(header)), strict=True):
        if (blank := sum(not cell.strip() for cell in column)) > max(_FEW_BLANK, _MAX_BLANK * len(column)):
            raise LayoutChanged(f"{version.url}: expected a score in nearly every cell of {task}, found {blank} blank")
    present = {category: [task for task in names if task in header] for category, names in categories.items()}
    records = []
    for line in lines:
        aligned = len(line) == len(header)
        cells = dict(zip(header, line, strict=True)) if aligned else {}
        means = {
            category: _mean([_score(task, cells.get(task, "")) for task in names])
            for category, names in present.items()
            if names
        }
        aside = None
        if not aligned:
            aside = f"{len(line)} cells under a header of {len(header)}"
        elif shown and line[0] not in models:
            aside = "not in the site's model map"
        elif None in means.values():
            aside = "a category without any score"
        model = models.get(line[0], _Model(None, None))
        for category, score in {"overall": _mean(list(means.values())), **means}.items():
            records.append((category, line[0], model.organization, model.openness, score, aside))
    columns = ["category", "model_name", "organization_name", "openness_name", "score", "set_aside"]
    return pd.DataFrame(records, columns=columns).assign(board_id=_BOARD, benchmark_version=release)


def _score(task: str, cell: str) -> _Score:
    if not cell.strip():
        return None
    try:
        score = float(cell)
    except ValueError:
        score = math.nan
    return score if 0 <= score <= 100 else f"{task}: {cell}"


def _mean(scores: Sequence[_Score]) -> _Score:
    """The mean of the scores there are; None without any; an unreadable one makes the mean unreadable."""
    if unreadable := [score for score in scores if isinstance(score, str)]:
        return unreadable[0]
    numbers = [score for score in scores if isinstance(score, float)]
    return math.fsum(numbers) / len(numbers) if numbers else None


def _releases(script: RawResponse) -> list[str]:
    """The release dates of the question sets, oldest first."""
    releases = _literal(script, "RELEASES")
    if not (
        isinstance(releases, list)
        and releases
        and all(isinstance(release, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", release) for release in releases)
    ):
        raise LayoutChanged(f"{script.url}: expected RELEASES as a list of dates, found {str(releases)[:80]!r}")
    return sorted(releases)


def _models(script: RawResponse) -> dict[str, _Model]:
    """The site's model map by the names in its tables. A variant takes what it does not say from its base."""
    links = _literal(script, "modelLinks")
    models: dict[str, _Model] = {}
    expected = "modelLinks as models with organization, openweight and variants"
    with laid_out(script, expected):
        entries = list(links.items())
    stumbles = []
    for name, base in entries:
        try:
            variants = {variant["rawName"]: _model(base | variant) for variant in base.get("variants", [])}
            models = variants | models | {name: _model(base)}
        except (AttributeError, KeyError, TypeError) as error:  # its rows are set aside: not in the map
            stumbles.append(error)
    if stumbles and not models:
        raise LayoutChanged(f"{script.url}: expected {expected}, found {stumbles[0]!r:.100}")
    return models


def _model(entry: dict[str, Any]) -> _Model:
    openness = {None: None, True: "openweight", False: "not openweight"}[entry.get("openweight")]
    return _Model(entry.get("organization"), openness)


def _literal(script: RawResponse, name: str) -> Any:
    """The object or array that a script assigns to `name`. It is read as JSON5; nothing is executed."""
    import pyjson5  # noqa: PLC0415 (readers load every source, and parse nothing)

    text = text_of(script)
    assignment = re.search(rf"\b{name}\s*=\s*", text)
    if assignment is None:
        raise LayoutChanged(f"{script.url}: expected an assignment to {name}, found none")
    try:
        return pyjson5.decode(text[assignment.end() :], some=True)
    except pyjson5.Json5DecoderException as error:
        raise LayoutChanged(f"{script.url}: expected {name} as a literal, found {error.message:.100}") from error


def _categories(response: RawResponse) -> dict[str, list[str]]:
    """Category -> its tasks."""
    try:
        categories: dict[str, list[str]] = json.loads(text_of(response))
        if categories and all(isinstance(task, str) for tasks in categories.values() for task in tasks):
            return categories
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise LayoutChanged(
            f"{response.url}: expected categories with their tasks as JSON, found {error!r:.100}"
        ) from error
    raise LayoutChanged(f"{response.url}: expected categories with their tasks as JSON, found something else")


SOURCE = Source(
    id="livebench",
    title="LiveBench",
    homepage="https://livebench.ai",
    license="CC-BY-SA-4.0",
    license_url="https://creativecommons.org/licenses/by-sa/4.0/",
    attribution="LiveBench, livebench.ai, CC BY-SA 4.0",
    boards=(Board(_BOARD, "LiveBench", "accuracy", "percent", score_min=0, score_max=100),),
    tables=_tables,
    latest_covers=timedelta(days=30),
    expected_every=timedelta(days=45),
    hosts=GITHUB,
)
