"""The addresses of the service as OpenAPI 3.1, and a page that shows them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from plenipot import __version__
from plenipot.service.catalogue import Parameter, Question
from plenipot.service.negotiation import GRAPH_TYPES, RESULT_TYPES
from plenipot.service.questions import MAX_LIMIT, MEDIA
from plenipot.service.resources import SUFFIXES

router = APIRouter()

_SCHEMAS: dict[str, dict[str, str]] = {
    "iri": {"type": "string", "format": "iri-reference"},
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
}
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_REFUSED = {"description": "What is wrong with the request, or which bound it passed.", "content": _PROBLEM}


@router.api_route("/openapi.json", methods=["GET", "HEAD"], include_in_schema=False)
async def openapi(request: Request) -> Response:
    """The description."""
    return JSONResponse(
        describe(tuple(request.app.state.questions.values())), headers={"Access-Control-Allow-Origin": "*"}
    )


@router.api_route("/docs", methods=["GET", "HEAD"], include_in_schema=False)
async def docs(request: Request) -> Response:
    """The addresses, for readers."""
    state = request.app.state
    context = {
        "questions": state.questions.values(),
        "formats": [(name, media.partition(";")[0]) for name, media in MEDIA.items()],
        "suffixes": [(name, media.partition(";")[0]) for name, media in SUFFIXES.items()],
        "max_limit": MAX_LIMIT,
        "triples": state.triples,
        "release": state.release,
    }
    page: Response = state.templates.TemplateResponse(request, "docs.html", context)
    return page


def describe(questions: tuple[Question, ...]) -> dict[str, Any]:
    """The OpenAPI document.

    >>> sorted(describe(()))
    ['components', 'info', 'openapi', 'paths']
    """
    paths: dict[str, Any] = {f"/query/{each.name}": {"get": _operation(each)} for each in questions}
    paths["/sparql"] = {"get": _sparql()}
    paths["/health"] = {
        "get": {"summary": "Whether the service can answer", "responses": {"200": {"description": "It can."}}}
    }
    problem = {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Plenipot",
            "version": __version__,
            "description": "The open knowledge graph of how the ITU is governed.",
            "license": {"name": "CC BY 4.0 (data)", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "paths": paths,
        "components": {"schemas": {"Problem": problem}},
    }


def _operation(question: Question) -> dict[str, Any]:
    types: dict[str, Any] = {media.partition(";")[0]: {} for media in MEDIA.values()}
    return {
        "operationId": question.name,
        "summary": question.title,
        "description": question.description,
        "tags": list(question.keywords),
        "parameters": [*(_parameter(each) for each in question.parameters), *_shaping()],
        "responses": {
            "200": {"description": "The rows.", "content": types},
            "400": _REFUSED,
            "406": _REFUSED,
            "503": _REFUSED,
        },
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {**_SCHEMAS[parameter.type], "default": parameter.default}
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "schema": schema,
        "example": parameter.default,
    }


def _shaping() -> list[dict[str, Any]]:
    return [
        _query("format", "Instead of an Accept header.", {"type": "string", "enum": list(MEDIA)}),
        _query("limit", "At most so many rows.", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}),
        _query("offset", "Leave out so many rows first.", {"type": "integer", "minimum": 0, "maximum": 999_999_999}),
    ]


def _query(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _sparql() -> dict[str, Any]:
    types: dict[str, Any] = {media.partition(";")[0]: {} for media in (*RESULT_TYPES.values(), *GRAPH_TYPES.values())}
    return {
        "summary": "SPARQL 1.1 Protocol",
        "parameters": [
            {
                **_query("query", "A query; without one the service describes itself.", {"type": "string"}),
                "example": "ASK { ?s ?p ?o }",
            },
            _query("format", "Instead of an Accept header.", {"type": "string"}),
        ],
        "responses": {
            "200": {"description": "The answer.", "content": types},
            "400": _REFUSED,
            "406": _REFUSED,
            "503": _REFUSED,
        },
    }
