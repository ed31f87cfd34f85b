"""A question to the data as text: a verb and its options, written as on the command line.

    share --board arena/text --as-of 2025-08-04 --top 10

Such texts stand in the claims, and in the ids of rows: a question and what names the row in its table.

    share --board arena/text --as-of 2025-08-04 --top 10 # date=2025-08-04 country=CHN

They are read by a table of verbs: whatever is not in it is refused, and nothing is ever evaluated.
"""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from leaderboard.questions import catalogue, one_board
from leaderboard.questions.catalogue import FOLLOWED, Verb
from leaderboard.records import clock

#: What can be asked of the boards. Claims can be asked for as well, but no formula of a claim asks for claims.
VERBS: Mapping[str, Verb] = {name: verb for name, verb in FOLLOWED.items() if name != "claims"}
_MARK = " # "
_EXAMPLE = f"share --board arena/text --as-of 2025-08-04{_MARK}date=2025-08-04 country=CHN"


@dataclass(frozen=True)
class Question:
    """A verb with its keyword arguments, in the order of the command line."""

    verb: Verb
    choices: tuple[tuple[str, str | int | bool], ...]

    @property
    def chosen(self) -> dict[str, Any]:
        return dict(self.choices)

    @property
    def boards(self) -> list[str]:
        """The boards that may answer; none of a verb that asks many at once."""
        if not self.verb.board:
            return []
        return [self.chosen["board_id"]] if "board_id" in self.chosen else one_board.epoch_fits()

    def ask(self, data_dir: str | Path | None = None) -> pd.DataFrame:
        """The table that the command prints."""
        return self.verb.ask(**self.chosen, data_dir=data_dir)

    def ids(self, table: pd.DataFrame) -> "pd.Series[str]":
        """The id of every row of this question's table. Raises ValueError if nothing names its rows."""
        key = [name for name in self.verb.key if name in table.columns]
        if not key:
            raise ValueError(
                f"{self.verb.name}: expected a table with {' or '.join(self.verb.key)}, found none of them"
            )
        words = [_words(table[name]) for name in key]
        named = [
            shlex.join(f"{name}={word}" for name, word in zip(key, row, strict=True))
            for row in zip(*words, strict=True)
        ]
        return pd.Series([f"{self}{_MARK}{row}" for row in named], table.index, dtype="str")

    def named(self, table: pd.DataFrame) -> pd.DataFrame:
        """This question's table with a last column more: the id of every row."""
        return table.assign(id=self.ids(table))

    def row(self, table: pd.DataFrame, key: dict[str, str]) -> "pd.Series[Any]":
        """The row of this question's table that a key names. Raises ValueError if there is none."""
        rows = table
        for name, word in key.items():
            if name not in table.columns:
                raise ValueError(f"{self}: expected a column of {', '.join(table.columns)}, found {name!r}")
            rows = rows[[cell == word for cell in _words(rows[name])]]
        if len(rows) != 1:
            raise ValueError(f"{self}: expected one row with {key}, found {len(rows)} of {len(table)}")
        return rows.iloc[0]

    def but(self, **changed: str | int | bool | None) -> "Question":
        """The same question with some choices made otherwise; None leaves one to its default."""
        chosen = self.chosen | changed
        return question(self.verb, {name: value for name, value in chosen.items() if value is not None})

    def __str__(self) -> str:
        words = [self.verb.name, *(str(self.chosen[one.keyword]) for one in self.verb.arguments)]
        for one in self.verb.options:
            if one.kind == "switch" and self.chosen.get(one.keyword):
                words.append(one.option)
            elif one.kind != "switch" and one.keyword in self.chosen:
                words += [one.option, str(self.chosen[one.keyword])]
        return shlex.join(words)


def asked_now(verb: Verb, chosen: Mapping[str, Any]) -> Question:
    """What is asked with these choices now, so that it says the same tomorrow: with its day and moment."""
    moment = f"{clock.now():%Y-%m-%dT%H:%M:%SZ}"
    made = {name: value for name, value in chosen.items() if value is not None and value is not False}
    return question(verb, {"as_of": moment[:10], "known_at": moment} | made)


def identified(text: str, verbs: Mapping[str, Verb] = VERBS) -> tuple[Question, dict[str, str]]:
    """Read the id of a row: its question, and what names it there. Raises ValueError as `parse` does."""
    question, mark, words = text.partition(_MARK)
    pairs = [word.partition("=") for word in shlex.split(words)]
    if not mark or not pairs or not all(equals for _, equals, _ in pairs):
        raise ValueError(f"{text!r}: expected the id of a row, such as {_EXAMPLE!r}; --ids adds them to a table")
    return parse(question, verbs), {name: word for name, _, word in pairs}


def _words(column: "pd.Series[Any]") -> list[str]:
    """Cells as an id writes them: dates as ISO text, null as nothing."""
    return [
        "" if pd.isna(cell) else f"{cell:%Y-%m-%d}" if isinstance(cell, pd.Timestamp) else str(cell) for cell in column
    ]


def parse(text: str, verbs: Mapping[str, Verb] = VERBS) -> Question:
    """Read a question. Raises ValueError that says which word was not understood, and what would be."""
    words = shlex.split(text)
    if not words or words[0] not in verbs:
        raise ValueError(f"{text!r}: expected a verb ({', '.join(verbs)}), found {words[0] if words else 'nothing'}")
    verb = verbs[words[0]]
    rest = iter(words[1:])
    chosen: dict[str, str | int | bool] = {}
    arguments = iter(verb.arguments)
    for word in rest:
        if not word.startswith("-"):
            argument = next(arguments, None)
            if argument is None:
                raise ValueError(f"{text!r}: expected an option of {words[0]}, found {word!r}")
            chosen[argument.keyword] = word
        elif one := next((one for one in verb.options if one.option == word), None):
            chosen[one.keyword] = True if one.kind == "switch" else _value(text, one, next(rest, ""))
        else:
            known = ", ".join(one.option for one in verb.options)
            raise ValueError(f"{text!r}: expected an option of {words[0]} ({known}), found {word!r}")
    if missing := next(arguments, None):
        needed = " and ".join(one.keyword for one in verb.arguments)
        raise ValueError(f"{text!r}: expected {needed}, missing {missing.keyword}")
    return question(verb, chosen)


def _value(text: str, asked: catalogue.Parameter, word: str) -> str | int:
    number = asked.kind == "number"
    if not word or (number and not word.isdecimal()):
        expected = "a number" if number else "a value"
        raise ValueError(f"{text!r}: {asked.option}: expected {expected}, found {word!r}")
    return int(word) if number else word


def question(verb: Verb, chosen: dict[str, Any]) -> Question:
    """With its choices in a fixed order and its board, so that equal questions are equal texts."""
    if verb.board and verb.board.default:
        chosen = {"board_id": verb.board.default} | chosen
    return Question(verb, tuple((one.keyword, chosen[one.keyword]) for one in verb.parameters if one.keyword in chosen))
