"""Exported files at their addresses: those of a day never change, `latest` is the newest."""

import os
import re
from mimetypes import guess_type
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from leaderboard.records.paths import data_dir
from leaderboard.serve import replies

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".gz": "application/gzip",
    ".cff": "application/yaml",
    ".parquet": "application/vnd.apache.parquet",
}


def exports() -> Path:
    """Where `leaderboard export` has written: LEADERBOARD_EXPORTS, else `exports` in the data directory."""
    return Path(os.environ.get("LEADERBOARD_EXPORTS") or data_dir().root / "exports")


def days() -> list[str]:
    """The days of which there is an export, newest first."""
    folder = exports()
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted((one.name for one in found if _DAY.fullmatch(one.name) and one.is_dir()), reverse=True)


def listed(day: str) -> list[str]:
    """The files of a day's export by their paths in it, sorted; none where there is no such day."""
    if day not in days():
        return []
    root = exports() / day
    inside = (one for one in root.rglob("*") if one.is_file() and not one.is_symlink())
    return sorted(one.relative_to(root).as_posix() for one in inside)


def file(request: Request, day: str, name: str) -> Response | None:
    """A file of a day's export, `latest` being the newest; None where there is none. Only what is listed is opened."""
    known = days()
    chosen = known[0] if day == "latest" and known else day
    if name not in listed(chosen):
        return None
    path = exports() / chosen / name
    kind = _TYPES.get(path.suffix) or guess_type(name)[0] or "application/octet-stream"
    kept = replies.SHORT if day == "latest" else replies.FOR_EVER
    found = path.stat()
    tag = f'W/"{chosen}-{found.st_size:x}-{found.st_mtime_ns:x}"'
    headers = {**replies.OPEN, "ETag": tag, "Cache-Control": kept}
    if replies.has(request, tag):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type=kind)
