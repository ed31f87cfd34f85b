"""A model of the registry in sentences: whose it is, how open, and where boards place it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from leaderboard.publish import words
from leaderboard.registry import fields, tables
from leaderboard.registry.attribution import Attribution
from leaderboard.registry.countries import listed, within_a_sentence

#: A place that the sentence of a model names.
_NAMED = 3


@dataclass(frozen=True)
class ModelSpeaker:
    """Speaks of one model as of a day (ISO date)."""

    lookup: Attribution
    model_id: str
    countries: Mapping[str, str]
    day: str

    @property
    def name(self) -> str:
        return self.lookup.models[self.model_id]["model_name"]

    def maker(self) -> str:
        """Whose it is, and on whose base."""
        model = self.lookup.models[self.model_id]
        developer = self.lookup.organizations[model["organization_id"]]["organization_name"]
        said = f"{self.name} is a model of {developer} ({self._nation(model['country'])})"
        base = self.lookup.models.get(model["base_model_id"])
        if base is None:
            return f"{said}; whether it stands on another's base is not known."
        if base is model:
            return f"{said}, trained from scratch."
        of = self.lookup.organizations[base["organization_id"]]["organization_name"]
        return f"{said}, built on {base['model_name']} of {of} ({self._nation(base['country'])})."

    def openness(self) -> str:
        """How open its weights are, since when, under which license; unread ones are said to be."""
        tier = self.lookup.openness_on(self.model_id, self.day)
        if tier == "closed":
            return "Its weights are not public."
        if tier == "unknown":
            return "Whether its weights are public is not known."
        step = _step(self.model_id, self.day)
        license = words.license_name(step["license"]) if step["license"] else "a license that nobody has read"
        since = self.lookup.open_since(self.model_id, self.day, fields.OPEN_WEIGHTS)
        public = f"public since {words.day(pd.Timestamp(since))}" if since else "public"
        unread = "; nobody has read these terms for it yet" if step["basis"] == "assumed" else ""
        return f"Its weights are {public} ({words.OPENNESS[tier]}, {license}{unread})."

    def placed(self, scores: pd.DataFrame) -> str:
        """Where it stands best among open models, or all, each with its day. scores: questions.of_a_model.scores."""
        now = scores[scores["rank"].notna()]
        if now.empty:
            return "No board lists it in its newest complete snapshot." if len(scores) else "No stored board lists it."
        among_open = now["open_rank"].notna().any()
        rank, of = ("open_rank", "open_listed") if among_open else ("rank", "listed")
        best = now[now[of] > 1].sort_values([rank, of], ascending=[True, False]).head(_NAMED)
        kind = "open models" if among_open else "models"
        places = [
            f"{row['title']} ({words.ordinal(row[rank])} of {row[of]:,} {kind}, {words.day(row['published_on'])})"
            for row in words.rows(best)
        ]
        told = f"It stands in the newest snapshots of {len(now):,} board{'s' * (len(now) > 1)}"
        return f"{told}; best placed on {listed(places)}." if places else f"{told}."

    def _nation(self, codes: str) -> str:
        return within_a_sentence(codes, self.countries) if codes else "seat unknown"


def _step(model_id: str, day: str) -> dict[str, str]:
    """The registry's row on how open a model was on a day; its first where it was not released yet."""
    steps = tables.load().model_openness
    own = steps[steps["model_id"] == model_id].sort_values("valid_from")
    standing = own[own["valid_from"] <= day]
    return tables.records(standing.tail(1) if len(standing) else own.head(1))[0]
