"""The part of SHACL Core that the shapes here use, for graphs that are too large for pySHACL.

pySHACL needs minutes for half a million triples. Here a constraint looks at all its focus nodes at once, over an index
of the property in Oxigraph. A test holds that both find the same; what is not understood is an error.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox
from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Values = dict[Term, list[Term]]
_TYPE = ox.NamedNode(str(RDF.type))
_ANY_TEXT = frozenset({str(XSD.string), str(RDF.langString), str(XSD.anyURI)})
_TARGETS = frozenset({SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf})
_ABOUT = _TARGETS | {RDF.type, SH.path, SH.message, SH.severity}


@dataclass(frozen=True)
class Breach:
    """A node that a shape does not hold for: the message, the property (none for the node itself) and the severity."""

    node: str
    path: str | None
    message: str
    severity: str


class NotUnderstood(ValueError):
    """A shape uses a part of SHACL that is not implemented here."""


class Shapes:
    """The shapes of a graph over a closed store: types that follow from others stand in it."""

    def __init__(self, shapes: Graph, store: ox.Store) -> None:
        self._shapes = shapes
        self._store = store
        self._index = functools.cache(self._read)
        self._members = functools.cache(self._of_class)

    def breaches(self, among: set[Term]) -> list[Breach]:
        """What breaks a shape among some nodes.

        Raises:
            NotUnderstood: a shape that has focus nodes uses another part of SHACL.
        """
        found: set[Breach] = set()
        for shape in sorted(set(self._shapes.subjects(RDF.type, SH.NodeShape)), key=str):
            if focus := self._focus(shape) & among:
                found.update(self._report(shape, focus))
        return sorted(found, key=lambda breach: (breach.node, breach.path or "", breach.message))

    def _read(self, path: Node) -> Values:
        values: Values = {}
        for quad in self._store.quads_for_pattern(None, ox.NamedNode(str(path)), None, ox.DefaultGraph()):
            values.setdefault(quad.subject, []).append(quad.object)
        return values

    def _of_class(self, kind: Node) -> set[Term]:
        quads = self._store.quads_for_pattern(None, _TYPE, ox.NamedNode(str(kind)), ox.DefaultGraph())
        return {quad.subject for quad in quads}

    def _focus(self, shape: Node) -> set[Term]:
        nodes: set[Term] = set()
        for kind in self._shapes.objects(shape, SH.targetClass):
            nodes |= self._members(kind)
        for path in self._shapes.objects(shape, SH.targetSubjectsOf):
            nodes |= self._index(path).keys()
        for path in self._shapes.objects(shape, SH.targetObjectsOf):
            nodes |= {value for values in self._index(path).values() for value in values}
        return nodes

    def _report(self, shape: Node, focus: set[Term]) -> Iterator[Breach]:
        for constraint, path, failing in self._failures(shape, focus):
            message = self._shapes.value(constraint, SH.message) or self._shapes.value(shape, SH.message)
            severity = str(self._shapes.value(constraint, SH.severity) or SH.Violation).rpartition("#")[2].lower()
            for node in failing:
                yield Breach(_name(node), path, str(message), severity)

    def _failures(self, shape: Node, focus: set[Term]) -> Iterator[tuple[Node, str | None, set[Term]]]:
        """The property shape or the shape itself, the path, and the focus nodes for which it does not hold."""
        properties = set(self._shapes.objects(shape, SH.property))
        for part in properties:
            path = self._shapes.value(part, SH.path)
            if not isinstance(path, URIRef):
                raise NotUnderstood(f"{shape}: path {path}")
            yield part, str(path), self._broken(part, focus, functools.partial(_at, self._index(path)))
        yield shape, None, self._broken(shape, focus, lambda node: [node])

    def _broken(self, part: Node, focus: set[Term], values: Callable[[Term], list[Term]]) -> set[Term]:
        failing: set[Term] = set()
        for component, argument in self._shapes.predicate_objects(part):
            if component in _ABOUT or component == SH.property:
                continue
            if component == SH["or"]:
                members = [self._failing(member, focus) for member in Collection(self._shapes, argument)]
                failing |= set.intersection(*members)
                continue
            holds = self._component(component, argument)
            failing |= {node for node in focus if not holds(node, values(node))}
        return failing

    def _failing(self, shape: Node, focus: set[Term]) -> set[Term]:
        return {node for _, _, failing in self._failures(shape, focus) for node in failing}

    def _component(self, component: Node, argument: Node) -> Callable[[Term, list[Term]], bool]:
        text = str(argument)
        match str(component).removeprefix(str(SH)):
            case "minCount":
                return lambda node, values: len(values) >= int(text)
            case "maxCount":
                return lambda node, values: len(values) <= int(text)
            case "datatype":
                return lambda node, values: all(has_datatype(value, text) for value in values)
            case "class":
                members = self._members(argument)
                return lambda node, values: all(value in members for value in values)
            case "nodeKind" if argument == SH.IRI:
                return lambda node, values: all(isinstance(value, ox.NamedNode) for value in values)
            case "in":
                allowed = {_term(member) for member in Collection(self._shapes, argument)}
                return lambda node, values: all(value in allowed for value in values)
            case "hasValue":
                wanted = _term(argument)
                return lambda node, values: wanted in values
            case "pattern":
                pattern = re.compile(text)
                return lambda node, values: all(pattern.search(_name(value)) for value in values)
            case "disjoint":
                other = self._index(argument)
                return lambda node, values: not set(values) & set(other.get(node, []))
        raise NotUnderstood(f"{component} in a shape")


def _at(index: Values, node: Term) -> list[Term]:
    return index.get(node, [])


def _name(term: Term) -> str:
    return str(getattr(term, "value", term))


def _term(node: Node) -> Term:
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype or XSD.string)))
    return ox.NamedNode(str(node))


@functools.lru_cache(maxsize=100_000)
def has_datatype(value: Term, datatype: str) -> bool:
    """Whether a value is of a datatype and well formed."""
    if datatype in _ANY_TEXT:
        return isinstance(value, ox.Literal) and value.datatype.value == datatype
    if not isinstance(value, ox.Literal) or value.datatype.value != datatype:
        return False
    return not Literal(value.value, datatype=URIRef(datatype)).ill_typed
