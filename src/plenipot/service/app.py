"""The application: routes, headers and the pool of query processes."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from plenipot import __version__
from plenipot.http.middleware import Middleware
from plenipot.http.response_cache import ResponseCache
from plenipot.service import (
    dataset,
    downloads,
    examples,
    failures,
    health,
    indexes,
    metrics,
    openapi,
    preflight,
    questions,
    resources,
    search,
)
from plenipot.service.endpoint import Endpoint
from plenipot.service.explorer import council, coverage, map, relations, start, timeline, why, workbench
from plenipot.service.explorer.view import frame
from plenipot.service.federation import Federation
from plenipot.service.generation import Generation, install, replace
from plenipot.service.metrics import Metrics
from plenipot.service.parameters import refuse_other_encodings
from plenipot.service.problems import Problem
from plenipot.service.served import Release
from plenipot.service.settings import Settings

_WEB = Path(__file__).parent.parent / "web"


def create_app(
    settings: Settings, made: Generation, read: Callable[[], Release], backend: str | None = None
) -> Middleware:
    """The service over a generation; ``read`` gives the release that a SIGHUP loads."""
    hangup = asyncio.Event()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await made.pool.start()
        work = (indexes.make_indexes(made), _reload(app, hangup, read, backend))
        tasks = [asyncio.create_task(each) for each in work]
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, hangup.set)
        # What is there now stays: to look through it again and again for what can go would hold up everybody.
        gc.collect()
        gc.freeze()
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await app.state.generation.stop()
        await app.state.federation.close()

    app = FastAPI(
        title="Plenipot",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(refuse_other_encodings)],
    )
    app.state.settings = settings
    app.state.federation = Federation(settings)
    app.state.response_cache = ResponseCache(settings.cache_mb * 1024 * 1024)
    app.state.metrics = Metrics(app)
    install(app, made)
    app.state.templates = Jinja2Templates(_WEB / "templates", context_processors=[frame])
    app.include_router(health.router)
    app.include_router(start.router)
    app.include_router(workbench.router)
    app.include_router(why.router)
    app.include_router(relations.router)
    app.include_router(coverage.router)
    app.include_router(council.router)
    app.include_router(map.router)
    app.include_router(timeline.router)
    app.include_router(questions.router)
    app.include_router(search.router)
    app.include_router(openapi.router)
    app.include_router(dataset.router)
    app.include_router(examples.router)
    app.include_router(downloads.router)
    app.include_router(preflight.router)
    app.include_router(metrics.router)
    app.mount("/static", _Static(directory=_WEB / "static"))
    app.add_exception_handler(Problem, failures.problem)
    app.add_exception_handler(HTTPException, failures.http_problem)
    app.add_exception_handler(RequestValidationError, failures.invalid)
    app.add_exception_handler(Exception, failures.unexpected)

    # Identifiers take every path that nothing else has.
    app.include_router(resources.router)

    return Middleware(
        Endpoint(app), settings, app.state.response_cache, app.state.metrics, lambda: app.state.generation
    )


class _Static(StaticFiles):
    """Files; the middleware answers conditional requests, as for every other response."""

    def is_not_modified(self, response_headers: Headers, request_headers: Headers) -> bool:
        return False


async def _reload(app: FastAPI, hangup: asyncio.Event, read: Callable[[], Release], backend: str | None) -> None:
    while True:
        await hangup.wait()
        hangup.clear()
        await replace(app, read, backend, indexes.make_indexes)
