"""The models that fit, by size and ability, and the line of those that no other beats in both."""

import math
import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from leaderboard.publish.charts.drawing import GRID, drawn, framed
from leaderboard.publish.language import _
from leaderboard.publish.look import GRAY, About, color
from leaderboard.records.spoken import joined

#: Sizes that are marked below, in billions of parameters.
#: More do not stand side by side on a phone.
_MOST_TICKS = 5
_TICKS = (1, 3, 10, 30, 100, 300, 1000, 3000)
#: In this part of the chart names stand to the right of their points, below the line, so that none is cut on a phone.
_LEFT = 0.4
_LETTERS = 26
#: What a phone shows of the chart, a letter and a line of a name, in pixels: names stand apart there, too.
_PHONE, _LETTER, _LINE = (310, 350), 6, 13
_DRAWN = ("model_name", "country", "parameters_b", "ability", "ability_low", "ability_high", "pareto")


def choosing_chart(fits: pd.DataFrame, about: About) -> go.Figure:
    """A point per model of known size, the line through those on the Pareto front, their 95 % intervals and names.

    fits: of analytics.choosing.ranked with model_name and country; at least one of them has a size.
    """
    sized = fits[list(_DRAWN)].dropna(subset=["parameters_b"]).sort_values("parameters_b")
    front = sized[sized["pareto"]]
    ends = math.log10(sized["parameters_b"].min()) - 0.12, math.log10(sized["parameters_b"].max()) + 0.3
    figure = go.Figure()
    figure.add_trace(
        go.Scatter(
            x=[*front["parameters_b"], 10 ** ends[1]],
            y=[*front["ability"], front["ability"].max()],
            mode="lines",
            meta="pareto",
            line={"shape": "hv", "width": 1.5, "color": GRAY},
            hoverinfo="skip",
        )
    )
    for country, own in sized.groupby(sized["country"].fillna(""), sort=False):
        on = own["pareto"]
        figure.add_trace(
            go.Scatter(
                x=own["parameters_b"],
                y=own["ability"],
                meta=str(country),
                mode="markers",
                marker={
                    "color": color(str(country) or None),
                    "size": [11 if best else 7 for best in on],
                    "opacity": [1 if best else 0.55 for best in on],
                    "symbol": ["diamond" if best else "circle" for best in on],
                },
                error_y={
                    "array": [half if best else 0 for best, half in zip(on, _half(own), strict=True)],
                    "thickness": 1.2,
                    "width": 0,
                },
                text=[_hover(row, about) for row in own.to_dict("records")],
                hovertemplate="%{text}<extra></extra>",
            )
        )
    below = _further_down(front, sized, ends)
    for row, down in zip(front.to_dict("records"), below, strict=True):
        at = math.log10(row["parameters_b"])
        inwards = at < ends[0] + _LEFT * (ends[1] - ends[0])
        figure.add_annotation(
            x=at,
            y=row["ability"],
            text=drawn(textwrap.shorten(row["model_name"], _LETTERS, placeholder="…")),
            showarrow=False,
            xanchor="left" if inwards else "right",
            yanchor="top" if inwards else "bottom",
            xshift=5 if inwards else -5,
            yshift=-2 - down if inwards else 2,
            font={"size": 11},
        )
    ticks = [tick for tick in _TICKS if ends[0] <= math.log10(tick) <= ends[1]]
    ticks = ticks[:: 2 if len(ticks) > _MOST_TICKS else 1]
    figure.update_layout(
        xaxis={
            "type": "log",
            "range": ends,
            "tickvals": ticks,
            "ticktext": [_("{number:,g} B", number=tick) for tick in ticks],
            "tickangle": 0,
            "showgrid": False,
            "zeroline": False,
        },
        yaxis={"gridcolor": GRID, "zeroline": False},
    )
    return framed(figure, about, height=480, right=8, left=44)


def _further_down(front: pd.DataFrame, sized: pd.DataFrame, ends: tuple[float, float]) -> list[int]:
    """By how many pixels each name stands further below its point, so that on a phone none covers one before it."""
    wide, high = _PHONE
    whole = pd.concat([sized["ability"], front["ability_low"], front["ability_high"]])
    per_ability = high / max(whole.max() - whole.min(), 1e-9)
    placed: list[tuple[float, int]] = []  # where each name ends, and how high it stands: whole pixels, which add up
    moved = []
    for name, size, ability in zip(front["model_name"], front["parameters_b"], front["ability"], strict=True):
        begins = wide * (math.log10(size) - ends[0]) / (ends[1] - ends[0])
        stands = point = round(per_ability * ability)
        while covered := [other for end, other in placed if begins < end and abs(stands - other) < _LINE]:
            stands = min(covered) - _LINE
        placed.append((begins + _LETTER * min(len(name), _LETTERS), stands))
        moved.append(point - stands)
    return moved


def choosing_caption(fits: pd.DataFrame, about: About) -> str:
    """The line in words, smallest first."""
    front = fits.loc[fits["pareto"], list(_DRAWN)].sort_values("parameters_b")
    told = [
        _(
            "{model} ({size:,g} billion, {ability})",
            model=row["model_name"],
            size=row["parameters_b"],
            ability=about.score(row["ability"]),
        )
        for row in front.to_dict("records")
    ]
    line = _("On the line of size and ability: {models}.", models=joined(told))
    if unsized := int(fits["parameters_b"].isna().sum()):
        apart = _("Of unknown size and not drawn: {number:,}.", number=unsized)
        return _("{sentence} {another}", sentence=line, another=apart)
    return line


def _hover(row: Mapping[Any, Any], about: About) -> str:
    low, high = about.score(row["ability_low"]), about.score(row["ability_high"])
    return "<br>".join(
        (
            f"<b>{drawn(row['model_name'])}</b>, {drawn(about.nation(row['country']))}",
            _("{size:,g} billion parameters", size=row["parameters_b"]),
            _("ability {ability}, {low} to {high}", ability=about.score(row["ability"]), low=low, high=high),
        )
    )


def _half(own: pd.DataFrame) -> "pd.Series[float]":
    return own["ability_high"] - own["ability"]
