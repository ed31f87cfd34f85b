"""How many of the best models are each nation's, over time."""

import pandas as pd
import plotly.graph_objects as go

from leaderboard.publish.charts.drawing import GRID, drawn, framed
from leaderboard.publish.charts.lines import written
from leaderboard.publish.language import _, day
from leaderboard.publish.look import About, color

#: The room of the key, in pixels: four lines of it on a phone.
_KEY = 90


def share_chart(shares: pd.DataFrame, about: About, longest: pd.Timedelta | None = None) -> go.Figure:
    """How many of the top models are each nation's, stacked over time. shares: as of analytics.shares, every date.

    longest: a snapshot speaks for its own day alone where the next is further away; None is never.
    """
    table = (
        shares.assign(country=shares["country"].fillna(""))
        .pivot(index="date", columns="country", values="count")
        .fillna(0.0)
    )
    seen = table.index
    unseen = f"{drawn(_('no snapshot'))}<extra></extra>"
    if longest is not None:
        nothing = table[table.index.to_series().diff().shift(-1) > longest] * 0.0
        table = pd.concat([table, nothing.set_axis(nothing.index + pd.Timedelta(days=1))]).sort_index()
    days = [drawn(day(date)) for date in table.index]
    figure = go.Figure()
    for country in sorted(table.columns, key=lambda code: (code == "", -table[code].sum(), code)):
        nation = drawn(about.nation(country))
        told = f"<b>{nation}</b>: %{{y:.3~g}}<br>%{{customdata}}<extra></extra>"
        figure.add_trace(
            go.Scatter(
                x=written(table.index),
                y=table[country],
                name=nation,
                meta=country,
                stackgroup="top",
                mode="lines",
                line={"shape": "hv", "width": 0.6, "color": color(country)},
                fillcolor=color(country, 0.85),
                customdata=days,
                hovertemplate=told
                if len(seen) == len(table)
                else [told if one else unseen for one in table.index.isin(seen)],
            )
        )
    figure.update_layout(
        xaxis={"type": "date", "showgrid": False},
        yaxis={"gridcolor": GRID, "rangemode": "tozero", "tickformat": "d", "dtick": 2},
    )
    figure = framed(figure, about, height=390, right=12)
    layout = figure.layout
    foot = layout.margin.b
    y = -foot / (layout.height - layout.margin.t - foot)  # below the source
    below = {"orientation": "h", "y": y, "yanchor": "top", "x": 0, "traceorder": "normal", "itemclick": False}
    return figure.update_layout(
        showlegend=True,
        legend=below | {"itemdoubleclick": False},
        height=layout.height + _KEY,
        margin={"b": foot + _KEY},
    )
