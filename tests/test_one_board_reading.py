"""What a question reads: the newest snapshot where that is enough, and only columns that it needs."""

from pathlib import Path

import pandas as pd
import pytest

from leaderboard.questions import one_board
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from tests.test_store import observations


@pytest.fixture
def data(tmp_path: Path) -> DataDir:
    """Three days of Arena's text: the last is incomplete."""
    of_board = {"source_id": "arena", "board_id": "arena/text"}
    days = [
        observations((day, "a", 1000.0 + number), (day, "b", 900.0), recorded_at=day, complete=number < 2, **of_board)
        for number, day in enumerate(("2025-01-01", "2025-01-02", "2025-01-03"))
    ]
    store.append(DataDir(tmp_path), "arena", [pd.concat(days, ignore_index=True)])
    return DataDir(tmp_path)


def test_the_newest_snapshot_alone_is_the_last_complete_one(data: DataDir) -> None:
    past = one_board.history("arena/text", newest_only=True, data_dir=data.root)
    whole = one_board.history("arena/text", data_dir=data.root)
    assert past.table["published_on"].unique().tolist() == [pd.Timestamp("2025-01-02")]
    assert whole.table["published_on"].nunique() == 2
    assert past.passed_over == whole.passed_over != ()
    on_the_last = whole.table.iloc[whole.snapshots[-1].rows].reset_index(drop=True)
    pd.testing.assert_frame_equal(past.table.iloc[past.snapshots[-1].rows].reset_index(drop=True), on_the_last)


def test_an_older_question_set_that_is_in_force_is_found(data: DataDir) -> None:
    """The question set of the last day is older by name than the one before: that one stays in force."""
    of_board = {"source_id": "arena", "board_id": "arena/text"}
    for day, version in (("2025-02-01", "v2"), ("2025-02-02", "v1")):
        store.append(
            data, "arena", [observations((day, "a", 1.0), recorded_at=day, benchmark_version=version, **of_board)]
        )
    past = one_board.history("arena/text", newest_only=True, data_dir=data.root)
    assert past.snapshots[-1].date == pd.Timestamp("2025-02-01")


def test_what_else_is_wanted_is_asked_for(data: DataDir) -> None:
    assert "response_sha256" not in one_board.history("arena/text", data_dir=data.root).rows
    assert "response_sha256" in one_board.history("arena/text", data_dir=data.root, columns=["response_sha256"]).rows
