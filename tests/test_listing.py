"""Names as the app shows them."""

from pathlib import Path

from leaderboard.questions import histories, listing
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from tests.test_store import observations


def test_an_overlong_name_is_cut_where_it_is_shown(tmp_path: Path) -> None:
    data, long = DataDir(tmp_path), "x" * 5000
    row = observations(("2025-05-01", long, 1.0), source_id="gso", board_id="gso/opt1", organization_name=long)
    store.append(data, "gso", [row])
    past = histories.history("gso/opt1", data_dir=str(tmp_path), openness="all")
    assert listing.model_names(past) == {long: "x" * 99 + "…"}
    assert listing.models(past)["shown"].tolist() == ["x" * 99 + "…"]
    assert listing.models(past)["organization_name"].str.len().max() == 100


def test_a_setting_that_a_board_does_not_know_is_no_part_of_a_name(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    rows = [("2025-05-01", "claude-opus-4-6_unknown", 1.0), ("2025-05-01", "claude-opus-4-6_high", 2.0)]
    store.append(data, "epoch", [observations(*rows, source_id="epoch", board_id="epoch/gpqa_diamond")])
    past = histories.history("epoch/gpqa_diamond", data_dir=str(tmp_path), openness="all")
    assert listing.model_names(past) == {
        "claude-opus-4-6_unknown": "Claude Opus 4.6",
        "claude-opus-4-6_high": "Claude Opus 4.6 (high)",
    }
