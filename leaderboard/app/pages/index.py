"""One ability per model over every board that is comparable."""

from typing import Any

import pandas as pd
import streamlit as st

from fetchers import Source
from leaderboard.analytics import index as indices
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.app import asking, pieces
from leaderboard.publish import address, charts, words
from leaderboard.publish.words import Speaker
from leaderboard.questions import epoch_index
from leaderboard.registry import boards, tables
from leaderboard.serve import collection

_CHOICES = ("as_of", "openness", "lens")
_LISTED = 25
#: So many models on which Epoch AI's index differs most.
_DIFFERING = 10
_LEFT_OUT = {"": "nothing", "frozen": "boards without a recent snapshot"}


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    speaker = asking.asked()
    with st.spinner("Fitting one ability per model"):
        fit = collection.index(speaker.question, edition)
    if fit is None:
        pieces.title("Index", "Too few boards are stored that share models: there is no index.")
        return
    listed = _named(fit)
    sentence, sources, days = _sentence(speaker, listed), _sources(fit), collection.days(speaker.question, edition)
    sure = _certainty(speaker, fit)
    pieces.headline(sentence, sure, _colors(listed))
    pieces.said(days)
    pieces.said(_coverage(fit))
    with st.container(horizontal=True, key="question"):
        asking.choices(speaker, edition, _CHOICES)
    asking.quote(speaker, (sentence, sure, days, _coverage(fit)), "index", sources=sources)
    pieces.heading(f"The best {speaker.nouns} over all boards", DEFINITIONS["index"])
    _table(speaker, listed)
    pieces.caption(DEFINITIONS["index_unit"])
    pieces.origins(sources)
    asked = address.asking(speaker.question, "index")
    pieces.download(
        "Every listed model (CSV)", f"index_{speaker.question.as_of}.csv", lambda: asked.named(listed), sources
    )
    _records(speaker, fit, sources)
    with st.spinner("Fitting again without each board"):
        left_out = collection.sensitivity(speaker.question, edition)
    _sensitivity(speaker, left_out, sources)
    _beside_epoch(speaker, edition, sources)


def _named(fit: indices.Index) -> pd.DataFrame:
    """The listed models under their registered names: on several boards they have several spellings."""
    listed = indices.table(fit)
    registered = tables.load().models.set_index("model_id")["model_name"]
    return listed.assign(model_name=listed["model_id"].map(registered).fillna(listed["model_name"]))


def _sentence(speaker: Speaker, listed: pd.DataFrame) -> str:
    """The best model of all, and the best of another nation."""
    if listed.empty:
        return f"By {words.day(speaker.as_of)}, no {speaker.noun} stands on enough boards."
    first = words.rows(listed)[0]
    rivals = listed[listed["country"].notna() & (listed["country"] != first["country"])]
    said = (
        f"Over the newest snapshots by {words.day(speaker.as_of)} of all comparable boards, the {speaker.noun} of the "
        "greatest ability is "
    )
    said += f"{first['model_name']}, from {speaker.origin(first['country'])}"
    if rivals.empty:
        return f"{said}."
    second = words.rows(rivals)[0]
    other = f"{second['model_name']}, from {speaker.origin(second['country'])}, in rank {second['rank']}"
    return f"{said}; the best from another nation is {other}."


def _certainty(speaker: Speaker, fit: indices.Index) -> str:
    """Which nation has the best model, with its chance, or that it cannot be told; "" where none is listed."""
    said = indices.standing(fit)
    if said.kind == "no_interval":
        return DEFINITIONS["index_silent"]
    if not said.nations:
        return ""
    best = sorted(said.nations, key=lambda code: -said.chances[code])
    chances = ", ".join(f"{speaker.nation(code)} {words.percent(said.chances[code])}" for code in best)
    chance = f"Chance of having the ablest {speaker.noun}: {chances}."
    return chance if said.leader else f"They cannot be told apart. {chance}"


def _colors(listed: pd.DataFrame) -> tuple[str, str]:
    colors = [charts.color(code) for code in listed["country"].dropna().head(1)] or [charts.GRAY]
    return colors[0], colors[-1]


def _coverage(fit: indices.Index) -> str:
    """What the index rests on, and which models are listed."""
    on, models = fit.scores["benchmark"].nunique(), fit.scores["model"].nunique()
    fitted = f"One fit of {len(fit.scores):,} scores of {models:,} models on {on} boards."
    return f"{fitted} {DEFINITIONS['index_coverage']}"


def _table(speaker: Speaker, listed: pd.DataFrame) -> None:
    shown = words.rows(listed.head(_LISTED))
    bounds = listed.head(_LISTED)[["ability", "ability_low", "ability_high"]]
    low, high = bounds.min().min(), bounds.max().max()

    def ability(row: dict[str, Any]) -> str:
        if pd.isna(row["ability_low"]) or high <= low:
            return f"<b>{row['ability']:.2f}</b>"
        at, left, right = ((row[f"ability{end}"] - low) / (high - low) for end in ("", "_low", "_high"))
        return pieces.interval(
            f"{row['ability']:.2f}", f"{row['ability_low']:.2f} to {row['ability_high']:.2f}", at, left, right
        )

    pieces.table(
        {
            "#": [str(row["rank"]) for row in shown],
            "Model": [f"<b>{pieces.entry('model', row['model_name'], row['model_id'])}</b>" for row in shown],
            "Nation": [pieces.nation(row["country"], speaker.countries) for row in shown],
            "Ability": [ability(row) for row in shown],
            "Released": [pieces.day(row["released_on"]) for row in shown],
            "Boards": [str(row["boards"]) for row in shown],
            "Domains": [str(row["domains"]) for row in shown],
        },
        numbers=("#", "Boards", "Domains"),
        label="Index",
    )


def _records(speaker: Speaker, fit: indices.Index, sources: list[Source]) -> None:
    records = indices.national(fit)
    pieces.heading("National records by release date", DEFINITIONS["index_records"])
    if records.empty:
        pieces.caption("No listed model has a known release date.")
        return
    on = fit.scores["benchmark"].nunique()
    read = f"Data: the sources of {on} boards, newest snapshots by {words.day(speaker.as_of)}"
    title = "One fit of today's scores, read by release date: each nation's record ability"
    about = charts.About(title, read, "logits", True, speaker.countries)
    told = charts.record_caption(records, about)
    name = f"index-records_{speaker.question.as_of}"
    pieces.chart(charts.record_chart(records, about), told, name)
    pieces.caption(f"{told} {DEFINITIONS['index_unit']}")
    pieces.origins(sources)
    asked = address.asking(speaker.question, "index", every_date=True)
    pieces.download("Chart data (CSV)", f"{name}.csv", lambda: asked.named(records), sources)


def _sensitivity(speaker: Speaker, found: pd.DataFrame, sources: list[Source]) -> None:
    rows = words.rows(found)
    registered = tables.load().models.set_index("model_id")["model_name"]
    pieces.heading(
        "Without some of the boards",
        "The fit made again without one board, one domain, one source, or the boards that are no longer updated. "
        "Ahead: of the next nation's best, on the full fit's scale. Order: rank correlation with the full fit.",
    )
    pieces.table(
        {
            "Left out": [pieces.plain(_left_out(row["left_out"])) for row in rows],
            "Leads": [pieces.nation(row["leader"], speaker.countries, otherwise="too few boards left") for row in rows],
            "Best model": [pieces.cell(registered.get(row["leader_model"])) for row in rows],
            "Next": [pieces.nation(row["second"], speaker.countries, otherwise="—") for row in rows],
            "Ahead": [pieces.number(row["ahead"], 2) for row in rows],
            "Order": [pieces.number(row["rank_correlation"], 3) for row in rows],
            "Boards": [str(row["boards"]) for row in rows],
        },
        numbers=("Ahead", "Order", "Boards"),
        label="Without some of the boards",
    )
    asked = address.asking(speaker.question, "index", sensitivity=True)
    file = f"index-sensitivity_{speaker.question.as_of}.csv"
    pieces.download("Sensitivity (CSV)", file, lambda: asked.named(found), sources)


def _beside_epoch(speaker: Speaker, edition: str, sources: list[Source]) -> None:
    """How near both are to each other, and the models that they differ on most."""
    found = collection.beside_epoch(speaker.question, edition)
    if found is None:
        return
    every_source = [boards.board(epoch_index.BOARD).source, *sources]
    pieces.heading("Beside Epoch AI's index", DEFINITIONS["epoch_index"])
    for note in found.attrs["notes"]:
        pieces.said(note)
    both = found.dropna(subset="ours")
    rows = words.rows(both.loc[both["ours_less_epoch"].abs().sort_values(ascending=False).index].head(_DIFFERING))

    def points(row: dict[str, Any], whose: str) -> str:
        shown = f"<b>{row[whose]:.1f}</b>"
        low, high = row[f"{whose}_low"], row[f"{whose}_high"]
        return shown if low is None or pd.isna(low) else f"{shown} <small>{low:.1f} to {high:.1f}</small>"

    pieces.table(
        {
            "Model": [pieces.entry("model", row["model_name"], row["model_id"]) for row in rows],
            "Nation": [pieces.nation(row["country"], speaker.countries) for row in rows],
            "Epoch AI's": [points(row, "epoch") for row in rows],
            "Ours": [points(row, "ours") for row in rows],
            "Difference": [f"{row['ours_less_epoch']:+.1f}".replace("-", "−") for row in rows],
            "Told most by": [pieces.plain(boards.board(row["told_by"]).board.title) for row in rows],
            "Benchmarks": [str(row["benchmarks"]) for row in rows],
            "Boards": [str(row["boards"]) for row in rows],
        },
        numbers=("Epoch AI's", "Ours", "Difference", "Benchmarks", "Boards"),
        label="Models that the index and Epoch AI's differ on most",
    )
    pieces.origins(every_source)
    file = f"epoch-index_{speaker.question.as_of}.csv"
    pieces.download("Every model of Epoch AI's index (CSV)", file, lambda: found, every_source)


def _left_out(name: str) -> str:
    """What `sensitivity` left out, in words."""
    kind, _, which = name.partition(":")
    if kind == "domain":
        return f"all of {which}"
    if kind == "source":
        return f"all of {boards.source(which).title}"
    return _LEFT_OUT[name] if name in _LEFT_OUT else boards.board(name).board.title


def _sources(fit: indices.Index) -> list[Source]:
    return [boards.board(board_id).source for board_id in sorted(fit.scores["benchmark"].unique())]
