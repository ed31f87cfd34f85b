"""models.dev: whether the weights of a model are public, and where.

Only the canonical list: the other file repeats each model under every provider that serves it, some
with another word on its weights. The `benchmarks` copied in from elsewhere are left alone.
"""

import json

import pandas as pd

from fetchers._source import LayoutChanged, RawResponse, Reference, each
from fetchers._text import hub_id, text_of


def _facts(response: RawResponse) -> pd.DataFrame:
    try:
        models = json.loads(text_of(response))
        facts = [
            {
                "model_name": model["id"],
                "openness_name": {True: "true", False: "false"}[model["open_weights"]],
                "license_name": model.get("license"),
                "released_on": model.get("release_date"),
                "hub_id": hub_id(" ".join(place["url"] for place in model.get("weights", []))),
            }
            for model in models.values()
        ]
    except (ValueError, AttributeError, KeyError, TypeError, RecursionError) as error:
        raise LayoutChanged(
            f"{response.url}: expected models with id, open_weights and weights as JSON, found {error!r:.100}"
        ) from error
    return pd.DataFrame(facts, dtype="str")


REFERENCE = Reference(
    id="models_dev",
    title="models.dev",
    homepage="https://models.dev",
    license="MIT",
    license_url="https://github.com/sst/models.dev/blob/dev/LICENSE",
    attribution="models.dev, MIT",
    facts=each("https://models.dev/models.json", read=_facts),
)
