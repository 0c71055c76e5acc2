"""Whether the service lives, and whether it can be asked."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from plenipot.api.search.live_index import LiveIndex

router = APIRouter()
_FRESH = {"Cache-Control": "no-store"}


@router.api_route("/health", methods=["GET", "HEAD"])
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


@router.api_route("/ready", methods=["GET", "HEAD"])
async def ready(request: Request) -> Response:
    """Whether a balancer may send requests here: everything is loaded, the search index too."""
    missing = [] if await _ready(request) else ["queries"]
    if not request.app.state.live_release.part(LiveIndex).ready.is_set():
        missing.append("search")
    return JSONResponse({"ready": not missing, "missing": missing}, 503 if missing else 200, _FRESH)


async def _ready(request: Request) -> bool:
    state = request.app.state
    return state.pool.workers > 0 and (state.remote is None or await state.remote.answers())
