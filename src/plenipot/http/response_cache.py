"""Caches whole responses: one with a strong ETag stays right as long as the release is served."""

from __future__ import annotations

from typing import NamedTuple

from cachetools import LRUCache
from starlette.types import Scope

from plenipot.http.compression import gzip_from
from plenipot.http.replies import Headers, header
from plenipot.http.requests.head import RequestHead

Key = tuple[str, bytes, bytes, bytes, bytes, int | None]
"""Scheme, Host, path, query string, Accept, and from which size on the body is compressed."""
_VARIES_BY = {b"accept", b"accept-encoding"}
"""What the key has of the request headers."""
_OVERHEAD = 1024
"""Bytes that an entry takes in the tables besides its own."""


class CachedResponse(NamedTuple):
    """A response with status 200 that can be sent again: its headers, but for the date, and its body."""

    headers: Headers
    body: bytes
    size: int


def cache_key(scope: Scope, head: RequestHead) -> Key | None:
    """What decides about a response; None for a request whose response is not cached."""
    if scope["method"] != "GET":
        return None
    coding = None if head.range else gzip_from(head.accept_encoding)
    host = head.hosts[0] if head.hosts else b""
    return scope["scheme"], host, scope["raw_path"], scope["query_string"], head.accept, coding


class ResponseCache:
    """The most recently used responses, up to some bytes; the least recently used one is evicted first.

    >>> cache = ResponseCache(100_000)
    >>> key = "http", b"example.org", b"/", b"", b"", None
    >>> cache.put(key, [(b"etag", b'"a"')], b"body")
    >>> cache.get(key).body, cache.hits
    (b'body', 1)
    """

    def __init__(self, max_bytes: int) -> None:
        self._responses: LRUCache[Key, CachedResponse] = LRUCache(max_bytes, getsizeof=lambda response: response.size)
        # A few large ones would evict all the others.
        self._largest = max_bytes // 16
        self.hits = 0

    @property
    def used(self) -> int:
        """Bytes in use."""
        return int(self._responses.currsize)

    def get(self, key: Key) -> CachedResponse | None:
        """The response to a request that was answered before."""
        response = self._responses.get(key)
        if response is not None:
            self.hits += 1
        return response

    def put(self, key: Key, headers: Headers, body: bytes) -> None:
        """Cache a response, if its headers allow it: a strong ETag, and nothing in Vary that the key does not have."""
        if not header(headers, b"etag").startswith(b'"') or b"no-store" in header(headers, b"cache-control"):
            return
        varies = {each.strip() for each in header(headers, b"vary").lower().split(b",") if each.strip()}
        size = len(body) + sum(map(len, key[1:5])) + _OVERHEAD
        if varies <= _VARIES_BY and size <= self._largest:
            self._responses[key] = CachedResponse(headers, body, size)

    def clear(self) -> None:
        """Drop all: another release is served."""
        self._responses.clear()
