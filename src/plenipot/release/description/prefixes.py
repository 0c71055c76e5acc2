"""Declare the prefixes of the graph and the questions in SHACL (https://www.w3.org/TR/shacl/#sparql-prefixes)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from plenipot.model.questions import Question
from plenipot.model.vocabulary import GRAPH, PREFIXES, SH, SPEX, VOID_EXT
from plenipot.release.description.triples import triple

DESCRIPTION_PREFIXES: dict[str, str] = {**PREFIXES, "sh": str(SH), "spex": str(SPEX), "void-ext": str(VOID_EXT)}
"""Our prefixes, and those of vocabularies that only the description uses."""

PREFIX_DECLARATIONS = str(GRAPH["prefixes"])
"""The subject of sh:declare; every example query refers to it with sh:prefixes."""

_SPARQL_PREFIX = re.compile(r"^\s*PREFIX\s+([A-Za-z][\w-]*):\s*<([^<>\s]+)>", re.IGNORECASE | re.MULTILINE)
_ANY_URI = ox.NamedNode(PREFIXES["xsd"] + "anyURI")


def prefixes(questions: Iterable[Question]) -> dict[str, str]:
    """Our prefixes, and those that only the saved questions declare.

    >>> text = "PREFIX geo: <http://www.w3.org/2003/01/geo/wgs84_pos#>\\nASK { ?s geo:lat ?o }"
    >>> namespaces = prefixes([Question("q", "Which?", "All.", (), (), text)])
    >>> namespaces["geo"], namespaces["plen"]
    ('http://www.w3.org/2003/01/geo/wgs84_pos#', 'https://w3id.org/plenipot/ontology/')
    """
    others = {
        prefix: namespace for question in questions for prefix, namespace in _SPARQL_PREFIX.findall(question.text)
    }
    return {**others, **DESCRIPTION_PREFIXES}


def declaration_triples(namespaces: Mapping[str, str]) -> Iterator[ox.Triple]:
    """Declare each prefix.

    >>> [str(triple.object) for triple in declaration_triples({"ex": "https://example.org/"})][1:]
    ['"ex"', '"https://example.org/"^^<http://www.w3.org/2001/XMLSchema#anyURI>']
    """
    for prefix, namespace in namespaces.items():
        declaration = f"{PREFIX_DECLARATIONS}#{prefix}"
        yield triple(PREFIX_DECLARATIONS, SH["declare"], ox.NamedNode(declaration))
        yield triple(declaration, SH["prefix"], ox.Literal(prefix))
        yield triple(declaration, SH["namespace"], ox.Literal(namespace, datatype=_ANY_URI))
