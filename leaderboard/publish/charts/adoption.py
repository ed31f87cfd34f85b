"""Whose models are used: from which part to which, over time."""

import pandas as pd
import plotly.graph_objects as go

from leaderboard.publish.charts.drawing import GRID, drawn, framed
from leaderboard.publish.language import _, day, told
from leaderboard.publish.look import About, color
from leaderboard.questions.adoption import ranged, time_of

#: Fewer days than this are drawn each by itself: between them nothing is known.
_A_LINE = 6
#: What open and closed weights are drawn in, beside nations.
_WEIGHTS = {"open": "#549978", "closed": "#7a5f43"}
#: So many sides, the largest last seen, are drawn.
_DRAWN = 4


def adoption_chart(parts: pd.DataFrame, names: dict[str, str], about: About) -> go.Figure:
    """Each side's range on every day, as a band, or as bars where days are few. parts: of analytics.adoption.

    names: of the sides. What nobody can place is in every range, and drawn as none of its own.
    """
    known = parts.dropna(subset="side")
    last = known[known["date"] == known["date"].max()]
    sides = list(last.sort_values("low", ascending=False)["side"].head(_DRAWN))
    few = known["date"].nunique() < _A_LINE
    figure = go.Figure()
    for side in sides:
        own = known[known["side"] == side]
        figure.add_traces(
            [_bars(own, side, names[side])] if few else [_band(own, side), _hovers(own, side, names[side])]
        )
    ends = {side: last.loc[last["side"] == side].iloc[0] for side in sides}
    figure.update_layout(
        annotations=[_label(ends[side], side, names[side]) for side in sides],
        xaxis={"type": "category" if few else "date", "showgrid": False, "nticks": 3, "tickangle": 0},
        yaxis={"gridcolor": GRID, "range": [0, 1], "tickformat": ".0%"},
    )
    return framed(figure, about, height=400, right=128).update_layout(barmode="group")


def adoption_caption(parts: pd.DataFrame, names: dict[str, str], measure: str) -> str:
    """The ranges of the newest day, or of the time that the measure counts up to it, in words."""
    last = parts[parts["date"] == parts["date"].max()].dropna(subset="side").head(_DRAWN)
    each = [
        _("{side} {part}", side=names[side], part=ranged(low, high))
        for side, low, high in zip(last["side"], last["low"], last["high"], strict=True)
    ]
    return _("{when}: {parts}.", when=told(time_of(measure, parts["date"].max())), parts="; ".join(each))


def _color(side: str, opacity: float = 1.0) -> str:
    if side not in _WEIGHTS:
        return color(side, opacity)
    red, green, blue = (int(_WEIGHTS[side][start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def _band(own: pd.DataFrame, side: str) -> go.Scatter:
    return go.Scatter(
        x=[*own["date"], *own["date"][::-1]],
        y=[*own["high"], *own["low"][::-1]],
        fill="toself",
        mode="lines",
        line={"width": 1, "color": _color(side)},
        fillcolor=_color(side, 0.32),
        hoverinfo="skip",
        meta=f"{side} range",
    )


def _bars(own: pd.DataFrame, side: str, name: str) -> go.Bar:
    """A bar from low to high on each day, beside those of the other sides."""
    return go.Bar(
        x=[f"{date:%Y-%m-%d}" for date in own["date"]],
        y=own["high"] - own["low"],
        base=own["low"],
        marker={"color": _color(side, 0.8)},
        customdata=_told(own, name),
        hovertemplate="%{customdata}<extra></extra>",
        meta=f"{side} range",
    )


def _hovers(own: pd.DataFrame, side: str, name: str) -> go.Scatter:
    """What a pointer is told at the middle of each range."""
    return go.Scatter(
        x=own["date"],
        y=(own["low"] + own["high"]) / 2,
        mode="markers",
        marker={"size": 1, "color": _color(side)},
        customdata=_told(own, name),
        hovertemplate="%{customdata}<extra></extra>",
        meta=side,
    )


def _told(own: pd.DataFrame, name: str) -> list[str]:
    """Each range in words."""
    return [
        drawn(_("{side}: {low:.1f} to {high:.1f} %", side=name, low=100 * low, high=100 * high)) + f"<br>{day(date)}"
        for date, low, high in zip(own["date"], own["low"], own["high"], strict=True)
    ]


def _label(end: "pd.Series[float]", side: str, name: str) -> dict[str, object]:
    return {
        "name": side,
        "text": f'<span style="color:{_color(side)}">●</span> {drawn(name)}',
        "xref": "paper",
        "x": 1,
        "xanchor": "left",
        "xshift": 4,
        "y": (end["low"] + end["high"]) / 2,
        "yanchor": "middle",
        "showarrow": False,
        "font": {"size": 13},
    }
