"""Answers that can be cached by whoever passes them on."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Response

from plenipot.http.etags import etag_of

CORS = {"Access-Control-Allow-Origin": "*"}


def respond(body: bytes, media: str, headers: Mapping[str, str] | None = None) -> Response:
    """An answer with a strong ETag; the middleware sends 304 to a client that has it, or the part that it wants."""
    all_headers = {"ETag": etag_of(body), "Cache-Control": "public, max-age=3600", **CORS, **(headers or {})}
    return Response(body, media_type=media, headers=all_headers)
