"""Is this new snapshot plausible beside its own past?

One question so far: has it lost more than half of the distinct models of the last complete one?
"""

from dataclasses import dataclass

import pandas as pd

from leaderboard.schema import SNAPSHOT_KEY

#: A snapshot with fewer than this share of the last complete one's models holds only a part of its board.
MIN_KEPT = 0.5
_SERIES = SNAPSHOT_KEY[:3]  # what a snapshot is one day of


@dataclass(frozen=True)
class Fall:
    """A snapshot that lost more than half of its models: which, from how many, to how many."""

    board_id: str
    category: str
    benchmark_version: str
    published_on: pd.Timestamp
    before: int
    after: int

    @property
    def diagnosis(self) -> str:
        version = f" ({self.benchmark_version})" if self.benchmark_version else ""
        return (
            f"{self.board_id}{version}, {self.category}, {self.published_on:%Y-%m-%d}: expected at least half of the "
            f"{self.before} models of the last complete snapshot, found {self.after}"
        )


def snapshots(rows: pd.DataFrame) -> pd.DataFrame:
    """Per snapshot the number of distinct models shown and whether it is complete.

    Columns: SNAPSHOT_KEY, models, complete. rows: newest observations (see store.newest).
    """
    shown = rows[~rows["withdrawn"]]
    grouped = shown.groupby(list(SNAPSHOT_KEY), observed=True)
    return grouped.agg(models=("model_name", "nunique"), complete=("complete", "all")).reset_index()


def falls(incoming: pd.DataFrame, past: pd.DataFrame) -> list[Fall]:
    """The incoming snapshots that lost more than half of the distinct models they should have.

    Both are tables of `snapshots`. A day stored before is held against what it showed then, a new
    one against the last complete snapshot of its board, category and question set; a fallen or
    otherwise incomplete snapshot is never what the next one is held against.
    """
    series = pd.concat([past.assign(new=False), incoming.assign(new=True)], ignore_index=True)
    series = series.sort_values([*_SERIES, "published_on", "new"], kind="stable")
    found = []
    series_now: tuple[str, ...] = ()
    stored_day, stored, last = pd.NaT, 0, 0
    for board_id, category, version, published_on, models, complete, new in series[
        [*SNAPSHOT_KEY, "models", "complete", "new"]
    ].itertuples(index=False, name=None):
        if (board_id, category, version) != series_now:
            series_now, stored_day, stored, last = (board_id, category, version), pd.NaT, 0, 0
        seen_before = new and published_on == stored_day
        before = stored if seen_before else last
        if new and complete and models < MIN_KEPT * before:
            found.append(Fall(board_id, category, version, published_on, before, models))
        elif complete and not seen_before:
            last = models
        if not new:
            stored_day, stored = published_on, models
    return found
