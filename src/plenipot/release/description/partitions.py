"""VoID partitions: the numbers of members of classes, and of triples by class, property and class of the value.

https://www.w3.org/TR/void/#class-property-partitions; partitions by datatype are those of
https://github.com/sib-swiss/void-generator.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

import curies
import pyoxigraph as ox

from plenipot.model.vocabulary import BASE, GRAPH, PREFIXES, VOID_EXT
from plenipot.release.description.prefixes import DESCRIPTION_PREFIXES
from plenipot.release.description.triples import triple

PARTITION = str(GRAPH["void"]) + "#"
"""The namespace of the partitions."""

_CONVERTER = curies.Converter.from_prefix_map(DESCRIPTION_PREFIXES)
_VOID = PREFIXES["void"]
_ENTITIES, _TRIPLES = _VOID + "entities", _VOID + "triples"
_BY_CLASS = (_VOID + "classPartition", _VOID + "class")
_BY_PROPERTY = (_VOID + "propertyPartition", _VOID + "property")
_BY_DATATYPE = (VOID_EXT + "datatypePartition", VOID_EXT + "datatype")

_CLASSES = "SELECT ?class (COUNT(*) AS ?n) WHERE { ?thing a ?class FILTER (ISIRI(?class)) } GROUP BY ?class"
_PROPERTIES = "SELECT ?property (COUNT(*) AS ?n) WHERE { ?thing ?property ?value } GROUP BY ?property"
_OF_CLASS = """SELECT ?class ?property (COUNT(*) AS ?n) WHERE {
  ?thing a ?class ; ?property ?value FILTER (ISIRI(?class))
} GROUP BY ?class ?property"""
_TO_CLASS = """SELECT ?class ?property ?other (COUNT(*) AS ?n) WHERE {
  ?thing a ?class ; ?property ?value . ?value a ?other FILTER (ISIRI(?class) && ISIRI(?other))
} GROUP BY ?class ?property ?other"""
_TO_DATATYPE = """SELECT ?class ?property ?datatype (COUNT(*) AS ?n) WHERE {
  ?thing a ?class ; ?property ?value FILTER (ISIRI(?class) && ISLITERAL(?value)) BIND (DATATYPE(?value) AS ?datatype)
} GROUP BY ?class ?property ?datatype"""
# Each query with the link and criterion of its partitions, and the property of the count.
_PARTITIONS = (
    (_CLASSES, _BY_CLASS, _ENTITIES),
    (_PROPERTIES, _BY_PROPERTY, _TRIPLES),
    (_OF_CLASS, _BY_PROPERTY, _TRIPLES),
    (_TO_CLASS, _BY_CLASS, _TRIPLES),
    (_TO_DATATYPE, _BY_DATATYPE, _TRIPLES),
)


def partition_triples(data: ox.Store) -> Iterator[ox.Triple]:
    """Partition the default graph of a store; each partition has three triples.

    A class partition has its number of members. A property partition, of the dataset or of a class, has its number of
    triples. A partition of the latter by the class or datatype of the value has the number of triples with such a
    value. Anonymous classes have no partition.
    """
    for query, (link, criterion), measure in _PARTITIONS:
        solutions = data.query(query)
        assert isinstance(solutions, ox.QuerySolutions)
        for solution in solutions:
            *terms, number = solution
            partition = partition_iri(terms)
            yield triple(partition_iri(terms[:-1]), link, ox.NamedNode(partition))
            yield triple(partition, criterion, terms[-1])
            yield triple(partition, measure, number)


def partition_iri(terms: Sequence[ox.NamedNode]) -> str:
    """The IRI of a nested partition: by the first term, then by the second, and so on; without terms, the dataset.

    >>> resolution, label = ox.NamedNode(PREFIXES["plen"] + "Resolution"), ox.NamedNode(PREFIXES["rdfs"] + "label")
    >>> partition_iri([resolution, label])
    'https://w3id.org/plenipot/graph/void#Resolution.rdfs:label'
    """
    return PARTITION + ".".join(_short_name(term.value) for term in terms) if terms else BASE + "dataset"


def _short_name(iri: str) -> str:
    """The local name of a term of our ontology, or the prefixed name of another; full stops are escaped."""
    prefix, colon, local = (_CONVERTER.compress(iri) or "").partition(":")
    if not colon:
        return _escape(iri)
    return _escape(local) if prefix == "plen" else f"{prefix}:{_escape(local)}"


def _escape(text: str) -> str:
    return quote(text, safe="").replace(".", "%2E")
