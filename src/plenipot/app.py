"""The ASGI application: its routes and state, its start-up jobs, and the reload at SIGHUP."""

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
from plenipot.api import health, startup_jobs
from plenipot.api.dataset import description, downloads
from plenipot.api.openapi import document
from plenipot.api.questions import routes as questions
from plenipot.api.search import routes as search
from plenipot.api.sparql import examples
from plenipot.api.sparql.endpoint import SparqlEndpoint
from plenipot.api.things import resources
from plenipot.engine.federation.federation import Federation
from plenipot.http import metrics, preflight
from plenipot.http.live_release import LiveRelease, install, replace
from plenipot.http.metrics import Metrics
from plenipot.http.middleware import Middleware
from plenipot.http.problems import handlers
from plenipot.http.problems.problem import Problem
from plenipot.http.release_config import ReleaseConfig, service_bounds
from plenipot.http.requests.parameters import refuse_other_encodings
from plenipot.http.response_cache import ResponseCache
from plenipot.http.settings import Settings
from plenipot.http.signals import take_sighup
from plenipot.pages.frame import shared_context
from plenipot.pages.renderers import Pages
from plenipot.pages.views import council, coverage, map, question_pages, relations, start, timeline, why, workbench

_WEB = Path(__file__).parent / "pages"


def create_app(
    settings: Settings, live: LiveRelease, read_config: Callable[[], ReleaseConfig], backend: str | None = None
) -> Middleware:
    """Make the application that serves a release.

    Args:
        settings: the settings of the service.
        live: the release to serve first.
        read_config: reads the configuration of the release that SIGHUP loads.
        backend: URL of the endpoint that answers queries; None for the process pool.
    """
    sighup = asyncio.Event()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await live.pool.start()
        jobs = (startup_jobs.make_indexes(live), _reload(app, sighup, read_config, backend))
        tasks = [asyncio.create_task(job) for job in jobs]
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, sighup.set)
        if take_sighup():  # received during start-up: the files may have changed after they were loaded
            sighup.set()
        # Long-lived objects need no garbage collection: scanning them again would pause all requests.
        gc.collect()
        gc.freeze()
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await app.state.live_release.stop()
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
    app.state.federation = Federation(service_bounds(settings))
    app.state.response_cache = ResponseCache(settings.cache_mb * 1024 * 1024)
    app.state.metrics = Metrics(app)
    install(app, live)
    app.state.pages = Pages()
    app.state.templates = Jinja2Templates(_WEB / "templates", context_processors=[shared_context])
    app.include_router(health.router)
    app.include_router(start.router)
    app.include_router(workbench.router)
    app.include_router(why.router)
    app.include_router(relations.router)
    app.include_router(coverage.router)
    app.include_router(council.router)
    app.include_router(map.router)
    app.include_router(timeline.router)
    app.include_router(question_pages.router)
    app.include_router(questions.router)
    app.include_router(search.router)
    app.include_router(document.router)
    app.include_router(description.router)
    app.include_router(examples.router)
    app.include_router(downloads.router)
    app.include_router(preflight.router)
    app.include_router(metrics.router)
    app.mount("/static", _Static(directory=_WEB / "static"))
    app.add_exception_handler(Problem, handlers.handle_problem)
    app.add_exception_handler(HTTPException, handlers.handle_http_exception)
    app.add_exception_handler(RequestValidationError, handlers.handle_validation_error)
    app.add_exception_handler(Exception, handlers.handle_exception)

    # The router of things must be last: it matches every path.
    app.include_router(resources.router)

    return Middleware(
        SparqlEndpoint(app), settings, app.state.response_cache, app.state.metrics, lambda: app.state.live_release
    )


class _Static(StaticFiles):
    """Static files without conditional requests, which the middleware handles for all responses."""

    def is_not_modified(self, response_headers: Headers, request_headers: Headers) -> bool:
        return False


async def _reload(
    app: FastAPI, sighup: asyncio.Event, read_config: Callable[[], ReleaseConfig], backend: str | None
) -> None:
    while True:
        await sighup.wait()
        sighup.clear()
        await replace(app, read_config, backend, startup_jobs.make_indexes)
