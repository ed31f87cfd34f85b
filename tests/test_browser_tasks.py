"""What readers come for, from the landing page to the result, in a real browser on the scores that ship."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

import leaderboard
from benchmarks.walk import walk
from leaderboard.publish import pages
from tests.asking import to_its_end
from tests.test_browser import DESKTOP, DONE, PATIENT, ROOT, served, visit

pytestmark = pytest.mark.browser

NOW = "2026-11-28T12:00:00Z"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served("streamlit_app.py", NOW, ROOT / "data") as url:
        yield url


def pick(page: Page, label: str, name: str) -> None:
    """Choose one of a list by typing. A page that is drawn anew meanwhile closes the list: then it is opened again."""
    for patience in (3_000, 10_000, PATIENT):
        page.get_by_label(label, exact=True).first.click()
        page.keyboard.type(name)
        page.wait_for_timeout(500)  # the list moves once more after it has been narrowed
        try:
            page.get_by_role("option", name=name, exact=True).first.click(timeout=patience)
            break
        except TimeoutError:
            if patience == PATIENT:
                raise
            page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_timeout(500)  # what was chosen is on its way
    page.wait_for_selector(DONE, timeout=PATIENT)


def test_an_engineer_finds_a_coding_model_and_why_another_is_out(
    chromium: Browser, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADERBOARD_NOW", NOW)
    asked = {"domains": "code", "exclude_base": "CHN", "commercial": True, "territory": "EU27", "max_size": 40}
    best = leaderboard.choose(**asked, data_dir=ROOT / "data").iloc[0]
    out = leaderboard.choose(**asked, show="all", data_dir=ROOT / "data")
    alone_in_china = "who built on nobody else's, is in China"
    other = out[(out["state"] == "out") & out["why"].str.contains(alone_in_china, na=False)].iloc[0]
    page = chromium.new_context(viewport=DESKTOP).new_page()  # type: ignore[arg-type]
    page.goto(address)
    page.wait_for_selector(DONE, timeout=PATIENT)
    page.get_by_role("link", name="Choose").click()
    page.get_by_text("Why a model is out").wait_for(timeout=PATIENT)
    pick(page, "Good at", "Code")
    pick(page, "No base from", "China")
    pick(page, "Used in", "EU27")
    page.get_by_text("Commercial use", exact=True).click()
    page.get_by_label("Most parameters, billions").fill("40")
    page.keyboard.press("Enter")
    expect(page.locator("h1.answer")).to_contain_text("at most 40 billion parameters", timeout=PATIENT)
    expect(page.locator("h1.answer")).to_contain_text(best["model_name"], timeout=PATIENT)
    for name, value in asked.items():
        assert f"{name}={str(value).lower() if value is True else value}" in page.url

    page.goto(f"{page.url}&model={other['model_id']}")
    verdict = page.locator("p.verdict")
    expect(verdict).to_contain_text(re.compile(rf"{re.escape(other['model_name'])}\s+It is out: "), timeout=PATIENT)
    expect(verdict).to_contain_text(alone_in_china, timeout=PATIENT)


def test_a_journalist_finds_the_sentence_the_picture_the_citation_and_what_changed(
    chromium: Browser, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADERBOARD_NOW", NOW)
    (told,) = leaderboard.domains(data_dir=ROOT / "data").attrs["notes"]
    page, wrong = visit(chromium, address)
    sentence = page.inner_text("h1.answer")
    assert told.startswith(sentence)
    assert "domains" in sentence
    then = page.locator("p.since, p.notice").first.inner_text()
    assert told.startswith(f"{sentence} {then}")
    page.get_by_role("button", name="Link and quote").click()
    quoted = page.locator("[data-testid='stPopoverBody'] code").nth(1)
    expect(quoted).to_contain_text(f"{sentence} {then}")
    expect(quoted).to_contain_text("Sources: ")
    page.keyboard.press("Escape")
    page.get_by_text("What changed lately", exact=True).wait_for(timeout=PATIENT)
    feed = page.get_by_role("link", name="the feed").get_attribute("href")
    assert "<feed" in page.request.get(f"{address}/{feed}").text()
    page.get_by_role("button", name="Picture (SVG, PNG)").click()
    picture = page.get_by_role("link", name="SVG").first.get_attribute("href")
    svg = page.request.get(f"{address}/{picture}").text()
    assert svg.startswith("<svg")
    assert "Arena (LMArena)" in svg
    assert wrong == []


def test_an_analyst_puts_four_sides_on_three_boards_side_by_side_and_takes_the_table_that_programs_get(
    chromium: Browser, address: str
) -> None:
    page, wrong = visit(chromium, address)
    page.get_by_role("link", name="Compare", exact=True).click()
    page.get_by_text("As each board was last seen").wait_for(timeout=PATIENT)
    pick(page, "Nations and blocs, up to 4", "France")
    page.wait_for_url(re.compile("sides=CHN%2CUSA%2CEU27%2CFRA"), timeout=PATIENT)
    page.locator("[aria-label='Sides'] td", has_text="France").first.wait_for(timeout=PATIENT)
    with page.expect_download() as download:
        page.get_by_role("button", name="Every snapshot (CSV)").click()
    taken = pd.read_csv(Path(download.value.path()))
    assert taken["board_id"].unique().tolist() == ["arena/text", "arena/webdev", "arena/vision"]
    for board_id, of_board in taken.groupby("board_id"):
        asked = f"{address}/v1/compare.csv?sides=CHN,USA,EU27,FRA&board={board_id}&as_of={NOW[:10]}"
        given = pd.read_csv(io.StringIO(page.request.get(asked).text()))
        shared = [name for name in given if name in of_board]
        assert {"date", "side", "points", "share"} <= {*shared}
        pd.testing.assert_frame_equal(of_board[shared].reset_index(drop=True), given[shared])
    assert wrong == []


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.name)
def test_no_page_needs_what_only_developers_have(address: str, page: pages.Page) -> None:
    to_its_end(walk(address, [page.at({})]))
