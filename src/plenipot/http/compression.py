"""Content codings: parse Accept-Encoding, and compress bodies with gzip."""

from __future__ import annotations

import asyncio
import gzip
import re
import zlib
from functools import lru_cache

MIN_BYTES = 1000
"""Size in bytes from which a body is compressed."""
_LEVEL = 5
_INLINE = 64 * 1024
"""Size in bytes up to which a body is compressed on the event loop, which takes about a millisecond."""
_COMPRESSED = re.compile(rb"image/(?!svg)|audio/|video/|font/|application/(?:gzip|zstd|zip|vnd\.apache\.parquet)")
_QVALUE = re.compile(rb"0?\.[0-9]{1,9}|[01](?:\.[0-9]{0,9})?")
_MAX_HEADER = 2000
"""Bytes of an Accept-Encoding header that are parsed; no client needs more."""


@lru_cache(maxsize=256)
def gzip_min_size(accept_encoding: bytes) -> int | None:
    """Parse Accept-Encoding: the size in bytes from which a body is compressed, or None for never.

    RFC 9110, section 12.5.3. A request without the header gets no coding: the client may not understand any. A coding
    that the header does not name has the weight of ``*``. A client that refuses ``identity`` gets gzip at any size. A
    client that refuses both gets the body without a coding.

    >>> [gzip_min_size(value) for value in (b"", b"br, gzip", b"gzip;q=0", b"identity", b"*", b"*;q=0")]
    [None, 1000, None, None, 1000, None]
    >>> gzip_min_size(b"gzip;q=.5, identity"), gzip_min_size(b"identity;q=0, *")
    (None, 0)
    """
    weights: dict[bytes, float] = {}
    for member in accept_encoding[:_MAX_HEADER].lower().split(b","):
        coding, _, parameters = member.partition(b";")
        if coding.strip():
            weights[coding.strip()] = _weight(parameters) if parameters else 1.0
    gzip_weight = max(weights.get(b"gzip", -1.0), weights.get(b"x-gzip", -1.0))
    if gzip_weight < 0:
        gzip_weight = weights.get(b"*", 0.0)
    identity = weights.get(b"identity")
    if gzip_weight <= 0 or (identity is not None and identity > gzip_weight):
        return None
    return 0 if identity == 0 or (identity is None and weights.get(b"*") == 0) else MIN_BYTES


def _weight(parameters: bytes) -> float:
    name, _, value = parameters.strip().partition(b"=")
    if name.strip() != b"q":
        return 1.0
    value = value.strip()
    return float(value) if _QVALUE.fullmatch(value) else 0.0


def compressible(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether to compress a body with these headers: it has no coding yet, and its media type is not compressed."""
    for name, value in headers:
        if name == b"content-encoding" or (name == b"content-type" and _COMPRESSED.match(value)):
            return False
    return True


async def compress(body: bytes) -> bytes:
    """Compress a body with gzip; equal bodies give equal bytes."""
    # A large body is compressed in a thread, so that it does not block the event loop.
    return await asyncio.to_thread(_gzip, body) if len(body) > _INLINE else _gzip(body)


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)


class StreamCompressor:
    """Compresses a streamed body with gzip.

    >>> compressor = StreamCompressor()
    >>> gzip.decompress(compressor.add(b"one, ") + compressor.add(b"two") + compressor.finish())
    b'one, two'
    """

    def __init__(self) -> None:
        self._object = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)

    def add(self, part: bytes) -> bytes:
        """Compress a part; the result is what can be sent already, often nothing."""
        return self._object.compress(part)

    def finish(self) -> bytes:
        """Flush the compressor; the result ends the gzip stream."""
        return self._object.flush()
