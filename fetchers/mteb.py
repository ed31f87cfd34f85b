"""MTEB: text embeddings, from the repository of its results. A sample: six models on the five tasks that all have.

The repository has a folder per model and revision and no list of them, and its full benchmarks need
hundreds of files; a further model is a further line here.
"""

import math
from collections.abc import Iterator
from decimal import Decimal
from functools import partial

import pandas as pd

from fetchers._parts import in_parts
from fetchers._source import GITHUB, Board, Get, History, Hole, LayoutChanged, RawResponse, ScoreTable, Source
from fetchers._text import json_of, laid_out

_RESULTS = "https://raw.githubusercontent.com/embeddings-benchmark/results/main/results"
_MODELS = (
    "BAAI__bge-m3/5617a9f61b028005a4858fdac845db406aefb181",
    "Qwen__Qwen3-Embedding-8B/4e423935c619ae4df87b646a3ce949610c66241c",
    "Snowflake__snowflake-arctic-embed-l-v2.0/edc2df7b6c25794b340229ca082e7c78782e6374",
    "google__gemini-embedding-001/1",
    "intfloat__multilingual-e5-large-instruct/baa7be480a7de1539afce709c8f13f833a510e0a",
    "nvidia__llama-embed-nemotron-8b/84a375593d27d3528beb4e104822515659e093b4",
)
_TASKS = ("ArguAna", "STSBenchmark", "SprintDuplicateQuestions", "StackExchangeClustering.v2", "TRECCOVID")


def _tables(get: Get, history: History) -> Iterator[ScoreTable | Hole]:  # noqa: ARG001 (results are added, not changed)
    """One table for all models, which are read again where any of their files changed."""
    changed: list[RawResponse] = []
    rows: list[dict[str, object]] = []
    whole = True
    for told in in_parts(get, (((), partial(_model, model)) for model in _MODELS)):
        if isinstance(told, Hole):
            whole = False
            yield told
        else:
            files, of_model = told
            changed += [file for file in files if file.changed]
            rows += of_model
    if changed:
        yield ScoreTable(changed[-1], pd.DataFrame(rows), complete=whole)


def _model(model: str, get: Get) -> Iterator[tuple[list[RawResponse], list[dict[str, object]]]]:
    files = [get(f"{_RESULTS}/{model}/{name}.json") for name in ("model_meta", *_TASKS)]
    yield files, _rows(*files)


def _rows(meta: RawResponse, *tasks: RawResponse) -> list[dict[str, object]]:
    """A row per task, and `overall`: the mean of the tasks, none of which may be missing."""
    with laid_out(meta, "a model with name, open_weights, license and release_date"):
        told = json_of(meta)
        facts = {
            "board_id": "mteb/english_sample",
            "model_name": told["name"],
            "openness_name": {True: "open", False: "not open", None: None}[told["open_weights"]],
            "license_name": told["license"],
            "released_on": told["release_date"],
        }
        if not isinstance(told["name"], str):
            raise TypeError(f"a name {told['name']!r}")
    scores = dict(zip(_TASKS, map(_score, tasks), strict=True))
    overall = math.fsum(scores.values()) / len(scores)
    return [{**facts, "category": task, "score": score} for task, score in {"overall": overall, **scores}.items()]


def _score(response: RawResponse) -> float:
    """The main score on the English test split, from 0 to 1 in the file, in percent."""
    with laid_out(response, "scores.test with one main_score for the subset `default`"):
        (found,) = (entry for entry in json_of(response)["scores"]["test"] if entry["hf_subset"] == "default")
        score = float(Decimal(str(found["main_score"])).scaleb(2))
    if not 0 <= score <= 100:
        raise LayoutChanged(f"{response.url}: expected a main_score from 0 to 1, found {found['main_score']}")
    return score


SOURCE = Source(
    id="mteb",
    title="MTEB",
    homepage="https://huggingface.co/spaces/mteb/leaderboard",
    license="CC0-1.0",
    license_url="https://creativecommons.org/publicdomain/zero/1.0/",
    attribution="MTEB results, embeddings-benchmark, CC0",
    boards=(
        Board("mteb/english_sample", "MTEB: five English tasks", "main_score", "percent", score_min=0, score_max=100),
    ),
    tables=_tables,
    expected_every=None,
    hosts=GITHUB,
)
