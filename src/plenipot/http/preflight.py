"""OPTIONS on every address, and what a browser asks before a script of another site may ask."""

from __future__ import annotations

from fastapi import APIRouter, Response

router = APIRouter()
_POSTED = ("/sparql",)


def allowed(path: str) -> str:
    """The methods of an address: everything is read, and a query may be posted.

    >>> allowed("/sparql"), allowed("/state/che")
    ('GET, HEAD, POST, OPTIONS', 'GET, HEAD, OPTIONS')
    """
    return "GET, HEAD, POST, OPTIONS" if path in _POSTED else "GET, HEAD, OPTIONS"


@router.options("/{path:path}", include_in_schema=False)
async def options(path: str) -> Response:
    """Allow scripts of any origin, without credentials: there is nothing to protect in a service without accounts."""
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
