"""Epoch AI's list of GPU clusters: where each stands, how large it is, whether it runs.

Every row is kept, with the words by which Epoch AI says whether it counts. Many Chinese clusters are anonymous: the
same name repeats, and stands for as many clusters.
"""

import pandas as pd

from fetchers._source import RawResponse, Reference, each
from fetchers._text import csv_of

_COLUMNS = {
    "Name": "cluster_name",
    "Owner": "owner_name",
    "Country": "country_name",
    "H100 equivalents": "h100_equivalents",
    "Status": "status",
    "Certainty": "certainty",
    "Include in Standard Analysis": "is_included",
    "Possible Duplicate": "is_duplicate",
    "Superseded by": "superseded_by",
    "First Operational Date": "operational_on",
}


def _facts(response: RawResponse) -> pd.DataFrame:
    return csv_of(response, _COLUMNS).rename(columns=_COLUMNS)


REFERENCE = Reference(
    id="gpu_clusters",
    title="Epoch AI, GPU clusters",
    homepage="https://epoch.ai/data/gpu-clusters",
    license="CC-BY-4.0",
    license_url="https://creativecommons.org/licenses/by/4.0/",
    attribution="Epoch AI, Data on GPU Clusters, epoch.ai, CC BY 4.0",
    facts=each("https://epoch.ai/data/gpu_clusters.csv", read=_facts),
    columns=(*_COLUMNS.values(), "url", "retrieved_on"),
)
