"""Frames -> pictures to print: SVG in plain code, and its PNG. No browser, no plotly.

A picture stands by itself: finding, title, key, source, day, address and the name of the project are in it. A nation
has one color and one mark in all of them, and its name at its line. Best is on top, also where lower is better.
"""

from leaderboard.publish.pictures.frontier import frontier_picture
from leaderboard.publish.pictures.of_figures import figure_picture
from leaderboard.publish.pictures.png import png, written_out
from leaderboard.publish.pictures.sentences import sentences_picture
from leaderboard.publish.pictures.sheet import OFFERED, SIZES, Imprint, Scheme, Size

__all__ = [
    "OFFERED",
    "SIZES",
    "Imprint",
    "Scheme",
    "Size",
    "figure_picture",
    "frontier_picture",
    "png",
    "sentences_picture",
    "written_out",
]
