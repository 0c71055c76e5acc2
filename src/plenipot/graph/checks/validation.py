"""Validate a release: the ontology, the use of its terms, the SHACL shapes and the inferred triples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.namespace import SH

from plenipot.graph.checks import owl_profile
from plenipot.graph.reasoning.axioms import axioms, is_ours, local_name
from plenipot.graph.reasoning.class_expressions import unsupported
from plenipot.graph.reasoning.closure import Closure, ClosureBudgetExceeded, close, close_families, constraint_query
from plenipot.graph.shacl import InvalidShapes, ShapeViolation, TermConverter, Triple, add_triples, shape_violations
from plenipot.model import release_files
from plenipot.model.compact import prefixed_name
from plenipot.model.vocabulary import BASE, PLEN

_KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "property",
    OWL.DatatypeProperty: "property",
    OWL.AnnotationProperty: "annotation",
}
Triples = Graph | Sequence[Triple]
_TERM = re.compile(r"\bplen:([A-Za-z][\w-]*)|<" + re.escape(str(PLEN)) + r"([^>\s]+)>")


@dataclass(frozen=True, order=True)
class Finding:
    """A result of a check: its name, the place and the message. A warning does not fail the validation."""

    check: str
    where: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        prefix = "" if self.severity == "error" else f"{self.severity}: "
        return f"{prefix}{self.check}: {self.where}: {self.message}"


@dataclass
class Report:
    """All findings of a validation."""

    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether all findings are warnings."""
        return all(finding.severity != "error" for finding in self.findings)


def validate_release(root: Path) -> Report:
    """Run all checks over the files of a release, with and without the inferred triples.

    Raises:
        UnreadableData: a file is not Turtle.
    """
    terms = TermConverter()
    ontology, shapes = Graph(), Graph()
    add_triples(ontology, terms.read(release_files.ontology_files(root)))
    add_triples(shapes, terms.read(release_files.shape_files(root)))
    findings = check_ontology(ontology)
    if unsupported(ontology):
        # The reasoner has no rules for this ontology, so the other checks would have wrong inferred triples.
        return Report(sorted(set(findings)))
    data = terms.read(release_files.graph_files(root))
    names = release_files.optional_families(root)
    optional = {name: terms.read(release_files.graph_files(root, name)) for name in names}
    findings += check_satisfiable(ontology)
    findings += check_use(ontology, (), sorted((root / "queries").glob("*.rq")))
    findings += check_use(ontology, shapes, name="shapes")
    findings += check_triples(ontology, data, optional)
    findings += check_shapes_cover(ontology, shapes)
    graph = Graph() + ontology
    add_triples(graph, data)
    findings += check_shapes(graph, shapes, "asserted")
    files = {
        name: {path: path.read_bytes() for path in release_files.graph_files(root, name)} for name in (None, *names)
    }
    try:
        closures = close_families(release_files.ontology_files(root), files)
    except ClosureBudgetExceeded as error:
        return Report(sorted({*findings, Finding("closure", "data/graph", str(error))}))
    for family, closure in closures.items():
        findings += check_closure(closure, release_files.closure_file(root, family))
        add_triples(graph, inferred_triples(closure, terms))
    for triples in optional.values():
        add_triples(graph, triples)
    findings += check_cycles(ontology, graph)
    findings += check_shapes(graph, shapes, "closed")
    return Report(sorted(set(findings)))


def check_triples(ontology: Graph, data: Triples, optional: Mapping[str, Triples]) -> list[Finding]:
    """Check terms, values and references of the asserted triples.

    Args:
        ontology: declares the terms.
        data: the families that are always served; they may refer to each other only.
        optional: the optional families, by name; each may refer to itself and to the data.
    """
    findings = check_use(ontology, data) + check_values(ontology, data) + check_references(data)
    for name, triples in optional.items():
        findings += check_use(ontology, triples, name=name) + check_values(ontology, triples)
        findings += check_references(triples, elsewhere=data)
    return findings


def inferred_triples(closure: Closure, terms: TermConverter) -> Iterator[Triple]:
    """The inferred triples of a closure as rdflib triples."""
    return (triple for triples in closure.inferred.values() for triple in terms.triples(triples))


def declared(ontology: Graph) -> dict[URIRef, str]:
    """The terms that the ontology declares, with their kind: class, property or annotation."""
    return {
        URIRef(str(term)): kind
        for owl_type, kind in _KINDS.items()
        for term in ontology.subjects(RDF.type, owl_type)
        if is_ours(term)
    }


def check_ontology(ontology: Graph) -> list[Finding]:
    """Check the annotations of the terms, and that the ontology is in OWL 2 RL and OWL 2 DL."""
    return check_terms(ontology) + check_profile(ontology)


def check_terms(ontology: Graph) -> list[Finding]:
    """Check that every term has label, definition, example, rdfs:isDefinedBy, domain and range."""
    home = URIRef(str(PLEN))
    findings = []
    for term, kind in declared(ontology).items():
        missing = [
            name
            for name, present in (
                ("label in English", _has_english(ontology, term, RDFS.label)),
                ("definition in English", _has_english(ontology, term, SKOS.definition)),
                ("isDefinedBy", (term, RDFS.isDefinedBy, home) in ontology),
                ("example", kind == "annotation" or (term, SKOS.example, None) in ontology),
                ("domain", kind != "property" or _has_either(ontology, term, RDFS.domain, PLEN.noDomainBecause)),
                ("range", kind != "property" or _has_either(ontology, term, RDFS.range, PLEN.noRangeBecause)),
            )
            if not present
        ]
        findings += [Finding("terms", prefixed_name(term), f"no {name}") for name in missing]
    return findings


def _has_english(graph: Graph, term: URIRef, predicate: URIRef) -> bool:
    return any(isinstance(value, Literal) and value.language == "en" for value in graph.objects(term, predicate))


def _has_either(graph: Graph, term: URIRef, first: URIRef, second: URIRef) -> bool:
    return (term, first, None) in graph or (term, second, None) in graph


def check_profile(ontology: Graph) -> list[Finding]:
    """Find constructs outside OWL 2 RL, constructs without a rule, and combinations that OWL 2 DL forbids."""
    findings = [Finding("profile", subject, message) for subject, message in owl_profile.faults(ontology)]
    dates = owl_profile.outside_datatypes(ontology)
    return findings + [Finding("profile", subject, message, "warning") for subject, message in dates]


def check_satisfiable(ontology: Graph) -> list[Finding]:
    """Find classes that can have no member: the closure over one member per class must not contradict an axiom."""
    all_axioms = axioms(ontology)
    classes = [term for term, kind in declared(ontology).items() if kind == "class"]
    store = ox.Store()
    rdf_type = ox.NamedNode(str(RDF.type))
    for term in classes:
        store.add(ox.Quad(ox.NamedNode(f"urn:member:{local_name(term)}"), rdf_type, ox.NamedNode(str(term))))
    relevant = [
        axiom for axiom in all_axioms if axiom.rule in ("cax-dw", "cls-nothing") or constraint_query(axiom) is None
    ]
    return [
        Finding("satisfiable", violation.nodes[0], f"can have no member: {violation}")
        for violation in close(relevant, store).violations
    ]


def check_use(
    ontology: Graph, data: Iterable[Triple], queries: Iterable[Path] = (), name: str = "data"
) -> list[Finding]:
    """Find terms in our ontology namespace that triples or queries use and the ontology does not declare."""
    declared_terms = declared(ontology)
    used_terms = {term for triple in data for term in triple if is_ours(term)}
    findings = [
        Finding("use", name, f"{prefixed_name(str(term))} is not declared")
        for term in used_terms
        if str(term) != str(PLEN) and term not in declared_terms
    ]
    for path in queries:
        for name in _used_terms(path.read_text(encoding="utf-8")):
            if PLEN[name] not in declared_terms:
                findings.append(Finding("use", path.name, f"plen:{name} is not declared"))
    return findings


def _used_terms(text: str) -> Iterator[str]:
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for match in _TERM.finditer(body):
        yield match[1] or match[2]


def check_values(ontology: Graph, data: Iterable[Triple]) -> list[Finding]:
    """Find values whose kind or datatype does not match the range of their property."""
    return [Finding("values", subject, message) for subject, message in owl_profile.wrong_values(ontology, data)]


def check_references(data: Triples, elsewhere: Triples = ()) -> list[Finding]:
    """Find references to things with our base that have no rdf:type, neither in the data nor elsewhere."""
    described = {subject for triples in (data, elsewhere) for subject, predicate, _ in triples if predicate == RDF.type}
    dangling = {
        (subject, predicate, value)
        for subject, predicate, value in data
        if isinstance(value, URIRef) and value.startswith(BASE) and not is_ours(value) and value not in described
    }
    return [
        Finding("references", str(s).removeprefix(BASE), f"{local_name(URIRef(str(p)))}: nothing describes {o}")
        for s, p, o in dangling
    ]


def check_closure(closure: Closure, file: Path) -> list[Finding]:
    """Find contradictions with the axioms, and compare the inferred triples on disk with the closure."""
    findings = [Finding("contradiction", violation.nodes[0], str(violation)) for violation in closure.violations]
    if not file.exists() or file.read_bytes() != closure.trig():
        findings.append(Finding("closure", file.name, "is not what the data give: run `plenipot build`"))
    return findings


def check_cycles(ontology: Graph, closed: Graph) -> list[Finding]:
    """Find cycles of transitive properties.

    OWL 2 DL forbids a transitive property to be asymmetric, so no axiom can exclude cycles. This check treats every
    transitive property that is not symmetric as an order.
    """
    symmetric = set(ontology.subjects(RDF.type, OWL.SymmetricProperty))
    findings = []
    for prop in set(ontology.subjects(RDF.type, OWL.TransitiveProperty)) - symmetric:
        for a, b in closed.subject_objects(prop):
            if str(a) <= str(b) and (b, prop, a) in closed:
                where = str(a).removeprefix(BASE)
                findings.append(Finding("cycles", where, f"{local_name(URIRef(str(prop)))} leads to {b} and back"))
    return findings


def check_shapes_cover(ontology: Graph, shapes: Graph) -> list[Finding]:
    """Find classes without a shape: a shape covers its target class and all subclasses."""
    targets = set(shapes.objects(None, SH.targetClass))
    return [
        Finding("shapes", prefixed_name(term), "no shape")
        for term, kind in declared(ontology).items()
        if kind == "class" and targets.isdisjoint(ontology.transitive_objects(term, RDFS.subClassOf))
    ]


def check_shapes(data: Graph, shapes: Graph, name: str) -> list[Finding]:
    """Validate a graph that includes the ontology against the shapes."""
    try:
        return [_shape_finding(violation, name) for violation in shape_violations(data, shapes)]
    except InvalidShapes as error:
        return [Finding(f"shacl, {name}", "shapes", str(error))]


def _shape_finding(violation: ShapeViolation, name: str) -> Finding:
    message = violation.message
    if violation.path is not None:
        message = f"{prefixed_name(violation.path)}: {message}"
    if violation.value is not None:
        message += f" (value: {violation.value})"
    severity = "error" if violation.severity == "Violation" else "warning"
    return Finding(f"shacl, {name}", violation.focus_node.removeprefix(BASE), message, severity)
