"""Sizes, what goes in and out, contexts and languages: what a name says of them, and which texts can tell."""

import re
from collections.abc import Iterator

from leaderboard.registry.checks.citations import TEXTS_ON_SPECS, of_another_model, silent
from leaderboard.registry.checks.problem import Problem, Tables
from leaderboard.registry.checks.shape import KINDS
from leaderboard.registry.fields import OPEN_WEIGHTS

#: The words by which a note owns that what makes pictures or films is given no prompt.
_WORDLESS = "takes no text"
#: Sizes, contexts and languages, by column: what a note calls them.
_SPECS = {"parameters_b": "size", "context_length": "context", "languages": "languages"}
#: A size in billions (B) or millions (M) that stands by itself in a name; after an A, the active one.
_SIZE = re.compile(r"(?<![a-z0-9.])(a?)(\d+(?:[._]\d+)?)(b|m)(?![a-z0-9])")
#: What names a mixture of experts in a name: OLMoE, Qwen1.5-MoE, 8x7B.
_MIXTURE = re.compile(r"moe(?![a-z])|\d+x\d")
#: Boards of Arena by what their addresses go on with: what a model on them takes, and what it gives, besides text.
_ARENA = "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main/"
_BOARDS = {
    "image_edit": ("image", "image"),
    "image_to_video": ("image", "video"),
    "text_to_image": ("", "image"),
    "text_to_video": ("", "video"),
    "video_edit": ("video", "video"),
    "vision": ("image", ""),
}
#: Words of a name that state what a model takes, and what it gives.
_SENSES = {
    "asr": ("audio", "text"),
    "embed": ("", "embedding"),
    "embedding": ("", "embedding"),
    "i2i": ("image", "image"),
    "i2v": ("image", "video"),
    "t2i": ("text", "image"),
    "t2v": ("text", "video"),
    "tts": ("text", "audio"),
    "vision": ("image", ""),
    "vl": ("image", ""),
}


def stated_sizes(name: str) -> tuple[str, str]:
    """Total and active parameters in billions, as a name states them once: `Qwen3-30B-A3B` says 30 and 3; else ""."""
    found: dict[str, list[str]] = {"": [], "a": []}
    for active, number, unit in _SIZE.findall(name.lower()):
        size = float(number.replace("_", ".")) / (1 if unit == "b" else 1000)
        found[active].append(f"{size:g}")
    total, active = (sizes[0] if len(sizes) == 1 else "" for sizes in found.values())
    return total, active


def sizes(tables: Tables) -> Iterator[Problem]:
    opened = {row["model_id"] for row in tables["model_openness"].rows if row["openness"] in OPEN_WEIGHTS}
    models = tables["models"]
    for place, row in enumerate(models.rows):
        for column, size in zip(("parameters_b", "active_parameters_b"), stated_sizes(row["model_name"]), strict=True):
            if row["model_id"] in opened and size and not row[column]:
                yield models.problem(place, f"{column} is blank, its name says {size}", "fill it in")
        if row["parameters_b"] and not row["active_parameters_b"] and _MIXTURE.search(row["model_name"].lower()):
            what = "active_parameters_b is blank, its name says that it is a mixture of experts"
            yield models.problem(place, what, "fill it in: blank is a dense model")
        base = models.by_id.get(row["base_model_id"], row)
        if not row["active_parameters_b"] and base["active_parameters_b"] and _alike(row, base):
            what = f"active_parameters_b is blank, its base of the same size works with {base['active_parameters_b']}"
            yield models.problem(place, what, "fill it in: blank is a dense model")
        taken, before = (set(one["input_modalities"].split(";")) for one in (row, base))
        whole, below = (_number(one["parameters_b"]) for one in (row, base))
        if base["input_modalities"] and taken > before and whole and whole < 0.9 * below:
            more = " and ".join(sorted(taken - before))
            what = f"parameters_b {whole:g}: it takes {more} besides what {row['base_model_id']} takes, of {below:g}"
            yield models.problem(place, what, "count what was added: its name may give its language model's size")


def _number(size: str) -> float:
    """A size in billions; 0 where it is blank or none."""
    return float(size) if re.fullmatch(KINDS["number"][1], size) else 0.0


def _alike(row: dict[str, str], base: dict[str, str]) -> bool:
    """Whether two models are of one size, as far as sizes are rounded."""
    size, other = (_number(one["parameters_b"]) for one in (row, base))
    return bool(size and other) and abs(size - other) <= 0.05 * other


def senses(tables: Tables) -> Iterator[Problem]:
    """What a name says of pictures, films, sounds and vectors is among what the model takes and gives; what rests on
    boards alone is what these show."""
    models = tables["models"]
    for place, row in enumerate(models.rows):
        boards = [
            next((senses for board, senses in _BOARDS.items() if row[url].startswith(_ARENA + board)), None)
            for url in TEXTS_ON_SPECS
            if row[url] and not silent(row[url], "modalities")
        ]
        shown = zip(*(senses for senses in boards if senses), strict=True) if None not in boards else ()
        for column, senses in zip(("input_modalities", "output_modalities"), shown, strict=False):
            if more := sorted({*row[column].split(";")} - {"", "text", *senses}):
                what = f"{column}: no board that it cites shows {', '.join(more)}"
                yield models.problem(place, what, "name one that does, or another text, in specs_evidence_url")
        for word in sorted(_SENSES.keys() & re.split(r"[^a-z0-9]+", row["model_name"].lower())):
            for column, sense in zip(("input_modalities", "output_modalities"), _SENSES[word], strict=True):
                if sense and row[column] and sense not in row[column].split(";"):
                    what = f"{column} are {row[column]}, its name says {word}: {sense}"
                    yield models.problem(place, what, "add it, with a text that tells of it, or leave them blank")


def told(tables: Tables) -> Iterator[Problem]:
    """What goes in and out besides text stands on a text that can tell it; who makes pictures or films is prompted."""
    models = tables["models"]
    for place, row in enumerate(models.rows):
        senses = {*row["input_modalities"].split(";"), *row["output_modalities"].split(";")} - {"", "text"}
        if senses and all(not row[url] or silent(row[url], "modalities") for url in TEXTS_ON_SPECS):
            what = f"no text that it cites tells of {', '.join(sorted(senses))}"
            yield models.problem(place, what, "name one in specs_evidence_url, or leave the modalities blank")
        made = {"image", "video"} & {*row["output_modalities"].split(";")}
        if made and row["input_modalities"] and "text" not in row["input_modalities"] and _WORDLESS not in row["note"]:
            what = f"it gives {', '.join(sorted(made))} and takes {row['input_modalities']}, no text"
            yield models.problem(place, what, f"name its prompt, with a text on it, or tell in the note: {_WORDLESS}")


def specs(tables: Tables) -> Iterator[Problem]:
    """Base, sizes, contexts and languages rest on a text on this model; and these three on one that can tell them."""
    models = tables["models"]
    for place, row in enumerate(models.rows):
        texts = [row[url] for url in TEXTS_ON_SPECS if row[url]]
        for column, word in _SPECS.items():
            told = bool(re.search(rf"\b{word}(:| by) ", row["note"]))
            if column == "parameters_b":
                told = told or bool(stated_sizes(row["model_name"])[0])
            if row[column] and texts and not told and all(silent(text, word) for text in texts):
                what = f"no text that it cites can tell its {column}"
                mend = f"name one in specs_evidence_url, or in the note ({word} by ...), or leave it blank"
                yield models.problem(place, what, mend)
        for url in ("base_evidence_url", "specs_evidence_url"):
            if of_another_model(row[url], row["weights_url"]):
                mend = "what is tuned from this one may differ: cite its own page, or a copy of it"
                yield models.problem(place, f"{url} is the page of another model", mend)
