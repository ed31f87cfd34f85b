"""A picture that is read with a pointer: what a line says where it is touched, without a script."""

from collections.abc import Callable, Iterator, Sequence

import pandas as pd

from leaderboard.publish import language
from leaderboard.publish.language import N_, _
from leaderboard.publish.look import About
from leaderboard.publish.pictures.letters import shortened
from leaderboard.publish.pictures.marks import Point, steps
from leaderboard.publish.pictures.sheet import number, text

#: A line is met so many ems to either side of it.
_REACH = 0.5
#: What is met shows its line and its words, which stand there all the time; a reader's program finds them, too.
STYLE = (
    ".reading path{fill:none;stroke:transparent;pointer-events:stroke}.reading text{visibility:hidden}"
    ".reading:hover path{stroke:currentColor;stroke-opacity:.3}.reading:hover text{visibility:visible}"
)
_HELD, _MET = (
    N_("{nation}: {model}, {score} on {since}"),
    N_("{nation}: {model}, its best from {since} to {until}, {score} then"),
)


def readings(
    nation: str,
    connected: Sequence[pd.DataFrame],
    place: Callable[[pd.Timestamp, float], Point],
    about: About,
    at: tuple[float, float, float],
    em: float,
) -> Iterator[str]:
    """Each stretch of a nation's line on which one model was its best, and what is said of it.

    connected: of series.runs. place: of a day and a score on the sheet. at: where the words stand, and how much room
    there is for them.
    """
    x, y, room = at
    size = 0.88 * em
    for run in connected:
        held = run["model_name"].ne(run["model_name"].shift()).cumsum()
        for _number, own in run.groupby(held):
            points = [place(day, score) for day, score in zip(own.index, own["score"], strict=True)]
            after = run.index[run.index > own.index[-1]]
            if len(after):
                points.append((place(after[0], own["score"].iloc[-1])[0], points[-1][1]))
            elif len(points) == 1:
                points.append((points[0][0] + em, points[0][1]))
            said = _(
                _HELD if len(own) == 1 else _MET,
                nation=nation,
                model=own["model_name"].iloc[-1],
                score=about.score(own["score"].iloc[-1]),
                since=language.day(own.index[0]),
                until=language.day(own.index[-1]),
            )
            line = f'<path d="{steps(points)}" stroke-width="{number(2 * _REACH * em)}"/>'
            yield f'<g class="reading">{line}{text(shortened(said, room, size), x, y, size, halo=0.3 * em)}</g>'
