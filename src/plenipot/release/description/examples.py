"""Describe the saved questions as example queries (vocabulary of https://github.com/sib-swiss/sparql-examples)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from plenipot.engine.sparql.tokens import query_form
from plenipot.model.questions import Question
from plenipot.model.vocabulary import BASE, PREFIXES, SCHEMA, SH, SPEX
from plenipot.release.description.prefixes import PREFIX_DECLARATIONS
from plenipot.release.description.triples import Value, triple

_QUERY_PROPERTY = {"SELECT": SH["select"], "ASK": SH["ask"], "CONSTRUCT": SH["construct"], "DESCRIBE": SPEX["describe"]}
_EXECUTABLE_CLASS = {
    "SELECT": SH["SPARQLSelectExecutable"],
    "ASK": SH["SPARQLAskExecutable"],
    "CONSTRUCT": SH["SPARQLConstructExecutable"],
    "DESCRIBE": SPEX["SPARQLDescribeExecutable"],
}


def example_triples(question: Question, endpoint: str) -> Iterator[ox.Triple]:
    """Make the triples of one question. Clients show and search rdfs:comment, so it starts with the title.

    >>> question = Question("q", "Which?", "All.", ("states",), (), "DESCRIBE <https://example.org/>")
    >>> [triple.object.value for triple in example_triples(question, "https://example.org/sparql")][1:4]
    ['https://purl.expasy.org/sparql-examples/ontology#SPARQLDescribeExecutable', 'Which?', 'Which? All.']
    """
    form_name = query_form(question.text) or "SELECT"

    def statement(predicate: str, value: Value) -> ox.Triple:
        return triple(f"{BASE}query/{question.name}", predicate, value)

    yield statement(PREFIXES["rdf"] + "type", ox.NamedNode(SH["SPARQLExecutable"]))
    yield statement(PREFIXES["rdf"] + "type", ox.NamedNode(_EXECUTABLE_CLASS[form_name]))
    yield statement(PREFIXES["rdfs"] + "label", ox.Literal(question.title, language="en"))
    comment = f"{question.title} {question.description}"
    yield statement(PREFIXES["rdfs"] + "comment", ox.Literal(comment, language="en"))
    yield statement(_QUERY_PROPERTY[form_name], ox.Literal(question.text))
    yield statement(SH["prefixes"], ox.NamedNode(PREFIX_DECLARATIONS))
    yield statement(SCHEMA["target"], ox.NamedNode(endpoint))
    for keyword in question.keywords:
        yield statement(SCHEMA["keywords"], ox.Literal(keyword))
