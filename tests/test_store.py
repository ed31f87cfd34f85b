"""Append-only history in files: what is new, what supersedes, what a kill or a reader can see."""

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leaderboard.records import compact, schema, store
from leaderboard.records.files import PART, sweep
from leaderboard.records.paths import DataDir


def observations(*rows: tuple[str, str, float], recorded_at: str = "2025-01-01", **columns: object) -> pd.DataFrame:
    """Rows of (published_on, model, score)."""
    frame = schema.empty().reindex(range(len(rows)))
    frame["published_on"] = pd.to_datetime([day for day, _, _ in rows])
    frame["model_name"] = [name for _, name, _ in rows]
    frame["score"] = [score for _, _, score in rows]
    defaults: dict[str, object] = {
        "source_id": "demo",
        "board_id": "demo/main",
        "category": "overall",
        "benchmark_version": "",
        "metric": "elo",
        "setting": "",
        "unit": "points",
        "complete": True,
        "withdrawn": False,
        "recorded_at": pd.Timestamp(recorded_at),
        "recorded_basis": "retrieved",
        "response_sha256": "0" * 64,
    }
    frame = frame.assign(**(defaults | columns))
    return schema.check(frame.astype({field.name: field.dtype for field in schema.OBSERVATION}))


OLD = observations(("2025-01-01", "a", 10.0), ("2025-01-01", "b", 20.0))


def names(frame: pd.DataFrame) -> list[tuple[str, float, bool]]:
    return list(frame[["model_name", "score", "withdrawn"]].itertuples(index=False, name=None))


def test_unchanged_rows_are_no_news() -> None:
    again = observations(("2025-01-01", "a", 10.0 * (1 + 1e-12)), ("2025-01-01", "b", 20.0), recorded_at="2025-02-01")
    assert store.news(again, OLD).empty


@pytest.mark.parametrize("packed", [False, True])
def test_unchanged_texts_are_no_news_in_another_order_beside_others(packed: bool) -> None:
    day = "2025-01-01"
    old = observations((day, "a", 1.0), (day, "b", 2.0), organization_name=["x", "y"])
    new = observations(
        (day, "c", 3.0), (day, "a", 1.0), (day, "b", 2.0), recorded_at="2025-01-02", organization_name=["z", "x", "w"]
    )
    if packed:
        old, new = compact.pack(old), compact.pack(new)
    assert store.news(new, old)["model_name"].tolist() == ["c", "b"]


@pytest.mark.parametrize(
    "change",
    [{"score": 11.0}, {"score_low": 9.0}, {"sample_size": 5}, {"license_name": "MIT"}, {"organization_name": "x"}],
)
def test_a_change_of_any_value_is_news(change: dict[str, object]) -> None:
    again = observations(("2025-01-01", "a", 10.0), ("2025-01-01", "b", 20.0), recorded_at="2025-02-01")
    again.loc[0, list(change)] = list(change.values())
    assert store.news(again, OLD)["model_name"].tolist() == ["a"]


def test_a_row_that_a_complete_snapshot_no_longer_shows_is_withdrawn() -> None:
    again = observations(("2025-01-01", "a", 10.0), recorded_at="2025-02-01")
    assert names(store.news(again, OLD)) == [("b", 20.0, True)]
    assert store.news(again.assign(complete=False), OLD).empty


def test_another_day_withdraws_nothing() -> None:
    assert names(store.news(observations(("2025-01-02", "a", 10.0)), OLD)) == [("a", 10.0, False)]


def test_an_older_copy_neither_supersedes_nor_withdraws() -> None:
    earlier = observations(("2025-01-01", "a", 9.0), recorded_at="2024-12-31")
    assert store.news(earlier, OLD).empty


def test_a_withdrawn_row_that_comes_back_is_news() -> None:
    gone = OLD.assign(withdrawn=True)
    again = observations(("2025-01-01", "a", 10.0), ("2025-01-01", "b", 20.0), recorded_at="2025-02-01")
    assert len(store.news(again, gone)) == 2


@pytest.fixture
def data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> DataDir:
    monkeypatch.setenv("LEADERBOARD_NOW", "2025-03-15")
    return DataDir(tmp_path_factory.mktemp("data"))


def test_files_are_by_closed_year_and_by_month_of_the_current_one(data: DataDir) -> None:
    moments = ("2023-05-01", "2024-01-01", "2024-12-31", "2025-01-01", "2025-03-02")
    rows = [observations((day, "a", 1.0), recorded_at=day) for day in moments]
    store.append(data, "demo", [pd.concat(rows, ignore_index=True)])
    assert [file.stem for file in store.files(data)] == ["2023", "2024", "2025-01", "2025-03"]


def test_a_closed_year_is_not_touched_by_new_rows(data: DataDir) -> None:
    store.append(data, "demo", [observations(("2024-05-01", "a", 1.0), recorded_at="2024-05-01")])
    before = {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in store.files(data)}
    store.append(data, "demo", [observations(("2025-03-01", "a", 1.0), recorded_at="2025-03-01")])
    assert {file: (file.stat().st_mtime_ns, file.read_bytes()) for file in before} == before


def test_a_first_load_that_ends_between_two_files_leaves_none(data: DataDir, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of it would look like a whole load: the next one would take the rest for news of today."""
    years = [observations((f"{year}-05-01", "a", 1.0), recorded_at=f"{year}-05-01") for year in (2023, 2024)]
    write = store.write_file

    def killed(path: Path, rows: pd.DataFrame) -> None:
        if path.name == "2024.parquet":
            left.extend(path.parent.iterdir())
            assert store.files(data) == []
            raise KeyboardInterrupt
        write(path, rows)

    left: list[Path] = []
    monkeypatch.setattr(store, "write_file", killed)
    with pytest.raises(KeyboardInterrupt):
        store.append(data, "demo", years)
    assert [file.name for file in left] == ["2023.parquet"]
    assert not list(data.root.rglob("*.parquet"))


def test_what_a_killed_first_load_left_is_no_data_and_is_swept(data: DataDir) -> None:
    store.append(data, "demo", [OLD])
    left = data.observations / f"{PART}x"
    (data.observations / "demo").rename(left)
    (left / f"{PART}y.parquet").write_bytes(b"")
    assert store.files(data) == []
    assert store.scan(data).empty
    sweep(data.root.rglob(f"{PART}*"))
    assert not left.exists()


def test_rows_that_may_not_be_redistributed_stay_in_the_local_folder(data: DataDir) -> None:
    private = observations(("2025-01-01", "a", 1.0), board_id="demo/private")
    store.append(data, "demo", [pd.concat([OLD, private], ignore_index=True)], ["demo/private"])
    assert len(list(data.observations.rglob("*.parquet"))) == len(list(data.local_observations.rglob("*.parquet"))) == 1
    assert store.scan(data, ["demo/private"])["model_name"].tolist() == ["a"]


def test_the_order_in_which_rows_arrive_does_not_show(data: DataDir, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = DataDir(tmp_path_factory.mktemp("other"))
    new = observations(("2025-02-01", "a", 1.0), ("2025-02-01", "b", 2.0), recorded_at="2025-01-20")
    store.append(data, "demo", [OLD])
    store.append(data, "demo", [new])
    store.append(other, "demo", [pd.concat([new.iloc[::-1], OLD.iloc[::-1]], ignore_index=True)])
    assert [file.read_bytes() for file in store.files(data)] == [file.read_bytes() for file in store.files(other)]


DAYS = st.sampled_from(["2025-01-01", "2025-01-02", "2025-02-01", "2025-03-01"])
ROWS = st.lists(st.tuples(DAYS, st.sampled_from("abc"), st.floats(0, 2000), DAYS), max_size=30)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, as_of=DAYS, known_at=DAYS)
def test_a_read_never_sees_later_rows_on_either_clock(
    data: DataDir, rows: list[tuple[str, str, float, str]], as_of: str, known_at: str
) -> None:
    for file in store.files(data):
        file.unlink()
    for day, name, score, recorded_at in rows:
        store.append(data, "demo", [observations((day, name, score), recorded_at=recorded_at)])
    seen = store.read(data, "demo/main", as_of=pd.Timestamp(as_of), known_at=pd.Timestamp(known_at))
    assert (seen["published_on"] <= pd.Timestamp(as_of)).all()
    assert (seen["recorded_at"] <= pd.Timestamp(known_at)).all()
    newest: dict[tuple[str, str], tuple[str, float]] = {}
    for day, name, score, recorded_at in rows:
        held = newest.get((day, name))
        if day <= as_of and recorded_at <= known_at and (held is None or recorded_at > held[0]):
            newest[day, name] = (recorded_at, score)
    found = {(f"{row.published_on:%Y-%m-%d}", row.model_name): row.score for row in seen.itertuples()}
    assert found == {key: score for key, (_, score) in newest.items()}


def test_what_tells_that_all_rows_stand_is_read_once_until_the_files_change(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = "2025-01-01"
    store.append(data, "demo", [observations((day, "a", 1.0), (day, "b", 2.0), recorded_at="2025-01-02")])
    read: list[list[str]] = []
    rows = store.parquet.rows

    def listening(paths: Sequence[Path], columns: Sequence[str], asked: Sequence[Any]) -> Any:
        read.append(list(columns))
        return rows(paths, columns, asked)

    monkeypatch.setattr(store.parquet, "rows", listening)
    for _ in range(2):
        assert store.read(data, "demo/main", columns=["score"])["score"].tolist() == [1.0, 2.0]
    assert "model_name" in read[0]
    assert read[1] == ["score"]
    store.append(data, "demo", [observations((day, "a", 3.0), recorded_at="2025-01-03")])
    assert sorted(store.read(data, "demo/main", columns=["score"])["score"]) == [2.0, 3.0]


def test_that_all_rows_stand_is_remembered_up_to_the_day_and_moment_asked(data: DataDir) -> None:
    early, late = "2025-01-01", "2025-02-01"
    for row, recorded_at in (((early, "a", 1.0), early), ((late, "a", 2.0), late), ((early, "a", 3.0), "2025-03-01")):
        store.append(data, "demo", [observations(row, recorded_at=recorded_at)])

    def scores(**limits: str) -> list[float]:
        until = {name: pd.Timestamp(day) for name, day in limits.items()}
        return sorted(store.read(data, "demo/main", columns=["score"], **until)["score"])  # type: ignore[arg-type]

    assert scores(known_at=late) == [1.0, 2.0]
    assert scores(known_at=early) == [1.0]
    assert scores(as_of=early, known_at=late) == [1.0]
    assert scores(known_at="2025-03-01") == [2.0, 3.0]
    assert scores() == [2.0, 3.0]
    assert scores(as_of=early) == [3.0]
    assert scores(as_of=late, known_at=late) == [1.0, 2.0]


def test_a_file_is_added_to_row_group_by_row_group_as_if_written_at_once(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_ROW_GROUP", 3)
    day = "2025-01-01"
    held = [(day, name, 1.0) for name in "bcdefgh"]
    added = [(day, name, 1.0) for name in "abdiz"] + [("2024-12-31", "z", 2.0)]  # b and d are there
    store.append(data, "demo", [observations(*held)])
    store.append(data, "demo", [observations(*added)])
    (file,) = store.files(data)
    found = store.read_file(file)
    assert found["model_name"].tolist() == ["z", *"abcdefghi", "z"]
    assert found["score"].tolist() == [2.0, *[1.0] * 10]
    footer = pq.read_metadata(file)
    assert [footer.row_group(number).num_rows for number in range(footer.num_row_groups)] == [3, 3, 3, 2]
    counted = store.summary(data, ["board_id", "model_name"]).set_index("model_name")
    assert counted["rows"].to_dict() == dict.fromkeys("abcdefghi", 1) | {"z": 2}
    assert counted.loc["z", ["first_published_on", "last_published_on"]].tolist() == [
        pd.Timestamp("2024-12-31"),
        pd.Timestamp(day),
    ]


def test_the_last_days_are_those_on_which_something_was_stored_known_by_then(tmp_path: Path) -> None:
    data = DataDir(tmp_path)
    for day in ("2025-01-03", "2025-01-01", "2025-01-02"):
        store.append(data, "demo", [observations((day, "a", 1.0), (day, "b", 2.0), recorded_at="2025-02-01")])
    store.append(data, "demo", [observations(("2025-01-02", "a", 3.0), recorded_at="2025-03-01")])
    days = [pd.Timestamp(f"2025-01-0{number}") for number in (3, 2, 1)]
    last = functools.partial(store.last_days, data, "demo/main", "overall")
    assert last(2) == days[:2]
    assert last(9) == days
    assert last(2, as_of=days[1]) == days[1:]
    assert last(2, known_at=pd.Timestamp("2025-01-31")) == last(2, as_of=pd.Timestamp("2024-12-31")) == []
    assert store.last_days(data, "demo/main", "another", 2) == []
    store.append(
        data, "demo", [observations(("2024-01-01", "a", 1.0), benchmark_version="old", recorded_at="2025-03-02")]
    )
    assert last(2) == []  # of several question sets all must be known
    assert last(2, known_at=pd.Timestamp("2025-03-01")) == days[:2]


def test_the_last_days_are_looked_for_once_until_the_files_change(
    data: DataDir, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = [pd.Timestamp(f"2025-01-0{number}") for number in (3, 2, 1)]
    for day in days[1:]:
        store.append(data, "demo", [observations((f"{day:%Y-%m-%d}", "a", 1.0), recorded_at="2025-02-01")])
    asked: list[int] = []
    rows = store.parquet.rows

    def listening(*of: Any, **how: Any) -> Any:
        asked.append(1)
        return rows(*of, **how)

    monkeypatch.setattr(store.parquet, "rows", listening)
    last = functools.partial(store.last_days, data, "demo/main", "overall")
    for _ in range(3):
        found = last(2)
        assert found == days[1:]
        found.clear()  # it is the reader's own
    assert len(asked) == 1
    assert last(1) == days[1:2]
    assert last(2, as_of=days[2]) == last(1, as_of=days[2]) == days[2:]
    assert last(2, known_at=days[0]) == []
    store.append(data, "demo", [observations(("2025-01-03", "a", 1.0), recorded_at="2025-02-02")])
    assert last(2) == days[:2]
