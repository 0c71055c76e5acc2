"""Response headers and bodies: safety headers, compression, HEAD and 304."""

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
    # Scripts of any origin may read every response, without credentials.
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"Accept-Ranges, Content-Range, ETag, Link, Location, Retry-After"),
]


@dataclass(slots=True)
class Reply:
    """A response of the SPARQL endpoint; its body is bytes, or a result that still streams from a worker."""

    status: int
    headers: Headers
    body: bytes | StreamedResult = b""

    @classmethod
    def from_response(cls, response: Response) -> Reply:
        """Make a reply from a response of Starlette."""
        return cls(response.status_code, list(response.raw_headers), bytes(response.body))


def header(headers: Headers, name: bytes) -> bytes:
    """The value of a header; several are joined by commas, none gives an empty value.

    >>> header([(b"vary", b"Accept"), (b"vary", b"Range")], b"vary"), header([], b"etag")
    (b'Accept, Range', b'')
    """
    result = b""
    for key, value in headers:
        if key == name:
            result = result + b", " + value if result else value
    return result


def without(headers: Headers, *names: bytes) -> Headers:
    """The headers except those with these names."""
    return [header for header in headers if header[0] not in names]


def with_safety(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Add the safety headers of every response, except those that the handler has set."""
    result = list(headers)
    names = {name for name, _ in result}
    result += [header for header in _SAFETY if header[0] not in names]
    return result


def gzipped(headers: Headers) -> Headers:
    """The headers for the same body with the gzip coding, without Content-Length."""
    kept = without(headers, b"content-length", b"content-encoding")
    tagged = [(name, etag_of_gzip(value) if name == b"etag" else value) for name, value in kept]
    return [*tagged, (b"content-encoding", b"gzip")]


async def finish(headers: Headers, body: bytes, gzip_min_size: int | None) -> tuple[Headers, bytes]:
    """Add the safety headers to a whole response, and compress its body if it is large and the client accepts gzip."""
    headers = with_safety(headers)
    if len(body) >= (MIN_BYTES if gzip_min_size is None else gzip_min_size) and compressible(headers):
        headers.append((b"vary", b"Accept-Encoding"))
        if gzip_min_size is not None:
            body = await compress(body)
            headers = [*gzipped(headers), (b"content-length", str(len(body)).encode())]
    return headers, body


def head_of(headers: Headers, gzip_min_size: int | None) -> Headers:
    """The headers of a response to HEAD without a body: those that GET would have (RFC 9110, section 9.3.2)."""
    headers = with_safety(headers)
    size = int(header(headers, b"content-length") or 0)
    if size >= (MIN_BYTES if gzip_min_size is None else gzip_min_size) and compressible(headers):
        headers.append((b"vary", b"Accept-Encoding"))
        if gzip_min_size is not None:
            headers = gzipped(headers)
    return headers


def not_modified(headers: Headers) -> Headers:
    """The headers of a 304 response (RFC 9110, section 15.4.5)."""
    return without(headers, b"content-length", b"content-type", b"content-encoding")
