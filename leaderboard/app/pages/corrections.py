"""Every change of attribution, by date."""

import leaderboard
from leaderboard.app import asking, dossier, pieces
from leaderboard.publish import words
from leaderboard.publish.columns import long_name
from leaderboard.publish.language import _
from leaderboard.registry import attribution, tables


def show() -> None:
    """Draw the page."""
    pieces.title(_("Corrections"), _("Every attribution that was changed after it had been published, newest first."))
    asking.only()
    changes = leaderboard.corrections()
    if changes.empty:
        pieces.caption(_("None so far: the registry stands as it was first published."))
        return
    columns = {
        "date": _("Date"),
        "kind": _("Table"),
        "id": _("Entry"),
        "column": _("What"),
        "before": _("Before"),
        "after": _("After"),
        "reason": _("Reason"),
    }
    shown = words.rows(changes)
    cells = {name: [pieces.cell(row[name]) for row in shown] for name in columns}
    cells["date"] = [f"<time>{pieces.plain(row['date'])}</time>" for row in shown]
    cells["id"] = [_entry(row["kind"], row["id"]) for row in shown]
    cells["column"] = [pieces.plain(_(long_name(row["column"]))) for row in shown]
    for name in ("before", "after"):
        cells[name] = [pieces.cell(words.value(row["column"], row[name])) for row in shown]
    pieces.table({title: cells[name] for name, title in columns.items()}, label=_("Corrections"))
    pieces.download(_("Corrections (CSV)"), "corrections.csv", lambda: changes)


def _entry(kind: str, entry_id: str) -> str:
    """What was changed, linked to its page where it has one."""
    lookup = attribution.prepare(tables.load())
    known = {"model": lookup.models, "organization": lookup.organizations}.get(kind, {})
    return dossier.link(kind, known[entry_id]) if entry_id in known else pieces.plain(entry_id)
