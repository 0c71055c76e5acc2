"""The addresses of the service as OpenAPI 3.1, and a page that shows them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, FastAPI, Request, Response

from plenipot import __version__
from plenipot.api.openapi.paths import COMPONENTS, answers, other_paths, query, reads
from plenipot.api.questions.routes import MAX_LIMIT, MEDIA
from plenipot.http.responses import respond
from plenipot.model.questions import Parameter, Question
from plenipot.release.description.dataset import LICENCE

router = APIRouter()

_SCHEMAS: dict[str, dict[str, str]] = {
    "iri": {"type": "string", "format": "iri-reference"},
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "date": {"type": "string", "format": "date"},
    "boolean": {"type": "boolean"},
}
_INTRODUCTION = (
    "The open knowledge graph of how the ITU is governed. Everything is read-only and needs no key. "
    "HEAD is answered wherever GET is, OPTIONS everywhere, and scripts of any origin may ask. "
    "Answers have strong ETags. Every error is a problem document (RFC 9457)."
)


@router.api_route("/openapi.json", methods=["GET", "HEAD"], include_in_schema=False)
async def openapi(request: Request) -> Response:
    """The description."""
    return respond(request, json.dumps(_described(request.app), ensure_ascii=False).encode(), "application/json")


@router.api_route("/docs", methods=["GET", "HEAD"], include_in_schema=False)
async def docs(request: Request) -> Response:
    """The addresses, for readers."""
    state = request.app.state
    paths = _described(request.app)["paths"]
    context = {
        "questions": [(each, example_address(f"/query/{each.name}", paths)) for each in state.questions.values()],
        "others": [
            (method, path, operation, example_address(path, paths) if method == "get" else None)
            for path, methods in paths.items()
            if not path.startswith("/query/")
            for method, operation in methods.items()
        ],
        "formats": [(name, media.partition(";")[0]) for name, media in MEDIA.items()],
        "max_limit": MAX_LIMIT,
    }
    page: Response = state.templates.TemplateResponse(request, "docs.html", context)
    return page


def _described(app: FastAPI) -> dict[str, Any]:
    state = app.state
    return describe(tuple(state.questions.values()), state.release)


def describe(questions: tuple[Question, ...], release: str = "latest") -> dict[str, Any]:
    """The OpenAPI document.

    >>> sorted(describe(()))
    ['components', 'info', 'openapi', 'paths', 'servers', 'tags']
    """
    paths: dict[str, Any] = {f"/query/{each.name}": {"get": _operation(each)} for each in questions}
    paths |= other_paths(release)
    used = {tag for methods in paths.values() for operation in methods.values() for tag in operation["tags"]}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Plenipot",
            "version": __version__,
            "description": _INTRODUCTION,
            "license": {"name": "CC BY 4.0 (data)", "url": LICENCE},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in sorted(used)],
        "paths": paths,
        "components": COMPONENTS,
    }


def example_address(path: str, paths: dict[str, Any]) -> str:
    """The address of a GET operation with the examples of its parameters.

    >>> paths = describe(())["paths"]
    >>> example_address("/search", paths), example_address("/{identifier}", paths)
    ('/search?q=res+102&kind=Instrument&lang=fr&limit=10&offset=0&verbatim=false', '/state/che')
    """
    pairs = []
    for each in paths[path]["get"].get("parameters", ()):
        if each["in"] == "path":
            path = path.replace(f"{{{each['name']}}}", quote(each["example"]))
        elif each["in"] == "query" and "example" in each:
            example = each["example"]
            pairs.append((each["name"], str(example).lower() if isinstance(example, bool) else example))
    return path + (f"?{urlencode(pairs)}" if pairs else "")


def _operation(question: Question) -> dict[str, Any]:
    columns = question.columns
    results = {"head": {"vars": list(columns)}, "results": {"bindings": []}}
    content: dict[str, Any] = {media.partition(";")[0]: {} for media in MEDIA.values()}
    content["application/sparql-results+json"] = {
        "schema": {"$ref": "#/components/schemas/SparqlResults"},
        "example": results,
    }
    content["text/csv"] = {"schema": {"type": "string"}, "example": ",".join(columns) + "\r\n"}
    return reads(
        question.title,
        f"{question.description}\n\nColumns: {', '.join(columns)}.",
        list(question.keywords),
        [*(_parameter(each) for each in question.parameters), *_shaping()],
        answers("The rows.", content, 400, 404, 406, links=True),
        name=question.name,
    )


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = dict(_SCHEMAS[parameter.type])
    example: object = parameter.example
    if parameter.type in ("integer", "boolean"):
        example = json.loads(parameter.example)
    if parameter.default is not None:
        schema["default"] = example
    return {**query(parameter.name, parameter.description, schema), "example": example}


def _shaping() -> list[dict[str, Any]]:
    return [
        query("format", "Instead of an Accept header; a suffix of the path does the same.", {
            "type": "string", "enum": list(MEDIA)}) | {"example": "json"},
        query("limit", "At most so many rows; the pages are in Link.", {
            "type": "integer", "minimum": 1, "maximum": MAX_LIMIT}) | {"example": 10},
        query("offset", "Leave out so many rows first.", {
            "type": "integer", "minimum": 0, "maximum": 999_999_999}) | {"example": 0},
    ]  # fmt: skip
