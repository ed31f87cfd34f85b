"""The documentation and the app define every statistic in the same words."""

from pathlib import Path

import pytest

from leaderboard.analytics.definitions import DEFINITIONS

METHODS = Path(__file__).parents[1] / "docs" / "methods.md"


@pytest.mark.parametrize("name", DEFINITIONS)
def test_the_methods_use_the_words_of_the_definitions(name: str) -> None:
    prose = " ".join(METHODS.read_text(encoding="utf-8").replace("\n> ", "\n").split())
    assert DEFINITIONS[name] in prose
