"""Which classes have which properties with which values, and how many: VoID partitions.

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
"""The namespace of partitions."""

_CONVERTER = curies.Converter.from_prefix_map(DESCRIPTION_PREFIXES)
_VOID = PREFIXES["void"]
_THINGS, _TRIPLES = _VOID + "entities", _VOID + "triples"
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
# What the partitions of a query are made by, and what is counted in each.
_PARTITIONS = (
    (_CLASSES, _BY_CLASS, _THINGS),
    (_PROPERTIES, _BY_PROPERTY, _TRIPLES),
    (_OF_CLASS, _BY_PROPERTY, _TRIPLES),
    (_TO_CLASS, _BY_CLASS, _TRIPLES),
    (_TO_DATATYPE, _BY_DATATYPE, _TRIPLES),
)


def partition_triples(data: ox.Store) -> Iterator[ox.Triple]:
    """The partitions of the default graph of a store, three triples for each.

    A class has its number of things; a property of a class its number of triples; a class or datatype of the values of
    such a property the number of triples with such a value. A class without an IRI has no partition.
    """
    for query, (link, criterion), measure in _PARTITIONS:
        solutions = data.query(query)
        assert isinstance(solutions, ox.QuerySolutions)
        for solution in solutions:
            *terms, number = solution
            part = partition(terms)
            yield triple(partition(terms[:-1]), link, ox.NamedNode(part))
            yield triple(part, criterion, terms[-1])
            yield triple(part, measure, number)


def partition(terms: Sequence[ox.NamedNode]) -> str:
    """The IRI of the partition by terms, each of which chooses among what is left; by none it is the dataset.

    >>> resolution, label = ox.NamedNode(PREFIXES["plen"] + "Resolution"), ox.NamedNode(PREFIXES["rdfs"] + "label")
    >>> partition([resolution, label])
    'https://w3id.org/plenipot/graph/void#Resolution.rdfs:label'
    """
    return PARTITION + ".".join(_short(term.value) for term in terms) if terms else BASE + "dataset"


def _short(iri: str) -> str:
    """A term of ours by its name, another one with its prefix: full stops are between terms only."""
    prefix, colon, local = (_CONVERTER.compress(iri) or "").partition(":")
    if not colon:
        return _escaped(iri)
    return _escaped(local) if prefix == "plen" else f"{prefix}:{_escaped(local)}"


def _escaped(text: str) -> str:
    return quote(text, safe="").replace(".", "%2E")
