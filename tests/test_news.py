"""What changed lately: planted by hand, and told in sentences."""

import html
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from starlette.applications import Starlette

from leaderboard.app import ROUTES
from leaderboard.publish import address, depicted, frames, news_words
from leaderboard.publish.gap_words import GapSpeaker
from leaderboard.publish.speaker import Speaker, speaker_of
from leaderboard.questions import news
from leaderboard.registry import boards, tables
from leaderboard.registry.countries import country_names
from tests import app_by_hand
from tests.app_by_hand import headline, page_of, text
from tests.asking import asked

DAY = "2025-03-20"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The boards of the app by hand, ten days after their last snapshot."""
    app_by_hand.fill(tmp_path)
    known = app_by_hand.small_registry()
    monkeypatch.setattr(tables, "load", lambda: known)
    monkeypatch.setenv("LEADERBOARD_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LEADERBOARD_NOW", app_by_hand.NOW)


def told(days: int, as_of: str = DAY) -> list[tuple[str, ...]]:
    found = news.news(days, as_of=as_of)
    texts = ["board_id", "country", "from_country", "model_name"]
    found[texts] = found[texts].fillna("")
    return [
        (f"{row.date:%m-%d}", row.kind, *filter(None, (row.board_id, row.country, row.from_country, row.model_name)))
        for row in found.itertuples()
    ]


def test_the_lead_the_new_best_and_the_opened_weights_of_a_month() -> None:
    assert told(30) == [
        ("03-10", "lead", "arena/text", "CHN", "USA", "Deep-2"),
        ("03-10", "best", "arena/text", "CHN", "Deep-2"),
        ("03-01", "opened", "CHN", "Opened Later"),
        # Vision, of 10 January, may be 45 days old.
        ("02-25", "stale", "arena/vision"),
    ]


def test_what_lies_before_the_first_day_is_no_news() -> None:
    assert told(10) == []  # the snapshot of 10 March is of the day before
    assert [kind for _, kind, *_ in told(11)] == ["lead", "best"]


def test_a_first_snapshot_is_no_news_nor_is_what_comes_later() -> None:
    assert told(30, as_of="2025-01-31") == [("01-20", "opened", "CHN", "R1 Distill Llama 70B")]


def test_corrections_are_counted_by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    corrected = pd.DataFrame({"date": ["2025-03-02", "2025-03-02", "2025-01-01"]})
    known = app_by_hand.small_registry()
    changed = type(known)(**{**vars(known), "corrections": corrected})
    monkeypatch.setattr(tables, "load", lambda: changed)
    found = news.news(30, as_of=DAY)
    assert found.loc[found["kind"] == "corrected", ["date", "facts"]].values.tolist() == [
        [pd.Timestamp("2025-03-02"), 2]
    ]


def test_each_kind_has_its_sentence() -> None:
    today = pd.Timestamp(DAY)
    countries = country_names(tables.load())
    speaker = Speaker(address.usual("arena/text", today), boards.board("arena/text"), countries, today)
    rows = news.news(30, as_of=DAY).to_dict("records")
    said = [
        news_words.sentence(row, speaker.about(row["board_id"]) if row["board_id"] == row["board_id"] else speaker)
        for row in rows
    ]
    assert said == [
        "China took the lead of Arena: Text from the United States with Deep-2 (1260).",
        "Deep-2 (1260) is the best open-weight model of China on Arena: Text.",
        "Opened Later (China): its weights are public.",
        "Arena: Vision: the newest complete snapshot is more than 45 days old.",
    ]
    assert news_words.summary(news.news(30, as_of=DAY), today) == (
        "In the 30 days up to 20 March 2025: 1 change of lead, 1 new national best, 1 model opened, "
        "1 board grown too old to tell who leads there, no facts of the registry corrected. Leads and national bests "
        "are those of the headline boards with a complete snapshot of these days: 1 of 2."
    )


def test_what_no_snapshot_could_show_is_not_said_to_be_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADERBOARD_NOW", "2025-05-20T12:00:00Z")
    later = pd.Timestamp("2025-05-20")
    found = news.news(30, as_of=f"{later:%Y-%m-%d}")
    assert found.attrs["seen"] == 0
    assert news_words.summary(found, later) == (
        "In the 30 days up to 20 May 2025: no models known to have opened, 1 board grown too old to tell who leads "
        "there, no facts of the registry corrected. No headline board has a complete snapshot of these days, so "
        "whether a lead changed or a national best came is not known."
    )


def test_the_landing_page_says_who_leads_then_what_changed() -> None:
    page = page_of("now", as_of=DAY)
    assert headline(page).startswith("By 20 March 2025, a nation leads with certainty in 1 of 1 contested domain:")
    said = text(page)
    assert said.index("The national frontier in text") < said.index("What changed lately") < said.index("took the lead")
    # the same before any script runs
    first = asked(Starlette(routes=list(ROUTES)), f"/?as_of={DAY}").text
    listed = html.unescape(re.search(r'aria-label="What changed lately">(.*?)</table>', first, re.DOTALL)[1])  # type: ignore[index]
    assert [re.sub(r"<[^>]*>", "", one) for one in re.findall(r"<a [^>]*>(.*?)</a>", listed)] == [
        news_words.entry(row, speaker_of(address.usual("arena/text", pd.Timestamp(DAY)), pd.Timestamp(DAY)))[0]
        for row in frames.rows(news.news(30, as_of=DAY))
    ]
    assert "./feeds/leads.atom" in first


def test_a_landing_page_without_a_store_of_that_day_keeps_its_controls() -> None:
    page = page_of("now", as_of="2022-06-01")
    assert (
        headline(page) == "No complete snapshot of any headline board that was published by 1 June 2022 is stored here."
    )
    assert page.date_input[0].label == "As of"


def test_under_the_lens_of_bases_no_nation_is_read_as_the_developers() -> None:
    question = replace(address.usual("arena/text", pd.Timestamp(DAY)), lens="base")
    speaker = speaker_of(question, pd.Timestamp(DAY))
    row = {"kind": "best", "country": "CHN", "from_country": "USA", "model_name": "Athene", "score": 1400.0}
    assert news_words.sentence(row, speaker) == (
        "Athene (1400) is on Arena: Text the best open-weight model on a base from China."
    )
    assert news_words.sentence(row | {"kind": "lead"}, speaker) == (
        "Bases from China took the lead of Arena: Text from bases from the United States with Athene (1400)."
    )
    both = GapSpeaker(speaker, "USA", "CHN:open")
    assert both.name(both.a) == "Bases from the United States"
    assert both.name(both.b) == "Bases from China, open weights"
    assert depicted.about(speaker, "Best").title == "Best, nations by origin of the base"
