"""Gaps and lags on a board whose every figure is worked out in the comments."""

from dataclasses import replace

import pandas as pd
import pytest

from leaderboard.analytics.gaps import GAP_DTYPES, gap
from tests.boards_by_hand import board

BOARD = board("""
    2025-01-01 USA old     1000±4 open   released_on=2024-06-01
    2025-01-11 USA old     1000±4 open   released_on=2024-06-01
    "          USA strong  1200±4 open   released_on=2024-12-01
    "          CHN late     900±4 open   released_on=2024-12-20
    2025-01-31 USA old     1000±4 open   released_on=2024-06-01
    "          USA strong  1200±4 open   released_on=2024-12-01
    "          CHN late    1100±4 open   released_on=2024-12-20
    "          CHN hidden  1300±4 closed released_on=2024-11-01
    "          USA gpt     1400±4 closed released_on=2024-10-01
    "          FRA newest  1250±4 open   released_on=2025-01-30
    "          KOR undated 1250±4 open
""")


def only(*sides: str, **how: object) -> dict[str, object]:
    (found,) = gap(BOARD, *sides, **how).to_dict("records")
    return found


def test_a_row_in_full() -> None:
    found = gap(BOARD, "USA", "CHN")
    assert found.dtypes.astype(str).to_dict() == GAP_DTYPES
    assert found.astype({"lag_of": "object"}).replace({"lag_of": float("nan")}, None).to_dict("records") == [
        {
            "date": pd.Timestamp("2025-01-31"),
            "a": "USA",
            "b": "CHN",
            "best_a": "strong",
            "best_b": "late",
            "score_a": 1200,
            "score_b": 1100,
            "points": 100,
            "relative": 100 / 1100,
            # 1 / (1 + 10^-0.25) = 1 / 1.5623413
            "win_probability": pytest.approx(0.6400650),
            # late and strong were both first listed on 2025-01-11
            "lag_days": 0,
            "lag_censored": False,
            # 2025-01-11 to 2025-01-31
            "waiting_days": 20,
            "behind": "CHN",
            "behind_days": 20,
            "level_on": pd.Timestamp("2025-01-11"),
            "reached_on": pd.Timestamp("2025-01-11"),
            "lag_of": None,
        }
    ]


def test_the_other_way_round() -> None:
    found = only("CHN", "USA")
    assert (found["points"], found["relative"], found["lag_days"]) == (-100, -100 / 1100, 0)
    assert found["win_probability"] == pytest.approx(1 - 0.6400650)
    assert pd.isna(found["waiting_days"])  # the USA is not behind


def test_every_date_has_the_snapshots_in_which_both_stand() -> None:
    found = gap(BOARD, "USA", "CHN", every_date=True)
    assert found["date"].dt.strftime("%m-%d").tolist() == ["01-11", "01-31"]
    assert found["points"].tolist() == [300, 100]
    # On 01-11 `old` (1000) reached late's 900 too, and stood in the first snapshot: 10 days at least.
    assert found["lag_days"].tolist() == [10, 0]
    assert found["lag_censored"].tolist() == [True, False]
    assert found["waiting_days"].tolist() == [10, 20]


@pytest.mark.parametrize(
    ("sides", "bests"),
    [
        (("CHN:closed", "CHN:open"), ("hidden", "late")),
        (("CHN:closed", "CHN"), ("hidden", "late")),
        (("closed", "open"), ("gpt", "newest")),  # KOR's equal score comes later in the alphabet
        (("USA:open", "FRA"), ("strong", "newest")),
    ],
)
def test_sides(sides: tuple[str, str], bests: tuple[str, str]) -> None:
    found = only(*sides)
    assert (found["best_a"], found["best_b"]) == bests


@pytest.mark.parametrize("side", ["CHN:weights", "", "CHN:", ":open"])
def test_a_side_that_means_nothing_is_refused(side: str) -> None:
    with pytest.raises(ValueError, match=r"expected CHN, CHN:open, CHN:closed, open or closed, found"):
        gap(BOARD, side, "CHN")


def test_a_side_without_a_model_gives_no_row() -> None:
    assert gap(BOARD, "USA", "JPN").empty
    assert gap(BOARD, "USA", "CHN:open", every_date=True)["date"].min() == pd.Timestamp("2025-01-11")


def test_lag_where_the_first_is_behind_now_is_the_others_negated() -> None:
    # A = USA (best: strong, listed 01-11), B = FRA (newest, 01-31) is ahead; the USA has none at 1250.
    # The lag of the USA behind FRA: strong 01-11 less newest 01-31 = -20; so of FRA behind the USA: +20.
    found = only("USA", "FRA")
    assert (found["lag_days"], found["lag_censored"]) == (20, False)
    assert pd.isna(found["waiting_days"])
    assert only("FRA", "USA")["lag_days"] == -20
    assert only("FRA", "USA")["waiting_days"] == 0


#: Who is behind and who came later, and when both came to the level of the one behind.
IN_WORDS = ["behind", "behind_days", "level_on", "reached_on", "lag_of"]


def test_who_came_later_is_named_and_can_be_the_one_ahead() -> None:
    # FRA (newest, 1250, listed 01-31) is ahead of the USA (strong, 1200, listed 01-11) and came 20 days later.
    ahead_and_later = ["USA", 0, pd.Timestamp("2025-01-11"), pd.Timestamp("2025-01-31"), "FRA"]
    for sides in (("USA", "FRA"), ("FRA", "USA")):
        assert [only(*sides)[name] for name in IN_WORDS] == ahead_and_later
    # China's best closed model (1300) stands above its best open one (1100, listed 20 days before).
    told = only("CHN:closed", "CHN:open")
    assert [told[name] for name in IN_WORDS] == [
        "CHN:open",
        0,
        pd.Timestamp("2025-01-11"),
        pd.Timestamp("2025-01-31"),
        "CHN:closed",
    ]
    assert told["lag_days"] == -20
    # On the day before that, `old` of the first snapshot had reached late's level: China, behind, came later.
    earlier = gap(BOARD, "CHN", "USA", every_date=True).iloc[0]
    assert (earlier["behind"], earlier["lag_of"], earlier["lag_days"]) == ("CHN", "CHN", -10)


def test_nobody_is_behind_where_both_are_level() -> None:
    history = board("""
        2025-01-01 USA llama 1000 open
        2025-01-11 USA llama 1000 open
        "          CHN qwen  1000 open
    """)
    (found,) = gap(history, "CHN", "USA").to_dict("records")
    assert pd.isna(found["behind"])
    assert pd.isna(found["behind_days"])
    assert (found["lag_of"], found["lag_days"]) == ("CHN", -10)


def test_lag_by_release() -> None:
    # late 2024-12-20; the only model of the USA at 1100 is strong, 2024-12-01: 19 days. A release is no lower bound.
    found = only("USA", "CHN", dates="released")
    assert (found["lag_days"], found["lag_censored"]) == (19, False)
    assert found["waiting_days"] == 61  # 2024-12-01 to 2025-01-31
    undated = only("USA", "KOR", dates="released")
    assert pd.isna(undated["lag_days"])
    assert pd.isna(undated["lag_censored"])


def test_first_listing_counts_however_open_the_model_was_then() -> None:
    history = board("""
        2025-01-01 USA llama 1000 open
        2025-02-01 USA llama 1000 open
        "          CHN qwen   900 closed setting=low
        2025-03-01 USA llama 1000 open
        "          USA phi   1100 open
        "          CHN qwen  1050 open   setting=high
    """)
    (found,) = gap(history, "USA", "CHN").to_dict("records")
    # phi is from 03-01, qwen from 02-01: the USA was 28 days later.
    assert found["lag_days"] == -28


def test_of_several_bests_the_earliest_dates_them() -> None:
    history = board("""
        2025-01-01 USA llama 1000 open
        2025-02-01 USA llama 1000 open
        "          CHN zeta   900 open
        2025-03-01 USA llama 1000 open
        "          CHN alpha  900 open
        "          CHN zeta   900 open
    """)
    (found,) = gap(history, "USA", "CHN").to_dict("records")
    assert (found["best_b"], found["lag_days"], found["lag_censored"]) == ("alpha", 31, True)


def test_to_reach_is_to_score_as_much_and_to_be_behind_is_to_score_less() -> None:
    history = board("""
        2025-01-01 FRA mistral 1000 open
        2025-02-01 USA llama   1100 open
        2025-03-01 USA llama   1100 open
        "          CHN qwen    1100 open
        2025-03-11 USA llama   1100 open
        "          USA phi     1200 open
        "          CHN qwen    1100 open
    """)
    found = gap(history, "USA", "CHN", every_date=True)
    assert found["lag_days"].tolist() == [28, 28]  # llama had qwen's 1100 on 02-01
    assert found["waiting_days"].isna().tolist() == [True, False]
    assert found["waiting_days"].iloc[1] == 0  # phi came on 03-11


def test_a_release_is_known_to_the_day() -> None:
    history = board("""
        2025-01-01 USA llama 1100 open released_on=2025-01-01
        "          CHN qwen  1000 open released_on=2024-12-01
    """)
    assert gap(history, "USA", "CHN")["lag_censored"].tolist() == [True]
    by_release = gap(history, "USA", "CHN", dates="released")
    assert by_release[["lag_days", "lag_censored"]].to_numpy().tolist() == [[-31, False]]


def test_no_ratio_where_it_would_mean_nothing() -> None:
    text = """
        2025-01-01 USA llama 8 open
        "          CHN qwen {} open
    """
    (lower,) = gap(board(text.format(5), higher_is_better=False, metric="wer"), "USA", "CHN").to_dict("records")
    assert (lower["points"], lower["score_a"]) == (-3, 8)
    assert pd.isna(lower["relative"])
    assert pd.isna(lower["win_probability"])
    (negative,) = gap(board(text.format(-5)), "USA", "CHN").to_dict("records")
    assert negative["points"] == 13
    assert pd.isna(negative["relative"])
    (level,) = gap(board(text.format(8)), "USA", "CHN").to_dict("records")
    assert (level["points"], level["relative"], level["win_probability"]) == (0, 0, 0.5)


def test_a_first_listing_counts_in_a_snapshot_that_holds_only_a_part() -> None:
    """As Qwen1.5-72B, which Arena listed on 2024-02-15, among five models."""
    whole = board("""
        2024-02-01 USA gpt  1200 open
        2024-03-26 USA gpt  1200 open
        "          CHN qwen 1150 open
        "          FRA new  1100 open
    """)
    partial = board("""
        2024-01-15 FRA new  1090 open
        2024-02-15 CHN qwen 1148 open
    """)
    history = replace(whole, partial=partial.rows)
    found = gap(history, "USA", "CHN")
    assert found["lag_days"].tolist() == [14]
    assert gap(whole, "USA", "CHN")["lag_days"].tolist() == [54]
    assert not found["lag_censored"].any()  # the board began on 2024-01-15, without the model of the USA
    assert gap(whole, "USA", "CHN")["lag_censored"].all()
