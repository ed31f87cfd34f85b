"""What the browser tests let Streamlit run instead of streamlit_app.py."""

import streamlit as st

from leaderboard.app import MIDDLEWARE, ROUTES
from tests.app_by_hand import serve

app = st.App(__file__, routes=ROUTES, middleware=MIDDLEWARE)

if __name__ == "__main__":
    serve()
