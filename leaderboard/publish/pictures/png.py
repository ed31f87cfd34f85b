"""A picture as PNG, the same on every machine: its letters come with the project, not from the system."""

import importlib.util
from functools import cache
from pathlib import Path

_FONT = "Source Sans Pro"


@cache
def _font_files() -> list[str]:
    found = importlib.util.find_spec("font_source_sans_pro")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("the package font-source-sans-pro holds the letters of PNG pictures: install it")
    folder = Path(found.submodule_search_locations[0]) / "files"
    return [str(folder / f"SourceSansPro-{weight}.ttf") for weight in ("Regular", "Semibold")]


def png(svg: str) -> bytes:
    """A picture that is drawn for one scheme, in pixels.

    Letters of other scripts than Latin, Greek and Cyrillic are shown as boxes.
    """
    import resvg_py  # noqa: PLC0415 (whoever asks for no PNG does not load it)

    return resvg_py.svg_to_bytes(
        svg_string=svg, skip_system_fonts=True, font_files=_font_files(), font_family=_FONT, sans_serif_family=_FONT
    )
