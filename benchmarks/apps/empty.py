"""The least that Streamlit can serve: what our first paint is held against."""

import streamlit as st

st.write("Empty.")
