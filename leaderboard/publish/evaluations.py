"""A board's scores as documents of Every Eval Ever, the shared schema for evaluation results, version 0.3.0.

Its ids of models are those of the Hugging Face hub where weights lie there. For others the coalition's registry has ids
of its own, by exact spelling; whoever has its table of aliases can hand it over, as it states no license that would let
us bring it along.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Unpack

import pandas as pd
from pandas.api.types import is_string_dtype

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.publish.exports import records
from leaderboard.questions import histories
from leaderboard.questions.view import View
from leaderboard.registry import boards, published, tables
from leaderboard.registry.boards import CuratedBoard
from leaderboard.registry.fields import OPEN_WEIGHTS

SCHEMA_VERSION = "0.3.0"
#: Columns of the coalition's table of aliases that are read.
ALIAS_COLUMNS = ("raw_value", "entity_type", "canonical_id")
#: How an id begins of a model whose developer the coalition does not know.
_NOBODY = "unknown/"
_READ = ("recorded_at", "response_sha256", "organization_name", "scored_on", "benchmark_version")


@dataclass(frozen=True)
class Ids:
    """What others call our models, by model_id: hub, names on the Hugging Face hub; canonical, ids of the coalition."""

    hub: Mapping[str, str]
    canonical: Mapping[str, str]

    def of(self, model_id: str) -> str:
        """The id that the schema wants; "" where neither is known. That of the hub is of one set of weights."""
        return self.hub.get(model_id) or self.canonical.get(model_id, "")

    def coverage(self, model_ids: set[str]) -> str:
        """How many of these models have either id, in a sentence."""
        hub, canonical = (len(model_ids & known.keys()) for known in (self.hub, self.canonical))
        return f"Of {len(model_ids):,} registered models {hub:,} have an id of the hub, {canonical:,} a canonical one."


def ids(aliases: pd.DataFrame | None = None) -> Ids:
    """The ids of all registered models. aliases: the coalition's table, columns ALIAS_COLUMNS; None: no canonical ids.

    A model has the canonical id that its hub id means there, else the one that all its spellings mean that are known
    there; where these disagree, none. Raises ValueError where a column is missing or holds no texts.
    """
    table = published.registry_table()
    named = table[table["hub_id"] != ""]
    hub = dict(zip(named["model_id"], named["hub_id"], strict=True))
    if aliases is None:
        return Ids(hub, {})
    texts = aliases.columns[[is_string_dtype(aliases[name]) for name in aliases]]
    if missing := [name for name in ALIAS_COLUMNS if name not in texts]:
        raise ValueError(f"aliases: expected texts as {','.join(ALIAS_COLUMNS)}, missing {','.join(missing)}")
    models = aliases[aliases["entity_type"] == "model"].dropna(subset=list(ALIAS_COLUMNS))
    models = models[~models["canonical_id"].str.startswith(_NOBODY)]
    means = dict(zip(models["raw_value"].astype(str), models["canonical_id"].astype(str), strict=True))
    canonical = {model_id: means[name] for model_id, name in hub.items() if name in means}
    for model_id, spellings in tables.load().model_aliases.groupby("model_id")["model_name"]:
        told = {means[name] for name in spellings if name in means}
        if model_id not in canonical and len(told) == 1:
            canonical[str(model_id)] = told.pop()
    return Ids(hub, canonical)


def documents(board_id: str, known: Ids, **view: Unpack[View]) -> Iterator[dict[str, Any]]:
    """The newest complete snapshot of every category of a board: a document for each published name and setting.

    Raises UnknownBoard, and ValueError for a board that may not be passed on.
    """
    curated = boards.board(board_id)
    if not curated.board.redistributable:
        raise ValueError(f"{board_id}: may not be passed on, by the terms of {curated.source.title}")
    pasts = histories.newest({board_id: None}, **(view | {"columns": _READ, "openness": "all"}))
    rows = [_rows(past) for past in pasts if past.snapshots]
    if not rows:
        return
    for (name, setting), of_model in pd.concat(rows).groupby(["model_name", "setting"], sort=True):
        yield _document(curated, known, str(name), str(setting), records(of_model))  # type: ignore[arg-type]


def _rows(past: BoardHistory) -> pd.DataFrame:
    newest = past.rows[past.rows["published_on"] == past.rows["published_on"].max()]
    texts = newest.select_dtypes("category").columns
    return newest.astype(dict.fromkeys(texts, "str")).assign(category=past.category)


def _document(curated: CuratedBoard, known: Ids, name: str, setting: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    source, first = curated.source, rows[0]
    created = f"{max(pd.Timestamp(row['recorded_at']) for row in rows).timestamp():.6f}"
    model = first["model_id"] or ""
    called = known.of(model) or (f"{first['organization_id'] or 'unknown'}/{model or name}")
    developer = {"developer": first["organization_name"]} if first["organization_name"] else {}
    return {
        "schema_version": SCHEMA_VERSION,
        "evaluation_id": "/".join(filter(None, (curated.board.id, called, name, setting, created))),
        "retrieved_timestamp": created,
        "source_metadata": {
            "source_name": source.title,
            "source_type": "documentation",
            "source_organization_name": source.attribution,
            "source_organization_url": source.homepage,
            "evaluator_relationship": "other",  # of most boards we do not know who ran which row
            "additional_details": {"license": source.license, "license_url": source.license_url},
        },
        "eval_library": {"name": source.title, "version": first["benchmark_version"] or "unknown"},
        "model_info": {
            "name": name,
            "id": called,
            **developer,
            "additional_details": {
                "deployment_type": "unknown",
                "model_availability": _availability(str(first["openness"])),
                **{key: str(first[key]) for key in ("model_id", "country", "base_country", "openness") if first[key]},
                **({"canonical_id": known.canonical[model]} if model in known.canonical else {}),
            },
        },
        "evaluation_results": [_result(curated, row) for row in rows],
    }


def _availability(openness: str) -> str:
    if openness in OPEN_WEIGHTS:
        return "open_weights"
    return "closed_weights" if openness == "closed" else "unknown"


def _result(curated: CuratedBoard, row: Mapping[str, Any]) -> dict[str, Any]:
    board = curated.board
    scored = {"evaluation_timestamp": row["scored_on"]} if row["scored_on"] else {}
    bounds = {"score_type": "continuous", "min_score": 0, "max_score": 100} if board.unit == "percent" else {}
    return {
        "evaluation_name": f"{board.title}, {row['category']}",
        "source_data": {"dataset_name": board.title, "source_type": "url", "url": [curated.source.homepage]},
        **scored,
        "metric_config": {
            "metric_id": f"{curated.source.id}.{board.metric}",
            "metric_name": board.metric,
            "metric_unit": board.unit,
            "lower_is_better": not board.higher_is_better,
            **bounds,
        },
        "score_details": {
            "score": row["score"],
            "details": {
                name: str(row[name])
                for name in (
                    "published_on",
                    "recorded_at",
                    "category",
                    "setting",
                    "benchmark_version",
                    "response_sha256",
                )
                if row[name]
            },
            **_uncertainty(row, board.level),
        },
    }


def _uncertainty(row: Mapping[str, Any], level: float) -> dict[str, Any]:
    """The published interval, and what the score rests on."""
    told: dict[str, Any] = {}
    if row["score_low"] is not None and row["score_high"] is not None:
        told["confidence_interval"] = {
            "lower": row["score_low"],
            "upper": row["score_high"],
            "confidence_level": level,
        }
    if row["sample_size"] is not None:
        told["num_samples"] = int(row["sample_size"])
    return {"uncertainty": told} if told else {}
