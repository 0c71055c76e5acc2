"""The closure of the graph: rules made from the axioms, run in Oxigraph until nothing new comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
from rdflib import OWL, Graph, URIRef

from plenipot.graph.reasoning.axioms import Axiom, axioms, read_ontology
from plenipot.model.compact import prefixed_name
from plenipot.model.vocabulary import GRAPH, PREFIXES

_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

_RULES = "https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules"


@dataclass(frozen=True)
class ClosureBudget:
    """How far a closure may go before it is taken for a mistake in the axioms."""

    rounds: int = 30
    growth: float = 10.0
    """Inferred triples per asserted triple."""


class ClosureBudgetExceeded(RuntimeError):
    """The closure did not end within its budget."""


@dataclass(frozen=True, order=True)
class Violation:
    """Data that contradict an axiom."""

    axiom: Axiom
    nodes: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.axiom.rule} ({self.axiom}): {', '.join(self.nodes)}"


@dataclass
class Closure:
    """The inferred triples by the rule that made them first, and the contradictions."""

    inferred: dict[str, set[ox.Triple]] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)
    rounds: int = 0
    used: dict[str, set[Axiom]] = field(default_factory=dict)
    """The axioms that made the triples of each rule."""

    @property
    def counts(self) -> dict[str, int]:
        """Number of triples per rule."""
        return {slug: len(triples) for slug, triples in sorted(self.inferred.items())}

    def trig(self) -> bytes:
        """All inferred triples, a named graph per rule, and the description of the rules; sorted."""
        about = ox.NamedNode(str(GRAPH["inferred"]))
        graphs = {slug: ox.NamedNode(str(GRAPH[f"inferred/{slug}"])) for slug in sorted(self.inferred)}
        quads = [
            ox.Quad(graph, *pair, about)
            for slug, graph in graphs.items()
            for pair in _description(sorted(self.used[slug]))
        ]
        for slug, graph in graphs.items():
            triples = self.inferred[slug]
            quads += [ox.Quad(t.subject, t.predicate, t.object, graph) for t in sorted(triples, key=str)]
        result = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=PREFIXES)
        assert result is not None
        return result


def _description(used: list[Axiom]) -> list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]:
    """Label, rule of OWL 2 RL, concluded term and, in words, the axioms that made the triples of a graph."""
    rule, head = used[0].rule, used[0].head
    dcterms, rdfs = PREFIXES["dcterms"], PREFIXES["rdfs"]
    return [
        (ox.NamedNode(dcterms + "identifier"), ox.Literal(rule)),
        (ox.NamedNode(dcterms + "subject"), ox.NamedNode(str(head))),
        *((ox.NamedNode(rdfs + "comment"), ox.Literal(str(axiom), language="en")) for axiom in used),
        (
            ox.NamedNode(rdfs + "label"),
            ox.Literal(f"Inferred by the OWL 2 RL rule {rule} about {prefixed_name(head)}", language="en"),
        ),
        (ox.NamedNode(rdfs + "seeAlso"), ox.NamedNode(_RULES)),
    ]


def _n(iri: URIRef) -> str:
    return iri.n3()


def rule_body(axiom: Axiom) -> tuple[str, str] | None:
    """Conclusion and condition of an axiom as graph patterns; None for one that only forbids.

    >>> from plenipot.model.vocabulary import PLEN
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
        case "cls-svf1":
            filler = f" . ?y {_TYPE} {terms[1]}" if axiom.terms[1] != OWL.Thing else ""
            return f"?x {_TYPE} {head}", f"?x {terms[0]} ?y{filler}"
        case "cls-avf":
            return f"?y {_TYPE} {head}", f"?x {_TYPE} {terms[0]} . ?x {terms[1]} ?y FILTER isIRI(?y)"
        case "cls-int1":
            return f"?x {_TYPE} {head}", " . ".join(f"?x {_TYPE} {term}" for term in terms)
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
            # Terms that differ, unless they are known to be one value (1 and 01): != errs on values of unlike types.
            differ = "!sameTerm(?a, ?b) && COALESCE(?a != ?b, true)"
            return f"SELECT DISTINCT ?x ?a WHERE {{ ?x {head} ?a . ?x {head} ?b FILTER ({differ}) }}"
        case "prp-ifp":
            return f"SELECT DISTINCT ?x ?y WHERE {{ ?x {head} ?a . ?y {head} ?a FILTER (STR(?x) < STR(?y)) }}"
        case "prp-asyp":
            return f"SELECT DISTINCT ?x ?y WHERE {{ ?x {head} ?y . ?y {head} ?x }}"
        case "prp-irp":
            return f"SELECT DISTINCT ?x WHERE {{ ?x {head} ?x }}"
        case "prp-pdw":
            return f"SELECT DISTINCT ?x ?y WHERE {{ ?x {head} ?y . ?x {terms[0]} ?y }}"
        case "cls-nothing":
            return f"SELECT DISTINCT ?x WHERE {{ ?x {_TYPE} {head} }}"
        case "prp-key":
            same = " ".join(f"?x {term} ?k{i} . ?y {term} ?k{i} ." for i, term in enumerate(terms))
            kinds = f"?x {_TYPE} {head} . ?y {_TYPE} {head} ."
            return f"SELECT DISTINCT ?x ?y WHERE {{ {same} {kinds} FILTER (STR(?x) < STR(?y)) }}"
    return None


def close(found: list[Axiom], store: ox.Store, budget: ClosureBudget | None = None) -> Closure:
    """Close a store whose triples stand in the default graph; the store holds the closure afterwards.

    Raises:
        BudgetExceeded: too many rounds, or too many triples for the asserted ones.
    """
    budget = budget or ClosureBudget()
    closure = Closure()
    asserted = len(store)
    limit = int(asserted * budget.growth) + 1000
    rules = [(axiom, *body) for axiom in found if (body := rule_body(axiom)) is not None]
    total, changed = 0, True
    # A rule runs again only if a premise of it has had new triples since: when they came, when it ran, in rules tried.
    tick, came, ran = 0, dict[URIRef, int](), dict[Axiom, int]()
    while changed:
        changed = False
        closure.rounds += 1
        for axiom, conclusion, condition in rules:
            tick += 1
            if axiom in ran and all(came.get(premise, 0) < ran[axiom] for premise in axiom.premises):
                continue
            ran[axiom] = tick
            new = _apply(store, conclusion, condition, limit - total)
            if not new:
                continue
            changed = True
            total += len(new)
            closure.inferred.setdefault(axiom.slug, set()).update(new)
            closure.used.setdefault(axiom.slug, set()).add(axiom)
            came[axiom.head] = tick
            if total > limit or closure.rounds > budget.rounds:
                raise ClosureBudgetExceeded(
                    f"rule {axiom.slug} ({axiom}) in round {closure.rounds}: at least {total} inferred triples "
                    f"for {asserted} asserted, allowed are {limit} in {budget.rounds} rounds"
                )
    closure.violations = violations(found, store)
    return closure


def _apply(store: ox.Store, conclusion: str, condition: str, room: int) -> set[ox.Triple]:
    result = store.query(f"CONSTRUCT {{ {conclusion} }} WHERE {{ {condition} FILTER NOT EXISTS {{ {conclusion} }} }}")
    assert isinstance(result, ox.QueryTriples)
    new: set[ox.Triple] = set()
    for triple in result:
        # A chain or a transitive property that leads back to its start says nothing new.
        if triple.subject != triple.object:
            new.add(triple)
        if len(new) > room:
            # Out of budget within one round: the caller fails, memory does not.
            return new
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
        rows = [tuple(str(node) for node in solution) for solution in solutions]
        hits += [Violation(axiom, nodes) for nodes in (_values(rows) if axiom.rule == "prp-fp" else rows)]
    return sorted(hits)


def _values(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """One row per subject with all its values, instead of one row per value."""
    grouped: dict[str, set[str]] = {}
    for subject, value in rows:
        grouped.setdefault(subject, set()).add(value)
    return [(subject, *sorted(values)) for subject, values in grouped.items()]


def close_graph(ontology: Graph, turtle: Iterable[bytes], budget: ClosureBudget | None = None) -> Closure:
    """Close instances, given as Turtle documents, under an ontology."""
    store = ox.Store()
    for document in turtle:
        store.bulk_load(document, format=ox.RdfFormat.TURTLE)
    return close(axioms(ontology), store, budget)


def close_families(
    ontology_files: Iterable[Path],
    graphs: Mapping[str | None, Mapping[Path, bytes]],
    budget: ClosureBudget | None = None,
) -> dict[str | None, Closure]:
    """Close what is always there, under the key None, then each family that can be left out, over what was closed.

    A family adds triples and takes none away, so the closures together are the closure of everything, and without the
    family the others hold. Contradictions are told once, where they come up.
    """
    found, store = axioms(read_ontology(ontology_files)), ox.Store()
    closures: dict[str | None, Closure] = {}
    known: set[Violation] = set()
    for family in sorted(graphs, key=lambda name: name or ""):
        for path in sorted(graphs[family]):
            store.bulk_load(graphs[family][path], format=ox.RdfFormat.TURTLE)
        closure = close(found, store, budget)
        closure.violations = [violation for violation in closure.violations if violation not in known]
        known.update(closure.violations)
        closures[family] = closure
    return closures
