"""What the browser tests let Streamlit run instead of streamlit_app.py."""

from tests.app_by_hand import serve

serve()
