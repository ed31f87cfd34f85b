"""Every change of attribution, by date."""

import leaderboard
from leaderboard.app import asking, listings, pieces
from leaderboard.publish import frames
from leaderboard.publish.language import _


def show() -> None:
    """Draw the page."""
    pieces.title(_("Corrections"), _("Every attribution that was changed after it had been published, newest first."))
    asking.only()
    changes = leaderboard.corrections()
    if changes.empty:
        pieces.caption(_("None so far: the registry stands as it was first published."))
        return
    listings.corrections(frames.rows(changes), _("Corrections"))
    pieces.download(_("Corrections (CSV)"), "corrections.csv", lambda: changes)
