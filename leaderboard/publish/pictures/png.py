"""A picture as PNG, the same on every machine: its letters come with the project, not from the system.

Chinese ones do not: a font of theirs is as large as all of the project's data. What holds any is written in a font of
the system, where it has one.
"""

import importlib.util
from functools import cache
from pathlib import Path

from leaderboard.publish.pictures.letters import fills_a_square
from leaderboard.publish.pictures.sheet import FONTS

_FONT = "Source Sans Pro"
#: Fonts with Chinese letters beside Latin ones, as systems have them.
_CHINESE = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Zen Hei'"


@cache
def _font_files() -> list[str]:
    found = importlib.util.find_spec("font_source_sans_pro")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("the package font-source-sans-pro holds the letters of PNG pictures: install it")
    folder = Path(found.submodule_search_locations[0]) / "files"
    return [str(folder / f"SourceSansPro-{weight}.ttf") for weight in ("Regular", "Semibold")]


def png(svg: str) -> bytes:
    """A picture that is drawn for one scheme, in pixels; letters for which there is no font are shown as boxes."""
    import resvg_py  # noqa: PLC0415 (whoever asks for no PNG does not load it)

    chinese = any(map(fills_a_square, svg))
    return resvg_py.svg_to_bytes(
        svg_string=svg.replace(FONTS, f"{_CHINESE},{FONTS}") if chinese else svg,
        skip_system_fonts=not chinese,
        font_files=_font_files(),
        font_family=_FONT,
        sans_serif_family=_FONT,
    )


def written_out(text: str) -> bool:
    """Whether a PNG shows all letters of a text."""
    return not any(map(fills_a_square, text)) or _chinese()


def _chinese() -> bool:
    """Whether the system has Chinese letters: without any, one is the same box as another."""
    sheet = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9" font-size="9">{}</text></svg>'
    one, other = (png(sheet.format(letter)) for letter in "中文")
    return one != other
