"""Charts as pages show them: the picture, what it says in words, whose data it is, and the table behind it."""

import pandas as pd

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.app import pieces
from leaderboard.publish import address, charts, depicted
from leaderboard.publish.words import Speaker

_READING = (
    "Rings mark changes of lead. The ribbon shows who led: striped where nations are tied, pale where only the order "
    "is known, gray where unknown models could change the answer, lightest where one nation is alone, "
    "blank where snapshots stand too far apart to tell."
)
_BY_RELEASE = (
    "The board is known by one snapshot: its scores are read in order of the models' release dates, and no day is one "
    "on which the board showed it. The ribbon shows who led among the models released by then."
)
_READING_BREAKS = " Dotted lines: the board changed its method, and scores before and after do not compare."


def frontier(speaker: Speaker, past: BoardHistory, bests: pd.DataFrame, ledger: pd.DataFrame) -> None:
    """The national frontier of a board. bests, ledger: of analytics, with the names to show."""
    if depicted.says_nothing(bests):
        pieces.caption(depicted.NO_PAST)
        return
    drawn = depicted.frontier_of(speaker, past)
    by_release, breaks = drawn.by_release, drawn.breaks
    told = charts.frontier_caption(bests, ledger, drawn.about, by_release)
    pieces.chart(
        charts.frontier_chart(bests, ledger, breaks, drawn.about, drawn.longest),
        told,
        address.file_name(speaker.question, "frontier", ""),
    )
    pieces.caption(f"{told} {_BY_RELEASE if by_release else _READING}{_READING_BREAKS if breaks else ''}")
    pieces.origin(speaker.curated.source)
    dates = {"dates": "released"} if by_release else {}
    asked = address.asking(speaker.question, "frontier", **dates)
    pieces.download(
        "Chart data (CSV)",
        address.file_name(speaker.question, "frontier"),
        lambda: asked.named(bests),
        [speaker.curated.source],
    )
