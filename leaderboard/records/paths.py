"""Where data lives: one folder, `./data` unless LEADERBOARD_DATA_DIR or the caller says otherwise.

Where nothing is said and there is no `./data`, the scores that an installed package carries are read.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from leaderboard.records.files import filled_folder

#: The public scores of the day on which a wheel was built (build_backend.py). A clone has none here, but `./data`.
BUNDLED = Path(__file__).with_name("bundled")


@dataclass(frozen=True)
class DataDir:
    """The folders of one data directory.

    observations, rejects: the public store (redistributable boards), bundled as the seed.
    references: facts about models that the registry is checked against, bundled too. read: which responses the
    stored rows come from, bundled too.
    local: what stays on this machine: rows and facts of others, snapshots in quarantine, raw responses, state,
    copies of what is stored and damaged files that had none; git-ignored.
    origin: the address on an object store of which root is a copy (leaderboard.records.remote); else "".
    """

    root: Path
    origin: str = ""

    @property
    def named(self) -> str:
        """What names it from wherever one stands, as LEADERBOARD_DATA_DIR does."""
        return self.origin or str(self.root.resolve())

    @property
    def carried(self) -> bool:
        """Whether it is the package's own, which is only read."""
        return self.root == BUNDLED

    @property
    def observations(self) -> Path:
        return self.root / "observations"

    @property
    def rejects(self) -> Path:
        return self.root / "rejects"

    @property
    def references(self) -> Path:
        return self.root / "references"

    @property
    def read(self) -> Path:
        return self.root / "read"

    @property
    def local(self) -> Path:
        return self.root / "local"

    @property
    def local_observations(self) -> Path:
        return self.local / "observations"

    @property
    def local_rejects(self) -> Path:
        return self.local / "rejects"

    @property
    def local_references(self) -> Path:
        return self.local / "references"

    @property
    def local_read(self) -> Path:
        return self.local / "read"

    @property
    def quarantine(self) -> Path:
        return self.local / "quarantine"

    @property
    def damaged(self) -> Path:
        return self.local / "damaged"

    @property
    def archive(self) -> Path:
        return self.local / "archive"

    @property
    def state(self) -> Path:
        return self.local / "state.json"

    @property
    def lock(self) -> Path:
        return self.local / "refresh.lock"


def _named(chosen: str | Path | None) -> str:
    return str(chosen or os.environ.get("LEADERBOARD_DATA_DIR") or "")


def place(chosen: str | Path | None = None) -> DataDir:
    """Where the data directory is to be: the one chosen, else LEADERBOARD_DATA_DIR, else `./data`.

    A folder, or an address of fsspec, of which nothing is here yet: `data_dir` reads it, a refresh changes it.
    """
    address = (_named(chosen) or "data").removeprefix("file://")
    return DataDir(Path(address), address if "://" in address else "")


def data_dir(chosen: str | Path | None = None, *, behind: bool = False) -> DataDir:
    """The data directory, to be read: where none is named or at hand, the one that the package carries, never written.

    Raises FileNotFoundError where there is none: only a refresh makes one.
    behind: of one on an object store the raw responses as well, which few ask for.
    """
    data = place(chosen)
    if data.origin:
        from leaderboard.records import remote  # noqa: PLC0415 (a local folder needs nothing of it)

        return DataDir(remote.opened(data.origin, behind=behind), data.origin)
    if not data.root.is_dir():
        if not _named(chosen) and BUNDLED.is_dir():
            return DataDir(BUNDLED)
        raise FileNotFoundError(
            f"{data.root}: expected a data directory, found none: name another with --data-dir or "
            "LEADERBOARD_DATA_DIR, or make it with `leaderboard refresh`"
        )
    return data


def begun(data: DataDir) -> str:
    """Make a local data directory that is not there yet. Returns what it begins with, in words."""
    if not BUNDLED.is_dir():
        data.root.mkdir(parents=True)
        return "a new data directory, as there was none"
    with filled_folder(data.root, lambda folder: shutil.copytree(BUNDLED, folder, dirs_exist_ok=True)) as whole:
        whole.replace(data.root)
    return "a new data directory, as there was none: it begins with the scores that the package carries"
