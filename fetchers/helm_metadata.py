"""HELM's list of models (Stanford CRFM): who created each, and whether access is open, limited or closed.

Its scores are elsewhere and not read.
"""

import pandas as pd

from fetchers._source import GITHUB, RawResponse, Reference, each
from fetchers._text import laid_out, yaml_of

_COLUMNS = {
    "name": "model_name",
    "creator_organization_name": "organization_name",
    "access": "openness_name",
    "release_date": "released_on",
}


def _facts(response: RawResponse) -> pd.DataFrame:
    with laid_out(response, "models with name and access as YAML"):
        facts = [
            {column: model.get(name) for name, column in _COLUMNS.items()} for model in yaml_of(response)["models"]
        ]
    return pd.DataFrame(facts, dtype="str")


REFERENCE = Reference(
    id="helm_metadata",
    title="HELM, model metadata",
    homepage="https://crfm.stanford.edu/helm",
    license="Apache-2.0",
    license_url="https://github.com/stanford-crfm/helm/blob/main/LICENSE",
    attribution="HELM (Stanford CRFM), Apache-2.0",
    facts=each(
        "https://raw.githubusercontent.com/stanford-crfm/helm/main/src/helm/config/model_metadata.yaml", read=_facts
    ),
    hosts=GITHUB,
)
