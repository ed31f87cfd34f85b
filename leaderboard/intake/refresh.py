"""The story, top to bottom: fetch, archive, normalize, check, append.

A source lands whole or not at all: whatever goes wrong on the way leaves its stored rows as they
were, and no source can touch another.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

import filelock
import pandas as pd

from fetchers import FetchError, Get, LayoutChanged, RawResponse, Reference, Source
from leaderboard.intake import archive, check, normalize, quarantine, rejects, state
from leaderboard.records import clock, references, schema, store
from leaderboard.records.files import sweep
from leaderboard.records.paths import DataDir

#: Called with a source and what is being done, while a refresh is under way.
Progress = Callable[[str, str], None]


def silent(source_id: str, doing: str) -> None:
    """Show nothing."""


class Busy(Exception):
    """Another refresh of the same data directory is under way."""


@dataclass(frozen=True)
class SourceReport:
    """How the refresh of one source or reference ended.

    outcome: changed | unchanged | quarantined (other snapshots may have landed) | failed.
    observations: rows appended. rejects: rows set aside, by reason. message: the diagnosis, if any.
    facts: how many a reference holds now; None of a source.
    """

    source_id: str
    outcome: str
    observations: int = 0
    rejects: dict[str, int] = field(default_factory=dict)
    message: str = ""
    facts: int | None = None


def refresh(
    upstreams: Iterable[Source | Reference],
    data: DataDir,
    *,
    backfill: bool = False,
    jobs: int = 4,
    progress: Progress = silent,
) -> list[SourceReport]:
    """Bring what is stored of these sources and references up to date. Raises Busy if another refresh is under way.

    backfill: read all that upstream can still tell of its past, and store its partial snapshots as
    incomplete. jobs: how many are refreshed at the same time.
    """
    reports = []
    with alone(data), ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        states = state.load(data.state)
        running = set()
        for upstream in upstreams:
            before = states.get(upstream.id, state.SourceState())
            if isinstance(upstream, Source):
                running.add(pool.submit(refresh_source, upstream, data, before, backfill, progress))
            else:
                running.add(pool.submit(refresh_reference, upstream, data, before, progress))
        for done in as_completed(running):
            report, after = done.result()
            states[report.source_id] = after
            state.save(data.state, states)
            reports.append(report)
    return sorted(reports, key=lambda report: report.source_id)


def refresh_source(
    source: Source, data: DataDir, before: state.SourceState, backfill: bool, progress: Progress
) -> tuple[SourceReport, state.SourceState]:
    """Fetch, archive, normalize, check, append: one source. Returns its report and its state afterwards."""
    started = clock.now()
    first_load = not store.files(data, source.id)
    known = {} if first_load else before.responses  # where the rows were lost, what upstream said before is news
    get = archive.Recorder(archive.Archive(data.archive), known, redact=source.redact, doubted=before.doubted)
    history = backfill or first_load or _is_stale(source, before, started)

    def harvested(history: bool) -> check.Harvest:
        runs = normalize.together(source.tables(_watched(get, source.id, progress), history))
        normalized = map(partial(normalize.normalize, source=source, first_load=first_load), runs)
        return check.check(normalized, check.Past(data), before, backfill=history)

    try:
        harvest = harvested(history)
        if not history and _came_late(harvest.news, source, before):
            harvest = harvested(True)
        progress(source.id, "storing")
        private = [board.id for board in source.boards if not board.redistributable]
        added = store.append(data, source.id, harvest.news, private)
        rejects.keep(data, source.id, harvest.rejects, private)
        standing = {name: why for name, why in before.quarantine.items() if name not in harvest.cleared}
        standing |= harvest.diagnoses
        quarantine.keep(data, source.id, harvest.kept_out, standing)
    except (FetchError, normalize.Implausible, schema.SchemaError) as error:
        message = str(error) if str(error).startswith(source.id) else f"{source.id}: {error}"
        unread = not isinstance(error, FetchError) or isinstance(error, LayoutChanged)
        doubted = sorted(get.seen.keys() - before.responses.keys()) if unread else before.doubted
        return SourceReport(source.id, "failed", message=message), replace(before, error=message, doubted=doubted)
    outcome = "quarantined" if harvest.diagnoses else "changed" if added else "unchanged"
    counts = {str(reason): int(number) for reason, number in harvest.rejects["reason"].value_counts().items()}
    message = "; ".join(harvest.diagnoses.values())
    after = replace(
        before,
        error=None,
        last_checked=started.isoformat(),
        last_changed=started.isoformat() if added else before.last_changed,
        responses={**before.responses, **get.seen},
        quarantine=standing,
        doubted=[],
    )
    return SourceReport(source.id, outcome, added, counts, message), after


def refresh_reference(
    reference: Reference, data: DataDir, before: state.SourceState, progress: Progress
) -> tuple[SourceReport, state.SourceState]:
    """Fetch, archive, keep: one reference, its facts replaced whole. Returns its report and its state afterwards."""
    started = clock.now()
    recorder = archive.Recorder(archive.Archive(data.archive), before.responses, redact=reference.redact)
    get = _watched(recorder, reference.id, progress)
    try:
        responses = [get(address) for address in reference.addresses]
        held = references.read(data, reference.id)
        if held.empty or any(response.changed for response in responses):
            told = [reference.facts(response).assign(url=response.url) for response in responses]
            facts, changed = references.keep(data, reference.id, told)
        else:
            facts, changed = len(held), False
    except FetchError as error:
        message = f"{reference.id}: {error}"
        return SourceReport(reference.id, "failed", message=message), replace(before, error=message)
    after = state.SourceState(
        last_checked=started.isoformat(),
        last_changed=started.isoformat() if changed else before.last_changed,
        responses={**before.responses, **recorder.seen},
    )
    return SourceReport(reference.id, "changed" if changed else "unchanged", facts=facts), after


def _is_stale(source: Source, before: state.SourceState, now: datetime) -> bool:
    checked = before.checked_at
    return checked is None or now - checked > source.latest_covers


def _came_late(news: list[pd.DataFrame], source: Source, before: state.SourceState) -> bool:
    """Whether upstream dates news before what the last check would have missed: more may have come in between."""
    if before.checked_at is None:
        return False
    covered = clock.timestamp(before.checked_at - source.latest_covers).normalize()
    return any((rows.loc[rows["recorded_basis"] == "retrieved", "published_on"] < covered).any() for rows in news)


def _watched(get: Get, source_id: str, progress: Progress) -> Get:
    def watched(url: str, *, immutable: bool = False) -> RawResponse:
        progress(source_id, url.removeprefix("https://"))
        return get(url, immutable=immutable)

    return watched


@contextmanager
def alone(data: DataDir) -> Iterator[None]:
    """Hold the data directory: whoever changes it does so within. Raises Busy."""
    data.local.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(data.lock, blocking=False):
            sweep(data.root)
            yield
    except filelock.Timeout:
        raise Busy(f"another refresh of {data.root} is under way: wait for it to end, then try again") from None
