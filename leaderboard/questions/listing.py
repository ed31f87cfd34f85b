"""The models of a board as a reader wants them: registered names, organizations, the terms of their licenses."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from leaderboard.analytics import frontier as frontiers
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.registry import attribution, tables

#: What an engineer must know of a license.
_TERMS = (
    "commercial_use",
    "user_threshold",
    "revenue_threshold",
    "excluded_territories",
    "naming_duty",
    "text_url",
)


#: A published name is shown with no more letters than this; the longest stored one that is real has 59.
LONGEST = 100
#: What a board writes for a setting that it does not know: no part of a model's name.
_NO_SETTING = ("", "unknown")


def bounded(published: str) -> str:
    """A published name that leaves room for others."""
    return published if len(published) <= LONGEST else published[: LONGEST - 1] + "…"


def models(past: BoardHistory) -> pd.DataFrame:
    """The counted models of the newest snapshot: analytics.frontier.top, and columns for a reader.

    shown: the registered name (the published one where there is none); organization_name: as
    registered, else as published; license: as registered on that day, else as published, with its
    terms (_TERMS); developer_country; basis: which rule attributed the row; the ranks of analytics.ranks.
    """
    listed = frontiers.top(past, n=len(past.table), board_ranks=True)
    key = ["model_name", "setting", "score"]
    more = ["organization_name", "license_name", "developer_country", "model_setting", "basis"]
    newest = past.spelled(past.snapshots[-1].rows if past.snapshots else np.arange(0))
    listed = listed.merge(newest.drop_duplicates(key)[[*key, *more]], on=key, how="left", validate="one_to_one")
    lookup = attribution.prepare(tables.load())
    organizations = {name: row["organization_name"] for name, row in lookup.organizations.items()}
    licenses = _licenses(listed["published_on"].max()) if len(listed) else {}
    known = tables.load()
    spelled = known.license_aliases[known.license_aliases["license"] != ""]
    published = dict(zip(spelled["license_name"], spelled["license"], strict=True))
    named = listed["license_name"].map(published).fillna(listed["license_name"])
    listed = listed.assign(
        shown=listed["model_name"].map(model_names(past)),
        organization_name=listed["organization"]
        .map(organizations)
        .fillna(listed["organization_name"].map(bounded, na_action="ignore")),
        license=listed["model_id"].map(licenses).fillna(named).astype("str"),
    )
    return listed.merge(known.licenses[["license", *_TERMS]], on="license", how="left")


def model_names(past: BoardHistory) -> dict[str, str]:
    """Published name -> registered name with what the spelling adds to it; unregistered names stand for themselves.

    What is longer than LONGEST letters is cut with an ellipsis.
    """
    registered = attribution.prepare(tables.load()).models
    spellings = past.rows[["model_name", "model_id", "model_setting"]].drop_duplicates("model_name")
    names = {str(row["model_name"]): bounded(str(row["model_name"])) for row in spellings.to_dict("records")}
    for row in spellings[spellings["model_id"].notna()].to_dict("records"):
        added = "" if row["model_setting"] in _NO_SETTING else f" ({row['model_setting']})"
        names[row["model_name"]] = registered[row["model_id"]]["model_name"] + added
    return names


def _licenses(day: pd.Timestamp) -> Mapping[str, str]:
    """model_id -> its registered license on a day, where it has one."""
    steps = tables.load().model_openness.sort_values("valid_from")
    standing = steps[steps["valid_from"] <= f"{day:%Y-%m-%d}"].drop_duplicates("model_id", keep="last")
    named = standing[standing["license"] != ""]
    return dict(zip(named["model_id"], named["license"], strict=True))
