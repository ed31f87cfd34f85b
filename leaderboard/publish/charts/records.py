"""Each nation's record on one scale, read by the days on which models were released."""

import pandas as pd
import plotly.graph_objects as go

from leaderboard.publish.charts.drawing import GRID, framed
from leaderboard.publish.charts.lines import beside, end_labels, nation_line
from leaderboard.publish.language import _, day
from leaderboard.publish.look import About
from leaderboard.publish.series import by_standing
from leaderboard.records.spoken import joined

_ALL = (0.0, 1.0)


def record_chart(records: pd.DataFrame, about: About) -> go.Figure:
    """A rising step line per nation in its interval. records (not empty): of analytics.index.national."""
    records = _as_scores(records)
    figure = go.Figure()
    days = pd.DatetimeIndex(sorted(records["date"].unique()))
    nations = by_standing(records, about)
    for country in reversed(nations):
        own = records[records["country"] == country].set_index("date").reindex(days)
        figure.add_traces(list(nation_line(country, own, (), about, None)))
    bounds = records[["score", "score_low", "score_high"]]
    low, high = float(bounds.min().min()), float(bounds.max().max())
    margin = 0.04 * (high - low or 1.0)
    span = (low - margin, high + margin)
    figure.update_layout(
        annotations=end_labels(records, nations, span, _ALL, about),
        xaxis={"type": "date", "showgrid": False, "range": [days[0], days[-1]]},
        yaxis={"range": span, "gridcolor": GRID, "zeroline": False},
    )
    return framed(figure, about, height=520, right=beside(nations, about))


def record_caption(records: pd.DataFrame, about: About) -> str:
    """Where the records stand today."""
    records = _as_scores(records)
    newest = records[records["date"] == records["date"].max()].set_index("country")["score"]
    bests = [
        _("{nation} {score}", nation=about.nation(code), score=about.score(newest[code]))
        for code in by_standing(records, about)
    ]
    return _(
        "Records among the models released by {day}: {bests}.", day=day(records["date"].max()), bests=joined(bests)
    )


def _as_scores(records: pd.DataFrame) -> pd.DataFrame:
    return records.rename(columns={"ability": "score", "ability_low": "score_low", "ability_high": "score_high"})
