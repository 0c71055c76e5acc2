"""The questions as example queries in RDF, in the vocabulary of https://github.com/sib-swiss/sparql-examples."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from plenipot.engine.sparql.tokens import query_form
from plenipot.model.questions import Question
from plenipot.model.vocabulary import BASE, PREFIXES, SCHEMA, SH, SPEX
from plenipot.release.description.prefixes import DECLARING
from plenipot.release.description.triples import Value, triple

_QUERY = {"SELECT": SH["select"], "ASK": SH["ask"], "CONSTRUCT": SH["construct"], "DESCRIBE": SPEX["describe"]}
_KIND = {
    "SELECT": SH["SPARQLSelectExecutable"],
    "ASK": SH["SPARQLAskExecutable"],
    "CONSTRUCT": SH["SPARQLConstructExecutable"],
    "DESCRIBE": SPEX["SPARQLDescribeExecutable"],
}


def example_triples(question: Question, endpoint: str) -> Iterator[ox.Triple]:
    """The triples of one question; its comment is what a client shows and searches, so it begins with the title.

    >>> asked = Question("q", "Which?", "All.", ("states",), (), "DESCRIBE <https://example.org/>")
    >>> [triple.object.value for triple in example_triples(asked, "https://example.org/sparql")][1:4]
    ['https://purl.expasy.org/sparql-examples/ontology#SPARQLDescribeExecutable', 'Which?', 'Which? All.']
    """
    kind = query_form(question.text) or "SELECT"

    def said(predicate: str, value: Value) -> ox.Triple:
        return triple(f"{BASE}query/{question.name}", predicate, value)

    yield said(PREFIXES["rdf"] + "type", ox.NamedNode(SH["SPARQLExecutable"]))
    yield said(PREFIXES["rdf"] + "type", ox.NamedNode(_KIND[kind]))
    yield said(PREFIXES["rdfs"] + "label", ox.Literal(question.title, language="en"))
    comment = f"{question.title} {question.description}"
    yield said(PREFIXES["rdfs"] + "comment", ox.Literal(comment, language="en"))
    yield said(_QUERY[kind], ox.Literal(question.text))
    yield said(SH["prefixes"], ox.NamedNode(DECLARING))
    yield said(SCHEMA["target"], ox.NamedNode(endpoint))
    for keyword in question.keywords:
        yield said(SCHEMA["keywords"], ox.Literal(keyword))
