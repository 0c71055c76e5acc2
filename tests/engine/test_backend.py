"""The service with a remote engine: an Oxigraph server, loaded by the Graph Store Protocol."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from benchmarks.peers.servers import Peer, oxigraph, plenipot
from plenipot.engine.errors import AnswerTooLarge, DeadlineExceeded, LimitExceeded, QueryError, QueueFull, Unavailable
from plenipot.engine.evaluate import Bounds
from plenipot.engine.interface import Request
from plenipot.engine.remote import RemoteEngine, backend_sizes
from plenipot.engine.stream import StreamedResult, read_answer
from plenipot.release.push import PushError, push

JSON = "application/sparql-results+json"
EX = "https://example.org/"
ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"a"}}]}}'


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    path = tmp_path_factory.mktemp("data") / "one.ttl"
    path.write_text(f'<{EX}a> <{EX}p> "1", "2"@en .', encoding="utf-8")
    with oxigraph() as peer:
        files = [(path, EX + "one"), (path, EX + "two")]
        first, second = list(push(peer.store, files)), list(push(peer.store, files))
        assert first == second  # a second push replaces the graphs
        assert [each.triples for each in first] == [2, 2, 2]
        yield peer


@pytest.fixture(scope="module")
def service(backend: Peer) -> Iterator[str]:
    with plenipot(["--backend", backend.endpoint, "--timeout", "2"]) as peer:
        yield peer.endpoint


def ask(service: str, query: str, accept: str = JSON) -> httpx.Response:
    return httpx.get(service, params={"query": query}, headers={"Accept": accept}, timeout=20)


def test_the_backend_holds_what_was_pushed(backend: Peer) -> None:
    assert backend_sizes(backend.endpoint) == (2, {EX + "one": 2, EX + "two": 2})


def run_push(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "plenipot", "push", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_the_command_checks_what_the_store_holds(tmp_path: Path) -> None:
    path = tmp_path / "one.ttl"
    path.write_text(f"<{EX}a> <{EX}p> 1, 2 .", encoding="utf-8")
    with oxigraph() as peer:
        push = run_push(peer.store, f"{EX}one={path}", "--check", peer.endpoint)
        assert (push.returncode, push.stdout.split()[-3:]) == (0, ["2", "graphs", "checked"]), push.stderr
        named = run_push(peer.store, f"{EX}two={path}", "--no-default", "--check", peer.endpoint)
        assert named.returncode == 1
        assert f"{EX}one: 2 triples, 0 sent" in named.stderr
        assert backend_sizes(peer.endpoint) == (2, {EX + "one": 2, EX + "two": 2})


@pytest.mark.parametrize("text", [f"<{EX}a> <{EX}p> 1 .", "no Turtle"])
def test_the_command_says_what_is_wrong(text: str, tmp_path: Path) -> None:
    path = tmp_path / "one.ttl"
    path.write_text(text, encoding="utf-8")
    failed = run_push("nowhere", f"{EX}one={path}")
    assert (failed.returncode, "Traceback" in failed.stderr) == (1, False)
    assert failed.stderr.startswith("Error: ")


def test_a_store_behind_a_password_gets_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            seen.append(self.headers.get("Authorization"))
            self.send_response(204 if seen[-1] else 401)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    path = tmp_path / "one.ttl"
    path.write_text(f"<{EX}a> <{EX}p> 1 .", encoding="utf-8")
    monkeypatch.setenv("PLENIPOT_PASSWORD", "secret")
    with HTTPServer(("127.0.0.1", 0), Handler) as store:
        threading.Thread(target=store.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{store.server_port}/"
        refused, taken = (run_push(url, f"{EX}one={path}", *user) for user in ((), ("--user", "me")))
        store.shutdown()
    assert "--user" in refused.stderr
    assert taken.returncode == 0, taken.stderr
    assert seen == [None, *["Basic " + b64encode(b"me:secret").decode()] * 2]


def test_a_service_without_its_backend_says_so() -> None:
    with oxigraph() as peer, plenipot(["--backend", peer.endpoint, "--timeout", "2"]) as service:
        health = service.endpoint.replace("/sparql", "/health")
        assert httpx.get(health).json()["status"] == "ok"
        os.kill(peer.pid, signal.SIGKILL)
        gone = httpx.get(health, timeout=10)
        assert (gone.status_code, gone.json()["status"]) == (503, "unavailable")


def test_a_push_to_what_is_no_graph_store_says_so(backend: Peer, tmp_path: Path) -> None:
    path = tmp_path / "one.ttl"
    path.write_text(f"<{EX}a> <{EX}p> 1 .", encoding="utf-8")
    with pytest.raises(PushError, match="no graph store"):
        list(push(backend.endpoint.replace("/query", "/nowhere"), [(path, EX)]))


@pytest.mark.parametrize("media", [JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"])
def test_answers_come_from_the_backend_in_every_format(service: str, media: str) -> None:
    answer = ask(service, "SELECT ?o { ?s ?p ?o } ORDER BY ?o", media)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media)
    assert "2" in answer.text


@pytest.mark.parametrize("media", ["text/turtle", "application/ld+json", "application/n-triples", "application/trig"])
def test_graphs_come_in_every_format(service: str, media: str) -> None:
    answer = ask(service, "CONSTRUCT WHERE { ?s ?p ?o }", media)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media)
    assert EX + "a" in answer.text


def test_the_page_shows_a_table(service: str) -> None:
    page = ask(service.removesuffix("sparql") + "workbench", "SELECT ?o { ?s ?p ?o }", "text/html")
    assert page.status_code == 200
    assert "2 rows" in page.text


def test_a_wrong_query_is_told_with_its_line(service: str) -> None:
    answer = ask(service, "SELECT * {\n ?s ?p }")
    assert (answer.status_code, answer.json()["line"]) == (400, 2)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> {} }",
        "SELECT * { ?s ?p 1e5SERVICE<http://127.0.0.1:9/>{} }",
        # A literal for engines that replace escapes while parsing; a keyword for those that replace them before.
        'SELECT * { ?s ?p "x\\u0022 . ?s ?p trueSERVICE<http://127.0.0.1:9/>{} } #" }',
    ],
)
def test_service_is_refused_here(service: str, query: str) -> None:
    assert ask(service, query).status_code == 403


def test_from_chooses_among_the_graphs(service: str) -> None:
    count = "SELECT (COUNT(*) AS ?n) FROM <%s> { ?s ?p ?o }"
    found = [ask(service, count % iri).json()["results"]["bindings"][0]["n"]["value"] for iri in (EX + "one", EX)]
    assert found == ["2", "0"]


class _Nothing:
    """A guard that accepts every query."""

    async def open(self, request: Request) -> bytes:
        return b""


def _run(answer: httpx.Response | Exception, request: Request, most: int = 1000) -> bytes:
    async def handle(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def all_of_it() -> bytes:
        bounds = Bounds(16, most, 1000, {})
        url = "http://127.0.0.1/sparql"
        engine = RemoteEngine(url, _Nothing(), 1.0, bounds, queue=4, transport=httpx.MockTransport(handle))
        try:
            return await read_answer(await engine.open(request))
        finally:
            await engine.close()

    return asyncio.run(all_of_it())


@pytest.mark.parametrize(
    ("status", "text", "error"),
    [
        (400, "/srv/secret", QueryError),
        (302, "", Unavailable),
        (401, "", Unavailable),
        (413, "", AnswerTooLarge),
        (429, "", QueueFull),
        (500, "", Unavailable),
        (503, "Query timed out", DeadlineExceeded),
        (503, "", Unavailable),
        (504, "", DeadlineExceeded),
    ],
)
def test_a_status_is_an_error_of_ours(status: int, text: str, error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        _run(
            httpx.Response(status, stream=httpx.ByteStream(text.encode()), headers={"Location": "http://127.0.0.1/"}),
            Request("ASK {}", "json"),
        )
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("failure", "error"),
    [(httpx.ReadTimeout("slow"), DeadlineExceeded), (httpx.ConnectError("gone"), Unavailable)],
)
def test_a_broken_connection_is_an_error_of_ours(failure: Exception, error: type[LimitExceeded]) -> None:
    with pytest.raises(error):
        _run(failure, Request("ASK {}", "json"))


def test_an_answer_is_bounded() -> None:
    with pytest.raises(AnswerTooLarge):
        _run(
            httpx.Response(200, stream=httpx.ByteStream(ROWS), headers={"Content-Type": JSON}),
            Request("ASK {}", "json"),
            most=9,
        )


class _Endless(httpx.AsyncByteStream):
    """An endless stream of N-Triples that counts the parts that were read."""

    def __init__(self) -> None:
        self.taken = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            self.taken += 1
            await asyncio.sleep(0)
            yield b"<https://example.org/s> <https://example.org/p> <https://example.org/o> .\n" * 200


def test_a_long_answer_comes_in_parts_up_to_the_bound() -> None:
    endless = _Endless()

    async def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=endless, headers={"Content-Type": "application/n-triples"})

    async def scenario() -> None:
        bounds = Bounds(16, 1_000_000, 1000, {})
        transport = httpx.MockTransport(handle)
        engine = RemoteEngine(
            "http://127.0.0.1/sparql", _Nothing(), 5.0, bounds, queue=4, connections=1, transport=transport
        )
        answer = await engine.open(Request("CONSTRUCT WHERE { ?s ?p ?o }", "nt"))
        assert isinstance(answer, StreamedResult)
        assert not answer.finished
        with pytest.raises(AnswerTooLarge):
            await read_answer(answer)
        assert 900_000 < answer.size <= 1_000_000
        # The next answer is closed without being read: its connection is released.
        answer = await engine.open(Request("CONSTRUCT WHERE { ?s ?p ?o }", "nt"))
        assert isinstance(answer, StreamedResult)
        answer.close()
        await asyncio.sleep(0.05)
        taken = endless.taken
        await asyncio.sleep(0.05)
        assert endless.taken == taken
        assert isinstance(await engine.open(Request("CONSTRUCT WHERE { ?s ?p ?o } #", "nt")), StreamedResult)
        await engine.close()

    asyncio.run(scenario())


def test_an_answer_that_is_nested_too_deeply_is_not_read() -> None:
    term = b'{"type":"uri","value":"urn:a"}'
    for _ in range(40_000):
        term = b'{"type":"triple","value":{"subject":' + term + b"}}"
    body = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":' + term + b"}]}}"
    answer = httpx.Response(200, stream=httpx.ByteStream(body), headers={"Content-Type": JSON})
    with pytest.raises(Unavailable):
        _run(answer, Request("SELECT * {}", "csv"), most=10_000_000)


def test_a_format_that_the_engine_lacks_is_made_from_json() -> None:
    answer = httpx.Response(200, stream=httpx.ByteStream(ROWS), headers={"Content-Type": JSON})
    assert _run(answer, Request("SELECT * {}", "csv")).split() == [b"x", b"a"]
