"""A data directory on an object store, at any address of fsspec: `s3://bucket/place`.

An object store replaces one object at once, but neither several, nor a folder. So the files lie there under names
that carry the hash of their bytes and are never written again, and `editions/<number>.json`, written last, says which
of them are the data directory. A reader takes a whole edition into the user's cache folder and reads it there, as a
local one; a writer changes a copy of it and publishes that as the next edition, or nothing.
"""

import hashlib
import json
import logging
import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from leaderboard.records.files import PART, cache_folder

#: A lock older than this was left by a writer that was killed: no refresh takes as long.
LOCK_AGE = timedelta(hours=1)
#: Copies that nobody has opened for this long go.
_UNUSED = 24 * 3600.0
#: For so many seconds a process takes the edition that it has: a page asks many times.
_STILL_NEW = 5.0
#: What only a writer, or `why`, needs: raw responses, and second copies.
_BEHIND = ("local/archive/", "local/copies/")
_AT_ONCE = 16
_OURS = re.compile(r"\.[0-9a-f]{16}(\.[a-z]+)?$")
_log = logging.getLogger(__name__)


class Unreachable(ConnectionError):
    """The address answers nothing, or not as a data directory would. The message says which, and why."""


class Held(BlockingIOError):
    """Somebody else is writing there."""


@dataclass(frozen=True)
class _Object:
    """Where the bytes of a file lie, below the address, and what tells them from others: their sha256."""

    key: str
    sha256: str


#: The data directory at one moment: name of a file -> where it lies.
_Files = Mapping[str, _Object]


def opened(address: str, *, behind: bool = False) -> Path:
    """The newest edition, as a local folder that nobody changes. behind: with raw responses and second copies.

    Raises FileNotFoundError where there is no data directory, Unreachable.
    """
    key = (address, behind)
    known = _opened.get(key)
    if known is None or time.monotonic() - known[0] > _STILL_NEW or not known[1].exists():
        with _reached(address):
            _opened[key] = known = (time.monotonic(), _Place(address).opened(behind=behind))
    return known[1]


#: Address, with what is behind -> when it was opened last, and where that edition is.
_opened: dict[tuple[str, bool], tuple[float, Path]] = {}


@contextmanager
def changed(address: str) -> Iterator[Path]:
    """A copy of the newest edition, to be changed and published as the next one. One writer at a time.

    Where the caller fails, or is killed, nothing is published. Raises Held, Unreachable.
    """
    with _reached(address):
        place = _Place(address)
        token = place.lock()
    try:
        with tempfile.TemporaryDirectory(prefix=PART, dir=place.cache) as folder:
            with _reached(address):
                before, lost = place.taken(Path(folder))
            yield Path(folder)
            with _reached(address):
                place.publish(Path(folder), before, lost, token)
        for behind in (True, False):
            _opened.pop((address, behind), None)
    finally:
        with _reached(address):
            place.unlock(token)


@contextmanager
def _reached(address: str) -> Iterator[None]:
    """Whatever a store's own library raises, as one line that names the address."""
    try:
        yield
    except (Held, Unreachable):
        raise
    except ImportError as error:
        extra = "pip install 'open-model-leaderboard[s3]'"
        raise Unreachable(f"{address}: {_line(error)}: `{extra}` brings what s3:// needs") from error
    except FileNotFoundError as error:
        told = str(error)
        raise FileNotFoundError(told if told.startswith(address) else f"{address}: {_line(error)}") from error
    except Exception as error:
        raise Unreachable(f"{address}: expected a data directory, cannot reach it ({_line(error)})") from error


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


class _Place:
    """One address."""

    def __init__(self, address: str) -> None:
        from fsspec.core import url_to_fs  # noqa: PLC0415 (who reads a local folder need not have it)

        self.address = address
        self.store, root = url_to_fs(address, use_listings_cache=False)
        self._root = root.rstrip("/")

    @cached_property
    def cache(self) -> Path:
        """The folder for copies of what lies here."""
        folder = cache_folder() / f"data-{hashlib.sha256(self.address.encode()).hexdigest()[:16]}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    # The newest edition

    def opened(self, *, behind: bool) -> Path:
        """See `opened`."""
        files = self._newest()
        if not files:
            raise FileNotFoundError(
                f"{self.address}: expected a data directory, found none: name another with --data-dir or "
                f"LEADERBOARD_DATA_DIR, or make it with `leaderboard refresh`"
            )
        wanted = {name: one for name, one in files.items() if behind or not name.startswith(_BEHIND)}
        folder = self.cache / _digest(wanted)
        if not folder.exists():
            filling = Path(tempfile.mkdtemp(prefix=PART, dir=self.cache))
            try:
                lost = self._fetch(wanted, filling, os.link)
                if lost and self._newest() != files:  # published and swept meanwhile: there is a newer one
                    return self.opened(behind=behind)
                if lost:
                    line = next(iter(lost.values()))
                    raise Unreachable(f"{self.address}: {line}: `leaderboard refresh` restores it")
                if not folder.exists():  # another process may have been as quick
                    filling.rename(folder)
            finally:
                shutil.rmtree(filling, ignore_errors=True)
            self._forget(folder)
        os.utime(folder)
        return folder

    def taken(self, folder: Path) -> tuple[_Files, set[str]]:
        """Fill the folder of a writer with the newest edition. Returns it, and what is lost: a refresh restores it."""
        if not self._numbers():
            if not (lying := self._lying()):
                _log.warning("%s: a new data directory, as there was none", self.address)
            self._publish(1, lying)  # from now on readers see what an edition says, not what is being added
        files = self._newest()
        lost = self._fetch(files, folder, shutil.copyfile)
        for line in lost.values():
            _log.warning("%s: %s", self.address, line)
        return files, set(lost)

    def _newest(self) -> _Files:
        """What the last edition says; where there is none yet, the files that lie there."""
        if not (numbers := self._numbers()):
            return self._lying()
        return self._edition(numbers[-1])

    def _edition(self, number: int) -> _Files:
        told = json.loads(self.store.cat_file(self._at(_edition_name(number))))
        return {name: _Object(**one) for name, one in told.items()}

    def _numbers(self) -> list[int]:
        try:
            found = self.store.ls(self._at("editions"), detail=False)
        except FileNotFoundError:
            return []
        return sorted(int(PurePosixPath(name).stem) for name in found if name.endswith(".json"))

    def _lying(self) -> _Files:
        """Files that somebody put there as they are; what tells them from others is what the store says of them."""
        found: dict[str, dict[str, Any]] = self.store.find(self._root, detail=True)
        told = {path[len(self._root) :].lstrip("/"): str(sorted(info.items())) for path, info in found.items()}
        lying = {name: hashlib.sha256(info.encode()).hexdigest() for name, info in told.items() if name != "lock.json"}
        return {name: _Object(name, f"{_AS_IT_LIES}{digest}") for name, digest in lying.items()}

    def _at(self, key: str) -> str:
        return f"{self._root}/{key}"

    # Copies of it

    def _fetch(self, files: _Files, folder: Path, again: Callable[[Path, Path], object]) -> dict[str, str]:
        """Put these files below a folder, by `again` those of an older copy. Returns a line for each that is lost."""
        here = self._here()

        def put(name: str) -> str | None:
            one, file = files[name], folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if (kept := here.get(one.sha256)) is not None:
                try:
                    again(kept, file)
                    return None
                except OSError:  # it was thrown away just now, or lies on another disk
                    file.unlink(missing_ok=True)
            try:
                self.store.get_file(self._at(one.key), str(file))
            except FileNotFoundError:
                return f"{name}: expected it at {one.key}, found nothing"
            if not one.sha256.startswith(_AS_IT_LIES) and (found := _sha256(file)) != one.sha256:
                return f"{name}: expected bytes with the hash {one.sha256:.16}, found {found:.16}"
            return None

        with ThreadPoolExecutor(_AT_ONCE) as pool:
            lost = {name: line for name, line in zip(files, pool.map(put, files), strict=True) if line}
        (folder / _COPIED).write_text(json.dumps({name: one.sha256 for name, one in files.items()}))
        return lost

    def _here(self) -> dict[str, Path]:
        """What is in older copies: sha256 -> a file."""
        return {
            sha256: told.parent / name
            for told in self.cache.glob(f"[!.]*/{_COPIED}")
            for name, sha256 in json.loads(told.read_bytes()).items()
        }

    def _forget(self, but: Path) -> None:
        """Throw away what nobody has opened for a day, and what killed processes left."""
        for folder in self.cache.iterdir():
            if folder != but and time.time() - folder.stat().st_mtime > _UNUSED:
                shutil.rmtree(folder, ignore_errors=True)

    # The next edition

    def publish(self, folder: Path, before: _Files, lost: set[str], token: str) -> None:
        """Make what the folder holds the newest edition. Raises Held where somebody else has made one meanwhile."""
        found = (file.relative_to(folder) for file in sorted(folder.rglob("*")) if file.is_file())
        after = {name.as_posix(): _object(name.as_posix(), _sha256(folder / name)) for name in found if _stays(name)}
        there = {one.key for name, one in before.items() if name not in lost}
        new = [name for name in after if after[name].key not in there]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(lambda name: self.store.put_file(str(folder / name), self._at(after[name].key)), new))
        number = self._numbers()[-1]
        if not self._holds(token) or self._edition(number) != before:
            raise Held(self._overtaken())
        self._publish(number + 1, after)
        self._sweep([before, after])

    def _publish(self, number: int, files: _Files) -> None:
        """Raises Held where this edition is there already: whoever was first has it."""
        told = {name: {"key": one.key, "sha256": one.sha256} for name, one in sorted(files.items())}
        try:
            self._create(_edition_name(number), json.dumps(told, indent=0).encode())
        except FileExistsError:
            raise Held(self._overtaken()) from None

    def _overtaken(self) -> str:
        return f"{self.address}: another refresh took over meanwhile; nothing of this one is published: try again"

    def _sweep(self, kept: Iterable[_Files]) -> None:
        """Remove what neither of the two newest editions names: readers may still be at the older of them."""
        old = self._numbers()[:-2]
        named = {one.key for files in kept for one in files.values()}
        lying = [path[len(self._root) :].lstrip("/") for path in self.store.find(self._root)]
        gone = {one.key for number in old for one in self._edition(number).values()} - named
        gone |= {key for key in lying if _OURS.search(key) and key not in named}
        for key in [*(gone & set(lying)), *map(_edition_name, old)]:
            self.store.rm_file(self._at(key))

    # The lock

    def lock(self) -> str:
        """Take the lock: an object that can be made only once. Raises Held."""
        token = json.dumps({"holder": f"{socket.gethostname()}, process {os.getpid()}", "since": _now().isoformat()})
        for _ in range(2):
            try:
                self._create(_LOCK, token.encode())
                return token
            except FileExistsError:
                held = self._held()
            since = datetime.fromisoformat(held["since"]) if held else _now()
            if _now() - since <= LOCK_AGE:
                break
            # Two may take over at once: then the first to publish has the next edition, and the other is told.
            _log.warning("%s: the lock of %s since %s was left behind: taken over", self.address, *held.values())
            self.store.rm_file(self._at(_LOCK))
        holder = f"{held['holder']}, since {held['since']:.19}Z" if held else "it ended just now"
        raise Held(
            f"another refresh of {self.address} is under way ({holder}): wait for it to end, then try again; "
            f"its lock is taken over after {LOCK_AGE.total_seconds() / 60:.0f} minutes"
        )

    def unlock(self, token: str) -> None:
        """Give it back, if it is still ours."""
        if self._holds(token):
            self.store.rm_file(self._at(_LOCK))

    def _holds(self, token: str) -> bool:
        return json.dumps(self._held()) == token

    def _held(self) -> dict[str, str]:
        try:
            held: dict[str, str] = json.loads(self.store.cat_file(self._at(_LOCK)))
        except FileNotFoundError:
            return {}
        return held

    def _create(self, key: str, body: bytes) -> None:
        """A new object, by a conditional put. Raises FileExistsError where it is there."""
        try:
            self.store.pipe_file(self._at(key), body, mode="create")
        except FileExistsError:
            raise
        except OSError as error:  # what s3fs makes of a condition that does not hold
            if not self.store.exists(self._at(key)):
                raise
            if self.store.cat_file(self._at(key)) != body:  # else ours, sent twice over a bad line
                raise FileExistsError(key) from error


_LOCK = "lock.json"
_COPIED = ".copied.json"
#: In place of the hash of the bytes: what the store says of a file that somebody put there.
_AS_IT_LIES = "lies:"


def _edition_name(number: int) -> str:
    return f"editions/{number:08d}.json"


def _object(name: str, sha256: str) -> _Object:
    path = PurePosixPath(name)
    return _Object(str(path.with_name(f"{path.stem}.{sha256[:16]}{path.suffix}")), sha256)


def _stays(name: Path) -> bool:
    """Whether a file of a writer's folder belongs to the data."""
    return name.name not in (_COPIED, "refresh.lock") and not any(part.startswith(PART) for part in name.parts)


def _digest(files: _Files) -> str:
    return hashlib.sha256(json.dumps({name: files[name].sha256 for name in sorted(files)}).encode()).hexdigest()[:32]


def _sha256(file: Path) -> str:
    with file.open("rb") as body:
        return hashlib.file_digest(body, "sha256").hexdigest()


def _now() -> datetime:
    """The true time, whatever LEADERBOARD_NOW says: a lock is no datum."""
    return datetime.now(UTC)
