"""A second copy of every stored file: what was lost or damaged comes back as it was, with its old `recorded_at`.

`local/copies` repeats the folders of the data directory. A source's copies are made as it lands, those of its rows
before these take their place, and held against its files before the next refresh of it.
"""

import filecmp
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from leaderboard.intake import read
from leaderboard.records import parquet, references, rejects, schema
from leaderboard.records.files import Damaged, readable, write_atomically
from leaderboard.records.paths import DataDir

#: Who reads the tables of a folder: what they cannot read is damaged.
_TABLES: dict[str, Callable[[Path], object]] = {
    "rejects": rejects.read_file,
    "references": references.read_file,
    "read": read.read_file,
}


@dataclass(frozen=True)
class Mended:
    """What was found wrong with the files of a source, a line for each.

    lost: a file could not be read and has no copy. It was set aside: its rows are to be read again from their origin.
    """

    lines: tuple[str, ...] = ()
    lost: bool = False


def restore(data: DataDir, source_id: str) -> Mended:
    """Bring back the missing and damaged files of a source. Only for whoever holds the data directory alone."""
    copies = of(data)
    lines, lost = [], False
    names = {file.relative_to(folder.root) for folder in (data, copies) for file in _files(folder, source_id)}
    for name in sorted(names):
        file, copy = data.root / name, copies.root / name
        there = file.exists()
        if there and _damage(file) is None:
            continue  # also where it was written since, or by somebody else: the next copy is of this
        wrong = f"{file}: expected what was stored, found it {'damaged' if there else 'missing'}"
        copied = copy.exists() and _damage(copy) is None
        aside = data.damaged / name
        if there and (file.is_dir() or not copied):
            aside.parent.mkdir(parents=True, exist_ok=True)
            file.replace(aside)
        if copied:
            write_atomically(file, partial(shutil.copyfile, copy))
            lines.append(f"{wrong}: restored from its copy")
        elif there:
            lost = True
            lines.append(f"{wrong}, without a copy: set aside as {aside}, and its source is read again")
    return Mended(tuple(lines), lost)


def keep(data: DataDir, source_id: str) -> None:
    """Make the copies of a source what its files are."""
    copies = of(data)
    for file in _files(data, source_id):
        copy = copies.root / file.relative_to(data.root)
        if not (copy.exists() and filecmp.cmp(file, copy, shallow=False)):
            write_atomically(copy, partial(shutil.copyfile, file))


def of(data: DataDir) -> DataDir:
    """Where the copies are, in the same folders."""
    return DataDir(data.local / "copies")


def _files(data: DataDir, source_id: str) -> Iterator[Path]:
    for folder in (data.observations, data.local_observations):
        yield from sorted((folder / source_id).glob("[0-9]*.parquet"))
    tables = (data.rejects, data.local_rejects, data.references, data.local_references, data.read, data.local_read)
    alone = [*(folder / f"{source_id}.csv" for folder in tables), data.quarantine / f"{source_id}.parquet"]
    yield from (file for file in alone if file.exists())


def _damage(file: Path) -> Damaged | None:
    try:
        if file.suffix == ".parquet":
            for _ in parquet.in_parts([file], schema.COLUMNS):
                pass
            return None
        with readable(file, "a table as CSV"):
            text = file.read_bytes().decode()
            if not text.endswith("\n") or "\0" in text:
                raise ValueError("no line at its end")
        _TABLES[file.parent.name](file)
    except Damaged as damage:
        return damage
    return None
