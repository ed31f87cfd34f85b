"""Epoch AI's data on models: who published each, in which countries, and how accessible it is.

Three overlapping lists and the models of the Capabilities Index. `Country (of organization)` has an
entry for every institution of a paper's authors, so it repeats and its order means nothing. The
columns on people and the abstracts of papers are never kept.
"""

from decimal import Decimal

import pandas as pd

from fetchers._source import RawResponse, Reference, each
from fetchers._text import csv_of, hub_id, without_columns

_DATA = "https://epoch.ai/data"
_REQUIRED = {
    "Model": "model_name",
    "Organization": "organization_name",
    "Country (of organization)": "country_name",
    "Model accessibility": "openness_name",
}
#: Not in every file; the index calls the day of publication `date`.
_OPTIONAL = {
    "Publication date": "released_on",
    "date": "released_on",
    "Base model": "base_name",
    "Link": "hub_id",
    "Parameters": "parameters_b",
}


def _facts(response: RawResponse) -> pd.DataFrame:
    facts = csv_of(response, _REQUIRED, _OPTIONAL).rename(columns=_REQUIRED | _OPTIONAL)
    if "hub_id" in facts:
        facts["hub_id"] = facts["hub_id"].map(hub_id, na_action="ignore")
    if "parameters_b" in facts:
        facts["parameters_b"] = facts["parameters_b"].map(_billions, na_action="ignore")
    return facts


def _billions(cell: str) -> str:
    """A count in billions, without 70.6 becoming 70.60000000000001; what is no number stays as it was."""
    try:
        return f"{Decimal(cell).scaleb(-9).normalize():f}"
    except ArithmeticError:
        return cell


REFERENCE = Reference(
    id="epoch_models",
    title="Epoch AI, data on AI models",
    homepage="https://epoch.ai/data/ai-models",
    license="CC-BY-4.0",
    license_url="https://creativecommons.org/licenses/by/4.0/",
    attribution="Epoch AI, Data on AI Models, epoch.ai, CC BY 4.0",
    facts=each(
        f"{_DATA}/notable_ai_models.csv",
        f"{_DATA}/large_scale_ai_models.csv",
        f"{_DATA}/frontier_ai_models.csv",
        f"{_DATA}/eci_scores.csv",
        read=_facts,
    ),
    redact=without_columns("Abstract", "Authors", "Created By"),
)
