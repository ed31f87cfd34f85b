"""Where boards place a model: planted by hand; the search; the sentences."""

from pathlib import Path

import pandas as pd
import pytest

from fetchers import OPENNESS_PARTS
from leaderboard.publish.model_words import ModelSpeaker
from leaderboard.questions import of_a_model
from leaderboard.records import references, store
from leaderboard.records.paths import DataDir
from leaderboard.registry import attribution, search, tables
from leaderboard.registry.countries import country_names
from tests import registry_by_hand
from tests.app_by_hand import small_registry
from tests.test_store import observations


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Two boards: one lists four models with a tie at the top and one twice, another no longer lists Early."""
    known = small_registry()
    monkeypatch.setattr(tables, "load", lambda: known)
    arena = [
        ("2025-04-01", "early", 1300.0),  # closed
        ("2025-04-01", "llama-3.3-70b", 1300.0),
        ("2025-04-01", "llama-3.3-70b-fp8", 1250.0),  # the same model, a worse setting
        ("2025-04-01", "opened-later", 1200.0),
        ("2025-04-01", "nobody-knows", 1100.0),
    ]
    aider = [
        ("2025-02-01", "early", 60.0),
        ("2025-02-01", "late", 50.0),
        ("2025-03-01", "late", 50.0),
        ("2025-03-01", "llama-3.3-70b", 40.0),
    ]
    for source_id, board_id, rows in (("arena", "arena/text", arena), ("aider", "aider/polyglot", aider)):
        store.append(DataDir(tmp_path), source_id, [observations(*rows, source_id=source_id, board_id=board_id)])
    return str(tmp_path)


def of(model_id: str, data: str) -> pd.DataFrame:
    return of_a_model.scores(model_id, data_dir=data, as_of="2025-05-01").set_index("board_id")


def test_a_model_is_placed_by_its_best_setting_among_all_and_among_open_models(data: str) -> None:
    told = of("llama-3.3-70b", data).loc["arena/text"]
    assert told[["score", "rank", "listed", "open_rank", "open_listed"]].tolist() == [1300.0, 1, 4, 1, 2]
    assert str(told["published_on"].date()) == "2025-04-01"
    later = of("opened-later", data).loc["arena/text"]
    assert later[["rank", "open_rank"]].tolist() == [3, 2]


def test_a_closed_model_has_no_place_among_open_ones(data: str) -> None:
    told = of("early", data).loc["arena/text"]
    assert told[["rank", "listed"]].tolist() == [1, 4]
    assert told[["open_rank", "open_listed"]].isna().all()


def test_a_board_that_no_longer_lists_it_says_when_it_did(data: str) -> None:
    told = of("early", data).loc["aider/polyglot"]
    assert told[["score", "rank", "published_on"]].isna().all()
    assert str(told["first_published_on"].date()) == str(told["last_published_on"].date()) == "2025-02-01"
    assert told["domain"] == "code"


def test_a_word_that_means_one_model_alone_asks_for_it(data: str) -> None:
    """So an id that was published leads on where two entries became one."""
    by_name = of_a_model.scores("llama-3.3-70b-fp8", data_dir=data)
    pd.testing.assert_frame_equal(by_name, of_a_model.scores("llama-3.3-70b", data_dir=data))


def test_an_unknown_model_is_an_error(data: str) -> None:
    with pytest.raises(ValueError, match="unknown model 'gpt-9'"):
        of_a_model.scores("gpt-9", data_dir=data)


def test_a_store_without_rows_places_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = small_registry()
    monkeypatch.setattr(tables, "load", lambda: known)
    (tmp_path / "observations").mkdir()
    assert of_a_model.scores("early", data_dir=str(tmp_path)).empty


def speaker(model_id: str, day: str, known: tables.Registry | None = None) -> ModelSpeaker:
    known = known or small_registry()
    return ModelSpeaker(attribution.prepare(known), model_id, country_names(known), day)


@pytest.mark.usefixtures("data")
def test_sentences_on_a_model() -> None:
    distilled = speaker("r1-distill-llama-70b", "2025-06-01")
    assert distilled.maker() == (
        "R1 Distill Llama 70B is a model of DeepSeek (China), built on Llama 3.3 70B of Meta (the United States)."
    )
    assert speaker("joint", "2025-06-01").maker().endswith("whether it stands on another's base is not known.")
    assert speaker("early", "2025-06-01").openness() == "Its weights are not public."
    assert speaker("opened-later", "2025-02-01").openness() == "Its weights are not public."
    assert speaker("opened-later", "2025-06-01").openness() == (
        "Its weights have been public since 1 March 2025 (open weights, no restrictions, MIT; "
        "nobody has read these terms for it yet)."
    )


def test_a_base_that_is_not_disclosed_is_told_from_one_that_nobody_knows() -> None:
    known = registry_by_hand.registry(
        models="""
            model_id,model_name,organization_id,base_model_id,base_evidence_url
            undisclosed,Undisclosed,deepseek,,https://example.org/about
        """
    )
    assert speaker("undisclosed", "2025-06-01", known).maker() == (
        "Undisclosed is a model of DeepSeek (China); what it is built on is not disclosed."
    )


def test_sentences_on_its_places(data: str) -> None:
    told = of_a_model.scores("llama-3.3-70b", data_dir=data, as_of="2025-05-01")
    assert speaker("llama-3.3-70b", "2025-05-01").placed(told) == (
        "It stands in the newest snapshots of 2 boards; "
        "best placed on Arena: Text (1st of 2 open models, 1 April 2025)."
    )
    gone = told[told["board_id"] == "none"]
    assert speaker("llama-3.3-70b", "2025-05-01").placed(gone) == "No stored board lists it."


def test_the_search_finds_by_any_spelling_whatever_its_case_and_marks() -> None:
    known = small_registry()

    def found(text: str) -> list[tuple[str, str]]:
        return [(entry.kind, entry.id) for entry in search.find(text, known)]

    assert found("deepseek r1 DISTILL") == [("model", "r1-distill-llama-70b")]
    assert found("deepseek-ai") == [("organization", "deepseek")]
    assert found("only_on_arena") == [("model", "early")]
    assert found("shared-name") == [("model", "early"), ("model", "late")]
    assert found("mover")[0] == ("organization", "mover")
    assert found("lama 3.3 70b")[0] == ("model", "llama-3.3-70b")  # what is held stands before what is near
    assert ("model", "llama-3.3-70b") in found("lIama 3.3 70b")
    assert found("<>!") == found("") == found("zzzzzzzzzz") == []


def graded(data: Path, *facts: dict[str, str]) -> list[tuple[str, ...]]:
    """What the index says of these: model_id, and the grade of its licenses."""
    silent = dict.fromkeys(OPENNESS_PARTS, "")
    references.keep(DataDir(data), "osai_index", [pd.DataFrame([silent | fact for fact in facts])])
    return list(of_a_model.parts(data_dir=data)[["model_id", "licenses"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ([{"model_name": "DeepSeek-R1", "licenses": "partial"}], [("deepseek-r1", "partial")]),
        ([{"model_name": "deepseek r1", "hub_id": "deepseek-ai/DeepSeek-R1"}], [("deepseek-r1", "")]),
        # a slip of upstream's: the link is that of another model
        ([{"model_name": "DeepSeek-R9", "hub_id": "deepseek-ai/DeepSeek-R1"}], []),
        # graded twice: which of the two speaks of it, nobody can tell
        ([{"model_name": "DeepSeek-R1", "licenses": name} for name in ("open", "closed")], []),
        ([{"model_name": "Qwen2.5-32B", "licenses": "open"}], []),  # undecidable in this index
    ],
)
def test_the_index_grades_the_model_that_it_names_and_no_other(
    tmp_path: Path, facts: list[dict[str, str]], found: list[tuple[str, ...]]
) -> None:
    assert graded(tmp_path, *facts) == found


def test_where_the_index_was_never_had_nothing_is_graded(tmp_path: Path) -> None:
    assert of_a_model.parts(data_dir=tmp_path).empty
