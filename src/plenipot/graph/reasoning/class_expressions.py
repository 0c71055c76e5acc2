"""Class expressions: extract those that have a rule, and report all others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

# OWL types and predicates that the reasoner has rules for, or that it can ignore.
_SUPPORTED = frozenset(
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
# The positions in which OWL 2 RL allows each class expression (OWL 2 Profiles, section 4.2.3).
_ALLOWED_POSITIONS = {
    OWL.allValuesFrom: {"superclass"},
    OWL.hasValue: {"superclass", "subclass", "equivalent"},
    OWL.intersectionOf: {"superclass", "subclass", "equivalent"},
    OWL.someValuesFrom: {"subclass"},
}


def unsupported(ontology: Graph) -> list[tuple[str, str]]:
    """Constructs of an ontology that no rule infers or checks, as (subject, message)."""
    result: set[tuple[str, str]] = set()
    for subject, predicate, value in ontology:
        for term in (predicate, value) if predicate == RDF.type else (predicate,):
            if str(term).startswith(str(OWL)) and term not in _SUPPORTED:
                result.add((_subject_name(ontology, subject), f"no rule for owl:{str(term).rpartition('#')[2]}"))
    for subject, expression, position in _expressions(ontology):
        result |= {(_subject_name(ontology, subject), message) for message in _faults(ontology, expression, position)}
    return sorted(result)


def _subject_name(graph: Graph, node: Node) -> str:
    """The IRI of a node; for a blank node, the IRI of the nearest node that refers to it."""
    while isinstance(node, BNode):
        parent = next(iter(graph.subjects(None, node)), None)
        if parent is None:
            return "a nameless node"
        node = parent
    return str(node)


def _expressions(graph: Graph) -> Iterator[tuple[Node, Node, str]]:
    """Anonymous class expressions with the subject of their axiom and their position in it."""
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


def _faults(graph: Graph, node: Node, position: str) -> Iterator[str]:
    if not isinstance(node, BNode):
        return
    kinds = [kind for kind in _ALLOWED_POSITIONS if (node, kind, None) in graph]
    if len(kinds) != 1:
        yield f"no rule for the nameless class that stands as {position}"
        return
    name = kinds[0].rpartition("#")[2]
    if position not in _ALLOWED_POSITIONS[kinds[0]]:
        yield f"owl:{name} as {position} is outside OWL 2 RL, or has no rule: give the class a name"
    parts: list[Node | None] = [graph.value(node, OWL.onProperty), graph.value(node, kinds[0])]
    if kinds[0] == OWL.intersectionOf:
        parts = [item for head in graph.objects(node, OWL.intersectionOf) for item in Collection(graph, head)]
    if not all(isinstance(part, URIRef) for part in parts):
        yield f"owl:{name} of something nameless, or of a literal, has no rule: give it a name"


def restrictions(closed: Graph) -> set[tuple[str, URIRef, tuple[URIRef, ...]]]:
    """Extract owl:hasValue, owl:allValuesFrom as a superclass and owl:someValuesFrom as a subclass.

    Returns:
        Tuples of rule name, head and other terms, see :class:`plenipot.graph.reasoning.axioms.Axiom`.
    """
    result: set[tuple[str, URIRef, tuple[URIRef, ...]]] = set()
    for kind in (OWL.hasValue, OWL.allValuesFrom, OWL.someValuesFrom):
        for node, value in closed.subject_objects(kind):
            prop = closed.value(node, OWL.onProperty)
            if not (isinstance(prop, URIRef) and isinstance(value, URIRef)):
                continue
            for subclass in _named_classes(closed.subjects(RDFS.subClassOf, node)):
                if kind == OWL.hasValue:
                    result.add(("cls-hv1", prop, (subclass, value)))
                elif kind == OWL.allValuesFrom:
                    result.add(("cls-avf", value, (subclass, prop)))
            for superclass in _named_classes(closed.objects(node, RDFS.subClassOf)):
                if kind == OWL.hasValue:
                    result.add(("cls-hv2", superclass, (prop, value)))
                elif kind == OWL.someValuesFrom:
                    result.add(("cls-svf1", superclass, (prop, value)))
    return result


def intersections(closed: Graph) -> set[tuple[URIRef, tuple[URIRef, ...]]]:
    """Extract owl:intersectionOf: classes that include every member of all classes of a list, with the list."""
    result: set[tuple[URIRef, tuple[URIRef, ...]]] = set()
    for node, head in closed.subject_objects(OWL.intersectionOf):
        parts = tuple(sorted(_named_classes(Collection(closed, head))))
        superclasses = {*_named_classes([node]), *_named_classes(closed.objects(node, RDFS.subClassOf))}
        # A class of the list and its superclasses follow from that class alone: they need no rule for the list.
        implied = {target for part in parts for target in closed.objects(part, RDFS.subClassOf)} | set(parts)
        result |= {(target, parts) for target in superclasses - implied}
    return result


def _named_classes(nodes: Iterable[Node]) -> list[URIRef]:
    return [node for node in nodes if isinstance(node, URIRef) and node not in (OWL.Thing, OWL.Nothing)]
