"""Whether the service lives, and whether it can be asked."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from typing_extensions import TypedDict

from plenipot.api.search.live_index import LiveIndex
from plenipot.http.described import Responses, problems
from plenipot.http.requests.routing import ReadRouter

router = ReadRouter()
_FRESH = {"Cache-Control": "no-store"}


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


def _states(model: Any) -> Responses:
    return {200: {"description": "It can."}, **problems(), 503: {"description": "It cannot now.", "model": model}}


@router.read(
    "/health",
    operation_id="health",
    summary="Whether queries can be answered, and what is served",
    tags=["service"],
    response_model=Health,
    response_class=JSONResponse,
    responses=_states(Health),
)
async def health(request: Request) -> Response:
    """Whether the service can answer, and what it serves."""
    state = request.app.state
    ready = await _ready(request)
    body = {
        "status": "ok" if ready else "unavailable",
        "release": state.release,
        "triples": state.triples,
        "workers": state.pool.workers,
    }
    return JSONResponse(body, 200 if ready else 503, _FRESH)


@router.read(
    "/ready",
    operation_id="ready",
    summary="Whether a balancer may send requests here",
    tags=["service"],
    response_model=Ready,
    response_class=JSONResponse,
    responses=_states(Ready),
)
async def ready(request: Request) -> Response:
    """Whether a balancer may send requests here: everything is loaded, the search index too."""
    missing = [] if await _ready(request) else ["queries"]
    if not request.app.state.live_release.part(LiveIndex).ready.is_set():
        missing.append("search")
    return JSONResponse({"ready": not missing, "missing": missing}, 503 if missing else 200, _FRESH)


async def _ready(request: Request) -> bool:
    state = request.app.state
    return state.pool.workers > 0 and (state.remote is None or await state.remote.is_available())
