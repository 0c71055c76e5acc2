"""The application: routes, headers and the pool of query processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from plenipot import __version__
from plenipot.service import (
    dataset,
    downloads,
    examples,
    openapi,
    page,
    preflight,
    protocol,
    questions,
    resources,
    search,
)
from plenipot.service.catalogue import Question
from plenipot.service.negotiation import accepted, prefers_html
from plenipot.service.problems import Problem
from plenipot.service.settings import Settings
from plenipot.service.terms import link
from plenipot.store.base import Files
from plenipot.store.cache import CachedEngine
from plenipot.store.pool import Nursery, Pool
from plenipot.store.remote import RemoteEngine

_WEB = Path(__file__).parent.parent / "web"
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Scripts of any origin may read all of it; never with credentials.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After",
}


def create_app(
    settings: Settings,
    nursery: Nursery,
    catalogue: tuple[Question, ...],
    release: str,
    files: Files,
    backend: str | None = None,
    contents: tuple[int, dict[str, int]] | None = None,
) -> FastAPI:
    """The service over a nursery that has loaded the data, or over a backend with the ``contents`` (sizes of graphs).

    With a backend the nursery is empty: its query processes check the queries that go there.
    """
    remote: RemoteEngine | None = None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await app.state.pool.start()
        indexing = asyncio.create_task(search.make_index(app))
        yield
        indexing.cancel()
        await asyncio.gather(indexing, return_exceptions=True)
        app.state.search_folder.cleanup()
        await app.state.pool.stop()
        if remote:
            await remote.close()
        if app.state.dumps:
            app.state.dumps.cleanup()

    app = FastAPI(
        title="Plenipot", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.state.settings = settings
    app.state.pool = Pool(nursery, settings.workers, settings.timeout, settings.queue)
    if backend:
        remote = RemoteEngine(
            backend, app.state.pool, settings.timeout, settings.answer_mb * 1024 * 1024, settings.queue
        )
    app.state.engine = CachedEngine(remote or app.state.pool, settings.cache_mb * 1024 * 1024)
    app.state.triples, app.state.graphs = contents or (nursery.triples, nursery.graphs)
    app.state.release = release
    app.state.files = files
    app.state.dumps, app.state.dump_lock = None, asyncio.Lock()
    app.state.search, app.state.search_ready = None, asyncio.Event()
    app.state.questions = {question.name: question for question in catalogue}
    app.state.templates = Jinja2Templates(_WEB / "templates")
    app.include_router(protocol.router)
    app.include_router(page.router)
    app.include_router(questions.router)
    app.include_router(search.router)
    app.include_router(openapi.router)
    app.include_router(dataset.router)
    app.include_router(examples.router)
    app.include_router(downloads.router)
    app.include_router(preflight.router)
    app.mount("/static", StaticFiles(directory=_WEB / "static"))
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(Exception, _unexpected)

    @app.api_route("/health", methods=["GET", "HEAD"])
    async def health() -> Response:
        """Whether the service can answer, and what it serves."""
        workers = app.state.pool.workers
        ready = workers > 0 and (remote is None or await remote.answers())
        body = {
            "status": "ok" if ready else "unavailable",
            "release": release,
            "triples": app.state.triples,
            "workers": workers,
        }
        return JSONResponse(body, 200 if ready else 503)

    # Identifiers take every path that nothing else has.
    app.include_router(resources.router)

    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)

    @app.middleware("http")
    async def headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return app


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return _shown(request, error)


async def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = f"{request.method} {request.url.path[:200]} cannot be answered: {error.detail}."
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = preflight.allowed(request.url.path)
    return _shown(request, Problem(error.status_code, error.detail, detail, headers=headers))


def _shown(request: Request, problem: Problem) -> Response:
    """A problem as a page for a reader, as JSON for a program."""
    problem.headers = {"Vary": "Accept", **problem.headers}
    if not prefers_html(accepted(request)):
        return problem.response()
    state = request.app.state
    context = {"problem": problem, "link": link, "triples": state.triples, "release": state.release}
    page: Response = state.templates.TemplateResponse(
        request, "problem.html", context, status_code=problem.status, headers=dict(problem.headers)
    )
    return page


async def _unexpected(request: Request, error: Exception) -> Response:
    return Problem(500, "Internal error", "Something went wrong here, not in your request.").response()
