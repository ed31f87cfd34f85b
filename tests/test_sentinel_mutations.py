"""Two hundred corruptions of snapshots of several sources: fetcher, normalize or sentinel must catch nearly all."""

from collections import Counter

import pytest

from tests.mutations import KINDS, MADE_UP, MUTATIONS, caught, day_of, mutations, verdict

CAUGHT = 0.97


@pytest.mark.parametrize("number", [80, pytest.param(MUTATIONS, marks=pytest.mark.slow)])
def test_nearly_every_corruption_of_a_snapshot_is_caught(number: int) -> None:
    missed: Counter[str] = Counter()
    alarmed, kinds = 0, set()
    for kind, shape, well, why in mutations(number):
        kinds.add(kind)
        missed[f"{kind} of {shape.name}"] += not well
        if why:
            alarmed += 1
            assert "expected" in why
            assert "found" in why
    assert kinds == {kind.__name__ for kind in KINDS}
    assert missed.total() <= (1 - CAUGHT) * number, +missed
    assert alarmed >= 0.85 * number  # the others changed nothing that is stored


@pytest.mark.parametrize(
    ("source_id", "column"), [("bfcl", "Web Search Acc"), ("gso", "score_hack_control"), ("gso", "model_org")]
)
def test_a_column_that_went_is_not_made_up_for_by_another(source_id: str, column: str) -> None:
    shape = next(shape for shape in MADE_UP if shape.source.id == source_id)
    day = day_of(shape, 0)
    well, why = caught(shape, {shape.address: shape.write(day.served.drop(columns=column))}, day)
    assert well
    assert "expected" in why


@pytest.mark.parametrize(("blank", "said"), [(5, ""), (6, "nearly every cell of zebra, found 6 blank")])
def test_scores_that_went_are_not_averaged_away(blank: int, said: str) -> None:
    """Of 54 models."""
    shape = next(shape for shape in MADE_UP if shape.source.id == "livebench")
    day = day_of(shape, 0)
    without = day.served.assign(zebra=day.served["zebra"].where(day.served.index >= blank))
    _, why = verdict(shape, {shape.address: shape.write(without)}, day)
    assert (why == "") is (said == "")
    assert said in why


def test_the_made_up_boards_are_laid_out_as_their_fetchers_know_them() -> None:
    models = {shape.source.id: day_of(shape, 0).past["model_name"].nunique() for shape in MADE_UP}
    assert models == {"bfcl": 117, "livebench": 52, "gso": 34, "aider": 74, "terminal_bench": 45, "vectara": 102}
