"""Are the best models the used ones? Whose models take the tokens and the downloads, apart from what they can do."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from leaderboard.analytics import adoption as statistics
from leaderboard.questions.kept import kept
from leaderboard.records import clock, schema, store
from leaderboard.records.clock import Day
from leaderboard.records.paths import data_dir as data_folder
from leaderboard.records.spoken import Spoken, say
from leaderboard.registry import attribution, tables
from leaderboard.registry.countries import country_names, within_a_sentence
from leaderboard.registry.fields import OPEN_WEIGHTS

#: What is counted, by the board that counts it.
MEASURES = {
    "tokens": "openrouter/tokens",
    "tokens-monthly": "facets/tokens_monthly",
    "downloads": "hub_stats/downloads",
    "downloads-all-time": "hub_stats/downloads_all_time",
}
#: Whose parts: the nation of the developer, that of the base model's, or open and closed weights.
BY = ("developer", "base", "openness")
WEIGHTS = ("all", "open", "closed")
#: The domains in which the models that tokens go through compete.
OF_TOKENS = ("agents", "code", "search", "text", "tools")
#: A lead and a part that stand in one sentence are of the same season, if not of the same day.
APART = pd.Timedelta(days=92)
_COUNTED = ("date", "amount", "country", "base_country", "openness")
#: What must be known of each measure beside its figures.
BIAS = {
    "tokens": say(
        "Tokens are those that went through OpenRouter, by each provider's own tokenizer: not all use of any model. "
        "The fifty most used are named; all others are unknown."
    ),
    "tokens-monthly": say(
        "Which models are open is facets' word here, whose sums name no models; tokens are those that went through "
        "OpenRouter, by each provider's own tokenizer."
    ),
    "downloads": say(
        "Downloads are of 4,167 models that one registry had chosen, not of the hub: encoders lead, small and new "
        "models are missing, and programs that fetch by themselves count like people."
    ),
}
BIAS["downloads-all-time"] = BIAS["downloads"]


@kept
def adoption(
    *,
    measure: str = "tokens",
    by: str = "developer",
    weights: str = "all",
    every_date: bool = False,
    as_of: Day | None = None,
    known_at: Day | None = None,
    data_dir: str | Path | None = None,
) -> pd.DataFrame:
    """Whose models are used, as parts of a day's tokens or downloads: between what is surely theirs and what could be.

    Columns of analytics.adoption, on the newest day or on every one. measure: of MEASURES. by: of BY. weights: only
    what models with open, or closed, weights hold. `attrs["notes"]`: the answer in a sentence, and what to know of it.
    """
    found = counts(measure, as_of=as_of, known_at=known_at, data_dir=data_dir)
    if not every_date:
        found = found[found["date"] == found["date"].max()]
    table = statistics.adoption(found, by, weights)
    if len(table):
        newest = Parts(measure, by, weights, table[table["date"] == table["date"].max()])
        table.attrs["notes"] = (sentence(newest), BIAS[measure])
    return table


@dataclass(frozen=True, eq=False)
class Parts:
    """What `adoption` says of one day, with the choices that were made."""

    measure: str
    by: str
    weights: str
    table: pd.DataFrame

    @property
    def day(self) -> pd.Timestamp:
        return pd.Timestamp(self.table["date"].iloc[0])

    def range(self, side: str) -> tuple[float, float]:
        """From what to what part is a side's; one without any row could have what is unknown."""
        rows = self.table[self.table["side"] == side]
        if len(rows):
            return float(rows["low"].iloc[0]), float(rows["high"].iloc[0])
        return 0.0, float(self.table.loc[self.table["side"].isna(), "low"].sum())


def counts(
    measure: str,
    *,
    as_of: Day | None = None,
    known_at: Day | None = None,
    data_dir: str | Path | None = None,
    columns: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Every count by a day as known at a moment, with date, amount, country, base_country and openness.

    A name is its model's by an exact, evidenced spelling only. What the registry does not know, or calls undecidable
    (`other`, a stealth model), is unknown, except for the weights that its source states of a sum. columns: of
    observations and attribution, which to keep besides.
    """
    read = store.read(
        data_folder(data_dir),
        MEASURES[measure],
        columns={*attribution.READ, "openness_name", "score", *columns} & set(schema.COLUMNS),
        as_of=clock.day(as_of, default=clock.today()),
        known_at=clock.known_until(known_at),
    )
    found = attribution.attribute(read, tables.load()).astype(attribution.TEXT)
    tiers = dict.fromkeys(OPEN_WEIGHTS, "open") | {"closed": "closed"}
    by_name = found["openness"].where(found["basis"] == "alias").map(tiers)
    return found.assign(
        date=found["published_on"],
        amount=found["score"],
        openness=by_name.fillna(found["openness_name"].where(found["openness_name"].isin(WEIGHTS))),
    )[list(dict.fromkeys((*_COUNTED, *columns)))]


def behind(rows: pd.DataFrame, chosen: dict[str, Any], columns: tuple[str, ...]) -> pd.DataFrame:
    """The counts that rows of an answer rest on, each with its `part`: the side's, possibly the side's, another's.

    rows: of `adoption`. chosen: the choices that were made, with data_dir.
    """
    by, weights = chosen.get("by", "developer"), chosen.get("weights", "all")
    clocks = {name: chosen.get(name) for name in ("as_of", "known_at", "data_dir")}
    found = counts(chosen.get("measure", "tokens"), **clocks, columns=columns)
    found = found[found["date"].isin(rows["date"])]
    column = statistics.column_of(by)
    among = np.ones(len(found)) if weights == "all" else statistics.held(found, weights, "openness")
    for side in rows["side"]:
        if isinstance(side, str):
            part = statistics.held(found, side, column) * among
            possible = statistics.could(found, side, column) * np.nan_to_num(among, nan=1.0)
            said = np.select([np.nan_to_num(part) > 0, possible > 0], ["counted", "possibly counted"], "another's")
        else:
            said = np.where(found[column].isna() | np.isnan(among), "unknown", "another's")
        found = found.assign(part=said)
    return found


def sentence(parts: Parts) -> Spoken:
    """The two largest parts of a day, each from what to what."""
    when, total = time_of(parts.measure, parts.day), _total(parts)
    first, second = (*parts.table["side"].dropna(), None, None)[:2]
    if first is None:
        return say("{when}, nobody knows whose {total} were.", when=when, total=total)
    one, part = _whose(parts, first), ranged(*parts.range(first))
    if second is None:
        return say("{when}, {one} had {part} of {total}.", when=when, one=one, part=part, total=total)
    return say(
        "{when}, {one} had {part} of {total}, and {other} {rest}.",
        when=when,
        one=one,
        part=part,
        total=total,
        other=_whose(parts, second),
        rest=ranged(*parts.range(second)),
    )


def beside(nation: str, where: Spoken, led_on: pd.Timestamp, parts: Parts) -> Spoken | None:
    """What to say beside a board, or all of them, where a nation led: is that what is used? Each with its own day.

    None where the days are more than APART apart: neither says anything of the other then.
    """
    if abs(parts.day - led_on) > APART:
        return None
    told = {
        "nation": within_a_sentence(nation, country_names(tables.load())),
        "where": where,
        "led_on": clock.in_words(led_on),
        "models": _whose(parts, nation),
        "part": ranged(*parts.range(nation)),
        "total": _total(parts),
        "day": clock.in_words(parts.day),
    }
    if parts.by == "base":
        return say("On {led_on}, bases from {nation} led {where}; {models} had {part} of {total} on {day}.", **told)
    return say("On {led_on}, {nation} led {where}; {models} had {part} of {total} on {day}.", **told)


def ranged(low: float, high: float) -> Spoken:
    """A part that lies between two: rounded outwards, so that what is said holds; or to the nearest, if that is one."""
    if 0 < high < 0.01:
        return say("below {number} %", number=1)
    if round(100 * low) == round(100 * high):
        return say("{number} %", number=round(100 * low))
    return say("between {low} and {high} %", low=math.floor(100 * low + 1e-9), high=math.ceil(100 * high - 1e-9))


def time_of(measure: str, until: pd.Timestamp) -> Spoken:
    """The time that a measure counts, as a sentence begins with it."""
    day = clock.in_words(until)
    if measure == "tokens":
        return say("On {day}", day=day)
    if measure == "tokens-monthly":
        return say("In the month to {day}", day=day)
    return say("In the 30 days to {day}", day=day) if measure == "downloads" else say("By {day}", day=day)


def _total(parts: Parts) -> Spoken:
    if parts.measure.startswith("tokens"):
        return say("the tokens through OpenRouter")
    return say("the downloads of a subset of the hub's models, chosen by one registry")


def _whose(parts: Parts, side: str) -> Spoken:
    if parts.by == "openness":
        return say("models with open weights") if side == "open" else say("closed models")
    nation = within_a_sentence(side, country_names(tables.load()))
    of_base = {
        "all": say("models built on bases from {nation}", nation=nation),
        "open": say("open models built on bases from {nation}", nation=nation),
        "closed": say("closed models built on bases from {nation}", nation=nation),
    }
    of_developer = {
        "all": say("models of developers in {nation}", nation=nation),
        "open": say("open models of developers in {nation}", nation=nation),
        "closed": say("closed models of developers in {nation}", nation=nation),
    }
    return (of_base if parts.by == "base" else of_developer)[parts.weights]
