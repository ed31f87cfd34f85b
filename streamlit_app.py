import streamlit as st

from leaderboard.app import MIDDLEWARE, ROUTES, main

app = st.App(__file__, routes=ROUTES, middleware=MIDDLEWARE)  # the server: `streamlit run` looks for this line

if __name__ == "__main__":  # a reader's page
    main()
