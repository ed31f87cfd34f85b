"""The engineer's task in a real browser, on the scores that ship: choose a model, and see why another is out."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

import leaderboard
from tests.test_browser import DESKTOP, DONE, ROOT, served

pytestmark = pytest.mark.browser

NOW = "2026-11-28T12:00:00Z"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served("streamlit_app.py", NOW, ROOT / "data") as url:
        yield url


def pick(page: Page, label: str, name: str) -> None:
    """Choose one of a list by typing."""
    page.get_by_label(label, exact=True).first.click()
    page.keyboard.type(name)
    option = page.get_by_role("option", name=name, exact=True).first
    expect(option).to_have_attribute("aria-selected", re.compile("true|false"))
    page.wait_for_timeout(500)  # the list moves once more after it has been narrowed
    option.click()
    page.keyboard.press("Escape")
    page.wait_for_selector(DONE, timeout=30_000)


def test_an_engineer_finds_a_coding_model_within_a_minute_and_why_another_is_out(
    chromium: Browser, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADERBOARD_NOW", NOW)
    asked = {"domains": "code", "exclude_base": "CHN", "commercial": True, "territory": "EU27", "max_size": 40}
    best = leaderboard.choose(**asked, data_dir=ROOT / "data").iloc[0]
    out = leaderboard.choose(**asked, show="all", data_dir=ROOT / "data")
    other = out[(out["state"] == "out") & out["why"].str.contains("trained from scratch in China", na=False)].iloc[0]
    page = chromium.new_context(viewport=DESKTOP).new_page()  # type: ignore[arg-type]
    page.goto(address)
    page.wait_for_selector(DONE, timeout=60_000)
    begun = time.monotonic()
    page.get_by_role("link", name="Choose").click()
    page.get_by_text("Why a model is out").wait_for(timeout=60_000)
    pick(page, "Good at", "Code")
    pick(page, "No base from", "China")
    pick(page, "Used in", "EU27")
    page.get_by_text("Commercial use", exact=True).click()
    page.get_by_label("Most parameters, billions").fill("40")
    page.keyboard.press("Enter")
    expect(page.locator("h1.answer")).to_contain_text("at most 40 billion parameters", timeout=30_000)
    expect(page.locator("h1.answer")).to_contain_text(best["model_name"])
    assert time.monotonic() - begun < 60
    for name, value in asked.items():
        assert f"{name}={str(value).lower() if value is True else value}" in page.url

    page.goto(f"{page.url}&model={other['model_id']}")
    verdict = page.locator("p.verdict")
    expect(verdict).to_contain_text(re.compile(rf"{re.escape(other['model_name'])}\s+It is out: "), timeout=30_000)
    expect(verdict).to_contain_text("trained from scratch in China")
