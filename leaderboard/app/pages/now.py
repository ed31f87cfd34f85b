"""Now: who leads in how many domains, a card a domain, what changed in the last 30 days, and the text frontier."""

from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from leaderboard.app import asking, drawn, pieces, standings
from leaderboard.publish import address, charts, news_words, words
from leaderboard.publish.words import Speaker
from leaderboard.questions import domains
from leaderboard.registry import boards
from leaderboard.serve import collection

_CHOICES = ("as_of", "openness", "lens")
#: How far back "lately" goes.
_DAYS = 30


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    speaker = asking.asked()
    headlines = domains.headlines()
    led = collection.domains(speaker.question, edition)
    counted = {domain: said for domain, said in led.items() if domains.counts(domain, said)}
    first, *more = domains.told(led, speaker.as_of)
    colors = [charts.color(said.leader.country) for said in counted.values() if said.leader] or [charts.GRAY]
    pieces.headline(first, "", (colors[0], colors[-1]))
    if older := domains.last_seen(led):
        pieces.said(older)
    with st.container(horizontal=True, key="question"):
        asking.choices(speaker, edition, _CHOICES)
    sources = [boards.board(headlines[domain]).source for domain in led]
    asking.quote(speaker, tuple(filter(None, (first, older, *more))), sources=sources)
    pieces.cards([standings.domain(speaker, domain, headlines[domain], said) for domain, said in counted.items()])
    apart = {domain: said for domain, said in led.items() if domain not in counted}
    if apart:
        pieces.heading("Apart", "Too old to speak of that day, uncontested, or made of other boards.")
        pieces.cards([standings.domain(speaker, domain, headlines[domain], said) for domain, said in apart.items()])
    pieces.line(
        "Each domain has one headline board, looked at in its newest snapshot by then. A nation leads where the chance "
        "that it has the best model is at least 95 %.",
        "Every board",
        f"boards?{urlencode(address.written(speaker.question, speaker.today))}",
    )
    pieces.details("On what that rests, domain by domain", more)
    _text_frontier(speaker, edition)
    _news(speaker, edition)


def _text_frontier(speaker: Speaker, edition: str) -> None:
    """The picture of the first question that people ask: the headline board of text."""
    of_text = speaker.about(domains.headlines()["text"])
    said = collection.standing(of_text.question, edition)
    if said is None or not said.bests:
        return
    pieces.heading("The national frontier in text")
    drawn.frontier(of_text, edition)
    pieces.line("", of_text.headline(said), standings.answer(of_text))


def _news(speaker: Speaker, edition: str) -> None:
    with st.spinner("Looking for what changed"):
        news = collection.news(speaker.question, _DAYS, edition)
    pieces.heading("What changed lately", news_words.summary(news, _DAYS, speaker.as_of))
    pieces.line("To be told of changes of lead:", "the feed", "feeds/leads.atom")
    if news.empty:
        return
    rows = words.rows(news)
    begins = ~news["date"].duplicated()
    pieces.table(
        {
            "Day": [pieces.day(row["date"]) if first else "" for first, row in zip(begins, rows, strict=True)],
            "What": [_told(row, speaker) for row in rows],
        },
        label="What changed lately",
    )
    pieces.download("What changed (CSV)", f"news_{speaker.question.as_of}.csv", lambda: news)


def _told(row: dict[str, Any], speaker: Speaker) -> str:
    of_board = speaker if pd.isna(row["board_id"]) else speaker.about(row["board_id"])
    sentence = news_words.sentence(row, of_board)
    if row["kind"] == "corrected":
        return pieces.inside(sentence, "corrections")
    if not pd.isna(row["board_id"]):
        return pieces.inside(sentence, standings.answer(of_board))
    return pieces.entry("model", sentence, row["model_id"])
