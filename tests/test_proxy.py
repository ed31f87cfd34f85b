"""http_get behind a proxy that alone reaches the web, as in many a company."""

import select
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from fetchers import FetchError, _http, http_get
from tests.test_http import Upstream, upstream
from tests.upstream import Server

__all__ = ["upstream"]


class Tunnels:
    """A proxy as companies have them: CONNECT to a host it looks up by itself, which here is a server of the test."""

    def __init__(self, to: int) -> None:
        self.asked: list[str] = []
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def do_CONNECT(self) -> None:
                proxy.asked.append(self.path)
                with socket.create_connection(("127.0.0.1", to)) as inner:
                    self.send_response(200)
                    self.end_headers()
                    both = {self.connection: inner, inner: self.connection}
                    while ready := select.select(list(both), [], [], 5)[0]:
                        for side in ready:
                            if not (some := side.recv(65536)):
                                return
                            both[side].sendall(some)

            def do_GET(self) -> None:
                proxy.asked.append(self.path)
                self.send_error(502)

            def log_message(self, *_: object) -> None:
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def behind_a_proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Upstream, Tunnels]]:
    """https://scores.example is behind a proxy, with a certificate that the environment names."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-subj", "/CN=scores.example", "-addext", "subjectAltName=DNS:scores.example"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, *subject]
    subprocess.run(made, check=True, capture_output=True)
    safe = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    safe.load_cert_chain(certificate, key)
    secure = Upstream()
    secure.server.socket = safe.wrap_socket(secure.server.socket, server_side=True)
    proxy = Tunnels(secure.server.server_port)
    for name in ("NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, proxy.url)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    servers = (secure.server, proxy.server)
    threads = [threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}) for server in servers]
    for thread in threads:
        thread.start()
    yield secure, proxy
    _http._session().close()
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown()
        thread.join()
        server.server_close()


def test_all_goes_through_the_proxy_but_what_a_mirror_on_this_machine_has(
    upstream: Upstream, behind_a_proxy: tuple[Upstream, Tunnels], monkeypatch: pytest.MonkeyPatch
) -> None:
    secure, proxy = behind_a_proxy
    address = "https://scores.example/scores.csv"
    assert http_get(address).body == b"model,score\n"
    assert (len(upstream.seen), proxy.asked) == (1, []), "the mirror"
    monkeypatch.delenv("LEADERBOARD_MIRROR")
    assert http_get(address).url == address
    assert (len(upstream.seen), len(secure.seen), proxy.asked) == (1, 1, ["scores.example:443"])


def test_a_proxy_that_opens_no_way_is_named(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("LEADERBOARD_MIRROR")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setattr(_http, "WAITS", ())
    with pytest.raises(FetchError, match=r"^scores\.example/scores\.csv: expected an answer, found "):
        http_get("https://scores.example/scores.csv")
