"""Implausible snapshots, kept whole until a person has looked at them: then accepted, or dropped.

The diagnoses stand in `state.json`, the rows in one Parquet file per source below
`local/quarantine`. Lose the diagnoses, and the next refresh finds them again; lose the rows, and
`state.json` has to go too.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from fetchers import private_boards
from leaderboard.intake import state
from leaderboard.records import compact, schema, store
from leaderboard.records.paths import DataDir
from leaderboard.records.schema import LOGICAL_KEY, SNAPSHOT_KEY, VALUE_COLUMNS
from leaderboard.registry import boards

_KEY = list(SNAPSHOT_KEY)


class NotQuarantined(ValueError):
    """Nothing of that name is kept out. The message says how to find what is."""


def name_of(board_id: str, category: str, benchmark_version: str, published_on: pd.Timestamp) -> str:
    """A snapshot in one line."""
    return " ".join(filter(None, (board_id, benchmark_version, category, f"{published_on:%Y-%m-%d}")))


def names_of(rows: pd.DataFrame) -> "pd.Series[str]":
    """The snapshot that each row belongs to."""
    snapshots = rows[_KEY].drop_duplicates()
    names = {key: name_of(*key) for key in snapshots.itertuples(index=False, name=None)}
    return pd.Series([names[key] for key in rows[_KEY].itertuples(index=False, name=None)], rows.index, dtype="str")


def digest(snapshot: pd.DataFrame) -> str:
    """The same for the same published values, whenever they were served."""
    key = list(LOGICAL_KEY)
    text = compact.unpack(snapshot).sort_values(key)[[*key, *VALUE_COLUMNS]].to_csv(index=False)
    return hashlib.sha256(text.encode()).hexdigest()


def read(data: DataDir, source_id: str) -> pd.DataFrame:
    """The rows kept out of one source, columns of schema.OBSERVATION."""
    path = _path(data, source_id)
    return store.read_file(path) if path.exists() else schema.empty()


def _path(data: DataDir, source_id: str) -> Path:
    return data.quarantine / f"{source_id}.parquet"


def keep(data: DataDir, source_id: str, rows: pd.DataFrame, standing: Iterable[str]) -> None:
    """Add these snapshots, in place of what was kept of them, to those that still stand. Atomic.

    standing: the names of all snapshots in quarantine; what was kept of others goes.
    """
    if rows.empty and not _path(data, source_id).exists():
        return
    before = read(data, source_id)
    new = set(names_of(rows))
    kept = before[names_of(before).isin(set(standing) - new)]
    if len(rows) or len(kept) < len(before):
        store.write_file(_path(data, source_id), compact.stack([kept, rows]))


def listed(data: DataDir) -> pd.DataFrame:
    """Every snapshot kept out: id, source_id, SNAPSHOT_KEY, models, diagnosis."""
    columns = ["id", "source_id", *_KEY, "models", "diagnosis"]
    parts = [pd.DataFrame(columns=columns)]
    for source_id, known in state.load(data.state).items():
        rows = read(data, source_id)
        snapshots = rows.groupby(_KEY, as_index=False).agg(models=("model_name", "nunique"))
        names = names_of(snapshots)
        told = snapshots.assign(source_id=source_id, id=names.map(_id), diagnosis=names.map(known.quarantine))
        parts.append(told[columns])
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)


def shown(data: DataDir, chosen: str) -> pd.DataFrame:
    """One snapshot beside the last complete one stored: model_name, setting, score_before, score, published_before.

    Raises NotQuarantined.
    """
    (source_id, name), *more = _chosen(data, [chosen])
    if more:
        raise NotQuarantined(f"{chosen!r} names {1 + len(more)} snapshots: `quarantine list` shows their ids")
    rows = read(data, source_id)
    rows = rows[names_of(rows) == name]
    board_id, category, version, published_on = rows[_KEY].iloc[0]
    past = store.read(data, board_id, category, as_of=published_on)
    past = past[past["complete"] & (past["benchmark_version"] == version)]
    past = past[past["published_on"] == past["published_on"].max()]
    key = ["model_name", "setting"]
    before = past[[*key, "score", "published_on"]].set_axis([*key, "score_before", "published_before"], axis=1)
    return before.merge(rows[[*key, "score"]], on=key, how="outer")[[*key, "score_before", "score", "published_before"]]


def accept(data: DataDir, chosen: Iterable[str]) -> list[str]:
    """Store what is kept out: returns the names of the snapshots. chosen: ids, boards or sources.

    Only for whoever holds the data directory alone. Raises NotQuarantined.
    """
    return _release(data, chosen, stored=True)


def drop(data: DataDir, chosen: Iterable[str]) -> list[str]:
    """Forget what is kept out, for good: the same values are not asked about again. As `accept`."""
    return _release(data, chosen, stored=False)


def _release(data: DataDir, chosen: Iterable[str], *, stored: bool) -> list[str]:
    states = state.load(data.state)
    released = _chosen(data, chosen)
    for source_id in dict.fromkeys(source_id for source_id, _ in released):
        known = states[source_id]
        rows = read(data, source_id)
        names = names_of(rows)
        if lost := [name for one, name in released if one == source_id and name not in set(names)]:
            raise NotQuarantined(
                f"{lost[0]}: its rows are gone: delete {data.state}, and the next refresh finds it again"
            )
        here = names.isin([name for _, name in released])
        if stored:
            private = private_boards(boards.source(source_id))
            held = store.newest(store.scan(data, rows.loc[here, "board_id"].unique()))
            store.append(data, source_id, [store.news(rows[here], held)], private)
        else:
            known.dropped += [digest(snapshot) for _, snapshot in rows[here].groupby(names[here])]
        known.quarantine = {name: why for name, why in known.quarantine.items() if name not in set(names[here])}
        keep(data, source_id, schema.empty(), known.quarantine)
        state.save(data.state, states)
    return [name for _, name in released]


def _chosen(data: DataDir, chosen: Iterable[str]) -> list[tuple[str, str]]:
    """(source, snapshot) for each id, board or source. Raises NotQuarantined."""
    found: dict[tuple[str, str], None] = {}
    for wanted in chosen:
        matching = {
            (source_id, name): None
            for source_id, known in state.load(data.state).items()
            for name in known.quarantine
            if wanted in (_id(name), name.split()[0], source_id)
        }
        if not matching:
            raise NotQuarantined(f"nothing of {wanted!r} is in quarantine: `leaderboard quarantine list` shows what is")
        found |= matching
    return list(found)


def _id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]
