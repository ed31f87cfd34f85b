"""The app: its pages, modules with a function `show`, and all that knows of Streamlit. Nothing is computed here."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click
from starlette.middleware import Middleware

from leaderboard.publish.front import Shell
from leaderboard.publish.language import _
from leaderboard.publish.pages import HOME, NAME, PAGES
from leaderboard.records import left_out
from leaderboard.records.files import Damaged
from leaderboard.records.paths import DataDir, data_dir
from leaderboard.serve import front, routes
from leaderboard.serve.assets import Assets
from leaderboard.serve.moved import Moved
from leaderboard.serve.refusals import OnlyKnown

_CARRIED = Path(__file__).with_name("streamlit_app.py")
#: Streamlit finds its settings beside this script: a wheel carries both here (build_backend.py), a clone at its top.
_SCRIPT = _CARRIED if _CARRIED.exists() else Path(__file__).parents[2] / _CARRIED.name

#: The style of the pages.
STYLE = Path(__file__).with_name("style.css")

#: What Streamlit answers besides the pages: its socket and checks, files of a page, and those that draw it.
_OF_STREAMLIT = ("/_stcore/", "/media/", "/component/", "/static/", "/favicon.png", "/manifest.json")


#: What Streamlit's page asks for only once there is something to draw: the parts of a page with a chart.
_CHARTING = (
    "PlotlyChart",
    "Html",
    "purify.es",
    "Selectbox",
    "DateInput",
    "Checkbox",
    "ButtonGroup",
    "PageLink",
    "DownloadButton",
)
#: How a script names another that must be there before it runs, and how much of it is read for that: they stand first.
_IMPORTED = re.compile(r'(?:from|import)\s*"\./([\w.-]+\.js)"')
_IMPORTS_STAND_IN = 20_000


def _static() -> Path:
    """Where Streamlit keeps its page and all that draws it."""
    found = find_spec("streamlit")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("expected the package streamlit: install the project's requirements")
    return Path(found.origin).with_name("static")


def _charting(page: str, scripts: Path) -> list[str]:
    """The names of all scripts that draw a chart and the parts around it, with those that they import.

    page: what names a script already asks for it.
    """
    wanted = [file.name for name in _CHARTING for file in scripts.glob(f"{name}.*.js")]
    for name in wanted:  # it grows while it is read
        with (scripts / name).open(encoding="utf-8") as script:
            imported = _IMPORTED.findall(script.read(_IMPORTS_STAND_IN))
        wanted += dict.fromkeys(other for other in imported if other not in wanted and other not in page)
    return wanted


def _shell(static: Path) -> Shell:
    """The page that starts Streamlit, with its fonts shown as soon as they are there, and our own style."""
    rule = "font-weight:100 900;font-display:swap"  # text is read before its letters have come
    fonts = "".join(
        f'@font-face{{font-family:"{family}";{rule};src:url(./static/media/{file.name})}}'
        for family, pattern in (("Source Sans", "SourceSansVF-Upright*"), ("Source Serif", "SourceSerif*-Roman*"))
        for file in (static / "static" / "media").glob(pattern)
    )
    page = (static / "index.html").read_text(encoding="utf-8")
    scripts = [f"./static/js/{name}" for name in _charting(page, static / "static/js")]
    return Shell.of(page, f"{STYLE.read_text(encoding='utf-8')}{fonts}", scripts)


#: Every address that is ours: the pages as a browser first receives them, and all beside them.
ROUTES = (*routes.ROUTES, *front.routes(_shell(_static())))

#: What stands before every request, from the outside in.
MIDDLEWARE = (
    Middleware(Assets, folder=_static() / "static", under="/static"),
    Middleware(OnlyKnown, routes=ROUTES, others=_OF_STREAMLIT),
    Middleware(Moved),
)


def main() -> None:
    """Draw the page that the address asks for. Streamlit runs this, and all that it needs is imported here."""
    import streamlit as st  # noqa: PLC0415

    from leaderboard.app import asking, pieces  # noqa: PLC0415

    pieces.speak()
    st.set_page_config(page_title=_(NAME), page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")
    drawn = {
        page: st.Page(
            import_module(f"leaderboard.app.pages.{page.name}").show,
            title=_(page.title),
            url_path=page.name,
            default=page == HOME,
        )
        for page in PAGES
    }
    chosen = st.navigation([*drawn.values()], position="hidden")
    pieces.dress(_(NAME))
    asking.menu(drawn, next(page for page, one in drawn.items() if one == chosen))
    shown(chosen.run)


def shown(draw: Callable[[], None]) -> None:
    """Let a page be drawn, below what its answers are without; or why it cannot be."""
    import streamlit as st  # noqa: PLC0415

    from leaderboard.app import pieces  # noqa: PLC0415

    above = st.container()
    with left_out.heard() as without:
        try:
            data_dir()
            draw()
        except (FileNotFoundError, ConnectionError, Damaged) as error:
            pieces.notice(str(error))
    with above:
        for sentence in without:
            pieces.notice(sentence)


def run(address: str, port: int, data: DataDir) -> None:
    """Serve the app of this data directory until it is stopped; Streamlit prints its address.

    address: of the interface that answers; 127.0.0.1 answers this machine only, 0.0.0.0 everybody who reaches it.
    """
    from streamlit.web.cli import main as streamlit  # noqa: PLC0415

    os.environ["LEADERBOARD_DATA_DIR"] = data.named
    asked = ["run", str(_SCRIPT), "--server.address", address, "--server.port", str(port)]
    # In this process, so that what stops the command stops the server.
    with suppress(click.Abort):  # an interrupt is the way to end it
        streamlit(asked, standalone_mode=False)
