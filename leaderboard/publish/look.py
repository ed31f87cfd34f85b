"""What every chart looks like, whoever draws it: colors of nations, and what the chart is about."""

from collections.abc import Mapping
from dataclasses import dataclass

from leaderboard.publish.language import _, figure
from leaderboard.publish.words import decimals_of, margin_of

COLORS = {
    "USA": "#3a7bd5",
    "CHN": "#d8453a",
    "FRA": "#b8499b",
    "CAN": "#b88912",
    "KOR": "#549978",
    "ISR": "#149cc7",
    "GBR": "#3f736d",
    "JPN": "#b56576",
    "DEU": "#7a5f43",
    "ARE": "#a8653f",
    "CHE": "#6f6fd8",
    "SGP": "#2f8a3c",
}
#: Every other nation, and models of unknown origin.
GRAY = "#868a91"

#: Decimals of scores by their unit; one otherwise.
_DECIMALS = {"points": 0, "logits": 2}


@dataclass(frozen=True)
class About:
    """What a chart is about: title, source to name, unit and direction of the scores, names of the countries.

    by_base: a model counts for the nation of its base.
    """

    title: str
    source: str
    unit: str
    higher_is_better: bool
    countries: Mapping[str, str]
    by_base: bool = False

    def nation(self, origin: object) -> str:
        """The name of a country, or of those of a joint origin."""
        if not isinstance(origin, str) or not origin:
            return _("unknown origin")
        return _(" and ").join(self.countries.get(code, code) for code in origin.split(";"))

    def score(self, value: float) -> str:
        """A score as precisely as readers need it."""
        return figure(value, f".{_DECIMALS.get(self.unit, 1)}f").replace("-", "−")

    def distance(self, value: float) -> str:
        """A difference of scores with its unit: `1 point`, `2.5 percentage points`."""
        decimals = decimals_of(value, _DECIMALS.get(self.unit, 1))
        return margin_of(figure(value, f".{decimals}f").replace("-", "−"), self.unit)


@dataclass(frozen=True)
class Side:
    """One side of a gap: its name, and the nation that lends it its color ("" for none)."""

    name: str
    nation: str


def color(origin: str | None, opacity: float = 1.0) -> str:
    """The color of a country; of a joint origin, that of the first."""
    solid = COLORS.get((origin or "").split(";")[0], GRAY)
    if opacity == 1.0:
        return solid
    red, green, blue = (int(solid[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"
