"""Any chart of the app as a picture: what plotly draws in a browser, drawn from the same figure in plain code.

It knows the parts that the charts are made of, and no more: lines in steps, fields, points, bars, cells and flows on
axes of days, numbers, logarithms or names. One that it does not know is an error: nothing is left out silently.
"""

import base64
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import unescape
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from leaderboard.publish.look import GRAY
from leaderboard.publish.pictures import axes
from leaderboard.publish.pictures.letters import shortened, width
from leaderboard.publish.pictures.marks import shape
from leaderboard.publish.pictures.sheet import (
    Frame,
    Imprint,
    Key,
    Scheme,
    Size,
    finished,
    laid_out,
    number,
    swatch_field,
    swatch_line,
    text,
)

#: Letters of a chart in a browser are so many pixels high: its margins and shifts are in these pixels.
_LETTER = 13.0
#: Room for the labels of an axis below the plot, in ems.
_AXIS = 2.6
_PAINT = re.compile(r"rgba\((\d+),(\d+),(\d+),([\d.]+)\)")
_DASHES = {"dash": "6 4", "dot": "2 3", "dashdot": "6 3 2 3"}
#: A smaller point is there for the pointer alone.
_SEEN = 0.8
#: Shapes of points, by plotly's names.
_SYMBOLS = {"circle": "circle", "diamond": "diamond", "triangle-up": "up"}
#: The part of a bar's place that it fills, and of a flow's height that its parts leave blank.
_BAR, _BLANK = 0.65, 0.3

_KINDS = ("scatter", "bar", "heatmap", "sankey")

Values = np.ndarray[tuple[int], np.dtype[Any]]


class UnknownPart(ValueError):
    """A figure holds something that pictures cannot show."""


@dataclass(frozen=True)
class _Axis:
    """From values to places between 0 and 1 on the sheet's plot. kind: date, linear, log or category."""

    kind: str
    low: float
    high: float
    begin: float
    end: float
    layout: Mapping[str, Any]
    names: Sequence[str] = ()

    def place(self, values: Any) -> Values:
        """Where values lie, as parts of the plot."""
        share = (_numbers(self.kind, values, self.names) - self.low) / ((self.high - self.low) or 1.0)
        return self.begin + share * (self.end - self.begin)


@dataclass(frozen=True)
class _Plot:
    """The frame on the sheet, its axes by name, and the size of its letters."""

    frame: Frame
    axes: Mapping[str, _Axis]
    em: float

    def x(self, part: Any) -> Any:
        return self.frame.left + np.asarray(part, "float64") * (self.frame.right - self.frame.left)

    def y(self, part: Any) -> Any:
        return self.frame.bottom - np.asarray(part, "float64") * (self.frame.bottom - self.frame.top)

    def points(self, trace: Mapping[str, Any], ys: Any = None) -> tuple[Values, Values]:
        """The places of a trace's points on the sheet."""
        across, up = self.of(trace)
        values = _values(trace["y"]) if ys is None else ys
        return self.x(across.place(_values(trace["x"]))), self.y(up.place(values))

    def of(self, trace: Mapping[str, Any]) -> tuple[_Axis, _Axis]:
        return self.axes[f"x{trace.get('xaxis', 'x')[1:]}"], self.axes[f"y{trace.get('yaxis', 'y')[1:]}"]


def figure_picture(
    figure: Mapping[str, Any], title: str, told: str, *, size: Size, imprint: Imprint, scheme: Scheme
) -> str:
    """A figure (as plotly's JSON has it) in SVG, with what stands around it.

    title: of a figure that has none of its own; it is the finding of the imprint. told: the same in words. One with
    several plots below each other is as tall as they need. Raises UnknownPart.
    """
    layout, traces = figure["layout"], figure["data"]
    if unknown := {trace["type"] for trace in traces}.difference(_KINDS):
        raise UnknownPart(f"a trace of type {', '.join(sorted(unknown))}: expected one of {', '.join(_KINDS)}")
    notes = {note.get("name"): _without_tags(note["text"]) for note in layout.get("annotations", ())}
    em, room, title = size.letter, layout["margin"], notes.get("title", title)
    k, several = em / _LETTER, "yaxis2" in layout
    if several:
        size = replace(size, height=max(size.height, int(layout["height"] * k)))
    flow = any(trace["type"] == "sankey" for trace in traces)
    found = {} if flow else _axes(layout, traces)
    sheet = laid_out(
        size,
        replace(imprint, finding=title),
        "",
        notes.get("source", ""),
        list(_key(layout, traces, em)),
        left=max([room["l"] * k, *_beside(found, em)]) if not flow else 0.0,
        right=room["r"] * k if not flow else 0.0,
        below=(_AXIS if not flow else 0.5) * em,
    )
    frame = replace(sheet.plot, top=sheet.plot.top + 1.2 * em * several)
    plot = _Plot(frame, found, em)
    return finished(sheet, _drawn(plot, layout, traces), name=title, told=told, scheme=scheme)


def _drawn(plot: _Plot, layout: Mapping[str, Any], traces: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for name, axis in plot.axes.items():
        yield from (_across if name.startswith("x") else _up)(plot, axis)
    base: dict[str, Values] = {}
    standing = [place for place, one in enumerate(traces) if one["type"] == "bar" and one.get("orientation") != "h"]
    for place, trace in enumerate(traces):
        match trace["type"]:
            case "scatter":
                yield from _scatter(plot, trace, base)
            case "bar" if trace.get("orientation") == "h":
                yield from _lying(plot, trace)
            case "bar":
                yield from _standing(plot, trace, standing.index(place), len(standing))
            case "heatmap":
                yield from _cells(plot, trace)
            case _:
                yield from _flow(plot, trace)
    for line in layout.get("shapes", ()):
        yield _across_the_plot(plot, line)
    for note in layout.get("annotations", ()):
        if note.get("name") not in ("title", "source"):
            yield from _note(plot, note)


# Axes


def _values(given: Any) -> Values:
    """Numbers, days or names as plotly's JSON has them: a list, an array, or bytes in base64."""
    if isinstance(given, Mapping):
        found = np.frombuffer(base64.b64decode(given["bdata"]), dtype=np.dtype(given["dtype"]))
        return found.reshape([int(part) for part in str(given["shape"]).split(",")]) if "shape" in given else found
    return given if isinstance(given, np.ndarray) else np.array(list(given), dtype=object)


def _numbers(kind: str, values: Any, names: Sequence[str]) -> Values:
    listed = np.atleast_1d(np.asarray(values))
    if kind == "date":
        days = pd.to_datetime(pd.Series(listed.ravel())).to_numpy("datetime64[s]").astype("float64")
        return np.where(pd.isna(pd.Series(listed.ravel())), np.nan, days)
    if kind == "category":
        return np.array([names.index(str(value)) for value in listed], dtype="float64")
    found = pd.to_numeric(pd.Series(listed.ravel())).to_numpy("float64")
    return np.log10(found) if kind == "log" else found


def _axes(layout: Mapping[str, Any], traces: Sequence[Mapping[str, Any]]) -> dict[str, _Axis]:
    used = {(side, trace.get(f"{side}axis", side)[1:]) for trace in traces for side in ("x", "y")}
    return {f"{side}{place}": _axis(layout, traces, side, place) for side, place in sorted(used)}


def _axis(layout: Mapping[str, Any], traces: Sequence[Mapping[str, Any]], side: str, place: str) -> _Axis:
    own = layout.get(f"{side}axis{place}", {})
    shared = own.get("matches", "")[1:] if own.get("matches") else place
    here = [trace for trace in traces if trace.get(f"{side}axis", side)[1:] in (place, shared)]
    begin, end = own.get("domain", (0.0, 1.0))
    sample = next((value for trace in here for value in _values(trace[side]) if not pd.isna(value)), 0.0)
    kind = own.get("type") or ("category" if isinstance(sample, str) else "linear")
    if kind == "category":
        names = list(dict.fromkeys(str(value) for trace in here for value in _values(trace[side])))
        turned = own.get("autorange") == "reversed"
        low, high = (len(names) - 0.5, -0.5) if turned else (-0.5, len(names) - 0.5)
        return _Axis(kind, low, high, begin, end, own, names)
    if kind == "log":
        low, high = own["range"]
        return _Axis(kind, low, high, begin, end, own)
    if (given := own.get("range")) is not None:
        low, high = _numbers(kind, list(given), ())
        return _Axis(kind, float(low), float(high), begin, end, own)
    every = np.concatenate([_numbers(kind, values, ()) for trace in _stacked(here, side) for values in trace])
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    if side == "y":
        margin = 0.05 * ((high - low) or 1.0)
        low, high = (0.0 if own.get("rangemode") == "tozero" else low - margin), high + margin
    return _Axis(kind, low, high, begin, end, own)


def _stacked(traces: Sequence[Mapping[str, Any]], side: str) -> Iterator[list[Any]]:
    """The values of each trace; of those that are stacked, their sum."""
    if side == "y" and (stack := [trace for trace in traces if trace.get("stackgroup")]):
        yield [np.sum([_values(trace["y"]).astype("float64") for trace in stack], axis=0)]
        return
    for trace in traces:
        half = _values(trace["error_y"]["array"]) if side == "y" and "error_y" in trace else None
        values = _values(trace[side])
        yield [values] if half is None else [values - half.astype("float64"), values + half.astype("float64")]


def _across(plot: _Plot, axis: _Axis) -> Iterator[str]:
    """The labels below."""
    if axis.layout.get("showticklabels") is False:
        return
    left, right = plot.x(axis.begin), plot.x(axis.end)
    y = plot.frame.bottom if "anchor" not in axis.layout else _foot(plot, axis)
    most = int((right - left) / (3.6 * plot.em))
    yield f'<path class="axis" d="M{number(left)} {number(y)}H{number(right)}"/>'
    for value, said, year in _ticks(axis, most):
        x = float(plot.x(axis.place(value))[0])
        if not left - 1 <= x <= right + 1:
            continue
        if axis.layout.get("showgrid") is not False and axis.kind != "date":
            yield f'<path class="rule" d="M{number(x)} {number(plot.frame.top)}V{number(y)}"/>'
        yield f'<path class="axis" d="M{number(x)} {number(y)}v{number(0.35 * plot.em)}"/>'
        yield text(said, x, y + 1.2 * plot.em, 0.85 * plot.em, kind="quiet", anchor="middle")
        if year:
            yield text(year, x, y + 2.15 * plot.em, 0.85 * plot.em, kind="quiet bold", anchor="middle")


def _beside(every: Mapping[str, _Axis], em: float) -> Iterator[float]:
    """The room that the labels of numbers take beside the plot; those in words are cut to theirs."""
    for name, axis in every.items():
        if name.startswith("y") and not axis.names and "ticktext" not in axis.layout:
            yield max(width(said, 0.85 * em) for _value, said, _year in _ticks(axis, 12)) + 0.6 * em


def _foot(plot: _Plot, axis: _Axis) -> float:
    """Where the axis that this one is anchored to begins."""
    other = plot.axes.get(axis.layout["anchor"])
    return float(plot.y(min(other.begin, other.end) if other else 0.0))


def _up(plot: _Plot, axis: _Axis) -> Iterator[str]:
    """The labels at the side, and the lines of the scale."""
    anchor = plot.axes.get(axis.layout.get("anchor", "x"), next(iter(plot.axes.values())))
    left, right = plot.x(anchor.begin), plot.x(anchor.end)
    tall = abs(float(plot.y(axis.begin) - plot.y(axis.end)))
    for value, said, _year in _ticks(axis, max(2, int(tall / (3.2 * plot.em)))):
        y = float(plot.y(axis.place(value))[0])
        if axis.layout.get("showgrid") is not False:
            kind = "axis" if axis.layout.get("zeroline") and value == 0 else "rule"
            yield f'<path class="{kind}" d="M{number(left)} {number(y)}H{number(right)}"/>'
        size = (0.75 if axis.names or "ticktext" in axis.layout else 0.85) * plot.em
        lines = said.split("\n")
        for place, line in enumerate(lines):
            at = y + 0.3 * plot.em + (place - (len(lines) - 1) / 2) * 1.1 * size
            bold = "bold" if line.startswith("<b>") else "quiet"
            fitting = shortened(_without_tags(line), float(left - plot.x(0.0)) + _room_left(plot) - 0.6 * plot.em, size)
            yield text(fitting, left - 0.4 * plot.em, at, size, kind=bold, anchor="end")


def _room_left(plot: _Plot) -> float:
    return plot.frame.left - 0.6 * plot.em


def _ticks(axis: _Axis, most: int) -> list[tuple[Any, str, str]]:
    """Values, what is written at each, and the year where one is first met."""
    own = axis.layout
    if axis.kind == "date":
        first, last = (pd.Timestamp(value, unit="s") for value in (axis.low, axis.high))
        return [(tick.day, tick.label, tick.year) for tick in axes.days(first, last, most)]
    if axis.names:
        return [(name, "\n".join(name.split("<br>")), "") for name in axis.names]
    if "ticktext" in own:
        return [(value, said, "") for value, said in zip(own["tickvals"], own["ticktext"], strict=True)]
    if axis.kind == "log":
        tens = range(math.ceil(axis.low), math.floor(axis.high) + 1)
        return [(10.0**power, f"{10.0**power:,.12g}", "") for power in tens]
    low, high = sorted((axis.low, axis.high))
    percent = own.get("tickformat") == ".0%"
    if percent:
        return [(value / 100, f"{said} %", "") for value, said in axes.scores(100 * low, 100 * high, most)]
    counts = own.get("tickformat") == ",d"
    return [(value, f"{value:,.0f}" if counts else said, "") for value, said in axes.scores(low, high, most)]


# Traces


def _painted(given: str | None, what: str = "fill") -> str:
    """A color of plotly's as attributes of SVG."""
    if found := _PAINT.fullmatch((given or GRAY).replace(" ", "")):
        red, green, blue = (int(part) for part in found.groups()[:3])
        return f'{what}="#{red:02x}{green:02x}{blue:02x}" {what}-opacity="{found[4]}"'
    return f'{what}="{given or GRAY}"'


def _path(xs: Values, ys: Values, *, steps: bool) -> list[str]:
    """The pieces of a line, which ends where a value is missing."""
    pieces: list[str] = []
    known = ~(np.isnan(xs) | np.isnan(ys))
    piece: list[str] = []
    for x, y, there in zip(xs, ys, known, strict=True):
        if not there:
            pieces, piece = [*pieces, "".join(piece)] if piece else pieces, []
        elif not piece:
            piece = [f"M{number(x)} {number(y)}"]
        else:
            piece.append(f"H{number(x)}V{number(y)}" if steps else f"L{number(x)} {number(y)}")
    return [*pieces, "".join(piece)] if piece else pieces


def _scatter(plot: _Plot, trace: Mapping[str, Any], base: dict[str, Values]) -> Iterator[str]:
    line, mode = trace.get("line", {}), trace.get("mode", "lines")
    steps = line.get("shape") == "hv"
    if stack := trace.get("stackgroup"):
        yield from _layer(plot, trace, base, stack)
        return
    xs, ys = plot.points(trace)
    if trace.get("fill") == "toself" and len(xs):
        yield f'<path d="{"z".join(_path(xs, ys, steps=steps))}z" {_painted(trace.get("fillcolor"))}/>'
    if trace.get("fill") == "tozeroy" and len(xs):
        floor = float(plot.y(plot.of(trace)[1].place(0.0))[0])
        outline = "".join(_path(xs, ys, steps=steps))
        yield f'<path d="{outline}V{number(floor)}H{number(xs[0])}z" {_painted(trace.get("fillcolor"))}/>'
    if "lines" in mode:
        dash = f' stroke-dasharray="{_DASHES[line["dash"]]}"' if line.get("dash") in _DASHES else ""
        wide = number(line.get("width", 2) * plot.em / _LETTER)
        drawn = "".join(_path(xs, ys, steps=steps))
        yield f'<path d="{drawn}" fill="none" {_painted(line.get("color"), "stroke")} stroke-width="{wide}"{dash}/>'
    if "markers" in mode:
        yield from _points(plot, trace, xs, ys)


def _points(plot: _Plot, trace: Mapping[str, Any], xs: Values, ys: Values) -> Iterator[str]:
    marker = trace.get("marker", {})
    if "error_y" in trace:
        half = _values(trace["error_y"]["array"]).astype("float64")
        up = plot.of(trace)[1]
        values = _values(trace["y"]).astype("float64")
        tops, feet = plot.y(up.place(values + half)), plot.y(up.place(values - half))
        for x, top, foot, there in zip(xs, tops, feet, half, strict=True):
            if there:
                paint = _painted(_one(marker.get("color", GRAY), 0), "stroke")
                yield f'<path d="M{number(x)} {number(top)}V{number(foot)}" {paint}/>'
    for place, (x, y) in enumerate(zip(xs, ys, strict=True)):
        radius = _one(marker.get("size", 6), place) / 2 * plot.em / _LETTER
        if radius < _SEEN or np.isnan(x) or np.isnan(y):
            continue
        paint = _painted(_one(marker.get("color", GRAY), place))
        paint += f' opacity="{_one(marker.get("opacity", 1), place)}"'
        symbol = _one(marker.get("symbol", "circle"), place)
        if symbol not in _SYMBOLS:
            raise UnknownPart(f"a point of the shape {symbol!r}: expected one of {', '.join(_SYMBOLS)}")
        yield f'<path d="{shape(_SYMBOLS[symbol], (x, y), radius)}" {paint}/>'


def _one(given: Any, place: int) -> Any:
    return given if isinstance(given, str | int | float) else _values(given)[place]


def _layer(plot: _Plot, trace: Mapping[str, Any], base: dict[str, Values], stack: str) -> Iterator[str]:
    """A field on top of those before it."""
    values = _values(trace["y"]).astype("float64")
    under = base.get(stack, np.zeros(len(values)))
    base[stack] = under + values
    xs, high = plot.points(trace, base[stack])
    _, low = plot.points(trace, under)
    steps = trace.get("line", {}).get("shape") == "hv"
    there = "".join(_path(xs, high, steps=steps))
    back = f"V{number(low[-1])}" + "".join(
        f"H{number(xs[place + 1])}V{number(low[place])}" if steps else f"L{number(xs[place])} {number(low[place])}"
        for place in reversed(range(len(xs) - 1))
    )
    yield f'<path d="{there}{back}H{number(xs[0])}z" {_painted(trace.get("fillcolor"))}/>'


def _standing(plot: _Plot, trace: Mapping[str, Any], place: int, number_of: int) -> Iterator[str]:
    """Bars from their base up, beside those of the other traces."""
    across, up = plot.of(trace)
    foot = _values(trace.get("base", np.zeros(len(_values(trace["y"]))))).astype("float64")
    lows, highs = plot.y(up.place(foot)), plot.y(up.place(foot + _values(trace["y"]).astype("float64")))
    room = abs(float(plot.x(across.begin) - plot.x(across.end))) / len(across.names) * _BAR
    wide, paint = room / number_of, _painted(trace.get("marker", {}).get("color"))
    for middle, low, high in zip(plot.x(across.place(_values(trace["x"]))), lows, highs, strict=True):
        at = f'x="{number(middle - room / 2 + place * wide)}" y="{number(high)}" width="{number(wide)}"'
        yield f'<rect {at} height="{number(max(low - high, 1.0))}" {paint}/>'


def _lying(plot: _Plot, trace: Mapping[str, Any]) -> Iterator[str]:
    """Bars with their words in or beside them."""
    across, up = plot.of(trace)
    zero = float(plot.x(across.place(0.0))[0])
    tall = abs(float(plot.y(up.begin) - plot.y(up.end))) / max(len(up.names), 1) * _BAR
    ends, middles = plot.x(across.place(_values(trace["x"]))), plot.y(up.place(_values(trace["y"])))
    said = [_without_tags(str(one)) for one in _values(trace.get("text", [""] * len(ends)))]
    paint = _painted(trace.get("marker", {}).get("color"))
    for end, middle, words in zip(ends, middles, said, strict=True):
        left, wide = min(zero, end), abs(end - zero)
        at = f'x="{number(left)}" y="{number(middle - tall / 2)}" width="{number(wide)}" height="{number(tall)}"'
        yield f"<rect {at} {paint}/>"
        size = 0.9 * plot.em
        if width(words, size) + plot.em <= wide:
            yield text(words, end - 0.5 * plot.em, middle + 0.3 * plot.em, size, kind="over", anchor="end")
        else:
            yield text(words, end + 0.5 * plot.em, middle + 0.3 * plot.em, size)


def _cells(plot: _Plot, trace: Mapping[str, Any]) -> Iterator[str]:
    """Cells between edges, the more strongly painted the more they are of."""
    across, up = plot.of(trace)
    xs, ys = plot.x(across.place(_values(trace["x"]))), plot.y(up.place(_values(trace["y"])))
    (_low, _none), (_high, paint) = trace["colorscale"]
    for row, (top, foot) in zip(np.atleast_2d(_values(trace["z"]).astype("float64")), pairwise(ys), strict=True):
        begin = 0
        for place in range(1, len(row) + 1):
            if place < len(row) and row[place] == row[begin]:
                continue
            if row[begin] > 0:
                at = f'x="{number(xs[begin])}" y="{number(min(top, foot))}" width="{number(xs[place] - xs[begin])}"'
                filled = f'fill-opacity="{row[begin]:.2f}"'
                yield f'<rect {at} height="{number(abs(foot - top))}" fill="{paint}" {filled}/>'
            begin = place


def _flow(plot: _Plot, trace: Mapping[str, Any]) -> Iterator[str]:
    """From the parts at the left to those at the right, as wide as what flows."""
    link, node = trace["link"], trace["node"]
    source, target = (_values(link[name]).astype("int64") for name in ("source", "target"))
    value = _values(link["value"]).astype("float64")
    frame, em = plot.frame, plot.em
    tall = frame.bottom - frame.top
    unit = (1 - _BLANK) * tall / value.sum()
    wide, room = 1.2 * em, 11 * em
    left, right = frame.left + room, frame.right - room
    at: dict[int, float] = {}
    for ends, x, anchor in ((source, left - wide, "end"), (target, right, "start")):
        parts = list(dict.fromkeys(ends.tolist()))
        y, gap = frame.top, _BLANK * tall / max(len(parts) - 1, 1) if len(parts) > 1 else 0.0
        for part in parts:
            high = float(value[ends == part].sum()) * unit
            at[part] = y
            size = f'width="{number(wide)}" height="{number(max(high, 1.0))}"'
            yield f'<rect x="{number(x)}" y="{number(y)}" {size} {_painted(_values(node["color"])[part])}/>'
            said = shortened(_without_tags(str(_values(node["label"])[part])), room - em, 0.9 * em)
            beside = x - 0.4 * em if anchor == "end" else x + wide + 0.4 * em
            yield text(said, beside, y + high / 2 + 0.3 * em, 0.9 * em, anchor=anchor)
            y += high + gap
    middle = (left + right) / 2
    for one, other, number_of, paint in zip(source, target, value, _values(link["color"]), strict=True):
        high = float(number_of) * unit
        y, there = at[int(one)], at[int(other)]
        at[int(one)], at[int(other)] = y + high, there + high
        bent = f"M{number(left)} {number(y)}C{number(middle)} {number(y)} {number(middle)} {number(there)} "
        back = f"V{number(there + high)}C{number(middle)} {number(there + high)} {number(middle)} {number(y + high)} "
        shape = f"{bent}{number(right)} {number(there)}{back}{number(left)} {number(y + high)}z"
        yield f'<path d="{shape}" {_painted(str(paint))}/>'


# What stands beside


def _across_the_plot(plot: _Plot, drawn: Mapping[str, Any]) -> str:
    """A line from one end of the plot to the other."""
    if drawn.get("type") != "line" or drawn.get("yref") != "paper":
        raise UnknownPart(f"a shape of type {drawn.get('type')!r}")
    xs = plot.x(plot.axes[drawn.get("xref", "x")].place([drawn["x0"], drawn["x1"]]))
    ys = plot.y([drawn["y0"], drawn["y1"]])
    line = drawn.get("line", {})
    dash = f' stroke-dasharray="{_DASHES[line["dash"]]}"' if line.get("dash") in _DASHES else ""
    place = f"M{number(xs[0])} {number(ys[0])}L{number(xs[1])} {number(ys[1])}"
    return f'<path d="{place}" {_painted(line.get("color"), "stroke")}{dash}/>'


def _note(plot: _Plot, note: Mapping[str, Any]) -> Iterator[str]:
    """Words at a place, in lines; a dot of color in them keeps it."""
    x, y = (_anchored(plot, note, side) for side in ("x", "y"))
    k = plot.em / _LETTER
    size = note.get("font", {}).get("size", 12) * k
    lines = str(note["text"]).split("<br>")
    tall = 1.25 * size * len(lines)
    high = {"top": 0.0, "middle": -tall / 2, "bottom": -tall}[note.get("yanchor", "middle")]
    anchor = {"left": "start", "right": "end", "center": "middle"}[note.get("xanchor", "center")]
    x += note.get("xshift", 0) * k
    top = y - note.get("yshift", 0) * k + high
    for place, line in enumerate(lines):
        bold = "bold" if "<b>" in line else ""
        dot = re.search(r'color:([^";]+)">●</span>', line)
        at = top + 1.25 * size * (place + 1) - 0.3 * size
        said = _without_tags(line)
        if dot:
            dotted, said = x + 0.35 * size, said.replace("●", "").strip()
            place_of = f'cx="{number(dotted)}" cy="{number(at - 0.33 * size)}" r="{number(0.3 * size)}"'
            yield f"<circle {place_of} {_painted(dot[1])}/>"
        yield text(said, x + (size if dot else 0.0), at, size, kind=bold, anchor=anchor, halo=0.25 * plot.em)


def _anchored(plot: _Plot, note: Mapping[str, Any], side: str) -> float:
    to_sheet = plot.x if side == "x" else plot.y
    ref = note.get(f"{side}ref", side)
    if ref == "paper":
        return float(to_sheet(note[side]))
    axis = plot.axes[ref]
    value = 10 ** note[side] if axis.kind == "log" else note[side]
    return float(to_sheet(axis.place(value))[0])


def _key(layout: Mapping[str, Any], traces: Sequence[Mapping[str, Any]], em: float) -> Iterator[Key]:
    """What plotly has in its legend."""
    if not layout.get("showlegend", len([trace for trace in traces if trace.get("name")]) > 1):
        return
    said: set[str] = set()
    for trace in traces:
        name = _without_tags(str(trace.get("name", "")))
        if not name or name in said or trace.get("showlegend") is False:
            continue
        said.add(name)
        line = trace.get("line", {})
        if trace.get("stackgroup"):
            yield Key(swatch_field(em, line.get("color", GRAY)), name)
        else:
            yield Key(swatch_line(em, line.get("color", GRAY), dash=_DASHES.get(line.get("dash"), "")), name)


def _without_tags(said: str) -> str:
    """Text of plotly's on one line: no space where a line ended at a letter that fills a square."""
    lines = re.sub(r"<(?!br>)[^>]*>", "", said)
    return unescape(re.sub(r"(?<=[\u2e80-\uffff])<br>|<br>(?=[\u2e80-\uffff])", "", lines).replace("<br>", " "))
