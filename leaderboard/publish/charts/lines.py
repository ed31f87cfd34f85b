"""Lines of nations over time: in steps, in their intervals, named at their ends."""

import math
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from leaderboard.publish.charts.drawing import drawn
from leaderboard.publish.frames import rows
from leaderboard.publish.language import _, day
from leaderboard.publish.look import About, color
from leaderboard.publish.pictures.letters import fills_a_square
from leaderboard.publish.series import apart, runs

#: Labels at the end of lines stand at least this part of the lines' height apart.
_LABEL_GAP = 0.05
#: A board with fewer snapshots than this shows each of them as a point.
_DENSE = 40
#: A longer name is written smaller, and its chart leaves it more room.
_LONG_NAME = 14
_INSTANT = pd.Timedelta(1, unit="us")


def nation_line(
    country: str, own: pd.DataFrame, breaks: Sequence[date], about: About, longest: pd.Timedelta | None
) -> Iterator[go.Scatter]:
    """The band of intervals and the line of one nation. own: its bests, a row for every snapshot.

    Neither crosses breaks, nor goes on between days that stand further apart than longest (None is any).
    """
    connected = runs(own, breaks, longest)
    band_x, band_y = band(connected)
    if band_x:
        fill = color(country, 0.16)
        yield go.Scatter(
            x=band_x, y=band_y, fill="toself", mode="none", fillcolor=fill, hoverinfo="skip", meta=f"{country} interval"
        )
    name = drawn(about.nation(country))
    points = interrupted(connected)
    yield go.Scatter(
        x=written(points.index),
        y=points["score"],
        name=name,
        meta=country,
        mode="lines",
        line={"shape": "hv", "width": 2, "color": color(country)},
        customdata=[_hover(row, about) for row in rows(points.reset_index(names="date"))],
        hovertemplate=f"<b>{name}</b><br>%{{customdata}}<extra></extra>",
    )
    yield from marks(connected if len(own) < _DENSE else alone(connected), country, color(country))


def alone(stretches: Sequence[pd.DataFrame]) -> list[pd.DataFrame]:
    """Those that are one day alone, which no line shows."""
    return [run for run in stretches if len(run) == 1]


def marks(stretches: Sequence[pd.DataFrame], meta: str, paint: str) -> Iterator[go.Scatter]:
    """The days of these stretches as points. A trace of its own: to plotly each point is an element, and even one of no
    size takes it longer than the line."""
    if stretches:
        days = pd.concat(stretches)
        marker = {"size": 5, "color": paint}
        yield go.Scatter(
            x=days.index, y=days["score"], mode="markers", marker=marker, hoverinfo="skip", meta=f"{meta} points"
        )


def interrupted(stretches: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The stretches one after another, each followed by a row without a score: plotly ends the line there."""
    ends = [run.tail(1).assign(score=math.nan).set_axis(run.index[-1:] + _INSTANT) for run in stretches]
    return pd.concat([part for pair in zip(stretches, ends, strict=True) for part in pair])


def band(stretches: Sequence[pd.DataFrame]) -> tuple[list[str | None], npt.NDArray[np.float64]]:
    """Outlines in steps from score_low to score_high, one polygon per stretch; None and nan stand between two."""
    xs: list[str | None] = []
    ys: list[float | None] = []
    for run in stretches:
        known = run[run["score_low"].notna() & run["score_high"].notna()]
        if len(known) < 2:
            continue
        steps = written(known.index.repeat(2)[1:])
        low, high = (known[bound].to_numpy().repeat(2)[:-1] for bound in ("score_low", "score_high"))
        xs += [*steps, *reversed(steps), None]
        ys += [*high, *low[::-1], None]
    return xs[:-1], np.array(ys[:-1], dtype=float)


def written(days: pd.Index) -> list[str]:
    """Days as a browser reads them soonest: a moment is three times as long, and there are thousands."""
    return [f"{day:%Y-%m-%d}" for day in days]


def _hover(row: dict[str, Any], about: About) -> str:
    if math.isnan(row["score"]):
        return ""
    score, low, high = (about.score(row[name]) for name in ("score", "score_low", "score_high"))
    interval = "" if math.isnan(row["score_low"]) else " " + _("({low} to {high})", low=low, high=high)
    return f"{drawn(row['model_name'])}<br>{score}{interval}<br>{day(row['date'])}"


def _is_long(name: str) -> bool:
    return sum(2 if fills_a_square(letter) else 1 for letter in name) > _LONG_NAME


def beside(nations: Sequence[str], about: About) -> int:
    """The room that `end_labels` take beside a chart, in pixels."""
    return 150 if any(_is_long(about.nation(code)) for code in nations) else 136


def end_labels(
    frontier: pd.DataFrame,
    nations: Sequence[str],
    span: tuple[float, float],
    height: tuple[float, float],
    about: About,
) -> list[dict[str, object]]:
    """The nation at the end of its line, apart from other labels: beside the chart if the line lasts till now.

    A line that ends earlier (its models are no longer listed) is named where it ends. span: of the scores;
    height: where on the paper the lines stand.
    """
    today = frontier["date"].max()
    ends = {code: frontier[frontier["country"] == code].iloc[-1] for code in nations}
    labels: list[dict[str, object]] = []
    for reaches in (True, False):
        heights = {
            code: (end["score"] - span[0]) / (span[1] - span[0])
            for code, end in ends.items()
            if (end["date"] == today) is reaches
        }
        codes = sorted(heights, key=lambda code: -heights[code])
        for code, place in zip(codes, apart([heights[code] for code in codes], _LABEL_GAP), strict=True):
            name = f'<span style="color:{color(code)}">●</span> {drawn(about.nation(code))}'
            score = f" <b>{about.score(ends[code]['score'])}</b>"
            labels.append(
                {
                    "name": code,
                    "text": name + score if reaches else name,
                    "xref": "paper" if reaches else "x",
                    "x": 1 if reaches else ends[code]["date"],
                    "xanchor": "left",
                    "xshift": 4,
                    "yref": "paper",
                    "y": height[0] + place * (height[1] - height[0]),
                    "yanchor": "middle",
                    "showarrow": False,
                    "font": {"size": 13 if reaches and not _is_long(about.nation(code)) else 11},
                }
            )
    return labels
