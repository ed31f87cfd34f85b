"""Frames -> figures, each with a sentence for those who cannot see it. The only user of plotly.

A nation has one color in every chart: at least 3:1 against light and dark grounds alike, and apart
for color-blind eyes among the nations that meet most. Labels stand at the lines, so that color is
never the only sign. Names come from upstream: whatever is drawn goes through `_drawn`, because
plotly reads some HTML.
"""

import html
import math
import textwrap
from collections.abc import Iterator, Mapping, Sequence
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

_GRID = "rgba(134,138,145,.22)"
#: Parts of the frontier's height: the ribbon, and what is above it.
_RIBBON, _LINES = (0.0, 0.05), (0.09, 1.0)
#: Labels at the end of lines stand at least this part of the lines' height apart.
_LABEL_GAP = 0.05
#: A board with fewer snapshots than this shows each of them as a point.
_DENSE = 40
#: A longer name leaves no room for the score behind it.
_LONG_NAME = 14
_INSTANT = pd.Timedelta(1, unit="us")


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
        return f"{value:.0f}" if self.unit == "points" else f"{value:.1f}"


def color(origin: str | None, opacity: float = 1.0) -> str:
    """The color of a country; of a joint origin, that of the first."""
    solid = COLORS.get((origin or "").split(";")[0], GRAY)
    if opacity == 1.0:
        return solid
    red, green, blue = (int(solid[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def frontier_chart(frontier: pd.DataFrame, ledger: pd.DataFrame, breaks: Sequence[date], about: About) -> go.Figure:
    """Each nation's best over time: a step line in its interval, rings where the lead changed, a ribbon of verdicts.

    frontier (not empty) and ledger: as of analytics.frontier and analytics.leads. breaks: days across
    which scores do not compare. No line crosses them, nor a snapshot in which a nation has no model.
    """
    figure = go.Figure()
    days = pd.DatetimeIndex(sorted(frontier["date"].unique()))
    nations = _by_standing(frontier, about)
    for country in reversed(nations):
        own = frontier[frontier["country"] == country].set_index("date").reindex(days)
        figure.add_traces(list(_nation(country, own, breaks, about)))
    if len(ledger):
        figure.add_trace(_lead_changes(ledger, about))
    figure.add_trace(_ribbon(frontier, about))
    for day in map(pd.Timestamp, breaks):
        if days[0] < day <= days[-1]:
            dotted = {"dash": "dot", "width": 1, "color": GRAY}
            figure.add_shape(type="line", x0=day, x1=day, y0=_LINES[0], y1=1, yref="paper", line=dotted)
    bounds = frontier[["score", "score_low", "score_high"]]
    low, high = float(bounds.min().min()), float(bounds.max().max())
    margin = 0.06 * (high - low or abs(high) or 1.0)
    span = (low - margin, high + margin)
    figure.update_layout(annotations=[*_lead_labels(ledger, days), *_end_labels(frontier, nations, span, about)])
    figure.update_layout(
        xaxis={
            "type": "date",
            "anchor": "y2",
            "showgrid": False,
            "range": [days[0], days[-1] + (days[-1] - days[0]) * 0.004],
        },
        yaxis={"domain": _LINES, "range": span, "gridcolor": _GRID, "zeroline": False},
        yaxis2={"domain": _RIBBON, "visible": False, "range": [-0.5, 0.5]},
    )
    return _framed(figure, about, height=520, right=136)


def frontier_caption(frontier: pd.DataFrame, ledger: pd.DataFrame, about: About) -> str:
    """The chart in two sentences: where the nations stand, and how often the lead changed."""
    newest = frontier[frontier["date"] == frontier["date"].max()].set_index("country")["score"]
    bests = [
        f"{about.nation(code)} {about.score(newest[code])}" for code in _by_standing(frontier, about) if code in newest
    ]
    changes = int((~ledger["reason"].isin(["first", "method_change"])).sum())
    often = {0: "No change of lead is", 1: "One change of lead is"}.get(changes, f"{changes} changes of lead are")
    return (
        f"National bests on {_day(frontier['date'].max())}: {', '.join(bests)}. "
        f"{often} on record since {_day(frontier['date'].min())}."
    )


def share_chart(shares: pd.DataFrame, about: About) -> go.Figure:
    """How many of the top models are each nation's, stacked over time. shares: as of analytics.shares, every date."""
    table = (
        shares.assign(country=shares["country"].fillna(""))
        .pivot(index="date", columns="country", values="count")
        .fillna(0.0)
    )
    figure = go.Figure()
    for country in sorted(table.columns, key=lambda code: (code == "", -table[code].sum(), code)):
        nation = _drawn(about.nation(country))
        figure.add_trace(
            go.Scatter(
                x=table.index,
                y=table[country],
                name=nation,
                meta=country,
                stackgroup="top",
                mode="lines",
                line={"shape": "hv", "width": 0.6, "color": color(country)},
                fillcolor=color(country, 0.85),
                hovertemplate=f"<b>{nation}</b>: %{{y:.3~g}}<br>%{{x|%-d %B %Y}}<extra></extra>",
            )
        )
    figure.update_layout(
        xaxis={"type": "date", "showgrid": False},
        yaxis={"gridcolor": _GRID, "rangemode": "tozero", "tickformat": "d", "dtick": 2},
    )
    figure = _framed(figure, about, height=440, right=12)
    below = {"orientation": "h", "y": -0.24, "yanchor": "top", "x": 0, "traceorder": "normal", "itemclick": False}
    return figure.update_layout(showlegend=True, legend=below | {"itemdoubleclick": False}, margin={"b": 120})


def share_caption(shares: pd.DataFrame, about: About) -> str:
    """The newest day of the chart as a sentence."""
    newest = shares[shares["date"] == shares["date"].max()].sort_values("count", ascending=False, kind="stable")
    parts = [f"{about.nation(row['country'])} {row['count']:.3g}" for row in _rows(newest)]
    return f"Of the top {newest['count'].sum():.3g} on {_day(newest['date'].max())}: {', '.join(parts)}."


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], frame.to_dict("records"))


def _nation(country: str, own: pd.DataFrame, breaks: Sequence[date], about: About) -> Iterator[go.Scatter]:
    """The band of intervals and the line of one nation. own: its bests, a row for every snapshot."""
    runs = _runs(own, breaks)
    band_x, band_y = _band(runs)
    if band_x:
        fill = color(country, 0.16)
        yield go.Scatter(
            x=band_x, y=band_y, fill="toself", mode="none", fillcolor=fill, hoverinfo="skip", meta=f"{country} interval"
        )
    drawn = pd.concat([part for run in runs for part in (run, _end_of(run))])
    alone = [len(run) == 1 for run in runs for _ in range(len(run) + 1)]
    yield go.Scatter(
        x=drawn.index,
        y=drawn["score"],
        name=_drawn(about.nation(country)),
        meta=country,
        mode="lines+markers",
        line={"shape": "hv", "width": 2, "color": color(country)},
        marker={"size": [5 if one or len(own) < _DENSE else 0 for one in alone], "color": color(country)},
        customdata=[_hover(row, about) for row in _rows(drawn.reset_index(names="date"))],
        hovertemplate=f"<b>{_drawn(about.nation(country))}</b><br>%{{customdata}}<extra></extra>",
    )


def _runs(own: pd.DataFrame, breaks: Sequence[date]) -> list[pd.DataFrame]:
    """The stretches that a line may connect: without a missing snapshot or a break in between."""
    era = pd.Series([sum(pd.Timestamp(day) <= stamp for day in breaks) for stamp in own.index], own.index)
    piece = (own["score"].isna() | era.ne(era.shift())).cumsum()
    present = own[own["score"].notna()]
    return [run for _, run in present.groupby(piece[present.index])]


def _end_of(run: pd.DataFrame) -> pd.DataFrame:
    """A row without a score just after a run: plotly ends the line there."""
    return run.tail(1).assign(score=math.nan).set_axis(run.index[-1:] + _INSTANT)


def _band(runs: Sequence[pd.DataFrame]) -> tuple[list[pd.Timestamp | None], list[float | None]]:
    """The intervals as outlines in steps, one polygon per run; None stands between two."""
    xs: list[pd.Timestamp | None] = []
    ys: list[float | None] = []
    for run in runs:
        known = run[run["score_low"].notna() & run["score_high"].notna()]
        if len(known) < 2:
            continue
        steps = [day for day in known.index for _ in range(2)][1:]
        high = [value for value in known["score_high"] for _ in range(2)][:-1]
        low = [value for value in known["score_low"] for _ in range(2)][:-1]
        xs += [*steps, *reversed(steps), None]
        ys += [*high, *reversed(low), None]
    return xs[:-1], ys[:-1]


def _hover(row: dict[str, Any], about: About) -> str:
    if math.isnan(row["score"]):
        return ""
    score, low, high = (about.score(row[name]) for name in ("score", "score_low", "score_high"))
    interval = "" if math.isnan(row["score_low"]) else f" ({low} to {high})"
    return f"{_drawn(row['model_name'])}<br>{score}{interval}<br>{_day(row['date'])}"


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
        customdata=[_change(row, about) for row in _rows(ledger)],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _change(row: dict[str, Any], about: About) -> str:
    did = "leads first" if row["reason"] == "first" else "takes the lead"
    told = f"<b>{_drawn(about.nation(row['to_country']))} {did}</b><br>{_drawn(row['to_model'])}"
    told += f" ({about.score(row['to_score'])})"
    if isinstance(row["from_model"], str):
        told += f"<br>from {_drawn(about.nation(row['from_country']))}: {_drawn(row['from_model'])}"
        told += f" ({about.score(row['from_score'])})"
    return f"{told}<br>{_day(row['date'])}"


def _lead_labels(ledger: pd.DataFrame, days: pd.DatetimeIndex) -> list[dict[str, object]]:
    """Names of the models that took the lead, newest first, as long as there is room beside the one named before."""
    room = (days[-1] - days[0]) * 0.3
    labels: list[dict[str, object]] = []
    after: pd.Timestamp | None = None
    for row in _rows(ledger.iloc[::-1]):
        if after is None or after - row["date"] >= room:
            after = row["date"]
            place = (row["date"] - days[0]) / (days[-1] - days[0]) if len(days) > 1 else 0.0
            labels.append(
                {
                    "name": "lead change",
                    "text": _drawn(textwrap.shorten(row["to_model"], 28, placeholder="…")),
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


def _end_labels(
    frontier: pd.DataFrame, nations: Sequence[str], span: tuple[float, float], about: About
) -> list[dict[str, object]]:
    """The nation at the end of its line, apart from other labels: beside the chart if the line lasts till now.

    A line that ends earlier (its models are no longer listed) is named where it ends.
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
        for code, place in zip(codes, _apart([heights[code] for code in codes]), strict=True):
            name = f'<span style="color:{color(code)}">●</span> {_drawn(about.nation(code))}'
            score = f" <b>{about.score(ends[code]['score'])}</b>" if len(about.nation(code)) <= _LONG_NAME else ""
            labels.append(
                {
                    "name": code,
                    "text": name + score if reaches else name,
                    "xref": "paper" if reaches else "x",
                    "x": 1 if reaches else ends[code]["date"],
                    "xanchor": "left",
                    "xshift": 4,
                    "yref": "paper",
                    "y": _LINES[0] + place * (_LINES[1] - _LINES[0]),
                    "yanchor": "middle",
                    "showarrow": False,
                    "font": {"size": 13 if reaches else 11},
                }
            )
    return labels


def _apart(places: Sequence[float]) -> list[float]:
    """Places from top to bottom, pushed down where they stand too close and up again from the floor."""
    placed: list[float] = []
    for place in places:
        placed.append(min(place, placed[-1] - _LABEL_GAP) if placed else place)
    floor = 0.0
    for index in reversed(range(len(placed))):
        placed[index] = max(placed[index], floor)
        floor = placed[index] + _LABEL_GAP
    return placed


def _ribbon(frontier: pd.DataFrame, about: About) -> go.Bar:
    """Who led: solid where a nation leads, striped where several are tied, pale where only the order is known."""
    by_day = frontier.sort_values(["date", "is_leader"], ascending=[True, False], kind="stable").drop_duplicates("date")
    said = by_day["verdict"].mask(by_day["verdict"] == "no_interval", "order:" + by_day["country"])
    begins = said.ne(said.shift())
    said, start = said[begins], by_day.loc[begins, "date"]
    end = [*start.iloc[1:], by_day["date"].iloc[-1] + pd.Timedelta(days=1)]
    painted = [_painted(verdict) for verdict in said]
    return go.Bar(
        base=[f"{day:%Y-%m-%d}" for day in start],
        x=[(until - since) / pd.Timedelta(milliseconds=1) for since, until in zip(start, end, strict=True)],
        y=[0.0] * len(start),
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
            f"<b>{_drawn(_verdict(verdict, about))}</b><br>{_day(since)} to {_day(until)}"
            for verdict, since, until in zip(said, start, end, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _painted(verdict: str) -> tuple[str, str]:
    """The color of a stretch of the ribbon, and that of its stripes ("" for none)."""
    kind, _, nations = verdict.partition(":")
    if kind == "tied":
        one, other = (color(code) for code in nations.split(";")[:2])
        return one, other
    return {"leads": color(nations), "order": color(nations, 0.4)}.get(kind, color(None, 0.3)), ""


def _verdict(verdict: str, about: About) -> str:
    kind, _, nations = verdict.partition(":")
    said = {"leads": "leads", "tied": "cannot be told apart", "order": "first, by order only"}
    return f"{about.nation(nations)} {said[kind]}" if kind in said else "undetermined"


def _by_standing(frontier: pd.DataFrame, about: About) -> list[str]:
    """Nations, those of the newest snapshot first, best first."""
    last = frontier.sort_values("date").drop_duplicates("country", keep="last")
    strength = last["score"] if about.higher_is_better else -last["score"]
    ranked = last.assign(strength=strength).sort_values(["date", "strength", "country"], ascending=[False, False, True])
    return ranked["country"].tolist()


def _framed(figure: go.Figure, about: About, height: int, right: int) -> go.Figure:
    """A title above and the source below, so that a saved picture says what it shows and where it comes from."""
    title, source = textwrap.wrap(about.title, 52), textwrap.wrap(about.source, 56)
    at_left = {"xref": "paper", "yref": "paper", "x": 0, "xanchor": "left", "align": "left", "showarrow": False}
    headed = "<br>".join(f"<b>{_drawn(line)}</b>" for line in title)
    figure.add_annotation(at_left, name="title", text=headed, y=1, yanchor="bottom", yshift=10, font={"size": 14})
    below = "<br>".join(map(_drawn, source))
    figure.add_annotation(
        at_left, name="source", text=below, y=0, yanchor="top", yshift=-28, font={"size": 11, "color": GRAY}
    )
    return figure.update_layout(
        height=height,
        margin={"l": 4, "r": right, "t": 16 + 20 * len(title), "b": 70},
        showlegend=False,
        hovermode="closest",
        dragmode=False,
        barmode="overlay",
        plot_bgcolor="rgba(0,0,0,0)",
        paper_bgcolor="rgba(0,0,0,0)",
    )


def _drawn(text: object) -> str:
    """Text as plotly shows it letter by letter: it reads HTML tags, and takes `$...$` for LaTeX."""
    return html.escape(str(text)).replace("$", "&#36;")


def _day(stamp: pd.Timestamp) -> str:
    return f"{stamp.day} {stamp:%B %Y}"
