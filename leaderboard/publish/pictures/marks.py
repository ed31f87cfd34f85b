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
    return "".join(_strokes(points))


def field(high: Sequence[Point], low: Sequence[Point]) -> str:
    """The field between two lines in steps (of two points or more), as a path."""
    backwards = [(until, height) for (until, _), (_, height) in zip(low[:0:-1], low[-2::-1], strict=True)]
    first, *back = _strokes([*backwards, low[0]])
    return f"{steps(high)}V{first.split()[1]}{''.join(back)}z"


def _strokes(points: Iterable[Point]) -> list[str]:
    """The commands of `steps`, the first of which moves there. Along one upright only what turns back is a stroke."""
    path: list[str] = []
    pen_x = pen_y = last_x = way = 0
    for last_x, y in ((round(x), round(y)) for x, y in points):
        if not path:
            path, pen_x, pen_y = [f"M{last_x} {y}"], last_x, y
        elif y != pen_y:
            turn = 1 if y > pen_y else -1
            if last_x != pen_x:
                path.append(f"H{last_x}")
            elif turn == way:
                path.pop()
            path.append(f"V{y}")
            pen_x, pen_y, way = last_x, y, turn
    return path if last_x == pen_x else [*path, f"H{last_x}"]
