"""The axioms of an ontology that OWL 2 RL turns into rules over instances."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import owlrl
from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from plenipot.vocabulary import BASE, PLEN

# Only these predicates bear on the closure; labels and definitions would make owlrl many times slower.
_LOGICAL = frozenset(
    {
        RDF.first,
        RDF.rest,
        RDF.type,
        RDFS.domain,
        RDFS.range,
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        OWL.allValuesFrom,
        OWL.disjointWith,
        OWL.equivalentClass,
        OWL.equivalentProperty,
        OWL.hasValue,
        OWL.intersectionOf,
        OWL.inverseOf,
        OWL.members,
        OWL.onProperty,
        OWL.propertyChainAxiom,
        OWL.propertyDisjointWith,
        OWL.someValuesFrom,
        OWL.unionOf,
    }
)
_TRIVIAL = frozenset({OWL.Thing, OWL.Nothing, RDFS.Resource, RDFS.Literal, RDFS.Class, OWL.Class})


@dataclass(frozen=True, order=True)
class Axiom:
    """One axiom: the OWL 2 RL rule that it feeds, the term that it concludes, and its other terms."""

    rule: str
    head: URIRef
    terms: tuple[URIRef, ...] = ()

    @property
    def slug(self) -> str:
        """The name of the named graph of its conclusions: rule and concluded term."""
        return f"{self.rule}-{local_name(self.head)}"


def local_name(iri: URIRef) -> str:
    """The last part of an IRI."""
    return str(iri).replace("#", "/").rstrip("/").rpartition("/")[2]


def read_ontology(files: Iterable[Path]) -> Graph:
    """All modules as one graph."""
    graph = Graph()
    for path in files:
        graph.parse(path, format="turtle")
    return graph


def logical(ontology: Graph) -> Graph:
    """The part of an ontology that has a meaning to a reasoner."""
    graph = Graph()
    for triple in ontology:
        if triple[1] in _LOGICAL:
            graph.add(triple)
    return graph


def close_ontology(ontology: Graph) -> Graph:
    """The closure of the ontology alone under OWL 2 RL."""
    graph = logical(ontology)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    return graph


def axioms(ontology: Graph) -> list[Axiom]:
    """The axioms of an ontology, closed first, in a stable order."""
    closed = close_ontology(ontology)
    found: set[Axiom] = set()
    for rule, predicate in (("cax-sco", RDFS.subClassOf), ("prp-spo1", RDFS.subPropertyOf)):
        found |= {Axiom(rule, b, (a,)) for a, b in _pairs(closed, predicate) if a != b}
    for rule, predicate in (("prp-dom", RDFS.domain), ("prp-rng", RDFS.range)):
        properties = set(closed.subjects(RDF.type, OWL.ObjectProperty)) | (
            set(closed.subjects(RDF.type, OWL.DatatypeProperty)) if rule == "prp-dom" else set()
        )
        found |= {Axiom(rule, kind, (p,)) for p, kind in _pairs(closed, predicate) if p in properties}
    for a, b in _pairs(closed, OWL.inverseOf):
        found |= {Axiom("prp-inv", a, (b,)), Axiom("prp-inv", b, (a,))}
    for rule, kind in (
        ("prp-symp", OWL.SymmetricProperty),
        ("prp-trp", OWL.TransitiveProperty),
        ("prp-fp", OWL.FunctionalProperty),
        ("prp-ifp", OWL.InverseFunctionalProperty),
        ("prp-asyp", OWL.AsymmetricProperty),
        ("prp-irp", OWL.IrreflexiveProperty),
    ):
        found |= {Axiom(rule, p) for p in closed.subjects(RDF.type, kind) if isinstance(p, URIRef)}
    found |= {Axiom("cax-dw", min(a, b), (max(a, b),)) for a, b in _disjoint_classes(closed)}
    found |= {Axiom("prp-pdw", min(a, b), (max(a, b),)) for a, b in _pairs(closed, OWL.propertyDisjointWith)}
    found |= {Axiom("prp-spo2", p, chain) for p, chain in _lists(ontology, OWL.propertyChainAxiom)}
    found |= {Axiom("prp-key", kind, keys) for kind, keys in _lists(ontology, OWL.hasKey)}
    found |= _value_restrictions(closed)
    return sorted(
        axiom for axiom in found if axiom.head.startswith(BASE) or any(t.startswith(BASE) for t in axiom.terms)
    )


def _pairs(graph: Graph, predicate: URIRef) -> set[tuple[URIRef, URIRef]]:
    return {
        (a, b)
        for a, b in graph.subject_objects(predicate)
        if isinstance(a, URIRef) and isinstance(b, URIRef) and not {a, b} & _TRIVIAL
    }


def _disjoint_classes(graph: Graph) -> set[tuple[URIRef, URIRef]]:
    found = _pairs(graph, OWL.disjointWith)
    for node in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        head = graph.value(node, OWL.members)
        members = _members(graph, head) if head is not None else ()
        found |= {(a, b) for a in members for b in members if a < b}
    return found


def _lists(graph: Graph, predicate: URIRef) -> set[tuple[URIRef, tuple[URIRef, ...]]]:
    return {
        (subject, _members(graph, head))
        for subject, head in graph.subject_objects(predicate)
        if isinstance(subject, URIRef)
    }


def _members(graph: Graph, head: Node) -> tuple[URIRef, ...]:
    members = []
    for item in Collection(graph, head):
        if isinstance(item, BNode):
            inverse = graph.value(item, OWL.inverseOf)
            raise ValueError(f"a list of the ontology has a nameless member (inverse of {inverse}): give it a name")
        members.append(URIRef(str(item)))
    return tuple(members)


def _value_restrictions(graph: Graph) -> set[Axiom]:
    """Class C subclass of (or the same as) "p has value v": cls-hv1; the other way round: cls-hv2."""
    found: set[Axiom] = set()
    for restriction, value in graph.subject_objects(OWL.hasValue):
        prop = graph.value(restriction, OWL.onProperty)
        if not (isinstance(prop, URIRef) and isinstance(value, URIRef)):
            continue
        for kind in graph.subjects(RDFS.subClassOf, restriction):
            if isinstance(kind, URIRef) and kind not in _TRIVIAL:
                found.add(Axiom("cls-hv1", prop, (kind, value)))
        for kind in graph.objects(restriction, RDFS.subClassOf):
            if isinstance(kind, URIRef) and kind not in _TRIVIAL:
                found.add(Axiom("cls-hv2", kind, (prop, value)))
    return found


def is_ours(iri: Node) -> bool:
    """Whether a term belongs to the ontology of the graph."""
    return isinstance(iri, URIRef) and iri.startswith(str(PLEN))
