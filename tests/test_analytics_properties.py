"""What holds on every board: invariants under random histories."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.frontier import frontier, top
from leaderboard.analytics.gaps import gap
from leaderboard.analytics.leads import leads
from leaderboard.analytics.shares import share
from tests.boards_by_hand import AT_ANY_SPEED, history, row

DAYS = ("2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01")
MODELS = {
    "athene": "USA",
    "llama": "USA",
    "qwen": "CHN",
    "deepseek": "CHN",
    "mistral": "FRA",
    "merger": "CHN;USA",
    "stranger": None,
}
NAMES = ["model_name", "best_a", "best_b", "from_model", "to_model"]

Rows = list[dict[str, object]]
observations = st.builds(
    lambda day, model, score, half, openness: row(day, MODELS[model], model, score, half, openness),
    st.sampled_from(DAYS),
    st.sampled_from(list(MODELS)),
    st.integers(1, 400).map(lambda tenths: tenths / 10),
    st.sampled_from([None, 1.0, 4.0]),
    st.sampled_from(["open", "open", "open", "closed", "unknown"]),
)
#: No two rows of a day share model or score, so that no order depends on names.
histories = st.lists(
    observations,
    max_size=20,
    unique_by=(lambda it: (it["published_on"], it["model_name"]), lambda it: (it["published_on"], it["score"])),
)
quick = settings(AT_ANY_SPEED, max_examples=40)


def statistics(of: BoardHistory) -> dict[str, pd.DataFrame]:
    return {
        "frontier": frontier(of),
        "leads": leads(of),
        "gap": gap(of, "USA", "CHN", every_date=True),
        "share": share(of, top=3, every_date=True),
    }


def assert_same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame], *, besides: tuple[str, ...] = ()) -> None:
    for name, frame in one.items():
        columns = [column for column in frame.columns if column not in besides]
        # Chances differ in the last digits where they are summed in another order.
        assert_frame_equal(frame[columns], other[name][columns], rtol=0, atol=1e-9)


@quick
@given(histories, st.integers(1, 8))
def test_shares_sum_to_one(rows: Rows, places: int) -> None:
    found = share(history(rows), top=places, every_date=True)
    assert found.groupby("date")["share"].sum().tolist() == pytest.approx([1] * found["date"].nunique())


@quick
@given(histories)
def test_gaps_are_antisymmetric(rows: Rows) -> None:
    board = history(rows)
    one, other = gap(board, "USA", "CHN", every_date=True), gap(board, "CHN", "USA", every_date=True)
    assert (one["points"] == -other["points"]).all()
    assert one["win_probability"].tolist() == pytest.approx((1 - other["win_probability"]).tolist())


@quick
@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: Rows, random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert_same(statistics(history(rows)), statistics(history(shuffled)))


@quick
@given(histories)
def test_the_names_of_models_change_nothing_but_names(rows: Rows) -> None:
    renamed = [it | {"model_name": str(it["model_name"])[::-1]} for it in rows]
    assert_same(statistics(history(rows)), statistics(history(renamed)), besides=tuple(NAMES))


@quick
@given(
    histories, st.lists(st.tuples(st.sampled_from(DAYS), st.integers(0, 90), st.sampled_from([None, 9.0])), max_size=4)
)
def test_a_closed_model_more_changes_no_open_statistic(rows: Rows, drawn: list[tuple[str, int, float | None]]) -> None:
    # On days that the board has: a day of its own could be the newest, on which nothing is open.
    days = {it["published_on"] for it in rows}
    closed = [
        row(day, "USA", f"closed-{n}", score, half, "closed")
        for n, (day, score, half) in enumerate(drawn)
        if day in days
    ]
    assert_same(statistics(history(rows)), statistics(history(rows + closed)))
    assert_frame_equal(top(history(rows)), top(history(rows + closed)))


@quick
@given(histories)
def test_the_past_does_not_know_the_future(rows: Rows) -> None:
    """But for the ledger, which looks ahead to tell a model that is missing from one that was withdrawn."""
    earlier = [it for it in rows if it["published_on"] <= DAYS[1]]
    known_then, known_now = statistics(history(earlier)), statistics(history(rows))
    for name in ("frontier", "gap", "share"):
        past = known_now[name][known_now[name]["date"] <= DAYS[1]]
        assert_frame_equal(known_then[name], past)


@quick
@given(histories)
def test_the_ledger_passes_from_each_leader_to_the_next(rows: Rows) -> None:
    board = history(rows)
    told, verdicts = leads(board), frontier(board).groupby("date")["verdict"].first()
    assert told["date"].is_monotonic_increasing
    assert told["from_country"].iloc[1:].tolist() == told["to_country"].iloc[:-1].tolist()
    assert (told["reason"] == "first").tolist() == [True, *[False] * (len(told) - 1)][: len(told)]
    decided = told[told["decisive"].fillna(False)]
    assert verdicts[decided["date"]].tolist() == ("leads:" + decided["to_country"]).tolist()
    assert (told["contested_since"].iloc[1:] <= told["date"].iloc[1:]).all()
