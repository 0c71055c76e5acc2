"""Validation of a graph against SHACL shapes, by pySHACL over rdflib in memory."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from pyshacl.errors import ReportableRuntimeError
from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from plenipot.model.rdf_files import readable

Triple = tuple[Node, Node, Node]


class InvalidShapes(ValueError):
    """pySHACL cannot use the shapes, for example because they are not well formed."""


@dataclass(frozen=True)
class ShapeViolation:
    """A result of a validation, by the names of SHACL, section 3.6.2.

    ``path`` is the property, none if the shape is about the node itself or its path is no single property; ``value`` is
    the value that is wrong, none if the values are too many or too few. ``severity`` is the local name of
    ``sh:Violation``, ``sh:Warning`` or ``sh:Info``.
    """

    focus_node: str
    path: URIRef | None
    message: str
    value: str | None
    severity: str


def shape_violations(data: Graph, shapes: Graph) -> list[ShapeViolation]:
    """Validate a graph, which must hold the classes of the ontology, too: nothing is inferred, nothing is added to it.

    Raises:
        InvalidShapes: the shapes cannot be used.
    """
    with quiet():
        try:
            # Without inference and an ontology to mix in, pySHACL adds nothing: it needs no copy of the graph.
            _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", meta_shacl=False, inplace=True)
        except ReportableRuntimeError as error:
            raise InvalidShapes(" ".join(str(error).split())) from error
    if not isinstance(results, Graph):
        # pySHACL can hand back a failure instead of a report, too.
        raise InvalidShapes(str(results))
    return [_violation(results, result) for result in results.subjects(RDF.type, SH.ValidationResult)]


def _violation(results: Graph, result: Node) -> ShapeViolation:
    path, value = results.value(result, SH.resultPath), results.value(result, SH.value)
    return ShapeViolation(
        focus_node=str(results.value(result, SH.focusNode)),
        path=path if isinstance(path, URIRef) else None,
        message=str(results.value(result, SH.resultMessage)),
        value=None if value is None else str(value),
        severity=str(results.value(result, SH.resultSeverity)).rpartition("#")[2],
    )


class TermConverter(dict[object, Node]):
    """Makes rdflib terms of Oxigraph's, one object for equal terms.

    Oxigraph parses Turtle many times faster than rdflib, and a graph whose equal terms are one object needs half the
    memory and is searched faster.

    >>> convert = TermConverter()
    >>> convert[ox.Literal("1947", datatype=ox.NamedNode(str(XSD.gYear)))].n3()
    '"1947"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    >>> convert[ox.NamedNode("urn:a")] is convert[ox.NamedNode("urn:a")]
    True
    """

    def __missing__(self, term: object) -> Node:
        node = self[term] = _node(term)
        return node

    def triples(self, triples: Iterable[ox.Quad] | Iterable[ox.Triple]) -> Iterator[Triple]:
        """Convert triples; of quads, the graph is left out."""
        return ((self[each.subject], self[each.predicate], self[each.object]) for each in triples)

    def read(self, files: Iterable[Path]) -> list[Triple]:
        """Read the triples of Turtle files.

        Raises:
            UnreadableData: a file is not Turtle.
        """
        found: list[Triple] = []
        with quiet():
            for path in files:
                with readable(path):
                    found += self.triples(ox.parse(path=path, format=ox.RdfFormat.TURTLE))
        return found


def add_triples(graph: Graph, triples: Iterable[Triple]) -> None:
    """Add triples to a graph."""
    graph.addN((subject, predicate, value, graph) for subject, predicate, value in triples)


def _node(term: object) -> Node:
    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal():
            if term.language:
                return Literal(term.value, lang=term.language)
            datatype = URIRef(term.datatype.value)
            # What is written is what findings must show: an ill-formed boolean would become "false".
            return Literal(term.value, datatype=None if datatype == XSD.string else datatype, normalize=False)
    raise TypeError(f"rdflib has no term for {term}")


@contextmanager
def quiet() -> Iterator[None]:
    """Without what rdflib logs and warns, with a traceback, of each ill-formed literal, and pySHACL of each bad shape.

    Findings and errors name them.
    """
    loggers = [logging.getLogger(name) for name in ("rdflib.term", "pyshacl-validate")]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", category=UserWarning, module="rdflib")
            yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled
