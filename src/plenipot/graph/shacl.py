"""Validate a graph against SHACL shapes with pySHACL and rdflib, in memory."""

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
    """pySHACL refuses the shapes, for example because they are not well formed."""


@dataclass(frozen=True)
class ShapeViolation:
    """A validation result (SHACL, section 3.6.2).

    ``path`` is the property; None for a node shape, or if the path is not a single property. ``value`` is the
    violating value; None if the number of values is wrong. ``severity`` is the local name of
    ``sh:Violation``, ``sh:Warning`` or ``sh:Info``.
    """

    focus_node: str
    path: URIRef | None
    message: str
    value: str | None
    severity: str


def shape_violations(data: Graph, shapes: Graph) -> list[ShapeViolation]:
    """Validate a graph, without inference and without a change of the graph.

    Args:
        data: the instances together with the ontology, for its class hierarchy.
        shapes: the shapes graph.

    Raises:
        InvalidShapes: pySHACL refuses the shapes.
    """
    with silence_literal_warnings():
        try:
            # Without inference and ontology graph, pySHACL adds no triple to the data: it needs no copy.
            _, results, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", meta_shacl=False, inplace=True)
        except ReportableRuntimeError as error:
            raise InvalidShapes(" ".join(str(error).split())) from error
    if not isinstance(results, Graph):
        # pySHACL can return a failure instead of a report graph.
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
    """Converts Oxigraph terms to rdflib terms; equal terms become one object.

    Oxigraph parses Turtle many times faster than rdflib. A graph that shares equal terms needs half the memory, and
    lookups in it are faster.

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
        """Convert triples, or quads without their graph."""
        return ((self[triple.subject], self[triple.predicate], self[triple.object]) for triple in triples)

    def read(self, files: Iterable[Path]) -> list[Triple]:
        """Read the triples of Turtle files.

        Raises:
            UnreadableData: a file is not Turtle.
        """
        triples: list[Triple] = []
        with silence_literal_warnings():
            for path in files:
                with readable(path):
                    triples += self.triples(ox.parse(path=path, format=ox.RdfFormat.TURTLE))
        return triples


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
            # A finding must show the literal as written: normalization would turn an ill-formed boolean into "false".
            return Literal(term.value, datatype=None if datatype == XSD.string else datatype, normalize=False)
    raise TypeError(f"rdflib has no term for {term}")


@contextmanager
def silence_literal_warnings() -> Iterator[None]:
    """Disable the log messages and warnings of rdflib about ill-formed literals and of pySHACL about invalid shapes.

    They come with a traceback each; findings and errors report the same literals and shapes.
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
