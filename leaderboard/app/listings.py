"""Tables as readers see them: rows in, HTML out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from leaderboard.analytics.leads import HELD
from leaderboard.app import dossier, pieces
from leaderboard.publish import address, words
from leaderboard.publish.columns import long_name
from leaderboard.publish.frames import rows
from leaderboard.publish.language import N_, _, figure
from leaderboard.publish.speaker import Speaker
from leaderboard.registry import attribution, tables
from leaderboard.registry.terms import limits

#: Columns of corrections whose values are shown by name.
_CHANGED = {"base_model_id": N_("Base model")}


def lead_changes(ledger: pd.DataFrame, speaker: Speaker) -> None:
    """The ledger of analytics.leads in the order given; with the ids of its rows, if it is of the board's own days."""
    changes, bases = rows(ledger), ledger.attrs["bases"]

    def side(row: dict[str, Any], end: str) -> str:
        """A nation, and its best model on that day; who kept the lead stands under its contenders."""
        if end == "from" and row["reason"] == HELD:
            return pieces.nation(row["contenders"], speaker.countries, otherwise="—")
        nation = pieces.nation(row[f"{end}_country"], speaker.countries, otherwise="—")
        if pd.isna(row[f"{end}_model"]):
            return nation
        parts = {"model": row[f"{end}_model"], "score": speaker.score(row[f"{end}_score"])}
        model = _("{model} {score}", **parts)
        if end == "to" and (built := bases.get(row["to_model"])):
            origin = speaker.origin(built[1])
            model = _("{model} {score}, built on {base} of {origin}", base=built[0], origin=origin, **parts)
        return f"{nation}<br><small>{pieces.plain(model)}</small>"

    pieces.table(
        {
            _("Day"): [_when(row, speaker) for row in changes],
            _("Leader"): [side(row, "to") for row in changes],
            _("Before, or beside"): [side(row, "from") for row in changes],
            _("Reason"): [_(words.REASONS[row["reason"]]) for row in changes],
            _("Contested since"): [pieces.day(row["contested_since"]) for row in changes],
            _("Certainty"): [_sureness(row) for row in changes],
        }
        | ({_("Trace"): [pieces.why(row["id"]) for row in changes]} if "id" in ledger else {}),
        label=_("Changes of lead"),
    )


def _when(row: dict[str, Any], speaker: Speaker) -> str:
    """The day of a change and, below, the last day on which it had not happened yet."""
    day = _link_to(row["date"], speaker) if "id" in row else pieces.day(row["date"])
    if pd.isna(row["not_before"]):
        return day
    after = _("after {day}", day=pieces.day(row["not_before"]))
    return f'{day}<br><small class="figure">{after}</small>'


def _link_to(date: pd.Timestamp, speaker: Speaker) -> str:
    """A day that leads to the answer of that day."""
    then = replace(speaker.question, as_of=date.date())
    return pieces.inside(f"{date:%Y-%m-%d}", f"board?{urlencode(address.written(then, speaker.today))}")


def _sureness(row: dict[str, Any]) -> str:
    if row["reason"] == "method_change":
        return _("not counted")
    if pd.isna(row["decisive"]):
        return _("order only")
    return f'<span class="figure">{pieces.plain(words.percent(row["p_leader"]))}</span>'


def models(listed: pd.DataFrame, speaker: Speaker) -> None:
    """The list of collection.models with the ids of its rows, each score with its interval on a common scale."""
    bounds = listed[["score", "score_low", "score_high"]]
    low, high = bounds.min().min(), bounds.max().max()
    lens = {"developer": _("Nation"), "base": _("Base from")}[speaker.question.lens]
    shown = rows(listed)
    votes = {_("Votes"): ["" if pd.isna(row["sample_size"]) else figure(row["sample_size"]) for row in shown]}
    ranks = {_("Rank on the board"): [_ranks(row) for row in shown]}
    pieces.table(
        {
            "#": [str(row["rank"]) for row in shown],
            _("Model"): [_model(row) for row in shown],
            lens: [pieces.nation(row["country"], speaker.countries) for row in shown],
            _("Score"): [_score(row, speaker, low, high) for row in shown],
            _("License"): [_license(row) for row in shown],
        }
        | (ranks if ranked(listed) else {})
        | (votes if listed["sample_size"].notna().any() else {})
        | {_("Trace"): [pieces.why(row["id"]) for row in shown]},
        numbers=("#", _("Rank on the board"), _("Votes")),
        label=_("Models"),
    )


def ranked(listed: pd.DataFrame) -> bool:
    """Whether the board, or its intervals, give ranks."""
    return bool(listed[["rank_published", "rank_from"]].notna().any(axis=None))


def _model(row: dict[str, Any]) -> str:
    """The name; below it the developer, and the published spelling where that is another."""
    also = (row["organization_name"], row["setting"], row["model_name"] if row["model_name"] != row["shown"] else "")
    below = " · ".join(pieces.plain(text) for text in also if text and not pd.isna(text))
    name = pieces.plain(row["shown"])
    if not pd.isna(row["model_id"]):
        name = pieces.entry("model", row["shown"], row["model_id"])
    return f"<b>{name}</b><br><small>{below}</small>"


def _ranks(row: dict[str, Any]) -> str:
    """The rank that the board gives it among all that it lists, and below it those that its interval leaves open."""
    given = pieces.cell(None) if pd.isna(row["rank_published"]) else figure(row["rank_published"])
    if pd.isna(row["rank_from"]):
        return given
    between = _("{low} to {high}", low=figure(row["rank_from"]), high=figure(row["rank_to"]))
    return f"{given}<br><small>{between}</small>"


def _license(row: dict[str, Any]) -> str:
    """Its name, linked to its text; below it what it means, and the limits that an engineer must know."""
    if pd.isna(row["license"]):
        return f"{pieces.cell(None)}<br><small>{pieces.plain(_(words.OPENNESS[row['openness']]))}</small>"
    name = pieces.link(words.license_name(row["license"]), "" if pd.isna(row["text_url"]) else row["text_url"])
    said = [_(words.OPENNESS[row["openness"]]), *limits(row)]
    return f"{name}<br><small>{'<br>'.join(map(pieces.plain, said))}</small>"


def _score(row: dict[str, Any], speaker: Speaker, low: float, high: float) -> str:
    score, begin, end = row["score"], row["score_low"], row["score_high"]
    if pd.isna(begin) or pd.isna(end) or high <= low:
        return f"<b>{speaker.score(score)}</b>"
    at, left, right = ((value - low) / (high - low) for value in (score, begin, end))
    return pieces.interval(speaker.score(score), f"±{speaker.score((end - begin) / 2)}", at, left, right)


def corrections(changes: Sequence[Mapping[str, str]], label: str) -> None:
    """Rows of corrections.csv: the entry linked to its page, columns and values in words."""
    lookup = attribution.prepare(tables.load())
    known = {"model": lookup.models, "organization": lookup.organizations}

    def entry(row: Mapping[str, str]) -> str:
        of_kind = known.get(row["kind"], {})
        return dossier.link(row["kind"], of_kind[row["id"]]) if row["id"] in of_kind else pieces.plain(row["id"])

    def value(row: Mapping[str, str], end: str) -> str:
        if row["column"] == "base_model_id" and row[end] in lookup.models:
            return dossier.link("model", lookup.models[row[end]])
        return pieces.cell(words.value(row["column"], row[end]))

    pieces.table(
        {
            _("Date"): [f"<time>{pieces.plain(row['date'])}</time>" for row in changes],
            _("Kind"): [pieces.cell(_(row["kind"])) for row in changes],
            _("Entry"): [entry(row) for row in changes],
            _("What"): [pieces.plain(_(_CHANGED.get(row["column"], long_name(row["column"])))) for row in changes],
            _("Before"): [value(row, "before") for row in changes],
            _("After"): [value(row, "after") for row in changes],
            _("Reason"): [pieces.linked(row["reason"]) for row in changes],
        },
        label=label,
    )
