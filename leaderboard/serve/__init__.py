"""A running server: the answers it keeps, and the addresses at which it gives them. Nothing of Streamlit."""
