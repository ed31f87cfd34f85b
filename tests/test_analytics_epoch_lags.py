"""Epoch AI's lags: on a few models by hand, and the figures that its recorded index gives."""

import io
import os
from pathlib import Path

import pandas as pd
import pytest

import leaderboard
from fetchers import http_get
from leaderboard.analytics.epoch_lags import (
    EPOCH_LAG_DTYPES,
    EPOCH_LEVEL,
    catch_up_lags,
    days_behind,
    epoch_lags,
    level_lags,
    points_behind,
    records,
)
from tests.boards_by_hand import board

SEED = Path(__file__).parents[1] / "data"


def models(text: str) -> pd.DataFrame:
    """Lines `date model score`."""
    table = pd.DataFrame([line.split() for line in text.strip().splitlines()], columns=["date", "model", "score"])
    return table.assign(date=pd.to_datetime(table["date"]), score=table["score"].astype("float64"))


LEADERS = models("""
    2023-01-01 small  100.5
    2023-01-01 big    110.0
    2023-02-01 weaker 105.0
    2024-01-01 next   120.0
    2025-01-01 last   140.0
""")
FOLLOWERS = models("""
    2023-01-31 early  109.8
    2024-01-01 level  110.0
    2024-07-01 strong 121.5
""")
YEAR = 365 / (365.25 / 12)


def test_of_models_of_one_day_only_the_best_is_a_record() -> None:
    assert records(LEADERS)["model"].tolist() == ["big", "next", "last"]


def test_catching_up_by_hand() -> None:
    """Unmatched records are dropped; scores as high count as reached."""
    found = catch_up_lags(LEADERS, FOLLOWERS)
    assert found[["leader", "follower"]].to_numpy().tolist() == [["big", "level"], ["next", "strong"]]
    assert found["months"].tolist() == pytest.approx([YEAR, 182 / 365.25 * 12])


def test_a_pair_that_counts_as_level() -> None:
    found = catch_up_lags(LEADERS, FOLLOWERS, [("early", "big")])
    assert found["follower"].tolist() == ["early", "strong"]
    assert found["months"].iloc[0] == pytest.approx(30 / 365.25 * 12)


def test_the_daily_rule_by_hand() -> None:
    found = days_behind(LEADERS, FOLLOWERS, pd.Timestamp("2025-01-31")) / (12 / 365.25)
    on = {day: round(found[day], 6) for day in ("2023-01-31", "2023-12-31", "2025-01-31")}
    # big (110.0) is above 109.8; last is above 121.5 from its own day on.
    assert on == {"2023-01-31": 30, "2023-12-31": 364, "2025-01-31": 30}
    assert found["2024-01-01"] == 0  # next comes as level draws level with big
    assert found["2024-07-01":"2024-12-31"].isna().all()  # nobody is above strong
    assert found.index[0] == pd.Timestamp("2023-01-31")


def test_level_and_points_by_hand() -> None:
    lags = level_lags(LEADERS, FOLLOWERS) / (12 / 365.25)
    # 110: 365 days; 111 to 120 from next (2024-01-01) to strong (2024-07-01): 182; 121 from last (2025-01-01) back.
    assert lags.index.tolist() == list(range(110, 122))
    assert lags.round(6).tolist() == [365, *[182] * 10, -184]
    points = points_behind(LEADERS, FOLLOWERS, pd.Timestamp("2025-01-01"))
    assert points.index[0] == pd.Timestamp("2023-01-31")
    assert [round(points[day], 6) for day in ("2023-01-31", "2024-01-01", "2024-07-01", "2025-01-01")] == [
        0.2,
        10.0,
        -1.5,
        18.5,
    ]


BOARD = board("""
    2025-02-01 USA small   100.5 closed released_on=2023-01-01
    "          USA big     110.0 closed released_on=2023-01-01
    "          USA next    120.0 closed released_on=2024-01-01
    "          USA undated 190.0 closed
    "          CHN level   110.0 open   released_on=2024-01-01
    "          CHN strong  121.5 open   released_on=2024-07-01
    "          FRA other   130.0 open   released_on=2024-10-01
""")


def test_all_rules_of_a_board_by_hand() -> None:
    """Until 2024-07-01 China is 0 days behind or level; from then on nobody of the USA is above it."""
    found = epoch_lags(BOARD, "closed", "CHN:open").set_index("rule")
    assert found[["a", "b", "unit"]].drop_duplicates().to_numpy().tolist() == [
        ["closed", "CHN:open", "months"],
        ["closed", "CHN:open", "points"],
    ]
    # big waits 365 days for level, next 182 for strong.
    assert found.loc["catch_up", ["low", "mean", "high"]].tolist() == pytest.approx(
        [182 / 365.25 * 12, 273.5 / 365.25 * 12, YEAR]
    )
    # From 2024-01-01, where next is above level since that day, to 2024-06-30: 0 to 181 days.
    assert found.loc["daily", ["low", "mean", "high"]].tolist() == pytest.approx(
        [0, 90.5 / 365.25 * 12, 181 / 365.25 * 12]
    )
    # 110 after 365 days, 111 to 120 after 182.
    assert found.at["level", "mean"] == pytest.approx((365 + 10 * 182) / 11 / 365.25 * 12)
    # 10 points on 182 days, -1.5 on the last.
    assert found.at["points", "mean"] == pytest.approx((182 * 10 - 1.5) / 183)
    assert found["date"].unique().tolist() == [pd.Timestamp("2025-02-01")]


def test_a_pair_counts_as_level_however_the_board_spells_it() -> None:
    """GPT-4 is reached by DeepSeek-V2, a little below it, 420 days later; by score alone it never is."""
    text = """
        2025-02-01 USA {} 125.8 closed released_on=2023-03-14 model_id={}
        "          CHN {} 125.5 open   released_on=2024-05-07 model_id=deepseek-v2
    """
    for gpt, deepseek in (("GPT-4_(Mar_2023)", "DeepSeek-V2_(MoE-236B)"), ("gpt-4-0314", "DeepSeek-V2")):
        found = epoch_lags(board(text.format(gpt, "gpt-4-0314", deepseek)), "closed", "open").set_index("rule")
        assert found.at["catch_up", "mean"] == pytest.approx(420 / 365.25 * 12)
    another = epoch_lags(board(text.format("gpt-4-0314", "gpt-4", "DeepSeek-V2")), "closed", "open").set_index("rule")
    assert pd.isna(another.at["catch_up", "mean"])


def test_by_a_day_only_what_had_been_released_counts() -> None:
    """Without `strong`, of July 2024, only big's 365 days are left; on the day itself it is there."""
    by = pd.Timestamp("2024-06-30")
    found = epoch_lags(BOARD, "closed", "CHN:open", by).set_index("rule")
    assert found.at["catch_up", "mean"] == pytest.approx(YEAR)
    assert found.at["points", "mean"] == 10
    whole = epoch_lags(BOARD, "closed", "CHN:open", pd.Timestamp("2024-07-01"))
    pd.testing.assert_frame_equal(whole, epoch_lags(BOARD, "closed", "CHN:open"))


def test_the_newest_fit_that_is_stored_is_asked_and_named() -> None:
    """In the seed Epoch's own file of August 2026 is newest, the hub's copy of May before it, then its file of 2025."""
    newest = leaderboard.epoch_lags("USA", "CHN", openness="all", data_dir=SEED)
    assert set(newest["board_id"]) == {"eci/index"}
    copied = leaderboard.epoch_lags("USA", "CHN", openness="all", as_of="2026-06-01", data_dir=SEED)
    assert set(copied["board_id"]) == {"epoch/capabilities_index"}
    before = leaderboard.epoch_lags("USA", "CHN", openness="all", as_of="2026-01-02", data_dir=SEED)
    assert set(before["board_id"]) == {"eci/index"}
    assert newest["date"].min() > copied["date"].max() > before["date"].max()
    # The tie that Epoch names is there on both.
    assert before.set_index("rule").at["catch_up", "high"] == pytest.approx(420 / 365.25 * 12)


@pytest.mark.parametrize("sides", [("USA", "GBR"), ("GBR", "USA:closed")])
def test_a_side_without_models_gives_no_rows(sides: tuple[str, str]) -> None:
    found = epoch_lags(BOARD, *sides)
    assert found.empty
    assert found.dtypes.astype(str).to_dict() == EPOCH_LAG_DTYPES


@pytest.fixture(scope="module")
def index() -> pd.DataFrame:
    """Epoch AI's eci_scores.csv (CC BY 4.0) as recorded in February 2026."""
    if "LEADERBOARD_MIRROR" not in os.environ:
        pytest.skip(
            "reads Epoch AI's recorded eci_scores.csv: set LEADERBOARD_MIRROR to a server of recorded upstreams"
        )
    table = pd.read_csv(io.BytesIO(http_get("https://epoch.ai/data/eci_scores.csv").body))
    table = table.rename(columns={"Model": "model", "eci": "score"}).dropna(subset=["score", "date"])
    ids = {"DeepSeek-V2 (MoE-236B)": "deepseek-v2", "GPT-4 (Mar 2023)": "gpt-4-0314"}
    table["model"] = table["model"].replace(ids)
    return table.assign(date=pd.to_datetime(table["date"]), country=table["Country (of organization)"].fillna(""))


@pytest.fixture
def nations(index: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    return index[index["country"].str.contains("United States")], index[index["country"].str.contains("China")]


@pytest.fixture
def weights(index: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    group = index["Accessibility group"]
    return index[group == "Closed weights"], index[group == "Open weights"]


def test_china_lags_seven_months(nations: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Epoch AI, January 2026: 7 months on average since 2023, from 4 to 14; DeepSeek-V2 counts as level with GPT-4."""
    months = catch_up_lags(*nations, EPOCH_LEVEL)["months"]
    assert [round(float(figure), 1) for figure in (months.mean(), months.min(), months.max())] == [6.7, 3.5, 13.8]


def test_the_plain_daily_rule_is_another_figure(
    index: pd.DataFrame, nations: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    months = days_behind(*nations, index["date"].max())
    assert [round(float(figure), 1) for figure in (months.mean(), months.min(), months.max())] == [7.9, 1.1, 18.2]


def test_open_weights_lag_by_months_and_points(index: pd.DataFrame, weights: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """Epoch AI, October 2025: 3.5 months and 7 points, on an older fit; the fit of February 2026 gives 4.4 and 8.0."""
    months = level_lags(*weights)
    figures = (months.mean(), months.quantile(0.05), months.quantile(0.95))
    assert [round(float(figure), 1) for figure in figures] == [4.4, 1.1, 7.9]
    assert round(float(points_behind(*weights, index["date"].max()).mean()), 1) == 8.0
