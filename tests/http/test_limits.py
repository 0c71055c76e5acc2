"""Limits of queries: time, memory, no updates, no access to files or the network."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.http.queries import ENDLESS, QUICK
from tests.server import TIMEOUT, Server
from tests.timing import SLACK


def test_others_are_answered_while_an_endless_query_runs_to_its_deadline(server: Server) -> None:
    ended: list[httpx.Response] = []
    thread = threading.Thread(
        target=lambda: ended.append(httpx.post(server.sparql, data={"query": ENDLESS}, timeout=30))
    )
    started = time.monotonic()
    thread.start()
    answered = 0
    while thread.is_alive():
        # The number prevents cache hits, which would need no worker.
        answer = httpx.get(server.sparql, params={"query": f"{QUICK} #{answered}"})
        assert answer.json() == {"head": {}, "boolean": True}
        answered += 1
    assert answered > 3
    assert time.monotonic() - started < TIMEOUT + SLACK
    problem = ended[0].json()
    assert ended[0].status_code == 503
    assert ended[0].headers["retry-after"]
    assert problem["limit"] == "timeout"
    assert "2 seconds" in problem["detail"]
    # The pool replaces the killed worker.
    for _ in range(4):
        assert httpx.get(server.sparql, params={"query": QUICK}).status_code == 200
    assert httpx.get(server.url + "/health").json()["workers"] == 4


def test_a_query_that_needs_too_much_memory_is_ended(server: Server) -> None:
    doubling = " ".join(f"BIND (CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
    query = f"SELECT (STRLEN(?x40) AS ?n) WHERE {{ BIND ('xxxxxxxxxxxxxxxx' AS ?x0) {doubling} }}"
    answer = httpx.post(server.sparql, data={"query": query}, timeout=30)
    assert (answer.status_code, answer.json()["limit"]) == (503, "memory")
    assert "64 MB" in answer.json()["detail"]
    assert httpx.get(server.sparql, params={"query": QUICK}).status_code == 200


@pytest.fixture
def listener() -> tuple[socket.socket, int]:
    sock = socket.create_server(("127.0.0.1", 0))
    sock.settimeout(0.2)
    return sock, sock.getsockname()[1]


@pytest.mark.parametrize(
    "template",
    [
        "SELECT * WHERE { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * WHERE { SERVICE SILENT <URL> { ?s ?p ?o } }",
        "SELECT * WHERE { BIND (<URL> AS ?e) SERVICE ?e { ?s ?p ?o } }",
        "SELECT * WHERE { { SELECT * WHERE { SERVICE <URL> { ?s ?p ?o } } } }",
        "SELECT * WHERE { ?s ?p ?o FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
        "SELECT * WHERE { \\u0053ERVICE <URL> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p '#' . \nservice <URL> { ?s ?p ?o } }",
        "SELECT * WHERE { SERVICESILENT<URL> { ?s ?p ?o } }",
        "SELECT * WHERE { ?a ?b 1e5SERVICE SILENT <URL> { ?s ?p ?o } }",
        "PREFIX ex: <URL> SELECT * WHERE { SERVICEex: { ?s ?p ?o } }",
        "PREFIX ex: <URL> ASK { SERVICE SILENTex: { ?s ?p ?o } }",
    ],
)
def test_service_reaches_nothing(server: Server, listener: tuple[socket.socket, int], template: str) -> None:
    sock, port = listener
    query = template.replace("URL", f"http://127.0.0.1:{port}/sparql")
    answer = httpx.post(server.sparql, data={"query": query}, timeout=30)
    assert answer.status_code == 403
    assert answer.json()["title"] == "SERVICE is refused"
    with sock, pytest.raises(TimeoutError):
        sock.accept()


def test_service_behind_declared_prefixes_reaches_nothing(server: Server, listener: tuple[socket.socket, int]) -> None:
    # The tokenizer sees the name SERVICEex:, the engine the keyword SERVICE and ex: - both refuse the query.
    sock, port = listener
    url = f"http://127.0.0.1:{port}/"
    query = f"PREFIX SERVICEex: <https://example.org/> PREFIX ex: <{url}> SELECT * {{ SERVICEex: {{ ?s ?p ?o }} }}"
    assert httpx.post(server.sparql, data={"query": query}, timeout=30).status_code in (400, 403)
    with sock, pytest.raises(TimeoutError):
        sock.accept()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 20_000 + "}" * 20_000,
        "SELECT (" + "(" * 30_000 + "1" + ")" * 30_000 + " AS ?x) { }",
        "ASK { FILTER (" + "!" * 50_000 + "true) }",
    ],
    ids=["groups", "brackets", "negations"],
)
def test_deep_nesting_ends_one_worker_only(server: Server, query: str) -> None:
    answer = httpx.post(server.sparql, data={"query": query}, timeout=30)
    assert answer.status_code in (400, 503)
    assert httpx.get(server.sparql, params={"query": QUICK}).status_code == 200


@pytest.mark.parametrize("piece", ["a.", "<a", "'''", "a-", "ex:a%", "?s ?p ex:o . "])
def test_a_long_senseless_query_keeps_nobody_waiting(server: Server, piece: str) -> None:
    answers: list[int] = []
    query = piece * (199_000 // len(piece))
    thread = threading.Thread(
        target=lambda: answers.append(httpx.post(server.sparql, data={"query": query}, timeout=30).status_code)
    )
    thread.start()
    while thread.is_alive():
        before = time.monotonic()
        assert httpx.get(server.url + "/health", timeout=5).status_code == 200
        assert time.monotonic() - before < SLACK
        time.sleep(0.02)
    assert answers[0] in (400, 503)


def test_no_error_shows_a_path_or_a_traceback(server: Server) -> None:
    queries = ["SELECT", "SELECT (<https://example.org/f>(1) AS ?x) { }", "\x00", "SELECT * { ?s ?p 'a }", "é" * 50]
    for query in queries:
        for answer in (
            httpx.post(server.sparql, data={"query": query}),
            httpx.get(server.url + "/workbench", params={"query": query}),
        ):
            assert answer.status_code in (200, 400)
            assert not any(word in answer.text for word in ("Traceback", ".py", "/tmp", "os error"))


def test_the_word_service_in_data_is_no_service(server: Server) -> None:
    query = "PREFIX service: <https://example.org/> SELECT ?service { ?service service:SERVICE 'SERVICE' } # SERVICE"
    assert httpx.post(server.sparql, data={"query": query}).status_code == 200


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_from_fetches_nothing(server: Server, listener: tuple[socket.socket, int], tmp_path: Path, clause: str) -> None:
    sock, port = listener
    secret = tmp_path / "secret.ttl"
    secret.write_text("<https://example.org/a> <https://example.org/b> 'secret' .", encoding="utf-8")
    for address in (secret.as_uri(), f"http://127.0.0.1:{port}/data.ttl"):
        query = f"SELECT * {clause} <{address}> WHERE {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
        answer = httpx.post(server.sparql, data={"query": query}, timeout=30)
        assert answer.json()["results"]["bindings"] == []
    with sock, pytest.raises(TimeoutError):
        sock.accept()


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <https://example.org/a> <https://example.org/b> 1 }",
        "LOAD <file:///etc/hostname>",
        "PREFIX x: <https://example.org/> DELETE WHERE { ?s ?p ?o }",
        "DROP ALL",
    ],
)
def test_updates_are_refused_and_change_nothing(server: Server, update: str) -> None:
    answers = [
        httpx.post(server.sparql, data={"query": update}),
        httpx.post(server.sparql, data={"update": update}),
        httpx.post(server.sparql, content=update, headers={"Content-Type": "application/sparql-update"}),
        httpx.get(server.sparql, params={"update": update}),
    ]
    assert {answer.status_code for answer in answers} == {400}
    assert all("read-only" in answer.json()["detail"] for answer in answers)
    count = httpx.get(server.sparql, params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"})
    assert count.text == "n\r\n4\r\n"
