"""What the browser tests let Streamlit run instead of streamlit_app.py."""

import streamlit as st

from leaderboard.app import MIDDLEWARE, ROUTES
from leaderboard.registry import tables
from leaderboard.serve.lean import lean
from tests.app_by_hand import serve, small_registry

small = small_registry()
tables.load = lambda: small  # type: ignore[assignment]  # for the first pages, which no script draws
app = st.App(__file__, routes=ROUTES, middleware=MIDDLEWARE, lifespan=lean)

if __name__ == "__main__":
    serve()
