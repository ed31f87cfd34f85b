"""The structure of the charts, on boards written by hand."""

from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise

import pandas as pd
import pytest

from leaderboard.analytics import frontier, leads, shares
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.gap_intervals import gap_with_intervals
from leaderboard.publish import charts
from tests.boards_by_hand import board

ABOUT = charts.About(
    "Best model", "Data: somebody, CC BY 4.0", "points", True, {"CHN": "China", "USA": "United States"}
)

#: China overtakes on the third day and is absent on the fourth; France is there on one day only.
OVERTAKING = """
    2025-01-01 USA a 1200±5 open
    "          CHN b 1100±5 open
    2025-02-01 USA a 1200±8 open
    "          CHN b 1201±8 open
    "          FRA f 1000±5 open
    2025-03-01 USA a 1200±5 open
    "          CHN c 1300±5 open
    2025-04-01 USA a 1200±5 open
    2025-05-01 USA a 1200±5 open
    "          CHN c 1300±5 open
"""


def drawn(history: BoardHistory) -> charts.Figure:
    return charts.frontier_chart(frontier.frontier(history), leads.leads(history), history.method_changes, ABOUT)


def trace(figure: charts.Figure, meta: str) -> object:
    (found,) = [one for one in figure.data if one.meta == meta]
    return found


def points(figure: charts.Figure, country: str) -> list[tuple[str, float | None]]:
    """Day and score of each point of a line, None where the line is interrupted."""
    line = trace(figure, country)
    return [(f"{pd.Timestamp(x):%m-%d}", None if pd.isna(y) else y) for x, y in zip(line.x, line.y, strict=True)]  # type: ignore[attr-defined]


def test_each_nation_is_one_line_in_its_own_color() -> None:
    figure = drawn(board(OVERTAKING))
    lines = {one.meta: one for one in figure.data if one.meta in ("CHN", "USA", "FRA")}
    assert {code: line.line.color for code, line in lines.items()} == {
        code: charts.COLORS[code] for code in ("CHN", "USA", "FRA")
    }
    assert [one.name for one in lines.values()].count("China") == 1
    assert all(line.line.shape == "hv" for line in lines.values())


def test_a_line_ends_where_a_nation_is_absent() -> None:
    figure = drawn(board(OVERTAKING))
    assert points(figure, "CHN") == [
        ("01-01", 1100), ("02-01", 1201), ("03-01", 1300), ("03-01", None), ("05-01", 1300), ("05-01", None),
    ]  # fmt: skip
    assert [score for _, score in points(figure, "USA")] == [1200] * 5 + [None]


def test_a_line_does_not_cross_a_declared_break() -> None:
    figure = drawn(board(OVERTAKING, method_changes=(date(2025, 1, 20),)))
    assert points(figure, "USA")[:3] == [("01-01", 1200), ("01-01", None), ("02-01", 1200)]
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [(pd.Timestamp("2025-01-20"),) * 2]


def test_a_break_outside_the_chart_is_not_drawn() -> None:
    assert drawn(board(OVERTAKING, method_changes=(date(2024, 1, 1), date(2026, 1, 1)))).layout.shapes == ()


def test_the_band_is_the_published_interval_in_steps() -> None:
    band = trace(drawn(board(OVERTAKING)), "USA interval")
    highest = {f"{pd.Timestamp(x):%m-%d}": 0.0 for x in band.x}  # type: ignore[attr-defined]
    for x, y in zip(band.x, band.y, strict=True):  # type: ignore[attr-defined]
        highest[f"{pd.Timestamp(x):%m-%d}"] = max(highest[f"{pd.Timestamp(x):%m-%d}"], y)
    assert highest == {"01-01": 1205, "02-01": 1208, "03-01": 1208, "04-01": 1205, "05-01": 1205}
    assert (band.x[0], band.y[0]) == (band.x[-1], 1205) or band.y[-1] == 1195  # type: ignore[attr-defined]


def test_no_band_without_intervals() -> None:
    figure = drawn(board("2025-01-01 USA a 1200 open\n2025-02-01 USA a 1201 open"))
    assert not any("interval" in str(one.meta) for one in figure.data)


def test_the_ribbon_is_blank_where_snapshots_stand_too_far_apart() -> None:
    history = board("""
        2025-01-01 USA a 1200±5 open
        "          CHN b 1100±5 open
        2025-01-20 USA a 1200±5 open
        "          CHN b 1100±5 open
        2025-06-01 USA a 1200±5 open
        "          CHN b 1100±5 open
        2025-06-20 USA a 1200±5 open
        "          CHN b 1100±5 open
    """)
    told = frontier.frontier(history), leads.leads(history), (), ABOUT
    day = 24 * 60 * 60 * 1000
    spans = {
        longest: [(base, x / day) for base, x in zip(ribbon.base, ribbon.x, strict=True)]
        for longest in (None, pd.Timedelta(days=45))
        for ribbon in [trace(charts.frontier_chart(*told, longest), "ribbon")]
    }
    assert spans[None] == [("2025-01-01", 171)]  # to the day after the last
    assert spans[pd.Timedelta(days=45)] == [("2025-01-01", 20), ("2025-06-01", 20)]


def test_the_caption_denies_no_change_that_a_new_method_brought() -> None:
    history = board(OVERTAKING, method_changes=(date(2025, 2, 20),))
    told = charts.frontier_caption(frontier.frontier(history), leads.leads(history), ABOUT)
    assert told.endswith(
        "No change of lead is on record since 1 January 2025, besides one that a change of method brought."
    )


def test_the_caption_of_releases_names_no_day_of_the_board() -> None:
    history = board(OVERTAKING)
    told = charts.frontier_caption(frontier.frontier(history), leads.leads(history), ABOUT, by_release=True)
    assert told.startswith("National bests among the models released by 1 May 2025: ")
    assert told.endswith("One change of lead is counted by release date since 1 January 2025.")


def test_rings_mark_the_changes_of_lead() -> None:
    rings = trace(drawn(board(OVERTAKING)), "lead changes")
    assert [f"{pd.Timestamp(x):%m-%d}" for x in rings.x] == ["01-01", "03-01"]  # type: ignore[attr-defined]
    assert list(rings.y) == [1200, 1300]  # type: ignore[attr-defined]
    assert list(rings.marker.color) == [charts.COLORS["USA"], charts.COLORS["CHN"]]  # type: ignore[attr-defined]
    assert "China takes the lead" in rings.customdata[1]  # type: ignore[attr-defined]


def test_the_ribbon_says_who_led() -> None:
    ribbon = trace(drawn(board(OVERTAKING)), "ribbon")
    assert list(ribbon.base) == ["2025-01-01", "2025-02-01", "2025-03-01", "2025-04-01", "2025-05-01"]  # type: ignore[attr-defined]
    assert [label.split("</b>")[0].removeprefix("<b>") for label in ribbon.customdata] == [  # type: ignore[attr-defined]
        "United States leads",
        "China and United States cannot be told apart",
        "China leads",
        "uncontested",
        "China leads",
    ]
    assert list(ribbon.marker.pattern.shape) == ["", "/", "", "", ""]  # type: ignore[attr-defined]
    day = 24 * 60 * 60 * 1000
    assert list(ribbon.x) == [31 * day, 28 * day, 31 * day, 30 * day, 1 * day]  # type: ignore[attr-defined]


def test_lines_are_labelled_at_their_ends() -> None:
    labels = {note.name: note for note in drawn(board(OVERTAKING)).layout.annotations}
    assert labels["CHN"].xref == "paper"
    assert labels["CHN"].y > labels["USA"].y
    assert "China" in labels["CHN"].text
    assert "1300" in labels["CHN"].text
    assert (labels["FRA"].xref, labels["FRA"].x) == ("x", pd.Timestamp("2025-02-01"))


@pytest.mark.parametrize("other", [100, 2300])
def test_labels_do_not_stand_on_each_other(other: int) -> None:
    close = "\n".join(f"2025-01-01 {code} m{code} {1200 + place}±5 open" for place, code in enumerate(charts.COLORS))
    figure = drawn(board(close + f"\n2025-01-01 ZZZ far {other}±5 open"))
    heights = sorted(note.y for note in figure.layout.annotations if note.name in (*charts.COLORS, "ZZZ"))
    assert len(heights) == 13
    assert min(b - a for a, b in pairwise(heights)) > 0.03
    assert 0 <= heights[0] <= heights[-1] <= 1


def test_names_are_drawn_letter_by_letter() -> None:
    history = board('2025-01-01 USA <img/src=x>$a$ 1200±5 open\n" CHN b 1100±5 open')
    figure = drawn(history)
    words = "".join(map(str, [*trace(figure, "USA").customdata, *trace(figure, "lead changes").customdata]))  # type: ignore[attr-defined]
    words += "".join(note.text for note in figure.layout.annotations)
    assert "&lt;img/src=x&gt;&#36;a&#36;" in words
    assert "<img" not in words
    assert "$" not in words


def test_a_saved_picture_says_what_it_shows_and_whose_data_it_is() -> None:
    for figure in (
        drawn(board(OVERTAKING)),
        charts.share_chart(shares.share(board(OVERTAKING), 2, every_date=True), ABOUT),
    ):
        named = {note.name: note.text for note in figure.layout.annotations}
        assert named["title"] == "<b>Best model</b>"
        assert named["source"] == "Data: somebody, CC BY 4.0"


def test_the_frontier_in_words() -> None:
    history = board(OVERTAKING)
    said = charts.frontier_caption(frontier.frontier(history), leads.leads(history), ABOUT)
    assert said == (
        "National bests on 1 May 2025: China 1300, United States 1200. "
        "One change of lead is on record since 1 January 2025."
    )
    by_base = charts.frontier_caption(frontier.frontier(history), leads.leads(history), replace(ABOUT, by_base=True))
    assert by_base.startswith("The best by origin of the base on 1 May 2025: China 1300, United States 1200.")


def test_where_less_is_better_the_smallest_stands_first() -> None:
    history = board("2025-01-01 USA a 9±1 open\n2025-01-01 CHN b 5±1 open", higher_is_better=False)
    about = charts.About("", "", "percent", False, ABOUT.countries)
    said = charts.frontier_caption(frontier.frontier(history), leads.leads(history), about)
    assert said.startswith("National bests on 1 January 2025: China 5.0, United States 9.0.")


def test_shares_are_stacked_and_absent_nations_are_zero() -> None:
    figure = charts.share_chart(shares.share(board(OVERTAKING), 2, every_date=True), ABOUT)
    assert {one.meta: list(one.y) for one in figure.data} == {"CHN": [1, 1, 1, 0, 1], "USA": [1, 1, 1, 1, 1]}
    assert {one.stackgroup for one in figure.data} == {"top"}
    said = charts.share_caption(shares.share(board(OVERTAKING), 2, every_date=True), ABOUT)
    assert said == "Of the top 2 on 1 May 2025: China 1, United States 1."


def test_no_chart_goes_on_where_snapshots_stand_too_far_apart() -> None:
    """Thirty days at most: from February to March there are 28, between the others 31 or 30."""
    history, month = board(OVERTAKING), pd.Timedelta(days=30)
    figure = charts.share_chart(shares.share(history, 2, every_date=True), ABOUT, month)
    assert points(figure, "USA") == [
        ("01-01", 1), ("01-02", 0), ("02-01", 1), ("03-01", 1), ("03-02", 0), ("04-01", 1), ("05-01", 1),
    ]  # fmt: skip
    assert [said.startswith("no snapshot") for said in figure.data[0].hovertemplate] == [0, 1, 0, 0, 1, 0, 0]

    gaps = gap_with_intervals(history, "CHN", "USA", every_date=True)
    days = [snapshot.date for snapshot in history.snapshots]
    gap = charts.gap_chart(gaps, days, SIDES, (), ABOUT, month)
    assert points(gap, "gap") == [
        ("01-01", -100), ("01-01", None), ("02-01", 1), ("03-01", 100), ("03-01", None),
        ("05-01", 100), ("05-01", None),
    ]  # fmt: skip
    assert points(gap, "gap points") == [("01-01", -100), ("05-01", 100)], "what no line shows"

    lines = charts.frontier_chart(frontier.frontier(history), leads.leads(history), (), ABOUT, month)
    assert points(lines, "USA") == [
        ("01-01", 1200), ("01-01", None), ("02-01", 1200), ("03-01", 1200), ("03-01", None), ("04-01", 1200),
        ("05-01", 1200), ("05-01", None),
    ]  # fmt: skip


def test_unknown_origin_is_named_and_last() -> None:
    figure = charts.share_chart(shares.share(board("2025-01-01 ? a 9 open\n2025-01-01 CHN b 5 open"), 2), ABOUT)
    assert [one.name for one in figure.data] == ["China", "unknown origin"]
    assert figure.data[1].line.color == charts.GRAY


def linear(color: str) -> list[float]:
    """The light of a color's red, green and blue, each from 0 to 1 (sRGB)."""
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("ground", ["#fdfcfa", "#14161a"])
@pytest.mark.parametrize("country", [*charts.COLORS, "gray"])
def test_colors_stand_out_from_both_grounds(country: str, ground: str) -> None:
    assert contrast(charts.COLORS.get(country, charts.GRAY), ground) >= 3


#: What an eye without green cones sees of linear light (Machado, Oliveira and Fernandes 2009, deuteranomaly 1.0).
GREEN_BLIND = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))


def seen(color: str) -> list[float]:
    """A color as a green-blind eye sees it, each part from 0 to 1 and about evenly spaced to the eye."""
    light = linear(color)
    mixed = [sum(weight * part for weight, part in zip(row, light, strict=True)) for row in GREEN_BLIND]
    return [max(part, 0.0) ** (1 / 2.4) for part in mixed]


@pytest.mark.parametrize(("one", "other"), list(combinations(("USA", "CHN", "FRA", "CAN", "KOR"), 2)))
def test_nations_that_meet_most_differ_to_color_blind_eyes(one: str, other: str) -> None:
    pairs = zip(seen(charts.COLORS[one]), seen(charts.COLORS[other]), strict=True)
    assert sum((a - b) ** 2 for a, b in pairs) ** 0.5 > 0.12


SIDES = (charts.Side("China", "CHN"), charts.Side("United States", "USA"))


def gap_drawn(history: BoardHistory) -> charts.Figure:
    gaps = gap_with_intervals(history, "CHN", "USA", every_date=True)
    days = [snapshot.date for snapshot in history.snapshots]
    return charts.gap_chart(gaps, days, SIDES, history.method_changes, ABOUT)


def test_a_gap_is_a_line_that_stops_where_a_side_is_absent_or_a_board_breaks() -> None:
    assert points(gap_drawn(board(OVERTAKING)), "gap") == [
        ("01-01", -100), ("02-01", 1), ("03-01", 100), ("03-01", None), ("05-01", 100), ("05-01", None),
    ]  # fmt: skip
    broken = gap_drawn(board(OVERTAKING, method_changes=(date(2025, 1, 20),)))
    assert points(broken, "gap")[:3] == [("01-01", -100), ("01-01", None), ("02-01", 1)]
    assert [(shape.x0, shape.x1) for shape in broken.layout.shapes] == [(pd.Timestamp("2025-01-20"),) * 2]


def test_a_gap_has_the_color_of_the_side_that_is_ahead() -> None:
    figure = gap_drawn(board(OVERTAKING))
    above, below = trace(figure, "China"), trace(figure, "United States")
    assert (min(above.y), max(above.y)) == (0, 100)  # type: ignore[attr-defined]
    assert (min(below.y), max(below.y)) == (-100, 0)  # type: ignore[attr-defined]
    assert above.fillcolor == charts.color("CHN", 0.34)  # type: ignore[attr-defined]
    assert below.fillcolor == charts.color("USA", 0.34)  # type: ignore[attr-defined]


def test_a_gap_in_words() -> None:
    gaps = gap_with_intervals(board(OVERTAKING), "CHN", "USA", every_date=True)
    assert charts.gap_caption(gaps, SIDES, ABOUT) == (
        "China against United States: 100 points behind on 1 January 2025; 100 points ahead on 1 May 2025. "
        "At most: 100 points ahead on 1 March 2025, 100 points behind on 1 January 2025."
    )


def test_a_gap_names_its_unit_once() -> None:
    percent = replace(ABOUT, unit="percent")
    assert (percent.distance(2.5), ABOUT.distance(1.0)) == ("2.5 percentage points", "1 point")
    gaps = gap_with_intervals(board(OVERTAKING, unit="percent"), "CHN", "USA", every_date=True)
    assert "100.0 percentage points ahead on 1 May 2025." in charts.gap_caption(gaps, SIDES, percent)
    hover = trace(charts.gap_chart(gaps, list(gaps["date"]), SIDES, (), percent), "gap").customdata  # type: ignore[attr-defined]
    assert hover[0].startswith("<b>China: 100.0 percentage points behind</b>")


def cells() -> pd.DataFrame:
    """Six ways to ask: four say China, one the USA, one both."""
    answers = ["CHN", "CHN", "USA", "CHN", "CHN;USA", "CHN"]
    shares = [1.0, 0.6, 0.7, 0.8, 0.5, 0.6]
    same = {"board": "<x/y>", "category": "overall", "style_control": False, "openness": "open", "min_votes": 0}
    same |= {"top": 5, "counting": "whole", "clock": "published", "rule": "points"}
    lens = ["developer", "base", "base", "developer", "base", "developer"]
    return pd.DataFrame({"answer": answers, "share": shares, "lens": lens}).assign(**same)


CHOICES = {
    name: f"the {name}".upper()
    for name in ("board", "style_control", "openness", "lens", "clock", "min_votes", "top", "counting", "rule")
}


def named(choice: str, value: str) -> str:
    return f"{choice}: {value}"


def test_what_each_question_does_is_a_bar_and_none_where_nothing_was_asked() -> None:
    asked = pd.DataFrame(
        {"question": ["<i>Board", "Category", "Best"], "ways": [4, 0, 2], "agreeing": [0.25, None, 1.0]}
    )
    (bars,) = charts.question_chart(asked, ABOUT).data
    assert (list(bars.x), list(bars.y)) == ([0.25, 1.0], ["&lt;i&gt;Board", "Best"])
    assert list(bars.text) == ["25% of 4", "100% of 2"]
    assert charts.question_caption(asked).endswith("changed. <i>Board: 25% of 4; Best: 100% of 2.")


def test_every_way_to_ask_stands_once_in_the_curve() -> None:
    figure = charts.choice_chart(cells(), ABOUT, CHOICES, named)
    spans = {one.meta: (one.x[0], one.x[-1]) for one in figure.data if one.meta != "choices"}
    assert spans == {"CHN": (0, 4), "CHN;USA": (4, 5), "USA": (5, 6)}
    china = trace(figure, "CHN")
    assert list(zip(china.x, china.y, strict=True)) == [(0, 0), (0, 1), (1, 0.8), (2, 0.6), (4, 0.6)]  # type: ignore[attr-defined]
    assert trace(figure, "USA").line.color == charts.COLORS["USA"]  # type: ignore[attr-defined]
    assert trace(figure, "CHN;USA").line.color == charts.GRAY  # type: ignore[attr-defined]


def test_the_rows_below_the_curve_say_who_chose_what() -> None:
    figure = charts.choice_chart(cells(), ABOUT, CHOICES, named)
    labels = list(figure.layout.yaxis2.ticktext)
    rows = dict(zip(labels, trace(figure, "choices").z, strict=True))  # type: ignore[attr-defined]
    # China by falling share (of two equal ones the base first), then both, then the USA.
    assert list(rows["lens: base"]) == [0, 0, 1, 0, 1, 1]
    assert list(rows["lens: developer"]) == [1, 1, 0, 1, 0, 0]
    assert list(rows["board: &lt;x/y&gt;"]) == [1] * 6
    assert labels[0] == "<b>THE BOARD</b>"
    assert "category" not in "".join(labels)
    assert charts.choice_caption(cells(), ABOUT) == (
        "Of 6 ways to ask, so many lead to each answer: China 4, United States 1, China and United States 1."
    )


def test_records_are_lines_on_one_scale_named_at_their_ends() -> None:
    told = [("2025-01-01", "USA", 0.5), ("2025-02-01", "CHN", -0.25), ("2025-02-01", "USA", 0.5)]
    records = pd.DataFrame(told, columns=["date", "country", "ability"]).assign(model_name="<b>m</b>")
    records = records.assign(date=pd.to_datetime(records["date"]))
    records = records.assign(ability_low=records["ability"] - 0.1, ability_high=records["ability"] + 0.1)
    about = charts.About("Records", "", "logits", True, ABOUT.countries)
    figure = charts.record_chart(records, about)
    assert points(figure, "USA") == [("01-01", 0.5), ("02-01", 0.5), ("02-01", None)]
    assert "&lt;b&gt;m" in trace(figure, "USA").customdata[0]  # type: ignore[attr-defined]
    labels = {note.name: note.text for note in figure.layout.annotations}
    assert labels["CHN"].endswith("China <b>−0.25</b>")
    assert charts.record_caption(records, about) == (
        "Records among the models released by 1 February 2025: United States 0.50, China −0.25."
    )
