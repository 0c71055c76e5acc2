"""The description of a release: its counts, left-out families, and reproducible bytes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import DCTERMS, RDF, VOID, Literal, URIRef

from plenipot.engine.oxigraph import load_merge
from plenipot.graph import mapping
from plenipot.model import release_files
from plenipot.model.questions import Question
from plenipot.model.vocabulary import BASE, DESCRIPTION_GRAPHS, GRAPH, PLEN, SH, SPEX, VOID_EXT
from plenipot.release import build, ids
from plenipot.release.description import describe, turtle
from plenipot.release.description.examples import example_triples
from plenipot.release.description.partitions import partition_triples

ROOT = release_files.root()
HEAD = """PREFIX : <https://w3id.org/plenipot/ontology/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> BASE <https://w3id.org/plenipot/>
"""
DATA = """
<state/che> a :State , :Actor ; :memberOf <organization/cept> , <https://example.org/unknown> .
<state/che> :founded 1848 , "long ago" .
<state/fra> a :State ; :memberOf <organization/cept> .
<organization/cept> a :Organization ; rdfs:label "CEPT"@en .
<state/ken> a [ a :Anonymous ] .
"""
TEMPLATE = """@prefix void: <http://rdfs.org/ns/void#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/plenipot/dataset> a void:Dataset .
<https://w3id.org/plenipot/graph/states> rdfs:label "States"@en .
<https://w3id.org/plenipot/graph/left-out> rdfs:label "Something large"@en .
"""
SIZES = {
    str(GRAPH["states"]): 9,
    str(GRAPH["inferred"]): 3,
    str(GRAPH["inferred/cax-sco-Actor"]): 4,
    str(GRAPH["inferred/prp-inv-hosts"]): 1,
}


def store(text: str) -> ox.Store:
    """A store with Turtle in its default graph."""
    made = ox.Store()
    made.load(HEAD + text, format=ox.RdfFormat.TURTLE)
    return made


def graph(triples: list[ox.Triple]) -> rdflib.Graph:
    """Serialize triples, and parse them with another toolkit."""
    return rdflib.Graph().parse(data=turtle(triples), format="turtle")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with a part of a description and a question."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "dataset.ttl").write_text(TEMPLATE, encoding="utf-8")
    (tmp_path / "queries").mkdir()
    header = "#+ title: Which?\n#+ description: All.\n#+ keywords: [states]\n"
    text = "PREFIX geo: <http://www.w3.org/2003/01/geo/wgs84_pos#>\nSELECT * { ?s geo:lat ?o }"
    (tmp_path / "queries" / "which.rq").write_text(f"{header}{text}\n", encoding="utf-8")
    return tmp_path


def partitions(text: str) -> Iterator[tuple[str, ...]]:
    """The partitions by class, property, and class or datatype of the values, queried as clients do."""
    triples = turtle(list(partition_triples(store(text))))
    query = """PREFIX void: <http://rdfs.org/ns/void#> PREFIX ext: <http://ldf.fi/void-ext#>
        SELECT ?class ?property ?value ?triples {
          ?whole void:class ?class ; void:propertyPartition ?part . ?part void:property ?property .
          { ?part void:classPartition ?of . ?of void:class ?value ; void:triples ?triples }
          UNION { ?part ext:datatypePartition ?of . ?of ext:datatype ?value ; void:triples ?triples } }"""
    for row in rdflib.Graph().parse(data=triples, format="turtle").query(query):
        yield tuple(str(cell).rpartition("/")[2].rpartition("#")[2] for cell in row)  # type: ignore[union-attr]


def test_partitions_count_what_the_values_of_a_property_of_a_class_are() -> None:
    assert sorted(partitions(DATA)) == [
        ("Actor", "founded", "integer", "1"),
        ("Actor", "founded", "string", "1"),
        ("Actor", "memberOf", "Organization", "1"),
        ("Organization", "label", "langString", "1"),
        ("State", "founded", "integer", "1"),
        ("State", "founded", "string", "1"),
        ("State", "memberOf", "Organization", "2"),
    ]


def test_classes_and_properties_have_their_numbers_and_anonymous_classes_none() -> None:
    found = graph(list(partition_triples(store(DATA))))
    dataset = URIRef(BASE + "dataset")
    things = {
        (found.value(part, VOID["class"]), found.value(part, VOID.entities))
        for part in found.objects(dataset, VOID.classPartition)
    }
    assert things == {
        (PLEN["State"], Literal(2)),
        (PLEN["Actor"], Literal(1)),
        (PLEN["Organization"], Literal(1)),
        (PLEN["Anonymous"], Literal(1)),
    }
    of_properties = {
        (found.value(part, VOID.property), found.value(part, VOID.triples))
        for part in found.objects(dataset, VOID.propertyPartition)
    }
    assert (PLEN["memberOf"], Literal(3)) in of_properties
    assert (RDF.type, Literal(6)) in of_properties
    (state,) = found.subjects(VOID["class"], PLEN["State"])
    members = [part for part in found.objects(state, VOID.propertyPartition) if str(part).endswith("memberOf")]
    assert [found.value(part, VOID.triples) for part in members] == [Literal(3)], "values without a class count too"


def test_different_terms_have_different_partitions() -> None:
    odd = '<urn:x:a.b> <urn:x:c> "x" ; a <urn:x:a> , <urn:x:a.b> .'
    odd += '<state/x> a :a , :a%2Eb ; :b "x" ; :c "x" . <state/y> a :a.b ; :c "x" .'
    triples = list(partition_triples(store(odd)))
    criteria = {triple.subject: set[str]() for triple in triples}
    for triple in triples:
        if triple.predicate.value in (str(VOID["class"]), str(VOID.property), str(VOID_EXT["datatype"])):
            criteria[triple.subject].add(str(triple.object))
    assert {len(chosen) for node, chosen in criteria.items() if str(node) != f"<{BASE}dataset>"} == {1}


def test_the_numbers_of_the_dataset_are_those_of_all_its_graphs(root: Path) -> None:
    made = describe(root, store(DATA), SIZES)
    assert {str(GRAPH[name]) for name in made} == set(DESCRIPTION_GRAPHS)
    found, dataset = graph(made["dataset"]), URIRef(BASE + "dataset")
    sizes = {subset: found.value(subset, VOID.triples) for subset in found.objects(dataset, VOID.subset)}
    assert sizes.pop(GRAPH["states"]) == Literal(9)
    assert sizes.pop(GRAPH["inferred"]) == Literal(8), "one subset for what follows by rules"
    described = {GRAPH[name]: Literal(len(triples)) for name, triples in made.items()}
    assert sizes == described, "of the description too, and of the graph with these numbers in it"
    assert len(made["dataset"]) == len(set(made["dataset"])) == len(found)
    total = 9 + 8 + sum(map(len, made.values()))
    assert found.value(dataset, VOID.triples) == Literal(total)
    assert (GRAPH["states"], RDF.type, VOID.Dataset) in found
    assert (GRAPH["states"], DCTERMS.isPartOf, dataset) in found
    assert (GRAPH["left-out"], None, None) not in found


def test_the_date_is_that_of_the_citation_file(root: Path) -> None:
    dataset = URIRef(BASE + "dataset")

    def issued() -> list[object]:
        found = graph(describe(root, store(DATA), SIZES)["dataset"])
        assert list(found.objects(dataset, DCTERMS.issued)) == list(found.objects(dataset, DCTERMS.modified))
        return [value.toPython() for value in found.objects(dataset, DCTERMS.issued)]  # type: ignore[attr-defined]

    assert issued() == []
    citation = root / "CITATION.cff"
    citation.write_text("cff-version: 1.2.0\n")
    assert issued() == [], "nothing was released yet"
    citation.write_text("cff-version: 1.2.0\ndate-released: 2026-11-28\n")
    assert [str(day) for day in issued()] == ["2026-11-28"]


def test_a_node_without_a_name_is_refused(root: Path) -> None:
    path = root / "ontology" / "dataset.ttl"
    path.write_text(TEMPLATE + '<https://w3id.org/plenipot/dataset> rdfs:seeAlso [ rdfs:label "x" ] .')
    with pytest.raises(ValueError, match=r"dataset\.ttl: give every node a name"):
        describe(root, store(DATA), SIZES)


@pytest.mark.parametrize(
    ("text", "property", "kind"),
    [
        ("SELECT * { ?s ?p ?o }", SH["select"], SH["SPARQLSelectExecutable"]),
        ("ASK { ?s ?p ?o }", SH["ask"], SH["SPARQLAskExecutable"]),
        ("CONSTRUCT WHERE { ?s ?p ?o }", SH["construct"], SH["SPARQLConstructExecutable"]),
        ("DESCRIBE <https://example.org/>", SPEX["describe"], SPEX["SPARQLDescribeExecutable"]),
    ],
)
def test_each_form_of_a_query_has_its_property(text: str, property: URIRef, kind: URIRef) -> None:
    question = Question("which", "Which?", "All.", ("states",), (), text)
    found = graph(list(example_triples(question, "https://example.org/sparql")))
    example = URIRef(BASE + "query/which")
    assert set(found.objects(example, RDF.type)) == {SH["SPARQLExecutable"], kind}
    assert list(found.objects(example, property)) == [Literal(text)]
    assert list(found.objects(example, rdflib.RDFS.comment)) == [Literal("Which? All.", lang="en")]


def test_an_example_leads_to_the_prefixes_of_its_query(root: Path) -> None:
    made = describe(root, store(DATA), SIZES)
    found = graph([*made["examples"], *made["prefixes"]])
    declared = {
        str(found.value(each, SH["prefix"])): str(found.value(each, SH["namespace"]))
        for start in found.objects(URIRef(BASE + "query/which"), SH["prefixes"])
        for each in found.objects(start, SH["declare"])
    }
    assert declared["geo"] == "http://www.w3.org/2003/01/geo/wgs84_pos#", "of the question"
    assert declared["plen"] == str(PLEN)
    assert declared["sh"] == str(SH)


def test_the_same_triples_are_the_same_bytes(root: Path) -> None:
    for triples in describe(root, store(DATA), SIZES).values():
        wanted = turtle(triples)
        again = list(triples)
        random.Random(1).shuffle(again)
        assert turtle(again) == wanted
        assert set(ox.parse(wanted, format=ox.RdfFormat.TURTLE)) == {ox.Quad(*_parts(triple)) for triple in triples}


def _parts(triple: ox.Triple) -> tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]:
    assert isinstance(triple.subject, ox.NamedNode)
    assert isinstance(triple.object, ox.NamedNode | ox.Literal)
    return triple.subject, triple.predicate, triple.object


def test_a_file_of_a_selection_that_is_no_more_is_stale(tmp_path: Path) -> None:
    files = dict.fromkeys(release_files.description_files(tmp_path).values(), b"")
    made = build.Build(mapping.Mapping(), files, [], {})
    build.write(made)
    old = release_files.description_files(tmp_path, ["gone"])["void"]
    old.write_bytes(b"")
    assert build.outdated_files(made) == [old]
    build.write(made)
    assert not old.exists()


def test_the_reasoner_and_the_shapes_read_no_description() -> None:
    described = {path for path, graph in release_files.dataset(ROOT) if graph in DESCRIPTION_GRAPHS}
    assert {path.parent.name for path in described} == {release_files.DESCRIPTION}
    families = (None, *release_files.optional_families(ROOT))
    assert described.isdisjoint(path for family in families for path in release_files.graph_files(ROOT, family))
    assert release_files.DESCRIPTION not in families
    assert release_files.dataset_file(ROOT) not in release_files.ontology_files(ROOT)


@pytest.mark.parametrize("without", ids.selections(release_files.optional_families(ROOT)))
def test_the_description_of_the_release_counts_what_is_served(without: tuple[str, ...]) -> None:
    files = release_files.description_files(ROOT, without)
    about = rdflib.Graph().parse(files["dataset"])
    dataset = URIRef(BASE + "dataset")
    if without:  # loading everything takes long; the tests of the API do it
        assert about.value(dataset, VOID.triples) == Literal(len(load_merge(release_files.dataset(ROOT, without))))
    sizes = {each.graph: each.triples for each in ids.read_table(ROOT, without)}
    assert about.value(dataset, VOID.triples) == Literal(sum(sizes.values()))
    subsets = {str(each) for each in about.objects(dataset, VOID.subset)}
    inferred = str(GRAPH["inferred"])
    assert subsets == {graph for graph in sizes if not graph.startswith(f"{inferred}/")}
    below = sum(size for graph, size in sizes.items() if graph.startswith(inferred))
    assert about.value(GRAPH["inferred"], VOID.triples) == Literal(below)
    for path in files.values():
        nodes = {node for quad in ox.parse(path=str(path)) for node in (quad.subject, quad.object)}
        assert not any(isinstance(node, ox.BlankNode) for node in nodes), "docs/release.md needs nodes with names"
        assert ids.release_id(ROOT, without) not in path.read_text(encoding="utf-8")
    for subset in about.objects(dataset, VOID.subset):
        assert about.value(subset, rdflib.RDFS.label), f"ontology/dataset.ttl has no label for {subset}"
    # The landing pages exist.
    known = {str(quad.subject) for path, _ in release_files.dataset(ROOT, without) for quad in _texts_and_bodies(path)}
    for linked in (about.value(dataset, VOID.exampleResource), about.value(dataset, DCTERMS.subject)):
        assert f"<{linked}>" in known


def _texts_and_bodies(path: Path) -> Iterator[ox.Quad]:
    if path.stem in ("resolutions", "structure"):
        yield from ox.parse(path=str(path))
