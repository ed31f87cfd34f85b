"""What a model can do in some domains: its ability in the index, and how far its scores there stand off from it.

The index gives one ability over all domains; what its fit leaves of the scores in one domain is in part the model's
*bent* for that domain. How much of it is bent and how much is error, the sizes of both tell (`ability_errors`): few
scores move an ability little. It stays in the unit of the index, so that domains can be weighed against each other.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from leaderboard.analytics.ability_errors import WIDER
from leaderboard.analytics.index import Index
from leaderboard.analytics.item_response import RIDGE, expit

ABILITY_DTYPES = {
    "model_id": "str",
    "ability": "float64",
    "error": "float64",
    "boards": "int64",
    "domain_boards": "int64",
}


def domain_abilities(of: Index, weights: Mapping[str, float]) -> pd.DataFrame:
    """Every model on a board of each domain, by model_id; columns of ABILITY_DTYPES.

    weights: domain -> its part, summing to 1; none is the index as it is, over all domains. ability: in logits of the
    anchor, the weighted mean over the domains of the model's ability and its bent for the domain. Both are the means
    of what the model's scores leave open, boards taken as fitted: normal errors of scores, normal bents around 0.
    error: its standard deviation, widened as that of an ability is, and no less than that of the ability in the index.
    boards, domain_boards: on how many boards of the index it stands, and on how many of these domains.
    """
    domain = of.scores["benchmark"].map(dict(of.domains))
    asked = of.scores[domain.isin(list(weights))] if weights else of.scores
    number = asked.groupby("model")["benchmark"].nunique()
    every = {"ability": of.fit.capability, "error": of.error, "boards": of.models["boards"]}
    found = pd.DataFrame(every).loc[number.index].assign(domain_boards=number)
    if weights:
        on = asked.assign(domain=domain).groupby("model")["domain"].nunique()
        found = found[on == len(weights)]
        bent = _bent(of, found.index, domain, weights)
        # What the places of the boards leave open, the index's error holds; a posterior with boards fixed does not.
        found = found.assign(ability=bent[:, 0], error=np.maximum(bent[:, 1], found["error"]))
    return found.rename_axis("model_id").reset_index().sort_values("model_id", ignore_index=True).astype(ABILITY_DTYPES)


def _bent(
    of: Index, models: pd.Index, domain: "pd.Series[str]", weights: Mapping[str, float]
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """Ability in the domains and its standard deviation, a row per model: a normal posterior for each by itself.

    Unknown are how far its ability is off, and its bent for each domain in which it has scores.
    """
    slope, difficulty = (of.scores["benchmark"].map(part) for part in (of.fit.slope, of.fit.difficulty))
    expected = expit(slope * (of.scores["model"].map(of.fit.capability) - difficulty))
    effect = (expected * (1 - expected) * slope).to_numpy("float64")
    left = (of.scores["performance"] - expected).to_numpy("float64")
    of_score, of_bent = max(of.errors.of_score, _LEAST), max(of.errors.of_bent, _LEAST)
    held = RIDGE / (len(of.fit.capability) + 2 * len(of.fit.slope) - 1)
    rows = of.scores.groupby("model").indices
    found = np.empty((len(models), 2))
    for place, model in enumerate(models):
        own = rows[model]
        code, domains = pd.factorize(domain.iloc[own])
        design = np.zeros((len(own), 1 + len(domains)))
        design[:, 0] = effect[own]
        design[np.arange(len(own)), 1 + code] = effect[own]
        surely = np.diag([held / of_score, *([1 / of_bent] * len(domains))])
        covariance = np.linalg.inv(design.T @ design / of_score + surely)
        meant = np.array([1.0, *(weights.get(name, 0.0) for name in domains)])
        moved = covariance @ (design.T @ left[own]) / of_score
        found[place] = of.fit.capability[model] + meant @ moved, WIDER * np.sqrt(meant @ covariance @ meant)
    return found


#: A variance that was found to be nothing is taken for this.
_LEAST = 1e-12
