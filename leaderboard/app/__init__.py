"""The app: the only user of Streamlit. A page is a module in `pages` with a function `show`; `main` lists them."""

import os
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Literal

import click
from starlette.middleware import Middleware

from leaderboard.publish.pages import HOME, PAGES
from leaderboard.records.files import Damaged
from leaderboard.records.paths import DataDir, data_dir
from leaderboard.serve.moved import Moved
from leaderboard.serve.refusals import OnlyKnown
from leaderboard.serve.routes import ROUTES

NAME = "The open-model leaderboard by nation"

#: Streamlit finds its settings beside this script.
_SCRIPT = Path(__file__).parents[2] / "streamlit_app.py"

#: What Streamlit answers besides the pages: its socket and checks, files of a page, and those that draw it.
_OF_STREAMLIT = ("/_stcore/", "/media/", "/component/", "/static/", "/favicon.png", "/manifest.json")

#: What stands before every request, from the outside in.
MIDDLEWARE = (
    Middleware(OnlyKnown, routes=ROUTES, others=(*(page.path for page in PAGES), *_OF_STREAMLIT)),
    Middleware(Moved),
)


def main() -> None:
    """Draw the page that the address asks for. Streamlit runs this, and all that it needs is imported here."""
    import pyarrow as pa  # noqa: PLC0415
    import streamlit as st  # noqa: PLC0415

    from leaderboard.app import pieces  # noqa: PLC0415

    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own keeps for itself what a page of long ago has let go
    st.set_page_config(page_title=NAME, page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")
    parts: dict[str, list[st.Page]] = {}
    for page in PAGES:
        show = import_module(f"leaderboard.app.pages.{page.name}").show
        seen: Literal["visible", "hidden"] = "visible" if page.listed else "hidden"
        drawn = st.Page(show, title=page.title, url_path=page.name, default=page == HOME, visibility=seen)
        parts.setdefault(page.part, []).append(drawn)
    chosen = st.navigation(parts, position="top")
    pieces.dress(NAME)
    try:
        data_dir()
        chosen.run()
    except (FileNotFoundError, ConnectionError, Damaged) as error:
        pieces.notice(str(error))


def run(port: int, data: DataDir) -> None:
    """Serve the app of this data directory on this machine until it is stopped; Streamlit prints its address.

    Raises FileNotFoundError where the package is not run from its repository.
    """
    from streamlit.web.cli import main as streamlit  # noqa: PLC0415

    if not _SCRIPT.exists():
        raise FileNotFoundError(f"expected the app's script at {_SCRIPT}: run it from a clone of the repository")
    os.environ["LEADERBOARD_DATA_DIR"] = data.origin or str(data.root.resolve())
    # In this process, so that what stops the command stops the server.
    with suppress(click.Abort):  # an interrupt is the way to end it
        streamlit(["run", str(_SCRIPT), "--server.port", str(port)], standalone_mode=False)
