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
