"""Checks of a release: the shapes over the graph, and the ontology against its own rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from plenipot.graph.checks import owl_profile
from plenipot.graph.checks.shacl import Shapes, has_datatype
from plenipot.graph.reasoning.axioms import axioms, is_ours, local_name, read_ontology, short
from plenipot.graph.reasoning.class_expressions import unsupported
from plenipot.graph.reasoning.closure import Closure, ClosureBudgetExceeded, close, close_families, constraint_query
from plenipot.model import release_files
from plenipot.model.vocabulary import BASE, PLEN

_KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "property",
    OWL.DatatypeProperty: "property",
    OWL.AnnotationProperty: "annotation",
}
_TERM = re.compile(r"\bplen:([A-Za-z][\w-]*)|<" + re.escape(str(PLEN)) + r"([^>\s]+)>")


@dataclass(frozen=True, order=True)
class Finding:
    """Something wrong: which check, where, and what. A warning is worth knowing and fails nothing."""

    check: str
    where: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        mark = "" if self.severity == "error" else f"{self.severity}: "
        return f"{mark}{self.check}: {self.where}: {self.message}"


@dataclass
class Report:
    """All findings of a validation."""

    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether no error was found."""
        return all(finding.severity != "error" for finding in self.findings)


def validate_release(root: Path) -> Report:
    """All checks over the files of a release, asserted and closed."""
    ontology = read_ontology(release_files.ontology_files(root))
    shapes = read_ontology(release_files.shape_files(root))
    findings = check_ontology(ontology)
    if unsupported(ontology):
        # No rules can be made: what follows would check another ontology.
        return Report(sorted(set(findings)))
    asserted = read_ontology(release_files.graph_files(root))
    findings += check_satisfiable(ontology)
    findings += check_use(ontology, asserted, sorted((root / "queries").glob("*.rq")))
    findings += check_use(ontology, shapes, name="shapes")
    findings += check_values(ontology, asserted)
    findings += check_references(asserted)
    findings += check_shapes_cover(ontology, shapes)
    findings += check_shapes(asserted + ontology, shapes, "asserted")
    families: list[str | None] = [None, *release_files.optional_families(root)]
    files = {name: {path: path.read_bytes() for path in release_files.graph_files(root, name)} for name in families}
    try:
        closures = close_families(release_files.ontology_files(root), files)
    except ClosureBudgetExceeded as error:
        return Report(sorted({*findings, Finding("closure", "data/graph", str(error))}))
    for name, closure in closures.items():
        findings += check_closure(closure, release_files.closure_file(root, name))
    closed = asserted + inferred(closures[None])
    findings += check_cycles(ontology, closed)
    findings += check_shapes(closed + ontology, shapes, "closed")
    for name in release_files.optional_families(root):
        store = closed_store([*files[None].values(), *files[name].values()], (closures[None], closures[name]))
        findings += check_large(ontology, shapes, store, name, files[name].values())
    return Report(sorted(set(findings)))


def closed_store(turtle: Iterable[bytes], closures: Iterable[Closure]) -> ox.Store:
    """Asserted and inferred triples in one graph."""
    store = ox.Store()
    for document in turtle:
        store.bulk_load(document, format=ox.RdfFormat.TURTLE)
    for closure in closures:
        for triples in closure.inferred.values():
            store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    return store


def check_large(ontology: Graph, shapes: Graph, store: ox.Store, family: str, turtle: Iterable[bytes]) -> list[Finding]:
    """The same checks of a family that is too large for rdflib and pySHACL; the store holds the closed graph."""
    quads = [quad for document in turtle for quad in ox.parse(document, format=ox.RdfFormat.TURTLE)]
    data = kinds_of_triples(quads)
    findings = check_use(ontology, data, name=family) + check_values(ontology, data)
    breaches = Shapes(shapes, store).breaches({quad.subject for quad in quads})
    return findings + [
        Finding(
            f"shacl, {family}",
            breach.node.removeprefix(BASE),
            f"{short(URIRef(breach.path))}: {breach.message}" if breach.path else breach.message,
            "error" if breach.severity == "violation" else "warning",
        )
        for breach in breaches
    ]


def kinds_of_triples(quads: Iterable[ox.Quad]) -> Graph:
    """A triple for each property and kind of value and each term of ours, and all values that are ill formed."""
    graph = Graph()
    seen: set[object] = set()
    for quad in quads:
        value = quad.object
        if isinstance(value, ox.Literal):
            known: object = value.datatype
            well_formed = has_datatype(value, value.datatype.value)
        else:
            ours = isinstance(value, ox.NamedNode) and is_ours(URIRef(value.value))
            known, well_formed = value if ours else None, True
        if (quad.predicate, known) not in seen or not well_formed:
            seen.add((quad.predicate, known))
            graph.add((_node(quad.subject), _node(quad.predicate), _node(value)))
    return graph


def inferred(closure: Closure) -> Graph:
    """The inferred triples as one graph."""
    graph = Graph()
    for triples in closure.inferred.values():
        for triple in triples:
            graph.add((_node(triple.subject), _node(triple.predicate), _node(triple.object)))
    return graph


def _node(term: object) -> Node:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.Literal):
        datatype = None if term.language else URIRef(term.datatype.value)
        return Literal(term.value, lang=term.language, datatype=None if datatype == XSD.string else datatype)
    raise TypeError(f"{term} has no name")


def declared(ontology: Graph) -> dict[URIRef, str]:
    """The terms of the ontology with their kind: class, property or annotation."""
    return {
        URIRef(str(term)): kind
        for owl_type, kind in _KINDS.items()
        for term in ontology.subjects(RDF.type, owl_type)
        if is_ours(term)
    }


def check_ontology(ontology: Graph) -> list[Finding]:
    """What the ontology says of its terms, and whether it stays within OWL 2 RL and DL."""
    return check_terms(ontology) + check_profile(ontology)


def check_terms(ontology: Graph) -> list[Finding]:
    """Label, definition, example, home, domain and range of every term."""
    home = URIRef(str(PLEN))
    findings = []
    for term, kind in declared(ontology).items():
        missing = [
            name
            for name, present in (
                ("label in English", _english(ontology, term, RDFS.label)),
                ("definition in English", _english(ontology, term, SKOS.definition)),
                ("isDefinedBy", (term, RDFS.isDefinedBy, home) in ontology),
                ("example", kind == "annotation" or (term, SKOS.example, None) in ontology),
                ("domain", kind != "property" or _either(ontology, term, RDFS.domain, PLEN.noDomainBecause)),
                ("range", kind != "property" or _either(ontology, term, RDFS.range, PLEN.noRangeBecause)),
            )
            if not present
        ]
        findings += [Finding("terms", f"plen:{local_name(term)}", f"no {name}") for name in missing]
    return findings


def _english(graph: Graph, term: URIRef, predicate: URIRef) -> bool:
    return any(isinstance(value, Literal) and value.language == "en" for value in graph.objects(term, predicate))


def _either(graph: Graph, term: URIRef, first: URIRef, second: URIRef) -> bool:
    return (term, first, None) in graph or (term, second, None) in graph


def check_profile(ontology: Graph) -> list[Finding]:
    """Constructs outside OWL 2 RL, without a rule here, or in combinations that OWL 2 DL forbids."""
    findings = [Finding("profile", subject, message) for subject, message in owl_profile.faults(ontology)]
    dates = owl_profile.outside_datatypes(ontology)
    return findings + [Finding("profile", subject, message, "warning") for subject, message in dates]


def check_satisfiable(ontology: Graph) -> list[Finding]:
    """Classes that can have no member: one member of each, closed, may contradict nothing."""
    found = axioms(ontology)
    classes = [term for term, kind in declared(ontology).items() if kind == "class"]
    store = ox.Store()
    a = ox.NamedNode(str(RDF.type))
    for kind in classes:
        store.add(ox.Quad(ox.NamedNode(f"urn:member:{local_name(kind)}"), a, ox.NamedNode(str(kind))))
    disjoint = [a for a in found if a.rule in ("cax-dw", "cls-nothing") or constraint_query(a) is None]
    return [
        Finding("satisfiable", violation.nodes[0], f"can have no member: {violation}")
        for violation in close(disjoint, store).violations
    ]


def check_use(ontology: Graph, graph: Graph, queries: Iterable[Path] = (), name: str = "data") -> list[Finding]:
    """Terms of ours that a graph or queries use, anywhere in a triple, and the ontology does not declare."""
    known = declared(ontology)
    used = {term for triple in graph for term in triple if is_ours(term)}
    findings = [
        Finding("use", name, f"plen:{str(term).removeprefix(str(PLEN))} is not declared")
        for term in used
        if str(term) != str(PLEN) and term not in known
    ]
    for path in queries:
        for name in _terms(path.read_text(encoding="utf-8")):
            if PLEN[name] not in known:
                findings.append(Finding("use", path.name, f"plen:{name} is not declared"))
    return findings


def _terms(text: str) -> Iterator[str]:
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    for match in _TERM.finditer(body):
        yield match[1] or match[2]


def check_values(ontology: Graph, data: Graph) -> list[Finding]:
    """Values that are not of the kind or datatype that their property has."""
    return [Finding("values", subject, message) for subject, message in owl_profile.misused(ontology, data)]


def check_references(data: Graph) -> list[Finding]:
    """Things of ours that something points to and nothing describes."""
    known = set(data.subjects(RDF.type, None))
    lost = {
        (subject, predicate, value)
        for subject, predicate, value in data
        if isinstance(value, URIRef) and value.startswith(BASE) and not is_ours(value) and value not in known
    }
    return [
        Finding("references", str(s).removeprefix(BASE), f"{local_name(URIRef(str(p)))}: nothing describes {o}")
        for s, p, o in lost
    ]


def check_closure(closure: Closure, file: Path) -> list[Finding]:
    """Contradictions with the axioms, and inferred triples on disk that are not those of the data."""
    findings = [Finding("contradiction", violation.nodes[0], str(violation)) for violation in closure.violations]
    if not file.exists() or file.read_bytes() != closure.trig():
        findings.append(Finding("closure", file.name, "is not what the data give: run `plenipot build`"))
    return findings


def check_cycles(ontology: Graph, closed: Graph) -> list[Finding]:
    """Things that come before themselves.

    OWL 2 DL does not let a transitive property be asymmetric, so no axiom can say it: a property that is transitive and
    not symmetric is taken for an order.
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
    """Classes that no shape covers: a shape covers its target class and the classes below it."""
    targets = set(shapes.objects(None, SH.targetClass))
    return [
        Finding("shapes", f"plen:{local_name(term)}", "no shape")
        for term, kind in declared(ontology).items()
        if kind == "class" and targets.isdisjoint(ontology.transitive_objects(term, RDFS.subClassOf))
    ]


def check_shapes(data: Graph, shapes: Graph, name: str) -> list[Finding]:
    """What SHACL finds in a graph."""
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", meta_shacl=False)
    if not isinstance(results, Graph):
        # pySHACL hands back the failure instead of a report, for example of shapes that are not well formed.
        return [Finding(f"shacl, {name}", "shapes", str(results))]
    return [_result(results, result, name) for result in results.subjects(RDF.type, SH.ValidationResult)]


def _result(results: Graph, result: Node, name: str) -> Finding:
    values: Mapping[str, Node | None] = {
        part: results.value(result, SH[part])
        for part in ("focusNode", "resultPath", "resultMessage", "value", "resultSeverity")
    }
    path = values["resultPath"]
    message = str(values["resultMessage"])
    if isinstance(path, URIRef):
        message = f"{short(path)}: {message}"
    if values["value"] is not None:
        message += f" (value: {values['value']})"
    severity = "error" if values["resultSeverity"] == SH.Violation else "warning"
    return Finding(f"shacl, {name}", str(values["focusNode"]).removeprefix(BASE), message, severity)
