"""Deterministic Turtle: equal sets of triples give equal bytes."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import RDF, BNode, Literal
from rdflib.term import Node

from plenipot.model.vocabulary import PREFIXES

_TYPE = str(RDF.type)


def serialize(triples: Iterable[tuple[Node, Node, Node]]) -> bytes:
    """Serialize triples without blank nodes, sorted by subject, predicate (rdf:type first) and object.

    Raises:
        ValueError: a triple has a blank node, whose label would change from run to run.

    >>> from rdflib import RDF, URIRef
    >>> from plenipot.model.vocabulary import PLEN, RES
    >>> print(serialize([(RES["state/che"], RDF.type, PLEN.MemberState)]).decode().splitlines()[-1])
    <https://w3id.org/plenipot/state/che> a plen:MemberState .
    """
    ordered = sorted({_triple(triple) for triple in triples}, key=_order)
    result = ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    assert result is not None
    return result


def _triple(triple: tuple[Node, Node, Node]) -> ox.Triple:
    subject, predicate, value = triple
    if isinstance(subject, BNode) or isinstance(value, BNode):
        raise ValueError(f"blank node in {triple}: instances are named")
    return ox.Triple(ox.NamedNode(str(subject)), ox.NamedNode(str(predicate)), _object(value))


def _object(value: Node) -> ox.NamedNode | ox.Literal:
    if not isinstance(value, Literal):
        return ox.NamedNode(str(value))
    if value.language:
        return ox.Literal(str(value), language=value.language)
    return ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype)) if value.datatype else None)


def _order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """The sort key: subject IRI, rdf:type before other predicates, predicate IRI, object as N-Triples."""
    assert isinstance(triple.subject, ox.NamedNode)
    predicate = triple.predicate.value
    return triple.subject.value, predicate != _TYPE, predicate, str(triple.object)
