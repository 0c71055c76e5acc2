"""Responses with an ETag, which clients and shared caches can store."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Response

from plenipot.http.etags import etag_of

CORS = {"Access-Control-Allow-Origin": "*"}


def respond(body: bytes, media: str, headers: Mapping[str, str] | None = None) -> Response:
    """Make a response with a strong ETag; for it the middleware handles If-None-Match and Range."""
    all_headers = {"ETag": etag_of(body), "Cache-Control": "public, max-age=3600", **CORS, **(headers or {})}
    return Response(body, media_type=media, headers=all_headers)
