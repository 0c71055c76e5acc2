"""From tables to Turtle and closure: the instances of a release."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, Literal, URIRef

from plenipot import turtle
from plenipot.coverage import Coverage, measure
from plenipot.coverage import triples as counted
from plenipot.reasoning import Closure, close_release
from plenipot.release import closure_file, ontology_files
from plenipot.report import write_report
from plenipot.tables.coverage import FAMILY as COVERAGE
from plenipot.tables.facts import Facts, Triple
from plenipot.tables.families import FAMILIES
from plenipot.tables.merges import FAMILY as MERGES
from plenipot.tables.merges import apply_merges
from plenipot.tables.rows import Family, Refusal, Table, read_rows
from plenipot.tables.sources import FAMILY as SOURCES
from plenipot.tables.sources import SourceRow
from plenipot.vocabulary import BASE, GRAPH, PLEN


@dataclass
class TableReport:
    """Rows of one table: read, mapped and refused, with the reasons."""

    name: str
    read: int = 0
    mapped: int = 0
    refusals: list[Refusal] = field(default_factory=list)


@dataclass
class Mapping:
    """The triples of every family and what became of every row."""

    graphs: dict[str, set[Triple]] = field(default_factory=dict)
    reports: list[TableReport] = field(default_factory=list)

    @property
    def refusals(self) -> list[Refusal]:
        """All refusals, in the order of the tables."""
        return [refusal for report in self.reports for refusal in report.refusals]


def source_keys(root: Path) -> frozenset[str]:
    """The keys of sources.csv."""
    path = root / "data" / "tables" / SOURCES.name / "source.csv"
    return frozenset(row.key for _, row in read_rows(path, SourceRow, path.name).rows)


def map_tables(root: Path, families: Sequence[Family] = FAMILIES) -> Mapping:
    """Read every table and map its rows; a row that cannot be used is refused by file, line and column."""
    keys = source_keys(root)
    mapping = Mapping()
    for family in families:
        facts = Facts(keys)
        for table in family.tables:
            mapping.reports.append(_map_table(root, family, table, facts))
        mapping.graphs[family.name] = facts.triples
    if MERGES.name in mapping.graphs:
        apply_merges(mapping.graphs)
    _keep_once(mapping.graphs)
    return mapping


def _map_table(root: Path, family: Family, table: Table[Any], facts: Facts) -> TableReport:
    shown = table.file(family.name)
    reading = table.read(root / shown, table.model, shown)
    report = TableReport(f"{family.name}/{table.name}", reading.read, refusals=reading.refusals)
    for line, row in reading.rows:
        try:
            table.map(row, facts)
            report.mapped += 1
        except ValueError as error:
            column = "source" if "source key" in str(error) else "(row)"
            report.refusals.append(Refusal(shown, line, column, str(error)))
    return report


def _keep_once(graphs: dict[str, set[Triple]]) -> None:
    # A triple in two named graphs would be a solution twice in the union of all.
    seen: set[Triple] = set()
    for name in sorted(graphs):
        graphs[name] -= seen
        seen |= graphs[name]


def dangling(graphs: Iterable[set[Triple]], declared: frozenset[URIRef] = frozenset()) -> list[tuple[Triple, str]]:
    """Triples that point to a thing of ours that no family describes."""
    triples = [triple for graph in graphs for triple in graph]
    known = {subject for subject, predicate, _ in triples if predicate == RDF.type} | declared
    return sorted(
        (triple, str(triple[2]))
        for triple in triples
        if isinstance(triple[2], URIRef)
        and triple[2].startswith(BASE)
        and not triple[2].startswith(str(PLEN))
        and triple[2] not in known
    )


@dataclass(frozen=True)
class Build:
    """What a build made: the bytes of every file, and the reports."""

    mapping: Mapping
    files: dict[Path, bytes]
    closure: Closure
    coverage: list[Coverage]


def build(root: Path) -> Build:
    """Map the tables, write the Turtle of each family, close the graph and count what is in it.

    Nothing is written to disk before :func:`write`; the closure reads what was just made.
    """
    mapping = map_tables(root)
    graphs = {_graph_file(root, name): turtle.serialize(triples) for name, triples in mapping.graphs.items()}
    closure = close_release(ontology_files(root), graphs)
    store = _closed_store(graphs, closure)
    sets = mapping.graphs[COVERAGE.name]
    measured = measure(sets, store)
    # Counts are literals of things already typed: they take no part in the closure.
    sets |= counted(measured)
    graphs[_graph_file(root, COVERAGE.name)] = turtle.serialize(sets)
    report = {root / "docs" / "coverage.md": write_report(measured, store).encode()}
    return Build(mapping, {**graphs, closure_file(root): closure.trig(), **report}, closure, measured)


def _graph_file(root: Path, family: str) -> Path:
    return root / "data" / "graph" / f"{family}.ttl"


def _closed_store(graphs: dict[Path, bytes], closure: Closure) -> ox.Store:
    """Every family in its named graph, and the inferred triples in the default graph."""
    store = ox.Store()
    for path, content in graphs.items():
        store.bulk_load(content, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(str(GRAPH[path.stem])))
    for triples in closure.inferred.values():
        store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    return store


def write(made: Build) -> None:
    """Write the files of a build."""
    for path, content in made.files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def differing(made: Build) -> list[Path]:
    """The files on disk that are not what the tables give."""
    return [path for path, content in made.files.items() if not path.exists() or path.read_bytes() != content]


def entities_by_class(made: Build) -> dict[str, int]:
    """How many things the tables assert of each class."""
    counts: dict[str, int] = {}
    for triples in made.mapping.graphs.values():
        for _, predicate, kind in triples:
            if predicate == RDF.type and not isinstance(kind, Literal):
                name = str(kind).removeprefix(str(PLEN))
                counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items()))
