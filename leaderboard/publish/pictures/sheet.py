"""The sheet that a picture is drawn on: sizes, colors of text and ground, what stands above and below."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from leaderboard.publish.look import GRAY
from leaderboard.publish.markup import plain
from leaderboard.publish.pictures.letters import balanced, width, wrapped

Scheme = Literal["auto", "light", "dark"]


@dataclass(frozen=True)
class Size:
    """Width and least height of a picture, and the size of its letters, in pixels."""

    width: int
    height: int
    letter: float

    @property
    def narrow(self) -> bool:
        """Whether it is a telephone's."""
        return self.width < 500


#: The height of `social` is what previews of links take; `page` and `phone` fill the column of the app.
SIZES = {
    "article": Size(800, 600, 14),
    "page": Size(1056, 520, 14),
    "phone": Size(360, 520, 12),
    "social": Size(1200, 630, 19),
    "slide": Size(1600, 900, 25),
}


#: What is offered to whoever publishes a picture: sizes, and grounds.
OFFERED = {"size": ("article", "social", "slide"), "scheme": ("light", "dark")}


@dataclass(frozen=True)
class Imprint:
    """What stands around a picture: the finding above, a warning and address and name of the site below."""

    finding: str
    warning: str
    site: str
    address: str


#: Text, quiet text, ground, lines of the scale: as the app has them.
_INKS = {
    "light": {"ink": "#22252b", "quiet": "#5d6066", "ground": "#fdfcfa", "rule": "#dedbd5"},
    "dark": {"ink": "#e6e4df", "quiet": "#a5a6a8", "ground": "#14161a", "rule": "#33373e"},
}
#: What text is written in, best first.
FONTS = "'Source Sans','Source Sans 3','Source Sans Pro',system-ui,sans-serif"


def _inked(scheme: Literal["light", "dark"]) -> str:
    ink = _INKS[scheme]
    return (
        f".picture text{{fill:{ink['ink']}}}.picture .quiet{{fill:{ink['quiet']}}}"
        f".picture .ground{{fill:{ink['ground']}}}.picture .halo{{stroke:{ink['ground']}}}"
        f".picture .rule{{stroke:{ink['rule']}}}.picture .axis{{stroke:{ink['quiet']}}}"
    )


def _style(scheme: Scheme) -> str:
    fixed = (
        f".picture text{{font-family:{FONTS}}}.picture .bold{{font-weight:600}}"
        ".picture .over{fill:#fff}.picture .halo{paint-order:stroke;stroke-linejoin:round}"
    )
    if scheme != "auto":
        return fixed + _inked(scheme)
    return f"{fixed}{_inked('light')}@media(prefers-color-scheme:dark){{{_inked('dark')}}}"


def number(value: float) -> str:
    """A coordinate, to a tenth of a pixel."""
    said = f"{value:.1f}".removesuffix(".0")
    return "0" if said == "-0" else said


def text(
    said: str, x: float, y: float, size: float, *, kind: str = "", anchor: str = "start", halo: float = 0.0
) -> str:
    """A line of text. kind: its classes; halo: width of a rim in the color of the ground."""
    kinds = " ".join(filter(None, (kind, "halo" if halo else "")))
    classes = f' class="{kinds}"' if kinds else ""
    placed = "" if anchor == "start" else f' text-anchor="{anchor}"'
    rim = f' stroke-width="{number(halo)}"' if halo else ""
    where = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}"'
    return f"<text {where}{classes}{placed}{rim}>{plain(said)}</text>"


@dataclass(frozen=True)
class Key:
    """An entry of the key: a swatch in SVG, drawn in a field of 1.6 by 0.8 ems around its middle, and its words."""

    swatch: str
    said: str


@dataclass(frozen=True)
class Frame:
    """Where the plot lies on the sheet, in pixels."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Sheet:
    """A sheet with its texts set: the plot goes into `plot`, all else stands in `texts` already."""

    size: Size
    height: float
    plot: Frame
    texts: tuple[str, ...]


def laid_out(
    size: Size,
    imprint: Imprint | None,
    title: str,
    source: str,
    key: Sequence[Key],
    *,
    left: float,
    right: float,
    below: float,
) -> Sheet:
    """Set all texts and say where the plot goes. imprint: none on a page that says all that stands around it.

    left, right: room beside the plot, for labels; below: under it, for the axis and what is drawn there; in pixels.
    """
    em = size.letter
    pad = 0.3 * em if size.narrow else 1.1 * em if size.width < 900 else 1.9 * em
    room = size.width - 2 * pad
    drawn: list[str] = []
    y = pad
    if imprint:
        for line in balanced(imprint.finding, room, 1.45 * em, bold=True, lines=3):
            y += 1.75 * em
            drawn.append(text(line, pad, y - 0.35 * em, 1.45 * em, kind="bold"))
        y += 0.1 * em
    for line in balanced(title, room, em, bold=not imprint, lines=3):
        y += 1.35 * em
        drawn.append(text(line, pad, y - 0.3 * em, em, kind="quiet" if imprint else "bold"))
    top = y + 1.2 * em

    lines, key_height = _key(key, pad, room, em)
    feet = _feet(imprint, source, room, em) if imprint else []
    foot_height = 1.2 * em * len(feet) + 0.5 * em * bool(feet)
    rest = below + key_height + foot_height + pad
    bottom = max(size.height - rest, top + 9 * em)
    y = bottom + below
    drawn.extend(part.replace("{y}", number(y)) for part in lines)
    y += key_height + 0.5 * em * bool(feet)
    for line in feet:
        y += 1.2 * em
        drawn.append(text(line, pad, y - 0.3 * em, 0.88 * em, kind="quiet"))
    return Sheet(size, y + pad, Frame(pad + left, size.width - pad - right, top, bottom), tuple(drawn))


def _feet(imprint: Imprint, source: str, room: float, em: float) -> list[str]:
    """What stands at the foot of a picture that leaves its page."""
    told = ((imprint.warning, 3), (source, 2), (" · ".join(filter(None, (imprint.site, imprint.address))), 2))
    return [line for said, lines in told for line in wrapped(said, room, 0.88 * em, lines=lines)]


def _key(key: Sequence[Key], pad: float, room: float, em: float) -> tuple[list[str], float]:
    """The entries in as many lines as they need, below a height `{y}` that is yet to be known; and their height."""
    size, swatch, gap = 0.88 * em, 2.0 * em, 1.1 * em
    placed: list[str] = []
    x, row = 0.0, 0
    for entry in key:
        wide = swatch + width(entry.said, size)
        if x and x + wide > room:
            x, row = 0.0, row + 1
        middle = 0.9 * em + 1.35 * em * row
        said = text(entry.said, 1.2 * em, 0.3 * em, size, kind="quiet")
        at = f"translate({number(pad + x + 0.8 * em)} {{y}}) translate(0 {number(middle)})"
        placed.append(f'<g transform="{at}">{entry.swatch}{said}</g>')
        x += wide + gap
    return placed, (1.35 * em * (row + 1) + 0.2 * em if key else 0.0)


def finished(sheet: Sheet, drawn: Iterable[str], *, name: str, told: str, scheme: Scheme, defs: str = "") -> str:
    """The whole SVG. name: the title of it; told: the same in words."""
    width, height = sheet.size.width, number(sheet.height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{plain(f"{name}. {told}")}">'
        f"<style>{_style(scheme)}</style>{f'<defs>{defs}</defs>' if defs else ''}"
        f'<rect class="ground" width="{width}" height="{height}"/>{"".join(drawn)}{"".join(sheet.texts)}</svg>'
    )


def swatch_line(em: float, stroke: str, *, dash: str = "") -> str:
    """A piece of a line, for the key."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<path d="M{number(-0.8 * em)} 0H{number(0.8 * em)}" stroke="{stroke}" stroke-width="2"{dashed}/>'


def swatch_field(em: float, fill: str, opacity: float = 1.0) -> str:
    """A field, for the key; of no fill, its rim."""
    pale = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    rim = f' stroke="{GRAY}"' if fill == "none" else ""
    return (
        f'<rect x="{number(-0.8 * em)}" y="{number(-0.4 * em)}" width="{number(1.6 * em)}" height="{number(0.8 * em)}" '
        f'fill="{fill}"{pale}{rim}/>'
    )
