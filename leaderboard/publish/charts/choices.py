"""What each choice does to a headline: five bars, and the specification curve of every defensible way to ask."""

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from leaderboard.publish.charts.drawing import GRID, drawn, framed, wrapped
from leaderboard.publish.language import _, figure
from leaderboard.publish.look import GRAY, About, color
from leaderboard.records.spoken import joined

#: Choices that stand below the curve. Categories are too many: they stand in the table.
_SHOWN = ("board", "style_control", "openness", "lens", "clock", "min_votes", "top", "counting", "rule")
#: So many answers, the commonest, are told.
_TOLD = 5
#: A row below the curve: letters that fit beside it.
_LETTERS = 30
#: So many columns of cells below the curve; heights of the curve and of a row, and the width of the labels, in pixels.
_COLUMNS = 240
_CURVE, _ROW, _LABELS = 210, 15, 172
#: A gray on which white words can be read.
_BAR = "#62666d"
#: What plotly fills in for a part.
_Y = "%{y:.0%}"


def choice_chart(
    cells: pd.DataFrame, about: About, choices: Mapping[str, str], value: Callable[[str, str], str]
) -> go.Figure:
    """Every cell of analytics.robustness once, by its answer and how clear that is; below, who chose what.

    Above, the height is the part of the places that the answer holds, in its nation's color. Below, a
    row per choice is marked the more strongly the more of the cells above it made that choice.
    choices: what to call each choice; value: what to call one of its values.
    """
    ordered = _ordered(cells)
    labels, shares = _choices(ordered, choices, value)
    below = _ROW * len(labels)
    height = _CURVE + below
    figure = go.Figure()
    for answer, own in ordered.groupby("answer", sort=False):
        figure.add_trace(_curve(str(answer), own, len(ordered), about))
    edges = np.linspace(0, len(ordered), shares.shape[1] + 1)
    figure.add_trace(
        go.Heatmap(
            x=edges,
            y=np.arange(len(labels) + 1) - 0.5,
            z=shares,
            yaxis="y2",
            meta="choices",
            zmin=0,
            zmax=1,
            showscale=False,
            hoverinfo="skip",
            colorscale=[[0, "rgba(134,138,145,0)"], [1, GRAY]],
        )
    )
    figure.update_layout(
        xaxis={"range": [0, len(ordered)], "showgrid": False, "zeroline": False, "anchor": "y2", "tickformat": ",d"},
        yaxis={
            "domain": [(below + 18) / (height + 18), 1],
            "range": [0, 1.02],
            "tickformat": ".0%",
            "gridcolor": GRID,
            "zeroline": False,
        },
        yaxis2={
            "domain": [0, below / (height + 18)],
            "range": [len(labels) - 0.5, -0.5],
            "tickvals": list(range(len(labels))),
            "ticktext": labels,
            "tickfont": {"size": 10},
            "showgrid": False,
            "zeroline": False,
        },
    )
    return framed(figure, about, height=height + 140, right=8, left=_LABELS)


def question_chart(by_question: pd.DataFrame, about: About) -> go.Figure:
    """A bar per question of analytics.robustness.questions: the part of its ways that agree; none where it has no way.

    by_question: with the questions as a reader knows them.
    """
    asked = [row for row in by_question.to_dict("records") if row["ways"]]
    labels = ["<br>".join(map(drawn, wrapped(row["question"], _LETTERS - 6))) for row in asked]
    figure = go.Figure(
        go.Bar(
            x=[row["agreeing"] for row in asked],
            y=labels,
            orientation="h",
            meta="questions",
            marker={"color": _BAR},
            text=[_agreeing(row) for row in asked],
            textposition="auto",
            hoverinfo="skip",
        )
    )
    figure.update_layout(
        xaxis={"range": [0, 1], "tickformat": ".0%", "gridcolor": GRID, "zeroline": False},
        yaxis={"autorange": "reversed", "showgrid": False},
        bargap=0.35,
    )
    return framed(figure, about, height=130 + 46 * len(asked), right=24, left=_LABELS)


def question_caption(by_question: pd.DataFrame) -> str:
    """The same in words."""
    told = [
        _("{question}: {part}", question=row["question"], part=_agreeing(row))
        for row in by_question.to_dict("records")
        if row["ways"]
    ]
    return _("The same answer with nothing but this changed. {told}.", told=joined(told, "; "))


def _agreeing(row: Mapping[Any, Any]) -> str:
    return _("{part} of {ways:,}", part=figure(row["agreeing"], ".0%"), ways=row["ways"])


def choice_caption(cells: pd.DataFrame, about: About) -> str:
    """How many ways to ask lead to which answer."""
    counts = cells["answer"].value_counts()
    told = [
        _("{nation} {count}", nation=_named(str(answer), about), count=figure(count))
        for answer, count in counts.head(_TOLD).items()
    ]
    if rest := int(counts[_TOLD:].sum()):
        told.append(_("other answers {count}", count=figure(rest)))
    return _("Of {ways:,} ways to ask, so many lead to each answer: {answers}.", ways=len(cells), answers=joined(told))


def _named(answer: str, about: About) -> str:
    return _("unknown origin") if answer == "unknown" else about.nation(answer)


def _ordered(cells: pd.DataFrame) -> pd.DataFrame:
    """The commonest answer first, the clearest first within an answer, then alike beside alike."""
    often = cells["answer"].map(cells["answer"].value_counts())
    by = ["often", "answer", "share", *_SHOWN, "category"]
    rising = [name not in ("often", "share") for name in by]
    return cells.assign(often=often).sort_values(by, ascending=rising, ignore_index=True)


def _curve(answer: str, own: pd.DataFrame, cells: int, about: About) -> go.Scatter:
    """The cells of one answer as steps: a point where the height changes, and the end."""
    begins = own["share"].ne(own["share"].shift())
    xs = [own.index[0], *own.index[begins], own.index[-1] + 1]
    ys = [0.0, *own.loc[begins, "share"], own["share"].iloc[-1]]
    nation = drawn(_named(answer, about))
    one = None if ";" in answer else answer  # no single nation: its color would say too much
    return go.Scatter(
        x=xs,
        y=ys,
        name=nation,
        meta=answer,
        mode="lines",
        line={"shape": "hv", "width": 1, "color": color(one)},
        fill="tozeroy",
        fillcolor=color(one, 0.8),
        hovertemplate=f"<b>{nation}</b>"
        + _(
            ": {number:,} of {ways:,} ways to ask<br>here with {part} of the places",
            number=len(own),
            ways=cells,
            part=_Y,
        )
        + "<extra></extra>",
    )


def _choices(
    ordered: pd.DataFrame, choices: Mapping[str, str], named: Callable[[str, str], str]
) -> tuple[Sequence[str], np.ndarray]:
    """A label per row (first the choice, then its values) and, per column, the part of the cells that chose so."""
    column = np.arange(len(ordered)) * min(_COLUMNS, len(ordered)) // len(ordered)
    labels: list[str] = []
    rows: list[np.ndarray] = []
    for choice in _SHOWN:
        labels.append(f"<b>{drawn(choices[choice])}</b>")
        rows.append(np.zeros(column[-1] + 1))
        for value in sorted(ordered[choice].unique()):
            text = str(value).lower() if isinstance(value, bool | np.bool_) else str(value)
            labels.append(drawn(textwrap.shorten(named(choice, text), _LETTERS, placeholder="…")))
            rows.append((ordered[choice] == value).groupby(column).mean().to_numpy())
    return labels, np.array(rows)
