"""Every axiom of the ontology has a fixture, made from the axiom, on which the rules and owlrl agree."""

from __future__ import annotations

import functools

import owlrl
import pyoxigraph as ox
import pytest
from rdflib import OWL, RDF, RDFS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from plenipot import release
from plenipot.axioms import Axiom, axioms, local_name, logical, read_ontology
from plenipot.reasoning import Budget, BudgetExceeded, Closure, close, constraint_query
from plenipot.vocabulary import PLEN

EX = "https://example.org/"
TURTLE = ox.RdfFormat.TURTLE

ONTOLOGY = read_ontology(release.ontology_files(release.root()))
AXIOMS = axioms(ONTOLOGY)
CONCLUDING = [axiom for axiom in AXIOMS if constraint_query(axiom) is None]
FORBIDDING = [axiom for axiom in AXIOMS if constraint_query(axiom) is not None]


def name(axiom: Axiom) -> str:
    return "-".join([axiom.rule, *(local_name(term) for term in (axiom.head, *axiom.terms))])


def nodes(axiom: Axiom, count: int) -> list[URIRef]:
    return [URIRef(f"{EX}{name(axiom)}/{i}") for i in range(count)]


def fixture(axiom: Axiom) -> tuple[list[tuple[Node, Node, Node]], tuple[Node, Node, Node]]:
    """Premises of an axiom and what follows from them."""
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
            return [(x, *terms)], (x, RDF.type, head)  # type: ignore[list-item]
    raise AssertionError(f"no fixture for {axiom.rule}: write one")


def seed(axiom: Axiom) -> list[tuple[Node, Node, Node]]:
    """Triples that contradict a forbidding axiom."""
    x, y, z = nodes(axiom, 3)
    head, terms = axiom.head, axiom.terms
    match axiom.rule:
        case "cax-dw":
            return [(x, RDF.type, head), (x, RDF.type, terms[0])]
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


def graph_of(triples: list[tuple[Node, Node, Node]]) -> Graph:
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    return graph


def run(graph: Graph, found: list[Axiom] = AXIOMS) -> tuple[ox.Store, Closure]:
    store = ox.Store()
    store.load(graph.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
    return store, close(found, store)


def ours(graph: Graph) -> set[tuple[Node, Node, Node]]:
    """What both must agree on: facts about the individuals of the fixtures.

    Left out is what says nothing: equality, reflexive facts, membership in the classes of everything, and the datatypes
    of the nodes that stand for literals here.
    """
    return {
        (s, p, o)
        for s, p, o in graph
        if str(s).startswith(EX)
        and p != OWL.sameAs
        and s != o
        and o not in (OWL.Thing, RDFS.Resource, RDFS.Literal)
        and not str(o).startswith(str(XSD))
        and isinstance(o, URIRef)
    }


@functools.cache
def closed_by_both() -> tuple[set[tuple[Node, Node, Node]], set[tuple[Node, Node, Node]]]:
    """All fixtures in one graph, closed by the rules and by owlrl."""
    premises = graph_of([triple for axiom in CONCLUDING for triple in fixture(axiom)[0]])
    store, _ = run(premises)
    by_rules = Graph().parse(data=ox.serialize((q.triple for q in store), format=TURTLE), format="turtle")
    by_owlrl = premises + logical(ONTOLOGY)
    # Keys conclude equality only, which names of one thing each never need, and cost owlrl minutes.
    by_owlrl.remove((None, OWL.hasKey, None))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(by_owlrl)
    return ours(by_rules), ours(by_owlrl)


@pytest.mark.timeout(600)
def test_rules_and_owlrl_agree_triple_for_triple() -> None:
    by_rules, by_owlrl = closed_by_both()
    assert len(by_rules) > len(CONCLUDING)
    assert by_rules - by_owlrl == set()
    assert by_owlrl - by_rules == set()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("axiom", CONCLUDING, ids=name)
def test_axiom_concludes(axiom: Axiom) -> None:
    assert fixture(axiom)[1] in closed_by_both()[0]


@pytest.mark.parametrize("axiom", FORBIDDING, ids=name)
def test_axiom_forbids(axiom: Axiom) -> None:
    _, closure = run(graph_of(seed(axiom)), [axiom])
    assert {violation.axiom for violation in closure.violations} == {axiom}


def test_there_are_axioms_of_many_kinds() -> None:
    assert {"cax-sco", "prp-spo1", "prp-dom", "prp-rng", "prp-inv", "prp-trp", "prp-spo2", "cax-dw", "prp-fp"} <= {
        axiom.rule for axiom in AXIOMS
    }


def test_a_closure_out_of_budget_fails_loudly() -> None:
    chain = [(URIRef(f"{EX}{i}"), PLEN.partOf, URIRef(f"{EX}{i + 1}")) for i in range(80)]
    store = ox.Store()
    store.load(graph_of(list(chain)).serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
    with pytest.raises(BudgetExceeded, match="prp-trp-partOf in round"):
        close([Axiom("prp-trp", PLEN.partOf)], store, Budget(rounds=30, growth=1))


def test_inferred_triples_name_their_rule_and_repeat_nothing() -> None:
    store, closure = run(graph_of([(URIRef(EX + "a"), PLEN.p, URIRef(EX + "b"))]), [Axiom("prp-symp", PLEN.p)])
    assert closure.counts == {"prp-symp-p": 1}
    text = closure.trig().decode()
    assert "graph/inferred/prp-symp-p> {" in text
    assert "OWL 2 RL rule prp-symp about p" in text
    assert len(store) == 2
