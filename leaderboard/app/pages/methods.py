"""What every figure means: the definitions, word for word."""

import streamlit as st

from leaderboard.analytics.formulas import FORMULAS
from leaderboard.app import asking, pieces
from leaderboard.publish import markup
from leaderboard.publish.language import N_, _

_SECTIONS = {
    N_("What is looked at"): ("snapshot", "open_weights", "model_date"),
    N_("National bests"): ("national_best", "frontier", "behind_best", "top", "board_rank", "lower_bound"),
    N_("How sure it is"): (
        "interval",
        "interval_factor",
        "borrowed_interval",
        "chance",
        "leads",
        "tied",
        "no_interval",
        "uncontested",
        "undetermined",
    ),
    N_("Changes of lead"): ("lead_change", "held", "reason"),
    N_("Gaps and lags"): ("gap", "relative_gap", "win_probability", "lag", "waiting", "gap_interval", "epoch_lags"),
    N_("Shares"): ("share", "compare", "inside"),
    N_("Computing power"): ("compute", "chips"),
    N_("What changed lately"): ("news",),
    N_("Other ways to ask"): ("robustness", "claim"),
    N_("The index"): ("index", "index_coverage", "index_unit", "index_silent", "index_records", "epoch_index"),
    N_("Adoption"): ("adoption", "adoption_range"),
    N_("Choosing a model"): ("choice", "domain_ability", "pareto", "condition_cost", "fits_on"),
}


def show() -> None:
    """Draw the page."""
    pieces.title(_("Methods"), _("What every figure means, word for word, with its formula where it has one."))
    pieces.instruction(_("`docs/methods.md` of the source code derives them."))
    asking.only()
    for section, names in _SECTIONS.items():
        pieces.heading(_(section))
        for name in dict.fromkeys(names):
            st.html(markup.definition(name))
            if name in FORMULAS:
                st.latex(FORMULAS[name], width="content")
