"""National bests and the list of the best, on boards small enough to read."""

from dataclasses import replace

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from leaderboard.analytics.frontier import FRONTIER_DTYPES, TOP_COLUMNS, as_released, frontier, top
from leaderboard.analytics.leads import leads
from tests.boards_by_hand import AT_ANY_SPEED, board, history

BOARD = board("""
    2025-01-01 USA     llama    1200±4 open
    "          CHN     qwen     1150±4 open   setting=low
    "          CHN     qwen     1180±4 open   setting=high
    "          USA     gpt      1300±4 closed
    2025-02-01 USA     llama    1200±4 open
    "          CHN     qwen     1180±4 open   setting=high
    "          CHN     qwen     1150±4 open   setting=low
    "          CHN;FRA merger   1210±4 open
    "          ?       stranger 1100±4 open
""")


def test_every_nation_in_every_snapshot() -> None:
    found = frontier(BOARD)
    assert found[["date", "country", "model_name", "score", "is_leader", "verdict"]].astype(
        str
    ).to_numpy().tolist() == [
        ["2025-01-01", "CHN", "qwen", "1180.0", "False", "leads:USA"],
        ["2025-01-01", "USA", "llama", "1200.0", "True", "leads:USA"],
        # The joint model is CHN's and FRA's best; half its chance each is less than 95 %.
        ["2025-02-01", "CHN", "merger", "1210.0", "True", "tied:CHN;FRA"],
        ["2025-02-01", "FRA", "merger", "1210.0", "True", "tied:CHN;FRA"],
        ["2025-02-01", "USA", "llama", "1200.0", "False", "tied:CHN;FRA"],
    ]
    assert found.dtypes.astype(str).to_dict() == FRONTIER_DTYPES


def test_chances_add_up_and_are_blank_without_intervals() -> None:
    assert frontier(BOARD).groupby("date")["p_leader"].sum().round(6).tolist() == [1, 1]
    order_only = board("""
        2023-05-08 USA vicuna  1000 open
        "          CHN chatglm  900 open
    """)
    assert frontier(order_only)["p_leader"].isna().all()
    assert frontier(order_only)["verdict"].unique().tolist() == ["no_interval"]


def test_equal_scores_take_the_first_name_and_lead_together() -> None:
    tie = frontier(
        board("""
            2025-01-01 USA zephyr 1200±4 open
            "          USA athene 1200±4 open
            "          CHN qwen   1200±4 open
        """)
    )
    assert tie["model_name"].tolist() == ["qwen", "athene"]
    assert tie["is_leader"].tolist() == [True, True]


def test_nobody_is_leader_where_the_best_is_of_unknown_country() -> None:
    found = frontier(
        board("""
            2025-01-01 ?   stranger 1300±4 open
            "          USA llama    1200±4 open
        """)
    )
    assert found[["country", "is_leader", "verdict"]].to_numpy().tolist() == [["USA", False, "undetermined"]]


def test_a_snapshot_without_a_counted_model_is_not_there() -> None:
    assert frontier(board("2025-01-01 USA gpt 1300±4 closed")).empty
    assert frontier(board("2025-01-01 USA gpt 1300±4 unknown")).empty
    assert top(board("2025-01-01 USA gpt 1300±4 unknown")).empty


RELEASES = board("""
    2025-01-01 USA early   1000±4 open   released_on=2024-01-01
    2025-03-01 USA early   1000±4 open   released_on=2024-01-01
    "          USA worse    990±4 open   released_on=2024-02-01
    "          CHN first    950±4 open   released_on=2024-03-01
    "          CHN better  1050±4 open   released_on=2024-05-01
    "          USA hidden  1200±4 closed released_on=2024-04-01
    "          USA undated 1100±4 open
""")


def test_by_release_date_the_newest_snapshot_is_read_as_records() -> None:
    found = frontier(RELEASES, "released")
    # 2024-02-01 raises no record; the closed and the undated model are not in it.
    assert found[["date", "country", "model_name", "is_leader", "verdict"]].astype(str).to_numpy().tolist() == [
        ["2024-01-01", "USA", "early", "True", "uncontested"],
        ["2024-03-01", "CHN", "first", "False", "leads:USA"],
        ["2024-03-01", "USA", "early", "True", "leads:USA"],
        ["2024-05-01", "CHN", "better", "True", "leads:CHN"],
        ["2024-05-01", "USA", "early", "False", "leads:CHN"],
    ]
    assert found.attrs["models_without_release_date"] == 1


def test_a_board_known_by_one_snapshot_has_a_past_by_release_date() -> None:
    told = as_released(
        board("""
        2025-03-01 USA early   1000±4 open   released_on=2024-01-01
        "          CHN second   950±4 open   released_on=2024-02-01
        "          CHN better  1050±4 open   released_on=2024-05-01
        "          CHN worse    900±4 open   released_on=2024-06-01
        "          USA undated 1100±4 open
    """)
    )
    assert [f"{snapshot.date:%Y-%m-%d}" for snapshot in told.snapshots] == ["2024-01-01", "2024-02-01", "2024-05-01"]
    changes = leads(told)
    assert changes[["reason", "to_country", "to_model"]].to_numpy().tolist() == [
        ["first", "USA", "early"],
        ["new_model", "CHN", "better"],
    ]
    assert [f"{day:%Y-%m-%d}" for day in changes["date"]] == ["2024-02-01", "2024-05-01"]
    assert as_released(board("2025-03-01 USA undated 1100±4 open")).snapshots == ()


releases = st.lists(
    st.tuples(st.sampled_from(["CHN", "USA"]), st.integers(0, 30), st.integers(1, 28), st.booleans()), max_size=12
)


@settings(AT_ANY_SPEED, max_examples=40)
@given(releases)
def test_by_release_date_no_nation_ever_falls(drawn: list[tuple[str, int, int, bool]]) -> None:
    lines = [
        f"2025-03-01 {country} m{n} {score}±2 {'open' if is_open else 'closed'} released_on=2024-01-{day:02}"
        for n, (country, score, day, is_open) in enumerate(drawn)
    ]
    found = frontier(board("\n".join(lines)), "released")
    assert all(scores.is_monotonic_increasing for _, scores in found.groupby("country")["score"])
    # The last date holds what the snapshot as a whole holds.
    newest = found[found["date"] == found["date"].max()]
    whole = frontier(board("\n".join(lines)))
    assert newest.set_index("country")["score"].to_dict() == whole.set_index("country")["score"].to_dict()


LIST = board("""
    2024-12-01 USA     gone   2000±4 open
    2025-01-01 USA     delta  1100±4 open   organization_id=meta model_id=d setting=low
    "          USA     delta2 1200±4 open   organization_id=meta model_id=d setting=high
    "          CHN     beta   1200±4 open   organization_id=alibaba
    "          CHN     alpha  1250±4 open   organization_id=alibaba
    "          CHN;USA gamma  1150±4 open
    "          FRA     eta    1150±4 open
    "          USA     gpt    1900±4 closed organization_id=openai
""")


def test_top_lists_models_once_with_shared_ranks() -> None:
    found = top(LIST)
    assert tuple(found.columns) == TOP_COLUMNS
    assert found[["rank", "model_name", "organization"]].fillna("").to_numpy().tolist() == [
        [1, "alpha", "alibaba"],
        [2, "beta", "alibaba"],
        [2, "delta2", "meta"],
        [4, "eta", ""],
        [4, "gamma", ""],
    ]


def test_top_is_cut_to_exactly_n() -> None:
    assert top(LIST, 2)["model_name"].tolist() == ["alpha", "beta"]


def test_top_of_a_country_holds_its_joint_models_and_ranks_within_the_list() -> None:
    found = top(LIST, country="USA")
    assert found[["rank", "model_name"]].to_numpy().tolist() == [[1, "delta2"], [2, "gamma"]]
    assert top(LIST, country="JPN").empty


def test_top_one_per_organization_keeps_models_of_unknown_organization() -> None:
    assert top(LIST, one_per_organization=True)["model_name"].tolist() == ["alpha", "delta2", "eta", "gamma"]


def test_nothing_in_nothing_out() -> None:
    empty = history([])
    assert_frame_equal(frontier(empty), frontier(empty, "released"))
    assert frontier(empty).dtypes.astype(str).to_dict() == FRONTIER_DTYPES
    assert top(empty).columns.tolist() == list(TOP_COLUMNS)


def test_by_release_an_open_record_counts_from_the_day_of_its_weights() -> None:
    """As Kimi K3: released on 2026-07-16, its weights public on 07-27."""
    history = board("""
        2026-09-01 CHN kimi-k3 1500±4 open released_on=2026-07-16 counts_from=2026-07-27
        "          CHN kimi-k2 1400±4 open released_on=2025-07-11
        "          USA gpt-oss 1300±4 open released_on=2025-08-05
    """)
    found = frontier(history, "released")
    records = found[found["country"] == "CHN"].set_index("date")["model_name"]
    assert records[pd.Timestamp("2026-07-27")] == "kimi-k3"
    assert pd.Timestamp("2026-07-16") not in records.index


def test_the_verdict_with_borrowed_intervals_stands_beside_that_without() -> None:
    history = board("""
        2025-11-01 USA gpt     1500±4 closed
        2025-11-16 CHN glm     1440±4 open
        "          FRA mistral 1430±4 open
        2025-12-05 CHN glm     1441   open
        "          FRA mistral 1440   open
    """)
    found = frontier(history).drop_duplicates("date")[["verdict", "verdict_borrowed"]].to_numpy().tolist()
    assert found == [["leads:CHN", "leads:CHN"], ["no_interval", "tied:CHN;FRA"]]
    borrowed = frontier(replace(history, intervals="borrowed"))
    assert borrowed.drop_duplicates("date")["verdict"].tolist() == ["leads:CHN", "tied:CHN;FRA"]
    assert borrowed["score_low"].isna().tolist() == [False, False, True, True]  # those columns are as published
