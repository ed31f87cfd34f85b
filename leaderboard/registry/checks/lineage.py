"""What a model was built on: it is registered, came before it, and binds it."""

import re
from collections.abc import Iterator, Mapping

from leaderboard.registry.checks.citations import silent
from leaderboard.registry.checks.problem import Problem, Tables
from leaderboard.registry.fields import OPEN_WEIGHTS, OPENNESS

#: Texts of one maker, oldest first: who builds on a model cannot pass on an older text than that model's.
_SUCCESSIVE = (
    tuple(
        f"LicenseRef-{name}"
        for name in ("LLaMA", "Llama-2", "Llama-3", "Llama-3.1", "Llama-3.2-Text", "Llama-3.2", "Llama-3.3")
    ),
    ("LicenseRef-Tongyi-Qianwen", "LicenseRef-Qwen"),
)
#: Words of a note that name what a model was built on: "on GLM-4-9B", "stands on Qwen2-72B", "trained from Sky-T1".
_STANDS_ON = re.compile(
    r"(?:(?:^|; )(?:stands )?on|\b(?:starts|initiali[sz]ed|trained|tuned|pruned|continued) from) ([A-Z][\w.-]*\w)"
)
#: The words by which a note owns that a model stands on itself for want of a text, beside a base of its name.
_NO_BASE_READ = "no text read names its base"
#: Words of a note that name a base nobody registered: "its base is Late-2B-Base, which has no row".
_UNREGISTERED = re.compile(r"([\w.-]*\w), which (?:has no row|is not registered)")
#: Words of a name for what a model was tuned to.
_STAGES = frozenset(("chat", "instruct", "it", "thinking"))
#: The words by which a note owns that a model came out earlier than what it is built on.
_BEFORE_BASE = "before its base"


def lineage(tables: Tables) -> Iterator[Problem]:
    """A base is stated by a text that can, is the one that the note tells, came first, and has an end."""
    models = tables["models"]
    base = {row["model_id"]: row["base_model_id"] for row in models.rows}
    named = {_spelled(row["model_name"]): row["model_id"] for row in models.rows}
    pretrained = {
        (row["organization_id"], _plain(row["model_name"])): row["model_id"]
        for row in models.rows
        if re.search(r"\bbase\b", row["model_name"].lower())
    }
    untuned = {
        (row["organization_id"], _plain(row["model_name"])): row["model_id"]
        for row in models.rows
        if row["weights_url"] and not _STAGES & {*_words(row["model_name"])}
    } | pretrained
    for place, row in enumerate(models.rows):
        if silent(row["base_evidence_url"], "base"):
            what = "base_evidence_url is a list that never states a base"
            yield models.problem(place, what, "cite the model card or paper, or leave it blank")
        if row["base_evidence_url"] and row["base_model_id"] == row["model_id"]:
            what = "base_evidence_url, but it is its own base"
            yield models.problem(place, what, "name the base that the text states, or leave it blank")
        unlike = untuned if _STAGES & {*_words(row["model_name"])} else pretrained
        own_base = unlike.get((row["organization_id"], _plain(row["model_name"])), row["model_id"])
        owned = row["open_sibling"] or _NO_BASE_READ in row["note"]
        if row["base_model_id"] == row["model_id"] != own_base and not owned:
            what = f"it is its own base, but its developer's {own_base} is registered"
            yield models.problem(place, what, f"name that, with the text that states it, or note: {_NO_BASE_READ}")
        between = untuned.get((row["organization_id"], _plain(row["model_name"])), row["model_id"])
        skipped = between != row["model_id"] != row["base_model_id"] == base[between] not in ("", between)
        if skipped and models.by_id[between]["model_name"] not in row["note"]:
            what = f"it stands on {row['base_model_id']}, as does its developer's {between}, which has its name"
            yield models.problem(place, what, "name that as its base, or in its note, where its own text does not")
        said = _STANDS_ON.search(row["note"])
        meant = named.get(_spelled(said[1]), "") if said else ""
        if said and meant and row["base_model_id"] and meant not in _ancestry(row["model_id"], base):
            own = row["base_model_id"] == row["model_id"]
            stated = "it is its own base" if own else f"on {row['base_model_id']} it stands"
            what = f"its note puts it on {said[1]}, but {stated}"
            yield models.problem(place, what, f"write {meant}, with the text that states it")
        absent = _UNREGISTERED.search(row["note"])
        if absent and (found := named.get(_spelled(absent[1]), "")):
            what = f"its note says that {absent[1]} is not registered, but it is, as {found}"
            yield models.problem(place, what, "stand on it where the text says so, and correct the note")
        elif absent and row["base_model_id"] == row["model_id"]:
            what = f"it is its own base, but its note names {absent[1]}, which is not registered"
            yield models.problem(place, what, "register that one and name it, or leave base_model_id blank")
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


def _words(name: str) -> list[str]:
    return re.findall(r"[a-z0-9.]+", name.lower())


def _plain(name: str) -> tuple[str, ...]:
    """The words of a name, in whatever order, without those for a stage, and without its month: Ling-base-2.0 and
    Ling 2.0 Chat are one, and so are Qwen3-4B-Base and Qwen3 4B-Thinking-2507."""
    words = {*_words(name)} - _STAGES - {"base"}
    return tuple(sorted(word for word in words if not re.fullmatch(r"2\d(0[1-9]|1[0-2])", word)))


def _ancestry(model_id: str, base: Mapping[str, str]) -> list[str]:
    """The model and what it stands on, down to the root; a lineage that goes round is left where it does."""
    line = [model_id]
    while (parent := base.get(line[-1], "")) and parent not in line:
        line.append(parent)
    return line


def no_freer_than_base(tables: Tables) -> Iterator[Problem]:
    """The base binds (openness.md, 3): a derived model is not freer than its base, today and on each day before that
    a step of either begins, from its release on.

    Nobody is bound by terms of their own, so the base that counts is the nearest of another organization.
    """
    openness, models = tables["model_openness"], tables["models"].by_id
    steps: dict[str, dict[str, int]] = {}  # sorted, so the newest step is the last
    for place, row in enumerate(openness.rows):
        steps.setdefault(row["model_id"], {})[row["valid_from"]] = place
    for model_id, own in steps.items():
        base_id = _foreign_base(model_id, models)
        if base_id not in steps:
            continue
        release = models[model_id]["released_on"]
        days = sorted({release, *(day for day in (*own, *steps[base_id]) if day > release)}) if release else []
        blamed: set[int] = set()
        for day in ("", *reversed(days)):
            place, beside = (_standing(one, day) for one in (own, steps[base_id]))
            row, base = openness.rows[place], openness.rows[beside]
            if place in blamed or not freer(row["openness"], base["openness"]):
                continue
            blamed.add(place)
            ours, theirs = (f"{one['openness']} ({one['license']})" for one in (row, base))
            what = f"{ours}, but its base {base_id} is {theirs}{' on ' if day else ''}{day}"
            yield openness.problem(place, what, "a derivative is not freer than its base: take the base's license")
        place = _standing(own, "")
        row, base = openness.rows[place], openness.rows[_standing(steps[base_id], "")]
        for texts in _SUCCESSIVE:
            older = texts[: texts.index(base["license"])] if base["license"] in texts else ()
            if row["license"] in older:
                what = f"{row['license']} is older than {base['license']} of its base {base_id}"
                yield openness.problem(place, what, "the base binds: take its license, whatever the card is tagged")


def _standing(steps: Mapping[str, int], day: str) -> int:
    """The step that holds on a day; "" is today. A model whose first step is dated has none before: that one."""
    held = [place for since, place in steps.items() if not day or since <= day]
    return held[-1] if held else next(iter(steps.values()))


def _foreign_base(model_id: str, models: dict[str, dict[str, str]]) -> str:
    """The nearest model in the lineage that another organization released; "" if there is none, or none is known."""
    seen = [model_id]
    while (base_id := models.get(seen[-1], {}).get("base_model_id", "")) not in ("", *seen):
        if models.get(base_id, {}).get("organization_id") != models[model_id]["organization_id"]:
            return base_id
        seen.append(base_id)
    return ""


def freer(tier: str, other: str) -> bool:
    """Whether open weights of one tier allow more than those of the other; `open_source` is about data, not use."""
    if tier not in OPEN_WEIGHTS or other not in OPEN_WEIGHTS:
        return False
    return max(OPENNESS.index(tier), 1) < max(OPENNESS.index(other), 1)
