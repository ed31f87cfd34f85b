"""What others published, recomputed: does it hold, and by whose rule, or does it not, or can it not be checked?

The claims stand in registry/claims.csv. A formula has three parts: a question, what to read from its
table, and how that compares with the published value.

    share --top 10 --history | share where country=CHN | >=

A question about every date (--history, or frontier) is read in the last snapshot by the day of the claim, and
then followed through every later one, up to --as-of if there is one; any other is asked once. A claim about a
period is read in every snapshot of it, because the day that fits could be chosen from among them.
"""

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from leaderboard.questions.as_text import Question, parse
from leaderboard.questions.kept import kept
from leaderboard.records import clock
from leaderboard.records.clock import Day
from leaderboard.registry import boards, tables

CLAIM_DTYPES = {
    "claim_id": "str",
    "date": "datetime64[us]",
    "verdict": "str",
    "published": "str",
    "found": "str",
    "found_on": "datetime64[us]",
    "held_until": "datetime64[us]",
    "snapshots": "Int64",
    "held_share": "float64",
    "would_change": "str",
    "statement": "str",
    "source": "str",
    "url": "str",
    "checked_on": "str",
    "definition": "str",
    "formula": "str",
    "tolerance": "str",
    "period": "str",
    "rule": "str",
    "input": "str",
    "note": "str",
}
#: holds: in every snapshot looked at. holds_by_this_rule: so does it, by a rule that was chosen because it fits.
#: holds_in_part: in some snapshots of its period. held_until: on the day of the claim, but not ever since.
#: not_checkable: what the claim speaks of is not held, or no snapshot of that time is.
VERDICTS = ("holds", "holds_by_this_rule", "holds_in_part", "held_until", "does_not_reproduce", "not_checkable")

_RELATIONS: dict[str, Callable[[float | str, float | str], bool]] = {
    "=": operator.eq,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}
_READING = re.compile(r"(?P<what>count|distinct (?P<of>\w+)|(?P<column>\w+))( where (?P<where>.+))?")

Value = float | str | None


@dataclass(frozen=True)
class Reading:
    """What to take from a table: the number of rows, the distinct values of a column, or its first value.

    where: column and value of the rows to look at. over: divide by another reading.
    """

    kind: str
    column: str
    where: tuple[tuple[str, str], ...]
    over: "Reading | None" = None

    def of(self, table: pd.DataFrame) -> Value:
        """The value; None where no row meets the condition. Raises ValueError for a column the table does not have."""
        strange = {column for column, _ in self.where} | ({self.column} - {""})
        if strange := strange - set(table.columns):
            raise ValueError(f"expected columns of {', '.join(table.columns)}, found {', '.join(sorted(strange))}")
        rows = self.met_by(table)
        if self.kind == "count":
            return float(len(rows))
        if self.kind == "distinct":
            return ";".join(sorted(rows[self.column].dropna().astype("str").unique()))
        found = None if rows.empty else _plain(rows[self.column].iloc[0])
        if self.over is None or found is None:
            return found
        under = self.over.of(table)
        return None if under is None else float(found) / float(under)

    def met_by(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows that meet the condition."""
        rows = table
        for column, value in self.where:
            rows = rows[rows[column].astype("str") == value]
        return rows

    def read(self, table: pd.DataFrame) -> pd.DataFrame:
        """The rows that the value is read from."""
        rows = self.met_by(table)
        mine = rows.head(1) if self.kind == "first" else rows
        return mine if self.over is None else pd.concat([mine, self.over.read(table)])


@dataclass(frozen=True)
class Formula:
    """A question, what to read from its table, and how that compares with what was published."""

    question: Question
    reading: Reading
    relation: str

    @property
    def of_every_date(self) -> bool:
        """Whether the table is that of every snapshot, so that the claim can be followed."""
        return self.question.verb.name == "frontier" or bool(self.question.chosen.get("every_date"))

    def known(self, as_of: pd.Timestamp, known_at: Day | None) -> Question:
        """The question up to a day, or up to its own where that is earlier, as it was known at a moment."""
        until = f"{as_of:%Y-%m-%d}"
        until = min(str(self.question.chosen.get("as_of", until)), until)
        return self.question.but(as_of=until, known_at=None if known_at is None else str(known_at))

    def met(self, found: Value, published: str, tolerance: str) -> bool:
        """Whether the value compares with the published one as it should."""
        if found is None:
            return False
        if isinstance(found, str):
            return _RELATIONS[self.relation](found, published)
        if self.relation == "=":
            return abs(found - float(published)) <= float(tolerance or 0)
        return _RELATIONS[self.relation](found, float(published))


def formula(text: str) -> Formula:
    """Read a formula. Raises ValueError that names the part which was not understood."""
    parts = [part.strip() for part in text.split(" | ")]
    if len(parts) != 3:
        raise ValueError(f"{text!r}: expected question | reading | relation, found {len(parts)} parts")
    if parts[2] not in _RELATIONS:
        raise ValueError(f"{text!r}: expected one of {' '.join(_RELATIONS)}, found {parts[2]!r}")
    reading, _, over = parts[1].partition(" over ")
    return Formula(parse(parts[0]), _reading(reading, _reading(over) if over else None), parts[2])


def _reading(text: str, over: Reading | None = None) -> Reading:
    found = _READING.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r}: expected count, distinct COLUMN or COLUMN, and conditions after where")
    conditions = found["where"].split(" and ") if found["where"] else []
    if strange := [condition for condition in conditions if "=" not in condition]:
        raise ValueError(f"{text!r}: expected COLUMN=VALUE after where, found {strange[0]!r}")
    where = tuple((column, value) for column, _, value in (condition.partition("=") for condition in conditions))
    if found["what"] == "count":
        return Reading("count", "", where, over)
    return Reading("distinct" if found["of"] else "first", found["of"] or found["column"], where, over)


@kept
def claims(
    *, as_of: Day | None = None, known_at: Day | None = None, data_dir: str | Path | None = None
) -> pd.DataFrame:
    """Every curated claim made by a day with its verdict, in the order of the file; columns of CLAIM_DTYPES.

    found: the value on found_on, the snapshot that the claim is about; of a period the first in which it holds, or
    the last. held_until: the last snapshot in an unbroken row in which the claim held; null unless the verdict
    says so. snapshots, held_share: how many the period has, and the part of them in which the claim holds.
    """
    today = clock.day(as_of) or clock.today()
    rows = [
        claim | _checked(claim, today, known_at, data_dir)
        for claim in tables.records(tables.load().claims)
        if pd.Timestamp(claim["date"]) <= today
    ]
    return pd.DataFrame(rows, columns=list(CLAIM_DTYPES)).astype(CLAIM_DTYPES)


def behind(
    claim: "pd.Series[Any]", as_of: Day | None, known_at: Day | None, data_dir: str | Path | None
) -> tuple[Question, pd.DataFrame] | None:
    """The question that a row of `claims` asked, and the rows of its table that the row was read from.

    Of a claim that was followed: those on found_on; on held_until too, and on the day after on which it
    held no more. None where nothing could be checked.
    """
    if pd.isna(claim["found_on"]):
        return None
    asked = formula(claim["formula"])
    question = asked.known(clock.day(as_of) or clock.today(), known_at)
    table = question.ask(data_dir)
    if not asked.of_every_date:
        return question, asked.reading.read(table)
    days = {claim["found_on"], claim["held_until"], table.loc[table["date"] > claim["held_until"], "date"].min()}
    read = [asked.reading.read(rows) for date, rows in table.groupby("date") if date in days]
    return question, pd.concat(read)


def _checked(
    claim: dict[str, str], today: pd.Timestamp, known_at: Day | None, data_dir: str | Path | None
) -> dict[str, object]:
    """verdict, found, found_on, held_until, snapshots, held_share."""
    if not claim["formula"]:
        return {"verdict": "not_checkable"}
    asked = formula(claim["formula"])
    table = asked.known(today, known_at).ask(data_dir)
    if table.empty:
        return {"verdict": "not_checkable"}
    if claim["period"]:
        told = _over_period(asked, claim, table)
    elif asked.of_every_date:
        told = _followed(asked, claim, table)
    else:
        told = _once(asked, claim, table)
    return told | {"verdict": _judged(claim, str(told["verdict"]))}


def _judged(claim: dict[str, str], verdict: str) -> str:
    """What may be said: nothing where the figure stands in for another one, and less where the rule was fitted."""
    if claim["input"] == "substitute":
        return "not_checkable"
    return "holds_by_this_rule" if claim["rule"] == "fitted" and verdict == "holds" else verdict


def _once(asked: Formula, claim: dict[str, str], table: pd.DataFrame) -> dict[str, object]:
    """The verdict on a question that is asked of one day."""
    on = table["published_on" if "published_on" in table else "date"].max()
    if asked.question.verb.name != "leads" and _too_old(
        asked, on, pd.Timestamp(asked.question.chosen.get("as_of", on))
    ):
        return {"verdict": "not_checkable"}
    found = asked.reading.of(table)
    met = asked.met(found, claim["published"], claim["tolerance"])
    return {"verdict": "holds" if met else "does_not_reproduce", "found": _text(found), "found_on": on}


def _over_period(asked: Formula, claim: dict[str, str], table: pd.DataFrame) -> dict[str, object]:
    """The verdict on all snapshots of a month or a year."""
    values = {
        date: value for date, value in _values(asked, table).items() if f"{date:%Y-%m-%d}".startswith(claim["period"])
    }
    if not values:
        return {"verdict": "not_checkable"}
    met = [date for date, value in values.items() if asked.met(value, claim["published"], claim["tolerance"])]
    shown = met[0] if met else max(values)
    return {
        "verdict": "holds" if len(met) == len(values) else "holds_in_part" if met else "does_not_reproduce",
        "found": _text(values[shown]),
        "found_on": shown,
        "snapshots": len(values),
        "held_share": len(met) / len(values),
    }


def _too_old(asked: Formula, snapshot: pd.Timestamp, said_on: pd.Timestamp) -> bool:
    """Whether the newest snapshot by a day no longer speaks of it."""
    allowed = [boards.board(board_id).max_age_days for board_id in asked.question.boards]
    return bool(allowed) and (said_on - snapshot).days > max(allowed)


def _values(asked: Formula, table: pd.DataFrame) -> dict[pd.Timestamp, Value]:
    """What is read in every snapshot."""
    return {pd.Timestamp(str(date)): asked.reading.of(rows) for date, rows in table.groupby("date")}


def _followed(asked: Formula, claim: dict[str, str], table: pd.DataFrame) -> dict[str, object]:
    """The verdict on the day of the claim, and since."""
    values = _values(asked, table)
    said_on = max((date for date in values if date <= pd.Timestamp(claim["date"])), default=None)
    if said_on is None or _too_old(asked, said_on, _last_day(asked, claim)):
        return {"verdict": "not_checkable"}
    told: dict[str, object] = {"found": _text(values[said_on]), "found_on": said_on}
    held = list(_while_it_holds(asked, claim, {date: value for date, value in values.items() if date >= said_on}))
    if not held:
        return told | {"verdict": "does_not_reproduce"}
    if held[-1] == max(values):
        return told | {"verdict": "holds"}
    return told | {"verdict": "held_until", "held_until": held[-1]}


def _last_day(asked: Formula, claim: dict[str, str]) -> pd.Timestamp:
    """The day that a claim speaks of: its own, or that of its question where this is earlier."""
    said = pd.Timestamp(claim["date"])
    return min(said, pd.Timestamp(asked.question.chosen.get("as_of", said)))


def _while_it_holds(asked: Formula, claim: dict[str, str], values: dict[pd.Timestamp, Value]) -> Iterator[pd.Timestamp]:
    for date, value in values.items():
        if not asked.met(value, claim["published"], claim["tolerance"]):
            return
        yield date


def _plain(value: Any) -> Value:
    """A cell as number or text."""
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return value if isinstance(value, str) else float(value)


def _text(value: Value) -> str | None:
    """As in a CSV: floats unrounded."""
    return value if value is None or isinstance(value, str) else repr(int(value) if value.is_integer() else value)
