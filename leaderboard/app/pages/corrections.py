"""Every change of attribution, by date."""

import pandas as pd

import leaderboard
from leaderboard.app import asking, listings, pieces
from leaderboard.publish import frames, words
from leaderboard.publish.language import _, ngettext


def show() -> None:
    """Draw the page."""
    changes = leaderboard.corrections()
    number = len(changes)
    pieces.title(
        _("Corrections"),
        ngettext(
            "{number:,} fact of the registry was changed after it had been published, on {day}.",
            "{number:,} facts of the registry were changed after they had been published, the last on {day}.",
            number,
            day=words.day(pd.Timestamp(changes["date"].max())),
        )
        if number
        else _("None so far: the registry stands as it was first published."),
    )
    asking.only()
    if not number:
        return
    listings.corrections(frames.rows(changes), _("Corrections"))
    pieces.download(_("Corrections (CSV)"), "corrections.csv", lambda: changes)
