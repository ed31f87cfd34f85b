"""Is the registry whole? Every problem at once, each with its file, its row, what is wrong and how to mend it."""

import csv
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from importlib.resources.abc import Traversable

from leaderboard.registry import fields
from leaderboard.registry.fields import COLUMNS, KEYS, OPEN_WEIGHTS, OPENNESS, UNVERIFIED, Field
from leaderboard.registry.tables import TABLES, Registry, records

_KINDS = {
    "id": ("lower case, digits, . _ + -", r"[a-z0-9][a-z0-9._+-]*"),
    "number": ("a plain decimal number", r"\d+(\.\d+)?"),
    "url": ("an address of the web", r"https?://\S+"),
    "list": ("values between semicolons, without blanks around them", r"[^;\s][^;]*(;[^;\s][^;]*)*"),
}
#: Tables in which a correction of each kind changes a column.
_CORRECTED = {"model": ("models", "model_openness"), "organization": ("organizations",)}
#: Lists that tell of a date only when a file came to the hub, which may be weeks before anybody could use it.
_UPLOADS = (
    "https://huggingface.co/datasets/open-llm-leaderboard/contents/",
    "https://huggingface.co/api/models?",
    "https://raw.githubusercontent.com/evaleval/eval-card-registry/main/curation/hub_stats_frozen.parquet",
)
#: Lists whose days are not those of the weights: a collection on the hub tells when a model in it was last changed,
#: models.dev when a model was released.
_DATE_OTHER_THINGS = ("https://huggingface.co/collections/", "https://models.dev/")
#: Lists that people cite, by how their addresses begin, and the facts that each never tells. data: what a model was
#: trained on. day: of its release. modalities: of pictures, films, sounds or vectors.
_SILENT = {
    "https://epoch.ai/": "context languages",
    "https://evalplus.github.io/": "day context",
    "https://github.com/Video-MME/video-mme.github.io/": "base license data day context languages",  # the day of entry
    "https://gorilla.cs.berkeley.edu/data_": "base day modalities size context languages",
    "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/": "base data day size context languages",
    "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main/search": "modalities",
    "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main/text/": "modalities",
    "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main/text_style_control/": "modalities",
    "https://huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main/webdev/": "modalities",
    "https://huggingface.co/datasets/open-llm-leaderboard/contents/": "data modalities context languages",
    "https://models.dev/": "base size languages",
    "https://openrouter.ai/api/v1/models": "day languages",  # the day of listing there
    "https://pypi.org/project/llmfit/": "data",
    "https://raw.githubusercontent.com/EuroEval/leaderboards/": "base license data day modalities languages",
    "https://raw.githubusercontent.com/Interconnects-AI/tracked-models/": "modalities",
    "https://raw.githubusercontent.com/Interconnects-AI/tracked-models/main/models.csv": "day size context languages",
    "https://raw.githubusercontent.com/LiveBench/": "license data day modalities size context languages",
    "https://raw.githubusercontent.com/ShishirPatil/gorilla/": "base day modalities size context languages",
    "https://raw.githubusercontent.com/anomalyco/models.dev/": "languages",
    "https://raw.githubusercontent.com/evaleval/eval-card-registry/main/curation/hub_stats_frozen.parquet": "context",
    "https://raw.githubusercontent.com/huggingface/open_asr_leaderboard/": "base license data day context",
    "https://raw.githubusercontent.com/njsuthe/AI-Futures/": "base license data modalities size context languages",
    "https://raw.githubusercontent.com/stanford-crfm/helm/": "license data languages",
    "https://raw.githubusercontent.com/tatsu-lab/alpaca_eval/": "size context languages",
}
#: Sizes, contexts and languages, by column: what a note calls them.
_SPECS = {"parameters_b": "size", "context_length": "context", "languages": "languages"}
#: Where a row names the text on what its model takes, gives and is.
_TEXTS_ON_SPECS = ("evidence_url", "specs_evidence_url")
#: Texts of one maker, oldest first: who builds on a model cannot pass on an older text than that model's.
_SUCCESSIVE = (
    tuple(
        f"LicenseRef-{name}"
        for name in ("LLaMA", "Llama-2", "Llama-3", "Llama-3.1", "Llama-3.2-Text", "Llama-3.2", "Llama-3.3")
    ),
    ("LicenseRef-Tongyi-Qianwen", "LicenseRef-Qwen"),
)
#: How the row of a license ends that is of the models that take text only, where others have more terms by its text.
_TEXT_ONLY = "-Text"
#: A page of a model on the hub.
_HUB_PAGE = re.compile(
    r"https://huggingface\.co/(?!(?:api|blog|collections|datasets|docs|papers|spaces)/)([^/?#]+/[^/?#]+)"
)
#: A page of the hub read through somebody's relay of it: a path of the hub, or a name that is nearly its own.
_RELAY = re.compile(
    r"https?://(?!(?:huggingface\.co|github\.com|raw\.githubusercontent\.com|ai\.gitee\.com)/)"
    r"(?:[^/]+/[^/]+/[^/]+/(?:blob|blame|raw|resolve|commit|tree)/(?:main|refs|[0-9a-f]{40})\b"
    r"|(?:[^/]*\.)?(?:hf|hff|hf-mirror|huggingface)\.[^/]+/)"
)
#: What a way to a page leaves at the end of its address.
_TRAIL = re.compile(r"[?&](?:code|download)=true\b|[?&](?:ref|utm_[a-z]+)=")
_UNVERIFIED, _WEIGHTS_UNVERIFIED = UNVERIFIED["released_on"], UNVERIFIED["weights_on"]
#: The words by which a note owns that what makes pictures or films is given no prompt.
_WORDLESS = "takes no text"
#: A note that leans on a neighbour, which sorting parts it from, or on another model, and is not published with it.
_LEANING = re.compile(r"\b(?:as|see) (?:above|below)\b|^(?:as|see) [A-Z][\w. -]*$")
_DAY = r"20\d\d-\d\d-\d\d"
#: Words of a note that give the weights a day: "weights 2026-04-07", "weights came out on 2026-08-12".
_WEIGHTS_DAY = re.compile(rf"\bweights(?: [a-z]+){{0,6}} ({_DAY})|\bopened (?:on )?({_DAY})")
#: Words of a note that name what a model was built on: "on GLM-4-9B", "stands on Qwen2-72B", "trained from Sky-T1".
_STANDS_ON = re.compile(
    r"(?:(?:^|; )(?:stands )?on|\b(?:starts|initiali[sz]ed|trained|tuned|pruned|continued) from) ([A-Z][\w.-]*\w)"
)
#: Words of a note that doubt what they follow.
_DOUBT = r"(?:assumed|(?:background|general) knowledge|not read|unread|unverified)\b"
#: Words of a note that tell of an earlier license of the same weights.
_RELICENSED = re.compile(r"\brelicensed\b|\blicen[cs]e(?: \([a-z-]+\))? until \d")
#: The words by which a note owns that a model stands on itself for want of a text, beside a base of its name.
_NO_BASE_READ = "no text read names its base"
#: The words by which a note owns that the page of another model dates the weights: "dated by the page of X".
_DATED_BY = "dated by the page of"
#: The words by which a note owns that a model came out earlier than what it is built on.
_BEFORE_BASE = "before its base"
#: A size in billions (B) or millions (M) that stands by itself in a name; after an A, the active one.
_SIZE = re.compile(r"(?<![a-z0-9.])(a?)(\d+(?:[._]\d+)?)(b|m)(?![a-z0-9])")


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


@dataclass(frozen=True)
class Problem:
    """One line for a person. line: of the file, its header being the first; 0 where no row is to blame."""

    file: str
    line: int
    row: str
    what: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: {self.row}" if self.line else self.file
        return f"{place}: {self.what}; {self.mend}"


class _Table:
    """A table's rows with their places, so that a problem can name its row."""

    def __init__(self, registry: Registry, name: str) -> None:
        self.name = name
        self.columns = tuple(getattr(registry, name).columns)
        self.rows = records(getattr(registry, name))

    def key(self, row: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(row[name] for name in KEYS[self.name])

    def problem(self, place: int, what: str, mend: str) -> Problem:
        return Problem(f"{self.name}.csv", place + 2, _shown(self.key(self.rows[place])), what, mend)

    @cached_property
    def by_id(self) -> dict[str, dict[str, str]]:
        """The rows by their first key; of several, the last."""
        return {self.key(row)[0]: row for row in self.rows}


def _shown(key: tuple[str, ...]) -> str:
    return ", ".join(value or "(blank)" for value in key)


_Tables = dict[str, _Table]


def problems(registry: Registry) -> list[Problem]:
    """Everything that is wrong with the registry; empty if it is whole. Where columns are wrong, only that is told."""
    tables = {name: _Table(registry, name) for name in TABLES}
    if wrong := list(_columns(tables)):
        return wrong
    checks: tuple[Callable[[_Tables], Iterator[Problem]], ...] = (
        _order,
        _keys,
        _cells,
        _evidence,
        _lineage,
        _no_freer_than_base,
        _weights,
        _sizes,
        _senses,
        _specs,
        _doubts,
        _coverage,
        _licenses,
        _corrections,
    )
    return [problem for check in checks for problem in check(tables)]


def ragged(folder: Traversable) -> list[Problem]:
    """Rows of the files that have more or fewer cells than their header: nothing else can be read of them."""
    found = []
    for name in TABLES:
        with folder.joinpath(f"{name}.csv").open(encoding="utf-8") as file:
            rows = csv.reader(file)
            width = len(next(rows, ()))
            for row in rows:
                if len(row) != width:
                    what = f"expected {width} cells, found {len(row)}"
                    mend = "put text that holds a comma between double quotes"
                    found.append(Problem(f"{name}.csv", rows.line_num, row[0] if row else "(blank)", what, mend))
    return found


def _columns(tables: _Tables) -> Iterator[Problem]:
    for name, table in tables.items():
        if table.columns != COLUMNS[name]:
            what = f"expected columns {','.join(COLUMNS[name])}, found {','.join(table.columns)}"
            yield Problem(f"{name}.csv", 0, "", what, "mend its first line")


def _order(tables: _Tables) -> Iterator[Problem]:
    for table in tables.values():
        for place in _out_of_place([table.key(row) for row in table.rows]):
            yield table.problem(
                place, f"out of the order of {','.join(KEYS[table.name])}", "`make registry-sort` sorts"
            )


def _out_of_place(keys: list[tuple[str, ...]]) -> list[int]:
    """The fewest places whose rows must move so that all are sorted: those outside a longest rising sequence."""
    ends: list[tuple[str, ...]] = []
    places: list[int] = []
    before: list[int] = []
    for place, key in enumerate(keys):
        at = bisect_left(ends, key)
        before.append(places[at - 1] if at else -1)
        ends[at:], places[at:] = (
            ([key], [place]) if at == len(ends) else ([key, *ends[at + 1 :]], [place, *places[at + 1 :]])
        )
    staying = set()
    place = places[-1] if places else -1
    while place >= 0:
        staying.add(place)
        place = before[place]
    return [
        place for place, key in enumerate(keys) if place not in staying and key not in keys[max(0, place - 1) : place]
    ]


def _keys(tables: _Tables) -> Iterator[Problem]:
    for table in tables.values():
        first: dict[tuple[str, ...], int] = {}
        for place, row in enumerate(table.rows):
            at = first.setdefault(table.key(row), place)
            if at != place:
                yield table.problem(place, f"this key stands in line {at + 2} already", "keep one of the two rows")
    aliases = {table.key(row) for table in (tables["model_aliases"],) for row in table.rows}
    undecidable = tables["undecidable"]
    for place, row in enumerate(undecidable.rows):
        if undecidable.key(row) in aliases:
            yield undecidable.problem(
                place, "also in model_aliases.csv", "decide: take the row out of one of the files"
            )


def _cells(tables: _Tables) -> Iterator[Problem]:
    """Each cell holds what its column may: values required, kinds, choices, what is registered elsewhere."""
    for name, row_fields in fields.TABLES.items():
        table = tables[name]
        for field in row_fields:
            known = _values(tables, field.refers)
            for place, row in enumerate(table.rows):
                if found := _wrong(field, row[field.name], known):
                    yield table.problem(place, *found)
    known = {*tables["models"].by_id, *(f"{name}/*" for name in tables["organizations"].by_id)}
    verdicts = tables["verdicts"]
    for place, row in enumerate(verdicts.rows):
        if row["model_id"] not in known:
            yield verdicts.problem(place, *_unknown("model_id", row["model_id"], known, "models.csv"))


def _values(tables: _Tables, column: str) -> set[str] | None:
    """The values of `table.column`; None for no column."""
    if not column:
        return None
    name, _, column = column.partition(".")
    return {row[column] for row in tables[name].rows}


def _wrong(field: Field, value: str, known: set[str] | None) -> tuple[str, str] | None:
    """What is wrong with a cell, and how to mend it; None if nothing is."""
    if value == "":
        return (f"{field.name} is blank", f"fill in {field.meaning}") if field.required else None
    if value != value.strip() and not (field.key and field.kind == "text"):
        return f"{field.name}: blanks around {value!r}", "take them away"
    if field.name == "note" and (leaning := _LEANING.search(value)):
        return f"note: {leaning[0]!r} leans on another row", "write out what it means, for each row stands alone"
    if known is not None and value not in known:
        return _unknown(field.name, value, known, f"{field.refers.partition('.')[0]}.csv")
    if field.choices:
        found = set(value.split(";")) if field.kind == "list" else {value}
        if not found <= set(field.choices):
            return f"{field.name}: unknown {value!r}", f"use {', '.join(filter(None, field.choices))}"
        return None
    if field.kind == "day":
        try:
            date.fromisoformat(value)
        except ValueError:
            return f"{field.name}: {value!r} is no day", "write YYYY-MM-DD"
        return None
    if field.kind in _KINDS and not re.fullmatch(_KINDS[field.kind][1], value):
        return f"{field.name}: {value!r} is not {_KINDS[field.kind][0]}", f"fill in {field.meaning}"
    if field.kind == "url" and _RELAY.match(value):
        return f"{field.name}: {value!r} is a relay of the hub", "write the address that the page has on huggingface.co"
    if field.kind == "url" and (trail := _TRAIL.search(value)):
        return f"{field.name}: the address ends in {trail[0]!r}", "take away what does not tell the page"
    return None


def _unknown(column: str, value: str, known: set[str], file: str) -> tuple[str, str]:
    near = get_close_matches(value, known, n=1, cutoff=0.8)
    offer = f"write {near[0]!r}, or register it in {file}" if near else f"register it in {file}"
    return f"{column}: unknown {value!r}", offer


def _evidence(tables: _Tables) -> Iterator[Problem]:
    """A check without its text, or a text without its date, is no evidence; and some texts cannot state some facts."""
    models = tables["models"]
    own_pages = {row["model_id"]: row["weights_url"] for row in models.rows}
    pages: dict[str, set[str]] = {}
    for row in models.rows:
        if page := _HUB_PAGE.match(row["weights_url"]):
            pages.setdefault(page[1].lower(), set()).add(row["model_id"])
    for name in ("organizations", "models", "model_openness"):
        table = tables[name]
        for place, row in enumerate(table.rows):
            reads_license = row.get("basis") == "read" and row["license"]
            if bool(row["evidence_url"]) != bool(row["checked_on"]):
                yield table.problem(place, "evidence_url and checked_on: one alone", "fill in both, or none")
            elif row.get("basis") == "read" and not row["evidence_url"]:
                yield table.problem(place, "basis is read, but no evidence_url", "cite the text, or write assumed")
            elif (
                reads_license
                and row["valid_from"] not in ("", models.by_id.get(row["model_id"], {}).get("weights_on"))
                and row["evidence_url"].startswith(_UPLOADS)
            ):
                what = f"the step of {row['valid_from']} rests on a list that only says what holds today"
                yield table.problem(place, what, "cite a text that dates the step")
            elif reads_license and _silent(row["evidence_url"], "license"):
                what = f"basis is read, but evidence_url is a list that names no license such as {row['license']}"
                yield table.problem(place, what, "cite a text that names it, or write assumed")
            elif reads_license and (others := _others(row, pages, own_pages.get(row["model_id"], ""))):
                what = f"basis is read, but evidence_url is the page of {others}"
                yield table.problem(place, what, "cite a text that names this model's license, or write assumed")
            elif (
                row.get("openness") == "open_source" and row["basis"] == "read" and _silent(row["evidence_url"], "data")
            ):
                what = "open_source and read, but evidence_url is a list that says nothing of the training data"
                yield table.problem(place, what, "cite a text on the data, or write assumed")
    for place, row in enumerate(models.rows):
        if row["released_on"] and not row["weights_evidence_url"] and row["evidence_url"].startswith(_UPLOADS):
            yield models.problem(
                place,
                "released_on rests on a list that only says when a file was uploaded",
                "cite a text that dates the release, or leave the day blank",
            )
        dated = row["weights_evidence_url"] or _UNVERIFIED in row["note"]
        if row["released_on"] and not dated and _silent(row["evidence_url"], "day"):
            what = "released_on rests on a list that gives no day"
            yield models.problem(place, what, f"cite a text that dates the release, or note: {_UNVERIFIED}")
        if _UNVERIFIED in row["note"] and row["weights_evidence_url"] and row["released_on"] == row["weights_on"]:
            what = f"its note says {_UNVERIFIED}, but weights_evidence_url dates it"
            yield models.problem(place, what, "take that out of the note")
        if "never released" in row["note"] and row["released_on"]:
            what = f"its note says never released, released_on {row['released_on']}"
            yield models.problem(place, what, "a release is the first day anyone could use it: leave it blank")
        if row["weights_evidence_url"].startswith(_UPLOADS):
            what = "weights_evidence_url is a list that only says when a file was uploaded"
            yield models.problem(place, what, "cite a text that dates the weights")
        if row["weights_evidence_url"].startswith(_DATE_OTHER_THINGS) and _WEIGHTS_UNVERIFIED not in row["note"]:
            what = "weights_evidence_url is a list whose days are not those of weights"
            yield models.problem(place, what, f"cite a text that dates them, or note: {_WEIGHTS_UNVERIFIED}")
        others = _others({**row, "evidence_url": row["weights_evidence_url"]}, pages, row["weights_url"])
        if others and _DATED_BY not in row["note"]:
            what = f"weights_evidence_url is the page of {others}"
            yield models.problem(
                place, what, f"cite a text that dates them, or note, where it tells of both: {_DATED_BY}"
            )
        senses = {*row["input_modalities"].split(";"), *row["output_modalities"].split(";")} - {"", "text"}
        if senses and all(not row[url] or _silent(row[url], "modalities") for url in _TEXTS_ON_SPECS):
            what = f"no text that it cites tells of {', '.join(sorted(senses))}"
            yield models.problem(place, what, "name one in specs_evidence_url, or leave the modalities blank")
        made = {"image", "video"} & {*row["output_modalities"].split(";")}
        if made and row["input_modalities"] and "text" not in row["input_modalities"] and _WORDLESS not in row["note"]:
            what = f"it gives {', '.join(sorted(made))} and takes {row['input_modalities']}, no text"
            yield models.problem(place, what, f"name its prompt, with a text on it, or tell in the note: {_WORDLESS}")
        if _silent(row["base_evidence_url"], "base"):
            what = "base_evidence_url is a list that never states a base"
            yield models.problem(place, what, "cite the model card or paper, or leave it blank")
        if row["base_evidence_url"] and row["base_model_id"] == row["model_id"]:
            what = "base_evidence_url, but it is its own base"
            yield models.problem(place, what, "name the base that the text states, or leave it blank")


def _silent(address: str, fact: str) -> bool:
    """Whether an address is of a list that never tells this fact."""
    return any(address.startswith(start) and fact in facts.split() for start, facts in _SILENT.items())


def _others(row: dict[str, str], pages: Mapping[str, set[str]], own: str) -> str:
    """The models, other than that of the row, whose page of the hub its text is; "" where it is no such page."""
    page = _HUB_PAGE.match(row["evidence_url"])
    registered = pages.get(page[1].lower(), set()) if page else set()
    if registered:
        return "" if row["model_id"] in registered else ", ".join(sorted(registered))
    return "another model" if _of_another_model(row["evidence_url"], own) else ""


def _lineage(tables: _Tables) -> Iterator[Problem]:
    models = tables["models"]
    base = {row["model_id"]: row["base_model_id"] for row in models.rows}
    named = {_spelled(row["model_name"]): row["model_id"] for row in models.rows}
    pretrained = {
        (row["organization_id"], _plain(row["model_name"])): row["model_id"]
        for row in models.rows
        if re.search(r"\bbase\b", row["model_name"].lower())
    }
    for place, row in enumerate(models.rows):
        own_base = pretrained.get((row["organization_id"], _plain(row["model_name"])), row["model_id"])
        owned = row["open_sibling"] or _NO_BASE_READ in row["note"]
        if row["base_model_id"] == row["model_id"] != own_base and not owned:
            what = f"it is its own base, but its developer's {own_base} is registered"
            yield models.problem(place, what, f"name that, with the text that states it, or note: {_NO_BASE_READ}")
        said = _STANDS_ON.search(row["note"])
        meant = named.get(_spelled(said[1]), "") if said else ""
        if said and meant and row["base_model_id"] and meant not in _ancestry(row["model_id"], base):
            own = row["base_model_id"] == row["model_id"]
            stated = "it is its own base" if own else f"on {row['base_model_id']} it stands"
            what = f"its note puts it on {said[1]}, but {stated}"
            yield models.problem(place, what, f"write {meant}, with the text that states it")
        older = models.by_id.get(row["base_model_id"], row)["released_on"]
        if row["released_on"] and row["released_on"] < older and _BEFORE_BASE not in row["note"]:
            what = f"released_on {row['released_on']} lies before that of its base {row['base_model_id']}, {older}"
            yield models.problem(place, what, f"correct the day, or tell in the note why it came {_BEFORE_BASE}")
        seen = [row["model_id"]]
        while (parent := base.get(seen[-1], "")) not in ("", seen[-1]):
            if parent in seen:
                what = f"base_model_id: the lineage goes round: {' -> '.join([*seen, parent])}"
                yield models.problem(place, what, "one of them was trained from scratch")
                break
            seen.append(parent)


def _spelled(name: str) -> str:
    """A name without case, blanks and dashes: Llama-3.3-70B-Instruct is Llama 3.3 70B Instruct."""
    return re.sub(r"[\s_-]", "", name).lower()


def _plain(name: str) -> tuple[str, ...]:
    """The words of a name, in whatever order, without those for a stage, and without its month: Ling-base-2.0 and
    Ling 2.0 Chat are one, and so are Qwen3-4B-Base and Qwen3 4B-Thinking-2507."""
    words = {*re.findall(r"[a-z0-9.]+", name.lower())} - {"base", "chat", "instruct", "it", "thinking"}
    return tuple(sorted(word for word in words if not re.fullmatch(r"2\d(0[1-9]|1[0-2])", word)))


def _ancestry(model_id: str, base: Mapping[str, str]) -> list[str]:
    """The model and what it stands on, down to the root; a lineage that goes round is left where it does."""
    line = [model_id]
    while (parent := base.get(line[-1], "")) and parent not in line:
        line.append(parent)
    return line


def _no_freer_than_base(tables: _Tables) -> Iterator[Problem]:
    """The base binds (openness.md, 3): today's tier of a derived model is not freer than that of its base.

    Nobody is bound by terms of their own, so the base that counts is the nearest of another organization.
    """
    openness, models = tables["model_openness"], tables["models"].by_id
    today = {row["model_id"]: place for place, row in enumerate(openness.rows)}  # sorted, so the newest step
    for model_id, place in today.items():
        row, base_id = openness.rows[place], _foreign_base(model_id, models)
        if base_id not in today:
            continue
        base = openness.rows[today[base_id]]
        if _freer(row["openness"], base["openness"]):
            ours, theirs = (f"{one['openness']} ({one['license']})" for one in (row, base))
            what = f"{ours}, but its base {base_id} is {theirs}"
            yield openness.problem(place, what, "a derivative is not freer than its base: take the base's license")
        for texts in _SUCCESSIVE:
            older = texts[: texts.index(base["license"])] if base["license"] in texts else ()
            if row["license"] in older:
                what = f"{row['license']} is older than {base['license']} of its base {base_id}"
                yield openness.problem(place, what, "the base binds: take its license, whatever the card is tagged")


def _foreign_base(model_id: str, models: dict[str, dict[str, str]]) -> str:
    """The nearest model in the lineage that another organization released; "" if there is none, or none is known."""
    seen = [model_id]
    while (base_id := models.get(seen[-1], {}).get("base_model_id", "")) not in ("", *seen):
        if models.get(base_id, {}).get("organization_id") != models[model_id]["organization_id"]:
            return base_id
        seen.append(base_id)
    return ""


def _freer(tier: str, other: str) -> bool:
    """Whether open weights of one tier allow more than those of the other; `open_source` is about data, not use."""
    if tier not in OPEN_WEIGHTS or other not in OPEN_WEIGHTS:
        return False
    return max(OPENNESS.index(tier), 1) < max(OPENNESS.index(other), 1)


def _weights(tables: _Tables) -> Iterator[Problem]:
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


def stated_sizes(name: str) -> tuple[str, str]:
    """Total and active parameters in billions, as a name states them once: `Qwen3-30B-A3B` says 30 and 3; else ""."""
    found: dict[str, list[str]] = {"": [], "a": []}
    for active, number, unit in _SIZE.findall(name.lower()):
        size = float(number.replace("_", ".")) / (1 if unit == "b" else 1000)
        found[active].append(f"{size:g}")
    total, active = (sizes[0] if len(sizes) == 1 else "" for sizes in found.values())
    return total, active


def _sizes(tables: _Tables) -> Iterator[Problem]:
    opened = {row["model_id"] for row in tables["model_openness"].rows if row["openness"] in OPEN_WEIGHTS}
    models = tables["models"]
    for place, row in enumerate(models.rows):
        for column, size in zip(("parameters_b", "active_parameters_b"), stated_sizes(row["model_name"]), strict=True):
            if row["model_id"] in opened and size and not row[column]:
                yield models.problem(place, f"{column} is blank, its name says {size}", "fill it in")
        base = models.by_id.get(row["base_model_id"], row)
        if not row["active_parameters_b"] and base["active_parameters_b"] and _alike(row, base):
            what = f"active_parameters_b is blank, its base of the same size works with {base['active_parameters_b']}"
            yield models.problem(place, what, "fill it in: blank is a dense model")


def _senses(tables: _Tables) -> Iterator[Problem]:
    """What a name says of pictures, films, sounds and vectors is among what the model takes and gives; what rests on
    boards alone is what these show."""
    models = tables["models"]
    for place, row in enumerate(models.rows):
        boards = [
            next((senses for board, senses in _BOARDS.items() if row[url].startswith(_ARENA + board)), None)
            for url in _TEXTS_ON_SPECS
            if row[url] and not _silent(row[url], "modalities")
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


def _specs(tables: _Tables) -> Iterator[Problem]:
    """Base, sizes, contexts and languages rest on a text on this model; and these three on one that can tell them."""
    models = tables["models"]
    for place, row in enumerate(models.rows):
        texts = [row[url] for url in _TEXTS_ON_SPECS if row[url]]
        for column, word in _SPECS.items():
            told = bool(re.search(rf"\b{word}(:| by) ", row["note"]))
            if column == "parameters_b":
                told = told or bool(stated_sizes(row["model_name"])[0])
            if row[column] and texts and not told and all(_silent(text, word) for text in texts):
                what = f"no text that it cites can tell its {column}"
                mend = f"name one in specs_evidence_url, or in the note ({word} by ...), or leave it blank"
                yield models.problem(place, what, mend)
        for url in ("base_evidence_url", "specs_evidence_url"):
            if _of_another_model(row[url], row["weights_url"]):
                mend = "what is tuned from this one may differ: cite its own page, or a copy of it"
                yield models.problem(place, f"{url} is the page of another model", mend)


def _doubts(tables: _Tables) -> Iterator[Problem]:
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


def _of_another_model(address: str, own: str) -> bool:
    """Whether a page of the hub is another account's and does not bear the name of one's own, as its copies do."""
    pages = [_HUB_PAGE.match(url) for url in (address, own)]
    names = [re.sub(r"[^a-z0-9/]", "", page[1].lower()).split("/") for page in pages if page]
    return len(names) == 2 and names[0][0] != names[1][0] and names[1][1] not in names[0][1]


def _alike(row: dict[str, str], base: dict[str, str]) -> bool:
    """Whether two models are of one size, as far as sizes are rounded."""
    number = _KINDS["number"][1]
    sizes = [float(one["parameters_b"]) for one in (row, base) if re.fullmatch(number, one["parameters_b"])]
    return len(sizes) == 2 and abs(sizes[0] - sizes[1]) <= 0.05 * sizes[1]


def _coverage(tables: _Tables) -> Iterator[Problem]:
    """Every model is registered once and says how open it is, from its beginning on; all are in use, and all makers."""
    models, organizations = tables["models"], tables["organizations"]
    of_name: dict[tuple[str, str], str] = {}
    first = {row["model_id"] for row in tables["model_openness"].rows if row["valid_from"] == ""}
    used = {row["model_id"] for row in tables["model_aliases"].rows}
    used |= {row["base_model_id"] for row in models.rows if row["base_model_id"] != row["model_id"]}
    used |= {row["open_sibling"] for row in models.rows}
    for place, row in enumerate(models.rows):
        namesake = of_name.setdefault((row["organization_id"], row["model_name"].lower()), row["model_id"])
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


def _licenses(tables: _Tables) -> Iterator[Problem]:
    """A spelling means one text, or says by itself how open it is; a model is no freer than its license."""
    aliases, openness, licenses = tables["license_aliases"], tables["model_openness"], tables["licenses"].by_id
    for place, row in enumerate(aliases.rows):
        if bool(row["license"]) == bool(row["openness"]):
            yield aliases.problem(
                place, "both a license and a tier, or neither", "give the text it means, or else a tier"
            )
    for place, row in enumerate(openness.rows):
        text = licenses.get(row["license"])
        if text and _freer(row["openness"], text["openness"]):
            what = f"{row['openness']}, but {row['license']} is {text['openness']}"
            yield openness.problem(place, what, "correct the tier, or the license")
        takes = tables["models"].by_id.get(row["model_id"], {}).get("input_modalities", "")
        if row["license"].endswith(_TEXT_ONLY) and takes not in ("", "text"):
            what = f"{row['license']} is of models that take text only, it takes {takes}"
            yield openness.problem(place, what, f"write {row['license'].removesuffix(_TEXT_ONLY)}")
        if takes == "text" and row["license"] + _TEXT_ONLY in licenses:
            what = f"{row['license']} is of models that take more than text"
            yield openness.problem(place, what, f"write {row['license']}{_TEXT_ONLY}")


def _corrections(tables: _Tables) -> Iterator[Problem]:
    table = tables["corrections"]
    known = {"model": tables["models"].by_id, "organization": tables["organizations"].by_id}
    for place, row in enumerate(table.rows):
        columns = {column for name in _CORRECTED.get(row["kind"], ()) for column in COLUMNS[name]}
        if row["id"] not in known.get(row["kind"], ()):
            yield table.problem(place, f"id: no {row['kind']} {row['id']!r} is registered", "correct the id")
        if row["column"] not in columns:
            yield table.problem(place, f"column: no {row['kind']} has {row['column']!r}", "name the changed column")
        if row["before"] == row["after"]:
            yield table.problem(place, f"{row['before']!r} before and after", "say what changed")
