"""Texts and names that a format cannot represent: it refuses them with the reason; other formats do not change them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from lxml import etree
from rdflib import RDF, RDFS

from benchmarks.peers.servers import free_port
from plenipot.model.vocabulary import BASE, PLEN
from tests.server import start, stop

THINGS = {
    "control": (str(PLEN.note), "a\u0001b"),
    "null": (str(PLEN.note), "a\u0000b"),
    "noncharacter": (str(PLEN.note), "a\ufffeb\uffff"),
    "return": (str(PLEN.note), "a\r\nb\rc"),
    "digits": ("http://e/123", "x"),
    "hash": ("http://e/x#", "x"),
    "urn": ("urn:isbn:1", "x"),
    "li": ("http://www.w3.org/1999/02/22-rdf-syntax-ns#li", "x"),
}
MANY = 110
CARRIED = ("return",)
RESULTS = "application/sparql-results+xml"


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder: Path = tmp_path_factory.mktemp("odd")
    triples = [
        ox.Triple(ox.NamedNode(f"{BASE}odd/{name}"), ox.NamedNode(property), ox.Literal(text))
        for name, (property, text) in THINGS.items()
    ]
    many = [
        ox.Triple(ox.NamedNode(f"{BASE}many/{n}"), ox.NamedNode(str(PLEN.note)), ox.Literal(str(n)))
        for n in range(MANY)
    ]
    organization = ox.NamedNode(f"{BASE}many/organization")
    many.append(ox.Triple(organization, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(PLEN.RegionalOrganization))))
    many.append(ox.Triple(organization, ox.NamedNode(str(RDFS.label)), ox.Literal("a\u0001b")))
    for name, each in (("odd", triples), ("many", many)):
        with (folder / f"{name}.nt").open("wb") as file:
            ox.serialize(each, file, format=ox.RdfFormat.N_TRIPLES)
    port = free_port()
    process = start([part for name in ("odd", "many") for part in ("--data", str(folder / f"{name}.nt"))], port)
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        yield client
    stop(process)


def is_refused(answer: httpx.Response, said: str) -> None:
    assert (answer.status_code, answer.headers["content-type"]) == (406, "application/problem+json"), said
    detail = answer.json()["detail"]
    assert said in detail
    assert "Ask for " in detail


def reason(name: str) -> str:
    property, text = THINGS[name]
    wrong = next((each for each in text if each in "\0\1\ufffe\uffff"), None)
    return f"U+{ord(wrong):04X}" if wrong else f"<{property}>"


def test_results_in_xml(odd: httpx.Client) -> None:
    for name, (property, text) in THINGS.items():
        query = {"query": f"SELECT ?x {{ <odd/{name}> <{property}> ?x }}"}
        # The first request has the shortest query string, the second one is a form.
        answers = (
            odd.get("/sparql", params=query, headers={"Accept": RESULTS}),
            odd.post("/sparql", data=query, headers={"Accept": RESULTS}),
            odd.get("/sparql", params={**query, "format": "xml"}),
        )
        for answer in answers:
            if any(each in text for each in "\0\1\ufffe"):
                is_refused(answer, reason(name))
            else:
                assert answer.status_code == 200
                (found,) = etree.fromstring(answer.content).findall(".//{*}binding[@name='x']/{*}literal")
                assert found.text == text


@pytest.mark.parametrize("name", THINGS)
def test_graphs_and_documents_in_rdf_xml(odd: httpx.Client, name: str) -> None:
    text = THINGS[name][1]
    query = {"query": f"CONSTRUCT WHERE {{ <odd/{name}> ?p ?o }}"}
    answers = (
        odd.get("/sparql", params=query, headers={"Accept": "application/rdf+xml"}),
        odd.post("/sparql", data=query, headers={"Accept": "application/rdf+xml"}),
        odd.get(f"/odd/{name}.rdf"),
    )
    for answer in answers:
        if name in CARRIED:
            assert answer.status_code == 200
            quads = ox.parse(answer.content, format=ox.RdfFormat.RDF_XML)
            assert ox.Literal(text) in [quad.object for quad in quads]
            etree.fromstring(answer.content)
        else:
            is_refused(answer, reason(name))


def test_a_named_graph_in_rdf_xml(odd: httpx.Client) -> None:
    is_refused(odd.get("/graph/odd.rdf"), "cannot be written in this format")
    document = odd.get("/graph/many.nt")
    assert len(list(ox.parse(document.content, format=ox.RdfFormat.N_TRIPLES))) == MANY + 2


def test_other_formats_carry_all_of_it(odd: httpx.Client) -> None:
    kinds = {"text/turtle": ox.RdfFormat.TURTLE, "application/ld+json": ox.RdfFormat.JSON_LD,
             "application/n-triples": ox.RdfFormat.N_TRIPLES, "application/trig": ox.RdfFormat.TRIG}  # fmt: skip
    query = {"query": "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <graph/odd> { ?s ?p ?o } }"}
    wanted = {(property, text) for property, text in THINGS.values()}
    for media, format in kinds.items():
        body = odd.get("/sparql", params=query, headers={"Accept": media}).content
        assert {(q.predicate.value, q.object.value) for q in ox.parse(body, format=format)} == wanted
    for suffix, format in (
        ("ttl", ox.RdfFormat.TURTLE),
        ("nt", ox.RdfFormat.N_TRIPLES),
        ("jsonld", ox.RdfFormat.JSON_LD),
    ):
        for name, (property, text) in THINGS.items():
            quads = ox.parse(odd.get(f"/odd/{name}.{suffix}").content, format=format, base_iri=BASE)
            assert (property, text) in {(quad.predicate.value, getattr(quad.object, "value", "")) for quad in quads}
    select = {"query": "SELECT ?p ?o { GRAPH <graph/odd> { ?s ?p ?o } }"}
    rows = odd.get("/sparql", params=select).json()["results"]["bindings"]
    assert {(row["p"]["value"], row["o"]["value"]) for row in rows} == wanted
    table = odd.get("/sparql", params=select, headers={"Accept": "text/csv"}).content.decode()
    assert {tuple(row) for row in list(csv.reader(io.StringIO(table, newline="")))[1:]} == wanted
    lines = odd.get("/sparql", params={**select, "format": "tsv"}).content
    assert {ox.parse_query_results(lines, format=ox.QueryResultsFormat.TSV).__class__} == {ox.QuerySolutions}
    for name, (property, text) in THINGS.items():
        document = list(csv.DictReader(io.StringIO(odd.get(f"/odd/{name}.csv").content.decode(), newline="")))
        assert [(row["property"], row["value"]) for row in document] == [(property, text)]


def test_a_question_in_xml(odd: httpx.Client) -> None:
    question = "/query/things-without-any-link"
    is_refused(odd.get(f"{question}.xml"), "U+0001")
    for format in ("json", "csv", "tsv", "parquet", "html"):
        assert odd.get(f"{question}.{format}").status_code == 200
    assert odd.get(f"{question}.json").json()["results"]["bindings"][0]["name"]["value"] == "a\u0001b"


def test_a_client_notices_when_it_turns_out_late(odd: httpx.Client) -> None:
    slow = "?a ?p ?o . ?b ?q ?r . ?c ?s ?t FILTER (CONCAT(STR(?o), STR(?r), STR(?t)) = 'x')"
    query = (
        "SELECT ?x { { SELECT (STR(?a) AS ?x) { ?a ?p ?o . ?b ?q ?r } } UNION "
        f"{{ SELECT ?x {{ {slow} BIND (1 AS ?x) }} }} UNION {{ BIND ('a\\u0001' AS ?x) }} }}"
    )
    try:
        answer = odd.post("/sparql", data={"query": query}, headers={"Accept": RESULTS})
    except httpx.RemoteProtocolError:
        return  # the response had started: it is cut off
    is_refused(answer, "U+0001")
