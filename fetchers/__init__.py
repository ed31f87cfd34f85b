"""Fetchers pull public leaderboards (SOURCES) and lists of facts about models (REFERENCES): one module each.

This is the only door: the rest of the project imports from `fetchers`, never from a module within.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fetchers import (
    aider,
    alpacaeval,
    arena,
    arena_catalog,
    arena_hard,
    artificial_analysis,
    bfcl,
    bigcodebench,
    eci,
    eci_benchmarks,
    edi,
    epoch,
    epoch_models,
    euroeval,
    evalplus,
    facets,
    gpu_clusters,
    gso,
    helm_metadata,
    hub_stats,
    huggingface_hub,
    livebench,
    livecodebench,
    ml_hardware,
    models_dev,
    mteb,
    open_asr,
    open_llm,
    openrouter,
    osai_index,
    swe_bench,
    tau2_bench,
    terminal_bench,
    tracked_models,
    vectara,
)
from fetchers._source import (
    FACT_COLUMNS,
    SCORE_COLUMNS,
    UNREAD,
    Board,
    FetchError,
    Get,
    History,
    Hole,
    LayoutChanged,
    NotFound,
    RawResponse,
    Redact,
    Reference,
    ScoreTable,
    Since,
    Source,
    Told,
    hosts_of,
    private_boards,
)
from fetchers.osai_index import DIMENSIONS as OPENNESS_PARTS

if TYPE_CHECKING:
    from fetchers._http import HttpAnswer, http_get

SOURCES: tuple[Source, ...] = (
    aider.SOURCE,
    alpacaeval.SOURCE,
    arena.SOURCE,
    arena_catalog.SOURCE,
    arena_hard.SOURCE,
    artificial_analysis.SOURCE,
    bfcl.SOURCE,
    bigcodebench.SOURCE,
    eci.SOURCE,
    epoch.SOURCE,
    euroeval.SOURCE,
    evalplus.SOURCE,
    facets.SOURCE,
    gso.SOURCE,
    hub_stats.SOURCE,
    livebench.SOURCE,
    livecodebench.SOURCE,
    mteb.SOURCE,
    open_asr.SOURCE,
    open_llm.SOURCE,
    openrouter.SOURCE,
    swe_bench.SOURCE,
    tau2_bench.SOURCE,
    terminal_bench.SOURCE,
    vectara.SOURCE,
)

REFERENCES: tuple[Reference, ...] = (
    eci_benchmarks.REFERENCE,
    edi.REFERENCE,
    epoch_models.REFERENCE,
    gpu_clusters.REFERENCE,
    helm_metadata.REFERENCE,
    huggingface_hub.REFERENCE,
    ml_hardware.REFERENCE,
    models_dev.REFERENCE,
    osai_index.REFERENCE,
    tracked_models.REFERENCE,
)

__all__ = [
    "FACT_COLUMNS",
    "OPENNESS_PARTS",
    "REFERENCES",
    "SCORE_COLUMNS",
    "SOURCES",
    "UNREAD",
    "Board",
    "FetchError",
    "Get",
    "History",
    "Hole",
    "HttpAnswer",
    "LayoutChanged",
    "NotFound",
    "RawResponse",
    "Redact",
    "Reference",
    "ScoreTable",
    "Since",
    "Source",
    "Told",
    "hosts_of",
    "http_get",
    "private_boards",
]


def __getattr__(name: str) -> Any:
    """What needs the libraries of the network is loaded when asked for: readers know the sources, and fetch nothing."""
    if name not in ("HttpAnswer", "http_get"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("fetchers._http"), name)
