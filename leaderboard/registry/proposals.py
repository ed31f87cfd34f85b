"""What may an unregistered spelling mean? A proposal with its reason, for a person to accept; it decides nothing."""

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from leaderboard.registry.tables import Registry, records

#: What boards add to a name without meaning other weights: effort, thinking, precision, prompting, search, context,
#: resolution.
_SETTING = re.compile(
    r"x?high|medium|low|max|minimal|none|(?:no|non)-?(?:thinking|reasoning)|thinking|reasoning|effort|fp8|fp16|bf16|"
    r"int4|int8|nvfp4|fc|prompt|(?:web-)?search|\d+[kp]"
)
_HUB = "https://huggingface.co/"
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
#: Spellings less alike than this (0 to 1) are not proposed.
_ALIKE = 0.92
#: How many registered spellings, by the pieces of three characters that they share, are compared in full.
_SHORTLIST = 5


@dataclass(frozen=True)
class Proposal:
    """model_id: "" where nothing is proposed. setting: what the spelling adds to the model."""

    model_id: str
    setting: str
    reason: str


class Proposer:
    """Proposes registered models for spellings: by hub id, by the same letters, by an added setting, by likeness.

    hub_ids: model name -> hub id, as the references give it.
    """

    def __init__(self, known: Registry, hub_ids: dict[str, str]) -> None:
        aliases = records(known.model_aliases)
        self._spellings: dict[str, dict[str, str]] = {}
        self._disputed: dict[str, set[str]] = {}
        for row in aliases:
            other = self._spellings.setdefault(_fold(row["model_name"]), row)
            if other["model_id"] != row["model_id"]:
                self._disputed.setdefault(_fold(row["model_name"]), {other["model_id"]}).add(row["model_id"])
        for spelling in self._disputed:
            del self._spellings[spelling]
        self._makers = {row["model_id"]: row["organization_id"] for row in records(known.models)}
        self._at_hub = {row["weights_url"].removeprefix(_HUB).lower(): row["model_id"] for row in records(known.models)}
        self._hub_ids = {_fold(name): hub_id for name, hub_id in hub_ids.items()}
        self._holding: dict[str, list[str]] = {}
        for spelling in self._spellings:
            for piece in _pieces(spelling):
                self._holding.setdefault(piece, []).append(spelling)

    def __call__(self, model_name: str, organization_id: str = "") -> Proposal:
        """Propose a model; by likeness only one of the organization that the board names, if it is known."""
        asked = _fold(model_name)
        hub_id = model_name if "/" in model_name else self._hub_ids.get(asked, "")
        if hub_id and (model_id := self._at_hub.get(hub_id.lower())):
            return Proposal(model_id, "", f"its weights stand at {hub_id} on the hub")
        if several := self._disputed.get(asked):
            return Proposal("", "", f"spelled much like several models: {', '.join(sorted(several))}")
        if same := self._spellings.get(asked):
            reason = f"{same['model_name']!r} is registered, the same but for case and punctuation"
            return Proposal(same["model_id"], same["setting"], reason)
        for cut in (match.start() for match in re.finditer(r"[-_ :(]", model_name)):
            base, setting = self._spellings.get(_fold(model_name[:cut])), _setting(model_name[cut:])
            if base and setting:
                settings = " ".join(filter(None, (base["setting"], setting)))
                reason = f"{base['model_name']!r} is registered, and {setting!r} is a setting"
                return Proposal(base["model_id"], settings, reason)
        if near := self._nearest(asked, organization_id):
            return Proposal(near["model_id"], "", f"{near['model_name']!r} is registered, and similar")
        return Proposal("", "", "nothing similar is registered")

    def _nearest(self, asked: str, organization_id: str) -> dict[str, str] | None:
        """The most alike registered spelling with the same numbers: another number is another model."""
        shared = Counter(spelling for piece in _pieces(asked) for spelling in self._holding.get(piece, ()))
        numbers = _NUMBER.findall(asked)
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(asked)
        best, nearest = _ALIKE, None
        for spelling, _ in shared.most_common(_SHORTLIST):
            row = self._spellings[spelling]
            if _NUMBER.findall(spelling) != numbers or organization_id not in ("", self._makers[row["model_id"]]):
                continue
            matcher.set_seq1(spelling)
            if matcher.ratio() >= best:
                best, nearest = matcher.ratio(), row
        return nearest


def _fold(name: str) -> str:
    """Letters, digits, dots and pluses of a name without its owner's prefix, in lower case."""
    return re.sub(r"[^a-z0-9.+]+", "", name.lower().rsplit("/", 1)[-1])


def _setting(tail: str) -> str:
    """The tail of a spelling, where it consists of settings only; else ""."""
    words = re.findall(r"(?:no|non)-(?:thinking|reasoning)|web-search|[\w.]+", tail.lower())
    return " ".join(words) if all(_SETTING.fullmatch(word) for word in words) else ""


def _pieces(folded: str) -> set[str]:
    return {folded[at : at + 3] for at in range(len(folded) - 2)}
