"""A gap in plain words, always of A against B, as the reader named them. Knows nothing of Streamlit."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from leaderboard.publish.look import Side
from leaderboard.publish.words import NOUNS, Speaker, day, percent
from leaderboard.registry.countries import capital

#: What is said of an interval in days whose ends are the same day.
_NO_WIDER = "no wider than a day"


@dataclass(frozen=True)
class GapSpeaker:
    """Turns rows of analytics.gap_intervals, A against B, into sentences; operands as of analytics.gaps."""

    speaker: Speaker
    a: str
    b: str

    def headline(self, row: dict[str, Any] | None, names: Mapping[str, str]) -> str:
        """How far A is ahead or behind. row: the newest, None if there is none."""
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
            f"On {day(row['date'])}, {self.best(self.a)} was {margin} {self.speaker.counted(margin)} "
            f"{'ahead of' if row['points'] > 0 else 'behind'} {self._other()} on {place}: "
            f"{a} ({score_a}) against {b} ({score_b})."
        )

    def certainty(self, row: dict[str, Any] | None) -> str:
        """What the interval says; "" without a row."""
        if row is None:
            return ""
        if math.isnan(row["points_low"]):
            return "Certainty: unknown. The scores were published without intervals."
        said = f"95 % interval: {self._from_to(row['points_low'], row['points_high'])}"
        return said + (", so who is ahead cannot be told." if row["points_low"] <= 0 <= row["points_high"] else ".")

    def in_time(self, row: dict[str, Any] | None, names: Mapping[str, str]) -> str:
        """When the side ahead came to the level of the other, and since when it has stood above; "" if no date tells.

        Told of the days on which named models were listed, so that no sign has to be read.
        """
        if row is None or pd.isna(row["lag_days"]) or row["points"] == 0:
            return ""
        b_behind = row["behind"] == self.b
        best_behind = row["best_b" if b_behind else "best_a"]
        sign = 1 if b_behind else -1
        ends = sorted(sign * int(row[end]) for end in ("lag_low", "lag_high") if not pd.isna(row[end]))
        between = " to ".join(map(_when, ends)) + " it" if ends else ""
        said = (
            f"{capital(self._the('first', self.a if b_behind else self.b))} that scores as much as "
            f"{names.get(best_behind, best_behind)} was listed {_when(sign * row['lag_days'])} it"
            f"{' or earlier' if row['lag_censored'] else ''}"
            f"{_interval(_NO_WIDER if len(set(ends)) == 1 else between)}."
        )
        if row["lag_censored"]:
            said += " It stood there in the board's first snapshot and may be older."
        if not pd.isna(row["behind_days"]):
            bounds = self._bounds(row, "behind")
            said += f" One that scores more has been there for {_days(row['behind_days'])}{_interval(bounds)}."
        return said

    def figures(self, row: dict[str, Any]) -> list[tuple[str, str, str, str]]:
        """Name, value, interval ("" for none) and the key of its definition, for every figure there is."""
        told = [("Gap", self._with_unit(row["points"]), self._bounds(row, "points"), "gap")]
        if not math.isnan(row["relative"]):
            sign = "+" if row["relative"] > 0 else "−" if row["relative"] < 0 else ""
            told.append(("Relative gap", f"{sign}{100 * abs(row['relative']):.2f} %", "", "relative_gap"))
        if not math.isnan(row["win_probability"]):
            name = f"Win probability of {self.name(self.a)}"
            told.append((name, percent(row["win_probability"]), "", "win_probability"))
        if not pd.isna(row["lag_days"]):
            told.append(("Came later to the level of the one behind", self.lag(row), self._bounds(row, "lag"), "lag"))
        if not pd.isna(row["behind_days"]):
            told.append(("Has been behind", self.waiting(row), self._bounds(row, "behind"), "waiting"))
        return told

    def lag(self, row: dict[str, Any]) -> str:
        """Who came later, and by how much: `China, 30 days`; "" where no date tells."""
        if pd.isna(row["lag_days"]):
            return ""
        return self._later(int(row["lag_days"]), "at least " if row["lag_censored"] else "")

    def waiting(self, row: dict[str, Any]) -> str:
        """Who is behind, and for how long: `China, 30 days`; "" where nobody is."""
        return "" if pd.isna(row["behind_days"]) else f"{self.name(row['behind'])}, {_days(row['behind_days'])}"

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
        """Points with their sign, positive where A is ahead; without their unit."""
        return f"{'+' if points > 0 else '−' if points < 0 else ''}{self.speaker.margin(points, 0.0)[0]}"

    @property
    def unit(self) -> str:
        """What a gap is counted in, as a label: `points`, `percentage points`."""
        return self.speaker.counted("")

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
        if name == "lag":
            return f"{self._later(int(low))} to {self._later(int(high))}"
        return f"{int(low):,} to {_days(high)}"

    def _later(self, lag: int, least: str = "") -> str:
        """A lag of B behind A as who came later."""
        if lag == 0:
            return "both on the same day"
        return f"{self.name(self.b if lag > 0 else self.a)}, {least}{_days(abs(lag))}"

    def _with_unit(self, points: float) -> str:
        said = self.signed(points)
        return f"{said} {self.speaker.counted(said.lstrip('+−'))}"

    def _from_to(self, low: float, high: float) -> str:
        return f"{self.signed(low)} to {self.signed(high)} {self.unit}"


def _parts(operand: str) -> tuple[str, str]:
    """Nation and kind of an operand; "" for what it does not name."""
    nation, _, kind = operand.partition(":") if operand[:1].isupper() else ("", "", operand)
    return nation, kind


def _interval(between: str) -> str:
    return f" (95 % interval: {between})" if between else ""


def _when(days: int) -> str:
    """How long before another day: `126 days before`."""
    if days == 0:
        return "the same day as"
    return f"{_days(abs(days))} {'before' if days > 0 else 'after'}"


def _days(days: int) -> str:
    return f"{int(days):,} {'day' if int(days) == 1 else 'days'}"
