"""The questions as example queries of this endpoint, where it is now."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from plenipot.engine.serializer import graph_document
from plenipot.http.negotiation import accepted, choose
from plenipot.http.responses import respond
from plenipot.release.description.examples import example_triples
from plenipot.release.description.prefixes import DESCRIPTION_PREFIXES, declaration_triples, prefixes

router = APIRouter()


@router.api_route("/.well-known/sparql-examples", methods=["GET", "HEAD"], include_in_schema=False)
async def examples(request: Request) -> Response:
    """All questions; the same as at the endpoint in the graph ``examples``, but with the address of this request."""
    name, media = choose("CONSTRUCT", accepted(request), *request.query_params.getlist("format"))
    endpoint = str(request.url.replace(path="/sparql", query=""))
    questions = request.app.state.questions.values()
    triples = [triple for each in questions for triple in example_triples(each, endpoint)]
    triples += declaration_triples(prefixes(questions))
    return respond(request, graph_document(triples, name, DESCRIPTION_PREFIXES), media, {"Vary": "Accept"})
