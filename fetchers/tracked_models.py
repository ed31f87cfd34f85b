"""ATOM's tracked models (Interconnects): open models on the Hugging Face hub, their makers' regions, sizes, days.

A region is that of an account of the hub, in ATOM's own buckets: `eu` is Europe, not the Union. An account is not
always the developer. The day of release is given only where the hub's own is wrong.
"""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from fetchers._source import GITHUB, Get, RawResponse, Reference, Told
from fetchers._text import csv_of

_FILES = "https://raw.githubusercontent.com/Interconnects-AI/tracked-models/main"
_LISTS = (f"{_FILES}/models.csv", f"{_FILES}/extra_models.csv")
_REGIONS = f"{_FILES}/metadata/organization_regions.csv"
_SIZES = f"{_FILES}/metadata/model_parameters.csv"
_DAYS = f"{_FILES}/metadata/release_date_corrections.csv"


def _facts(get: Get) -> Iterator[Told]:
    lists, regions, sizes, days = [get(url) for url in _LISTS], get(_REGIONS), get(_SIZES), get(_DAYS)
    if not any(response.changed for response in (*lists, regions, sizes, days)):
        return
    region_of = csv_of(regions, ["hf_org", "region"]).dropna().set_index("hf_org")["region"].to_dict()
    for response in lists:
        listed = _named(response, {"modelId": "model_name"})
        region = listed["model_name"].str.split("/").str[0].map(region_of)
        yield response, listed.assign(openness_name="tracked", region_name=region)
    named = {"model_id": "model_name"}
    sized = {"total_params_b": "parameters_b", "active_params_b": "active_parameters_b"}
    yield sizes, _named(sizes, named | sized)
    yield days, _named(days, named | {"actual_release_date": "released_on"})


def _named(response: RawResponse, columns: dict[str, str]) -> pd.DataFrame:
    """A row per model, by its id on the hub. Remarks stand before the header of one file."""
    told = b"\n".join(line for line in response.body.splitlines() if not line.startswith(b"#"))
    facts = csv_of(replace(response, body=told), columns).rename(columns=columns)
    return facts.assign(hub_id=facts["model_name"])


REFERENCE = Reference(
    id="tracked_models",
    title="ATOM tracked models",
    homepage="https://github.com/Interconnects-AI/tracked-models",
    license="Apache-2.0",
    license_url="https://github.com/Interconnects-AI/tracked-models/blob/main/LICENSE",
    attribution="ATOM tracked models, Interconnects, Apache-2.0",
    facts=_facts,
    hosts=GITHUB,
)
