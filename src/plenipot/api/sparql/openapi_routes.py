"""Routes of ``/sparql`` for OpenAPI only: the signatures declare the parameters, the bodies are empty.

`endpoint.SparqlEndpoint` handles the requests, and `protocol` parses the parameters.
"""

from __future__ import annotations

from typing import Annotated, Any, NotRequired

from fastapi import APIRouter, Query
from typing_extensions import TypedDict

from plenipot.http.negotiation import GRAPH_TYPES, RESULT_TYPES
from plenipot.http.openapi_responses import SparqlJson, responses, text_content

router = APIRouter()
_ASK = "ASK { ?s ?p ?o }"
_IRI = {"type": "string", "format": "iri"}
_TEXT = {"type": "string"}


class SparqlHead(TypedDict):
    """The names of the variables; none for ASK."""

    vars: NotRequired[list[str]]


class Solutions(TypedDict):
    """The solutions: for each, the terms by the name of their variable."""

    bindings: list[dict[str, dict[str, Any]]]


class SparqlResults(TypedDict):
    """SPARQL 1.1 Query Results JSON Format; an ASK query has boolean."""

    head: SparqlHead
    boolean: NotRequired[bool]
    results: NotRequired[Solutions]


Text = Annotated[str | None, Query(description="A query; without one the service describes itself.", examples=[_ASK])]
Graphs = Annotated[
    list[str],
    Query(alias="default-graph-uri", default_factory=list, description="A graph of the default graph; repeatable."),
]
NamedGraphs = Annotated[
    list[str], Query(alias="named-graph-uri", default_factory=list, description="A named graph; repeatable.")
]
Format = Annotated[str, Query(description="Instead of an Accept header.", examples=["json"])]
_CONTENT = {
    SparqlJson.media_type: {"example": {"head": {}, "boolean": True}},
    **text_content(
        media for media in (*RESULT_TYPES.values(), *GRAPH_TYPES.values()) if media != SparqlJson.media_type
    ),
}
_FORM = {
    "type": "object",
    "required": ["query"],
    "properties": {
        "query": _TEXT,
        "format": _TEXT,
        "default-graph-uri": {"type": "array", "items": _IRI},
        "named-graph-uri": {"type": "array", "items": _IRI},
    },
}
_BODY = {
    "required": True,
    "content": {
        "application/x-www-form-urlencoded": {"schema": _FORM, "example": {"query": _ASK}},
        "application/sparql-query": {"schema": _TEXT, "example": _ASK},
    },
}


@router.get(
    "/sparql",
    operation_id="sparql-get",
    summary="SPARQL 1.1 Protocol, by GET",
    tags=["sparql"],
    response_model=SparqlResults,
    response_class=SparqlJson,
    responses=responses(400, 403, 406, 413, 502, 504, content=_CONTENT),
)
def by_get(
    *,
    query: Text = None,
    default_graphs: Graphs,
    named_graphs: NamedGraphs,
    format: Format = "",
) -> None:
    """A query in the address."""


@router.post(
    "/sparql",
    operation_id="sparql-post",
    summary="SPARQL 1.1 Protocol, by POST",
    description="The query as a form, or as the body; then the graphs stand in the address.",
    tags=["sparql"],
    response_model=SparqlResults,
    response_class=SparqlJson,
    responses=responses(400, 403, 406, 408, 413, 415, 502, 504, content=_CONTENT),
    openapi_extra={"requestBody": _BODY},
)
def by_post(
    *,
    default_graphs: Graphs,
    named_graphs: NamedGraphs,
    format: Format = "",
) -> None:
    """A query in the body."""
