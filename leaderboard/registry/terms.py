"""What a license permits, in words, from its row in licenses.csv."""

from collections.abc import Mapping
from typing import Any

import pandas as pd


def limits(terms: Mapping[str, Any]) -> list[str]:
    """The limits of a license, from its row in licenses.csv; none where its cells are blank."""
    said = []
    if (users := terms["user_threshold"]) and not pd.isna(users):
        said.append(f"up to {int(users):,} monthly active users")
    if (revenue := terms["revenue_threshold"]) and not pd.isna(revenue):
        said.append(f"up to {int(revenue):,} USD of revenue a year")
    if (territories := terms["excluded_territories"]) and not pd.isna(territories):
        said.append(f"not in {territories.replace(';', ', ')}")
    if (duty := terms["naming_duty"]) and not pd.isna(duty):
        said.append(f"to be named: {duty}")
    return said
