"""Every change of attribution, by date."""

import leaderboard
from leaderboard.app import asking, pieces


def show() -> None:
    """Draw the page."""
    pieces.title("Corrections", "Every attribution that was changed after it had been published, newest first.")
    asking.only()
    changes = leaderboard.corrections()
    if changes.empty:
        pieces.caption("None so far: the registry stands as it was first published.")
        return
    titles = {"date": "Date", "kind": "Table", "id": "Entry", "column": "What", "before": "Before", "after": "After"}
    columns = titles | {"reason": "Reason"}
    pieces.table(
        {title: [pieces.cell(value) for value in changes[name]] for name, title in columns.items()}, label="Corrections"
    )
    pieces.download("Corrections (CSV)", "corrections.csv", lambda: changes)
