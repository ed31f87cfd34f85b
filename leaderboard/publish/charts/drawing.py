"""What every chart of plotly is drawn with: its frame, and text as text."""

import html
import textwrap
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from leaderboard.publish.language import _, told
from leaderboard.publish.look import GRAY, About
from leaderboard.publish.pictures.letters import fills_a_square
from leaderboard.publish.pictures.letters import wrapped as full_width

Figure = go.Figure

GRID = "rgba(134,138,145,.22)"


def dotted_breaks(
    figure: go.Figure, breaks: Sequence[date], ends: tuple[pd.Timestamp, pd.Timestamp], floor: float = 0.0
) -> None:
    """A dotted line at each day within the chart across which scores do not compare. floor: where it begins."""
    for day in map(pd.Timestamp, breaks):
        if ends[0] < day <= ends[1]:
            dotted = {"dash": "dot", "width": 1, "color": GRAY}
            figure.add_shape(type="line", x0=day, x1=day, y0=floor, y1=1, yref="paper", line=dotted)


def framed(figure: go.Figure, about: About, height: int, right: int, left: int = 44) -> go.Figure:
    """A title above and the source below, so that a saved picture says what it shows and where it comes from.

    left, right: room beside the chart, in pixels; both texts begin at the very left. The room is not plotly's to
    find: for that it would draw the chart a second time.
    """
    title, source = wrapped(about.title, 44), wrapped(about.source, 56)
    years = 15 if figure.layout.xaxis.type == "date" else 0
    more = years + 15 * max(0, len(source) - 2)
    if years:
        figure.update_xaxes(tickformatstops=date_ticks())
    at_left = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "align": "left", "showarrow": False}
    at_left["xshift"] = 4 - left
    headed = "<br>".join(f"<b>{drawn(line)}</b>" for line in title)
    figure.add_annotation(at_left, name="title", text=headed, y=1, yanchor="bottom", yshift=10, font={"size": 14})
    below = "<br>".join(map(drawn, source))
    figure.add_annotation(
        at_left, name="source", text=below, y=0, yanchor="top", yshift=-28 - years, font={"size": 11, "color": GRAY}
    )
    figure.update_xaxes(automargin=False).update_yaxes(automargin=False)
    figure.update_traces(cliponaxis=False, selector={"type": "scatter"})  # a mark on the first day is whole
    return figure.update_layout(
        height=height + more,
        margin={"l": left, "r": right, "t": 16 + 20 * len(title), "b": 70 + more},
        showlegend=False,
        hovermode="closest",
        dragmode=False,
        barmode="overlay",
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
    )


def date_ticks() -> list[dict[str, Any]]:
    """Days, months or years below an axis, the year once: plotly writes what follows a line's end where it changes."""
    forms = ((None, 27 * 86_400_000.0, _("%b %-d")), ("M1", "M11", _("%b")))
    told = [{"dtickrange": [low, high], "value": f"{form}\n%Y"} for low, high, form in forms]
    return [*told, {"dtickrange": ["M12", None], "value": "%Y"}]


def wrapped(text: str, letters: int) -> Sequence[str]:
    """Text in as few lines of at most so many letters as hold it, about as long; a letter of a square counts twice."""
    if any(map(fills_a_square, text)):
        return full_width(text, letters / 2)
    fewest = len(textwrap.wrap(text, letters, break_on_hyphens=False))
    lines = (textwrap.wrap(text, width, break_on_hyphens=False) for width in range(letters // 2, letters + 1))
    return next(found for found in lines if len(found) == fewest)


def drawn(text: object) -> str:
    """Text as plotly shows it letter by letter: it reads HTML tags, and takes `$...$` for LaTeX."""
    return html.escape(told(text)).replace("$", "&#36;")
