"""Every question that there is, once: the command line, the addresses, the Python API and whatever else asks follow it.

A verb names the function that answers it, and nothing is loaded before it is asked.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from importlib import import_module
from typing import Any, Literal, ParamSpec, TypeVar, cast

import numpy as np
import pandas as pd

from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.records import clock

#: What a parameter's value is. A number is whole, an amount need not be; a switch is on or off; a side of a gap is a
#: nation, its open or its closed models, or all that are; a moment is a day with or without a time.
Kind = Literal["text", "number", "amount", "switch", "day", "moment", "nation", "side"]
_TEXT: Mapping[Kind, re.Pattern[str]] = {
    "number": re.compile(r"\d{1,14}", re.ASCII),
    "amount": re.compile(r"\d{1,14}(\.\d{1,9})?", re.ASCII),
}

#: No number that is asked for is greater, unless its parameter says so.
MOST = 1_000_000

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Parameter:
    """A choice of a verb.

    keyword: of the function. option: as the command line writes it; "" of an argument, which stands by its place.
    default: what holds where nothing is said; None where the function knows better, which `help` then says.
    choices: the words there are, where these can be listed.
    """

    keyword: str
    option: str
    kind: Kind
    help: str
    default: str | int | None = None
    choices: tuple[str, ...] = ()
    least: int = 1
    most: int = MOST
    metavar: str = ""

    @property
    def word(self) -> str:
        """Its name in an address: the option's, an argument's by what stands for it."""
        return self.option.lstrip("-").replace("-", "_") or self.metavar.lower() or self.keyword

    def read(self, text: str) -> str | float | bool:
        """The value that a text from anywhere means. Raises ValueError that says what was expected."""
        value: str | float | bool = text
        if self.kind == "switch":
            value = {"true": True, "false": False}.get(text, text)
        elif self.kind in _TEXT and _TEXT[self.kind].fullmatch(text):
            value = float(text) if float(text) % 1 else int(float(text))
        self.check(value, text)
        return value

    def check(self, value: object, said: str | None = None) -> None:
        """Raises ValueError where a value means nothing here. said: as it was written, if it was; else it is Python's.

        None means what the default does, where the function alone knows that.
        """
        if value is None and self.option and self.default is None:
            return
        name, found = (self.keyword, repr(value)) if said is None else (self.word, repr(said))
        if self.choices and value not in self.choices:
            raise ValueError(f"{name}: expected {' or '.join(self.choices)}, found {found}")
        if self.kind in ("number", "amount"):
            whole = self.kind == "number"
            there = isinstance(value, int | np.integer | (np.integer if whole else float | np.floating))
            if isinstance(value, bool) or not there or not self.least <= cast(float, value) <= self.most:
                what = "a whole number" if whole else "a number"
                raise ValueError(f"{name}: expected {what} from {self.least} to {self.most:,}, found {found}")
        elif self.kind == "switch":
            if not isinstance(value, bool):
                raise ValueError(f"{name}: expected true or false, found {found}")
        elif self.kind in ("day", "moment"):
            try:
                _READ[self.kind](value)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from None
        elif not isinstance(value, str):
            raise ValueError(f"{name}: expected a text, found {found}")
        elif self.kind in ("nation", "side"):
            check_nation(value)


_READ: Mapping[str, Callable[[Any], object]] = {"day": clock.day, "moment": clock.known_until}


def check_nation(text: str) -> None:
    """A country, or a side that names one; a code that means none would answer with an empty table: ValueError."""
    from leaderboard.registry import countries, tables  # noqa: PLC0415 (who lists the verbs needs no registry)

    code, known = text.partition(":")[0], countries.country_names(tables.load())
    if text not in ("open", "closed") and code not in known:
        meant = countries.offer(code, known, known) or "expected a code of ISO 3166-1 alpha-3, such as CHN"
        raise ValueError(f"unknown country {code!r}: {meant}")


@dataclass(frozen=True)
class Verb:
    """A question that is answered with a table.

    home, function: where it is answered, within the package. title: what it answers, in a line. parameters: as the
    command line takes them, arguments first. key: the columns that name a row of its tables, by which `why` follows
    it; none where no row can be followed. defined_by: the entries of analytics.definitions that say what is computed.
    unit: of its figures; "" is that of the board asked. references: the lists whose figures these are, where no board's
    are. table: the columns of a table that the caller brings.
    """

    name: str
    home: str
    function: str
    title: str
    parameters: tuple[Parameter, ...] = ()
    key: tuple[str, ...] = ()
    defined_by: tuple[str, ...] = ()
    unit: str = "none"
    references: tuple[str, ...] = ()
    table: tuple[str, ...] = ()

    def ask(self, **chosen: Any) -> pd.DataFrame:
        """The table that answers it, with `attrs["notes"]`: what its reader must be told besides, a line each."""
        return cast(pd.DataFrame, self.answers(**chosen))

    @property
    def answers(self) -> Callable[..., Any]:
        return getattr(import_module(f"leaderboard.{self.home}"), self.function)

    @property
    def definition(self) -> str:
        return " ".join(DEFINITIONS[name] for name in self.defined_by)

    @property
    def arguments(self) -> tuple[Parameter, ...]:
        return tuple(one for one in self.parameters if not one.option)

    @property
    def options(self) -> tuple[Parameter, ...]:
        return tuple(one for one in self.parameters if one.option)

    @property
    def board(self) -> Parameter | None:
        """The parameter that names the board asked; None of a verb that asks none, or many at once."""
        return next((one for one in self.parameters if one.keyword == "board_id"), None)


def checked(question: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Take what the parameters of the verb mean that a function answers, and nothing else: ValueError names which.

    Of a function that answers none, what the choices mean that questions share.
    """
    place = (question.__module__, question.__qualname__)
    verb = next((one for one in _VERBS if (f"leaderboard.{one.home}", one.function) == place), None)
    declared = verb.parameters if verb else VIEW
    parameters = inspect.signature(question)

    @wraps(question)
    def asked(*given: Given.args, **chosen: Given.kwargs) -> Answer:
        arguments = by_keyword(parameters.bind(*given, **chosen))
        for one in declared:
            if one.keyword in arguments:
                one.check(arguments[one.keyword])
        return question(*given, **chosen)

    return asked


def by_keyword(bound: inspect.BoundArguments) -> dict[str, Any]:
    """What a question is asked, the choices of its view beside its own."""
    own = dict(bound.arguments)
    view = own.pop("view", {})
    return own | view


_BOARD = Parameter("board_id", "--board", "text", "The board asked, as `boards` lists them", "arena/text")
_CATEGORY = Parameter("category", "--category", "text", "[default: the board's headline]")
_VERSION = Parameter("benchmark_version", "--benchmark-version", "text", "Pin a question set", metavar="RELEASE")
_OPENNESS = Parameter("openness", "--openness", "text", "Which models count", "open", metavar="open|all|TIERS")
_LENS = Parameter(
    "lens",
    "--lens",
    "text",
    "Whose nation: the developer's, or that of the base model's",
    "developer",
    ("developer", "base"),
)
_AS_OF = Parameter("as_of", "--as-of", "day", "The last day that counts, inclusive [default: today]", metavar="DATE")
_KNOWN_AT = Parameter("known_at", "--known-at", "moment", "What was known then [default: now]", metavar="TIME")
_CLOCKS = (_OPENNESS, _LENS, _AS_OF, _KNOWN_AT)
#: The choices of questions.view, in the order in which a question as text writes them.
VIEW = (_BOARD, _CATEGORY, _VERSION, *_CLOCKS)

_DATES = Parameter(
    "dates",
    "--dates",
    "text",
    "Which day dates a model: its board's, or that of its release",
    "published",
    ("published", "released"),
)
_INTERVALS = Parameter(
    "intervals",
    "--intervals",
    "text",
    "Borrowed: a score without one takes its model's last",
    "published",
    ("published", "borrowed"),
)
_EVERY_DATE = Parameter("every_date", "--history", "switch", "Every snapshot instead of the newest")
_SIDES = (
    Parameter("a", "", "side", "CHN, CHN:open, CHN:closed, open or closed"),
    Parameter("b", "", "side", "As A"),
)
_CERTAINTY = ("chance", "leads", "tied", "no_interval", "uncontested", "undetermined")


def _asked(keyword: str, help: str, metavar: str) -> Parameter:
    return Parameter(keyword, f"--{keyword.replace('_', '-')}", "text", help, "", metavar=metavar)


def _limit(keyword: str, help: str, most: int = MOST, kind: Kind = "number") -> Parameter:
    return Parameter(keyword, f"--{keyword.replace('_', '-')}", kind, help, least=0, most=most)


_VERBS = (
    Verb(
        "top",
        "questions.one_board",
        "top",
        "The best models of a board on a date.",
        (
            *VIEW,
            Parameter("n", "-n", "number", "How many models", 10),
            Parameter("country", "--country", "nation", "Only models of this country", metavar="CODE"),
            Parameter("one_per_organization", "--one-per-organization", "switch", "Only the best of each developer"),
            Parameter(
                "ranks", "--ranks", "switch", "Columns more: the board's rank, and the ranks that intervals leave open"
            ),
        ),
        ("model_name", "setting"),
        ("top", "open_weights", "board_rank"),
        "",
    ),
    Verb(
        "frontier",
        "questions.one_board",
        "frontier",
        "Each nation's best model over time.",
        (
            *VIEW,
            _DATES,
            _INTERVALS,
            Parameter(
                "best_of_all",
                "--best-of-all",
                "switch",
                "Columns more: the best model of all, open or closed, and how far from it",
            ),
            Parameter("partial", "--partial", "switch", "Rows more: lower bounds, of lists that hold only a part"),
        ),
        ("date", "country"),
        ("frontier", "national_best", "behind_best", "lower_bound", *_CERTAINTY),
        "",
    ),
    Verb(
        "leads",
        "questions.one_board",
        "leads",
        "The ledger of lead changes.",
        (*VIEW, _INTERVALS),
        ("date", "to_country"),
        ("lead_change", "held", "reason", *_CERTAINTY),
        "",
    ),
    Verb(
        "gap",
        "questions.one_board",
        "gap",
        "How far A is ahead of B: CHN, CHN:open, CHN:closed, open or closed.",
        (
            *_SIDES,
            *VIEW,
            _DATES,
            _EVERY_DATE,
            Parameter("intervals", "--intervals", "switch", "Columns more: 95 % intervals of points, lag and waiting"),
        ),
        ("date",),
        ("gap", "relative_gap", "win_probability", "lag", "waiting", "model_date", "gap_interval"),
        "",
    ),
    Verb(
        "epoch-lags",
        "questions.one_board",
        "epoch_lags",
        "How far B is behind A by Epoch AI's own rules, by release date.",
        (
            *_SIDES,
            replace(_BOARD, default=None, help="[default: the newest of Epoch's fits]"),
            *VIEW[1:],
            Parameter(
                "released_by",
                "--released-by",
                "day",
                "Only models released by that day, scores of the whole fit",
                metavar="DATE",
            ),
        ),
        ("date", "rule"),
        ("epoch_lags",),
        "as its column `unit` says",
    ),
    Verb(
        "share",
        "questions.one_board",
        "share",
        "Which part of the top models is each nation's.",
        (
            *VIEW,
            Parameter("top", "--top", "number", "Among how many models", 10),
            Parameter("whole", "--whole", "switch", "Count a joint model wholly for each of its nations"),
            _EVERY_DATE,
        ),
        ("date", "country"),
        ("share",),
        "fraction of the models counted",
    ),
    Verb(
        "compare",
        "questions.compare",
        "compare",
        "Up to four nations or blocs side by side, in every snapshot of a board.",
        (
            Parameter("sides", "", "text", "Countries or blocs with commas between: CHN,USA,EU27", metavar="SIDES"),
            *VIEW,
            Parameter("top", "--top", "number", "Share of how many models", 10),
        ),
        ("date", "side"),
        ("compare", "share"),
        "",
    ),
    Verb(
        "inside",
        "questions.compare",
        "inside",
        "Whose weights are inside whose models at the top of a board.",
        (*VIEW, Parameter("top", "--top", "number", "Among how many models", 10)),
        defined_by=("inside",),
        unit="models",
    ),
    Verb(
        "news",
        "questions.news",
        "news",
        "What changed lately: leads, new bests, opened weights, boards grown old, corrections.",
        (Parameter("days", "--days", "number", "Within how many days", 30), *_CLOCKS),
        defined_by=("news",),
        unit="of its board",
    ),
    Verb(
        "domains",
        "questions.domains",
        "domains",
        "Who leads in each domain, on its headline board; and in how many with certainty.",
        _CLOCKS,
        ("domain",),
        ("snapshot", *_CERTAINTY),
    ),
    Verb(
        "index",
        "questions.across_boards",
        "index",
        "One ability per model over all boards that compare.",
        (
            *_CLOCKS,
            Parameter("min_boards", "--min-boards", "number", "A listed model's", 3, least=2),
            Parameter("min_domains", "--min-domains", "number", "A listed model's", 2),
            replace(_EVERY_DATE, help="The nations' records by release date, in one fit"),
            Parameter("sensitivity", "--sensitivity", "switch", "What is said without some of the boards"),
        ),
        ("date", "country", "model_id", "left_out"),
        ("index", "index_coverage", "index_unit", "index_records"),
        "logits of Arena's text board",
    ),
    Verb(
        "epoch-index",
        "questions.epoch_index",
        "epoch_index",
        "Epoch AI's index beside our fit of the scores behind it, and beside our own index.",
        (
            Parameter("benchmarks", "--benchmarks", "switch", "Instead the difficulty of each of its benchmarks"),
            Parameter("independent", "--independent", "switch", "Our index without boards read from Epoch AI's hub"),
            _AS_OF,
            _KNOWN_AT,
        ),
        (),
        ("epoch_index", "index"),
        "points of the Epoch Capabilities Index",
    ),
    Verb(
        "compute",
        "questions.compute",
        "compute",
        "Computing power by nation, as context: clusters that run, or chips by the seats of their makers.",
        (
            Parameter("show", "--show", "text", "Clusters, or chips", "clusters", ("clusters", "chips")),
            replace(_EVERY_DATE, help="Clusters on every day on which one began"),
            _AS_OF,
            _KNOWN_AT,
        ),
        (),
        ("compute", "chips"),
        "H100 equivalents; of chips operations per second times their bits",
        ("gpu_clusters", "ml_hardware"),
    ),
    Verb(
        "robustness",
        "questions.across_boards",
        "robustness_table",
        "Does the headline survive other defensible choices?",
        (
            _BOARD,
            _CATEGORY,
            _AS_OF,
            _KNOWN_AT,
            Parameter("cells", "--cells", "switch", "Every combination of choices, instead of what each choice does"),
        ),
        (
            "board",
            "category",
            "style_control",
            "openness",
            "lens",
            "clock",
            "min_votes",
            "top",
            "counting",
            "rule",
            "choice",
            "value",
        ),
        ("robustness",),
        "fraction of the ways to ask",
    ),
    Verb(
        "choose",
        "questions.choose",
        "choose",
        "Which open model to take: what fits every condition, ablest first, and what each condition costs.",
        (
            Parameter(
                "show",
                "--show",
                "text",
                "The models that fit, what each condition costs, the best by size and nation, or why any model is out",
                "fits",
                ("fits", "costs", "best", "all"),
            ),
            _asked("domains", "Domains that matter, with weights [default: the index over all]", "code:2,text"),
            _asked("allow", "Only developers of these nations or blocs", "USA,EU27"),
            _asked("exclude", "No developers of these", "CHN"),
            _asked("allow_base", "All that it is built on is from these; from scratch, itself", "USA,EU27"),
            _asked("exclude_base", "Nothing that it is built on is from these", "CHN"),
            Parameter("commercial", "--commercial", "switch", "Its license, and its base's, permit commercial use"),
            _limit("users", "They permit so many monthly active users", 10**10),
            _limit("revenue", "They permit a revenue of so many USD a year", 10**13),
            _asked("territory", "They permit use in this country or bloc", "EU27"),
            Parameter("no_naming", "--no-naming", "switch", "They ask for nothing to be named"),
            _limit("max_size", "Billions of parameters at most", kind="amount"),
            _limit("max_active", "Billions of parameters at work per token at most", kind="amount"),
            _limit("memory", "Its weights, at --bits and with a fifth to spare, fit into so many GB", kind="amount"),
            Parameter("bits", "--bits", "number", "4, 8 or 16 a parameter", 4),
            _limit("context", "It reads at least so many tokens", 10**9),
            _asked("reads", "It reads all of these: text, image, video, audio", "text,image"),
            _asked("writes", "It writes all of these", "text"),
            Parameter("min_boards", "--min-boards", "number", "Boards on which its ability must rest", 2, least=0),
            _limit("max_age", "Boards with an older snapshot count for none of these: days"),
            Parameter("unverified", "--unverified", "switch", "Take what is assumed of terms that nobody has read"),
            _AS_OF,
            _KNOWN_AT,
        ),
        (),
        ("choice", "domain_ability", "pareto", "condition_cost", "fits_on", "index_unit"),
        "logits of Arena's text board",
    ),
    Verb(
        "claims",
        "questions.claims",
        "claims",
        "What others published, recomputed: whether, when and by whose rule it holds, or that it cannot be checked.",
        (_AS_OF, _KNOWN_AT),
        ("claim_id",),
        ("claim",),
    ),
    Verb(
        "adoption",
        "questions.adoption",
        "adoption",
        "Whose models are used: parts of tokens or downloads, each from what is surely theirs to what could be.",
        (
            Parameter(
                "measure",
                "--measure",
                "text",
                "What is counted: tokens through OpenRouter, of a day or a month; downloads on the hub",
                "tokens",
                ("tokens", "tokens-monthly", "downloads", "downloads-all-time"),
            ),
            Parameter(
                "by",
                "--by",
                "text",
                "Whose nation, the developer's or that of the base model's; or open and closed weights",
                "developer",
                ("developer", "base", "openness"),
            ),
            Parameter("weights", "--weights", "text", "Which models hold a part", "all", ("all", "open", "closed")),
            replace(_EVERY_DATE, help="Every day, or month, instead of the newest"),
            _AS_OF,
            _KNOWN_AT,
        ),
        ("date", "side"),
        ("adoption", "adoption_range"),
        "tokens or downloads; parts are fractions of a day's total",
    ),
    Verb(
        "why",
        "questions.why",
        "why",
        "Follow a number to its evidence: the id of a row of a table, which `ids` adds.",
        (Parameter("row_id", "", "text", "The id of a row", metavar="ID"),),
    ),
    Verb(
        "scores",
        "questions.of_a_model",
        "scores",
        "Every board that ever listed a model, and its place there.",
        (Parameter("model_id", "", "text", "A model of the registry", metavar="MODEL"), *_CLOCKS[1:]),
        defined_by=("snapshot",),
        unit="as its column `unit` says",
    ),
    Verb(
        "boards",
        "questions.holdings",
        "boards",
        "Every board that is stored, with its span.",
    ),
    Verb(
        "sources",
        "questions.holdings",
        "sources",
        "Every leaderboard that is read: its terms, and whom to name.",
    ),
    Verb(
        "status",
        "questions.holdings",
        "status",
        "Freshness of every source.",
    ),
    Verb(
        "unresolved",
        "questions.holdings",
        "unresolved",
        "Spellings that the registry does not know, as alias rows to check and paste.",
        (Parameter("source_id", "--source", "text", "Only this one", metavar="SOURCE"),),
    ),
    Verb(
        "registry",
        "questions.holdings",
        "registry_table",
        "Every registered model: developer, country, base, openness by date, terms, sizes, evidence.",
        (
            Parameter(
                "filled",
                "--filled",
                "switch",
                "Instead, the share of each fact that is filled in, among which models",
            ),
        ),
        defined_by=("open_weights",),
    ),
    Verb(
        "corrections",
        "questions.holdings",
        "corrections",
        "Every attribution that was changed after it had been published, newest first.",
    ),
    Verb(
        "audit",
        "questions.holdings",
        "audit",
        "Where public facts disagree with the registry.",
        (Parameter("settled_too", "--all", "switch", "Also what was settled, with the verdict"),),
    ),
    Verb(
        "resolve",
        "questions.holdings",
        "resolve",
        "Attribute the names of a CSV: model_name[,source][,organization_name][,license_name][,date].",
        table=("model_name",),
    ),
    Verb(
        "abilities",
        "questions.across_boards",
        "abilities",
        "The index of any table of scores: model,benchmark,performance.",
        (Parameter("anchor", "--anchor", "text", "The benchmark that gives unit and origin"),),
        table=("model", "benchmark", "performance"),
    ),
)

#: Every verb by name.
VERBS: Mapping[str, Verb] = {verb.name: verb for verb in _VERBS}
#: Those whose rows can be followed to their evidence.
FOLLOWED: Mapping[str, Verb] = {verb.name: verb for verb in _VERBS if verb.key}
#: Those that an address can ask: all but those that need a table of the caller's.
ADDRESSED: Mapping[str, Verb] = {verb.name: verb for verb in _VERBS if not verb.table}
