"""The page about the public API, made of its signatures and docstrings: `make docs` writes docs/api.md."""

import inspect
import re
from types import FunctionType

import leaderboard
from leaderboard.analytics.board_history import BoardHistory
from leaderboard.questions.across_boards import Robustness

#: What functions return that is no data frame.
_TYPES = (BoardHistory, Robustness)
_ITEM = re.compile(r"^([a-z_]+(?:, [a-z_]+)*): ", re.MULTILINE)


def markdown() -> str:
    """docs/api.md: the module's own words, then every public name in the order of `__all__`."""
    functions = (_section(getattr(leaderboard, name)) for name in leaderboard.__all__)
    types = (f"## {one.__name__}\n\n{_text(one.__doc__)}\n" for one in _TYPES)
    head = "# The Python API\n\nMade by `make docs` from the signatures and docstrings of `leaderboard`.\n"
    return "\n".join([head, f"{_text(leaderboard.__doc__)}\n", *functions, *types])


def _section(function: FunctionType) -> str:
    return f"## {function.__name__}\n\n```python\n{_header(function)}\n```\n\n{_text(function.__doc__)}\n"


def _header(function: FunctionType) -> str:
    """The signature as it is written, which names types by the names that a reader can import."""
    lines = inspect.getsource(function).splitlines()
    last = next(number for number, line in enumerate(lines) if line.endswith(":"))
    return "\n".join(lines[: last + 1]).removesuffix(":")


def _text(doc: str | None) -> str:
    """A docstring as Markdown: a line that begins with names and a colon begins an item of a list."""
    if not doc:
        raise ValueError("expected a docstring, found none")
    return _ITEM.sub(r"- **\1**: ", inspect.cleandoc(doc))
