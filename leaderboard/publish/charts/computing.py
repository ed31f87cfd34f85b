"""Computing power that stands in each nation over time, with events that are said to be about it."""

import math
from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from leaderboard.publish.charts.drawing import GRID, drawn, framed
from leaderboard.publish.frames import rows
from leaderboard.publish.language import _, day, figure
from leaderboard.publish.look import GRAY, About, color
from leaderboard.publish.series import apart
from leaderboard.records.spoken import joined

#: Names at the ends of lines stand at least this part of the chart's height apart.
_LABEL_GAP = 0.08
#: Events stand this part of the lines' height above the foot: plotly leaves out what is below it by a rounding.
_ABOVE = 0.015


def compute_chart(powers: pd.DataFrame, nations: Sequence[str], events: pd.DataFrame, about: About) -> go.Figure:
    """A step line for each of the nations, on a scale of tens. powers (not empty): of analytics.compute, every date.

    events: of the registry, as marks below the lines; nothing says that they caused anything.
    """
    drawing = go.Figure()
    shown = powers[powers["country"].isin(nations) & (powers["h100_equivalents"] > 0)]
    low, high = _log(shown["h100_equivalents"].min()) - 0.1, _log(shown["h100_equivalents"].max()) + 0.1
    ends = shown.groupby("country")["h100_equivalents"].last().loc[list(nations)].map(_log)
    labelled = apart([(height - low) / (high - low) for height in ends], _LABEL_GAP)
    last = max(shown["date"].max(), events["date"].max()) if len(events) else shown["date"].max()
    for country in reversed(nations):
        own = shown[shown["country"] == country]
        name = drawn(about.nation(country))
        drawing.add_trace(
            go.Scatter(
                x=own["date"],
                y=own["h100_equivalents"],
                name=name,
                meta=country,
                mode="lines",
                line={"shape": "hv", "width": 2.4, "color": color(country)},
                hovertemplate=[
                    f"<b>{name}</b> {drawn(figure(power, ',.0f'))}<br>{drawn(day(date))}<extra></extra>"
                    for power, date in zip(own["h100_equivalents"], own["date"], strict=True)
                ],
            )
        )
    for country, height in zip(nations, labelled, strict=True):
        text = f'<span style="color:{color(country)}">●</span> {drawn(about.nation(country))}'
        at = {"xref": "paper", "yref": "paper", "xanchor": "left", "xshift": 6, "showarrow": False}
        drawing.add_annotation(at, x=1, y=height, text=text, font={"size": 12})
    told = [f"<b>{drawn(row['title'])}</b><br>{drawn(day(row['date']))}<extra></extra>" for row in rows(events)]
    drawing.add_trace(
        go.Scatter(
            x=events["date"],
            y=[10 ** (low + _ABOVE * (high - low))] * len(events),
            name="events",
            meta="events",
            mode="markers",
            marker={"symbol": "triangle-up", "size": 11, "color": GRAY},
            hovertemplate=told,
        )
    )
    drawing.update_layout(
        xaxis={"type": "date", "showgrid": False, "range": [shown["date"].min(), last]},
        yaxis={"type": "log", "gridcolor": GRID, "dtick": 1, "range": [low, high]},
    )
    return framed(drawing, about, height=420, right=128)


def compute_caption(powers: pd.DataFrame, about: About) -> str:
    """What the lines stand at in the end. powers: of one day."""
    told = [
        _("{nation} {power}", nation=about.nation(row["country"]), power=figure(row["h100_equivalents"], ",.0f"))
        for row in rows(powers)
    ]
    return _("H100 equivalents by {day}: {powers}.", day=day(powers["newest_on"].max()), powers=joined(told))


def _log(value: float) -> float:
    return math.log10(value)
