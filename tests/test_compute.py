"""Computing power by nation: what counts, what would count twice, and what is said of it."""

from pathlib import Path

import pandas as pd
import pytest

from leaderboard.analytics.compute import by_country, chips, counted
from leaderboard.publish import charts
from leaderboard.questions.compute import _told_of_clusters, compute

SEED = Path(__file__).parents[1] / "data"
DAY = pd.Timestamp("2025-06-01")


def clusters(*rows: dict[str, str]) -> pd.DataFrame:
    usual = {
        "cluster_name": "Owl",
        "country": "USA",
        "h100_equivalents": "100",
        "status": "Existing",
        "is_included": "True",
        "is_duplicate": "",
        "superseded_by": "",
        "operational_on": "2024-01-01",
    }
    return pd.DataFrame([usual | row for row in rows])


def powers(*rows: dict[str, str], day: pd.Timestamp = DAY) -> dict[str, float]:
    table = by_country(counted(clusters(*rows)), [day])
    return {"" if pd.isna(code) else code: power for code, power in table[["country", "h100_equivalents"]].values}


@pytest.mark.parametrize(
    "not_counted",
    [
        {"status": "Planned"},
        {"status": "Decommissioned"},
        {"is_included": ""},
        {"is_duplicate": "True"},
        {"operational_on": ""},
        {"operational_on": "2025-06-02"},
    ],
)
def test_only_what_runs_and_may_be_summed_counts(not_counted: dict[str, str]) -> None:
    assert powers({"h100_equivalents": "50000000"} | not_counted, {"cluster_name": "Gull"}) == {"USA": 100}


def test_a_phase_counts_until_the_one_that_superseded_it_began() -> None:
    phases = (
        {"cluster_name": "Owl 1", "superseded_by": "Owl 2"},
        {"cluster_name": "Owl 2", "h100_equivalents": "300", "operational_on": "2025-01-01"},
        {"cluster_name": "Gull 1", "superseded_by": "Gull 2"},
        {"cluster_name": "Gull 2", "h100_equivalents": "900", "status": "Planned"},
    )
    assert powers(*phases, day=pd.Timestamp("2024-12-31")) == {"USA": 200}
    assert powers(*phases) == {"USA": 400}


def test_a_nations_row_says_what_it_rests_on() -> None:
    table = by_country(
        counted(
            clusters(
                {"country": "CHN", "cluster_name": "Anonymized Chinese System", "operational_on": "2024-05-01"},
                {"country": "CHN", "cluster_name": "Anonymized Chinese System", "h100_equivalents": ""},
                {"country": "USA", "h100_equivalents": "250"},
                {"country": "", "cluster_name": "Nowhere", "h100_equivalents": "650"},
            )
        ),
        [DAY],
    )
    assert table.drop(columns=["date", "newest_on"]).values.tolist() == [
        ["USA", 250.0, 0.25, 1, 0, 0],
        ["CHN", 100.0, 0.1, 2, 1, 2],
        [table["country"].iloc[2], 650.0, 0.65, 1, 0, 0],
    ]
    assert pd.isna(table["country"].iloc[2])
    assert table["newest_on"].dt.strftime("%Y-%m-%d").tolist() == ["2024-01-01", "2024-05-01", "2024-01-01"]


def test_chips_are_their_makers_and_the_fastest_by_operations_times_bits() -> None:
    listed = pd.DataFrame(
        [
            ("A1", "CHN", "A", "2020-01-01", "1e15"),
            ("A2", "CHN", "A", "2024-01-01", "3e15"),
            ("A3", "CHN", "A", "", "9e15"),
            ("A4", "CHN", "A", "2025-06-02", "9e15"),
            ("B1", "CHN", "B", "2021-01-01", ""),
            ("C1", "USA", "C", "2023-01-01", "8e15"),
            ("D1", "", "D", "2023-01-01", "7e15"),
        ],
        columns=["chip_name", "country", "manufacturer_name", "released_on", "processing_performance"],
    )
    table = chips(listed, DAY)
    assert table.fillna({"country": ""}).drop(columns="released_on").values.tolist() == [
        ["USA", 1, 1, "C1", 8e15],
        ["CHN", 3, 2, "A2", 3e15],
        ["", 1, 1, "D1", 7e15],
    ]


def test_no_list_says_anything_of_days_after_it_or_of_what_was_not_known() -> None:
    newest = compute(data_dir=SEED, as_of="2026-11-28")
    assert newest.equals(compute(data_dir=SEED, as_of="2026-04-24"))
    assert set(newest["date"]) == {pd.Timestamp("2026-04-24")}
    assert compute(data_dir=SEED, known_at="2026-04-23").empty
    assert compute(data_dir=SEED, show="chips", known_at="2025-12-13").empty
    assert len(compute(data_dir=SEED, show="chips", known_at="2025-12-14")) > 1


def test_the_notes_tell_of_the_list_its_days_and_its_anonymous_rows() -> None:
    table = compute(data_dir=SEED)
    china = table.set_index("country").loc["CHN"]
    first, anonymous, unknown = table.attrs["notes"]
    assert "the newest of which began on 22 July 2025. Epoch AI's list of 24 April 2026" in first
    assert f"{china['anonymous']} of the {china['clusters']} in China: their owners are not told" in anonymous
    assert unknown.endswith("% of the power stands where no country is named.")


def test_of_clusters_in_no_named_country_the_notes_say_just_that() -> None:
    nowhere = clusters({"country": ""}, {"country": "", "h100_equivalents": "50"}).assign(retrieved_on="2026-04-24")
    first, unknown = _told_of_clusters(by_country(counted(nowhere), [DAY]), nowhere)
    assert first.startswith("2 clusters count")
    assert unknown == "100.0 % of the power stands where no country is named."


def test_the_chart_draws_a_line_a_nation_names_it_and_marks_events() -> None:
    past = compute(data_dir=SEED, every_date=True)
    events = pd.DataFrame({"date": [pd.Timestamp("2025-08-05")], "title": ["CANN <b>opened</b>"]})
    about = charts.About("Power", "Epoch AI", "", True, {"USA": "United States", "CHN": "China"})
    figure = charts.compute_chart(past, ("USA", "CHN"), events, about)
    assert {trace.meta for trace in figure.data} == {"USA", "CHN", "events"}
    named = [one.text for one in figure.layout.annotations]
    assert any("United States" in text for text in named)
    assert any("China" in text for text in named)
    (marks,) = [trace for trace in figure.data if trace.meta == "events"]
    assert min(marks.y) > 10 ** figure.layout.yaxis.range[0]
    assert "CANN &lt;b&gt;opened" in marks.hovertemplate[0]
    assert figure.layout.xaxis.range[1] == pd.Timestamp("2025-08-05")
    assert charts.compute_caption(compute(data_dir=SEED).head(2), about).startswith(
        "H100 equivalents by 22 July 2025: United States 9"
    )
