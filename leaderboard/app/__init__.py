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

_CARRIED = Path(__file__).with_name("streamlit_app.py")
#: Streamlit finds its settings beside this script: a wheel carries both here (build_backend.py), a clone at its top.
_SCRIPT = _CARRIED if _CARRIED.exists() else Path(__file__).parents[2] / _CARRIED.name

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


def run(address: str, port: int, data: DataDir) -> None:
    """Serve the app of this data directory until it is stopped; Streamlit prints its address.

    address: of the interface that answers; 127.0.0.1 answers this machine only, 0.0.0.0 everybody who reaches it.
    """
    from streamlit.web.cli import main as streamlit  # noqa: PLC0415

    os.environ["LEADERBOARD_DATA_DIR"] = data.origin or str(data.root.resolve())
    asked = ["run", str(_SCRIPT), "--server.address", address, "--server.port", str(port)]
    # In this process, so that what stops the command stops the server.
    with suppress(click.Abort):  # an interrupt is the way to end it
        streamlit(asked, standalone_mode=False)
