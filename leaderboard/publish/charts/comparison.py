"""Sides over time on several boards: a row of two small charts for each board, all on one axis of time."""

import textwrap
from collections.abc import Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from leaderboard.publish import words
from leaderboard.publish.charts.drawing import GRID, Figure, date_ticks, drawn, wrapped
from leaderboard.publish.language import _, day, figure, listed
from leaderboard.publish.look import COLORS, GRAY, color
from leaderboard.records.spoken import joined

#: Sides are told apart by their dashes, too; blocs have no color of their own.
_DASHES = ("solid", "dash", "dot", "dashdot")
#: So many sides stand in one line of the key on a phone.
_ABREAST = 3
_ROW, _BETWEEN, _HEAD, _FOOT = 190, 64, 40, 90


#: What plotly fills in for the parts of a flow.
_FILLED = {"base": "%{source.label}", "maker": "%{target.label}", "number": "%{value:.3~g}"}


def comparison_chart(
    boards: Mapping[str, tuple[pd.DataFrame, pd.Timedelta]], sides: Mapping[str, str], top: int, source: str
) -> Figure:
    """boards: title -> analytics.comparison of it, and how far apart its snapshots may stand. sides: code -> name."""
    height = _ROW * len(boards)
    figure = make_subplots(
        rows=len(boards),
        cols=2,
        shared_xaxes="all",
        vertical_spacing=_BETWEEN / height,
        horizontal_spacing=0.14,
        subplot_titles=[
            drawn(text)
            for title in boards
            for text in (textwrap.shorten(title, 44, placeholder="…"), _("part of the top {top}", top=top))
        ],
    )
    for row, (compared, longest) in enumerate(boards.values(), start=1):
        for place, (side, name) in enumerate(sides.items()):
            own = _interrupted(compared[compared["side"] == side], longest)
            line = {"color": color(side) if side in COLORS else GRAY, "dash": _DASHES[place], "width": 2, "shape": "hv"}
            for column, (values, shown) in enumerate(((own["points"], ".1f"), (own["share"], ".0%")), start=1):
                trace = go.Scatter(
                    x=own["date"],
                    y=values,
                    name=drawn(name),
                    meta=side,
                    legendgroup=side,
                    showlegend=row == column == 1,
                    mode="lines+markers",
                    marker={"size": 5 if len(own) < 20 else 0.1},
                    line=line,
                    customdata=[
                        f"{drawn(model) if isinstance(model, str) else ''}<br>{drawn(day(date))}"
                        for model, date in zip(own["model_name"], own["date"], strict=True)
                    ],
                    hovertemplate=f"<b>{drawn(name)}</b> %{{y:{shown}}}<br>%{{customdata}}<extra></extra>",
                )
                figure.add_trace(trace, row=row, col=column)
    figure.update_xaxes(type="date", showgrid=False, showticklabels=True, nticks=5, tickformatstops=date_ticks())
    figure.update_yaxes(gridcolor=GRID, zeroline=False, nticks=5)
    figure.update_yaxes(rangemode="tozero", tickformat=".0%", col=2)
    figure.update_annotations(font={"size": 12}, xanchor="center")
    key = 20 * (len(sides) > _ABREAST)
    lines = wrapped(source, 56)
    below = "<br>".join(map(drawn, lines))
    figure.add_annotation(
        name="source", text=below, xref="paper", yref="paper", x=0, y=0, yanchor="top", yshift=-74 - key,
        xanchor="left", align="left", showarrow=False, font={"size": 11, "color": GRAY},
    )  # fmt: skip
    return figure.update_layout(
        height=_HEAD + height + _FOOT + key + 15 * len(lines),
        margin={"l": 8, "r": 8, "t": _HEAD, "b": _FOOT + key + 15 * len(lines)},
        legend={"orientation": "h", "y": -36 / height, "yanchor": "top", "x": 0, "itemclick": False},
        hovermode="closest",
        dragmode=False,
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
    )


def _interrupted(own: pd.DataFrame, longest: pd.Timedelta) -> pd.DataFrame:
    """With a row of nothing after each snapshot that the next one follows too late: there the line ends."""
    apart = own["date"].diff().shift(-1) > longest
    ends = own[apart].assign(points=float("nan"), share=float("nan"), date=own.loc[apart, "date"] + longest)
    return pd.concat([own, ends]).sort_values("date", kind="stable")


def comparison_caption(newest: Mapping[str, pd.DataFrame], sides: Mapping[str, str]) -> str:
    """The newest snapshot of each board in words. newest: title -> its rows of analytics.comparison."""
    told = []
    for title, rows in newest.items():
        parts = [
            _("{side} has none", side=sides[side])
            if pd.isna(points)
            else _(
                "{side} {distance} behind, {share}",
                side=sides[side],
                distance=figure(abs(points), ".1f"),
                share=words.share(share),
            )
            for side, points, share in zip(rows["side"], rows["points"], rows["share"], strict=True)
        ]
        told.append(_("{board}: {sides}", board=title, sides=listed(parts)))
    return _("{told}.", told=joined(told, "; ")) if told else ""


def inside_chart(inside: pd.DataFrame, names: Mapping[str, str], source: str) -> Figure:
    """Whose weights are inside whose models, as a flow from the base's nation to the developer's."""
    bases, makers = (_ends(inside, name) for name in ("base_country", "developer_country"))
    label = [
        *(_("base: {nation}", nation=_named(code, names)) for code in bases),
        *(_named(code, names) for code in makers),
    ]
    figure = go.Figure(
        go.Sankey(
            textfont={"size": 13, "shadow": "none"},
            node={
                "label": list(map(drawn, label)),
                "color": [color(code) for code in (*bases, *makers)],
                "pad": 14,
                "thickness": 14,
                "line": {"width": 0},
                "hovertemplate": "%{label}: %{value:.3~g}<extra></extra>",
            },
            link={
                "source": [bases.index(_code(code)) for code in inside["base_country"]],
                "target": [len(bases) + makers.index(_code(code)) for code in inside["developer_country"]],
                "value": inside["count"].tolist(),
                "color": [color(_code(code), 0.35) for code in inside["base_country"]],
                "hovertemplate": _("{base} in models of {maker}: {number}", **_FILLED) + "<extra></extra>",
            },
        )
    )
    lines = wrapped(source, 56)
    figure.add_annotation(
        name="source", text="<br>".join(map(drawn, lines)), xref="paper", yref="paper", x=0, y=0,
        yanchor="top", yshift=-10, xanchor="left", align="left", showarrow=False, font={"size": 11, "color": GRAY},
    )  # fmt: skip
    foot = 20 + 15 * len(lines)
    height = 100 + foot + 34 * max(len(bases), len(makers))
    return figure.update_layout(
        height=height, margin={"l": 8, "r": 8, "t": 20, "b": foot}, paper_bgcolor="rgba(0,0,0,0)"
    )


def _code(code: object) -> str:
    return code if isinstance(code, str) else ""


def _ends(inside: pd.DataFrame, name: str) -> Sequence[str]:
    return list(dict.fromkeys(_code(code) for code in inside[name]))


def _named(code: str, names: Mapping[str, str]) -> str:
    return _(" and ").join(names.get(one, one) for one in code.split(";")) if code else _("unknown")
