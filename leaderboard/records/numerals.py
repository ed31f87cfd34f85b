"""Published cells read as numbers: the one place where that is done."""

import numpy as np
import pandas as pd

# "77.47%", "1.8 %", "62.1 ± 0.8", "1,234.5", "-3": a number, a margin or none, a percent sign or none. A comma stands
# between thousands; one that may be a decimal comma ("1,8") makes the cell unreadable, and never 18.
_NUMBER = (
    r"^\s*(?P<value>[-+−]?(?:[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+)(?:[eE][-+]?\d+)?)\s*%?\s*"
    r"(?:(?:±|\+/-)\s*(?P<margin>\d*\.?\d+)\s*%?)?\s*$"
)


def read_numbers(published: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Published cells -> (value, margin) as float64; null where there is none to read.

    Reads "77.47%" as 77.47 and "62.1 ± 0.8" as 62.1 with a margin of 0.8. Never rescales.
    """
    if pd.api.types.is_numeric_dtype(published.dtype) and not pd.api.types.is_bool_dtype(published.dtype):
        value = published.astype("float64")
        return value.where(np.isfinite(value)), pd.Series(np.nan, published.index)
    parts = published.astype("str").str.extract(_NUMBER)
    value = pd.to_numeric(parts["value"].str.replace(",", "").str.replace("−", "-"), errors="coerce")
    margin = pd.to_numeric(parts["margin"], errors="coerce")
    value = value.astype("float64")
    return value.where(np.isfinite(value)), margin.astype("float64")
