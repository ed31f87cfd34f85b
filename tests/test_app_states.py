"""Every page in every state that a reader may meet: it says something, keeps its controls, and ends in no exception."""

from collections.abc import Callable
from pathlib import Path

import pytest

from leaderboard.intake import state
from leaderboard.publish.pages import PAGES, Page
from leaderboard.records.paths import DataDir
from tests import app_by_hand
from tests.app_by_hand import bodies, notices, page_of, text

#: What may be asked of a board, as addresses say it, and words of which a page then says one.
ASKED = {
    "before any data": ({"as_of": "2022-06-01"}, ("1 June 2022", "expected a snapshot")),
    "unknown board": ({"board": "arena/txt"}, ("did you mean arena/text",)),
    "one snapshot": ({"board": "arena/vision", "as_of": "2025-01-31"}, ("10 January 2025",)),
    "uncontested": (
        {"category": "korean"},
        ("nobody is ahead of anybody", "No complete snapshot", "no open models of two nations"),
    ),
    "stale": ({"board": "arena/vision"}, ("10 January 2025, 69 days older",)),
}
#: What every page that takes these choices lets its reader choose.
CONTROLS = {"board", "category", "as_of", "openness", "lens"}
OF_A_BOARD = [page for page in PAGES if "board" in page.takes]
OF_A_DAY = [page for page in PAGES if page.takes and page not in OF_A_BOARD]
#: What the pages of one thing need.
NAMED = {"model": {"model": "llama-3.3-70b"}, "organization": {"organization": "meta"}}


def seen(page: Page, **parameters: str) -> str:
    """What a page says, which has a heading and every control that it takes."""
    app = page_of(page.name, **NAMED.get(page.name, {}), **parameters)
    shown = "".join(bodies(app))
    assert "<h1 " in shown, "a page says what it is about"
    keys = {widget.key for kind in (app.selectbox, app.date_input, app.segmented_control) for widget in kind}
    assert {name for name in page.takes if name in CONTROLS} <= keys
    return f"{text(app)} {' '.join(notices(app))}"


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("page", OF_A_BOARD, ids=lambda page: page.name)
def test_a_page_of_a_board_says_how_it_is_and_keeps_its_controls(page: Page, asked: str) -> None:
    parameters, words = ASKED[asked]
    said = seen(page, **parameters)
    assert any(word in said for word in words)


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("page", OF_A_DAY, ids=lambda page: page.name)
def test_a_page_of_all_boards_keeps_its_controls_before_any_data(page: Page) -> None:
    seen(page, as_of="2022-06-01")


def fails(folder: Path) -> None:
    app_by_hand.fill(folder)
    known = state.SourceState(error="HTTP 503 at https://example.org/<b>")
    state.save(DataDir(folder).state, {"arena": known})


@pytest.mark.parametrize("store", [lambda folder: None, fails], ids=["empty", "failing"])  # noqa: ARG005
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_stands_without_a_store_and_beside_a_source_that_fails(
    page: Page, store: Callable[[Path], None], tmp_path: Path, small: pytest.MonkeyPatch
) -> None:
    small.setenv("LEADERBOARD_DATA_DIR", str(tmp_path))
    store(tmp_path)
    said = seen(page)
    if page.name == "sources" and store is fails:
        assert "arena: the last refresh failed. HTTP 503 at https://example.org/<b>" in said
