"""How far one side has been ahead of another, over time."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from leaderboard.publish.captions import stands
from leaderboard.publish.charts.drawing import GRID, dotted_breaks, drawn, framed, wrapped
from leaderboard.publish.charts.lines import alone, band, interrupted, marks, written
from leaderboard.publish.frames import rows
from leaderboard.publish.language import _, day
from leaderboard.publish.look import GRAY, About, Side, color
from leaderboard.publish.series import runs

#: Letters that fit beside the chart.
_LINE = 17


def gap_chart(
    gaps: pd.DataFrame,
    days: Sequence[pd.Timestamp],
    sides: tuple[Side, Side],
    breaks: Sequence[date],
    about: About,
    longest: pd.Timedelta | None = None,
) -> go.Figure:
    """The gap as a step line in its interval: above zero the first side is ahead, below it the second.

    gaps (not empty): of analytics.gap_intervals, every date. days: of every snapshot; the line stops
    where one of them has no gap, at breaks, across which scores do not compare, and between days that stand
    further apart than longest (None is any).
    """
    named = {"points": "score", "points_low": "score_low", "points_high": "score_high"}
    own = gaps.rename(columns=named).set_index("date").reindex(pd.DatetimeIndex(list(days)))
    connected = runs(own, breaks, longest)
    figure = go.Figure()
    for side, above in zip(sides, (True, False), strict=True):
        ahead = [run.assign(score_low=0.0, score_high=_one_sign(run["score"], above)) for run in connected]
        figure.add_trace(_area(ahead, color(side.nation, 0.34), side.name))
    figure.add_trace(_area(connected, color(None, 0.3), "interval"))
    drawn_runs = interrupted(connected)
    figure.add_trace(
        go.Scatter(
            x=written(drawn_runs.index),
            y=drawn_runs["score"],
            meta="gap",
            mode="lines",
            line={"shape": "hv", "width": 1.8, "color": GRAY},
            customdata=[_hover(row, sides, about) for row in rows(drawn_runs.reset_index(names="date"))],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    figure.add_traces(list(marks(alone(connected), "gap", GRAY)))
    ends = own.index[0], own.index[-1]
    dotted_breaks(figure, breaks, ends)
    figure.update_layout(
        annotations=[_label(side, place) for side, place in zip(sides, (1, -1), strict=True)],
        xaxis={"type": "date", "showgrid": False, "range": [*ends]},
        yaxis={"gridcolor": GRID, "zeroline": True, "zerolinecolor": GRAY, "zerolinewidth": 1.5},
    )
    return framed(figure, about, height=400, right=142)


def _one_sign(points: "pd.Series[float]", above: bool) -> "pd.Series[float]":
    return points.clip(lower=0) if above else points.clip(upper=0)


def _area(parts: Sequence[pd.DataFrame], fill: str, meta: str) -> go.Scatter:
    xs, ys = band(parts)
    return go.Scatter(x=xs, y=ys, fill="toself", mode="none", fillcolor=fill, hoverinfo="skip", meta=meta)


def _hover(row: dict[str, Any], sides: tuple[Side, Side], about: About) -> str:
    if math.isnan(row["score"]):
        return ""
    low, high = (about.score(row[name]) for name in ("score_low", "score_high"))
    interval = "" if math.isnan(row["score_low"]) else " " + _("(95 % interval {low} to {high})", low=low, high=high)
    bests = "<br>".join(f"{drawn(row[f'best_{end}'])} {about.score(row[f'score_{end}'])}" for end in ("a", "b"))
    said = drawn(_("{side}: {gap}", side=sides[0].name, gap=stands(row["score"], about)))
    return f"<b>{said}</b>{interval}<br>{bests}<br>{day(row['date'])}"


def _label(side: Side, place: int) -> dict[str, object]:
    """Beside the zero line: who is ahead above it, and who below."""
    name = "<br>".join(map(drawn, [*wrapped(side.name, _LINE), _("ahead")]))
    return {
        "name": side.name,
        "text": f'<span style="color:{color(side.nation)}">●</span> {name}',
        "xref": "paper",
        "x": 1,
        "xanchor": "left",
        "xshift": 4,
        "y": 0,
        "yanchor": "bottom" if place > 0 else "top",
        "yshift": 3 * place,
        "align": "left",
        "showarrow": False,
        "font": {"size": 13},
    }
