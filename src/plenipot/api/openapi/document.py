"""Make the OpenAPI 3.1 document from the routes, and serve it as JSON and as a page."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import TypeAdapter

from plenipot import __version__
from plenipot.api import health
from plenipot.api.dataset import description, downloads
from plenipot.api.questions.columns import results_schemas, shared_schemas
from plenipot.api.questions.common_parameters import MAX_LIMIT, MEDIA_TYPES
from plenipot.api.questions.openapi_routes import question_routes
from plenipot.api.search import routes as search
from plenipot.api.sparql import examples
from plenipot.api.sparql import openapi_routes as sparql
from plenipot.api.things import resources
from plenipot.http import metrics
from plenipot.http.openapi_responses import PROBLEM_SCHEMA, ProblemDetails, responses
from plenipot.http.requests.routing import ReadRouter
from plenipot.http.responses import respond
from plenipot.model.questions import Question
from plenipot.release.description.dataset import LICENCE

router = ReadRouter()

_INTRODUCTION = (
    "The open knowledge graph of how the ITU is governed. Everything is read-only and needs no key. "
    "HEAD is answered wherever GET is, OPTIONS everywhere, and scripts of any origin may ask. "
    "Answers have strong ETags. Every error is a problem document (RFC 9457)."
)


@router.read(
    "/openapi.json",
    operation_id="openapi",
    summary="This description",
    tags=["service"],
    response_model=dict[str, Any],
    response_class=JSONResponse,
    responses=responses(description="This description."),
)
async def openapi(request: Request) -> Response:
    """The OpenAPI document."""
    description = await asyncio.shield(_prepare(request.app))
    return respond(description.body, "application/json")


@router.read(
    "/docs",
    operation_id="docs",
    summary="This description as a page",
    tags=["service"],
    response_class=HTMLResponse,
    responses=responses(description="This description as a page.", cached=False),
)
async def docs(request: Request) -> Response:
    """The operations as a page for readers."""
    state = request.app.state
    paths = (await asyncio.shield(_prepare(request.app))).document["paths"]
    context = {
        "questions": [
            (question, example_url(f"/query/{question.name}", paths)) for question in state.questions.values()
        ],
        "others": [
            (method, path, operation, example_url(path, paths) if method == "get" else None)
            for path, methods in paths.items()
            if not path.startswith("/query/")
            for method, operation in methods.items()
        ],
        "formats": [(name, media.partition(";")[0]) for name, media in MEDIA_TYPES.items()],
        "max_limit": MAX_LIMIT,
    }
    page: Response = state.templates.TemplateResponse(request, "docs.html", context)
    return page


_MODULES = (sparql, search, resources, downloads, description, examples, health, metrics)
"""The modules whose routes are in the document, besides the questions and this module."""


@dataclass(frozen=True)
class Description:
    """The OpenAPI document of a release, and its JSON serialization."""

    document: dict[str, Any]
    body: bytes

    @classmethod
    def make(cls, questions: tuple[Question, ...]) -> Description:
        """Make the document of a service with these questions."""
        document = describe(questions)
        return cls(document, json.dumps(document, ensure_ascii=False).encode())


def _prepare(app: FastAPI) -> asyncio.Task[Description]:
    """Start to make the document in a thread, once per release; returns the task."""
    previous: tuple[object, asyncio.Task[Description]] | None = getattr(app.state, "openapi", None)
    if previous is not None and previous[0] is app.state.live_release:
        task = previous[1]
        if not (task.done() and task.exception()):
            return task
    questions = tuple(app.state.questions.values())
    task = asyncio.get_running_loop().create_task(run_in_threadpool(Description.make, questions))
    app.state.openapi = (app.state.live_release, task)
    return task


def describe(questions: tuple[Question, ...]) -> dict[str, Any]:
    """Make the OpenAPI document, which takes one or two seconds.

    >>> sorted(describe(()))
    ['components', 'info', 'openapi', 'paths', 'servers', 'tags']
    """
    routes = [*question_routes(questions).routes]
    for module in _MODULES:
        routes += module.router.routes
    document = get_openapi(
        title="Plenipot",
        version=__version__,
        description=_INTRODUCTION,
        license_info={"name": "CC-BY-4.0", "url": LICENCE},
        servers=[{"url": "/"}],
        routes=[*routes, *router.routes],
    )
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    for operation in operations:
        # FastAPI adds its default response to invalid parameters; this service answers 400 with a problem document.
        operation["responses"].pop("422", None)
    schemas = document["components"]["schemas"]
    schemas |= shared_schemas()
    for question in questions:
        schemas |= results_schemas(question)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas[PROBLEM_SCHEMA.rpartition("/")[2]] = TypeAdapter(ProblemDetails).json_schema()
    tags = sorted({tag for operation in operations for tag in operation["tags"]})
    document["tags"] = [{"name": tag} for tag in tags]
    return document


def example_url(path: str, paths: dict[str, Any]) -> str:
    """The relative URL of a GET operation with the examples of its parameters.

    >>> paths = describe(())["paths"]
    >>> example_url("/search", paths), example_url("/{identifier}", paths)
    ('/search?q=res+102&kind=Instrument&lang=fr&limit=10&offset=0&verbatim=false', '/state/che')
    """
    pairs = []
    for parameter in paths[path]["get"].get("parameters", ()):
        if not (examples := parameter["schema"].get("examples")):
            continue
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", quote(examples[0]))
        elif parameter["in"] == "query":
            value = examples[0]
            pairs.append((parameter["name"], str(value).lower() if isinstance(value, bool) else value))
    return path + (f"?{urlencode(pairs)}" if pairs else "")
