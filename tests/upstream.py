"""A small upstream for tests: an Arena-shaped dataset behind a mirror on loopback, with faults on demand."""

import hashlib
import io
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

DATASET = "huggingface.co/datasets/lmarena-ai/leaderboard-dataset/resolve/main"
FULL, LATEST = "full-00000-of-00001.parquet", "latest-00000-of-00001.parquet"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A client that rejects a body hangs up on it: no news."""


@dataclass
class Mirror:
    """Serves `files` (host/path -> bytes) with ETags; `faults` (path -> status, body) come first."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    address: str = ""

    def start(self) -> ThreadingHTTPServer:
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = self.path.lstrip("/")
                status, body = mirror.answer(path, self.headers.get("If-None-Match"))
                mirror.asked.append((path, status))
                self.send_response(status)
                if path in mirror.files:
                    self.send_header("ETag", mirror.etag(path))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = _Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        self.address = f"http://127.0.0.1:{server.server_port}"
        return server

    def etag(self, path: str) -> str:
        return f'"{hashlib.sha256(self.files[path]).hexdigest()}"'

    def answer(self, path: str, known: str | None) -> tuple[int, bytes]:
        if path in self.faults:
            return self.faults[path]
        if path not in self.files:
            return 404, b"404: Not Found"
        return (304, b"") if known == self.etag(path) else (200, self.files[path])

    def arena(self, subset: str, rows: pd.DataFrame) -> None:
        """Serve a subset: `full` with all rows, `latest` with the newest day of each category."""
        newest = rows["leaderboard_publish_date"] == rows.groupby("category")["leaderboard_publish_date"].transform(
            "max"
        )
        self.files[f"{DATASET}/{subset}/{FULL}"] = parquet(rows)
        self.files[f"{DATASET}/{subset}/{LATEST}"] = parquet(rows[newest])


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
