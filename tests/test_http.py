"""http_get against a small server that answers well, badly and maliciously."""

import email.utils
import gzip
import itertools
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from fetchers import FetchError, NotFound, _http, http_get
from tests.upstream import Answer, Server, Waits, chunks, in_turn, reply, short


class Upstream:
    """Answers every request with `answer(handler, number of the request)` and keeps the request headers."""

    def __init__(self) -> None:
        self.seen: list[dict[str, str]] = []
        upstream = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                upstream.seen.append(dict(self.headers))
                upstream.answer(self, len(upstream.seen))

            def log_message(self, *_: object) -> None:
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/scores.csv"
        self.answer: Answer = reply(200, b"model,score\n")


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    for name in ("LEADERBOARD_MIRROR", "GITHUB_TOKEN", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(_http, "_hosts", {})
    upstream = Upstream()
    monkeypatch.setenv("LEADERBOARD_MIRROR", upstream.url.removesuffix("/scores.csv"))  # all else must be https
    thread = threading.Thread(target=upstream.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield upstream
    upstream.server.shutdown()
    thread.join()
    upstream.server.server_close()
    _http._session().close()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    waits = Waits()
    monkeypatch.setattr(_http, "time", waits)
    return waits


def test_an_answer_carries_body_and_validators(upstream: Upstream) -> None:
    upstream.answer = reply(200, b"model,score\n", ETag='"1"', Last_Modified="Mon, 23 Nov 2026 03:00:00 GMT")
    answer = http_get(f"{upstream.url}?signature=secret")
    assert (answer.status, answer.body, answer.etag) == (200, b"model,score\n", '"1"')
    assert answer.last_modified == "Mon, 23 Nov 2026 03:00:00 GMT"
    assert answer.url == upstream.url, "a signature in the query is not handed on"
    assert upstream.seen[0]["User-Agent"] == "open-model-leaderboard/0.1"


def test_a_conditional_request_may_be_answered_without_a_body(upstream: Upstream) -> None:
    upstream.answer = reply(304, ETag='"1"')
    answer = http_get(upstream.url, etag='"1"', last_modified="Mon, 23 Nov 2026 03:00:00 GMT")
    assert (answer.status, answer.body, answer.etag) == (304, b"", '"1"')
    assert upstream.seen[0]["If-None-Match"] == '"1"'
    assert upstream.seen[0]["If-Modified-Since"] == "Mon, 23 Nov 2026 03:00:00 GMT"


def test_304_without_a_condition_is_no_answer(upstream: Upstream) -> None:
    upstream.answer = reply(304)
    with pytest.raises(FetchError, match="expected status 200, found 304"):
        http_get(upstream.url)


def test_gzip_is_unpacked(upstream: Upstream) -> None:
    upstream.answer = reply(200, gzip.compress(b"model,score\n" * 1000), Content_Encoding="gzip")
    assert http_get(upstream.url).body == b"model,score\n" * 1000


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_not_found_at_once(upstream: Upstream, waits: Waits, status: int) -> None:
    upstream.answer = reply(status)
    with pytest.raises(NotFound, match=rf"127.0.0.1:\d+/scores.csv: expected status 200, found {status}"):
        http_get(f"{upstream.url}?token=secret")
    assert (len(upstream.seen), waits) == (1, [])


def test_a_refusal_is_an_error_at_once(upstream: Upstream, waits: Waits) -> None:
    upstream.answer = reply(403)
    with pytest.raises(FetchError, match="found 403") as caught:
        http_get(upstream.url)
    assert not isinstance(caught.value, NotFound)
    assert waits == []


@pytest.mark.parametrize("status", [403, 429])
def test_githubs_limit_is_named_with_its_end(upstream: Upstream, waits: Waits, status: int) -> None:
    later = str(int(time.time()) + 1800)
    upstream.answer = reply(status, X_RateLimit_Remaining="0", X_RateLimit_Reset=later)
    with pytest.raises(
        FetchError,
        match=rf"scores.csv: expected to be answered within 60 s, found status {status}, GitHub's requests of this "
        r"hour used up \(GITHUB_TOKEN raises the limit\), and not to be asked again for (1800|1799) s",
    ):
        http_get(upstream.url)
    assert (len(upstream.seen), waits) == (1, [])


@pytest.mark.usefixtures("waits")
def test_githubs_limit_ends_within_the_hour_if_it_does_not_say_when(upstream: Upstream) -> None:
    upstream.answer = reply(403, X_RateLimit_Remaining="0", X_RateLimit_Reset="\u00b2")
    with pytest.raises(FetchError, match="not to be asked again for 3600 s"):
        http_get(upstream.url)


def test_a_limit_that_ends_soon_is_waited_for(upstream: Upstream, waits: Waits) -> None:
    soon = str(int(time.time()) + 20)
    upstream.answer = in_turn(reply(403, X_RateLimit_Remaining="0", X_RateLimit_Reset=soon), reply(200, b"well again"))
    assert http_get(upstream.url).body == b"well again"
    assert waits == [pytest.approx(19.5, abs=1)]


def test_githubs_secondary_limit_is_a_refusal_that_names_its_time(upstream: Upstream, waits: Waits) -> None:
    upstream.answer = in_turn(reply(403, Retry_After="9", X_RateLimit_Remaining="41"), reply(200, b"well again"))
    assert http_get(upstream.url).body == b"well again"
    assert waits == [pytest.approx(9, abs=0.5)]


def test_two_failures_are_outlasted(upstream: Upstream, waits: Waits) -> None:
    upstream.answer = in_turn(reply(503), reply(500), reply(200, b"well again"))
    assert http_get(upstream.url).body == b"well again"
    assert waits == [1.0, 2.0]


def test_three_failures_are_the_end(upstream: Upstream, waits: Waits) -> None:
    upstream.answer = reply(503)
    with pytest.raises(FetchError, match="expected status 200, found 503"):
        http_get(upstream.url)
    assert (len(upstream.seen), waits) == (3, [1.0, 2.0])


def test_retry_after_is_obeyed(upstream: Upstream, waits: Waits) -> None:
    upstream.answer = in_turn(reply(429, Retry_After="7"), reply(200, b"well again"))
    assert http_get(upstream.url).body == b"well again"
    assert waits == [pytest.approx(7, abs=0.5)]


@pytest.mark.parametrize("unread", ["soon", "\u00b2", "-1", "Thu, 01 Jan 99999999999999 00:00:00 GMT"])
def test_retry_after_may_be_a_date(upstream: Upstream, waits: Waits, unread: str) -> None:
    later = email.utils.format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    upstream.answer = in_turn(reply(503, Retry_After=later), reply(503, Retry_After=unread), reply(200, b"well again"))
    assert http_get(upstream.url).body == b"well again"
    assert 25 < waits[0] <= 30
    assert waits[1] == 2.0, "what cannot be read is not obeyed"


def test_a_long_wait_is_refused(upstream: Upstream, waits: Waits) -> None:
    upstream.answer = reply(429, Retry_After="3600")
    with pytest.raises(FetchError, match="found status 429, and not to be asked again for 3600 s"):
        http_get(upstream.url)
    assert (len(upstream.seen), waits) == (1, [])


def asked_at_once(urls: list[str]) -> list[object]:
    """What http_get answered or raised, of as many threads as there are addresses."""

    def asked(url: str) -> object:
        try:
            return http_get(url).body
        except FetchError as error:
            return error

    with ThreadPoolExecutor(len(urls)) as pool:
        return list(pool.map(asked, urls))


def test_a_host_is_asked_by_one_thread_at_a_time_and_another_host_beside_it(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hosts are the true ones: behind a mirror all of them have one address."""
    under_way: list[str] = []
    together: list[list[str]] = []

    def answer(handler: BaseHTTPRequestHandler, number: int) -> None:
        host = handler.path.split("/")[1]
        under_way.append(host)
        time.sleep(0.05)
        together.append(sorted(under_way))
        under_way.remove(host)
        reply(200, b"here")(handler, number)

    upstream.answer = answer
    monkeypatch.setenv("LEADERBOARD_MIRROR", upstream.url.removesuffix("/scores.csv"))
    urls = [f"https://{host}.example/{number}" for number in range(5) for host in ("one", "two")]
    assert asked_at_once(urls) == [b"here"] * 10
    assert ["one.example", "two.example"] in together
    assert all(len(hosts) == len({*hosts}) for hosts in together), together


def test_the_whole_host_waits(upstream: Upstream, waits: Waits) -> None:
    """One thread is told to wait, and no thread asks before that time is over."""
    upstream.answer = lambda handler, number: (reply(429, Retry_After="7") if number == 1 else reply(200, b"here"))(
        handler, number
    )
    assert asked_at_once([upstream.url] * 4) == [b"here"] * 4
    assert len(upstream.seen) == 5
    assert waits == [pytest.approx(7, abs=0.5)], "once for all of them, and the others no further"


def test_a_host_that_asks_for_long_is_not_asked_again(upstream: Upstream, waits: Waits) -> None:
    upstream.answer = reply(503, Retry_After="600")
    for error in asked_at_once([upstream.url] * 4):
        assert "found status 503, and not to be asked again for 600 s" in str(error)
    assert (len(upstream.seen), waits) == (1, [])
    waits.sleep(601)
    upstream.answer = reply(200, b"well again")
    assert http_get(upstream.url).body == b"well again"


def test_while_one_thread_waits_of_its_own_accord_others_may_ask(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch, waits: Waits
) -> None:
    together = threading.Barrier(4)  # whoever waits goes on when all four do
    monkeypatch.setattr(waits, "sleep", lambda _: together.wait(timeout=20))
    upstream.answer = lambda handler, number: reply(503 if handler.path == "/bad" else 200, b"x")(handler, number)
    asked_at_once([upstream.url.replace("scores.csv", "bad")] * 4)
    assert len(upstream.seen) == 4 * (1 + len(_http.WAITS))


def test_redirects_are_followed(upstream: Upstream) -> None:
    upstream.answer = in_turn(reply(302, b"moved", Location="/cdn/scores.csv?signature=secret"), reply(200, b"here"))
    answer = http_get(upstream.url, etag='"1"')
    assert (answer.body, answer.url) == (b"here", upstream.url.replace("/scores", "/cdn/scores"))
    assert upstream.seen[1]["If-None-Match"] == '"1"', "it is the CDN that knows the entity tag"


def test_a_redirect_loop_ends(upstream: Upstream, waits: Waits) -> None:
    upstream.answer = reply(302, Location="/scores.csv")
    with pytest.raises(FetchError, match="expected an answer within 5 redirects"):
        http_get(upstream.url)
    assert (len(upstream.seen), waits) == (6, [])


OUTSIDE = (
    "http://example.org/",
    "file:///etc/passwd",
    "https://[half/",
    "https://elsewhere.org/",
    "https://example.org.elsewhere.org/",
    "https://example.org@elsewhere.org/",
    "https://example.org:8443/",
    "https://127.0.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://127.0.0.1\\.cdn.example.org/",
    "https://elsewhere.org\\@example.org/",
    "https://2130706433/",
    "https://example.org./",
)


@pytest.mark.parametrize("target", OUTSIDE)
def test_a_redirect_stays_with_https_and_the_hosts_that_are_named(target: str) -> None:
    hosts = ("example.org", "*.cdn.example.org")
    with pytest.raises(FetchError, match=r"^example\.org/scores: expected a redirect to an https address of "):
        _http._redirected("https://example.org/scores", target, "example.org/scores", hosts)
    further = "https://eu.cdn.example.org/scores"
    assert _http._redirected("https://example.org/scores", further, "example.org/scores", hosts) == further


@pytest.mark.parametrize("url", [*OUTSIDE[:2], *OUTSIDE[3:]])
def test_no_other_address_is_ever_asked(upstream: Upstream, url: str) -> None:
    with pytest.raises(FetchError, match=r"expected an https address of example\.org, found another"):
        http_get(url, hosts=["example.org"])
    assert upstream.seen == []


def test_a_redirect_of_the_mirror_leads_no_further(upstream: Upstream) -> None:
    for target in ("http://127.0.0.1:9/", "https://elsewhere.org/", "file:///etc/passwd"):
        upstream.answer = reply(302, Location=target)
        with pytest.raises(FetchError, match="expected a redirect to an https address"):
            http_get("https://example.org/scores.csv", hosts=["example.org"])


INNER = (
    *("127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "172.16.0.1", "100.64.0.1", "0.0.0.0"),
    *("::1", "fe80::1%eth0", "fec0::1", "fd00::1", "::ffff:10.1.2.3", "64:ff9b::7f00:1", "2002:a01:203::1"),
)


@pytest.mark.parametrize("address", INNER)
def test_a_name_that_stands_for_the_inner_network_is_not_asked(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    for name in ("LEADERBOARD_MIRROR", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    told = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, 443)) for host in ("93.184.216.34", address)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: told)
    with pytest.raises(FetchError, match=rf"^example\.org/scores: expected a public address .*, found {address[:4]}"):
        http_get("https://example.org/scores")


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34"]
)
def test_a_public_address_is_asked_in_whatever_form(address: str) -> None:
    assert _http._is_public(address)


def test_a_name_that_no_host_can_have_does_not_answer(monkeypatch: pytest.MonkeyPatch, waits: Waits) -> None:  # noqa: ARG001
    monkeypatch.delenv("LEADERBOARD_MIRROR", raising=False)
    with pytest.raises(FetchError, match="expected an answer"):
        http_get(f"https://{'a' * 70}.cdn.example.org/x", hosts=["*.cdn.example.org"])


def test_the_body_of_a_redirect_is_bounded_too(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_http, "MAX_BYTES", 1_000_000)
    bomb = gzip.compress(bytes(2_000_000))
    upstream.answer = in_turn(reply(302, bomb, Location="/there", Content_Encoding="gzip"), reply(200, b"there"))
    with pytest.raises(FetchError, match="expected at most 1000000 bytes, found more"):
        http_get(upstream.url)
    assert len(upstream.seen) == 1


def test_a_redirect_in_letters_of_no_alphabet_is_a_place_like_any_other(upstream: Upstream) -> None:
    """As bytes that are no UTF-8, and with what would move the cursor of a terminal or fill it."""
    upstream.answer = in_turn(reply(302, Location="/\xe9\xff"), reply(200, b"there"))
    assert http_get(upstream.url).body == b"there"
    upstream.seen.clear()
    upstream.answer = in_turn(reply(302, Location="/\x9b2J\x1b[2J" + "a" * 5_000), reply(403))
    with pytest.raises(FetchError) as found:
        http_get(upstream.url)
    assert str(found.value).isprintable()
    assert len(str(found.value)) < 400


def test_the_mirror_stands_for_every_host(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    mirror = upstream.url.removesuffix("/scores.csv")
    monkeypatch.setenv("LEADERBOARD_MIRROR", f"{mirror}/")
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    paths = []

    def answer(handler: BaseHTTPRequestHandler, number: int) -> None:
        paths.append(handler.path)
        targets = {1: "/_cdn/relative", 2: "https://cdn.example.org/absolute"}
        (reply(302, Location=targets[number]) if number in targets else reply(200, b"here"))(handler, number)

    upstream.answer = answer
    assert http_get("https://api.github.com/repos?page=1", hosts=["api.github.com", "cdn.example.org"]).body == b"here"
    assert paths == ["/api.github.com/repos?page=1", "/_cdn/relative", "/cdn.example.org/absolute"]
    assert not any("Authorization" in headers for headers in upstream.seen), "a mirror is not GitHub"


def test_the_token_is_for_github_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: dict[str, str | None] = {}

    class Session:
        def get(self, address: str, *, headers: dict[str, str], **_: object) -> None:
            sent[address] = headers.get("Authorization")

    monkeypatch.setattr(_http, "_session", Session)
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    for address in ("https://api.github.com/x", "http://api.github.com/x", "https://api.github.com.evil.org/x"):
        _http._request(address, address, {}, _http._Watch())
    assert list(sent.values()) == ["Bearer secret", None, None]


@pytest.mark.parametrize(
    ("variable", "address", "header", "value"),
    [
        ("OPENROUTER_API_KEY", "https://openrouter.ai/api/v1/datasets", "Authorization", "Bearer secret"),
        ("ARTIFICIAL_ANALYSIS_API_KEY", "https://artificialanalysis.ai/api/v2/x", "x-api-key", "secret"),
    ],
)
def test_a_key_goes_to_its_own_place_alone(
    monkeypatch: pytest.MonkeyPatch, variable: str, address: str, header: str, value: str
) -> None:
    sent: dict[str, dict[str, str]] = {}

    class Session:
        def get(self, address: str, *, headers: dict[str, str], **_: object) -> None:
            sent[address] = headers

    monkeypatch.setattr(_http, "_session", Session)
    monkeypatch.setenv(variable, "secret")
    elsewhere = ("https://api.github.com/x", address.replace("/api/", "/other/"), address.replace("https", "http"))
    for asked in (address, *elsewhere):
        _http._request(asked, asked, {}, _http._Watch())
    assert sent[address][header] == value
    assert not any("secret" in str(sent[other]) for other in elsewhere)


def test_an_empty_body_is_an_error(upstream: Upstream) -> None:
    upstream.answer = reply(200)
    with pytest.raises(FetchError, match="expected a body, found none"):
        http_get(upstream.url)


@pytest.mark.parametrize("page", [b"<!DOCTYPE html><title>Sign in</title>", b"\xef\xbb\xbf\r\n <HTML lang='en'>"])
def test_a_page_is_not_data(upstream: Upstream, page: bytes) -> None:
    upstream.answer = reply(200, page, Content_Type="text/csv")
    with pytest.raises(FetchError, match="expected data, found an HTML page"):
        http_get(upstream.url)
    assert http_get(upstream.url, pages=True).body == page


@pytest.mark.parametrize("headers", [{}, {"Content_Encoding": "gzip"}])
def test_a_short_body_is_an_error(upstream: Upstream, waits: Waits, headers: dict[str, str]) -> None:
    body = gzip.compress(b"model,score\n" * 100)[:20] if headers else b"model,score\nfirst,20"
    upstream.answer = short(1000, body, **headers)
    with pytest.raises(FetchError, match="expected 1000 bytes, found 20"):
        http_get(upstream.url)
    assert len(waits) == 2, "it may have been the line: asked again"


def test_a_broken_archive_is_an_error(upstream: Upstream, waits: Waits) -> None:
    upstream.answer = reply(200, b"not gzip at all", Content_Encoding="gzip")
    with pytest.raises(FetchError, match=r"expected 15 bytes, found .* and Not a gzipped file"):
        http_get(upstream.url)
    assert len(waits) == 2


@pytest.mark.parametrize("left", [10, 40, -8, -1])
def test_what_was_packed_from_a_part_is_an_error(upstream: Upstream, waits: Waits, left: int) -> None:
    """The announced bytes all came: only their packing knows that some are missing."""
    upstream.answer = reply(200, gzip.compress(b"model,score\n" * 100)[:left], Content_Encoding="gzip")
    with pytest.raises(FetchError, match=r"expected \d+ bytes, found \d+ and Compressed file ended before"):
        http_get(upstream.url)
    assert len(waits) == 2


def test_a_body_packed_in_pieces_is_whole(upstream: Upstream) -> None:
    pieces = gzip.compress(b"model,score\n") + gzip.compress(b"first,1\n")
    upstream.answer = reply(200, pieces, Content_Encoding="GZIP")
    assert http_get(upstream.url).body == b"model,score\nfirst,1\n"


@pytest.mark.parametrize("packing", ["deflate", "br", "zstd", "gzip, gzip"])
def test_no_other_packing_is_taken(upstream: Upstream, waits: Waits, packing: str) -> None:
    upstream.answer = reply(200, b"model,score\n", Content_Encoding=packing)
    with pytest.raises(FetchError, match=f"expected a body that is plain or packed by gzip, found '{packing}'"):
        http_get(upstream.url)
    assert waits == []


def test_a_large_body_is_refused_before_it_is_read(upstream: Upstream) -> None:
    upstream.answer = short(300 << 20, b"0" * 1000)
    with pytest.raises(FetchError, match="expected at most 200000000 bytes, found 314572800 announced"):
        http_get(upstream.url)
    assert len(upstream.seen) == 1


def test_an_endless_body_is_cut_off(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_http, "MAX_BYTES", 100_000)
    upstream.answer = chunks(itertools.repeat(b"0" * 1000))
    with pytest.raises(FetchError, match="expected at most 100000 bytes, found more"):
        http_get(upstream.url)


def test_the_cap_holds_after_unpacking(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_http, "MAX_BYTES", 100_000)
    upstream.answer = reply(200, gzip.compress(b"0" * 10_000_000), Content_Encoding="gzip")
    with pytest.raises(FetchError, match="expected at most 100000 bytes, found more"):
        http_get(upstream.url)


def test_a_trickle_ends(upstream: Upstream, monkeypatch: pytest.MonkeyPatch, waits: Waits) -> None:
    monkeypatch.setattr(_http, "BODY_SECONDS", 0.2)
    upstream.answer = chunks(itertools.repeat(b"0123456789"), pause=0.02)
    started = time.monotonic()
    with pytest.raises(FetchError, match="expected 20000 bytes a second"):
        http_get(upstream.url)
    assert time.monotonic() - started < 2
    assert waits == [], "a slow body is not asked for again"


def dripping(text: bytes, pause: float) -> Answer:
    """These bytes one by one, without anything before them."""

    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        handler.close_connection = True
        for byte in text:
            handler.wfile.write(bytes([byte]))
            time.sleep(pause)

    return answer


HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD.replace(b"OK", b"O" * 500), "expected an answer within 0 s, found the beginning of one"),
        (b"HTTP/1.1 200 OK\r\nX-" + b"a" * 500, "expected an answer within 0 s, found the beginning of one"),
        (HEAD + b"0" * 500, "expected 20000 bytes a second after 0 s, found 0 bytes"),
        (HEAD + b"5;" + b"a" * 500, "expected 20000 bytes a second after 0 s, found 0 bytes"),
    ],
    ids=["status line", "header", "size of a chunk", "extension of a chunk"],
)
def test_bytes_that_drip_into_headers_and_chunk_lines_end(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch, waits: Waits, text: bytes, said: str
) -> None:
    monkeypatch.setattr(_http, "ANSWER_SECONDS", 0.4)
    monkeypatch.setattr(_http, "BODY_SECONDS", 0.4)
    drip = dripping(text[len(HEAD) :], 0.02)
    upstream.answer = (
        (lambda handler, number: (handler.wfile.write(HEAD), drip(handler, number)))
        if text.startswith(HEAD)
        else dripping(text, 0.02)
    )
    started = time.monotonic()
    with pytest.raises(FetchError, match=said):
        http_get(upstream.url)
    assert time.monotonic() - started < 3
    assert waits == [], "it is not asked again"


def test_what_answers_in_no_known_way_is_quoted_on_a_line(upstream: Upstream, waits: Waits) -> None:  # noqa: ARG001
    upstream.answer = dripping(b"\x1b[2Jhello" + b"a" * 1_000 + b"\r\n", 0.0)
    with pytest.raises(FetchError, match=r"expected an answer, found .*hello") as found:
        http_get(upstream.url)
    assert str(found.value).isprintable()
    assert len(str(found.value)) < 400


def test_silence_ends(upstream: Upstream, monkeypatch: pytest.MonkeyPatch, waits: Waits) -> None:
    monkeypatch.setattr(_http, "SILENCE_SECONDS", 0.1)
    upstream.answer = chunks([b"model", b"score"], pause=0.5)
    with pytest.raises(FetchError, match="expected more bytes within"):
        http_get(upstream.url)
    assert len(waits) == 2


def test_a_late_answer_ends(upstream: Upstream, monkeypatch: pytest.MonkeyPatch, waits: Waits) -> None:
    monkeypatch.setattr(_http, "SILENCE_SECONDS", 0.1)
    upstream.answer = lambda *_: time.sleep(0.5)
    with pytest.raises(FetchError, match="expected an answer within 0 s, found none"):
        http_get(upstream.url)
    assert len(waits) == 2


def test_no_connection_is_said_without_the_query(monkeypatch: pytest.MonkeyPatch, waits: Waits) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: nobody else gets the port, nobody answers
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/scores.csv?token=secret"
        monkeypatch.setenv("LEADERBOARD_MIRROR", url.partition("/scores")[0])
        with pytest.raises(FetchError, match="Connection refused") as caught:
            http_get(url)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(waits) == 2


def test_a_useless_address_is_said() -> None:
    with pytest.raises(FetchError, match=r"expected an https address of example\.org, found another"):
        http_get("ftp://example.org/scores.csv")
