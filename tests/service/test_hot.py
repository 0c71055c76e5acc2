"""A request that is answered without being parsed gets what it would get otherwise, and hostile bytes are never one."""

from __future__ import annotations

import socket
import time
from urllib.parse import quote

import httpx
import pytest

from tests.service.conftest import Server
from tests.service.test_bounds import ENDLESS
from tests.service.test_gate import _connection

LONG = "SELECT * { VALUES ?a { 1 2 3 4 5 6 7 8 } VALUES ?b { 1 2 3 4 5 6 7 8 } VALUES ?c { 1 2 3 4 5 6 7 8 } }"
QUERIES = (
    "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o",
    "ASK {}",
    "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o . FILTER(isIRI(?o)) }",
    LONG,
    LONG.replace("?c", "?d").replace("VALUES ?b", "VALUES ?e { 1 2 3 4 5 6 7 8 } VALUES ?f { 1 2 3 4 } VALUES ?b"),
    "SELECT (1 AS ?one) {} # é + %41",
    "SELECT * { ?s ?p",
    "DROP ALL",
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "nonsense",
)


def _one(sock: socket.socket) -> bytes:
    answer = b""
    while b"\r\n\r\n" not in answer:
        part = sock.recv(65536)
        assert part, answer
        answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += sock.recv(65536)
    return head + b"\r\n\r\n" + body


def _all(server: Server, sent: bytes) -> bytes:
    with _connection(server) as sock:
        sock.sendall(sent)
        sock.settimeout(0.5)
        parts = b""
        try:
            while part := sock.recv(65536):
                parts += part
        except TimeoutError:
            pass
    lines = parts.split(b"\r\n")
    return b"\r\n".join(line for line in lines if not line.startswith(b"date: "))


def _known(server: Server, block: bytes) -> None:
    with _connection(server) as sock:
        sock.sendall(b"GET /health HTTP/1.1\r\n" + block)
        assert _one(sock).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("accept", ["*/*", "text/csv", "text/turtle", "image/png"])
@pytest.mark.parametrize("query", QUERIES)
def test_it_is_the_answer_that_others_get(server: Server, query: str, accept: str, coding: str) -> None:
    def ask(number: int, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        response = httpx.get(server.sparql, params={"query": f"{query} #{coding} {accept} {number}"}, headers=headers)
        ignored = {"date", "transfer-encoding"}
        return response.status_code, {k: v for k, v in response.headers.items() if k not in ignored}, response.content

    headers = {"Accept": accept, "Accept-Encoding": coding}
    parsed = ask(1, {**headers, "X-New": f"{query!r}".encode().hex()})
    ask(2, headers)
    assert ask(3, headers) == parsed
    assert ask(3, headers) == parsed


_QUERY = quote("SELECT (1 AS ?x) {}")
LINES = (
    f"GET /sparql?query={_QUERY}&format=csv HTTP/1.1",
    f"GET /sparql?query={_QUERY}&query={_QUERY} HTTP/1.1",
    f"GET /sparql?query={_QUERY}#fragment HTTP/1.1",
    f"GET /sparql?query={_QUERY};a=b HTTP/1.1",
    f"GET /sparql?query={_QUERY} HTTP/1.0",
    f"GET /sparql?query={_QUERY}  HTTP/1.1",
    f"GET  /sparql?query={_QUERY} HTTP/1.1",
    f"GET /sparql?query={_QUERY} HTTP/1.1 ",
    f"GET /sparql?query={_QUERY}\tHTTP/1.1",
    f"GET /sparql?query={_QUERY} HTTP/1.1\nX-Injected: 1",
    f"GET /sparql?query={_QUERY}\rX-Injected:1 HTTP/1.1",
    f"get /sparql?query={_QUERY} HTTP/1.1",
    f"HEAD /sparql?query={_QUERY} HTTP/1.1",
    f"GET http://elsewhere.example/sparql?query={_QUERY} HTTP/1.1",
    f"GET /sparql/?query={_QUERY} HTTP/1.1",
    f"GET /%73parql?query={_QUERY} HTTP/1.1",
    f"GET /sparql?Query={_QUERY} HTTP/1.1",
    f"GET /sparql?query={_QUERY}%zz HTTP/1.1",
    f"GET /sparql?query={_QUERY}%2 HTTP/1.1",
    f"GET /sparql?query={_QUERY}%FF HTTP/1.1",
    f"GET /sparql?query={_QUERY}%00 HTTP/1.1",
    f"GET /sparql?query={_QUERY}\0 HTTP/1.1",
    f"GET /sparql?query={_QUERY}\xff HTTP/1.1",
    "GET /sparql?query= HTTP/1.1",
    "GET /sparql?query HTTP/1.1",
    f"\r\nGET /sparql?query={_QUERY} HTTP/1.1",
    f"X\r\nGET /sparql?query={_QUERY} HTTP/1.1",
    f"GET /sparql?query={_QUERY}%0d%0aX-Injected:1 HTTP/1.1",
    f"GET /sparql?query={_QUERY} HTTP/1.1\r\nContent-Length: 3",
    f"GET /sparql?query={_QUERY} HTTP/1.1\r\nConnection: close",
    f"GET /sparql?query={quote('#' * 10_000)} HTTP/1.1",
)


@pytest.mark.parametrize("line", LINES, ids=lambda line: repr(line[:60]))
def test_an_odd_line_is_read_as_if_its_headers_were_new(server: Server, line: str) -> None:
    block = b"Host: x\r\nX-Client: odd\r\n\r\n"
    _known(server, block)
    sent = line.encode("latin-1") + b"\r\n"
    new = block.replace(b"odd", str(abs(hash(line))).encode())
    assert _all(server, sent + block) == _all(server, sent + new)


def test_headers_are_not_learned_from_lines_that_hide_some(server: Server) -> None:
    block = b"X-Client: hidden\r\n\r\n"
    hidden = b"GET /health HTTP/1.1\nAccept: text/csv\nIf-None-Match: *\r\n" + block
    _all(server, hidden)
    _all(server, b"POST /health HTTP/1.1\r\nAccept: text/csv\r\n\r\nGET /health HTTP/1.1\r\n" + block)
    answer = _all(server, b"GET /sparql?query=ASK%7B%7D%23hidden HTTP/1.1\r\n" + block)
    assert b"content-type: application/sparql-results+json" in answer


def test_headers_of_a_request_that_waits_are_not_taken_for_those_of_another(server: Server) -> None:
    def request(query: str, accept: str) -> bytes:
        return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n\r\n".encode()

    csv, xml = "text/csv, a/pipelined", "application/sparql-results+xml, a/pipelined"
    with _connection(server) as sock:
        # The first one is parsed; the others come one by one while it runs.
        sock.sendall(request(ENDLESS.replace("?n", "?waits"), "*/*, a/pipelined"))
        time.sleep(0.2)
        for query, accept in (("ASK {} #1", csv), ("ASK {} #2", xml)):
            sock.sendall(request(query, accept))
            time.sleep(0.1)
        kinds = [_one(sock).lower().partition(b"content-type: ")[2].split(b"\r\n")[0] for _ in range(3)]
        assert kinds == [b"application/problem+json", b"text/csv; charset=utf-8", b"application/sparql-results+xml"]
        for accept, kind in ((csv, b"text/csv"), (xml, b"application/sparql-results+xml")):
            sock.sendall(request(f"ASK {{}} #{accept}", accept))
            assert b"content-type: " + kind in _one(sock)


def test_requests_that_come_before_an_answer_are_answered_in_turn(server: Server) -> None:
    block = b"Host: x\r\nX-Client: in turn\r\n\r\n"
    _known(server, block)
    requests = [
        f"GET /sparql?query={quote(f'SELECT ({n} AS ?x) {{}}')} HTTP/1.1\r\n".encode() + block for n in range(9)
    ]
    stream = b"".join(requests)
    for cut in (1, 7, len(requests[0]), len(requests[0]) + 1, 3 * len(requests[0]) - 1):
        with _connection(server) as sock:
            sock.sendall(stream[:cut])
            time.sleep(0.02)
            sock.sendall(stream[cut:])
            received = b""
            while received.count(b'"value":"') < 9:
                part = sock.recv(65536)
                assert part
                received += part
        values = [int(part.split(b'"')[0]) for part in received.split(b'"value":"')[1:]]
        assert values == list(range(9))


def test_what_differs_each_time_is_each_ones_own(server: Server) -> None:
    block = b"Host: x\r\nX-Client: random\r\n\r\n"
    _known(server, block)
    socks = [_connection(server) for _ in range(6)]
    for sock in socks:
        sock.sendall(b"GET /sparql?query=SELECT%20(UUID()%20AS%20%3Fx)%20%7B%7D HTTP/1.1\r\n" + block)
    answers = [_one(sock) for sock in socks]
    for sock in socks:
        sock.close()
    assert len({answer.partition(b"\r\n\r\n")[2] for answer in answers}) == 6
    assert all(b"cache-control: no-store" in answer and b"etag" not in answer for answer in answers)


def test_who_has_the_answer_is_told_so_without_parsing(server: Server) -> None:
    request = b"GET /sparql?query=ASK%7B%7D%23tags HTTP/1.1\r\nHost: x\r\nX-Client: tags\r\n"
    with _connection(server) as sock:
        sock.sendall(request + b"\r\n")
        etag = _one(sock).partition(b"etag: ")[2].partition(b"\r\n")[0]
        for tag, status in ((etag, b"304"), (b'"other"', b"200")):
            answers = []
            for _ in range(2):
                sock.sendall(request + b"If-None-Match: " + tag + b"\r\n\r\n")
                answer = b""
                while not answer.endswith(b"}" if status == b"200" else b"\r\n\r\n"):
                    answer += sock.recv(65536)
                answers.append([line for line in answer.split(b"\r\n") if not line.startswith(b"date")])
            assert answers[0] == answers[1]
            assert answers[0][0].startswith(b"HTTP/1.1 " + status)
