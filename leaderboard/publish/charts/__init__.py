"""Frames -> figures, each with a sentence for those who cannot see it. The only user of plotly.

A nation has one color in every chart: at least 3:1 against light and dark grounds alike, and apart
for color-blind eyes among the nations that meet most. Labels stand at the lines, so that color is
never the only sign. Names come from upstream: whatever is drawn goes through `drawing.drawn`, because
plotly reads some HTML.
"""

from leaderboard.publish.captions import frontier_caption, gap_caption, share_caption
from leaderboard.publish.charts.adoption import adoption_caption, adoption_chart
from leaderboard.publish.charts.behind import behind_caption, behind_chart
from leaderboard.publish.charts.choices import choice_caption, choice_chart, question_caption, question_chart
from leaderboard.publish.charts.choosing import choosing_caption, choosing_chart
from leaderboard.publish.charts.comparison import comparison_caption, comparison_chart, inside_chart
from leaderboard.publish.charts.computing import compute_caption, compute_chart
from leaderboard.publish.charts.drawing import Figure
from leaderboard.publish.charts.frontier import frontier_chart
from leaderboard.publish.charts.gaps import gap_chart
from leaderboard.publish.charts.records import record_caption, record_chart
from leaderboard.publish.charts.shares import share_chart
from leaderboard.publish.look import COLORS, GRAY, About, Side, color

__all__ = [
    "COLORS",
    "GRAY",
    "About",
    "Figure",
    "Side",
    "adoption_caption",
    "adoption_chart",
    "behind_caption",
    "behind_chart",
    "choice_caption",
    "choice_chart",
    "choosing_caption",
    "choosing_chart",
    "color",
    "comparison_caption",
    "comparison_chart",
    "compute_caption",
    "compute_chart",
    "frontier_caption",
    "frontier_chart",
    "gap_caption",
    "gap_chart",
    "inside_chart",
    "question_caption",
    "question_chart",
    "record_caption",
    "record_chart",
    "share_caption",
    "share_chart",
]
