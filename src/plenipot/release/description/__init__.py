"""Describe a release in RDF: VoID and DCAT, VoID partitions, prefixes and example queries.

`plenipot build` writes it to ``data/graph/description/``, each file a named graph. SPARQL clients such as
https://github.com/sib-swiss/sparql-editor and https://github.com/sib-swiss/sparql-llm read it at the endpoint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pyoxigraph as ox

from plenipot.model.questions import read_catalogue
from plenipot.model.vocabulary import BASE, GRAPH, PREFIXES
from plenipot.release.description.dataset import dataset_triples
from plenipot.release.description.examples import example_triples
from plenipot.release.description.partitions import PARTITION, partition_triples
from plenipot.release.description.prefixes import DESCRIPTION_PREFIXES, declaration_triples, prefixes

ENDPOINT = BASE + "sparql"
_TYPE = PREFIXES["rdf"] + "type"


def describe(root: Path, data: ox.Store, sizes: Mapping[str, int]) -> dict[str, list[ox.Triple]]:
    """Make the triples of each description graph, by the name of the graph.

    They do not include the release id: it is a hash of all graphs, including these.

    Args:
        root: the folder of ``ontology/`` and ``queries/``.
        data: a store with the merge of all described graphs in its default graph.
        sizes: the number of triples of each described graph, by its IRI.

    Raises:
        BadHeader: the header of a question cannot be read.
        ValueError: ``ontology/dataset.ttl`` has a blank node.
    """
    questions = read_catalogue(root / "queries")
    description = {
        "examples": [triple for question in questions for triple in example_triples(question, ENDPOINT)],
        "prefixes": list(declaration_triples(prefixes(questions))),
        "void": list(partition_triples(data)),
    }
    description_sizes = {str(GRAPH[name]): len(triples) for name, triples in description.items()}
    return description | {"dataset": dataset_triples(root, data, {**sizes, **description_sizes})}


def turtle(triples: Iterable[ox.Triple]) -> bytes:
    """Serialize triples without blank nodes as Turtle, sorted, with rdf:type as the first predicate of each subject."""

    def order(triple: ox.Triple) -> tuple[str, bool, str, str]:
        predicate = triple.predicate.value
        return str(triple.subject), predicate != _TYPE, predicate, str(triple.object)

    namespaces = {**DESCRIPTION_PREFIXES, "partition": PARTITION}
    return ox.serialize(sorted(triples, key=order), format=ox.RdfFormat.TURTLE, prefixes=namespaces) or b""
