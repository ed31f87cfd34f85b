"""Whose models are used: parts of tokens or downloads, each between what is surely somebody's and what could be.

Counts of use say nothing of ability, and no other statistic reads them.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ADOPTION_DTYPES = {
    "date": "datetime64[us]",
    "side": "str",
    "amount": "float64",
    "low": "float64",
    "high": "float64",
    "names": "int64",
}
#: What is counted, and whether it is for certain: 1 is, 0 is not, NaN is unknown.
_Held = NDArray[np.float64]


def adoption(counts: pd.DataFrame, by: str, weights: str = "all") -> pd.DataFrame:
    """The part of each nation, or of open and of closed weights, in each day's total; columns of ADOPTION_DTYPES.

    counts: date, amount, country and base_country (`CHN;USA` of joint origin), openness (`open` or `closed`); null
    where unknown. by: `developer` or `base`, whose nation; or `openness`. weights: `all`, or only what `open` or
    `closed` models hold, of the same total.

    One row per side with any, by date then part, and last one with a null side: what is unknown. amount: what is
    surely the side's, in the unit of the counts; a joint model's in equal parts. low: amount / total. high: the same
    with all that is unknown and could be the side's. names: how many names the amount is of.
    """
    rows = [row for date, of_day in counts.groupby("date") for row in _of_day(date, of_day, by, weights)]
    return pd.DataFrame(rows, columns=list(ADOPTION_DTYPES)).astype(ADOPTION_DTYPES)


def _of_day(date: object, counts: pd.DataFrame, by: str, weights: str) -> Iterator[dict[str, object]]:
    amount = counts["amount"].to_numpy("float64")
    total = amount.sum()
    among = held(counts, weights, "openness") if weights != "all" else np.ones(len(counts))
    column = column_of(by)
    sides = sorted({name for names in counts[column].dropna() for name in names.split(";")})
    parts = {side: held(counts, side, column) * among for side in sides}
    surely = {side: float((np.nan_to_num(part) * amount).sum()) for side, part in parts.items()}
    for side in sorted(sides, key=lambda side: (-surely[side], side)):
        part = parts[side]
        could_be = could(counts, side, column) * np.where(np.isnan(among), 1.0, among)
        if could_be[counts[column].notna()].any():  # a nation without any open model has no row among open ones
            yield {
                "date": date,
                "side": side,
                "amount": surely[side],
                "low": surely[side] / total,
                "high": float((could_be * amount).sum()) / total,
                "names": int((np.nan_to_num(part) > 0).sum()),
            }
    nobody_knows = (counts[column].isna().to_numpy() | np.isnan(among)) & (np.nan_to_num(among, nan=1.0) > 0)
    if nobody_knows.any():
        unknown = float(amount[nobody_knows].sum())
        yield {
            "date": date,
            "side": None,
            "amount": unknown,
            "low": unknown / total,
            "high": unknown / total,
            "names": int(nobody_knows.sum()),
        }


def column_of(by: str) -> str:
    """The column of the counts that says whose they are."""
    return {"developer": "country", "base": "base_country", "openness": "openness"}[by]


def held(counts: pd.DataFrame, side: str, column: str) -> _Held:
    """Which part of each count is surely the side's; NaN where nobody knows."""
    return np.array(
        [np.nan if pd.isna(names) else names.split(";").count(side) / len(names.split(";")) for names in counts[column]]
    )


def could(counts: pd.DataFrame, side: str, column: str) -> _Held:
    """Which part of each count could be the side's: all of what is unknown."""
    return np.nan_to_num(held(counts, side, column), nan=1.0)
