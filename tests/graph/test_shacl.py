"""The shapes that are run in Oxigraph find what pySHACL finds, and refuse what they do not understand."""

from __future__ import annotations

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import RDF, Graph
from rdflib.namespace import SH

from plenipot.graph.checks.shacl import NotUnderstood, Shapes

HEAD = """
@prefix ex: <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = (
    HEAD
    + """
ex:good a ex:Edition ; ex:of ex:work ; ex:date "2008-04-18"^^xsd:date ; ex:state "old" ; ex:code "a1" ; ex:page ex:p .
ex:none a ex:Edition .
ex:two a ex:Edition ; ex:of ex:work, ex:good ; ex:date "2008-04"^^xsd:gYearMonth ; ex:state "lost" ; ex:code "b" .
ex:bad a ex:Edition ; ex:of ex:work ; ex:date "2008-13-01"^^xsd:date ; ex:page "text" ; ex:code "a2" ; ex:other "a2" .
ex:work a ex:Work .
"""
)
SHAPES = (
    HEAD
    + """
ex:shape a sh:NodeShape ; sh:targetClass ex:Edition ;
    sh:property [ sh:path ex:of ; sh:minCount 1 ; sh:maxCount 1 ; sh:class ex:Work ; sh:message "of" ] ;
    sh:property [ sh:path ex:date ; sh:datatype xsd:date ; sh:message "date" ] ;
    sh:property [ sh:path ex:state ; sh:in ( "old" "new" ) ; sh:message "state" ] ;
    sh:property [ sh:path ex:code ; sh:pattern "^a" ; sh:disjoint ex:other ; sh:message "code" ] ;
    sh:property [ sh:path ex:page ; sh:nodeKind sh:IRI ; sh:severity sh:Warning ; sh:message "page" ] .
ex:either a sh:NodeShape ; sh:targetSubjectsOf ex:date ;
    sh:or ( [ sh:property [ sh:path ex:state ; sh:minCount 1 ] ] [ sh:class ex:Work ] ) ; sh:message "either" .
ex:known a sh:NodeShape ; sh:targetObjectsOf ex:of ;
    sh:property [ sh:path ex:state ; sh:hasValue "old" ; sh:message "known" ] .
"""
)


def store(text: str) -> ox.Store:
    made = ox.Store()
    made.load(text.encode(), format=ox.RdfFormat.TURTLE)
    return made


def graph(text: str) -> Graph:
    return Graph().parse(data=text, format="turtle")


def test_both_engines_find_the_same() -> None:
    data = store(DATA)
    nodes = {quad.subject for quad in data}
    ours = {(b.node, b.message, b.severity) for b in Shapes(graph(SHAPES), data).breaches(nodes)}
    _, results, _ = pyshacl.validate(graph(DATA), shacl_graph=graph(SHAPES), inference="none")
    assert isinstance(results, Graph)
    theirs = {
        (
            str(results.value(found, SH.focusNode)),
            str(results.value(found, SH.resultMessage)),
            str(results.value(found, SH.resultSeverity)).rpartition("#")[2].lower(),
        )
        for found in results.subjects(RDF.type, SH.ValidationResult)
    }
    assert ours == theirs
    assert {message for _, message, _ in ours} == {"of", "date", "state", "code", "page", "either", "known"}


def test_nodes_that_are_not_asked_for_are_let_be() -> None:
    assert Shapes(graph(SHAPES), store(DATA)).breaches({ox.NamedNode("https://example.org/good")}) == []


def test_what_is_not_understood_is_refused() -> None:
    other = HEAD + "ex:s a sh:NodeShape ; sh:targetClass ex:Edition ; sh:closed true ."
    with pytest.raises(NotUnderstood, match="closed"):
        Shapes(graph(other), store(DATA)).breaches({quad.subject for quad in store(DATA)})
