"""Epoch AI's index beside ours: a scale worked by hand, planted differences, and the files of August 2026."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from leaderboard.analytics import beside_epoch
from leaderboard.analytics.index import Index, index
from leaderboard.analytics.item_response import Fit, cost_of, fit
from leaderboard.publish import epoch_tables
from leaderboard.questions.epoch_index import epoch_index
from leaderboard.registry import boards as registered
from tests.test_index import ABILITY, DOMAINS, RULES, board, boards, planted

ROOT = Path(__file__).parents[1]
SEED = ROOT / "data"
#: Its anchor says that an ability of 0 is 110 points, and that 1 is 20 more: 1 / 0.05.
DIFFICULTIES = pd.DataFrame(
    {"benchmark": ["b00", "b01"], "difficulty": [110.0, 131.0], "slope": [0.05, 0.1], "is_anchor": [True, False]}
)


def published(points: dict[str, float]) -> pd.DataFrame:
    facts = {"country": "CHN", "openness": "open_source", "released_on": pd.Timestamp("2025-01-01")}
    return pd.DataFrame(
        {"model_name": name, "model_id": name, "score": value, "score_low": value - 3, "score_high": value + 3} | facts
        for name, value in points.items()
    )


def ours() -> Index:
    return index(boards(), DOMAINS, replace(RULES, boards=2, domains=2))


def test_the_anchor_gives_origin_and_unit_of_planted_abilities() -> None:
    scores, ability = planted()
    found = beside_epoch.refitted(scores, DIFFICULTIES)
    assert (found.scale.origin, found.scale.unit) == (110, pytest.approx(20))
    points = 110 + 20 * ability
    table = beside_epoch.models(published(points.to_dict()), found, None, 0.9)
    assert table["model_name"].tolist() == points.sort_values(ascending=False).index.tolist()
    assert table["refit_less_epoch"].abs().max() < 2  # a tenth of an ability: the ridge, and no more
    assert table["benchmarks"].sum() == len(scores)
    assert table["ours"].isna().all()


def test_a_model_without_scores_has_no_refit_and_no_number_is_made_up() -> None:
    scores, _ = planted()
    table = beside_epoch.models(
        published({"m00": 120, "elsewhere": 130}), beside_epoch.refitted(scores, DIFFICULTIES), None, 0.9
    )
    assert table["model_name"].tolist() == ["elsewhere", "m00"]
    assert table["refit"].isna().tolist() == [True, False]
    assert table["benchmarks"].tolist()[0] == 0


def test_the_minimum_costs_what_it_costs_and_all_else_more() -> None:
    scores, _ = planted(noise=0.05)
    found = fit(scores, "b00")
    assert cost_of(scores, found, "b00") == pytest.approx(found.cost, rel=1e-6)
    moved = replace(found, capability=found.capability + 5, difficulty=found.difficulty + 5)
    assert cost_of(scores, moved, "b00") == pytest.approx(found.cost, rel=1e-6)  # the same, from another origin
    other = Fit(found.capability * 1.01, found.difficulty, found.slope, 0)
    assert cost_of(scores, other, "b00") > found.cost


@pytest.mark.parametrize("anchors", [[False, False], [True, True]])
def test_without_one_anchor_there_is_no_scale(anchors: list[bool]) -> None:
    with pytest.raises(ValueError, match="expected one anchor"):
        beside_epoch.refitted(planted()[0], DIFFICULTIES.assign(is_anchor=anchors))


def test_difficulties_stand_beside_those_published() -> None:
    table = beside_epoch.benchmarks(beside_epoch.refitted(planted()[0], DIFFICULTIES))
    assert table["benchmark"].tolist() == ["b01", "b00"]
    anchor = table.iloc[1]
    assert (anchor["refit"], anchor["refit_less_epoch"], anchor["refit_slope"]) == (
        pytest.approx(110),
        pytest.approx(0),
        pytest.approx(0.05),
    )


def test_what_is_a_straight_line_of_our_abilities_differs_nowhere() -> None:
    found = ours()
    points = 100 + 10 * found.fit.capability
    table = beside_epoch.models(
        published(points.to_dict()), beside_epoch.refitted(planted()[0], DIFFICULTIES), found, 0.9
    )
    assert table["ours_less_epoch"].abs().max() < 1e-9
    assert table["boards"].tolist() == [4] * len(ABILITY)
    # 90 %: 1.645 standard deviations, in points
    half = (table["ours_high"] - table["ours_low"]) / 2
    assert half.tolist() == pytest.approx([10 * 1.6449 * found.error[name] for name in table["model_id"]], rel=1e-4)


def test_the_board_that_tells_a_difference_is_the_one_where_it_was_planted() -> None:
    histories = boards()
    raised = {name: 1300 + 200 * value + (300 if name == "onyx" else 0) for name, value in ABILITY.items()}
    histories[1] = board("a/code", raised)
    found = index(histories, DOMAINS, replace(RULES, boards=2, domains=2))
    points = {name: 100 + 10 * value for name, value in ABILITY.items()}
    table = beside_epoch.models(published(points), beside_epoch.refitted(planted()[0], DIFFICULTIES), found, 0.9)
    onyx = table.set_index("model_name").loc["onyx"]
    assert onyx["ours_less_epoch"] == table["ours_less_epoch"].max() > 1
    assert onyx["told_by"] == "a/code"


def test_epochs_own_files_give_its_index_again() -> None:
    table = epoch_index(data_dir=SEED, as_of="2026-11-28")
    assert len(table) == 222
    assert table["refit_less_epoch"].abs().max() < 0.15
    assert table["refit"].corr(table["epoch"]) > 0.999999
    # The two that Epoch's unit hangs on have no interval: Claude 3.5 Sonnet is 130, GPT-5 150.
    without = table[table["epoch_low"].isna()].set_index("model_name")["epoch"]
    assert without.to_dict() == {"Claude 3.5 Sonnet": 130, "GPT-5": 150}
    both = table.dropna(subset="ours")
    assert both["ours"].mean() == pytest.approx(both["epoch"].mean())
    assert both["ours"].std() == pytest.approx(both["epoch"].std())
    assert table.attrs["notes"][0].startswith("Epoch AI's 2,249 scores of 222 models on 57 benchmarks")


def test_no_board_of_its_hub_is_in_the_independent_index() -> None:
    table = epoch_index(independent=True, data_dir=SEED, as_of="2026-11-28")
    assert not table["told_by"].dropna().str.startswith("epoch/").any()
    assert not any("hub" in note for note in table.attrs["notes"])


@pytest.mark.parametrize("view", [{"as_of": "2026-08-10"}, {"known_at": "2026-08-10T12:00:00Z"}])
def test_before_its_scores_came_nothing_is_compared(view: dict[str, str]) -> None:
    assert epoch_index(data_dir=SEED, **view).empty  # type: ignore[arg-type]
    assert epoch_index(benchmarks=True, data_dir=SEED, **view).empty  # type: ignore[arg-type]


def test_benchmarks_of_the_index_are_no_boards() -> None:
    assert not [name for name in registered.catalogue() if name.startswith(("eci_benchmarks", "edi"))]


def test_the_page_has_the_tables_that_the_scores_give() -> None:
    page = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert epoch_tables.renewed(page) == page, "run: make docs"
