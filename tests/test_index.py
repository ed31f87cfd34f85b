"""The index: the fit against known answers and another minimiser, the rules on boards small enough to check by hand."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import least_squares
from scipy.special import expit

from benchmarks.index_calibration import World, trial
from leaderboard.analytics import index as indices
from leaderboard.analytics import item_response
from leaderboard.analytics.ability_errors import ability_errors
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.certainty import Verdict
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.analytics.index import Rules, TooFewBoards, index, national, sensitivity, table
from leaderboard.analytics.item_response import RIDGE, Parameters, fit, minimise
from leaderboard.app.pages import index as page
from leaderboard.publish.address import usual
from leaderboard.publish.speaker import speaker_of
from leaderboard.questions import across_boards
from leaderboard.questions.view import Lens
from tests.boards_by_hand import AT_ANY_SPEED, history, row

REFERENCE = Path(__file__).parents[2] / "shared" / "reference" / "eci"

#: name: country, openness, release. Abilities fall in this order.
MODELS = {
    "ruby": ("CHN", "open", "2025-03-01"),
    "opal": ("USA", "closed", "2025-02-01"),
    "jade": ("USA", "open", "2025-02-01"),
    "onyx": ("FRA", "open", "2025-04-01"),
    "agate": ("CHN", "open", "2025-01-01"),
    "flint": ("USA", "open", "2024-12-01"),
    "slate": ("CHN", "open", "2025-05-01"),
}
ABILITY = dict(zip(MODELS, (2.0, 1.5, 1.0, 0.0, -0.5, -1.5, -2.0), strict=True))
RULES = Rules("a/elo")
DOMAINS = {"a/elo": "text", "a/code": "code", "b/percent": "text", "b/errors": "vision", "c/far": "text"}


def planted(noise: float = 0.0, models: int = 40, benchmarks: int = 12) -> tuple[pd.DataFrame, pd.Series]:
    """Scores that follow the model exactly (but for noise), and the abilities behind them, anchor b00."""
    random = np.random.default_rng(7)
    ability = pd.Series(random.normal(0, 1, models), [f"m{n:02}" for n in range(models)])
    difficulty, slope = random.normal(0, 1, benchmarks), random.uniform(0.7, 3, benchmarks)
    difficulty[0], slope[0] = 0, 1
    scores = [
        {
            "model": name,
            "benchmark": f"b{number:02}",
            "performance": expit(slope[number] * (value - difficulty[number])) + noise * random.normal(),
        }
        for name, value in ability.items()
        for number in range(benchmarks)
        if random.random() < 0.7
    ]
    return pd.DataFrame(scores), ability


def board(board_id: str, scores: dict[str, float], **how: object) -> BoardHistory:
    """One snapshot with these scores of MODELS; every name is a registered model."""
    rows = [
        row(
            "2025-06-01",
            MODELS[name][0],
            name,
            score,
            None,
            MODELS[name][1],
            model_id=name,
            released_on=MODELS[name][2],
        )
        for name, score in scores.items()
    ]
    return replace(history(rows, **how), board_id=board_id)


def boards() -> list[BoardHistory]:
    """Four boards in three domains on which everybody stands where MODELS says."""
    chance = {name: expit(value) for name, value in ABILITY.items()}
    percent = replace(
        board("b/percent", {name: 100 * p for name, p in chance.items()}, metric="accuracy"), unit="percent"
    )
    errors = board(
        "b/errors", {name: 100 - 100 * p for name, p in chance.items()}, metric="wer", higher_is_better=False
    )
    return [
        board("a/elo", {name: 1000 + 400 * value / np.log(10) for name, value in ABILITY.items()}),
        board("a/code", {name: 1300 + 200 * value for name, value in ABILITY.items()}),
        percent,
        replace(errors, unit="percent"),
    ]


def test_chances_of_log_odds_are_scipys() -> None:
    logits = np.append(np.linspace(-50, 50, 100_001), [-1e4, 1e4])
    np.testing.assert_allclose(item_response.expit(logits), expit(logits), rtol=0, atol=2.3e-16)


def test_epochs_capabilities_come_out_of_epochs_scores() -> None:
    if not REFERENCE.is_dir():
        pytest.skip("Epoch AI's scores and capabilities are not beside this repository (../shared/reference/eci)")
    found = fit(pd.read_csv(REFERENCE / "scores.csv"), "Winogrande")
    published = pd.read_csv(REFERENCE / "capabilities.csv").set_index("model")["capability"]
    assert len(published) == 179
    assert (found.capability[published.index] - published).abs().max() < 1e-4
    assert found.cost == pytest.approx(3.44738, abs=5e-6)


def test_planted_abilities_are_found() -> None:
    scores, ability = planted()
    found = fit(scores, "b00").capability
    assert found.rank().tolist() == ability.rank().tolist()
    # The ridge of 0.1 / 63 pulls towards zero; no more than this.
    assert (found - ability).abs().max() < 0.1


def test_the_minimum_is_that_of_a_dense_minimiser() -> None:
    scores, _ = planted(noise=0.05, models=7, benchmarks=4)
    models, benchmarks = sorted(scores["model"].unique()), sorted(scores["benchmark"].unique())
    m, b = scores["model"].map(models.index).to_numpy(), scores["benchmark"].map(benchmarks.index).to_numpy()
    y = scores["performance"].clip(0.001, 0.999).where(~scores["performance"].between(0, 1), scores["performance"])
    ridge = RIDGE / (len(models) + 2 * len(benchmarks) - 1)

    def residuals(free: np.ndarray) -> np.ndarray:
        capability, difficulty, slope = np.split(free, [len(models), len(models) + len(benchmarks)])
        steep = np.concatenate([[1.0], slope])
        fitted = expit(steep[b] * (capability[m] - difficulty[b]))
        return np.concatenate([fitted - y, np.sqrt(ridge) * free])

    start = np.concatenate([np.zeros(len(models) + len(benchmarks)), np.full(len(benchmarks) - 1, 2.0)])
    dense = least_squares(residuals, start, xtol=1e-15, ftol=1e-15, gtol=1e-15)
    found = fit(scores, "b00")
    assert found.cost == pytest.approx(dense.cost, rel=1e-9)
    assert found.capability.to_numpy() == pytest.approx(dense.x[: len(models)] - dense.x[len(models)], abs=1e-5)


def sparse_boards(seed: int) -> pd.DataFrame:
    """As boards are: most models on few of them, with noise, and one board on which the order is reversed."""
    random = np.random.default_rng(seed)
    ability, difficulty, slope = random.normal(0, 1.5, 150), random.normal(0, 1, 12), random.uniform(0.7, 4, 12)
    slope[5] = -1
    model, benchmark = np.nonzero(random.random((150, 12)) < 0.2)
    chance = expit(slope[benchmark] * (ability[model] - difficulty[benchmark]) + random.normal(0, 0.3, len(model)))
    names = {"model": [f"m{code:03}" for code in model], "benchmark": [f"b{code:02}" for code in benchmark]}
    return pd.DataFrame(names | {"performance": chance})


@pytest.mark.parametrize("seed", [0, 3])
def test_no_other_start_ends_lower(seed: int) -> None:
    scores, random = sparse_boards(seed), np.random.default_rng(seed)
    data, _, benchmarks = item_response._coded(scores)
    found = fit(scores, "b00")
    costs = []
    for _ in range(6):
        slope = np.exp(random.normal(0.3, 0.5, len(benchmarks)))
        slope[0] = 1
        start = Parameters(random.normal(0, 0.5, data.models), random.normal(0, 0.5, len(benchmarks)), slope)
        costs.append(minimise(data, 0, start)[1])
    assert min(costs) > found.cost * (1 - 1e-6)


def test_a_board_that_contradicts_the_others_says_little_and_nothing_backwards() -> None:
    found = fit(sparse_boards(0), "b00")
    assert found.slope.idxmin() == "b05"
    assert 0 < found.slope["b05"] < 0.5


def test_scores_outside_of_0_and_1_are_read_as_the_ends() -> None:
    scores, _ = planted()
    beyond, ends = scores.copy(), scores.copy()
    beyond.loc[:3, "performance"], ends.loc[:3, "performance"] = [1.2, -0.1, 1.0, 0.0], [0.999, 0.001, 1.0, 0.0]
    pd.testing.assert_series_equal(fit(beyond, "b00").capability, fit(ends, "b00").capability)


def test_an_anchor_without_scores_is_named() -> None:
    with pytest.raises(ValueError, match="expected scores on the anchor benchmark 'b99', found none"):
        fit(planted()[0], "b99")


def errors_of(noise: float) -> pd.Series:
    scores, _ = planted(noise)
    return ability_errors(scores, fit(scores, "b00"), "b00", {name: name for name in scores["benchmark"]}).of_ability


def test_boards_that_agree_leave_no_doubt_and_boards_that_disagree_do() -> None:
    sure, doubtful = (errors_of(noise).mean() for noise in (0.0, 0.1))
    assert sure < 0.01
    assert doubtful > 5 * sure


def test_elo_percent_and_error_rates_tell_the_same_ability() -> None:
    found = table(index(boards(), DOMAINS, RULES))
    assert found["model_id"].tolist() == [name for name, (_, openness, _) in MODELS.items() if openness == "open"]
    assert found["rank"].tolist() == [1, 2, 3, 4, 5, 6]
    # The anchor's logits, from its median model, onyx; pulled towards it, as the ridge is strong on so few scores.
    unit, origin = np.polyfit(found["model_id"].map(ABILITY), found["ability"], 1)
    assert (round(unit, 1), round(origin, 1)) == (0.8, 0.0)
    assert (found["ability"] - found["model_id"].map(ABILITY) * unit).abs().max() < 0.1
    assert (found["ability_low"] <= found["ability"]).all()
    assert (found["ability"] <= found["ability_high"]).all()
    assert set(found["boards"]) == {4}
    assert set(found["domains"]) == {3}


def test_scores_become_parts_of_one_by_hand() -> None:
    scores = index(boards(), DOMAINS, RULES).scores
    by_board = scores.pivot(index="model", columns="benchmark", values="performance").loc[list(MODELS)]
    assert by_board["a/elo"].tolist() == pytest.approx([expit(value) for value in ABILITY.values()])  # onyx has 0.5
    assert by_board["b/percent"].tolist() == pytest.approx(by_board["a/elo"].tolist())
    assert by_board["b/errors"].tolist() == pytest.approx(by_board["a/elo"].tolist())  # few errors are good
    # 200 points more than the median model: it wins 1 in 1 + 10^-0.5 games.
    assert by_board.loc[["jade", "onyx"], "a/code"].tolist() == pytest.approx([0.759747, 0.5])


def test_a_board_with_few_models_that_others_have_is_left_out() -> None:
    few = {name: ABILITY[name] for name in list(MODELS)[:4]}
    domains = DOMAINS | {"c/four": "code", "c/five": "code"}
    four, five = board("c/four", few), board("c/five", few | {"flint": -1.0})
    found = index([*boards(), four, five], domains, RULES)
    assert set(found.scores["benchmark"]) == {*DOMAINS, "c/five"} - {"c/far"}
    # and is none of those whose days the index tells
    assert {one.board_id for one in across_boards.within([*boards(), four, five], found)} == set(
        found.scores["benchmark"]
    )


def test_other_units_do_not_compare() -> None:
    strange = replace(board("c/far", dict.fromkeys(MODELS, 3.0), metric="minutes"), unit="minutes")
    with pytest.raises(ValueError, match="c/far: expected Elo or percent for the index, found minutes"):
        index([*boards(), strange], DOMAINS, RULES)


def test_a_model_is_listed_from_so_many_boards_in_so_many_domains() -> None:
    elo, code, percent, errors = boards()
    few = [elo, replace(code, rows=code.rows[code.rows["model_name"] != "ruby"]), percent, errors]
    few[3] = replace(errors, rows=errors.rows[errors.rows["model_name"] != "ruby"])
    listed = {(k, m): set(table(index(few, DOMAINS, Rules("a/elo", k, m)))["model_id"]) for k in (2, 3) for m in (1, 2)}
    assert "ruby" in listed[2, 1]  # on two boards, both of text
    assert all("ruby" not in listed[rule] for rule in ((3, 1), (2, 2), (3, 2)))
    assert all("jade" in names for names in listed.values())


def test_what_is_known_of_a_model_is_what_its_newest_snapshot_says() -> None:
    elo, *others = boards()
    opened = elo.rows.assign(published_on=pd.Timestamp("2025-07-01"), openness="unrestricted_weights", counted=True)
    assert "opal" in table(index([*others, replace(elo, rows=opened)], DOMAINS, RULES))["model_id"].tolist()


def test_models_without_an_entry_and_boards_without_links_are_left_out() -> None:
    far = [replace(board("c/far", dict.fromkeys(MODELS, 1000.0)), board_id=name) for name in ("c/far", "c/farther")]
    far = [replace(it, rows=it.rows.assign(model_id="far-" + it.rows["model_id"])) for it in far]
    nameless = boards()[1]
    nameless = replace(nameless, rows=nameless.rows.assign(model_id=None), board_id="c/nameless")
    domains = DOMAINS | {"c/farther": "text", "c/nameless": "text"}
    found = index([*boards(), *far, nameless], domains, RULES)
    assert sorted(found.scores["benchmark"].unique()) == ["a/code", "a/elo", "b/errors", "b/percent"]
    assert set(found.models.index) == set(MODELS)


@pytest.mark.parametrize("there", [[], [0]])
def test_without_boards_that_share_models_there_is_no_index(there: list[int]) -> None:
    with pytest.raises(TooFewBoards):
        index([boards()[number] for number in there], DOMAINS, RULES)


def test_records_by_release_are_worked_out_by_hand() -> None:
    found = national(index(boards(), DOMAINS, RULES))
    told = found.assign(date=found["date"].dt.strftime("%Y-%m-%d"))
    assert told[["date", "country", "model_id", "is_leader"]].values.tolist() == [
        ["2024-12-01", "USA", "flint", True],
        ["2025-01-01", "CHN", "agate", True],
        ["2025-01-01", "USA", "flint", False],
        ["2025-02-01", "CHN", "agate", False],
        ["2025-02-01", "USA", "jade", True],  # opal is closed
        ["2025-03-01", "CHN", "ruby", True],
        ["2025-03-01", "USA", "jade", False],
        ["2025-04-01", "CHN", "ruby", True],
        ["2025-04-01", "FRA", "onyx", False],
        ["2025-04-01", "USA", "jade", False],
    ]
    # The boards agree, so every draw has the same leader.
    assert (found["p_leader"] == found["is_leader"]).all()


@AT_ANY_SPEED
@given(st.lists(st.permutations(range(7)), min_size=3, max_size=3))
def test_a_record_by_release_never_falls(orders: list[list[int]]) -> None:
    shuffled = [
        board(f"a/{number}", {name: 1000 + 60.0 * place for name, place in zip(MODELS, order, strict=True)})
        for number, order in enumerate(orders)
    ]
    domains = {f"a/{number}": str(number) for number in range(3)}
    found = national(index(shuffled, domains, Rules("a/0")))
    for _, record in found.groupby("country"):
        assert record["ability"].is_monotonic_increasing
    known = found["p_leader"].notna()
    assert known.all() or not known.any()  # boards that agree too little give no chance
    chances = found[known].groupby("date")["p_leader"].sum()
    assert chances.tolist() == pytest.approx([1] * len(chances))


def test_a_board_that_carries_the_answer_is_found() -> None:
    """Three boards put jade ahead by a little, one puts ruby ahead by far: without that one, the USA leads."""
    level = {"jade": 0.55, "ruby": 0.5, "opal": 0.45, "onyx": 0.4, "agate": 0.3, "flint": 0.53, "slate": 0.1}
    few = [
        replace(board(name, {m: 100 * p for m, p in level.items()}, metric="accuracy"), unit="percent")
        for name in ("a/elo", "a/code", "b/percent")
    ]
    carrying = replace(
        board("b/errors", {m: 100 * p for m, p in (level | {"ruby": 0.99}).items()}, metric="x"), unit="percent"
    )
    found = sensitivity([*few, carrying], DOMAINS, Rules("a/elo", 2, 1), frozenset({"a/code"})).set_index("left_out")
    assert found["leader"].to_dict() == {
        "": "CHN",
        "a/code": "CHN",
        "a/elo": "CHN",
        "b/errors": "USA",
        "b/percent": "CHN",
        "domain:text": "CHN",  # a/code and b/errors are left
        "source:a": "CHN",
        "source:b": "USA",
        "frozen": "CHN",
    }
    assert found["boards"].to_dict() == {
        "": 4, "a/code": 3, "a/elo": 3, "b/errors": 3, "b/percent": 3, "domain:text": 2, "source:a": 2, "source:b": 2,
        "frozen": 3,
    }  # fmt: skip
    assert (found["second"] != found["leader"]).all()
    assert (found["ahead"] > 0).all()
    assert found.at["", "rank_correlation"] == pytest.approx(1)


def test_where_too_few_boards_are_left_nothing_is_said() -> None:
    found = sensitivity(boards()[:2], DOMAINS, Rules("a/elo", 2, 1), frozenset(DOMAINS)).set_index("left_out")
    assert found.loc[["a/elo", "a/code", "frozen"], "boards"].tolist() == [0, 0, 0]
    assert found.loc[["a/elo", "a/code", "frozen"], "leader"].isna().all()


def test_without_the_anchor_it_is_still_an_index_of_what_was_linked_to_it() -> None:
    """Two boards of nine models that stand nowhere else have the most scores, and say nothing of the others."""
    nine = [row("2025-06-01", "FRA", f"far {n}", 50.0 + n, None, "open", model_id=f"far-{n}") for n in range(9)]
    far = [replace(history(nine, metric="accuracy"), board_id=name, unit="percent") for name in ("c/far", "c/farther")]
    domains = DOMAINS | {"c/farther": "text"}
    found = sensitivity([*boards(), *far], domains, Rules("a/elo", 2, 1), frozenset()).set_index("left_out")
    assert found.loc["a/elo", ["boards", "leader", "leader_model"]].tolist() == [3, "CHN", "ruby"]
    assert "c/far" not in found.index


def test_columns_are_those_promised() -> None:
    found = index(boards(), DOMAINS, RULES)
    assert list(table(found).dtypes.astype(str).items()) == list(indices.INDEX_DTYPES.items())
    assert list(national(found).dtypes.astype(str).items()) == list(indices.NATIONAL_DTYPES.items())


def test_intervals_hold_what_was_planted_and_who_is_best_is_said_only_where_it_is_told() -> None:
    """The experiment of `make calibration`, small; a redrawing of boards held 51 to 78 of 100."""
    random = np.random.default_rng(20_261_128)
    world = World("", by_developer=0.4, by_domain=0.4, boards=(10, 14), models=(40, 60))
    held = pd.concat([trial(world, random).holds for _ in range(12)])
    assert 0.92 <= held.mean() <= 0.98


def test_boards_that_agree_too_little_say_nothing_of_how_sure_they_are() -> None:
    """Bents of two thirds of the spread of abilities: intervals held 88 of 100, so none is given.

    A fit without an interval names no leader, has no chance and no bounds, and what reads it says so in words.
    """
    random = np.random.default_rng(20_261_128)
    world = World("", by_developer=0.8, by_domain=0.8, boards=(10, 14), models=(40, 60))
    found = [trial(world, random) for _ in range(12)]
    assert sum(one.holds.empty and np.isnan(one.stated) for one in found) >= 9

    names = list(MODELS)
    scores = [dict(zip(names, 100 * random.permutation(np.linspace(0.05, 0.95, 7)), strict=True)) for _ in range(4)]
    boards_ = ("a/elo", "a/code", "b/percent", "b/errors")
    told = [replace(board(name, p, metric="x"), unit="percent") for name, p in zip(boards_, scores, strict=True)]
    astray = index(told, DOMAINS, RULES)
    assert indices.standing(astray) == Verdict("no_interval")
    assert table(astray)[["ability_low", "ability_high"]].isna().all(axis=None)
    assert national(astray)["p_leader"].isna().all()
    assert across_boards.told(indices.standing(astray)) == DEFINITIONS["index_silent"]


def test_a_tie_at_the_top_is_said_and_a_lead_too() -> None:
    """Boards that disagree about ruby (CHN) and jade (USA), far above the others; and boards that do not."""
    level = {"jade": 0.7, "ruby": 0.7, "opal": 0.45, "onyx": 0.4, "agate": 0.3, "flint": 0.2, "slate": 0.1}
    apart = [{"jade": 0.05}, {"ruby": 0.05}, {"jade": 0.06}, {"ruby": 0.06}]
    names = ("a/elo", "a/code", "b/percent", "b/errors")

    def of(bents: list[dict[str, float]]) -> indices.Index:
        percent = [{model: 100 * (p + bent.get(model, 0.0)) for model, p in level.items()} for bent in bents]
        told = [replace(board(name, p, metric="x"), unit="percent") for name, p in zip(names, percent, strict=True)]
        return index(told, DOMAINS, RULES)

    assert str(indices.standing(of(apart))) == "tied:CHN;USA"
    assert str(indices.standing(of([{"ruby": 0.1}] * 4))) == "leads:CHN"


@pytest.mark.parametrize(
    ("lens", "first", "said"),
    [
        ("developer", "CHN", "They cannot be told apart. Chance of having the ablest model: the United States 70 %, "
         "China 29 %. The chance counts every model of a nation with its uncertainty, not only the one with the "
         "highest estimate."),
        ("base", "USA", "They cannot be told apart. Chance of having the base of the ablest model: the United States "
         "70 %, China 29 %."),
    ],
)  # fmt: skip
def test_an_estimate_and_a_chance_that_name_two_nations_are_explained(
    monkeypatch: pytest.MonkeyPatch, lens: Lens, first: str, said: str
) -> None:
    today = pd.Timestamp("2026-08-10")
    question = replace(usual("arena/text", today), lens=lens, openness="all")
    speaker = speaker_of(question, today)
    tied = Verdict("tied", ("CHN", "USA"), {"USA": 0.705, "CHN": 0.295})
    monkeypatch.setattr(page.indices, "standing", lambda fit: tied)  # noqa: ARG005 (of any fit)
    listed = pd.DataFrame(
        {"model_name": ["Able", "Other"], "country": [first, "CHN" if first == "USA" else "USA"], "rank": [1, 2]}
    )
    assert page._certainty(speaker, None, listed) == said  # type: ignore[arg-type]
    where = "on a base from" if lens == "base" else "from"
    assert f"the model with the highest estimate is Able, {where} " in page._sentence(speaker, listed)
