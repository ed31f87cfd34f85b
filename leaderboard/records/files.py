"""Files as the store writes and reads them.

Writes are atomic: a reader sees the old file or the new one, never a part of either. A file that
cannot be read says its name.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pyarrow as pa

from leaderboard.records.spoken import Spoken, say

#: How the name of a file or folder begins that is still being written.
PART = ".writing-"
#: A character that no reader of CSV takes, as it ends texts (NUL), and what stands for it in a file.
WRITABLE = ("\0", "\ufffd")


def cache_folder() -> Path:
    """Where is kept what can be made again: below XDG_CACHE_HOME, else ~/.cache.

    Of a user without a home, as containers have them, a place where nothing can be kept.
    """
    try:
        below = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except RuntimeError:
        below = os.devnull
    return Path(below) / "open-model-leaderboard"


class Damaged(ValueError):
    """A stored file that cannot be read. The message names it, what was expected and found, and what to do."""

    _left_out = say(
        "All of {source} is left out here: its stored file {file} cannot be read until `leaderboard refresh` restores "
        "it."
    )

    def __init__(self, path: Path, expected: str, found: str) -> None:
        super().__init__(f"{path}: expected {expected}, found damage ({found}): `leaderboard refresh` restores it")
        self.path = path

    def left_out(self, source_id: str) -> Spoken:
        """What a reader is told where an answer goes without the whole source: no places on this machine."""
        return say(self._left_out, source=source_id, file=f"{self.path.parent.name}/{self.path.name}")


class Closed(Damaged):
    """A stored file that this user may not read. The message names it and what to do."""

    _left_out = say(
        "All of {source} is left out here: its stored file {file} cannot be read until its owner gives the right to."
    )

    def __init__(self, path: Path, expected: str) -> None:
        told = f"{path}: expected {expected}, found that this user may not read it: let its owner give the right to"
        ValueError.__init__(self, told)
        self.path = path


@contextmanager
def readable(path: Path, expected: str) -> Iterator[None]:
    """Whatever goes wrong while a stored file is being read is damage of that file. Raises Damaged.

    Closed where it may not be read. A file that is not there is not damaged: FileNotFoundError passes.
    """
    try:
        yield
    except Damaged:
        raise
    except PermissionError as error:
        raise Closed(path, expected) from error
    except FileNotFoundError as error:
        if path.is_symlink():
            raise Damaged(path, expected, "a link to nothing") from error
        raise
    except (OSError, ValueError, KeyError, TypeError, EOFError, pa.ArrowException) as error:
        found = " ".join(str(error).replace(str(path), "it").split())[:120] or type(error).__name__
        raise Damaged(path, expected, found) from error


def version(told: os.stat_result) -> tuple[int, ...]:
    """What no two files have in common, nor a file as it is and as it was: all writes are atomic."""
    return told.st_dev, told.st_ino, told.st_mtime_ns, told.st_size


def sweep(parts: Iterable[Path]) -> None:
    """Remove what writers that were killed left unfinished. Only for whoever holds their folder alone."""
    for part in list(parts):
        if part.is_dir():
            shutil.rmtree(part)
        else:
            part.unlink(missing_ok=True)  # it went with its folder


@contextmanager
def filled(path: Path, write: Callable[[Path], object]) -> Iterator[Path]:
    """Let `write` fill a temporary file beside `path` and sync it: to be moved into place within, else it goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=PART, suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        try:
            write(temporary)
            with temporary.open("rb") as written:
                os.fsync(written.fileno())
        except OSError as error:
            error.filename = str(path)  # of a full disk the system names none, of others the temporary one
            raise
        temporary.chmod(0o644)
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def filled_folder(folder: Path, write: Callable[[Path], object]) -> Iterator[Path]:
    """The same of a folder, to be moved to where none is yet, or an empty one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=PART))
    try:
        write(temporary)
        temporary.chmod(0o755)
        yield temporary
    finally:
        if temporary.exists():
            shutil.rmtree(temporary)


def write_folder(folder: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a folder, and put it as a whole in the place of the one that is there."""
    with (
        filled_folder(folder, write) as whole,
        tempfile.TemporaryDirectory(dir=folder.parent, prefix=PART) as aside,
    ):
        if folder.exists():
            folder.replace(Path(aside) / folder.name)
        whole.replace(folder)


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file beside `path`, sync it, then move it into place."""
    with filled(path, write) as temporary:
        try:
            temporary.replace(path)
        except OSError as error:
            error.filename = str(path)  # where a folder has its place, the system names the temporary one
            raise


def write_bytes(path: Path, body: bytes) -> None:
    """Write bytes atomically."""
    write_atomically(path, lambda temporary: temporary.write_bytes(body))


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text atomically, line ends as given."""
    write_bytes(path, text.encode())


def csv_text(frame: pd.DataFrame) -> str:
    """A table as CSV, a line feed after every row; a cell with a line break of either kind stands in quotes.

    Texts are made WRITABLE.
    """
    # Python before 3.13 quotes a carriage return only where it is part of the line end.
    parts = frame.to_csv(index=False, lineterminator="\r\n").split('"')
    parts[::2] = [outside.replace("\r\n", "\n") for outside in parts[::2]]
    return '"'.join(parts).replace(*WRITABLE)
