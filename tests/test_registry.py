"""The registry is whole, and each check of it can fail."""

from pathlib import Path

import pytest

import leaderboard
from leaderboard.registry import checks, fields, tables
from tests.registry_by_hand import registry as by_hand

#: A table changed -> what the checks must say.
BROKEN = {
    "an organization nobody registered": (
        {"organization_aliases": "alias,organization_id\nX,nobody"},
        "organization_aliases.csv: organization_id: expected a known one, found 'nobody'",
    ),
    "a key that stands twice": (
        {"organization_aliases": "alias,organization_id\nX,meta\nX,deepseek"},
        "organization_aliases.csv: expected each alias once, found ('X',) again",
    ),
    "rows out of order": (
        {"organization_aliases": "alias,organization_id\nY,meta\nX,deepseek"},
        "organization_aliases.csv: expected rows sorted by alias, found ('Y',) out of place",
    ),
    "a country that is no code": (
        {"organizations": "organization_id,country\ndeepseek,China\njoint-lab,USA\nmeta,USA\nmover,FRA"},
        "organizations.csv: country: expected a known one, found 'China'",
    ),
    "an openness nobody defined": (
        {"licenses": "license,openness\nMIT,open"},
        "licenses.csv: openness: expected one of unrestricted_weights",
    ),
    "a date that is none": (
        {"events": "date,title,kind\n2025-13-01,A thing,release"},
        "events.csv: date: expected YYYY-MM-DD, found '2025-13-01'",
    ),
    "evidence without its date": (
        {"organizations": "organization_id,country,evidence_url\nmeta,USA,https://example.org"},
        "organizations.csv: meta: expected evidence_url and checked_on together, found one alone",
    ),
    "a tier that was read nowhere": (
        {"model_openness": "model_id,valid_from,openness,basis\nlate,,closed,read"},
        "model_openness.csv: late: expected the evidence that was read, found none",
    ),
    "an address that is none": (
        {"models": "model_id,organization_id,weights_url\nlate,meta,huggingface.co/meta/late"},
        "models.csv: weights_url: expected an address of the web, found 'huggingface.co/meta/late'",
    ),
    "a size that is no number": (
        {"models": "model_id,organization_id,parameters_b\nlate,meta,7B"},
        "models.csv: parameters_b: expected a plain decimal number, found '7B'",
    ),
    "a sense that nobody defined": (
        {"models": "model_id,organization_id,input_modalities\nlate,meta,text;smell"},
        "models.csv: input_modalities: expected one of text, image, video, audio, found 'text;smell'",
    ),
    "a spelling of a license that tells both a text and a tier": (
        {"license_aliases": "license_name,license,openness\nMIT,MIT,closed"},
        "license_aliases.csv: 'MIT': expected a license or else a tier, found both or neither",
    ),
    "a lineage that goes round": (
        {"models": "model_id,organization_id,base_model_id\na,meta,b\nb,meta,a"},
        "models.csv: base_model_id: expected a chain that ends, found a -> b -> a",
    ),
    "a model that says nothing of its openness": (
        {"model_openness": "model_id,valid_from,openness\nearly,,closed"},
        "model_openness.csv: expected a row with blank valid_from for late, found none",
    ),
    "a model that no spelling reaches": (
        {"model_aliases": "source_id,model_name,model_id\n*,early,early"},
        "models.csv: late: expected an alias or a model built on it",
    ),
    "a verdict on a model nobody registered": (
        {"verdicts": "kind,model_id,source,theirs,verdict,reason,checked_on\nbase,gone,x,y,ours,z,2026-01-02"},
        "verdicts.csv: model_id: expected a known one, found 'gone'",
    ),
    "a verdict that they are right, where the registry should have changed": (
        {"verdicts": "kind,model_id,source,theirs,verdict,reason,checked_on\nbase,meta/*,x,y,theirs,z,2026-01-02"},
        "verdicts.csv: verdict: expected one of ours, both, found 'theirs'",
    ),
    "a verdict without a reason": (
        {"verdicts": "kind,model_id,source,theirs,verdict,checked_on\nbase,late,x,y,ours,2026-01-02"},
        "verdicts.csv: reason: expected a value in every row, found blanks",
    ),
    "another's country that is none of ours": (
        {"country_names": "name,country\nUtopia,UTO"},
        "country_names.csv: country: expected a known one, found 'UTO'",
    ),
    "another's word for a tier that is none": (
        {"openness_crosswalk": "scheme,term,openness\nx,Open,restricted_weights;ajar"},
        "openness_crosswalk.csv: openness: expected one of open_source",
    ),
    "a correction of a model nobody registered": (
        {"corrections": "date,kind,id,column,before,after,reason\n2026-01-02,model,gone,openness,closed,unknown,z"},
        "corrections.csv: id: expected a registered model, found 'gone'",
    ),
    "a correction of what is no column": (
        {"corrections": "date,kind,id,column,before,after,reason\n2026-01-02,organization,meta,openness,a,b,z"},
        "corrections.csv: meta: expected a column of its organization, found 'openness'",
    ),
    "a correction that changes nothing": (
        {"corrections": "date,kind,id,column,before,after,reason\n2026-01-02,organization,meta,country,USA,USA,z"},
        "corrections.csv: meta: expected a change, found 'USA' before and after",
    ),
    "a name both decided and undecidable": (
        {"undecidable": "source_id,model_name,reason\n*,early,pair"},
        "undecidable.csv: 'early' of * is also in model_aliases.csv",
    ),
}


def test_the_registry_that_ships_is_whole() -> None:
    assert checks.problems(tables.load()) == []


def test_the_docs_are_those_of_the_field_dictionary() -> None:
    page = Path(__file__).parents[1] / "docs" / "registry-fields.md"
    assert page.read_text(encoding="utf-8") == fields.markdown(), "run: make docs"


def test_the_small_registry_of_these_tests_is_whole() -> None:
    assert checks.problems(by_hand()) == []


@pytest.mark.parametrize(("tables", "problem"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_said(tables: dict[str, str], problem: str) -> None:
    assert [said for said in checks.problems(by_hand(**tables)) if said.startswith(problem)], problem


def test_corrections_are_told_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    log = "date,kind,id,column,before,after,reason\n2026-01-02,organization,meta,country,FRA,USA,a\n"
    known = by_hand(corrections=log + "2026-02-03,model,late,openness,closed,unknown,b")
    monkeypatch.setattr(tables, "load", lambda: known)
    assert leaderboard.corrections()["reason"].tolist() == ["b", "a"]
