"""Build a release: map the tables, infer, count, describe, and serialize everything."""

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
    """The result of a build: the content of every file, and the reports."""

    mapping: Mapping
    files: dict[Path, bytes]
    coverage: list[Coverage]
    closures: dict[str | None, Closure]
    """The closure of the mandatory families under None, and the closure that each optional family adds."""

    @property
    def violations(self) -> list[Violation]:
        """The violations of the axioms."""
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
    """Map the tables, serialize each family, compute the closure, measure the coverage and describe the dataset.

    Everything stays in memory until :func:`write`.
    """
    mapping = map_tables(root)
    graphs: dict[str | None, dict[Path, bytes]] = {None: {}}
    for name, triples in mapping.graphs.items():
        graphs.setdefault(name if name in OPTIONAL_FAMILIES else None, {}).update(_files(root, name, triples))
    closures = close_families(ontology_files(root), graphs)
    store = _closed_store(graphs, closures)
    sets = mapping.graphs[COVERAGE.name]
    coverage = measure(sets, store)
    # The counts are literals of things that have a type: no rule infers anything from them.
    sets |= coverage_triples(coverage)
    coverage_files = _files(root, COVERAGE.name, sets)
    graphs[None].update(coverage_files)
    _load(store, None, coverage_files)  # the report queries the counts of the sets that measure a gap
    files = {path: content for documents in graphs.values() for path, content in documents.items()}
    files.update({closure_file(root, name): closure.trig() for name, closure in closures.items()})
    parts = quads_by_family(root, files)
    fingerprints = graph_fingerprints(parts)
    for without, served in fingerprints.items():
        files.update(_description_files(root, parts, without, served))
    files[fingerprints_file(root)] = write_table(fingerprints)
    files[root / "docs" / "coverage.md"] = write_report(coverage, store).encode()
    return Build(mapping, files, coverage, closures)


Parts = dict[str | None, dict[str, list[ox.Quad]]]
"""Quads by named graph, by optional family; under None those of the ontology and the mandatory families."""


def quads_by_family(root: Path, files: dict[Path, bytes]) -> Parts:
    """Parse the files of a build, and the ontology."""
    return {family: by_graph(_quads(root, files, family)) for family in (None, *sorted(OPTIONAL_FAMILIES))}


def graph_fingerprints(parts: Parts) -> dict[tuple[str, ...], list[Fingerprint]]:
    """Compute the fingerprints of the served graphs, for each selection of left-out families."""
    result: dict[tuple[str, ...], list[Fingerprint]] = {}
    cache: dict[tuple[str, ...], Fingerprint] = {}
    for without in selections(OPTIONAL_FAMILIES):
        served = [family for family in parts if family not in without]
        for graph in sorted({graph for family in served for graph in parts[family]}):
            families = [family for family in served if graph in parts[family]]
            key = (graph, *map(str, families))  # most graphs are the same in every selection
            if key not in cache:
                cache[key] = fingerprint(graph, (quad for family in families for quad in parts[family][graph]))
            result.setdefault(without, []).append(cache[key])
    return result


def _description_files(
    root: Path, parts: Parts, without: tuple[str, ...], fingerprints: list[Fingerprint]
) -> Iterator[tuple[Path, bytes]]:
    """The files of the description without some families; appends the fingerprints of their graphs to the list."""
    data = ox.Store()
    for family, graphs in parts.items():
        if family not in without:
            for quads in graphs.values():
                data.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    triples_by_name = describe(root, data, {graph.graph: graph.triples for graph in fingerprints})
    for name, path in description_files(root, without).items():
        graph = str(GRAPH[name])
        triples = triples_by_name[name]
        quads = [ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(graph)) for triple in triples]
        fingerprints.append(fingerprint(graph, quads))
        yield path, description_turtle(triples)


def _quads(root: Path, files: dict[Path, bytes], family: str | None) -> Iterator[ox.Quad]:
    """The quads of an optional family; for None those of the ontology and the mandatory families."""
    data = {path: content for path, content in files.items() if path.parent == closure_file(root, family).parent}
    ontology = {} if family else {path: path.read_bytes() for path in ontology_files(root)}
    for path, content in (ontology | data).items():
        name = "ontology" if path in ontology else family or path.stem
        graph = ox.NamedNode(str(GRAPH[name]))
        for quad in ox.parse(content, format=FORMATS[path.suffix], rename_blank_nodes=True):
            # TriG names its graphs itself.
            yield quad if path.suffix == ".trig" else ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _closed_store(graphs: dict[str | None, dict[Path, bytes]], closures: dict[str | None, Closure]) -> ox.Store:
    """A store with every family in its named graph, and the inferred triples in the default graph."""
    store = ox.Store()
    for family, documents in graphs.items():
        _load(store, family, documents)
    for closure in closures.values():
        for inferred in closure.inferred.values():
            store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in inferred)
    return store


def _load(store: ox.Store, family: str | None, documents: dict[Path, bytes]) -> None:
    """Load Turtle documents: those of an optional family into its graph, each other one into the graph of its name."""
    for path, content in documents.items():
        graph = ox.NamedNode(str(GRAPH[family or path.stem]))
        store.bulk_load(content, format=ox.RdfFormat.TURTLE, to_graph=graph)


def _files(root: Path, name: str, triples: set[Triple]) -> dict[Path, bytes]:
    """Serialize a family to one Turtle file; an optional family to several."""
    file_of_subject = OPTIONAL_FAMILIES.get(name)
    folder = root / "data" / "graph"
    if file_of_subject is None:
        return {folder / f"{name}.ttl": turtle.serialize(triples)}
    parts: dict[str, list[Triple]] = {}
    for triple in triples:
        parts.setdefault(file_of_subject(triple[0]), []).append(triple)
    return {folder / name / f"{file}.ttl": turtle.serialize(part) for file, part in parts.items()}


def write(result: Build) -> None:
    """Write the files of a build, all or none, and delete stale files.

    Raises:
        OSError: a file cannot be written.
    """
    write_files(result.files)
    for path in _stale_files(result):
        path.unlink()


def outdated_files(result: Build) -> list[Path]:
    """The files on disk that differ from the build, are missing, or are stale."""
    changed = [path for path, content in result.files.items() if not path.exists() or path.read_bytes() != content]
    return sorted([*changed, *_stale_files(result)])


def _stale_files(result: Build) -> set[Path]:
    """Files of optional families and of the description on disk that the build no longer has."""
    folders = {path.parent for path in result.files if path.parent.name in {*OPTIONAL_FAMILIES, DESCRIPTION}}
    return {path for folder in folders for path in folder.glob("*.ttl")} - result.files.keys()


def entities_by_class(result: Build) -> dict[str, int]:
    """The number of asserted members of each class."""
    counts: dict[str, int] = {}
    for triples in result.mapping.graphs.values():
        for _, predicate, kind in triples:
            if predicate == RDF.type and not isinstance(kind, Literal):
                name = str(kind).removeprefix(str(PLEN))
                counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items()))
