import streamlit as st

from leaderboard.app import MIDDLEWARE, ROUTES, main
from leaderboard.serve.lean import lean

# The server: `streamlit run` looks for this line.
app = st.App(__file__, routes=ROUTES, middleware=MIDDLEWARE, lifespan=lean)

if __name__ == "__main__":  # a reader's page
    main()
