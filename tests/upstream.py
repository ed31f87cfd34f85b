"""A small upstream for tests: files behind a mirror on loopback, with faults on demand; Arena-shaped rows for them."""

import hashlib
import io
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from fetchers import Hole, LayoutChanged, ScoreTable

DATASET = "huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main"
FULL, LATEST = "full-00000-of-00001.parquet", "latest-00000-of-00001.parquet"
#: Our columns in the names of Arena's files.
ARENA = {
    "model_name": "model_name",
    "organization_name": "organization",
    "license_name": "license",
    "score": "rating",
    "score_low": "rating_lower",
    "score_high": "rating_upper",
    "sample_size": "vote_count",
    "rank": "rank",
    "category": "category",
    "published_on": "leaderboard_publish_date",
}

#: Answers a request. The number tells which one of its address it is (in test_http: of all), from 1.
Answer = Callable[[BaseHTTPRequestHandler, int], None]


def reply(status: int, body: bytes = b"", **headers: str) -> Answer:
    """Answer in good order. Underscores in the names of headers stand for dashes."""

    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def in_turn(*answers: Answer) -> Answer:
    """One after the other; the last one for ever."""
    return lambda handler, number: answers[min(number, len(answers)) - 1](handler, number)


def chunks(pieces: Iterable[bytes], pause: float = 0.0) -> Answer:
    """Answer in chunks without announcing a length, until the client has gone."""

    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.close_connection = True
        for piece in pieces:
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            time.sleep(pause)
        handler.wfile.write(b"0\r\n\r\n")

    return answer


def short(announced: int, body: bytes, **headers: str) -> Answer:
    """Announce more bytes than are sent, and hang up."""

    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(announced))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.close_connection = True
        handler.wfile.write(body)
        handler.connection.shutdown(socket.SHUT_RDWR)

    return answer


def late(seconds: float, answer: Answer) -> Answer:
    """Answer after a while."""

    def waiting(handler: BaseHTTPRequestHandler, number: int) -> None:
        time.sleep(seconds)
        answer(handler, number)

    return waiting


def reset(handler: BaseHTTPRequestHandler, _: int) -> None:
    """Answer nothing, and close without a farewell (RST)."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()
    handler.close_connection = True


class Waits(list[float]):
    """Stands for the `time` of fetchers._http: the seconds slept there, on a clock that they move on by themselves.

    How long an answer takes is measured as it is: what one thread sleeps does not make another's slow.
    """

    sleep = list.append
    perf_counter = staticmethod(time.perf_counter)
    time = staticmethod(time.time)

    def monotonic(self) -> float:
        return time.monotonic() + sum(self)


class Server(ThreadingHTTPServer):
    """A server to which a client that hangs up is no news: it rejected a body."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        pass


@dataclass(eq=False)
class Mirror:
    """Serves `files` (host/path -> bytes) with ETags. `faults` come first: of the patterns over host/path the first."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    address: str = ""

    def start(self) -> ThreadingHTTPServer:
        mirror, numbers = self, Counter[tuple[Answer, str]]()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = self.path.lstrip("/")
                faults = (fault for pattern, fault in mirror.faults.items() if fnmatch(path, pattern))
                answer = next(faults, mirror.well)
                numbers[answer, path] += 1
                answer(self, numbers[answer, path])

            def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002 (its signature)
                mirror.asked.append((self.path.lstrip("/"), int(code)))

        server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        self.address = f"http://127.0.0.1:{server.server_port}"
        return server

    def well(self, handler: BaseHTTPRequestHandler, number: int) -> None:
        """The answer without a fault: the file, 304 to whom knows it, or 404."""
        path = handler.path.lstrip("/")
        if path not in self.files:
            reply(404, b"404: Not Found")(handler, number)
            return
        etag = f'"{hashlib.sha256(self.files[path]).hexdigest()}"'
        known = handler.headers.get("If-None-Match") == etag
        (reply(304, ETag=etag) if known else reply(200, self.files[path], ETag=etag))(handler, number)

    def arena(self, subset: str, rows: pd.DataFrame) -> None:
        """Serve a subset: `full` with all rows, `latest` with the newest day of each category."""
        newest = rows["leaderboard_publish_date"] == rows.groupby("category")["leaderboard_publish_date"].transform(
            "max"
        )
        self.files[f"{DATASET}/{subset}/{FULL}"] = parquet(rows)
        self.files[f"{DATASET}/{subset}/{LATEST}"] = parquet(rows[newest])


def whole(told: Iterable[ScoreTable | Hole]) -> Iterator[ScoreTable]:
    """The tables of a source that has no holes but absent parts. Raises LayoutChanged in place of another."""
    for table in told:
        if not isinstance(table, Hole):
            yield table
        elif not table.absent:
            raise LayoutChanged(table.message)


def parquet(rows: pd.DataFrame) -> bytes:
    """Upstream's file format."""
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(rows, preserve_index=False), buffer)
    return buffer.getvalue()


def arena_rows(*rows: tuple[str, str, float], category: str = "overall", **columns: object) -> pd.DataFrame:
    """Rows of (date, model, rating) in upstream's columns: interval of 5 points to either side, 1,000 votes."""
    frame = pd.DataFrame(rows, columns=["leaderboard_publish_date", "model_name", "rating"])
    defaults: dict[str, object] = {
        "organization": "deepseek",
        "license": "MIT",
        "rating_lower": frame["rating"] - 5,
        "rating_upper": frame["rating"] + 5,
        "variance": 1.0,
        "vote_count": 1000.0,
        "rank": 1,
        "category": category,
    }
    order = ["model_name", "organization", "license", "rating", "rating_lower", "rating_upper", "variance"]
    order += ["vote_count", "rank", "category", "leaderboard_publish_date"]
    return frame.assign(**(defaults | columns))[order]
