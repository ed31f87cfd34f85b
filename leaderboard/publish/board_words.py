"""What is said of boards beside the answer: what is counted, style control, how densely they were seen."""

from statistics import median

import pandas as pd

from fetchers import Board
from leaderboard.analytics.robustness import TWIN
from leaderboard.publish.address import Question
from leaderboard.publish.language import N_, _, ngettext
from leaderboard.publish.words import day
from leaderboard.records.clock import gaps
from leaderboard.registry.boards import catalogue

#: The board that its own site shows under style control unless asked otherwise (see claims.csv).
_STYLED_BY_DEFAULT = "arena/text"

#: What two definitions begin with.
OPENED = N_("A model has open weights on a day if anyone could download its weights then, under whatever license.")
LEAD_CHANGED = N_("The lead changes on the day of the first snapshot in which another nation leads.")
#: What else the list of changes holds.
LEAD_KEPT = N_("A leader that was contested and then stands alone again has kept the lead: that is listed, too.")
#: What the ranks in the list of models are.
RANKED = N_(
    "The rank on the board is among all that it lists, open and closed; below it are the places that the interval "
    "leaves open."
)

#: Which domains stand apart on the page of all.
APART = N_(
    "Last seen too long before to speak of that day, uncontested, or made of other boards: each says what it showed on "
    "its own day."
)


def style_control(board_id: str) -> tuple[str, str] | None:
    """What a reader must know of style control, and the board with it, or without: of a board that has such a twin."""
    voted = board_id.removesuffix(TWIN)
    if not {voted, f"{voted}{TWIN}"} <= catalogue().keys():
        return None
    first = voted == _STYLED_BY_DEFAULT
    if board_id == voted:
        with_default = _(
            "These scores are as voted. Its own site shows first those under style control, which takes the length and "
            "the markup of answers out:"
        )
        told = _("These scores are as voted. Those under style control, which takes length and markup out:")
        return with_default if first else told, f"{voted}{TWIN}"
    with_default = _(
        "These scores are under style control, which takes the length and the markup of answers out; its own site "
        "shows these first. As voted:"
    )
    told = _("These scores are under style control, which takes the length and markup of answers out. As voted:")
    return with_default if first else told, voted


def counted(question: Question, board: Board) -> str:
    """What a reader must know to read the answer: which end of the scores is the top, which models are counted."""
    lower = "" if board.higher_is_better else _("On this board a lower score is better.")
    opened = _(OPENED) if question.openness == "open" else ""
    return " ".join(filter(None, (lower, opened)))


def counted_boards(listed: pd.DataFrame, as_of: pd.Timestamp) -> str:
    """How many boards in how many domains have something stored. listed: these, of health.board_list."""
    domains = listed["domain"].nunique()
    return _(
        "Of {boards} in {domains}, something that was published by {day} is stored here.",
        boards=ngettext("{number:,} board", "{number:,} boards", len(listed)),
        domains=ngettext("{number:,} domain", "{number:,} domains", domains),
        day=day(as_of),
    )


def density(days: "pd.Series[pd.Timestamp]") -> str:
    """How often a board was seen, which is how closely its past can be dated. days: those of its snapshots."""
    between = gaps(days)
    if not between:
        return _("The board was seen on one day.")
    return _(
        "The board was seen on {days} days, typically {middle:g} days apart (the median) and {most} at most: "
        "what happened in between cannot be dated more closely.",
        days=len(between) + 1,
        middle=median(between),
        most=max(between),
    )
