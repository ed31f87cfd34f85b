"""What a question reads: the newest snapshot where that is enough, and only columns that it needs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from leaderboard.questions import across_boards, histories, one_board
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
    past = histories.history("arena/text", newest_only=True, data_dir=data.root)
    whole = histories.history("arena/text", data_dir=data.root)
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
    past = histories.history("arena/text", newest_only=True, data_dir=data.root)
    assert past.snapshots[-1].date == pd.Timestamp("2025-02-01")


def test_what_else_is_wanted_is_asked_for(data: DataDir) -> None:
    assert "response_sha256" not in histories.history("arena/text", data_dir=data.root).rows
    assert "response_sha256" in histories.history("arena/text", data_dir=data.root, columns=["response_sha256"]).rows


@pytest.mark.parametrize(("columns", "found"), [(["rank", "ranks"], "'ranks'"), ("rank", "'a', 'k', 'n', 'r'")])
def test_a_column_that_no_observation_has_is_refused(data: DataDir, columns: Any, found: str) -> None:
    with pytest.raises(ValueError, match=rf"^columns: expected some of source_id, .*; found {found}$"):
        histories.history("arena/text", data_dir=data.root, columns=columns)


def reads(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The columns of each read of a board from here on."""
    asked: list[set[str]] = []

    def read(*place: object, columns: set[str], **how: object) -> pd.DataFrame:
        asked.append(set(columns))
        return kept(*place, columns=columns, **how)

    kept: Callable[..., pd.DataFrame] = store.read
    monkeypatch.setattr(store, "read", read)
    return asked


def test_what_a_board_says_of_a_model_is_read_only_where_the_registry_is_silent(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a name that nobody registered the organization and the license count."""
    of_board = {"source_id": "livebench", "board_id": "livebench/global", "recorded_at": "2025-01-01"}
    asked, words = reads(monkeypatch), {"organization_name", "license_name"}
    for names, times in (("gpt-4o", "grok-2"), 1), (("gpt-4o", "nobody-registered-this"), 2):
        rows = observations(*(("2025-01-01", name, 1.0) for name in names), organization_name="DeepSeek", **of_board)
        folder = DataDir(data.root / str(times))
        store.append(folder, "livebench", [rows])
        found = one_board.frontier("livebench/global", data_dir=folder.root, openness="all")
        assert [words <= columns for columns in asked] == [False, True][:times]
        assert [words.isdisjoint(columns) for columns in asked] == [True, False][:times]
        assert found["country"].tolist() == (["USA"] if times == 1 else ["CHN", "USA"])
        asked.clear()


def test_a_board_of_which_only_parts_are_stored_has_lower_bounds_and_nothing_else(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    rows = observations(
        *(("2025-01-01", name, 1.0) for name in ("gpt-4o", "grok-2")),
        complete=False,
        source_id="arena",
        board_id="arena/text",
        recorded_at="2025-01-01",
    )
    store.append(data, "arena", [rows])
    of_all = {"data_dir": data.root, "openness": "all"}
    for newest_only in (False, True):
        past = histories.history("arena/text", newest_only=newest_only, **of_all)
        assert (len(past.rows), past.snapshots) == (0, ())
        assert past.partial is not None
        assert len(past.partial) == 2
    open_only = histories.history("arena/text", data_dir=data.root).partial  # as of the newest snapshot: there is none
    assert open_only is not None
    assert open_only["counts_from"].tolist() == open_only["released_on"].tolist()
    for question in (one_board.frontier, one_board.leads, one_board.share):
        assert question("arena/text", **of_all).empty
    assert one_board.top("arena/text", ranks=True, **of_all).empty
    assert one_board.gap("arena/text", "USA", "CHN", every_date=True, **of_all).empty
    for more in ({}, {"best_of_all": True}):
        bounds = one_board.frontier("arena/text", partial=True, **more, **of_all)
        assert bounds[["country", "verdict"]].to_numpy().tolist() == [["USA", "lower_bound"]]


def test_a_board_whose_maker_corrected_it_says_so_and_enters_no_index(data: DataDir) -> None:
    """As FrontierMath's first version, whatever the day of asking; its second one speaks for itself."""
    for board_id in ("epoch/frontiermath", "epoch/frontiermath_tiers_1_3_v2", "euroeval/english"):
        rows = observations(("2026-03-01", "a", 50.0), recorded_at="2026-03-01", board_id=board_id)
        store.append(data, board_id.split("/")[0], [rows.assign(source_id=board_id.split("/")[0])])

    def told(board_id: str, as_of: str) -> str:
        said = one_board.standing(board_id, as_of=as_of, data_dir=data.root)
        assert said is not None
        assert (
            said.over in one_board.top(board_id, as_of=as_of, data_dir=data.root).attrs.get("notes", ())
            or not said.over
        )
        return said.over

    corrected = "Its maker corrected this board on 12 June 2026: an audit found errors in 42 % of its problems;"
    assert told("epoch/frontiermath", "2026-03-02").startswith(corrected)
    assert told("epoch/frontiermath_tiers_1_3_v2", "2026-12-02") == ""
    assert told("euroeval/english", "2026-04-16") == ""
    assert told("euroeval/english", "2026-04-17").startswith("This board ended on 17 April 2026: ")
    compared = [history.board_id for history in across_boards.comparable(as_of="2026-12-02", data_dir=data.root)]
    assert compared == ["arena/text", "epoch/frontiermath_tiers_1_3_v2"]
