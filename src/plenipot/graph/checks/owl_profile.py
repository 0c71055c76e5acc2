"""Check the global restrictions of OWL 2 DL, and find constructs outside OWL 2 RL."""

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
# The datatype map of OWL 2 (Structural Specification, section 4) has only xsd:dateTime of the XML Schema date types.
_DATE_TYPES = frozenset({XSD.date, XSD.time, XSD.gYear, XSD.gYearMonth, XSD.gMonth, XSD.gMonthDay, XSD.gDay})
_SIMPLE_ONLY = (
    OWL.FunctionalProperty,
    OWL.InverseFunctionalProperty,
    OWL.AsymmetricProperty,
    OWL.IrreflexiveProperty,
)

_SUPERTYPES = {
    XSD.integer: frozenset({XSD.decimal}),
    XSD.nonNegativeInteger: frozenset({XSD.integer, XSD.decimal}),
    XSD.positiveInteger: frozenset({XSD.nonNegativeInteger, XSD.integer, XSD.decimal}),
}

Fault = tuple[str, str]
"""Subject and message."""


def faults(ontology: Graph) -> list[Fault]:
    """Constructs that are outside OWL 2 RL or OWL 2 DL, or that have no rule in the reasoner."""
    result: set[Fault] = set(unsupported(ontology))
    for check in (_kinds, _undeclared, _ranges, _not_simple, _irregular):
        result |= {(prefixed_name(subject), message) for subject, message in check(ontology)}
    return sorted(result)


def outside_datatypes(ontology: Graph) -> list[Fault]:
    """Ranges with a datatype outside the OWL 2 datatype map: a reasoner for OWL 2 DL may refuse them."""
    return sorted(
        (prefixed_name(str(prop)), f"range {prefixed_name(str(kind))} is not a datatype of OWL 2")
        for prop, kind in ontology.subject_objects(RDFS.range)
        if kind in _DATE_TYPES
    )


def _of_kind(ontology: Graph, *kinds: URIRef) -> set[Node]:
    return {term for kind in kinds for term in ontology.subjects(RDF.type, kind)}


def _kinds(ontology: Graph) -> Iterator[Fault]:
    """Terms that are both class and property, or properties of several kinds."""
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
    """Terms that an axiom uses as class or property without a declaration."""
    classes = _of_kind(ontology, OWL.Class)
    properties = _of_kind(ontology, *PROPERTY_KINDS)
    uses: list[tuple[Iterable[Node], set[Node], str]] = [
        (_both_ends(ontology, RDFS.subClassOf, OWL.disjointWith, OWL.equivalentClass), classes, "class"),
        (ontology.objects(None, RDFS.domain), classes, "class"),
        (_both_ends(ontology, RDFS.subPropertyOf, OWL.inverseOf, OWL.propertyDisjointWith), properties, "property"),
        ((term for _, chain in chains(ontology) for term in chain), properties, "property"),
    ]
    for terms, declared, kind in uses:
        for term in set(terms):
            if isinstance(term, URIRef) and term not in declared and not str(term).startswith(_BUILT_IN):
                yield str(term), f"is used as a {kind} and not declared as one"


def _both_ends(ontology: Graph, *predicates: URIRef) -> Iterator[Node]:
    for predicate in predicates:
        for a, b in ontology.subject_objects(predicate):
            yield a
            yield b


def _ranges(ontology: Graph) -> Iterator[Fault]:
    """Object properties whose range is a datatype, datatype properties whose range is a class, and mixed pairs.

    A mixed pair is an axiom that relates an object property to a datatype property.
    """
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
    """The property chains: the inferred property and the properties of the chain."""
    return [
        (head, tuple(Collection(ontology, start))) for head, start in ontology.subject_objects(OWL.propertyChainAxiom)
    ]


def _property_groups(ontology: Graph) -> dict[Node, set[Node]]:
    """Each property with its inverse and equivalent properties: the restrictions treat them as one."""
    groups: dict[Node, set[Node]] = {}
    for a, b in [*ontology.subject_objects(OWL.inverseOf), *ontology.subject_objects(OWL.equivalentProperty)]:
        merged = groups.get(a, {a}) | groups.get(b, {b})
        for term in merged:
            groups[term] = merged
    return groups


def _reachable(edges: set[tuple[Node, Node]]) -> dict[Node, set[Node]]:
    """The transitive closure of edges: all nodes that can be reached from each start."""
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


def _representatives(ontology: Graph) -> dict[Node, Node]:
    return {term: min(group, key=str) for term, group in _property_groups(ontology).items()}


def _hierarchy(ontology: Graph) -> tuple[dict[Node, Node], dict[Node, set[Node]]]:
    """The representative of each group of inverse and equivalent properties, and its superproperties."""
    name = _representatives(ontology)
    edges = {(name.get(a, a), name.get(b, b)) for a, b in ontology.subject_objects(RDFS.subPropertyOf)}
    return name, _reachable({(a, b) for a, b in edges if a != b})


def _not_simple(ontology: Graph) -> Iterator[Fault]:
    """Composite properties in axioms that need a simple property (Structural Specification, section 11.2).

    A property is composite if it is transitive, inferred by a chain, or a superproperty of a composite property.
    """
    name, above = _hierarchy(ontology)
    roots = {name.get(p, p) for p in _of_kind(ontology, OWL.TransitiveProperty)}
    roots |= {name.get(head, head) for head, _ in chains(ontology)}
    composite = roots | {upper for root in roots for upper in above.get(root, ())}
    for kind in _SIMPLE_ONLY:
        for term in _of_kind(ontology, kind):
            if name.get(term, term) in composite:
                axiom = prefixed_name(kind)
                yield str(term), f"{axiom}, and transitive, made by a chain or above one that is: not OWL 2 DL"
    for term in set(_both_ends(ontology, OWL.propertyDisjointWith)):
        if name.get(term, term) in composite:
            yield str(term), "disjoint with a property, and transitive or made by a chain: not OWL 2 DL"


def _irregular(ontology: Graph) -> Iterator[Fault]:
    """Property hierarchies that are not regular (section 11.2): chains that infer each other in a cycle.

    In a regular hierarchy the properties have an order in which each chain precedes the property that it infers.
    """
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
    # A chain can also infer a subproperty of a step: the order includes the property hierarchy.
    full = _reachable(edges | {(low, high) for low, uppers in above.items() for high in uppers})
    for part, target in sorted(edges, key=str):
        if part in full.get(target, ()):
            yield str(target), f"its chains run in a circle through {prefixed_name(str(part))}: not OWL 2 DL"


def wrong_values(ontology: Graph, data: Iterable[tuple[Node, Node, Node]]) -> list[Fault]:
    """Values of the wrong kind: a literal of an object property, an IRI of a datatype property, or a wrong datatype."""
    objects, properties = _of_kind(ontology, OWL.ObjectProperty), _of_kind(ontology, OWL.DatatypeProperty)
    ranges = {p: set(ontology.objects(p, RDFS.range)) - {RDFS.Literal} for p in properties}
    counts: dict[Fault, int] = {}
    for _, predicate, value in data:
        if not is_ours(predicate):
            continue
        message = _wrong_value(predicate in objects, ranges.get(predicate), value)
        if message:
            key = (prefixed_name(str(predicate)), message)
            counts[key] = counts.get(key, 0) + 1
    return sorted((subject, f"{message}, {count} times") for (subject, message), count in counts.items())


def _wrong_value(is_object: bool, ranges: set[Node] | None, value: Node) -> str | None:
    if isinstance(value, URIRef):
        return "a datatype property has a thing as value" if ranges is not None else None
    if is_object:
        return "an object property has a literal as value"
    datatype = getattr(value, "datatype", None) or (RDF.langString if getattr(value, "language", None) else XSD.string)
    if getattr(value, "ill_typed", False):
        return f"a value is no {prefixed_name(datatype)}"
    if ranges and not ranges & _with_supertypes(datatype):
        names = ", ".join(sorted(prefixed_name(str(expected)) for expected in ranges))
        return f"a value is {prefixed_name(datatype)}, the range is {names}"
    return None


def _with_supertypes(datatype: URIRef) -> frozenset[URIRef]:
    """A datatype and the datatypes that contain it; only those that the graph uses."""
    return _SUPERTYPES.get(datatype, frozenset()) | {datatype}
