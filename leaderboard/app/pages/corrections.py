"""Every change of attribution, by date."""

import leaderboard
from leaderboard.app import asking, pieces
from leaderboard.publish.language import _


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
    pieces.table(
        {title: [pieces.cell(value) for value in changes[name]] for name, title in columns.items()},
        label=_("Corrections"),
    )
    pieces.download(_("Corrections (CSV)"), "corrections.csv", lambda: changes)
