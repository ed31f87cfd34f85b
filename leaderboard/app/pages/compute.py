"""Where computing power stands and who makes its chips: context beside the boards, and no cause of anything there."""

import pandas as pd

from fetchers import REFERENCES, Reference
from leaderboard.analytics.definitions import DEFINITIONS
from leaderboard.app import asking, pieces
from leaderboard.publish import charts, credit, frames, words
from leaderboard.publish.language import _, day, figure, told
from leaderboard.publish.speaker import Speaker
from leaderboard.questions import compute
from leaderboard.registry import tables
from leaderboard.registry.countries import within_a_sentence
from leaderboard.serve import collection

#: So many lines an eye tells apart.
_DRAWN = 6
_LISTED = 15
#: Events about chips and their software, and the rules on both.
_KINDS = ("hardware", "policy")


def show() -> None:
    """Draw the page."""
    edition = collection.edition()
    speaker = asking.asked()
    found = collection.compute(speaker.question, edition)
    if found is None:
        pieces.title(_("Compute"), _("No list of clusters was stored by {day}.", day=day(speaker.as_of)))
        return
    standing, past, chips = found
    first, second = standing["country"].iloc[0], standing["country"].iloc[1]
    sentence = _(
        "Of the computing power that Epoch AI lists as running by {day}, {share} stands in {nation} and {other_share} "
        "in {other_nation}.",
        day=day(standing["newest_on"].max()),
        share=words.share(standing["share"].iloc[0]),
        nation=within_a_sentence(first, speaker.countries),
        other_share=words.share(standing["share"].iloc[1]),
        other_nation=within_a_sentence(second, speaker.countries),
    )
    pieces.headline(sentence, "", (charts.color(first), charts.color(second)))
    pieces.said(_("Context beside the boards: nothing here says that computing power made a model better."))
    for note in standing.attrs["notes"]:
        pieces.caption(told(note))
    lists = {reference.id: reference for reference in REFERENCES}
    clusters, hardware = lists[compute.CLUSTERS], lists[compute.CHIPS]
    data = credit.data_from(clusters.attribution, speaker.as_of)
    title = _("Computing power of the clusters on Epoch AI's list, H100 equivalents, logarithmic")
    about = charts.About(title, data, "", True, speaker.countries)
    nations = [code for code in standing["country"].dropna() if code][:_DRAWN]
    pieces.heading(_("Over time"))
    pieces.chart(
        charts.compute_chart(past, nations, _events(speaker.as_of), about),
        charts.compute_caption(standing[standing["country"].isin(nations)], about),
        "compute",
    )
    pieces.caption(
        _(
            "Each line of the scale is ten times the one below. Triangles are events about chips, their software and "
            "the rules on them; each has its source below."
        )
    )
    _table(standing, speaker)
    pieces.details(_("How it is computed"), [told(DEFINITIONS["compute"])])
    pieces.origins([clusters])
    pieces.download(_("Every nation, every day (CSV)"), "compute.csv", lambda: past, [clusters])
    _chips(chips, speaker, hardware)
    _told_events(speaker.as_of)
    pieces.line(_("Beside it, the frontier:"), _("who leads on the boards"), "board")


def _events(until: pd.Timestamp) -> pd.DataFrame:
    known = tables.load().events
    dated = known[known["kind"].isin(_KINDS)].assign(date=lambda events: pd.to_datetime(events["date"]))
    return dated[dated["date"] <= until]


def _table(standing: pd.DataFrame, speaker: Speaker) -> None:
    rows = frames.rows(standing.head(_LISTED))
    pieces.heading(_("Where clusters stand"))
    pieces.table(
        {
            _("Nation"): [pieces.nation(row["country"], speaker.countries) for row in rows],
            _("H100 equivalents"): [figure(row["h100_equivalents"], ",.0f") for row in rows],
            _("Share"): [figure(row["share"], ".1%") for row in rows],
            _("Clusters"): [figure(row["clusters"]) for row in rows],
            _("Anonymous"): [figure(row["anonymous"]) for row in rows],
            _("Newest began"): [pieces.day(row["newest_on"]) for row in rows],
        },
        numbers=(_("H100 equivalents"), _("Share"), _("Clusters"), _("Anonymous")),
        label=_("Where clusters stand"),
    )


def _chips(chips: pd.DataFrame | None, speaker: Speaker, hardware: Reference) -> None:
    if chips is None:
        return
    pieces.heading(_("Who makes the chips"), " ".join(told(note) for note in chips.attrs["notes"]))
    rows = frames.rows(chips)
    pieces.table(
        {
            _("Nation of the maker"): [pieces.nation(row["country"], speaker.countries) for row in rows],
            _("Chips"): [figure(row["chips"]) for row in rows],
            _("Makers"): [figure(row["makers"]) for row in rows],
            _("Fastest"): [pieces.plain(row["fastest"]) for row in rows],
            _("Operations times bits, 10¹⁵ a second"): [
                figure(row["processing_performance"] / 1e15, ".1f") for row in rows
            ],
            _("Released"): [pieces.day(row["released_on"]) for row in rows],
        },
        numbers=(_("Chips"), _("Makers"), _("Operations times bits, 10¹⁵ a second")),
        label=_("Who makes the chips"),
    )
    pieces.details(_("How it is computed"), [told(DEFINITIONS["chips"])])
    pieces.origins([hardware])
    pieces.download(_("Chips by nation (CSV)"), "chips.csv", lambda: chips, [hardware])


def _told_events(until: pd.Timestamp) -> None:
    rows = frames.rows(_events(until).sort_values("date", ascending=False))
    pieces.heading(_("Events about chips, their software and the rules on them"))
    pieces.table(
        {
            _("Day"): [pieces.day(row["date"]) for row in rows],
            _("What happened"): [pieces.link(row["title"], row["url"]) for row in rows],
        },
        label=_("Events"),
    )
