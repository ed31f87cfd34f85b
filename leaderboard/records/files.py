"""Atomic writes: a reader sees the old file or the new one, never a part of either."""

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

#: How the name of a file or folder begins that is still being written.
PART = ".writing-"


def sweep(folder: Path) -> None:
    """Remove what writers that were killed left unfinished. Only for whoever holds the folder alone."""
    for part in list(folder.rglob(f"{PART}*")):
        if part.is_dir():
            shutil.rmtree(part)
        else:
            part.unlink(missing_ok=True)  # it went with its folder


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary file beside `path`, sync it, then move it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=PART, suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def fill_folder(folder: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a temporary folder, then move it to where none is yet, or an empty one."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=PART))
    try:
        write(temporary)
        temporary.chmod(0o755)
        temporary.replace(folder)
    finally:
        if temporary.exists():
            shutil.rmtree(temporary)


def write_bytes(path: Path, body: bytes) -> None:
    """Write bytes atomically."""
    write_atomically(path, lambda temporary: temporary.write_bytes(body))


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text atomically, line ends as given."""
    write_bytes(path, text.encode())
