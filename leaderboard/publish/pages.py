"""The pages there are, by the words of their addresses: what the app shows, what a search engine is told of."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

#: The choices of every question, and those of a question to one board, as addresses name them.
_DAY = ("as_of", "openness", "lens", "known_at")
_BOARD = ("board", "category", *_DAY)


@dataclass(frozen=True)
class Page:
    """A page of the app. name: in the address, and its module's. said: what it answers, in a sentence.

    listed: in the menu, and for search engines; others are reached by links. charts: whether it draws any.
    takes: the choices of a question that it uses, which the menu hands on to it. own: what its address holds besides.
    """

    name: str
    title: str
    said: str
    listed: bool = True
    charts: bool = False
    takes: tuple[str, ...] = ()
    own: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return "/" if self == HOME else f"/{self.name}"

    def kept(self, parameters: Mapping[str, str]) -> dict[str, str]:
        """What it can use of the parameters of another page."""
        return {name: parameters[name] for name in self.takes if name in parameters}

    def at(self, parameters: Mapping[str, str]) -> str:
        """Its address, from the root, with what it can use of the parameters of another page."""
        kept = self.kept(parameters)
        return f".{self.path}" + (f"?{urlencode(kept)}" if kept else "")


NAME = "The open-model leaderboard by nation"

HOME = Page(
    "now",
    "Now",
    "Who leads in how many domains, how surely, and what changed in the last 30 days.",
    charts=True,
    takes=_DAY,
)
BOARD = Page(
    "board",
    "Board",
    "Which nation's developers host the top open-weight model on a board, since when, by how much, and how surely.",
    charts=True,
    takes=_BOARD,
    own=("said", "view", "dates", "events", "from", "license", "show"),
)
PAGES = (
    HOME,
    BOARD,
    Page(
        "boards",
        "Boards",
        "Every board: which nation stands first, how surely, and on which days it was seen.",
        takes=_DAY,
        own=("domain",),
    ),
    Page(
        "compare",
        "Compare",
        "Up to four nations or blocs side by side over several boards: how far behind the best, how much of the top.",
        charts=True,
        takes=_DAY,
        own=("sides", "boards", "top"),
    ),
    Page(
        "choose",
        "Choose",
        "Which open model to take for a license, nations, a memory and domains, and what each condition costs.",
        takes=("as_of",),
    ),
    Page(
        "gaps",
        "Gaps",
        "How far one side is ahead of another on a board, in score and in days.",
        charts=True,
        takes=_BOARD,
        own=("a", "b"),
    ),
    Page(
        "index",
        "Index",
        "One ability per model over all boards that compare, and the record of each nation.",
        charts=True,
        takes=_DAY,
        own=("without",),
    ),
    Page(
        "compute",
        "Compute",
        "Where computing power stands and who makes its chips: context beside the boards, no cause.",
        charts=True,
    ),
    Page(
        "adoption",
        "Adoption",
        "Whose models are used: the parts of tokens and downloads by nation, each from what to what.",
        charts=True,
    ),
    Page(
        "robustness",
        "Robustness",
        "Whether the headline survives other defensible choices, and which one flips it.",
        charts=True,
        takes=("board", "category", "as_of", "known_at"),
        own=("choice",),
    ),
    Page("claims", "Claims", "What others published about national leads, recomputed.", own=("verdict",)),
    Page("methods", "Methods", "The definitions of every statistic, word for word."),
    Page("why", "Why", "What a row rests on, down to the bytes.", listed=False, own=("id",)),
    Page(
        "sources",
        "Sources",
        "Where the scores come from, how fresh they are, and their terms.",
        own=("state", "source"),
    ),
    Page(
        "registry",
        "Who made it",
        "Who made each model, on whose base, how open it is, on what evidence.",
        own=("search",),
    ),
    Page(
        "model",
        "Model",
        "One model: openness and terms by date, places, lineage, evidence.",
        listed=False,
        own=("model",),
    ),
    Page(
        "organization",
        "Organization",
        "One developer: seat, evidence, and every model.",
        listed=False,
        own=("organization",),
    ),
    Page("downloads", "Downloads", "Every table at its address, dated exports, and how to cite them.", own=("search",)),
    Page("corrections", "Corrections", "What was changed in the registry, when and why."),
)
