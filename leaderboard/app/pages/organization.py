"""One developer: where it has its seat and by which evidence, and every model of its."""

from typing import Any

import pandas as pd

from leaderboard.app import asking, dossier, pieces
from leaderboard.publish import frames, language, words
from leaderboard.publish.language import _, ngettext
from leaderboard.records import clock
from leaderboard.registry import attribution, boards, fields, tables
from leaderboard.registry.countries import within_a_sentence
from leaderboard.serve import collection


def show() -> None:
    """Draw the page of the organization that the address names (`?organization=`)."""
    asking.only("organization")
    lookup = attribution.prepare(tables.load())
    organization_id = dossier.asked("organization", lookup.organizations, lookup.organization_of.get)
    if organization_id is None:
        return
    organization, countries = lookup.organizations[organization_id], language.countries()
    made = [model for model in lookup.models.values() if model["organization_id"] == organization_id]
    made.sort(key=lambda model: (model["released_on"], model["model_name"]), reverse=True)
    today = f"{clock.today():%Y-%m-%d}"
    tiers = {model["model_id"]: lookup.openness_on(model["model_id"], today) for model in made}
    seat = lookup.country(organization_id, "")
    name = organization["organization_name"]
    seated = _("{organization} has its seat in {nation}.", organization=name, nation=within_a_sentence(seat, countries))
    unsettled = _("{organization} has a seat that nobody has settled.", organization=name)
    opened = sum(tier in fields.OPEN_WEIGHTS for tier in tiers.values())
    counted = ngettext(
        "The registry holds {number:,} model, {opened:,} with open weights today.",
        "The registry holds {number:,} models, {opened:,} with open weights today.",
        len(made),
        opened=opened,
    )
    pieces.title(seated if seat else unsettled, counted)
    seats = dossier.rows("organizations", "organization_id", organization_id)
    nations = [";".join(filter(None, (row["country"], row["second_country"]))) for row in seats]
    pieces.heading(_("Seat"))
    pieces.table(
        {
            _("From"): [pieces.plain(row["valid_from"] or _("the beginning")) for row in seats],
            _("Nation"): [pieces.nation(codes, countries) for codes in nations],
            _("Decided by"): [pieces.cell(_(row["country_basis"].replace("_", " "))) for row in seats],
            _("Kind"): [pieces.cell(_(row["kind"])) for row in seats],
            _("Parent"): [dossier.link("organization", lookup.organizations.get(row["parent_id"])) for row in seats],
            _("Evidence"): [dossier.evidence(row) for row in seats],
        },
        label=_("Seat"),
    )
    for note in filter(None, dict.fromkeys(row["note"] for row in seats)):
        pieces.caption(note)
    pieces.heading(_("Its models"), _("The best place is among the open models of a board's newest complete snapshot."))
    best = _best_places()
    pieces.table(
        {
            _("Model"): [dossier.link("model", model) for model in made],
            _("Released"): [dossier.day(model["released_on"]) for model in made],
            _("Weights"): [pieces.plain(_(words.OPENNESS[tiers[model["model_id"]]])) for model in made],
            _("Nation of the base"): [pieces.nation(model["base_country"], countries) for model in made],
            _("Best place"): [_place(best.get(model["model_id"])) for model in made],
            _("Evidence"): [dossier.evidence(model) for model in made],
        },
        label=_("Models"),
    )
    dossier.report("organization", organization_id, organization["organization_name"])


def _best_places() -> dict[str, dict[str, Any]]:
    """Of each open model the place that is nearest to the first, on the longest list; not on a list of its own."""
    placed = collection.places(collection.edition())
    placed = placed[placed["open_listed"] > 1].sort_values(["open_rank", "open_listed"], ascending=[True, False])
    return {row["model_id"]: row for row in frames.rows(placed.drop_duplicates("model_id"))}


def _place(row: dict[str, Any] | None) -> str:
    if row is None:
        return pieces.cell(None)
    where = pieces.plain(boards.board(row["board_id"]).board.title)
    day = pieces.day(pd.Timestamp(row["published_on"]))
    place = _("{place} of {listed:,}", place=words.ordinal(row["open_rank"]), listed=row["open_listed"])
    return f"{pieces.plain(place)}<br><small>{where}, {day}</small>"
