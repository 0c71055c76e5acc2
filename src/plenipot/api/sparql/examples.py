"""The route ``/.well-known/sparql-examples``: the saved questions as example queries of this endpoint."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Request, Response

from plenipot.engine.serializer import serialize_graph
from plenipot.http.negotiation import GRAPH_TYPES, accept_header, choose
from plenipot.http.openapi_responses import Turtle, responses, text_content
from plenipot.http.requests.routing import ReadRouter
from plenipot.http.responses import respond
from plenipot.release.description.examples import example_triples
from plenipot.release.description.prefixes import DESCRIPTION_PREFIXES, declaration_triples, prefixes

router = ReadRouter()

Formats = Annotated[
    list[str],
    Query(alias="format", default_factory=list, description="Instead of an Accept header.", examples=["turtle"]),
]


@router.read(
    "/.well-known/sparql-examples",
    operation_id="examples",
    summary="The questions as example queries",
    description="In the vocabulary of sib-swiss/sparql-examples, so that editors find them.",
    tags=["linked data"],
    response_class=Turtle,
    responses=responses(400, 406, content=text_content(GRAPH_TYPES.values()), description="The questions."),
)
async def examples(request: Request, formats: Formats) -> Response:
    """All questions, as in the named graph ``examples``, but with the endpoint URL of this request."""
    name, media = choose("CONSTRUCT", accept_header(request), *formats)
    endpoint = str(request.url.replace(path="/sparql", query=""))
    questions = request.app.state.questions.values()
    triples = [triple for question in questions for triple in example_triples(question, endpoint)]
    triples += declaration_triples(prefixes(questions))
    return respond(serialize_graph(triples, name, DESCRIPTION_PREFIXES), media, {"Vary": "Accept"})
