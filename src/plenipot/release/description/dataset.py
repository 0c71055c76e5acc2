"""Describe the dataset, its named graphs and its distributions in VoID and DCAT."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import yaml

from plenipot.model.release_files import dataset_file
from plenipot.model.vocabulary import BASE, GRAPH, PREFIXES
from plenipot.release.description.triples import triple

DATASET = BASE + "dataset"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_DATASET_GRAPH, _INFERRED = str(GRAPH["dataset"]), str(GRAPH["inferred"])
_DCT, _VOID, _XSD = PREFIXES["dcterms"], PREFIXES["void"], PREFIXES["xsd"]
_COUNTS = {
    "classes": "SELECT (COUNT(DISTINCT ?class) AS ?n) WHERE { ?thing a ?class FILTER (ISIRI(?class)) }",
    "properties": "SELECT (COUNT(DISTINCT ?property) AS ?n) WHERE { ?thing ?property ?value }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE { ?thing ?property ?value }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?value) AS ?n) WHERE { ?thing ?property ?value }",
}


def dataset_triples(root: Path, data: ox.Store, sizes: Mapping[str, int]) -> list[ox.Triple]:
    """Combine ``ontology/dataset.ttl``, the date of ``CITATION.cff`` and counts of the data.

    Args:
        root: the folder of both files.
        data: a store with the merge of all graphs outside of the description.
        sizes: the number of triples of every named graph but this one, by IRI. The graphs below ``graph/inferred``
            become one subset.

    Raises:
        ValueError: the Turtle has a blank node, whose label would change from build to build.
    """
    subsets: dict[str, int] = {_DATASET_GRAPH: 0}
    for graph, size in sizes.items():
        subset = _INFERRED if graph.startswith(f"{_INFERRED}/") else graph
        subsets[subset] = subsets.get(subset, 0) + size
    triples = [*_handwritten_triples(root, subsets), *_date_triples(root), *_count_triples(data)]
    # The number of triples of this graph does not depend on the counts in it.
    subsets[_DATASET_GRAPH] = len(triples) + len(list(_size_triples(subsets)))
    return [*triples, *_size_triples(subsets)]


def _handwritten_triples(root: Path, subsets: Mapping[str, int]) -> Iterator[ox.Triple]:
    """The triples of ``dataset.ttl`` without those about graphs that are left out."""
    path = dataset_file(root)
    for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
        if not isinstance(quad.subject, ox.NamedNode) or isinstance(quad.object, ox.BlankNode):
            raise ValueError(f"{path.name}: give every node a name: {quad.triple}")
        if not quad.subject.value.startswith(str(GRAPH)) or quad.subject.value in subsets:
            yield quad.triple


def _date_triples(root: Path) -> Iterator[ox.Triple]:
    """The date of the release, if CITATION.cff has one (https://citation-file-format.github.io/)."""
    path = root / "CITATION.cff"
    released = yaml.safe_load(path.read_text(encoding="utf-8")).get("date-released") if path.exists() else None
    if released is not None:
        day = ox.Literal(date.fromisoformat(str(released)).isoformat(), datatype=ox.NamedNode(_XSD + "date"))
        yield triple(DATASET, _DCT + "issued", day)
        yield triple(DATASET, _DCT + "modified", day)


def _count_triples(data: ox.Store) -> Iterator[ox.Triple]:
    for name, query in _COUNTS.items():
        solutions = data.query(query)
        assert isinstance(solutions, ox.QuerySolutions)
        number = next(solutions)["n"]
        assert isinstance(number, ox.Literal)
        yield triple(DATASET, _VOID + name, number)


def _size_triples(subsets: Mapping[str, int]) -> Iterator[ox.Triple]:
    yield triple(DATASET, _VOID + "triples", ox.Literal(sum(subsets.values())))
    for subset, triples in sorted(subsets.items()):
        yield triple(DATASET, _VOID + "subset", ox.NamedNode(subset))
        yield triple(subset, PREFIXES["rdf"] + "type", ox.NamedNode(_VOID + "Dataset"))
        yield triple(subset, _VOID + "triples", ox.Literal(triples))
        yield triple(subset, _DCT + "isPartOf", ox.NamedNode(DATASET))
        yield triple(subset, _DCT + "license", ox.NamedNode(LICENCE))
