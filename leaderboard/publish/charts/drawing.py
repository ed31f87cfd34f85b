"""What every chart is drawn with: colors of nations, what a chart is about, its frame, and text as text."""

import html
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import pandas as pd
import plotly.graph_objects as go

Figure = go.Figure

COLORS = {
    "USA": "#3a7bd5",
    "CHN": "#d8453a",
    "FRA": "#b8499b",
    "CAN": "#b88912",
    "KOR": "#549978",
    "ISR": "#149cc7",
    "GBR": "#3f736d",
    "JPN": "#b56576",
    "DEU": "#7a5f43",
    "ARE": "#a8653f",
    "CHE": "#6f6fd8",
    "SGP": "#2f8a3c",
}
#: Every other nation, and models of unknown origin.
GRAY = "#868a91"

GRID = "rgba(134,138,145,.22)"
#: Decimals of scores by their unit; one otherwise.
_DECIMALS = {"points": 0, "logits": 2}


@dataclass(frozen=True)
class About:
    """What a chart is about: title, source to name, unit and direction of the scores, names of the countries."""

    title: str
    source: str
    unit: str
    higher_is_better: bool
    countries: Mapping[str, str]

    def nation(self, origin: object) -> str:
        """The English name of a country, or of those of a joint origin."""
        if not isinstance(origin, str) or not origin:
            return "unknown origin"
        return " and ".join(self.countries.get(code, code) for code in origin.split(";"))

    def score(self, value: float) -> str:
        """A score as precisely as readers need it."""
        return f"{value:.{_DECIMALS.get(self.unit, 1)}f}".replace("-", "−")

    def distance(self, value: float) -> str:
        """A difference of scores with its unit: `1 point`, `2.5 percentage points`."""
        unit = "percentage points" if self.unit == "percent" else self.unit
        said = self.score(value)
        return f"{said} {unit.removesuffix('s') if said == '1' else unit}"


def color(origin: str | None, opacity: float = 1.0) -> str:
    """The color of a country; of a joint origin, that of the first."""
    solid = COLORS.get((origin or "").split(";")[0], GRAY)
    if opacity == 1.0:
        return solid
    red, green, blue = (int(solid[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def dotted_breaks(
    figure: go.Figure, breaks: Sequence[date], ends: tuple[pd.Timestamp, pd.Timestamp], floor: float = 0.0
) -> None:
    """A dotted line at each day within the chart across which scores do not compare. floor: where it begins."""
    for day in map(pd.Timestamp, breaks):
        if ends[0] < day <= ends[1]:
            dotted = {"dash": "dot", "width": 1, "color": GRAY}
            figure.add_shape(type="line", x0=day, x1=day, y0=floor, y1=1, yref="paper", line=dotted)


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each as column -> value."""
    return cast(list[dict[str, Any]], frame.to_dict("records"))


def framed(figure: go.Figure, about: About, height: int, right: int, left: int = 4) -> go.Figure:
    """A title above and the source below, so that a saved picture says what it shows and where it comes from.

    left, right: room beside the chart, in pixels; both texts begin at the very left.
    """
    title, source = textwrap.wrap(about.title, 52), textwrap.wrap(about.source, 56)
    at_left = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "align": "left", "showarrow": False}
    at_left["xshift"] = 4 - left
    headed = "<br>".join(f"<b>{drawn(line)}</b>" for line in title)
    figure.add_annotation(at_left, name="title", text=headed, y=1, yanchor="bottom", yshift=10, font={"size": 14})
    below = "<br>".join(map(drawn, source))
    figure.add_annotation(
        at_left, name="source", text=below, y=0, yanchor="top", yshift=-28, font={"size": 11, "color": GRAY}
    )
    return figure.update_layout(
        height=height,
        margin={"l": left, "r": right, "t": 16 + 20 * len(title), "b": 70},
        showlegend=False,
        hovermode="closest",
        dragmode=False,
        barmode="overlay",
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
    )


def drawn(text: object) -> str:
    """Text as plotly shows it letter by letter: it reads HTML tags, and takes `$...$` for LaTeX."""
    return html.escape(str(text)).replace("$", "&#36;")


def dated(stamp: pd.Timestamp) -> str:
    """4 August 2025."""
    return f"{stamp.day} {stamp:%B %Y}"
