"""The middleware: timeouts of slow clients, disconnects, rate limits, streams, pipelining, and reload of a release."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from benchmarks.peers.servers import free_port
from tests.http.connections import connect, metric, read_response
from tests.http.queries import ENDLESS, LARGE, QUICK
from tests.server import DATA, Server, start, stop
from tests.timing import SLACK

PATIENCE = 1.0
STRICT_TIMEOUT = 3.0


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with short timeouts, and at most two concurrent requests per client."""
    path: Path = tmp_path_factory.mktemp("strict") / "one.ttl"
    path.write_text(DATA, encoding="utf-8")
    port = free_port()
    bounds = ["--timeout", f"{STRICT_TIMEOUT:g}", "--memory", "128", "--patience", f"{PATIENCE:g}"]
    arguments = [*bounds, "--client-queries", "2"]
    process = start([*arguments, "--data", str(path)], port)
    yield Server(f"http://127.0.0.1:{port}", process.pid, ("", ""))
    stop(process)


def _all(sock: socket.socket) -> bytes:
    parts = b""
    while part := sock.recv(65536):
        parts += part
    return parts


def test_who_sends_no_request_is_let_go(strict: Server) -> None:
    with connect(strict) as sock:
        before = time.monotonic()
        assert _all(sock) == b""
        assert PATIENCE - 0.2 < time.monotonic() - before < PATIENCE + SLACK


def test_who_sends_a_head_slowly_is_told(strict: Server) -> None:
    with connect(strict) as sock:
        sock.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        before = time.monotonic()
        answer = _all(sock)
    assert time.monotonic() - before < PATIENCE + SLACK
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


def test_who_sends_a_body_slowly_is_told(strict: Server) -> None:
    with connect(strict) as sock:
        sock.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: 90\r\n\r\nASK"
        )
        before = time.monotonic()
        answer = _all(sock)
    assert time.monotonic() - before < PATIENCE + SLACK
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"limit":"patience"' in answer


def test_a_head_without_end_is_refused(strict: Server) -> None:
    with connect(strict) as sock:
        sock.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n")
        answer = b""
        for _ in range(40):
            try:
                sock.sendall(b"X-More: " + b"x" * 4000 + b"\r\n")
            except OSError:
                break
        try:
            answer = _all(sock)
        except ConnectionResetError:  # the server closed the connection before it had read all
            answer = b"HTTP/1.1 431 "
    assert answer.startswith(b"HTTP/1.1 431 ")


def test_what_is_not_http_is_told_as_a_problem(strict: Server) -> None:
    with connect(strict) as sock:
        sock.sendall(b"this is not HTTP\r\n\r\n")
        answer = _all(sock)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer


def test_a_head_that_begins_before_the_answer_to_the_last_one_waits_for_it(strict: Server) -> None:
    with connect(strict) as sock:
        query = ENDLESS.replace("?n", "?pipelined").replace(" ", "+").replace("{", "%7B").replace("}", "%7D")
        sock.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.2)
        sock.sendall(b"GET /hea")
        answer = _all(sock)
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert answer.count(b"HTTP/1.1 ") == 2
    assert b"HTTP/1.1 408 " in answer.partition(b"}")[2]


def test_a_kept_connection_that_begins_again_slowly_is_let_go(strict: Server) -> None:
    with connect(strict) as sock:
        sock.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        assert sock.recv(65536).startswith(b"HTTP/1.1 200 OK")
        sock.sendall(b"GET /hea")
        before = time.monotonic()
        answer = _all(sock)
    assert time.monotonic() - before < PATIENCE + SLACK
    assert b"HTTP/1.1 408 " in answer


def test_who_does_not_read_is_let_go(strict: Server) -> None:
    with connect(strict) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        query = LARGE.replace(" ", "+").replace("{", "%7B").replace("}", "%7D")
        sock.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode())
        time.sleep(4 * PATIENCE)
        with pytest.raises(ConnectionResetError):
            _all(sock)


def test_a_reader_that_is_slow_but_reads_gets_it_all(strict: Server) -> None:
    received = 0
    headers = {"Accept": "text/csv", "Accept-Encoding": "identity"}
    with httpx.stream("GET", strict.sparql, params={"query": LARGE}, headers=headers) as response:
        for part in response.iter_raw(2 * 1024 * 1024):
            received += len(part)
            time.sleep(PATIENCE / 4)
    assert received > 20_000_000


def test_the_query_of_who_went_away_is_ended(strict: Server) -> None:
    before = metric(strict, "plenipot_vanished_total")
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(strict.sparql, params={"query": ENDLESS}, timeout=0.5)
    for _ in range(20):
        if metric(strict, "plenipot_workers_busy") == 0:
            break
        time.sleep(0.05)
    assert metric(strict, "plenipot_workers_busy") == 0
    assert metric(strict, "plenipot_vanished_total") == before + 1


def test_another_who_asks_the_same_keeps_it_running(strict: Server) -> None:
    ended: list[httpx.Response] = []
    query = ENDLESS.replace("?n", "?shared")
    thread = threading.Thread(target=lambda: ended.append(httpx.get(strict.sparql, params={"query": query}, timeout=9)))
    thread.start()
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(strict.sparql, params={"query": query}, timeout=0.5)
    thread.join()
    assert ended[0].json()["limit"] == "timeout"


def test_a_client_runs_so_many_requests_at_a_time(strict: Server) -> None:
    def ask(number: int) -> None:
        httpx.get(strict.sparql, params={"query": ENDLESS.replace("?n", f"?n{number}")}, timeout=9)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    refused = httpx.get(strict.sparql, params={"query": QUICK})
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] == "1"
    assert refused.json()["limit"] == "client-queries"
    for thread in threads:
        thread.join()
    # Both workers are being replaced; new queries wait for them and are not refused.
    assert httpx.get(strict.sparql, params={"query": QUICK}).status_code == 200
    assert metric(strict, "plenipot_refused_total") >= 1


def test_a_client_asks_so_often(tmp_path: Path) -> None:
    path = tmp_path / "one.ttl"
    path.write_text(DATA, encoding="utf-8")
    port = free_port()
    process = start(["--client-rate", "5", "--data", str(path)], port)
    try:
        with httpx.Client() as client:  # one client: making new ones may be slower than the rate limit
            answers = [client.get(f"http://127.0.0.1:{port}/health") for _ in range(20)]
        assert {answer.status_code for answer in answers} == {200, 429}
        assert {answer.json()["limit"] for answer in answers if answer.status_code == 429} == {"client-rate"}
        time.sleep(1)
        assert httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
    finally:
        stop(process)


def test_nobody_uses_up_what_another_client_may_ask(tmp_path: Path) -> None:
    path = tmp_path / "one.ttl"
    path.write_text(DATA, encoding="utf-8")
    port = free_port()
    process = start(["--client-rate", "20", "--data", str(path)], port)
    request = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n"

    def ask(address: str, times: int) -> list[bytes]:
        with socket.create_connection(("127.0.0.1", port), 5, (address, 0)) as sock:
            answers = []
            for _ in range(times):
                sock.sendall(request)
                answers.append(read_response(sock)[9:12])
            return answers

    try:
        assert set(ask("127.0.0.2", 3)) == {b"200"}  # further requests are cache hits
        assert set(ask("127.0.0.3", 100)) == {b"200", b"429"}
        assert set(ask("127.0.0.2", 3)) == {b"200"}
    finally:
        stop(process)


def test_a_response_from_memory_is_the_same_one(server: Server) -> None:
    def ask(headers: dict[str, str]) -> httpx.Response:
        query = "SELECT * { ?s ?p ?o BIND (1 AS ?kept) }"
        return httpx.get(server.sparql, params={"query": query}, headers=headers)

    first, again = ask({"Accept": "text/csv"}), ask({"Accept": "text/csv"})
    ignored = {"date"}
    assert {k: v for k, v in first.headers.items() if k not in ignored} == {
        k: v for k, v in again.headers.items() if k not in ignored
    }
    assert first.content == again.content
    other = ask({"Accept": "application/sparql-results+json"})
    assert other.headers["content-type"] == "application/sparql-results+json"
    have = ask({"Accept": "text/csv", "If-None-Match": first.headers["etag"]})
    assert (have.status_code, have.content) == (304, b"")
    assert have.headers["etag"] == first.headers["etag"]


def test_a_coded_response_has_a_tag_of_its_own(server: Server) -> None:
    query = "SELECT * { ?s ?p ?o " + "".join(f"BIND ('{i:040}' AS ?v{i})" for i in range(40)) + " }"
    for _ in range(2):
        plain, coded = (
            httpx.get(server.sparql, params={"query": query}, headers={"Accept-Encoding": coding})
            for coding in ("identity", "gzip")
        )
        assert coded.headers["content-encoding"] == "gzip"
        assert coded.headers["etag"] == plain.headers["etag"][:-1] + '-gzip"'
        assert coded.content == plain.content
        assert "Accept-Encoding" in coded.headers["vary"]
        for tag in (plain.headers["etag"], coded.headers["etag"]):
            headers = {"Accept-Encoding": "gzip", "If-None-Match": tag}
            assert httpx.get(server.sparql, params={"query": query}, headers=headers).status_code == 304


def test_a_release_is_replaced_under_load_without_a_failed_request(tmp_path: Path) -> None:
    path = tmp_path / "one.ttl"
    path.write_text(DATA, encoding="utf-8")
    port = free_port()
    process = start(["--client-rate", "0", "--data", str(path)], port)
    url = f"http://127.0.0.1:{port}"
    failed: list[object] = []
    counts: set[str] = set()
    over = threading.Event()

    def ask(number: int) -> None:
        with httpx.Client(base_url=url, timeout=20) as client:
            for turn in range(1_000_000):
                if over.is_set():
                    return
                query = f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }} #{number} {turn % 50}"
                try:
                    answer = client.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"})
                    counts.add(answer.text.split()[1])
                    if answer.status_code != 200:
                        failed.append(answer.text)
                except httpx.HTTPError as error:
                    failed.append(error)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    try:
        for turn in range(2):
            time.sleep(0.3)
            new = "".join(f"ex:new{each} rdfs:label 'new' .\n" for each in range(turn + 1))
            path.write_text(DATA + new, encoding="utf-8")
            os.kill(process.pid, signal.SIGHUP)
            for _ in range(100):
                if httpx.get(url + "/health").json()["triples"] == 4 + turn:
                    break
                time.sleep(0.1)
            assert httpx.get(url + "/health").json()["triples"] == 4 + turn
        # If the new release cannot be loaded, the old one is still served.
        path.write_text("rubbish", encoding="utf-8")
        os.kill(process.pid, signal.SIGHUP)
        time.sleep(1.5)
        assert httpx.get(url + "/health").json()["triples"] == 5
    finally:
        over.set()
        for thread in threads:
            thread.join()
        stop(process)
    assert failed == []
    assert counts == {"3", "4", "5"}


def test_ready_and_metrics(server: Server) -> None:
    for _ in range(100):
        if httpx.get(server.url + "/ready").status_code == 200:
            break
        time.sleep(0.1)
    assert httpx.get(server.url + "/ready").json() == {"ready": True, "missing": []}
    httpx.get(server.url + "/state/che", headers={"User-Agent": "secret-agent"})
    numbers = httpx.get(server.url + "/metrics")
    assert numbers.headers["content-type"].startswith("text/plain")
    assert 'plenipot_requests_total{route="thing"' in numbers.text
    assert "plenipot_workers 4.0" in numbers.text
    assert "secret-agent" not in numbers.text
    assert "127.0.0.1" not in numbers.text


def test_a_query_that_runs_is_answered_after_the_end_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "one.ttl"
    path.write_text(DATA, encoding="utf-8")
    port = free_port()
    process = start(["--timeout", f"{STRICT_TIMEOUT:g}", "--data", str(path)], port)
    ended: list[httpx.Response] = []
    url = f"http://127.0.0.1:{port}/sparql"
    thread = threading.Thread(target=lambda: ended.append(httpx.get(url, params={"query": ENDLESS}, timeout=9)))
    thread.start()
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    thread.join()
    process.communicate(timeout=20)
    assert ended[0].json()["limit"] == "timeout"


SLOW = (
    "SELECT ?v0 ?v1 ?text WHERE { "
    + " ".join(f"VALUES ?v{i} {{ 1 2 3 4 5 6 7 8 9 }}" for i in range(8))
    + f" BIND (SHA512(CONCAT('{'x' * 2000}', STR(?v7))) AS ?text) }}"
)
"""A query with 43 million rows, each of which is slow."""


def test_a_long_answer_begins_before_its_end_and_is_cut_at_a_bound(strict: Server) -> None:
    for packing in ("identity", "gzip"):
        before = time.monotonic()
        headers = {"Accept": "text/csv", "Accept-Encoding": packing}
        query = SLOW.replace("?v1", f"?{packing}")
        with httpx.stream("GET", strict.sparql, params={"query": query}, headers=headers, timeout=9) as response:
            assert time.monotonic() - before > 0.9
            assert response.status_code == 200
            assert "etag" not in response.headers
            parts: list[bytes] = []
            with pytest.raises(httpx.RemoteProtocolError):
                _take(response, parts)
        assert time.monotonic() - before < STRICT_TIMEOUT + SLACK
        assert b"".join(parts).count(b"\n") > 1000
    assert httpx.get(strict.sparql, params={"query": QUICK}).status_code == 200


def test_a_long_answer_is_whole_over_every_way(strict: Server) -> None:
    asked, headers = {"query": LARGE}, {"Accept": "text/csv"}
    got = httpx.get(strict.sparql, params=asked, headers=headers, timeout=20)
    posted = httpx.post(strict.sparql, data=asked, headers=headers, timeout=20)
    assert len(got.content) > 20_000_000
    assert got.content == posted.content


def test_the_very_same_request_is_answered_the_same(server: Server) -> None:
    request = b"GET /sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n"
    with connect(server) as sock:
        answers = []
        for _ in range(4):
            sock.sendall(request)
            answers.append(read_response(sock))
        assert len({_without_date(answer) for answer in answers}) == 1
        assert b"\r\ndate: " in answers[3]
        assert b"\r\ncontent-security-policy: " in answers[3]
        # Two pipelined requests, and one with Connection: close.
        sock.sendall(request + request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        both = _all(sock)
    assert both.count(b"HTTP/1.1 200 OK") == 2
    assert both.count(b"connection: close") == 1
    etag = answers[0].partition(b"etag: ")[2].partition(b"\r\n")[0]
    with connect(server) as sock:
        for _ in range(3):
            sock.sendall(request.replace(b"\r\n\r\n", b"\r\nIf-None-Match: " + etag + b"\r\n\r\n"))
            assert sock.recv(65536).startswith(b"HTTP/1.1 304 ")


def test_a_body_that_was_announced_is_no_request_of_its_own(server: Server) -> None:
    head = (
        b"GET /sparql?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n"
        b"Content-Length: 47\r\n\r\n"
    )
    hidden = b"GET /health HTTP/1.1\r\nHost: x\r\nA: aaaaaaaaa\r\n\r\n"
    assert len(hidden) == 47
    for _ in range(3):
        with connect(server) as sock:
            sock.sendall(head)
            time.sleep(0.1)
            sock.sendall(hidden)
            sock.shutdown(socket.SHUT_WR)
            assert _all(sock).count(b"HTTP/1.1 ") == 1


def test_what_goes_on_with_a_request_is_not_taken_for_one(server: Server) -> None:
    def request(query: str) -> bytes:
        return f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode()

    mine, theirs = "SELECT+(%22mine%22+AS+?x)+%7B%7D", "SELECT+(%22theirs%22+AS+?x)+%7B%7D"
    # The request line for "theirs" is the value of X-Else, in the head of a second request for "mine".
    begins = request(mine).partition(b"Host")[0] + b"X-Else: "
    for _ in range(4):
        with connect(server) as sock:
            sock.sendall(request(mine) + begins)
            time.sleep(0.05)
            sock.sendall(request(theirs))
            answers = b""
            while answers.count(b"HTTP/1.1 200") < 2 or not answers.endswith(b"mine\r\n"):
                answers += sock.recv(65536)
            assert b"theirs" not in answers
        with connect(server) as sock:
            sock.sendall(begins)
            time.sleep(0.05)
            sock.sendall(request(theirs))
            assert b"mine" in read_response(sock)
    for _ in range(3):
        with connect(server) as sock:
            sock.sendall(request(theirs))
            assert b"theirs" in read_response(sock)


def _take(response: httpx.Response, parts: list[bytes]) -> None:
    for part in response.iter_bytes():
        parts.append(part)


def _without_date(answer: bytes) -> bytes:
    return b"\n".join(line for line in answer.split(b"\n") if not line.startswith(b"date: "))
