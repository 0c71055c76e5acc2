"""The family ``conferences``: triples of its rows, with terms of the ontology."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pyshacl
import pytest
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import OWL, PROV, SKOS, XSD

from plenipot.model.vocabulary import PLEN, RES
from plenipot.tables.conferences.actions import ACTIONS, ROLES, Relation
from plenipot.tables.conferences.conferences import KINDS, PARTS, ConferenceRow, Kind, Part, map_conference
from plenipot.tables.facts import Facts
from tests.tables import small_release

GRAPH = small_release.graph("conferences")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology" / "conferences.ttl")


def test_every_kind_has_a_class() -> None:
    assert set(get_args(Kind)) == set(KINDS)
    assert set(get_args(Part)) == set(PARTS)
    assert set(get_args(Relation)) == set(ACTIONS)


def test_every_term_used_is_declared(ontology: Graph) -> None:
    core = Graph().parse(ROOT / "ontology" / "core.ttl")
    declared = {s for g in (ontology, core) for s in g.subjects(RDF.type, None)} | {PLEN.Person}
    terms = {*GRAPH.predicates(), *GRAPH.objects(None, RDF.type)}
    used = {term for term in terms if str(term).startswith(str(PLEN))}
    assert used <= declared
    assert {PLEN[prop] for prop in ROLES.values()} <= declared


def test_every_term_is_explained(ontology: Graph) -> None:
    terms = set(ontology.subjects(RDF.type, OWL.Class))
    properties = {s for kind in (OWL.ObjectProperty, OWL.DatatypeProperty) for s in ontology.subjects(RDF.type, kind)}
    assert len(terms) > 40
    assert len(properties) > 65
    for term in terms | properties:
        for wanted in (RDFS.label, SKOS.definition, SKOS.example, RDFS.isDefinedBy):
            assert (term, wanted, None) in ontology, f"{term} lacks {wanted}"
    for term in properties:
        assert (term, RDFS.domain, None) in ontology or (term, PLEN.noDomainBecause, None) in ontology, term
        assert (term, RDFS.range, None) in ontology or (term, PLEN.noRangeBecause, None) in ontology, term


def test_a_printed_and_an_inferred_number_are_told_apart() -> None:
    assert GRAPH.value(RES["conference/pp-14"], PLEN.ordinal) == Literal(19)
    assert GRAPH.value(RES["conference/app-92"], PLEN.ordinal) is None
    assert GRAPH.value(RES["conference/app-92"], PLEN.inferredOrdinal) == Literal(13)


def test_a_year_keeps_its_precision_and_has_bounds() -> None:
    c = RES["conference/pp-1989"]
    assert GRAPH.value(c, PLEN.start) == Literal("1989", datatype=XSD.gYear)
    assert GRAPH.value(c, PLEN.firstDay) == Literal("1989-01-01", datatype=XSD.date)
    assert GRAPH.value(c, PLEN.lastDay) == Literal("1989-12-31", datatype=XSD.date)


def test_an_action_is_tied_to_the_treaty_or_keeps_its_words() -> None:
    tied = {GRAPH.value(a, PLEN.adopts) for a in GRAPH.subjects(PLEN.actionAt, RES["conference/pp-1965"])}
    assert RES["treaty/conv-1965"] in tied
    (vienna,) = (
        a for a in GRAPH.subjects(PLEN.actionAt, RES["conference/pp-1868"]) if (a, RDF.type, PLEN.Adoption) in GRAPH
    )
    assert GRAPH.value(vienna, PLEN.adopts) is None
    assert str(GRAPH.value(vienna, PLEN.actionObjectText)) == "International Telegraph Convention (Vienna, 1868)"


def test_optional_cells_add_nothing() -> None:
    empty = dict.fromkeys(ConferenceRow.model_fields, "") | {
        "id": "x-1", "kind": "wtpf", "name": "Forum", "source": "k",
    }  # fmt: skip
    facts = Facts(frozenset({"k"}))
    map_conference(ConferenceRow.model_validate(empty), facts)
    assert {str(p) for _, p, _ in facts.triples} == {str(RDF.type), str(RDFS.label), str(PROV.wasDerivedFrom)}
    assert all(isinstance(s, URIRef) for s, _, _ in facts.triples)


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        ("ex:c a plen:PlenipotentiaryConference .", "A plenipotentiary conference has a place."),
        (
            'ex:c a plen:WsisForum ; plen:firstDay "2012-05-18"^^xsd:date ; plen:lastDay "2012-05-14"^^xsd:date .',
            "A meeting does not end before it begins.",
        ),
        ("ex:d a plen:Deadline .", "A deadline is for one conference."),
        ('ex:m a plen:Chairmanship ; plen:chairRole "king" .', "The role is one of four."),
        ("ex:a a plen:Adoption ; plen:actionObject ex:x .", "An action on a treaty concerns treaties."),
    ],
)
def test_the_shapes_catch_what_is_wrong(ontology: Graph, statements: str, message: str) -> None:
    prefixes = f"@prefix plen: <{PLEN}> . @prefix xsd: <{XSD}> . @prefix ex: <https://example.org/> . "
    data = Graph().parse(data=prefixes + statements, format="turtle")
    shapes = Graph().parse(ROOT / "ontology" / "shapes" / "conferences.ttl")
    conforms, _, report = pyshacl.validate(data, shacl_graph=shapes, ont_graph=ontology)
    assert not conforms
    assert message in report
