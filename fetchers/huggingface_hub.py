"""The Hugging Face hub: what it says of the models that its visitors like most these days.

It repeats the card that the uploader wrote. The account is often not the developer, so no organization is taken from
it. `license:other` is common. `createdAt` is the day on which the repository was made, which may be weeks before
anything in it was public. An answer may hold more models than its `limit` asks for.
"""

import re

import pandas as pd

from fetchers._source import HUGGINGFACE, RawResponse, Reference, each
from fetchers._text import json_of, laid_out, rows_of

_HUB = "https://huggingface.co"
#: Formats of weights among the tags: with one of them, the repository holds weights and not only words about them.
_WEIGHTS = ("safetensors", "gguf", "pytorch")


def _facts(response: RawResponse) -> pd.DataFrame:
    with laid_out(response, "models with id, tags and createdAt"):
        facts = [_fact(model["id"], model["tags"], model["createdAt"]) for model in json_of(response)]
    return rows_of(response, facts).astype("str")


def _fact(hub_id: str, tags: list[str], created_at: str) -> dict[str, str | None]:
    weights = next((tag for tag in tags if tag in _WEIGHTS), None)
    return {
        "model_name": hub_id,
        "openness_name": weights,
        "license_name": _told(tags, "license"),
        "released_on": created_at[:10],
        "base_name": _told(tags, "base_model"),
        "hub_id": weights and hub_id,
    }


def _told(tags: list[str], name: str) -> str | None:
    """The values of `name:value`, with commas; not those of `name:kind:value`, which repeat them."""
    found = [match[1] for tag in tags if (match := re.fullmatch(rf"{name}:([^:]+)", tag))]
    return ",".join(found) or None


REFERENCE = Reference(
    id="huggingface_hub",
    title="Hugging Face hub, trending models",
    homepage=f"{_HUB}/models",
    license="LicenseRef-none-stated",
    license_url=f"{_HUB}/terms-of-service",
    attribution="Hugging Face hub",
    facts=each(
        f"{_HUB}/api/models?sort=likes7d&direction=-1&limit=3",
        f"{_HUB}/api/models?sort=trendingScore&limit=3",
        read=_facts,
    ),
    redistributable=False,
    hosts=HUGGINGFACE,
)
