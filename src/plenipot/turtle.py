"""Stable Turtle: the same triples give the same bytes."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from rdflib import RDF, BNode
from rdflib.term import Node

from plenipot.vocabulary import PREFIXES

_TYPE = str(RDF.type)


def serialize(triples: Iterable[tuple[Node, Node, Node]]) -> bytes:
    """Turtle of triples without blank nodes, sorted by subject, its type first, then by predicate and object.

    Raises:
        ValueError: a triple has a blank node, whose name would change from run to run.

    >>> from rdflib import RDF, URIRef
    >>> from plenipot.vocabulary import PLEN, RES
    >>> print(serialize([(RES["state/che"], RDF.type, PLEN.MemberState)]).decode().splitlines()[-1])
    <https://w3id.org/plenipot/state/che> a plen:MemberState .
    """
    lines = [f"<{s}> <{p}> {_one_line(o)} ." for s, _, p, o in sorted(map(_order, triples))]
    parsed = ox.parse("\n".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES)
    quads = (ox.Triple(quad.subject, quad.predicate, quad.object) for quad in parsed)
    result = ox.serialize(quads, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    assert result is not None
    return result


def _order(triple: tuple[Node, Node, Node]) -> tuple[str, bool, str, str]:
    """What a triple is sorted by, which is also all that its line is made of."""
    subject, predicate, value = triple
    if isinstance(subject, BNode) or isinstance(value, BNode):
        raise ValueError(f"blank node in {triple}: instances are named")
    name = str(predicate)
    return str(subject), name != _TYPE, name, value.n3()


def _one_line(text: str) -> str:
    # N-Triples wants escapes in one line; rdflib's n3() writes multi-line strings for texts with line breaks.
    return text.replace('"""', '"').replace("\n", "\\n") if text.startswith('"""') else text
