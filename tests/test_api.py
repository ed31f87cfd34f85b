"""The public API: real signatures that pass on every choice, words for each of them, and a page made of both."""

import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pandas as pd
import pytest

import leaderboard
from leaderboard.analytics import (
    behind,
    beside_epoch,
    compute,
    epoch_lags,
    frontier,
    gap_intervals,
    gaps,
    index,
    leads,
    ranks,
    shares,
)
from leaderboard.analytics.board_history import Intervals
from leaderboard.publish import reference
from leaderboard.questions import claims, domains, histories, holdings, of_a_model, why
from leaderboard.questions.catalogue import VERBS
from leaderboard.questions.view import Lens, View
from leaderboard.registry import audit

ROOT = Path(__file__).parents[1]
#: What the catalogue has under another name: a table of what the function returns as a tuple.
OTHERWISE = {"robustness_table": "robustness"}
#: Function -> verb.
OF_API = {verb.function: verb for verb in VERBS.values()}
#: Function -> the module that answers it; `history` is no table, so no verb.
HOMES = {name: import_module(f"leaderboard.{verb.home}") for name, verb in OF_API.items()}
HOMES |= {"robustness": HOMES.pop("robustness_table"), "history": histories}


COLUMNS = {
    "audit": dict.fromkeys(audit.COLUMNS),
    "claims": claims.CLAIM_DTYPES,
    "compute": compute.COMPUTE_DTYPES | compute.CHIP_DTYPES,
    "domains": domains.DOMAIN_DTYPES,
    "epoch_index": beside_epoch.EPOCH_INDEX_DTYPES | beside_epoch.BENCHMARK_DTYPES,
    "epoch_lags": epoch_lags.EPOCH_LAG_DTYPES,
    "frontier": (*frontier.FRONTIER_DTYPES, *behind.BEHIND_DTYPES),
    "gap": gaps.GAP_DTYPES | gap_intervals.GAP_INTERVAL_DTYPES,
    "index": index.INDEX_DTYPES | index.NATIONAL_DTYPES | index.SENSITIVITY_DTYPES,
    "leads": leads.LEDGER_DTYPES,
    "scores": of_a_model.SCORES_DTYPES,
    "share": shares.SHARE_DTYPES,
    "sources": holdings.SOURCES_DTYPES,
    "top": dict.fromkeys(frontier.TOP_COLUMNS) | ranks.RANK_DTYPES,
    "why": why.WHY_DTYPES,
}


def parameters(name: str) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(getattr(leaderboard, name)).parameters)


@pytest.mark.parametrize("name", leaderboard.__all__)
def test_a_signature_shows_every_parameter(name: str) -> None:
    kinds = {one.kind for one in parameters(name).values()}
    assert not kinds & {inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL}


def test_every_verb_is_a_function_that_takes_the_same() -> None:
    assert {OTHERWISE.get(name, name) for name in OF_API} == set(leaderboard.__all__) - {"history"}
    for name, verb in OF_API.items():
        if name in OTHERWISE:
            continue
        takes = parameters(name)
        brought = {"resolve": {"names"}, "abilities": {"scores"}}.get(name, set())
        assert set(takes) - {"data_dir"} == {one.keyword for one in verb.parameters} | brought, name
        for one in verb.parameters:
            default = takes[one.keyword].default
            if one.keyword == "board_id" or default is inspect.Parameter.empty:
                continue  # the command line has a board for whoever names none
            assert default == (False if one.kind == "switch" else one.default), (name, one.keyword)


@pytest.mark.parametrize("name", ["history", "robustness"])
def test_what_is_no_verb_takes_choices_of_the_view(name: str) -> None:
    shared = set(parameters(name)) & set(View.__annotations__)
    view = {"category", "as_of", "known_at", "data_dir"}
    assert shared == (set(View.__annotations__) if name == "history" else view)


def test_words_of_a_choice_are_those_of_the_view() -> None:
    hints = get_type_hints(leaderboard.leads)
    assert (get_args(hints["lens"]), get_args(hints["intervals"])) == (get_args(Lens), get_args(Intervals))


@pytest.mark.parametrize("name", leaderboard.__all__)
def test_every_argument_reaches_the_question(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, Any] = {}
    signature = inspect.signature(getattr(HOMES[name], name))

    def ask(*arguments: object, **choices: object) -> None:
        bound = signature.bind(*arguments, **choices).arguments
        asked.update(bound | bound.pop("view", {}))

    monkeypatch.setattr(HOMES[name], name, ask)
    told = {key: f"some {key}" for key in parameters(name)}
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
    assert compound <= {*COLUMNS[name], "every_date", "catch_up", "best_of_all"}


def test_the_page_is_made_of_the_docstrings() -> None:
    assert (ROOT / "docs" / "api.md").read_text(encoding="utf-8") == reference.markdown(), "run: make docs"


def test_boards_can_be_listed(filled: Path, small: pytest.MonkeyPatch) -> None:  # noqa: ARG001 (the small registry)
    listed = leaderboard.boards(filled).set_index("board_id")
    assert listed.loc["arena/text", "snapshots"] > 1


@pytest.mark.parametrize(
    ("name", "asked", "said"),
    [
        ("top", {"n": -1}, "n: expected a whole number from 1 to 1,000,000, found -1"),
        ("top", {"n": 0}, "n: expected a whole number from 1"),
        ("top", {"n": 1.5}, "n: expected a whole number from 1 to 1,000,000, found 1.5"),
        ("top", {"n": None}, "n: expected a whole number"),
        ("top", {"n": True}, "n: expected a whole number"),
        ("top", {"country": "chn"}, "unknown country 'chn'"),
        ("top", {"as_of": 20250804}, "as_of: expected a day such as 2025-08-04, found 20250804"),
        ("top", {"ranks": "no"}, "ranks: expected true or false, found 'no'"),
        ("frontier", {"dates": "read"}, "dates: expected published or released, found 'read'"),
        ("gap", {"a": "XXX", "b": "USA"}, "unknown country 'XXX'"),
        ("compare", {"sides": ["EU27"]}, r"sides: expected a text, found \['EU27'\]"),
        ("choose", {"max_size": float("nan")}, "max_size: expected a number from 0 to 1,000,000, found nan"),
        ("choose", {"users": -1}, "users: expected a whole number from 0"),
        ("news", {"days": 0}, "days: expected a whole number from 1"),
        *(
            (name, model | asked, said)
            for name, model in (("history", {}), ("robustness", {}), ("scores", {"model_id": "deepseek-r1"}))
            for asked, said in (
                ({"as_of": "yesterday"}, "as_of: expected a day such as 2025-08-04, found 'yesterday'"),
                ({"known_at": 5}, "known_at: expected a moment such as .*, found 5"),
            )
        ),
        ("history", {"board_id": 5}, "board_id: expected a text, found 5"),
        ("history", {"category": 5}, "category: expected a text, found 5"),
        ("history", {"openness": None}, "openness: expected a text, found None"),
        ("robustness", {"board_id": 5}, "board_id: expected a text, found 5"),
        ("robustness", {"category": "x"}, "unknown category 'x' of arena/text: did you mean "),
        ("scores", {"model_id": 5}, "model_id: expected a text, found 5"),
        ("why", {"row_id": 5}, "row_id: expected a text, found 5"),
        ("gap", {"a": "USA", "b": "CHN", "every_date": "no"}, "every_date: expected true or false, found 'no'"),
        ("audit", {"settled_too": "no"}, "settled_too: expected true or false, found 'no'"),
        ("registry_table", {"filled": "no"}, "filled: expected true or false, found 'no'"),
        ("unresolved", {"source_id": 5}, "source_id: expected a text, found 5"),
        ("abilities", {"scores": pd.DataFrame(), "anchor": 5}, "anchor: expected a text, found 5"),
    ],
)
def test_what_an_address_refuses_is_no_argument_either(name: str, asked: dict[str, Any], said: str) -> None:
    """And an error names the argument, as Python calls it."""
    usual = {"board_id": "arena/text", "data_dir": ROOT / "data"}
    given = {word: value for word, value in usual.items() if word in parameters(name)} | asked
    with pytest.raises(ValueError, match="^" + said):
        getattr(leaderboard, name)(**given)
