"""A gap in plain words, told from the side that is ahead. Knows nothing of Streamlit."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from leaderboard.app.words import NOUNS, Speaker, capital, day, percent
from leaderboard.publish.charts import Side

#: What is said of an interval in days whose ends are the same day.
_NO_WIDER = "no wider than a day"


@dataclass(frozen=True)
class GapSpeaker:
    """Turns a row of analytics.gap_intervals, A against B, into sentences; operands as of analytics.gaps."""

    speaker: Speaker
    a: str
    b: str

    def headline(self, row: dict[str, Any] | None, names: Mapping[str, str]) -> str:
        """Who is ahead and by how much. row: the newest with A ahead or level, None if there is none."""
        place = self.speaker.place
        if row is None:
            both = f"{self.best(self.a)} and {self.best(self.b)}"
            return f"By {day(self.speaker.as_of)}, no snapshot of {place} holds both {both}."
        a, b = (names.get(row[f"best_{end}"], row[f"best_{end}"]) for end in "ab")
        if row["points"] == 0:
            level = self.speaker.score(row["score_a"])
            return (
                f"On {day(row['date'])}, {self.best(self.a)} and {self.best(self.b)} were level on {place}: "
                f"{a} and {b} ({level})."
            )
        margin, decimals = self.speaker.margin(row["score_a"], row["score_b"])
        score_a, score_b = (self.speaker.score(row[f"score_{end}"], decimals) for end in "ab")
        return (
            f"On {day(row['date'])}, {self.best(self.a)} was {margin} {self.speaker.counted(margin)} ahead of "
            f"{self._other()} on {place}: {a} ({score_a}) against {b} ({score_b})."
        )

    def certainty(self, row: dict[str, Any] | None) -> str:
        """What the interval says; "" without a row."""
        if row is None:
            return ""
        if math.isnan(row["points_low"]):
            return "Certainty: unknown. The scores were published without intervals."
        said = f"95 % interval: {self._from_to(row['points_low'], row['points_high'])}"
        return said + (", so who is ahead cannot be told." if row["points_low"] <= 0 else ".")

    def in_time(self, row: dict[str, Any] | None, names: Mapping[str, str]) -> str:
        """When the side ahead reached the level of the other, and how long that has been so; "" if no date tells."""
        if row is None or pd.isna(row["lag_days"]) or row["points"] == 0:
            return ""
        other = names.get(row["best_b"], row["best_b"])
        low, high = row["lag_low"], row["lag_high"]
        between = "" if pd.isna(low) else f"{_when(int(low))} to {_when(int(high))} it" if low < high else _NO_WIDER
        said = (
            f"{capital(self._the('first', self.a))} that scores as much as {other} was listed "
            f"{_when(int(row['lag_days']))} it{' or earlier' if row['lag_censored'] else ''}{_interval(between)}."
        )
        if row["lag_censored"]:
            said += " It stood there in the board's first snapshot and may be older."
        if not pd.isna(row["waiting_days"]):
            bounds = self._bounds(row, "waiting")
            said += f" One that scores more has been there for {_days(row['waiting_days'])}{_interval(bounds)}."
        return said

    def figures(self, row: dict[str, Any]) -> list[tuple[str, str, str, str]]:
        """Name, value, interval ("" for none) and the key of its definition, for every figure there is."""
        told = [("Gap", self.signed(row["points"]), self._bounds(row, "points"), "gap")]
        if not math.isnan(row["relative"]):
            told.append(("Relative gap", f"{100 * row['relative']:.2f} %", "", "relative_gap"))
        if not math.isnan(row["win_probability"]):
            told.append(("Win probability", percent(row["win_probability"]), "", "win_probability"))
        if not pd.isna(row["lag_days"]):
            least = "at least " if row["lag_censored"] else ""
            told.append(("Lag of the one behind", f"{least}{_days(row['lag_days'])}", self._bounds(row, "lag"), "lag"))
        if not pd.isna(row["waiting_days"]):
            told.append(("Waiting", _days(row["waiting_days"]), self._bounds(row, "waiting"), "waiting"))
        return told

    def best(self, operand: str) -> str:
        """`the best open-weight model from China`, within a sentence."""
        return self._the("best", operand)

    def name(self, operand: str) -> str:
        """`China`, `China, closed models`, `Open weights`: as a label."""
        nation, kind = _parts(operand)
        kinds = {"open": "open weights", "closed": "closed models", "": ""}
        parts = [self.speaker.countries.get(nation, nation), kinds[kind]]
        return capital(", ".join(filter(None, parts)))

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides as a chart names them."""
        one, other = (Side(self.name(operand), _parts(operand)[0]) for operand in (self.a, self.b))
        return one, other

    def signed(self, points: float) -> str:
        """Points with their sign."""
        return f"{'+' if points > 0 else '−' if points < 0 else ''}{self.speaker.score(abs(points))}"

    def days(self, value: Any) -> str:
        """A number of days as it stands in a table; "" for none."""
        return "" if pd.isna(value) else f"{int(value):,}".replace("-", "−")

    def _other(self) -> str:
        """The best of B after that of A: what both are is said once."""
        (one, kind), (other, same) = _parts(self.a), _parts(self.b)
        best = self.best(self.b)
        return best.replace(f" {self._noun(self.b)}", "") if one and other and kind == same else best

    def _noun(self, operand: str) -> str:
        _, kind = _parts(operand)
        return NOUNS[kind] if kind else self.speaker.noun

    def _the(self, which: str, operand: str) -> str:
        nation, _ = _parts(operand)
        rests = "on a base from" if self.speaker.question.lens == "base" else "from"
        return f"the {which} {self._noun(operand)}" + (f" {rests} {self.speaker.nation(nation)}" if nation else "")

    def _bounds(self, row: dict[str, Any], name: str) -> str:
        low, high = row[f"{name}_low"], row[f"{name}_high"]
        if pd.isna(low):
            return ""
        if name == "points":
            return self._from_to(low, high)
        if low == high:
            return _NO_WIDER
        return f"{self.days(low)} to {self.days(high)} days"

    def _from_to(self, low: float, high: float) -> str:
        return f"{self.signed(low)} to {self.signed(high)} {self.speaker.counted('')}".strip()


def _parts(operand: str) -> tuple[str, str]:
    """Nation and kind of an operand; "" for what it does not name."""
    nation, _, kind = operand.partition(":") if operand[:1].isupper() else ("", "", operand)
    return nation, kind


def _interval(between: str) -> str:
    return f" (95 % interval: {between})" if between else ""


def _when(days: int) -> str:
    """A lag as a place in time: `126 days before`."""
    if days == 0:
        return "the same day as"
    return f"{_days(abs(days))} {'before' if days > 0 else 'after'}"


def _days(days: int) -> str:
    days = int(days)
    return f"{'−' if days < 0 else ''}{abs(days):,} {'day' if abs(days) == 1 else 'days'}"
