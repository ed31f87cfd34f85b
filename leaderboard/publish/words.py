"""What values are called, in the language of the reader: openness, verdicts, units, days, chances."""

import math
import re
from typing import Any

import numpy as np
import pandas as pd

from leaderboard.publish import language
from leaderboard.publish.language import N_, _, figure
from leaderboard.records.clock import moment_in_words
from leaderboard.registry.boards import catalogue
from leaderboard.registry.fields import NO_LICENSE

#: What is counted, in the singular and the plural, by the choice of openness.
NOUNS = {
    "open": (N_("open-weight model"), N_("open-weight models")),
    "all": (N_("model"), N_("models")),
    "open_source": (N_("open-source model"), N_("open-source models")),
    "open_source,unrestricted_weights": (
        N_("open-weight model without restrictions"),
        N_("open-weight models without restrictions"),
    ),
    "open_source,unrestricted_weights,restricted_weights": (
        N_("open-weight model for commercial use"),
        N_("open-weight models for commercial use"),
    ),
    "closed": (N_("closed model"), N_("closed models")),
    "unknown": (N_("model of unknown openness"), N_("models of unknown openness")),
}

#: What a reader may choose to count, as the choice is called.
COUNTED = {
    "open": N_("Open weights"),
    "open_source,unrestricted_weights,restricted_weights": N_("Open weights, commercial use"),
    "open_source,unrestricted_weights": N_("Open weights, no restrictions"),
    "open_source": N_("Open source: weights, code, data"),
    "closed": N_("Closed models"),
    "all": N_("All models"),
}

REASONS = {
    "first": N_("first known leader"),
    "new_model": N_("new model"),
    "opened": N_("weights opened"),
    "closed": N_("old leader's weights closed"),
    "rescored": N_("scores changed"),
    "withdrawn": N_("old leader withdrawn"),
    "method_change": N_("the board changed its method"),
    "held": N_("kept: contested, then alone in the lead again"),
}

VERDICTS = {
    "leads": N_("leads"),
    "tied": N_("cannot be told apart"),
    "no_interval": N_("first, by order only"),
    "uncontested": N_("uncontested"),
    "undetermined": N_("undetermined"),
    "none": N_("no such model"),
}

#: Categories whose ids are not words that read well.
_CATEGORIES = {
    "3d_modeling": N_("3D modeling"),
    "exclude_ties": N_("Without ties"),
    "hard_prompts_english": N_("Hard prompts, English"),
    "image_to_webdev": N_("Image to web page"),
    "industry_business_and_management_and_financial_operations": N_("Industry: business, management, finance"),
    "industry_entertainment_and_sports_and_media": N_("Industry: entertainment, sports, media"),
    "industry_legal_and_government": N_("Industry: law, government"),
    "industry_life_and_physical_and_social_science": N_("Industry: life, physical, social science"),
    "industry_mathematical": N_("Industry: mathematics"),
    "industry_medicine_and_healthcare": N_("Industry: medicine, health care"),
    "industry_software_and_it_services": N_("Industry: software, IT services"),
    "industry_writing_and_literature_and_language": N_("Industry: writing, literature, language"),
    "longer_query": N_("Longer queries"),
    "multi_image_edit": N_("Editing several images"),
    "multi_turn": N_("Several turns"),
    "non_english": N_("Not in English"),
    "ocr": N_("Text recognition"),
    "webdev": N_("WebDev"),
    "webdev-html": N_("WebDev, HTML"),
    "webdev-react": N_("WebDev, React"),
    "IF": N_("Instruction following"),
    "judge_gpt_4_1": N_("Judged by GPT-4.1"),
    "creative_writing_vision": N_("Creative writing with images"),
}

_OWN_LETTERS = re.compile(r"\w[A-Z]")

#: Columns that hold nations, besides those that are called so.
_NATIONS = frozenset({"nations", "leader", "second", "side", "a", "b", "alone", "majority", "answer", "contenders"})
_BOARD_ID = re.compile(r"\b[a-z][a-z0-9_]*/[a-z0-9_]+\b")

OPENNESS = {
    "open_source": N_("open source"),
    "unrestricted_weights": N_("open weights, no restrictions"),
    "restricted_weights": N_("open weights, restricted use"),
    "noncommercial_weights": N_("open weights, non-commercial"),
    "closed": N_("closed"),
    "unknown": N_("unknown"),
}

#: Units of scores: in a sentence, and one and several of them in a difference. A unit that is new stands for itself.
_UNITS = {
    "points": (N_("points"), N_("{margin} point"), N_("{margin} points")),
    "percent": (N_("percent"), N_("{margin} percentage point"), N_("{margin} percentage points")),
    "logits": (N_("logits"), N_("{margin} logit"), N_("{margin} logits")),
    "rank": (N_("rank"), N_("{margin} rank"), N_("{margin} ranks")),
    "minutes": (N_("minutes"), N_("{margin} minute"), N_("{margin} minutes")),
}


def license_name(license: str) -> str:
    """An SPDX id as it is; of a license that SPDX does not list, the name; that there is none."""
    return _("none stated") if license == NO_LICENSE else license.removeprefix("LicenseRef-")


def value(column: str, cell: Any) -> str:
    """A cell of any table in words: days, numbers, countries by name, openness and verdicts as sentences have them."""
    if cell is None or pd.isna(cell) or cell == "":
        return ""
    if isinstance(cell, pd.Timestamp):
        return day(cell)
    if isinstance(cell, bool | np.bool_):
        return _("yes") if cell else _("no")
    if isinstance(cell, float):
        return figure(cell, ".6g")
    text = str(cell)
    if text in OPENNESS:
        return _(OPENNESS[text])
    kind, _mark, nations = text.partition(":")
    if column.startswith("verdict") and kind in VERDICTS:
        who = [language.countries().get(code, code) for code in filter(None, nations.split(";"))]
        return ": ".join(filter(None, [_(VERDICTS[kind]), ", ".join(who)]))
    if column == "board_id" and text in catalogue():
        return catalogue()[text].board.title
    codes, names = text.split(";"), language.countries()
    of_nations = column.endswith("country") or column in _NATIONS
    return ", ".join(names.get(code, code) for code in codes) if of_nations else text


def titled(text: str) -> str:
    """A text of ours in which boards stand by their ids, with their titles."""
    return _BOARD_ID.sub(lambda found: catalogue()[found[0]].board.title if found[0] in catalogue() else found[0], text)


def noun_of(openness: str, several: bool = False) -> str:
    """What a choice of openness counts, in the singular or the plural."""
    if openness in NOUNS:
        return _(NOUNS[openness][several])
    tiers = [_(OPENNESS[tier]) if tier in OPENNESS else tier for tier in openness.split(",")]
    which = _(" or ").join(tiers)
    return _("models ({tiers})", tiers=which) if several else _("model ({tiers})", tiers=which)


def unit_name(unit: str) -> str:
    """What scores are counted in."""
    return _(_UNITS[unit][0]) if unit in _UNITS else unit


def margin_of(margin: str, unit: str) -> str:
    """A difference of scores with its unit. margin: as it is written."""
    one, several = (
        _UNITS[unit][1:] if unit in _UNITS else (f"{{margin}} {unit.removesuffix('s')}", f"{{margin}} {unit}")
    )
    form = one if margin == "1" else several
    return _(form, margin=margin)


def decimals_of(apart: float, usual: int) -> int:
    """With how many decimals to print a difference: more than usual where else it would be printed as none."""
    decimals = usual
    while apart and not round(apart, decimals):
        decimals += 1
    return decimals


def day(stamp: pd.Timestamp) -> str:
    """4 August 2025."""
    return language.day(stamp)


def moment(text: str) -> str:
    """A moment or day of an address; see records.clock."""
    return language.told(moment_in_words(text))


def percent(chance: float) -> str:
    """A chance, never rounded up to certainty."""
    if math.isnan(chance):
        return _("unknown")
    if chance > 0.99:
        return _("above {number} %", number=99)
    return _("{number} %", number=math.floor(chance * 100)) if chance >= 0.01 else _("below {number} %", number=1)


def share(part: float) -> str:
    """A part of a whole, in percent."""
    return _("{number} %", number=figure(100 * part, ".0f"))


def ordinal(place: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    endings = {1: N_("{place:,}st"), 2: N_("{place:,}nd"), 3: N_("{place:,}rd")}
    usual = N_("{place:,}th")
    return _(usual if place // 10 % 10 == 1 else endings.get(place % 10, usual), place=place)


def category_name(category: str) -> str:
    """`creative_writing` as words; a name in letters of its own, such as `ArguAna`, as it stands."""
    if category in _CATEGORIES:
        return _(_CATEGORIES[category])
    return category if _OWN_LETTERS.search(category) else _(category.replace("_", " ").capitalize())
