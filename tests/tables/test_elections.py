"""The family ``elections``: triples of its rows, with terms of the ontology."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.namespace import OWL, SKOS, XSD

from plenipot.model.vocabulary import PLEN, RES
from tests.tables import small_release

GRAPH = small_release.graph("elections")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology" / "elections.ttl")


def test_a_derived_seat_is_never_a_plain_fact() -> None:
    derived = set(GRAPH.subjects(RDF.type, PLEN.DerivedCouncilSeat))
    assert derived
    for seat in derived:
        assert not list(GRAPH.objects(seat, PLEN.seatHolder))
        assert len(list(GRAPH.objects(seat, PLEN.inferredSeatHolder))) == 1
        assert GRAPH.value(seat, PLEN.remark)
    assert derived.isdisjoint(GRAPH.subjects(RDF.type, PLEN.StatedCouncilSeat))


def test_a_seat_is_bound_by_the_days_of_its_term() -> None:
    seat = RES["tenure/council/2019-2022/che"]
    assert (seat, PLEN.seatHolder, RES["state/che"]) in GRAPH
    assert (seat, PLEN.inTerm, RES["term/council/2019-2022"]) in GRAPH
    assert (seat, PLEN.seatRegion, RES["region/b"]) in GRAPH
    assert (seat, PLEN.firstDay, Literal("2019-01-01", datatype=XSD.date)) in GRAPH
    assert (seat, PLEN.lastDay, Literal("2022-12-31", datatype=XSD.date)) in GRAPH


def test_both_sizes_of_2013_stay() -> None:
    size = RES["council-size/2010-2014"]
    claims = {
        (str(GRAPH.value(claim, PLEN.value)), bool(GRAPH.value(claim, PLEN.followed)))
        for claim in GRAPH.subjects(PLEN.subject, size)
    }
    assert claims == {("48", True), ("41", False)}
    assert (size, PLEN.seats, Literal(48)) in GRAPH


def test_an_unknown_result_is_neither_elected_nor_defeated() -> None:
    for candidacy in GRAPH.subjects(PLEN.standsIn, RES["election/pp-26/director-br"]):
        assert not list(GRAPH.subjects(PLEN.resultOf, candidacy))
        assert not list(GRAPH.objects(candidacy, PLEN.candidacyOutcome))


def test_every_term_of_the_ontology_is_documented(ontology: Graph) -> None:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    terms = {s for kind in kinds for s in ontology.subjects(RDF.type, kind) if isinstance(s, URIRef)}
    assert len(terms) > 50
    for term in terms:
        for wanted in (RDFS.label, SKOS.definition, SKOS.example, RDFS.isDefinedBy):
            assert (term, wanted, None) in ontology, (term, wanted)
        if (term, RDF.type, OWL.Class) not in ontology:
            assert (term, RDFS.domain, None) in ontology or (term, PLEN.noDomainBecause, None) in ontology
            assert (term, RDFS.range, None) in ontology or (term, PLEN.noRangeBecause, None) in ontology
