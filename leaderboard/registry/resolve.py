"""Published names of anybody, placed: what `leaderboard resolve` answers."""

import pandas as pd

from leaderboard.records import clock
from leaderboard.registry import attribution, proposals, tables


def resolve(names: pd.DataFrame) -> pd.DataFrame:
    """Attribute published names.

    names: text column model_name, and if there source (where the name was seen; `*` or blank is anywhere),
    organization_name, license_name and date (ISO; today where blank). Returns them with model_id, organization_id,
    organization_name_resolved, country, base_country, openness, open_since and basis; and for names that
    nobody registered proposal (a model_id) and proposal_reason, which decide nothing.
    """
    known = tables.load()
    lookup = attribution.prepare(known)
    seen_at = names["source"].replace("", "*").fillna("*") if "source" in names else "*"
    asked = pd.DataFrame({"source_id": seen_at, "model_name": names["model_name"]})
    for column in ("organization_name", "license_name"):
        asked[column] = names[column].replace("", None) if column in names else None
    said = names["date"].fillna("") if "date" in names else pd.Series("", names.index)
    today = clock.today()
    days = {text: clock.day(text or None, default=today) for text in said.unique()}  # thousands of names share a few
    asked["published_on"] = said.map(days)
    found = attribution.attribute(asked, known).astype(attribution.TEXT)
    told = pd.DataFrame(index=names.index)
    told["model_id"] = found["model_id"]
    told["organization_id"] = found["organization_id"]
    told["organization_name_resolved"] = found["organization_id"].map(
        {name: row["organization_name"] for name, row in lookup.organizations.items()}
    )
    for column in ("country", "base_country", "openness"):
        told[column] = found[column]
    iso = {text: f"{day:%Y-%m-%d}" for text, day in days.items()}
    told["open_since"] = [
        lookup.open_since(model_id, iso[text]) if isinstance(model_id, str) else ""
        for model_id, text in zip(found["model_id"], said, strict=True)
    ]
    told["basis"] = [
        lookup.because(*row)
        for row in found[["basis", "model_id", "organization_id"]]
        .astype("object")
        .where(found.notna(), None)
        .itertuples(index=False)
    ]
    unknown = found["basis"].str.startswith(("unknown", "organization"))
    propose = proposals.shipped() if unknown.any() else None
    makers = found["organization_id"].fillna("")
    proposed = [
        propose(name, maker) if propose and is_unknown else None
        for name, maker, is_unknown in zip(asked["model_name"], makers, unknown, strict=True)
    ]
    told["proposal"] = [one.model_id if one else "" for one in proposed]
    told["proposal_reason"] = [one.reason if one and one.model_id else "" for one in proposed]
    return pd.concat([names, told], axis=1)
