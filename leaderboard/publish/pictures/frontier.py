"""The national frontier of a board as a picture."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from leaderboard.analytics.leads import changes
from leaderboard.publish import language
from leaderboard.publish.captions import frontier_caption
from leaderboard.publish.frames import rows
from leaderboard.publish.language import N_, _
from leaderboard.publish.look import GRAY, About, color
from leaderboard.publish.markup import plain
from leaderboard.publish.pictures import axes
from leaderboard.publish.pictures.letters import shortened, width
from leaderboard.publish.pictures.marks import Point, field, mark, steps
from leaderboard.publish.pictures.reading import STYLE, readings
from leaderboard.publish.pictures.sheet import (
    Frame,
    Imprint,
    Key,
    Scheme,
    Size,
    finished,
    laid_out,
    number,
    swatch_field,
    swatch_line,
    text,
)
from leaderboard.publish.series import Stretch, apart, by_standing, runs, stretches

#: Left, top, right and bottom of a label.
_Box = tuple[float, float, float, float]

#: How strongly fields are painted, by what they say: where only the order is known, nobody else competes, nobody knows.
_BAND, _ORDER, _ALONE, _UNKNOWN = 0.15, 0.4, 0.12, 0.35
#: Room for the axis below the plot, between it and the ribbon, and of the ribbon; in ems.
_AXIS, _TITLE, _RIBBON = 2.5, 1.2, 1.15
#: Marks of new bests on one line stand at least so many ems apart.
_MARKS_APART = 1.7
#: A longer name of a nation gives way to the letters of its code on a narrow sheet, and is cut on any.
_NARROW_NAME, _LONGEST_NAME = 11, 24
#: Names of models that took the lead stand at least so many ems apart from left to right.
_LEADS_APART = 7.0


@dataclass(frozen=True)
class _Scale:
    """Days and scores to places on the sheet: best on top, also where lower is better."""

    plot: Frame
    first: pd.Timestamp
    last: pd.Timestamp
    low: float
    high: float
    higher_is_better: bool

    def x(self, day: pd.Timestamp) -> float:
        return self.plot.left + (self.plot.right - self.plot.left) * ((day - self.first) / (self.last - self.first))

    def height(self, score: float) -> float:
        """From 0 at the bottom to 1 at the top."""
        part = (score - self.low) / (self.high - self.low)
        return part if self.higher_is_better else 1 - part

    def y(self, score: float) -> float:
        return self.plot.bottom - (self.plot.bottom - self.plot.top) * self.height(score)


def frontier_picture(
    frontier: pd.DataFrame,
    ledger: pd.DataFrame,
    breaks: Sequence[date],
    about: About,
    longest: pd.Timedelta | None,
    *,
    size: Size,
    imprint: Imprint | None,
    by_release: bool = False,
    scheme: Scheme = "auto",
) -> str:
    """Each nation's best over time: a line in steps in its interval, rings where the lead changed, a ribbon below.

    frontier (of two days or more) and ledger: as of analytics.frontier and analytics.leads, with the names to show.
    breaks: days across which scores do not compare. longest: nothing is drawn between snapshots that stand further
    apart; None is never. imprint: none on a page that says it, where the lines answer a pointer. by_release: the days
    are those of releases.
    """
    em = size.letter
    days = pd.DatetimeIndex(sorted(frontier["date"].unique()))
    nations = by_standing(frontier, about)
    lines = {
        code: runs(frontier[frontier["country"] == code].set_index("date").reindex(days), breaks, longest)
        for code in nations
    }
    told = list(stretches(frontier, longest))
    ledger = changes(ledger)
    bounds = frontier[["score", "score_low", "score_high"]]
    low, high = float(bounds.min().min()), float(bounds.max().max())
    margin = 0.06 * (high - low or abs(high) or 1.0)
    low, high = low - margin, high + margin

    values = axes.scores(low, high, 5)
    left = max((width(said, 0.85 * em) for _, said in values), default=0.0) + 0.5 * em
    newest = frontier[frontier["date"] == days[-1]].set_index("country")["score"]
    named = {code: (_name(code, about, size), about.score(newest[code])) for code in nations if code in newest}
    right = 2.2 * em + max(
        (width(f"{name} ", em) + width(score, em, bold=True) for name, score in named.values()), default=0.0
    )
    changed = [day for day in map(pd.Timestamp, breaks) if days[0] < day <= days[-1]]
    sheet = laid_out(
        size,
        imprint,
        about.title,
        about.source,
        list(_key(em, told, lines, frontier, len(ledger), len(changed), nations[0])),
        left=left,
        right=right,
        below=(_AXIS + _TITLE + _RIBBON + 0.4) * em,
    )
    scale = _Scale(sheet.plot, days[0], days[-1], low, high, about.higher_is_better)
    taken: list[_Box] = []
    drawn = [
        *_grid(scale, values, em),
        *_breaks(scale, changed, em),
        *(part for code in reversed(nations) for part in _line(code, lines[code], scale, em)),
        *_rings(ledger, scale, about, em),
        *_end_labels(named, newest, scale, em, taken),
        *_ended(frontier, scale, {code: _name(code, about, size) for code in nations if code not in newest}, em, taken),
        *_lead_labels(ledger, scale, em, taken),
        *_ribbon(told, scale, about, em),
    ]
    if imprint is None:  # on its own page it answers a pointer; a picture elsewhere is one of itself alone
        plot = sheet.plot
        at = plot.left, plot.top - 0.4 * em, plot.right - plot.left
        for code in reversed(nations):
            drawn += readings(
                about.nation(code), lines[code], lambda day, score: (scale.x(day), scale.y(score)), about, at, em
            )
    return finished(
        sheet,
        drawn,
        name=about.title,
        told=frontier_caption(frontier, ledger, about, by_release),
        scheme=scheme,
        defs=_patterns(told, size, em) + ("" if imprint else f"<style>{STYLE}</style>"),
    )


def _name(code: str, about: About, size: Size) -> str:
    """The nation as it stands at its line."""
    name = about.nation(code)
    return code if size.narrow and len(name) > _NARROW_NAME else shortened(name, _LONGEST_NAME * 0.6)


def _grid(scale: _Scale, values: Sequence[tuple[float, str]], em: float) -> Iterator[str]:
    plot = scale.plot
    for value, said in values:
        y = scale.y(value)
        yield f'<path class="rule" d="M{number(plot.left)} {number(y)}H{number(plot.right)}"/>'
        yield text(said, plot.left - 0.4 * em, y + 0.3 * em, 0.85 * em, kind="quiet", anchor="end")
    room = 3.4 * em
    for tick in axes.days(scale.first, scale.last, int((plot.right - plot.left) / room)):
        x = scale.x(tick.day)
        yield f'<path class="axis" d="M{number(x)} {number(plot.bottom)}v{number(0.35 * em)}"/>'
        yield text(tick.label, x, plot.bottom + 1.15 * em, 0.85 * em, kind="quiet", anchor="middle")
        if tick.year:
            yield text(tick.year, x, plot.bottom + 2.15 * em, 0.85 * em, kind="quiet bold", anchor="middle")
    yield f'<path class="axis" d="M{number(plot.left)} {number(plot.bottom)}H{number(plot.right)}"/>'


def _breaks(scale: _Scale, changed: Sequence[pd.Timestamp], em: float) -> Iterator[str]:
    """A dotted line at each day across which scores do not compare."""
    for day in changed:
        dots = f'stroke-dasharray="{number(0.1 * em)} {number(0.3 * em)}" stroke-width="{number(0.1 * em)}"'
        place = f"M{number(scale.x(day))} {number(scale.plot.top)}V{number(scale.plot.bottom)}"
        yield f'<path d="{place}" stroke="{GRAY}" {dots}/>'


def _line(code: str, connected: Sequence[pd.DataFrame], scale: _Scale, em: float) -> Iterator[str]:
    """The band of intervals, the line and the marks of one nation."""
    bands: list[str] = []
    path: list[str] = []
    marks: list[str] = []
    for run in connected:
        known = run[run["score_low"].notna() & run["score_high"].notna()]
        if len(known) > 1:
            xs = [scale.x(day) for day in known.index]
            edges = [[(x, scale.y(value)) for x, value in zip(xs, known[name], strict=True)] for name in _EDGES]
            bands.append(field(*edges))
        points = [(scale.x(day), scale.y(score)) for day, score in zip(run.index, run["score"], strict=True)]
        path.append(steps(points))
        marks += _marks(code, run, points, em)
    paint = color(code)
    if bands:
        yield f'<path d="{"".join(bands)}" fill="{paint}" fill-opacity="{_BAND}"/>'
    yield f'<path d="{"".join(path)}" fill="none" stroke="{paint}" stroke-width="{number(0.15 * em)}"/>'
    yield f'<path d="{"".join(marks)}" fill="{paint}"/>'


_EDGES = ("score_high", "score_low")


def _marks(code: str, run: pd.DataFrame, points: Sequence[Point], em: float) -> Iterator[str]:
    """A mark where another model became the nation's best, as far as there is room."""
    new = run["model_name"].ne(run["model_name"].shift())
    before = -1e9
    for (x, y), is_new in zip(points, new, strict=True):
        if is_new and x - before >= _MARKS_APART * em:
            before = x
            yield mark(code, (x, y), 0.3 * em)


def _rings(ledger: pd.DataFrame, scale: _Scale, about: About, em: float) -> Iterator[str]:
    for row in rows(ledger):
        x, y, paint = scale.x(row["date"]), scale.y(row["to_score"]), color(row["to_country"])
        yield (
            f"<g><title>{plain(_change(row, about))}</title>"
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(0.52 * em)}" fill="none" stroke="{paint}" '
            f'stroke-width="{number(0.16 * em)}"'
            + (f' stroke-dasharray="{number(0.25 * em)}"' if row["reason"] == "method_change" else "")
            + "/></g>"
        )


def _change(row: dict[str, Any], about: About) -> str:
    took = N_("{nation} takes the lead: {model} ({score}), {day}")
    if row["reason"] == "first":
        took = N_("{nation} leads first: {model} ({score}), {day}")
    return _(
        took,
        nation=about.nation(row["to_country"]),
        model=row["to_model"],
        score=about.score(row["to_score"]),
        day=language.day(row["date"]),
    )


def _end_labels(
    named: Mapping[str, tuple[str, str]],
    newest: "pd.Series[float]",
    scale: _Scale,
    em: float,
    taken: list[_Box],
) -> Iterator[str]:
    """Nation and score beside the end of each line that lasts until now, apart from each other."""
    plot, gap = scale.plot, 1.3 * em
    tall = plot.bottom - plot.top
    codes = sorted(named, key=lambda code: -scale.height(newest[code]))
    fitting = int(tall / gap)
    shown = codes if len(codes) <= fitting else codes[: fitting - 1]
    rest = [] if len(shown) == len(codes) else [_("and {number} more", number=len(codes) - len(shown))]
    heights = [scale.height(newest[code]) * tall for code in shown]
    places = apart([*heights, *[heights[-1]] * len(rest)], gap)
    x = plot.right + em
    for code, place in zip(shown, places, strict=False):
        y, at = plot.bottom - place, scale.y(newest[code])
        name, score = named[code]
        yield (
            f'<path d="M{number(plot.right)} {number(at)}L{number(x - 0.2 * em)} {number(y)}" stroke="{color(code)}" '
            'stroke-opacity=".55"/>'
        )
        yield f'<path d="{mark(code, (x + 0.3 * em, y), 0.34 * em)}" fill="{color(code)}"/>'
        yield text_of_two(name, score, x + 0.95 * em, y + 0.33 * em, em)
        taken.append((plot.right, y - 0.6 * em, plot.right + 40 * em, y + 0.6 * em))
    for said, place in zip(rest, places[len(shown) :], strict=True):
        yield text(said, x + 0.95 * em, plot.bottom - place + 0.33 * em, 0.88 * em, kind="quiet")


def text_of_two(name: str, score: str, x: float, y: float, size: float) -> str:
    """A name and, in bold, its score."""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}">{plain(name)} '
        f'<tspan class="bold">{plain(score)}</tspan></text>'
    )


def _ended(
    frontier: pd.DataFrame,
    scale: _Scale,
    names: Mapping[str, str],
    em: float,
    taken: list[_Box],
) -> Iterator[str]:
    """The nation at the end of each line that ends earlier: its models are no longer listed."""
    size = 0.88 * em
    for code in names:
        last = frontier[frontier["country"] == code].iloc[-1]
        name = names[code]
        wide = width(name, size)
        x, y = scale.x(last["date"]), scale.y(last["score"])
        places = [
            (x + side, y + up)
            for up in (0.3 * em, -0.5 * em, 1.1 * em, -1.3 * em, 1.9 * em, -2.1 * em)
            for side in (0.5 * em, -wide - 0.5 * em)
        ]
        left, base = _free(places, wide, em, scale.plot, taken) or places[0]
        yield text(name, left, base, size, halo=0.3 * em)


def _lead_labels(ledger: pd.DataFrame, scale: _Scale, em: float, taken: list[_Box]) -> Iterator[str]:
    """Names of the models that took the lead, newest first, as far as there is room."""
    size = 0.88 * em
    before = float("inf")
    for row in rows(ledger.iloc[::-1]):
        name = shortened(row["to_model"], 14 * size, size)
        wide = width(name, size)
        x, y = scale.x(row["date"]), scale.y(row["to_score"])
        if before - x < _LEADS_APART * em:
            continue
        places = [
            (x + side, y + up) for up in (-0.9 * em, -1.7 * em) for side in (-wide / 2, 0.3 * em, -wide - 0.3 * em)
        ]
        if at := _free(places, wide, em, scale.plot, taken):
            before = x
            yield text(name, *at, size, halo=0.25 * em)


def _free(
    places: Sequence[Point],
    wide: float,
    em: float,
    plot: Frame,
    taken: list[_Box],
) -> Point | None:
    """The first place at which a label stands within the plot and on no other; it is then taken."""
    for x, base in places:
        box = (x - 0.2 * em, base - 0.85 * em, x + wide + 0.2 * em, base + 0.3 * em)
        inside = plot.left <= box[0] and box[2] <= plot.right and plot.top - em <= box[1] and box[3] <= plot.bottom
        if inside and not any(_meet(box, other) for other in taken):
            taken.append(box)
            return x, base
    return None


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _ribbon(told: Sequence[Stretch], scale: _Scale, about: About, em: float) -> Iterator[str]:
    """Who led: solid where a nation leads, striped where several are tied, pale where only the order is known."""
    top = scale.plot.bottom + (_AXIS + _TITLE) * em
    yield text(_("Who led"), scale.plot.left, top - 0.3 * em, 0.88 * em, kind="quiet")
    for stretch in told:
        x, end = scale.x(stretch.since), min(scale.x(stretch.until), scale.plot.right)
        wide = max(end - x, 1.0)
        x = min(x, scale.plot.right - wide)
        fill, opacity = _painted(stretch, em)
        pale = f' fill-opacity="{opacity}"' if opacity < 1 else ""
        yield (
            f"<g><title>{plain(_stretched(stretch, about))}</title>"
            f'<rect x="{number(x)}" y="{number(top)}" width="{number(wide)}" height="{number(_RIBBON * em)}" '
            f'fill="{fill}"{pale}/></g>'
        )
        yield from _within(stretch, x, top, wide, about, em)


def _stretched(stretch: Stretch, about: About) -> str:
    since, until = language.day(stretch.since), language.day(stretch.until)
    return _("{verdict}, {since} to {until}", verdict=stretch.told(about), since=since, until=until)


def _within(stretch: Stretch, x: float, top: float, wide: float, about: About, em: float) -> Iterator[str]:
    """Who led, in letters within the ribbon where there is room: the name, or the letters of its code."""
    size = 0.8 * em
    codes = [stretch.nations] if stretch.kind != "tied" else [stretch.nations.replace(";", " = ")]
    names = [about.nation(stretch.nations)] if stretch.kind in ("leads", "order") else []
    for said in [*names, *codes] if stretch.nations else []:
        if width(said, size, bold=True) + 0.5 * em <= wide:
            solid = stretch.kind == "leads"
            kind, halo = ("bold over", 0.0) if solid else ("bold", 0.3 * em)
            yield text(said, x + wide / 2, top + 0.86 * em, size, kind=kind, anchor="middle", halo=halo)
            return


def _painted(stretch: Stretch, em: float) -> tuple[str, float]:
    """How a stretch of the ribbon is filled."""
    if stretch.kind == "tied":
        return f"url(#{_pattern_name(stretch, em)})", 1.0
    opacity = {"leads": 1.0, "order": _ORDER, "uncontested": _ALONE}.get(stretch.kind, _UNKNOWN)
    return color(stretch.nations if stretch.kind in ("leads", "order") else None), opacity


def _pattern_name(stretch: Stretch, em: float) -> str:
    """Unlike the others on a page that holds pictures of several sizes."""
    one, other = _two(stretch)
    return f"tied-{one}-{other}-{em:g}".replace("#", "").replace(".", "_")


def _two(stretch: Stretch) -> tuple[str, str]:
    one, other = (color(code) for code in stretch.nations.split(";")[:2])
    return one, other


def _patterns(told: Sequence[Stretch], size: Size, em: float) -> str:
    """Stripes in the colors of those who are tied."""
    tied = {_pattern_name(stretch, em): _two(stretch) for stretch in told if stretch.kind == "tied"}
    return "".join(_stripes(name, one, other, size.letter) for name, (one, other) in tied.items())


def _stripes(name: str, one: str, other: str, em: float) -> str:
    wide = number(0.7 * em)
    return (
        f'<pattern id="{name}" width="{wide}" height="{wide}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="{wide}" height="{wide}" fill="{one}"/>'
        f'<rect width="{number(0.35 * em)}" height="{wide}" fill="{other}"/></pattern>'
    )


def _key(
    em: float,
    told: Sequence[Stretch],
    lines: Mapping[str, Sequence[pd.DataFrame]],
    frontier: pd.DataFrame,
    leads: int,
    changed: int,
    first: str,
) -> Iterator[Key]:
    """What stands on the picture, and no more."""
    yield Key(
        swatch_line(em, GRAY) + f'<path d="{mark(first, (0, 0), 0.3 * em)}" fill="{GRAY}"/>', _("a new best model")
    )
    if leads:
        ring = f'<circle r="{number(0.5 * em)}" fill="none" stroke="{GRAY}" stroke-width="{number(0.16 * em)}"/>'
        yield Key(ring, _("the lead changes"))
    if frontier[["score_low", "score_high"]].notna().all(axis=1).any() and _any_band(lines):
        yield Key(swatch_field(em, GRAY, 0.3), _("published interval"))
    kinds = {stretch.kind for stretch in told}
    leading = next((color(stretch.nations) for stretch in told if stretch.kind in ("leads", "order")), GRAY)
    stripes = "".join(
        f'<path d="M{number((place - 0.5) * em)} {number(0.4 * em)}l{number(0.5 * em)} {number(-0.8 * em)}" '
        f'stroke="{GRAY}" stroke-width="{number(0.22 * em)}"/>'
        for place in (-0.2, 0.25, 0.7)
    )
    fields: Sequence[tuple[str, str, Callable[[], str]]] = (
        ("leads", _("leads"), lambda: swatch_field(em, leading)),
        ("tied", _("cannot be told apart"), lambda: swatch_field(em, GRAY, 0.25) + stripes),
        ("order", _("first, by order only"), lambda: swatch_field(em, leading, _ORDER)),
        ("undetermined", _("unknown models could decide"), lambda: swatch_field(em, GRAY, _UNKNOWN)),
        ("uncontested", _("one nation alone"), lambda: swatch_field(em, GRAY, _ALONE)),
    )
    for kind, said, swatch in fields:
        if kind in kinds:
            yield Key(swatch(), said)
    if any(one.until < other.since for one, other in pairwise(told)):
        yield Key(swatch_field(em, "none"), _("blank: snapshots too far apart to tell"))
    if changed:
        dotted = swatch_line(em, GRAY, dash=f"{number(0.1 * em)} {number(0.3 * em)}")
        yield Key(dotted, _("the board changed its method"))


def _any_band(lines: Mapping[str, Sequence[pd.DataFrame]]) -> bool:
    return any(len(run.dropna(subset=["score_low", "score_high"])) > 1 for runs_ in lines.values() for run in runs_)
