"""The registry: a search by any spelling, and how much of it rests on evidence that was read."""

from leaderboard.app import asking, dossier, pieces
from leaderboard.publish import language, words
from leaderboard.publish.language import N_, _
from leaderboard.registry import attribution, published, search, tables


def show() -> None:
    """Draw the page. The search stands in the address (`?search=`)."""
    asking.only("search")
    known = tables.load()
    lookup = attribution.prepare(known)
    pieces.title(_("Who made it"), _said(lookup))
    if typed := asking.search(_("Search for a model or an organization, by any spelling")):
        _found(search.find(typed, known), lookup)
    pieces.heading(
        _("The whole registry"), _("Every model with developer, base, openness by date, terms, sizes, evidence.")
    )
    pieces.download(_("Registry (CSV)"), "registry.csv", published.registry_table)
    pieces.line(_("Every fact that was changed after it had been published:"), _("corrections"), "corrections")


def _said(lookup: attribution.Attribution) -> str:
    """How much there is, and how much of it rests on evidence that was read."""
    told = []
    models = N_("{number:,} models, of which {missing:,} ({part}) are unverified")
    organizations = N_("{number:,} organizations, of which {missing:,} ({part}) are unverified")
    for many, entries in ((models, lookup.models), (organizations, lookup.organizations)):
        missing = sum(not entry["evidence_url"] for entry in entries.values())
        share = words.percent(missing / max(1, len(entries)))
        told.append(_(many, number=len(entries), missing=missing, part=share))
    return _(
        "The registry holds {models}, and {organizations}: nobody has read evidence for these yet.",
        models=told[0],
        organizations=told[1],
    )


def _found(entries: list[search.Found], lookup: attribution.Attribution) -> None:
    if not entries:
        pieces.caption(_("Nothing in the registry is spelled like that."))
        return
    countries = language.countries()
    known = {"model": lookup.models, "organization": lookup.organizations}
    rows = [(entry, known[entry.kind][entry.id]) for entry in entries]
    pieces.table(
        {
            _("Name"): [dossier.link(entry.kind, row) for entry, row in rows],
            _("Kind"): [{"model": _("model"), "organization": _("organization")}[entry.kind] for entry, row in rows],
            _("Nation"): [pieces.nation(row["country"], countries) for _, row in rows],
            _("Found as"): [pieces.plain(entry.spelling) for entry, _ in rows],
            _("Evidence"): [dossier.evidence(row) for _, row in rows],
        },
        label=_("What was found"),
    )
