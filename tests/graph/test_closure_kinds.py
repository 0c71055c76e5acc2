"""Compare each supported kind of axiom with owlrl, alone and together; unsupported kinds are refused."""

from __future__ import annotations

from pathlib import Path

import owlrl
import pytest
from rdflib import OWL, RDF, Graph, Literal, URIRef
from rdflib.namespace import Namespace

from plenipot.graph.reasoning import axioms as axioms_module
from plenipot.graph.reasoning.axioms import Axiom, axioms, close_ontology, logical_triples, read_ontology
from plenipot.graph.reasoning.closure import close, constraint_query
from plenipot.model.vocabulary import PLEN
from tests.graph.axiom_fixtures import EX, closed_by_both, fixture, graph_of, innocent, name, run, seed, store_of

KINDS = read_ontology([Path(__file__).parent.parent / "fixtures" / "reasoning" / "kinds.ttl"])
AXIOMS = axioms(KINDS)
CONCLUDING = [axiom for axiom in AXIOMS if constraint_query(axiom) is None]
FORBIDDING = [axiom for axiom in AXIOMS if constraint_query(axiom) is not None]
HEAD = """
@prefix plen: <https://w3id.org/plenipot/ontology/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


def test_the_fixture_has_every_kind() -> None:
    assert {axiom.rule for axiom in AXIOMS} == set(axioms_module._PHRASES)


@pytest.mark.parametrize("axiom", CONCLUDING, ids=name)
def test_axiom_concludes_what_owlrl_concludes(axiom: Axiom) -> None:
    premises, conclusion = fixture(axiom)
    by_rules, by_owlrl = closed_by_both(KINDS, AXIOMS, graph_of(premises))
    assert by_rules == by_owlrl
    assert conclusion in by_rules


@pytest.mark.parametrize("axiom", FORBIDDING, ids=name)
def test_axiom_forbids(axiom: Axiom) -> None:
    closure = run(graph_of(seed(axiom)), AXIOMS)[1]
    assert axiom in {violation.axiom for violation in closure.violations}
    assert axiom not in {violation.axiom for violation in run(graph_of(innocent(axiom)), AXIOMS)[1].violations}
    assert all(EX in str(violation) for violation in closure.violations)


OWLRL_FORGETS = pytest.mark.xfail(strict=True, reason="owlrl leaves out the last of owl:AllDisjointProperties")


@pytest.mark.parametrize(
    "axiom",
    [
        pytest.param(axiom, marks=[OWLRL_FORGETS] if PLEN.upward in axiom.terms else [], id=name(axiom))
        for axiom in FORBIDDING
        if axiom.rule in ("cax-dw", "prp-irp", "prp-asyp", "prp-pdw")
    ],
)
def test_owlrl_finds_the_same_contradiction(axiom: Axiom) -> None:
    """owlrl has no unique name assumption: functional properties and keys are no contradiction for it."""
    graph = graph_of(seed(axiom)) + logical_triples(KINDS)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    errors = Namespace("http://www.daml.org/2002/03/agents/agent-ont#")
    assert any(graph.subjects(RDF.type, errors.ErrorMessage))


def test_an_intersection_does_not_conclude_its_own_parts() -> None:
    """They follow from the subclass axioms; with both, the rule of a triple would be ambiguous."""
    assert {axiom.head for axiom in AXIOMS if axiom.rule == "cls-int1"} == {PLEN.Apple}


def test_the_rules_feed_each_other() -> None:
    """Conclusions of one rule are premises of the next, over several rounds."""
    a, b, c, d = (URIRef(EX + letter) for letter in "abcd")
    premises = graph_of(
        [(b, PLEN.child, a), (c, PLEN.child, b), (d, PLEN.child, c), (d, RDF.type, PLEN.Human), (c, PLEN.sibling, d)]
    )
    by_rules, by_owlrl = closed_by_both(KINDS, AXIOMS, premises)
    assert by_rules == by_owlrl
    assert {
        (a, PLEN.greatGrandparent, d),
        (d, PLEN.descendant, a),
        (a, RDF.type, PLEN.Human),
        (d, RDF.type, PLEN.Parent),
        (b, PLEN.uncleOrAunt, d),
    } <= by_rules


def test_a_contradiction_that_only_the_closure_shows_is_found() -> None:
    a = URIRef(EX + "a")
    closure = run(graph_of([(a, RDF.type, PLEN.Bottom), (a, RDF.type, PLEN.Other)]), AXIOMS)[1]
    assert [violation.axiom for violation in closure.violations] == [Axiom("cax-dw", PLEN.Middle, (PLEN.Other,))]


def test_nothing_trivial_is_inferred() -> None:
    premises = graph_of([triple for axiom in CONCLUDING for triple in fixture(axiom)[0]])
    asserted = set(store_of(premises))
    _, closure = run(premises, AXIOMS)
    triples = [triple for made in closure.inferred.values() for triple in made]
    assert len(triples) == len(set(triples)) > 0
    assert not any(quad.triple in set(triples) for quad in asserted)
    assert all(
        str(triple.predicate).startswith(f"<{PLEN}") or str(triple.object).startswith(f"<{PLEN}") for triple in triples
    )
    assert all(triple.subject != triple.object for triple in triples)


def test_literals_never_become_subjects() -> None:
    data = graph_of([(URIRef(EX + "a"), PLEN.child, Literal("x")), (URIRef(EX + "a"), RDF.type, PLEN.Human)])
    store = store_of(data)
    close(AXIOMS, store)
    assert all(str(quad.subject).startswith("<") for quad in store)


def test_the_closure_of_the_ontology_is_that_of_owlrl() -> None:
    closed = close_ontology(KINDS)
    assert (PLEN.Bottom, URIRef("http://www.w3.org/2000/01/rdf-schema#subClassOf"), PLEN.Top) in closed
    assert (PLEN.Same, OWL.equivalentClass, PLEN.Middle) in closed


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ("plen:A rdfs:subClassOf [ owl:complementOf plen:B ] .", "no rule for owl:complementOf"),
        ("plen:A owl:unionOf ( plen:B plen:C ) .", "no rule for owl:unionOf"),
        ("plen:A owl:oneOf ( plen:b ) .", "no rule for owl:oneOf"),
        ("plen:p a owl:ReflexiveProperty .", "no rule for owl:ReflexiveProperty"),
        ("plen:A rdfs:subClassOf [ owl:onProperty plen:p ; owl:maxCardinality 1 ] .", "no rule for owl:maxCardinality"),
        (
            "plen:A rdfs:subClassOf [ owl:onProperty plen:p ; owl:someValuesFrom plen:B ] .",
            "owl:someValuesFrom as superclass is outside OWL 2 RL",
        ),
        (
            "[ owl:onProperty plen:p ; owl:allValuesFrom plen:B ] rdfs:subClassOf plen:A .",
            "owl:allValuesFrom as subclass is outside OWL 2 RL",
        ),
        (
            "plen:A owl:equivalentClass [ owl:onProperty plen:p ; owl:someValuesFrom plen:B ] .",
            "owl:someValuesFrom as equivalent is outside OWL 2 RL",
        ),
        ("plen:A rdfs:subClassOf [ owl:onProperty plen:p ; owl:hasValue 1 ] .", "or of a literal, has no rule"),
        (
            "plen:A rdfs:subClassOf [ owl:onProperty [ owl:inverseOf plen:p ] ; owl:allValuesFrom plen:B ] .",
            "owl:allValuesFrom of something nameless",
        ),
        (
            "plen:A rdfs:subClassOf [ owl:intersectionOf ( plen:B [ owl:onProperty plen:p ; owl:hasValue plen:b ]) ] .",
            "owl:intersectionOf of something nameless",
        ),
        (
            "plen:p rdfs:domain [ owl:intersectionOf ( plen:B plen:C ) ] .",
            "owl:intersectionOf as domain, range or disjoint class",
        ),
        ("plen:p owl:propertyChainAxiom ( plen:q [ owl:inverseOf plen:r ] ) .", "give it a name"),
    ],
    ids=lambda value: value.split("owl:")[1].split()[0] if "owl:" in value and value.startswith(("plen", "[")) else "",
)
def test_what_has_no_rule_is_refused_by_name(turtle: str, message: str) -> None:
    """An ignored axiom would infer nothing, without an error."""
    with pytest.raises(ValueError, match=message):
        axioms(Graph().parse(data=HEAD + turtle, format="turtle"))
