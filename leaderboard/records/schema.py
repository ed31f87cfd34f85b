"""The observation: one published score. This field dictionary is the schema; the docs are made from it."""

from dataclasses import dataclass
from functools import cache

import pandas as pd
import pyarrow as pa


@dataclass(frozen=True)
class Field:
    """A column: its pandas dtype, its Arrow type on disk, its unit and what it means."""

    name: str
    dtype: str
    arrow: pa.DataType
    unit: str
    meaning: str
    nullable: bool = False
    key: bool = False


def _text(name: str, meaning: str, *, nullable: bool = False, key: bool = False) -> Field:
    return Field(name, "str", pa.string(), "", meaning, nullable, key)


def _score(name: str, meaning: str, *, nullable: bool = False) -> Field:
    return Field(name, "float64", pa.float64(), "`unit`", meaning, nullable)


def _day(name: str, meaning: str, *, nullable: bool = False, key: bool = False) -> Field:
    return Field(name, "datetime64[us]", pa.timestamp("us"), "UTC day", meaning, nullable, key)


OBSERVATION: tuple[Field, ...] = (
    _text("source_id", "the leaderboard read: `arena`, `livebench`, ...", key=True),
    _text("board_id", "`<source>/<board>`", key=True),
    _text("category", "`overall` or the board's own category", key=True),
    _text("benchmark_version", "release of the question set; empty if none; scores do not compare across", key=True),
    _text("metric", "`elo`, `accuracy`, `pass@1`, `wer`, ...", key=True),
    _text("model_name", "exactly as published", key=True),
    _text("setting", "effort, prompt mode or scaffold where the board publishes it separately; else empty", key=True),
    _text("organization_name", "exactly as published", nullable=True),
    _text("license_name", "exactly as published", nullable=True),
    _text("openness_name", "exactly as published", nullable=True),
    _score("score", "the published value"),
    _score("score_low", "lower end of the published interval (95 % unless the board says otherwise)", nullable=True),
    _score("score_high", "upper end of the published interval", nullable=True),
    _text("unit", "`points`, `percent`, `seconds`, ..."),
    Field("sample_size", "Int64", pa.int64(), "votes or items", "what the score rests on", True),
    Field("rank", "Int64", pa.int64(), "", "as published; never part of a comparison", True),
    _day("published_on", "the day the board showed it: its own date, else of the commit, else of retrieval", key=True),
    _day("scored_on", "evaluation date, if published", nullable=True),
    _day("released_on", "model release date, if published", nullable=True),
    Field("complete", "bool", pa.bool_(), "", "false where the snapshot is known to hold only part of its board"),
    Field("withdrawn", "bool", pa.bool_(), "", "a row that says: no longer shown"),
    Field(
        "recorded_at",
        "datetime64[us]",
        pa.timestamp("us"),
        "UTC",
        "when upstream first served this value, as far as there is evidence",
    ),
    _text("recorded_basis", "`claimed` (the board's own dated history, first load only), `commit` or `retrieved`"),
    _text("response_sha256", "the archived bytes it came from"),
)

COLUMNS: tuple[str, ...] = tuple(field.name for field in OBSERVATION)
#: One published value. With `recorded_at` it is unique.
LOGICAL_KEY: tuple[str, ...] = tuple(field.name for field in OBSERVATION if field.key)
#: A snapshot: one board, category and question set on one published day.
SNAPSHOT_KEY: tuple[str, ...] = ("board_id", "category", "benchmark_version", "published_on")
#: A difference in any of these is a change of the published value (NaN equals NaN).
VALUE_COLUMNS: tuple[str, ...] = (
    "score",
    "score_low",
    "score_high",
    "sample_size",
    "organization_name",
    "license_name",
)
RECORDED_BASES = ("claimed", "commit", "retrieved")
ARROW = pa.schema([pa.field(field.name, field.arrow, field.nullable) for field in OBSERVATION])


class SchemaError(ValueError):
    """A frame is not a table of observations. The message says which column and what was found."""


def empty() -> pd.DataFrame:
    """No observations, with every column in its dtype."""
    return _empty().copy(deep=False)


@cache
def _empty() -> pd.DataFrame:
    return pd.DataFrame({field.name: pd.Series(dtype=field.dtype) for field in OBSERVATION})


#: The columns of text.
TEXTS = tuple(field.name for field in OBSERVATION if field.dtype == "str")


def check(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame if it is a table of observations, else raise SchemaError.

    Columns and order, dtypes (texts may be compact), nulls where none may be, bases, and the uniqueness of the logical
    key with `recorded_at`.
    """
    if tuple(frame.columns) != COLUMNS:
        missing = [name for name in COLUMNS if name not in frame.columns]
        extra = [name for name in frame.columns if name not in COLUMNS]
        raise SchemaError(
            f"columns: expected the {len(COLUMNS)} of the schema in order; missing {missing}, extra {extra}"
        )
    for field in OBSERVATION:
        column = frame[field.name]
        if str(column.dtype) != field.dtype and not (field.name in TEXTS and column.dtype == "category"):
            raise SchemaError(f"{field.name}: expected dtype {field.dtype}, found {column.dtype}")
        if not field.nullable and column.hasnans:
            raise SchemaError(f"{field.name}: expected no nulls, found {int(column.isna().sum())}")
    bases = set(frame["recorded_basis"].unique()) - set(RECORDED_BASES)
    if bases:
        raise SchemaError(f"recorded_basis: expected one of {RECORDED_BASES}, found {sorted(bases)}")
    repeated = frame.duplicated([*LOGICAL_KEY, "recorded_at"])
    if repeated.any():
        first = frame.loc[repeated, ["board_id", "category", "model_name", "published_on"]].iloc[0].tolist()
        raise SchemaError(f"key: expected unique, found {int(repeated.sum())} repeats, the first {first}")
    return frame


def markdown() -> str:
    """The schema as a page: docs/schema.md."""
    lines = [
        "# Observation: one published score",
        "",
        "Made by `make docs` from `leaderboard/records/schema.py`, the field dictionary. Key: "
        + ", ".join(f"`{name}`" for name in LOGICAL_KEY)
        + "; with `recorded_at` it is unique.",
        "",
        "| column | dtype | unit | meaning |",
        "|---|---|---|---|",
        *(
            f"| {field.name} | {field.dtype}{', null' if field.nullable else ''} | {field.unit} | {field.meaning} |"
            for field in OBSERVATION
        ),
        "",
        "A change of a published value is a difference in "
        + ", ".join(f"`{name}`" for name in VALUE_COLUMNS)
        + " (scores beyond 1e-9 relative).",
        "",
    ]
    return "\n".join(lines)
