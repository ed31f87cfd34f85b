"""A question to the data as text: a verb and its options, written as on the command line.

    share --board arena/text --as-of 2025-08-04 --top 10

Such texts stand in the claims, and in the ids of rows: a question and what names the row in its table.

    share --board arena/text --as-of 2025-08-04 --top 10 # date=2025-08-04 country=CHN

They are read by a table of verbs: whatever is not in it is refused, and nothing is ever evaluated.
"""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from leaderboard.analytics.robustness import CHOICES
from leaderboard.questions import across_boards, domains, one_board

#: Option -> the keyword it means, and its type; a bool is a switch. What is a switch of one verb and takes a value in
#: another stands here twice, the latter with a word for its value.
_OPTIONS: dict[str, tuple[str, type]] = {
    "--board": ("board_id", str),
    "--category": ("category", str),
    "--benchmark-version": ("benchmark_version", str),
    "--openness": ("openness", str),
    "--lens": ("lens", str),
    "--as-of": ("as_of", str),
    "--known-at": ("known_at", str),
    "-n": ("n", int),
    "--country": ("country", str),
    "--one-per-organization": ("one_per_organization", bool),
    "--ranks": ("ranks", bool),
    "--dates": ("dates", str),
    "--top": ("top", int),
    "--whole": ("whole", bool),
    "--min-boards": ("min_boards", int),
    "--min-domains": ("min_domains", int),
    "--released-by": ("released_by", str),
    "--intervals": ("intervals", bool),
    "--intervals KIND": ("intervals", str),
    "--history": ("every_date", bool),
    "--sensitivity": ("sensitivity", bool),
    "--cells": ("cells", bool),
}
_CLOCKS = ("--openness", "--lens", "--as-of", "--known-at")
_VIEW = ("--board", "--category", "--benchmark-version", *_CLOCKS)
_DEFAULT_BOARD = "arena/text"


@dataclass(frozen=True)
class Verb:
    """What answers a verb, the names of its arguments, its options, and the columns that name a row of its tables.

    board: the one that is asked where none is named; "" where the verb chooses.
    """

    name: str
    ask: Callable[..., pd.DataFrame]
    arguments: tuple[str, ...]
    options: tuple[str, ...]
    key: tuple[str, ...]
    board: str = _DEFAULT_BOARD

    @property
    def of_a_board(self) -> bool:
        return "--board" in self.options


#: What can be asked of the boards.
VERBS: Mapping[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb(
            "top",
            one_board.top,
            (),
            (*_VIEW, "-n", "--country", "--one-per-organization", "--ranks"),
            ("model_name", "setting"),
        ),
        Verb("frontier", one_board.frontier, (), (*_VIEW, "--dates", "--intervals KIND"), ("date", "country")),
        Verb("leads", one_board.leads, (), (*_VIEW, "--intervals KIND"), ("date", "to_country")),
        Verb("gap", one_board.gap, ("a", "b"), (*_VIEW, "--dates", "--history", "--intervals"), ("date",)),
        Verb("epoch-lags", one_board.epoch_lags, ("a", "b"), (*_VIEW, "--released-by"), ("date", "rule"), ""),
        Verb("share", one_board.share, (), (*_VIEW, "--top", "--whole", "--history"), ("date", "country")),
        Verb("domains", domains.domains, (), _CLOCKS, ("domain",)),
        Verb(
            "index",
            across_boards.index,
            (),
            (*_CLOCKS, "--min-boards", "--min-domains", "--history", "--sensitivity"),
            ("date", "country", "model_id", "left_out"),
        ),
        Verb(
            "robustness",
            across_boards.robustness_table,
            (),
            ("--board", "--category", "--as-of", "--known-at", "--cells"),
            (*CHOICES, "choice", "value"),
        ),
    )
}
_MARK = " # "
_EXAMPLE = f"share --board {_DEFAULT_BOARD} --as-of 2025-08-04{_MARK}date=2025-08-04 country=CHN"


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
        if not self.verb.of_a_board:
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
        words = [self.verb.name, *(str(self.chosen[name]) for name in self.verb.arguments)]
        for option in self.verb.options:
            name, kind = _OPTIONS[option]
            if kind is bool and self.chosen.get(name):
                words.append(option)
            elif kind is not bool and name in self.chosen:
                words += [option.split()[0], str(self.chosen[name])]
        return shlex.join(words)


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
            name = next(arguments, None)
            if name is None:
                raise ValueError(f"{text!r}: expected an option of {words[0]}, found {word!r}")
            chosen[name] = word
        elif option := next((option for option in verb.options if option.split()[0] == word), None):
            name, kind = _OPTIONS[option]
            chosen[name] = True if kind is bool else _value(text, word, next(rest, ""), kind)
        else:
            raise ValueError(f"{text!r}: expected an option of {words[0]} ({', '.join(verb.options)}), found {word!r}")
    if missing := next(arguments, None):
        raise ValueError(f"{text!r}: expected {' and '.join(verb.arguments)}, missing {missing}")
    return question(verb, chosen)


def _value(text: str, option: str, word: str, kind: type) -> str | int:
    if not word or (kind is int and not word.isdecimal()):
        raise ValueError(f"{text!r}: {option}: expected {'a number' if kind is int else 'a value'}, found {word!r}")
    return int(word) if kind is int else word


def question(verb: Verb, chosen: dict[str, Any]) -> Question:
    """With its choices in a fixed order and its board, so that equal questions are equal texts."""
    if verb.of_a_board and verb.board:
        chosen = {"board_id": verb.board} | chosen
    names = [*verb.arguments, *(_OPTIONS[option][0] for option in verb.options)]
    return Question(verb, tuple((name, chosen[name]) for name in names if name in chosen))
