"""How much of each set is in the graph, counted in the closed graph of a build."""

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
    """A set, how many members it has in the world and how many in the graph."""

    area: str
    name: str
    expected: int
    present: int
    subject: URIRef

    @property
    def complete(self) -> bool:
        """Whether the set is closed: every member is in the graph."""
        return self.present == self.expected

    @property
    def impossible(self) -> bool:
        """Whether there are more members than there can be: then the number or the pattern is wrong."""
        return self.present > self.expected


def measure(sets: Iterable[Triple], store: ox.Store) -> list[Coverage]:
    """Count the members of every set; the store holds the closed graph in its graphs taken together."""
    triples = list(sets)
    return sorted(
        _measured(subject, triples, store)
        for subject, predicate, value in triples
        if predicate == RDF.type and value == PLEN.CoverageSet
    )


def _measured(subject: URIRef, triples: list[Triple], store: ox.Store) -> Coverage:
    value = {predicate: str(term) for each, predicate, term in triples if each == subject}
    solutions = store.query(counting_query(value[PLEN.memberPattern]), use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)
    present = next(iter(solutions))["present"]
    assert isinstance(present, ox.Literal)
    return Coverage(value[PLEN.coverageArea], value[RDFS.label], int(value[PLEN.expected]), int(present.value), subject)


def read_coverage(path: Path) -> list[Coverage]:
    """What the last build counted, as its Turtle says it.

    Raises:
        UnreadableData: the file is not there, or not Turtle.
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


def triples(measured: Iterable[Coverage]) -> set[Triple]:
    """What was counted, for the graph."""
    return {
        triple
        for each in measured
        for triple in (
            (each.subject, PLEN.present, Literal(each.present)),
            (each.subject, PLEN.complete, Literal(each.complete, datatype=XSD.boolean)),
        )
    }
