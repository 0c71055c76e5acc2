"""From tables to Turtle and closure: the instances of a release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, Literal, URIRef

from plenipot import turtle
from plenipot.canonical import Fingerprint, by_graph, fingerprint
from plenipot.coverage import Coverage, measure
from plenipot.coverage import triples as counted
from plenipot.files import write_files
from plenipot.reasoning import Closure, Violation, close_families
from plenipot.release import closure_file, ontology_files, selections, table_file, write_table
from plenipot.report import write_report
from plenipot.store.embedded import FORMATS
from plenipot.tables.coverage import FAMILY as COVERAGE
from plenipot.tables.facts import Facts, Triple
from plenipot.tables.families import FAMILIES
from plenipot.tables.merges import FAMILY as MERGES
from plenipot.tables.merges import apply_merges
from plenipot.tables.rows import Family, Refusal, Table, read_rows
from plenipot.tables.sources import FAMILY as SOURCES
from plenipot.tables.sources import SourceRow
from plenipot.vocabulary import BASE, GRAPH, PLEN

OPTIONAL = {family.name: family.part for family in FAMILIES if family.part is not None}
"""The families that can be left out, with the file of each subject."""


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
    # A triple in two named graphs would be a solution twice in the union of all. A family that can be left out keeps
    # only what no other says.
    seen: set[Triple] = set()
    for name in sorted(graphs, key=lambda name: (name in OPTIONAL, name)):
        graphs[name] -= seen
        seen |= graphs[name]


def dangling(graphs: Iterable[set[Triple]], declared: frozenset[URIRef] = frozenset()) -> list[tuple[Triple, str]]:
    """Triples that point to a thing of ours that no family describes."""
    triples = [triple for graph in graphs for triple in graph]
    is_a = RDF.type
    known = {subject for subject, predicate, _ in triples if predicate == is_a} | declared
    return sorted(
        (triple, str(triple[2]))
        for triple in triples
        if isinstance(triple[2], URIRef)
        and triple[2].startswith(BASE)
        and triple[2] not in known
        and not triple[2].startswith(str(PLEN))
    )


@dataclass(frozen=True)
class Build:
    """What a build made: the bytes of every file, and the reports."""

    mapping: Mapping
    files: dict[Path, bytes]
    coverage: list[Coverage]
    closures: dict[str | None, Closure]
    """The closure of what is always there, under None, and what each family that can be left out adds."""

    @property
    def violations(self) -> list[Violation]:
        """What contradicts the axioms."""
        return [violation for closure in self.closures.values() for violation in closure.violations]

    @property
    def inferred(self) -> dict[str, int]:
        """Number of inferred triples per rule."""
        counts: dict[str, int] = {}
        for closure in self.closures.values():
            for rule, count in closure.counts.items():
                counts[rule] = counts.get(rule, 0) + count
        return dict(sorted(counts.items()))


def build(root: Path) -> Build:
    """Map the tables, write the Turtle of each family, close the graph and count what is in it.

    Nothing is written to disk before :func:`write`; the closure reads what was just made.
    """
    mapping = map_tables(root)
    graphs: dict[str | None, dict[Path, bytes]] = {None: {}}
    for name, triples in mapping.graphs.items():
        graphs.setdefault(name if name in OPTIONAL else None, {}).update(_files(root, name, triples))
    closures = close_families(ontology_files(root), graphs)
    store = _closed_store(graphs, closures)
    sets = mapping.graphs[COVERAGE.name]
    measured = measure(sets, store)
    # Counts are literals of things already typed: they take no part in the closure.
    sets |= counted(measured)
    measures = _files(root, COVERAGE.name, sets)
    graphs[None].update(measures)
    _load(store, None, measures)  # the report names the counts of the sets that measure a gap
    files = {path: content for documents in graphs.values() for path, content in documents.items()}
    files.update({closure_file(root, name): closure.trig() for name, closure in closures.items()})
    files[table_file(root)] = write_table(graph_fingerprints(root, files))
    files[root / "docs" / "coverage.md"] = write_report(measured, store).encode()
    return Build(mapping, files, measured, closures)


def graph_fingerprints(root: Path, files: dict[Path, bytes]) -> dict[tuple[str, ...], list[Fingerprint]]:
    """The fingerprints of the graphs that were just made and of the ontology, for all that can be left out."""
    parts = {family: by_graph(_quads(root, files, family)) for family in (None, *sorted(OPTIONAL))}
    made: dict[tuple[str, ...], list[Fingerprint]] = {}
    known: dict[tuple[str, ...], Fingerprint] = {}
    for without in selections(OPTIONAL):
        served = [family for family in parts if family not in without]
        for graph in sorted({graph for family in served for graph in parts[family]}):
            holders = [family for family in served if graph in parts[family]]
            key = (graph, *map(str, holders))  # most graphs are the same whatever is left out
            if key not in known:
                known[key] = fingerprint(graph, (quad for family in holders for quad in parts[family][graph]))
            made.setdefault(without, []).append(known[key])
    return made


def _quads(root: Path, files: dict[Path, bytes], family: str | None) -> Iterator[ox.Quad]:
    """The quads of a family that can be left out; under None, those of all that is always there."""
    made = {path: content for path, content in files.items() if path.parent == closure_file(root, family).parent}
    ontology = {} if family else {path: path.read_bytes() for path in ontology_files(root)}
    for path, content in (ontology | made).items():
        name = "ontology" if path in ontology else family or path.stem
        graph = ox.NamedNode(str(GRAPH[name]))
        for quad in ox.parse(content, format=FORMATS[path.suffix], rename_blank_nodes=True):
            # TriG has graphs of its own.
            yield quad if path.suffix == ".trig" else ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _closed_store(graphs: dict[str | None, dict[Path, bytes]], closures: dict[str | None, Closure]) -> ox.Store:
    """Every family in its named graph, and the inferred triples in the default graph."""
    store = ox.Store()
    for family, documents in graphs.items():
        _load(store, family, documents)
    for closure in closures.values():
        for inferred in closure.inferred.values():
            store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in inferred)
    return store


def _load(store: ox.Store, family: str | None, documents: dict[Path, bytes]) -> None:
    """Load the Turtle of a family, or of several that are one file each."""
    for path, content in documents.items():
        graph = ox.NamedNode(str(GRAPH[family or path.stem]))
        store.bulk_load(content, format=ox.RdfFormat.TURTLE, to_graph=graph)


def _files(root: Path, name: str, triples: set[Triple]) -> dict[Path, bytes]:
    """The Turtle of a family, in parts if it has them."""
    part = OPTIONAL.get(name)
    folder = root / "data" / "graph"
    if part is None:
        return {folder / f"{name}.ttl": turtle.serialize(triples)}
    parts: dict[str, list[Triple]] = {}
    for triple in triples:
        parts.setdefault(part(triple[0]), []).append(triple)
    return {folder / name / f"{key}.ttl": turtle.serialize(found) for key, found in parts.items()}


def write(made: Build) -> None:
    """Write the files of a build, all or none of them.

    Raises:
        OSError: a file cannot be written.
    """
    write_files(made.files)
    for path in _stale(made):
        path.unlink()


def differing(made: Build) -> list[Path]:
    """The files on disk that are not what the tables give, and those that the tables do not give."""
    changed = [path for path, content in made.files.items() if not path.exists() or path.read_bytes() != content]
    return sorted([*changed, *_stale(made)])


def _stale(made: Build) -> set[Path]:
    """Parts of families on disk that nothing is in any more."""
    folders = {path.parent for path in made.files if path.parent.name in OPTIONAL}
    return {path for folder in folders for path in folder.glob("*.ttl")} - made.files.keys()


def entities_by_class(made: Build) -> dict[str, int]:
    """How many things the tables assert of each class."""
    counts: dict[str, int] = {}
    for triples in made.mapping.graphs.values():
        for _, predicate, kind in triples:
            if predicate == RDF.type and not isinstance(kind, Literal):
                name = str(kind).removeprefix(str(PLEN))
                counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items()))
