"""A table in every form that it is exported in, written part by part: CSV, Parquet, JSON, and for spreadsheets.

Equal rows give equal bytes: nothing of the moment, the machine or the order of arrival is in them.
"""

import gzip
import io
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from leaderboard.publish import exports
from leaderboard.publish.columns import long_name
from leaderboard.publish.export.tables import Table
from leaderboard.records import compact

#: Where the flavor for spreadsheets lies.
SPREADSHEETS = "spreadsheet"
_ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.timestamp("us"),
    "datetime": pa.timestamp("us", tz="UTC"),
}


def files(table: Table) -> dict[str, str]:
    """Form -> the name of the table's file in it."""
    packed = ".gz" if table.large else ""
    named = {form: f"{table.name}.{form}{packed}" for form in ("csv", "json")}
    named["parquet"] = f"{table.name}.parquet"
    return named if table.large else named | {SPREADSHEETS: f"{SPREADSHEETS}/{table.name}.csv"}


@contextmanager
def writing(table: Table, folder: Path) -> Iterator[Callable[[pd.DataFrame], int]]:
    """Write a table into a folder, part by part. What is yielded returns how many rows have been written."""
    layout = pa.schema([(column.name, _ARROW[column.kind]) for column in table.columns])
    named, written = files(table), 0
    with ExitStack() as opened:
        # without Arrow's own schema a reader finds plain texts
        rows = opened.enter_context(
            pq.ParquetWriter(folder / named["parquet"], layout, compression="zstd", store_schema=False)
        )
        put = {form: opened.enter_context(_text(folder / name)) for form, name in named.items() if form != "parquet"}
        put["csv"](_header(exports.to_csv(_nothing(table))))
        if SPREADSHEETS in put:
            put[SPREADSHEETS](_header(exports.to_spreadsheet_csv(_nothing(table).rename(columns=long_name))))
        put["json"]("[")
        held = [layout.empty_table()]

        def write(part: pd.DataFrame) -> int:
            nonlocal written
            part = compact.spelled(part[table.names])
            if len(part):
                packed = pa.Table.from_pandas(part, layout, preserve_index=False).replace_schema_metadata()
                if table.large:
                    rows.write_table(packed)
                else:  # its parts are small, and a row group of each would be mostly footers
                    held.append(packed)
                put["csv"](_body(exports.to_csv(part)))
                if SPREADSHEETS in put:
                    put[SPREADSHEETS](_body(exports.to_spreadsheet_csv(part)))
                lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in exports.records(part))
                put["json"](f",\n{lines}" if written else f"\n{lines}")
                written += len(part)
            return written

        yield write
        if len(held) > 1:
            rows.write_table(pa.concat_tables(held))
        put["json"]("\n]\n")


def _nothing(table: Table) -> pd.DataFrame:
    return pd.DataFrame(columns=table.names)


def _header(text: str) -> str:
    return text.partition("\n")[0] + "\n"


def _body(text: str) -> str:
    """A CSV without its first line: names of columns have no line breaks."""
    return text.partition("\n")[2]


@contextmanager
def _text(path: Path) -> Iterator[Callable[[str], object]]:
    """Write UTF-8 text to a file, compressed where its name says so."""
    path.parent.mkdir(exist_ok=True)
    with ExitStack() as opened:
        body: io.BufferedIOBase = opened.enter_context(path.open("wb"))
        if path.suffix == ".gz":  # without name and time, which would differ
            body = opened.enter_context(gzip.GzipFile("", "wb", 6, body, mtime=0))
        yield lambda text: body.write(text.encode())
