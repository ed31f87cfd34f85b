"""What may an unregistered spelling mean? A proposal with its reason, for a person to accept; it decides nothing."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from leaderboard.registry import built
from leaderboard.registry.attribution import HUB
from leaderboard.registry.fields import ADOPTION, OPEN_WEIGHTS
from leaderboard.registry.tables import Registry, load, records

#: What boards and providers add to a name without meaning other weights: effort, thinking and its budget, precision,
#: format, prompting, search, context, resolution, price, place of service.
_SETTING = re.compile(
    r"x?high|medium|low|max|minimal|none|(?:no|non)-?(?:thinking|reasoning)|nothink|thinking(?::\d+)?|reasoning|effort|fp\d+|bf16|"
    r"int[48]|(?:nv|mx)fp4|nf4|[2-8]-?bits?|autoround|awq|bnb|exl[23]|ggml|gguf|gptq|hqq|i1|mlx|iq\d\w*|kv|q[2-8]_\w+|qat|"
    r"quantized(?:\.w\d+a\d+)?|ud|unsloth|w\d+a\d+|dynamic|fc|prompt|(?:web-)?search|web|\d+[kp]|"
    r"free|tee|maas|original|cheaper|flex|default|fw|cs|v\d+:\d+|\d:\d|v1|cloud|exacto|extended|floor|nitro|online|00\d"
)
#: Where a provider sends a request, and its number of what it offers: settings only behind a sign (`:nitro`, `@001`).
_ROUTE = re.compile(r"exacto|extended|floor|nitro|online|00\d")
#: How much it reads or thinks. Of weights that anybody may tune it tells others, unless they think or a sign marks it.
_LENGTH = re.compile(r"\d+k")
#: What those who make chips say of the weights of others that they quantised for these.
_QUANTISED = re.compile(r"fp[48]|nvfp4|mxfp4|int[48]|awq|gptq|gguf")
_CHIPMAKER = re.compile(r"amd|intel|nvidia")
#: How a file of weights ends: `-Q4_K_M.gguf`.
_FILE = re.compile(r"(?:[.-](i?q\d\w*|b?f16))?\.(gguf)$", re.IGNORECASE)
#: How Ollama tells the sizes of a model, whose tuned weights it serves by them: `llama3.2:3b`.
_TAG = re.compile(r":\d+(?:\.\d+)?b$", re.IGNORECASE)
#: Settings that other boards must be known to add to a model: else these words are a model's own name.
_THINKING = re.compile(r"thinking|reasoning|(?:web-)?search")
#: A provider's word for the same weights on faster machines. Of a closed product it is another model: Veo 3.1 Fast.
_SPEED = re.compile(r"fast|turbo|highspeed|lightning|instant|versatile|high-throughput")
#: Ends of a folded name that tell tuned weights from their base, and those that reason from their siblings.
_TUNED = re.compile(r"(?:instruct|it|chat)$")
_REASONING = re.compile(r"thinking$")
#: What tells them, wherever it stands.
_SAYS_TUNED = re.compile(r"instruct|chat|it$")
#: A folded name from its version on, and a size, which is none.
_VERSION = re.compile(r"v?\d.*$")
_SIZE = re.compile(r"\d+(?:\.\d+)?b\b")
#: Who stands before a model's name as its maker does, and serves what others made: hosts, their routes, their regions.
_HOST = re.compile(
    r"alicloud|azure|baseten|bedrock|cerebras|chutes|coding|databricks|deepinfra|duochat|fireworks|fireworksai|groq|hf|"
    r"novita|ollama|public|route|siliconflow|snowflake|stealth|tee|umans|volcengine|apac|au|eu|global|jp|us"
)
#: Who stands before the slash alone, as a client or a list calls the service that it asks.
_SERVICE = re.compile(
    r"302ai|aihubmix|amazonbedrock|anyscale|atlascloud|avian|azure(?:ai|cognitiveservices|ml|mlmeta)|cloudflare|dashscope|"
    r"digitalocean|featherless(?:ai)?|friendli(?:ai)?|gemini|github(?:copilot|models)?|gmi(?:cloud)?|"
    r"google-?vertex(?:anthropic)?|helicone|hostedvllm|huggingface|hyperbolic|inferencenet|jiekou|kluster(?:ai)?|"
    r"lambda(?:ai)?|llmgateway|lmstudio|modelscope|nanogpt|nebius(?:studio)?|nscale|nvidianim|nim|ocigenai|octoai|"
    r"ollama(?:chat|cloud)|openrouter|ovhcloud|parasail|perplexity|phala|poe|regoloai|replicate|requesty|sagemaker|"
    r"sambanova(?:cloud)?|sapaicore|scaleway|snowflakecortex|stackit|synthetic|targon|tinfoil|together(?:ai)?|venice|"
    r"vercel(?:aigateway)?|vertex(?:ai)?|vllm|vultr|wandb|watsonx|workersai|xinference|zenmux"
)
#: Services whose own names begin with a maker, as those of the hub do.
_ROUTER = re.compile(r"aihubmix|groq|llmgateway|nanogpt|openrouter|requesty|vercel(?:aigateway)?|zenmux")
#: Accounts of the hub that convert and quantise what others made.
_UPLOADER = re.compile(
    r"bartowski|casperhansen|chutesai|cortecs|ggmlorg|huggingquants|llavahf|lmstudiocommunity|mlxcommunity|mradermacher|"
    r"neuralmagic|nmtesting|quantfactory|redhatai|solidrust|thebloke|unsloth"
)
#: Words of a provider's path between an account and its model.
_PATH = re.compile(r"models|routers|converse|(?:chat-)?completion")
#: What precedes a model's name: a word or two that end in a dot, a colon or hyphens.
_PREFIX = re.compile(r"([a-zA-Z][a-zA-Z0-9]*?(?:-(?:ai|chat|labs|org))?)(?:\.|:|-+)(?=[a-zA-Z])")
_WORD = re.compile(r"thinking:\d+|(?:no|non)-(?:thinking|reasoning)|web-search|high-throughput|\d+-bit|v?\d:\d|[\w.]+")


@dataclass(frozen=True)
class Proposal:
    """model_id: "" where nothing is proposed. setting: what the spelling adds to the model."""

    model_id: str
    setting: str
    reason: str


class Proposer:
    """Proposes registered models for spellings: by hub id, by the same letters, by what was added to them.

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
        self._repositories = {row["model_id"]: row["weights_url"].removeprefix(HUB).lower() for row in models}
        self._at_hub = {hub_id: model_id for model_id, hub_id in self._repositories.items()}
        self._hub_ids = {_fold(name): hub_id for name, hub_id in hub_ids.items()}
        self._spellings: dict[str, dict[str, str]] = {}
        self._disputed: dict[str, set[str]] = {}
        self._thinking = {
            row["model_id"]
            for row in records(known.model_aliases)
            if _THINKING.search(row["setting"].replace("non", ""))
        }
        boards = {row["board_id"].partition("/")[0] for row in records(known.boards) if row["domain"] != ADOPTION}
        own: dict[str, set[str]] = {}
        for row in (*records(known.model_aliases), *({**row, "setting": ""} for row in models)):
            if not _fold(row["model_name"]):
                continue
            if row.get("source_id") in boards:  # what one of them means by a word others need not
                own.setdefault(_fold(row["model_name"]), set()).add(row["model_id"])
                continue
            other = self._spellings.setdefault(_fold(row["model_name"]), row)
            if other["model_id"] != row["model_id"]:
                self._disputed.setdefault(_fold(row["model_name"]), {other["model_id"]}).add(row["model_id"])
        for spelling in own.keys() - self._spellings.keys():
            if len(own[spelling]) > 1:
                self._disputed.setdefault(spelling, set()).update(own[spelling])
        self._ambiguous = {
            _fold(row["model_name"])
            for row in records(known.undecidable)
            if (row["source_id"], row["reason"]) == ("*", "ambiguous")
        }
        for spelling in self._disputed.keys() | self._ambiguous:
            self._spellings.pop(spelling, None)
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
        """Propose the model of a registered spelling that differs in case, punctuation, prefixes and settings only.

        organization_id: the one that whoever shows the name names beside it.
        """
        asked = _fold(model_name)
        hub_id = model_name if "/" in model_name else self._hub_ids.get(asked, "")
        if hub_id and (model_id := self._at_hub.get(hub_id.lower())) and not self._tuned.get(asked, set()) - {model_id}:
            return Proposal(model_id, "", f"its weights stand at {hub_id} on the hub")
        if several := self._disputed.get(asked):
            return Proposal("", "", f"spelled much like several models: {', '.join(sorted(several))}")
        if "latest" in asked:
            return Proposal("", "", "what is latest changes")
        model_name = _FILE.sub(r"-\1-\2", model_name)
        *routes, owner = _owners(model_name) or [""]
        routed = any(_ROUTER.fullmatch(route) for route in routes)
        for stem, prefix in self._stems(model_name):
            for cut in (len(stem), *(match.start() for match in reversed([*re.finditer(r"[-_ :(@\[]", stem)]))):
                if (added := _settings(stem[cut:])) is None:
                    continue
                told = self._registered(stem[:cut], prefix, added, marked=stem[cut : cut + 1] != "-")
                if told and self._means(owner, organization_id, stem[:cut], told, routed=routed):
                    return told
                if told:
                    return Proposal("", "", f"spelled much like {told.model_id!r}, but other weights by its owner")
        return Proposal("", "", "nothing similar is registered")

    def _means(self, owner: str, organization_id: str, name: str, told: Proposal, *, routed: bool) -> bool:
        """Whether who stands before a name, or beside it, means this model by it: others mean weights of their own.

        routed: a service with names of its own stands before the owner, so that the name is none of the hub's.
        """
        maker, (account, _, repository) = self._makers[told.model_id], self._repositories[told.model_id].partition("/")
        if organization_id not in ("", maker):
            return False
        quantised = _CHIPMAKER.fullmatch(owner) and any(_QUANTISED.fullmatch(word) for word in told.setting.split())
        if _UPLOADER.fullmatch(owner) or quantised or (owner == _fold(account) and not routed):
            # the hub calls tuned weights so; by the name without that word it has their base
            return not _TUNED.search(_fold(repository)) or bool(_SAYS_TUNED.search(_fold(name)))
        serves = _HOST.fullmatch(owner) or _SERVICE.fullmatch(owner) or owner == _fold(account)
        return not owner or bool(serves) or self._makers_names.get(owner) == maker

    def _stems(self, model_name: str) -> Iterator[tuple[str, str]]:
        """The name without its owner; then without what makers, hosts and regions put before it, one after another."""
        owner, stem = _parted(model_name)
        stem, prefix = stem.lstrip("~@"), ""
        if re.search(r"\d", stem) or not owner:
            yield stem, prefix
        elif _fold(owner) in self._makers_names:  # a word without a number may be anybody's
            yield stem, owner.rpartition("/")[-1]
        while match := _PREFIX.match(stem):
            prefix, stem = match[1].lower(), stem[match.end() :]
            if not _HOST.fullmatch(_fold(prefix)) and _fold(prefix) not in self._makers_names:
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
        elif (
            asked not in self._disputed.keys() | self._ambiguous
            and len(in_full := self._shortened.get(asked, set())) == 1
        ):
            model_id, setting = next(iter(in_full)), ""
            told = f"short for {model_id!r}, and for no other"
            siblings = self._reasoning
        else:
            return None
        if rivals := siblings.get(asked, set()) - {model_id}:
            if siblings is self._reasoning or len(rivals) > 1 or not _TAG.search(name):
                return None  # by a base's name a provider serves what was tuned from it, by a short one either sibling
            model_id, setting = next(iter(rivals)), ""
            told += ", of which Ollama serves what was tuned"
        maker = self._makers_names.get(_fold(prefix), "")
        if prefix and not _HOST.fullmatch(_fold(prefix)) and maker != self._makers[model_id]:
            return None
        if model_id not in self._served and any(_SPEED.fullmatch(word) for word in added):
            return None
        if "v1" in added and not prefix:
            return None
        if any(_ROUTE.fullmatch(word) for word in added) and not marked:
            return None
        long = any(_LENGTH.fullmatch(word) for word in added) and not any(_THINKING.match(word) for word in added)
        if model_id in self._served and long and not marked:
            return None
        family = _fold(_TAG.sub("", name))
        several = self._versions.get(family, 0) > 1 and _fold(model_id) != asked
        if not re.search(r"\d", _SIZE.sub("", name.lower())) and (several or re.search(r"-\d{4,}$", model_id)):
            return None  # a name without a version means another snapshot every few months
        if not marked and model_id not in self._thinking and any(_THINKING.fullmatch(word) for word in added):
            return None
        told += f", {prefix!r} its host or maker" if prefix else ""
        told += f", and {' '.join(added)!r} is a setting" if added else ""
        return Proposal(model_id, " ".join(filter(None, (setting, *added))), told)


@cache
def shipped() -> Proposer:
    """The proposer of the registry that ships, without hub ids of references; kept from one start to the next."""
    known = load()
    proposer = Proposer.__new__(Proposer)
    vars(proposer).update(built.kept("proposals", known.digest, lambda: vars(Proposer(known, {}))))
    return proposer


def _fold(name: str) -> str:
    """A name without its owner's prefix in one form: lower case, versions with a dot, letters and digits."""
    folded = _parted(name.lower())[1].replace("_", "-")
    folded = re.sub(r"(?<![a-z])llama-?v(?=\d)", "llama-", folded)
    folded = re.sub(r"(?<=\d)p(?=\d)", ".", folded)
    folded = re.sub(r"(?<![\d.])(\d)-(\d{1,2})(?=$|[-: @])", r"\1.\2", folded)
    return re.sub(r"[^a-z0-9.+]+|\.0(?!\d)", "", folded)


def _parted(name: str) -> tuple[str, str]:
    """What stands before the last slash of a name, and the rest; a slash behind a blank stands in the name itself."""
    path, _, rest = name.rpartition("/")
    return ("", name) if " " in path else (path, rest)


def _owners(name: str) -> list[str]:
    """The accounts and services, folded, under which a name with a path stands, the nearest last."""
    words = re.split(r"[/:]", _parted(name)[0])
    return [_fold(word) for word in words if word and not _PATH.fullmatch(word)]


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
    forms = {form for form in forms if not re.fullmatch(r"(?:instruct|it|chat)?", form)}  # no name is left of it
    return (forms | {form.replace(".", "") for form in forms if re.search(r"\d\.\d", form)}) - {folded}


def _settings(tail: str) -> list[str] | None:
    """The words of a spelling's tail, where all of them are settings; else None."""
    words = [match[0] for match in _WORD.finditer(tail.lower())]
    return words if all(_SETTING.fullmatch(word) or _SPEED.fullmatch(word) for word in words) else None
