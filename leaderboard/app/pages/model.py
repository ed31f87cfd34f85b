"""One model: whose it is, how open, where boards place it, what it stands on and what stands on it."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from fetchers import OPENNESS_PARTS, REFERENCES
from leaderboard.app import asking, dossier, pieces, standings
from leaderboard.publish import address, frames, language, words
from leaderboard.publish.language import N_, _, figure
from leaderboard.publish.model_words import ModelSpeaker
from leaderboard.publish.speaker import Speaker
from leaderboard.questions import of_a_model
from leaderboard.records import clock
from leaderboard.records.spoken import joined
from leaderboard.registry import attribution, boards, fields, tables
from leaderboard.registry.published import base_licenses
from leaderboard.registry.terms import limits
from leaderboard.serve import collection

_PLACES = N_(
    "A place is among the models of one snapshot. Scores of two boards do not compare, nor do those of one board from "
    "before and after a change of its method. Not listed now: the newest complete snapshot of the board's headline "
    "category is without the model."
)
_PARTS = {
    "datasources_basemodel": N_("Data of the base"),
    "datasources_endmodel": N_("Data of the fine-tuning"),
    "weights_basemodel": N_("Weights of the base"),
    "weights_endmodel": N_("Weights of the model"),
    "trainingcode": N_("Code of the training"),
    "code": N_("Documentation of the code"),
    "hardware_architecture": N_("Documentation of hardware and architecture"),
    "preprint": N_("Preprint"),
    "paper": N_("Reviewed paper"),
    "modelcard": N_("Model card"),
    "datasheet": N_("Data sheet"),
    "licenses": N_("Licenses"),
}
_GRADES = {"open": N_("open"), "partial": N_("partly open"), "closed": N_("closed")}
_COMMERCIAL = {
    "yes": N_("commercial use"),
    "conditional": N_("commercial use within limits"),
    "no": N_("no commercial use"),
    "": N_("whether commercial use is allowed, nobody has read"),
}


def show() -> None:
    """Draw the page of the model that the address names (`?model=`)."""
    asking.only("model")
    lookup = attribution.prepare(tables.load())
    model_id = dossier.asked("model", lookup.models, lookup.model_meant)
    if model_id is None:
        return
    edition = collection.edition()
    countries, today = language.countries(), clock.today()
    speaker = ModelSpeaker(lookup, model_id, countries, f"{today:%Y-%m-%d}")
    scores = of_a_model.of_one(model_id, collection.places(edition), collection.spans(edition))
    pieces.title(speaker.maker(), f"{speaker.openness()} {speaker.placed(scores)}")
    usual = address.usual(address.HOME_BOARD, today)
    _scores(model_id, scores, Speaker(usual, boards.board(usual.board), countries, today))
    _facts(lookup, model_id, countries)
    _openness(lookup, model_id)
    _parts(model_id, edition)
    _lineage(lookup, model_id, countries)
    _spellings(model_id)
    _second_opinions(model_id)
    dossier.report("model", model_id, speaker.name)


def _facts(lookup: attribution.Attribution, model_id: str, countries: Mapping[str, str]) -> None:
    model = lookup.models[model_id]
    counted = {N_("{number:,g} billion"): "parameters_b", N_("{number:,g} billion active"): "active_parameters_b"}
    sizes = [_(said, number=float(model[column])) for said, column in counted.items() if model[column]]
    pieces.heading(_("What is known"))
    dossier.facts(
        {
            _("Developer"): dossier.link("organization", lookup.organizations[model["organization_id"]]),
            _("Nation of the developer"): pieces.nation(model["country"], countries),
            _("Nation of the base"): pieces.nation(model["base_country"], countries),
            _("Released"): dossier.day(model["released_on"]),
            _("Weights public since"): dossier.day(model["weights_on"]),
            _("Weights"): pieces.link(_("on the hub"), model["weights_url"])
            if model["weights_url"]
            else pieces.cell(None),
            _("Parameters"): pieces.cell(joined(sizes)),
            _("Context, tokens"): pieces.cell(figure(int(model["context_length"])) if model["context_length"] else ""),
            _("Reads"): pieces.cell(_modalities(model["input_modalities"])),
            _("Writes"): pieces.cell(_modalities(model["output_modalities"])),
            _("Languages"): pieces.cell(joined(model["languages"].split(";"))),
            _("Open checkpoint beside it"): dossier.link("model", lookup.models.get(model["open_sibling"])),
            _("Evidence"): dossier.evidence(model),
        }
    )
    if model["note"]:
        pieces.caption(model["note"])


def _modalities(text: str) -> str:
    return joined([_(one) for one in text.split(";")]) if text else ""


def _scores(model_id: str, scores: pd.DataFrame, speaker: Speaker) -> None:
    pieces.heading(_("Where boards place it"), _(_PLACES))
    if scores.empty:
        pieces.caption(_("No stored board has ever listed it."))
        return
    rows = [(row, speaker.about(row["board_id"])) for row in frames.rows(scores)]
    begins = ~scores["domain"].duplicated()
    changed = [_changes(row) for row, _ in rows]
    pieces.table(
        {
            _("Domain"): [
                f"<b>{pieces.plain(words.category_name(row['domain']))}</b>" if first else ""
                for first, (row, _) in zip(begins, rows, strict=True)
            ],
            _("Board"): [pieces.inside(row["title"], standings.answer(of_board)) for row, of_board in rows],
            _("Place"): [_place(row) for row, _ in rows],
            _("Score"): [_score(row, of_board) for row, of_board in rows],
            _("On"): [pieces.day(row["published_on"]) for row, _ in rows],
            _("First listed"): [_span(row) for row, _ in rows],
        }
        | ({_("Board changed its method"): changed} if any(changed) else {}),
        label=_("Places and scores"),
    )
    sources = [of_board.curated.source for _, of_board in rows]
    pieces.origins(sources)
    pieces.download(_("Places and scores (CSV)"), f"{model_id}_scores.csv", lambda: scores, sources)


def _span(row: dict[str, Any]) -> str:
    """The first and the last day on which a board listed it."""
    last = _("last {day}", day=pieces.day(row["last_published_on"]))
    return f"{pieces.day(row['first_published_on'])}<br><small>{last}</small>"


def _place(row: dict[str, Any]) -> str:
    if pd.isna(row["rank"]):
        return pieces.absent(_("not listed now"))
    among = _("{place} of {listed:,}", place=words.ordinal(row["rank"]), listed=row["listed"])
    if pd.isna(row["open_rank"]):
        return among
    opened = _("{place} of {listed:,} open", place=words.ordinal(row["open_rank"]), listed=row["open_listed"])
    return f"<b>{pieces.plain(opened)}</b><br><small>{pieces.plain(among)}</small>"


def _score(row: dict[str, Any], speaker: Speaker) -> str:
    if pd.isna(row["score"]):
        return pieces.cell(None)
    unit = "" if row["unit"] == "percent" else f" {words.unit_name(row['unit'])}"
    setting = f"<br><small>{pieces.plain(row['setting'])}</small>" if row["setting"] else ""
    ends = (row["score_low"], row["score_high"])
    spread = "" if any(map(pd.isna, ends)) else f" <small>±{speaker.score((ends[1] - ends[0]) / 2)}</small>"
    return f"{pieces.plain(speaker.score(row['score']) + unit)}{spread}{setting}"


def _changes(row: dict[str, Any]) -> str:
    """The days since it was first listed on which the board changed its method."""
    declared = boards.breaks(row["board_id"], fields.METHOD_CHANGES)
    own = {day for of, day in declared if of in ("", row["category"]) and day > row["first_published_on"]}
    return "<br>".join(map(pieces.day, sorted(own)))


def _openness(lookup: attribution.Attribution, model_id: str) -> None:
    steps = dossier.rows("model_openness", "model_id", model_id)
    terms = {row["license"]: row for row in tables.records(tables.load().licenses)}
    pieces.heading(_("How open, since when"))
    pieces.table(
        {
            _("From"): [pieces.plain(step["valid_from"] or _("the beginning")) for step in steps],
            _("Weights"): [pieces.plain(_(words.OPENNESS[step["openness"]])) for step in steps],
            _("License"): [_license(step["license"], terms.get(step["license"])) for step in steps],
            _("Evidence"): [
                dossier.evidence(step) if step["basis"] == "read" else pieces.absent(_("assumed")) for step in steps
            ],
        },
        label=_("Openness by date"),
    )
    bound = base_licenses(lookup, lambda one: dossier.rows("model_openness", "model_id", one)[-1]["license"], model_id)
    if bound:
        pieces.heading(_("Licenses below it that bind it too"))
        pieces.table(
            {
                _("Model"): [dossier.link("model", model) for model in bound.values()],
                _("License"): [_license(name, terms.get(name)) for name in bound],
            },
            label=_("Licenses below it that bind it too"),
        )


def _parts(model_id: str, edition: str) -> None:
    """How open each part of it is, in another's words."""
    found = collection.parts(edition)
    for row in frames.rows(found[found["model_id"] == model_id]):
        graded = [row[name] for name in OPENNESS_PARTS]
        pieces.heading(
            _("How open each part is"),
            _(
                "By the European Open Source AI Index, as it stood on {day}: of its twelve parts {open} are open, "
                "{partial} partly and {closed} closed. Its words and grades are its own; they do not decide our tier.",
                day=language.day(pd.Timestamp(row["retrieved_on"])),
                open=graded.count("open"),
                partial=graded.count("partial"),
                closed=graded.count("closed"),
            ),
        )
        pieces.table(
            {
                _("Part"): [pieces.plain(_(_PARTS[name])) for name in OPENNESS_PARTS],
                _("Grade"): [pieces.plain(_(_GRADES[grade])) if grade else pieces.cell(None) for grade in graded],
            },
            label=_("How open each part is"),
        )
        (index,) = [reference for reference in REFERENCES if reference.id == of_a_model.OPENNESS_INDEX]
        st.html(f'<p class="quiet">{pieces.link(_("What the index rests this on"), row["url"])}</p>')
        pieces.origins([index])


def _license(name: str, terms: dict[str, str] | None) -> str:
    """Its name, linked to its text; below it what it allows and where it ends."""
    if terms is None:
        return pieces.cell(words.license_name(name))
    said = [_(_COMMERCIAL[terms["commercial_use"]]), *limits(terms)]
    linked = pieces.link(words.license_name(name), terms["text_url"])
    return f"{linked}<br><small>{'<br>'.join(map(pieces.plain, said))}</small>"


def _lineage(lookup: attribution.Attribution, model_id: str, countries: Mapping[str, str]) -> None:
    """From the model at the root down to what was built on this one."""
    above, below = list(_above(lookup, model_id))[::-1], list(_below(lookup, model_id, 1))
    if not above and not below:
        return
    shown = [(lookup.models[name], _("it stands on this")) for name in above]
    for name, depth in below:
        below_it = _("built on it") if depth == 1 else _("built on it, {depth} steps down", depth=depth)
        shown.append((lookup.models[name], below_it))
    makers = [lookup.organizations[model["organization_id"]] for model, _ in shown]
    pieces.heading(_("Lineage"), _("What it stands on, and what stands on it, as far as the registry knows."))
    pieces.table(
        {
            _("Model"): [dossier.link("model", model) for model, _ in shown],
            _("Relation"): [said for _, said in shown],
            _("Developer"): [dossier.link("organization", maker) for maker in makers],
            _("Nation"): [pieces.nation(model["country"], countries) for model, _ in shown],
            _("Evidence of the base"): [dossier.evidence(model, "base_evidence_url") for model, _ in shown],
        },
        label=_("Lineage"),
    )


def _above(lookup: attribution.Attribution, model_id: str) -> Iterator[str]:
    base = lookup.models[model_id]["base_model_id"]
    if base and base != model_id:
        yield base
        yield from _above(lookup, base)


def _below(lookup: attribution.Attribution, model_id: str, depth: int) -> Iterator[tuple[str, int]]:
    for name, model in lookup.models.items():
        if model["base_model_id"] == model_id != name:
            yield name, depth
            yield from _below(lookup, name, depth + 1)


def _spellings(model_id: str) -> None:
    aliases = dossier.rows("model_aliases", "model_id", model_id)
    pieces.heading(_("What boards and lists call it"), _("Exact spellings."))
    pieces.table(
        {
            _("Spelling"): [pieces.plain(alias["model_name"]) for alias in aliases],
            _("Board or list"): [_spelled_by(alias["source_id"]) for alias in aliases],
            _("What the spelling adds"): [pieces.plain(alias["setting"]) for alias in aliases],
        },
        label=_("Spellings"),
    )


def _spelled_by(source_id: str) -> str:
    """Who spells it so: any, the boards of a source, or a list of facts, which has no board."""
    return pieces.plain(_("any") if source_id == "*" else boards.upstreams([source_id])[0].title)


def _second_opinions(model_id: str) -> None:
    """Where another source says otherwise, and how it was settled."""
    verdicts = dossier.rows("verdicts", "model_id", model_id)
    if verdicts:
        titles = {upstream.id: upstream.title for upstream in boards.upstreams()}
        pieces.heading(_("Second opinions"), _("Where a source says otherwise, and how that was settled."))
        pieces.table(
            {
                _("On"): [pieces.plain(_(row["kind"])) for row in verdicts],
                _("Source"): [pieces.plain(titles.get(row["source"], row["source"])) for row in verdicts],
                _("It says"): [pieces.plain(row["theirs"]) for row in verdicts],
                _("Settled"): [pieces.plain(row["reason"]) for row in verdicts],
            },
            label=_("Second opinions"),
        )
