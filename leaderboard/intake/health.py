"""How the collection is doing: freshness per source, the boards there are, and the names nobody has placed yet."""

import logging
from datetime import timedelta
from statistics import median

import pandas as pd

from fetchers import Source
from leaderboard.intake import state
from leaderboard.records import clock, references, rejects, store
from leaderboard.records.files import Damaged
from leaderboard.records.paths import DataDir
from leaderboard.registry import attribution, boards, proposals, tables

_log = logging.getLogger(__name__)
#: What a board may leave blank, and what somebody should know if it begins to.
_FILLED = (
    "organization_name",
    "license_name",
    "openness_name",
    "score_low",
    "score_high",
    "sample_size",
    "rank",
    "scored_on",
    "released_on",
)

#: A source that was not checked for this long is late, whatever upstream did.
CHECK_EVERY = timedelta(days=2)


def status(data: DataDir) -> pd.DataFrame:
    """Per source: source_id, state, last_checked, last_changed, expected_next, observations,
    rejects, unresolved, skipped.

    state, the worst that applies: failing (the last refresh ended in an error, or a stored file is damaged),
    in part (some of its boards could not be read), quarantined (a snapshot is kept out), frozen (retired
    upstream), late (unchecked for two days, or unchanged for longer than upstream usually takes, or one of its
    boards stopped or came in part: see board_troubles), fresh. Before the last three: without a key (it answers to
    one that is not in the environment).
    expected_next: the day by which it should have changed. unresolved: distinct spellings without a
    registered model. skipped: versions of its past that cannot be read.
    """
    states = state.load(data.state)
    spellings, stopped = _spellings(data), board_troubles(data)
    return pd.DataFrame(
        [
            _status(source, data, states.get(source.id), spellings, bool(stopped.get(source.id)))
            for source in boards.every_source()
        ]
    )


def _status(
    source: Source, data: DataDir, known: state.SourceState | None, spellings: pd.DataFrame, stopped: bool
) -> dict[str, object]:
    known = known or state.SourceState()
    own = spellings[spellings["source_id"] == source.id]
    changed = own["recorded_at"].max()
    now, over = clock.timestamp(clock.now()), boards.over()
    checked = None if known.checked_at is None else clock.timestamp(known.checked_at)
    expected = changed.normalize() + source.expected_every if source.expected_every and pd.notna(changed) else pd.NaT
    ahead = checked is not None and checked > now  # the clock was wrong then, or is now: no refresh will do
    overdue = checked is None or ahead or now - checked > CHECK_EVERY or (pd.notna(expected) and now > expected)
    aside, damaged = _set_aside(data, source.id)
    damaged |= own.empty and bool(store.files(data, source.id))
    verdicts = {
        "failing": damaged or known.error is not None,
        "in part": bool(known.missing),
        "quarantined": bool(known.quarantine),
        state.WITHOUT_A_KEY: bool(state.lacks_key(source)),
        "frozen": source.expected_every is None or all(board.id in over for board in source.boards),
        "late": overdue or stopped,
        "fresh": True,
    }
    return {
        "source_id": source.id,
        "state": next(name for name, holds in verdicts.items() if holds),
        "last_checked": pd.NaT if checked is None else checked,
        "last_changed": changed,
        "expected_next": expected,
        "observations": int(own["rows"].sum()),
        "rejects": aside,
        "unresolved": own.loc[own["basis"].str.startswith(("unknown", "organization")), "model_name"].nunique(),
        "skipped": len(known.skipped),
    }


def _set_aside(data: DataDir, source_id: str) -> tuple[int, bool]:
    """How many rows of a source were set aside, and whether the table of them is damaged: then the log names it."""
    try:
        return len(rejects.read(data, source_id)), False
    except Damaged as error:
        _log.warning("%s", error)
        return 0, True


def troubles(data: DataDir) -> list[str]:
    """A line for whatever of the sources could not be read, and for each board that stopped: expected and found."""
    known = state.load(data.state)
    stopped = [line for lines in board_troubles(data).values() for line in lines]
    without_a_key = filter(None, map(state.lacks_key, boards.every_source()))
    return [*stopped, *without_a_key] + [
        line
        for source_id in sorted(known)
        for line in (
            *filter(None, [known[source_id].error]),
            *(known[source_id].missing if not known[source_id].error else []),
            *(f"{why} (kept out until `quarantine accept` or `drop`)" for why in known[source_id].quarantine.values()),
            *(f"{why} (a version of the past, left out)" for why in known[source_id].skipped.values()),
        )
    ]


def board_troubles(data: DataDir) -> dict[str, list[str]]:
    """By source a line for each board that stopped, wholly or in a column, or of which the newest snapshot is a part.

    Its list vanished, nothing came for longer than its rhythm, or a column is blank that was not (see _emptied).

    A list vanished where its newest rows came from a committed file that later versions of hold another board of, but
    no more of its own. A board's rhythm is its largest gap so far, or max_age_days where that is longer; of two
    snapshots none is known. Boards of a retired source, and those that are over (registry.boards.over), have none.
    """
    stored = store.summary(data, ["source_id", "board_id", "published_on", "recorded_basis", "response_sha256"])
    now = clock.timestamp(clock.now())
    doubted = {name.split()[0] for known in state.load(data.state).values() for name in known.quarantine}
    found: dict[str, list[str]] = {}
    going_on = {
        board_id: curated
        for board_id, curated in boards.every_board().items()
        if curated.source.expected_every is not None
        and not state.lacks_key(curated.source)
        and board_id not in doubted
        and board_id not in boards.over()
    }
    headlines = {board_id: curated.headline_category for board_id, curated in going_on.items()}
    rows = store.read_boards(data, headlines, columns=("board_id", "published_on", "complete", *_FILLED))
    blank, torn = _emptied(rows[rows["complete"]]), _torn(rows)
    for board_id, curated in going_on.items():
        own = stored[stored["board_id"] == board_id]
        if own.empty:
            continue
        last = own["published_on"].max()
        newest = own.loc[(own["published_on"] == last) & (own["recorded_basis"] == "commit"), "response_sha256"]
        beside = stored[(stored["source_id"] == curated.source.id) & (stored["board_id"] != board_id)]
        shared = beside.loc[beside["response_sha256"].isin(newest), "board_id"]
        later = beside[beside["board_id"].isin(shared) & (beside["published_on"] > last)]
        gaps = clock.gaps(own["published_on"])
        rhythm = max([curated.max_age_days, *gaps])
        lines = found.setdefault(curated.source.id, [])
        if len(later):
            day, others = later["published_on"].min(), ", ".join(sorted(set(later["board_id"])))
            lines.append(
                f"{board_id}: expected rows beside those of {others} of {day:%Y-%m-%d}, "
                f"found none since {last:%Y-%m-%d}"
            )
        elif len(gaps) > 1 and (now - last).days > rhythm:
            lines.append(
                f"{board_id}: expected a snapshot every {rhythm} days at least, found none since {last:%Y-%m-%d}"
            )
        lines += [*torn.get(board_id, []), *blank.get(board_id, [])]
    return {source_id: lines for source_id, lines in found.items() if lines}


def _torn(rows: pd.DataFrame) -> dict[str, list[str]]:
    """By board a line if its newest snapshot holds only a part of it: what stands is older."""
    newest = rows[rows["published_on"] == rows.groupby("board_id")["published_on"].transform("max")]
    days = newest[~newest["complete"]].groupby("board_id")["published_on"].first()
    return {
        str(board_id): [f"{board_id}: expected a whole snapshot, found a part of it on {day:%Y-%m-%d}"]
        for board_id, day in days.items()
    }


def _emptied(rows: pd.DataFrame) -> dict[str, list[str]]:
    """By board a line for each column that its newest snapshot leaves blank though an earlier one did not.

    Blank: filled in less than a tenth of its rows. Not: in half of them or more. rows: of complete snapshots.
    """
    filled = rows[[*_FILLED]].notna().groupby([rows["board_id"], rows["published_on"]]).mean()
    lines: dict[str, list[str]] = {}
    for board_id, by_day in filled.groupby(level="board_id"):
        shares = by_day.droplevel("board_id").sort_index()
        for column, newest in shares.iloc[-1].items():
            well = shares.index[shares[column] >= 0.5]
            if newest < 0.1 and len(well):
                since = shares.index[shares.index > well[-1]][0]
                line = (
                    f"{board_id}: expected {column} as until {well[-1]:%Y-%m-%d}, found it blank since {since:%Y-%m-%d}"
                )
                lines.setdefault(str(board_id), []).append(line)
    return lines


def board_list(data: DataDir) -> pd.DataFrame:
    """Every board, those that count use too: board_id, title, domain, metric, categories, first_published_on,
    last_published_on, observations, snapshots (days on which it was seen, whole or in part), median_gap_days and
    largest_gap_days (from one to the next; null of a single one).
    """
    stored = store.summary(data, ["board_id", "category", "published_on"])
    rows = []
    for board_id, curated in boards.every_board().items():
        own = stored[stored["board_id"] == board_id]
        gaps = clock.gaps(own["published_on"])
        rows.append(
            {
                "board_id": board_id,
                "title": curated.board.title,
                "domain": curated.domain,
                "metric": curated.board.metric,
                "categories": ";".join(sorted(set(own["category"]))),
                "first_published_on": own["published_on"].min(),
                "last_published_on": own["published_on"].max(),
                "observations": int(own["rows"].sum()),
                "snapshots": own["published_on"].nunique(),
                "median_gap_days": median(gaps) if gaps else None,
                "largest_gap_days": max(gaps, default=None),
            }
        )
    days = dict.fromkeys(["first_published_on", "last_published_on"], "datetime64[us]")
    return pd.DataFrame(rows).astype(days | {"median_gap_days": "float64", "largest_gap_days": "Int64"})


def unresolved(data: DataDir, source_id: str | None = None) -> pd.DataFrame:
    """Spellings without a registered model, most rows first, as alias rows ready to check and paste.

    Columns: source_id, model_name, model_id and setting (proposed, for a person to accept), rows,
    organization_id (of the organization that the board names), organization_name, license_name, reason.
    """
    spellings = _spellings(data)
    if source_id is not None:
        spellings = spellings[spellings["source_id"] == source_id]
    open_ones = spellings[spellings["basis"].str.startswith(("unknown", "organization"))]
    named = open_ones.sort_values("rows", ascending=False).groupby(["source_id", "model_name"], sort=False)
    firsts = {name: (name, "first") for name in ("organization_id", "organization_name", "license_name")}
    listed = named.agg(rows=("rows", "sum"), **firsts).reset_index()
    listed = listed.sort_values(["rows", "source_id", "model_name"], ascending=[False, True, True], ignore_index=True)
    known = tables.load()
    propose = proposals.Proposer(known, references.hub_ids(data))
    makers = listed["organization_id"].fillna("")
    found = [propose(*asked) for asked in zip(listed["model_name"], makers, strict=True)]
    listed.insert(2, "model_id", pd.Series([one.model_id for one in found], dtype="str"))
    listed.insert(3, "setting", pd.Series([one.setting for one in found], dtype="str"))
    of_board = ("; by the board a model of " + makers).where(makers != "", "")
    listed["reason"] = pd.Series([one.reason for one in found], dtype="str") + of_board
    return listed


def _spellings(data: DataDir) -> pd.DataFrame:
    """Every stored spelling with its counts and the rule that attributes it."""
    names = ["source_id", "model_name", "organization_name", "license_name"]
    found = store.summary(data, names)
    found["published_on"] = found["last_published_on"]
    return attribution.attribute(found, tables.load()).astype(attribution.TEXT)
