"""Chances and verdicts, against hand calculation, another integral, random draws and brute force.

An interval of ±1.96 means a standard deviation of 1; two such rows d apart: P = Phi(d / sqrt 2).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from leaderboard.analytics import certainty
from leaderboard.analytics.board_history import BoardHistory, Entries
from leaderboard.analytics.certainty import Verdict, chances_of_best, unread_leaders, verdict, verdicts
from leaderboard.analytics.frontier import frontier
from leaderboard.analytics.sets import Sets
from tests.boards_by_hand import AT_ANY_SPEED, board, history, row


def said(history: BoardHistory) -> Verdict:
    (snapshot,) = history.snapshots
    return verdict(history.entries.at(snapshot.rows))


@contextmanager
def face_value() -> Iterator[None]:
    """Every true score lies about its published one, wherever the others lie."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certainty, "believed", lambda _, *scores: scores[:2])
        patch.setattr(certainty, "level", lambda _, score, *__: np.full(len(score), np.nan))
        yield


def chances(*rows: tuple[float, float]) -> list[float]:
    mean, sd = np.array(rows, dtype="float64").T
    return chances_of_best(mean, sd).tolist()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(5, 1)], [1]),
        ([(5, 1), (5, 1)], [0.5, 0.5]),
        ([(5, 2), (5, 2), (5, 2)], [1 / 3, 1 / 3, 1 / 3]),
        ([(110, 5), (100, 5)], [0.9213503965, 0.0786496035]),  # Phi(10 / sqrt 50) = Phi(1.41421)
        ([(100, 0), (99, 2)], [0.6914624613, 0.3085375387]),  # an exact score: Phi(1 / 2)
        ([(100, 0), (100, 0)], [0.5, 0.5]),  # exactly equal: nothing tells them apart
        ([(100, 0), (99.9, 0)], [1, 0]),
    ],
)
def test_chances_by_hand(rows: list[tuple[float, float]], expected: list[float]) -> None:
    assert chances(*rows) == pytest.approx(expected, abs=1e-6)


@settings(AT_ANY_SPEED, max_examples=25)
@given(st.lists(st.tuples(st.floats(1200, 1230), st.floats(0.5, 12)), min_size=2, max_size=6))
def test_chances_agree_with_an_adaptive_integral(rows: list[tuple[float, float]]) -> None:
    mean, sd = np.array(rows).T

    def density_of_being_best(x: float, of: int) -> float:
        below = norm.cdf((x - mean) / sd)
        return float(norm.pdf(x, mean[of], sd[of]) * np.delete(below, of).prod())

    for of, chance in enumerate(chances(*rows)):
        ends = mean[of] - 9 * sd[of], mean[of] + 9 * sd[of]
        edges = sorted(x for x in {*mean, *(mean + 3 * sd), *(mean - 3 * sd)} if ends[0] < x < ends[1])
        exact, _ = quad(density_of_being_best, *ends, args=(of,), points=edges, limit=400, epsabs=1e-9)
        assert chance == pytest.approx(exact, abs=1e-6)


def test_chances_agree_with_random_draws() -> None:
    random = np.random.default_rng(20261124)
    mean, sd = random.normal(1300, 6, 40), random.uniform(2, 8, 40)
    draws = 400_000
    best = np.concatenate([(mean + sd * random.standard_normal((50_000, 40))).argmax(axis=1) for _ in range(8)])
    drawn = np.bincount(best, minlength=40) / draws
    # Four standard errors of a share of 400,000 draws are at most 0.0032.
    assert chances_of_best(mean, sd) == pytest.approx(drawn, abs=0.0032)


def test_chances_of_a_whole_board_sum_to_one() -> None:
    # All that is pruned, cut or rounded away is missing here: the stated bound holds for the sum.
    random = np.random.default_rng(1)
    for spread in (0.0, 1.0, 30.0):
        mean, sd = random.normal(1300, spread, 300), random.uniform(1, 9, 300)
        assert chances_of_best(mean, sd).sum() == pytest.approx(1, abs=1e-6)


def test_chances_are_right_as_often_as_they_say() -> None:
    """Models twice as close as their errors, of three nations; `make calibration` is the whole experiment.

    A share of 600 trials has a standard error of 2 points. Intervals at face value say some 20 points too much.
    """
    random = np.random.default_rng(7)
    nation = np.arange(30) % 3
    board = Entries(
        strength=np.zeros(30),
        sd=np.zeros(30),
        model=np.arange(30),
        origin=nation,
        parts=np.eye(3),
        counted=np.ones(30, dtype=bool),
        undecided=np.zeros(30, dtype=bool),
        unread=np.zeros(30, dtype=bool),
        nations=("CHN", "FRA", "USA"),
    )
    stated, right = np.zeros((600, 2)), np.zeros((600, 2))
    for turn in range(600):
        truth, sd = random.normal(1300, 2, 30), random.uniform(2, 6, 30)
        score = truth + sd * random.standard_normal(30)
        ours = verdict(replace(board, strength=score, sd=sd)).chances
        face_value = np.bincount(nation, chances_of_best(score, sd))
        for way, chance in enumerate((np.array([ours[name] for name in board.nations]), face_value)):
            stated[turn, way] = chance.max()
            right[turn, way] = nation[truth.argmax()] == chance.argmax()
    too_much = (stated - right).mean(axis=0)
    assert too_much[0] == pytest.approx(0, abs=0.05)
    assert too_much[1] > 0.12


def test_the_points_of_integration_are_those_of_gauss_and_legendre() -> None:
    nodes, weights = np.polynomial.legendre.leggauss(6)
    np.testing.assert_allclose([certainty._NODES, certainty._WEIGHTS], [nodes, weights], atol=1e-15)


def columns(rows: Entries) -> list[np.ndarray]:
    return [rows.strength, rows.sd, rows.model, rows.origin, rows.counted, rows.undecided, rows.unread]


def test_a_verdict_among_many_is_the_verdict_alone() -> None:
    """To the last digit: a board says the same by itself and in its past, whatever stands beside it."""
    random = np.random.default_rng(9)
    snapshots = []
    for rows in (1, 2, 3, 5, 8, 8, 8, 13, 40, 40, 41):
        for spread in (1.0, 6.0):
            counted = random.random(rows) < 0.8
            counted[0] = True
            sd = np.where(random.random(rows) < 0.1, np.nan, random.uniform(1, 6, rows))
            snapshots.append(
                Entries(
                    strength=-np.sort(-random.normal(1300, spread, rows)),
                    sd=np.full(rows, np.nan) if random.random() < 0.1 else sd,
                    model=random.integers(0, max(1, rows - 2), rows),
                    origin=random.integers(0, 4, rows),
                    parts=np.eye(4)[:, :3],  # one in four of no known country
                    counted=counted,
                    undecided=~counted & (random.random(rows) < 0.3),
                    unread=random.random(rows) < 0.2,
                    nations=("CHN", "FRA", "USA"),
                )
            )
    below = [np.concatenate(column) for column in zip(*map(columns, snapshots), strict=True)]
    together = verdicts(Entries(*below, snapshots[0].nations, snapshots[0].parts), Sets([*map(len, snapshots)]))
    assert together == [verdict(snapshot) for snapshot in snapshots]
    assert {said.kind for said in together} >= {"leads", "tied", "no_interval", "undetermined"}
    assert verdicts(snapshots[0].at(slice(0)), Sets([])) == []


def test_settings_of_a_model_are_readings_of_one_truth_not_chances_more() -> None:
    settings = said(
        board("""
            2025-01-01 CHN qwen  100±5 open setting=low
            "          CHN qwen  100±5 open setting=high
            "          USA llama 100±5 open
        """)
    )
    assert settings.chances == pytest.approx({"CHN": 1 / 2, "USA": 1 / 2}, abs=1e-6)
    models = said(
        board("""
            2025-01-01 CHN qwen  100±1.96 open
            "          CHN glm   100±1.96 open
            "          USA llama 100±1.96 open
        """)
    )
    assert models.chances == pytest.approx({"CHN": 2 / 3, "USA": 1 / 3}, abs=1e-6)


def test_joint_origin_gives_its_chance_in_equal_parts() -> None:
    two_equal = said(
        board("""
            2025-01-01 CHN     qwen    100±5 open
            "          CHN;USA merger  100±5 open
        """)
    )
    assert two_equal.chances == pytest.approx({"CHN": 0.75, "USA": 0.25}, abs=1e-6)


@pytest.mark.parametrize(
    ("ahead_by", "expected"),
    [(2.33, "leads:CHN"), (2.32, "tied:CHN;USA"), (-2.32, "tied:CHN;USA"), (-2.33, "leads:USA")],
)
def test_leads_from_95_percent(ahead_by: float, expected: str) -> None:
    # Phi(d / sqrt 2) = 0.95 at d = 1.644854 * sqrt 2 = 2.32617
    rows = [row("2025-01-01", "CHN", "qwen", 100 + ahead_by, 1.96), row("2025-01-01", "USA", "llama", 100, 1.96)]
    assert str(said(history(rows))) == expected


def test_less_is_better_where_the_board_says_so() -> None:
    rows = [row("2025-01-01", "CHN", "qwen", 4, 1.96), row("2025-01-01", "USA", "llama", 9, 1.96)]
    assert str(said(history(rows, higher_is_better=False))) == "leads:CHN"
    assert str(said(history(rows))) == "leads:USA"


def test_tied_names_the_smallest_set_in_alphabetical_order() -> None:
    rows = [
        row("2025-01-01", "USA", "llama", 100.5, 1.96),
        row("2025-01-01", "CHN", "qwen", 100, 1.96),
        row("2025-01-01", "FRA", "mistral", 94, 1.96),  # six sd down: not needed for 95 %
    ]
    assert str(said(history(rows))) == "tied:CHN;USA"
    rows[2] = row("2025-01-01", "FRA", "mistral", 100, 1.96)
    assert str(said(history(rows))) == "tied:CHN;FRA;USA"


def test_closed_models_have_no_part() -> None:
    rows = [
        row("2025-01-01", "CHN", "qwen", 100, 1.96),
        row("2025-01-01", "FRA", "mistral", 10, 1.96),
        row("2025-01-01", "USA", "gpt", 200, 30, "closed"),
    ]
    assert said(history(rows)) == Verdict("leads", ("CHN",), {"CHN": 1.0, "FRA": 0.0})


def test_where_fewer_than_two_nations_have_a_model_nobody_leads() -> None:
    alone = [row("2025-01-01", "CHN", "qwen", 100, 1.96), row("2025-01-01", "USA", "gpt", 200, 30, "closed")]
    assert str(said(history(alone))) == "uncontested"
    assert str(said(history([row("2025-01-01", "CHN", "qwen", 100)]))) == "uncontested"  # before no_interval
    # What is unknown could bring in a second nation, though it would not lead; more of the same nation's could not.
    maybe = row("2025-01-01", "USA", "secret", 10, 1.96, "unknown")
    assert str(said(history([*alone, maybe]))) == "undetermined"
    assert str(said(history([*alone, maybe | {"country": "CHN"}]))) == "uncontested"
    # Nor is it known whose a model of no known country is, if it counts or might.
    of_nobody = {tier: row("2025-01-01", None, "stranger", 10, 1.96, tier) for tier in ("open", "unknown", "closed")}
    found = {tier: str(said(history([*alone, it]))) for tier, it in of_nobody.items()}
    assert found == {"open": "undetermined", "unknown": "undetermined", "closed": "uncontested"}
    assert str(said(history([of_nobody["open"]]))) == "undetermined"
    # One model of two nations is contested; that nobody has read of a seat changes nothing where nobody is.
    assert str(said(history([row("2025-01-01", "CHN;USA", "joint", 100, 1.96)]))) == "tied:CHN;USA"
    assert str(said(history([row("2025-01-01", "CHN", "qwen", 100, 1.96, unread=True)]))) == "uncontested"


def test_a_leader_of_whom_nobody_has_read_is_undetermined() -> None:
    rows = [
        row("2025-01-01", "CHN", "qwen", 100, 1.96, unread=True),
        row("2025-01-01", "CHN", "deepseek", 90, 1.96),
        row("2025-01-01", "USA", "llama", 50, 1.96),
    ]
    assert str(said(history(rows))) == "undetermined"
    assert str(said(history([rows[0] | {"unread": False}, *rows[1:]]))) == "leads:CHN"
    # A row that does not count is no row by which it leads, read or not.
    closed = row("2025-01-01", "CHN", "max", 120, 1.96, "closed")
    assert str(said(history([*rows, closed]))) == "undetermined"
    assert str(said(history([rows[0] | {"unread": False}, *rows[1:], closed | {"unread": True}]))) == "leads:CHN"
    # By order alone, too; whoever is not named needs no evidence, nor one of two that stand level.
    ordered = [it | {"score_low": None, "score_high": None} for it in rows]
    assert str(said(history(ordered))) == "undetermined"
    assert str(said(history([rows[0] | {"unread": False}, rows[2] | {"unread": True}]))) == "leads:CHN"
    assert str(said(history([*rows, row("2025-01-01", "CHN", "level", 100, 1.96)]))) == "leads:CHN"
    # A tie says of nobody that it leads.
    assert str(said(history([rows[1], row("2025-01-01", "USA", "tuned", 90, 1.96, unread=True)]))) == "tied:CHN;USA"


def test_whoever_shares_a_row_on_top_leads_by_each_of_them() -> None:
    # 13 equals: the joint one's half of 1/13 is the USA's, 0.038, so CHN leads by all of them, unread or not.
    equals = [row("2025-01-01", "CHN", f"qwen-{n}", 100, 1.96, unread=True) for n in range(12)]
    joint = row("2025-01-01", "CHN;USA", "joint", 100, 1.96, unread=True)
    assert str(said(history([*equals, joint]))) == "undetermined"
    assert str(said(history([*equals, joint | {"unread": False}]))) == "leads:CHN"
    # That nobody has read of the row by which the USA stand there is nothing to CHN's lead.
    assert str(said(history([equals[0] | {"unread": False}, *equals[1:], joint]))) == "leads:CHN"


@pytest.mark.parametrize(
    ("unread", "expected"),
    [("", []), ("qwen", []), ("joint", ["joint"]), ("llama", []), ("joint qwen", ["joint", "qwen"])],
)
def test_of_each_nation_on_top_a_row_must_be_read(unread: str, expected: list[str]) -> None:
    past = board("""
        2025-01-01 CHN;USA joint 100 open
        "          CHN     qwen  100 open
        "          USA     llama  90 open
    """)
    rows = past.rows.assign(unread=past.rows["model_name"].isin(unread.split()))
    read = replace(past, rows=rows)
    assert [
        read.table["model_name"][place] for place in unread_leaders(read.entries, Verdict("no_interval"))
    ] == expected
    assert str(said(read)) == ("undetermined" if expected else "no_interval")


def test_a_nation_of_which_only_a_worse_setting_is_listed_has_no_chance() -> None:
    """One name, two organizations: the model is its best setting's nation's; the other has a row, and a chance of 0."""
    past = board("""
        2025-01-01 CHN qwen  100±1.96 open setting=high
        "          FRA qwen   80±1.96 open setting=low
        "          USA llama 100±1.96 open
    """)
    assert said(past).chances == pytest.approx({"CHN": 1 / 2, "FRA": 0, "USA": 1 / 2}, abs=1e-6)
    assert frontier(past)["p_leader"].tolist() == pytest.approx([1 / 2, 0, 1 / 2], abs=1e-6)


def test_no_intervals_at_all() -> None:
    nothing = said(history([row("2025-01-01", "CHN", "qwen", 100), row("2025-01-01", "USA", "llama", 90)]))
    assert nothing == Verdict("no_interval")
    # That of a row which does not count tells nothing.
    rows = [row("2025-01-01", "CHN", "qwen", 100), row("2025-01-01", "USA", "llama", 90)]
    assert said(history([*rows, row("2025-01-01", "USA", "gpt", 120, 1.96, "closed")])) == nothing


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (102.5, "leads:CHN"),  # as wide as the other: Phi(2.5 / sqrt 2) = 0.961; exact: Phi(2.5) = 0.994
        (102.0, "no_interval"),  # as wide: Phi(1.414) = 0.921, tied; exact: Phi(2) = 0.977, leads
        (101.0, "tied:CHN;USA"),  # as wide: Phi(0.707) = 0.760; exact: Phi(1) = 0.841
    ],
)
def test_a_verdict_must_not_hang_on_an_assumed_interval(score: float, expected: str) -> None:
    rows = [row("2025-01-01", "CHN", "qwen", score), row("2025-01-01", "USA", "llama", 100, 1.96)]
    assert str(said(history(rows))) == expected


def test_a_missing_interval_is_taken_as_the_widest_of_the_counted_rows() -> None:
    rows = [
        row("2025-01-01", "CHN", "qwen", 103),
        row("2025-01-01", "USA", "llama", 100, 1.96),
        row("2025-01-01", "USA", "old-llama", 50, 5.88),  # sd 3: Phi(3 / sqrt 10) = 0.829, but exact Phi(3) = 0.999
    ]
    assert str(said(history(rows))) == "no_interval"
    rows[2]["counted"] = False  # widest is sd 1: Phi(3 / sqrt 2) = 0.983
    assert str(said(history(rows))) == "leads:CHN"


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (96.0, "no_interval"),  # FRA at sd 3: 0.071, so that CHN and the USA have less than 0.95; exact: none
        (95.0, "tied:CHN;USA"),  # FRA at sd 3: 0.037
    ],
)
def test_a_tie_must_not_hang_on_an_assumed_interval(score: float, expected: str) -> None:
    rows = [
        row("2025-01-01", "CHN", "qwen", 100, 1.96),
        row("2025-01-01", "USA", "llama", 100, 1.96),
        row("2025-01-01", "USA", "old-llama", 50, 5.88),  # the widest: sd 3
        row("2025-01-01", "FRA", "mistral", score),
    ]
    with face_value():
        assert str(said(history(rows))) == expected


def test_a_reversed_interval_is_none() -> None:
    rows = [row("2025-01-01", "CHN", "qwen", 102, -1.96), row("2025-01-01", "USA", "llama", 90)]
    assert str(said(history(rows))) == "no_interval"


SURE = [row("2025-01-01", "CHN", "qwen", 110, 1.96), row("2025-01-01", "USA", "llama", 100, 1.96)]
TIED = [row("2025-01-01", "CHN", "qwen", 100, 1.96), row("2025-01-01", "USA", "llama", 100, 1.96)]
ORDER = [row("2025-01-01", "CHN", "qwen", 110), row("2025-01-01", "USA", "llama", 100)]
EVEN = [row("2025-01-01", "CHN", "qwen", 110), row("2025-01-01", "USA", "llama", 110)]
HANGS = [row("2025-01-01", "CHN", "qwen", 102), row("2025-01-01", "USA", "llama", 100, 1.96)]


@pytest.mark.parametrize(
    ("rows", "country", "score", "openness", "expected"),
    [
        (SURE, "USA", 110, "unknown", "undetermined"),
        (SURE, "USA", 200, "unknown", "undetermined"),  # far above
        (SURE, None, 110, "unknown", "undetermined"),
        (SURE, "CHN;USA", 110, "unknown", "undetermined"),
        (SURE, "CHN", 120, "unknown", "leads:CHN"),  # counting it would only make its lead surer
        (SURE, "USA", 100, "unknown", "leads:CHN"),  # far below
        (SURE, None, 110, "open", "undetermined"),  # of whom?
        (SURE, None, 100, "open", "leads:CHN"),
        (TIED, "CHN", 110, "unknown", "undetermined"),  # would make it leads:CHN
        (TIED, None, 110, "open", "undetermined"),
        (SURE, None, 120, "closed", "leads:CHN"),  # whosever it is, it does not count
        (TIED, None, 110, "closed", "tied:CHN;USA"),
        (TIED, "FRA", 90, "unknown", "tied:CHN;USA"),
        (TIED, None, 90, "open", "tied:CHN;USA"),
        (ORDER, "USA", 111, "unknown", "undetermined"),  # before no_interval
        (ORDER, "USA", 110, "unknown", "undetermined"),  # would share the lead
        (ORDER, "CHN", 111, "unknown", "no_interval"),
        (ORDER, "USA", 109, "unknown", "no_interval"),
        (ORDER, None, 111, "open", "undetermined"),
        (ORDER, None, 111, "closed", "no_interval"),
        (ORDER, "CHN;USA", 110, "unknown", "undetermined"),  # would share the lead, too
        (EVEN, "FRA", 110, "unknown", "undetermined"),
        (EVEN, "CHN", 111, "unknown", "undetermined"),  # would be alone
        (EVEN, "FRA", 109, "unknown", "no_interval"),
        (HANGS, "USA", 110, "unknown", "undetermined"),  # before no_interval
        (HANGS, "USA", 90, "unknown", "no_interval"),
    ],
)
def test_what_is_unknown_and_matters(
    rows: list[dict[str, object]], country: str | None, score: float, openness: str, expected: str
) -> None:
    half = None if rows is ORDER or rows is EVEN else 1.96
    unknown = row("2025-01-01", country, "stranger", score, half, openness)
    assert str(said(history([*rows, unknown]))) == expected


@pytest.mark.parametrize(("score", "expected"), [(100, "leads:CHN"), (111, "undetermined")])
def test_what_might_count_for_the_leader_hides_nothing_of_others(score: float, expected: str) -> None:
    more = [
        row("2025-01-01", "CHN", "max", 200, 1.96, "unknown"),
        row("2025-01-01", "USA", "new", score, 1.96, "unknown"),
    ]
    assert str(said(history([*SURE, *more]))) == expected


@pytest.mark.parametrize(("score", "expected"), [(95, "leads:CHN"), (102, "undetermined")])
def test_a_missing_interval_of_what_might_count_is_as_wide(score: float, expected: str) -> None:
    # At sd 5 the USA's row has Phi(-2) = 0.023, and the one that might count Phi(-3) = 0.001 or Phi(-1.6) = 0.055.
    rows = [
        row("2025-01-01", "CHN", "qwen", 110, 1.96 * 0.1),
        row("2025-01-01", "USA", "llama", 100, 1.96 * 5),
        row("2025-01-01", "USA", "new", score, None, "unknown"),
    ]
    assert str(said(history(rows))) == expected


def level(known: dict[str, float], unknown: dict[str, float], openness: str = "unknown") -> str:
    """The verdict where all rows have a standard deviation of 1, at face value."""
    sure = [row("2025-01-01", country, f"known-{country}", score, 1.96) for country, score in known.items()]
    unsure = [row("2025-01-01", country, f"new-{country}", score, 1.96, openness) for country, score in unknown.items()]
    with face_value():
        return str(said(history(sure + unsure)))


@pytest.mark.parametrize(
    ("known", "unknown", "counted"),
    [
        # USA 0.475, CHN 0.475, FRA about 0.05: another such row of FRA's makes it indispensable.
        ({"CHN": 100, "USA": 100, "FRA": 98.4}, {"FRA": 98.4}, "tied:CHN;FRA;USA"),
        # Phi(2.32 / sqrt 2) = 0.9495: the little that a low row of CHN's takes from the USA is enough.
        ({"CHN": 100, "USA": 97.68}, {"CHN": 97.1}, "leads:CHN"),
        # USA and FRA about 0.03 each: the least row decides which of them completes the 95 %.
        ({"CHN": 100, "USA": 97.4, "FRA": 97.37}, {"FRA": 96.4}, "tied:CHN;FRA"),
    ],
)
def test_a_tie_is_undetermined_where_a_row_more_would_change_it(
    known: dict[str, float], unknown: dict[str, float], counted: str
) -> None:
    assert level(known, {}) == "tied:CHN;USA"
    assert level(known, unknown, "open") == counted
    assert level(known, unknown) == "undetermined"


@pytest.mark.parametrize(
    ("known", "unknown", "expected"),
    [
        # Phi(2.35 / sqrt 2) = 0.9517 are CHN's beside the USA's row, Phi(2.3 / sqrt 2) = 0.9481.
        ({"CHN": 102.35, "FRA": 50}, {"USA": 100}, "leads:CHN"),
        ({"CHN": 102.3, "FRA": 50}, {"USA": 100}, "undetermined"),
        # 0.9643 beside one row of the USA's, 0.9505 beside both, though the second one alone has 0.0158.
        ({"CHN": 102.55, "USA": 100}, {"USA": 99.6}, "leads:CHN"),
        # USA and FRA have the same: it stands by the order of their names, which nothing so far below changes.
        ({"CHN": 100, "FRA": 97.4, "USA": 97.4}, {"KOR": 88}, "tied:CHN;FRA"),
        # CHN 0.9345, USA 0.0414, FRA 0.0240, and the row more has 0.0126: less than the margin, but not than half.
        ({"CHN": 100, "USA": 97.6, "FRA": 97.3}, {"KOR": 97}, "undetermined"),
    ],
)
def test_an_answer_stands_as_long_as_its_margin_is_wide_enough(
    known: dict[str, float], unknown: dict[str, float], expected: str
) -> None:
    assert level(known, unknown) == expected


def test_what_counts_of_a_model_and_what_might_are_two() -> None:
    # A third of the chance is the undecided setting's: more than the margin of either nation.
    text = """
        2025-01-01 CHN qwen  100±1.96 open    setting=a
        "          CHN qwen  100±1.96 {openness} setting=b
        "          USA llama 100±1.96 open
    """
    assert str(said(board(text.format(openness="unknown")))) == "undetermined"
    assert str(said(board(text.format(openness="open")))) == "tied:CHN;USA"


def test_an_undecided_joint_row_lends_no_credit() -> None:
    # CHN is N(103, 1.85). Against the USA's exact 100 alone: Phi(-3 / 1.85) = 0.052 are the USA's: no lead.
    # With the joint row at exactly 100.5 too: Phi(-2.5 / 1.85) = 0.088 are that row's, half of it CHN's: 0.956.
    rows = [
        row("2025-01-01", "CHN", "qwen", 103, 1.96 * 1.85),
        row("2025-01-01", "USA", "old-llama", 50, 0),  # CHN is contested, whatever is unknown
        row("2025-01-01", "USA", "llama", 100, 0, "unknown"),
        row("2025-01-01", "CHN;USA", "merger", 100.5, 0, "unknown"),
    ]
    assert str(said(history(rows))) == "undetermined"


def test_a_row_that_counts_is_not_undecided() -> None:
    # As under `--openness closed,unknown`.
    rows = [row("2025-01-01", "CHN", "qwen", 110, 1.96), row("2025-01-01", "USA", "llama", 110, 1.96)]
    assert str(said(history([it | {"undecided": True} for it in rows]))) == "tied:CHN;USA"


def test_a_percentage_of_counted_items_has_a_binomial_interval() -> None:
    # 90 % and 80 % of 100: (92/104, 82/104) +- sqrt(p (1 - p) / 104) = 3.1288 and 4.0064 points.
    # Phi(10 / hypot(3.1288, 4.0064)) = Phi(1.96721) = 0.97542.
    items = [
        row("2025-01-01", "CHN", "qwen", 90, sample_size=100),
        row("2025-01-01", "USA", "llama", 80, sample_size=100),
    ]
    percent = history(items, unit="percent")
    assert percent.table["interval_basis"].tolist() == ["binomial", "binomial"]
    assert said(percent).chances["CHN"] == pytest.approx(0.97542, abs=1e-4)
    assert percent.notes == ("intervals of 2 of 2 rows are binomial, from the number of items",)
    # Votes under a score on another scale say nothing of the kind.
    assert str(said(history(items, unit="points"))) == "no_interval"


def test_a_published_interval_goes_before_a_binomial_one() -> None:
    items = [
        row("2025-01-01", "CHN", "qwen", 90, 1.96, sample_size=100),
        row("2025-01-01", "USA", "llama", 100, sample_size=100),
        row("2025-01-01", "USA", "gpt", 80),
    ]
    percent = history(items, unit="percent")
    assert dict(zip(percent.table["model_name"], percent.table["interval_basis"].fillna("-"), strict=True)) == {
        "qwen": "published",
        "llama": "binomial",
        "gpt": "-",
    }
    # All of a hundred right is not certainty: 102/104 +- sqrt(p (1 - p) / 104) = 1.3466 points.
    assert percent.entries.sd[:2] == pytest.approx([1.3466, 1.0], abs=1e-4)


scores = st.integers(95, 105).map(float)
known_rows = st.lists(st.tuples(st.sampled_from(["CHN", "USA", "FRA"]), scores), min_size=1, max_size=4)
#: Country and openness: at least one of them is not known.
unknowns = st.sampled_from([("CHN", "unknown"), ("USA", "unknown"), (None, "unknown"), (None, "open")])
unknown_rows = st.lists(st.tuples(unknowns, scores), max_size=2)


@settings(AT_ANY_SPEED, max_examples=50)
@given(known_rows, unknown_rows)
def test_undetermined_against_every_way_to_resolve_the_unknown(
    known: list[tuple[str, float]], unknown: list[tuple[tuple[str | None, str], float]]
) -> None:
    """A verdict that stands must stand however the unknown rows turn out; `leads` is given up only where it must be.

    Scores are taken at face value: what is believed of them is learned from the rows that count, and these vary here.
    """
    day = "2025-01-01"
    base = [row(day, country, f"known-{n}", score, 2.5) for n, (country, score) in enumerate(known)]
    open_questions = [row(day, c, f"unknown-{n}", s, 2.5, o) for n, ((c, o), s) in enumerate(unknown)]
    with face_value():
        stated = said(history([*base, *open_questions]))
    outcomes = set()
    ways = [
        [*([None] if openness == "unknown" else []), *([country] if country else ["CHN", "USA", "FRA", "ZZZ"])]
        for (country, openness), _ in unknown
    ]
    for resolved in product(*ways):
        settled = [
            row(day, country, f"unknown-{n}", unknown[n][1], 2.5) for n, country in enumerate(resolved) if country
        ]
        with face_value():
            outcomes.add(str(said(history([*base, *settled]))))

    if stated.kind != "undetermined":
        assert outcomes == {str(stated)}
    elif len(outcomes) == 1:
        assert "leads" not in outcomes.pop()


#: A crowd at the top and a long tail below it: country, score and half the width of the interval, known and unknown.
crowded = st.one_of(st.floats(99, 101), st.floats(60, 101)).map(lambda score: round(score, 1))
widths = st.sampled_from([0.5, 2.0, 5.0])
counted_rows = st.lists(st.tuples(st.sampled_from(["CHN", "USA", "FRA"]), crowded, widths), min_size=3, max_size=12)
doubtful_rows = st.lists(st.tuples(unknowns, crowded, widths), min_size=1, max_size=3)


@settings(AT_ANY_SPEED, max_examples=50)
@given(counted_rows, doubtful_rows)
def test_rows_too_far_below_to_be_the_best_are_passed_over_and_nothing_changes(
    counted: list[tuple[str, float, float]], doubtful: list[tuple[tuple[str | None, str], float, float]]
) -> None:
    day = "2025-01-01"
    past = history(
        [
            *(row(day, country, f"counted-{n}", *told) for n, (country, *told) in enumerate(counted)),
            *(row(day, c, f"doubtful-{n}", *told, openness) for n, ((c, openness), *told) in enumerate(doubtful)),
        ]
    )
    stated = said(past)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certainty, "_HOPELESS", np.inf)
        assert said(past) == stated
