"""SPARQLWrapper with each of its formats, by GET and by POST: it sends up to six ``format`` parameters."""

from __future__ import annotations

import warnings
from typing import Any

import httpx
import pytest
from rdflib import Graph
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from tests.server import Server

UNION, SEAT, GENEVA = (f"https://example.org/{name}" for name in ("union", "seat", "geneva"))
DESCRIBE = f"DESCRIBE <{UNION}>"
FORMATS = (JSON, XML, CSV, TSV, RDFXML, JSONLD, TURTLE, N3)
RESULTS = {JSON: "json", XML: "xml", CSV: "csv", TSV: "tsv"}
GRAPHS = {JSON: "json-ld", JSONLD: "json-ld", XML: "xml", RDFXML: "xml"}


def ask(server: Server, query: str, format: str, method: str, only_negotiation: bool) -> tuple[str, bytes]:
    """The media type and the body of an answer."""
    client = SPARQLWrapper(server.sparql)
    client.setMethod(method)
    client.setReturnFormat(format)
    client.setOnlyConneg(only_negotiation)
    client.setQuery(query)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # formats that do not match the query form
        answer: Any = client.query()
        return answer.info()["content-type"].partition(";")[0], answer.response.read()


@pytest.mark.parametrize("only_negotiation", [False, True])
@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("format", FORMATS)
def test_results(server: Server, format: str, method: str, only_negotiation: bool) -> None:
    media, body = ask(server, f"SELECT ?o {{ <{UNION}> <{SEAT}> ?o }}", format, method, only_negotiation)
    assert media.endswith(RESULTS.get(format, "json")) or media == "text/tab-separated-values"
    assert GENEVA.encode() in body
    said, answer = ask(server, f"ASK {{ <{UNION}> <{SEAT}> <{GENEVA}> }}", format, method, only_negotiation)
    assert said == media
    assert b"true" in answer


@pytest.mark.parametrize("only_negotiation", [False, True])
@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("query", [f"CONSTRUCT WHERE {{ <{UNION}> ?p ?o }}", DESCRIBE])
def test_graphs(server: Server, query: str, format: str, method: str, only_negotiation: bool) -> None:
    media, body = ask(server, query, format, method, only_negotiation)
    read = GRAPHS.get(format, "turtle")
    if only_negotiation and format == JSON:  # then it accepts any media type
        read = "turtle"
    assert media == {"json-ld": "application/ld+json", "xml": "application/rdf+xml", "turtle": "text/turtle"}[read]
    graph = Graph().parse(data=body, format=read)
    assert {str(each) for each in graph.objects()} >= {GENEVA}


@pytest.mark.parametrize("format", FORMATS)
def test_the_client_reads_what_it_gets(server: Server, format: str) -> None:
    client = SPARQLWrapper(server.sparql)
    client.setReturnFormat(format)
    for query in (f"SELECT ?o {{ <{UNION}> <{SEAT}> ?o }}", f"CONSTRUCT WHERE {{ <{UNION}> <{SEAT}> ?o }}"):
        client.setQuery(query)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            read: Any = client.queryAndConvert()
        text = read.toxml() if hasattr(read, "toxml") else read.serialize() if isinstance(read, Graph) else str(read)
        assert "geneva" in text


@pytest.mark.parametrize(
    ("query", "formats", "accept", "media"),
    [
        ("ASK {}", ["tsv", "text/tab-separated-values"], None, "text/tab-separated-values"),
        ("ASK {}", ["application/sparql-results+xml; charset=utf-8"], None, "application/sparql-results+xml"),
        ("ASK {}", ["rdf+xml", "", "csv", "json"], None, "text/csv"),
        ("ASK {}", ["turtle"], "text/csv", "text/csv"),
        (
            DESCRIBE,
            ["csv", "application/ld+json,application/x-json+ld"],
            "text/turtle",
            "application/ld+json",
        ),
        (DESCRIBE, ["csv"], "application/n-triples", "application/n-triples"),
        ("ASK {}", ["", ""], "text/csv", "text/csv"),
    ],
)
def test_of_several_formats_the_first_that_fits_counts(
    server: Server, query: str, formats: list[str], accept: str | None, media: str
) -> None:
    headers = {"Accept": accept or "*/*"}
    by_get = httpx.get(server.sparql, params={"query": query, "format": formats}, headers=headers)
    by_post = httpx.post(server.sparql, data={"query": query, "format": formats}, headers=headers)
    for answer in (by_get, by_post):
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media)


def test_a_format_that_nothing_has_is_told(server: Server) -> None:
    answer = httpx.get(server.sparql, params={"query": "ASK {}", "format": ["pdf", "docx"]})
    assert answer.status_code == 400
    assert "choose one of json, xml, csv, tsv" in answer.json()["detail"]


def test_a_question_takes_several_formats_too(release_server: Server) -> None:
    address = f"{release_server.url}/query/parties-of-1865"
    answer = httpx.get(address, params={"format": ["turtle", "tsv", "text/tab-separated-values"], "limit": 2})
    assert answer.headers["content-type"].startswith("text/tab-separated-values")
    assert answer.links["next"]["url"] == "?format=tsv&limit=2&offset=2"
    assert httpx.get(address, params={"limit": ["2", "2"]}).status_code == 200
    assert httpx.get(address, params={"limit": ["2", "3"]}).status_code == 400
