"""Sides beside each other, counted by hand; blocs as of the day; whose base is in whose model."""

from pathlib import Path

import pandas as pd
import pytest

from leaderboard.publish import charts
from leaderboard.questions import compare
from leaderboard.questions.why import why
from leaderboard.records import store
from leaderboard.records.paths import DataDir
from leaderboard.registry import tables
from tests import app_by_hand
from tests.app_by_hand import headline, notices, page_of, text
from tests.registry_by_hand import table


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The boards of the app by hand; China is a member of the bloc G2 from February 2025, the United States before."""
    app_by_hand.fill(tmp_path)
    small = app_by_hand.small_registry()
    countries = """
        country,name,bloc,valid_from,valid_to
        CHN,China,G2,2025-02-01,
        FRA,France,EU27,1958-01-01,
        USA,United States,G2,2020-01-01,2025-02-01
    """
    known = type(small)(**{**vars(small), "countries": table("countries", countries)})
    monkeypatch.setattr(tables, "load", lambda: known)
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LEADERBOARD_NOW", app_by_hand.NOW)


def told(sides: str, **view: object) -> dict[tuple[str, str], tuple[object, ...]]:
    found = compare.compare("arena/text", sides, **view)  # type: ignore[arg-type]
    return {
        (f"{row.date:%m-%d}", row.side): (row.model_name, row.score, row.points, round(row.share, 4))
        for row in found.itertuples()
    }


def test_each_side_is_as_far_behind_the_best_as_its_best_model() -> None:
    found = told("CHN,USA", top=2)
    assert found["01-10", "USA"] == ("Llama", 1200.0, 0.0, 0.5)
    assert found["01-10", "CHN"] == ("Deep-1", 1150.0, -50.0, 0.5)
    assert found["03-10", "CHN"] == ("Deep-2", 1260.0, 0.0, 1.0)
    assert found["03-10", "USA"] == ("Llama", 1200.0, -60.0, 0.0)


def test_all_models_count_where_all_are_asked_for() -> None:
    # Shut stands at 1400, closed: of a developer whose seat is in the United States today.
    assert told("CHN,USA", openness="all")["03-10", "CHN"] == ("Deep-2", 1260.0, -140.0, 0.5)
    assert told("CHN,USA", openness="all")["03-10", "USA"] == ("Shut", 1400.0, 0.0, 0.5)


def test_a_bloc_is_its_members_of_the_day() -> None:
    found = told("G2")
    assert found["01-10", "G2"][0] == "Llama"
    assert found["02-10", "G2"][0] == "Deep-1"


def test_a_side_without_a_model_has_a_row_that_says_so() -> None:
    model, score, points, share = told("FRA,CHN")["03-10", "FRA"]
    assert pd.isna(model)
    assert pd.isna(score)
    assert pd.isna(points)
    assert share == 0


@pytest.mark.parametrize(
    ("sides", "found"), [("ZZZ", "'ZZZ'"), ("", "0 of them"), ("CHN,USA,FRA,G2,EU27", "5 of them")]
)
def test_what_is_no_side_is_an_error(sides: str, found: str) -> None:
    with pytest.raises(ValueError, match=f"sides: expected up to 4 codes of .* found {found}"):
        compare.compare("arena/text", sides)


def test_a_row_is_followed_to_what_it_rests_on() -> None:
    steps = why("compare CHN,USA --board arena/text --as-of 2025-03-20 --top 2 # date=2025-03-10 side=USA")
    assert {"Deep-2", "Llama", "Deep-1"} <= set(" ".join(steps["says"]).replace(",", " ").split()) | set(
        steps["subject"].astype("str").str.split().explode()
    )


def test_whose_base_is_in_whose_model(tmp_path: Path) -> None:
    rows = app_by_hand.observations().head(2).assign(
        published_on=pd.Timestamp("2025-03-15"), model_name=["r1-distill-llama-70b", "llama-3.3-70b"],
        recorded_at=pd.Timestamp("2025-03-15"),
    )  # fmt: skip
    store.append(DataDir(tmp_path), "arena", [rows])
    found = compare.inside("arena/text", top=10)
    assert found.values.tolist() == [["CHN", "USA", 1.0, 0.5], ["USA", "USA", 1.0, 0.5]]


def test_a_line_ends_where_the_next_snapshot_is_too_far() -> None:
    compared = compare.compare("arena/text", "CHN,USA")
    figure = charts.comparison_chart(
        {"Text": (compared, pd.Timedelta(days=30))}, {"CHN": "China", "USA": "US"}, 10, "x"
    )
    line = next(trace for trace in figure.data if trace.meta == "CHN")
    # 10 January to 10 February are 31 days: after thirty the line ends.
    assert [f"{pd.Timestamp(day):%m-%d}" for day in line.x] == ["01-10", "02-09", "02-10", "03-10"]
    assert pd.isna(line.y[1])
    assert {trace.line.dash for trace in figure.data} == {"solid", "dash"}


def test_the_page_says_who_is_first_and_passes_over_what_is_no_side() -> None:
    page = page_of("compare", sides="CHN,USA", boards="arena/text,arena/vision")
    assert headline(page) == (
        "The best open-weight model by score among China and the United States, as these boards were last seen "
        "(10 January 2025 to 10 March 2025), was from China on 2 of 2 (Arena: Text, Arena: Vision)."
    )
    by_base = headline(page_of("compare", sides="CHN,USA", boards="arena/text", lens="base"))
    assert by_base.startswith(
        "The best open-weight model by score among those on bases from China and the United States"
    )
    assert "0 of 5 places are held by models on another nation's base; of 5 the base is not known." in text(page)
    (said,) = notices(page_of("compare", sides="ZZZ"))
    assert "found 'ZZZ'" in said
    (said,) = notices(page_of("compare", top="7"))
    assert "top: expected one of 5, 10, 20, 50, found '7'" in said


def test_the_page_keeps_its_controls_before_any_snapshot() -> None:
    page = page_of("compare", as_of="2022-06-01")
    assert (
        headline(page)
        == "No complete snapshot of any of these boards that was published by 1 June 2022 is stored here."
    )
    assert page.multiselect[0].label == "Nations and blocs, up to 4"
    uncounted = page_of("compare", openness="noncommercial_weights", boards="arena/vision")
    assert headline(uncounted) == (
        "By 20 March 2025, no model (open weights, non-commercial) is known to have stood on any of these boards."
    )


def test_one_side_is_not_the_best_of_all_because_nobody_else_was_asked() -> None:
    asked = {"boards": "arena/text,arena/vision"}
    seen = "As these boards were last seen (10 January 2025 to 10 March 2025), the best open-weight model "
    assert headline(page_of("compare", sides="USA", **asked)) == (
        f"{seen}from the United States stood as follows by score: 60 points behind the best of all on Arena: Text; "
        "50 points behind the best of all on Arena: Vision."
    )
    assert headline(page_of("compare", sides="CHN", **asked)) == (
        f"{seen}from China stood as follows by score: behind none on Arena: Text; behind none on Arena: Vision."
    )
    assert headline(page_of("compare", sides="EU27", lens="base", **asked)) == (
        f"{seen}on a base from the EU27 stood as follows by score: none there on Arena: Text; "
        "none there on Arena: Vision."
    )


def test_sides_that_share_members_say_so() -> None:
    page = page_of("compare", sides="G2,CHN,USA", boards="arena/text")
    assert headline(page).endswith(
        "was from the G2 and China on 1 of 1 (Arena: Text). "
        "Among these, the G2 and China overlap: one model can count for several of them."
    )
    assert "overlap" not in headline(page_of("compare", sides="G2,USA", boards="arena/text"))
