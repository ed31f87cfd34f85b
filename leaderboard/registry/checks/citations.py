"""What the addresses that people cite can tell, and of which model."""

import re
from collections.abc import Mapping

from leaderboard.registry.checks.problem import Table

#: Lists that tell of a date only when a file came to the hub, which may be weeks before anybody could use it.
UPLOADS = (
    "https://huggingface.co/datasets/open-llm-leaderboard/contents/",
    "https://huggingface.co/api/models?",
    "https://raw.githubusercontent.com/evaleval/eval-card-registry/main/curation/hub_stats_frozen.parquet",
)
#: Lists whose days are not those of the weights: a collection on the hub tells when a model in it was last changed,
#: models.dev and ATOM when a model was released, as a product too: Kimi K3 eleven days before its weights.
DATE_OTHER_THINGS = (
    "https://huggingface.co/collections/",
    "https://models.dev/",
    "https://raw.githubusercontent.com/Interconnects-AI/tracked-models/",
)
#: Lists that people cite, by how their addresses begin, and the facts that each never tells. data: what a model was
#: trained on. day: of its release. modalities: of pictures, films, sounds or vectors.
_SILENT = {
    "https://epoch.ai/": "context languages",
    "https://evalplus.github.io/": "day context",
    "https://github.com/Video-MME/video-mme.github.io/": "base license data day context languages",  # the day of entry
    "https://gorilla.cs.berkeley.edu/data_": "base day modalities size context languages",
    "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/": "base data day size context languages",
    "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main/search": "modalities",
    "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main/text/": "modalities",
    "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main/text_style_control/": "modalities",
    "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main/webdev/": "modalities",
    "https://huggingface.co/datasets/open-llm-leaderboard/contents/": "data modalities context languages",
    "https://models.dev/": "base size languages",
    "https://openrouter.ai/api/v1/models": "day languages",  # the day of listing there
    "https://pypi.org/project/llmfit/": "data",
    "https://raw.githubusercontent.com/EuroEval/leaderboards/": "base license data day modalities languages",
    "https://raw.githubusercontent.com/Interconnects-AI/tracked-models/": "modalities",
    "https://raw.githubusercontent.com/Interconnects-AI/tracked-models/main/models.csv": "day size context languages",
    "https://raw.githubusercontent.com/LiveBench/": "license data day modalities size context languages",
    "https://raw.githubusercontent.com/ShishirPatil/gorilla/": "base day modalities size context languages",
    "https://raw.githubusercontent.com/anomalyco/models.dev/": "languages",
    "https://raw.githubusercontent.com/evaleval/eval-card-registry/main/curation/hub_stats_frozen.parquet": "context",
    "https://raw.githubusercontent.com/huggingface/open_asr_leaderboard/": "base license data day context",
    "https://raw.githubusercontent.com/njsuthe/AI-Futures/": "base license data modalities size context languages",
    "https://raw.githubusercontent.com/stanford-crfm/helm/": "license data languages",
    "https://raw.githubusercontent.com/tatsu-lab/alpaca_eval/": "size context languages",
}
#: Where a row names the text on what its model takes, gives and is.
TEXTS_ON_SPECS = ("evidence_url", "specs_evidence_url")
#: A page of a model on the hub.
_HUB_PAGE = re.compile(
    r"https://huggingface\.co/(?!(?:api|blog|collections|datasets|docs|papers|spaces)/)([^/?#]+/[^/?#]+)"
)


def silent(address: str, fact: str) -> bool:
    """Whether an address is of a list that never tells this fact."""
    return any(address.startswith(start) and fact in facts.split() for start, facts in _SILENT.items())


def hub_pages(models: Table) -> dict[str, set[str]]:
    """Page of the hub, in lower case -> the models whose weights it has."""
    pages: dict[str, set[str]] = {}
    for row in models.rows:
        if page := _HUB_PAGE.match(row["weights_url"]):
            pages.setdefault(page[1].lower(), set()).add(row["model_id"])
    return pages


def others(address: str, model_id: str, own: str, pages: Mapping[str, set[str]]) -> str:
    """The models, other than this one, whose page of the hub an address is; "" where it is no such page.

    own: the address of the model's weights. pages: `hub_pages`.
    """
    page = _HUB_PAGE.match(address)
    registered = pages.get(page[1].lower(), set()) if page else set()
    if registered:
        return "" if model_id in registered else ", ".join(sorted(registered))
    return "another model" if of_another_model(address, own) else ""


def of_another_model(address: str, own: str) -> bool:
    """Whether a page of the hub is another account's and does not bear the name of one's own, as its copies do."""
    pages = [_HUB_PAGE.match(url) for url in (address, own)]
    names = [re.sub(r"[^a-z0-9/]", "", page[1].lower()).split("/") for page in pages if page]
    return len(names) == 2 and names[0][0] != names[1][0] and names[1][1] not in names[0][1]
