"""Whole responses kept in memory: what was sent with a strong ETag stays right as long as the release is served."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from starlette.types import Scope

Headers = list[tuple[bytes, bytes]]
Key = tuple[object, ...]
_KEYED = {b"accept", b"accept-encoding"}


@dataclass(frozen=True)
class Kept:
    """A response that can be sent again."""

    headers: Headers
    etag: bytes
    body: bytes


def key(scope: Scope) -> Key | None:
    """What decides about a response; None for a request whose response is not kept."""
    if scope["method"] != "GET":
        return None
    accept = encoding = host = b""
    for name, value in scope["headers"]:
        if name == b"accept":
            accept += b"," + value
        elif name == b"accept-encoding":
            encoding += value
        elif name == b"host":
            host = value
        elif name == b"range":
            return None
    return scope["scheme"], host, scope["raw_path"], scope["query_string"], accept, b"gzip" in encoding


class Keeper:
    """The responses that were asked for last, up to some bytes."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._responses: OrderedDict[Key, Kept] = OrderedDict()
        self.bytes = 0
        self.hits = 0

    def get(self, wanted: Key) -> Kept | None:
        """The response to a request that was answered before."""
        found = self._responses.get(wanted)
        if found is not None:
            self.hits += 1
            self._responses.move_to_end(wanted)
        return found

    def put(self, wanted: Key, headers: Headers, body: bytes) -> None:
        """Keep a response, if its headers say that it can be: a strong ETag, and nothing unknown in Vary."""
        etag = b""
        for name, value in headers:
            if name == b"etag" and value.startswith(b'"'):
                etag = value
            elif name == b"vary" and not {each.strip() for each in value.lower().split(b",")} <= _KEYED:
                return
        # A few large ones would push out all the others.
        if not etag or len(body) > self._max_bytes // 16 or wanted in self._responses:
            return
        self._responses[wanted] = Kept(headers, etag, body)
        self.bytes += _size(wanted, body)
        while self.bytes > self._max_bytes:
            old, gone = self._responses.popitem(last=False)
            self.bytes -= _size(old, gone.body)

    def clear(self) -> None:
        """Forget all: another release is served."""
        self._responses.clear()
        self.bytes = 0


def _size(wanted: Key, body: bytes) -> int:
    # The headers and the places in the tables take about this much besides.
    return len(body) + 2048 + sum(len(each) for each in wanted if isinstance(each, bytes))
