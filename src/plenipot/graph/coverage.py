"""Coverage: the members of each set that the graph has, compared with the expected number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF, RDFS, XSD, Graph, Literal, URIRef

from plenipot.model.rdf_files import readable
from plenipot.model.vocabulary import PLEN
from plenipot.tables.coverage import counting_query
from plenipot.tables.facts import Triple


@dataclass(frozen=True, order=True)
class Coverage:
    """A set with its expected number of members and the number in the graph."""

    area: str
    name: str
    expected: int
    present: int
    subject: URIRef

    @property
    def complete(self) -> bool:
        """Whether the graph has every member of the set."""
        return self.present == self.expected

    @property
    def impossible(self) -> bool:
        """Whether the graph has more members than expected: the expected number or the pattern is wrong."""
        return self.present > self.expected


def measure(sets: Iterable[Triple], store: ox.Store) -> list[Coverage]:
    """Count the members of every set in the union of all graphs of a store."""
    triples = list(sets)
    return sorted(
        _measure_set(subject, triples, store)
        for subject, predicate, value in triples
        if predicate == RDF.type and value == PLEN.CoverageSet
    )


def _measure_set(coverage_set: URIRef, triples: list[Triple], store: ox.Store) -> Coverage:
    value = {predicate: str(term) for subject, predicate, term in triples if subject == coverage_set}
    solutions = store.query(counting_query(value[PLEN.memberPattern]), use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    present = next(iter(solutions))["present"]
    assert isinstance(present, ox.Literal)
    area, name, expected = value[PLEN.coverageArea], value[RDFS.label], int(value[PLEN.expected])
    return Coverage(area, name, expected, int(present.value), coverage_set)


def read_coverage(path: Path) -> list[Coverage]:
    """Read the counts of the last build from its Turtle file.

    Raises:
        UnreadableData: the file is missing or is not Turtle.
    """
    with readable(path):
        graph = Graph().parse(path, format="turtle")
    return sorted(
        Coverage(
            str(graph.value(subject, PLEN.coverageArea)),
            str(graph.value(subject, RDFS.label)),
            int(str(graph.value(subject, PLEN.expected))),
            int(str(graph.value(subject, PLEN.present))),
            URIRef(str(subject)),
        )
        for subject in graph.subjects(RDF.type, PLEN.CoverageSet)
    )


def coverage_triples(coverage: Iterable[Coverage]) -> set[Triple]:
    """The counts as triples."""
    return {
        triple
        for measured in coverage
        for triple in (
            (measured.subject, PLEN.present, Literal(measured.present)),
            (measured.subject, PLEN.complete, Literal(measured.complete, datatype=XSD.boolean)),
        )
    }
