"""Published names of anybody, placed: what `leaderboard resolve` answers."""

import pandas as pd

from leaderboard.records import clock
from leaderboard.registry import attribution, tables


def resolve(names: pd.DataFrame) -> pd.DataFrame:
    """Attribute published names.

    names: text columns source and model_name, and if there organization_name, license_name and date
    (ISO; today where blank). Returns them with model_id, organization_id,
    organization_name_resolved, country, base_country, openness, open_since and basis.
    """
    known = tables.load()
    lookup = attribution.prepare(known)
    asked = pd.DataFrame({"source_id": names["source"], "model_name": names["model_name"]})
    for column in ("organization_name", "license_name"):
        asked[column] = names[column].replace("", None) if column in names else None
    days = names["date"] if "date" in names else pd.Series("", names.index)
    today = clock.today()
    asked["published_on"] = [clock.day(text or None, default=today) for text in days.fillna("")]
    found = attribution.attribute(asked, known).astype(attribution.TEXT)
    told = pd.DataFrame(index=names.index)
    told["model_id"] = found["model_id"]
    told["organization_id"] = found["organization_id"]
    told["organization_name_resolved"] = found["organization_id"].map(
        {name: row["organization_name"] for name, row in lookup.organizations.items()}
    )
    for column in ("country", "base_country", "openness"):
        told[column] = found[column]
    told["open_since"] = [
        lookup.open_since(model_id, f"{on:%Y-%m-%d}") if isinstance(model_id, str) else ""
        for model_id, on in zip(found["model_id"], found["published_on"], strict=True)
    ]
    told["basis"] = [
        lookup.because(*row)
        for row in found[["basis", "model_id", "organization_id"]]
        .astype("object")
        .where(found.notna(), None)
        .itertuples(index=False)
    ]
    return pd.concat([names, told], axis=1)
