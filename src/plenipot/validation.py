"""Checks of a release: the shapes over the graph, and the ontology against its own rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from plenipot import release
from plenipot.axioms import axioms, is_ours, local_name, read_ontology
from plenipot.reasoning import close, constraint_query
from plenipot.vocabulary import BASE, PLEN

_KINDS = {
    OWL.Class: "class",
    OWL.ObjectProperty: "property",
    OWL.DatatypeProperty: "property",
    OWL.AnnotationProperty: "annotation",
}
# Constructs that OWL 2 RL does not allow anywhere (OWL 2 Profiles, section 4.2).
_BEYOND_RL = (OWL.minCardinality, OWL.minQualifiedCardinality, OWL.hasSelf, OWL.disjointUnionOf, OWL.ReflexiveProperty)
_TERM = re.compile(r"\bplen:([A-Za-z][A-Za-z0-9]*)|<" + re.escape(str(PLEN)) + r"([A-Za-z][A-Za-z0-9]*)>")


@dataclass(frozen=True, order=True)
class Finding:
    """Something wrong: which check, where, and what."""

    check: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.check}: {self.where}: {self.message}"


@dataclass
class Report:
    """All findings of a validation."""

    findings: list[Finding] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def validate_release(root: Path) -> Report:
    """All checks over the files of a release, asserted and closed."""
    ontology = read_ontology(release.ontology_files(root))
    shapes = read_ontology(release.shape_files(root))
    asserted = read_ontology(release.graph_files(root))
    findings = check_terms(ontology)
    findings += check_profile(ontology)
    findings += check_satisfiable(ontology)
    findings += check_use(ontology, asserted, sorted((root / "queries").glob("*.rq")))
    findings += check_shapes_cover(ontology, shapes)
    findings += check_shapes(asserted + ontology, shapes, "asserted")
    closed = asserted + ontology
    for quad in ox.parse(path=str(release.closure_file(root)), format=ox.RdfFormat.TRIG):
        closed.add((_node(quad.subject), _node(quad.predicate), _node(quad.object)))
    findings += check_shapes(closed, shapes, "closed")
    return Report(sorted(set(findings)))


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


def check_terms(ontology: Graph) -> list[Finding]:
    """Label, definition, example, home, domain and range of every term, and one kind only."""
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
        kinds = [owl_type for owl_type in _KINDS if (term, RDF.type, owl_type) in ontology]
        if len(kinds) > 1:
            names = ", ".join(local_name(each) for each in kinds)
            findings.append(Finding("terms", f"plen:{local_name(term)}", f"is of several kinds: {names}"))
    return findings


def _english(graph: Graph, term: URIRef, predicate: URIRef) -> bool:
    return any(isinstance(value, Literal) and value.language == "en" for value in graph.objects(term, predicate))


def _either(graph: Graph, term: URIRef, first: URIRef, second: URIRef) -> bool:
    return (term, first, None) in graph or (term, second, None) in graph


def check_profile(ontology: Graph) -> list[Finding]:
    """Constructs outside OWL 2 RL, and combinations that OWL 2 DL forbids."""
    findings = [
        Finding("profile", str(subject), f"{local_name(construct)} is outside OWL 2 RL")
        for construct in _BEYOND_RL
        for subject in (*ontology.subjects(construct, None), *ontology.subjects(RDF.type, construct))
    ]
    for restriction in ontology.objects(None, RDFS.subClassOf):
        for construct in (OWL.someValuesFrom, OWL.unionOf, OWL.oneOf):
            if (restriction, construct, None) in ontology:
                findings.append(Finding("profile", str(restriction), f"superclass with {local_name(construct)}"))
    # OWL 2, section 11: transitive properties and chains are not simple, and may not be functional or asymmetric.
    composite = set(ontology.subjects(RDF.type, OWL.TransitiveProperty))
    composite |= set(ontology.subjects(OWL.propertyChainAxiom, None))
    for kind in (
        OWL.FunctionalProperty,
        OWL.AsymmetricProperty,
        OWL.IrreflexiveProperty,
        OWL.InverseFunctionalProperty,
    ):
        findings += [
            Finding("profile", str(term), f"{local_name(kind)} and a chain or transitive: not OWL 2 DL")
            for term in composite
            if (term, RDF.type, kind) in ontology
        ]
    return findings


def check_satisfiable(ontology: Graph) -> list[Finding]:
    """Classes that can have no member: one member of each, closed, may contradict nothing."""
    found = axioms(ontology)
    classes = [term for term, kind in declared(ontology).items() if kind == "class"]
    store = ox.Store()
    a = ox.NamedNode(str(RDF.type))
    for kind in classes:
        store.add(ox.Quad(ox.NamedNode(f"urn:member:{local_name(kind)}"), a, ox.NamedNode(str(kind))))
    disjoint = [axiom for axiom in found if axiom.rule == "cax-dw" or constraint_query(axiom) is None]
    return [
        Finding("satisfiable", violation.nodes[0], f"can have no member: {violation}")
        for violation in close(disjoint, store).violations
    ]


def check_use(ontology: Graph, instances: Graph, queries: Iterable[Path]) -> list[Finding]:
    """Terms of ours that data or queries use and the ontology does not declare."""
    known = declared(ontology)
    used = set(instances.predicates()) | set(instances.objects(None, RDF.type))
    findings = [
        Finding("use", "data", f"plen:{local_name(URIRef(str(term)))} is not declared")
        for term in used
        if is_ours(term) and term not in known
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
    conforms, results, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", meta_shacl=False)
    if conforms:
        return []
    assert isinstance(results, Graph)
    return [
        Finding(
            f"shacl, {name}",
            str(results.value(result, SH.focusNode)).removeprefix(BASE),
            f"{results.value(result, SH.resultMessage)} (value: {results.value(result, SH.value)})",
        )
        for result in results.subjects(RDF.type, SH.ValidationResult)
    ]
