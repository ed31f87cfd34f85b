"""The documentation and the app define every statistic in the same words."""

from pathlib import Path

import pytest

from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.analytics.gap_intervals import GAP_INTERVAL_DTYPES
from leaderboard.analytics.gaps import GAP_DTYPES

METHODS = Path(__file__).parents[1] / "docs" / "methods.md"


@pytest.mark.parametrize("name", DEFINITIONS)
def test_the_methods_use_the_words_of_the_definitions(name: str) -> None:
    prose = " ".join(METHODS.read_text(encoding="utf-8").replace("\n> ", "\n").split())
    assert DEFINITIONS[name] in prose


def test_the_methods_tell_every_column_of_a_gap_in_its_order() -> None:
    section = METHODS.read_text(encoding="utf-8").partition("### The columns of `gap`")[2].partition("\n#")[0]
    told = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("| ")][1:]
    assert ", ".join(told).split(", ") == [*GAP_DTYPES, *GAP_INTERVAL_DTYPES]
