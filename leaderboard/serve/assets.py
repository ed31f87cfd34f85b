"""The files that draw the app, such as its scripts: compressed once, and kept. Each is named by a hash of its bytes."""

from mimetypes import guess_type
from pathlib import Path

from anyio import to_thread
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from leaderboard.serve.replies import FOR_EVER, Packed, packed, replied

#: What is compressed by its nature.
_RAW = (".gif", ".png", ".woff2")


class Assets:
    """Answers for the files in a folder and below it, in place of whoever would read them anew each time.

    files: those that there are when it begins, by address. At most all of them are kept, in less than half their bytes.
    """

    def __init__(self, app: ASGIApp, folder: Path, under: str) -> None:
        self.app = app
        found = (file for file in folder.rglob("*") if file.is_file())
        self.files = {f"{under}/{file.relative_to(folder).as_posix()}": file for file in found}
        self.kept: dict[str, Packed] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or path not in self.files:
            await self.app(scope, receive, send)
            return
        # In a thread only the first time: a page asks for a hundred files while threads compute what it says.
        if path not in self.kept:
            self.kept[path] = await to_thread.run_sync(_packed, self.files[path])
        kind = guess_type(path)[0] or "application/octet-stream"
        response = replied(Request(scope), self.kept[path], kind, {"Cache-Control": FOR_EVER})
        await response(scope, receive, send)


def _packed(file: Path) -> Packed:
    return packed(file.read_bytes(), raw=file.suffix in _RAW)
