"""Class expressions: those that have a rule, and all the others, which are refused by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

# Types and predicates of OWL that the reasoner has rules for; annotations of OWL say nothing to it.
_UNDERSTOOD = frozenset(
    {
        OWL.AllDisjointClasses,
        OWL.AllDisjointProperties,
        OWL.AnnotationProperty,
        OWL.AsymmetricProperty,
        OWL.Class,
        OWL.DatatypeProperty,
        OWL.FunctionalProperty,
        OWL.InverseFunctionalProperty,
        OWL.IrreflexiveProperty,
        OWL.NamedIndividual,
        OWL.Nothing,
        OWL.ObjectProperty,
        OWL.Ontology,
        OWL.Restriction,
        OWL.SymmetricProperty,
        OWL.Thing,
        OWL.TransitiveProperty,
        OWL.allValuesFrom,
        OWL.deprecated,
        OWL.disjointWith,
        OWL.equivalentClass,
        OWL.equivalentProperty,
        OWL.hasKey,
        OWL.hasValue,
        OWL.intersectionOf,
        OWL.inverseOf,
        OWL.members,
        OWL.onProperty,
        OWL.priorVersion,
        OWL.propertyChainAxiom,
        OWL.propertyDisjointWith,
        OWL.someValuesFrom,
        OWL.versionIRI,
        OWL.versionInfo,
    }
)
# Where OWL 2 RL lets each expression stand (OWL 2 Profiles, section 4.2.3).
_PLACES = {
    OWL.allValuesFrom: {"superclass"},
    OWL.hasValue: {"superclass", "subclass", "equivalent"},
    OWL.intersectionOf: {"superclass", "subclass", "equivalent"},
    OWL.someValuesFrom: {"subclass"},
}


def unsupported(ontology: Graph) -> list[tuple[str, str]]:
    """What an ontology says that no rule infers or checks, as (subject, message)."""
    found: set[tuple[str, str]] = set()
    for subject, predicate, value in ontology:
        for term in (predicate, value) if predicate == RDF.type else (predicate,):
            if str(term).startswith(str(OWL)) and term not in _UNDERSTOOD:
                found.add((_shown(ontology, subject), f"no rule for owl:{str(term).rpartition('#')[2]}"))
    for subject, expression, place in _expressions(ontology):
        found |= {(_shown(ontology, subject), message) for message in _faults(ontology, expression, place)}
    return sorted(found)


def _shown(graph: Graph, node: Node) -> str:
    """A subject by name; a nameless one by what points to it."""
    while isinstance(node, BNode):
        above = next(iter(graph.subjects(None, node)), None)
        if above is None:
            return "a nameless node"
        node = above
    return str(node)


def _expressions(graph: Graph) -> Iterator[tuple[Node, Node, str]]:
    """Nameless classes with the subject of their axiom and the place where they stand."""
    for a, b in graph.subject_objects(RDFS.subClassOf):
        yield a if not isinstance(a, BNode) else b, a, "subclass"
        yield a, b, "superclass"
    for a, b in graph.subject_objects(OWL.equivalentClass):
        yield a, a, "equivalent"
        yield a, b, "equivalent"
    for predicate in (RDFS.domain, RDFS.range, OWL.disjointWith):
        for a, b in graph.subject_objects(predicate):
            yield a, b, "domain, range or disjoint class"
            yield b, a, "domain, range or disjoint class"


def _faults(graph: Graph, node: Node, place: str) -> Iterator[str]:
    if not isinstance(node, BNode):
        return
    kinds = [kind for kind in _PLACES if (node, kind, None) in graph]
    if len(kinds) != 1:
        yield f"no rule for the nameless class that stands as {place}"
        return
    name = kinds[0].rpartition("#")[2]
    if place not in _PLACES[kinds[0]]:
        yield f"owl:{name} as {place} is outside OWL 2 RL, or has no rule: give the class a name"
    parts: list[Node | None] = [graph.value(node, OWL.onProperty), graph.value(node, kinds[0])]
    if kinds[0] == OWL.intersectionOf:
        parts = [item for head in graph.objects(node, OWL.intersectionOf) for item in Collection(graph, head)]
    if not all(isinstance(part, URIRef) for part in parts):
        yield f"owl:{name} of something nameless, or of a literal, has no rule: give it a name"


def restrictions(closed: Graph) -> set[tuple[str, URIRef, tuple[URIRef, ...]]]:
    """Rules of "has value", "all values from" (above a class) and "some values from" (below a class)."""
    found: set[tuple[str, URIRef, tuple[URIRef, ...]]] = set()
    for kind in (OWL.hasValue, OWL.allValuesFrom, OWL.someValuesFrom):
        for node, value in closed.subject_objects(kind):
            prop = closed.value(node, OWL.onProperty)
            if not (isinstance(prop, URIRef) and isinstance(value, URIRef)):
                continue
            for below in _named(closed.subjects(RDFS.subClassOf, node)):
                if kind == OWL.hasValue:
                    found.add(("cls-hv1", prop, (below, value)))
                elif kind == OWL.allValuesFrom:
                    found.add(("cls-avf", value, (below, prop)))
            for above in _named(closed.objects(node, RDFS.subClassOf)):
                if kind == OWL.hasValue:
                    found.add(("cls-hv2", above, (prop, value)))
                elif kind == OWL.someValuesFrom:
                    found.add(("cls-svf1", above, (prop, value)))
    return found


def intersections(closed: Graph) -> set[tuple[URIRef, tuple[URIRef, ...]]]:
    """Classes that hold whatever is in all the classes of a list."""
    found: set[tuple[URIRef, tuple[URIRef, ...]]] = set()
    for node, head in closed.subject_objects(OWL.intersectionOf):
        parts = tuple(sorted(_named(Collection(closed, head))))
        above = {*_named([node]), *_named(closed.objects(node, RDFS.subClassOf))}
        # A part of the list, or what stands above it, follows from that part alone.
        follows = {target for part in parts for target in closed.objects(part, RDFS.subClassOf)} | set(parts)
        found |= {(target, parts) for target in above - follows}
    return found


def _named(nodes: Iterable[Node]) -> list[URIRef]:
    return [node for node in nodes if isinstance(node, URIRef) and node not in (OWL.Thing, OWL.Nothing)]
