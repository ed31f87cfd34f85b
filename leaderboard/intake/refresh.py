"""The story, top to bottom: fetch, archive, normalize, check, append.

A table lands whole or not at all: whatever goes wrong on the way leaves a board's stored rows as they
were, and no source can touch another.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Lock

import filelock
import pandas as pd

from fetchers import (
    FetchError,
    Get,
    History,
    Hole,
    LayoutChanged,
    RawResponse,
    Reference,
    ScoreTable,
    Since,
    Source,
    hosts_of,
    http_get,
    private_boards,
)
from leaderboard.intake import archive, check, copies, normalize, quarantine, read, state
from leaderboard.records import clock, references, rejects, remote, schema, store
from leaderboard.records.files import PART, sweep
from leaderboard.records.paths import DataDir
from leaderboard.registry import boards

#: Called with a source and what is being done, while a refresh is under way.
Progress = Callable[[str, str], None]
#: Called with what is to be known of a source from now on, whatever becomes of this refresh.
Remember = Callable[[state.SourceState], None]


def silent(source_id: str, doing: str) -> None:
    """Show nothing."""


class Busy(BlockingIOError):
    """Another refresh of the same data directory is under way."""


class _Ended(BaseException):
    """A source is left before its end, as the refresh ends: no failure of its own."""


class ClockSetBack(ValueError):
    """The clock is behind the last refresh: what would be recorded now would look older than what it corrects."""


@dataclass(frozen=True)
class SourceReport:
    """How the refresh of one source or reference ended.

    outcome: changed | restored (stored files came back, and nothing is new) | unchanged | quarantined (other
    snapshots may have landed) | in part (some of its boards could not be read, others may have landed) | failed |
    without a key (it was not asked). observations: rows appended. rejects: rows set aside, by reason. message: the
    diagnosis, if any. skipped: a line for each version of the past that could not be read. incomplete: a line for
    each new snapshot that holds a part of its board only. facts: how many a reference holds now; None of a source.
    restored: a line for each stored file that was missing or damaged; the rows that came back with them were appended
    before. past_from: the moment of a first load from which on committed versions were read; None where all were, or
    there are none. absent: the ids of boards that never had anything, and of which upstream has nothing.
    """

    source_id: str
    outcome: str
    observations: int = 0
    rejects: dict[str, int] = field(default_factory=dict)
    message: str = ""
    skipped: list[str] = field(default_factory=list)
    incomplete: list[str] = field(default_factory=list)
    facts: int | None = None
    restored: list[str] = field(default_factory=list)
    past_from: str | None = None
    absent: list[str] = field(default_factory=list)


def refresh(
    upstreams: Iterable[Source | Reference],
    data: DataDir,
    *,
    backfill: bool = False,
    jobs: int = 4,
    progress: Progress = silent,
) -> list[SourceReport]:
    """Bring what is stored of these sources and references up to date.

    Raises Busy if another refresh is under way, ClockSetBack, and OSError where the machine cannot write: then what
    has landed stands, and the next refresh completes it. So it is where its user ends it: no source asks for more.

    backfill: read all that upstream can still tell of its past, and store its partial snapshots as
    incomplete. Without it a source that was never loaded begins with what stands. jobs: how many are
    refreshed at the same time.
    """
    with alone(data) as data, ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        archive.Archive(data.archive).mend()
        states = state.load(data.state)
        upstreams = list(upstreams)
        _check_clock(states[upstream.id] for upstream in upstreams if upstream.id in states)
        turn, ending = Lock(), Event()

        def going_on(upstream_id: str, what: str) -> None:
            if ending.is_set():
                raise _Ended
            progress(upstream_id, what)

        def remember(upstream_id: str, known: state.SourceState) -> None:
            with turn:  # at once: another source may find the disk full
                states[upstream_id] = known
                state.save(data.state, states)

        def refreshed(upstream: Source | Reference) -> SourceReport:
            before = states.get(upstream.id, state.SourceState())
            report, after = _refresh_one(upstream, data, before, backfill, going_on, partial(remember, upstream.id))
            remember(upstream.id, after)
            return report

        try:
            reports = [done.result() for done in as_completed([pool.submit(refreshed, one) for one in upstreams])]
        finally:
            ending.set()  # where this machine cannot go on, or its user will not
            pool.shutdown(cancel_futures=True)
    return sorted(reports, key=lambda report: report.source_id)


def _refresh_one(
    upstream: Source | Reference,
    data: DataDir,
    before: state.SourceState,
    backfill: bool,
    progress: Progress,
    remember: Remember,
) -> tuple[SourceReport, state.SourceState]:
    """One source or reference. Whatever goes wrong with it is its own failure, unless this machine cannot go on."""
    try:
        if isinstance(upstream, Source):
            if lacking := state.lacks_key(upstream):
                return SourceReport(upstream.id, state.WITHOUT_A_KEY, message=lacking), replace(before, error=None)
            return refresh_source(upstream, data, before, backfill, progress, remember)
        return refresh_reference(upstream, data, before, progress)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 (named in the report, and the others land)
        found = " ".join(repr(error).split())
        message = f"{upstream.id}: {upstream.homepage}: expected what can be read and stored, found {found:.200}"
        return SourceReport(upstream.id, "failed", message=message), replace(before, error=message)


@dataclass(frozen=True)
class _Visit:
    """What is asked of a source this time, and what is known of it before.

    first_load: nothing of it is stored. lost: rows of it went missing, so what upstream said before is news. known:
    what each address said last. past_from: from which moment on its past is read, None where all of it is. unexplained:
    as of check.check. due: all that it can tell of its past is asked for.
    """

    source: Source
    data: DataDir
    before: state.SourceState
    started: datetime
    mended: copies.Mended
    first_load: bool
    lost: bool
    known: archive.Responses
    get: archive.Recorder
    past_from: datetime | None
    unexplained: list[str]
    due: bool


def refresh_source(
    source: Source,
    data: DataDir,
    before: state.SourceState,
    backfill: bool,
    progress: Progress,
    remember: Remember,
) -> tuple[SourceReport, state.SourceState]:
    """Fetch, archive, normalize, check, append: one source. Returns its report and its state afterwards."""
    mended = copies.restore(data, source.id)
    if wrong := check.ahead(data, source):
        report = SourceReport(source.id, "failed", message=wrong, restored=list(mended.lines))
        return report, replace(before, error=wrong)
    visit = _visit(source, data, before, backfill, mended)
    if visit.past_from == visit.started:
        remember(replace(before, past_from=visit.past_from.isoformat()))  # rows before a fault are no whole past
    try:
        harvest = _harvest(visit, visit.due, progress)
        if not visit.due and _came_late(harvest.news, source, before):
            harvest = _harvest(visit, True, progress)
        progress(source.id, "storing")
        added = _land(visit, harvest)
    except (FetchError, schema.SchemaError) as error:
        return _failed(visit, error)
    return _landed(visit, harvest, added)


def _visit(source: Source, data: DataDir, before: state.SourceState, backfill: bool, mended: copies.Mended) -> _Visit:
    """What to ask of a source, by what is stored of it and what it said before."""
    started = clock.now()
    first_load = not store.files(data, source.id)
    # A clone has no state, but knows what its seed was read from.
    told_before = before.responses or read.before(data, source)
    lost = mended.lost or told_before is None
    # Where rows were lost, what upstream said before is news.
    # So it is where a past is filled in: a later version withdraws rows of the earlier ones that come only now.
    again = lost or (backfill and before.past_from is not None)
    known: archive.Responses = {} if first_load or again or told_before is None else told_before
    # A first load is small unless all is asked for: the version that stands, and from then on each that comes.
    begins = not backfill and first_load and told_before == {}
    unexplained = check.unexplained(data, source)
    return _Visit(
        source,
        data,
        before,
        started,
        mended,
        first_load,
        lost,
        known,
        archive.Recorder(
            archive.Archive(data.archive),
            known,
            partial(http_get, hosts=hosts_of(source), pages=source.pages),
            now=partial(_not_before, store.last_recorded(data, source.id, "retrieved")),
            redact=source.redact,
            doubted=before.doubted,
            again=again,
        ),
        None if backfill else started if begins else before.past_since,
        unexplained,
        due=backfill or first_load or lost or _is_stale(source, before, started) or bool(unexplained),
    )


def _harvest(visit: _Visit, due: bool, progress: Progress) -> check.Harvest:
    """Fetch, archive, normalize and check: what is new of a source. due: as of _Visit."""
    source, data = visit.source, visit.data
    history = due if visit.past_from is None else Since(visit.past_from, due)
    holes: list[Hole] = []
    runs = normalize.together(told(source, _watched(visit.get, source.id, progress), history, holes))
    # Where a part was lost, what the board dates itself is first claimed again, and then held against it.
    claims = (True, False) if visit.lost else (visit.first_load,)
    kept = quarantine.read(data, source.id)
    harvest = check.check(
        (normalize.believed(run, source, first_load=claim) for run in runs for claim in claims),
        check.Past(data),
        visit.before,
        backfill=due,
        kept=kept,
        set_aside=rejects.read(data, source.id) if len(kept) else None,
        unexplained=visit.unexplained,
        served=visit.get.served,
    )
    troubling, absent = _troubling(source, data, (*holes, *harvest.holes))
    return replace(harvest, holes=troubling, absent=absent)


def _land(visit: _Visit, harvest: check.Harvest) -> int:
    """Append what is new, and keep what was set aside and what was read. Returns how many observations came."""
    source, data = visit.source, visit.data
    private = private_boards(source)
    added = store.append(data, source.id, harvest.news, private, copies.of(data))
    rejects.keep(data, source.id, harvest.rejects, private)
    quarantine.keep(data, source.id, harvest.kept_out, _standing(visit, harvest))
    read.keep(data, source, _responses(visit, harvest))
    copies.keep(data, source.id)
    return added


def _standing(visit: _Visit, harvest: check.Harvest) -> dict[str, str]:
    """The diagnoses of snapshots that stay kept out."""
    old = {name: why for name, why in visit.before.quarantine.items() if name not in harvest.cleared}
    return old | harvest.diagnoses


def _unread(harvest: check.Harvest) -> set[str]:
    """The addresses whose bytes could not be read."""
    return {address for hole in harvest.holes for address in hole.addresses}


def _responses(visit: _Visit, harvest: check.Harvest) -> archive.Responses:
    """What each address said last, of what was read: not what came of unread ones, nor others with the same bytes."""
    answers, unread = {**visit.known, **visit.get.seen}, _unread(harvest)
    bytes_of = {answers[address]["sha256"] for address in unread & answers.keys()}
    return {url: answer for url, answer in answers.items() if url not in unread and answer["sha256"] not in bytes_of}


def _failed(visit: _Visit, error: FetchError | schema.SchemaError) -> tuple[SourceReport, state.SourceState]:
    """Nothing could be read: what is stored stays as it was."""
    message = _line(f"{visit.source.id}: {error}")
    came = not isinstance(error, FetchError) or isinstance(error, LayoutChanged)
    before = visit.before
    doubted = sorted(visit.get.seen.keys() - before.responses.keys()) if came else before.doubted
    report = SourceReport(visit.source.id, "failed", message=message, restored=list(visit.mended.lines))
    return report, replace(before, error=message, doubted=doubted)


def _landed(visit: _Visit, harvest: check.Harvest, added: int) -> tuple[SourceReport, state.SourceState]:
    """How it ended where something could be read, and what is known of the source from now on."""
    source, data, before, seen = visit.source, visit.data, visit.before, visit.get.seen
    missing = [_named(source, hole) for hole in harvest.holes if not hole.past]
    failed = bool(missing) and _all_held_back(source, data, harvest.holes)
    outcomes = {
        "failed": failed,
        "in part": bool(missing),
        "quarantined": bool(harvest.diagnoses),
        "changed": added > 0,
        "restored": bool(visit.mended.lines) and not visit.mended.lost,
        "unchanged": True,
    }
    message = "; ".join([*missing, *harvest.diagnoses.values()])
    skipped = {address: why for address, why in before.skipped.items() if address not in seen}
    skipped |= {hole.addresses[0]: _named(source, hole) for hole in harvest.holes if hole.past}
    after = replace(
        before,
        error=message if failed else None,
        # while a part is missing, what it missed meanwhile must be asked for when it is back
        last_checked=before.last_checked if missing else visit.started.isoformat(),
        last_changed=visit.started.isoformat() if added else before.last_changed,
        responses=_responses(visit, harvest),
        quarantine=_standing(visit, harvest),
        doubted=sorted(_unread(harvest) & seen.keys() - before.responses.keys() - before.skipped.keys()),
        missing=missing,
        skipped=skipped,
        past_from=visit.past_from.isoformat() if visit.past_from else None,
    )
    return SourceReport(
        source.id,
        next(name for name, holds in outcomes.items() if holds),
        added,
        {str(reason): int(number) for reason, number in harvest.rejects["reason"].value_counts().items()},
        message,
        list(skipped.values()),
        incomplete=list(harvest.incomplete.values()),
        restored=list(visit.mended.lines),
        past_from=after.past_from if store.last_recorded(data, source.id, "commit") else None,
        absent=sorted({board_id for hole in harvest.absent for board_id in hole.board_ids}),
    ), after


def told(source: Source, get: Get, history: History, holes: list[Hole]) -> Iterator[ScoreTable]:
    """The source's tables; its holes go to `holes`. Whatever else its fetcher stumbles over is a LayoutChanged."""
    asked = [source.homepage]

    def noted(url: str, *, immutable: bool = False) -> RawResponse:
        asked.append(url)
        return get(url, immutable=immutable)

    try:
        for one in source.tables(noted, history):
            if isinstance(one, Hole):
                holes.append(one)
            else:
                yield one
    except (FetchError, OSError):  # of the network, or of this machine's disk
        raise
    except Exception as error:
        found = " ".join(repr(error).split())
        raise LayoutChanged(f"{asked[-1]}: expected what this fetcher reads, found {found:.100}") from error


def _named(source: Source, hole: Hole) -> str:
    """A hole in one line that names its source."""
    return _line(hole.message if hole.message.startswith(f"{source.id}: ") else f"{source.id}: {hole.message}")


def _line(message: str) -> str:
    """What an upstream's own names cannot break, nor colour a terminal with."""
    return "".join(letter if letter.isprintable() else " " for letter in message)


def _troubling(source: Source, data: DataDir, holes: Collection[Hole]) -> tuple[tuple[Hole, ...], tuple[Hole, ...]]:
    """The holes that are a trouble, and those that only put nothing in the place of nothing.

    Of boards that ended they are none once their past is stored.
    """
    stored = _stored(source, data) if holes else set()
    over = boards.over().keys() & stored
    found = [hole for hole in holes if not (hole.board_ids and over >= set(hole.board_ids))]
    absent = [hole for hole in found if hole.absent and stored.isdisjoint(hole.board_ids)]
    return tuple(hole for hole in found if hole not in absent), tuple(absent)


def _all_held_back(source: Source, data: DataDir, holes: Iterable[Hole]) -> bool:
    """Whether every board of the source that has rows, now or from before, is kept back by a hole."""
    held = {board_id for hole in holes if not hole.past for board_id in hole.board_ids}
    return not _stored(source, data) & {board.id for board in source.boards} - held


def _stored(source: Source, data: DataDir) -> set[str]:
    """The boards of a source that have rows."""
    return set(store.summary(data, ["board_id"], source.id)["board_id"])


def refresh_reference(
    reference: Reference, data: DataDir, before: state.SourceState, progress: Progress
) -> tuple[SourceReport, state.SourceState]:
    """Fetch, archive, keep: one reference, its facts replaced whole. Returns its report and its state afterwards."""
    started = clock.now()
    mended = copies.restore(data, reference.id)
    held = references.read(data, reference.id)
    # what was lost is news, though upstream stood still
    known: archive.Responses = {} if held.empty else before.responses
    fetch = partial(http_get, hosts=hosts_of(reference))
    recorder = archive.Recorder(archive.Archive(data.archive), known, fetch, redact=reference.redact, again=held.empty)
    get = _watched(recorder, reference.id, progress)
    try:
        told = [
            facts.assign(url=response.url, retrieved_on=f"{response.retrieved_at:%Y-%m-%d}")
            for response, facts in reference.facts(get)
        ]
        facts, changed = references.keep(data, reference.id, told) if told else (len(held), False)
        copies.keep(data, reference.id)
    except FetchError as error:
        message = f"{reference.id}: {error}"
        report = SourceReport(reference.id, "failed", message=message, restored=list(mended.lines))
        return report, replace(before, error=message)
    after = state.SourceState(
        last_checked=started.isoformat(),
        last_changed=started.isoformat() if changed else before.last_changed,
        responses={**before.responses, **recorder.seen},
    )
    outcome = "changed" if changed else "restored" if mended.lines and not mended.lost else "unchanged"
    return SourceReport(reference.id, outcome, facts=facts, restored=list(mended.lines)), after


def _check_clock(known: Iterable[state.SourceState]) -> None:
    last = max((moment for one in known if (moment := one.checked_at)), default=None)
    now = clock.now()
    if last is not None and now < last:
        raise ClockSetBack(
            f"the clock says {now:%Y-%m-%dT%H:%M:%SZ}, but the last refresh was at {last:%Y-%m-%dT%H:%M:%SZ}: set the "
            "clock, and nothing is lost; if it was wrong then, delete local/state.json in the data directory"
        )


def _not_before(last: datetime | None) -> datetime:
    """The present, or just after what was recorded last: a clock that was set back must not hide a correction."""
    return clock.now() if last is None else max(clock.now(), last + timedelta(microseconds=1))


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
def alone(data: DataDir) -> Iterator[DataDir]:
    """Hold the data directory: whoever changes it does so within, in the one given. Raises Busy."""
    if data.origin:
        try:
            with remote.changed(data.origin) as copy, alone(DataDir(copy)) as here:
                yield here
        except remote.Held as error:
            raise Busy(str(error)) from None
        return
    if data.carried:
        raise ValueError(f"{data.root}: what the package carries is only read: `leaderboard refresh` begins ./data")
    data.local.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(data.lock, blocking=False):
            sweep(data.root.rglob(f"{PART}*"))
            yield data
    except filelock.Timeout:
        raise Busy(f"another refresh of {data.root} is under way: wait for it to end, then try again") from None
