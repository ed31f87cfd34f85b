"""A gap in plain words, always of A against B, as the reader named them. Knows nothing of Streamlit."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import pandas as pd

from leaderboard.analytics.board_history import BoardHistory
from leaderboard.analytics.gaps import one_sided, side, sides
from leaderboard.analytics.standing import Standing
from leaderboard.publish.address import Note, unmeant
from leaderboard.publish.language import N_, _, figure, ngettext
from leaderboard.publish.look import Side
from leaderboard.publish.speaker import Speaker
from leaderboard.publish.words import day, margin_of, moment, noun_of, percent, unit_name
from leaderboard.questions.catalogue import check_nation
from leaderboard.registry.countries import capital

#: A side as it is called: by what is counted, whether a nation is named, and whether that is the base model's.
_SIDES = {
    ("best", "", False): N_("the best {noun}"),
    ("best", "developer", False): N_("the best {noun} from {nation}"),
    ("best", "base", False): N_("the best {noun} on a base from {nation}"),
    ("best", "developer", True): N_("the best from {nation}"),
    ("best", "base", True): N_("the best on a base from {nation}"),
    ("first", "", False): N_("the first {noun}"),
    ("first", "developer", False): N_("the first {noun} from {nation}"),
    ("first", "base", False): N_("the first {noun} on a base from {nation}"),
}
#: Why an interval tells who is ahead where the verdict does not tell who leads.
_LUCKY = N_(
    "Who leads the board cannot be told all the same: whoever stands first among many is, on average, lucky as well as "
    "good, which the chances of leading allow for and this interval does not."
)

#: The sides where an address names none.
USUAL = {"a": "USA", "b": "CHN"}


def sides_asked(parameters: Mapping[str, str], past: BoardHistory) -> tuple[str, str, list[Note]]:
    """A and B in an address, and a note for what means nothing there: the usual stands in."""
    chosen, notes = dict(USUAL), []
    for name in [name for name in USUAL if name in parameters]:
        try:
            side(past, parameters[name])
            check_nation(parameters[name])
        except ValueError as error:
            near = get_close_matches(parameters[name].upper(), past.entries.nations, n=1)
            notes.append(unmeant(str(error), parameters, name, near))
        else:
            chosen[name] = parameters[name]
    try:
        sides(past, **chosen)
    except ValueError as error:
        notes.append(Note(str(error)))
        chosen = USUAL
    return chosen["a"], chosen["b"], notes


@dataclass(frozen=True)
class GapSpeaker:
    """Turns rows of analytics.gap_intervals, A against B, into sentences; operands as of analytics.gaps."""

    speaker: Speaker
    a: str
    b: str

    def headline(self, row: dict[str, Any] | None, names: Mapping[str, str]) -> str:
        """How far A is ahead or behind. row: the newest, None if there is none."""
        place = self.speaker.place
        one, other = self.best(self.a), self.best(self.b)
        if row is None:
            sides = {"day": day(self.speaker.as_of), "place": place, "one": one, "other": other}
            known_at = self.speaker.question.known_at
            if known_at:
                return _(
                    "No complete snapshot of {place} that was published by {day} and stored here by {known} holds both "
                    "{one} and {other}.",
                    known=moment(known_at),
                    **sides,
                )
            return _(
                "No complete snapshot of {place} that was published by {day} and is stored here holds both {one} and "
                "{other}.",
                **sides,
            )
        a, b = (names.get(row[f"best_{end}"], row[f"best_{end}"]) for end in "ab")
        parts = {"day": day(row["date"]), "place": place, "one": one, "a": a, "b": b}
        if row["points"] == 0:
            return _(
                "On {day}, {one} and {other} were level on {place}: {a} and {b} ({level}).",
                other=other,
                level=self.speaker.score(row["score_a"]),
                **parts,
            )
        margin, decimals = self.speaker.margin(row["score_a"], row["score_b"])
        score_a, score_b = (self.speaker.score(row[f"score_{end}"], decimals) for end in "ab")
        ahead = N_("On {day}, {one} was {margin} ahead of {other} on {place}: {a} ({score_a}) against {b} ({score_b}).")
        behind = N_("On {day}, {one} was {margin} behind {other} on {place}: {a} ({score_a}) against {b} ({score_b}).")
        return _(
            ahead if row["points"] > 0 else behind,
            margin=self.speaker.counted(margin),
            other=self._other(),
            score_a=score_a,
            score_b=score_b,
            **parts,
        )

    def certainty(self, row: dict[str, Any] | None) -> str:
        """What the interval says; "" without a row."""
        if row is None:
            return ""
        if math.isnan(row["points_low"]):
            return _("Certainty: unknown. The scores were published without intervals.")
        interval = self._from_to(row["points_low"], row["points_high"])
        if row["points_low"] <= 0 <= row["points_high"]:
            return _("95 % interval: {interval}, so who is ahead cannot be told.", interval=interval)
        return _("95 % interval: {interval}.", interval=interval)

    def goes_on(
        self,
        past: BoardHistory,
        gaps: pd.DataFrame,
        row: dict[str, Any] | None,
        names: Mapping[str, str],
        said: Standing | None,
    ) -> list[str]:
        """The sentences after the answer and its certainty, those that there are. said: of the board itself."""
        aside = one_sided(past, gaps, {side: self.name(side) for side in (self.a, self.b)})
        return [one for one in (self.beside_verdict(row, said), self.in_time(row, names), aside) if one]

    def beside_verdict(self, row: dict[str, Any] | None, said: Standing | None) -> str:
        """Where the interval tells who is ahead, and the board's sentence not who leads: why; "" elsewhere."""
        if row is None or said is None or said.kind != "tied" or said.date != row["date"]:
            return ""
        told = row["points_low"] > 0 or row["points_high"] < 0
        return _(_LUCKY) if told and {self.a, self.b} <= {*said.nations} else ""

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
        parts = {
            "first": capital(self._the("first", self.a if b_behind else self.b)),
            "best": names.get(best_behind, best_behind),
            "when": _when(sign * row["lag_days"]),
        }
        if ends:
            between = _("{low} to {high} it", low=_when(ends[0]), high=_when(ends[-1]))
            interval = _no_wider() if len(set(ends)) == 1 else between
            exact = N_("{first} that scores as much as {best} was listed {when} it (95 % interval: {interval}).")
            least = N_(
                "{first} that scores as much as {best} was listed {when} it or earlier (95 % interval: {interval})."
            )
            told = [_(least if row["lag_censored"] else exact, interval=interval, **parts)]
        else:
            exact = N_("{first} that scores as much as {best} was listed {when} it.")
            least = N_("{first} that scores as much as {best} was listed {when} it or earlier.")
            told = [_(least if row["lag_censored"] else exact, **parts)]
        if row["lag_censored"]:
            told.append(_("It stood there in the board's first snapshot and may be older."))
        if not pd.isna(row["behind_days"]):
            days, bounds = _days(row["behind_days"]), self._bounds(row, "behind")
            exact = N_("One that scores more has been there for {days}.")
            within = N_("One that scores more has been there for {days} (95 % interval: {interval}).")
            told.append(_(within, days=days, interval=bounds) if bounds else _(exact, days=days))
        return " ".join(told)

    def figures(self, row: dict[str, Any]) -> list[tuple[str, str, str, str]]:
        """Name, value, interval ("" for none) and the key of its definition, for every figure there is."""
        told = [(_("Gap"), self._with_unit(row["points"]), self._bounds(row, "points"), "gap")]
        if not math.isnan(row["relative"]):
            sign = "+" if row["relative"] > 0 else "−" if row["relative"] < 0 else ""
            part = _("{number} %", number=sign + figure(100 * abs(row["relative"]), ".2f"))
            told.append((_("Relative gap"), part, "", "relative_gap"))
        if not math.isnan(row["win_probability"]):
            name = _("Win probability of {side}", side=self.name(self.a))
            told.append((name, percent(row["win_probability"]), "", "win_probability"))
        if not pd.isna(row["lag_days"]):
            later = _("Came later to the level of the one behind")
            told.append((later, self.lag(row), self._bounds(row, "lag"), "lag"))
        if not pd.isna(row["behind_days"]):
            told.append((_("Has been behind"), self.waiting(row), self._bounds(row, "behind"), "waiting"))
        return told

    def lag(self, row: dict[str, Any]) -> str:
        """Who came later, and by how much: `China, 30 days`; "" where no date tells."""
        return "" if pd.isna(row["lag_days"]) else self._later(int(row["lag_days"]), bool(row["lag_censored"]))

    def waiting(self, row: dict[str, Any]) -> str:
        """Who is behind, and for how long: `China, 30 days`; "" where nobody is."""
        if pd.isna(row["behind_days"]):
            return ""
        return _("{side}, {days}", side=self.name(row["behind"]), days=_days(row["behind_days"]))

    def best(self, operand: str) -> str:
        """`the best open-weight model from China`, within a sentence."""
        return self._the("best", operand)

    def name(self, operand: str) -> str:
        """`China`, `China, closed models`, `Open weights`: as a label."""
        nation, kind = _parts(operand)
        named = self.speaker.countries.get(nation, nation)
        if self.speaker.question.lens == "base":
            named = _("bases from {nation}", nation=self.speaker.nation(nation))
        if not nation:
            return {"open": _("Open weights"), "closed": _("Closed models")}[kind]
        if not kind:
            return capital(named)
        called = {"open": N_("{nation}, open weights"), "closed": N_("{nation}, closed models")}[kind]
        return _(called, nation=capital(named))

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
        unit = self.speaker.curated.board.unit
        return _("percentage points") if unit == "percent" else unit_name(unit)

    def _other(self) -> str:
        """The best of B after that of A: what both are is said once."""
        (one, kind), (other, same) = _parts(self.a), _parts(self.b)
        return self._the("best", self.b, unnamed=bool(one and other and kind == same))

    def _the(self, which: str, operand: str, unnamed: bool = False) -> str:
        nation, kind = _parts(operand)
        noun = noun_of(kind) if kind else self.speaker.noun
        rests = str(self.speaker.question.lens) if nation else ""
        return _(_SIDES[which, rests, unnamed], noun=noun, nation=self.speaker.nation(nation) if nation else "")

    def _bounds(self, row: dict[str, Any], name: str) -> str:
        low, high = row[f"{name}_low"], row[f"{name}_high"]
        if pd.isna(low):
            return ""
        if name == "points":
            return self._from_to(low, high)
        if low == high:
            return _no_wider()
        if name == "lag":
            return _("{low} to {high}", low=self._later(int(low)), high=self._later(int(high)))
        return _("{low} to {high}", low=figure(int(low)), high=_days(high))

    def _later(self, lag: int, least: bool = False) -> str:
        """A lag of B behind A as who came later. least: or by more."""
        if lag == 0:
            return _("both on the same day")
        parts = {"side": self.name(self.b if lag > 0 else self.a), "days": _days(abs(lag))}
        return _("{side}, at least {days}", **parts) if least else _("{side}, {days}", **parts)

    def _with_unit(self, points: float) -> str:
        said = self.signed(points)
        margin = said.lstrip("+−")
        return said.removesuffix(margin) + margin_of(margin, self.speaker.curated.board.unit)

    def _from_to(self, low: float, high: float) -> str:
        return _("{low} to {high} {unit}", low=self.signed(low), high=self.signed(high), unit=self.unit)


def best_of(lens: str, noun: str, nation: str) -> str:
    """`the best open-weight model from China`, within a sentence. nation: or bloc, as it is said there."""
    return _(_SIDES["best", lens, False], noun=noun, nation=nation)


def _parts(operand: str) -> tuple[str, str]:
    """Nation and kind of an operand; "" for what it does not name."""
    nation, _colon, kind = operand.partition(":") if operand[:1].isupper() else ("", "", operand)
    return nation, kind


def _no_wider() -> str:
    """What is said of an interval in days whose ends are the same day."""
    return _("no wider than a day")


def _when(days: int) -> str:
    """How long before another day: `126 days before`."""
    days = int(days)
    if days == 0:
        return _("the same day as")
    if days > 0:
        return ngettext("{number:,} day before", "{number:,} days before", days)
    return ngettext("{number:,} day after", "{number:,} days after", -days)


def _days(days: int) -> str:
    return ngettext("{number:,} day", "{number:,} days", int(days))
