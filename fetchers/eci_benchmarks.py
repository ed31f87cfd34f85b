"""The scores that Epoch AI's Capabilities Index is fitted to: 57 benchmarks, many of which are boards of others.

They are figures, no boards: most repeat what is read at its source, and each is rescaled to 0 to 1, so that
nothing is counted from here. `model_id` and `benchmark_id` are positions within one file, and never keys; `model` is
how the index calls a model.
"""

import pandas as pd

from fetchers._source import LayoutChanged, RawResponse, Reference, each
from fetchers._text import csv_of

_NAMES = {
    "model": "model_name",
    "benchmark": "benchmark",
    "performance": "performance",
    "model_version": "setting",
    "source": "said_by",
}
_KEY = ["model_name", "benchmark"]


def _scores(response: RawResponse) -> pd.DataFrame:
    """A row per model and benchmark; one that repeats, or is no share of what can be had, spoils a fit of them all."""
    rows = csv_of(response, _NAMES).rename(columns=_NAMES)
    share = pd.to_numeric(rows["performance"], errors="coerce")
    strange = rows[~share.between(0, 1) | rows[_KEY].isna().any(axis=1) | rows.duplicated(_KEY)]
    if len(strange):
        model, benchmark, found = strange[[*_KEY, "performance"]].iloc[0]
        raise LayoutChanged(
            f"{response.url}: expected a performance of 0 to 1 once per model and benchmark, "
            f"found {found!r:.40} for {model!r:.60} on {benchmark!r:.60}"
        )
    return rows


REFERENCE = Reference(
    id="eci_benchmarks",
    title="Epoch Capabilities Index, the scores behind it",
    homepage="https://epoch.ai/benchmarks/eci",
    license="CC-BY-4.0",
    license_url="https://creativecommons.org/licenses/by/4.0/",
    attribution="Epoch AI, Epoch Capabilities Index, epoch.ai, CC BY 4.0",
    facts=each("https://epoch.ai/data/eci_benchmarks.csv", read=_scores),
    columns=("model_name", "benchmark", "performance", "setting", "said_by", "url", "retrieved_on"),
)
