"""Pipelining: requests of one connection get their own responses in order, however their bytes are split."""

from __future__ import annotations

import time
from urllib.parse import quote

from tests.http.connections import connect, read_response
from tests.http.queries import ENDLESS
from tests.server import Server


def test_headers_of_a_request_that_waits_are_not_taken_for_those_of_another(server: Server) -> None:
    def request(query: str, accept: str) -> bytes:
        return f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\n\r\n".encode()

    csv, xml = "text/csv, a/pipelined", "application/sparql-results+xml, a/pipelined"
    with connect(server) as sock:
        # The first request runs while the others arrive one by one.
        sock.sendall(request(ENDLESS.replace("?n", "?waits"), "*/*, a/pipelined"))
        time.sleep(0.2)
        for query, accept in (("ASK {} #1", csv), ("ASK {} #2", xml)):
            sock.sendall(request(query, accept))
            time.sleep(0.1)
        kinds = [read_response(sock).lower().partition(b"content-type: ")[2].split(b"\r\n")[0] for _ in range(3)]
        assert kinds == [b"application/problem+json", b"text/csv; charset=utf-8", b"application/sparql-results+xml"]
        for accept, kind in ((csv, b"text/csv"), (xml, b"application/sparql-results+xml")):
            sock.sendall(request(f"ASK {{}} #{accept}", accept))
            assert b"content-type: " + kind in read_response(sock)


def test_requests_that_come_before_an_answer_are_answered_in_turn(server: Server) -> None:
    block = b"Host: x\r\nX-Client: in turn\r\n\r\n"
    requests = [
        f"GET /sparql?query={quote(f'SELECT ({n} AS ?x) {{}}')} HTTP/1.1\r\n".encode() + block for n in range(9)
    ]
    stream = b"".join(requests)
    for cut in (1, 7, len(requests[0]), len(requests[0]) + 1, 3 * len(requests[0]) - 1):
        with connect(server) as sock:
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
    socks = [connect(server) for _ in range(6)]
    for sock in socks:
        sock.sendall(b"GET /sparql?query=SELECT%20(UUID()%20AS%20%3Fx)%20%7B%7D HTTP/1.1\r\n" + block)
    answers = [read_response(sock) for sock in socks]
    for sock in socks:
        sock.close()
    assert len({answer.partition(b"\r\n\r\n")[2] for answer in answers}) == 6
    assert all(b"cache-control: no-store" in answer and b"etag" not in answer for answer in answers)
