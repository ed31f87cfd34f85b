"""One archive of an export and of what it rests on: rows and raw responses, so that `why` answers without a network."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leaderboard.intake.archive import Archive
from leaderboard.publish.export import tables
from leaderboard.records import store
from leaderboard.records.files import write_atomically
from leaderboard.records.paths import DataDir
from leaderboard.records.paths import data_dir as data_folder

#: Where the data directory lies within the archive.
DATA = "data"
#: The day on which every file in it is dated: equal contents give equal bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_READ_ME = """\
`leaderboard why ID --data-dir {data}` answers from what lies here, without a network; `leaderboard export --help` says
how this was made. `{data}/local/archive` holds the responses that rows were read from, under their SHA-256, as far as
the machine that packed them had kept them: {kept:,} of {wanted:,}. Where and when the others were had stands in
`{data}/read`. `{day}/README.md` has the terms.
"""


@dataclass(frozen=True)
class Packed:
    """An archive: where it lies, and how many of the responses behind its rows are in it."""

    path: Path
    kept: int
    wanted: int


def pack(folder: Path, data_dir: str | Path | None = None) -> Packed:
    """Put an export, the public data directory and the responses behind it into `<folder>.zip`. Atomic.

    Only responses of sources all of whose boards may be passed on. Equal contents give equal bytes.
    """
    data = data_folder(data_dir, behind=True)
    archive = Archive(data.archive)
    with tables.public(data) as public:
        wanted = sorted(_wanted(public))
        kept = [sha256 for sha256 in wanted if sha256 in archive]
        read_me = _READ_ME.format(data=DATA, kept=len(kept), wanted=len(wanted), day=folder.name)
        lines = {entry["sha256"]: entry for entry in reversed(archive.manifest())}
        manifest = "".join(json.dumps(lines[sha256], ensure_ascii=False) + "\n" for sha256 in kept if sha256 in lines)

        def write(path: Path) -> None:
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as zipped:
                _text(zipped, "README.md", read_me)
                for root, name in ((folder, folder.name), (public, DATA)):
                    for file in _files(root):
                        _file(zipped, file, f"{name}/{file.relative_to(root).as_posix()}")
                place = DataDir(Path(DATA)).archive
                for sha256 in kept:
                    _file(zipped, archive.path(sha256), Archive(place).path(sha256).as_posix())
                _text(zipped, (place / "manifest.jsonl").as_posix(), manifest)

        path = folder.with_name(f"{folder.name}.zip")
        write_atomically(path, write)
    return Packed(path, len(kept), len(wanted))


def _wanted(public: Path) -> Iterator[str]:
    """The responses that exported rows were read from, as far as they hold nothing else than may be passed on."""
    for source in tables.sources(public):
        if all(board.redistributable for board in source.boards):
            yield from store.rows_by_response(DataDir(public), source.id)


def _files(root: Path) -> list[Path]:
    """The files below a folder, those behind links too, in a fixed order."""
    return sorted(
        path for top in root.iterdir() for path in (top.rglob("*") if top.is_dir() else [top]) if path.is_file()
    )


def _file(zipped: zipfile.ZipFile, file: Path, name: str) -> None:
    with file.open("rb") as read, zipped.open(_entry(name), "w") as written:
        shutil.copyfileobj(read, written)


def _text(zipped: zipfile.ZipFile, name: str, text: str) -> None:
    zipped.writestr(_entry(name), text)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
