"""Reading published numbers and days, and what is set aside."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from fetchers import Board, RawResponse, ScoreTable, Source
from leaderboard.intake import normalize as normalizing
from leaderboard.intake.normalize import Implausible, Normalized, normalize, together
from leaderboard.records import schema
from leaderboard.records.numerals import read_numbers

RETRIEVED = datetime(2025, 5, 4, 12, 30, tzinfo=UTC)
SOURCE = Source(
    id="demo",
    title="Demo",
    homepage="https://example.org",
    license="MIT",
    license_url="https://example.org/license",
    attribution="Demo",
    boards=(Board("demo/main", "Demo", "accuracy", "percent", score_min=0, score_max=100),),
    tables=lambda get, history: iter(()),  # noqa: ARG005 (never asked here)
)


def read(*, committed_at: datetime | None = None, first_load: bool = True, **columns: list[object]) -> Normalized:
    rows = pd.DataFrame({"board_id": "demo/main", **columns})
    response = RawResponse("https://example.org/table.csv", b"", "0" * 64, RETRIEVED)
    return normalize([ScoreTable(response, rows, committed_at)], SOURCE, first_load=first_load)


@pytest.mark.parametrize(
    ("published", "value", "margin"),
    [
        ("77.47%", 77.47, np.nan),
        ("1.8 %", 1.8, np.nan),
        ("62.1 ± 0.8", 62.1, 0.8),
        ("62.1 +/- 0.8", 62.1, 0.8),
        ("1,234.5", 1234.5, np.nan),
        ("−3", -3.0, np.nan),
        (".5", 0.5, np.nan),
        ("1e-3", 0.001, np.nan),
        ("N/A", np.nan, np.nan),
        ("12 of 20", np.nan, np.nan),
        ("", np.nan, np.nan),
        ("inf", np.nan, np.nan),
    ],
)
def test_numbers_are_read_as_published(published: str, value: float, margin: float) -> None:
    values, margins = read_numbers(pd.Series([published], dtype="str"))
    np.testing.assert_equal([values[0], margins[0]], [value, margin])


def test_infinite_scores_are_no_scores() -> None:
    assert read_numbers(pd.Series([1.0, np.inf]))[0].isna().tolist() == [False, True]


def test_a_margin_makes_an_interval() -> None:
    row = read(model_name=["a"], score=["62.1 ± 0.8"]).observations.iloc[0]
    assert (row["score_low"], row["score_high"]) == pytest.approx((61.3, 62.9))


def test_the_result_is_a_table_of_observations() -> None:
    schema.check(read(model_name=["a", "b"], score=[1, 2]).observations)


def test_a_committed_version_is_dated_by_its_commit() -> None:
    result = read(model_name=["a"], score=[50], committed_at=datetime(2025, 3, 2, 23, 59, tzinfo=UTC))
    row = result.observations.iloc[0]
    assert (row["published_on"], row["recorded_at"]) == (pd.Timestamp("2025-03-02"), pd.Timestamp("2025-03-02 23:59"))
    assert (row["recorded_basis"], result.undated) == ("commit", False)


def test_an_undated_table_is_dated_by_our_visit() -> None:
    result = read(model_name=["a"], score=[50])
    row = result.observations.iloc[0]
    assert (row["published_on"], row["recorded_at"]) == (pd.Timestamp("2025-05-04"), pd.Timestamp("2025-05-04 12:30"))
    assert (row["recorded_basis"], result.undated) == ("retrieved", True)


@pytest.mark.parametrize(("first_load", "basis"), [(True, "claimed"), (False, "retrieved")])
def test_the_boards_own_dates_are_claims_on_first_load_only(first_load: bool, basis: str) -> None:
    row = read(model_name=["a"], score=[50], published_on=["2025-01-02"], first_load=first_load).observations.iloc[0]
    assert (row["published_on"], row["recorded_basis"]) == (pd.Timestamp("2025-01-02"), basis)


def test_each_reason_is_given_and_counted() -> None:
    many = [f"m{number}" for number in range(100)]
    scores: list[object] = [50.0] * 100
    scores[3], scores[4], scores[5] = None, "n/a", "high"
    scores[6] = 101
    many[7] = " "
    result = read(model_name=many, score=scores, set_aside=[None] * 99 + ["not shown"])
    reasons = dict(zip(result.rejects["model_name"], result.rejects["reason"], strict=True))
    assert reasons == {
        "m3": "no score",
        "m4": "no score",
        "m5": "unreadable score",
        "m6": "score out of range",
        " ": "no model name",
        "m99": "not shown",
    }
    assert len(result.observations) == 94


def test_more_than_five_percent_unreadable_rejects_the_response() -> None:
    with pytest.raises(Implausible, match=r"demo: https://example.org/table.csv: expected at most 5% .* found 2 of 20"):
        read(model_name=[f"m{number}" for number in range(20)], score=[None, None, *[50] * 18])


def test_what_the_site_itself_sets_aside_is_not_unreadable() -> None:
    assert len(read(model_name=["a", "b"], score=[50, 51], set_aside=["hidden", None]).rejects) == 1


def test_a_date_in_the_future_rejects_the_response() -> None:
    with pytest.raises(
        Implausible,
        match="expected dates from 2000-01-01 up to 2025-05-05, found 1 rows dated from 2025-06-01 up to 2025-06-01",
    ):
        read(model_name=["a", "b"], score=[50, 51], published_on=["2025-05-01", "2025-06-01"])


def test_a_date_that_was_never_set_rejects_the_response() -> None:
    with pytest.raises(Implausible, match=r"expected dates from 2000-01-01 .* found 1 rows dated from 1970-01-01"):
        read(model_name=["a", "b"], score=[1, 2], published_on=["2025-05-01", "1970-01-01"])


def test_no_model_was_released_or_run_in_the_future_or_before_there_were_any() -> None:
    told = ["2025-05-04", "2025-05-05", "2025-05-06", "1970-01-01"]
    rows = read(model_name=list("abcd"), score=[1, 2, 3, 4], released_on=told, scored_on=told[::-1]).observations
    assert rows["released_on"].dt.strftime("%m-%d").fillna("").tolist() == ["05-04", "05-05", "", ""]
    assert rows["scored_on"].dt.strftime("%m-%d").fillna("").tolist() == ["", "", "05-05", "05-04"]


def test_a_name_of_which_nobody_sees_anything_is_none() -> None:
    names = ["a", "\u200b", "\u2060\ufeff", "\x00\x1b", "\u3164"]
    rejects = read(model_name=[*names, *(f"m{n}" for n in range(95))], score=[1.0] * 100).rejects
    assert rejects["reason"].tolist() == ["no model name"] * 3


def test_a_board_of_another_source_is_refused() -> None:
    with pytest.raises(Implausible, match=r"expected boards of demo, found \['other/main'\]"):
        read(board_id=["other/main"], model_name=["a"], score=[1])


def test_of_conflicting_duplicates_none_stands_and_of_repeats_one() -> None:
    result = read(model_name=["a", "a", "b", "b", "c"], score=[50, 51, 60, 60, 70], category=["x"] * 5)
    assert result.observations["model_name"].tolist() == ["b", "c"]
    assert result.ambiguous["score"].tolist() == [50, 51]
    assert result.rejects["reason"].value_counts().to_dict() == {
        "duplicate key with different values": 2,
        "repeated row": 1,
    }


def test_categorical_text_keeps_empty_apart_from_null() -> None:
    organizations = pd.Categorical(["", None, "x"])
    rows = read(model_name=["a", "b", "c"], score=[1, 2, 3], organization_name=organizations).observations
    assert rows["organization_name"].tolist()[0] == ""
    assert rows["organization_name"].isna().tolist() == [False, True, False]


def table(
    name: str, *names: str, day: int | None = 1, at: datetime = RETRIEVED, **columns: list[object] | str
) -> ScoreTable:
    """A table at an address of that name, committed on a day of May 2025 or undated."""
    rows = pd.DataFrame({"board_id": "demo/main", "model_name": list(names), "score": 50.0, **columns})
    committed_at = None if day is None else datetime(2025, 5, day, 9, tzinfo=UTC)
    return ScoreTable(RawResponse(f"https://example.org/{name}", b"", name * 64, at), rows, committed_at)


def runs(*tables: ScoreTable) -> list[str]:
    """The tables that go together, by the names of their addresses."""
    return ["".join(one.response.url[-1] for one in run) for run in together(tables)]


def test_tables_that_are_alike_are_read_together() -> None:
    assert runs(table("a", "m", day=1), table("b", "m", day=2), table("c", "n", day=3)) == ["abc"]


def test_two_tables_of_one_day_are_read_apart_so_that_the_later_corrects_the_earlier() -> None:
    assert runs(table("a", "m", day=1), table("b", "m", day=1), table("c", "m", day=2)) == ["a", "bc"]


def test_tables_of_one_day_and_different_question_sets_are_read_together() -> None:
    assert runs(table("a", "m", benchmark_version="v1"), table("b", "m", benchmark_version="v2")) == ["ab"]
    assert runs(table("a", "m", benchmark_version="v1"), table("b", "m", benchmark_version="v1")) == ["a", "b"]


def test_tables_with_other_columns_are_read_together_and_say_what_they_say_alone() -> None:
    plain, margin = table("a", "m", score=[50]), table("b", "m", day=2, score=["62.5 ± 0.5"], setting=["high"])
    bounds = table("c", "m", day=3, score=[70.0], score_low=[69.0], score_high=[None], rank=[1])
    tables = [plain, margin, bounds]
    assert runs(*tables) == ["abc"]
    together = normalize(tables, SOURCE, first_load=True).observations
    alone = [normalize([one], SOURCE, first_load=True).observations for one in tables]
    pd.testing.assert_frame_equal(together, pd.concat(alone, ignore_index=True))
    assert together["score_low"].tolist() == pytest.approx([np.nan, 62.0, 69.0], nan_ok=True)
    assert together["score_high"].tolist() == pytest.approx([np.nan, 63.0, np.nan], nan_ok=True)
    assert together["setting"].tolist() == ["", "high", ""]


def test_tables_with_other_dates_are_read_apart() -> None:
    late = datetime(2025, 5, 5, 0, 1, tzinfo=UTC)
    assert runs(table("a", "m"), table("b", "m", day=None)) == ["a", "b"]
    assert runs(table("a", "m", day=None), table("b", "m", day=None, board_id="demo/other", at=late)) == ["a", "b"]
    assert runs(table("a", "m", published_on="2025-05-01"), table("b", "m", published_on="2025-05-02")) == ["a", "b"]


def test_no_more_rows_are_read_together_than_memory_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(normalizing, "MAX_TOGETHER", 3)
    assert runs(*(table(name, "m", "n", day=day) for day, name in enumerate("abc", 1))) == ["a", "b", "c"]


def test_what_is_read_together_keeps_its_own_day_commit_and_bytes() -> None:
    told = normalize([table("a", "m", day=1), table("b", "m", "n", day=2)], SOURCE, first_load=True)
    kept = told.observations[["model_name", "published_on", "recorded_at", "recorded_basis", "response_sha256"]]
    first, second = pd.Timestamp("2025-05-01"), pd.Timestamp("2025-05-02")
    hour = pd.Timedelta(hours=9)
    assert kept.to_numpy().tolist() == [
        ["m", first, first + hour, "commit", "a" * 64],
        ["m", second, second + hour, "commit", "b" * 64],
        ["n", second, second + hour, "commit", "b" * 64],
    ]


def test_a_year_that_python_does_not_have_rejects_the_response() -> None:
    days = pd.Series(np.array(["0000-12-31", "12000-01-01", "2025-05-01"], "datetime64[us]"))
    with pytest.raises(Implausible, match=r"found 2 rows dated from 0000-12-31 up to 12000-01-01"):
        read(model_name=["a", "b", "c"], score=[50, 51, 52], published_on=days)


def test_of_what_is_read_together_the_implausible_table_is_named() -> None:
    sound, bad = table("a", *"mnopqrstuv"), table("b", "m", day=2, score=["broken"])
    with pytest.raises(Implausible, match=r"example.org/b: expected at most 5% unreadable rows, found 1 of 1 "):
        normalize([sound, bad], SOURCE, first_load=True)
    with pytest.raises(Implausible, match=r"example.org/b: expected one value under each key, found several for 2 of"):
        normalize([sound, table("b", "m", "m", day=2, score=[1.0, 2.0])], SOURCE, first_load=True)
    with pytest.raises(Implausible, match=r"example.org/b: expected boards of demo, found \['demo/other'\]"):
        normalize([sound, table("b", "m", day=2, board_id="demo/other")], SOURCE, first_load=True)
    future = table("b", "m", day=9)
    with pytest.raises(
        Implausible,
        match=r"example.org/b: expected dates from 2000-01-01 up to 2025-05-05, found 1 rows dated",
    ):
        normalize([sound, future], SOURCE, first_load=True)


def test_a_table_of_which_nothing_counts_is_beyond_belief_if_it_stands() -> None:
    """As one whose scores all became blank, where a blank means "not run": the board would stop in silence."""
    rows = pd.DataFrame(
        {"board_id": "demo/main", "model_name": ["a", "b"], "score": [None, None], "set_aside": "not run"}
    )
    response = RawResponse("https://example.org/table.csv", b"", "0" * 64, RETRIEVED)
    table = ScoreTable(response, rows, RETRIEVED)
    with pytest.raises(Implausible, match=r"table\.csv: expected rows that count, found all set aside \(2 not run\)$"):
        normalize([table], SOURCE, first_load=True)
    assert normalize([replace(table, past=True)], SOURCE, first_load=True).observations.empty
