"""The European Open Source AI Index: twelve dimensions of openness of systems that call themselves open.

One YAML file per system, which speaks of its largest model of that day. The nation stands in a comment, which YAML
does not have, so it is read from the text. All files are asked for where the branch's head has moved.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pandas as pd

from fetchers._source import FACT_COLUMNS, GITHUB, Get, LayoutChanged, RawResponse, Reference, Told
from fetchers._text import hub_id, json_of, laid_out, text_of, yaml_of

_REPOSITORY = "Language-Technology-Assessment/main-database"
_API = f"https://api.github.com/repos/{_REPOSITORY}"
_TEMPLATE = "a_submission_template.yaml"
_NATION = re.compile(r"^#[ -]*National origin:(.*)$", re.MULTILINE)
#: In the index's order: what is available, what is documented, how it may be had.
DIMENSIONS = (
    "datasources_basemodel",
    "datasources_endmodel",
    "weights_basemodel",
    "weights_endmodel",
    "trainingcode",
    "code",
    "hardware_architecture",
    "preprint",
    "paper",
    "modelcard",
    "datasheet",
    "licenses",
)
_CLASSES = ("open", "partial", "closed")
_OF_OPEN_SOURCE = ("datasources_basemodel", "weights_endmodel", "trainingcode", "licenses")


def _facts(get: Get) -> Iterator[Told]:
    if not get(f"{_API}/commits?sha=main&per_page=1").changed:
        return
    tree = get(f"{_API}/git/trees/main?recursive=1")
    with laid_out(tree, "a tree with the path of each file"):
        paths = sorted(entry["path"] for entry in json_of(tree)["tree"])
    systems = [path for path in paths if path.endswith(".yaml") and "/" not in path and path != _TEMPLATE]
    if not systems:
        raise LayoutChanged(f"{tree.url}: expected YAML files, found {paths[:5]}")
    for path in systems:
        response = get(f"https://raw.githubusercontent.com/{_REPOSITORY}/main/{quote(path)}")
        yield response, _system(response)


def _system(response: RawResponse) -> pd.DataFrame:
    text = text_of(response)
    with laid_out(response, "a system with its organization and twelve dimensions as YAML"):
        told = yaml_of(response)
        system, nation = told["system"], _NATION.search(text)
        classes = {name: told[name]["class"] or None for name in DIMENSIONS}
        if strange := {*classes.values()} - {*_CLASSES, None}:
            raise ValueError(f"classes {strange}")
        links = told["weights_endmodel"]["link"]
        fact = {
            "model_name": system.get("endmodelname") or system.get("basemodelname") or system["name"],
            "system_name": system["name"],
            "organization_name": told["org"]["name"],
            "country_name": nation and nation[1].strip(),
            "openness_name": _openness(classes),
            "license_name": system.get("endmodellicense"),
            "released_on": system.get("releasedate"),
            "base_name": system.get("basemodelname"),
            "hub_id": hub_id(" ".join(links) if isinstance(links, list) else links),
            **classes,
        }
        return pd.DataFrame([{name: value or None for name, value in fact.items()}], dtype="str")


def _openness(classes: dict[str, str | None]) -> str:
    """What the classes say of openness as others grade it: of weights, and of what makes them open source."""
    if {classes[name] for name in _OF_OPEN_SOURCE} == {"open"}:
        return "open with data and code"
    return f"weights {classes['weights_endmodel']}{', data closed' * (classes['datasources_basemodel'] == 'closed')}"


REFERENCE = Reference(
    id="osai_index",
    title="European Open Source AI Index",
    homepage="https://osai-index.eu",
    license="CC-BY-4.0",
    license_url="https://creativecommons.org/licenses/by/4.0/",
    attribution="European Open Source AI Index, osai-index.eu, CC BY 4.0 (doi:10.5281/zenodo.15386042)",
    facts=_facts,
    columns=(*FACT_COLUMNS, "system_name", *DIMENSIONS, "retrieved_on"),
    hosts=GITHUB,
)
