"""Known history comes out of the bundled seed: figures from the public record, each with its source.

None of these numbers was tuned; they are what Arena showed on the day.
"""

from pathlib import Path

import pandas as pd
import pytest

import leaderboard
from leaderboard.records import store
from leaderboard.records.paths import data_dir

SEED = Path(__file__).parents[1] / "data"


def verdicts(board: str, **view: str) -> pd.Series:
    """Verdict by date, as text."""
    table = leaderboard.frontier(board, data_dir=SEED, **view)
    return table.groupby(table["date"].dt.strftime("%Y-%m-%d"))["verdict"].first()


def test_february_2025_the_usa_leads_china_by_23_points() -> None:
    """Stanford AI Index 2025, chapter 2: in February 2025 the gap had narrowed to 1.70 %."""
    row = leaderboard.gap("arena/text", "USA", "CHN", as_of="2025-02-14", openness="all", data_dir=SEED).iloc[0]
    assert f"{row['date']:%Y-%m-%d}" == "2025-02-14"
    assert round(row["points"]) == 23
    assert round(100 * row["relative"], 2) == 1.70


def test_the_new_year_of_2025_deepseek_v3_leads_the_open_models_after_two_weeks_of_a_tie() -> None:
    """Arena of 2024-12-30: DeepSeek-V3 1315, the best open model of the USA is Athene-v2-Chat with 1277.

    It is its first day on the board, with an interval of +-12: 24 as such intervals of this board have turned out,
    and 38 points ahead are not yet a lead. A week later it stands 42 points ahead, with +-6.
    """
    best = leaderboard.frontier("arena/text", as_of="2025-01-05", data_dir=SEED)
    of_day = {day: rows.set_index("country") for day, rows in best.groupby(best["date"].dt.strftime("%Y-%m-%d"))}
    first, later = of_day["2024-12-30"], of_day["2025-01-05"]
    assert first.loc["CHN", ["model_name", "is_leader", "verdict"]].tolist() == ["deepseek-v3", True, "tied:CHN;USA"]
    assert first.loc["USA", "model_name"] == "athene-v2-chat"
    assert first.loc[["CHN", "USA"], "score"].round().tolist() == [1315, 1277]
    assert later.loc["CHN", ["model_name", "verdict"]].tolist() == ["deepseek-v3", "leads:CHN"]
    assert later.loc[["CHN", "USA"], "score"].round().tolist() == [1319, 1277]
    assert of_day["2024-12-22"].loc["CHN", "verdict"] == "tied:CHN;USA"


def test_august_2025_glm_leads_and_all_ten_are_chinese() -> None:
    """The finding that the news reported when OpenAI answered with gpt-oss on 2025-08-05."""
    top = leaderboard.top("arena/text", 10, as_of="2025-08-04", data_dir=SEED)
    assert top["model_name"].iloc[0] == "glm-4.5"
    assert set(top["country"]) == {"CHN"}
    assert len(top) == 10
    everything = leaderboard.top("arena/text", 400, as_of="2025-08-04", openness="all", data_dir=SEED)
    maverick = everything.set_index("model_name").loc["llama-4-maverick-03-26-experimental"]
    assert (maverick["openness"], maverick["country"]) == ("closed", "USA")


def test_gpt_oss_enters_below_the_chinese_models() -> None:
    """2025-08-21, the first snapshot with gpt-oss-120b."""
    before = leaderboard.top("arena/text", 100, as_of="2025-08-20", data_dir=SEED)
    after = leaderboard.top("arena/text", 100, as_of="2025-08-21", data_dir=SEED)
    assert not before["model_name"].str.startswith("gpt-oss").any()
    best = after[after["model_name"].str.startswith("gpt-oss")].iloc[0]
    assert (best["model_name"], best["country"]) == ("gpt-oss-120b", "USA")
    assert after.loc[after["country"] == "CHN", "score"].max() > best["score"]
    assert after["country"].iloc[0] == "CHN"


def test_october_2024_half_of_the_ten_are_american() -> None:
    """One row per model (two precisions of Llama 3.1 405B are one); Qwen-Max-0919 has no public weights."""
    share = leaderboard.share("arena/text", as_of="2024-10-16", data_dir=SEED).set_index("country")["count"]
    assert share.to_dict() == {"USA": 5.0, "CHN": 3.0, "FRA": 1.0, "ISR": 1.0}
    top = leaderboard.top("arena/text", 10, as_of="2024-10-16", data_dir=SEED)
    assert "qwen-max-0919" not in set(top["model_name"])
    assert top["model_id"].is_unique


def test_partial_snapshots_of_early_2024_decide_nothing() -> None:
    """2024-01-09..03-26 hold 3 to 5 models only."""
    dates = verdicts("arena/text", as_of="2024-04-30").index
    assert not ((dates >= "2024-01-09") & (dates <= "2024-03-26")).any()


@pytest.mark.parametrize("board", ["arena/text", "livebench/global"])
def test_every_row_of_the_seed_has_its_bytes_and_its_clock(board: str) -> None:
    rows = store.scan(data_dir(SEED), [board])
    assert rows["response_sha256"].str.fullmatch("[0-9a-f]{64}").all()
    assert (rows["recorded_at"] >= rows["published_on"]).all()
    bases = {"arena/text": {"claimed"}, "livebench/global": {"commit", "retrieved"}}
    assert set(rows["recorded_basis"]) == bases[board]


def test_livebench_corrections_and_withdrawals_are_seen() -> None:
    """On 2026-07-28 LiveBench corrected 13 models and dropped 10 effort variants, gpt-5.5 among them.

    gpt-5.5 stood with 0 in `olympiad`, one of four tasks of Mathematics, where gpt-5.5-high has 95.19 over all four.
    """
    corrected, dropped = pd.Timestamp("2026-07-23"), pd.Timestamp("2026-07-28")
    rows = store.read(data_dir(SEED), "livebench/global")
    rows = rows[(rows["benchmark_version"] == "2026-06-25") & rows["published_on"].isin([corrected, dropped])]
    overall = rows[rows["category"] == "overall"].pivot(index="model_name", columns="published_on", values="score")
    both = overall.dropna()
    assert int((both[corrected] != both[dropped]).sum()) == 13
    assert int(overall[dropped].isna().sum()) == 10
    assert pd.isna(overall.loc["gpt-5.5", dropped])
    mathematics = rows[(rows["category"] == "Mathematics") & (rows["published_on"] == corrected)]
    false_zero, high = mathematics.set_index("model_name")["score"].loc[["gpt-5.5", "gpt-5.5-high"]]
    assert high - false_zero > 95 / 4


def test_newer_incomplete_snapshots_are_passed_over_and_named() -> None:
    """Of early 2024 only 3 to 5 models are held."""
    history = leaderboard.history("arena/text", as_of="2024-01-25", data_dir=SEED)
    assert f"{history.rows['published_on'].max():%Y-%m-%d}" == "2023-12-20"
    assert [f"{day}" for day in history.passed_over] == ["2024-01-09", "2024-01-18", "2024-01-25"]


def test_kimi_k3_is_open_from_the_day_of_its_weights_in_every_table() -> None:
    """Released on 2026-07-16, weights public on 2026-07-27."""
    views = {"data_dir": SEED, "as_of": "2026-08-20"}
    listed = leaderboard.top("arena/text", 400, as_of="2026-07-20", data_dir=SEED)
    assert "kimi-k3" not in set(listed["model_id"])
    records = leaderboard.frontier("arena/text", dates="released", **views)
    mine = records[records["model_name"].str.contains("kimi-k3")]
    assert f"{mine['date'].min():%Y-%m-%d}" == "2026-07-27"
    everything = leaderboard.frontier("arena/text", dates="released", openness="all", **views)
    assert f"{everything.loc[everything['model_name'].str.contains('kimi-k3'), 'date'].min():%Y-%m-%d}" == "2026-07-16"


def test_partial_snapshots_date_first_listings() -> None:
    """Arena listed Qwen1.5-72B on 2024-02-15, in a snapshot of which five models are held."""
    history = leaderboard.history("arena/text", as_of="2024-04-30", data_dir=SEED)
    model = history.entries.model[(history.table["model_id"] == "qwen1.5-72b-chat").to_numpy()][0]
    assert f"{pd.Timestamp(history.first_listed[model]):%Y-%m-%d}" == "2024-02-15"


def test_with_borrowed_intervals_the_tie_of_china_and_france_in_december_2025_shows() -> None:
    """Arena published no intervals on 2025-12-05 and 12-30; Mistral-Large-3 stood 2 and 7 points behind GLM-4.6."""
    days = ["2025-12-05", "2025-12-30"]
    table = leaderboard.frontier("arena/text", as_of="2025-12-31", data_dir=SEED)
    said = table.groupby(table["date"].dt.strftime("%Y-%m-%d"))[["verdict", "verdict_borrowed"]].first().loc[days]
    assert said["verdict"].tolist() == ["no_interval", "no_interval"]
    assert said["verdict_borrowed"].tolist() == ["tied:CHN;FRA", "tied:CHN;FRA"]
    ledger = leaderboard.leads("arena/text", as_of="2026-02-28", intervals="borrowed", data_dir=SEED)
    last = ledger.iloc[-1]
    # The intervals of 2025-12-11 (+-5 and +-8) do not end it: the scores are 9 apart, and twice as uncertain.
    assert (f"{last['date']:%Y-%m-%d}", last["reason"], last["to_country"]) == ("2026-02-25", "held", "CHN")
    assert last["contenders"] == "FRA"


def test_a_model_that_arena_renamed_is_listed_since_its_first_name() -> None:
    """gpt-4 became gpt-4-0314 between 2023-11-16 and 12-06; it stands in the board's first snapshot, of 2023-05-08."""
    history = leaderboard.history("arena/text", as_of="2024-04-30", data_dir=SEED)
    model = history.entries.model[(history.table["model_name"] == "gpt-4-0314").to_numpy()][0]
    assert f"{pd.Timestamp(history.first_listed[model]):%Y-%m-%d}" == "2023-05-08"
