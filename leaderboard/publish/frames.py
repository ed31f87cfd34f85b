"""Tables as pages and charts read them: row by row, with the names to show, and of boards with what they say."""

from collections.abc import Mapping
from typing import Any, cast

import pandas as pd

from leaderboard.analytics.standing import Standing


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table, each as column -> value."""
    return cast(list[dict[str, Any]], frame.to_dict("records"))


def named(table: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """A statistic with the models' names to show in place of the published ones."""
    shown = table.assign(**{name: table[name].map(names) for name in table.columns if "model" in name})
    if "bases" in table.attrs:
        shown.attrs["bases"] = {names[model]: base for model, base in table.attrs["bases"].items()}
    return shown


def verdicts(listed: pd.DataFrame, leaders: Mapping[str, Standing]) -> pd.DataFrame:
    """The list of boards with what the newest snapshot of each says: date, verdict, nations, best model and score."""
    said = {board_id: leaders[board_id] for board_id in listed["board_id"] if board_id in leaders}
    told = pd.DataFrame(
        [
            {"board_id": board_id, "date": one.date, "verdict": one.kind, "nations": ";".join(one.nations)}
            | ({"best_country": best.country, "best_model": best.model, "best_score": best.score} if best else {})
            for board_id, one in said.items()
            for best in (one.bests[:1] or (None,))
        ],
        columns=["board_id", "date", "verdict", "nations", "best_country", "best_model", "best_score"],
    )
    return listed.merge(told, on="board_id", how="left", validate="one_to_one")
