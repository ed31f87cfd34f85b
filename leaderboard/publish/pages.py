"""The pages there are, by the words of their addresses: what the app shows, what a search engine is told of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page of the app. name: in the address, and its module's. said: what it answers, in a sentence.

    part: the heading under which the menu lists it. listed: in the menu, and for search engines; others are reached
    by links. charts: whether it draws any. own: what its address may hold besides a question's choices.
    """

    name: str
    title: str
    said: str
    part: str = ""
    listed: bool = True
    charts: bool = False
    own: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return "/" if self == HOME else f"/{self.name}"


NAME = "The open-model leaderboard by nation"

HOME = Page(
    "now", "Now", "Who leads in how many domains, how surely, and what changed in the last 30 days.", charts=True
)
BOARD = Page(
    "board",
    "Board",
    "Which nation's developers host the top open-weight model on a board, since when, by how much, and how surely.",
    charts=True,
    own=("said", "view", "dates", "events", "from", "license", "show"),
)
PAGES = (
    HOME,
    BOARD,
    Page("boards", "Boards", "Every board: which nation stands first, how surely, and on which days it was seen."),
    Page(
        "compare",
        "Compare",
        "Up to four nations or blocs side by side over several boards: how far behind the best, how much of the top.",
        charts=True,
    ),
    Page(
        "choose",
        "Choose",
        "Which open model to take for a license, nations, a memory and domains, and what each condition costs.",
    ),
    Page("gaps", "Gaps", "How far one side is ahead of another on a board, in score and in days.", charts=True),
    Page(
        "index",
        "Index",
        "One ability per model over all boards that compare, and the record of each nation.",
        charts=True,
    ),
    Page(
        "robustness",
        "Robustness",
        "Whether the headline survives other defensible choices, and which one flips it.",
        "How sure",
        charts=True,
    ),
    Page("claims", "Claims", "What others published about national leads, recomputed.", "How sure"),
    Page("methods", "Methods", "The definitions of every statistic, word for word.", "How sure"),
    Page("why", "Why", "What a row rests on, down to the bytes.", "How sure", listed=False),
    Page("sources", "Sources", "Where the scores come from, how fresh they are, and their terms.", "Where from"),
    Page(
        "registry", "Who made it", "Who made each model, on whose base, how open it is, on what evidence.", "Where from"
    ),
    Page(
        "model",
        "Model",
        "One model: openness and terms by date, places, lineage, evidence.",
        "Where from",
        listed=False,
    ),
    Page("organization", "Organization", "One developer: seat, evidence, and every model.", "Where from", listed=False),
    Page("downloads", "Downloads", "Every table at its address, dated exports, and how to cite them.", "Where from"),
    Page("corrections", "Corrections", "What was changed in the registry, when and why.", "Where from"),
)
