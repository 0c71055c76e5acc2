"""An LRU cache of whole responses. A response with a strong ETag is valid as long as its release is served."""

from __future__ import annotations

from typing import NamedTuple

from cachetools import LRUCache
from starlette.types import Scope

from plenipot.http.compression import gzip_min_size
from plenipot.http.replies import Headers, header
from plenipot.http.requests.head import RequestHead

Key = tuple[str, bytes, bytes, bytes, bytes, int | None]
"""Scheme, Host, path, query string, Accept, and the size in bytes from which the body is compressed."""
_KEY_HEADERS = {b"accept", b"accept-encoding"}
"""Headers in Vary that the key contains."""
_OVERHEAD = 1024
"""Estimated bytes of memory for an entry besides its key and body."""


class CachedResponse(NamedTuple):
    """A cached response with status 200: headers without Date, body, and size in bytes with its key."""

    headers: Headers
    body: bytes
    size: int


def cache_key(scope: Scope, head: RequestHead) -> Key | None:
    """The cache key of a request; None if its response is not cached."""
    if scope["method"] != "GET":
        return None
    coding = None if head.range else gzip_min_size(head.accept_encoding)
    host = head.hosts[0] if head.hosts else b""
    return scope["scheme"], host, scope["raw_path"], scope["query_string"], head.accept, coding


class ResponseCache:
    """An LRU cache of responses, bounded in bytes.

    >>> cache = ResponseCache(100_000)
    >>> key = "http", b"example.org", b"/", b"", b"", None
    >>> cache.put(key, [(b"etag", b'"a"')], b"body")
    >>> cache.get(key).body, cache.hits
    (b'body', 1)
    """

    def __init__(self, max_bytes: int) -> None:
        self._responses: LRUCache[Key, CachedResponse] = LRUCache(max_bytes, getsizeof=lambda response: response.size)
        # A few large responses would evict all the others.
        self._largest = max_bytes // 16
        self.hits = 0

    @property
    def used(self) -> int:
        """Bytes in use."""
        return int(self._responses.currsize)

    def get(self, key: Key) -> CachedResponse | None:
        """Look up the response to a request, and count a cache hit."""
        response = self._responses.get(key)
        if response is not None:
            self.hits += 1
        return response

    def put(self, key: Key, headers: Headers, body: bytes) -> None:
        """Cache a response that has a strong ETag, no ``no-store``, and in Vary only headers of the key."""
        if not header(headers, b"etag").startswith(b'"') or b"no-store" in header(headers, b"cache-control"):
            return
        varies = {name.strip() for name in header(headers, b"vary").lower().split(b",") if name.strip()}
        size = len(body) + sum(map(len, key[1:5])) + _OVERHEAD
        if varies <= _KEY_HEADERS and size <= self._largest:
            self._responses[key] = CachedResponse(headers, body, size)

    def clear(self) -> None:
        """Evict all responses, because another release is served."""
        self._responses.clear()
