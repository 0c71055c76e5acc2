"""Answers that can be cached by whoever passes them on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from fastapi import Request, Response

CORS = {"Access-Control-Allow-Origin": "*"}


def respond(request: Request, body: bytes, media: str, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that can be cached: a strong ETag, and 304 for a client that has it."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    all_headers = {"ETag": etag, "Cache-Control": "public, max-age=3600", **CORS, **(headers or {})}
    if etag in known or "*" in known:
        return Response(status_code=304, headers=all_headers)
    return Response(body, media_type=media, headers=all_headers)
