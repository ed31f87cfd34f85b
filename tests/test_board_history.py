"""What a published interval says of the error, by the level that its board states."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.analytics.frontier import frontier, top
from leaderboard.analytics.leads import leads
from leaderboard.records import compact
from leaderboard.registry import boards
from tests.boards_by_hand import AT_ANY_SPEED, board, history, row

#: Days of which some lie 90 and 91 days apart; the break lies between two of them.
DAYS = ("2025-01-01", "2025-02-01", "2025-04-01", "2025-04-02", "2025-07-01")
BREAK = date(2025, 4, 2)
#: Few spellings, settings and scores, so that many are equal; an interval whose ends are reversed is none.
spellings = st.tuples(st.sampled_from("ab"), st.sampled_from(["", "high"]), st.sampled_from([None, "one"]))
observations = st.builds(
    lambda day, spelling, score, half, items: row(
        day, "USA", spelling[0], score, half, setting=spelling[1], model_id=spelling[2], sample_size=items
    ),
    st.sampled_from(DAYS),
    spellings,
    st.sampled_from([10.0, 20.0, 120.0]),
    st.sampled_from([None, None, -1.0, 0.0, 2.0, 4.0]),
    st.sampled_from([None, None, 0, 50]),
)
pasts = st.lists(
    observations,
    max_size=20,
    unique_by=lambda it: (it["published_on"], it["model_name"], it["setting"], it["model_id"]),
)
ONE_ROW = "2025-01-01 USA a 50±3 open"


def test_the_deviation_is_the_width_over_two_quantiles_of_the_level() -> None:
    """±3 at 95 % is 3 / 1.959964 = 1.530640; at 90 % 3 / 1.644854 = 1.823870 (Abramowitz and Stegun, table 26.5)."""
    assert board(ONE_ROW).entries.sd.tolist() == pytest.approx([1.530640], abs=1e-5)
    assert replace(board(ONE_ROW), level=0.9).entries.sd.tolist() == pytest.approx([1.823870], abs=1e-5)


def test_two_boards_publish_90_percent() -> None:
    levels = {name: curated.board.level for name, curated in boards.catalogue().items()}
    assert {name for name, level in levels.items() if level != 0.95} == {"eci/index", "arena_hard/v2"}
    assert {levels["eci/index"], levels["arena_hard/v2"]} == {0.9}


def test_a_past_that_is_kept_answers_the_same_and_holds_its_rows_once() -> None:
    past = board("2025-01-02 USA a 50±3 open\n2025-01-01 CHN b 60±2 open\n2025-01-02 CHN b 70 open")
    held = past.worked_out()
    assert held.rows is held.table
    there = set(vars(held))
    for answer in (leads, frontier, top):
        pd.testing.assert_frame_equal(answer(held), answer(past))
    of_models = {"listings", "first_rows", "first_listed", "started", "released", "counting_since"}
    assert set(vars(held)) - there <= of_models  # of its rows nothing more is worked out by each reader, nor held
    lent, asked = (compact.spelled(replace(one, intervals="borrowed").table) for one in (held, past))
    pd.testing.assert_frame_equal(lent, asked)


@AT_ANY_SPEED
@given(pasts, st.booleans())
def test_rows_stand_by_day_best_first_and_equals_by_name(rows: list[dict[str, object]], higher_is_better: bool) -> None:
    past = history(rows, higher_is_better=higher_is_better)
    table = compact.spelled(past.table)
    by_hand = table.assign(worse=-table["strength"]).sort_values(
        ["published_on", "worse", "model_name", "setting", "identity"]
    )
    assert by_hand.index.tolist() == list(range(len(rows)))
    assert (table["strength"] == (table["score"] if higher_is_better else -table["score"])).all()
    for snapshot in past.snapshots:
        assert (table.loc[snapshot.rows, "published_on"] == snapshot.date).all()
    assert sum(len(snapshot.rows) for snapshot in past.snapshots) == len(rows)


def test_a_past_of_more_days_than_a_byte_counts_stands_by_day() -> None:
    days = pd.date_range("2024-01-01", periods=300)
    scores = np.tile([10.0, 30.0, 20.0], 100)
    past = history([row(f"{day:%Y-%m-%d}", "USA", "a", score) for day, score in zip(days, scores, strict=True)][::-1])
    assert past.table["published_on"].tolist() == days.tolist()
    assert past.table["score"].tolist() == scores.tolist()
    assert [snapshot.date for snapshot in past.snapshots] == days.tolist()


@AT_ANY_SPEED
@given(pasts, st.booleans(), st.sampled_from(["percent", "points"]))
def test_an_interval_is_borrowed_as_row_by_row(rows: list[dict[str, object]], broken: bool, unit: str) -> None:
    """Of the same model, name and setting the last published one, 90 days old at most, of the same side of a break."""
    past = history(rows, unit=unit, method_changes=(BREAK,) if broken else ())
    own = compact.spelled(past.table).to_dict("records")
    by_hand = []
    for asks in own:
        days = {
            asks["published_on"] - lends["published_on"]: lends["sd"]
            for lends in own
            if lends["interval_basis"] == "published"
            and all(lends[name] == asks[name] for name in ("identity", "model_name", "setting"))
            and (not broken or (lends["published_on"].date() < BREAK) == (asks["published_on"].date() < BREAK))
        }
        near = [ago for ago in days if pd.Timedelta(0) <= ago <= pd.Timedelta(days=90)]
        borrows = pd.isna(asks["interval_basis"]) and near
        by_hand.append((days[min(near)], "borrowed") if borrows else (asks["sd"], asks["interval_basis"]))
    told = ["sd", "interval_basis"]
    expected = pd.DataFrame(by_hand, columns=told).astype({"sd": "float64", "interval_basis": "str"})
    pd.testing.assert_frame_equal(replace(past, intervals="borrowed").table[told], expected, check_exact=True)
    np.testing.assert_array_equal(past.lent.sd, expected["sd"])
