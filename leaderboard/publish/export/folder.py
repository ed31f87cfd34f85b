"""The export: a folder named by its day, which never changes, and `latest`, a copy of the newest of them.

A copy, because object stores and hosts of static pages know no links between folders; on one disk its files are the
same ones, so that it takes no room.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import filelock

from leaderboard.publish.export import forms, package, tables
from leaderboard.publish.export.package import Described, File
from leaderboard.records import clock
from leaderboard.records.files import PART, filled_folder, sweep, write_folder
from leaderboard.records.paths import data_dir as data_folder

LATEST = "latest"
_LOCK = ".export.lock"
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}")
_READ_AT_ONCE = 1 << 20


@dataclass(frozen=True)
class Written:
    """What an export holds. fresh: it was not there before."""

    folder: Path
    files: tuple[File, ...]
    fresh: bool

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)


@contextmanager
def alone(target: Path) -> Iterator[None]:
    """Hold a folder of exports, without what a killed one left there. Raises BlockingIOError where another is at work.

    Only what exports begin is swept, folders and packs: the folder is the user's.
    """
    target.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(target / _LOCK, blocking=False):
            sweep(part for part in target.glob(f"{PART}*") if part.is_dir() or part.suffix == ".zip")
            yield
    except filelock.Timeout:
        raise BlockingIOError(
            f"another export into {target} is under way: wait for it to end, then try again"
        ) from None


def check_free(folder: Path, mark: str) -> None:
    """Raise FileExistsError where a folder is full of something else than what has this file, and would be lost."""
    if folder.exists() and not (folder / mark).exists() and any(folder.iterdir()):
        raise FileExistsError(
            f"{folder}: expected what an earlier export put there, or nothing, found other files (no {mark}): "
            "move them away, or take another folder"
        )


def export(target: Path, data_dir: str | Path | None = None) -> Written:
    """Write the export of today below a folder, and make `latest` the newest that is there.

    Raises FileExistsError where today's is there with other bytes, as it may have been cited, or something else is
    in the place of `latest`.
    """
    check_free(target / LATEST, package.MANIFEST)
    folder = target / f"{clock.today():%Y-%m-%d}"
    files: list[File] = []
    with (
        tables.public(data_folder(data_dir)) as public,
        filled_folder(folder, lambda place: files.extend(_write(public, place))) as whole,
    ):
        fresh = not folder.exists()
        if fresh:
            whole.replace(folder)
        elif changed := _differences(folder, whole):
            told = ", ".join(changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
            raise FileExistsError(
                f"{folder}: expected the export of today, found one with other bytes ({told}): exports never change, "
                "so take another folder, or export tomorrow"
            )
    _renew(target)
    return Written(folder, tuple(files), fresh)


def newest(target: Path) -> Path | None:
    """The newest dated folder below a folder of exports."""
    dated = sorted(path for path in target.iterdir() if _DATED.fullmatch(path.name) and path.is_dir())
    return dated[-1] if dated else None


def _write(public: Path, folder: Path) -> list[File]:
    """Every table in every form, then what describes them."""
    counted = dict.fromkeys((table.name for table in tables.TABLES), 0)
    with ExitStack() as opened:
        writers = {table.name: opened.enter_context(forms.writing(table, folder)) for table in tables.TABLES}
        for name, part in tables.rows(public):
            counted[name] = writers[name](part)
    written = [
        _file(folder, name, table.name, counted[table.name])
        for table in tables.TABLES
        for name in forms.files(table).values()
    ]
    described = Described(clock.today(), tables.sources(public), written)
    for name, text in package.files(described).items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        written.append(_file(folder, name, "", None))
    (folder / package.MANIFEST).write_text(package.manifest(described, written), encoding="utf-8", newline="\n")
    return written


def _file(folder: Path, name: str, table: str, rows: int | None) -> File:
    path = folder / name
    return File(name, table, rows, path.stat().st_size, sha256(path))


def sha256(path: Path) -> str:
    """The hash of a file of any size."""
    found = hashlib.sha256()
    with path.open("rb") as opened:
        for part in iter(partial(opened.read, _READ_AT_ONCE), b""):
            found.update(part)
    return found.hexdigest()


def _differences(one: Path, other: Path) -> list[str]:
    """The names of files that two folders do not have alike."""
    hashes = [
        {str(path.relative_to(folder)): sha256(path) for path in folder.rglob("*") if path.is_file()}
        for folder in (one, other)
    ]
    return sorted({name for name, _ in hashes[0].items() ^ hashes[1].items()})


def _renew(target: Path) -> None:
    """Make `latest` the newest export: its readers find the old one or the new one, never a part of each."""
    source, latest = newest(target), target / LATEST
    if source is None or (latest.exists() and not _differences(source, latest)):
        return
    write_folder(latest, partial(copied, source))


def copied(source: Path, folder: Path) -> None:
    """Make a folder hold the files of another, which on one disk takes no room."""
    shutil.copytree(source, folder, copy_function=_link, dirs_exist_ok=True)


def _link(source: str, place: str) -> None:
    """The same file under another name; a copy of it where the disk has no such thing."""
    try:
        os.link(source, place)
    except OSError:
        shutil.copyfile(source, place)
