"""Shares worked out by hand."""

import pandas as pd
import pytest

from leaderboard.analytics.shares import SHARE_DTYPES, share
from tests.boards_by_hand import board

BOARD = board("""
    2025-01-01 USA     llama    1000 open
    2025-02-01 CHN     qwen     1300 open   setting=high
    "          CHN     qwen     1250 open   setting=low
    "          CHN;USA merger   1200 open
    "          USA     llama    1100 open
    "          FRA     mistral  1100 open
    "          ?       stranger 1100 open
    "          USA     small     900 open
    "          USA     gpt      1900 closed
""")


def shares(**how: object) -> dict[str, float]:
    found = share(BOARD, **how)
    return dict(zip(found["country"].fillna("?"), found["share"], strict=True))


def test_ties_at_the_cut_and_joint_origins_are_divided() -> None:
    # Three places: qwen, merger, and a third of one for each of three models at 1100.
    found = share(BOARD, top=3)
    assert found.dtypes.astype(str).to_dict() == SHARE_DTYPES
    assert found["date"].unique().tolist() == [pd.Timestamp("2025-02-01")]
    assert found["country"].fillna("?").tolist() == ["CHN", "FRA", "USA", "?"]
    assert found["count"].tolist() == pytest.approx([1.5, 1 / 3, 0.5 + 1 / 3, 1 / 3])
    assert found["share"].tolist() == pytest.approx([1.5 / 3, 1 / 9, 5 / 18, 1 / 9])


def test_where_there_are_fewer_all_of_them_count() -> None:
    # Six models: qwen once; the closed one not.
    assert shares(top=10) == pytest.approx({"CHN": 1.5 / 6, "FRA": 1 / 6, "USA": 2.5 / 6, "?": 1 / 6})


def test_whole_counting_lists_every_tie_and_counts_a_joint_model_for_each() -> None:
    # Five models reach the third place: CHN qwen and merger, USA merger and llama.
    assert shares(top=3, whole=True) == pytest.approx({"CHN": 2 / 5, "FRA": 1 / 5, "USA": 2 / 5, "?": 1 / 5})


def test_every_date() -> None:
    found = share(BOARD, top=1, every_date=True)
    assert found[["country", "count", "share"]].to_numpy().tolist() == [["USA", 1, 1], ["CHN", 1, 1]]


def test_lower_is_better() -> None:
    text = """
        2025-01-01 USA llama 5 open
        "          CHN qwen  9 open
    """
    assert share(board(text, higher_is_better=False), top=1)["country"].tolist() == ["USA"]


def test_nothing_counted_no_share() -> None:
    assert share(board("2025-01-01 USA gpt 1300 closed")).empty


def test_top_none_is_refused() -> None:
    with pytest.raises(ValueError, match="top: expected at least 1, found 0"):
        share(BOARD, top=0)
