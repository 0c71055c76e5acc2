"""Compute the closure of the graph: run the rules of the axioms in Oxigraph until they infer no new triple."""

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
    """Limits of a closure; a closure that exceeds them indicates a mistake in the axioms."""

    rounds: int = 30
    growth: float = 10.0
    """Maximum of inferred triples per asserted triple."""


class ClosureBudgetExceeded(RuntimeError):
    """The closure exceeded its budget."""


@dataclass(frozen=True, order=True)
class Violation:
    """Nodes of the graph that contradict an axiom."""

    axiom: Axiom
    nodes: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.axiom.rule} ({self.axiom}): {', '.join(self.nodes)}"


@dataclass
class Closure:
    """The inferred triples by the slug of the rule that inferred them first, and the violations."""

    inferred: dict[str, set[ox.Triple]] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)
    rounds: int = 0
    used_axioms: dict[str, set[Axiom]] = field(default_factory=dict)
    """The axioms that inferred the triples of each slug."""

    @property
    def counts(self) -> dict[str, int]:
        """Number of inferred triples per slug."""
        return {slug: len(triples) for slug, triples in sorted(self.inferred.items())}

    def trig(self) -> bytes:
        """Serialize the inferred triples, one named graph per slug, and the description of the rules; sorted."""
        about = ox.NamedNode(str(GRAPH["inferred"]))
        graphs = {slug: ox.NamedNode(str(GRAPH[f"inferred/{slug}"])) for slug in sorted(self.inferred)}
        quads = [
            ox.Quad(graph, *pair, about)
            for slug, graph in graphs.items()
            for pair in _description(sorted(self.used_axioms[slug]))
        ]
        for slug, graph in graphs.items():
            triples = self.inferred[slug]
            quads += [ox.Quad(t.subject, t.predicate, t.object, graph) for t in sorted(triples, key=str)]
        result = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=PREFIXES)
        assert result is not None
        return result


def _description(used_axioms: list[Axiom]) -> list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]]:
    """Describe a graph of inferred triples: its label, OWL 2 RL rule and head, and the axioms in words."""
    rule, head = used_axioms[0].rule, used_axioms[0].head
    dcterms, rdfs = PREFIXES["dcterms"], PREFIXES["rdfs"]
    return [
        (ox.NamedNode(dcterms + "identifier"), ox.Literal(rule)),
        (ox.NamedNode(dcterms + "subject"), ox.NamedNode(str(head))),
        *((ox.NamedNode(rdfs + "comment"), ox.Literal(str(axiom), language="en")) for axiom in used_axioms),
        (
            ox.NamedNode(rdfs + "label"),
            ox.Literal(f"Inferred by the OWL 2 RL rule {rule} about {prefixed_name(head)}", language="en"),
        ),
        (ox.NamedNode(rdfs + "seeAlso"), ox.NamedNode(_RULES)),
    ]


def rule_patterns(axiom: Axiom) -> tuple[str, str] | None:
    """The conclusion and condition of the rule of an axiom as graph patterns; None for a constraint.

    >>> from plenipot.model.vocabulary import PLEN
    >>> rule_patterns(Axiom("prp-trp", PLEN.partOf))[1]
    '?x <https://w3id.org/plenipot/ontology/partOf> ?y . ?y <https://w3id.org/plenipot/ontology/partOf> ?z'
    """
    head, terms = axiom.head.n3(), [term.n3() for term in axiom.terms]
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
    """A SELECT query for the violations of an axiom; None for an axiom that only infers.

    The graph has the unique name assumption: two values of a functional property are a violation, they are not
    inferred to be the same thing.
    """
    head, terms = axiom.head.n3(), [term.n3() for term in axiom.terms]
    match axiom.rule:
        case "cax-dw":
            return f"SELECT DISTINCT ?x WHERE {{ ?x {_TYPE} {head} . ?x {_TYPE} {terms[0]} }}"
        case "prp-fp":
            # 1 and 01 are one value. `!=` is an error for values of different types: COALESCE counts them as different.
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


def close(rule_axioms: list[Axiom], store: ox.Store, budget: ClosureBudget | None = None) -> Closure:
    """Compute the closure of the default graph of a store, and add the inferred triples to it.

    Raises:
        ClosureBudgetExceeded: too many rounds, or too many inferred triples.
    """
    budget = budget or ClosureBudget()
    closure = Closure()
    asserted = len(store)
    limit = int(asserted * budget.growth) + 1000
    rules = [(axiom, *patterns) for axiom in rule_axioms if (patterns := rule_patterns(axiom)) is not None]
    total, changed = 0, True
    # A rule runs again only if one of its premises has had new triples since its last run. Both times are step numbers.
    step, last_change, last_run = 0, dict[URIRef, int](), dict[Axiom, int]()
    while changed:
        changed = False
        closure.rounds += 1
        for axiom, conclusion, condition in rules:
            step += 1
            if axiom in last_run and all(last_change.get(term, 0) < last_run[axiom] for term in axiom.premises):
                continue
            last_run[axiom] = step
            new = _apply(store, conclusion, condition, limit - total)
            if not new:
                continue
            changed = True
            total += len(new)
            closure.inferred.setdefault(axiom.slug, set()).update(new)
            closure.used_axioms.setdefault(axiom.slug, set()).add(axiom)
            last_change[axiom.head] = step
            if total > limit or closure.rounds > budget.rounds:
                raise ClosureBudgetExceeded(
                    f"rule {axiom.slug} ({axiom}) in round {closure.rounds}: at least {total} inferred triples "
                    f"for {asserted} asserted, allowed are {limit} in {budget.rounds} rounds"
                )
    closure.violations = violations(rule_axioms, store)
    return closure


def _apply(store: ox.Store, conclusion: str, condition: str, limit: int) -> set[ox.Triple]:
    """Run a rule once, and add its new triples to the store; stop without adding them above the limit."""
    result = store.query(f"CONSTRUCT {{ {conclusion} }} WHERE {{ {condition} FILTER NOT EXISTS {{ {conclusion} }} }}")
    assert isinstance(result, ox.QueryTriples)
    new: set[ox.Triple] = set()
    for triple in result:
        # A cycle of a chain or transitive property infers `?x property ?x`, which is left out.
        if triple.subject != triple.object:
            new.add(triple)
        if len(new) > limit:
            # The caller raises; until then, memory stays bounded.
            return new
    store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in new)
    return new


def violations(rule_axioms: list[Axiom], store: ox.Store) -> list[Violation]:
    """Find the violations of the axioms in a store that has the closure."""
    result: list[Violation] = []
    for axiom in rule_axioms:
        query = constraint_query(axiom)
        if query is None:
            continue
        solutions = store.query(query)
        assert isinstance(solutions, ox.QuerySolutions)
        rows = [tuple(str(node) for node in solution) for solution in solutions]
        result += [Violation(axiom, nodes) for nodes in (_group_values(rows) if axiom.rule == "prp-fp" else rows)]
    return sorted(result)


def _group_values(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Merge the rows of each subject: the subject, then all its values."""
    grouped: dict[str, set[str]] = {}
    for subject, value in rows:
        grouped.setdefault(subject, set()).add(value)
    return [(subject, *sorted(values)) for subject, values in grouped.items()]


def close_graph(ontology: Graph, turtle: Iterable[bytes], budget: ClosureBudget | None = None) -> Closure:
    """Compute the closure of Turtle documents under an ontology."""
    store = ox.Store()
    for document in turtle:
        store.bulk_load(document, format=ox.RdfFormat.TURTLE)
    return close(axioms(ontology), store, budget)


def close_families(
    ontology_files: Iterable[Path],
    graphs: Mapping[str | None, Mapping[Path, bytes]],
    budget: ClosureBudget | None = None,
) -> dict[str | None, Closure]:
    """Compute the closure of the mandatory families, then that of each optional family on top of it.

    An optional family only adds triples. So the closures together are the closure of everything, and each of them is
    still right without the later ones. A violation is reported once, in the first closure that has it.

    Args:
        ontology_files: the modules of the ontology.
        graphs: Turtle documents by their path, by the name of the optional family; None for the mandatory families.
        budget: for each closure.
    """
    rule_axioms, store = axioms(read_ontology(ontology_files)), ox.Store()
    closures: dict[str | None, Closure] = {}
    reported: set[Violation] = set()
    for family in sorted(graphs, key=lambda name: name or ""):
        for path in sorted(graphs[family]):
            store.bulk_load(graphs[family][path], format=ox.RdfFormat.TURTLE)
        closure = close(rule_axioms, store, budget)
        closure.violations = [violation for violation in closure.violations if violation not in reported]
        reported.update(closure.violations)
        closures[family] = closure
    return closures
