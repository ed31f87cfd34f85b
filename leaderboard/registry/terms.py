"""What a license permits, in words, from its row in licenses.csv."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from leaderboard.records.spoken import joined, say


def limits(terms: Mapping[str, Any]) -> list[str]:
    """The limits of a license, from its row in licenses.csv; none where its cells are blank."""
    said: list[str] = []
    if (users := terms["user_threshold"]) and not pd.isna(users):
        said.append(say("up to {number:,} monthly active users", number=int(users)))
    if (revenue := terms["revenue_threshold"]) and not pd.isna(revenue):
        said.append(say("up to {number:,} USD of revenue a year", number=int(revenue)))
    if (territories := terms["excluded_territories"]) and not pd.isna(territories):
        said.append(say("not in {places}", places=joined(territories.split(";"))))
    if (duty := terms["naming_duty"]) and not pd.isna(duty):
        counted = re.sub(r"\d{5,}", lambda found: f"{int(found[0]):,}", duty)
        said.append(say("to be named: {duty}", duty=counted))
    return said
