"""Extract the axioms of an ontology for which OWL 2 RL has rules over instances."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import owlrl
from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from plenipot.graph.reasoning.class_expressions import intersections, restrictions, unsupported
from plenipot.model.compact import prefixed_name
from plenipot.model.rdf_files import readable
from plenipot.model.vocabulary import BASE, PLEN

# The predicates that owlrl needs; with labels and definitions it would be many times slower.
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
# Each rule of OWL 2 RL in words; {head} is the inferred or forbidden term, {0} and {1} are the other terms.
_PHRASES = {
    "cax-dw": "nothing is both {head} and {0}",
    "cax-sco": "every {0} is a {head}",
    "cls-avf": "what a {0} has as {1} is a {head}",
    "cls-hv1": "every {0} has {head} {1}",
    "cls-hv2": "what has {0} {1} is a {head}",
    "cls-int1": "what is {both} is a {head}",
    "cls-nothing": "nothing is a {head}",
    "cls-svf1": "what has as {0} a {1} is a {head}",
    "prp-asyp": "{head} never holds both ways",
    "prp-dom": "what has {0} is a {head}",
    "prp-fp": "{head} has one value",
    "prp-ifp": "{head} is of one thing",
    "prp-inv": "{head} is {0} the other way round",
    "prp-irp": "nothing is {head} of itself",
    "prp-key": "no two {head} have the same {both}",
    "prp-pdw": "{head} and {0} never hold together",
    "prp-rng": "what is {0} of something is a {head}",
    "prp-spo1": "{0} implies {head}",
    "prp-spo2": "{all} makes {head}",
    "prp-symp": "{head} holds both ways",
    "prp-trp": "{head} of {head} is {head}",
}
_TRIVIAL = frozenset({OWL.Thing, OWL.Nothing, RDFS.Resource, RDFS.Literal, RDFS.Class, OWL.Class})


@dataclass(frozen=True, order=True)
class Axiom:
    """An axiom: the name of its OWL 2 RL rule, the term that the rule infers or restricts, and the other terms."""

    rule: str
    head: URIRef
    terms: tuple[URIRef, ...] = ()

    @property
    def slug(self) -> str:
        """The last part of the IRI of the graph of its inferred triples: rule and head; ``plen:`` is omitted.

        >>> Axiom("prp-spo1", PLEN.member).slug, Axiom("prp-spo1", URIRef("http://www.w3.org/ns/org#member")).slug
        ('prp-spo1-member', 'prp-spo1-org-member')
        """
        return f"{self.rule}-{prefixed_name(self.head).removeprefix('plen:').replace(':', '-')}"

    @property
    def premises(self) -> tuple[URIRef, ...]:
        """The classes and properties in the condition of the rule; only new triples with them can infer new triples."""
        return self.terms or (self.head,)

    def __str__(self) -> str:
        """The axiom in words.

        >>> str(Axiom("prp-spo2", PLEN.cites, (PLEN.hasCitation, PLEN.cited)))
        'plen:hasCitation then plen:cited makes plen:cites'
        """
        head, terms = prefixed_name(self.head), [prefixed_name(term) for term in self.terms]
        return _PHRASES[self.rule].format(*terms, head=head, all=" then ".join(terms), both=" and ".join(terms))


def local_name(iri: URIRef) -> str:
    """The last part of an IRI, after the last slash or hash."""
    return str(iri).replace("#", "/").rstrip("/").rpartition("/")[2]


def read_ontology(files: Iterable[Path]) -> Graph:
    """Read all modules of the ontology into one graph.

    Raises:
        UnreadableData: a file is not Turtle.
    """
    graph = Graph()
    for path in files:
        with readable(path):
            graph.parse(path, format="turtle")
    return graph


def logical_triples(ontology: Graph) -> Graph:
    """The triples of an ontology that matter for reasoning, without annotations."""
    graph = Graph()
    for triple in ontology:
        if triple[1] in _LOGICAL:
            graph.add(triple)
    return graph


def close_ontology(ontology: Graph) -> Graph:
    """The closure of the ontology without instances, under OWL 2 RL."""
    graph = logical_triples(ontology)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    return graph


def axioms(ontology: Graph) -> list[Axiom]:
    """Extract the axioms of the closure of an ontology, sorted.

    Raises:
        ValueError: the ontology has a construct without a rule, which would be ignored silently.
    """
    if unsupported_constructs := unsupported(ontology):
        raise ValueError("; ".join(f"{subject}: {message}" for subject, message in unsupported_constructs))
    closed = close_ontology(ontology)
    result: set[Axiom] = set()
    for rule, predicate in (("cax-sco", RDFS.subClassOf), ("prp-spo1", RDFS.subPropertyOf)):
        result |= {Axiom(rule, b, (a,)) for a, b in _pairs(closed, predicate) if a != b}
    for rule, predicate in (("prp-dom", RDFS.domain), ("prp-rng", RDFS.range)):
        properties = set(closed.subjects(RDF.type, OWL.ObjectProperty)) | (
            set(closed.subjects(RDF.type, OWL.DatatypeProperty)) if rule == "prp-dom" else set()
        )
        result |= {Axiom(rule, kind, (p,)) for p, kind in _pairs(closed, predicate) if p in properties}
    for a, b in _pairs(closed, OWL.inverseOf):
        result |= {Axiom("prp-inv", a, (b,)), Axiom("prp-inv", b, (a,))}
    for rule, kind in (
        ("prp-symp", OWL.SymmetricProperty),
        ("prp-trp", OWL.TransitiveProperty),
        ("prp-fp", OWL.FunctionalProperty),
        ("prp-ifp", OWL.InverseFunctionalProperty),
        ("prp-asyp", OWL.AsymmetricProperty),
        ("prp-irp", OWL.IrreflexiveProperty),
    ):
        result |= {Axiom(rule, p) for p in closed.subjects(RDF.type, kind) if isinstance(p, URIRef)}
    result |= {Axiom("cax-dw", min(a, b), (max(a, b),)) for a, b in _disjoint_classes(closed)}
    result |= {Axiom("prp-pdw", min(a, b), (max(a, b),)) for a, b in _disjoint_properties(closed)}
    result |= {
        Axiom("cls-nothing", kind)
        for kind in closed.subjects(RDFS.subClassOf, OWL.Nothing)
        if isinstance(kind, URIRef) and kind not in _TRIVIAL
    }
    result |= {Axiom("prp-spo2", p, chain) for p, chain in _lists(ontology, OWL.propertyChainAxiom)}
    result |= {Axiom("prp-key", kind, keys) for kind, keys in _lists(ontology, OWL.hasKey)}
    result |= {Axiom(rule, head, terms) for rule, head, terms in restrictions(closed) if head not in _TRIVIAL}
    result |= {Axiom("cls-int1", head, parts) for head, parts in intersections(closed) if head not in _TRIVIAL}
    return sorted(
        axiom for axiom in result if axiom.head.startswith(BASE) or any(t.startswith(BASE) for t in axiom.terms)
    )


def _pairs(graph: Graph, predicate: URIRef) -> set[tuple[URIRef, URIRef]]:
    return {
        (a, b)
        for a, b in graph.subject_objects(predicate)
        if isinstance(a, URIRef) and isinstance(b, URIRef) and not {a, b} & _TRIVIAL
    }


def _disjoint_classes(graph: Graph) -> set[tuple[URIRef, URIRef]]:
    return _pairs(graph, OWL.disjointWith) | _all_disjoint(graph, OWL.AllDisjointClasses)


def _disjoint_properties(graph: Graph) -> set[tuple[URIRef, URIRef]]:
    return _pairs(graph, OWL.propertyDisjointWith) | _all_disjoint(graph, OWL.AllDisjointProperties)


def _all_disjoint(graph: Graph, kind: URIRef) -> set[tuple[URIRef, URIRef]]:
    lists = [
        _members(graph, head) for node in graph.subjects(RDF.type, kind) for head in graph.objects(node, OWL.members)
    ]
    return {(a, b) for members in lists for a in members for b in members if a < b}


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


def is_ours(iri: Node) -> bool:
    """Whether an IRI is in the namespace of our ontology."""
    return isinstance(iri, URIRef) and iri.startswith(str(PLEN))
