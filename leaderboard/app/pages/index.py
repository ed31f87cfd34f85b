"""One ability per model over every board that is comparable."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from fetchers import Source
from leaderboard.analytics import index as indices
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.app import asking, pieces
from leaderboard.publish import address, charts, credit, frames, language, words
from leaderboard.publish.language import N_, _, figure
from leaderboard.publish.speaker import Speaker
from leaderboard.questions import epoch_index
from leaderboard.records.spoken import joined
from leaderboard.registry import boards, tables
from leaderboard.registry.countries import capital
from leaderboard.serve import collection

_CHOICES = ("as_of", "openness", "lens")
_LISTED = 25
#: So many models on which Epoch AI's index differs most.
_DIFFERING = 10
#: The page's own choice: which of the fits that leave something out are listed.
_USUAL = {"without": "other"}
_LEFT_OUT = {"": N_("nothing"), "frozen": N_("boards without a recent snapshot")}

#: Which model has the highest estimate, by the lens, and by whether there is one of another nation.
_ABLEST = {
    ("developer", False): N_(
        "Over the newest snapshots by {day} of all comparable boards, the {noun} with the highest estimate is {model}, "
        "from {nation}."
    ),
    ("developer", True): N_(
        "Over the newest snapshots by {day} of all comparable boards, the {noun} with the highest estimate is {model}, "
        "from {nation}; the best from another nation is {other}, from {other_nation}, ranked {rank}."
    ),
    ("base", False): N_(
        "Over the newest snapshots by {day} of all comparable boards, the {noun} with the highest estimate is {model}, "
        "on a base from {nation}."
    ),
    ("base", True): N_(
        "Over the newest snapshots by {day} of all comparable boards, the {noun} with the highest estimate is {model}, "
        "on a base from {nation}; the best on a base from another nation is {other}, on one from {other_nation}, "
        "ranked {rank}."
    ),
}
_CHANCE = {
    "developer": N_("Chance of having the ablest {noun}: {chances}."),
    "base": N_("Chance of having the base of the ablest {noun}: {chances}."),
}
#: How often that nation is first where some boards are left out, by the lens.
_STILL = {
    "developer": N_("{leader} leads in {same} of the {number} that can be fitted."),
    "base": N_("{leader} lead in {same} of the {number} that can be fitted."),
}
#: Why a nation whose best is second can have the greater chance.
_EVERY_MODEL = N_(
    "The chance counts every model of a nation with its uncertainty, not only the one with the highest estimate."
)


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    speaker = asking.asked(_USUAL)
    with st.spinner(_("Fitting one ability per model")):
        fit = collection.index(speaker.question, edition)
    if fit is None:
        pieces.title(_("Index"), _("Too few boards are stored that share models: there is no index."))
        with st.container(horizontal=True, key="question"):
            asking.choices(speaker, edition, _CHOICES, _USUAL)
        return
    listed = _named(fit)
    sentence, sources, days = _sentence(speaker, listed), _sources(fit), collection.days(speaker.question, edition, fit)
    sure = _certainty(speaker, fit, listed)
    pieces.headline(sentence, sure, _colors(listed))
    pieces.said(days)
    pieces.said(_coverage(fit))
    with st.container(horizontal=True, key="question"):
        asking.choices(speaker, edition, _CHOICES, _USUAL)
    asking.quote(speaker, (sentence, sure, days, _coverage(fit)), "index", sources=sources)
    if listed.empty:
        return
    _records(speaker, fit, edition, sources)
    pieces.heading(_("The best {nouns} over all boards", nouns=speaker.nouns), DEFINITIONS["index"])
    _table(speaker, listed)
    pieces.caption(DEFINITIONS["index_unit"])
    pieces.origins(sources)
    asked = address.asking(speaker.question, "index")
    pieces.download(
        _("Every listed model (CSV)"), f"index_{speaker.question.as_of}.csv", lambda: asked.named(listed), sources
    )
    with st.spinner(_("Fitting again without each board")):
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
        return _("By {day}, no {noun} stands on enough boards.", day=words.day(speaker.as_of), noun=speaker.noun)
    first = frames.rows(listed)[0]
    rivals = listed[listed["country"].notna() & (listed["country"] != first["country"])]
    parts = {
        "day": words.day(speaker.as_of),
        "noun": speaker.noun,
        "model": first["model_name"],
        "nation": speaker.origin(first["country"]),
    }
    if rivals.empty:
        return _(
            _ABLEST[speaker.question.lens, False],
            **parts,
        )
    second = frames.rows(rivals)[0]
    return _(
        _ABLEST[speaker.question.lens, True],
        other=second["model_name"],
        other_nation=speaker.origin(second["country"]),
        rank=words.ordinal(second["rank"]),
        **parts,
    )


def _certainty(speaker: Speaker, fit: indices.Index, listed: pd.DataFrame) -> str:
    """Which nation has the best model, with its chance, or that it cannot be told; "" where none is listed."""
    said = indices.standing(fit)
    if said.kind == "no_interval":
        return DEFINITIONS["index_silent"]
    if not said.nations:
        return ""
    best = sorted(said.nations, key=lambda code: -said.chances[code])
    chances = joined(
        [_("{nation} {chance}", nation=speaker.nation(code), chance=words.percent(said.chances[code])) for code in best]
    )
    chance = _(_CHANCE[speaker.question.lens], noun=speaker.noun, chances=chances)
    first = str(listed["country"].iloc[0]).split(";")
    told = [
        *([] if said.leader else [_("They cannot be told apart.")]),
        chance,
        *([] if best[0] in first else [_(_EVERY_MODEL)]),
    ]
    return language.told(joined(told, " "))


def _colors(listed: pd.DataFrame) -> tuple[str, str]:
    colors = [charts.color(code) for code in listed["country"].dropna().head(1)] or [charts.GRAY]
    return colors[0], colors[-1]


def _coverage(fit: indices.Index) -> str:
    """What the index rests on, and which models are listed."""
    on, models = fit.scores["benchmark"].nunique(), fit.scores["model"].nunique()
    return _(
        "One fit of {scores:,} scores of {models:,} models on {boards} boards. {coverage}",
        scores=len(fit.scores),
        models=models,
        boards=on,
        coverage=DEFINITIONS["index_coverage"],
    )


def _table(speaker: Speaker, listed: pd.DataFrame) -> None:
    shown = frames.rows(listed.head(_LISTED))
    bounds = listed.head(_LISTED)[["ability", "ability_low", "ability_high"]]
    low, high = bounds.min().min(), bounds.max().max()

    def ability(row: dict[str, Any]) -> str:
        if pd.isna(row["ability_low"]) or high <= low:
            return f"<b>{row['ability']:.2f}</b>"
        at, left, right = ((row[f"ability{end}"] - low) / (high - low) for end in ("", "_low", "_high"))
        return pieces.interval(
            figure(row["ability"], ".2f"),
            _("{low:.2f} to {high:.2f}", low=row["ability_low"], high=row["ability_high"]),
            at,
            left,
            right,
        )

    pieces.table(
        {
            "#": [str(row["rank"]) for row in shown],
            _("Model"): [f"<b>{pieces.entry('model', row['model_name'], row['model_id'])}</b>" for row in shown],
            _("Nation"): [pieces.nation(row["country"], speaker.countries) for row in shown],
            _("Ability"): [ability(row) for row in shown],
            _("Released"): [pieces.day(row["released_on"]) for row in shown],
            _("Boards"): [str(row["boards"]) for row in shown],
            _("Domains"): [str(row["domains"]) for row in shown],
        },
        numbers=("#", _("Boards"), _("Domains")),
        label=_("Index"),
    )


def _records(speaker: Speaker, fit: indices.Index, edition: str, sources: list[Source]) -> None:
    records = collection.records(speaker.question, edition)
    pieces.heading(_("National records by release date"), DEFINITIONS["index_records"])
    if records.empty:
        pieces.caption(_("No listed model has a known release date."))
        return
    on = fit.scores["benchmark"].nunique()
    read = credit.data_of(on, speaker.as_of)
    title = _("One fit of today's scores, read by release date: each nation's record ability")
    about = charts.About(title, read, "logits", True, speaker.countries)
    told = charts.record_caption(records, about)
    name = f"index-records_{speaker.question.as_of}"
    pieces.chart(charts.record_chart(records, about), told, name)
    pieces.caption(joined([told, DEFINITIONS["index_unit"]], " "))
    pieces.origins(sources)
    asked = address.asking(speaker.question, "index", every_date=True)
    pieces.download(_("Chart data (CSV)"), f"{name}.csv", lambda: asked.named(records), sources)


def _sensitivity(speaker: Speaker, found: pd.DataFrame, sources: list[Source]) -> None:
    registered = tables.load().models.set_index("model_id")["model_name"]
    whole, parts = found[found["left_out"] == ""].iloc[0], found[found["left_out"] != ""]
    fitted = parts[parts["leader"].notna()]
    pieces.heading(
        _("Without some of the boards"),
        _(
            "The fit made again without one board, one domain, one source, or the boards that are no longer updated. "
            "Ahead: of the next nation's best, on the full fit's scale. Order: rank correlation with the full fit."
        ),
    )
    pieces.said(
        _(
            _STILL[speaker.question.lens],
            leader=capital(speaker.side(whole["leader"])),
            same=int((fitted["leader"] == whole["leader"]).sum()),
            number=len(fitted),
        )
    )
    listed = {"other": _("Those with another best model"), "every": _("Every fit")}
    with st.container(horizontal=True, key="list"):
        write = partial(asking.write, speaker, _CHOICES, _USUAL)
        asked = asking.pick("without", _("Show"), listed, _USUAL, write)
    other = (found["left_out"] == "") | found["leader"].isna() | (found["leader_model"] != whole["leader_model"])
    rows = frames.rows(found[other] if asked == "other" else found)
    pieces.table(
        {
            _("Left out"): [pieces.plain(_left_out(row["left_out"])) for row in rows],
            _("Leads"): [
                pieces.nation(row["leader"], speaker.countries, otherwise=_("too few boards left")) for row in rows
            ],
            _("Best model"): [pieces.cell(registered.get(row["leader_model"])) for row in rows],
            _("Next"): [pieces.nation(row["second"], speaker.countries, otherwise="—") for row in rows],
            _("Ahead"): [pieces.number(row["ahead"], 2) for row in rows],
            _("Order"): [pieces.number(row["rank_correlation"], 3) for row in rows],
            _("Boards"): [str(row["boards"]) for row in rows],
        },
        numbers=(_("Ahead"), _("Order"), _("Boards")),
        label=_("Without some of the boards"),
    )
    verb = address.asking(speaker.question, "index", sensitivity=True)
    file = f"index-sensitivity_{speaker.question.as_of}.csv"
    pieces.download(_("Sensitivity (CSV)"), file, lambda: verb.named(found), sources)


def _beside_epoch(speaker: Speaker, edition: str, sources: list[Source]) -> None:
    """How near both are to each other, and the models that they differ on most."""
    found = collection.beside_epoch(speaker.question, edition)
    if found is None:
        return
    every_source = [boards.board(epoch_index.BOARD).source, *sources]
    pieces.heading(_("Beside Epoch AI's index"), DEFINITIONS["epoch_index"])
    for note in found.attrs["notes"]:
        pieces.said(note)
    both = found.dropna(subset="ours")
    rows = frames.rows(both.loc[both["ours_less_epoch"].abs().sort_values(ascending=False).index].head(_DIFFERING))

    def points(row: dict[str, Any], whose: str) -> str:
        shown = f"<b>{figure(row[whose], '.1f')}</b>"
        low, high = row[f"{whose}_low"], row[f"{whose}_high"]
        if low is None or pd.isna(low):
            return shown
        spread = _("{low:.1f} to {high:.1f}", low=low, high=high)
        return f'{shown} <small class="spread">{spread}</small>'

    pieces.table(
        {
            _("Model"): [pieces.entry("model", row["model_name"], row["model_id"]) for row in rows],
            _("Nation"): [pieces.nation(row["country"], speaker.countries) for row in rows],
            _("Epoch AI's"): [points(row, "epoch") for row in rows],
            _("Ours"): [points(row, "ours") for row in rows],
            _("Difference"): [figure(row["ours_less_epoch"], "+.1f").replace("-", "−") for row in rows],
            _("Told most by"): [pieces.plain(boards.board(row["told_by"]).board.title) for row in rows],
            _("Benchmarks"): [str(row["benchmarks"]) for row in rows],
            _("Boards"): [str(row["boards"]) for row in rows],
        },
        numbers=(_("Epoch AI's"), _("Ours"), _("Difference"), _("Benchmarks"), _("Boards")),
        label=_("Models that the index and Epoch AI's differ on most"),
    )
    pieces.origins(every_source)
    file = f"epoch-index_{speaker.question.as_of}.csv"
    pieces.download(_("Every model of Epoch AI's index (CSV)"), file, lambda: found, every_source)


def _left_out(name: str) -> str:
    """What `sensitivity` left out, in words."""
    kind, _colon, which = name.partition(":")
    if kind == "domain":
        return _("all of {what}", what=_(which))
    if kind == "source":
        return _("all of {what}", what=boards.source(which).title)
    return _(_LEFT_OUT[name]) if name in _LEFT_OUT else boards.board(name).board.title


def _sources(fit: indices.Index) -> list[Source]:
    return [boards.board(board_id).source for board_id in sorted(fit.scores["benchmark"].unique())]
