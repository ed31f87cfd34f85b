"""The pages on who made a model: each answer with its evidence, hostile names as text, a way to report."""

import html
from dataclasses import replace
from pathlib import Path

import pytest

from fetchers import REFERENCES
from leaderboard.registry import boards, tables
from tests import app_by_hand
from tests.registry_by_hand import registry as by_hand

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def nothing_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry alone speaks: no board is stored."""
    (tmp_path / "observations").mkdir()
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(tmp_path))


def page(module: str, monkeypatch: pytest.MonkeyPatch, *, changed: dict[str, str] | None = None, **asked: str) -> str:
    """All that a page says, as HTML and text."""
    known = replace(by_hand(**(changed or {})), boards=tables.load().boards)
    monkeypatch.setattr(tables, "load", lambda: known)
    app = app_by_hand.page_of(module, **asked)
    parts = [element.proto.body for element in app.get("html")]
    return "\n".join([*parts, *(element.value for element in app.code)])


def test_a_model_shows_developer_base_and_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    said = page("model", monkeypatch, model="r1-distill-llama-70b")
    for expected in ("R1 Distill Llama 70B", "China", "United States", "Llama 3.3 70B", "https://example.org/r1"):
        assert expected in said
    assert "DeepSeek-R1-Distill-Llama-70B" in said  # the spelling that boards use


def test_whoever_spells_a_model_is_named_by_title_a_list_of_facts_too() -> None:
    shipped = tables.load()
    for table in (shipped.model_aliases, shipped.undecidable):
        boards.upstreams({*table["source_id"]} - {"*"})  # raises where one has no title
    of_lists = {reference.id for reference in REFERENCES}
    spelled = shipped.model_aliases[shipped.model_aliases["source_id"].isin(of_lists)]
    for alias in spelled.drop_duplicates("source_id").to_dict("records"):
        said = "".join(app_by_hand.bodies(app_by_hand.page_of("model", model=alias["model_id"])))
        (title,) = (reference.title for reference in REFERENCES if reference.id == alias["source_id"])
        assert html.escape(title) in said.partition("What boards and lists call it")[2]


def test_what_nobody_has_read_is_shown_as_unverified(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "unverified" in page("model", monkeypatch, model="early")
    assert "unverified" in page("organization", monkeypatch, organization="meta")


def test_openness_is_told_by_date(monkeypatch: pytest.MonkeyPatch) -> None:
    said = page("model", monkeypatch, model="opened-later")
    steps = said.partition("How open, since when")[2]
    assert 0 < steps.index("the beginning") < steps.index("2025-03-01")


def test_licenses_of_what_it_stands_on_are_shown_where_they_bind_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    bind = "Licenses below it that bind it too"
    assert bind not in page("model", monkeypatch, model="r1-distill-llama-70b")  # the license is its base's
    own = """
        model_id,valid_from,openness,license,basis
        llama-3.3-70b,,restricted_weights,LicenseRef-Llama-3.3,read
        r1-distill-llama-70b,,unrestricted_weights,MIT,read
    """
    said = page("model", monkeypatch, changed={"model_openness": own}, model="r1-distill-llama-70b")
    _, _, below = said.partition(bind)
    assert "Llama 3.3 70B" in below.partition("Lineage")[0]


def test_that_a_page_states_no_license_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = {
        "license_aliases": "license_name,license,openness\nLlama 3.3,LicenseRef-Llama-3.3,",
        "licenses": "license,openness,commercial_use,text_url\n"
        "LicenseRef-Llama-3.3,restricted_weights,conditional,\nNONE,noncommercial_weights,no,https://example.org/none",
        "model_openness": "model_id,valid_from,openness,license,basis\n"
        "llama-3.3-70b,,restricted_weights,LicenseRef-Llama-3.3,read\n"
        "r1-distill-llama-70b,,noncommercial_weights,NONE,read",
    }
    said = page("model", monkeypatch, changed=changed, model="r1-distill-llama-70b")
    assert "open weights, non-commercial, as no license is stated" in said
    for expected in ("none stated", "no commercial use", "Llama-3.3"):  # what it stands on binds it too
        assert expected in said
    assert "NONE" not in said


def test_an_organization_lists_its_models(monkeypatch: pytest.MonkeyPatch) -> None:
    said = page("organization", monkeypatch, organization="deepseek")
    assert "model?model=opened-later" in said
    assert "model?model=llama-3.3-70b" not in said


def test_a_word_that_means_one_leads_to_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "https://example.org/r1" in page("model", monkeypatch, model="DeepSeek-R1-Distill-Llama-70B")
    assert "model?model=opened-later" in page("organization", monkeypatch, organization="DeepSeek")


def test_an_unknown_name_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no model that the registry holds" in page("model", monkeypatch, model="no-such-model")


def test_a_report_goes_to_the_hosts_tracker_or_can_be_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Wrong attribution: model early" in page("model", monkeypatch, model="early")
    monkeypatch.setenv("LEADERBOARD_REPORT_URL", "https://example.org/issues/new")
    assert "https://example.org/issues/new?template=wrong-attribution.yml&amp;title=Wrong" in page(
        "model", monkeypatch, model="early"
    )


def test_names_and_notes_stay_text(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "early,<img src=x>,mover,early,<script>alert(1)</script>"
    hostile = f"model_id,model_name,organization_id,base_model_id,note\n{hostile}"
    said = page("model", monkeypatch, changed={"models": hostile}, model="early")
    assert "<img" not in said
    assert "<script" not in said
    assert "&lt;img src=x&gt;" in said


def test_corrections_are_listed_or_said_to_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "None so far" in page("corrections", monkeypatch)
    changed = (
        "date,kind,id,column,before,after,reason\n2026-02-03,models,early,organization_id,meta,mover,a page was read"
    )
    said = page("corrections", monkeypatch, changed={"corrections": changed})
    assert "2026-02-03" in said
    assert "a page was read" in said
