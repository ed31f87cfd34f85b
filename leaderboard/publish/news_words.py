"""What changed lately, in sentences."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from leaderboard.publish import address, words
from leaderboard.publish.language import N_, _, ngettext, told
from leaderboard.publish.speaker import Speaker
from leaderboard.questions.news import KINDS
from leaderboard.records.spoken import joined
from leaderboard.registry.countries import capital

#: How far back "lately" goes, in days.
DAYS = 30
#: What only a snapshot of a headline board shows.
SHOWN = ("lead", "best")
FEED = N_("To be told of changes of lead:")

#: How many of each kind: none, one, several.
_COUNTED = {
    "lead": (N_("no changes of lead"), N_("{number} change of lead"), N_("{number} changes of lead")),
    "best": (N_("no new national bests"), N_("{number} new national best"), N_("{number} new national bests")),
    "opened": (N_("no models known to have opened"), N_("{number} model opened"), N_("{number} models opened")),
    "stale": (
        N_("no boards grown too old to tell who leads there"),
        N_("{number} board grown too old to tell who leads there"),
        N_("{number} boards grown too old to tell who leads there"),
    ),
    "corrected": (
        N_("no facts of the registry corrected"),
        N_("{number} fact of the registry corrected"),
        N_("{number} facts of the registry corrected"),
    ),
}


def summary(news: pd.DataFrame, as_of: pd.Timestamp) -> str:
    """How much of each kind in DAYS days; what there was none of is said, too, unless no board could have shown it."""
    kinds = [kind for kind in KINDS if news.attrs["seen"] or kind not in SHOWN]
    counts = news["kind"].value_counts().to_dict()
    counts["corrected"] = int(news["facts"].sum())
    each = [_(_COUNTED[kind][min(counts.get(kind, 0), 2)], number=int(counts.get(kind, 0))) for kind in kinds]
    said = _("In the {days} days up to {day}: {news}.", days=DAYS, day=words.day(as_of), news=joined(each))
    return " ".join([said, *(told(note) for note in news.attrs["notes"])])


def back_to(day: pd.Timestamp) -> str:
    """What a link is called that leads to the page of an earlier day."""
    return _("This page as of {day}", day=words.day(day))


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
        return ngettext(
            "{number:,} fact of the registry corrected.", "{number:,} facts of the registry corrected.", row["facts"]
        )
    if kind == "stale":
        return _(
            "{board}: the newest complete snapshot is more than {days} days old.",
            board=speaker.curated.board.title,
            days=speaker.curated.max_age_days,
        )
    if kind == "opened":
        return _("{model} ({nation}): its weights are public.", model=row["model_name"], nation=nation)
    parts = {"model": row["model_name"], "score": speaker.score(row["score"]), "place": speaker.place}
    if kind == "best":
        of_developer = N_("{model} ({score}) is the best {noun} of {nation} on {place}.")
        of_base = N_("{model} ({score}) is on {place} the best {noun} on a base from {nation}.")
        said = of_base if speaker.question.lens == "base" else of_developer
        return _(said, noun=speaker.noun, nation=nation, **parts)
    leader = capital(speaker.side(row["country"]))
    if isinstance(row["from_country"], str):
        return _(
            "{nation} took the lead of {place} from {before} with {model} ({score}).",
            nation=leader,
            before=speaker.side(row["from_country"]),
            **parts,
        )
    return _("{nation} took the lead of {place} with {model} ({score}).", nation=leader, **parts)
