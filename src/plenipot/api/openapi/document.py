"""The addresses of the service as OpenAPI 3.1, made from the routes that answer them, and a page that shows them."""

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
from plenipot.api.questions.described import question_routes
from plenipot.api.questions.shaping import MAX_LIMIT, MEDIA
from plenipot.api.search import routes as search
from plenipot.api.sparql import described as sparql
from plenipot.api.sparql import examples
from plenipot.api.things import resources
from plenipot.http import metrics
from plenipot.http.described import PROBLEM_SCHEMA, ProblemDetails, responses
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
    """The description."""
    made = await asyncio.shield(_prepare(request.app))
    return respond(request, made.body, "application/json")


@router.read(
    "/docs",
    operation_id="docs",
    summary="This description as a page",
    tags=["service"],
    response_class=HTMLResponse,
    responses=responses(description="This description as a page.", cached=False),
)
async def docs(request: Request) -> Response:
    """The addresses, for readers."""
    state = request.app.state
    paths = (await asyncio.shield(_prepare(request.app))).document["paths"]
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


_DESCRIBED = (sparql, search, resources, downloads, description, examples, health, metrics)
"""The modules whose routes are described, besides the questions and this one."""


@dataclass(frozen=True)
class Description:
    """The description of a release, and the same as JSON."""

    document: dict[str, Any]
    body: bytes

    @classmethod
    def of(cls, questions: tuple[Question, ...]) -> Description:
        """The description of a service with these questions."""
        document = describe(questions)
        return cls(document, json.dumps(document, ensure_ascii=False).encode())


def _prepare(app: FastAPI) -> asyncio.Task[Description]:
    """Begin to make the description in a thread, unless it is there or being made: once for a release."""
    begun: tuple[object, asyncio.Task[Description]] | None = getattr(app.state, "openapi", None)
    if begun is not None and begun[0] is app.state.live_release and not (begun[1].done() and begun[1].exception()):
        return begun[1]
    questions = tuple(app.state.questions.values())
    task = asyncio.get_running_loop().create_task(run_in_threadpool(Description.of, questions))
    app.state.openapi = (app.state.live_release, task)
    return task


def describe(questions: tuple[Question, ...]) -> dict[str, Any]:
    """The OpenAPI document; to make it takes a second or two.

    >>> sorted(describe(()))
    ['components', 'info', 'openapi', 'paths', 'servers', 'tags']
    """
    routes = [*question_routes(questions).routes]
    for module in _DESCRIBED:
        routes += module.router.routes
    made = get_openapi(
        title="Plenipot",
        version=__version__,
        description=_INTRODUCTION,
        license_info={"name": "CC-BY-4.0", "url": LICENCE},
        servers=[{"url": "/"}],
        routes=[*routes, *router.routes],
    )
    operations = [operation for methods in made["paths"].values() for operation in methods.values()]
    for operation in operations:
        # FastAPI adds its own answer to wrong parameters; here they are problems with 400.
        operation["responses"].pop("422", None)
    schemas = made["components"]["schemas"]
    schemas |= shared_schemas()
    for question in questions:
        schemas |= results_schemas(question)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas[PROBLEM_SCHEMA.rpartition("/")[2]] = TypeAdapter(ProblemDetails).json_schema()
    made["tags"] = [{"name": tag} for tag in sorted({tag for each in operations for tag in each["tags"]})]
    return made


def example_address(path: str, paths: dict[str, Any]) -> str:
    """The address of a GET operation with the examples of its parameters.

    >>> paths = describe(())["paths"]
    >>> example_address("/search", paths), example_address("/{identifier}", paths)
    ('/search?q=res+102&kind=Instrument&lang=fr&limit=10&offset=0&verbatim=false', '/state/che')
    """
    pairs = []
    for each in paths[path]["get"].get("parameters", ()):
        if not (examples := each["schema"].get("examples")):
            continue
        if each["in"] == "path":
            path = path.replace(f"{{{each['name']}}}", quote(examples[0]))
        elif each["in"] == "query":
            value = examples[0]
            pairs.append((each["name"], str(value).lower() if isinstance(value, bool) else value))
    return path + (f"?{urlencode(pairs)}" if pairs else "")
