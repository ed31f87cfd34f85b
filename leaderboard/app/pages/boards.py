"""Who leads in each domain: the headline boards first, then every board."""

from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from leaderboard.analytics.standing import Standing
from leaderboard.app import asking, pieces
from leaderboard.publish import address, charts, words
from leaderboard.publish.words import Speaker
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
    counted = {domain: said for domain, said in led.items() if domains.counts(domain, said)}
    first, *more = domains.told(led, speaker.as_of)
    colors = [charts.color(said.leader.country) for said in counted.values() if said.leader] or [charts.GRAY]
    pieces.headline(first, "", (colors[0], colors[-1]))
    for sentence in more:
        pieces.said(sentence)
    with st.container(horizontal=True, key="question"):
        asking.choices(speaker, edition, _CHOICES)
    sources = [boards.board(headlines[domain]).source for domain in led]
    asking.quote(speaker, (first, *more), "boards", sources=sources)
    pieces.cards([_card(speaker, domain, headlines[domain], said) for domain, said in counted.items()])
    apart = {domain: said for domain, said in led.items() if domain not in counted}
    if apart:
        pieces.heading("Apart", "Too old to speak of that day, uncontested, or made of other boards.")
        pieces.cards([_card(speaker, domain, headlines[domain], said) for domain, said in apart.items()])
    pieces.line(
        "Each domain has one headline board, looked at in its newest snapshot by then. A nation leads where the chance "
        "that it has the best model is at least 95 %.",
        "All definitions",
        "methods",
    )
    _every_board(speaker, edition)


def _card(speaker: Speaker, domain: str, board_id: str, said: Standing) -> str:
    """One domain: nation, model, how sure, where, on which day."""
    of_board = speaker.about(board_id)
    first = _first(said)
    best = next((one for one in said.bests if not first or one.country in first), None)
    model = f"<b>{pieces.plain(best.model)}</b> {of_board.score(best.score)}" if best else ""
    sure = pieces.plain(of_board.verdict(said)) if first else ""
    if best and not first:
        which = "of the only nation there," if said.kind == "uncontested" else "best known, from"
        sure = f"{which} {pieces.plain(of_board.nation(best.country))}"
    where = pieces.inside(of_board.curated.board.title, _answer(of_board))
    return (
        f"<h3>{pieces.plain(words.category_name(domain))}</h3>"
        f'<p class="lead">{_nations(speaker, said)}</p>'
        f"<p>{'<br>'.join(filter(None, (model, sure)))}</p>"
        f"<p><small>{where}</small><br>{_day(said)}</p>"
    )


def _first(said: Standing) -> tuple[str, ...]:
    """The nations that a verdict names; those that stand first where only the order is known."""
    return said.first if said.kind in ("leads", "tied", "no_interval") else ()


def _nations(speaker: Speaker, said: Standing) -> str:
    return pieces.nation(";".join(_first(said)), speaker.countries, otherwise=words.VERDICTS[said.kind])


def _answer(of_board: Speaker) -> str:
    return f"./?{urlencode(address.written(of_board.question, of_board.today))}"


def _day(said: Standing) -> str:
    """The day of the snapshot, and whether it is too old to be called today's."""
    return pieces.day(said.date) + ("<br><small>no newer complete snapshot</small>" if said.warning else "")


def _gaps(row: dict[str, Any]) -> str:
    """How densely the board was seen: days from one snapshot to the next, in the middle and at most."""
    if pd.isna(row["median_gap_days"]):
        return pieces.cell(None)
    return f"{row['median_gap_days']:.0f}<br><small>at most {row['largest_gap_days']}</small>"


def _every_board(speaker: Speaker, edition: str) -> None:
    pieces.heading(
        "Every board",
        "Headline category, newest snapshot by then. A title leads to the board's answer. "
        "Days between: from one snapshot to the next, in the middle and at most.",
    )
    listed = collection.boards(edition)
    listed = listed[listed["first_published_on"] <= speaker.as_of].sort_values(["domain", "title"], kind="stable")
    if listed.empty:
        pieces.caption("None had been published by then.")
        return
    leaders = collection.leaders(tuple(listed["board_id"]), speaker.question, edition)
    rows = [(row, speaker.about(row["board_id"]), leaders.get(row["board_id"])) for row in words.rows(listed)]
    begins = ~listed["domain"].duplicated()
    pieces.table(
        {
            "Domain": [
                f"<b>{pieces.plain(words.category_name(row['domain']))}</b>" if first else ""
                for first, (row, _, _) in zip(begins, rows, strict=True)
            ],
            "Board": [pieces.inside(row["title"], _answer(of_board)) for row, of_board, _ in rows],
            "Nation": [pieces.cell(None) if said is None else _nations(speaker, said) for _, _, said in rows],
            "How sure": [
                f"<small>{pieces.plain(of_board.verdict(said))}</small>" if said and _first(said) else ""
                for _, of_board, said in rows
            ],
            "First day": [pieces.day(row["first_published_on"]) for row, _, _ in rows],
            "Newest snapshot": [pieces.day(None) if said is None else _day(said) for _, of_board, said in rows],
            "Days between": [_gaps(row) for row, _, _ in rows],
            "Scores": [f"{row['observations']:,}" for row, _, _ in rows],
        },
        numbers=("Scores",),
        label="Boards",
    )
    pieces.origins(of_board.curated.source for _, of_board, _ in rows)
    pieces.download("Boards (CSV)", f"boards_{speaker.question.as_of}.csv", lambda: words.verdicts(listed, leaders))
    pieces.line("", "Sources, their terms and their freshness", "sources")
