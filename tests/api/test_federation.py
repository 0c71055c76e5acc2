"""SERVICE over HTTP: another endpoint on the loopback, faulty endpoints, and a listener that must not be contacted."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pyoxigraph as ox
import pytest

from benchmarks.peers.servers import Peer, oxigraph, plenipot
from plenipot.engine.federation.clauses import parse_clauses
from plenipot.release.push import push
from tests.timing import SLACK

HERE = """@prefix ex: <https://example.org/> .
ex:a ex:knows ex:b, ex:c ; ex:age 40 . ex:b ex:knows ex:c ; ex:age 30 . ex:c ex:age 20 . ex:d ex:age 10 .
"""
THERE = """@prefix ex: <https://example.org/> .
ex:a ex:name "Anna", "Änne"@de ; ex:limit 35 . ex:b ex:name "Bob \\\\u0041 \\"} SERVICE" ; ex:limit 10 .
ex:x ex:name "Xaver" ; ex:knows ex:a . ex:c ex:limit 20 . ex:a ex:box [ ex:size 1 ], [ ex:size 2 ] .
"""
PREFIX = "PREFIX ex: <https://example.org/> "
TIMEOUT, SERVICE_TIMEOUT, MEGABYTES = 4.0, 1.0, 1


class Faulty(ThreadingHTTPServer):
    """A faulty endpoint: its path selects the fault; it counts its requests."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.trap = Trap()
        self.asked: list[tuple[str, dict[str, str], str]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{path}"


class Trap:
    """A port to which the service must not connect."""

    def __init__(self) -> None:
        self._sock = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._sock.getsockname()[1]}/sparql"

    def caught(self) -> bool:
        self._sock.settimeout(0.1)
        try:
            self._sock.accept()
        except TimeoutError:
            return False
        return True


class Handler(BaseHTTPRequestHandler):
    server: Faulty

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        path = self.path.strip("/")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        query = parse_qs(body).get("query", [""])[0]
        self.server.asked.append((path, {name.lower(): value for name, value in self.headers.items()}, query))
        try:
            getattr(self, path.replace("-", "_"))()
        except OSError:
            self.close_connection = True

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        given = {"Content-Type": "application/sparql-results+json", "Content-Length": str(len(body))}
        for name, value in (given | {name.replace("_", "-"): value for name, value in headers.items()}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def good(self) -> None:
        body = json.dumps(
            {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "literal", "value": "1"}}]}}
        )
        self.reply(200, body.encode(), Set_Cookie="a=b; Path=/")

    def redirect(self) -> None:
        self.reply(307, b"", Location=self.server.trap.url)

    def redirect_here(self) -> None:
        self.reply(302, b"", Location="/good")

    def slow(self) -> None:
        time.sleep(10)

    def drip(self) -> None:
        self.reply(200, b"{", Content_Length="1000")
        while True:
            self.wfile.write(b" ")
            time.sleep(0.1)

    def endless(self) -> None:
        self.reply(200, b"", Content_Length="100000000000")
        while True:
            self.wfile.write(b" " * 65536)

    def endless_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            self.wfile.write(b"X: " + b"x" * 1000 + b"\r\n")

    def huge(self) -> None:
        self.reply(200, b"[" + b"1," * MEGABYTES * 1024 * 1024 + b"1]")

    def deep(self) -> None:
        self.reply(200, b'{"results":{"bindings":[' + b'{"x":{"type":"triple","value":{"object":' * 20_000)

    def html(self) -> None:
        self.reply(200, b"<script>secret</script>", Content_Type="text/html")

    def packed(self) -> None:
        self.reply(200, b"\x1f\x8b\x08", Content_Encoding="gzip")

    def broken(self) -> None:
        self.reply(200, b'{"results": {"bindings": [')

    def cut(self) -> None:
        self.reply(200, b'{"results":', Content_Length="1000")
        self.close_connection = True

    def no_http(self) -> None:
        self.wfile.write(b"secret\r\n\r\n")
        self.close_connection = True

    def error(self) -> None:
        self.reply(500, b"secret")

    def log_message(self, *_: object) -> None:
        """Suppress the log."""


FAULTS = {
    "redirect": (502, None),
    "redirect-here": (502, None),
    "slow": (504, "service-timeout"),
    "drip": (504, "service-timeout"),
    "endless": (502, "service-mb"),
    "endless-head": (502, None),
    "huge": (502, "service-mb"),
    "deep": (502, None),
    "html": (502, None),
    "packed": (502, None),
    "broken": (502, None),
    "cut": (502, None),
    "no-http": (502, None),
    "error": (502, None),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("data")
    for name, text in (("here.ttl", HERE), ("there.ttl", THERE)):
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def faulty() -> Iterator[Faulty]:
    server = Faulty()
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def other(folder: Path) -> Iterator[Peer]:
    with plenipot(["--data", str(folder / "there.ttl"), "--timeout", "2"]) as peer:
        yield peer


@pytest.fixture(scope="module")
def bounds(other: Peer, faulty: Faulty) -> list[str]:
    listed = [other.endpoint, "http://127.0.0.1:9/closed", *(faulty.url(path) for path in ("good", *FAULTS))]
    given = [part for url in listed for part in ("--service", url)]
    return [
        *given,
        "--timeout",
        str(TIMEOUT),
        "--service-timeout",
        str(SERVICE_TIMEOUT),
        "--service-mb",
        str(MEGABYTES),
    ]


@pytest.fixture(scope="module")
def service(folder: Path, bounds: list[str]) -> Iterator[Peer]:
    with plenipot(["--data", str(folder / "here.ttl"), *bounds]) as peer:
        yield peer


def ask(service: Peer, query: str, **headers: str) -> httpx.Response:
    return httpx.post(service.endpoint, data={"query": query}, headers=headers, timeout=20)


def rows(body: Any) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in body["results"]["bindings"])


JOINS = [
    "SELECT * { ?s ex:age ?age . SERVICE <E> { ?s ex:name ?name } }",
    "SELECT * { SERVICE <E> { ?s ex:name ?name } ?s ex:age ?age }",
    "SELECT * { ?s ex:age ?age OPTIONAL { SERVICE <E> { ?s ex:name ?name } } }",
    "SELECT * { ?s ex:age ?age OPTIONAL { SERVICE <E> { ?s ex:limit ?limit } FILTER (?age > ?limit) } }",
    "SELECT * { ?s ex:age ?age MINUS { SERVICE <E> { ?s ex:name ?name } } }",
    "SELECT * { ?s ex:age ?age FILTER EXISTS { SERVICE <E> { ?s ex:name ?name } } }",
    "SELECT * { ?s ex:age ?age FILTER NOT EXISTS { SERVICE <E> { ?s ex:name ?name } } }",
    "SELECT * { { ?s ex:age ?n } UNION { SERVICE <E> { ?s ex:limit ?n } } }",
    "SELECT * { ?s ex:age ?age SERVICE <E> { OPTIONAL { ?s ex:name ?name } } }",
    "SELECT * { ?s ex:age ?age SERVICE <E> { ?t ex:limit ?limit } FILTER (?age < ?limit) }",
    "SELECT * { ?s ex:knows ?t SERVICE <E> { ?s ex:name ?name } SERVICE <E> { ?t ex:limit ?limit } }",
    "SELECT * { SERVICE <E> { ?s ex:nothing ?o } }",
    "SELECT * { ?s ex:age ?age OPTIONAL { SERVICE <E> { ?s ex:nothing ?o } } }",
    "SELECT ?s { ?s ex:age ?age SERVICE <E> { ex:a ex:limit 35 } }",
    "SELECT ?s { ?s ex:age ?age SERVICE <E> { ex:a ex:limit 36 } }",
    "SELECT ?s { SERVICE <E> { ?s ex:name ?name } }",
    "SELECT DISTINCT ?s { SERVICE <E> { { ?s ex:name ?n } UNION { ?s ex:limit ?n } } }",
    "SELECT ?s ?n { { SELECT ?s ?n { SERVICE <E> { ?s ex:limit ?n } } ORDER BY ?n LIMIT 2 } ?s ex:age ?age }",
    "SELECT * { SERVICE <E> { { SELECT ?s { ?s ex:limit ?n } ORDER BY DESC(?n) LIMIT 1 } } ?s ex:age ?age }",
    "SELECT (COUNT(*) AS ?n) (SUM(?l) AS ?sum) { ?s ex:age ?age SERVICE <E> { ?s ex:limit ?l } }",
    "SELECT * { ?s ex:age ?age BIND (?age + 1 AS ?next) SERVICE <E> { ?s ex:limit ?l BIND (?l * 2 AS ?twice) } }",
    "SELECT * { VALUES ?s { ex:a ex:x } SERVICE <E> { ?s ex:name ?name } }",
    "SELECT * { SERVICE <E> { VALUES (?s ?v) { (ex:a UNDEF) (UNDEF 1) } ?s ex:name ?name } ?s ex:age ?age }",
    "SELECT ?size { ?s ex:age ?age SERVICE <E> { ?s ex:box ?box . ?box ex:size ?size } }",
    "SELECT * { SERVICE <E> { ?s (ex:knows|ex:limit)+ ?o } }",
    "SELECT * { ?s ex:age ?age FILTER (?age > 15) SERVICE SILENT <E> { ?s ex:name ?name FILTER (LANG(?name) = '') } }",
]


@pytest.mark.parametrize("template", JOINS)
def test_the_answer_is_that_of_the_merged_data(service: Peer, other: Peer, folder: Path, template: str) -> None:
    # Expected: the solutions of GRAPH over a named graph with the IRI of the endpoint, which is joined like SERVICE.
    query = PREFIX + template.replace("<E>", f"<{other.endpoint}>")
    store = ox.Store()
    store.load(path=str(folder / "here.ttl"))
    store.load(path=str(folder / "there.ttl"), to_graph=ox.NamedNode(other.endpoint))
    expected = store.query(parse_clauses(query).with_graph_for_service())
    assert isinstance(expected, ox.QuerySolutions)
    whole = json.loads(expected.serialize(format=ox.QueryResultsFormat.JSON))  # type: ignore[arg-type]
    answer = ask(service, query)
    assert answer.status_code == 200, answer.text
    assert rows(answer.json()) == rows(whole)
    assert {*answer.json()["head"]["vars"]} == {*whole["head"]["vars"]}


def test_other_forms_and_the_page_join_too(service: Peer, other: Peer) -> None:
    clause = f"?s ex:age ?age SERVICE <{other.endpoint}> {{ ?s ex:name ?name }}"
    assert ask(service, f"{PREFIX} ASK {{ {clause} }}").json()["boolean"] is True
    made = ask(service, f"{PREFIX} CONSTRUCT {{ ?s ex:is ?name }} WHERE {{ {clause} }}", Accept="text/turtle")
    assert "Anna" in made.text
    described = ask(service, f"{PREFIX} DESCRIBE ?s {{ {clause} }}", Accept="text/turtle")
    assert "https://example.org/age" in described.text
    page = httpx.get(
        service.endpoint.removesuffix("sparql") + "workbench", params={"query": f"{PREFIX} SELECT * {{ {clause} }}"}
    )
    assert "Anna" in page.text


def test_an_answer_of_others_is_not_remembered(service: Peer, faulty: Faulty) -> None:
    query = f"SELECT * {{ SERVICE <{faulty.url('good')}> {{ ?s ?p ?x }} }}"
    before = len(faulty.asked)
    for _ in range(2):
        answer = httpx.get(service.endpoint, params={"query": query})
        assert answer.json()["results"]["bindings"] == [{"x": {"type": "literal", "value": "1"}}]
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
    asked = faulty.asked[before:]
    assert len(asked) == 2
    for _, headers, sent in asked:
        assert headers["accept-encoding"] == "identity"
        assert headers["accept"] == "application/sparql-results+json"
        assert headers["host"] == f"127.0.0.1:{faulty.server_port}"
        assert not {"cookie", "authorization", "referer", "origin", "x-forwarded-for"} & {*headers}
        assert "SERVICE" not in sent


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_endpoint_is_named_and_ends_in_time(service: Peer, faulty: Faulty, fault: str) -> None:
    status, limit = FAULTS[fault]
    before = len(faulty.asked)
    started = time.monotonic()
    answer = ask(service, f"SELECT * {{ SERVICE <{faulty.url(fault)}> {{ ?s ?p ?x }} }}")
    assert time.monotonic() - started < SERVICE_TIMEOUT + SLACK
    problem = answer.json()
    assert (answer.status_code, problem.get("limit")) == (status, limit), problem
    assert problem["endpoint"] == faulty.url(fault)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    silent = ask(service, f"SELECT * {{ SERVICE SILENT <{faulty.url(fault)}> {{ ?s ?p ?x }} }}")
    assert silent.json()["results"]["bindings"] == [{}]
    assert len(faulty.asked) - before == 2
    assert not faulty.trap.caught()
    assert httpx.get(service.endpoint, params={"query": "ASK {}"}).status_code == 200


def test_nobody_there_is_a_failure_of_the_endpoint(service: Peer) -> None:
    answer = ask(service, "SELECT * { SERVICE <http://127.0.0.1:9/closed> { ?s ?p ?x } }")
    assert (answer.status_code, answer.json()["detail"].split(". ")[0]) == (
        502,
        "http://127.0.0.1:9/closed cannot be reached",
    )


def test_all_clauses_together_have_the_deadline(service: Peer, faulty: Faulty) -> None:
    clauses = f"SERVICE SILENT <{faulty.url('slow')}> {{ ?s ?p ?x }}" * 8
    started = time.monotonic()
    assert ask(service, f"SELECT * {{ {clauses} }}").status_code == 200
    assert time.monotonic() - started < SERVICE_TIMEOUT + SLACK


def test_slow_endpoints_keep_no_other_query_waiting(service: Peer, faulty: Faulty) -> None:
    clause = f"SERVICE <{faulty.url('slow')}> {{ ?s ?p ?x }}"
    slow = f"SELECT * {{ {clause * 8} }}"
    with ThreadPoolExecutor(8) as threads:
        running = [threads.submit(ask, service, slow) for _ in range(8)]
        time.sleep(0.3)
        started = time.monotonic()
        assert ask(service, "ASK { ?s ?p ?o }").status_code == 200
        assert time.monotonic() - started < SERVICE_TIMEOUT
        # Some calls reach the endpoint, which does not answer in time; the others get no free call before the deadline.
        limits = {each.result().json()["limit"] for each in running}
        assert "service-timeout" in limits
        assert limits <= {"service-timeout", "service-calls"}


@pytest.mark.parametrize(
    "template",
    [
        "SELECT * { SERVICE <TRAP> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <TRAP> { ?s ?p ?o } }",
        "SELECT * { BIND (<TRAP> AS ?e) SERVICE ?e { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <TRAP> { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<TRAP>{ ?s ?p ?o } }",
        "SELECT * { ?a ?b 1e5SERVICE<TRAP>{ ?s ?p ?o } }",
        "SELECT * { ?a ?b trueSERVICE<TRAP>{ ?s ?p ?o } }",
        "SELECT * { SERVICE <GOOD> { ?s ?p ?x } SERVICE <TRAP> { ?s ?p ?o } }",
        "SELECT * { SERVICE <GOOD> { ?s ?p ?x } SERVICESILENT<TRAP>{ ?s ?p ?o } }",
        "SELECT * { SERVICE <GOOD> { ?s ?p ?x . SERVICE <TRAP> { ?s ?p ?o } } }",
        "SELECT * { SERVICE <GOOD> { ?s ?p trueSERVICE<TRAP>{ ?s ?p ?o } } }",
        "SELECT * { SERVICE <GOOD> { ?s ?p ?x FILTER (?s<?p+'>' SERVICE <TRAP> {} #') } }",
        "SELECT * { SERVICE <GOOD> { ?s ?p '\\u0027 . SERVICE <TRAP> {} #' } }",
        "SELECT * { SERVICE <GOOD> { ?s ?p ?x . \\u005Cu0053ERVICE <TRAP> { ?s ?p ?o } } }",
        "SELECT * { SERVICE <GOOD> { ?s ?p ?x } } ; SELECT * { SERVICE <TRAP> {} }",
        "SELECT * FROM <TRAP> { SERVICE <GOOD> { ?s ?p ?x } . SERVICE <TRAP#GOOD> {} }",
    ],
)
def test_nobody_else_is_reached(service: Peer, faulty: Faulty, template: str) -> None:
    before = len(faulty.asked)
    query = template.replace("TRAP", faulty.trap.url).replace("GOOD", faulty.url("good"))
    answer = ask(service, query)
    assert answer.status_code in (400, 403), answer.text
    # Calls of a test before this one may arrive late.
    assert [path for path, _, _ in faulty.asked[before:] if path != "slow"] == []
    assert not faulty.trap.caught()


def test_calls_are_counted_by_how_they_ended(service: Peer, faulty: Faulty) -> None:
    def counted() -> dict[str, float]:
        lines = httpx.get(service.endpoint.replace("/sparql", "/metrics")).text.splitlines()
        found = [line.split() for line in lines if line.startswith("plenipot_service_calls_total")]
        return {name.split('"')[1]: float(value) for name, value in found}

    before = counted()
    for path in ("good", "error", "error"):
        ask(service, f"SELECT * {{ SERVICE SILENT <{faulty.url(path)}> {{ ?s ?p ?x }} }}")
    after = counted()
    assert {name: after[name] - before.get(name, 0) for name in after} == {"answered": 1, "failed": 2}


def test_a_refusal_says_which_endpoints_may_be_asked(service: Peer, other: Peer, faulty: Faulty) -> None:
    problem = ask(service, f"SELECT * {{ SERVICE <{faulty.trap.url}> {{}} }}").json()
    assert problem["endpoint"] == faulty.trap.url
    assert other.endpoint in problem["allowed"]
    assert other.endpoint in problem["detail"]


def test_the_description_and_the_page_of_the_endpoint_tell(service: Peer, other: Peer) -> None:
    feature = "<http://www.w3.org/ns/sparql-service-description#BasicFederatedQuery>"
    described = [
        httpx.get(each.endpoint, headers={"Accept": "application/n-triples"}).text for each in (service, other)
    ]
    assert [feature in text for text in described] == [True, False]
    page, plain = (httpx.get(each.endpoint, headers={"Accept": "text/html"}).text for each in (service, other))
    assert other.endpoint in page
    assert "asks no other one" in plain
    assert "asks no other one" not in page


def test_a_backend_never_sees_service(folder: Path, other: Peer, bounds: list[str]) -> None:
    query = f"{PREFIX} SELECT * {{ ?s ex:age ?age SERVICE <{other.endpoint}> {{ ?s ex:name ?name }} }}"
    with oxigraph() as engine:
        list(push(engine.store, [(folder / "here.ttl", "https://example.org/here")]))
        with plenipot(["--backend", engine.endpoint, *bounds]) as service:
            answer = ask(service, query)
            assert answer.status_code == 200, answer.text
            names = sorted(row["name"]["value"] for row in answer.json()["results"]["bindings"])
            assert names == ["Anna", 'Bob \\u0041 "} SERVICE', "Änne"]
            assert ask(service, "SELECT * { SERVICE <http://127.0.0.1:9/no> {} }").status_code == 403
