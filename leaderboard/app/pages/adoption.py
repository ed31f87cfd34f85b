"""Are the best models the used ones? Whose models take the tokens and the downloads, each from what to what."""

import pandas as pd
import streamlit as st

from fetchers import Source
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.app import asking, pieces
from leaderboard.publish import address, charts, credit, frames
from leaderboard.publish.language import N_, _, figure
from leaderboard.publish.speaker import Speaker, speaker_of
from leaderboard.questions import adoption as used
from leaderboard.questions.as_text import question as asked_of
from leaderboard.questions.catalogue import FOLLOWED
from leaderboard.registry import boards
from leaderboard.serve import collection

_CHOICES = ("as_of", "openness", "lens")
#: So many sides are listed; the download has all.
_LISTED = 8
_MONTHS = N_("Tokens by month: open and closed weights")
_DAYS = N_("Tokens by day, {models}: the part of each nation")
_READING = N_(
    "A range is no interval of error: it reaches from what is surely the side's to what could be, with all that nobody "
    "can place. Days that stand by themselves are all that is held: between them nothing is known."
)


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    asked = asking.asked()
    question, same = collection.of_use(asked.question)
    speaker = speaker_of(question, asked.today)
    tokens = collection.adoption(speaker.question, edition)
    if tokens.empty:
        pieces.title(_("Adoption"), _("By then, nothing was counted that is held here."))
        return
    sentence, bias, *_without = tokens.attrs["notes"]
    by_weights = collection.adoption(speaker.question, edition, by="openness", weights="all").attrs["notes"][0]
    sides = list(tokens["side"].dropna().head(2))
    pieces.headline(sentence, "", (charts.color(sides[0]), charts.color(sides[-1])))
    for more in filter(None, ("" if same else speaker.of_use, by_weights, bias)):
        pieces.said(more)
    with st.container(horizontal=True, key="question"):
        asking.choices(asked, edition, _CHOICES)
    asking.quote(speaker, (sentence, by_weights, bias), "adoption", sources=[_source("tokens")])
    pieces.heading(_("Over time"), _(_READING))
    _months(speaker, edition)
    _days(speaker, edition)
    pieces.heading(_("Tokens by nation"), sentence)
    _table(speaker, tokens, "tokens")
    _downloads(speaker, edition)
    pieces.details(_("How this is computed"), [DEFINITIONS["adoption"], DEFINITIONS["adoption_range"]])


def _source(measure: str) -> Source:
    return boards.every_board()[used.MEASURES[measure]].source


def _names(table: pd.DataFrame, speaker: Speaker) -> dict[str, str]:
    """What the sides are called."""
    weights = {"open": _("Open weights"), "closed": _("Closed")}
    return {side: weights.get(side) or speaker.countries.get(side, side) for side in table["side"].dropna().unique()}


def _months(speaker: Speaker, edition: str) -> None:
    months = collection.adoption(
        speaker.question, edition, measure="tokens-monthly", by="openness", every_date=True, weights="all"
    )
    if len(months):
        _chart(speaker, months, "tokens-monthly", _(_MONTHS))
        pieces.caption(used.BIAS["tokens-monthly"])


def _days(speaker: Speaker, edition: str) -> None:
    days = collection.adoption(speaker.question, edition, every_date=True)
    if days["date"].nunique() > 1:
        _chart(speaker, days, "tokens", _(_DAYS, models=speaker.nouns))


def _chart(speaker: Speaker, parts: pd.DataFrame, measure: str, title: str) -> None:
    source, names = _source(measure), _names(parts, speaker)
    about = charts.About(
        title, credit.data_from(source.attribution, speaker.as_of), "fraction", True, speaker.countries
    )
    said = charts.adoption_caption(parts, names, measure)
    file = f"adoption-{measure}_{speaker.question.as_of}"
    pieces.chart(charts.adoption_chart(parts, names, about), said, file)
    pieces.caption(said)
    pieces.origin(source)
    pieces.download(_("Chart data (CSV)"), f"{file}-history.csv", lambda: parts, [source])


def _downloads(speaker: Speaker, edition: str) -> None:
    for measure, title in (
        ("downloads", _("Downloads in 30 days")),
        ("downloads-all-time", _("Downloads of all time")),
    ):
        found = collection.adoption(speaker.question, edition, measure=measure, weights="all")
        if found.empty:
            continue
        sentence, bias, *_without = found.attrs["notes"]
        pieces.heading(title, sentence)
        pieces.caption(bias)
        _table(speaker, found, measure)


def _table(speaker: Speaker, found: pd.DataFrame, measure: str) -> None:
    """Each side's range, what it rests on, and the way to the counts behind it."""
    source = _source(measure)
    chosen = _chosen(speaker, measure)
    named = asked_of(FOLLOWED["adoption"], chosen).named(found)
    listed = frames.rows(pd.concat([named[named["side"].notna()].head(_LISTED), named[named["side"].isna()]]))
    nobody = _("nobody can tell")
    unit = _("Tokens") if measure == "tokens" else _("Downloads")
    pieces.table(
        {
            _("Nation"): [pieces.nation(row["side"], speaker.countries, nobody) for row in listed],
            _("From"): [f"<b>{100 * row['low']:.1f} %</b>" for row in listed],
            _("to"): [f"{100 * row['high']:.1f} %" for row in listed],
            unit: [pieces.plain(_amount(row["amount"])) for row in listed],
            _("Names"): [f"{row['names']:,}" for row in listed],
            "": [pieces.why(row["id"]) for row in listed],
        },
        numbers=(_("From"), _("to"), unit, _("Names")),
        label=_("Adoption"),
    )
    pieces.origin(source)
    pieces.download(
        _("Every nation (CSV)"), f"adoption-{measure}_{speaker.question.as_of}.csv", lambda: named, [source]
    )


def _chosen(speaker: Speaker, measure: str) -> dict[str, str]:
    """The question of a table, as its rows are followed."""
    pinned = address.asking(speaker.question, "top").chosen
    return {
        "measure": measure,
        "by": speaker.question.lens,
        "weights": speaker.question.openness if measure == "tokens" else "all",
        "as_of": pinned["as_of"],
        "known_at": pinned["known_at"],
    }


def _amount(count: float) -> str:
    """A large count in thousands of millions."""
    if not count:
        return figure(0)
    return (
        _("{number:,.1f} billion", number=count / 1e9)
        if count >= 1e9
        else _("{number:,.1f} million", number=count / 1e6)
    )
