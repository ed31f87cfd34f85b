"""The page that helps to choose, on the registry and scores of test_choose, and in each of its states."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leaderboard.registry import tables
from leaderboard.serve import collection, remembering
from tests import test_choose as planted
from tests.app_by_hand import bodies, headline, notices, page_of, text


@pytest.fixture
def models(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(filled))
    monkeypatch.setenv("LEADERBOARD_NOW", "2026-06-30T12:00:00Z")
    monkeypatch.setattr(tables, "load", lambda: planted.SMALL)
    monkeypatch.setattr(collection, "comparable", lambda *_: planted.histories())
    monkeypatch.setattr(collection, "index", lambda *_: planted.planted())
    remembering.forget()
    yield
    remembering.forget()


ASKED = {"commercial": "true", "territory": "EU27", "max_size": "24"}


@pytest.mark.usefixtures("models")
def test_the_page_opens_with_the_pick_its_certainty_and_what_cannot_be_said() -> None:
    page = page_of("choose", **ASKED)
    assert headline(page) == (
        "By 30 June 2026, the ablest open-weight model over all domains, with commercial use, use in the EU27 and at "
        "most 24 billion parameters, is Good (France, 24 billion parameters)."
    )
    read = text(page)
    assert "Chance that it is the ablest of the 3 that fit: 50 %. 1 of them cannot be told apart from it." in read
    # Of those with scores: no size, no reading of its license, conditions that nobody wrote down; the last has no size.
    assert "Of 3 more it cannot be said whether they fit" in read
    assert "Size and ability" in read
    assert not notices(page)
    quoted = page.code
    assert "commercial=true" in quoted[0].value
    assert "is Good (France" in quoted[1].value


@pytest.mark.usefixtures("models")
def test_where_nothing_fits_it_says_what_to_drop_and_keeps_its_controls() -> None:
    page = page_of("choose", allow="FRA", max_size="9", commercial="true")
    assert "no open-weight model surely fits" in headline(page)
    assert "Drop first: at most 9 billion parameters." in headline(page)
    assert "Size and ability" not in text(page)
    assert [one.label for one in page.multiselect][:3] == ["Good at", "No base from", "No developer from"]


@pytest.mark.usefixtures("models")
@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("tuned-twice", "Tuned Twice It is out: Qwenoid, which it is built on, is from China."),
        ("rootless", "Rootless It cannot be said: not known: what it is built on."),
        ("good", "Good It fits: it meets every condition."),
    ],
)
def test_a_model_is_told_why_it_is_out(model: str, said: str) -> None:
    assert said in " ".join(text(page_of("choose", exclude_base="CHN", model=model)).split())


@pytest.mark.usefixtures("models")
def test_a_widget_writes_the_address_and_keeps_the_rest_of_it() -> None:
    page = page_of("choose", **ASKED, domains="code:2,text", model="good")
    page.multiselect(key="exclude_base").set_value(["CHN"]).run()
    assert not page.exception
    assert dict(page.query_params) == {
        **ASKED,
        "domains": "code:2,text:1",
        "exclude_base": "CHN",
        "model": "good",
    }
    page.number_input(key="max_size").set_value(8.5).run()
    assert page.query_params["max_size"] == "8.5"
    page.number_input(key="max_size").set_value(0).run()
    assert page.query_params["max_size"] == "0"
    assert "no open-weight model surely fits" in headline(page)
    page.number_input(key="max_size").set_value(None).run()
    assert "max_size" not in page.query_params


@pytest.mark.usefixtures("models")
def test_words_that_mean_nothing_are_said_and_the_rest_is_asked() -> None:
    page = page_of("choose", **ASKED, allow="Utopia", model="nobody", max_sise="3")
    told = " ".join(notices(page))
    assert "allow: expected a code of ISO 3166-1 alpha-3 or a bloc (EU27), found 'Utopia'" in told
    assert "unknown model 'nobody'" in told
    assert "did you mean max_size?" in told
    assert "is Good (France" in headline(page)


@pytest.mark.usefixtures("data")
def test_too_few_boards_for_an_index_leave_the_page_with_its_controls() -> None:
    page = page_of("choose")
    assert "no open-weight model surely fits over all domains" in headline(page)
    assert len(page.multiselect) == 7
    assert 'aria-label="What fits"' not in "".join(bodies(page))
