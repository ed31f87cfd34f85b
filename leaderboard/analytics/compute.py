"""Computing power by nation, as context: clusters that run, and chips by their makers' seats."""

from collections.abc import Sequence

import pandas as pd

COMPUTE_DTYPES = {
    "date": "datetime64[us]",
    "country": "str",
    "h100_equivalents": "float64",
    "share": "float64",
    "clusters": "int64",
    "unsized": "int64",
    "anonymous": "int64",
    "newest_on": "datetime64[us]",
}
CHIP_DTYPES = {
    "country": "str",
    "chips": "int64",
    "makers": "int64",
    "fastest": "str",
    "processing_performance": "float64",
    "released_on": "datetime64[us]",
}
#: What Epoch AI writes in place of a name.
_ANONYMOUS = "Anonymized"


def counted(clusters: pd.DataFrame) -> pd.DataFrame:
    """Those that may be summed: existing, in Epoch AI's standard analysis, no duplicates, with a first day.

    clusters: columns cluster_name, country, h100_equivalents, status, is_included, is_duplicate, superseded_by and
    operational_on, as texts; "" is unknown. Numbers and days of what comes back are such, by operational_on.
    """
    kept = clusters[
        (clusters["status"] == "Existing")
        & (clusters["is_included"] == "True")
        & (clusters["is_duplicate"] != "True")
        & (clusters["operational_on"] != "")
    ]
    typed = kept.assign(
        h100_equivalents=pd.to_numeric(kept["h100_equivalents"], errors="coerce"),
        operational_on=pd.to_datetime(kept["operational_on"]).astype("datetime64[us]"),
        is_anonymous=kept["cluster_name"].str.startswith(_ANONYMOUS),
    )
    return typed.sort_values("operational_on", kind="stable", ignore_index=True)


def by_country(clusters: pd.DataFrame, days: Sequence[pd.Timestamp]) -> pd.DataFrame:
    """What each nation's clusters add up to on each of the days: COMPUTE_DTYPES, the most first, unknown last.

    clusters: as `counted` gives them. h100_equivalents: how many chips of that kind would do as much. share: of all on
    that day, those of unknown country too. clusters: how many had begun. unsized: of which no size is known. anonymous:
    of which no name is. newest_on: when the last of them began. A phase of a cluster counts until the phase that
    superseded it began.
    """
    parts = [_on(clusters, day) for day in days]
    told = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COMPUTE_DTYPES))
    return told.astype(COMPUTE_DTYPES)


def _on(clusters: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    begun = clusters[clusters["operational_on"] <= day]
    standing = begun[~begun["superseded_by"].isin(set(begun["cluster_name"]) - {""})]
    told = (
        standing.groupby("country")
        .agg(
            h100_equivalents=("h100_equivalents", "sum"),
            clusters=("cluster_name", "size"),
            unsized=("h100_equivalents", lambda sizes: sizes.isna().sum()),
            anonymous=("is_anonymous", "sum"),
            newest_on=("operational_on", "max"),
        )
        .reset_index()
    )
    told = told.assign(date=day, share=told["h100_equivalents"] / told["h100_equivalents"].sum())
    told["country"] = told["country"].mask(told["country"] == "")
    ordered = told.assign(unknown=told["country"].isna()).sort_values(
        ["unknown", "h100_equivalents", "country"], ascending=[True, False, True]
    )
    return ordered[list(COMPUTE_DTYPES)]


def chips(listed: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """The chips of each nation's makers that were released by a day: CHIP_DTYPES, the fastest first, unknown last.

    listed: columns chip_name, country, manufacturer_name, released_on and processing_performance, as texts. chips,
    makers: how many. fastest: the chip of the greatest processing_performance (operations per second times their
    bits), and when it was released. A chip without a day counts for none.
    """
    dated = listed[listed["released_on"] != ""]
    typed = dated.assign(
        released_on=pd.to_datetime(dated["released_on"]).astype("datetime64[us]"),
        processing_performance=pd.to_numeric(dated["processing_performance"], errors="coerce"),
    )
    rows = []
    for country, own in typed[typed["released_on"] <= day].groupby("country"):
        fastest = own.sort_values(["processing_performance", "released_on"], ascending=[False, True]).iloc[0]
        rows.append(
            {
                "country": country or None,
                "chips": len(own),
                "makers": own["manufacturer_name"].nunique(),
                "fastest": fastest["chip_name"],
                "processing_performance": fastest["processing_performance"],
                "released_on": fastest["released_on"],
            }
        )
    told = pd.DataFrame(rows, columns=list(CHIP_DTYPES)).astype(CHIP_DTYPES)
    ordered = told.assign(unknown=told["country"].isna()).sort_values(
        ["unknown", "processing_performance", "country"], ascending=[True, False, True], ignore_index=True
    )
    return ordered[list(CHIP_DTYPES)]
