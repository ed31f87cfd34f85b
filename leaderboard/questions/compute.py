"""Computing power and chips by nation: context beside the boards, which causes nothing and ranks nobody.

Both come from lists of Epoch AI (`fetchers.gpu_clusters`, `fetchers.ml_hardware`), which are figures of the references.
"""

from typing import Unpack

import pandas as pd

from leaderboard.analytics import compute as computed
from leaderboard.analytics.compute import CHIP_DTYPES, COMPUTE_DTYPES
from leaderboard.questions.kept import kept
from leaderboard.questions.view import View
from leaderboard.records import clock, references
from leaderboard.records.paths import data_dir as data_folder
from leaderboard.records.spoken import Spoken, say
from leaderboard.registry import attribution, tables
from leaderboard.registry.countries import country_names, within_a_sentence
from leaderboard.registry.tables import records

CLUSTERS, CHIPS = "gpu_clusters", "ml_hardware"


@kept
def compute(*, show: str = "clusters", every_date: bool = False, **view: Unpack[View]) -> pd.DataFrame:
    """What each nation's clusters add up to, or its makers' chips; see analytics.compute.

    show: `clusters` or `chips`. every_date: clusters on every day on which one began. No rows where the list is not
    stored, or was had later than the view allows. attrs["notes"]: what the list covers, and what it leaves out.
    """
    listed = _listed(CHIPS if show == "chips" else CLUSTERS, view)
    if listed is None:
        dtypes = CHIP_DTYPES if show == "chips" else COMPUTE_DTYPES
        return pd.DataFrame(columns=list(dtypes)).astype(dtypes)
    retrieved = pd.Timestamp(listed["retrieved_on"].iloc[0])  # of no later day does it say anything
    day = min(clock.day(view.get("as_of")) or retrieved, retrieved)
    if show == "chips":
        table = computed.chips(_of_makers(listed), day)
        table.attrs["notes"] = _told_of_chips(table, listed)
        return table
    clusters = computed.counted(_of_countries(listed))
    begun = clusters.loc[clusters["operational_on"] <= day, "operational_on"]
    table = computed.by_country(clusters, [*begun.drop_duplicates()] if every_date else [day])
    table.attrs["notes"] = _told_of_clusters(computed.by_country(clusters, [day]), listed)
    return table


def _listed(reference_id: str, view: View) -> pd.DataFrame | None:
    listed = references.read(data_folder(view.get("data_dir")), reference_id)
    known_at = clock.known_until(view.get("known_at"))
    if listed.empty or (known_at is not None and pd.Timestamp(listed["retrieved_on"].iloc[0]) > known_at):
        return None
    return listed


def _of_countries(listed: pd.DataFrame) -> pd.DataFrame:
    known = tables.load()
    codes = {row["name"]: row["country"] for row in (*records(known.countries), *records(known.country_names))}
    return listed.assign(country=listed["country_name"].map(codes).fillna(""))


def _of_makers(listed: pd.DataFrame) -> pd.DataFrame:
    lookup = attribution.prepare(tables.load())
    seats = {name: lookup.country(lookup.organization_of.get(name, ""), "") for name in listed["manufacturer_name"]}
    return listed.assign(country=listed["manufacturer_name"].map(seats))


def _told_of_clusters(table: pd.DataFrame, listed: pd.DataFrame) -> tuple[Spoken, ...]:
    if table.empty:
        return ()
    names = country_names(tables.load())
    retrieved = clock.in_words(pd.Timestamp(listed["retrieved_on"].iloc[0]))
    said = [
        say(
            "{clusters} clusters count, the newest of which began on {newest}. Epoch AI's list of {retrieved} holds a "
            "part of what there is, and says nothing of what came later.",
            clusters=int(table["clusters"].sum()),
            newest=clock.in_words(table["newest_on"].max()),
            retrieved=retrieved,
        )
    ]
    named = table.dropna(subset="country").sort_values("anonymous")
    if named["anonymous"].any():
        most = named.iloc[-1]
        said.append(
            say(
                "{number} of them are anonymous, {most} of the {there} in {nation}: their owners are not told, so that "
                "nobody can check whether one is listed twice. {unsized} clusters have no size and add nothing.",
                number=int(table["anonymous"].sum()),
                most=int(most["anonymous"]),
                there=int(most["clusters"]),
                nation=within_a_sentence(most["country"], names),
                unsized=int(table["unsized"].sum()),
            )
        )
    unknown = float(table.loc[table["country"].isna(), "share"].sum())
    if unknown:
        said.append(say("{share:.1f} % of the power stands where no country is named.", share=100 * unknown))
    return tuple(said)


def _told_of_chips(table: pd.DataFrame, listed: pd.DataFrame) -> tuple[Spoken, ...]:
    undated = int((listed["released_on"] == "").sum())
    unknown = int(table.loc[table["country"].isna(), "chips"].sum())
    return (
        say(
            "Epoch AI's list of chips is that of {retrieved}. {undated} chips have no day of release and count for "
            "none; of {unknown} the maker's seat is not registered.",
            retrieved=clock.in_words(pd.Timestamp(listed["retrieved_on"].iloc[0])),
            undated=undated,
            unknown=unknown,
        ),
    )
