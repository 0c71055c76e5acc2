"""The questions as example queries in RDF, so that existing editors find them.

The vocabulary is that of https://github.com/sib-swiss/sparql-examples: SHACL's SPARQL executables with a target.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response

from plenipot.engine.serializer import graph_document
from plenipot.engine.sparql.tokens import form
from plenipot.http.negotiation import accepted, choose
from plenipot.http.responses import respond
from plenipot.model.questions import Question
from plenipot.model.vocabulary import BASE, PREFIXES

router = APIRouter()

SH = "http://www.w3.org/ns/shacl#"
_EXECUTABLES = {"SELECT": "Select", "ASK": "Ask", "CONSTRUCT": "Construct", "DESCRIBE": "Describe"}


@router.api_route("/.well-known/sparql-examples", methods=["GET", "HEAD"], include_in_schema=False)
async def examples(request: Request) -> Response:
    """All questions."""
    name, media = choose("CONSTRUCT", accepted(request), *request.query_params.getlist("format"))
    endpoint = str(request.url.replace(path="/sparql", query=""))
    triples = [triple for each in request.app.state.questions.values() for triple in describe(each, endpoint)]
    return respond(request, graph_document(triples, name, {**PREFIXES, "sh": SH}), media, {"Vary": "Accept"})


def describe(question: Question, endpoint: str) -> Iterator[ox.Triple]:
    """The triples of one question.

    >>> asked = Question("q", "Which?", "All.", ("states",), (), "SELECT * { ?s ?p ?o }")
    >>> [str(triple.object) for triple in describe(asked, "https://example.org/sparql")][1:3]
    ['<http://www.w3.org/ns/shacl#SPARQLSelectExecutable>', '"Which?"@en']
    """
    subject = ox.NamedNode(f"{BASE}query/{question.name}")
    kind = _EXECUTABLES.get(form(question.text) or "", "Select")

    def said(predicate: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
        return ox.Triple(subject, ox.NamedNode(predicate), value)

    yield said(PREFIXES["rdf"] + "type", ox.NamedNode(SH + "SPARQLExecutable"))
    yield said(PREFIXES["rdf"] + "type", ox.NamedNode(f"{SH}SPARQL{kind}Executable"))
    yield said(PREFIXES["rdfs"] + "label", ox.Literal(question.title, language="en"))
    yield said(PREFIXES["rdfs"] + "comment", ox.Literal(question.description, language="en"))
    yield said(SH + kind.lower(), ox.Literal(question.text))
    yield said(PREFIXES["schema"] + "target", ox.NamedNode(endpoint))
    for keyword in question.keywords:
        yield said(PREFIXES["schema"] + "keywords", ox.Literal(keyword))
