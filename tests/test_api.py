"""The public API: real signatures that pass on every choice, words for each of them, and a page made of both."""

import inspect
import re
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import leaderboard
from leaderboard.analytics import epoch_lags, frontier, gap_intervals, gaps, index, leads, ranks, shares
from leaderboard.analytics.board_history import Intervals
from leaderboard.publish import reference
from leaderboard.questions import across_boards, claims, domains, one_board, why
from leaderboard.questions.view import Lens, View

ROOT = Path(__file__).parents[1]
#: Function -> what it asks, with a word for each of its arguments that has no default.
ASKS = {
    "abilities": (across_boards, {"scores": "a table", "anchor": "b"}),
    "claims": (claims, {}),
    "domains": (domains, {}),
    "epoch_lags": (one_board, {"a": "USA", "b": "CHN"}),
    "frontier": (one_board, {"board_id": "arena/text"}),
    "gap": (one_board, {"board_id": "arena/text", "a": "USA", "b": "CHN"}),
    "history": (one_board, {"board_id": "arena/text"}),
    "index": (across_boards, {}),
    "leads": (one_board, {"board_id": "arena/text"}),
    "robustness": (across_boards, {}),
    "share": (one_board, {"board_id": "arena/text"}),
    "top": (one_board, {"board_id": "arena/text"}),
    "why": (why, {"row_id": "an id"}),
}
#: The choices that say nothing to a question of many boards, to one about every choice, or to a list of claims.
WITHOUT = {
    "domains": {"category", "benchmark_version"},
    "index": {"category", "benchmark_version"},
    "robustness": {"benchmark_version", "openness", "lens"},
    "claims": {"category", "benchmark_version", "openness", "lens"},
}
COLUMNS = {
    "claims": claims.CLAIM_DTYPES,
    "domains": domains.DOMAIN_DTYPES,
    "epoch_lags": epoch_lags.EPOCH_LAG_DTYPES,
    "frontier": frontier.FRONTIER_DTYPES,
    "gap": gaps.GAP_DTYPES | gap_intervals.GAP_INTERVAL_DTYPES,
    "index": index.INDEX_DTYPES | index.NATIONAL_DTYPES | index.SENSITIVITY_DTYPES,
    "leads": leads.LEDGER_DTYPES,
    "share": shares.SHARE_DTYPES,
    "top": dict.fromkeys(frontier.TOP_COLUMNS) | ranks.RANK_DTYPES,
    "why": why.WHY_DTYPES,
}


def parameters(name: str) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(getattr(leaderboard, name)).parameters)


@pytest.mark.parametrize("name", leaderboard.__all__)
def test_a_signature_shows_every_parameter(name: str) -> None:
    kinds = {one.kind for one in parameters(name).values()}
    assert not kinds & {inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL}


@pytest.mark.parametrize("name", [name for name, (home, _) in ASKS.items() if home is not why and name != "abilities"])
def test_the_shared_choices_are_those_of_the_view(name: str) -> None:
    offered = set(parameters(name)) & set(View.__annotations__)
    assert offered == set(View.__annotations__) - WITHOUT.get(name, set()) - ({"columns"} - {*parameters(name)})
    assert ("columns" in offered) == (name == "history")  # the rest returns tables of fixed columns
    defaults = {key: parameters(name)[key].default for key in offered}
    assert defaults == {key: {"openness": "open", "lens": "developer", "columns": ()}.get(key) for key in offered}


def test_words_of_a_choice_are_those_of_the_view() -> None:
    hints = get_type_hints(leaderboard.leads)
    assert (get_args(hints["lens"]), get_args(hints["intervals"])) == (get_args(Lens), get_args(Intervals))


@pytest.mark.parametrize("name", ASKS)
def test_every_argument_reaches_the_question(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    home, needed = ASKS[name]
    asked: dict[str, Any] = {}
    signature = inspect.signature(getattr(home, name))

    def ask(*arguments: object, **choices: object) -> None:
        bound = signature.bind(*arguments, **choices).arguments
        asked.update(bound | bound.pop("view", {}))

    monkeypatch.setattr(home, name, ask)
    told = {key: needed.get(key, f"some {key}") for key in parameters(name)}
    getattr(leaderboard, name)(**told)
    assert asked == told


@pytest.mark.parametrize("name", leaderboard.__all__)
def test_every_public_name_is_documented(name: str) -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    told = inspect.getdoc(getattr(leaderboard, name)) or ""
    assert told.splitlines()[0].endswith("."), name
    assert f"\n## {name}\n" in page
    shared = set(View.__annotations__) | {"board_id"}
    module = leaderboard.__doc__ or ""
    for key in parameters(name):
        assert re.search(rf"\b{key}\b", module if key in shared - {"columns"} else told), key


@pytest.mark.parametrize("name", COLUMNS)
def test_the_columns_that_it_names_are_those_of_its_table(name: str) -> None:
    told = " ".join((inspect.getdoc(getattr(leaderboard, name)) or "").partition("Columns: ")[2].split())
    assert {column for column in COLUMNS[name] if not re.search(rf"\b{column}\b", told)} == set()
    compound = set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", re.sub(r"`[^`]*`", "", told)))
    assert compound <= {*COLUMNS[name], "every_date", "catch_up"}


def test_the_page_is_made_of_the_docstrings() -> None:
    assert (ROOT / "docs" / "api.md").read_text(encoding="utf-8") == reference.markdown(), "run: make docs"


def test_boards_can_be_listed(filled: Path, small: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (the small registry)
    listed = leaderboard.boards(filled).set_index("board_id")
    assert listed.loc["arena/text", "snapshots"] > 1
