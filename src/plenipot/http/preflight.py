"""OPTIONS on every address, and CORS preflight requests of browsers."""

from __future__ import annotations

from fastapi import APIRouter, Response

router = APIRouter()
_POST_PATHS = ("/sparql",)


def allowed(path: str) -> str:
    """The value of Allow for an address: GET everywhere, POST only for queries.

    >>> allowed("/sparql"), allowed("/state/che")
    ('GET, HEAD, POST, OPTIONS', 'GET, HEAD, OPTIONS')
    """
    return "GET, HEAD, POST, OPTIONS" if path in _POST_PATHS else "GET, HEAD, OPTIONS"


@router.options("/{path:path}", include_in_schema=False)
async def options(path: str) -> Response:
    """Allow scripts of any origin, without credentials: the service has no accounts."""
    methods = allowed("/" + path)
    return Response(
        status_code=204,
        headers={
            "Allow": methods,
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match, If-Range, Range",
            "Access-Control-Max-Age": "86400",
        },
    )
