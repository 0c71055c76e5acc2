"""For every axiom of the ontology, our rules and owlrl agree on a fixture generated from the axiom."""

from __future__ import annotations

import functools

import pyoxigraph as ox
import pytest
from rdflib import OWL, XSD, Literal, URIRef

from plenipot.graph.reasoning.axioms import Axiom, axioms, read_ontology
from plenipot.graph.reasoning.closure import ClosureBudget, ClosureBudgetExceeded, close, constraint_query
from plenipot.model import release_files
from plenipot.model.vocabulary import PLEN
from tests.graph.axiom_fixtures import (
    EX,
    Triple,
    closed_by_both,
    fixture,
    graph_of,
    innocent,
    name,
    run,
    seed,
    store_of,
)

ONTOLOGY = read_ontology(release_files.ontology_files(release_files.root()))
AXIOMS = axioms(ONTOLOGY)
CONCLUDING = [axiom for axiom in AXIOMS if constraint_query(axiom) is None]
FORBIDDING = [axiom for axiom in AXIOMS if constraint_query(axiom) is not None]


@functools.cache
def both() -> tuple[set[Triple], set[Triple]]:
    """The closures of all fixtures together, by our rules and by owlrl."""
    premises = graph_of([triple for axiom in CONCLUDING for triple in fixture(axiom)[0]])
    return closed_by_both(ONTOLOGY, AXIOMS, premises)


@pytest.mark.timeout(600)
def test_rules_and_owlrl_agree_triple_for_triple() -> None:
    by_rules, by_owlrl = both()
    assert len(by_rules) > len(CONCLUDING)
    assert by_rules - by_owlrl == set()
    assert by_owlrl - by_rules == set()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("axiom", CONCLUDING, ids=name)
def test_axiom_concludes(axiom: Axiom) -> None:
    premises, conclusion = fixture(axiom)
    assert conclusion not in premises
    assert conclusion in both()[0]


@pytest.mark.parametrize("axiom", FORBIDDING, ids=name)
def test_axiom_forbids(axiom: Axiom) -> None:
    _, closure = run(graph_of(seed(axiom)), [axiom])
    assert {violation.axiom for violation in closure.violations} == {axiom}
    assert run(graph_of(innocent(axiom)), [axiom])[1].violations == []


def test_every_logical_axiom_of_the_ontology_is_among_the_rules() -> None:
    """Count the axioms in the Turtle, to detect axioms that are not extracted."""
    written = {
        "prp-spo2": len(list(ONTOLOGY.subject_objects(OWL.propertyChainAxiom))),
        "prp-key": len(list(ONTOLOGY.subject_objects(OWL.hasKey))),
        "prp-trp": len(list(ONTOLOGY.subjects(None, OWL.TransitiveProperty))),
        "prp-fp": len(list(ONTOLOGY.subjects(None, OWL.FunctionalProperty))),
    }
    found = {rule: sum(axiom.rule == rule for axiom in AXIOMS) for rule in written}
    # The inverse of a transitive property is transitive: owlrl infers such axioms.
    assert all(found[rule] >= count > 0 for rule, count in written.items())


def test_a_closure_out_of_budget_fails_loudly() -> None:
    chain: list[Triple] = [(URIRef(f"{EX}{i}"), PLEN.partOf, URIRef(f"{EX}{i + 1}")) for i in range(80)]
    with pytest.raises(ClosureBudgetExceeded, match=r"prp-trp-partOf .* in round 5: at least 1081 .* for 80 asserted"):
        close([Axiom("prp-trp", PLEN.partOf)], store_of(graph_of(chain)), ClosureBudget(rounds=30, growth=1))
    with pytest.raises(ClosureBudgetExceeded, match="in round 3"):
        close([Axiom("prp-trp", PLEN.partOf)], store_of(graph_of(chain)), ClosureBudget(rounds=2, growth=100))


def test_the_budget_stops_a_rule_within_its_round() -> None:
    """The budget stops a rule with too many conclusions while it runs, before they fill the memory."""
    fan: list[Triple] = [(URIRef(f"{EX}in/{i}"), PLEN.p, URIRef(EX + "hub")) for i in range(2000)]
    fan += [(URIRef(EX + "hub"), PLEN.p, URIRef(f"{EX}out/{i}")) for i in range(2000)]
    with pytest.raises(ClosureBudgetExceeded, match="at least 5001 inferred triples for 4000 asserted"):
        close([Axiom("prp-trp", PLEN.p)], store_of(graph_of(fan)), ClosureBudget(growth=1))


def test_inferred_triples_name_their_rule_and_repeat_nothing() -> None:
    store, closure = run(graph_of([(URIRef(EX + "a"), PLEN.p, URIRef(EX + "b"))]), [Axiom("prp-symp", PLEN.p)])
    assert closure.counts == {"prp-symp-p": 1}
    text = closure.trig().decode()
    assert "graph/inferred/prp-symp-p> {" in text
    assert "OWL 2 RL rule prp-symp about plen:p" in text
    assert "plen:p holds both ways" in text
    assert len(store) == 2


def test_the_triples_of_a_rule_are_sorted() -> None:
    data: list[Triple] = [(URIRef(f"{EX}{i}"), PLEN.p, URIRef(EX + "hub")) for i in range(50)]
    _, closure = run(graph_of(data), [Axiom("prp-dom", PLEN.C, (PLEN.p,))])
    subjects = [line.split()[0] for line in closure.trig().decode().splitlines() if line.endswith("a plen:C .")]
    assert len(subjects) == 50
    assert subjects == sorted(subjects)


def test_terms_of_the_same_name_have_graphs_of_their_own() -> None:
    org_member = URIRef("http://www.w3.org/ns/org#member")
    data = graph_of([(URIRef(EX + "a"), PLEN.p, URIRef(EX + "b"))])
    _, closure = run(data, [Axiom("prp-spo1", PLEN.member, (PLEN.p,)), Axiom("prp-spo1", org_member, (PLEN.p,))])
    assert closure.counts == {"prp-spo1-member": 1, "prp-spo1-org-member": 1}
    slugs = {axiom.slug: (axiom.rule, axiom.head) for axiom in AXIOMS}
    assert all(slugs[axiom.slug] == (axiom.rule, axiom.head) for axiom in AXIOMS)


def test_the_order_of_the_data_changes_nothing() -> None:
    triples = [triple for axiom in CONCLUDING[::7] for triple in fixture(axiom)[0]]
    forward, backward = (run(graph_of(each), AXIOMS)[1].trig() for each in (triples, triples[::-1]))
    assert forward == backward != b""


@pytest.mark.parametrize(
    ("values", "contradicts"),
    [
        ((Literal("x", lang="en"), Literal("x", lang="fr")), True),
        ((Literal("1"), Literal(1)), True),
        ((Literal(1), Literal(2)), True),
        ((Literal("1865", datatype=XSD.gYear), Literal("1865")), True),
        ((Literal("1", datatype=XSD.integer), Literal("1.0", datatype=XSD.decimal)), False),
        ((Literal("x"),), False),
        ((Literal("x", datatype=URIRef(EX + "type")), Literal("y", datatype=URIRef(EX + "type"))), True),
        ((Literal("NaN", datatype=XSD.double),), False),
    ],
    ids=str,
)
def test_a_functional_property_has_one_value(values: tuple[Literal, ...], contradicts: bool) -> None:
    # Not with rdflib's Graph, which can merge two lexical forms of a value.
    store = ox.Store()
    subject = ox.NamedNode(EX + "a")
    for value in values:
        line = f"{subject} {PLEN.p.n3()} {value.n3()} ."
        store.load(line.encode(), format=ox.RdfFormat.N_TRIPLES)
    assert len(store) == len(values)
    found = close([Axiom("prp-fp", PLEN.p)], store).violations
    assert bool(found) is contradicts
    # One message with all the values, not one for each pair.
    assert len(found) <= 1
