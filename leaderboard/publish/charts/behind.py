"""How far each nation's best is behind the best model of all, over time."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from leaderboard.publish.charts.drawing import GRID, dotted_breaks, drawn, framed
from leaderboard.publish.charts.lines import alone, beside, end_labels, interrupted, marks
from leaderboard.publish.frames import rows
from leaderboard.publish.language import N_, _, day
from leaderboard.publish.look import GRAY, About, color
from leaderboard.publish.series import runs
from leaderboard.records.spoken import joined


def behind_chart(
    behind: pd.DataFrame, breaks: Sequence[date], about: About, longest: pd.Timedelta | None = None
) -> go.Figure:
    """A step line for each nation: 0 is the best model of all, whoever made it, and below it the distance from it.

    behind (not empty): of analytics.behind, with the names to show. No line crosses breaks, nor a date on which a
    nation has no model, nor days that stand further apart than longest (None is any).
    """
    figure = go.Figure()
    days = pd.DatetimeIndex(sorted(behind["date"].unique()))
    distances = behind.assign(reached=behind["score"], score=behind["to_best"])
    nations = _by_distance(distances)
    for country in reversed(nations):
        own = distances[distances["country"] == country].set_index("date").reindex(days)
        connected = runs(own, breaks, longest)
        points = interrupted(connected)
        figure.add_trace(
            go.Scatter(
                x=points.index,
                y=points["score"],
                name=drawn(about.nation(country)),
                meta=country,
                mode="lines",
                line={"shape": "hv", "width": 2, "color": color(country)},
                customdata=[_hover(row, about) for row in rows(points.reset_index(names="date"))],
                hovertemplate=f"<b>{drawn(about.nation(country))}</b><br>%{{customdata}}<extra></extra>",
            )
        )
        figure.add_traces(list(marks(alone(connected), country, color(country))))
    dotted_breaks(figure, breaks, (days[0], days[-1]))
    low = float(distances["score"].min())
    margin = 0.06 * (-low or 1.0)
    span = (low - margin, margin)
    figure.update_layout(
        annotations=end_labels(distances, nations, span, (0.0, 1.0), about),
        xaxis={"type": "date", "showgrid": False, "range": [days[0], days[-1] + (days[-1] - days[0]) * 0.004]},
        yaxis={"range": span, "gridcolor": GRID, "zeroline": True, "zerolinecolor": GRAY, "zerolinewidth": 1.5},
    )
    return framed(figure, about, height=460, right=beside(nations, about))


def behind_caption(behind: pd.DataFrame, about: About, by_release: bool = False) -> str:
    """The newest date in a sentence: who has the best of all, and how far behind it each nation is."""
    newest = behind[behind["date"] == behind["date"].max()]
    best = newest.iloc[0]
    told = [
        _("{nation} {distance}", nation=about.nation(row["country"]), distance=about.distance(abs(row["to_best"])))
        for row in rows(newest.sort_values("to_best", ascending=False, kind="stable"))
    ]
    released = N_("The best model of all among the models released by {day}: {model} ({score}). Behind it: {nations}.")
    shown = N_("The best model of all on {day}: {model} ({score}). Behind it: {nations}.")
    return _(
        released if by_release else shown,
        day=day(best["date"]),
        model=best["overall_model"],
        score=about.score(best["overall_score"]),
        nations=joined(told),
    )


def _by_distance(distances: pd.DataFrame) -> list[str]:
    """Nations, those of the newest date first, nearest first."""
    last = distances.sort_values("date").drop_duplicates("country", keep="last")
    return last.sort_values(["date", "score", "country"], ascending=[False, False, True])["country"].tolist()


def _hover(row: dict[str, Any], about: About) -> str:
    if pd.isna(row["score"]):
        return ""
    own = f"{drawn(row['model_name'])} {about.score(row['reached'])}"
    best = f"{drawn(row['overall_model'])} {about.score(row['overall_score'])}"
    behind = _("{margin} behind", margin=about.distance(abs(row["score"])))
    return f"{drawn(behind)}<br>{own}<br>{best}<br>{day(row['date'])}"
