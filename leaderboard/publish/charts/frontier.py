"""The national frontier: who was best when, and how sure that was."""

import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from leaderboard.analytics.leads import changes
from leaderboard.publish.charts.drawing import GRID, dotted_breaks, drawn, framed
from leaderboard.publish.charts.lines import beside, end_labels, nation_line
from leaderboard.publish.frames import rows
from leaderboard.publish.language import _, day
from leaderboard.publish.look import About, color
from leaderboard.publish.series import Stretch, by_standing, stretches

#: Parts of the frontier's height: the ribbon, and what is above it.
_RIBBON, _LINES = (0.0, 0.05), (0.09, 1.0)


def frontier_chart(
    frontier: pd.DataFrame,
    ledger: pd.DataFrame,
    breaks: Sequence[date],
    about: About,
    longest: pd.Timedelta | None = None,
    events: pd.DataFrame | None = None,
) -> go.Figure:
    """Each nation's best over time: a step line in its interval, rings where the lead changed, a ribbon of verdicts.

    frontier (not empty) and ledger: as of analytics.frontier and analytics.leads. breaks: days across
    which scores do not compare. No line crosses them, nor a snapshot in which a nation has no model. longest:
    lines stop and the ribbon is blank between snapshots that stand further apart, as nobody knows who led then; None
    is never. events: of the registry, as marks below the lines; nothing says that they caused anything.
    """
    figure = go.Figure()
    days = pd.DatetimeIndex(sorted(frontier["date"].unique()))
    nations = by_standing(frontier, about)
    for country in reversed(nations):
        own = frontier[frontier["country"] == country].set_index("date").reindex(days)
        figure.add_traces(list(nation_line(country, own, breaks, about, longest)))
    ledger = changes(ledger)
    if len(ledger):
        figure.add_trace(_lead_changes(ledger, about))
    figure.add_trace(_ribbon(frontier, about, longest))
    dotted_breaks(figure, breaks, (days[0], days[-1]), _LINES[0])
    bounds = frontier[["score", "score_low", "score_high"]]
    low, high = float(bounds.min().min()), float(bounds.max().max())
    margin = 0.06 * (high - low or abs(high) or 1.0)
    span = (low - margin, high + margin)
    if events is not None:
        figure.add_trace(_events(events, low - margin / 2))
    figure.update_layout(annotations=[*_lead_labels(ledger, days), *end_labels(frontier, nations, span, _LINES, about)])
    figure.update_layout(
        xaxis={
            "type": "date",
            "anchor": "y2",
            "showgrid": False,
            "range": [days[0], days[-1] + (days[-1] - days[0]) * 0.004],
        },
        yaxis={"domain": _LINES, "range": span, "gridcolor": GRID, "zeroline": False},
        yaxis2={"domain": _RIBBON, "visible": False, "range": [-0.5, 0.5]},
    )
    return framed(figure, about, height=520, right=beside(nations, about))


def _lead_changes(ledger: pd.DataFrame, about: About) -> go.Scatter:
    return go.Scatter(
        x=ledger["date"],
        y=ledger["to_score"],
        name="lead change",
        meta="lead changes",
        mode="markers",
        marker={
            "size": 11,
            "symbol": ["diamond-open" if reason == "method_change" else "circle-open" for reason in ledger["reason"]],
            "color": [color(country) for country in ledger["to_country"]],
            "line": {"width": 2.5},
        },
        customdata=[_change(row, about) for row in rows(ledger)],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _events(events: pd.DataFrame, at: float) -> go.Scatter:
    told = [f"<b>{drawn(row['title'])}</b><br>{day(row['date'])}" for row in rows(events)]
    return go.Scatter(
        x=events["date"],
        y=[at] * len(events),
        name="events",
        meta="events",
        mode="markers",
        marker={"size": 9, "symbol": "triangle-up", "color": [color(codes) for codes in events["countries"]]},
        customdata=told,
        hovertemplate="%{customdata}<extra></extra>",
    )


def _change(row: dict[str, Any], about: About) -> str:
    nation = drawn(about.nation(row["to_country"]))
    first = row["reason"] == "first"
    did = _("{nation} leads first", nation=nation) if first else _("{nation} takes the lead", nation=nation)
    told = [f"<b>{did}</b>"]
    told.append(_("{model} ({score})", model=drawn(row["to_model"]), score=about.score(row["to_score"])))
    if isinstance(row["from_model"], str):
        told.append(
            _(
                "from {nation}: {model} ({score})",
                nation=drawn(about.nation(row["from_country"])),
                model=drawn(row["from_model"]),
                score=about.score(row["from_score"]),
            )
        )
    return "<br>".join([*told, day(row["date"])])


def _lead_labels(ledger: pd.DataFrame, days: pd.DatetimeIndex) -> list[dict[str, object]]:
    """Names of the models that took the lead, newest first, as long as there is room beside the one named before."""
    room = (days[-1] - days[0]) * 0.3
    labels: list[dict[str, object]] = []
    after: pd.Timestamp | None = None
    for row in rows(ledger.iloc[::-1]):
        if after is None or after - row["date"] >= room:
            after = row["date"]
            place = (row["date"] - days[0]) / (days[-1] - days[0]) if len(days) > 1 else 0.0
            labels.append(
                {
                    "name": "lead change",
                    "text": drawn(textwrap.shorten(row["to_model"], 28, placeholder="…")),
                    "x": row["date"],
                    "y": row["to_score"],
                    "xanchor": "left" if place < 0.2 else "right" if place > 0.45 else "center",
                    "yanchor": "bottom",
                    "yshift": 8,
                    "showarrow": False,
                    "font": {"size": 12},
                }
            )
    return labels


def _ribbon(frontier: pd.DataFrame, about: About, longest: pd.Timedelta | None) -> go.Bar:
    """Who led: solid where a nation leads, striped where several are tied, pale where only the order is known."""
    told = list(stretches(frontier, longest))
    painted = [_painted(stretch) for stretch in told]
    return go.Bar(
        base=[f"{stretch.since:%Y-%m-%d}" for stretch in told],
        x=[(stretch.until - stretch.since) / pd.Timedelta(milliseconds=1) for stretch in told],
        y=[0.0] * len(told),
        yaxis="y2",
        orientation="h",
        width=1,
        meta="ribbon",
        marker={
            "color": [paint for paint, _ in painted],
            "line": {"width": 0},
            "pattern": {
                "shape": ["/" if stripe else "" for _, stripe in painted],
                "bgcolor": [paint for paint, _ in painted],
                "fgcolor": [stripe or paint for paint, stripe in painted],
                "size": 8,
                "solidity": 0.5,
            },
        },
        customdata=[
            f"<b>{drawn(stretch.told(about))}</b><br>"
            + _("{since} to {until}", since=day(stretch.since), until=day(stretch.until))
            for stretch in told
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _painted(stretch: Stretch) -> tuple[str, str]:
    """The color of a stretch of the ribbon, and that of its stripes ("" for none)."""
    if stretch.kind == "tied":
        one, other = (color(code) for code in stretch.nations.split(";")[:2])
        return one, other
    pale = {"uncontested": color(None, 0.1), "undetermined": color(None, 0.3)}
    return pale.get(stretch.kind) or color(stretch.nations, 0.4 if stretch.kind == "order" else 1.0), ""
