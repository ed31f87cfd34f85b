"""Scores as documents of Every Eval Ever: valid by its published schema, with the ids that it and the hub use."""

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator, ValidationError

from leaderboard.cli import main
from leaderboard.publish.evaluations import documents, ids
from leaderboard.registry import tables
from tests import registry_by_hand

SCHEMA = Draft7Validator(json.loads((Path(__file__).parent / "fixtures/every_eval_ever/eval.schema.json").read_bytes()))
SEED = Path(__file__).parents[1] / "data"
ALIASES = pd.DataFrame(
    [
        ("hub/llama-70b", "model", "meta/llama-3.3-70b"),
        ("early", "model", "mover/early"),
        ("only-on-arena", "model", "mover/early"),
        ("opened-later", "model", "deepseek/one"),
        ("DeepSeek AI", "org", "deepseek"),
        ("late", "model", "mover/late"),
        ("shared-name", "model", "mover/other"),
        ("joint", "model", "unknown/joint"),
    ],
    columns=["raw_value", "entity_type", "canonical_id"],
)


@pytest.mark.usefixtures("data")
def test_every_document_is_valid_and_holds_the_published_score() -> None:
    found = list(documents("arena/text", ids()))
    for document in found:
        SCHEMA.validate(document)
    (deep,) = [document for document in found if document["model_info"]["name"] == "Deep-2"]
    scores = {one["evaluation_name"]: one["score_details"] for one in deep["evaluation_results"]}
    assert {name.rpartition(", ")[2]: one["score"] for name, one in scores.items()} == {
        "overall": 1260.0,
        "coding": 1250.0,
        "korean": 1250.0,
    }
    overall = next(one for name, one in scores.items() if name.endswith("overall"))
    assert overall["uncertainty"] == {
        "confidence_interval": {"lower": 1255.0, "upper": 1265.0, "confidence_level": 0.95}
    }
    assert overall["details"]["published_on"] == "2025-03-10"
    coding = next(one for name, one in scores.items() if name.endswith("coding"))
    assert "uncertainty" not in coding
    (shut,) = [document for document in found if document["model_info"]["name"] == "Shut"]
    assert shut["model_info"]["additional_details"]["model_availability"] == "closed_weights"
    assert shut["model_info"]["id"] == "mover/Shut"


@pytest.mark.usefixtures("data")
def test_the_schema_refuses_a_document_without_its_score() -> None:
    document = next(documents("arena/text", ids()))
    del document["evaluation_results"][0]["score_details"]["score"]
    with pytest.raises(ValidationError):
        SCHEMA.validate(document)


def test_a_model_has_the_canonical_id_of_its_hub_id_or_of_all_its_spellings(monkeypatch: pytest.MonkeyPatch) -> None:
    known = registry_by_hand.registry()
    models = known.models
    weights = models["weights_url"].mask(models["model_id"] == "llama-3.3-70b", "https://huggingface.co/hub/llama-70b")
    known = type(known)(**{**vars(known), "models": models.assign(weights_url=weights)})
    monkeypatch.setattr(tables, "load", lambda: known)
    found = ids(ALIASES)
    assert found.hub == {"llama-3.3-70b": "hub/llama-70b"}
    # the aliases take `early` and `shared-name` for two models: neither is told
    assert found.canonical == {"llama-3.3-70b": "meta/llama-3.3-70b", "opened-later": "deepseek/one"}
    assert ids(ALIASES[ALIASES["raw_value"] != "shared-name"]).canonical["early"] == "mover/early"
    assert found.of("late") == ""
    assert found.of("llama-3.3-70b") == "hub/llama-70b"
    assert found.of("opened-later") == "deepseek/one"
    assert ids().of("llama-3.3-70b") == "hub/llama-70b"
    assert found.coverage(set(known.models["model_id"])) == (
        "Of 6 registered models 1 have an id of the hub, 2 a canonical one."
    )
    with pytest.raises(ValueError, match="missing canonical_id"):
        ids(ALIASES.drop(columns="canonical_id"))


def test_an_alias_without_its_canonical_id_says_nothing() -> None:
    blank = pd.DataFrame({"raw_value": [next(iter(ids().hub.values()))], "entity_type": ["model"]})
    assert ids(pd.concat([ALIASES, blank])) == ids(ALIASES)


def test_what_may_not_be_passed_on_is_not_converted() -> None:
    with pytest.raises(ValueError, match="may not be passed on"):
        next(documents("swe_bench/verified", ids()))


def test_the_verb_prints_a_document_a_line_and_says_its_coverage(data: Path) -> None:
    printed = CliRunner().invoke(main, ["evaluations", "--board", "arena/vision", "--data-dir", str(data)])
    assert printed.exit_code == 0, printed.output
    assert [json.loads(line)["model_info"]["name"] for line in printed.stdout.splitlines()] == ["Deep-2", "Llama"]
    assert "have an id of the hub" in printed.stderr


@pytest.mark.parametrize(
    ("table", "found"),
    [
        (ALIASES.to_csv().encode(), "expected a table as Parquet, found none (Parquet magic bytes not found in footer"),
        (b"", "expected a table as Parquet, found none (Parquet file size is 0 bytes"),
        (b"PAR1" + bytes(40) + b"\x04\0\0\0PAR1", "expected a table as Parquet, found none (Invalid data)"),
        (
            ALIASES.drop(columns="entity_type").to_parquet(),
            "expected texts as raw_value,entity_type,canonical_id, missing",
        ),
        (ALIASES.assign(canonical_id=5).to_parquet(), "missing canonical_id"),
    ],
)
def test_a_file_that_is_no_table_of_aliases_is_named(table: bytes, found: str, tmp_path: Path) -> None:
    path = tmp_path / "aliases.parquet"
    path.write_bytes(table)
    said = CliRunner().invoke(main, ["evaluations", "--aliases", str(path)])
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith(f"Error: {path}: ")
    assert found in said.stderr
    assert said.stderr.count("\n") == 1


@pytest.mark.parametrize("board", ["livebench/global", "tau2_bench/airline", "vectara/hallucination"])
def test_boards_of_the_seed_are_valid(board: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-11-28T00:00:00Z")
    found = list(documents(board, ids(), data_dir=SEED))
    assert found
    for document in found:
        SCHEMA.validate(document)
    assert len({document["evaluation_id"] for document in found}) == len(found)
