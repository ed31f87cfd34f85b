"""What changed lately, in sentences."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from leaderboard.publish import address, words
from leaderboard.publish.words import Speaker
from leaderboard.questions.news import KINDS
from leaderboard.registry.countries import capital

#: How far back "lately" goes, in days.
DAYS = 30
FEED = "To be told of changes of lead:"

_COUNTED = {
    "lead": ("change of lead", "changes of lead"),
    "best": ("new national best", "new national bests"),
    "opened": ("model opened", "models opened"),
    "stale": ("board grown too old to speak of today", "boards grown too old to speak of today"),
    "corrected": ("fact of the registry corrected", "facts of the registry corrected"),
}


def summary(news: pd.DataFrame, as_of: pd.Timestamp) -> str:
    """How much of each kind in DAYS days; what there was none of is said, too."""
    counts = news["kind"].value_counts().to_dict()
    counts["corrected"] = int(news["facts"].sum())
    told = [f"{counts.get(kind, 0) or 'no'} {_COUNTED[kind][counts.get(kind, 0) != 1]}" for kind in KINDS]
    return f"In the {DAYS} days up to {words.day(as_of)}: {', '.join(told)}."


def back_to(day: pd.Timestamp) -> str:
    """What a link is called that leads to the page of an earlier day."""
    return f"This page as of {words.day(day)}"


def entry(row: Mapping[str, Any], speaker: Speaker) -> tuple[str, str]:
    """One row of questions.news in a sentence, and where more of it stands, from the root. speaker: of any board."""
    of_board = speaker if pd.isna(row["board_id"]) else speaker.about(row["board_id"])
    said = sentence(row, of_board)
    if row["kind"] == "corrected":
        return said, "corrections"
    if not pd.isna(row["board_id"]):
        return said, address.board_page(of_board.question, of_board.today)
    return said, f"model?{urlencode({'model': row['model_id']})}"


def sentence(row: Mapping[str, Any], speaker: Speaker) -> str:
    """One row of questions.news. speaker: of its board, where it has one."""
    nation, kind = speaker.origin(row["country"]), row["kind"]
    if kind == "corrected":
        return f"{row['facts']:,} fact{'s' * (row['facts'] != 1)} of the registry corrected."
    if kind == "stale":
        days = speaker.curated.max_age_days
        return f"{speaker.curated.board.title}: the newest complete snapshot is more than {days} days old."
    if kind == "opened":
        return f"{row['model_name']} ({nation}): its weights are public."
    model = f"{row['model_name']} ({speaker.score(row['score'])})"
    if kind == "best":
        return f"{model} is the best {speaker.noun} of {nation} on {speaker.place}."
    before = f" from {speaker.origin(row['from_country'])}" if isinstance(row["from_country"], str) else ""
    return f"{capital(nation)} took the lead of {speaker.place}{before} with {model}."
