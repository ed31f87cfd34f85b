"""A model of the registry in sentences: whose it is, how open, and where boards place it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from leaderboard.publish import frames, language, words
from leaderboard.publish.language import N_, _, ngettext
from leaderboard.registry import fields, tables
from leaderboard.registry.attribution import Attribution
from leaderboard.registry.countries import within_a_sentence

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
        parts = {
            "model": self.name,
            "developer": self.lookup.organizations[model["organization_id"]]["organization_name"],
            "nation": self._nation(model["country"]),
        }
        base = self.lookup.models.get(model["base_model_id"])
        if base is None and model["base_evidence_url"]:
            return _("{model} is a model of {developer} ({nation}); what it is built on is not disclosed.", **parts)
        if base is None:
            return _(
                "{model} is a model of {developer} ({nation}); whether it stands on another's base is not known.",
                **parts,
            )
        if base is model:
            return _("{model} is a model of {developer} ({nation}), built on no other developer's.", **parts)
        return _(
            "{model} is a model of {developer} ({nation}), built on {base} of {base_developer} ({base_nation}).",
            base=base["model_name"],
            base_developer=self.lookup.organizations[base["organization_id"]]["organization_name"],
            base_nation=self._nation(base["country"]),
            **parts,
        )

    def openness(self) -> str:
        """How open its weights are, since when, under which license; unread ones are said to be."""
        tier = self.lookup.openness_on(self.model_id, self.day)
        if tier == "closed":
            return _("Its weights are not public.")
        if tier == "unknown":
            return _("Whether its weights are public is not known.")
        step = _step(self.model_id, self.day)
        license = words.license_name(step["license"]) if step["license"] else _("a license that nobody has read")
        since = self.lookup.open_since(self.model_id, self.day, fields.OPEN_WEIGHTS)
        parts = {"tier": _(words.OPENNESS[tier]), "license": license}
        terms = _("{tier}, {license}", **parts)
        if step["license"] == fields.NO_LICENSE:
            terms = _("{tier}, as no license is stated", **parts)
        if step["basis"] == "assumed":
            terms = _("{tier}, {license}; nobody has read these terms for it yet", **parts)
        if since:
            return _(
                "Its weights have been public since {day} ({terms}).", day=words.day(pd.Timestamp(since)), terms=terms
            )
        return _("Its weights are public ({terms}).", terms=terms)

    def placed(self, scores: pd.DataFrame) -> str:
        """Where it stands best among open models, or all, each with its day. scores: questions.of_a_model.scores."""
        now = scores[scores["rank"].notna()]
        if now.empty and len(scores):
            return _("No board lists it in its newest complete snapshot.")
        if now.empty:
            return _("No stored board lists it.")
        among_open = now["open_rank"].notna().any()
        rank, of = ("open_rank", "open_listed") if among_open else ("rank", "listed")
        best = now[now[of] > 1].sort_values([rank, of], ascending=[True, False]).head(_NAMED)
        every, opened = (
            N_("{board} ({place} of {listed:,} models, {day})"),
            N_("{board} ({place} of {listed:,} open models, {day})"),
        )
        places = [
            _(
                opened if among_open else every,
                board=row["title"],
                place=words.ordinal(row[rank]),
                listed=row[of],
                day=words.day(row["published_on"]),
            )
            for row in frames.rows(best)
        ]
        if not places:
            return ngettext(
                "It stands in the newest snapshots of {number:,} board.",
                "It stands in the newest snapshots of {number:,} boards.",
                len(now),
            )
        return ngettext(
            "It stands in the newest snapshots of {number:,} board; best placed on {places}.",
            "It stands in the newest snapshots of {number:,} boards; best placed on {places}.",
            len(now),
            places=language.listed(places),
        )

    def _nation(self, codes: str) -> str:
        return language.told(within_a_sentence(codes, self.countries)) if codes else _("seat unknown")


def _step(model_id: str, day: str) -> dict[str, str]:
    """The registry's row on how open a model was on a day; its first where it was not released yet."""
    steps = tables.load().model_openness
    own = steps[steps["model_id"] == model_id].sort_values("valid_from")
    standing = own[own["valid_from"] <= day]
    return tables.records(standing.tail(1) if len(standing) else own.head(1))[0]
