"""Tables for others: CSV, JSON and text for a terminal, and the CSV that a spreadsheet opens safely.

UTF-8, ISO dates, moments in UTC with `Z`, null empty, true/false, floats unrounded.
"""

import json

import pandas as pd

#: Columns that hold a moment; every other date column holds a day.
_MOMENTS = ("recorded_at", "last_checked", "last_changed", "known_at", "retrieved_at")
#: A spreadsheet takes a cell that starts with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(frame: pd.DataFrame) -> str:
    """For programs: the values as they are."""
    return _written(frame).to_csv(index=False, lineterminator="\n")


def to_spreadsheet_csv(frame: pd.DataFrame) -> str:
    """For people: text that would start a formula is preceded by an apostrophe."""
    safe = _written(frame)
    for name in frame.columns:
        if frame[name].dtype == "str" or frame[name].dtype == object:
            formula = safe[name].astype("str").str.startswith(_FORMULA, na=False)
            safe[name] = safe[name].mask(formula, "'" + safe[name].astype("str"))
    return safe.to_csv(index=False, lineterminator="\n")


def to_json(frame: pd.DataFrame) -> str:
    """A list of objects; null where unknown."""
    flags = [name for name in frame.columns if pd.api.types.is_bool_dtype(frame[name].dtype)]
    written = _written(frame).assign(**{name: frame[name] for name in flags}).astype("object")
    records = written.where(written.notna(), None).to_dict("records")
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def to_text(frame: pd.DataFrame) -> str:
    """An aligned table for a terminal; control characters in published names are shown as blanks."""
    if frame.empty:
        return "  ".join(frame.columns) + "\n"
    shown = _written(frame)
    for name in shown.columns:
        if pd.api.types.is_float_dtype(frame[name].dtype):
            shown[name] = [f"{value:.4g}" if abs(value) < 1 else f"{value:.1f}" for value in frame[name]]
        shown[name] = shown[name].astype("str").str.replace(r"[\x00-\x1f\x7f-\x9f]", " ", regex=True)
        shown[name] = shown[name].mask(frame[name].isna(), "")
    return shown.to_string(index=False, max_colwidth=60) + "\n"


def _written(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates as ISO text, booleans as true/false; numbers stay numbers."""
    written = frame.copy()
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            written[name] = column.dt.strftime("%Y-%m-%dT%H:%M:%SZ" if name in _MOMENTS else "%Y-%m-%d")
        elif pd.api.types.is_bool_dtype(column.dtype):
            written[name] = column.map({True: "true", False: "false"}).astype("str")
    return written
