"""The contract that every fetcher keeps, run over SOURCES.

A new source needs no test of its own, but a folder tests/fixtures/<source>/:
- upstream.csv: url,file: what the source's addresses answer. Every other address answers 404.
- the files: small, written by hand in upstream's shape. Where an address ends in .parquet, its file
  is a CSV that is written to Parquet here (unquoted nothing is null, "" is an empty text); where
  one ends in .zip, it is a folder that is packed here.
- expected.csv: the rows of all tables in order, checked by hand: the file they came from, when it
  was committed, and every column that the source fills. "null" is null, "absent" a column that
  this table does not have.
"""

import csv
import hashlib
import io
import pkgutil
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import fetchers
from fetchers import REFERENCES, SCORE_COLUMNS, SOURCES, NotFound, RawResponse, Source
from leaderboard.intake import contract
from tests.upstream import whole

FIXTURES = Path(__file__).parent / "fixtures"
GARBAGE = b"PAR1\x00\xff\xfe not what was asked for {[("

every_source = pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)


@dataclass
class Upstream:
    """A `Get` over a source's fixture. `bodies` may be changed; what is in `known` has not changed."""

    bodies: dict[str, bytes]
    known: dict[str, str] = field(default_factory=dict)

    def __call__(self, url: str, *, immutable: bool = False) -> RawResponse:  # noqa: ARG002 (part of Get)
        if url not in self.bodies:
            raise NotFound(f"{url}: expected status 200, found 404")
        sha256 = hashlib.sha256(self.bodies[url]).hexdigest()
        changed = self.known.get(url) != sha256
        return RawResponse(url, self.bodies[url], sha256, datetime(2026, 11, 24, tzinfo=UTC), changed)

    def remember(self) -> None:
        self.known = {url: hashlib.sha256(body).hexdigest() for url, body in self.bodies.items()}


def addresses(source_id: str) -> dict[str, Path]:
    with (FIXTURES / source_id / "upstream.csv").open(encoding="utf-8", newline="") as lines:
        return {row["url"]: FIXTURES / source_id / row["file"] for row in csv.DictReader(lines)}


def upstream(source_id: str) -> Upstream:
    return Upstream({url: body(url, file) for url, file in addresses(source_id).items()})


def body(url: str, file: Path) -> bytes:
    if url.endswith(".parquet"):
        return parquet(file)
    return packed(file) if url.endswith(".zip") else file.read_bytes()


def packed(folder: Path) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            archive.write(file, file.relative_to(folder).as_posix())
    return body.getvalue()


def parquet(file: Path) -> bytes:
    options = pa.csv.ConvertOptions(strings_can_be_null=True, quoted_strings_can_be_null=False)
    table = pa.csv.read_csv(file, convert_options=options)
    days = [(column.name, pa.string() if pa.types.is_date(column.type) else column.type) for column in table.schema]
    body = io.BytesIO()
    pq.write_table(table.cast(pa.schema(days)), body)
    return body.getvalue()


def told(source: Source, get: Upstream, *, history: bool) -> list[dict[str, str]]:
    """All rows as text, in the words of expected.csv."""
    rows = []
    for table in whole(source.tables(get, history)):
        file = addresses(source.id)[table.response.url].name
        columns = [column for column in SCORE_COLUMNS if column in table.rows]
        cells = table.rows[columns].astype("object")
        cells = cells.where(cells.notna(), "null").astype("str")
        when = str(table.committed_at or "null")
        rows += [{"file": file, "committed_at": when, **row} for row in cells.to_dict("records")]
    return rows


def test_every_fetcher_is_listed() -> None:
    modules = [module.name for module in pkgutil.iter_modules(fetchers.__path__) if not module.name.startswith("_")]
    assert sorted(upstream.id for upstream in (*SOURCES, *REFERENCES)) == sorted(modules)


@every_source
def test_a_source_describes_itself(source: Source) -> None:
    assert list(contract.description(source)) == []


@every_source
def test_the_fixture_says_what_is_expected(source: Source) -> None:
    with (FIXTURES / source.id / "expected.csv").open(encoding="utf-8", newline="") as lines:
        expected = [{name: cell for name, cell in row.items() if cell != "absent"} for row in csv.DictReader(lines)]
    assert told(source, upstream(source.id), history=True) == expected


@every_source
@pytest.mark.parametrize("history", [True, False])
def test_a_source_keeps_the_contract(source: Source, history: bool) -> None:
    """What its tables hold, nothing told twice, garbage and absence named: leaderboard/intake/contract.py."""
    assert contract.problems(source, upstream(source.id), history=history) == []
