"""Requests that no HTTP library sends: broken, conflicting, smuggled, slow, endless."""

from __future__ import annotations

import contextlib
import gzip
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import quote

from tests.abuse.target import PATIENCE, Outcome, Target
from tests.abuse.ways import Way
from tests.abuse.wire import outcome, send

Attack = Callable[[Target], Outcome]

OK, BAD, GONE = frozenset({"200"}), frozenset({"400"}), frozenset({"closed"})
MEDIA, LONG, LATE = frozenset({"415"}), frozenset({"413", "413 query", "413 query-bytes"}), frozenset({"408 patience"})
LATE_HEAD = frozenset({"408", "408 patience"})
BROKEN = BAD | GONE | {"501"}
"""A body that cannot be read: its request has begun, so that the connection may just end."""

_ASK = "ASK { ?s ?p ?o }"
_SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(12)) + " }"
LARGE = (
    f"SELECT * {{ {' '.join(f'VALUES ?v{i} {{ 1 2 3 4 5 6 7 8 }}' for i in range(4))} BIND ('{'x' * 3000}' AS ?t) }}"
)


def _get(path: str, *headers: str) -> str:
    lines = "".join(f"{header}\r\n" for header in headers)
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{lines}Connection: close\r\n\r\n"


def _post(body: str | bytes, *headers: str, path: str = "/sparql", kind: str = "application/sparql-query") -> bytes:
    content = body.encode() if isinstance(body, str) else body
    lines = "".join(f"{header}\r\n" for header in headers)
    if not any(header.lower().startswith(("content-length", "transfer-encoding")) for header in headers):
        lines += f"Content-Length: {len(content)}\r\n"
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n{lines}Connection: close\r\n\r\n"
    return head.encode() + content


def _sent(data: str | bytes, **how: float | bool) -> Attack:
    content = data.encode("latin-1") if isinstance(data, str) else data
    return lambda target: send(target, content, **how)  # type: ignore[arg-type]


_INJECTED = "%0d%0aX-Injected:%201%0d%0a%0d%0aHTTP/1.1%20200%20OK%0d%0a"
INJECTIONS: dict[str, tuple[str, frozenset[str]]] = {
    "in format=": (_get(f"/sparql?query=ASK%7B%7D&format=json{_INJECTED}"), BAD),
    "in query=": (_get(f"/sparql?query={_INJECTED}"), BAD),
    "in default-graph-uri=": (_get(f"/sparql?query=ASK%7B%7D&default-graph-uri=urn:x{_INJECTED}"), BAD),
    "in an identifier": (_get(f"/state/evil{_INJECTED}"), frozenset({"404"})),
    "in an identifier with a suffix": (_get(f"/state/evil{_INJECTED}.ttl"), frozenset({"404"})),
    "in the name of a question": (_get(f"/query/x{_INJECTED}"), frozenset({"404"})),
    "in a parameter of a question": (_get(f"/query/candidates-for-pp-26?conference=x{_INJECTED}"), BAD),
    "in the limit of a question": (_get(f"/query/candidates-for-pp-26?limit=1{_INJECTED}"), BAD),
    "in what leads to the next rows": (_get(f"/search?q=evil{_INJECTED}&limit=1"), OK),
    "in page=": (_get(f"/state/evil.ttl?page=1{_INJECTED}"), BAD),
    "in the name of a release": (_get(f"/dump/x{_INJECTED}/plenipot.nq"), frozenset({"404"})),
    "in an Akoma Ntoso address": (_get(f"/akn/un{_INJECTED}"), frozenset({"404"})),
    "in the name of a static file": (_get(f"/static/x{_INJECTED}"), frozenset({"404"})),
    "in the path of a slash too many": (_get(f"/health/{_INJECTED}"), frozenset({"404"})),
    "in Accept, with a bare CR": (_get("/sparql?query=ASK%7B%7D", "Accept: text/csv\rX-Injected: 1"), BAD),
    "in If-None-Match, with a bare LF": (_get("/health", 'If-None-Match: "a"\nX-Injected: 1'), BAD | OK),
    "in If-None-Match, with a NUL": (_get("/health", 'If-None-Match: "a"\0X-Injected: 1'), BAD),
    "in Origin, folded": (_get("/health", "Origin: x\r\n X-Injected: 1"), BAD | OK),
    "in the target, bare": ("GET /health\rX-Injected: 1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", BAD),
    "in Host": (_get("/sitemap.xml").replace("Host: x", "Host: x\rX-Injected: 1"), BAD),
}

_FORM = "application/x-www-form-urlencoded"
_QUERY = quote(_ASK)
PARAMETERS: dict[str, tuple[str | bytes, frozenset[str]]] = {
    "query twice in the address": (_get(f"/sparql?query={_QUERY}&query={_QUERY}"), BAD),
    "query twice in the form": (_post(f"query={_QUERY}&query={_QUERY}", kind=_FORM), BAD),
    "query in the address and in the form": (_post(f"query={_QUERY}", path=f"/sparql?query={_QUERY}", kind=_FORM), BAD),
    "query in the address and as the body": (_post(_ASK, path=f"/sparql?query={_QUERY}"), BAD),
    "query in the address of an empty form": (_post("", path=f"/sparql?query={_QUERY}", kind=_FORM), OK | BAD),
    "query and update in the form": (_post(f"query={_QUERY}&update=DROP%20ALL", kind=_FORM), BAD),
    "update in the address and a query as the body": (_post(_ASK, path="/sparql?update=DROP%20ALL"), BAD),
    "format twice": (_get(f"/sparql?query={_QUERY}&format=json&format=csv"), BAD),
    "no query at all in a form": (_post("query", kind=_FORM), BAD),
    "a form of 100,000 fields": (_post("a&" * 100_000 + f"query={_QUERY}", kind=_FORM), OK | BAD),
    "a parameter of a question twice": (_get("/query/candidates-for-pp-26?conference=a&conference=b"), BAD),
    "a form with semicolons": (_post(f"query={_QUERY};query=x", kind=_FORM), BAD),
    "10,000 parameters in the address": (_get(f"/sparql?{'a=1&' * 10_000}query={_QUERY}"), OK | BAD),
    "2,000 graphs": (_post(f"query={_QUERY}{'&default-graph-uri=urn:x' * 2_000}", kind=_FORM), OK),
    "two content types": (_post(_ASK, f"Content-Type: {_FORM}"), OK | BAD | MEDIA),
    "no content type": (_post(_ASK).replace(b"Content-Type: application/sparql-query\r\n", b""), MEDIA),
    "a multipart form": (_post("--b\r\n\r\nx\r\n--b--", kind="multipart/form-data; boundary=b"), MEDIA),
    "XML with an entity": (
        _post('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', kind="application/xml"),
        MEDIA,
    ),
}

CHARSETS: dict[str, tuple[str | bytes, frozenset[str]]] = {
    "UTF-16 by its name": (_post(_ASK.encode("utf-16"), kind="application/sparql-query; charset=utf-16"), BAD | MEDIA),
    "UTF-16 without a name": (_post(_ASK.encode("utf-16-le")), BAD),
    "Latin-1 by its name": (
        _post("ASK { ?s ?p 'é' }".encode("latin-1"), kind="application/sparql-query; charset=iso-8859-1"),
        BAD | MEDIA,
    ),
    "bytes that are no UTF-8": (_post(b"ASK { ?s ?p '\xff\xfe' }"), BAD),
    "overlong UTF-8": (_post(b"ASK { ?s ?p '\xc0\xaf' }"), BAD),
    "surrogates in UTF-8": (_post(b"ASK { ?s ?p '\xed\xa0\x80' }"), BAD),
    "no UTF-8 in a form": (_post("query=ASK%7B%7D%FF", kind=_FORM), BAD),
    "no UTF-8 in the address": (_get("/sparql?query=ASK%7B%7D%23%FF%C0%AF"), BAD),
    "raw bytes in the address": (_get("/sparql?query=ASK%7B%7D%23\xff\xfe"), BAD),
    "surrogates as escapes": (_post("ASK { ?s ?p '\\uD800' }"), BAD | OK),
    "an escape beyond Unicode": (_post("ASK { ?s ?p '\\UFFFFFFFF' }"), BAD),
    "NUL": (_post("ASK { ?s ?p '\0' }"), OK | BAD),
    "a byte order mark": (_post(b"\xef\xbb\xbf" + _ASK.encode()), OK | BAD),
    "right-to-left marks": (_post("ASK { ?s ?p '\u202e\u2066' }"), OK),
}

_BOMB = gzip.compress(b"ASK { " + b" " * 50_000_000 + b"}")
_DEFLATED = zlib.compress(b" " * 50_000_000)
BODIES: dict[str, tuple[Attack, frozenset[str]]] = {
    "truncated, then closed": (_sent(_post(_ASK, "Content-Length: 1000"), finish=True), GONE | BAD | LATE),
    "truncated, then silent": (_sent(_post(_ASK, "Content-Length: 1000")), LATE),
    "truncated chunk, then silent": (_sent(_post("ff\r\nASK", "Transfer-Encoding: chunked")), LATE),
    "truncated chunk, then closed": (
        _sent(_post("ff\r\nASK", "Transfer-Encoding: chunked"), finish=True),
        GONE | BAD | LATE,
    ),
    "no body at all": (_sent(_post("", "Content-Length: 1000")), LATE),
    "1 MB": (_sent(_post("x" * 1_000_000)), LONG),
    "20 MB": (_sent(_post("x" * 20_000_000)), LONG),
    "20 MB of a form": (_sent(_post("query=" + "x" * 20_000_000, kind=_FORM)), LONG),
    "20 MB in chunks": (
        _sent(_post(f"{1_000_000:x}\r\n{'x' * 1_000_000}\r\n" * 20 + "0\r\n\r\n", "Transfer-Encoding: chunked")),
        LONG,
    ),
    "100,000 chunks of a byte": (
        _sent(_post("1\r\nx\r\n" * 100_000 + "0\r\n\r\n", "Transfer-Encoding: chunked")),
        BAD | LONG,
    ),
    "a body to a GET": (_sent(_get("/health", "Content-Length: 5000000").encode() + b"x" * 5_000_000), OK),
    "20 MB to where nobody reads": (_sent(_post("x" * 20_000_000, path="/search")), frozenset({"405"})),
    "gzip bomb as the body": (_sent(_post(_BOMB, "Content-Encoding: gzip")), MEDIA),
    "gzip bomb as a form": (_sent(_post(_BOMB, "Content-Encoding: gzip", kind=_FORM)), MEDIA),
    "deflate bomb": (_sent(_post(_DEFLATED, "Content-Encoding: deflate")), MEDIA),
    "gzip of gzip": (_sent(_post(gzip.compress(_BOMB), "Content-Encoding: gzip, gzip")), MEDIA),
    "gzip bomb as transfer coding": (_sent(_post(_BOMB, "Transfer-Encoding: gzip, chunked")), BROKEN),
    "gzip bomb without a word": (_sent(_post(_BOMB)), BAD),
    "Expect: 100-continue": (_sent(_post(_ASK, "Expect: 100-continue")), frozenset({"100, 200", "200"})),
    "Expect: something else": (_sent(_post(_ASK, "Expect: the-unexpected")), frozenset({"200", "417"})),
}

_CL_TE = "5\r\nASK{}\r\n0\r\n\r\n"
SMUGGLED: dict[str, tuple[str | bytes, frozenset[str]]] = {
    "Content-Length and Transfer-Encoding": (
        _post("0\r\n\r\n" + _SMUGGLED, "Content-Length: 5", "Transfer-Encoding: chunked"),
        BAD,
    ),
    "Transfer-Encoding and Content-Length": (
        _post("0\r\n\r\n" + _SMUGGLED, "Transfer-Encoding: chunked", "Content-Length: 5"),
        BAD,
    ),
    "two lengths": (_post("ASK{}" + _SMUGGLED, "Content-Length: 5", "Content-Length: 44"), BAD),
    "two lengths in one line": (_post("ASK{}" + _SMUGGLED, "Content-Length: 5, 44"), BAD),
    "a length with a sign": (_post("ASK{}" + _SMUGGLED, "Content-Length: +5"), BAD),
    "a length with a space": (_post("ASK{}" + _SMUGGLED, "Content-Length : 5"), BAD),
    "a negative length": (_post("ASK{}" + _SMUGGLED, "Content-Length: -5"), BAD),
    "a length of 30 digits": (_post("ASK{}", f"Content-Length: {'9' * 30}"), BAD),
    "a length in hexadecimal": (_post("ASK{}" + _SMUGGLED, "Content-Length: 0x5"), BAD),
    "an unknown transfer coding": (_post(_CL_TE + _SMUGGLED, "Transfer-Encoding: xchunked"), BROKEN),
    "chunked that is not last": (_post(_CL_TE + _SMUGGLED, "Transfer-Encoding: chunked, identity"), BAD),
    "chunked twice": (_post(_CL_TE + _SMUGGLED, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"), BAD),
    "chunked behind a tab": (_post(_CL_TE, "Transfer-Encoding:\tchunked"), OK),
    "a space before the colon": (_post(_CL_TE + _SMUGGLED, "Transfer-Encoding : chunked"), BAD),
    "chunked in a folded line": (_post(_CL_TE + _SMUGGLED, "Transfer-Encoding:\r\n chunked"), BAD),
    "a chunk that is too large to count": (_post("FFFFFFFFFFFFFFFFF\r\nASK{}", "Transfer-Encoding: chunked"), BROKEN),
    "a chunk with a sign": (_post("+5\r\nASK{}\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), BROKEN),
    "a chunk longer than it says": (
        _post("5\r\nASK{} #\r\n0\r\n\r\n" + _SMUGGLED, "Transfer-Encoding: chunked"),
        BROKEN,
    ),
    "a chunk with bare LF": (_post("5\nASK{}\n0\n\n" + _SMUGGLED, "Transfer-Encoding: chunked"), BROKEN),
    "a chunk with 100 KB of extensions": (
        _post(f"5;{'x' * 100_000}\r\nASK{{}}\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
        OK | BROKEN | {"413", "431"},
    ),
    "200 KB of trailers": (
        _post("5\r\nASK{}\r\n0\r\n" + "X-Trailer: x\r\n" * 15_000 + "\r\n", "Transfer-Encoding: chunked"),
        OK | BROKEN | {"413", "431"},
    ),
    "a body to a GET that is a request": (_get("/health", f"Content-Length: {len(_SMUGGLED)}") + _SMUGGLED, OK),
    "lines that end with LF": (_get("/health").replace("\r\n", "\n"), OK | BAD),
    "no Host": (_get("/health").replace("Host: x\r\n", ""), OK | BAD),
    "two Hosts": (_get("/health", "Host: y"), OK | BAD),
    "a whole address as the target": (_get("http://192.0.2.1/health"), OK | BAD),
    "HTTP/2 from the start": ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", BAD | GONE),
    "a change to HTTP/2": (_get("/health", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"), OK | BAD),
    "a change to a WebSocket": (
        _get(
            "/health", "Upgrade: websocket", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13"
        ),
        OK | BAD,
    ),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500, BAD | GONE),
    "HTTP/0.9": ("GET /health\r\n", BAD | LATE_HEAD),
    "HTTP/9.9": ("GET /health HTTP/9.9\r\nHost: x\r\n\r\n", BAD | {"505"}),
    "CONNECT": ("CONNECT 192.0.2.1:443 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", BAD | {"404", "405", "501"}),
    "TRACE": ("TRACE /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", BAD | {"405", "501"}),
    "a method of 60,000 letters": (f"{'A' * 60_000} / HTTP/1.1\r\nHost: x\r\n\r\n", BAD | {"405", "501"}),
    "a target of 70,000 letters": (_get("/" + "a" * 70_000), BAD | {"414", "431"}),
    "a header of 70,000 letters": (_get("/health", f"X-Long: {'a' * 70_000}"), OK | {"431"}),
    "10,000 headers": (_get("/health", *("X: y" for _ in range(10_000))), OK | {"431"}),
    "10,000 cookies": (_get("/health", f"Cookie: {'a=b; ' * 10_000}"), OK),
    "Accept of 60 KB": (_get(f"/sparql?query={_QUERY}", f"Accept: {'text/csv;q=0.1, ' * 3_750}"), OK),
    "Accept of quotes": (_get(f"/sparql?query={_QUERY}", "Accept: " + 'a/b;c="\\' * 6_000), OK | {"406"}),
    "Accept-Encoding of 60 KB": (_get(f"/sparql?query={_QUERY}", f"Accept-Encoding: {'gzip;q=0, ' * 6_000}"), OK),
    "If-None-Match of 60 KB": (_get(f"/sparql?query={_QUERY}", "If-None-Match: " + '"a", ' * 12_000), OK),
    "10,000 ranges of a file": (
        _get("/static/style.css", f"Range: bytes={','.join(f'{n}-{n}' for n in range(10_000))}"),
        OK | {"206", "400", "416"},
    ),
    "a range of numbers beyond all": (
        _get("/static/style.css", f"Range: bytes={'9' * 5_000}-{'9' * 5_000}"),
        OK | {"206", "400", "416"},
    ),
}


def _pipelined(target: Target) -> Outcome:
    """50 requests at once are answered in their order."""
    paths = ["/health", "/nothing", "/sparql?query=ASK%7B%7D"] * 16
    found = send(
        target,
        "".join(_get(path).replace("Connection: close\r\n", "") for path in paths).encode()
        + _get("/robots.txt").encode(),
    )
    right = ", ".join(["200, 404, 200"] * 16 + ["200"])
    return Outcome("in order" if found.label == right else found.label, found.seconds)


def _unread(target: Target) -> Outcome:
    """A client that sends requests for ever and never reads is not read from for ever, nor kept."""
    request = _get(f"/sparql?query={quote(LARGE)}").replace("Connection: close\r\n", "").encode()
    started = time.monotonic()
    sent = 0
    with target.connect(0.2) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        while time.monotonic() - started < 3 * PATIENCE + target.deadline:
            try:
                sent += sock.send(request)
            except TimeoutError:
                continue
            except ConnectionError:
                # As long as it may take: an answer made within the deadline, then the patience with who does not read.
                return Outcome("let go", max(0.0, time.monotonic() - started - 2 * PATIENCE), f"{sent} bytes")
    return Outcome("kept", time.monotonic() - started, f"{sent} bytes")


def _crowd(count: int, first: bytes, drip: bytes) -> Attack:
    """Many who send a byte now and then, until the service closes; whether others are answered is seen meanwhile."""

    def attack(target: Target) -> Outcome:
        started = time.monotonic()
        open_ = [target.connect() for _ in range(count)]
        try:
            for sock in open_:
                sock.sendall(first)
                sock.setblocking(False)
            waited = 0.0
            received: dict[socket.socket, bytes] = {}
            while len(received) < count and time.monotonic() - started < PATIENCE + target.deadline + 5:
                answer, seconds = target.ask_honestly()
                assert answer.status_code == 200, answer.text
                waited = max(waited, seconds)
                for sock in set(open_) - set(received):
                    with contextlib.suppress(ConnectionError, BlockingIOError):
                        sock.send(drip)
                    with contextlib.suppress(BlockingIOError):
                        try:
                            received[sock] = sock.recv(65536)
                        except ConnectionError:
                            received[sock] = b""
                time.sleep(0.05)
            labels = {outcome(part, 0).label for part in received.values()}
            assert waited < 1, f"an honest request waited {waited:.1f} seconds"
            label = ", ".join(sorted(labels)) if len(received) == count else "kept"
            return Outcome(label, max(0.0, time.monotonic() - started - PATIENCE))
        finally:
            for sock in open_:
                sock.close()

    return attack


def _unwilling(*headers: str) -> Attack:
    return lambda target: _reads_nothing(target, *headers)


def _reads_nothing(target: Target, *headers: str) -> Outcome:
    """A client that takes a little of a large answer, then nothing, is let go."""
    started = time.monotonic()
    with target.connect(10) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lines = "".join(f"{header}\r\n" for header in ("Accept: text/csv", *headers))
        sock.sendall(f"GET /sparql?query={quote(LARGE)} HTTP/1.1\r\nHost: x\r\n{lines}\r\n".encode())
        sock.recv(1000)
        time.sleep(3 * PATIENCE)
        with contextlib.suppress(TimeoutError):
            try:
                for _ in range(10_000):
                    sock.recv(65536)
            except ConnectionError:
                return Outcome("let go", max(0.0, time.monotonic() - started - 3 * PATIENCE))
    return Outcome("kept", time.monotonic() - started)


def _unwilling_crowd(target: Target) -> Outcome:
    """Those who read nothing of answers that the system itself can hold are let go too."""
    started = time.monotonic()
    request = _get("/sparql?query=" + quote(f"SELECT * {{ VALUES ?x {{ {' '.join(['1234567890'] * 3_000)} }} }}"))
    socks = []
    for _ in range(20):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        sock.settimeout(2)
        sock.bind((target.address, 0))
        sock.connect(("127.0.0.1", target.port))
        sock.sendall(request.encode())
        socks.append(sock)
    time.sleep(3 * PATIENCE)
    labels = set()
    for sock in socks:
        with sock:
            try:
                while sock.recv(65536):
                    pass
                labels.add("kept")
            except ConnectionError:
                labels.add("let go")
    return Outcome(", ".join(sorted(labels)), max(0.0, time.monotonic() - started - 3 * PATIENCE))


def _vanish(count: int) -> Attack:
    """Many who ask for what takes long and reset the connection at once."""

    def attack(target: Target) -> Outcome:
        started = time.monotonic()
        for number in range(count):
            with target.connect() as sock:
                sock.sendall(_get(f"/sparql?query={quote(f'{ENDLESS} #{number}')}").encode())
                time.sleep(0.01)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return Outcome("gone", time.monotonic() - started)

    return attack


def _flood(count: int) -> Attack:
    """Many who ask at a time for what takes long: each is told, and an honest query is answered after it."""

    def attack(target: Target) -> Outcome:
        started = time.monotonic()
        labels: list[str] = []

        def one(number: int) -> None:
            query = quote(f"{ENDLESS} #{number}-{started}")
            labels.append(send(target, _get(f"/sparql?query={query}").encode()).label)

        threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        allowed = {"503 timeout", "503 queue", "503 share", "429 client-queries"}
        seconds = time.monotonic() - started
        # A query may wait as long as it may run.
        return Outcome(
            "each told" if set(labels) <= allowed else ", ".join(sorted(set(labels))), max(0, seconds - target.deadline)
        )

    return attack


_HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 5000\r\n\r\n"
SLOW: dict[str, tuple[Attack, frozenset[str]]] = {
    "50 requests at once on one connection": (_pipelined, frozenset({"in order"})),
    "requests for ever, never reading": (_unread, frozenset({"let go"})),
    "a large answer, not read": (_unwilling(), frozenset({"let go"})),
    "a large answer, not read, on a connection to be closed": (_unwilling("Connection: close"), frozenset({"let go"})),
    "20 small answers, not read": (_unwilling_crowd, frozenset({"let go"})),
    "100 heads, byte by byte": (_crowd(100, b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"x"), LATE_HEAD),
    "100 bodies, byte by byte": (_crowd(100, _HEAD, b"x"), frozenset({"408 patience, 429 client-queries"})),
    "100 connections, silent": (_crowd(100, b"", b""), GONE),
    "100 connections, blank lines": (_crowd(100, b"\r\n", b"\r\n"), LATE_HEAD | GONE),
    "20 queries whose clients are gone": (_vanish(20), frozenset({"gone"})),
    "60 endless queries at once": (_flood(60), frozenset({"each told"})),
}


def _ways() -> Iterator[Way]:
    for group, sent in (
        ("CR LF", INJECTIONS),
        ("parameter", PARAMETERS),
        ("charset", CHARSETS),
        ("smuggling", SMUGGLED),
    ):
        for name, (data, right) in sent.items():
            yield Way(group, name, _sent(data), right)
    for group, attacks in (("body", BODIES), ("slow", SLOW)):
        for name, (attack, right) in attacks.items():
            yield Way(group, name, attack, right)


WAYS = list(_ways())
