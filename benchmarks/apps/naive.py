"""The app that a competent person writes in an afternoon on the same data: what using ours is held against.

One cached table of every score, joined to the registry; widgets that filter it; a chart and two tables of pandas. It
answers less: no certainty, no openness by date, no changes of lead, no past as it was known.
"""

import os
from pathlib import Path

import pandas as pd
import plotly.express as px
import streamlit as st

REGISTRY = Path(__file__).parents[2] / "leaderboard" / "registry"
DATA = Path(os.environ["LEADERBOARD_DATA_DIR"])


@st.cache_data
def scores() -> pd.DataFrame:
    """Every stored score, with its model's nation and whether its weights are open."""
    rows = pd.concat(pd.read_parquet(file) for file in sorted((DATA / "observations").glob("*/*.parquet")))
    aliases = pd.read_csv(REGISTRY / "model_aliases.csv").drop_duplicates("model_name")[["model_name", "model_id"]]
    models = pd.read_csv(REGISTRY / "models.csv")[["model_id", "organization_id"]]
    nations = pd.read_csv(REGISTRY / "organizations.csv").drop_duplicates("organization_id", keep="last")
    openness = pd.read_csv(REGISTRY / "model_openness.csv").drop_duplicates("model_id", keep="last")
    known = models.merge(nations[["organization_id", "country"]], on="organization_id", how="left")
    known = known.merge(openness[["model_id", "openness"]], on="model_id", how="left")
    return rows.merge(aliases, on="model_name", how="left").merge(known, on="model_id", how="left")


rows = scores()
st.title("Open models by nation")
left, middle, right, last = st.columns(4)
boards = sorted(rows["board_id"].unique())
board = left.selectbox("Board", boards, index=boards.index("arena/text"))
rows = rows[rows["board_id"] == board]
categories = sorted(rows["category"].unique(), key=lambda name: (name != "overall", name))
category = middle.selectbox("Category", categories)
as_of = right.date_input("As of")
counted = last.selectbox("Counted", ["Open weights", "Every model"])
rows = rows[(rows["category"] == category) & (rows["published_on"] <= pd.Timestamp(as_of))]
if counted == "Open weights":
    rows = rows[rows["openness"].isin(["restricted_weights", "unrestricted_weights", "open_source"])]
best = rows.groupby(["published_on", "country"], as_index=False)["score"].max()
newest = rows[rows["published_on"] == rows["published_on"].max()].sort_values("score", ascending=False)
if len(newest):
    st.subheader(f"{newest['country'].iloc[0]} leads with {newest['model_name'].iloc[0]} on {board}, {category}")
st.plotly_chart(px.line(best, x="published_on", y="score", color="country"))
st.dataframe(newest[["model_name", "country", "score", "score_low", "score_high"]].head(10))
st.dataframe(best.sort_values("published_on", ascending=False).head(200))
