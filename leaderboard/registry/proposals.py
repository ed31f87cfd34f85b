"""What may an unregistered spelling mean? A proposal with its reason, for a person to accept; it decides nothing."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property

from leaderboard.registry import built
from leaderboard.registry.attribution import HUB
from leaderboard.registry.fields import OPEN_WEIGHTS
from leaderboard.registry.tables import Registry, load, records

#: What boards and providers add to a name without meaning other weights: effort, thinking and its budget, precision,
#: format, prompting, search, context, resolution, price, place of service.
_SETTING = re.compile(
    r"x?high|medium|low|max|minimal|none|(?:no|non)-?(?:thinking|reasoning)|nothink|thinking(?::\d+)?|reasoning|effort|fp\d+|bf16|"
    r"int[48]|(?:nv|mx)fp4|[2-8]-?bit|awq|gguf|gptq|mlx|iq\d\w*|q[2-8]_\w+|dynamic|fc|prompt|(?:web-)?search|web|\d+[kp]|"
    r"free|tee|maas|original|cheaper|flex|default|fw|cs|v\d+:\d+|\d:\d|v1"
)
#: Settings that other boards must be known to add to a model: else these words are a model's own name.
_THINKING = re.compile(r"thinking|reasoning|(?:web-)?search")
#: A provider's word for the same weights on faster machines. Of a closed product it is another model: Veo 3.1 Fast.
_SPEED = re.compile(r"fast|turbo|highspeed|lightning|instant|versatile|high-throughput")
#: Ends of a folded name that tell tuned weights from their base, and those that reason from their siblings.
_TUNED = re.compile(r"(?:instruct|it|chat)$")
_REASONING = re.compile(r"thinking$")
#: A folded name from its version on, and a size, which is none.
_VERSION = re.compile(r"v?\d.*$")
_SIZE = re.compile(r"\d+(?:\.\d+)?b\b")
#: Hosts, and their regions, that stand before a model's name as its maker does, whom the registry knows.
_HOSTS = (
    "alicloud",
    "azure",
    "cerebras",
    "coding",
    "databricks",
    "duo-chat",
    "groq",
    "hf",
    "novita",
    "snowflake",
    "umans",
)
_REGIONS = ("apac", "au", "eu", "global", "jp", "us")
#: What precedes a model's name: a word or two that end in a dot, a colon or hyphens.
_PREFIX = re.compile(r"([a-zA-Z][a-zA-Z0-9]*?(?:-(?:ai|chat|labs|org))?)(?:\.|:|-+)(?=[a-zA-Z])")
_WORD = re.compile(r"thinking:\d+|(?:no|non)-(?:thinking|reasoning)|web-search|high-throughput|\d+-bit|v?\d:\d|[\w.]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_NOTHING = "nothing similar is registered"
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
    """Proposes registered models for spellings: by hub id, by the same letters, by what was added to them, by likeness.

    hub_ids: model name -> hub id, as the references give it.
    """

    def __init__(self, known: Registry, hub_ids: dict[str, str]) -> None:
        models = records(known.models)
        opened = {row["model_id"] for row in records(known.model_openness) if row["openness"] in OPEN_WEIGHTS}
        self._served = {row["model_id"] for row in models if row["output_modalities"] == "text"} & opened
        self._makers = {row["model_id"]: row["organization_id"] for row in models}
        self._makers_names = {
            _fold(row["alias"]): row["organization_id"] for row in records(known.organization_aliases)
        }
        self._at_hub = {row["weights_url"].removeprefix(HUB).lower(): row["model_id"] for row in models}
        self._hub_ids = {_fold(name): hub_id for name, hub_id in hub_ids.items()}
        self._spellings: dict[str, dict[str, str]] = {}
        self._disputed: dict[str, set[str]] = {}
        self._thinking = {
            row["model_id"]
            for row in records(known.model_aliases)
            if _THINKING.search(row["setting"].replace("non", ""))
        }
        boards = {row["board_id"].partition("/")[0] for row in records(known.boards)}
        for row in (*records(known.model_aliases), *({**row, "setting": ""} for row in models)):
            unsized = _SIZE.search(row["model_id"]) and not _SIZE.search(row["model_name"].lower())
            if not _fold(row["model_name"]) or (unsized and row.get("source_id") in boards):
                continue  # by a family's name one board means one of its sizes
            other = self._spellings.setdefault(_fold(row["model_name"]), row)
            if other["model_id"] != row["model_id"]:
                self._disputed.setdefault(_fold(row["model_name"]), {other["model_id"]}).add(row["model_id"])
        for spelling in self._disputed:
            del self._spellings[spelling]
        self._shortened: dict[str, set[str]] = {}
        self._tuned: dict[str, set[str]] = {}  # by the name of their base
        self._reasoning: dict[str, set[str]] = {}  # by their name without that
        for spelling, row in self._spellings.items():
            for shorter in _shortened(spelling):
                self._shortened.setdefault(shorter, set()).add(row["model_id"])
            if row["model_id"] in self._served and (untuned := _TUNED.sub("", spelling)) != spelling:
                self._tuned.setdefault(untuned, set()).add(row["model_id"])
            if (plain := _REASONING.sub("", spelling)) != spelling:
                for shorter in {plain} | _shortened(plain):
                    self._reasoning.setdefault(shorter, set()).add(row["model_id"])
        self._versions = dict(Counter(_VERSION.sub("", _fold(row["model_id"])) for row in models))

    def __call__(self, model_name: str, organization_id: str = "") -> Proposal:
        """Propose a model; by likeness only one of the organization that the board names, if it is known."""
        proposal = self.by_form(model_name)
        near = self._nearest(_fold(model_name), organization_id) if proposal.reason == _NOTHING else None
        return (
            Proposal(near["model_id"], "", f"{near['model_name']!r} is registered, and similar") if near else proposal
        )

    def by_form(self, model_name: str) -> Proposal:
        """Propose the model of a registered spelling that differs in case, punctuation, prefixes and settings only."""
        asked = _fold(model_name)
        hub_id = model_name if "/" in model_name else self._hub_ids.get(asked, "")
        if hub_id and (model_id := self._at_hub.get(hub_id.lower())) and not self._tuned.get(asked, set()) - {model_id}:
            return Proposal(model_id, "", f"its weights stand at {hub_id} on the hub")
        if several := self._disputed.get(asked):
            return Proposal("", "", f"spelled much like several models: {', '.join(sorted(several))}")
        if "latest" in asked:
            return Proposal("", "", "what is latest changes")
        for stem, prefix in self._stems(model_name):
            for cut in (len(stem), *(match.start() for match in reversed([*re.finditer(r"[-_ :(@\[]", stem)]))):
                if (added := _settings(stem[cut:])) is None:
                    continue
                if told := self._registered(stem[:cut], prefix, added, marked=stem[cut : cut + 1] != "-"):
                    return told
        return Proposal("", "", _NOTHING)

    def _stems(self, model_name: str) -> Iterator[tuple[str, str]]:
        """The name without its owner; then without what makers, hosts and regions put before it, one after another."""
        owner, _, stem = model_name.rpartition("/")
        stem, prefix = stem.lstrip("~@"), ""
        if re.search(r"\d", stem) or not owner:
            yield stem, prefix
        elif _fold(owner) in self._makers_names:  # a word without a number may be anybody's
            yield stem, owner.rpartition("/")[-1]
        while match := _PREFIX.match(stem):
            prefix, stem = match[1].lower(), stem[match.end() :]
            if prefix not in _HOSTS + _REGIONS and _fold(prefix) not in self._makers_names:
                return  # the first word of another's fine-tune, as often as not
            yield stem, prefix

    def _registered(self, name: str, prefix: str, added: list[str], *, marked: bool) -> Proposal | None:
        """The model of a name, where what stands before and after the name fits it. marked: as added, by a sign."""
        asked = _fold(name)
        row = self._spellings.get(asked)
        if row:
            model_id, setting = row["model_id"], row["setting"]
            told = f"{row['model_name']!r} is registered"
            told += "" if prefix or added else ", the same but for case and punctuation"
            siblings = self._tuned
        elif asked not in self._disputed and len(in_full := self._shortened.get(asked, set())) == 1:
            model_id, setting = next(iter(in_full)), ""
            told = f"short for {model_id!r}, and for no other"
            siblings = self._reasoning
        else:
            return None
        if siblings.get(asked, set()) - {model_id}:
            return None  # by a base's name a provider serves what was tuned from it, by a short one either sibling
        maker = self._makers_names.get(_fold(prefix), "")
        if prefix and prefix not in _HOSTS + _REGIONS and maker != self._makers[model_id]:
            return None
        if model_id not in self._served and any(_SPEED.fullmatch(word) for word in added):
            return None
        if "v1" in added and not prefix:
            return None
        several = self._versions.get(asked, 0) > 1 and _fold(model_id) != asked
        if not re.search(r"\d", _SIZE.sub("", name.lower())) and (several or re.search(r"-\d{4,}$", model_id)):
            return None  # a name without a version means another snapshot every few months
        if not marked and model_id not in self._thinking and any(_THINKING.fullmatch(word) for word in added):
            return None
        told += f", {prefix!r} its host or maker" if prefix else ""
        told += f", and {' '.join(added)!r} is a setting" if added else ""
        return Proposal(model_id, " ".join(filter(None, (setting, *added))), told)

    @cached_property
    def _holding(self) -> dict[str, list[str]]:
        """Pieces of three characters, and the registered spellings that have them."""
        holding: dict[str, list[str]] = {}
        for spelling in self._spellings:
            for piece in _pieces(spelling):
                holding.setdefault(piece, []).append(spelling)
        return holding

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


@cache
def shipped() -> Proposer:
    """The proposer of the registry that ships, without hub ids of references; kept from one start to the next."""
    known = load()
    proposer = Proposer.__new__(Proposer)
    vars(proposer).update(built.kept("proposals", known.digest(), lambda: vars(Proposer(known, {}))))
    return proposer


def _fold(name: str) -> str:
    """A name without its owner's prefix in one form: lower case, versions with a dot, letters and digits."""
    folded = name.lower().rsplit("/", 1)[-1].replace("_", "-")
    folded = re.sub(r"(?<=\d)p(?=\d)", ".", folded)
    folded = re.sub(r"(?<![\d.])(\d)-(\d{1,2})(?=$|[-: @])", r"\1.\2", folded)
    return re.sub(r"[^a-z0-9.+]+|\.0(?!\d)", "", folded)


def _shortened(folded: str) -> set[str]:
    """Forms that leave out what providers take for granted: family, active parameters, month, chat, a version's dot."""
    forms = {folded}
    for left_out in (
        r"^(claude|kimi)(?=.)",
        r"a\d+(\.\d+)?b",
        r"(?<=\d)2[3-6](0[1-9]|1[0-2])$|(?<=[a-z])2[3-6](0[1-9]|1[0-2])$",
        r"(instruct|it|chat)$",
    ):
        forms |= {re.sub(left_out, "", form) for form in forms}
    return (forms | {form.replace(".", "") for form in forms if re.search(r"\d\.\d", form)}) - {folded}


def _settings(tail: str) -> list[str] | None:
    """The words of a spelling's tail, where all of them are settings; else None."""
    words = [match[0] for match in _WORD.finditer(tail.lower())]
    return words if all(_SETTING.fullmatch(word) or _SPEED.fullmatch(word) for word in words) else None


def _pieces(folded: str) -> set[str]:
    return {folded[at : at + 3] for at in range(len(folded) - 2)}
