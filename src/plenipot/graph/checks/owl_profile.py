"""The restrictions of OWL 2 DL that span several axioms, and the constructs that OWL 2 RL leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rdflib import OWL, RDF, RDFS, XSD, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from plenipot.graph.reasoning.axioms import is_ours
from plenipot.graph.reasoning.class_expressions import unsupported
from plenipot.model.compact import prefixed_name

PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
_BUILT_IN = (str(OWL), str(RDF), str(RDFS), str(XSD))
# Section 4 of the OWL 2 Structural Specification lists the datatypes; of XML Schema's dates it has dateTime only.
_DATE_TYPES = frozenset({XSD.date, XSD.time, XSD.gYear, XSD.gYearMonth, XSD.gMonth, XSD.gMonthDay, XSD.gDay})
_SIMPLE_ONLY = (
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.AsymmetricProperty,
    OWL.IrreflexiveProperty,
)

_WIDER = {
    XSD.integer: frozenset({XSD.decimal}),
    XSD.nonNegativeInteger: frozenset({XSD.integer, XSD.decimal}),
    XSD.positiveInteger: frozenset({XSD.nonNegativeInteger, XSD.integer, XSD.decimal}),
}

Fault = tuple[str, str]
"""Subject and message."""


def faults(ontology: Graph) -> list[Fault]:
    """What is outside OWL 2 RL or OWL 2 DL, or has no rule in the reasoner."""
    found: set[Fault] = set(unsupported(ontology))
    for check in (_kinds, _undeclared, _ends, _not_simple, _irregular):
        found |= {(prefixed_name(subject), message) for subject, message in check(ontology)}
    return sorted(found)


def outside_datatypes(ontology: Graph) -> list[Fault]:
    """Ranges that OWL 2 has no datatype for: a reasoner of OWL 2 DL may refuse them."""
    return sorted(
        (prefixed_name(str(prop)), f"range {prefixed_name(str(kind))} is not a datatype of OWL 2")
        for prop, kind in ontology.subject_objects(RDFS.range)
        if kind in _DATE_TYPES
    )


def _of_kind(ontology: Graph, *kinds: URIRef) -> set[Node]:
    return {term for kind in kinds for term in ontology.subjects(RDF.type, kind)}


def _kinds(ontology: Graph) -> Iterator[Fault]:
    """A term is a class or a property, and a property of one kind."""
    for term in _of_kind(ontology, OWL.Class, *PROPERTY_KINDS):
        kinds = [kind for kind in (OWL.Class, *PROPERTY_KINDS) if (term, RDF.type, kind) in ontology]
        if len(kinds) > 1:
            yield str(term), f"is of several kinds: {', '.join(prefixed_name(kind) for kind in kinds)}"
    data = _of_kind(ontology, OWL.DatatypeProperty)
    for kind in (
        OWL.InverseFunctionalProperty,
        OWL.TransitiveProperty,
        OWL.SymmetricProperty,
        OWL.AsymmetricProperty,
        OWL.IrreflexiveProperty,
    ):
        for term in data & _of_kind(ontology, kind):
            yield str(term), f"a datatype property cannot be {prefixed_name(kind)}"


def _undeclared(ontology: Graph) -> Iterator[Fault]:
    """Terms that axioms use, ours or not, say what they are."""
    classes = _of_kind(ontology, OWL.Class)
    properties = _of_kind(ontology, *PROPERTY_KINDS)
    uses: list[tuple[Iterable[Node], set[Node], str]] = [
        (_both_ends(ontology, RDFS.subClassOf, OWL.disjointWith, OWL.equivalentClass), classes, "class"),
        (ontology.objects(None, RDFS.domain), classes, "class"),
        (_both_ends(ontology, RDFS.subPropertyOf, OWL.inverseOf, OWL.propertyDisjointWith), properties, "property"),
        ((term for _, chain in chains(ontology) for term in chain), properties, "property"),
    ]
    for terms, known, what in uses:
        for term in set(terms):
            if isinstance(term, URIRef) and term not in known and not str(term).startswith(_BUILT_IN):
                yield str(term), f"is used as a {what} and not declared as one"


def _both_ends(ontology: Graph, *predicates: URIRef) -> Iterator[Node]:
    for predicate in predicates:
        for a, b in ontology.subject_objects(predicate):
            yield a
            yield b


def _ends(ontology: Graph) -> Iterator[Fault]:
    """The range of an object property is a class, that of a datatype property a datatype; both go with their kind."""
    classes = _of_kind(ontology, OWL.Class)
    objects, data = _of_kind(ontology, OWL.ObjectProperty), _of_kind(ontology, OWL.DatatypeProperty)
    for prop, kind in ontology.subject_objects(RDFS.range):
        if not isinstance(kind, URIRef):
            continue
        datatype = kind == RDFS.Literal or kind.startswith(str(XSD)) or kind == RDF.langString
        if prop in objects and datatype:
            yield str(prop), f"an object property has the datatype {prefixed_name(kind)} as range"
        elif prop in objects and kind not in classes and not str(kind).startswith(_BUILT_IN):
            yield str(kind), "is used as a class and not declared as one"
        elif prop in data and not datatype:
            yield str(prop), f"a datatype property has {prefixed_name(kind)} as range"
    for predicate in (RDFS.subPropertyOf, OWL.inverseOf, OWL.equivalentProperty):
        for a, b in ontology.subject_objects(predicate):
            if (a in data and b in objects) or (a in objects and b in data):
                yield str(a), f"{prefixed_name(predicate)} between an object property and a datatype property"


def chains(ontology: Graph) -> list[tuple[Node, tuple[Node, ...]]]:
    """Property chains: the concluded property and the steps."""
    return [
        (head, tuple(Collection(ontology, start))) for head, start in ontology.subject_objects(OWL.propertyChainAxiom)
    ]


def _neighbours(ontology: Graph) -> dict[Node, set[Node]]:
    """Each property with itself and its named inverses: for the restrictions they are one."""
    same: dict[Node, set[Node]] = {}
    for a, b in [*ontology.subject_objects(OWL.inverseOf), *ontology.subject_objects(OWL.equivalentProperty)]:
        merged = same.get(a, {a}) | same.get(b, {b})
        for term in merged:
            same[term] = merged
    return same


def _above(edges: set[tuple[Node, Node]]) -> dict[Node, set[Node]]:
    """For each start, everything that the edges lead to."""
    steps: dict[Node, set[Node]] = {}
    for a, b in edges:
        steps.setdefault(a, set()).add(b)
    reached: dict[Node, set[Node]] = {}
    for start in steps:
        seen: set[Node] = set()
        waiting = list(steps[start])
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting += steps.get(node, ())
        reached[start] = seen
    return reached


def _canonical(ontology: Graph) -> dict[Node, Node]:
    return {term: min(group, key=str) for term, group in _neighbours(ontology).items()}


def _hierarchy(ontology: Graph) -> tuple[dict[Node, Node], dict[Node, set[Node]]]:
    """The name of each property up to inverses, and what stands above it."""
    name = _canonical(ontology)
    edges = {(name.get(a, a), name.get(b, b)) for a, b in ontology.subject_objects(RDFS.subPropertyOf)}
    return name, _above({(a, b) for a, b in edges if a != b})


def _not_simple(ontology: Graph) -> Iterator[Fault]:
    """Section 11.2: what is transitive or made by a chain, or stands above such a property, is not functional or so."""
    name, above = _hierarchy(ontology)
    roots = {name.get(p, p) for p in _of_kind(ontology, OWL.TransitiveProperty)}
    roots |= {name.get(head, head) for head, _ in chains(ontology)}
    composite = roots | {upper for root in roots for upper in above.get(root, ())}
    for kind in _SIMPLE_ONLY:
        for term in _of_kind(ontology, kind):
            if name.get(term, term) in composite:
                shown = prefixed_name(kind)
                yield str(term), f"{shown}, and transitive, made by a chain or above one that is: not OWL 2 DL"
    for term in set(_both_ends(ontology, OWL.propertyDisjointWith)):
        if name.get(term, term) in composite:
            yield str(term), "disjoint with a property, and transitive or made by a chain: not OWL 2 DL"


def _irregular(ontology: Graph) -> Iterator[Fault]:
    """Section 11.2: chains can be put in an order, in which each makes a property from properties before it."""
    name, above = _hierarchy(ontology)
    edges: set[tuple[Node, Node]] = set()
    for head, steps in chains(ontology):
        target, parts = name.get(head, head), [name.get(step, step) for step in steps]
        if parts == [target, target]:
            continue
        if parts[0] == target:
            parts = parts[1:]
        elif parts[-1] == target:
            parts = parts[:-1]
        edges |= {(part, target) for part in parts}
    # A subproperty of a step may be longer than the step: the order reaches through the hierarchy.
    full = _above(edges | {(low, high) for low, uppers in above.items() for high in uppers})
    for part, target in sorted(edges, key=str):
        if part in full.get(target, ()):
            yield str(target), f"its chains run in a circle through {prefixed_name(str(part))}: not OWL 2 DL"


def misused(ontology: Graph, data: Iterable[tuple[Node, Node, Node]]) -> list[Fault]:
    """Values of the wrong kind: a literal where a thing is due, a thing where a literal is, or another datatype."""
    objects, properties = _of_kind(ontology, OWL.ObjectProperty), _of_kind(ontology, OWL.DatatypeProperty)
    ranges = {p: set(ontology.objects(p, RDFS.range)) - {RDFS.Literal} for p in properties}
    found: dict[Fault, int] = {}
    for _, predicate, value in data:
        if not is_ours(predicate):
            continue
        message = _misuse(predicate in objects, ranges.get(predicate), value)
        if message:
            key = (prefixed_name(str(predicate)), message)
            found[key] = found.get(key, 0) + 1
    return sorted((subject, f"{message}, {count} times") for (subject, message), count in found.items())


def _misuse(is_object: bool, ranges: set[Node] | None, value: Node) -> str | None:
    if isinstance(value, URIRef):
        return "a datatype property has a thing as value" if ranges is not None else None
    if is_object:
        return "an object property has a literal as value"
    datatype = getattr(value, "datatype", None) or (RDF.langString if getattr(value, "language", None) else XSD.string)
    if getattr(value, "ill_typed", False):
        return f"a value is no {prefixed_name(datatype)}"
    if ranges and not ranges & _wider(datatype):
        shown = ", ".join(sorted(prefixed_name(str(each)) for each in ranges))
        return f"a value is {prefixed_name(datatype)}, the range is {shown}"
    return None


def _wider(datatype: URIRef) -> frozenset[URIRef]:
    """A datatype and those that contain it, as far as the graph uses them."""
    return _WIDER.get(datatype, frozenset()) | {datatype}
