"""The ledger of lead changes: when the lead passed to another nation, and why.

Read `_changes` first: it walks through the snapshots with one incumbent in hand.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from leaderboard.analytics.arrays import Integers
from leaderboard.analytics.board_history import BoardHistory, Entries
from leaderboard.analytics.certainty import Verdict, by_scores, has_intervals, nations_on_top, verdict, verdicts

#: dtype of each column. `decisive` is null where only the order is known.
LEDGER_DTYPES = {
    "date": "datetime64[us]",
    "contested_since": "datetime64[us]",
    "reason": "str",
    "from_country": "str",
    "from_model": "str",
    "to_country": "str",
    "to_model": "str",
    "from_score": "float64",
    "to_score": "float64",
    "p_leader": "float64",
    "decisive": "boolean",
    "contenders": "str",
    "not_before": "datetime64[us]",
}
#: The reason of a row that is no change: the lead was contested, and its holder kept it.
HELD = "held"


@dataclass(frozen=True)
class _Reign:
    """A nation in the lead: the index of the newest snapshot in which it led, and of the first since in which not.

    contenders: who could not be told apart from it since.
    """

    nation: str
    led: int
    contested: int | None = None
    contenders: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Change:
    """The lead passes to `new` at snapshot `now`, from `old` unless it is the board's first leader.

    Or it stays: `old` is the same nation, whose lead had been contested. before: the last snapshot that says who leads,
    and in which it had not come to this yet.
    """

    now: int
    new: str
    said: Verdict
    old: _Reign | None
    before: int | None


def leads(history: BoardHistory) -> pd.DataFrame:
    """Every change of lead, and every contest that its holder survived, oldest first; columns of LEDGER_DTYPES.

    date: the first snapshot in which the new nation `leads` (before the board has intervals: in
        which it alone holds the best score; an exact tie keeps the incumbent).
    contested_since: the first snapshot in which the old leader no longer led; a no_interval snapshot
        neither ends nor contests a lead, nor does an uncontested one.
    reason: `first`, or what changed since the old leader last led; see `_reason`. `held` where nothing changed
        hands: the leader, whose lead was contested, `leads` again; it stands on both sides of the row.
    from_*, to_*: the best counted models of the two nations on `date`; null where there is none left.
    p_leader: chance that the new leader's best is the best of all, NaN without intervals.
    decisive: false for a method_change and for `held`, else true; null where only the order is known.
    contenders: nations other than the old leader and the new one that were tied while the lead was contested.
    not_before: the last snapshot before that says who leads, in which the new nation did not yet: what the row tells
        happened after that day and by `date`. Null for `first`.

    An old leader whose rows are missing and come back in a later snapshot has lost nothing by that:
    those rows are read as they last stood. attrs["notes"]: what a reader should be told of the intervals, and
    of new leaders whose model is built on another nation's; attrs["bases"] has those: model -> (base, its country).
    """
    rows = [_ledger_row(history, change) for change in _changes(history)]
    told = pd.DataFrame(rows, columns=list(LEDGER_DTYPES)).astype(LEDGER_DTYPES)
    bases = _foreign_bases(history, told["to_model"])
    built = (f"{model} is built on {base} of {country}" for model, (base, country) in bases.items())
    told.attrs["notes"], told.attrs["bases"] = (*history.notes, *built), bases
    return told


def _foreign_bases(history: BoardHistory, models: "pd.Series[str]") -> dict[str, tuple[str, str]]:
    """Of these models those that are built on another nation's: its name, and its country."""
    rows = history.rows[history.rows["model_name"].isin(models) & history.rows["base_model"].notna()]
    built = rows.drop_duplicates("model_name")[["model_name", "base_model", "base_country"]]
    return {model: (base, country) for model, base, country in built.itertuples(index=False)}


def changes(ledger: pd.DataFrame) -> pd.DataFrame:
    """Of `leads` the rows in which the lead came to a nation: without those in which its holder kept it."""
    return ledger[ledger["reason"] != HELD]


def _changes(history: BoardHistory) -> Iterator[_Change]:
    """Walk through the snapshots; who reigns does so until another nation leads."""
    reign: _Reign | None = None
    before: int | None = None
    counted = history.by_day.any(history.entries.counted)
    of_shown, sets = history.by_day.only(counted)
    shown = history.entries.at(of_shown)
    intervals_yet = np.logical_or.accumulate(has_intervals(shown, sets)).tolist()
    walk = zip(counted.nonzero()[0].tolist(), verdicts(shown, sets), intervals_yet, strict=True)
    for now, said, had_intervals in walk:
        if said.kind == "uncontested" or (said.kind == "no_interval" and had_intervals):
            continue
        here = history.entries.at(history.snapshots[now].rows)
        leader = _leader(said, here, reign)
        if reign is not None and leader != reign.nation:
            rows = _with_returning(history, reign, now)
            supposed = _leader_if(history, rows, reign, verdict) if len(rows) > len(here) else leader
            if supposed == reign.nation:
                continue  # only missing: as if this snapshot had not been
            if supposed != leader:
                leader = None  # contested, with the missing rows or without them
        if leader is not None:
            if reign is None or leader != reign.nation or reign.contested is not None:
                yield _Change(now, leader, said, reign, before)
            reign = _Reign(leader, led=now)
        elif reign is not None:
            contested = now if reign.contested is None else reign.contested
            tied = said.nations if said.kind == "tied" else ()
            reign = replace(reign, contested=contested, contenders=reign.contenders.union(tied))
        before = now


def _leader(said: Verdict, rows: Entries, reign: _Reign | None) -> str | None:
    """Who leads by verdict or, where that is no_interval, by order: an exact tie keeps the incumbent."""
    if said.kind != "no_interval":
        return said.leader
    on_top = nations_on_top(rows)
    if reign is not None and reign.nation in on_top:
        return reign.nation
    return on_top[0] if len(on_top) == 1 else None


def _leader_if(
    history: BoardHistory, rows: Integers, reign: _Reign, judge: Callable[[Entries], Verdict] = by_scores
) -> str | None:
    """Who would lead if the snapshot consisted of these rows; by scores that may be a nation which is alone there."""
    supposed = history.entries.at(rows)
    return _leader(judge(supposed), supposed, reign) if supposed.counted.any() else None


def _with_returning(history: BoardHistory, reign: _Reign, now: int) -> Integers:
    """The snapshot's rows, and those of the reigning nation that are missing here and listed again later."""
    rows = history.snapshots[now].rows
    missing = _missing(history, reign, now)
    later = history.entries.model[rows[-1] + 1 :]
    return np.concatenate([rows, missing[np.isin(history.entries.model[missing], later)]])


def _missing(history: BoardHistory, reign: _Reign, now: int) -> Integers:
    """The nation's rows as last counted since it led, of models that are not listed now."""
    held = _held(history, reign, now)
    return held[~np.isin(history.entries.model[held], history.entries.model[history.snapshots[now].rows])]


def _held(history: BoardHistory, reign: _Reign, now: int) -> Integers:
    """The nation's rows since it last led and before now: each model's from the last snapshot that counted it."""
    entries = history.entries
    start, stop = history.snapshots[reign.led].rows[0], history.snapshots[now].rows[0]
    rows = entries.counted_of(reign.nation, np.arange(start, stop))
    days, model = history.table["published_on"].to_numpy()[rows], entries.model[rows]
    last = np.empty(int(model.max(initial=-1)) + 1, days.dtype)
    last[model] = days  # of a model's rows the last one stays, and they stand by date
    return rows[days == last[model]]


def _reason(history: BoardHistory, change: _Change, old: _Reign) -> str:
    """What handed the lead over, among all that changed since the old leader last led.

    method_change: the board declared a break in between.
    withdrawn, closed, rescored: of the old leader's models; opened, new_model: of the new leader's.

    Each kind of change is undone by itself. The reason is the first without which the old leader
    would still lead; else the first without which the new one would not lead yet; else how the new
    leader's best model came to be counted (rescored where it already was).
    """
    then, today = (history.snapshots[index].date.date() for index in (old.led, change.now))
    if any(then < day <= today for day in history.method_changes):
        return "method_change"
    outcomes = {
        reason: _leader_if(history, rows, old) for reason, rows in _undone(history, change, old).items() if len(rows)
    }
    for reason, leader in outcomes.items():
        if leader == old.nation:
            return reason
    for reason, leader in outcomes.items():
        if leader != change.new:
            return reason
    return _arrival(history, change, old)


def _undone(history: BoardHistory, change: _Change, old: _Reign) -> dict[str, Integers]:
    """By reason, in order of precedence: the snapshot as it would be without such changes, if there were any."""
    entries, model = history.entries, history.entries.model
    present = _with_returning(history, old, change.now)
    counted_now = model[present[entries.counted[present]]]
    held = _held(history, old, change.now)
    led = entries.counted_of(old.nation, history.snapshots[old.led].rows)

    gone = held[~np.isin(model[held], model[present])]
    closed = held[np.isin(model[held], model[present]) & ~np.isin(model[held], counted_now)]
    scored_then = led[np.isin(model[led], counted_now)]
    opened, new = _arrived(history, change, old)

    def without(models: Integers) -> Integers:
        return present[~np.isin(model[present], models)]

    undone = {
        "withdrawn": (gone, np.concatenate([present, gone])),
        "closed": (closed, np.concatenate([without(model[closed]), closed])),
        "rescored": (scored_then, np.concatenate([without(model[scored_then]), scored_then])),
        "opened": (opened, without(opened)),
        "new_model": (new, without(new)),
    }
    return {reason: rows for reason, (changed, rows) in undone.items() if len(changed)}


def _arrived(history: BoardHistory, change: _Change, old: _Reign) -> tuple[Integers, Integers]:
    """Of the new leader's models that were not counted when the old one last led: those listed before, and new ones."""
    entries = history.entries
    led, now = history.snapshots[old.led].rows, history.snapshots[change.now].rows
    before = slice(0, now[0])
    theirs = entries.model[entries.counted_of(change.new, now)]
    arrived = np.setdiff1d(theirs, entries.model[led[entries.counted[led]]])
    opened = np.intersect1d(arrived, entries.model[before][~entries.counted[before]])
    return opened, np.setdiff1d(arrived, opened)


def _arrival(history: BoardHistory, change: _Change, old: _Reign) -> str:
    """How the new leader's best model came to be counted since the old one last led."""
    best = history.entries.model[_best(history, change.now, change.new)]
    opened, new = _arrived(history, change, old)
    return "opened" if np.isin(best, opened).any() else "new_model" if np.isin(best, new).any() else "rescored"


def _best(history: BoardHistory, now: int, nation: str) -> Integers:
    """The position of the nation's best counted row in a snapshot, if it has one."""
    return history.entries.counted_of(nation, history.snapshots[now].rows)[:1]


def _best_of(history: BoardHistory, now: int, nation: str) -> tuple[str | None, float]:
    """Name and score of the nation's best counted model in a snapshot."""
    name, score = history.table["model_name"], history.table["score"]
    best = _best(history, now, nation)
    return (str(name.iloc[best[0]]), float(score.iloc[best[0]])) if len(best) else (None, np.nan)


def _ledger_row(history: BoardHistory, change: _Change) -> dict[str, object]:
    old = change.old
    date = history.snapshots[change.now].date
    reason = "first" if old is None else HELD if old.nation == change.new else _reason(history, change, old)
    from_model, from_score = _best_of(history, change.now, old.nation) if old else (None, np.nan)
    to_model, to_score = _best_of(history, change.now, change.new)
    decisive = None if change.said.kind == "no_interval" else True
    return {
        "date": date,
        "contested_since": old and history.snapshots[change.now if old.contested is None else old.contested].date,
        "reason": reason,
        "from_country": old and old.nation,
        "from_model": from_model,
        "to_country": change.new,
        "to_model": to_model,
        "from_score": from_score,
        "to_score": to_score,
        "p_leader": change.said.chances.get(change.new, np.nan),
        "decisive": False if reason in ("method_change", HELD) else decisive,
        "contenders": ";".join(sorted(old.contenders - {old.nation, change.new})) or None if old else None,
        "not_before": history.snapshots[change.before].date if old and change.before is not None else None,
    }
