"""Refreshing every source, against the plainest way to the same bytes. LEADERBOARD_MIRROR has to serve recordings.

The plain side asks for each address that the refresh asked for, one after the other, and decodes it:
Parquet, CSV, JSON and YAML into tables and objects, archives into their files, the rest into text.
"""

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from benchmarks.measure import Pair, pair, peak_memory_mb, run
from fetchers import Reference, Source, http_get
from leaderboard.intake import refresh, state
from leaderboard.intake.archive import Archive
from leaderboard.records.paths import DataDir
from leaderboard.registry import boards


def pairs() -> Iterator[Pair]:
    """A first load of everything, and a refresh after which nothing has changed."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = (DataDir(Path(folder) / str(number)) for number in range(100))
        settled = next(fresh)
        refresh.refresh(boards.upstreams(), settled, backfill=True)
        refresh.refresh(boards.upstreams(), settled)
        addresses = [entry["url"] for entry in Archive(settled.archive).manifest()]
        yield pair(
            f"first load of every source ({len(addresses)} addresses), against download and decode",
            lambda: refresh.refresh(boards.upstreams(), next(fresh), backfill=True),
            lambda: [_decode(url, http_get(url, pages=True).body) for url in addresses],
            goal=1.3,
            runs=2,
        )
        tags = Path(folder) / "etags.json"
        tags.write_text(json.dumps(conditional(boards.upstreams(), settled)))
        yield pair(
            "the command that finds nothing changed in any, against imports and conditional requests alone",
            lambda: run(f"from leaderboard.cli import main; main({['refresh', '--data-dir', str(settled.root)]})"),
            lambda: run(
                f"import json, leaderboard.cli; from fetchers import Reference, Source, http_get\n"
                f"for url, etag in json.load(open({str(tags)!r})): http_get(url, etag=etag, pages=True)"
            ),
            goal=1.5,
            runs=3,
        )


def memory() -> Iterator[str]:
    """Of the process that loads everything for the first time."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["refresh", "--backfill", "--data-dir", folder]
        first_load = f"from leaderboard.cli import main; main({command}, standalone_mode=False)"
        yield f"- peak memory of a first load of every source: {peak_memory_mb(first_load):,.0f} MB (goal 460 MB)"


def conditional(upstreams: list[Source | Reference], data: DataDir) -> list[tuple[str, str | None]]:
    """Every address that a refresh of this data asks for, with its tag: those of commits come from the archive."""
    told: list[str] = []
    refresh.refresh(upstreams, data, progress=lambda _, doing: told.append(f"https://{doing}"))
    tags = {url: known["etag"] for of in state.load(data.state).values() for url, known in of.responses.items()}
    return [(url, tags[url]) for url in told if url in tags and not _settled(url)]


def _settled(url: str) -> bool:
    parts = url.split("/")
    return any(len(part) == 40 and not set(part) - set("0123456789abcdef") for part in parts)


def _decode(url: str, body: bytes) -> object:
    kind = url.partition("?")[0].rpartition(".")[2]
    if kind == "parquet":
        return pq.read_table(pa.BufferReader(body)).to_pandas()
    if kind == "csv":
        return pd.read_csv(io.BytesIO(body), header=None, dtype="str", names=range(200))
    if kind in ("yml", "yaml"):
        return yaml.load(body, yaml.CSafeLoader)
    if kind == "zip":
        archive = zipfile.ZipFile(io.BytesIO(body))
        return [pd.read_csv(archive.open(name), dtype="str") for name in archive.namelist() if name.endswith(".csv")]
    if kind == "json" or "api.github.com" in url:
        return json.loads(body)
    return body.decode()
