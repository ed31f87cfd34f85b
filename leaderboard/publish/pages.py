"""The pages there are, by the words of their addresses: what the app shows, what a search engine is told of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """A page of the app. name: in the address, and its module's. part: the heading under which the menu lists it.

    listed: in the menu, and for search engines; others are reached by links.
    """

    name: str
    title: str
    part: str = ""
    listed: bool = True

    @property
    def path(self) -> str:
        return "/" if self == HOME else f"/{self.name}"


HOME = Page("now", "Now")
PAGES = (
    HOME,
    Page("board", "Board"),
    Page("boards", "Boards"),
    Page("gaps", "Gaps"),
    Page("index", "Index"),
    Page("robustness", "Robustness", "How sure"),
    Page("claims", "Claims", "How sure"),
    Page("methods", "Methods", "How sure"),
    Page("why", "Why", "How sure", listed=False),
    Page("sources", "Sources", "Where from"),
    Page("registry", "Who made it", "Where from"),
    Page("model", "Model", "Where from", listed=False),
    Page("organization", "Organization", "Where from", listed=False),
    Page("corrections", "Corrections", "Where from"),
)
