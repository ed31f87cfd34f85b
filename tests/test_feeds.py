"""The ledger as a feed: what RFC 4287 asks, ids that stay, text that cannot break out."""

from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from leaderboard.analytics.leads import leads
from leaderboard.publish.feeds import atom
from tests.boards_by_hand import board

ATOM = {"a": "http://www.w3.org/2005/Atom"}
VIEW = {
    "board": "arena/text",
    "category": "overall",
    "benchmark_version": "",
    "openness": "open",
    "lens": "developer",
    "intervals": "published",
}
PAST = """
    2025-01-01 USA llama 1200±4 open
    "          CHN qwen  1180±4 open
    2025-02-01 USA llama 1200±4 open
    "          CHN qwen  1201±4 open
    2025-03-01 USA llama 1200±4 open
    "          CHN qwen  1220±4 open
"""
LATER = PAST + '2025-04-01 USA gpt-oss 1300±4 open\n" CHN qwen 1220±4 open'


def ledger(text: str, **view: str) -> pd.DataFrame:
    told = leads(board(text))
    told.attrs["view"] = VIEW | view
    return told


def read(text: str, **view: str) -> ET.Element:
    return ET.fromstring(atom(ledger(text, **view)).encode())


def texts(feed: ET.Element, path: str) -> list[str | None]:
    return [found.text for found in feed.findall(path, ATOM)]


def test_a_feed_has_what_the_standard_asks_for() -> None:
    feed = read(PAST)
    for name in ("a:id", "a:title", "a:updated", "a:author/a:name"):
        assert len(feed.findall(name, ATOM)) == 1, name
    assert texts(feed, "a:updated") == ["2025-03-01T00:00:00Z"]
    entries = feed.findall("a:entry", ATOM)
    for name in ("a:id", "a:title", "a:updated", "a:content"):
        assert all(len(entry.findall(name, ATOM)) == 1 for entry in entries), name
    assert atom(ledger(PAST)).startswith("<?xml")


def test_the_newest_change_comes_first_in_words() -> None:
    feed = read(PAST)
    assert texts(feed, "a:entry/a:title") == [
        "China took the lead from the United States with qwen",
        "First to lead: the United States, with llama",
    ]
    assert feed.find("a:entry/a:content", ATOM).text == (
        "qwen (China): 1220.0. llama (the United States): 1200.0. It happened after 2025-02-01, by 2025-03-01. "
        "Contested since 2025-02-01. Reason: rescored. "
        "Chance that the best model is from China: above 99 %. The published intervals bear the change out."
    )
    assert "Contested" not in str(read(LATER).find("a:entry/a:content", ATOM).text)


def test_entries_keep_their_ids_whatever_comes_later() -> None:
    first = "tag:open-model-leaderboard,2026:leads/arena/text/overall/2025-01-01/USA"
    before, after = texts(read(PAST), "a:entry/a:id"), texts(read(LATER), "a:entry/a:id")
    assert before == ["tag:open-model-leaderboard,2026:leads/arena/text/overall/2025-03-01/CHN", first]
    assert after[1:] == before


@pytest.mark.parametrize(
    "view",
    [
        {"board": "arena/vision"},
        {"category": "coding"},
        {"lens": "base"},
        {"openness": "all"},
        {"benchmark_version": "2"},
    ],
)
def test_another_view_has_other_ids(view: dict[str, str]) -> None:
    one, other = read(PAST), read(PAST, **view)
    for path in ("a:id", "a:entry/a:id"):
        assert not set(texts(one, path)) & set(texts(other, path))


def test_published_names_stay_text() -> None:
    told = ledger(PAST)
    told["to_model"] = "<script>&\x00\x1b]]>\U0001f999"
    feed = ET.fromstring(atom(told).encode())
    assert "<script>&  ]]>\U0001f999" in str(feed.find("a:entry/a:content", ATOM).text)
    assert feed.find(".//script") is None


def test_a_feed_without_changes_is_a_feed() -> None:
    feed = read("2025-01-01 USA gpt 1300±4 closed")
    assert texts(feed, "a:entry/a:id") == []
    assert texts(feed, "a:updated") == ["2026-01-01T00:00:00Z"]


def test_what_is_not_decided_says_so() -> None:
    order_only = read(PAST.replace("±4", ""))
    assert all(
        str(text).endswith("Only the order is known: not decided.") for text in texts(order_only, ".//a:content")
    )
    told = ledger(PAST)
    told["decisive"] = False
    feed = ET.fromstring(atom(told).encode())
    assert all("not counted" in str(text) for text in texts(feed, ".//a:content"))


def test_a_model_built_on_another_nations_is_said_to_be() -> None:
    feed = read(PAST + '2025-04-01 FRA tuned 1300±4 open base_model=Qwen base_country=CHN\n" CHN qwen 1220±4 open')
    assert texts(feed, "a:entry/a:title")[0] == "France took the lead from China with tuned, built on Qwen of China"
    content = str(feed.find("a:entry/a:content", ATOM).text)
    assert content.startswith("tuned (France, built on Qwen of China): 1300.0.")


def test_a_lead_that_was_kept_is_an_entry_of_its_own_kind() -> None:
    feed = read(PAST.replace("qwen  1220±4", "qwen  1150±4"))
    assert texts(feed, "a:entry/a:title")[0] == "The United States kept the lead, which was contested, with llama"
    assert feed.find("a:entry/a:content", ATOM).text == (
        "llama (the United States): 1200.0. It happened after 2025-02-01, by 2025-03-01. "
        "Contested since 2025-02-01. Not told apart meanwhile: China. "
        "Chance that the best model is from the United States: above 99 %."
    )
    assert feed.find("a:entry/a:category", ATOM).get("term") == "held"


def test_under_the_lens_of_bases_no_nation_is_read_as_the_developers() -> None:
    feed = read(PAST, lens="base")
    assert texts(feed, "a:entry/a:title") == [
        "Bases from China took the lead from bases from the United States with qwen",
        "First to lead: bases from the United States, with llama",
    ]
    content = str(feed.find("a:entry/a:content", ATOM).text)
    assert content.startswith("qwen (on a base from China): 1220.0. llama (on a base from the United States): 1200.0.")
    assert "Chance that the base of the best model is from China: above 99 %." in content
