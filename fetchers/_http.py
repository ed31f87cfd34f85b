"""The only door to the network: the bytes at one address, or one line that says why not.

What a site answers may send us anywhere. So an address, and each that it redirects to, is https, of a host
that the source names, and not of this machine or its network; only the mirror may lie there.
"""

import contextlib
import email.utils
import gzip
import io
import ipaddress
import os
import socket
import threading
import time
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from urllib3.util import parse_url

from fetchers._source import FetchError, NotFound

USER_AGENT = "open-model-leaderboard/0.1"
CONNECT_SECONDS = 10.0
#: The longest silence within an answer.
SILENCE_SECONDS = 30.0
#: From the question to the end of the answer's headers, however they come.
ANSWER_SECONDS = 60.0
#: A body may take this long, and beyond that as long as it comes at MIN_BYTES_PER_SECOND on average:
#: a trickle ends after a minute, while a slow line still gets a large file.
BODY_SECONDS = 60.0
MIN_BYTES_PER_SECOND = 20_000
#: The largest body, after decompression.
MAX_BYTES = 200_000_000
MAX_REDIRECTS = 5
#: Seconds to wait before the second and the third attempt, unless upstream names a time.
WAITS = (1.0, 2.0)
#: Asked to wait longer than this, we give up and say so.
MAX_WAIT = 60.0
#: Where networks without IPv4 write an IPv4 address into the last four bytes of another (RFC 6052).
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
#: The window of GitHub's limit, where it does not say when it ends.
_HOUR = 3600.0

#: Of a place that takes a token: the variable of the environment that holds it, the header, what stands before it.
_TOKENS = {
    "https://api.github.com/": ("GITHUB_TOKEN", "Authorization", "Bearer "),
    "https://openrouter.ai/api/": ("OPENROUTER_API_KEY", "Authorization", "Bearer "),
    "https://artificialanalysis.ai/api/": ("ARTIFICIAL_ANALYSIS_API_KEY", "x-api-key", ""),
}
_CHUNK = 1 << 20
#: Of what a host said not more is told.
_LONGEST = 300
_PAGE_STARTS = (b"<!doctype html", b"<html")
_threads = threading.local()
_hosts: dict[str, "_Host"] = {}


@dataclass(frozen=True)
class HttpAnswer:
    """What an address answered.

    status: 200, or 304 (then without body) to a conditional request.
    url: where the bytes came from in the end, without its query (a CDN's signature stands there).
    """

    status: int
    body: bytes
    etag: str | None
    last_modified: str | None
    url: str


@dataclass
class _Host:
    """A host as all threads see it: asked by one of them at a time, and by none while it wants to be left alone.

    One at a time is what GitHub asks of its clients (docs.github.com, best practices for using the REST API).
    quiet_until: as time.monotonic counts. why: what it answered when it said so.
    """

    turn: threading.Lock = field(default_factory=threading.Lock)
    quiet_until: float = 0.0
    why: str = ""


class _Transient(FetchError):
    """A failure that may have passed in a moment."""


class _Quiet(_Transient):
    """The host names the seconds for which it wants to be left alone."""

    def __init__(self, message: str, seconds: float, why: str) -> None:
        super().__init__(message)
        self.seconds = seconds
        self.why = why


class _Watch:
    """Hangs up on an answer that takes too long. Within it, the connection that this thread uses.

    A byte now and then satisfies every timeout that a socket has, in headers and in chunk lines too.
    until: as time.perf_counter counts. over: whether it hung up.
    """

    def __init__(self) -> None:
        self.until = time.perf_counter() + ANSWER_SECONDS
        self.over = False
        self.socket: socket.socket | None = None
        self._done = threading.Event()

    def __enter__(self) -> "_Watch":
        _threads.watch = self
        threading.Thread(target=self._wait, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()

    def _wait(self) -> None:
        while (left := self.until - time.perf_counter()) > 0:
            if self._done.wait(left):
                return
        self.over = True
        if self.socket is not None:
            with contextlib.suppress(OSError):  # closed already
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)  # of the wire, also below TLS


class _Watched:
    """A connection that shows its socket to the watch of the thread that waits for an answer."""

    sock: socket.socket | None

    def getresponse(self) -> Any:
        _threads.watch.socket = self.sock
        return super().getresponse()  # type: ignore[misc]


class _HttpConnection(_Watched, urllib3.connection.HTTPConnection):
    pass


class _HttpsConnection(_Watched, urllib3.connection.HTTPSConnection):
    pass


class _HttpPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _HttpConnection


class _HttpsPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _HttpsConnection


_DIRECT = {"http": "", "https": ""}  # requests takes a proxy of the environment only where none is named
_POOLS = {"http": _HttpPool, "https": _HttpsPool}


class _Session(requests.Session):
    """Looks at no redirect: it would read the body of one whole, whatever its size, and choke on some addresses."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None of any response: `_follow` follows them."""


class _Adapter(requests.adapters.HTTPAdapter):
    """Connections that can be watched, directly and through a proxy."""

    def init_poolmanager(self, *sizes: Any, **options: Any) -> None:
        super().init_poolmanager(*sizes, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager


def http_get(
    url: str,
    *,
    hosts: Collection[str] | None = None,
    etag: str | None = None,
    last_modified: str | None = None,
    pages: bool = False,
) -> HttpAnswer:
    """Get an address; with `etag` or `last_modified` only if it changed since.

    hosts: those that may be asked, redirects included; `*.example.org` stands for all below. None: only
    the address's own. pages: an HTML page is a good answer.

    A host is asked for one address at a time, whatever the number of threads; where it asks to wait
    (Retry-After, or GitHub's X-RateLimit-Reset), all of them do.

    LEADERBOARD_MIRROR rewrites https://host/path to <mirror>/host/path. A token of the environment is sent
    to the one place that it is for (_TOKENS), and nowhere else.

    Raises NotFound for 404 and 410, and FetchError for whatever else is no good answer: another
    status, no connection, more redirects, bytes or seconds than the limits above, a body that is
    empty, shorter than announced, or an HTML page (hardly any leaderboard is one: it is a sign-in
    or error page with status 200), and for an address that may not be asked.
    """
    allowed = hosts if hosts is not None else [urlsplit(url).hostname or ""]
    if not _may_ask(url, allowed):
        raise FetchError(f"{_place(url)}: expected an https address of {_listed(allowed)}, found another")
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {name: value for name, value in conditions.items() if value}
    host = _hosts.setdefault(urlsplit(url).netloc, _Host())  # atomic, and of the true host, not of the mirror
    for wait in WAITS:
        try:
            return _in_turn(host, url, allowed, headers, pages=pages)
        except _Quiet:
            continue  # the next turn begins with the wait that it asked for
        except _Transient:
            time.sleep(wait)
    return _in_turn(host, url, allowed, headers, pages=pages)


def _in_turn(host: _Host, url: str, allowed: Collection[str], conditions: dict[str, str], *, pages: bool) -> HttpAnswer:
    """One attempt, when the host may be asked. Raises FetchError, without asking, where that is too far away."""
    with host.turn:
        pause = host.quiet_until - time.monotonic()
        if pause > MAX_WAIT:
            raise FetchError(
                f"{_place(_mirrored(url))}: expected to be answered within {MAX_WAIT:.0f} s, "
                f"found {host.why}, and not to be asked again for {pause:.0f} s"
            )
        if pause > 0:
            time.sleep(pause)
        try:
            return _follow(url, allowed, conditions, pages=pages)
        except _Quiet as wish:
            host.quiet_until, host.why = time.monotonic() + wish.seconds, wish.why
            raise


def _follow(url: str, allowed: Collection[str], conditions: dict[str, str], *, pages: bool) -> HttpAnswer:
    """One attempt, through its redirects. They are followed by hand, to keep the token and the mirror in mind."""
    address = _mirrored(url)
    for _ in range(MAX_REDIRECTS + 1):
        place = _place(address)
        _check_public(address, place)
        with _Watch() as watch, _request(address, place, conditions, watch) as response:
            if not response.is_redirect:
                return _read(response, place, watch, conditional=bool(conditions), pages=pages)
            _body(response, place, watch)  # read to its end, so that the connection can be used again
            address = _redirected(address, response.headers["Location"], place, allowed)
    raise FetchError(f"{place}: expected an answer within {MAX_REDIRECTS} redirects, found another redirect")


def _mirror() -> str:
    return os.environ.get("LEADERBOARD_MIRROR", "").rstrip("/")


def _is_mirrored(address: str) -> bool:
    return bool(_mirror()) and address.startswith(f"{_mirror()}/")


def _is_here(address: str) -> bool:
    """Whether an address lies on this machine, as a mirror may: a proxy would look for it on its own."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _mirrored(url: str) -> str:
    if _mirror() and url.startswith("https://") and not _is_mirrored(url):
        return f"{_mirror()}/{url.removeprefix('https://')}"
    return url


def _redirected(address: str, location: str, place: str, allowed: Collection[str]) -> str:
    try:
        target = urljoin(address, location)
        safe = _may_ask(target, allowed)
    except ValueError:
        safe = False
    if not safe:
        raise FetchError(f"{place}: expected a redirect to an https address of {_listed(allowed)}, found another")
    return _mirrored(target)


def _may_ask(address: str, allowed: Collection[str]) -> bool:
    """Whether an address is the mirror's, or https at a host that is allowed."""
    parts = parse_url(address)  # as the request reads it: for urlsplit a backslash is a letter of the host's name
    at_home = parts.scheme == "https" and parts.port in (None, 443)
    return _is_mirrored(address) or (at_home and any(fnmatchcase(parts.host or "", name) for name in allowed))


def _listed(hosts: Collection[str]) -> str:
    return " or ".join(sorted(hosts)) or "a named host"


def _check_public(address: str, place: str) -> None:
    """Raise FetchError where a name stands for this machine or its network; a proxy looks names up by itself."""
    if _is_mirrored(address) or requests.utils.get_environ_proxies(address):
        return
    try:
        found = {str(told[4][0]).partition("%")[0] for told in socket.getaddrinfo(parse_url(address).host, 443)}
    except (OSError, UnicodeError):  # UnicodeError: a name that no host can have
        return  # nothing will answer, and the request says so
    if inner := sorted(one for one in found if not _is_public(one)):
        raise FetchError(f"{place}: expected a public address of this host, found {', '.join(inner)}")


def _is_public(found: str) -> bool:
    address = ipaddress.ip_address(found)
    if isinstance(address, ipaddress.IPv6Address):
        if address in _TRANSLATED:
            return ipaddress.IPv4Address(address.packed[-4:]).is_global
        if within := address.ipv4_mapped or address.sixtofour:
            return within.is_global
        return address.is_global and not address.is_site_local
    return address.is_global


def _place(address: str) -> str:
    """Host and path in letters that a line may carry, without user, password and query: these may be secrets."""
    parts = urlsplit(address)
    return _on_a_line(parts.netloc.rpartition("@")[2] + parts.path)


def _on_a_line(text: str) -> str:
    """What a host said, in letters that move nothing, and not endless."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:_LONGEST])


def _session() -> requests.Session:
    """One per thread: connections are kept open between requests, and sessions are not thread-safe."""
    if not hasattr(_threads, "session"):
        _threads.session = _Session()
        _threads.session.mount("https://", _Adapter())
        _threads.session.mount("http://", _Adapter())
    session: requests.Session = _threads.session
    return session


def _request(address: str, place: str, conditions: dict[str, str], watch: _Watch) -> requests.Response:
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", **conditions}
    for at, (variable, header, before) in _TOKENS.items():
        if address.startswith(at) and os.environ.get(variable):
            headers[header] = before + os.environ[variable]
    failure: Exception | None = None
    try:
        response = _session().get(
            address,
            headers=headers,
            stream=True,
            allow_redirects=False,
            timeout=(CONNECT_SECONDS, SILENCE_SECONDS),
            proxies=_DIRECT if _is_here(address) else None,
        )
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:  # requests lets some of these pass
        failure = error
    if watch.over:  # what came until then may look like an answer
        raise FetchError(
            f"{place}: expected an answer within {ANSWER_SECONDS:.0f} s, found the beginning of one"
        ) from failure
    if failure is not None:
        raise _failure(failure, place) from failure
    return response


def _failure(error: Exception, place: str) -> FetchError:
    if isinstance(error, requests.Timeout):
        waited = CONNECT_SECONDS if isinstance(error, requests.ConnectTimeout) else SILENCE_SECONDS
        return _Transient(f"{place}: expected an answer within {waited:.0f} s, found none")
    if isinstance(error, requests.ConnectionError):
        return _Transient(f"{place}: expected an answer, found {_root(error)}")
    return FetchError(f"{place}: expected an answer, found {type(error).__name__}")


def _root(error: BaseException) -> str:
    """What went wrong at the bottom. Errors further up quote the address with its query."""
    while cause := error.__cause__ or error.__context__:
        error = cause
    return _on_a_line(str(error)) or type(error).__name__


def _read(response: requests.Response, place: str, watch: _Watch, *, conditional: bool, pages: bool) -> HttpAnswer:
    status, headers = response.status_code, response.headers
    found = f"{place}: expected status 200, found {status}"
    if status == 304 and conditional:
        body = b""
    elif status in (404, 410):
        raise NotFound(found)
    elif wish := _wish(status, headers):
        seconds, why = wish
        raise _Quiet(found, seconds, why)
    elif status == 429 or status >= 500:
        raise _Transient(found)
    elif status != 200:
        raise FetchError(found)
    else:
        body = _body(response, place, watch)
        if not body:
            raise FetchError(f"{place}: expected a body, found none")
        if not pages and body[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGE_STARTS):
            raise FetchError(f"{place}: expected data, found an HTML page")
    url = urlsplit(response.url)._replace(query="").geturl()
    return HttpAnswer(status, body, headers.get("ETag"), headers.get("Last-Modified"), url)


def _wish(status: int, headers: Mapping[str, str]) -> tuple[float, str] | None:
    """For how many seconds the host wants to be left alone, and why; None where it does not say so.

    GitHub's limits come as 403 too (docs.github.com, rate limits for the REST API).
    """
    if status not in (403, 429) and status < 500:
        return None
    why, seconds = f"status {status}", _seconds(headers.get("Retry-After"))
    if status < 500 and headers.get("X-RateLimit-Remaining") == "0":
        why += ", GitHub's requests of this hour used up (GITHUB_TOKEN raises the limit)"
        reset = headers.get("X-RateLimit-Reset", "")
        ends_in = max(0.0, float(reset) - time.time()) if reset.isdecimal() else _HOUR
        seconds = ends_in if seconds is None else seconds
    return None if seconds is None else (seconds, why)


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After as seconds from now: a number or an HTTP date (RFC 9110, 10.2.3); None if it is neither."""
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        moment = email.utils.parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _body(response: requests.Response, place: str, watch: _Watch) -> bytes:
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > MAX_BYTES:
        raise FetchError(f"{place}: expected at most {MAX_BYTES} bytes, found {announced} announced")
    body, started = io.BytesIO(), time.perf_counter()
    wire: urllib3.HTTPResponse = response.raw
    plain = _unpacked(wire, response.headers.get("Content-Encoding", ""), place)
    watch.until = started + BODY_SECONDS
    try:
        # read1 hands on what has come; read would wait for a full chunk, however slowly it comes
        while chunk := plain.read1(_CHUNK):
            body.write(chunk)
            if body.tell() > MAX_BYTES:
                raise FetchError(f"{place}: expected at most {MAX_BYTES} bytes, found more")
            watch.until = started + BODY_SECONDS + body.tell() / MIN_BYTES_PER_SECOND
            if time.perf_counter() > watch.until:
                break
    except urllib3.exceptions.ReadTimeoutError as error:
        raise _Transient(f"{place}: expected more bytes within {SILENCE_SECONDS:.0f} s, found none") from error
    # A body shorter than announced, which urllib3 notices, and one that was packed from a part, which gzip does.
    except (urllib3.exceptions.HTTPError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        if not watch.over:
            found = f"{wire.tell()} and {_root(error)}"
            raise _Transient(f"{place}: expected {announced or 'all'} bytes, found {found}") from error
    if watch.over or time.perf_counter() > watch.until:
        raise FetchError(
            f"{place}: expected {MIN_BYTES_PER_SECOND} bytes a second after {BODY_SECONDS:.0f} s, "
            f"found {body.tell()} bytes in {time.perf_counter() - started:.0f} s"
        )
    return body.getvalue()


def _unpacked(wire: urllib3.HTTPResponse, packing: str, place: str) -> "urllib3.HTTPResponse | gzip.GzipFile":
    """What reads the body without its packing, and sees that nothing is missing at its end. Only gzip is asked for."""
    if packing.strip().lower() in ("gzip", "x-gzip"):
        return gzip.GzipFile(fileobj=wire)
    if packing.strip().lower() in ("", "identity"):
        return wire
    raise FetchError(f"{place}: expected a body that is plain or packed by gzip, found {packing!r}")
