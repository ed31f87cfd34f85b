"""Who made it, on whose base, how open on that day: each rule on a registry small enough to read."""

from pathlib import Path

import pandas as pd
import pytest

from leaderboard.records import store
from leaderboard.records.paths import DataDir
from leaderboard.registry import attribution, tables
from leaderboard.registry.resolve import resolve
from tests.registry_by_hand import registry

SEED = Path(__file__).parents[1] / "data"


def told(
    model_name: str, *, source: str = "arena", day: str = "2025-08-01", **published: str | None
) -> dict[str, object]:
    asked = {"organization_name": None, "license_name": None} | published
    frame = pd.DataFrame([{"source_id": source, "model_name": model_name, **asked, "published_on": pd.Timestamp(day)}])
    row = attribution.attribute(frame, registry()).iloc[0]
    return {name: None if pd.isna(row[name]) else row[name] for name in attribution.COLUMNS}


def test_a_distilled_model_is_its_makers_on_anothers_base() -> None:
    found = told("DeepSeek-R1-Distill-Llama-70B")
    assert (found["country"], found["base_country"], found["organization_id"]) == ("CHN", "USA", "deepseek")


def test_a_quantized_spelling_is_the_same_model_with_a_setting() -> None:
    found = told("llama-3.3-70b-fp8")
    assert (found["model_id"], found["model_setting"]) == ("llama-3.3-70b", "fp8")


@pytest.mark.parametrize(
    ("day", "openness"),
    [("2025-02-28", "closed"), ("2025-03-01", "unrestricted_weights"), ("2026-01-01", "unrestricted_weights")],
)
def test_weights_are_open_from_the_day_they_came_out(day: str, openness: str) -> None:
    assert told("opened-later", day=day)["openness"] == openness


def test_the_registry_overrides_what_the_board_says() -> None:
    found = told("early", organization_name="meta", license_name="MIT")
    assert (found["country"], found["openness"]) == ("FRA", "closed")


def test_the_registrys_own_words_are_spellings_unless_a_board_means_another_by_them() -> None:
    known = registry(
        models="model_id,model_name,organization_id,base_model_id,weights_url\n"
        "early,Early One,mover,early,https://huggingface.co/mover/early\n"
        "late,Late,mover,late,https://huggingface.co/mover/late\nother,Late,mover,other,",
        model_openness="model_id,openness\nearly,closed\nlate,closed\nother,closed",
        model_aliases="source_id,model_name,model_id,setting\narena,early,late,",
    )
    found = {
        (source_id, name): attribution.prepare(known).model(source_id, name)
        for source_id in ("arena", "livebench")
        for name in ("early", "Early One", "mover/early", "late", "Late")
    }
    own = {"Early One": ("early", ""), "mover/early": ("early", ""), "late": ("late", ""), "Late": None}
    for source_id in ("arena", "livebench"):
        assert {name: found[source_id, name] for name in own} == own
    assert (found["arena", "early"], found["livebench", "early"]) == (("late", ""), None)


#: Hub ids that are another model's, and why two models have them.
_SHARED_PAGES = {
    "lmsys/vicuna-13b-v1.5": "the last of the weights behind Arena's floating name",
    "lmsys/vicuna-7b-v1.5": "the last of the weights behind Arena's floating name",
    "WizardLMTeam/WizardLM-13B-V1.2": "the last of the weights behind Arena's floating name",
    "microsoft/Phi-3-mini-128k-instruct": "June's weights took the place of April's; boards tell the two apart by name",
    "microsoft/Phi-3-mini-4k-instruct": "June's weights took the place of April's; boards tell the two apart by name",
}


def _own_words() -> pd.DataFrame:
    """Each id, name and hub id of the registry that ships, beside the model that has it."""
    models = tables.load().models
    on_hub = models[models["weights_url"].str.startswith(attribution.HUB)]
    words = [models["model_id"], models["model_name"], on_hub["weights_url"].str.removeprefix(attribution.HUB)]
    return pd.concat([models[["model_id"]].assign(model_name=some) for some in words]).dropna()


def test_every_word_of_the_registry_that_ships_means_the_model_that_has_it() -> None:
    own = _own_words().drop_duplicates().reset_index(drop=True)
    found = resolve(own[["model_name"]].assign(source="*"))["model_id"]
    other = own[found.to_numpy() != own["model_id"].to_numpy()]
    assert set(other["model_name"]) == set(_SHARED_PAGES)


def test_every_organization_of_the_registry_that_ships_resolves() -> None:
    known = tables.load()
    names = known.organizations["organization_name"]
    told = resolve(pd.DataFrame({"source": "*", "model_name": "unheard of", "organization_name": names}))
    assert told["organization_id"].notna().all()


@pytest.mark.parametrize("nowhere", ["", None])
def test_a_name_seen_nowhere_in_particular_is_looked_for_everywhere(
    nowhere: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = registry()
    monkeypatch.setattr(tables, "load", lambda: known)
    asked = pd.DataFrame({"source": ["*", nowhere, "livebench"], "model_name": "only-on-arena"}, dtype="object")
    assert resolve(asked)["model_id"].fillna("").tolist() == ["early", "early", ""]


def test_a_word_that_one_board_means_may_be_ambiguous_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    known = registry(undecidable="source_id,model_name,reason,note\n*,only-on-arena,ambiguous,means several")
    monkeypatch.setattr(tables, "load", lambda: known)
    asked = pd.DataFrame({"source": ["arena", "*", "livebench"], "model_name": "only-on-arena"}, dtype="object")
    told = resolve(asked)
    assert told["model_id"].fillna("").tolist() == ["early", "", ""]
    assert told["basis"].str.partition(";")[0].tolist() == ["alias", "undecidable:ambiguous", "undecidable:ambiguous"]


def test_a_name_that_several_models_bear_is_of_whom_the_board_says(monkeypatch: pytest.MonkeyPatch) -> None:
    known = registry(undecidable="source_id,model_name,reason,note\n*,Several,ambiguous,means several\n*,Two,pair,two")
    monkeypatch.setattr(tables, "load", lambda: known)
    asked = pd.DataFrame(
        {
            "source": "livebench",
            "model_name": ["Several", "Several", "Two"],
            "organization_name": ["DeepSeek AI", "nobody we know", "DeepSeek AI"],
            "license_name": ["MIT", None, "MIT"],
        }
    )
    told = resolve(asked)
    assert told["model_id"].isna().all()
    assert told["country"].fillna("").tolist() == ["CHN", "", ""]
    assert told["openness"].tolist() == ["unrestricted_weights", "unknown", "unknown"]
    assert told["basis"].tolist() == ["undecidable:ambiguous", "undecidable:ambiguous", "undecidable:pair"]


def test_one_scaffold_for_all_leaves_a_row_to_its_model_and_a_new_name_of_a_firm_is_the_firm() -> None:
    asked = {
        "source": "swe_bench",
        "model_name": ["mini-SWE-agent + Kimi K2 Instruct", "SWE-agent 1.0 (Claude 3.7 Sonnet)"],
    }
    told = resolve(pd.DataFrame(asked))
    assert (told["model_id"][0], told["basis"].str.partition(";")[0].tolist()) == (
        "kimi-k2-instruct",
        ["alias", "undecidable:scaffold"],
    )
    renamed = pd.DataFrame({"source": ["arena"], "model_name": ["unheard of"], "organization_name": ["SpaceXAI"]})
    assert resolve(renamed)["organization_id"].tolist() == ["xai"]


def test_a_model_keeps_the_seat_its_developer_had_at_release() -> None:
    assert (told("early")["country"], told("late")["country"]) == ("FRA", "USA")


def test_one_spelling_may_mean_two_models_on_two_boards() -> None:
    assert told("shared-name", source="arena")["model_id"] == "early"
    assert told("shared-name", source="livebench")["model_id"] == "late"
    assert told("shared-name", source="bfcl")["model_id"] is None
    assert told("shared-name", source="*")["model_id"] is None
    assert told("only-on-arena", source="*")["model_id"] == "early"
    assert told("only-on-arena", source="livebench")["model_id"] is None


def test_joint_origin_is_two_countries_and_an_unknown_base_stays_unknown() -> None:
    found = told("joint")
    assert (found["country"], found["base_country"]) == ("CHN;USA", None)


@pytest.mark.parametrize(
    "name", ["deepseek-r1-distill-llama-70b", "DeepSeek-R1-Distill-Llama-70B ", "meta-new", "deepseek-v9"]
)
def test_a_similar_spelling_is_not_an_alias(name: str) -> None:
    found = told(name)
    assert (found["model_id"], found["country"], found["openness"], found["basis"]) == (
        None,
        None,
        "unknown",
        "unknown",
    )


def test_an_unknown_model_takes_country_and_openness_from_what_the_board_names() -> None:
    found = told("deepseek-v9", organization_name="DeepSeek AI", license_name="Apache 2.0")
    assert (found["country"], found["openness"], found["basis"]) == (
        "CHN",
        "unrestricted_weights",
        "organization license",
    )
    assert found["base_country"] is None


@pytest.mark.parametrize("license_name", ["", "-", "Some License", None])
def test_a_blank_or_unknown_license_is_never_open(license_name: str | None) -> None:
    assert told("deepseek-v9", organization_name="DeepSeek AI", license_name=license_name)["openness"] == "unknown"


@pytest.mark.parametrize(("name", "openness"), [("o1 + r1", "unknown"), ("quasar-alpha", "closed")])
def test_undecidable_names_have_no_country_whatever_the_board_says(name: str, openness: str) -> None:
    found = told(name, organization_name="meta", license_name="MIT")
    assert (found["country"], found["model_id"], found["openness"]) == (None, None, openness)
    assert str(found["basis"]).startswith("undecidable:")


def test_any_source_finds_what_one_board_has_undecided() -> None:
    assert told("baseline-row", source="arena")["basis"] == "undecidable:baseline"
    assert told("baseline-row", source="*")["basis"] == "undecidable:baseline"
    assert told("baseline-row", source="livebench")["basis"] == "unknown"


def test_order_and_index_stay() -> None:
    names = ["late", "opened-later", "late", "nobody"]
    frame = pd.DataFrame({"source_id": "arena", "model_name": names, "organization_name": None, "license_name": None})
    frame["published_on"] = pd.Timestamp("2025-08-01")
    frame.index = [7, 3, 5, 1]
    found = attribution.attribute(frame, registry())
    assert found.index.tolist() == [7, 3, 5, 1]
    assert found["country"].astype("str").fillna("").tolist() == ["USA", "CHN", "USA", ""]
    assert found["openness"].tolist() == ["closed", "unrestricted_weights", "closed", "unknown"]


def test_open_since_is_the_day_the_weights_came_out() -> None:
    lookup = attribution.prepare(registry())
    assert lookup.open_since("opened-later", "2025-08-01") == "2025-03-01"
    assert lookup.open_since("opened-later", "2025-02-01") == ""
    assert lookup.open_since("llama-3.3-70b", "2025-08-01") == "2024-12-06"
    assert lookup.open_since("early", "2025-08-01") == ""


DATED = """
    model_id,model_name,organization_id,base_model_id,released_on,weights_on
    early,Early,meta,early,2026-06-20,
    late,Late,meta,late,2026-07-16,2026-07-27
"""
STEPS = """
    model_id,valid_from,openness
    early,,restricted_weights
    late,,restricted_weights
    late,2026-07-20,unrestricted_weights
    late,2026-08-02,restricted_weights
    late,2026-09-01,closed
"""


@pytest.mark.parametrize(
    ("model_name", "day", "openness", "open_since"),
    [
        ("early", "2026-06-19", "closed", ""),  # as Gemma 3n, which stood on a board before its own release
        ("early", "2026-06-20", "restricted_weights", "2026-06-20"),
        ("late", "2026-07-16", "closed", ""),  # as Kimi K3: no weights for eleven days after its release
        ("late", "2026-07-26", "closed", ""),
        ("late", "2026-07-27", "unrestricted_weights", "2026-07-27"),
        ("late", "2026-08-02", "restricted_weights", "2026-07-27"),
        ("late", "2026-09-01", "closed", ""),
    ],
)
def test_nothing_is_open_before_its_release_nor_before_its_weights_are_public(
    model_name: str, day: str, openness: str, open_since: str
) -> None:
    known = registry(models=DATED, model_openness=STEPS)
    lookup = attribution.prepare(known)
    frame = pd.DataFrame([{"source_id": "arena", "model_name": model_name, "published_on": pd.Timestamp(day)}])
    frame = frame.assign(organization_name=None, license_name=None)
    assert attribution.attribute(frame, known)["openness"].tolist() == [openness]
    assert lookup.openness_on(model_name, day) == openness
    assert lookup.open_since(model_name, day) == open_since


def test_open_since_may_ask_for_some_tiers_only() -> None:
    lookup = attribution.prepare(registry(models=DATED, model_openness=STEPS))
    assert lookup.open_since("late", "2026-08-02", ("restricted_weights",)) == "2026-08-02"
    assert lookup.open_since("late", "2026-08-02", ("unrestricted_weights",)) == ""


def test_what_is_remembered_of_spellings_holds_those_of_all_boards_twice() -> None:
    """One more than fit, and none of them is found when all are asked for again."""
    spellings = store.scan(DataDir(SEED), columns=["source_id", "model_name"], packed=True).drop_duplicates()
    assert 2 * len(spellings) < attribution._by_name.cache_parameters()["maxsize"]
