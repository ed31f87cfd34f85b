"""Marks by which nations are known without their colors, and lines in steps."""

from collections.abc import Iterable, Sequence

from leaderboard.publish.pictures.sheet import number

Point = tuple[float, float]

#: Corners of each mark around its middle, on a circle of radius 1; none for the circle itself.
_CORNERS: dict[str, Sequence[Point]] = {
    "circle": (),
    "square": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    "up": ((0, -1.15), (1.05, 0.75), (-1.05, 0.75)),
    "down": ((0, 1.15), (1.05, -0.75), (-1.05, -0.75)),
    "diamond": ((0, -1.25), (1.0, 0), (0, 1.25), (-1.0, 0)),
    "bar": ((-1.2, -0.45), (1.2, -0.45), (1.2, 0.45), (-1.2, 0.45)),
    "hexagon": ((-1.1, 0), (-0.55, -0.95), (0.55, -0.95), (1.1, 0), (0.55, 0.95), (-0.55, 0.95)),
    "hourglass": ((-1, -1), (1, -1), (-1, 1), (1, 1)),
}
#: Nations that meet most; every other takes the mark of its letters.
_MARKS = {
    "USA": "circle",
    "CHN": "square",
    "FRA": "up",
    "CAN": "diamond",
    "KOR": "down",
    "ISR": "bar",
    "GBR": "hexagon",
    "JPN": "hourglass",
    "DEU": "up",
    "ARE": "diamond",
    "CHE": "down",
    "SGP": "hexagon",
}


def mark(nation: str, at: Point, radius: float) -> str:
    """The mark of a nation as a part of a path."""
    kinds = list(_CORNERS)
    return shape(_MARKS.get(nation) or kinds[sum(map(ord, nation)) % len(kinds)], at, radius)


def shape(kind: str, at: Point, radius: float) -> str:
    """One of the marks as a part of a path."""
    corners = _CORNERS[kind]
    x, y = at
    if not corners:
        turn = f"a{number(radius)} {number(radius)} 0 1 0"
        return f"M{number(x - radius)} {number(y)}{turn} {number(2 * radius)} 0{turn} {number(-2 * radius)} 0z"
    return "M" + "L".join(f"{number(x + radius * dx)} {number(y + radius * dy)}" for dx, dy in corners) + "z"


def steps(points: Iterable[Point]) -> str:
    """A line that keeps its height until the next point, as a path; what changes it by no pixel is left out."""
    path: list[str] = []
    last_x = last_y = ""
    for x, y in points:
        here_x, here_y = f"{x:.0f}", f"{y:.0f}"
        if not path:
            path.append(f"M{here_x} {here_y}")
        elif here_y != last_y:
            path.append(f"V{here_y}" if here_x == last_x else f"H{here_x}V{here_y}")
        last_x, last_y = here_x, here_y
    return "".join(path) + (f"H{last_x}" if path else "")


def field(high: Sequence[Point], low: Sequence[Point]) -> str:
    """The field between two lines in steps (of two points or more), as a path."""
    back: list[str] = []
    height = ""
    for x, y in reversed(low[:-1]):
        if f"{y:.0f}" == height:
            back[-1] = f"H{x:.0f}"
        else:
            height = f"{y:.0f}"
            back += [f"V{height}", f"H{x:.0f}"]
    return f"{steps(high)}{''.join(back)}z"
