"""Answers that can be cached by whoever passes them on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from fastapi import Request, Response
from starlette.types import Scope

from plenipot.service import ranges

ASKED = "plenipot.asked"
"""Where a scope has the request that it was before it went the way of everything else."""
CORS = {"Access-Control-Allow-Origin": "*"}
CODED = b'-gzip"'
"""How the tag of a packed body ends: a strong validator is of the bytes that are sent (RFC 9110, section 8.8.3)."""


def knows(scope: Scope, etag: str) -> bool:
    """Whether a client has a body with this tag, packed or not (RFC 9110, section 13.1.2).

    >>> knows({"headers": [(b"if-none-match", b'W/"a", "b-gzip"')]}, "b"), knows({"headers": []}, "b")
    (True, False)
    """
    wanted = f'"{etag}"'.encode()
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            for each in value.split(b","):
                if each.strip().removeprefix(b"W/").replace(CODED, b'"') in (wanted, b"*"):
                    return True
    return False


def respond(request: Request, body: bytes, media: str, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that can be cached: a strong ETag, 304 for a client that has it, and the part that one asks for.

    Raises:
        Problem: 416, there is no such part.
    """
    etag = hashlib.sha256(body).hexdigest()[:32]
    all_headers = {"ETag": f'"{etag}"', "Cache-Control": "public, max-age=3600", **CORS, **(headers or {})}
    if knows(request.scope, etag):
        return Response(status_code=304, headers=all_headers)
    if part := ranges.wanted(request.scope, all_headers["ETag"], len(body)):
        all_headers |= {name.decode(): value.decode() for name, value in part.headers}
        return Response(part.of(body), 206, all_headers, media)
    return Response(body, media_type=media, headers={**all_headers, "Accept-Ranges": "bytes"})
