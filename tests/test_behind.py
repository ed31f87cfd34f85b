"""How far each nation's best is behind the best model of all, on boards small enough to read."""

from dataclasses import replace

import pandas as pd
import pytest

import leaderboard
from leaderboard.analytics.behind import BEHIND_DTYPES, behind
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.frontier import FRONTIER_DTYPES, frontier
from leaderboard.publish import charts, depicted
from leaderboard.publish.look import About
from tests.app_by_hand import notices, page_of, text
from tests.boards_by_hand import board

TEXT = """
    2025-01-01 USA llama  1200 open   released_on=2024-03-01
    "          CHN qwen   1150 open   released_on=2024-05-01
    "          USA gpt    1300 closed released_on=2024-04-01
    2025-02-01 USA llama  1210 open   released_on=2024-03-01
    "          CHN qwen   1160 open   released_on=2024-05-01
    "          CHN deep   1330 open   released_on=2025-01-20
    "          ?   gemini 1350 closed released_on=2024-12-01
"""
BOARD = board(TEXT)


def everything(past: BoardHistory) -> BoardHistory:
    return replace(past, rows=past.rows.assign(counted=True))


def told(found: pd.DataFrame) -> list[list[str]]:
    return found[["date", "country", "model_name", "overall_model", "to_best"]].astype(str).to_numpy().tolist()


def test_the_best_of_all_is_closed_or_open_and_anybodys() -> None:
    found = behind(frontier(BOARD), everything(BOARD))
    assert found.dtypes.astype(str).to_dict() == FRONTIER_DTYPES | BEHIND_DTYPES
    assert told(found) == [
        ["2025-01-01", "CHN", "qwen", "gpt", "-150.0"],
        ["2025-01-01", "USA", "llama", "gpt", "-100.0"],
        ["2025-02-01", "CHN", "deep", "gemini", "-20.0"],
        ["2025-02-01", "USA", "llama", "gemini", "-140.0"],
    ]


def test_by_release_a_nation_falls_behind_on_the_day_of_the_rivals_release() -> None:
    found = behind(frontier(BOARD, "released"), everything(BOARD), "released")
    assert told(found) == [
        ["2024-03-01", "USA", "llama", "llama", "0.0"],
        ["2024-05-01", "CHN", "qwen", "llama", "-50.0"],
        ["2024-05-01", "USA", "llama", "llama", "0.0"],
        ["2024-12-01", "CHN", "qwen", "gemini", "-190.0"],
        ["2024-12-01", "USA", "llama", "gemini", "-140.0"],
        ["2025-01-20", "CHN", "deep", "gemini", "-20.0"],
        ["2025-01-20", "USA", "llama", "gemini", "-140.0"],
    ]


def test_where_less_is_better_the_distance_is_none_either() -> None:
    rows = ("2025-01-01 USA a 5 open", "2025-01-01 CHN b 7 open", "2025-01-01 USA c 4 closed")
    errors = board("\n".join(rows), higher_is_better=False)
    found = behind(frontier(errors), everything(errors))
    assert dict(zip(found["country"], found["to_best"], strict=True)) == {"CHN": -3.0, "USA": -1.0}


def test_nothing_is_behind_nothing() -> None:
    empty = replace(BOARD, rows=BOARD.rows.head(0))
    for dates in ("published", "released"):
        assert behind(frontier(empty, dates), everything(empty), dates).empty


def test_the_caption_says_the_newest_day_and_the_chart_has_a_line_for_each_nation() -> None:
    found = behind(frontier(BOARD), everything(BOARD))
    about = About("Behind", "Data: a", "points", True, {"CHN": "China", "USA": "United States"})
    assert charts.behind_caption(found, about) == (
        "The best model of all on 1 February 2025: gemini (1350). Behind it: China 20 points, United States 140 points."
    )
    figure = charts.behind_chart(found, [], about)
    drawn = {line.meta: [value for value in line.y if value == value] for line in figure.data}
    assert drawn == {"CHN": [-150.0, -20.0], "USA": [-100.0, -140.0]}


@pytest.mark.usefixtures("data")
def test_the_board_has_both_views_by_either_day_and_they_stand_in_the_address() -> None:
    page = page_of("board", view="gap")
    said = "The best model of all on 10 March 2025: Shut (1400). Behind it: China 140 points, United States 200 points."
    assert said in text(page)
    page.segmented_control(key="dates").set_value("released").run()
    assert not page.exception
    assert dict(page.query_params) == {"view": "gap", "dates": "released"}
    page.segmented_control(key="view").set_value("frontier").run()
    assert dict(page.query_params) == {"dates": "released"}
    # Nobody knows when these models were released.
    assert depicted.NO_RELEASES in text(page)
    assert notices(page) == []


@pytest.mark.usefixtures("data")
def test_the_command_gives_what_the_page_shows() -> None:
    found = leaderboard.frontier("arena/text", best_of_all=True, as_of="2025-03-20")
    newest = found[found["date"] == "2025-03-10"].set_index("country")
    assert newest["overall_model"].unique().tolist() == ["Shut"]
    assert newest["to_best"].to_dict() == {"CHN": -140.0, "USA": -200.0}
