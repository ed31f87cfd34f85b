"""What nobody has read of a row: its license on its day, and the seat that makes it its nation's."""

import pandas as pd

from leaderboard.registry import attribution, evidence
from tests.registry_by_hand import registry

OPENNESS = """
    model_id,valid_from,openness,license,basis
    early,,closed,,read
    joint,,noncommercial_weights,CC-BY-NC-4.0,read
    late,,closed,,read
    llama-3.3-70b,,restricted_weights,LicenseRef-Llama-3.3,assumed
    llama-3.3-70b,2025-03-01,restricted_weights,LicenseRef-Llama-3.3,read
    opened-later,,closed,,read
    opened-later,2025-03-01,unrestricted_weights,MIT,assumed
    r1-distill-llama-70b,,unrestricted_weights,MIT,read
"""
SEATS = """
    organization_id,valid_from,organization_name,country,checked_on
    deepseek,,DeepSeek,CHN,2026-01-02
    joint-lab,,Joint Lab,USA,2026-01-02
    meta,,Meta,USA,
    mover,,Mover,FRA,
    mover,2025-06-01,Mover,USA,2026-01-02
"""
KNOWN = registry(model_openness=OPENNESS, organizations=SEATS)


def unread(model: str, day: str, organization: str = "", lens: str = "developer") -> bool:
    row = {"source_id": "arena", "model_name": model, "organization_name": organization, "license_name": "MIT"}
    rows = pd.DataFrame([row | {"published_on": pd.Timestamp(day)}] * 2, index=[7, 7])
    found = evidence.unread(attribution.attribute(rows, KNOWN).astype(attribution.TEXT), lens, KNOWN)
    assert found.index.tolist() == [7, 7]
    assert found.nunique() == 1
    return bool(found.iloc[0])


def test_a_license_that_is_assumed_is_unread_on_the_days_for_which_it_is() -> None:
    assert not unread("opened-later", "2025-02-28")
    assert unread("opened-later", "2025-03-01")


def test_a_seat_is_that_of_the_release() -> None:
    assert unread("early", "2025-07-01")  # released before the move that was read of
    assert not unread("late", "2025-07-01")


def test_of_an_unregistered_model_the_organization_counts_as_seated_today() -> None:
    assert unread("new", "2025-03-01", "meta")
    assert not unread("new", "2025-03-01", "Mover")
    assert not unread("new", "2025-03-01", "nobody we know")


def test_under_the_lens_base_the_seat_is_the_base_models() -> None:
    distill = "DeepSeek-R1-Distill-Llama-70B"
    assert not unread(distill, "2025-03-01")
    assert unread(distill, "2025-03-01", lens="base")


def test_another_nations_base_is_named_by_the_root_of_the_lineage() -> None:
    assert evidence.foreign_bases(KNOWN) == {"r1-distill-llama-70b": "Llama 3.3 70B"}
