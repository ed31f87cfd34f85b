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
import numpy as np
import numpy.typing as npt
import pandas as pd

from fetchers import FetchError, Get, LayoutChanged, RawResponse, Reference, Source
from leaderboard.intake import archive, normalize, quarantine, rejects, sentinel, state
from leaderboard.records import clock, compact, references, schema, store
from leaderboard.records.files import sweep
from leaderboard.records.paths import DataDir
from leaderboard.records.schema import SNAPSHOT_KEY
from leaderboard.registry import tables

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


@dataclass(frozen=True)
class _Harvest:
    """All that one run of a fetcher gave, ready to be appended.

    news: in parts. kept_out: whole implausible snapshots. diagnoses: of each, by name.
    cleared: names of snapshots that were kept out before, and that upstream now serves as is plausible.
    """

    news: list[pd.DataFrame]
    rejects: pd.DataFrame
    kept_out: pd.DataFrame
    diagnoses: dict[str, str]
    cleared: set[str]


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

    def harvested(history: bool) -> _Harvest:
        runs = normalize.together(source.tables(_watched(get, source.id, progress), history))
        normalized = map(partial(normalize.normalize, source=source, first_load=first_load), runs)
        return _check(normalized, _Past(data), before, backfill=history)

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


class _Past:
    """The newest rows of every key of a board: those stored, then those that this run adds to them."""

    def __init__(self, data: DataDir) -> None:
        self._data = data
        self._added: dict[str, list[pd.DataFrame]] = {}
        self._parts: dict[str, list[pd.DataFrame]] = {}  # of the boards last asked for: others may be large

    def of(self, rows: pd.DataFrame) -> pd.DataFrame:
        """What is known of the boards that these rows belong to."""
        self._parts = {board_id: self._parts.get(board_id) or self._read(board_id) for board_id in _board_ids(rows)}
        for parts in self._parts.values():
            if len(parts) > 1:
                parts[:] = [store.newest(compact.stack(parts))]
        boards = [board for (board,) in self._parts.values()]
        return boards[0] if len(boards) == 1 else compact.stack(boards)

    def add(self, rows: pd.DataFrame) -> None:
        """News of the boards last asked for."""
        board_ids = _board_ids(rows)
        for board_id in board_ids:
            part = rows if len(board_ids) == 1 else rows[rows["board_id"] == board_id]
            self._added.setdefault(board_id, []).append(part)
            self._parts[board_id].append(part)

    def _read(self, board_id: str) -> list[pd.DataFrame]:
        return [store.newest(store.scan(self._data, [board_id], packed=True)), *self._added.get(board_id, ())]


def _board_ids(rows: pd.DataFrame) -> list[str]:
    return rows["board_id"].unique().tolist()


def _check(
    normalized: Iterable[normalize.Normalized], past: _Past, before: state.SourceState, *, backfill: bool
) -> _Harvest:
    """What is new in these tables, in the order given, beside what is stored, without what is implausible."""
    judge = partial(_judge, past=past, before=before, breaks=tables.load().breaks, backfill=backfill)
    # `map` lets go of a part before it asks for the next: only one of them is in memory
    parts = list(map(judge, normalized))
    rejects = pd.concat([normalize.no_rejects(), *(part.rejects for part in parts)], ignore_index=True)
    kept_out = compact.stack([schema.empty(), *(part.kept_out for part in parts if len(part.kept_out))])
    diagnoses: dict[str, str] = {}
    cleared: set[str] = set()
    for part in parts:
        diagnoses |= part.diagnoses
        cleared = (cleared | part.cleared) - set(part.diagnoses)
    return _Harvest([rows for part in parts for rows in part.news], rejects, kept_out, diagnoses, cleared)


def _judge(
    part: normalize.Normalized, past: _Past, before: state.SourceState, breaks: pd.DataFrame, *, backfill: bool
) -> _Harvest:
    """One part of the harvest, which the past then knows.

    backfill: all of the past was asked for. Then a snapshot that only lost its models is stored as
    incomplete: it will not come again.
    """
    if part.observations.empty:
        return _Harvest([], part.rejects, schema.empty(), {}, set())
    known = past.of(part.observations)
    rows = part.observations
    if part.undated:
        rows = _only_what_moved(rows, known)
    fresh = store.news(rows, known)
    alarms = sentinel.alarms(rows, fresh, known, breaks, _repeated(part), backfill=backfill)
    if backfill and (shrunk := [alarm for alarm in alarms if alarm.partial]):
        rows = rows.assign(complete=rows["complete"] & ~_of(rows, shrunk))
        fresh = store.news(rows, known)
        alarms = [alarm for alarm in alarms if not alarm.partial]
    kept_out = [schema.empty()]
    diagnoses: dict[str, str] = {}
    for alarm in alarms:
        snapshot = rows[_of(rows, [alarm])]
        if quarantine.digest(snapshot) not in before.dropped:
            kept_out.append(snapshot)
            diagnoses[quarantine.name_of(*alarm.key)] = alarm.diagnosis
    cleared = set(quarantine.names_of(rows)) - set(diagnoses) if before.quarantine else set()
    if alarms:
        fresh = fresh[~_of(fresh, alarms)]
    if len(fresh):
        past.add(schema.check(fresh))
    return _Harvest([fresh] if len(fresh) else [], part.rejects, compact.stack(kept_out), diagnoses, cleared)


def _of(rows: pd.DataFrame, alarms: list[sentinel.Alarm]) -> npt.NDArray[np.bool_]:
    """Which rows belong to these snapshots."""
    if not alarms:
        return np.full(len(rows), False)
    return compact.isin(rows, pd.DataFrame([alarm.key for alarm in alarms], columns=list(SNAPSHOT_KEY)))


def _repeated(part: normalize.Normalized) -> pd.DataFrame:
    """The rows that stood there more than once with one value, each with the day of its snapshot."""
    repeated = part.rejects[part.rejects["reason"] == normalize.REPEATED]
    return repeated.assign(published_on=part.observations["published_on"].iloc[0]) if part.undated else repeated


def _only_what_moved(rows: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Of undated snapshots those that differ from the newest one stored: coming by again is no news."""
    if known.empty:
        return rows
    series = [name for name in SNAPSHOT_KEY if name != "published_on"]
    held = known[~known["withdrawn"]]
    held = held[held["published_on"] == held.groupby(series)["published_on"].transform("max")]
    long_ago = pd.Timestamp(0).as_unit("us")
    beside = held.assign(published_on=rows["published_on"].iloc[0], recorded_at=long_ago)
    moved = store.news(rows, beside)[series].drop_duplicates()
    return rows[compact.isin(rows, moved, series)]


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
