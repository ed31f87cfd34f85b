"""The day of the weights, the steps of openness, licenses and the words of notes agree."""

import re
from collections.abc import Iterator

from leaderboard.registry.checks.lineage import freer
from leaderboard.registry.checks.problem import Problem, Tables
from leaderboard.registry.fields import NO_LICENSE, OPEN_WEIGHTS

_DAY = r"20\d\d-\d\d-\d\d"
#: Words of a note that give the weights a day: "weights 2026-04-07", "weights came out on 2026-08-12".
_WEIGHTS_DAY = re.compile(rf"\bweights(?: [a-z]+){{0,6}} ({_DAY})|\bopened (?:on )?({_DAY})")
#: Words of a note that tell of an earlier license of the same weights.
_RELICENSED = re.compile(r"\brelicensed\b|\blicen[cs]e(?: \([a-z-]+\))? until \d")
#: How the row of a license ends that is of the models that take text only, where others have more terms by its text.
_TEXT_ONLY = "-Text"


def weights(tables: Tables) -> Iterator[Problem]:
    """The day of the weights, the steps of openness and the words of the note agree."""
    models = tables["models"]
    steps: dict[str, list[dict[str, str]]] = {}
    for row in tables["model_openness"].rows:
        steps.setdefault(row["model_id"], []).append(row)
    for place, row in enumerate(models.rows):
        day, own = row["weights_on"], steps.get(row["model_id"], [])
        tiers = [(step["valid_from"], step["openness"] in OPEN_WEIGHTS) for step in own]
        opened = next((since for since, is_open in tiers if is_open), None)
        if day and day < row["released_on"]:
            what = f"weights_on {day} lies before released_on {row['released_on']}"
            yield models.problem(place, what, "a download is a release: date the release by it")
        if day and opened is None:
            yield models.problem(place, f"weights_on {day}, but model_openness.csv never opens it", "add the step")
        if opened and day != opened:
            what = f"model_openness.csv opens it on {opened}, weights_on is {day or 'blank'}"
            yield models.problem(place, what, "make both the first day anyone could download the weights")
        if opened == "" and day and row["released_on"] and day > row["released_on"]:
            what = f"weights_on {day}, but model_openness.csv has it open from {row['released_on']} on"
            yield models.problem(place, what, f"a blank valid_from is closed, and a step on {day} opens it")
        if opened == "" and day and not row["released_on"]:
            what = f"weights_on {day} and open from the beginning, released_on is blank"
            yield models.problem(place, what, "a download is a release: date it, or add the closed step before it")
        if (said := _WEIGHTS_DAY.search(row["note"])) and not day:
            what = f"its note dates the weights ({said[1] or said[2]}), weights_on is blank"
            yield models.problem(place, what, "fill in weights_on with its evidence, or take the day out of the note")
        if _RELICENSED.search(row["note"]) and len(own) == 1:
            what = "its note tells of an earlier license, model_openness.csv of one alone"
            yield models.problem(place, what, "add the step with its day, or take that out of the note")
        if row["weights_url"] and own and own[-1]["openness"] == "unknown":
            what = "weights_url, but its openness is unknown"
            yield models.problem(place, what, "public weights of unread terms are restricted and assumed")


def licenses(tables: Tables) -> Iterator[Problem]:
    """A spelling means one text, or says by itself how open it is; a text permits commerce where its tier does; a
    model is no freer than its license, and without one only where its page was read."""
    aliases, openness, licenses = tables["license_aliases"], tables["model_openness"], tables["licenses"].by_id
    for place, row in enumerate(tables["licenses"].rows):
        if (row["commercial_use"] == "no") != (row["openness"] == "noncommercial_weights"):
            what = f"{row['openness']}, but commercial_use is {row['commercial_use'] or 'blank'}"
            yield tables["licenses"].problem(place, what, "noncommercial_weights and no go together")
    for place, row in enumerate(aliases.rows):
        if bool(row["license"]) == bool(row["openness"]):
            yield aliases.problem(
                place, "both a license and a tier, or neither", "give the text it means, or else a tier"
            )
    for place, row in enumerate(openness.rows):
        text = licenses.get(row["license"])
        if text and freer(row["openness"], text["openness"]):
            what = f"{row['openness']}, but {row['license']} is {text['openness']}"
            yield openness.problem(place, what, "correct the tier, or the license")
        if row["license"] == NO_LICENSE and row["basis"] != "read":
            what = f"its license is {NO_LICENSE}, but basis is {row['basis']}"
            yield openness.problem(place, what, "cite its page, which states none, or leave the license blank")
        takes = tables["models"].by_id.get(row["model_id"], {}).get("input_modalities", "")
        if row["license"].endswith(_TEXT_ONLY) and takes not in ("", "text"):
            what = f"{row['license']} is of models that take text only, it takes {takes}"
            yield openness.problem(place, what, f"write {row['license'].removesuffix(_TEXT_ONLY)}")
        if takes == "text" and row["license"] + _TEXT_ONLY in licenses:
            what = f"{row['license']} is of models that take more than text"
            yield openness.problem(place, what, f"write {row['license']}{_TEXT_ONLY}")
