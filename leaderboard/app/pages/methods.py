"""What every figure means: the definitions, word for word."""

import streamlit as st

from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.app import asking, pieces

_SECTIONS = {
    "What is looked at": ("snapshot", "open_weights", "model_date"),
    "National bests": ("national_best", "frontier", "behind_best", "top", "board_rank"),
    "How sure it is": (
        "interval",
        "interval_factor",
        "borrowed_interval",
        "chance",
        "interval_factor",
        "leads",
        "tied",
        "no_interval",
        "uncontested",
        "undetermined",
    ),
    "Changes of lead": ("lead_change", "held", "reason"),
    "Gaps and lags": ("gap", "relative_gap", "win_probability", "lag", "waiting", "gap_interval", "epoch_lags"),
    "Shares": ("share", "compare", "inside"),
    "What changed lately": ("news",),
    "Other ways to ask": ("robustness", "claim"),
    "The index": ("index", "index_coverage", "index_unit", "index_silent", "index_records", "epoch_index"),
    "Adoption": ("adoption", "adoption_range"),
    "Choosing a model": ("choice", "domain_ability", "pareto", "condition_cost", "fits_on"),
}


def show() -> None:
    """Draw the page."""
    pieces.title("Methods", "What every figure means. The same words stand in docs/methods.md, with the formulas.")
    asking.only()
    for section, names in _SECTIONS.items():
        pieces.heading(section)
        st.html("".join(f'<p class="definition">{pieces.plain(DEFINITIONS[name])}</p>' for name in names))
