"""One list of verbs, and everything that asks follows it."""

import inspect

import click
import pytest

import leaderboard
from leaderboard.analytics.robustness import CHOICES
from leaderboard.cli import main
from leaderboard.questions.catalogue import ADDRESSED, FOLLOWED, MOST, VERBS, Parameter, Verb
from leaderboard.questions.view import View

#: What the command line does besides answering: it writes, maintains or serves.
DOES = {"refresh", "quarantine", "check-source", "export", "evaluations", "diff", "app", "mcp"}
#: Public functions that answer with something else than a table.
NO_TABLES = {"history", "robustness"}


def test_every_command_that_answers_is_in_the_catalogue() -> None:
    assert set(main.commands) - DOES == set(VERBS) - {"abilities"}


@pytest.mark.parametrize(
    "verb", [verb for verb in VERBS.values() if verb.name != "abilities"], ids=lambda verb: verb.name
)
def test_a_command_has_the_parameters_of_its_verb(verb: Verb) -> None:
    taken = {one.name: one for one in main.commands[verb.name].params}
    of_the_command_line = {"resolve": {"names"}, "index": {"scores", "anchor"}}.get(verb.name, set())
    ids = {"ids"} if verb.key else set()
    assert set(taken) == {one.keyword for one in verb.parameters} | {"data_dir", "form"} | of_the_command_line | ids
    for one in verb.parameters:
        option = taken[one.keyword]
        assert option.opts == [one.option or one.keyword]
        if isinstance(option, click.Option) and one.kind != "switch":
            assert option.default == one.default
        if isinstance(option.type, click.Choice):
            assert tuple(option.type.choices) == one.choices


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.name)
def test_the_function_of_a_verb_takes_its_parameters_and_agrees_on_what_holds_otherwise(verb: Verb) -> None:
    taken = inspect.signature(verb.answers).parameters
    shared = {one.keyword for one in verb.parameters} & set(View.__annotations__) if "view" in taken else set()
    own = {name: one for name, one in taken.items() if name not in ("view", "data_dir", "names", "scores")}
    assert {one.keyword for one in verb.parameters} == set(own) | shared
    for one in verb.parameters:
        default = own[one.keyword].default if one.keyword in own else inspect.Parameter.empty
        if default is not inspect.Parameter.empty:
            assert default == (one.default if one.kind != "switch" else False), one.keyword


def test_every_public_function_is_a_verb() -> None:
    functions = {verb.function.removesuffix("_table") for verb in VERBS.values()}
    assert {name.removesuffix("_table") for name in leaderboard.__all__} - NO_TABLES <= functions


def test_words_are_clear() -> None:
    for verb in VERBS.values():
        words = [one.word for one in verb.parameters]
        assert len(set(words)) == len(words)
        assert all(word.isidentifier() for word in words)
        assert verb.title.endswith((".", "?"))
        assert verb.definition or not verb.defined_by
    assert VERBS["index"].parameters[4].word == "min_boards"
    assert [one.word for one in VERBS["gap"].parameters][:4] == ["a", "b", "board", "category"]
    assert set(FOLLOWED) < set(ADDRESSED) < set(VERBS)


def test_a_way_to_ask_is_named_by_its_choices() -> None:
    assert VERBS["robustness"].key == (*CHOICES, "choice", "value")


NUMBER = Parameter("n", "-n", "number", "", 10, least=2)
AMOUNT = Parameter("size", "--size", "amount", "", least=0)


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        (NUMBER, "2", 2),
        (NUMBER, str(MOST), MOST),
        (AMOUNT, "1.5", 1.5),
        (AMOUNT, "24", 24),
        (AMOUNT, "24.0", 24),
        (AMOUNT, "0", 0),
        (Parameter("x", "--x", "switch", ""), "true", True),
        (Parameter("x", "--x", "switch", ""), "false", False),
        (Parameter("x", "--as-of", "day", ""), "2025-08-04", "2025-08-04"),
        (Parameter("x", "--x", "moment", ""), "2025-08-04T12:00:00Z", "2025-08-04T12:00:00Z"),
        (Parameter("x", "--x", "nation", ""), "CHN", "CHN"),
        (Parameter("x", "--x", "side", ""), "CHN:open", "CHN:open"),
        (Parameter("x", "--x", "side", ""), "open", "open"),
    ],
)
def test_a_text_is_read_as_what_it_means(asked: Parameter, text: str, value: object) -> None:
    assert asked.read(text) == value


@pytest.mark.parametrize(
    ("asked", "text", "said"),
    [
        (NUMBER, "1", "n: expected a whole number from 2 to 1,000,000, found '1'"),
        (NUMBER, "1000001", "n: expected a whole number"),
        (NUMBER, "٣", "n: expected a whole number"),
        (NUMBER, "2.5", "n: expected a whole number from 2 to 1,000,000, found '2.5'"),
        (AMOUNT, "nan", "size: expected a number from 0 to 1,000,000, found 'nan'"),
        (AMOUNT, "-1", "size: expected a number from 0"),
        (AMOUNT, "1e3", "size: expected a number from 0"),
        (NUMBER, "9" * 5000, "n: expected a whole number"),
        (Parameter("x", "--x", "switch", ""), "yes", "x: expected true or false, found 'yes'"),
        (
            Parameter("x", "--as-of", "day", ""),
            "tomorrow",
            "as_of: expected a day such as 2025-08-04, found 'tomorrow'",
        ),
        (Parameter("x", "--lens", "text", "", "a", ("a", "b")), "c", "lens: expected a or b, found 'c'"),
        (Parameter("x", "--x", "nation", ""), "China", "unknown country 'China'"),
        (Parameter("x", "--x", "side", ""), "ZZZ:open", "unknown country 'ZZZ'"),
    ],
)
def test_a_text_that_means_nothing_is_told_what_was_expected(asked: Parameter, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"^" + said.replace("(", r"\(")):
        asked.read(text)
