"""Our own pictures: what stands on them and where, on boards written by hand."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from itertools import combinations

import pandas as pd
import pytest
import resvg_py

from leaderboard.analytics import frontier, leads
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.publish import pictures
from leaderboard.publish.look import COLORS, About
from leaderboard.publish.pictures import axes, letters, marks
from tests.boards_by_hand import board
from tests.test_charts import OVERTAKING

SVG = "{http://www.w3.org/2000/svg}"
ABOUT = About("Best model", "Data: somebody, CC BY 4.0", "points", True, {"CHN": "China", "USA": "United States"})
IMPRINT = pictures.Imprint("1 May 2025: China leads", "The board is old.", "The leaderboard", "example.org/?board=x")


def drawn(history: BoardHistory, about: About = ABOUT, size: str = "article", **how: object) -> str:
    options = {"imprint": IMPRINT, "longest": None} | how
    return pictures.frontier_picture(
        frontier.frontier(history),
        leads.leads(history),
        history.method_changes,
        about,
        size=pictures.SIZES[size],
        **options,  # type: ignore[arg-type]
    )


def said(svg: str) -> list[str]:
    """Every text on a picture."""
    return ["".join(found.itertext()).replace("\u00a0", " ") for found in ET.fromstring(svg).iter(f"{SVG}text")]


def paths(svg: str, color: str) -> list[str]:
    """The lines (not fields, nor marks) of a color."""
    found = [one for one in ET.fromstring(svg).iter(f"{SVG}path") if one.get("stroke") == color]
    return [one.get("d", "") for one in found if one.get("fill") == "none"]


def places(path: str) -> list[tuple[float, float]]:
    """The corners of a path of M, H and V."""
    x = y = 0.0
    corners = []
    for command, numbers in re.findall(r"([MHV])([-\d. ]+)", path):
        values = [float(number) for number in numbers.split()]
        x, y = (values[0], values[1]) if command == "M" else (values[0], y) if command == "H" else (x, values[0])
        corners.append((x, y))
    return corners


def test_a_picture_stands_by_itself() -> None:
    texts = said(drawn(board(OVERTAKING, method_changes=(date(2025, 1, 20),))))
    assert texts.count("1 May 2025: China leads") == 1
    for there in (
        "Best model",
        "The board is old.",
        "Data: somebody, CC BY 4.0",
        "The leaderboard · example.org/?board=x",
    ):
        assert there in texts
    assert {"China 1300", "United States 1200", "FRA", "Who led"} <= set(texts)
    assert {"a new best model", "the lead changes", "leads", "the board changed its method"} <= set(texts)


def test_the_key_names_what_is_there_and_no_more() -> None:
    texts = said(drawn(board("2025-01-01 USA a 9 open\n2025-02-01 USA a 9 open")))
    assert "one nation alone" in texts
    assert {"cannot be told apart", "published interval", "the board changed its method"}.isdisjoint(texts)


def test_the_best_is_on_top_also_where_lower_is_better() -> None:
    rows = '2025-01-01 USA a 9±1 open\n" CHN b 5±1 open\n2025-02-01 USA a 9±1 open\n" CHN b 5±1 open'
    for higher in (True, False):
        svg = drawn(board(rows, higher_is_better=higher), replace(ABOUT, higher_is_better=higher))
        (china,), (states,) = (places(paths(svg, COLORS[code])[0])[:1] for code in ("CHN", "USA"))
        assert (states[1] < china[1]) == higher, "a smaller y is further up"


def test_a_line_stops_where_a_nation_is_absent_and_where_snapshots_stand_too_far_apart() -> None:
    (china,) = paths(drawn(board(OVERTAKING)), COLORS["CHN"])
    assert china.count("M") == 2  # absent on 1 April
    far = board(
        '2025-01-01 USA a 9 open\n" CHN b 5 open\n2025-06-01 USA a 9 open\n" CHN b 5 open\n'
        '2025-06-20 USA a 9 open\n" CHN b 5 open'
    )
    (whole,) = paths(drawn(far), COLORS["USA"])
    (parted,) = paths(drawn(far, longest=pd.Timedelta(days=45)), COLORS["USA"])
    assert (whole.count("M"), parted.count("M")) == (1, 2)
    assert "blank: snapshots too far apart to tell" in said(drawn(far, longest=pd.Timedelta(days=45)))


def test_rings_stand_at_the_changes_of_lead_and_say_which() -> None:
    root = ET.fromstring(drawn(board(OVERTAKING)))
    told = [
        "".join(group.itertext()) for group in root.iter(f"{SVG}g") if group.find(f"{SVG}circle[@stroke]") is not None
    ]
    assert [one for one in told if one and "," in one] == [
        "United States leads first: a (1200), 1 January 2025",
        "China takes the lead: c (1300), 1 March 2025",
    ]


def test_the_ribbon_says_who_led_in_words_stripes_and_letters() -> None:
    svg = drawn(board(OVERTAKING))
    told = [one.text for one in ET.fromstring(svg).iter(f"{SVG}title") if " to " in str(one.text)]
    assert told[:3] == [
        "United States leads, 1 January 2025 to 1 February 2025",
        "China and United States cannot be told apart, 1 February 2025 to 1 March 2025",
        "China leads, 1 March 2025 to 1 April 2025",
    ]
    (pattern,) = ET.fromstring(svg).iter(f"{SVG}pattern")
    assert {rect.get("fill") for rect in pattern} == {COLORS["CHN"], COLORS["USA"]}
    assert {"United States", "CHN = USA", "China"} <= set(said(svg))


def test_names_are_only_text() -> None:
    history = board(
        '2025-01-01 USA <script>x</script> 1200±5 open\n" CHN b 1100±5 open\n2025-02-01 USA <b>&"\' 1300±5 open'
    )
    svg = drawn(history, replace(ABOUT, title='"><script>alert(1)</script>', source="a\x00b\ufffe\u202e\ud800"))
    assert "<script" not in svg
    assert "ab" in said(svg)
    svg.encode()


@pytest.mark.parametrize("size", pictures.SIZES)
@pytest.mark.parametrize("nations", [2, 30])
def test_no_text_leaves_the_sheet_and_labels_stand_apart(size: str, nations: int) -> None:
    codes = [f"N{number:02}" for number in range(nations)]
    days = ("2025-01-01", "2026-03-01")
    rows = "\n".join(
        f"{day} {code} model-{code} {1200 + place}±5 open" for day in days for place, code in enumerate(codes)
    )
    about = replace(ABOUT, title="A very long title " * 8, countries={code: f"Nation number {code}" for code in codes})
    root = ET.fromstring(drawn(board(rows), about, size))
    width, height = (float(root.get(name, "")) for name in ("width", "height"))
    assert width == pictures.SIZES[size].width
    labels = []
    for text in root.iter(f"{SVG}text"):
        if text.get("text-anchor") or "transform" in text.attrib:
            continue
        x, y, em = (float(text.get(name, "")) for name in ("x", "y", "font-size"))
        words = "".join(text.itertext())
        assert 0 <= x <= x + letters.width(words, em) <= width, words
        assert 0 <= y <= height
        if text.find(f"{SVG}tspan") is not None:
            labels.append(y)
    assert len(labels) >= min(nations, 5)
    assert min(b - a for a, b in zip(sorted(labels), sorted(labels)[1:], strict=False)) >= pictures.SIZES[size].letter


def test_a_preview_has_the_size_that_previews_take() -> None:
    png = pictures.png(drawn(board(OVERTAKING), size="social", scheme="light"))
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (1200, 630)


def test_letters_are_painted_without_the_fonts_of_the_system() -> None:
    blank = pictures.png('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"/>')
    text = '<text x="5" y="20" font-family="sans-serif" font-size="16" fill="red">leads</text>'
    assert pictures.png(f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">{text}</svg>') != blank


def test_a_system_without_chinese_letters_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pictures.written_out("Über, Ελλάδα, Россия")
    drawn_by = resvg_py.svg_to_bytes
    monkeypatch.setattr(resvg_py, "svg_to_bytes", lambda **asked: drawn_by(**asked | {"skip_system_fonts": True}))
    assert not pictures.written_out("中国 leads")


def test_dark_and_light_follow_the_reader_unless_one_is_asked_for() -> None:
    history = board(OVERTAKING)
    assert "prefers-color-scheme:dark" in drawn(history)
    assert "prefers-color-scheme" not in drawn(history, scheme="dark")
    assert "#14161a" in drawn(history, scheme="dark")
    assert "#14161a" not in drawn(history, scheme="light")


def test_nations_of_like_color_have_unlike_marks() -> None:
    for one, other in combinations(("USA", "CHN", "FRA", "CAN", "KOR", "ISR", "GBR", "JPN"), 2):
        assert marks.mark(one, (0, 0), 1) != marks.mark(other, (0, 0), 1)


def test_each_year_is_said_once() -> None:
    first, last = pd.Timestamp("2023-05-01"), pd.Timestamp("2026-08-20")
    ticks = axes.days(first, last, 8)
    assert [(tick.label, tick.year) for tick in ticks] == [
        ("Jul", "2023"), ("Jan", "2024"), ("Jul", ""), ("Jan", "2025"), ("Jul", ""), ("Jan", "2026"), ("Jul", ""),
    ]  # fmt: skip
    assert [tick.label for tick in axes.days(first, last, 3)] == ["2024", "2025", "2026"]
    turn = axes.days(pd.Timestamp("2025-12-30"), pd.Timestamp("2026-01-02"), 9)
    assert [(tick.label, tick.year) for tick in turn] == [
        ("30 Dec", "2025"), ("31 Dec", ""), ("1 Jan", "2026"), ("2 Jan", ""),
    ]  # fmt: skip


def test_the_scale_of_scores_is_round() -> None:
    assert [said for _, said in axes.scores(790, 1490, 5)] == ["800", "1000", "1200", "1400"]
    assert [said for _, said in axes.scores(5.35, 6.45, 5)] == ["5.5", "6.0"]
    assert [said for _, said in axes.scores(-0.25, 0.25, 5)] == ["−0.2", "−0.1", "0.0", "0.1", "0.2"]
    assert axes.scores(1, 1, 5) == []


def test_steps_leave_out_what_changes_nothing() -> None:
    assert marks.steps([(0, 5), (1, 5), (2, 5), (3, 4), (4, 4)]) == "M0 5H3V4H4"
    assert marks.field([(0, 9), (2, 8), (4, 8)], [(0, 5), (2, 6), (4, 6)]) == "M0 9H2V8H4V6H2V5H0z"
    assert marks.steps([(0, 5), (3, 5), (3, 4), (5, 4)]) == "M0 5H3V4H5"  # of two days in one pixel the first is flat
    assert marks.steps([(0, 5), (3, 4), (3, 2), (3, 7), (3, 6), (4, 6)]) == "M0 5H3V2V7V6H4"  # no turn is lost
    assert marks.field([(0, 9), (2, 9)], [(0, 5), (1, 6), (1.2, 6), (2, 6)]) == "M0 9H2V6H1V5H0z"


def test_a_finding_stands_in_lines_about_as_long() -> None:
    room = letters.width("United States against China by day of")
    assert letters.wrapped("United States against China by day of publication", room)[-1] == "publication"
    assert letters.balanced("United States against China by day of publication", room) == [
        "United States against China",
        "by day of publication",
    ]
    assert letters.balanced("one line", room) == ["one line"]


def test_text_is_wrapped_and_shortened_to_its_room() -> None:
    assert letters.wrapped("one two three", letters.width("one two")) == ["one two", "three"]
    assert letters.wrapped("one two three four", letters.width("one two"), lines=2)[-1].endswith("…")
    assert letters.wrapped("certainty 99 %", letters.width("certainty 99"))[-1] == "99\u00a0%"
    # an opening bracket ends no line
    told = letters.wrapped("能力值（logit）与规模", letters.width("（logit）"))
    assert told[:2] == ["能力值", "（logit）"]
    assert letters.shortened("abcdef", letters.width("abc…")) == "abc…"
