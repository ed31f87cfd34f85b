"""A check without its text, or a text without its date, is no evidence; and some texts cannot state some facts."""

from collections.abc import Iterator

from leaderboard.registry.checks.citations import DATE_OTHER_THINGS, UPLOADS, hub_pages, others, silent
from leaderboard.registry.checks.problem import Problem, Tables
from leaderboard.registry.fields import UNVERIFIED

_UNVERIFIED, _WEIGHTS_UNVERIFIED = UNVERIFIED["released_on"], UNVERIFIED["weights_on"]
#: The words by which a note owns that the page of another model dates the weights: "dated by the page of X".
_DATED_BY = "dated by the page of"


def readings(tables: Tables) -> Iterator[Problem]:
    """A text and the day of reading stand together; a license that was read stands on a text that can name it."""
    models = tables["models"]
    pages = hub_pages(models)
    for name in ("organizations", "models", "model_openness"):
        table = tables[name]
        for place, row in enumerate(table.rows):
            reads_license = row.get("basis") == "read" and row["license"]
            model = models.by_id.get(row.get("model_id", ""), {})
            if bool(row["evidence_url"]) != bool(row["checked_on"]):
                yield table.problem(place, "evidence_url and checked_on: one alone", "fill in both, or none")
            elif row.get("basis") == "read" and not row["evidence_url"]:
                yield table.problem(place, "basis is read, but no evidence_url", "cite the text, or write assumed")
            elif (
                reads_license
                and row["valid_from"] not in ("", model.get("weights_on"))
                and row["evidence_url"].startswith(UPLOADS)
            ):
                what = f"the step of {row['valid_from']} rests on a list that only says what holds today"
                yield table.problem(place, what, "cite a text that dates the step")
            elif reads_license and silent(row["evidence_url"], "license"):
                what = f"basis is read, but evidence_url is a list that names no license such as {row['license']}"
                yield table.problem(place, what, "cite a text that names it, or write assumed")
            elif reads_license and (
                found := others(row["evidence_url"], row["model_id"], model.get("weights_url", ""), pages)
            ):
                what = f"basis is read, but evidence_url is the page of {found}"
                yield table.problem(place, what, "cite a text that names this model's license, or write assumed")
            elif (
                row.get("openness") == "open_source" and row["basis"] == "read" and silent(row["evidence_url"], "data")
            ):
                what = "open_source and read, but evidence_url is a list that says nothing of the training data"
                yield table.problem(place, what, "cite a text on the data, or write assumed")


def days(tables: Tables) -> Iterator[Problem]:
    """A day of release or of weights stands on a text that can date it, or the note owns that none does."""
    models = tables["models"]
    pages = hub_pages(models)
    for place, row in enumerate(models.rows):
        if row["released_on"] and not row["weights_evidence_url"] and row["evidence_url"].startswith(UPLOADS):
            yield models.problem(
                place,
                "released_on rests on a list that only says when a file was uploaded",
                "cite a text that dates the release, or leave the day blank",
            )
        dated = row["weights_evidence_url"] or _UNVERIFIED in row["note"]
        if row["released_on"] and not dated and silent(row["evidence_url"], "day"):
            what = "released_on rests on a list that gives no day"
            yield models.problem(place, what, f"cite a text that dates the release, or note: {_UNVERIFIED}")
        if _UNVERIFIED in row["note"] and row["weights_evidence_url"] and row["released_on"] == row["weights_on"]:
            what = f"its note says {_UNVERIFIED}, but weights_evidence_url dates it"
            yield models.problem(place, what, "take that out of the note")
        if "never released" in row["note"] and row["released_on"]:
            what = f"its note says never released, released_on {row['released_on']}"
            yield models.problem(place, what, "a release is the first day anyone could use it: leave it blank")
        if row["weights_evidence_url"].startswith(UPLOADS):
            what = "weights_evidence_url is a list that only says when a file was uploaded"
            yield models.problem(place, what, "cite a text that dates the weights")
        if row["weights_evidence_url"].startswith(DATE_OTHER_THINGS) and _WEIGHTS_UNVERIFIED not in row["note"]:
            what = "weights_evidence_url is a list whose days are not those of weights"
            yield models.problem(place, what, f"cite a text that dates them, or note: {_WEIGHTS_UNVERIFIED}")
        found = others(row["weights_evidence_url"], row["model_id"], row["weights_url"], pages)
        if found and _DATED_BY not in row["note"]:
            what = f"weights_evidence_url is the page of {found}"
            yield models.problem(
                place, what, f"cite a text that dates them, or note, where it tells of both: {_DATED_BY}"
            )
