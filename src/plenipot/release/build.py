"""From tables to Turtle and closure: the instances of a release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from rdflib import RDF, Literal

from plenipot.engine.oxigraph import FORMATS
from plenipot.graph import turtle
from plenipot.graph.coverage import Coverage, coverage_triples, measure
from plenipot.graph.mapping import OPTIONAL_FAMILIES, Mapping, map_tables
from plenipot.graph.reasoning.closure import Closure, Violation, close_families
from plenipot.graph.report import write_report
from plenipot.model.files import write_files
from plenipot.model.release_files import DESCRIPTION, closure_file, description_files, fingerprints_file, ontology_files
from plenipot.model.vocabulary import GRAPH, PLEN
from plenipot.release.canonical import Fingerprint, by_graph, fingerprint
from plenipot.release.description import describe
from plenipot.release.description import turtle as description_turtle
from plenipot.release.ids import selections, write_table
from plenipot.tables.coverage import FAMILY as COVERAGE
from plenipot.tables.facts import Triple


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
    """Map the tables, write the Turtle of each family, close the graph, count what is in it and describe it.

    Nothing is written to disk before :func:`write`; the closure reads what was just made.
    """
    mapping = map_tables(root)
    graphs: dict[str | None, dict[Path, bytes]] = {None: {}}
    for name, triples in mapping.graphs.items():
        graphs.setdefault(name if name in OPTIONAL_FAMILIES else None, {}).update(_files(root, name, triples))
    closures = close_families(ontology_files(root), graphs)
    store = _closed_store(graphs, closures)
    sets = mapping.graphs[COVERAGE.name]
    measured = measure(sets, store)
    # Counts are literals of things already typed: they take no part in the closure.
    sets |= coverage_triples(measured)
    measures = _files(root, COVERAGE.name, sets)
    graphs[None].update(measures)
    _load(store, None, measures)  # the report names the counts of the sets that measure a gap
    files = {path: content for documents in graphs.values() for path, content in documents.items()}
    files.update({closure_file(root, name): closure.trig() for name, closure in closures.items()})
    parts = quads_by_family(root, files)
    fingerprints = graph_fingerprints(parts)
    for without, graphs_served in fingerprints.items():
        files.update(_described(root, parts, without, graphs_served))
    files[fingerprints_file(root)] = write_table(fingerprints)
    files[root / "docs" / "coverage.md"] = write_report(measured, store).encode()
    return Build(mapping, files, measured, closures)


Parts = dict[str | None, dict[str, list[ox.Quad]]]
"""The quads of each family that can be left out, and under None those of all that is always there, by named graph."""


def quads_by_family(root: Path, files: dict[Path, bytes]) -> Parts:
    """The graphs that were just made, and the ontology."""
    return {family: by_graph(_quads(root, files, family)) for family in (None, *sorted(OPTIONAL_FAMILIES))}


def graph_fingerprints(parts: Parts) -> dict[tuple[str, ...], list[Fingerprint]]:
    """The fingerprints of the graphs for all that can be left out."""
    made: dict[tuple[str, ...], list[Fingerprint]] = {}
    known: dict[tuple[str, ...], Fingerprint] = {}
    for without in selections(OPTIONAL_FAMILIES):
        served = [family for family in parts if family not in without]
        for graph in sorted({graph for family in served for graph in parts[family]}):
            holders = [family for family in served if graph in parts[family]]
            key = (graph, *map(str, holders))  # most graphs are the same whatever is left out
            if key not in known:
                known[key] = fingerprint(graph, (quad for family in holders for quad in parts[family][graph]))
            made.setdefault(without, []).append(known[key])
    return made


def _described(
    root: Path, parts: Parts, without: tuple[str, ...], fingerprints: list[Fingerprint]
) -> Iterator[tuple[Path, bytes]]:
    """The files that describe what is served without some families; the fingerprints of their graphs are added."""
    data = ox.Store()
    for family, graphs in parts.items():
        if family not in without:
            for quads in graphs.values():
                data.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    described = describe(root, data, {each.graph: each.triples for each in fingerprints})
    for name, path in description_files(root, without).items():
        graph = str(GRAPH[name])
        quads = [ox.Quad(each.subject, each.predicate, each.object, ox.NamedNode(graph)) for each in described[name]]
        fingerprints.append(fingerprint(graph, quads))
        yield path, description_turtle(described[name])


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
    part = OPTIONAL_FAMILIES.get(name)
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
    """Parts of families and of the description on disk that nothing is in any more."""
    folders = {path.parent for path in made.files if path.parent.name in {*OPTIONAL_FAMILIES, DESCRIPTION}}
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
