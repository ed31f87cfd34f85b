"""Every chart of the app as a picture that stands by itself, drawn from the figure that plotly shows."""

import re
import signal
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from leaderboard.analytics import choosing
from leaderboard.publish import charts
from leaderboard.publish.look import About, Side
from leaderboard.publish.pictures import SIZES, Imprint, figure_picture, png
from leaderboard.publish.pictures.letters import width
from leaderboard.publish.pictures.of_figures import UnknownPart
from tests.test_charts import CHOICES, cells, named

ABOUT = About("What it shows", "Data: A Board, CC BY 4.0, as of 3 March 2025", "points", True, {"CHN": "China"})
IMPRINT = Imprint("", "", "The site", "example.org/board?x=1")
SVG = "{http://www.w3.org/2000/svg}"
DAYS = pd.to_datetime(["2025-01-01", "2025-02-01", "2025-03-01"])


def shares() -> go.Figure:
    rows = [(day, nation, count) for day in DAYS for nation, count in (("CHN", 6.0), ("USA", 4.0))]
    return charts.share_chart(pd.DataFrame(rows, columns=["date", "country", "count"]), ABOUT)


def gaps() -> go.Figure:
    table = pd.DataFrame({"date": DAYS, "points": [10.0, -5.0, -20.0], "points_low": 0.0, "points_high": 1.0})
    table = table.assign(best_a="<b>A</b>", best_b="B", score_a=1.0, score_b=2.0)
    return charts.gap_chart(table, list(DAYS), (Side("China", "CHN"), Side("United States", "USA")), (), ABOUT)


def records() -> go.Figure:
    rows = [(DAYS[0], "CHN", 0.5, 0.4, 0.6), (DAYS[1], "CHN", 0.9, 0.8, 1.0), (DAYS[1], "USA", 0.7, 0.6, 0.8)]
    table = pd.DataFrame(rows, columns=["date", "country", "ability", "ability_low", "ability_high"])
    return charts.record_chart(table.assign(model_name="M"), ABOUT)


def sizes() -> go.Figure:
    table = pd.DataFrame(
        {
            "model_id": ["a", "b", "c"],
            "model_name": ["Small", "Large", "Beaten"],
            "country": ["CHN", "USA", None],
            "ability": [0.0, 1.0, 0.5],
            "error": [0.1, 0.1, 0.1],
            "parameters_b": [7.0, 70.0, 100.0],
        }
    )
    return charts.choosing_chart(choosing.ranked(table), ABOUT)


def test_names_of_sizes_near_each_other_stand_below_each_other() -> None:
    names = {
        "Eight Billion": (8.0, 0.04),
        "Twenty Billion": (20.0, 0.1),
        "Large": (3000.0, 1.1),
    }
    table = pd.DataFrame(
        {
            "model_id": list(names),
            "model_name": list(names),
            "country": "USA",
            "ability": [ability for _, ability in names.values()],
            "error": 1.0,
            "parameters_b": [size for size, _ in names.values()],
        }
    )
    figure = charts.choosing_chart(choosing.ranked(table), ABOUT)
    down = {str(one.text): one.yshift for one in figure.layout.annotations if one.text in names}
    assert down["Eight Billion"] == -2
    assert -25 < down["Twenty Billion"] < -15  # a line below the other's, whose point is a little lower
    assert down["Large"] == 2


@pytest.mark.parametrize("lowest", [-1.005, -1.015, -1.0175, -1.095])
def test_names_below_each_other_are_placed_however_their_heights_round(lowest: float) -> None:
    """A name that stands a line below another, less the last digit, was moved to where it stood for ever."""
    table = pd.DataFrame(
        {
            "model_id": ["a", "b", "c"],
            "model_name": ["Eight Billion", "Twenty Billion", "Large"],
            "country": "USA",
            "ability": [lowest, lowest + 0.001, 1.0],
            "error": 1.0,
            "parameters_b": [8.0, 20.0, 3000.0],
        }
    )
    ranked = choosing.ranked(table)

    def gives_up(*_: object) -> None:
        raise AssertionError("the names are never placed")

    before = signal.signal(signal.SIGALRM, gives_up)
    signal.alarm(10)
    try:
        figure = charts.choosing_chart(ranked, ABOUT)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    down = {str(one.text): one.yshift for one in figure.layout.annotations}
    assert (down["Eight Billion"], down["Twenty Billion"]) == (-2, -15)


def questions() -> go.Figure:
    asked = [{"question": "Another board", "ways": 40, "agreeing": 0.5}, {"question": "None", "ways": 0, "agreeing": 0}]
    return charts.question_chart(pd.DataFrame(asked), ABOUT)


def compared() -> go.Figure:
    rows = [(day, side, -10.0 * place, 0.5, "M") for day in DAYS for place, side in enumerate(("CHN", "EU27"))]
    table = pd.DataFrame(rows, columns=["date", "side", "points", "share", "model_name"])
    there = {"One board": (table, pd.Timedelta(days=60)), "Another": (table, pd.Timedelta(days=60))}
    return charts.comparison_chart(there, {"CHN": "China", "EU27": "European Union"}, 10, ABOUT.source)


def inside() -> go.Figure:
    rows = [("CHN", "CHN", 6.0), ("USA", "CHN", 2.0), ("USA", None, 1.0)]
    table = pd.DataFrame(rows, columns=["developer_country", "base_country", "count"])
    return charts.inside_chart(table, {"CHN": "China", "USA": "United States"}, ABOUT.source)


def ways() -> go.Figure:
    return charts.choice_chart(cells(), ABOUT, CHOICES, named)


def behind() -> go.Figure:
    """The USA lists nothing on the second day, and stands alone on the first and the third."""
    rows = [(DAYS[0], "USA", 90.0), (DAYS[2], "USA", 95.0), *((day, "CHN", 100.0) for day in DAYS)]
    table = pd.DataFrame(rows, columns=["date", "country", "score"])
    table = table.assign(to_best=table["score"] - 100, model_name="M", overall_model="N", overall_score=100.0)
    return charts.behind_chart(table, (), ABOUT, None)


def used(days: int = 2) -> go.Figure:
    rows = [
        (day, side, low, low + 0.1)
        for day in pd.date_range("2025-01-01", periods=days, freq="MS")
        for side, low in (("CHN", 0.5), ("USA", 0.3))
    ]
    parts = pd.DataFrame(rows, columns=["date", "side", "low", "high"])
    return charts.adoption_chart(parts, {"CHN": "China", "USA": "United States"}, ABOUT)


def used_by_month() -> go.Figure:
    return used(12)


def powers() -> go.Figure:
    rows = [(day, nation, h100) for day in DAYS for nation, h100 in (("CHN", 1000.0), ("USA", 1_000_000.0))]
    table = pd.DataFrame(rows, columns=["date", "country", "h100_equivalents"])
    events = pd.DataFrame({"date": DAYS[1:2], "title": ["CANN opened"]})
    return charts.compute_chart(table, ["USA", "CHN"], events, ABOUT)


FIGURES = {
    made.__name__: made
    for made in (shares, gaps, records, sizes, questions, compared, inside, ways, behind, used, used_by_month, powers)
}
#: What draws a chart -> its figure here. The frontier has a picture of its own (`pictures.frontier`).
DRAWN_BY = {
    "share": shares, "gap": gaps, "record": records, "choosing": sizes, "question": questions, "comparison": compared,
    "inside": inside, "choice": ways, "behind": behind, "adoption": used, "compute": powers,
}  # fmt: skip
FIGURES = {made.__name__: made for made in (*DRAWN_BY.values(), used_by_month)}


def drawn(figure: go.Figure, size: str = "article") -> ElementTree.Element:
    svg = figure_picture(
        figure.to_plotly_json(), "A title given", "In words.", size=SIZES[size], imprint=IMPRINT, scheme="light"
    )
    return ElementTree.fromstring(svg)


def words(picture: ElementTree.Element) -> list[str]:
    return ["".join(one.itertext()) for one in picture.iter(f"{SVG}text")]


def test_no_chart_is_left_out() -> None:
    charted = {name.removesuffix("_chart") for name in charts.__all__ if name.endswith("_chart")}
    assert charted - {"frontier"} == set(DRAWN_BY)


@pytest.mark.parametrize("size", ["article", "social", "slide"])
@pytest.mark.parametrize("name", FIGURES)
def test_a_picture_says_what_it_is_whose_data_it_shows_and_where_it_stands(name: str, size: str) -> None:
    figure = FIGURES[name]()
    picture = drawn(figure, size)
    said = words(picture)
    assert ("What it shows" in said) or ("A title given" in said)
    assert sum(ABOUT.source in one for one in said) == 1
    assert "The site · example.org/board?x=1" in said
    assert "In words." in str(picture.get("aria-label"))


@pytest.mark.parametrize("size", ["article", "social", "slide"])
@pytest.mark.parametrize("name", FIGURES)
def test_nothing_is_clipped(name: str, size: str) -> None:
    """Every text and every point of a path lies on the sheet, by the widths of the widest letters."""
    picture = drawn(FIGURES[name](), size)
    wide, tall = float(picture.get("width", 0)), float(picture.get("height", 0))
    shifted = {id(text) for group in picture.iter(f"{SVG}g") if group.get("transform") for text in group.iter()}
    for text in picture.iter(f"{SVG}text"):
        if id(text) in shifted:
            continue
        said, x, y = "".join(text.itertext()), float(text.get("x", 0)), float(text.get("y", 0))
        reach = width(said, float(text.get("font-size", 0)))
        left = x - {"start": 0.0, "middle": reach / 2, "end": reach}[text.get("text-anchor", "start")]
        assert left >= -1, said
        assert left + reach <= wide + 1, said
        assert 0 <= y <= tall, said
    for path in picture.iter(f"{SVG}path"):
        if path not in shifted and (place := re.match(r"M([-\d.]+) ([-\d.]+)", path.get("d", ""))):
            assert -1 <= float(place[2]) <= tall + 1


def test_days_and_scores_lie_where_they_belong() -> None:
    """Of ten places China holds six: its field reaches from the floor to six tenths of what both reach."""
    picture = drawn(shares())
    first, second = [path.get("d", "") for path in picture.iter(f"{SVG}path") if path.get("fill-opacity") == "0.85"]
    heights = [[float(y) for y in re.findall(r"(?:V|M[\d.]+ )([\d.]+)", path)] for path in (first, second)]
    floor, six, top = max(heights[0]), min(heights[0]), min(heights[1])
    assert max(heights[1]) == six
    assert (floor - six) / (floor - top) == pytest.approx(0.6, abs=0.01)


def test_bars_of_a_day_stand_beside_each_other_from_their_base() -> None:
    """China from 50 to 60 %, the USA from 30 to 40 %, on a scale from 0 to 1: a tenth of it each, a fifth apart."""
    bars = [one for one in drawn(used()).iter(f"{SVG}rect") if one.get("fill-opacity") == "0.8"]
    assert len(bars) == 4
    (china, _), (usa, _) = bars[:2], bars[2:]
    x, y, wide, tall = (
        {name: float(bar.get(at, 0)) for name, bar in (("CHN", china), ("USA", usa))}
        for at in ("x", "y", "width", "height")
    )
    assert x["CHN"] + wide["CHN"] == pytest.approx(x["USA"], abs=0.2)
    assert tall["CHN"] == pytest.approx(tall["USA"], abs=0.2)
    assert y["USA"] - y["CHN"] == pytest.approx(2 * tall["CHN"], abs=0.3)


def test_a_scale_of_tens_says_tens() -> None:
    said = words(drawn(powers()))
    figures = {one for one in said if re.fullmatch(r"[\d,.]+", one)} - {"2025"}
    assert figures == {"1,000", "10,000", "100,000", "1,000,000"}


def test_the_dot_of_a_label_keeps_its_color_and_no_letter_stands_for_it() -> None:
    picture = drawn(used_by_month())
    assert not [one for one in words(picture) if "●" in one]
    assert len(list(picture.iter(f"{SVG}circle"))) == 2  # of its two sides; what only a pointer meets is not drawn


def test_names_reach_the_picture_letter_by_letter() -> None:
    figure = charts.share_chart(
        pd.DataFrame({"date": DAYS[:2].repeat(1), "country": ["CHN", "CHN"], "count": [1.0, 1.0]}),
        About("<script>alert(1)</script> & $x$", "Data: <b>bold</b>", "points", True, {"CHN": "<i>China</i>"}),
    )
    said = words(drawn(figure))
    assert "<script>alert(1)</script> & $x$" in said
    assert "Data: <b>bold</b>" in said
    assert "<i>China</i>" in said


def test_lines_are_joined_as_their_language_joins_words() -> None:
    figure = go.Figure(go.Bar(x=["a"], y=[1.0]), layout={"margin": {"l": 0, "r": 0}})
    figure.add_annotation(name="title", text="<b>按榜单发</b><br><b>布日期, by day<br>of it</b>")
    (title,) = [text for text in drawn(figure).iter(f"{SVG}text") if "bold" in text.get("class", "")]
    assert title.text == "按榜单发布日期, by day of it"


def test_what_it_cannot_draw_is_an_error() -> None:
    figure = go.Figure(go.Pie(values=[1, 2]), layout={"margin": {"l": 0, "r": 0}})
    with pytest.raises(UnknownPart, match="pie"):
        drawn(figure)


def test_as_pixels() -> None:
    svg = figure_picture(gaps().to_plotly_json(), "", "In words.", size=SIZES["social"], imprint=IMPRINT, scheme="dark")
    body = png(svg)
    assert body.startswith(b"\x89PNG")
    assert np.frombuffer(body[16:24], ">u4").tolist() == [1200, 630]
