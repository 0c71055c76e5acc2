"""What is sent back for a request, before it is known how it is sent."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import Response
from starlette.types import Scope, Send
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from plenipot.service.responses import CODED
from plenipot.store.arrival import Arrival
from plenipot.store.base import LimitExceeded, QueryError
from plenipot.store.plain import LEVEL, WORTH_PACKING, pack

Headers = list[tuple[bytes, bytes]]
_SAFETY: Headers = [
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        b"form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    # Scripts of any origin may read all of it; never with credentials.
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Location, Retry-After"),
]
_REFUSES = re.compile(rb"gzip\s*;\s*q\s*=\s*0(?:\.0*)?\s*(?:,|$)", re.IGNORECASE)
_QUICK = 64 * 1024
"""Bytes that are packed at once: others wait less than a millisecond."""


@dataclass(slots=True)
class Reply:
    """A status, headers and a body, which may still be on its way."""

    status: int
    headers: Headers
    body: bytes | Arrival = b""

    @classmethod
    def of(cls, response: Response) -> Reply:
        """What a response of the framework says."""
        return cls(response.status_code, list(response.raw_headers), bytes(response.body))


async def packed(reply: Reply, takes_gzip: bool) -> Reply:
    """The reply with its body packed by gzip, if that is worth it and the client takes it."""
    if not isinstance(reply.body, Arrival) and len(reply.body) < WORTH_PACKING:
        return reply
    reply.headers.append((b"vary", b"Accept-Encoding"))
    if not takes_gzip:
        return reply
    reply.headers = [each for each in reply.headers if each[0] != b"content-length"]
    reply.headers.append((b"content-encoding", b"gzip"))
    if not isinstance(reply.body, Arrival):
        # Beyond some size the others need not wait for it.
        away = len(reply.body) > _QUICK
        reply.body = await asyncio.to_thread(pack, reply.body) if away else pack(reply.body)
        reply.headers.append((b"content-length", str(len(reply.body)).encode()))
    return reply


def finished(headers: Headers) -> Headers:
    """The headers of a response with those that every response has."""
    names = {name for name, _ in headers}
    made = [*headers, *(each for each in _SAFETY if each[0] not in names)]
    if (b"content-encoding", b"gzip") in made:
        return [(name, value[:-1] + CODED if name == b"etag" else value) for name, value in made]
    return made


def head(status: int, headers: Headers) -> bytes:
    """The lines before the date of a response and its body.

    >>> head(200, [(b"etag", b'"a"')])
    b'HTTP/1.1 200 OK\\r\\netag: "a"\\r\\n'
    """
    return STATUS_LINE[status] + b"".join(b"%b: %b\r\n" % each for each in headers)


def takes_gzip(scope: Scope) -> bool:
    """Whether a client takes gzip (RFC 9110, section 12.5.3).

    >>> [takes_gzip({"headers": [(b"accept-encoding", value)]}) for value in (b"br, gzip", b"gzip;q=0", b"identity")]
    [True, False, False]
    """
    for name, value in scope["headers"]:
        if name == b"accept-encoding" and b"gzip" in value.lower():
            return not _REFUSES.search(value)
    return False


async def stream(reply: Reply, send: Send) -> bool:
    """Send a reply whose body comes in parts; whether all of it came.

    What goes wrong now cannot be told any more: the body just ends, and by its framing the client knows that it is not
    whole.
    """
    assert isinstance(reply.body, Arrival)
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    parts = reply.body.parts()
    if (b"content-encoding", b"gzip") in reply.headers:
        parts = _packed_parts(parts)
    try:
        async for part in parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
    except (LimitExceeded, QueryError):
        return False
    await send({"type": "http.response.body", "body": b"", "more_body": False})
    return True


async def _packed_parts(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    async for part in parts:
        if made := packer.compress(part):
            yield made
    yield packer.flush()
