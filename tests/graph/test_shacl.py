"""Every constraint that our shapes use is evaluated, and its violations are reported."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import BNode, Graph, URIRef
from rdflib.namespace import SH

from plenipot.graph.reasoning.axioms import read_ontology
from plenipot.graph.shacl import InvalidShapes, ShapeViolation, TermConverter, add_triples, shape_violations
from plenipot.model import release_files

HEAD = """
@prefix ex: <https://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# SHACL terms for targets and result messages; all other terms are constraints.
NO_CONSTRAINTS = {"NodeShape", "IRI", "path", "property", "message", "severity", "inversePath", "true"}
TARGETS = {"targetClass", "targetSubjectsOf", "targetObjectsOf"}

# A constraint of the shape of ex:Edition, triples with which ex:good conforms, and triples with which ex:bad does not.
CASES = {
    "class": ("sh:path ex:of ; sh:class ex:Work", "ex:of ex:work", "ex:of ex:good"),
    "datatype": ("sh:path ex:day ; sh:datatype xsd:date", "ex:day '2008-04-18'^^xsd:date", "ex:day '2008-04-18'"),
    "disjoint": ("sh:path ex:a ; sh:disjoint ex:b", "ex:a 1 ; ex:b 2", "ex:a 1 ; ex:b 1"),
    "hasValue": ("sh:path ex:state ; sh:hasValue 'new'", "ex:state 'old', 'new'", "ex:state 'old'"),
    "in": ("sh:path ex:state ; sh:in ( 'old' 'new' )", "ex:state 'old'", "ex:state 'lost'"),
    "inversePath": ("sh:path [ sh:inversePath ex:has ] ; sh:minCount 1", "ex:x 1 . ex:work ex:has ex:good", "ex:x 1"),
    "languageIn": ("sh:path ex:name ; sh:languageIn ( 'en' 'fr' )", "ex:name 'x'@fr", "ex:name 'x'@de"),
    "lessThanOrEquals": ("sh:path ex:a ; sh:lessThanOrEquals ex:b", "ex:a 1 ; ex:b 1", "ex:a 2 ; ex:b 1"),
    "maxCount": ("sh:path ex:of ; sh:maxCount 1", "ex:of ex:work", "ex:of ex:work, ex:good"),
    "maxInclusive": ("sh:path ex:n ; sh:maxInclusive 17", "ex:n 17", "ex:n 18"),
    "minCount": ("sh:path ex:of ; sh:minCount 1", "ex:of ex:work", "ex:x 1"),
    "minInclusive": ("sh:path ex:n ; sh:minInclusive 0", "ex:n 0", "ex:n -1"),
    "nodeKind": ("sh:path ex:page ; sh:nodeKind sh:IRI", "ex:page ex:p", "ex:page 'https://example.org/p'"),
    "not": ("sh:path ex:of ; sh:not [ sh:class ex:Draft ]", "ex:of ex:work", "ex:of [ a ex:Draft ]"),
    "or": ("sh:path ex:n ; sh:or ( [ sh:datatype xsd:integer ] [ sh:nodeKind sh:IRI ] )", "ex:n 1", "ex:n 'x'"),
    "pattern": ("sh:path ex:code ; sh:pattern '^[a-z]{3}$'", "ex:code 'che'", "ex:code 'Switzerland'"),
    "uniqueLang": ("sh:path ex:name ; sh:uniqueLang true", "ex:name 'x'@en, 'y'@fr", "ex:name 'x'@en, 'y'@en"),
    "xone": (
        "sh:path ex:of ; sh:xone ( [ sh:class ex:Work ] [ sh:class ex:Draft ] )",
        "ex:of ex:work",
        "ex:of ex:both",
    ),
}


def graph(text: str) -> Graph:
    return Graph().parse(data=HEAD + text, format="turtle")


def violations(data: str, shape: str) -> list[ShapeViolation]:
    shapes = graph(f"ex:shape a sh:NodeShape ; {shape} .")
    return shape_violations(graph(data), shapes)


@pytest.mark.parametrize("name", CASES)
def test_a_node_that_breaks_a_constraint_is_named_and_no_other(name: str) -> None:
    constraint, holds, breaks = CASES[name]
    data = (
        "ex:work a ex:Work . ex:both a ex:Work, ex:Draft ."
        f"ex:good a ex:Edition ; {holds} . ex:bad a ex:Edition ; {breaks} . ex:other {breaks} ."
    )
    found = violations(data, f"sh:targetClass ex:Edition ; sh:property [ {constraint} ; sh:message 'It is wrong.' ]")
    assert {(each.focus_node, each.message) for each in found} == {("https://example.org/bad", "It is wrong.")}


@pytest.mark.parametrize("target", ["sh:targetClass ex:Text", "sh:targetSubjectsOf ex:of", "sh:targetObjectsOf ex:has"])
def test_a_shape_finds_its_nodes(target: str) -> None:
    data = "ex:Edition rdfs:subClassOf ex:Text . ex:bad a ex:Edition ; ex:of ex:x . ex:y ex:has ex:bad ."
    found = violations(data, f"{target} ; sh:property [ sh:path ex:day ; sh:minCount 1 ]")
    assert [each.focus_node for each in found] == ["https://example.org/bad"]


def test_every_constraint_of_the_ontology_has_a_case() -> None:
    shapes = read_ontology(release_files.shape_files(release_files.root()))
    terms = {str(term).removeprefix(str(SH)) for triple in shapes for term in triple if str(term).startswith(str(SH))}
    assert terms - NO_CONSTRAINTS - TARGETS <= CASES.keys()


def test_a_violation_has_the_property_the_value_and_the_severity() -> None:
    data = "ex:bad a ex:Edition ; ex:page 'p' ."
    constraint = "sh:path ex:page ; sh:nodeKind sh:IRI ; sh:severity sh:Warning ; sh:message 'A page is an address.'"
    (found,) = violations(data, f"sh:targetClass ex:Edition ; sh:property [ {constraint} ]")
    page = URIRef("https://example.org/page")
    assert found == ShapeViolation("https://example.org/bad", page, "A page is an address.", "p", "Warning")


@pytest.mark.parametrize(
    ("value", "datatype"),
    [("20x", "date"), ("2008-13-01", "date"), ("14 X", "integer"), ("perhaps", "boolean")],
)
def test_an_ill_formed_value_is_shown_as_it_is_written(
    value: str, datatype: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "data.ttl"
    file.write_text(f"{HEAD} ex:bad a ex:Edition ; ex:is '{value}'^^xsd:{datatype} .", encoding="utf-8")
    data = Graph()
    add_triples(data, TermConverter().read([file]))
    shape = f"sh:targetClass ex:Edition ; sh:property [ sh:path ex:is ; sh:datatype xsd:{datatype} ]"
    (found,) = shape_violations(data, graph(f"ex:shape a sh:NodeShape ; {shape} ."))
    assert found.value == value
    assert not caplog.records


def test_shapes_that_cannot_be_used_are_an_error() -> None:
    with pytest.raises(InvalidShapes, match="minCount"):
        violations("ex:a a ex:Edition .", "sh:targetClass ex:Edition ; sh:property [ sh:path ex:n ; sh:minCount 'x' ]")


def test_validation_adds_nothing_to_the_graph() -> None:
    data, before = graph("ex:bad a ex:Edition ."), set(graph("ex:bad a ex:Edition ."))
    shape_violations(
        data, graph("ex:s a sh:NodeShape ; sh:targetClass ex:Edition ; sh:property [ sh:path ex:n ; sh:minCount 1 ] .")
    )
    assert set(data) == before


def test_equal_terms_of_several_files_are_one_object(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.ttl").write_text(f'{HEAD} ex:{name} ex:is ex:x, "y"@en, [] .', encoding="utf-8")
    triples = TermConverter().read(sorted(tmp_path.iterdir()))
    things = [value for _, _, value in triples if not isinstance(value, BNode)]
    assert len(things) == 4
    assert len({id(value) for value in things}) == 2
    assert len({value for _, _, value in triples if isinstance(value, BNode)}) == 2
