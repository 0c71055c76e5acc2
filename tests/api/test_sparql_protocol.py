"""The SPARQL 1.1 Protocol against a real server."""

from __future__ import annotations

import json

import httpx
import pyoxigraph as ox
import pytest

from tests.server import Server

ALL = "SELECT ?o WHERE { <https://example.org/union> <https://example.org/seat> ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s <https://example.org/seat> ?o }"


def objects(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [binding["o"]["value"] for binding in response.json()["results"]["bindings"]]


def test_get_form_and_direct_post_give_the_same(server: Server) -> None:
    direct = {"Content-Type": "application/sparql-query; charset=utf-8"}
    answers = [
        httpx.get(server.sparql, params={"query": ALL}),
        httpx.post(server.sparql, data={"query": ALL}),
        httpx.post(server.sparql, content=ALL, headers=direct),
    ]
    # The triple stands in both graphs; the default graph is their merge.
    assert [objects(answer) for answer in answers] == [["https://example.org/geneva"]] * 3
    assert all(answer.headers["access-control-allow-origin"] == "*" for answer in answers)


@pytest.mark.parametrize(
    ("media", "begins"),
    [
        ("application/sparql-results+json", '{"head"'),
        ("application/sparql-results+xml", "<?xml"),
        ("text/csv", "o\r\n"),
        ("text/tab-separated-values", "?o\n"),
    ],
)
def test_formats_of_results(server: Server, media: str, begins: str) -> None:
    answer = httpx.get(server.sparql, params={"query": ALL}, headers={"Accept": media})
    assert answer.headers["content-type"].partition(";")[0] == media
    assert answer.text.startswith(begins)
    assert "https://example.org/geneva" in answer.text
    assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    "media",
    [
        "text/turtle",
        "application/trig",
        "application/n-triples",
        "application/n-quads",
        "application/rdf+xml",
        "application/ld+json",
    ],
)
def test_formats_of_graphs(server: Server, media: str) -> None:
    answer = httpx.get(server.sparql, params={"query": CONSTRUCT}, headers={"Accept": media})
    assert answer.headers["content-type"].partition(";")[0] == media
    known = ox.RdfFormat.from_media_type(media)
    assert known is not None
    (quad,) = ox.parse(answer.content, format=known)
    assert quad.object == ox.NamedNode("https://example.org/geneva")


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("text/csv;q=0.4, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/*", "text/csv"),
        ("application/json", "application/sparql-results+json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/sparql-results+json"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
    ],
)
def test_accept_is_weighed(server: Server, accept: str, media: str) -> None:
    answer = httpx.get(server.sparql, params={"query": ALL}, headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media


def test_nothing_acceptable_is_406(server: Server) -> None:
    answer = httpx.get(server.sparql, params={"query": ALL}, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"
    assert "text/csv" in answer.json()["detail"]


def test_default_and_named_graphs_can_be_chosen(server: Server) -> None:
    one, two = server.graphs
    query = "SELECT ?o WHERE { ?s ?p ?o }"
    assert len(objects(httpx.get(server.sparql, params={"query": query}))) == 4
    only = httpx.get(server.sparql, params={"query": query, "default-graph-uri": two})
    assert sorted(objects(only)) == ["1865", "https://example.org/geneva"]
    named = "SELECT ?o WHERE { GRAPH ?o { ?s <https://example.org/seat> ?x } }"
    assert sorted(objects(httpx.get(server.sparql, params={"query": named}))) == [one, two]
    assert objects(httpx.get(server.sparql, params={"query": named, "named-graph-uri": one})) == [one]


def test_from_in_the_query_chooses_a_graph(server: Server) -> None:
    query = f"SELECT ?o FROM <{server.graphs[1]}> WHERE {{ ?s ?p ?o }}"
    assert sorted(objects(httpx.get(server.sparql, params={"query": query}))) == ["1865", "https://example.org/geneva"]


def test_without_query_the_service_describes_itself(server: Server) -> None:
    answer = httpx.get(server.sparql, headers={"Accept": "application/n-triples"})
    assert answer.headers["content-type"].startswith("application/n-triples")
    text = answer.text
    assert f"<http://www.w3.org/ns/sparql-service-description#endpoint> <{server.sparql}>" in text
    assert "SPARQL11Query" in text
    assert "SPARQL_Results_CSV" in text


def test_the_description_names_the_graphs_and_is_a_page_for_browsers(server: Server) -> None:
    for media in ("text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples"):
        answer = httpx.get(server.sparql, headers={"Accept": media})
        assert answer.headers["content-type"].partition(";")[0] == media
        known = ox.RdfFormat.from_media_type(media)
        assert known is not None
        quads = list(ox.parse(answer.content, format=known))
        name = ox.NamedNode("http://www.w3.org/ns/sparql-service-description#name")
        assert {str(quad.object.value) for quad in quads if quad.predicate == name} == set(server.graphs)
    page = httpx.get(server.sparql, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["vary"].startswith("Accept")
    assert server.graphs[0] in page.text
    assert "2 seconds" in page.text


@pytest.mark.parametrize(
    ("query", "asked", "media"),
    [
        (ALL, "csv", "text/csv"),
        (ALL, "text/csv", "text/csv"),
        (CONSTRUCT, "xml", "application/rdf+xml"),
        (CONSTRUCT, "rdf+xml", "application/rdf+xml"),
        (CONSTRUCT, "json-ld", "application/ld+json"),
        (CONSTRUCT, "ttl", "text/turtle"),
        (CONSTRUCT, "application/trig", "application/trig"),
    ],
)
def test_format_is_stronger_than_accept(server: Server, query: str, asked: str, media: str) -> None:
    answer = httpx.get(server.sparql, params={"query": query, "format": asked}, headers={"Accept": "image/png"})
    assert answer.headers["content-type"].partition(";")[0] == media


def test_a_form_without_query_is_a_mistake(server: Server) -> None:
    assert httpx.post(server.sparql, data={"format": "json"}).status_code == 400
    assert httpx.put(server.sparql, content=ALL).status_code == 405


def test_a_bad_query_is_told_where(server: Server) -> None:
    answer = httpx.post(server.sparql, data={"query": "SELECT *\nWHERE {\n  ?s ?p \n}"})
    problem = answer.json()
    assert (answer.status_code, problem["line"], problem["column"]) == (400, 4, 1)
    assert problem["detail"].startswith("Line 4, column 1: the triple ?s ?p has no object")


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ({"params": {"query": ALL, "format": "pdf"}}, 400, "choose one of json"),
        ({"params": [("query", ALL), ("query", ALL)]}, 400, "give it once"),
        ({"params": {"query": ALL, "default-graph-uri": "not an iri"}}, 400, "absolute IRI"),
        ({"params": {"query": "SELECT * { } #" + "x" * 300_000}}, 413, "200000 bytes"),
    ],
)
def test_wrong_requests_are_explained(server: Server, arguments: dict[str, object], status: int, words: str) -> None:
    answer = httpx.post(server.sparql, headers={"Content-Type": "application/sparql-query"}, content=b"", timeout=10)
    assert answer.status_code == 400
    if status == 413:
        answer = httpx.post(server.sparql, data=arguments["params"])  # type: ignore[arg-type]
    else:
        answer = httpx.get(server.sparql, **arguments)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert words in answer.json()["detail"]


def test_unknown_content_types_and_charsets_are_refused(server: Server) -> None:
    assert httpx.post(server.sparql, content=b"x", headers={"Content-Type": "text/plain"}).status_code == 415
    headers = {"Content-Type": "application/sparql-query"}
    assert httpx.post(server.sparql, content=b"\xff\xfe", headers=headers).status_code == 400


def test_head_and_options(server: Server) -> None:
    head = httpx.head(server.sparql, params={"query": ALL})
    assert (head.status_code, head.content) == (200, b"")
    options = httpx.options(server.sparql)
    assert options.status_code == 204
    assert options.headers["access-control-allow-methods"] == "GET, HEAD, POST, OPTIONS"


def test_health_and_unknown_addresses(server: Server) -> None:
    assert httpx.get(server.url + "/health").json() == {
        "status": "ok",
        "release": "unreleased",
        "triples": 4,
        "workers": 4,
    }
    answer = httpx.get(server.url + "/nowhere")
    assert answer.status_code == 404
    assert json.loads(answer.content)["status"] == 404


def test_an_answer_has_a_strong_etag_and_is_packed(server: Server) -> None:
    parameters = {"query": "SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o"}
    first = httpx.get(server.sparql, params=parameters)
    again = httpx.get(server.sparql, params=parameters, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert not first.headers["etag"].startswith("W/")
    numbers = " ".join(str(n) for n in range(1000))
    long = {"query": f"SELECT ?x {{ VALUES ?x {{ {numbers} }} }}"}
    packed = httpx.get(server.sparql, params=long, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.json()["results"]["bindings"]) == 1000


def test_a_random_answer_is_never_kept(server: Server) -> None:
    answers = [httpx.get(server.sparql, params={"query": "SELECT (UUID() AS ?x) {}"}) for _ in range(6)]
    assert len({answer.text for answer in answers}) == 6, "each worker has random numbers of its own"
    assert answers[0].headers["cache-control"] == "no-store"
