"""Well-known clients, and the headline question on the release."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest
from rdflib import RDF, Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from plenipot.model import release_files
from plenipot.model.questions import read_question
from plenipot.model.vocabulary import BASE, PLEN, RES
from tests.server import Server

HEADLINE = Path(release_files.root()) / "queries" / "resolutions-that-touch-internet-policy.rq"


def test_sparqlwrapper(release_server: Server) -> None:
    client = SPARQLWrapper(release_server.sparql)
    client.setMethod(POST)
    client.setReturnFormat(JSON)
    client.setQuery(read_question(HEADLINE).text)
    answer: Any = client.query().convert()
    bindings = answer["results"]["bindings"]
    found = {value["value"] for binding in bindings for value in binding.values()}
    assert {f"{BASE}resolution/pp/{number}" for number in (101, 102, 130, 133, 180)} <= found
    client.setReturnFormat(TURTLE)
    client.setQuery(f"DESCRIBE <{RES['resolution/pp/102']}>")
    description: Any = client.query().convert()
    assert b"resolution/pp/102" in description


def test_sparqlwrapper_with_its_own_choice_of_format(release_server: Server) -> None:
    client = SPARQLWrapper(release_server.sparql)
    client.setQuery(f"CONSTRUCT WHERE {{ <{RES['resolution/pp/102']}> a ?class }}")
    graph: Any = client.queryAndConvert()
    assert (URIRef(RES["resolution/pp/102"]), RDF.type, URIRef(PLEN.Resolution)) in graph


def test_rdflib_sparqlstore(release_server: Server) -> None:
    graph = Graph(SPARQLStore(release_server.sparql))
    resolution = URIRef(RES["resolution/pp/102"])
    versions = {str(version) for version in graph.subjects(PLEN.versionOf, resolution)}
    assert f"{BASE}resolution/pp/102/dubai-2018" in versions
    rows = graph.query(f"ASK {{ <{resolution}> a <{PLEN.Resolution}> }}")
    assert rows.askAnswer is True


@pytest.mark.parametrize("path", ["state/che", "ontology/Version", "dataset"])
def test_rdflib_reads_every_document_by_its_address(release_server: Server, path: str) -> None:
    address = f"{release_server.url}/{path}"
    graphs = [set(Graph().parse(address + suffix)) for suffix in ("", ".ttl", ".jsonld", ".nt", ".rdf")]
    named = {triple for triple in graphs[0] if all(isinstance(term, URIRef) for term in triple)}
    assert len(named) > 1
    assert all(named <= graph and len(graph) == len(graphs[0]) for graph in graphs)


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl on this machine")
@pytest.mark.parametrize(
    ("arguments", "path", "status", "media", "begins"),
    [
        (("--location",), "state/che", "200", "text/turtle; charset=utf-8", "@prefix"),
        (("--location", "--header", "Accept: text/html"), "state/che", "200", "text/html; charset=utf-8", "<!doctype"),
        (("--location", "--compressed"), "topic/ipv6.nt", "200", "application/n-triples", "<https://w3id.org/plenipot/"),
        (("--head",), "state/che.jsonld", "200", "application/ld+json", "HTTP/1.1 200"),
        (("--data-urlencode", "query=ASK {}"), "sparql", "200", "application/sparql-results+json", '{"head"'),
        (("--get", "--data-urlencode", "query=ASK {"), "sparql", "400", "application/problem+json", '{"type"'),
        (("--data-binary", "ASK {}", "--header", "Content-Type: application/sparql-query"), "sparql", "200",
         "application/sparql-results+json", '{"head"'),
        (("--request", "DELETE"), "state/che", "405", "application/problem+json", '{"type"'),
    ],
)  # fmt: skip
def test_curl(
    release_server: Server, arguments: tuple[str, ...], path: str, status: str, media: str, begins: str
) -> None:
    command = ["curl", "--silent", "--write-out", "\n%{http_code} %{content_type}", *arguments]
    done = subprocess.run([*command, f"{release_server.url}/{path}"], capture_output=True, text=True, check=True)
    body, _, told = done.stdout.rpartition("\n")
    assert told == f"{status} {media}"
    assert body.lstrip().lower().startswith(begins.lower())


def test_the_first_page(release_server: Server) -> None:
    page = httpx.get(release_server.url + "/")
    assert page.status_code == 200
    assert "/questions" in page.text
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert httpx.get(release_server.url + "/static/style.css").status_code == 200


def test_a_question_is_answered_on_the_page(release_server: Server) -> None:
    page = httpx.get(release_server.url + "/query/resolutions-that-touch-internet-policy.html")
    assert page.status_code == 200
    # Links to identifiers are relative to this service, whatever host it runs on.
    assert '<a href="/resolution/pp/102"' in page.text
    assert (
        "PP Resolution 102 (Rev. Dubai, 2018)"
        in httpx.get(
            f"{release_server.url}/resolution/pp/102", headers={"Accept": "text/html"}, follow_redirects=True
        ).text
    )
    assert 'href="/query/resolutions-that-touch-internet-policy.csv"' in page.text


def test_a_bad_query_is_shown_at_its_line(server: Server) -> None:
    page = httpx.get(server.url + "/workbench", params={"query": "SELECT *\nWHERE {\n  ?s ?p\n}"})
    assert page.status_code == 400
    assert "<mark>4  }</mark>" in page.text


def test_markup_in_data_stays_text(server: Server) -> None:
    page = httpx.get(server.url + "/workbench", params={"query": "SELECT * WHERE { ?s ?p ?o }"})
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script>" not in page.text


def test_the_form_of_the_page_leads_to_other_formats(server: Server) -> None:
    query = "SELECT * { ?s <https://example.org/founded> ?o }"
    parameters = {"query": query, "format": "csv"}
    answer = httpx.get(server.url + "/workbench", params=parameters, follow_redirects=True)
    assert answer.headers["content-type"].startswith("text/csv")
    assert "1865" in answer.text


def test_labels_name_their_neighbours(server: Server) -> None:
    query = (
        "SELECT ?s ?sLabel { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?sLabel FILTER (LANG(?sLabel) = 'en') }"
    )
    page = httpx.get(server.url + "/workbench", params={"query": query}).text
    assert '<a href="https://example.org/union" lang="en">Union</a>' in page
    assert '<th scope="col">sLabel</th>' not in page


def test_an_ask_a_construct_and_nothing_on_the_page(server: Server) -> None:
    def shown(query: str) -> str:
        return httpx.get(server.url + "/workbench", params={"query": query}).text

    assert "<span>yes</span>" in shown("ASK { ?s ?p ?o }")
    assert "Result in Turtle" in shown("CONSTRUCT WHERE { ?s <https://example.org/founded> ?o }")
    assert "Nothing fits the query." in shown("SELECT * { ?s <https://example.org/nothing> ?o }")


def test_the_page_shows_the_first_rows_of_many(server: Server) -> None:
    query = "SELECT * { " + " ".join(f"VALUES ?v{i} {{ 1 2 3 4 5 6 7 8 9 10 }}" for i in range(4)) + " }"
    page = httpx.get(server.url + "/workbench", params={"query": query}, timeout=20).text
    assert "10,000 rows" in page
    assert "only the first 500 are shown" in page
    assert page.count("<tr>") == 501


def test_a_query_that_the_first_page_once_took_leads_to_the_workbench(server: Server) -> None:
    answer = httpx.get(server.url + "/", params={"query": "ASK { ?s ?p ?o }"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/workbench?query=ASK+%7B+%3Fs+%3Fp+%3Fo+%7D"
