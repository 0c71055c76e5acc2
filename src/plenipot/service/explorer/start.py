"""The first page: search, what the graph holds, and ways in."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from plenipot.service.explorer.view import read_view
from plenipot.service.negotiation import HTML
from plenipot.service.responses import respond

router = APIRouter()


@router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
async def start(request: Request) -> Response:
    """The page; a query, which this address once took, is asked in the workbench."""
    if "query" in request.query_params:
        return RedirectResponse("/workbench?" + urlencode(list(request.query_params.multi_items())), 303)
    read_view(request)
    page: Response = request.app.state.templates.TemplateResponse(request, "start.html", {})
    return respond(request, bytes(page.body), HTML)
