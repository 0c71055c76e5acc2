"""Generate fixtures from axioms: premises with their conclusion, and data that violate a constraint."""

from __future__ import annotations

import owlrl
import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from plenipot.graph.reasoning.axioms import Axiom, local_name, logical_triples
from plenipot.graph.reasoning.closure import Closure, close

EX = "https://example.org/"

Triple = tuple[Node, Node, Node]


def name(axiom: Axiom) -> str:
    return "-".join([axiom.rule, *(local_name(term) for term in (axiom.head, *axiom.terms))])


def nodes(axiom: Axiom, count: int) -> list[URIRef]:
    return [URIRef(f"{EX}{name(axiom)}/{i}") for i in range(count)]


def fixture(axiom: Axiom) -> tuple[list[Triple], Triple]:
    """The premises of an axiom, and the triple that they imply."""
    x, y, z = nodes(axiom, 3)
    head, terms = axiom.head, axiom.terms
    match axiom.rule:
        case "cax-sco":
            return [(x, RDF.type, terms[0])], (x, RDF.type, head)
        case "prp-spo1":
            return [(x, terms[0], y)], (x, head, y)
        case "prp-dom":
            return [(x, terms[0], y)], (x, RDF.type, head)
        case "prp-rng":
            return [(x, terms[0], y)], (y, RDF.type, head)
        case "prp-inv":
            return [(x, terms[0], y)], (y, head, x)
        case "prp-symp":
            return [(x, head, y)], (y, head, x)
        case "prp-trp":
            return [(x, head, y), (y, head, z)], (x, head, z)
        case "prp-spo2":
            steps = nodes(axiom, len(terms) + 1)
            return [(a, p, b) for a, p, b in zip(steps, terms, steps[1:], strict=False)], (steps[0], head, steps[-1])
        case "cls-hv1":
            return [(x, RDF.type, terms[0])], (x, head, terms[1])
        case "cls-hv2":
            return [(x, terms[0], terms[1])], (x, RDF.type, head)
        case "cls-svf1":
            filler = [] if terms[1] == OWL.Thing else [(y, RDF.type, terms[1])]
            return [(x, terms[0], y), *filler], (x, RDF.type, head)
        case "cls-avf":
            return [(x, RDF.type, terms[0]), (x, terms[1], y)], (y, RDF.type, head)
        case "cls-int1":
            return [(x, RDF.type, term) for term in terms], (x, RDF.type, head)
    raise AssertionError(f"no fixture for {axiom.rule}: write one")


def seed(axiom: Axiom) -> list[Triple]:
    """Triples that violate a constraint."""
    x, y, z = nodes(axiom, 3)
    head, terms = axiom.head, axiom.terms
    match axiom.rule:
        case "cax-dw":
            return [(x, RDF.type, head), (x, RDF.type, terms[0])]
        case "cls-nothing":
            return [(x, RDF.type, head)]
        case "prp-fp":
            return [(x, head, y), (x, head, z)]
        case "prp-ifp":
            return [(x, head, z), (y, head, z)]
        case "prp-asyp":
            return [(x, head, y), (y, head, x)]
        case "prp-irp":
            return [(x, head, x)]
        case "prp-pdw":
            return [(x, head, y), (x, terms[0], y)]
        case "prp-key":
            keys = [(node, term, Literal("k")) for node in (x, y) for term in terms]
            return [*keys, (x, RDF.type, head), (y, RDF.type, head)]
    raise AssertionError(f"no fixture for {axiom.rule}: write one")


def innocent(axiom: Axiom) -> list[Triple]:
    """The triples of :func:`seed` without the last one, which violate nothing."""
    return seed(axiom)[:-1]


def graph_of(triples: list[Triple]) -> Graph:
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    return graph


def store_of(graph: Graph) -> ox.Store:
    store = ox.Store()
    store.load(graph.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
    return store


def run(graph: Graph, found: list[Axiom]) -> tuple[ox.Store, Closure]:
    store = store_of(graph)
    return store, close(found, store)


def ours(graph: Graph) -> set[Triple]:
    """The triples on which the rules and owlrl must agree: facts about the individuals of the fixtures.

    They exclude trivial triples (equality, reflexive facts, membership in owl:Thing and in anonymous classes),
    membership in owl:Nothing, which our rules report as a violation, and datatypes of nodes that replace literals here.
    """
    return {
        (s, p, o)
        for s, p, o in graph
        if str(s).startswith(EX)
        and p != OWL.sameAs
        and s != o
        and o not in (OWL.Thing, OWL.Nothing, RDFS.Resource, RDFS.Literal)
        and not str(o).startswith(str(XSD))
        and isinstance(o, URIRef)
    }


def closed_by_both(ontology: Graph, found: list[Axiom], premises: Graph) -> tuple[set[Triple], set[Triple]]:
    """The closures of the premises by our rules and by owlrl."""
    store, _ = run(premises, found)
    by_rules = Graph()
    by_rules.parse(data=ox.serialize((q.triple for q in store), format=ox.RdfFormat.TURTLE), format="turtle")
    by_owlrl = premises + logical_triples(ontology)
    # Keys imply only equality, which unique names never need, and owlrl would take minutes for them.
    by_owlrl.remove((None, OWL.hasKey, None))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(by_owlrl)
    return ours(by_rules), ours(by_owlrl)
