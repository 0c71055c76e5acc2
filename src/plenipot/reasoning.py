"""The closure of the graph: rules made from the axioms, run in Oxigraph until nothing new comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph, URIRef

from plenipot.axioms import Axiom, axioms, local_name, read_ontology
from plenipot.vocabulary import GRAPH, PREFIXES

_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

_RULES = "https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules"


@dataclass(frozen=True)
class Budget:
    """How far a closure may go before it is taken for a mistake in the axioms."""

    rounds: int = 30
    growth: float = 10.0
    """Inferred triples per asserted triple."""


class BudgetExceeded(RuntimeError):
    """The closure did not end within its budget."""


@dataclass(frozen=True, order=True)
class Violation:
    """Data that contradict an axiom."""

    axiom: Axiom
    nodes: tuple[str, ...]

    def __str__(self) -> str:
        terms = ", ".join(local_name(term) for term in (self.axiom.head, *self.axiom.terms))
        return f"{self.axiom.rule} ({terms}): {' and '.join(self.nodes)}"


@dataclass
class Closure:
    """The inferred triples by the rule that made them first, and the contradictions."""

    inferred: dict[str, set[ox.Triple]] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)
    rounds: int = 0
    axioms: list[Axiom] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Number of triples per rule."""
        return {slug: len(triples) for slug, triples in sorted(self.inferred.items())}

    def trig(self) -> bytes:
        """All inferred triples, a named graph per rule, and the description of the rules; sorted."""
        quads: list[ox.Quad] = []
        about = ox.NamedNode(str(GRAPH["inferred"]))
        label = ox.NamedNode(PREFIXES["rdfs"] + "label")
        see = ox.NamedNode(PREFIXES["rdfs"] + "seeAlso")
        for slug, triples in sorted(self.inferred.items()):
            graph = ox.NamedNode(str(GRAPH[f"inferred/{slug}"]))
            axiom = next(axiom for axiom in self.axioms if axiom.slug == slug)
            text = f"Inferred by the OWL 2 RL rule {axiom.rule} about {local_name(axiom.head)}"
            quads.append(ox.Quad(graph, label, ox.Literal(text, language="en"), about))
            quads.append(ox.Quad(graph, see, ox.NamedNode(_RULES), about))
            quads += [ox.Quad(t.subject, t.predicate, t.object, graph) for t in sorted(triples, key=str)]
        result = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=PREFIXES)
        assert result is not None
        return result


def _n(iri: URIRef) -> str:
    return iri.n3()


def rule_body(axiom: Axiom) -> tuple[str, str] | None:
    """Conclusion and condition of an axiom as graph patterns; None for one that only forbids.

    >>> from plenipot.vocabulary import PLEN
    >>> rule_body(Axiom("prp-trp", PLEN.partOf))[1]
    '?x <https://w3id.org/plenipot/ontology/partOf> ?y . ?y <https://w3id.org/plenipot/ontology/partOf> ?z'
    """
    head, terms = _n(axiom.head), [_n(term) for term in axiom.terms]
    match axiom.rule:
        case "cax-sco":
            return f"?x {_TYPE} {head}", f"?x {_TYPE} {terms[0]}"
        case "prp-spo1":
            return f"?x {head} ?z", f"?x {terms[0]} ?z"
        case "prp-dom":
            return f"?x {_TYPE} {head}", f"?x {terms[0]} ?any"
        case "prp-rng":
            return f"?x {_TYPE} {head}", f"?any {terms[0]} ?x FILTER isIRI(?x)"
        case "prp-inv":
            return f"?x {head} ?z", f"?z {terms[0]} ?x FILTER isIRI(?x)"
        case "prp-symp":
            return f"?x {head} ?z", f"?z {head} ?x"
        case "prp-trp":
            return f"?x {head} ?z", f"?x {head} ?y . ?y {head} ?z"
        case "prp-spo2":
            steps = [f"?v{i} {term} ?v{i + 1}" for i, term in enumerate(terms)]
            pattern = " . ".join(steps).replace("?v0 ", "?x ").replace(f" ?v{len(terms)}", " ?z")
            return f"?x {head} ?z", pattern
        case "cls-hv1":
            return f"?x {head} {terms[1]}", f"?x {_TYPE} {terms[0]}"
        case "cls-hv2":
            return f"?x {_TYPE} {head}", f"?x {terms[0]} {terms[1]}"
    return None


def constraint_query(axiom: Axiom) -> str | None:
    """A query that finds what contradicts an axiom; None for one that only concludes.

    Names are unique in the graph: two values of a functional property are a contradiction, not one thing of two names.
    """
    head, terms = _n(axiom.head), [_n(term) for term in axiom.terms]
    match axiom.rule:
        case "cax-dw":
            return f"SELECT DISTINCT ?x WHERE {{ ?x {_TYPE} {head} . ?x {_TYPE} {terms[0]} }}"
        case "prp-fp":
            return f"SELECT DISTINCT ?x WHERE {{ ?x {head} ?a . ?x {head} ?b FILTER (STR(?a) < STR(?b)) }}"
        case "prp-ifp":
            return f"SELECT DISTINCT ?x ?y WHERE {{ ?x {head} ?a . ?y {head} ?a FILTER (STR(?x) < STR(?y)) }}"
        case "prp-asyp":
            return f"SELECT DISTINCT ?x ?y WHERE {{ ?x {head} ?y . ?y {head} ?x }}"
        case "prp-irp":
            return f"SELECT DISTINCT ?x WHERE {{ ?x {head} ?x }}"
        case "prp-pdw":
            return f"SELECT DISTINCT ?x ?y WHERE {{ ?x {head} ?y . ?x {terms[0]} ?y }}"
        case "prp-key":
            same = " ".join(f"?x {term} ?k{i} . ?y {term} ?k{i} ." for i, term in enumerate(terms))
            kinds = f"?x {_TYPE} {head} . ?y {_TYPE} {head} ."
            return f"SELECT DISTINCT ?x ?y WHERE {{ {same} {kinds} FILTER (STR(?x) < STR(?y)) }}"
    return None


def close(found: list[Axiom], store: ox.Store, budget: Budget | None = None) -> Closure:
    """Close a store whose triples stand in the default graph; the store holds the closure afterwards.

    Raises:
        BudgetExceeded: too many rounds, or too many triples for the asserted ones.
    """
    budget = budget or Budget()
    closure = Closure(axioms=found)
    limit = int(len(store) * budget.growth) + 1000
    rules = [(axiom, *body) for axiom in found if (body := rule_body(axiom)) is not None]
    total, changed = 0, True
    while changed:
        changed = False
        closure.rounds += 1
        for axiom, conclusion, condition in rules:
            new = _apply(store, conclusion, condition)
            if not new:
                continue
            changed = True
            total += len(new)
            closure.inferred.setdefault(axiom.slug, set()).update(new)
            if total > limit or closure.rounds > budget.rounds:
                raise BudgetExceeded(
                    f"rule {axiom.slug} in round {closure.rounds}: {total} inferred triples, "
                    f"allowed are {limit} in {budget.rounds} rounds"
                )
    closure.violations = violations(found, store)
    return closure


def _apply(store: ox.Store, conclusion: str, condition: str) -> set[ox.Triple]:
    result = store.query(f"CONSTRUCT {{ {conclusion} }} WHERE {{ {condition} FILTER NOT EXISTS {{ {conclusion} }} }}")
    assert isinstance(result, ox.QueryTriples)
    # A chain or a transitive property that leads back to its start says nothing new.
    new = {triple for triple in result if triple.subject != triple.object}
    store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in new)
    return new


def violations(found: list[Axiom], store: ox.Store) -> list[Violation]:
    """What in a closed store contradicts the axioms."""
    hits: list[Violation] = []
    for axiom in found:
        query = constraint_query(axiom)
        if query is None:
            continue
        solutions = store.query(query)
        assert isinstance(solutions, ox.QuerySolutions)
        hits += [Violation(axiom, tuple(str(node) for node in solution)) for solution in solutions]
    return sorted(hits)


def close_graph(ontology: Graph, turtle: Iterable[bytes], budget: Budget | None = None) -> Closure:
    """Close instances, given as Turtle documents, under an ontology."""
    store = ox.Store()
    for document in turtle:
        store.bulk_load(document, format=ox.RdfFormat.TURTLE)
    return close(axioms(ontology), store, budget)


def close_release(ontology_files: Iterable[Path], graphs: Mapping[Path, bytes]) -> Closure:
    """Close the instances of a release."""
    return close_graph(read_ontology(ontology_files), (graphs[path] for path in sorted(graphs)))
