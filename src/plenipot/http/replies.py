"""Replies: what a handler gives, and how a whole one is finished before it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import Response

from plenipot.engine.stream import StreamedResult
from plenipot.http.compression import MIN_BYTES, compress, compressible
from plenipot.http.etags import etag_of_gzip

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
    (b"access-control-expose-headers", b"Accept-Ranges, Content-Range, ETag, Link, Location, Retry-After"),
]


@dataclass(slots=True)
class Reply:
    """A status, headers and a body: bytes, or an answer that is still being received from a query process."""

    status: int
    headers: Headers
    body: bytes | StreamedResult = b""

    @classmethod
    def of(cls, response: Response) -> Reply:
        """The same as a response of the framework."""
        return cls(response.status_code, list(response.raw_headers), bytes(response.body))


def header(headers: Headers, name: bytes) -> bytes:
    """The value of a header, several joined by commas; empty if it is absent.

    >>> header([(b"vary", b"Accept"), (b"vary", b"Range")], b"vary"), header([], b"etag")
    (b'Accept, Range', b'')
    """
    return b", ".join(value for each, value in headers if each == name)


def without(headers: Headers, *names: bytes) -> Headers:
    """The headers but for some."""
    return [each for each in headers if each[0] not in names]


def with_safety(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The headers with those of safety that every response has, unless a handler set its own."""
    made = list(headers)
    names = {name for name, _ in made}
    made += [each for each in _SAFETY if each[0] not in names]
    return made


def gzipped(headers: Headers) -> Headers:
    """The headers of a body with the gzip coding, but for its length."""
    made = without(headers, b"content-length", b"content-encoding")
    made = [(name, etag_of_gzip(value) if name == b"etag" else value) for name, value in made]
    return [*made, (b"content-encoding", b"gzip")]


async def finish(headers: Headers, body: bytes, gzip_from: int | None) -> tuple[Headers, bytes]:
    """The headers and body of a whole response, compressed if that is worth it and the client accepts it."""
    headers = with_safety(headers)
    if len(body) >= (MIN_BYTES if gzip_from is None else gzip_from) and compressible(headers):
        headers.append((b"vary", b"Accept-Encoding"))
        if gzip_from is not None:
            body = await compress(body)
            headers = [*gzipped(headers), (b"content-length", str(len(body)).encode())]
    return headers, body


def head_of(headers: Headers, gzip_from: int | None) -> Headers:
    """The headers of the response to HEAD whose body a handler left out: those that GET would give."""
    headers = with_safety(headers)
    size = int(header(headers, b"content-length") or 0)
    if size >= (MIN_BYTES if gzip_from is None else gzip_from) and compressible(headers):
        headers.append((b"vary", b"Accept-Encoding"))
        if gzip_from is not None:
            headers = gzipped(headers)
    return headers


def not_modified(headers: Headers) -> Headers:
    """The headers of a 304 for a client that has the body (RFC 9110, section 15.4.5)."""
    return without(headers, b"content-length", b"content-type", b"content-encoding")
