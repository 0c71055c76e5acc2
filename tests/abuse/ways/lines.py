"""Attacks with raw bytes: malformed, contradictory and smuggled requests."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from urllib.parse import quote

from tests.abuse.target import Outcome, Target
from tests.abuse.ways import Way
from tests.abuse.wire import send

Attack = Callable[[Target], Outcome]

OK, BAD, GONE = frozenset({"200"}), frozenset({"400"}), frozenset({"closed"})
MEDIA, LONG, LATE = frozenset({"415"}), frozenset({"413", "413 query", "413 query-bytes"}), frozenset({"408 patience"})
MANY = frozenset({"400 parameters"})
LATE_HEAD = frozenset({"408", "408 patience"})
BROKEN = BAD | GONE | {"501"}
"""A body that cannot be read: its request has begun, so that the connection may just end."""

_ASK = "ASK { ?s ?p ?o }"
_SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


def get(path: str, *headers: str) -> str:
    """Make a GET request with Connection: close."""
    lines = "".join(f"{header}\r\n" for header in headers)
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{lines}Connection: close\r\n\r\n"


def post(body: str | bytes, *headers: str, path: str = "/sparql", kind: str = "application/sparql-query") -> bytes:
    """Make a POST request; Content-Length is right, unless the headers contain another one."""
    content = body.encode() if isinstance(body, str) else body
    lines = "".join(f"{header}\r\n" for header in headers)
    if not any(header.lower().startswith(("content-length", "transfer-encoding")) for header in headers):
        lines += f"Content-Length: {len(content)}\r\n"
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n{lines}Connection: close\r\n\r\n"
    return head.encode() + content


def sent(data: str | bytes, **how: float | bool) -> Attack:
    """Make the attack that sends some bytes."""
    content = data.encode("latin-1") if isinstance(data, str) else data
    return lambda target: send(target, content, **how)  # type: ignore[arg-type]


_INJECTED = "%0d%0aX-Injected:%201%0d%0a%0d%0aHTTP/1.1%20200%20OK%0d%0a"
INJECTIONS: dict[str, tuple[str, frozenset[str]]] = {
    "in format=": (get(f"/sparql?query=ASK%7B%7D&format=json{_INJECTED}"), BAD),
    "in query=": (get(f"/sparql?query={_INJECTED}"), BAD),
    "in default-graph-uri=": (get(f"/sparql?query=ASK%7B%7D&default-graph-uri=urn:x{_INJECTED}"), BAD),
    "in an identifier": (get(f"/state/evil{_INJECTED}"), frozenset({"404"})),
    "in an identifier with a suffix": (get(f"/state/evil{_INJECTED}.ttl"), frozenset({"404"})),
    "in the name of a question": (get(f"/query/x{_INJECTED}"), frozenset({"404"})),
    "in a parameter of a question": (get(f"/query/candidates-for-pp-26?conference=x{_INJECTED}"), BAD),
    "in the limit of a question": (get(f"/query/candidates-for-pp-26?limit=1{_INJECTED}"), BAD),
    "in what leads to the next rows": (get(f"/search?q=evil{_INJECTED}&limit=1"), OK),
    "in page=": (get(f"/state/evil.ttl?page=1{_INJECTED}"), BAD),
    "in the name of a release": (get(f"/dump/x{_INJECTED}/plenipot.nq"), frozenset({"404"})),
    "in an Akoma Ntoso address": (get(f"/akn/un{_INJECTED}"), frozenset({"404"})),
    "in the name of a static file": (get(f"/static/x{_INJECTED}"), frozenset({"404"})),
    "in the path of a slash too many": (get(f"/health/{_INJECTED}"), frozenset({"404"})),
    "in Accept, with a bare CR": (get("/sparql?query=ASK%7B%7D", "Accept: text/csv\rX-Injected: 1"), BAD),
    "in If-None-Match, with a bare LF": (get("/health", 'If-None-Match: "a"\nX-Injected: 1'), BAD | OK),
    "in If-None-Match, with a NUL": (get("/health", 'If-None-Match: "a"\0X-Injected: 1'), BAD),
    "in Origin, folded": (get("/health", "Origin: x\r\n X-Injected: 1"), BAD | OK),
    "in the target, bare": ("GET /health\rX-Injected: 1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", BAD),
    "in Host": (get("/sitemap.xml").replace("Host: x", "Host: x\rX-Injected: 1"), BAD),
}

_FORM = "application/x-www-form-urlencoded"
_QUERY = quote(_ASK)
PARAMETERS: dict[str, tuple[str | bytes, frozenset[str]]] = {
    "query twice in the address": (get(f"/sparql?query={_QUERY}&query={_QUERY}"), BAD),
    "query twice in the form": (post(f"query={_QUERY}&query={_QUERY}", kind=_FORM), BAD),
    "query in the address and in the form": (post(f"query={_QUERY}", path=f"/sparql?query={_QUERY}", kind=_FORM), BAD),
    "query in the address and as the body": (post(_ASK, path=f"/sparql?query={_QUERY}"), BAD),
    "query in the address of an empty form": (post("", path=f"/sparql?query={_QUERY}", kind=_FORM), OK | BAD),
    "query and update in the form": (post(f"query={_QUERY}&update=DROP%20ALL", kind=_FORM), BAD),
    "update in the address and a query as the body": (post(_ASK, path="/sparql?update=DROP%20ALL"), BAD),
    "format twice": (get(f"/sparql?query={_QUERY}&format=json&format=csv"), OK),
    "no query at all in a form": (post("query", kind=_FORM), BAD),
    "a form of 100,000 fields": (post("a&" * 100_000 + f"query={_QUERY}", kind=_FORM), MANY),
    "a parameter of a question twice": (get("/query/candidates-for-pp-26?conference=a&conference=b"), BAD),
    "a form with semicolons": (post(f"query={_QUERY};query=x", kind=_FORM), BAD),
    "10,000 parameters in the address": (get(f"/sparql?{'a=1&' * 10_000}query={_QUERY}"), MANY),
    "2,000 graphs": (post(f"query={_QUERY}{'&default-graph-uri=urn:x' * 2_000}", kind=_FORM), MANY),
    "two content types": (post(_ASK, f"Content-Type: {_FORM}"), OK | BAD | MEDIA),
    "no content type": (post(_ASK).replace(b"Content-Type: application/sparql-query\r\n", b""), MEDIA),
    "a multipart form": (post("--b\r\n\r\nx\r\n--b--", kind="multipart/form-data; boundary=b"), MEDIA),
    "XML with an entity": (
        post('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', kind="application/xml"),
        MEDIA,
    ),
}

CHARSETS: dict[str, tuple[str | bytes, frozenset[str]]] = {
    "UTF-16 by its name": (post(_ASK.encode("utf-16"), kind="application/sparql-query; charset=utf-16"), BAD | MEDIA),
    "UTF-16 without a name": (post(_ASK.encode("utf-16-le")), BAD),
    "Latin-1 by its name": (
        post("ASK { ?s ?p 'é' }".encode("latin-1"), kind="application/sparql-query; charset=iso-8859-1"),
        BAD | MEDIA,
    ),
    "bytes that are no UTF-8": (post(b"ASK { ?s ?p '\xff\xfe' }"), BAD),
    "overlong UTF-8": (post(b"ASK { ?s ?p '\xc0\xaf' }"), BAD),
    "surrogates in UTF-8": (post(b"ASK { ?s ?p '\xed\xa0\x80' }"), BAD),
    "no UTF-8 in a form": (post("query=ASK%7B%7D%FF", kind=_FORM), BAD),
    "no UTF-8 in the address": (get("/sparql?query=ASK%7B%7D%23%FF%C0%AF"), BAD),
    "raw bytes in the address": (get("/sparql?query=ASK%7B%7D%23\xff\xfe"), BAD),
    "surrogates as escapes": (post("ASK { ?s ?p '\\uD800' }"), BAD | OK),
    "an escape beyond Unicode": (post("ASK { ?s ?p '\\UFFFFFFFF' }"), BAD),
    "NUL": (post("ASK { ?s ?p '\0' }"), OK | BAD),
    "a byte order mark": (post(b"\xef\xbb\xbf" + _ASK.encode()), OK | BAD),
    "right-to-left marks": (post("ASK { ?s ?p '\u202e\u2066' }"), OK),
}

_BOMB = gzip.compress(b"ASK { " + b" " * 50_000_000 + b"}")
_DEFLATED = zlib.compress(b" " * 50_000_000)
BODIES: dict[str, tuple[Attack, frozenset[str]]] = {
    "truncated, then closed": (sent(post(_ASK, "Content-Length: 1000"), finish=True), GONE | BAD | LATE),
    "truncated, then silent": (sent(post(_ASK, "Content-Length: 1000")), LATE),
    "truncated chunk, then silent": (sent(post("ff\r\nASK", "Transfer-Encoding: chunked")), LATE),
    "truncated chunk, then closed": (
        sent(post("ff\r\nASK", "Transfer-Encoding: chunked"), finish=True),
        GONE | BAD | LATE,
    ),
    "no body at all": (sent(post("", "Content-Length: 1000")), LATE),
    "1 MB": (sent(post("x" * 1_000_000)), LONG),
    "20 MB": (sent(post("x" * 20_000_000)), LONG),
    "20 MB of a form": (sent(post("query=" + "x" * 20_000_000, kind=_FORM)), LONG),
    "20 MB in chunks": (
        sent(post(f"{1_000_000:x}\r\n{'x' * 1_000_000}\r\n" * 20 + "0\r\n\r\n", "Transfer-Encoding: chunked")),
        LONG,
    ),
    "100,000 chunks of a byte": (
        sent(post("1\r\nx\r\n" * 100_000 + "0\r\n\r\n", "Transfer-Encoding: chunked")),
        BAD | LONG,
    ),
    "a body to a GET": (sent(get("/health", "Content-Length: 5000000").encode() + b"x" * 5_000_000), OK),
    "20 MB to where nobody reads": (sent(post("x" * 20_000_000, path="/search")), frozenset({"405"})),
    "gzip bomb as the body": (sent(post(_BOMB, "Content-Encoding: gzip")), MEDIA),
    "gzip bomb as a form": (sent(post(_BOMB, "Content-Encoding: gzip", kind=_FORM)), MEDIA),
    "deflate bomb": (sent(post(_DEFLATED, "Content-Encoding: deflate")), MEDIA),
    "gzip of gzip": (sent(post(gzip.compress(_BOMB), "Content-Encoding: gzip, gzip")), MEDIA),
    "gzip bomb as transfer coding": (sent(post(_BOMB, "Transfer-Encoding: gzip, chunked")), BROKEN),
    "gzip bomb without a word": (sent(post(_BOMB)), BAD),
    "Expect: 100-continue": (sent(post(_ASK, "Expect: 100-continue")), frozenset({"100, 200", "200"})),
    "Expect: something else": (sent(post(_ASK, "Expect: the-unexpected")), frozenset({"200", "417"})),
}

_CL_TE = "5\r\nASK{}\r\n0\r\n\r\n"
SMUGGLED: dict[str, tuple[str | bytes, frozenset[str]]] = {
    "Content-Length and Transfer-Encoding": (
        post("0\r\n\r\n" + _SMUGGLED, "Content-Length: 5", "Transfer-Encoding: chunked"),
        BAD,
    ),
    "Transfer-Encoding and Content-Length": (
        post("0\r\n\r\n" + _SMUGGLED, "Transfer-Encoding: chunked", "Content-Length: 5"),
        BAD,
    ),
    "two lengths": (post("ASK{}" + _SMUGGLED, "Content-Length: 5", "Content-Length: 44"), BAD),
    "two lengths in one line": (post("ASK{}" + _SMUGGLED, "Content-Length: 5, 44"), BAD),
    "a length with a sign": (post("ASK{}" + _SMUGGLED, "Content-Length: +5"), BAD),
    "a length with a space": (post("ASK{}" + _SMUGGLED, "Content-Length : 5"), BAD),
    "a negative length": (post("ASK{}" + _SMUGGLED, "Content-Length: -5"), BAD),
    "a length of 30 digits": (post("ASK{}", f"Content-Length: {'9' * 30}"), BAD),
    "a length in hexadecimal": (post("ASK{}" + _SMUGGLED, "Content-Length: 0x5"), BAD),
    "an unknown transfer coding": (post(_CL_TE + _SMUGGLED, "Transfer-Encoding: xchunked"), BROKEN),
    "chunked that is not last": (post(_CL_TE + _SMUGGLED, "Transfer-Encoding: chunked, identity"), BAD),
    "chunked twice": (post(_CL_TE + _SMUGGLED, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"), BAD),
    "chunked behind a tab": (post(_CL_TE, "Transfer-Encoding:\tchunked"), OK),
    "a space before the colon": (post(_CL_TE + _SMUGGLED, "Transfer-Encoding : chunked"), BAD),
    "chunked in a folded line": (post(_CL_TE + _SMUGGLED, "Transfer-Encoding:\r\n chunked"), BAD),
    "a chunk that is too large to count": (post("FFFFFFFFFFFFFFFFF\r\nASK{}", "Transfer-Encoding: chunked"), BROKEN),
    "a chunk with a sign": (post("+5\r\nASK{}\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), BROKEN),
    "a chunk longer than it says": (
        post("5\r\nASK{} #\r\n0\r\n\r\n" + _SMUGGLED, "Transfer-Encoding: chunked"),
        BROKEN,
    ),
    "a chunk with bare LF": (post("5\nASK{}\n0\n\n" + _SMUGGLED, "Transfer-Encoding: chunked"), BROKEN),
    "a chunk with 100 KB of extensions": (
        post(f"5;{'x' * 100_000}\r\nASK{{}}\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
        OK | BROKEN | {"413", "431"},
    ),
    "200 KB of trailers": (
        post("5\r\nASK{}\r\n0\r\n" + "X-Trailer: x\r\n" * 15_000 + "\r\n", "Transfer-Encoding: chunked"),
        OK | BROKEN | {"413", "431"},
    ),
    "a body to a GET that is a request": (get("/health", f"Content-Length: {len(_SMUGGLED)}") + _SMUGGLED, OK),
    "lines that end with LF": (get("/health").replace("\r\n", "\n"), OK | BAD),
    "no Host": (get("/health").replace("Host: x\r\n", ""), OK | BAD),
    "two Hosts": (get("/health", "Host: y"), OK | BAD),
    "a whole address as the target": (get("http://192.0.2.1/health"), OK | BAD),
    "HTTP/2 from the start": ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", BAD | GONE),
    "a change to HTTP/2": (get("/health", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"), OK | BAD),
    "a change to a WebSocket": (
        get(
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
    "a target of 70,000 letters": (get("/" + "a" * 70_000), BAD | {"414", "431"}),
    "a header of 70,000 letters": (get("/health", f"X-Long: {'a' * 70_000}"), OK | {"431"}),
    "10,000 headers": (get("/health", *("X: y" for _ in range(10_000))), OK | {"431"}),
    "10,000 cookies": (get("/health", f"Cookie: {'a=b; ' * 10_000}"), OK),
    "Accept of 60 KB": (get(f"/sparql?query={_QUERY}", f"Accept: {'text/csv;q=0.1, ' * 3_750}"), OK),
    "Accept of quotes": (get(f"/sparql?query={_QUERY}", "Accept: " + 'a/b;c="\\' * 6_000), OK | {"406"}),
    "Accept-Encoding of 60 KB": (get(f"/sparql?query={_QUERY}", f"Accept-Encoding: {'gzip;q=0, ' * 6_000}"), OK),
    "If-None-Match of 60 KB": (get(f"/sparql?query={_QUERY}", "If-None-Match: " + '"a", ' * 12_000), OK),
    "10,000 ranges of a file": (
        get("/static/style.css", f"Range: bytes={','.join(f'{n}-{n}' for n in range(10_000))}"),
        OK | {"206", "400", "416"},
    ),
    "a range of numbers beyond all": (
        get("/static/style.css", f"Range: bytes={'9' * 5_000}-{'9' * 5_000}"),
        OK | {"206", "400", "416"},
    ),
}


def _ways() -> Iterator[Way]:
    for group, table in (
        ("CR LF", INJECTIONS),
        ("parameter", PARAMETERS),
        ("charset", CHARSETS),
        ("smuggling", SMUGGLED),
    ):
        for name, (data, right) in table.items():
            yield Way(group, name, sent(data), right)
    for name, (attack, right) in BODIES.items():
        yield Way("body", name, attack, right)


WAYS = list(_ways())
