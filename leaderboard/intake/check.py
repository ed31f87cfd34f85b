"""The step between reading and storing: is a snapshot plausible beside its own past, and what of it is new?"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from fetchers import UNREAD, Hole, Source
from leaderboard.intake import duplicates, normalize, quarantine, sentinel, state
from leaderboard.records import clock, compact, schema, store
from leaderboard.records.paths import DataDir
from leaderboard.records.rejects import CONFLICTING, REPEATED, no_rejects
from leaderboard.records.schema import SNAPSHOT_KEY
from leaderboard.registry import tables

#: Where the day begins earlier than here, it is already tomorrow.
_GRACE = pd.Timedelta(1, unit="D")
_COMMITTED = [*SNAPSHOT_KEY, "response_sha256"]


@dataclass(frozen=True)
class Harvest:
    """All that one run of a fetcher gave, ready to be appended.

    news: in parts. kept_out: whole implausible snapshots. diagnoses: of each, by name.
    cleared: names of snapshots that were kept out before, and that upstream now serves as is plausible.
    incomplete: a line for each snapshot that is stored as a part of its board, by name.
    holes: in place of tables that are beyond belief. committed: SNAPSHOT_KEY and response_sha256 of the plausible
    snapshots that a commit dates. absent: holes that are no trouble.
    """

    news: list[pd.DataFrame]
    rejects: pd.DataFrame
    kept_out: pd.DataFrame
    diagnoses: dict[str, str]
    cleared: set[str]
    incomplete: dict[str, str] = field(default_factory=dict)
    holes: tuple[Hole, ...] = ()
    committed: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=_COMMITTED))
    absent: tuple[Hole, ...] = ()


class Past:
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


def check(
    normalized: Iterable[normalize.Normalized],
    past: Past,
    before: state.SourceState,
    *,
    backfill: bool,
    kept: pd.DataFrame | None = None,
    set_aside: pd.DataFrame | None = None,
    unexplained: Collection[str] = (),
    served: Collection[str] = (),
) -> Harvest:
    """What is new in these tables, in the order given, beside what is stored, without what is implausible.

    kept: what earlier refreshes kept out, and set_aside: the rejects of then. It is looked at again beside what came
    since: later versions, a person's verdict or a break declared meanwhile may have made it plausible.
    unexplained: boards of which a snapshot is dated by our visit, and served: what their addresses answered in this
    run, by its hash, filled as the tables are read: upstream may have taken such a snapshot back.
    """
    breaks = tables.load().breaks
    judge = partial(_judge, past=past, before=before, breaks=breaks, backfill=backfill)
    # `map` lets go of a part before it asks for the next: only one of them is in memory
    parts = list(map(judge, normalized))
    rejects = pd.concat([no_rejects(), *(part.rejects for part in parts)], ignore_index=True)
    diagnoses: dict[str, str] = {}
    cleared: set[str] = set()
    for part in parts:
        diagnoses |= part.diagnoses
        cleared = (cleared | part.cleared) - set(part.diagnoses)
    incomplete = {name: why for part in parts for name, why in part.incomplete.items()}
    news, holes = [rows for part in parts for rows in part.news], [hole for part in parts for hole in part.holes]
    doubted = {} if kept is None else _by_name(kept)
    for part in parts:
        doubted |= _by_name(part.kept_out)
    doubted = {name: rows for name, rows in doubted.items() if name not in cleared}
    repeated = pd.concat([rejects] if set_aside is None else [rejects, set_aside], ignore_index=True)
    for rows in _plausible_now(doubted, past, repeated, breaks, backfill=backfill):
        news.append(rows)
        cleared |= set(quarantine.names_of(rows))
    diagnoses = {name: why for name, why in diagnoses.items() if name not in cleared}
    kept_out = compact.stack([schema.empty(), *(rows for name, rows in doubted.items() if name in diagnoses)])
    news += _explained(past, [part.committed for part in parts if len(part.committed)], unexplained, served)
    return Harvest(news, rejects, kept_out, diagnoses, cleared, incomplete, tuple(holes))


def _by_name(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Snapshots by their names in quarantine."""
    return {str(name): snapshot for name, snapshot in rows.groupby(quarantine.names_of(rows), sort=False)}


def _plausible_now(
    doubted: dict[str, pd.DataFrame], past: Past, rejects: pd.DataFrame, breaks: pd.DataFrame, *, backfill: bool
) -> Iterator[pd.DataFrame]:
    """Of snapshots that were kept out those that are plausible beside all that is known by now, board by board."""
    if not doubted:
        return
    every = compact.stack(list(doubted.values()))
    repeated = _with_their_days(rejects[rejects["reason"] == REPEATED], every)
    for board_id in _board_ids(every):
        rows = every[every["board_id"] == board_id]
        known = past.of(rows)
        alarms = sentinel.alarms(rows, store.news(rows, known), known, breaks, repeated, backfill=backfill)
        released = store.news(rows[~_of(rows, alarms)], known)
        if len(released):
            past.add(schema.check(released))
            yield released


def _with_their_days(repeated: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows that no day of the board's dates may have stood in each of these snapshots."""
    series = [name for name in SNAPSHOT_KEY if name != "published_on"]
    snapshots = rows[list(SNAPSHOT_KEY)].drop_duplicates().astype(dict.fromkeys(series, "str"))
    undated = repeated["published_on"].isna()
    return pd.concat(
        [repeated.loc[~undated, list(SNAPSHOT_KEY)], repeated.loc[undated, series].merge(snapshots, on=series)],
        ignore_index=True,
    )


def unexplained(data: DataDir, source: Source) -> list[str]:
    """The boards that commits date, but not their newest snapshot: our visit does, and a commit may explain it."""
    if store.last_recorded(data, source.id, "commit") is None:
        return []
    asked = {board.id: None for board in source.boards}
    rows = store.read_boards(data, asked, columns=("board_id", "published_on", "recorded_basis"))
    dated = rows.loc[rows["recorded_basis"] == "commit"].groupby("board_id")["published_on"].max()
    visited = rows.loc[rows["recorded_basis"] == "retrieved"].groupby("board_id")["published_on"].max()
    newer = visited.reindex(dated.index) > dated
    return [str(board_id) for board_id in newer.index[newer]]


def ahead(data: DataDir, source: Source) -> str:
    """In a line what is stored of a visit on a day that is yet to come; nothing where none is.

    What came next would be dated by that day too, for it comes after what it corrects: nobody would see it before.
    """
    limit = clock.today() + _GRACE
    last = store.last_recorded(data, source.id, "retrieved")
    if last is None or clock.timestamp(last) < limit + _GRACE:
        return ""
    asked = {board.id: None for board in source.boards}
    rows = store.read_boards(data, asked, columns=("published_on", "recorded_basis"))
    days = rows.loc[(rows["recorded_basis"] == "retrieved") & (rows["published_on"] > limit), "published_on"]
    if days.empty:
        return ""
    folders = sorted({str(file.parent.relative_to(data.root)) for file in store.files(data, source.id)})
    return (
        f"{source.id}: {', '.join(folders)}: expected visits up to {clock.written(limit)}, found one of "
        f"{clock.written(days.max())}: set the clock; if it was ahead then, delete this folder, and the one of its "
        "name in local/copies: the next refresh loads it anew"
    )


def _explained(
    past: Past, committed: list[pd.DataFrame], unexplained: Collection[str], served: Collection[str]
) -> list[pd.DataFrame]:
    """Withdrawn rows for undated snapshots that a commit brought on another day, as that day is theirs; and for those
    that no commit brought and upstream took back.

    It brought them if it has their bytes, or says what they say (a site may lay its file out anew) and is the last
    before them or the first after.
    """
    asked = pd.DataFrame({"board_id": list(unexplained)}, dtype="str")
    concerned = pd.concat([asked, *(part[["board_id"]] for part in committed)], ignore_index=True)
    if concerned.empty:
        return []
    known = compact.unpack(past.of(concerned))
    visited = (known["recorded_basis"] == "retrieved") & ~known["withdrawn"]
    passed = _taken_back(known, visited, served)
    if committed:
        dated = pd.concat(committed, ignore_index=True)
        explained = compact.isin(known, dated, ["board_id", "response_sha256"]) & ~compact.isin(known, dated)
        passed |= explained | _said_beside(known, visited)
    gone = known[visited & passed]
    if gone.empty:
        return []
    moment = max(clock.timestamp(clock.now()), gone["recorded_at"].max() + pd.Timedelta(1, unit="us"))
    return [schema.check(gone.assign(withdrawn=True, recorded_at=moment))]


def _said_beside(known: pd.DataFrame, visited: "pd.Series[bool]") -> npt.NDArray[np.bool_]:
    """Which rows belong to an undated snapshot that says what the commit before it says, or the one after it."""
    commits = known[(known["recorded_basis"] == "commit") & ~known["withdrawn"]]
    *series, _ = SNAPSHOT_KEY
    found = []
    for (*key, day), own in known[visited].groupby(list(SNAPSHOT_KEY), observed=True):
        here = commits[(commits[series] == key).all(axis=1)]
        days = here["published_on"]
        beside = [days[days < day].max(), days[days > day].min()]
        if any(_said(here[days == another]) == _said(own) for another in beside):
            found.append((*key, day))
    return compact.isin(known, pd.DataFrame(found, columns=list(SNAPSHOT_KEY))) if found else np.full(len(known), False)


def _taken_back(known: pd.DataFrame, visited: "pd.Series[bool]", served: Collection[str]) -> npt.NDArray[np.bool_]:
    """Which rows belong to an undated snapshot after the newest commit, whose bytes are served while its are not."""
    *series, _ = SNAPSHOT_KEY
    came = known[[*SNAPSHOT_KEY]].assign(served=known["response_sha256"].isin(served))
    commits = came[(known["recorded_basis"] == "commit") & ~known["withdrawn"]]
    commits = commits.groupby([*SNAPSHOT_KEY], as_index=False, observed=True).agg({"served": "any"})
    newest = commits.sort_values("published_on").drop_duplicates(series, keep="last")
    shown = came[visited].groupby([*SNAPSHOT_KEY], as_index=False, observed=True).agg({"served": "any"})
    beside = shown.merge(newest, on=series, suffixes=("", "_of_commit"))
    later = beside["published_on_of_commit"] < beside["published_on"]
    found = beside[later & beside["served_of_commit"] & ~beside["served"]]
    return compact.isin(known, found) if len(found) else np.full(len(known), False)


def _said(rows: pd.DataFrame) -> set[tuple[str, ...]]:
    """What a snapshot says, row by row."""
    told = rows[["model_name", "setting", "score", "score_low", "score_high", "sample_size"]].astype("str").fillna("")
    return set(told.itertuples(index=False, name=None))


def _judge(
    part: normalize.Normalized, past: Past, before: state.SourceState, breaks: pd.DataFrame, *, backfill: bool
) -> Harvest:
    """One part of the harvest, which the past then knows.

    backfill: all of the past was asked for. Then a snapshot that only lost its models is stored as
    incomplete: it will not come again. A list that its site cut always is.
    """
    if part.observations.empty:
        return Harvest([], part.rejects, schema.empty(), {}, set(), holes=part.holes)
    known = past.of(compact.stack([part.observations[["board_id"]], part.ambiguous[["board_id"]]]))
    part = duplicates.settled(part, known)
    rows = _without_lost(part, known)
    torn = rows[~rows["complete"].to_numpy("bool")]
    if part.undated:
        rows = _only_what_moved(rows, known)
    else:
        torn = store.news(torn, known)
    fresh = store.news(rows, known)
    alarms = sentinel.alarms(rows, fresh, known, breaks, _repeated(part), backfill=backfill)
    shrunk = [alarm for alarm in alarms if alarm.cut or (backfill and alarm.partial)]
    if shrunk:
        rows = rows.assign(complete=rows["complete"] & ~_of(rows, shrunk))
        fresh = store.news(rows, known)
        alarms = [alarm for alarm in alarms if alarm not in shrunk]
    kept_out = [schema.empty()]
    diagnoses: dict[str, str] = {}
    doubtful = rows[_of(rows, alarms)].groupby(list(SNAPSHOT_KEY), observed=True, sort=False)
    for alarm in alarms:
        snapshot = doubtful.get_group(alarm.key)
        if not before.dropped or quarantine.digest(snapshot) not in before.dropped:
            kept_out.append(snapshot)
            diagnoses[quarantine.name_of(*alarm.key)] = alarm.diagnosis
    cleared = set(quarantine.names_of(rows)) - set(diagnoses) if before.quarantine else set()
    if alarms:
        fresh = fresh[~_of(fresh, alarms)]
    if len(fresh):
        past.add(schema.check(fresh))
    news = [fresh] if len(fresh) else []
    dated = rows.loc[(rows["recorded_basis"] == "commit").to_numpy() & ~_of(rows, alarms), _COMMITTED]
    committed = dated.drop_duplicates().astype({name: "str" for name in _COMMITTED if name != "published_on"})
    incomplete = dict(_torn(torn, part.rejects)) | {quarantine.name_of(*alarm.key): alarm.diagnosis for alarm in shrunk}
    kept = compact.stack(kept_out)
    return Harvest(news, part.rejects, kept, diagnoses, cleared, incomplete, part.holes, committed)


def _without_lost(part: normalize.Normalized, known: pd.DataFrame) -> pd.DataFrame:
    """The observations, incomplete where what cannot be read may be a model that the snapshot before had, or itself.

    That may have been any nation's best. Where the next snapshot lacks it too, its site does not count it any more.
    """
    rows = part.observations
    unread = part.rejects[part.rejects["reason"].isin(normalize.UNREADABLE)]
    *series, _ = SNAPSHOT_KEY
    told = compact.stack([known[~known["withdrawn"]], rows]) if len(unread) else rows
    lost = []
    for *key, day in unread[list(SNAPSHOT_KEY)].drop_duplicates().itertuples(index=False, name=None):
        own = _set_aside(unread, *key, day)
        here = told[(told[series] == key).all(axis=1)]
        shown = rows["published_on"].iloc[0] if part.undated else day
        before = here[here["published_on"] < shown]
        stood = _entries(before[before["published_on"] == before["published_on"].max()])
        stood |= _entries(here[here["published_on"] == shown])  # the day itself may have been stored before, whole
        gone = stood - _entries(rows[(rows[series] == key).all(axis=1) & (rows["published_on"] == shown)])
        nameless = (own["reason"].isin([UNREAD, normalize.NAMELESS]) | own["model_name"].isna()).any()
        if (gone and nameless) or {name for name, _ in gone} & set(own["model_name"]):
            lost.append((*key, shown))
    if not lost:
        return rows
    return rows.assign(complete=rows["complete"] & ~compact.isin(rows, pd.DataFrame(lost, columns=list(SNAPSHOT_KEY))))


def _entries(rows: pd.DataFrame) -> set[tuple[str, str]]:
    return set(rows[["model_name", "setting"]].itertuples(index=False, name=None))


def _torn(rows: pd.DataFrame, rejects: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """Snapshots of which so much was set aside that they are a part of their boards: by name, what was found."""
    lost = rejects[rejects["reason"].isin([*normalize.UNREADABLE, CONFLICTING])]
    for key in rows[list(SNAPSHOT_KEY)].drop_duplicates().itertuples(index=False, name=None):
        reasons = _set_aside(lost, *key)["reason"].value_counts()
        found = ", ".join(f"{number} {why}" for why, number in reasons.items())
        yield quarantine.name_of(*key), f"{quarantine.name_of(*key)}: expected every row, found {found or 'holes'}"


def _set_aside(rejects: pd.DataFrame, *key: object) -> pd.DataFrame:
    """Of rows that were set aside those of a snapshot, and those of its board that have no day."""
    *series, day = key
    of_board = (rejects[list(SNAPSHOT_KEY[:-1])] == series).all(axis=1)
    return rejects[of_board & (rejects["published_on"].isna() | (rejects["published_on"] == day))]


def _of(rows: pd.DataFrame, alarms: list[sentinel.Alarm]) -> npt.NDArray[np.bool_]:
    """Which rows belong to these snapshots."""
    if not alarms:
        return np.full(len(rows), False)
    return compact.isin(rows, pd.DataFrame([alarm.key for alarm in alarms], columns=list(SNAPSHOT_KEY)))


def _repeated(part: normalize.Normalized) -> pd.DataFrame:
    """The rows that stood there more than once with one value, each with the day of its snapshot."""
    repeated = part.rejects[part.rejects["reason"] == REPEATED]
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
    torn = held.loc[~held["complete"], series].drop_duplicates()  # a whole one in its place says more
    return rows[compact.isin(rows, moved, series) | (rows["complete"].to_numpy() & compact.isin(rows, torn, series))]
