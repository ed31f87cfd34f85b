"""Tables for others: CSV, JSON and text for a terminal, and the CSV that a spreadsheet opens safely.

UTF-8, ISO dates, moments in UTC with `Z`, null empty, true/false, floats unrounded.
"""

import io
import json
from collections.abc import Hashable
from typing import Any

import pandas as pd

from leaderboard.records.files import csv_text

#: Columns that hold a moment; every other date column holds a day.
MOMENTS = ("recorded_at", "last_checked", "last_changed", "known_at", "retrieved_at")
#: What moves a cursor, breaks a row, or turns the direction of what stands around it.
_CONTROL = r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+"
_DIRECTION = r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
#: Letters that are written from right to left (Hebrew, Arabic and their neighbors).
_LEFTWARDS = r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
#: A spreadsheet takes a cell that starts with one of these signs, wide and small ones too, for a formula; some of them
#: after what is not seen: blanks, marks, fillers, tags. Where a semicolon separates its lists, as in Europe, a cell may
#: start after each.
_SIGN = "[=+@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b-]"
_UNSEEN = (
    r"[\s\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]*"
)
_FORMULA, _NEXT_FORMULA = rf"^(?:[\t\r\n]|{_UNSEEN}{_SIGN})", rf";(?={_UNSEEN}{_SIGN})"
#: Around a text that has either, so that a terminal orders it by itself: first strong isolate, pop.
_ISOLATE, _POP = "\u2068", "\u2069"
#: A cell on a terminal is no longer than this.
_WIDEST = 60


def to_csv(frame: pd.DataFrame) -> str:
    """For programs: the values as they are."""
    return csv_text(_written(frame))


def to_spreadsheet_csv(frame: pd.DataFrame) -> str:
    """For people: text that would start a formula is preceded by an apostrophe, and every cell is one line.

    It begins with the byte-order mark by which Excel knows UTF-8.
    """
    safe = _written(frame)
    for name in frame.columns:
        if frame[name].dtype in ("str", "object", "category"):
            texts = safe[name].astype("str")
            lines = texts.str.replace(_CONTROL, " ", regex=True).str.replace(_NEXT_FORMULA, ";'", regex=True)
            safe[name] = lines.mask(texts.str.contains(_FORMULA, regex=True, na=False), "'" + lines).mask(texts.isna())
    return "\ufeff" + csv_text(safe)


def to_json(frame: pd.DataFrame) -> str:
    """A list of objects; null where unknown."""
    return json.dumps(records(frame), ensure_ascii=False, indent=1) + "\n"


def records(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """The rows as objects of JSON; None where unknown."""
    flags = [name for name in frame.columns if pd.api.types.is_bool_dtype(frame[name].dtype)]
    written = _written(frame).assign(**{name: frame[name] for name in flags}).astype("object")
    return written.where(written.notna(), None).to_dict("records")


def to_parquet(frame: pd.DataFrame) -> bytes:
    """The values with their types, days and moments as timestamps; equal tables give equal bytes."""
    import pyarrow as pa  # noqa: PLC0415 (the other forms need neither)
    from pyarrow import parquet  # noqa: PLC0415

    plain = frame.astype({name: "str" for name in frame.columns if frame[name].dtype == "category"})
    plain.attrs = {}
    table = pa.Table.from_pandas(plain, preserve_index=False).replace_schema_metadata(None)
    written = io.BytesIO()
    parquet.write_table(table, written, compression="zstd")
    return written.getvalue()


def too_wide(frame: pd.DataFrame) -> list[str]:
    """The columns in which `to_text` cuts a value: whoever prints the text says so."""
    texts = [name for name in frame.columns if frame[name].dtype in ("str", "object", "category")]
    return [name for name in texts if (frame[name].astype("str").str.len() > _WIDEST).any()]


def to_text(frame: pd.DataFrame) -> str:
    """An aligned table for a terminal.

    In published names control characters are shown as blanks, marks of direction are left out, text that is
    written from right to left is isolated, and what is longer than 60 letters is cut with an ellipsis.
    """
    if frame.empty:
        return "  ".join(frame.columns) + "\n"
    shown = _written(frame)
    for name in shown.columns:
        if pd.api.types.is_float_dtype(frame[name].dtype):
            shown[name] = [f"{value:.4g}" if abs(value) < 1 else f"{value:.1f}" for value in frame[name]]
        shown[name] = _on_a_line(shown[name].astype("str")).mask(frame[name].isna(), "")
    return shown.to_string(index=False) + "\n"


def _on_a_line(texts: pd.Series) -> pd.Series:
    """Texts from anywhere, such that none reaches beyond its cell."""
    lines = texts.str.replace(_CONTROL, " ", regex=True)
    plain = lines.str.replace(_DIRECTION, "", regex=True)
    turning = (plain != lines) | plain.str.contains(_LEFTWARDS, regex=True)
    plain = plain.mask(plain.str.len() > _WIDEST, plain.str[: _WIDEST - 1] + "…")
    return plain.mask(turning, _ISOLATE + plain + _POP)


def _written(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates as ISO text, booleans as true/false; numbers stay numbers."""
    written = frame.copy()
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_datetime64_any_dtype(column.dtype):
            written[name] = _moments(column) if name in MOMENTS else column.dt.strftime("%Y-%m-%d")
        elif pd.api.types.is_bool_dtype(column.dtype):
            written[name] = column.map({True: "true", False: "false"}).astype("str")
    return written


def _moments(column: "pd.Series[pd.Timestamp]") -> "pd.Series[str]":
    """Moments as text, with microseconds only where there are any: two versions can lie as near to each other."""
    return column.dt.strftime("%Y-%m-%dT%H:%M:%S.%fZ").str.replace(".000000Z", "Z", regex=False)
