"""What holds on every board: invariants under random histories."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import leaderboard
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.frontier import frontier, top
from leaderboard.analytics.gaps import gap
from leaderboard.analytics.leads import leads
from leaderboard.analytics.robustness import Choices, cells
from leaderboard.analytics.shares import share
from leaderboard.records import store
from leaderboard.records.paths import data_dir, place
from leaderboard.records.schema import ARROW
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
#: Few scores, so that many are equal.
ties = st.lists(
    observations.map(lambda it: it | {"score": round(float(str(it["score"])) / 20)}),
    max_size=20,
    unique_by=lambda it: (it["published_on"], it["model_name"]),
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
@given(ties, st.integers(1, 8))
def test_shares_sum_to_one_and_counts_to_the_places(rows: Rows, places: int) -> None:
    found = share(history(rows), top=places, every_date=True).groupby("date")
    assert found["share"].sum().tolist() == pytest.approx([1] * found.ngroups)
    listed = Counter(pd.Timestamp(str(it["published_on"])) for it in rows if it["counted"])
    assert found["count"].sum().to_dict() == pytest.approx({day: min(places, n) for day, n in listed.items()})


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


#: Wide and narrow intervals about few scores: who is within reach of the best depends on whose interval is asked.
wide_and_narrow = st.lists(
    st.builds(
        lambda model, score, half: row(DAYS[0], MODELS[model], model, score, half),
        st.sampled_from(list(MODELS)),
        st.sampled_from([10.0, 20.0, 30.0]),
        st.sampled_from([0.5, 2.0, 12.0]),
    ),
    min_size=4,
    max_size=7,
    unique_by=lambda it: it["model_name"],
)


@quick
@given(wide_and_narrow)
def test_the_names_of_equals_decide_nothing_of_who_leads(rows: Rows) -> None:
    renamed = [it | {"model_name": str(it["model_name"])[::-1]} for it in rows]
    told = ["date", "country", "is_leader", "p_leader", "verdict", "verdict_borrowed"]
    one, other = (frontier(history(named))[told] for named in (rows, renamed))
    assert_frame_equal(one, other, rtol=0, atol=1e-9)


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


@quick
@given(histories, st.lists(st.sampled_from([None, *DAYS]), min_size=20, max_size=20))
def test_a_frontier_by_release_never_falls(rows: Rows, released: list[str | None]) -> None:
    # All in one snapshot: no other is read.
    dated = [it | {"published_on": DAYS[0], "released_on": day} for it, day in zip(rows, released, strict=False)]
    for higher_is_better in (True, False):
        found = frontier(history(dated, higher_is_better=higher_is_better), "released")
        for _, record in found.groupby("country"):
            assert (record["score"] if higher_is_better else -record["score"]).is_monotonic_increasing


@quick
@given(histories)
def test_where_every_model_is_its_own_base_both_lenses_say_the_same(rows: Rows) -> None:
    board = replace(history([it | {"base_country": it["country"]} for it in rows]), board_id="arena/text")
    headline = Choices("arena/text", "overall")
    if not board.snapshots:
        return
    here = board.entries.at(board.snapshots[-1].rows)
    counted = here.at(here.counted)
    if (counted.shares > 0).any(axis=0).sum() + counted.of_nobody_known.any() < 2:
        return
    table = cells([replace(board, category="overall")], headline, {"arena/text": "text"})
    by_lens = {lens: of.drop(columns="lens").reset_index(drop=True) for lens, of in table.groupby("lens")}
    assert_frame_equal(by_lens["developer"], by_lens["base"])


SEED = Path(__file__).parents[1] / "data"


def asked(board_id: str, root: Path, **view: str) -> dict[str, pd.DataFrame]:
    """What the public API says of a board."""
    chosen = {"data_dir": root, "as_of": "2026-11-24"} | view
    return {
        "frontier": leaderboard.frontier(board_id, **chosen),
        "leads": leaderboard.leads(board_id, **chosen),
        "gap": leaderboard.gap(board_id, "CHN", "USA", every_date=True, **chosen),
        "share": leaderboard.share(board_id, every_date=True, **chosen),
        "top": leaderboard.top(board_id, 50, **chosen),
    }


def stored(rows: pd.DataFrame, root: Path, files: int) -> Path:
    """The same observations as so many Parquet files, rows dealt out among them."""
    folder = place(root).observations / str(rows["source_id"].iloc[0])
    folder.mkdir(parents=True)
    for number in range(files):
        part = rows.iloc[number::files]
        pq.write_table(pa.Table.from_pandas(part, schema=ARROW, preserve_index=False), folder / f"{number}.parquet")
    return root


@pytest.mark.parametrize("board_id", ["arena/webdev", "livebench/global"])
def test_splitting_files_changes_nothing(board_id: str, tmp_path: Path) -> None:
    rows = store.scan(data_dir(SEED), [board_id])
    whole, split = (asked(board_id, stored(rows, tmp_path / str(files), files)) for files in (1, 7))
    for name, frame in whole.items():
        assert_frame_equal(frame, split[name])
    assert all(len(frame) for frame in whole.values())


@pytest.mark.parametrize(("board_id", "day"), [("arena/webdev", "2026-04-01"), ("livebench/global", "2026-03-01")])
def test_as_of_and_known_at_see_nothing_later(board_id: str, day: str, tmp_path: Path) -> None:
    """The past asked now is what a store says that holds nothing later: on the day's clock, and on that of records."""
    rows = store.scan(data_dir(SEED), [board_id])
    for clock, column in (("as_of", "published_on"), ("known_at", "recorded_at")):
        then = stored(rows[rows[column] < pd.Timestamp(day) + pd.Timedelta(days=1)], tmp_path / clock, 1)
        remembered, known = asked(board_id, then), asked(board_id, SEED, **{clock: day})
        for name, frame in remembered.items():
            assert_frame_equal(frame, known[name])
        assert len(remembered["frontier"]) < len(asked(board_id, SEED)["frontier"])
