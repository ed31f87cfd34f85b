"""How the collection is doing: freshness per source, the boards there are, and the names nobody has placed yet."""

import re
from datetime import timedelta
from difflib import get_close_matches

import pandas as pd
import pyarrow.dataset as ds

from fetchers import SOURCES, Source
from leaderboard import attribution, boards, clock, registry, rejects, state, store
from leaderboard.paths import DataDir
from leaderboard.schema import ARROW

#: A source that was not checked for this long is late, whatever upstream did.
CHECK_EVERY = timedelta(days=2)


def status(data: DataDir) -> pd.DataFrame:
    """Per source: source_id, state, last_checked, last_changed, expected_next, observations, rejects, unresolved.

    state, the worst that applies: failing (the last refresh ended in an error), quarantined (a
    snapshot is kept out), frozen (retired upstream), late (unchecked for two days, or unchanged for
    longer than upstream usually takes), fresh. expected_next: the day by which it should have changed.
    unresolved: distinct spellings without a registered model.
    """
    states = state.load(data.state)
    spellings = _spellings(data)
    return pd.DataFrame([_status(source, data, states.get(source.id), spellings) for source in SOURCES])


def _status(
    source: Source, data: DataDir, known: state.SourceState | None, spellings: pd.DataFrame
) -> dict[str, object]:
    known = known or state.SourceState()
    own = spellings[spellings["source_id"] == source.id]
    changed = own["recorded_at"].max()
    now = clock.timestamp(clock.now())
    checked = None if known.checked_at is None else clock.timestamp(known.checked_at)
    expected = changed.normalize() + source.expected_every if source.expected_every and pd.notna(changed) else pd.NaT
    overdue = checked is None or now - checked > CHECK_EVERY or (pd.notna(expected) and now > expected)
    verdicts = {
        "failing": known.error is not None,
        "quarantined": bool(known.quarantine),
        "frozen": source.expected_every is None,
        "late": overdue,
        "fresh": True,
    }
    return {
        "source_id": source.id,
        "state": next(name for name, holds in verdicts.items() if holds),
        "last_checked": pd.NaT if checked is None else checked,
        "last_changed": changed,
        "expected_next": expected,
        "observations": int(own["rows"].sum()),
        "rejects": len(rejects.read(data, source.id)),
        "unresolved": own.loc[own["basis"].str.startswith(("unknown", "organization")), "model_name"].nunique(),
    }


def board_list(data: DataDir) -> pd.DataFrame:
    """Every board: board_id, title, domain, metric, categories, first_published_on, last_published_on, observations."""
    stored = _counts(data, ["board_id", "category"])
    rows = []
    for board_id, curated in boards.catalogue().items():
        own = stored[stored["board_id"] == board_id]
        rows.append(
            {
                "board_id": board_id,
                "title": curated.board.title,
                "domain": curated.domain,
                "metric": curated.board.metric,
                "categories": ";".join(sorted(own["category"])),
                "first_published_on": own["first_published_on"].min(),
                "last_published_on": own["last_published_on"].max(),
                "observations": int(own["rows"].sum()),
            }
        )
    return pd.DataFrame(rows).astype(dict.fromkeys(["first_published_on", "last_published_on"], "datetime64[us]"))


def unresolved(data: DataDir, source_id: str | None = None) -> pd.DataFrame:
    """Spellings without a registered model, most rows first, as alias rows ready to paste.

    Columns: source_id, model_name, model_id (proposed, for a person to accept), setting (blank, for
    a person to fill), rows, organization_name, license_name, reason.
    """
    spellings = _spellings(data)
    if source_id is not None:
        spellings = spellings[spellings["source_id"] == source_id]
    open_ones = spellings[spellings["basis"].str.startswith(("unknown", "organization"))]
    named = open_ones.sort_values("rows", ascending=False).groupby(["source_id", "model_name"], sort=False)
    listed = named.agg(
        rows=("rows", "sum"), organization_name=("organization_name", "first"), license_name=("license_name", "first")
    ).reset_index()
    listed = listed.sort_values(["rows", "source_id", "model_name"], ascending=[False, True, True], ignore_index=True)
    proposals = [_proposal(name) for name in listed["model_name"]]
    listed.insert(2, "model_id", pd.Series([model_id for model_id, _ in proposals], dtype="str"))
    listed.insert(3, "setting", pd.Series("", listed.index, dtype="str"))
    listed["reason"] = pd.Series([reason for _, reason in proposals], dtype="str")
    return listed


def _proposal(model_name: str) -> tuple[str, str]:
    """A registered model that this spelling may mean, and why. For a person to accept, never to decide."""
    aliases = registry.load().model_aliases
    folded = dict(zip(aliases["model_name"].map(_fold), aliases["model_id"], strict=True))
    asked = _fold(model_name)
    if asked in folded:
        return folded[asked], "the same but for case and punctuation"
    near = get_close_matches(asked, folded, n=1, cutoff=0.88)
    return (folded[near[0]], "a similar spelling is registered") if near else ("", "nothing similar is registered")


def _fold(name: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "", name.lower().rsplit("/", 1)[-1])


def _spellings(data: DataDir) -> pd.DataFrame:
    """Every stored spelling with its counts and the rule that attributes it."""
    names = ["source_id", "model_name", "organization_name", "license_name"]
    found = _counts(data, names)
    found["published_on"] = found["last_published_on"]
    return attribution.attribute(found, registry.load())


def _counts(data: DataDir, names: list[str]) -> pd.DataFrame:
    """Stored rows grouped by these columns: rows, first_published_on, last_published_on, recorded_at (newest)."""
    paths = [str(file) for file in store.files(data)]
    table = ds.dataset(paths, schema=ARROW, format="parquet").to_table(columns=[*names, "published_on", "recorded_at"])
    grouped = table.group_by(names).aggregate(
        [([], "count_all"), ("published_on", "min"), ("published_on", "max"), ("recorded_at", "max")]
    )
    renamed = {
        "count_all": "rows",
        "published_on_min": "first_published_on",
        "published_on_max": "last_published_on",
        "recorded_at_max": "recorded_at",
    }
    frame = grouped.to_pandas().rename(columns=renamed)
    return frame.astype(dict.fromkeys(names, "str")).sort_values(names, ignore_index=True)
