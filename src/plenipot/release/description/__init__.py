"""The description of a release in RDF: VoID and DCAT, partitions by class and property, prefixes, example queries.

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
    """The triples of each graph of the description, by its name.

    None of them has the id of the release: that id is a hash of all graphs, of these too.

    Args:
        root: the folder of ``ontology/`` and ``queries/``.
        data: the merge of all named graphs that are described, in the default graph.
        sizes: the number of triples of each of these graphs, by its IRI.

    Raises:
        BadHeader: the header of a question cannot be read.
        ValueError: ``ontology/dataset.ttl`` has a blank node.
    """
    questions = read_catalogue(root / "queries")
    made = {
        "examples": [triple for each in questions for triple in example_triples(each, ENDPOINT)],
        "prefixes": list(declaration_triples(prefixes(questions))),
        "void": list(partition_triples(data)),
    }
    described = {str(GRAPH[name]): len(triples) for name, triples in made.items()}
    return made | {"dataset": dataset_triples(root, data, {**sizes, **described})}


def turtle(triples: Iterable[ox.Triple]) -> bytes:
    """Turtle of triples without blank nodes, the same bytes for the same triples: sorted, each subject's type first."""

    def order(triple: ox.Triple) -> tuple[str, bool, str, str]:
        predicate = triple.predicate.value
        return str(triple.subject), predicate != _TYPE, predicate, str(triple.object)

    names = {**DESCRIPTION_PREFIXES, "partition": PARTITION}
    return ox.serialize(sorted(triples, key=order), format=ox.RdfFormat.TURTLE, prefixes=names) or b""
