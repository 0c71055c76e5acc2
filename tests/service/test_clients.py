"""Well-known clients, and the headline question on the release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, TURTLE, SPARQLWrapper

from plenipot import release
from plenipot.service.catalogue import read_question
from plenipot.vocabulary import BASE, PLEN, RES
from tests.service.conftest import Server

HEADLINE = Path(release.root()) / "queries" / "resolutions-that-touch-internet-policy.rq"


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


def test_rdflib_sparqlstore(release_server: Server) -> None:
    graph = Graph(SPARQLStore(release_server.sparql))
    resolution = URIRef(RES["resolution/pp/102"])
    versions = {str(version) for version in graph.subjects(PLEN.versionOf, resolution)}
    assert f"{BASE}resolution/pp/102/dubai-2018" in versions
    rows = graph.query(f"ASK {{ <{resolution}> a <{PLEN.Resolution}> }}")
    assert rows.askAnswer is True


def test_the_first_page(release_server: Server) -> None:
    page = httpx.get(release_server.url + "/")
    assert page.status_code == 200
    assert "/?question=resolutions-that-touch-internet-policy" in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert httpx.get(release_server.url + "/static/style.css").status_code == 200


def test_a_question_is_answered_on_the_page(release_server: Server) -> None:
    page = httpx.get(release_server.url + "/", params={"question": "resolutions-that-touch-internet-policy"})
    assert page.status_code == 200
    assert f'<a href="{BASE}resolution/pp/102">' in page.text
    assert 'href="/sparql?query=' in page.text
    assert httpx.get(release_server.url + "/", params={"question": "nonsense"}).status_code == 404


def test_a_bad_query_is_shown_at_its_line(server: Server) -> None:
    page = httpx.get(server.url + "/", params={"query": "SELECT *\nWHERE {\n  ?s ?p\n}"})
    assert page.status_code == 400
    assert "<mark>4  }</mark>" in page.text


def test_markup_in_data_stays_text(server: Server) -> None:
    page = httpx.get(server.url + "/", params={"query": "SELECT * WHERE { ?s ?p ?o }"})
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "<script>" not in page.text
