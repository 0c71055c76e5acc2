"""The service in front of another engine: the Oxigraph server, loaded by the Graph Store Protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from benchmarks.peers.servers import Peer, oxigraph, plenipot
from plenipot.push import PushError, push
from plenipot.store.base import (
    AnswerTooLarge,
    DeadlineExceeded,
    LimitExceeded,
    QueryError,
    QueueFull,
    Request,
    ServiceRefused,
    Unavailable,
)
from plenipot.store.remote import RemoteEngine, sizes

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
        assert first == second  # what stood there is replaced
        assert [each.triples for each in first] == [2, 2, 2]
        yield peer


@pytest.fixture(scope="module")
def service(backend: Peer) -> Iterator[str]:
    with plenipot(["--backend", backend.endpoint, "--timeout", "2"]) as peer:
        yield peer.endpoint


def ask(service: str, query: str, accept: str = JSON) -> httpx.Response:
    return httpx.get(service, params={"query": query}, headers={"Accept": accept}, timeout=20)


def test_the_backend_holds_what_was_pushed(backend: Peer) -> None:
    assert sizes(backend.endpoint) == (2, {EX + "one": 2, EX + "two": 2})


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
    page = ask(service.removesuffix("sparql"), "SELECT ?o { ?s ?p ?o }", "text/html")
    assert page.status_code == 200
    assert "2 rows" in page.text or ">2<" in page.text


def test_a_wrong_query_is_told_with_its_line(service: str) -> None:
    answer = ask(service, "SELECT * {\n ?s ?p }")
    assert (answer.status_code, answer.json()["line"]) == (400, 2)


@pytest.mark.parametrize(
    "query", ["SELECT * { SERVICE <http://127.0.0.1:9/> {} }", "SELECT * { ?s ?p 1e5SERVICE<http://127.0.0.1:9/>{} }"]
)
def test_service_is_refused_here(service: str, query: str) -> None:
    assert ask(service, query).status_code == 403


def test_from_chooses_among_the_graphs(service: str) -> None:
    count = "SELECT (COUNT(*) AS ?n) FROM <%s> { ?s ?p ?o }"
    found = [ask(service, count % iri).json()["results"]["bindings"][0]["n"]["value"] for iri in (EX + "one", EX)]
    assert found == ["2", "0"]


class _Nothing:
    """A guard that takes every query."""

    async def run(self, request: Request) -> bytes:
        return b""


def _run(answer: httpx.Response | Exception, request: Request, **bounds: int) -> bytes:
    async def handle(_: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def all_of_it() -> bytes:
        limits = {"max_bytes": 1000, "queue": 4, **bounds}
        url = "http://127.0.0.1/sparql"
        engine = RemoteEngine(url, _Nothing(), 1.0, **limits, transport=httpx.MockTransport(handle))
        try:
            return await engine.run(request)
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
            max_bytes=9,
        )


def test_a_format_that_the_engine_lacks_is_made_from_json() -> None:
    answer = httpx.Response(200, stream=httpx.ByteStream(ROWS), headers={"Content-Type": JSON})
    assert _run(answer, Request("SELECT * {}", "csv")).split() == [b"x", b"a"]


def test_service_behind_escapes_is_refused() -> None:
    with pytest.raises(ServiceRefused):
        _run(httpx.Response(200), Request("SELECT * { # \\u000A \\u0053ERVICE <http://127.0.0.1/> {}\n}", "json"))
