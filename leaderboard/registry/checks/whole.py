"""Every model is registered once and in use, no note doubts what was read, corrections name what they change."""

import re
from collections.abc import Iterator

from leaderboard.registry.checks.problem import Problem, Tables
from leaderboard.registry.fields import COLUMNS

#: Tables in which a correction of each kind changes a column.
_CORRECTED = {"model": ("models", "model_openness"), "organization": ("organizations",)}
#: Words of a note that doubt what they follow.
_DOUBT = r"(?:assumed|(?:background|general) knowledge|not read|unread|unverified)\b"

#: A version of two numbers in a name: no size, nor part of a date.
_VERSION = re.compile(r"(?<![\d._])\d\.\d+(?![\d._]|[bm]\b)", re.IGNORECASE)
#: Words of a name for the format of the same weights.
_FORMATS = r"hf|gguf|awq|gptq|mlx|bf16|fp\d+|int[48]|nvfp4|mxfp4|[48]-?bit"


def coverage(tables: Tables) -> Iterator[Problem]:
    """Every model is registered once and says how open it is, from its beginning on; all are in use, and all makers."""
    models, organizations = tables["models"], tables["organizations"]
    of_name: dict[tuple[str, str], str] = {}
    first = {row["model_id"] for row in tables["model_openness"].rows if row["valid_from"] == ""}
    used = {row["model_id"] for row in tables["model_aliases"].rows}
    used |= {row["base_model_id"] for row in models.rows if row["base_model_id"] != row["model_id"]}
    used |= {row["open_sibling"] for row in models.rows}
    for place, row in enumerate(models.rows):
        namesake = of_name.setdefault((row["organization_id"], _told_apart(row["model_name"])), row["model_id"])
        if namesake != row["model_id"]:
            what = f"its developer's {namesake} has this name too"
            yield models.problem(place, what, "merge the two, or name them apart")
        if row["model_id"] not in first:
            yield models.problem(place, "no openness", "add a row with blank valid_from to model_openness.csv")
        if row["model_id"] not in used:
            what = "no alias means it, and no model is built on it"
            yield models.problem(place, what, "add the spellings that boards use to model_aliases.csv")
    seated = {row["organization_id"] for row in organizations.rows if row["valid_from"] == ""}
    for place, row in enumerate(organizations.rows):
        if row["organization_id"] not in seated:
            yield organizations.problem(place, "no first seat", "add a row with blank valid_from")


def spellings(tables: Tables) -> Iterator[Problem]:
    """A spelling is no other model's id with words in brackets, nor another's name but for signs, unless on one board;
    and no two of one model differ by a version alone."""
    aliases, models = tables["model_aliases"], tables["models"].by_id
    named: dict[str, set[str]] = {}
    for model_id, model in models.items():
        for name in (model_id, model["model_name"]):
            named.setdefault(_told_apart(name), set()).add(model_id)
    versions: dict[tuple[str, str], tuple[float, str]] = {}
    for place, row in enumerate(aliases.rows):
        others = named.get(_told_apart(row["model_name"]), set())
        if row["source_id"] == "*" and others and row["model_id"] not in others:
            what = f"it means {row['model_id']}, but for signs and case it is a name of {min(others)}"
            yield aliases.problem(place, what, "take it out, or name the source that means the one by it")
        bare = re.sub(r" \([^()\d]*\)$", "", row["model_name"])
        if row["source_id"] == "*" and bare != row["model_name"] and bare in models and bare != row["model_id"]:
            what = f"it means {row['model_id']}, but without what stands in brackets it is the id of another"
            yield aliases.problem(place, what, f"write {bare}, with what the brackets add as its setting")
        for version in _VERSION.finditer(row["model_name"]):
            rest = f"{row['model_name'][: version.start()]}#{row['model_name'][version.end() :]}"
            key = (row["model_id"], re.sub(r"[^a-z0-9.#]", "", rest.lower()))
            number, other = versions.setdefault(key, (float(version[0]), row["model_name"]))
            if number != float(version[0]):
                what = f"it means {row['model_id']}, as {other!r} does, of another version"
                yield aliases.problem(place, what, "give each version its own model, or take the wrong one out")


def _told_apart(name: str) -> str:
    """What tells a model from its developer's others: its name without signs, and without the format of its files."""
    return re.sub(rf"[^a-z0-9.+]|(?<![a-z0-9])(?:{_FORMATS})(?![a-z0-9])", "", name.lower())


def doubts(tables: Tables) -> Iterator[Problem]:
    """A note doubts no fact of which its row cites a text, as it does where the text was found later."""
    models = tables["models"]
    assumed = {row["model_id"] for row in tables["model_openness"].rows if row["basis"] != "read"}
    for place, row in enumerate(models.rows):
        base_read = bool(row["base_evidence_url"])
        license_read = row["model_id"] not in assumed
        all_read = row["evidence_url"] and license_read and (base_read or row["base_model_id"] == row["model_id"])
        cited = {
            rf"\bbase(:| from| is)? {_DOUBT}": base_read,
            rf"\blicen[cs]e\b[^;:(]*;? ?\b{_DOUBT}": license_read,
            r"^background knowledge: unverified": all_read,
        }
        for doubt, read in cited.items():
            if read and (found := re.search(doubt, row["note"])):
                yield models.problem(
                    place, f"its note says {found[0]}, but it cites a text", "take that out of the note"
                )


def corrections(tables: Tables) -> Iterator[Problem]:
    """A correction names what is registered, by its id or by one that it had: an id once published leads on."""
    table = tables["corrections"]
    spellings = {row["model_name"] for row in tables["model_aliases"].rows if row["source_id"] == "*"}
    known = {"model": {*tables["models"].by_id, *spellings}, "organization": tables["organizations"].by_id}
    for place, row in enumerate(table.rows):
        columns = {column for name in _CORRECTED.get(row["kind"], ()) for column in COLUMNS[name]}
        if row["id"] not in known.get(row["kind"], ()):
            yield table.problem(place, f"id: no {row['kind']} {row['id']!r} is registered", "correct the id")
        if row["column"] not in columns:
            yield table.problem(place, f"column: no {row['kind']} has {row['column']!r}", "name the changed column")
        if row["before"] == row["after"]:
            yield table.problem(place, f"{row['before']!r} before and after", "say what changed")
