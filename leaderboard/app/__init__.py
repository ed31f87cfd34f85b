"""The app: the only user of Streamlit. A page is a module in `pages` with a function `show`; `main` lists them."""

import os
import subprocess
import sys
from pathlib import Path

from leaderboard.records.files import Damaged
from leaderboard.records.paths import DataDir, data_dir

NAME = "The open-model leaderboard by nation"

#: Streamlit finds its settings beside this script.
_SCRIPT = Path(__file__).parents[2] / "streamlit_app.py"


def main() -> None:
    """Draw the page that the address asks for. Streamlit runs this, and all that it needs is imported here."""
    import pyarrow as pa  # noqa: PLC0415
    import streamlit as st  # noqa: PLC0415

    from leaderboard.app import pieces  # noqa: PLC0415
    from leaderboard.app.pages import (  # noqa: PLC0415
        answer,
        boards,
        claims,
        corrections,
        gaps,
        index,
        methods,
        model,
        organization,
        registry,
        robustness,
        sources,
        why,
    )

    pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own keeps for itself what a page of long ago has let go
    st.set_page_config(page_title=NAME, page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")
    page = st.navigation(
        {
            "": [
                st.Page(answer.show, title="Answer", url_path="answer", default=True),
                st.Page(boards.show, title="Boards", url_path="boards"),
                st.Page(gaps.show, title="Gaps", url_path="gaps"),
                st.Page(index.show, title="Index", url_path="index"),
            ],
            "How sure": [
                st.Page(robustness.show, title="Robustness", url_path="robustness"),
                st.Page(claims.show, title="Claims", url_path="claims"),
                st.Page(methods.show, title="Methods", url_path="methods"),
                st.Page(why.show, title="Why", url_path="why", visibility="hidden"),
            ],
            "Where from": [
                st.Page(sources.show, title="Sources", url_path="sources"),
                st.Page(registry.show, title="Who made it", url_path="registry"),
                st.Page(model.show, title="Model", url_path="model", visibility="hidden"),
                st.Page(organization.show, title="Organization", url_path="organization", visibility="hidden"),
                st.Page(corrections.show, title="Corrections", url_path="corrections"),
            ],
        },
        position="top",
    )
    pieces.dress(NAME)
    try:
        data_dir()
        page.run()
    except (FileNotFoundError, ConnectionError, Damaged) as error:
        pieces.notice(str(error))


def run(port: int, data: DataDir) -> None:
    """Serve the app of this data directory on this machine until it is interrupted; Streamlit prints its address.

    Raises FileNotFoundError where the package is not run from its repository.
    """
    if not _SCRIPT.exists():
        raise FileNotFoundError(f"expected the app's script at {_SCRIPT}: run it from a clone of the repository")
    command = [sys.executable, "-m", "streamlit", "run", str(_SCRIPT), "--server.port", str(port)]
    try:
        subprocess.run(
            command, env=os.environ | {"LEADERBOARD_DATA_DIR": data.origin or str(data.root.resolve())}, check=False
        )
    except KeyboardInterrupt:
        return  # the way to end it
