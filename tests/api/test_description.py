"""The description graphs that SPARQL clients query: examples, prefixes and partitions; pages of things omit them."""

from __future__ import annotations

import re
from typing import Any

import curies
import httpx
import pytest
import rdflib
import yaml
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, VOID, Literal, URIRef

from plenipot.model import release_files
from plenipot.model.questions import read_catalogue
from plenipot.model.vocabulary import BASE, DESCRIPTION_GRAPHS, GRAPH, PLEN
from tests.server import Server

HEAD = """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX void: <http://rdfs.org/ns/void#>
PREFIX ext: <http://ldf.fi/void-ext#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#> PREFIX plen: <https://w3id.org/plenipot/ontology/>
"""
# The queries of https://github.com/sib-swiss/sparql-editor and https://github.com/sib-swiss/sparql-llm: without GRAPH
# and FROM.
EXAMPLES = """SELECT DISTINCT ?example ?comment ?text WHERE {
  ?example rdfs:comment ?comment ; a sh:SPARQLExecutable . ?example sh:select|sh:construct|sh:ask|spex:describe ?text
}"""
DECLARATIONS = "SELECT DISTINCT ?prefix ?namespace WHERE { ?any sh:prefix ?prefix . ?any sh:namespace ?namespace }"
PARTITIONS = """SELECT DISTINCT ?class ?property ?other ?datatype ?triples WHERE {
  ?of void:propertyPartition ?by ; void:class ?class . ?by void:property ?property ; void:triples ?triples
  OPTIONAL { { ?by void:classPartition ?to . ?to void:class ?other }
             UNION { ?by ext:datatypePartition ?to . ?to ext:datatype ?datatype } } }"""
DATASET = URIRef(BASE + "dataset")
QUESTIONS = read_catalogue(release_files.root() / "queries")
Rows = list[dict[str, str]]


def get(url: str, **given: Any) -> httpx.Response:
    """Request with a long timeout, for a busy machine."""
    return httpx.get(url, timeout=100, **given)


def ask(server: Server, query: str) -> Rows:
    """The solutions of a query, requested as a browser editor does; we do not define its parameter `ac`."""
    headers = {"Accept": "application/sparql-results+json", "Origin": "https://editor.example"}
    response = get(server.sparql, params={"ac": "1", "query": HEAD + query}, headers=headers)
    assert response.status_code == 200, response.text
    assert response.headers["access-control-allow-origin"] == "*"
    bindings: list[dict[str, Any]] = response.json()["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in bindings]


def prefixes(server: Server) -> dict[str, str]:
    """The prefixes that the endpoint declares."""
    rows = ask(server, DECLARATIONS)
    found = {row["prefix"]: row["namespace"] for row in rows}
    assert len(found) == len(rows), "a prefix has one namespace"
    return found


def test_every_question_is_an_example_at_the_endpoint(release_server: Server) -> None:
    found = {row["example"]: row for row in ask(release_server, EXAMPLES)}
    assert found.keys() == {f"{BASE}query/{question.name}" for question in QUESTIONS}
    for question in QUESTIONS:
        row = found[f"{BASE}query/{question.name}"]
        assert row["text"] == question.text
        assert row["comment"] == f"{question.title} {question.description}"


def test_the_prefixes_of_the_examples_are_declared(release_server: Server) -> None:
    declared = prefixes(release_server)
    converter = curies.load_prefix_map(declared)
    assert converter.compress(str(PLEN["State"])) == "plen:State"
    for question in QUESTIONS:
        for prefix, namespace in re.findall(r"^PREFIX (\w+): <([^>]+)>", question.text, re.MULTILINE):
            assert declared[prefix] == namespace
    linked = "SELECT (COUNT(DISTINCT ?example) AS ?n) { ?example sh:prefixes/sh:declare/sh:prefix 'plen' }"
    assert ask(release_server, linked) == [{"n": str(len(QUESTIONS))}]


def test_partitions_say_which_properties_a_class_has(release_server: Server) -> None:
    rows = ask(release_server, PARTITIONS)
    assert len(rows) > 6_000
    others = ", ".join(f"<{graph}>" for graph in DESCRIPTION_GRAPHS)
    for kind in (PLEN["MemberState"], PLEN["CouncilSeat"]):
        of_kind = [row for row in rows if row["class"] == str(kind)]
        data = f"?thing a <{kind}> ; ?property ?value"
        stated = ask(release_server, f"SELECT ?property (COUNT(*) AS ?triples) {{ {data} }} GROUP BY ?property")
        assert {(row["property"], row["triples"]) for row in of_kind} == {
            (row["property"], row["triples"]) for row in stated
        }
        classes = ask(release_server, f"SELECT DISTINCT ?property ?other {{ {data} . ?value a ?other }}")
        assert {(row["property"], row["other"]) for row in of_kind if "other" in row} == {
            (row["property"], row["other"]) for row in classes
        }
        types = f"SELECT DISTINCT ?property ?type {{ {data} FILTER ISLITERAL(?value) BIND(DATATYPE(?value) AS ?type) }}"
        assert {(row["property"], row["datatype"]) for row in of_kind if "datatype" in row} == {
            (row["property"], row["type"]) for row in ask(release_server, types)
        }
    classes = ask(
        release_server, f"SELECT DISTINCT ?class {{ GRAPH ?g {{ ?x a ?class }} FILTER (?g NOT IN ({others})) }}"
    )
    assert {row["class"] for row in rows} == {row["class"] for row in classes if ":" in row["class"]}


def test_what_describes_the_dataset_stands_in_named_graphs(release_server: Server) -> None:
    graphs = ask(release_server, "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } }")
    assert set(DESCRIPTION_GRAPHS) <= {row["graph"] for row in graphs}
    for name, pattern in (
        ("examples", "?s a sh:SPARQLExecutable"),
        ("prefixes", "?s sh:declare ?p"),
        ("void", "?s void:class ?o"),
        ("dataset", f"<{DATASET}> void:triples ?n"),
    ):
        query = f"SELECT DISTINCT ?graph {{ GRAPH ?graph {{ {pattern} }} }}"
        assert ask(release_server, query) == [{"graph": str(GRAPH[name])}]


def test_the_service_description_names_every_graph_and_the_dataset_one_subset_of_rules(release_server: Server) -> None:
    service = turtle(release_server, "/sparql")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    sizes = {
        str(service.value(named, sd.name)): int(str(service.value(service.value(named, sd.graph), VOID.triples)))
        for named in service.objects(None, sd.namedGraph)
    }
    assert set(DESCRIPTION_GRAPHS) < sizes.keys()
    rules = {graph for graph in sizes if graph.startswith(f"{GRAPH['inferred']}/")}
    assert len(rules) > 100
    assert (None, sd.supportedLanguage, sd.SPARQL12Query) in service
    about = turtle(release_server, "/dataset")
    subsets = {str(each) for each in about.objects(DATASET, VOID.subset)}
    assert subsets == sizes.keys() - rules
    for each in subsets - {str(GRAPH["inferred"])}:
        assert about.value(URIRef(each), VOID.triples) == Literal(sizes[each])
    inferred = sum(sizes[each] for each in rules) + sizes[str(GRAPH["inferred"])]
    assert about.value(GRAPH["inferred"], VOID.triples) == Literal(inferred)
    assert about.value(DATASET, VOID.triples) == Literal(sum(sizes.values()))
    rule = turtle(release_server, f"/{min(rules).removeprefix(BASE)}.ttl")
    assert len(rule) == sizes[min(rules)], "each is still a graph of its own"
    page = get(f"{release_server.url}/{min(rules).removeprefix(BASE)}.csv").text
    assert f"out,{VOID.triples},{sizes[min(rules)]}," in page


def test_catalogues_find_who_made_it_when_where_and_how_it_can_be_had(release_server: Server) -> None:
    # https://semiceu.github.io/DCAT-AP/releases/3.0.1/ and the metrics of https://www.f-uji.net/
    about = turtle(release_server, "/dataset")
    citation = yaml.safe_load((release_files.root() / "CITATION.cff").read_text(encoding="utf-8"))
    creators = {str(about.value(each, FOAF.name)) for each in about.objects(DATASET, DCTERMS.creator)}
    assert creators == {author["name"] for author in citation["authors"]}
    assert str(about.value(DATASET, DCTERMS.issued) or "") == str(citation.get("date-released", ""))
    for needed in (DCTERMS.accessRights, DCTERMS.spatial, DCAT.theme, DCTERMS.license, DCTERMS.language):
        assert isinstance(about.value(DATASET, needed), URIRef | None), needed
        assert any(about.objects(DATASET, needed)), needed
    assert about.value(about.value(DATASET, DCTERMS.temporal), DCAT.startDate) == Literal("1865", datatype=_YEAR)
    assert (about.value(DATASET, PROV.wasGeneratedBy), RDF.type, PROV.Activity) in about
    distributions = set(about.objects(DATASET, DCAT.distribution))
    for each in distributions:
        assert len(list(about.objects(each, DCAT.mediaType))) == 1
        assert about.value(each, DCTERMS.description)
        at = str(about.value(each, DCAT.accessURL)).replace(BASE, f"{release_server.url}/")
        assert get(at).status_code in (200, 302)
    (service,) = {about.value(each, DCAT.accessService) for each in distributions} - {None}
    assert (service, RDF.type, DCAT.DataService) in about
    assert about.value(service, DCAT.endpointURL) == URIRef(BASE + "sparql")
    assert about.value(service, DCAT.servesDataset) == DATASET
    page = get(f"{release_server.url}/dataset.html").text
    assert '"@type": "Dataset"' in page
    assert f'"name": "{about.value(DATASET, DCTERMS.title)}"' in page


_YEAR = rdflib.XSD.gYear


@pytest.mark.parametrize("path", ["ontology/State", "ontology/memberOf", "body/itu", "resolution/pp/102"])
def test_pages_of_things_do_not_show_what_describes_the_dataset(release_server: Server, path: str) -> None:
    for suffix in ("nt", "csv", "html"):
        text = get(f"{release_server.url}/{path}.{suffix}").text
        assert "rdfs.org/ns/void" not in text
        assert "graph/void" not in text
        assert "shacl#" not in text
        assert f"{BASE}dataset>" not in "".join(line for line in text.splitlines() if "isPartOf" not in line)


def test_search_and_the_lists_of_pages_show_things_only(release_server: Server) -> None:
    for text in ("partition", "sparql endpoint", "the description of the dataset", "council-on-a-day"):
        hits = get(f"{release_server.url}/search", params={"q": text}).json()["results"]
        assert not [
            hit for hit in hits if re.match("(dataset|graph|query|distribution|service)", hit["path"].strip("/"))
        ]
    locations: list[str] = []
    while part := get(f"{release_server.url}/sitemap.xml", params={"part": len(locations) // 20_000 + 1}).text:
        found = re.findall(r"<loc>([^<]+)</loc>", part)
        locations += found
        if len(found) < 20_000:
            break
    pages = {each.removeprefix(f"{release_server.url}/") for each in locations}
    assert "dataset.html" in pages
    assert not [page for page in pages if re.match("(graph|query|distribution|service|publisher)|.*(#|%23)", page)]


def test_a_page_of_the_description_claims_no_source(release_server: Server) -> None:
    for path in ("dataset", "graph/members", "service/sparql", "graph/inferred/prp-inv-hosted"):
        page = get(f"{release_server.url}/{path}.html")
        assert page.status_code == 200
        assert 'class="why"' not in page.text, path
    assert 'class="why"' in get(f"{release_server.url}/state/che.html").text


def test_other_data_are_described_by_what_is_known_of_them(server: Server) -> None:
    about = turtle(server, "/dataset")
    assert (DATASET, RDF.type, VOID.Dataset) in about
    assert about.value(DATASET, DCTERMS.identifier) == Literal("unreleased")
    triples = get(f"{server.url}/health").json()["triples"]
    assert about.value(DATASET, VOID.triples) == Literal(triples)
    assert set(map(str, about.objects(DATASET, VOID.subset))) == set(server.graphs)
    assert about.value(DATASET, DCTERMS.license) is None, "nobody said under which licence they are"
    graph = get(f"{server.url}/{server.graphs[0].removeprefix(BASE)}.csv").text
    assert f"out,{VOID.triples},3," in graph
    dump = turtle(server, "/distribution/nq-gz")
    assert dump.value(URIRef(BASE + "distribution/nq-gz"), DCAT.downloadURL)


def turtle(server: Server, path: str) -> rdflib.Graph:
    """The Turtle of an address."""
    response = get(f"{server.url}{path}", headers={"Accept": "text/turtle"}, follow_redirects=True)
    assert response.status_code == 200, path
    return rdflib.Graph().parse(data=response.text, format="turtle")
