"""Epoch AI's list of chips that train and run AI models: who makes each, since when, how fast it is.

Operations of 8 bits are more than those of 16, so chips are compared by operations per second times their bits.
"""

import pandas as pd

from fetchers._source import RawResponse, Reference, each
from fetchers._text import csv_of

_COLUMNS = {
    "Hardware name": "chip_name",
    "Manufacturer": "manufacturer_name",
    "Release date": "released_on",
    "Total processing performance (bit-OP/s)": "processing_performance",
    "Last modified": "modified_at",
}


def _facts(response: RawResponse) -> pd.DataFrame:
    return csv_of(response, _COLUMNS).rename(columns=_COLUMNS)


REFERENCE = Reference(
    id="ml_hardware",
    title="Epoch AI, machine learning hardware",
    homepage="https://epoch.ai/data/machine-learning-hardware",
    license="CC-BY-4.0",
    license_url="https://creativecommons.org/licenses/by/4.0/",
    attribution="Epoch AI, Data on Machine Learning Hardware, epoch.ai, CC BY 4.0",
    facts=each("https://epoch.ai/data/ml_hardware.csv", read=_facts),
    columns=(*_COLUMNS.values(), "url", "retrieved_on"),
)
