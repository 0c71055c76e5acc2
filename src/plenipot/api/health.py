"""Health checks: ``/health`` for queries, ``/ready`` for load balancers."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from typing_extensions import TypedDict

from plenipot.api.search.live_index import LiveIndex
from plenipot.http.openapi_responses import Responses, problems
from plenipot.http.requests.routing import ReadRouter

router = ReadRouter()
_NO_STORE = {"Cache-Control": "no-store"}


class Health(TypedDict):
    """Whether queries can be answered, and what is served."""

    status: Literal["ok", "unavailable"]
    release: str
    triples: int
    workers: int


class Ready(TypedDict):
    """Whether everything is loaded, and what is not."""

    ready: bool
    missing: list[Literal["queries", "search"]]


def _health_responses(model: Any) -> Responses:
    return {200: {"description": "It can."}, **problems(), 503: {"description": "It cannot now.", "model": model}}


@router.read(
    "/health",
    operation_id="health",
    summary="Whether queries can be answered, and what is served",
    tags=["service"],
    response_model=Health,
    response_class=JSONResponse,
    responses=_health_responses(Health),
)
async def health(request: Request) -> Response:
    """Report whether the service can answer queries, and which release it serves."""
    state = request.app.state
    can_query = await _can_query(request)
    body = {
        "status": "ok" if can_query else "unavailable",
        "release": state.release,
        "triples": state.triples,
        "workers": state.pool.workers,
    }
    return JSONResponse(body, 200 if can_query else 503, _NO_STORE)


@router.read(
    "/ready",
    operation_id="ready",
    summary="Whether a balancer may send requests here",
    tags=["service"],
    response_model=Ready,
    response_class=JSONResponse,
    responses=_health_responses(Ready),
)
async def ready(request: Request) -> Response:
    """Report whether the queries and the search can be answered, for a load balancer."""
    missing = [] if await _can_query(request) else ["queries"]
    if not request.app.state.live_release.part(LiveIndex).ready.is_set():
        missing.append("search")
    return JSONResponse({"ready": not missing, "missing": missing}, 503 if missing else 200, _NO_STORE)


async def _can_query(request: Request) -> bool:
    state = request.app.state
    return state.pool.workers > 0 and (state.remote is None or await state.remote.is_available())
