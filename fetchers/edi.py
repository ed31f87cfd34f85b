"""How difficult Epoch AI finds the benchmarks of its Capabilities Index, in points of that index."""

import pandas as pd

from fetchers._source import LayoutChanged, RawResponse, Reference, each
from fetchers._text import csv_of

_NAMES = {
    "benchmark_name": "benchmark",
    "edi": "difficulty",
    "estimated_slope_scaled": "slope",
    "is_anchor": "is_anchor",
}


def _difficulties(response: RawResponse) -> pd.DataFrame:
    """A row per benchmark."""
    rows = csv_of(response, _NAMES).rename(columns=_NAMES)
    numbers = rows[["difficulty", "slope"]].apply(pd.to_numeric, errors="coerce")
    if numbers.isna().any(axis=None) or rows["benchmark"].isna().any() or rows["benchmark"].duplicated().any():
        raise LayoutChanged(f"{response.url}: expected each benchmark once with its difficulty and slope, found others")
    return rows


REFERENCE = Reference(
    id="edi",
    title="Epoch Difficulty Index",
    homepage="https://epoch.ai/benchmarks/eci",
    license="CC-BY-4.0",
    license_url="https://creativecommons.org/licenses/by/4.0/",
    attribution="Epoch AI, Epoch Difficulty Index, epoch.ai, CC BY 4.0",
    facts=each("https://epoch.ai/data/edi_scores.csv", read=_difficulties),
    columns=("benchmark", "difficulty", "slope", "is_anchor", "url", "retrieved_on"),
)
