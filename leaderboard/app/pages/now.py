"""Now: who leads in how many domains, a card a domain, what changed in the last 30 days, and the text frontier."""

from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from leaderboard.app import asking, drawn, pieces, standings
from leaderboard.publish import address, board_words, charts, frames, news_words
from leaderboard.publish.language import _
from leaderboard.publish.speaker import Speaker
from leaderboard.questions import domains
from leaderboard.registry import boards
from leaderboard.serve import collection

_CHOICES = ("as_of", "openness", "lens")


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    speaker = asking.asked()
    headlines = domains.headlines()
    led = collection.domains(speaker.question, edition)
    first, *more = domains.opening(led)
    held = led.held.counted.values()
    colors = [charts.color(said.leader.country) for said in held if said.leader] or [charts.GRAY]
    pieces.headline(first, "", (colors[0], colors[-1]))
    for sentence in more:
        pieces.notice(sentence) if led.then else pieces.said(sentence)
    if led.then:
        then = replace(speaker.question, as_of=led.then.day.date())
        pieces.line("", news_words.back_to(led.then.day), address.domains_page(then, speaker.today))
    with st.container(horizontal=True, key="question"):
        asking.choices(speaker, edition, _CHOICES)
    sources = [boards.board(headlines[domain]).source for domain in led.standings]
    asking.quote(speaker, (first, *more), sources=sources)
    cards = {name: standings.domain(speaker, name, headlines[name], said) for name, said in led.standings.items()}
    if led.answering:
        pieces.heading(_("Domain by domain"))
        pieces.cards([card for name, card in cards.items() if name in led.answering])
    if apart := [card for name, card in cards.items() if name not in led.answering]:
        pieces.heading(_("Apart"), _(board_words.APART))
        pieces.cards(apart)
    pieces.line(
        _(
            "Each domain has one headline board, looked at in its newest snapshot by then. A nation leads where the "
            "chance that it has the best model is at least 95 %."
        ),
        _("Every board"),
        f"boards?{urlencode(address.written(speaker.question, speaker.today))}",
    )
    pieces.details(_("On what that rests, domain by domain"), domains.told(led)[len(domains.answer(led)) :])
    _adoption(speaker, led, edition)
    _text_frontier(speaker, edition)
    _news(speaker, edition)


def _adoption(speaker: Speaker, led: domains.Domains, edition: str) -> None:
    """Whether what leads is what is used."""
    if sentence := collection.used_where_foremost(speaker.question, led, edition):
        page = address.adoption_page(speaker.question, speaker.today)
        pieces.line(sentence, _("Whose models are used"), page)


def _text_frontier(speaker: Speaker, edition: str) -> None:
    """The picture of the first question that people ask: the headline board of text."""
    of_text = speaker.about(domains.headlines()["text"])
    said = collection.standing(of_text.question, edition)
    if said is None or not said.bests:
        return
    pieces.heading(_("The national frontier in text"))
    drawn.frontier(of_text, edition)
    pieces.line("", of_text.headline(said), standings.answer(of_text))


def _news(speaker: Speaker, edition: str) -> None:
    with st.spinner(_("Looking for what changed")):
        news = collection.news(speaker.question, news_words.DAYS, edition)
    pieces.heading(_("What changed lately"), news_words.summary(news, speaker.as_of))
    pieces.line(_(news_words.FEED), _("the feed"), "feeds/leads.atom")
    if news.empty:
        return
    rows = frames.rows(news)
    begins = ~news["date"].duplicated()
    pieces.table(
        {
            _("Day"): [pieces.day(row["date"]) if first else "" for first, row in zip(begins, rows, strict=True)],
            _("What"): [pieces.inside(*news_words.entry(row, speaker)) for row in rows],
        },
        label=_("What changed lately"),
    )
    pieces.download(_("What changed (CSV)"), f"news_{speaker.question.as_of}.csv", lambda: news)
